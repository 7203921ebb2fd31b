"""Before and after filtration side by side, both named; and which other works a finding cannot be told from.

Where nothing was accepted there is one figure and no name beside it. The figure after filtration goes first.
"""

from collections.abc import Callable, Iterator

from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement.items import Items
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.text_view import LabelledValue, OtherWorkRow
from sidebyside.records import Finding, LikelihoodRatio, OtherWork, PairFigures, Quantum

_NAMED = {"after": "filtered.named_after", "before": "filtered.named_before"}
_SENTENCE = {"after": "filtered.sentence_after", "before": "filtered.sentence_before"}
_RESTRICTION = {"text": "other_works.restriction_text", "image": "other_works.restriction_image"}
_OTHER = {"same": "other_works.same", "another": "other_works.another", "holds": "other_works.holds"}
_COUNTS_AS = {
    "not_distinguishable": ("counts_as.not_distinguishable", "counts_as.not_distinguishable_note"),
    "filtered_out": ("counts_as.filtered_out", "counts_as.filtered_out_note"),
}


def sides(finding: Finding) -> tuple[tuple[str, PairFigures], ...]:
    """Return the figures of a finding in the order they are shown, each with the word for when they hold."""
    if finding.after is None:
        return (("", finding.before),)
    return (("after", finding.after), ("before", finding.before))


def named(row: LabelledValue, side: str, locale: Locale) -> LabelledValue:
    """Return a value under a name that says when it holds."""
    return LabelledValue(locale.say(_NAMED[side], name=row.name), row.value) if side else row


def amount(finding: Finding, said: Callable[[Quantum], str], locale: Locale) -> str:
    """Write an amount as it is after filtration, with the one before beside it."""
    if finding.quantum_after is None:
        return said(finding.quantum)
    return locale.say("filtered.amount", after=said(finding.quantum_after), before=said(finding.quantum))


def facts(
    finding: Finding, said: Callable[[LikelihoodRatio], tuple[LabelledValue, ...]], locale: Locale
) -> tuple[LabelledValue, ...]:
    """Return what is said of the ratio after filtration, then of the one before."""
    stated = ((side, finding.quoted_of(figures)) for side, figures in sides(finding))
    return tuple(named(row, side, locale) for side, one in stated if one is not None for row in said(one))


def sentence(finding: Finding, said: Callable[[LikelihoodRatio], str], locale: Locale) -> str:
    """Say what the ratio says: after filtration first, and what it does not tell between."""
    parts = [_of_side(side, figures, finding, said, locale) for side, figures in sides(finding)]
    if n := sum(not other.is_same for other in finding.other_works):
        parts.append(locale.say(_RESTRICTION[finding.medium], n=notation.count(n + 1)))
    whole, *rest = parts
    for part in rest:
        whole = locale.say("filtered.joined", first=whole, then=part)
    return whole


def _of_side(
    side: str,
    figures: PairFigures,
    finding: Finding,
    said: Callable[[LikelihoodRatio], str],
    locale: Locale,
) -> str:
    one = finding.quoted_of(figures)
    told = locale.say("filtered.no_ratio", why=why_none(figures, locale)) if one is None else said(one)
    return locale.say(_SENTENCE[side], sentence=told) if side else told


def why_none(figures: PairFigures, locale: Locale) -> str:
    """Return in words why no ratio is stated."""
    because = figures.uncalibrated_because
    return (
        locale.say_or(f"uncalibrated.{because}", because)
        if because
        else locale.say("strength.not_calibrated")
    )


def counts_as(finding: Finding, locale: Locale) -> tuple[str, str]:
    """Return the mark of a finding that does not count as matched, and what it says; both empty else."""
    if finding.counts_as == "matched":
        return "", ""
    mark, note = _COUNTS_AS[finding.counts_as]
    return locale.say(mark), locale.say(note)


def other_works(finding: Finding, items: Items, locale: Locale) -> tuple[OtherWorkRow, ...]:
    """Return a row for every other work that the same part of the output matches, or that holds it."""
    return tuple(_other_works(finding.other_works, items, locale))


def _other_works(others: tuple[OtherWork, ...], items: Items, locale: Locale) -> Iterator[OtherWorkRow]:
    for other in others:
        number = items.numbers.get(other.finding)
        kind = "same" if other.is_same else "another" if number else "holds"
        yield OtherWorkRow(
            path=other.path,
            said=locale.say(_OTHER[kind]),
            anchor=f"f{number}" if number else "",
            label=locale.say("summary.at", number=notation.count(number)) if number else "",
        )
