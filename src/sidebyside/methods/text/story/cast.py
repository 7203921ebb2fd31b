"""Who of the work is who in the output: the same name, a translated one, another in the same role, or nobody.

1. Equal names are the same, their forms put together by `names.entities`.
2. A Latin and a Chinese name are translations of each other where they sound alike (`transliteration`): very
   much so, or enough, and they stand in events that answer to each other.
3. Of what is left, two names have the same role where one stands in the events of the work and the other in
   the events of the output that answer to them, often enough and seldom elsewhere.
4. The rest stands in one text only.

Nothing is guessed: pairs are taken in a fixed order, the surest first, and each name once. Source of 3: the
log-likelihood ratio of co-occurrence, Dunning (1993), Computational Linguistics 19, 61-74,
https://aclanthology.org/J93-1003.
"""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sidebyside.methods.text.story.han_names import without_title
from sidebyside.methods.text.story.names import Form, Mention, entities
from sidebyside.methods.text.story.transliteration import FAR, is_rare, is_sound, sound_distance
from sidebyside.primitives.text.folding import fold
from sidebyside.primitives.text.sentences import Script
from sidebyside.records import NamedThing, Relation, Span

SURE = 0.1
"""Names that sound so alike need not stand in events that answer to each other."""

LEAST_EVENTS = 2
LEAST_STRENGTH = 6.63
"""In how many pairs of events two names of one role must stand, and how much oftener than if they had nothing
to do with each other: the log-likelihood ratio that chance passes once in a hundred names."""

MOST_CHARACTERS = 6
EventSpans = Sequence[tuple[Span, Span]]


@dataclass(frozen=True, slots=True)
class Bearer:
    """All mentions of one name in one text, in their order; `form` is its fullest form in both texts."""

    form: Form
    name: str
    script: Script
    spans: tuple[Span, ...]

    def stands_in(self, place: Span) -> bool:
        """Whether it is mentioned inside a place."""
        at = bisect_left(self.spans, place.start, key=lambda span: span.start)
        return at < len(self.spans) and self.spans[at].start < place.end


def bearers(work: Sequence[Mention], output: Sequence[Mention]) -> tuple[list[Bearer], list[Bearer]]:
    """Put the mentions of both texts together by bearer; the most frequent first."""
    heads = entities(_key(item) for item in (*work, *output))
    return _grouped(work, heads), _grouped(output, heads)


def _key(item: Mention) -> Form:
    return tuple(fold(word) for word in item.words)


def _grouped(items: Sequence[Mention], heads: dict[Form, Form]) -> list[Bearer]:
    groups: dict[Form, list[Mention]] = {}
    for item in items:
        groups.setdefault(heads[_key(item)], []).append(item)
    made = []
    for form, group in groups.items():
        spelled = Counter((" " if one.script == "alphabetic" else "·").join(one.words) for one in group)
        name = min(spelled, key=lambda text: (-spelled[text], -len(text), text))
        spans = tuple(sorted(one.span for one in group))
        made.append(Bearer(form, name, group[0].script, spans))
    return sorted(made, key=lambda one: (-len(one.spans), one.spans[0], one.form))


def related(
    work: Sequence[Bearer],
    output: Sequence[Bearer],
    events: EventSpans,
    work_text: str,
    output_text: str,
) -> list[NamedThing]:
    """Say how each name of a pair of texts stands in the other, most frequent in the work first.

    Parameters
    ----------
    work, output
        From `bearers`.
    events
        Places of the events that answer to each other, in the work and in the output.
    work_text, output_text
        The originals: a Chinese rendering that stands too seldom to be seen as a name is looked for in them.

    Notes
    -----
    Cost: the product of the numbers of names, times the events. Does not see: who is never named (the
    captain, she), two characters of one name, and a role that is split between two.
    """
    rows: list[NamedThing] = []
    left, right = list(work), list(output)
    same = [(a, b) for a in left for b in right if a.form == b.form and a.script == b.script]
    _take(same, "same", "name", left, right, rows)
    sounding = sorted(
        (distance, -_shared(a, b, events), a.form, b.form, a, b)
        for a in left
        for b in right
        if a.script != b.script
        and (distance := _distance(a, b)) <= FAR
        and (distance <= SURE or _shared(a, b, events))
    )
    _take([item[-2:] for item in sounding], "translated", "transliteration", left, right, rows)
    _take_rendered(left, right, events, work_text, output_text, rows)
    roles = []
    for a in (one for one in left if len(one.spans) > 1):
        for b in (one for one in right if len(one.spans) > 1):
            strength = _goes_with(a, b, events)
            if strength >= LEAST_STRENGTH:
                roles.append((-strength, a.form, b.form, a, b))
    _take([item[-2:] for item in sorted(roles)], "renamed", "same events", left, right, rows)
    rows += [_row("only_in_work", "", bearer, None) for bearer in left]
    rows += [_row("only_in_output", "", None, bearer) for bearer in right]
    return rows


def _take(
    pairs: Sequence[tuple[Bearer, ...]],
    relation: Relation,
    basis: str,
    left: list[Bearer],
    right: list[Bearer],
    rows: list[NamedThing],
) -> None:
    """Take pairs in their order, each bearer once, out of those who are left."""
    for a, b in pairs:
        if a in left and b in right:
            left.remove(a)
            right.remove(b)
            rows.append(_row(relation, basis, a, b))


def _row(relation: Relation, basis: str, work: Bearer | None, output: Bearer | None) -> NamedThing:
    return NamedThing(
        kind="name",
        relation=relation,
        work_name=work.name if work else "",
        output_name=output.name if output else "",
        n_in_work=len(work.spans) if work else 0,
        n_in_output=len(output.spans) if output else 0,
        work_span=work.spans[0] if work else None,
        output_span=output.spans[0] if output else None,
        basis=basis,
    )


def _shared(a: Bearer, b: Bearer, events: EventSpans) -> int:
    """Count the pairs of events in which both stand."""
    return sum(a.stands_in(ours) and b.stands_in(theirs) for ours, theirs in events)


def _goes_with(a: Bearer, b: Bearer, events: EventSpans) -> float:
    """Return how much oftener two names stand in the same pairs of events than by chance, as 2 ln of a ratio.

    0 where they stand there no oftener than that, or in fewer than `LEAST_EVENTS` pairs.
    """
    n = len(events)
    n_both = _shared(a, b, events)
    n_work = sum(a.stands_in(ours) for ours, _ in events)
    n_output = sum(b.stands_in(theirs) for _, theirs in events)
    if n_both < LEAST_EVENTS or n_both * n <= n_work * n_output:
        return 0.0
    cells = (
        (n_both, n_work * n_output),
        (n_work - n_both, n_work * (n - n_output)),
        (n_output - n_both, (n - n_work) * n_output),
        (n - n_work - n_output + n_both, (n - n_work) * (n - n_output)),
    )
    return round(2 * sum(count * math.log(count * n / product) for count, product in cells if count), 4)


def _distance(a: Bearer, b: Bearer) -> float:
    """Return how far apart a Latin and a Chinese name sound: part by part, or by the part that tells most."""
    latin, han = (a, b) if a.script == "alphabetic" else (b, a)
    words = [word for word in latin.form if len(word) > 1]
    parts = [without_title(fold(part)) for part in han.form]
    if len(words) == len(parts):
        return max((sound_distance(word, part) for word, part in zip(words, parts, strict=True)), default=1.0)
    if len(parts) == 1:
        whole = sound_distance("".join(words), parts[0])
        return min([whole, *(sound_distance(word, parts[0]) for word in words)])
    return sound_distance(words[-1], parts[-1]) if words else 1.0


def _take_rendered(
    left: list[Bearer],
    right: list[Bearer],
    events: EventSpans,
    work_text: str,
    output_text: str,
    rows: list[NamedThing],
) -> None:
    """Look for a Chinese rendering of each Latin name in the events where it stands."""
    for bearer in [one for one in left if one.script == "alphabetic"]:
        places = [theirs for ours, theirs in events if bearer.stands_in(ours)]
        if found := _rendering(bearer, places, output_text):
            left.remove(bearer)
            rows.append(_row("translated", "transliteration", bearer, found))
            right[:] = [one for one in right if one.name not in found.name and found.name not in one.name]
    for bearer in [one for one in right if one.script == "alphabetic"]:
        places = [ours for ours, theirs in events if bearer.stands_in(theirs)]
        if found := _rendering(bearer, places, work_text):
            right.remove(bearer)
            rows.append(_row("translated", "transliteration", found, bearer))
            left[:] = [one for one in left if one.name not in found.name and found.name not in one.name]


def _rendering(latin: Bearer, places: Sequence[Span], original: str) -> Bearer | None:
    best: tuple[float, int, str] | None = None
    word = latin.form[-1]
    for place in places:
        for name in _sounding(fold(original[place.start : place.end])):
            distance = sound_distance(word, name)
            if distance <= SURE and (best is None or (distance, -len(name), name) < best):
                best = distance, -len(name), name
    if best is None:
        return None
    name, seen = best[2], fold(original)
    starts = [at for at in range(len(seen)) if seen.startswith(name, at)]
    spans = tuple(Span(at, at + len(name)) for at in starts)
    return Bearer((name,), original[spans[0].start : spans[0].end], "han", spans)


def _sounding(seen: str) -> Iterator[str]:
    """Yield the stretches of characters by which foreign names are written, most of them rare elsewhere."""
    for begin in range(len(seen)):
        for end in range(begin + 2, min(len(seen), begin + MOST_CHARACTERS) + 1):
            if not is_sound(seen[end - 1]) or not is_sound(seen[begin]):
                break
            name = seen[begin:end]
            if 2 * sum(map(is_rare, name)) >= len(name):
                yield name
