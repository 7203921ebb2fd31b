"""The items of a case, and what is said of each: where it stands, what file it is, how it was obtained."""

from sidebyside.contracts import ReadableCase
from sidebyside.errors import InputError
from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement.statistics import anchored, anchored_refused, stratum_words
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.text_view import LabelledValue
from sidebyside.exhibits.view import FileView
from sidebyside.primitives.text.excerpt import VisibleText
from sidebyside.records import Artefact, Finding, Generation, UncountedPair


class Items:
    """The works and outputs by path, each text made ready at most once, and the findings by number."""

    def __init__(self, case: ReadableCase) -> None:
        self._works = {item.artefact.path: item.artefact for item in case.works}
        self._outputs = {item.artefact.path: item.artefact for item in case.outputs}
        self._readings: dict[tuple[str, str], VisibleText] = {}
        self.calibrations = anchored(case.statistics.calibrations)
        self.refused = anchored_refused(case.statistics.refused)
        self.searched = dict(case.statistics.searched)
        self.findings = sorted(
            (item for item in case.findings if isinstance(item, Finding)),
            key=lambda item: (item.work.path, item.output.path),
        )
        self.numbers = {item.id: number for number, item in enumerate(self.findings, start=1)}

    def pair(self, finding: Finding | UncountedPair) -> tuple[Artefact, Artefact]:
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

    def reading(self, role: str, artefact: Artefact) -> VisibleText:
        """Return a text made ready for taking passages out of it."""
        key = (role, artefact.path)
        if key not in self._readings:
            if artefact.text is None:
                raise InputError(f"{artefact.path!r} is not a text")
            self._readings[key] = VisibleText(artefact.text)
        return self._readings[key]


def generation_facts(generation: Generation | None, locale: Locale) -> tuple[LabelledValue, ...]:
    """Return how an output was obtained, as far as it was stated."""
    stated = generation or Generation()
    settings = "; ".join(f"{name} = {value}" for name, value in stated.settings)
    attempt = "" if stated.attempt is None else notation.count(stated.attempt)
    stratum = stratum_words(stated.stratum, locale)
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
    return tuple(
        LabelledValue(locale.say(f"generation.{name}"), value or unstated) for name, value in values.items()
    )


def file_view(artefact: Artefact, locale: Locale) -> FileView:
    """Return what is said of an input as a file, and what the file says of itself."""
    facts = [LabelledValue(locale.say("file.sha256"), artefact.sha256)]
    if artefact.text is not None:
        kind = "file.extracted" if artefact.text.kind == "extracted" else "file.decoded"
        facts.append(
            LabelledValue(locale.say("file.reading"), locale.say(kind, encoding=artefact.text.encoding))
        )
        facts.append(
            LabelledValue(locale.say("file.characters"), notation.count(len(artefact.text.original)))
        )
    if artefact.text_sha256:
        facts.append(LabelledValue(locale.say("file.text_sha256"), artefact.text_sha256))
    if artefact.picture is not None:
        picture = artefact.picture
        size = locale.say(
            "file.pixels", height=notation.count(picture.height_px), width=notation.count(picture.width_px)
        )
        facts.append(LabelledValue(locale.say("file.size"), size))
        facts.append(LabelledValue(locale.say("file.format"), f"{picture.format}, {picture.mode}"))
        if picture.n_frames > 1:
            facts.append(LabelledValue(locale.say("file.frames"), notation.count(picture.n_frames)))
    claims = tuple((claim.source, claim.name, claim.value) for claim in artefact.claims)
    return FileView(artefact.path, tuple(facts), claims)
