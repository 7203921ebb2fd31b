"""A finding to its view: the pair, how much lines up, how the output was obtained, the two files."""

from sidebyside.errors import InputError
from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement import elsewhere, likeness, passage
from sidebyside.exhibits.arrangement.story import story_views
from sidebyside.exhibits.arrangement.weight import anchored, ratio_facts, strength_view
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.material import Material
from sidebyside.exhibits.text_view import ExtentRow, Fact, FiltrationRow
from sidebyside.exhibits.view import FileView, FindingView
from sidebyside.primitives.text.excerpt import Reading
from sidebyside.records import Artefact, Finding, Generation, ImageQuantum, Quantum, SetApart, TextQuantum


class Source:
    """The items by path, and each text made ready at most once."""

    def __init__(self, material: Material) -> None:
        self._works = {item.artefact.path: item.artefact for item in material.works}
        self._outputs = {item.artefact.path: item.artefact for item in material.outputs}
        self._readings: dict[tuple[str, str], Reading] = {}
        self.calibrations = anchored(material.worth.calibrations)

    def pair(self, finding: Finding | SetApart) -> tuple[Artefact, Artefact]:
        """Return the work and the output of a finding.

        Raises
        ------
        InputError
            Where one of them was not given, or is of other bytes than those the finding rests on.
        """
        work, output = self._works.get(finding.work.path), self._outputs.get(finding.output.path)
        if work is None or output is None:
            raise InputError(
                f"finding {finding.id} names {finding.work.path!r} and {finding.output.path!r}, "
                "and not both were given"
            )
        if work.sha256 != finding.work.sha256 or output.sha256 != finding.output.sha256:
            raise InputError(f"finding {finding.id} rests on other bytes than the items given")
        return work, output

    def reading(self, role: str, artefact: Artefact) -> Reading:
        """Return a text made ready for taking passages out of it."""
        key = (role, artefact.path)
        if key not in self._readings:
            if artefact.text is None:
                raise InputError(f"{artefact.path!r} is not a text")
            self._readings[key] = Reading(artefact.text)
        return self._readings[key]


def finding_view(finding: Finding, number: int, source: Source, locale: Locale) -> FindingView:
    """Return the view of a finding; `number` is its place in the exhibit, from 1."""
    work, output = source.pair(finding)
    anchor = f"f{number}"
    is_text = finding.medium == "text"
    pair = passage.Pair(source.reading("work", work), source.reading("output", output)) if is_text else None
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
        work=_file(work, locale),
        output=_file(output, locale),
        scores=tuple(Fact(score.method, notation.decimal(score.similarity)) for score in finding.scores),
        strength=_strength(finding, locale),
        extents=_extents(finding.quantum, locale),
        tokenizer=quantum.tokenizer if isinstance(quantum, TextQuantum) else "",
        passages=passage.passages(finding.matches, pair, anchor, locale) if pair else (),
        pictures=None if is_text else likeness.picture_pair(finding.matches, work, output, anchor, locale),
        generation=generation_facts(finding.generation, locale),
        reason=locale.say_or(f"reason.{finding.reason}", finding.reason) if finding.reason else "",
        longest=longest,
        share_of_work=notation.share(quantum.share_of_work),
        share_of_output=notation.share(quantum.share_of_output),
        chance_mark=elsewhere.mark(finding.is_distinguishable, locale),
        filtrations=_filtrations(finding, pair, locale),
        extents_after=_extents(finding.quantum_after, locale) if finding.quantum_after else (),
        aligned_note=_aligned_note(finding, locale),
        aligned_mark=locale.say("aligned.mark") if is_aligned(finding) else "",
        standings=likeness.standing_rows(finding.standings, locale),
        styles=likeness.style_views(finding.apart, locale),
        stories=story_views(finding.apart, pair.work, pair.output, anchor, locale) if pair else (),
        ratio=strength_view(finding, source.calibrations, locale),
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
        return likeness.extents(quantum, locale)
    return passage.extents(quantum, locale)


def _filtrations(finding: Finding, pair: passage.Pair | None, locale: Locale) -> tuple[FiltrationRow, ...]:
    if pair is None:
        return ()
    rows = (elsewhere.filtration_row(item, pair.work, pair.output, locale) for item in finding.filtrations)
    return tuple(rows)


def _strength(finding: Finding, locale: Locale) -> tuple[Fact, ...]:
    chance = elsewhere.expected(
        finding.expected_by_chance,
        finding.expected_by_chance_interval,
        finding.is_distinguishable,
        locale,
        is_text=finding.medium == "text",
    )
    return (
        Fact(locale.say("strength.name"), locale.say(f"strength.{finding.strength.replace(' ', '_')}")),
        Fact(locale.say("strength.expected_by_chance"), chance),
        *ratio_facts(finding, locale),
    )


def generation_facts(generation: Generation | None, locale: Locale) -> tuple[Fact, ...]:
    """Return how an output was obtained, as far as it was stated."""
    stated = generation or Generation()
    settings = "; ".join(f"{name} = {value}" for name, value in stated.settings)
    attempt = "" if stated.attempt is None else notation.count(stated.attempt)
    stratum = locale.say_or(f"stratum.{stated.stratum}", stated.stratum)
    values = {
        "model": stated.model,
        "version": stated.version,
        "stratum": stratum,
        "settings": settings,
        "attempt": attempt,
        "created": stated.created,
        "prompt": stated.prompt,
    }
    unstated = locale.say("generation.not_stated")
    return tuple(Fact(locale.say(f"generation.{name}"), value or unstated) for name, value in values.items())


def _file(artefact: Artefact, locale: Locale) -> FileView:
    facts = [Fact(locale.say("file.sha256"), artefact.sha256)]
    if artefact.text is not None:
        kind = "file.extracted" if artefact.text.kind == "extracted" else "file.decoded"
        facts.append(Fact(locale.say("file.reading"), locale.say(kind, encoding=artefact.text.encoding)))
        facts.append(Fact(locale.say("file.characters"), notation.count(len(artefact.text.original))))
    if artefact.text_sha256:
        facts.append(Fact(locale.say("file.text_sha256"), artefact.text_sha256))
    if artefact.picture is not None:
        picture = artefact.picture
        size = locale.say(
            "file.pixels", height=notation.count(picture.height_px), width=notation.count(picture.width_px)
        )
        facts.append(Fact(locale.say("file.size"), size))
        facts.append(Fact(locale.say("file.format"), f"{picture.format}, {picture.mode}"))
        if picture.n_frames > 1:
            facts.append(Fact(locale.say("file.frames"), notation.count(picture.n_frames)))
    claims = tuple((claim.source, claim.name, claim.value) for claim in artefact.claims)
    return FileView(artefact.path, tuple(facts), claims)
