"""The first page and the lists: how often it was tried, every work, every null, every item not scored."""

from collections.abc import Callable, Iterable, Sequence

from sidebyside.contracts import ReadableCase
from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement.finding import is_aligned
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.text_view import LabelledValue
from sidebyside.exhibits.view import CardView, FindingView, Link, NullRow, UnscorableRow, WorkRow
from sidebyside.records import (
    Counts,
    Finding,
    Generation,
    NothingFound,
    Output,
    TextQuantum,
    UncountedPair,
    Unscorable,
)

Numbered = Sequence[tuple[Finding, FindingView]]
LISTED_LINKS = 12
"""Up to so many findings of a work are linked one by one; beyond it the first and the last are."""

MISSING = ("missing", "failed")
"""The reasons under which an attempt counts as missing."""

CountRow = tuple[str, str, int]


def attempts(counts: Counts, locale: Locale) -> tuple[tuple[CountRow, ...], str]:
    """Return the rows of the attempts, each with its depth, and the sum in words."""
    figures = (
        ("tried", counts.n_outputs, 0),
        ("matched", counts.n_matched, 1),
        ("null", counts.n_null, 1),
        ("refused", counts.n_refused, 2),
        ("missing", counts.n_missing, 1),
        ("unscorable", counts.n_unscorable, 1),
    )
    rows = tuple((locale.say(f"attempts.{name}"), notation.count(n), depth) for name, n, depth in figures)
    addends = {name: notation.count(n) for name, n, depth in figures if depth < 2}
    return rows, locale.say("attempts.sum", **addends)


def works_counts(counts: Counts, locale: Locale) -> tuple[tuple[CountRow, ...], str]:
    """Return the rows of the works, each with its depth, and the sum in words."""
    figures = (
        ("named", counts.n_works, 0),
        ("matched", counts.n_works_matched, 1),
        ("null", counts.n_works_null, 1),
        ("unscorable", counts.n_works_unscorable, 1),
    )
    rows = tuple((locale.say(f"works.{name}"), notation.count(n), depth) for name, n, depth in figures)
    return rows, locale.say("works.sum", **{name: notation.count(n) for name, n, _ in figures})


def work_rows(case: ReadableCase, findings: Numbered, locale: Locale) -> tuple[WorkRow, ...]:
    """Return one row for every work that was named, in the order of their paths."""
    of_work: dict[str, list[tuple[Finding, FindingView]]] = {}
    for item in findings:
        of_work.setdefault(item[0].work.path, []).append(item)
    nulls = {item.work.path: item for item in _nulls(case) if item.work is not None}
    unscorable = {item.path: item for item in _unscorables(case) if item.role == "work"}
    media: dict[str, str] = {path: item.medium or "" for path, item in unscorable.items()}
    media |= {path: item.medium for path, item in nulls.items()}
    media |= {work.artefact.path: work.artefact.medium for work in case.works}
    n_compared = {medium: notation.count(_n_compared(case, medium)) for medium in ("text", "image")}
    rows = []
    for path in sorted(media):
        compared = n_compared.get(media[path], notation.ABSENT)
        if path in nulls:
            compared = notation.count(nulls[path].n_compared)
        result = locale.say("summary.matched")
        if path not in of_work:
            result = locale.say("summary.unscorable" if path in unscorable else "summary.nothing_found")
            compared = notation.ABSENT if path in unscorable else compared
        medium = locale.say(f"medium.{media[path]}") if media[path] else notation.ABSENT
        rows.append(_work_row(path, medium, compared, result, of_work.get(path, []), locale))
    return tuple(rows)


def _n_compared(case: ReadableCase, medium: str) -> int:
    """Count the outputs of a medium that were compared: those that matched, and the nulls not skipped."""
    compared = {
        item.output.path for item in case.findings if isinstance(item, Finding) and item.medium == medium
    }
    nulls = (item for item in _nulls(case) if item.medium == medium and item.n_compared)
    return len(compared | {item.output.path for item in nulls if item.output is not None})


def _work_row(
    path: str,
    medium: str,
    compared: str,
    result: str,
    found: list[tuple[Finding, FindingView]],
    locale: Locale,
) -> WorkRow:
    links = tuple(Link(view.anchor, notation.count(view.number)) for _, view in found)
    is_range = len(links) > LISTED_LINKS
    longest = _largest(found, _longest_literal) or _largest(found, _longest_run)
    share = _largest(found, lambda finding: finding.quantum.share_of_work)
    n_marked = sum(bool(view.chance_mark) for _, view in found)
    return WorkRow(
        path=path,
        medium=medium,
        n_compared=compared,
        n_matched=notation.count(len(found)),
        longest=longest.longest if longest else notation.ABSENT,
        longest_at=_link(longest),
        longest_mark=longest.aligned_mark if longest else "",
        share=share.share_of_work if share else notation.ABSENT,
        share_at=_link(share),
        share_mark=share.aligned_mark if share else "",
        links=(links[0], links[-1]) if is_range else links,
        is_range=is_range,
        result=result,
        chance_mark=locale.say("summary.not_distinguishable", n=notation.count(n_marked)) if n_marked else "",
    )


def _largest(
    found: list[tuple[Finding, FindingView]], figure: Callable[[Finding], float | None]
) -> FindingView | None:
    best: tuple[float, FindingView] | None = None
    for finding, view in found:
        value = figure(finding)
        if value is not None and (best is None or value > best[0]):
            best = value, view
    return best[1] if best else None


def _longest_run(finding: Finding) -> float | None:
    return finding.quantum.longest_run.tokens if isinstance(finding.quantum, TextQuantum) else None


def _longest_literal(finding: Finding) -> float | None:
    """Return the longest run of equal words; lined-up sentences are no such run."""
    return None if is_aligned(finding) else _longest_run(finding)


def _link(view: FindingView | None) -> Link | None:
    return Link(view.anchor, notation.count(view.number)) if view else None


def null_works(case: ReadableCase, locale: Locale) -> tuple[NullRow, ...]:
    """Return every work in which nothing was found, in the order of their paths."""
    aside = {item.work.path for item in case.findings if isinstance(item, UncountedPair)}
    works = ((item, item.work.path) for item in _nulls(case) if item.work is not None)
    return _sorted(_null_row(item, path, locale, is_aside=path in aside) for item, path in works)


def null_outputs(case: ReadableCase, locale: Locale) -> tuple[NullRow, ...]:
    """Return every output in which nothing was found, refusals among them, in the order of their paths."""
    nulls = (item for item in _nulls(case) if item.output is not None and item.reason not in MISSING)
    aside = {item.output.path for item in case.findings if isinstance(item, UncountedPair)}
    outputs = ((item, item.output.path) for item in nulls if item.output is not None)
    return _sorted(_null_row(item, path, locale, is_aside=path in aside) for item, path in outputs)


def missing_outputs(case: ReadableCase, locale: Locale) -> tuple[NullRow, ...]:
    """Return every attempt of which nothing came back, and every output that no finding names."""
    missing = [item for item in _nulls(case) if item.output is not None and item.reason in MISSING]
    rows = [_null_row(item, item.output.path, locale) for item in missing if item.output is not None]
    named = {item.output.path for item in case.findings if isinstance(item, Finding)}
    named |= {item.output.path for item in _nulls(case) if item.output is not None}
    named |= {item.path for item in _unscorables(case) if item.role == "output"}
    left = [item for item in case.outputs if item.artefact.path not in named]
    return _sorted([*rows, *(_missing_row(item, locale) for item in left)])


def _sorted(rows: Iterable[NullRow]) -> tuple[NullRow, ...]:
    return tuple(sorted(rows, key=lambda row: row.path))


def _missing_row(output: Output, locale: Locale) -> NullRow:
    return NullRow(
        path=output.artefact.path,
        medium=locale.say(f"medium.{output.artefact.medium}"),
        n_compared=notation.ABSENT,
        status=status_of(output.generation, locale),
        nearest=(),
        reason=output.generation.status_rule,
    )


def _null_row(item: NothingFound, path: str, locale: Locale, *, is_aside: bool = False) -> NullRow:
    reason = locale.say_or(f"reason.{item.reason}", item.reason) if item.reason else ""
    return NullRow(
        path=path,
        medium=locale.say(f"medium.{item.medium}"),
        n_compared=notation.count(item.n_compared),
        status=status_of(item.generation, locale),
        nearest=tuple((near.method, near.path, notation.decimal(near.similarity)) for near in item.nearest),
        reason=reason or (locale.say("null.set_apart") if is_aside else ""),
    )


def status_of(generation: Generation | None, locale: Locale) -> str:
    """Return whether the model answered, in words; empty where nothing is stated."""
    return locale.say(f"status.{generation.status}") if generation else ""


def null_limits(case: ReadableCase, cards: Sequence[CardView]) -> tuple[LabelledValue, ...]:
    """Return what each method would have reported, once each, in the language of the cards."""
    floors = {(card.name, card.floor): view.floor for card, view in zip(case.cards, cards, strict=True)}
    stated = dict.fromkeys(limit for item in _nulls(case) for limit in item.detection_limit)
    return tuple(LabelledValue(name, floors.get((name, limit), limit)) for name, limit in stated)


def unscorable_rows(case: ReadableCase, locale: Locale) -> tuple[UnscorableRow, ...]:
    """Return every item that could not be compared, works first, in the order of their paths."""
    items = sorted(_unscorables(case), key=lambda item: (item.role != "work", item.path))
    return tuple(_unscorable_row(item, locale) for item in items)


def _unscorable_row(item: Unscorable, locale: Locale) -> UnscorableRow:
    """Say the reason and the way out in the language of the page; what was recorded is English."""
    words = locale.say_or(f"way_out.{item.code}", item.hint)
    way_out = (item.hint or words) if locale.tag == "en" else words
    return UnscorableRow(
        role=locale.say(f"role.{item.role}"),
        path=item.path,
        reason=locale.say_or(f"reason.{item.code}", item.code),
        way_out=way_out,
        message=item.message,
        hint=item.hint,
    )


def _nulls(case: ReadableCase) -> Iterable[NothingFound]:
    return (item for item in case.findings if isinstance(item, NothingFound))


def _unscorables(case: ReadableCase) -> Iterable[Unscorable]:
    return (item for item in case.findings if isinstance(item, Unscorable))
