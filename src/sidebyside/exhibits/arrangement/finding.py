"""A finding to its view: the pair, how much lines up, how the output was obtained, the two files."""

from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement import passage, picture
from sidebyside.exhibits.arrangement.apart import story_views
from sidebyside.exhibits.arrangement.items import Items, file_view, generation_facts
from sidebyside.exhibits.arrangement.strength import expected, mark, ratio_facts, strength_view
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.text_view import ExtentRow, FiltrationRow, LabelledValue
from sidebyside.exhibits.view import FindingView
from sidebyside.records import Finding, ImageQuantum, Quantum, TextQuantum


def finding_view(finding: Finding, number: int, items: Items, locale: Locale) -> FindingView:
    """Return the view of a finding; `number` is its place in the exhibit, from 1."""
    work, output = items.pair(finding)
    anchor = f"f{number}"
    is_text = finding.medium == "text"
    pair = passage.TextPair(items.reading("work", work), items.reading("output", output)) if is_text else None
    quantum = finding.quantum
    longest = notation.ABSENT
    if isinstance(quantum, TextQuantum):
        run = quantum.longest_run
        longest = locale.say(
            "summary.longest",
            words=notation.count(run.words),
            characters=notation.count(run.characters),
            tokens=notation.count(run.tokens),
        )
    return FindingView(
        anchor=anchor,
        number=number,
        id=finding.id,
        medium=finding.medium,
        medium_label=locale.say(f"medium.{finding.medium}"),
        work=file_view(work, locale),
        output=file_view(output, locale),
        scores=tuple(
            LabelledValue(score.method, notation.decimal(score.similarity)) for score in finding.scores
        ),
        strength=_strength(finding, locale),
        extents=_extents(finding.quantum, locale),
        tokenizer=quantum.tokenizer if isinstance(quantum, TextQuantum) else "",
        passages=passage.passages(finding.matches, pair, anchor, locale) if pair else (),
        pictures=None if is_text else picture.picture_pair(finding.matches, work, output, anchor, locale),
        generation=generation_facts(finding.generation, locale),
        reason=locale.say_or(f"reason.{finding.reason}", finding.reason) if finding.reason else "",
        longest=longest,
        share_of_work=notation.share(quantum.share_of_work),
        share_of_output=notation.share(quantum.share_of_output),
        chance_mark=mark(finding.is_distinguishable, locale),
        filtrations=_filtrations(finding, pair, locale),
        extents_after=_extents(finding.quantum_after, locale) if finding.quantum_after else (),
        aligned_note=_aligned_note(finding, locale),
        aligned_mark=locale.say("aligned.mark") if is_aligned(finding) else "",
        standings=picture.standing_rows(finding.standings, locale),
        styles=picture.style_views(finding.apart, locale),
        stories=story_views(finding.apart, pair.work, pair.output, anchor, locale) if pair else (),
        ratio=strength_view(finding, items.calibrations, items.searched.get(finding.id), locale),
    )


def is_aligned(finding: Finding) -> bool:
    """Whether a finding rests on lined-up sentences alone: then its amounts are of those."""
    return bool(finding.matches) and all(match.pairs for match in finding.matches)


def _aligned_note(finding: Finding, locale: Locale) -> str:
    if is_aligned(finding):
        return locale.say("aligned.only")
    return locale.say("aligned.beside") if any(match.pairs for match in finding.matches) else ""


def _extents(quantum: Quantum, locale: Locale) -> tuple[ExtentRow, ...]:
    if isinstance(quantum, ImageQuantum):
        return picture.extents(quantum, locale)
    return passage.extents(quantum, locale)


def _filtrations(
    finding: Finding, pair: passage.TextPair | None, locale: Locale
) -> tuple[FiltrationRow, ...]:
    if pair is None:
        return ()
    rows = (passage.filtration_row(item, pair.work, pair.output, locale) for item in finding.filtrations)
    return tuple(rows)


def _strength(finding: Finding, locale: Locale) -> tuple[LabelledValue, ...]:
    chance = expected(
        finding.expected_by_chance,
        finding.expected_by_chance_interval,
        finding.is_distinguishable,
        locale,
        is_text=finding.medium == "text",
    )
    return (
        LabelledValue(
            locale.say("strength.name"), locale.say(f"strength.{finding.strength.replace(' ', '_')}")
        ),
        LabelledValue(locale.say("strength.expected_by_chance"), chance),
        *ratio_facts(finding, locale),
    )
