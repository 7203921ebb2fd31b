"""The first page and the lists: how often it was tried, every work, every null, every item not scored."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from sidebyside.contracts import ReadableCase
from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement.finding import is_aligned
from sidebyside.exhibits.arrangement.searched import weight_lines
from sidebyside.exhibits.arrangement.statistics import together_of
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.text_view import LabelledValue
from sidebyside.exhibits.view import CardView, FindingView, Link, NullRow, UnscorableRow, WorkRow
from sidebyside.primitives.quantum import picture_measure
from sidebyside.records import (
    Counts,
    CountsAs,
    Finding,
    Generation,
    NothingFound,
    Output,
    TextQuantum,
    UncountedPair,
    Unscorable,
    counted_as,
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
        ("not_distinguishable", counts.n_not_distinguishable, 1),
        *_filtered_out(counts.n_filtered_out),
        ("null", counts.n_null, 1),
        ("refused", counts.n_refused, 2),
        ("missing", counts.n_missing, 1),
        ("unscorable", counts.n_unscorable, 1),
    )
    rows = tuple((locale.say(f"attempts.{name}"), notation.count(n), depth) for name, n, depth in figures)
    addends = {name: notation.count(n) for name, n, depth in figures if depth < 2}
    return rows, locale.say(f"attempts.{_sum(counts.n_filtered_out)}", **addends)


def _filtered_out(n: int) -> tuple[tuple[str, int, int], ...]:
    """Return the row of what was filtered out; there is none before anything was."""
    return (("filtered_out", n, 1),) if n else ()


def _sum(n_filtered_out: int) -> str:
    return "sum_filtered" if n_filtered_out else "sum"


def works_counts(counts: Counts, locale: Locale) -> tuple[tuple[CountRow, ...], str]:
    """Return the rows of the works, each with its depth, and the sum in words."""
    figures = (
        ("named", counts.n_works, 0),
        ("matched", counts.n_works_matched, 1),
        ("not_distinguishable", counts.n_works_not_distinguishable, 1),
        *_filtered_out(counts.n_works_filtered_out),
        ("null", counts.n_works_null, 1),
        ("unscorable", counts.n_works_unscorable, 1),
    )
    rows = tuple((locale.say(f"works.{name}"), notation.count(n), depth) for name, n, depth in figures)
    addends = {name: notation.count(n) for name, n, _ in figures}
    return rows, locale.say(f"works.{_sum(counts.n_works_filtered_out)}", **addends)


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
    counted = counted_as((finding for finding, _ in findings), "work")
    tested = {item.path: item for item in case.statistics.works_tested}
    n_compared = {medium: notation.count(_n_compared(case, medium)) for medium in ("text", "image")}
    rows = []
    for path in sorted(media):
        compared = n_compared.get(media[path], notation.ABSENT)
        if path in nulls:
            compared = _compared(nulls[path], locale)
        if path in of_work:
            result = locale.say(_RESULTS[counted[path]])
        else:
            result = locale.say("summary.unscorable" if path in unscorable else "summary.nothing_found")
            compared = notation.ABSENT if path in unscorable else compared
        medium = locale.say(f"medium.{media[path]}") if media[path] else notation.ABSENT
        together = together_of(path, case.statistics.coverage, locale)
        if any(item.quantum_after is not None for item, _ in of_work.get(path, [])):
            together = tuple(locale.say("filtered.named_before", name=each) for each in together)
        row = _work_row(path, medium, compared, result, of_work.get(path, []), together, locale)
        rows.append(replace(row, weight=weight_lines(tested.get(path), locale)))
    return tuple(rows)


_RESULTS: Mapping[CountsAs, str] = {
    "matched": "summary.matched",
    "not_distinguishable": "counts_as.not_distinguishable",
    "filtered_out": "counts_as.filtered_out",
}


_NOT_COUNTED: Mapping[CountsAs, str] = {
    "not_distinguishable": "summary.not_distinguishable",
    "filtered_out": "summary.filtered_out",
}


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
    together: tuple[str, ...],
    locale: Locale,
) -> WorkRow:
    links = tuple(Link(view.anchor, notation.count(view.number)) for _, view in found)
    is_range = len(links) > LISTED_LINKS
    longest = _largest(found, _longest_literal) or _largest(found, _longest_run)
    share = _largest(found, _structure_kept) or _largest(found, _share)
    counted = Counter(finding.counts_as for finding, _ in found)
    return WorkRow(
        path=path,
        medium=medium,
        n_compared=compared,
        n_matched=notation.count(counted["matched"]),
        longest=longest.longest if longest else notation.ABSENT,
        longest_at=_link(longest),
        longest_mark=longest.aligned_mark if longest else "",
        share=share.share_of_work if share else notation.ABSENT,
        share_at=_link(share),
        share_mark=(share.aligned_mark or share.measure_mark) if share else "",
        together=together,
        links=(links[0], links[-1]) if is_range else links,
        is_range=is_range,
        result=result,
        not_counted=tuple(
            locale.say(key, n=notation.count(counted[name]))
            for name, key in _NOT_COUNTED.items()
            if counted[name]
        ),
        weight=(),
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


def _structure_kept(finding: Finding) -> float | None:
    return finding.quantum.share_of_work if picture_measure(finding.matches) == "structure" else None


def _share(finding: Finding) -> float | None:
    """Return the share of the work; pictures that are only alike as wholes have none."""
    is_whole = finding.medium == "image" and picture_measure(finding.matches) == "whole"
    return None if is_whole else finding.quantum.share_of_work


def _longest_run(finding: Finding) -> float | None:
    quantum = finding.quantum_in_force
    return quantum.longest_run.tokens if isinstance(quantum, TextQuantum) else None


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
        reason=locale.word("reason", output.generation.status),
    )


def _null_row(item: NothingFound, path: str, locale: Locale, *, is_aside: bool = False) -> NullRow:
    reason = locale.word("reason", item.reason) if item.reason else ""
    return NullRow(
        path=path,
        medium=locale.say(f"medium.{item.medium}"),
        n_compared=_compared(item, locale),
        compared_by=_compared_by(item, locale),
        status=status_of(item.generation, locale),
        nearest=tuple((near.method, near.path, notation.decimal(near.similarity)) for near in item.nearest),
        reason=reason or (locale.say("null.set_apart") if is_aside else ""),
    )


def _compared(item: NothingFound, locale: Locale) -> str:
    """Say with how many of how many items every method compared one."""
    n = notation.count(item.n_compared)
    if item.n_of_medium is None:
        return n
    return locale.say("null.of", n=n, n_all=notation.count(item.n_of_medium))


def _compared_by(item: NothingFound, locale: Locale) -> tuple[str, ...]:
    """Say with how many items each method compared one, methods of one number together; none if all did."""
    alike: dict[int, list[str]] = {}
    for method, n in item.n_compared_by:
        alike.setdefault(n, []).append(method)
    if len(alike) < 2:
        return ()
    said = [(notation.count(n), ", ".join(methods)) for n, methods in sorted(alike.items())]
    return tuple(locale.say("null.by_method", n=n, methods=methods) for n, methods in said)


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
        reason=locale.word("reason", item.code),
        way_out=way_out,
        message=item.message,
        hint=item.hint,
    )


def _nulls(case: ReadableCase) -> Iterable[NothingFound]:
    return (item for item in case.findings if isinstance(item, NothingFound))


def _unscorables(case: ReadableCase) -> Iterable[Unscorable]:
    return (item for item in case.findings if isinstance(item, Unscorable))
