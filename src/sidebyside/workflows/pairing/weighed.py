"""Step: the evidence of pairs that are given, each weighed as if it were compared alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sidebyside.calibration.evidence import evidence_of, evidence_of_scores
from sidebyside.casefile import CaseFolder, conclude
from sidebyside.methods import Memory
from sidebyside.records import (
    CalibrationKind,
    Comparison,
    Feature,
    Finding,
    Medium,
    MethodCard,
    Output,
    SetApart,
    Unscorable,
    Work,
)
from sidebyside.workflows.ingest import Inputs
from sidebyside.workflows.matching import Matched, is_comparable, match_medium
from sidebyside.workflows.options import Options
from sidebyside.workflows.preparing import PicturePreparation, TextPreparation
from sidebyside.workflows.progress import silent
from sidebyside.workflows.searching import Elsewhere
from sidebyside.workflows.weighing import weigh
from sidebyside.workflows.weighing_pictures import weigh_pictures

NOTHING_ELSEWHERE = Elsewhere({"background": (), "public_domain": (), "licensed": ()})


@dataclass(frozen=True, slots=True)
class Weighed:
    """The outputs given for one work: pairs with a match, all comparisons, and what could not be scored."""

    cards: tuple[MethodCard, ...]
    pairs: Mapping[str, Finding | SetApart]
    comparisons: Mapping[str, tuple[Comparison, ...]]
    shares: Mapping[str, float]
    unscorable: tuple[Unscorable, ...] = field(default=())

    def evidence(self, path: str, features: tuple[Feature, ...]) -> dict[str, float]:
        """Return the evidence of the pair with an output, by the path of the output."""
        pair = self.pairs.get(path)
        if pair is not None:
            return evidence_of(pair, features, share=self.shares[path])
        scores = [one.score for one in self.comparisons.get(path, ()) if one.score is not None]
        return evidence_of_scores(scores, features)


def weigh_work(
    case: CaseFolder,
    medium: Medium,
    work: Work,
    outputs: Sequence[Output],
    texts: TextPreparation,
    options: Options,
    memory: Memory,
) -> Weighed:
    """Compare one work with the outputs given for it, and weigh what matched.

    The expected numbers are those of the work against all these outputs; `shares` say which part a pair is.
    Cost: that of the methods, which are opened anew for each work; outputs that come back with another work
    are taken from the memory, where a method can, and weigh the same.
    """
    inputs = Inputs([work], list(outputs))
    prepare = texts if medium == "text" else PicturePreparation(case, options)
    matched: Matched = match_medium(case, medium, inputs, prepare, options, silent, memory)
    findings, _ = conclude(
        inputs.works,
        inputs.outputs,
        inputs.unscorable,
        matched.comparisons if inputs.works else {},
        cards=matched.cards,
        measure=texts.measure,
    )
    findings = weigh(findings, inputs, texts, NOTHING_ELSEWHERE, options)
    findings = weigh_pictures(findings, inputs, matched.cards, options)
    compared = [output for output in inputs.outputs if is_comparable(output)]
    return Weighed(
        matched.cards,
        {one.output.path: one for one in findings if isinstance(one, Finding | SetApart)},
        matched.comparisons,
        _shares(compared, medium, texts),
        tuple(inputs.unscorable),
    )


def _shares(outputs: Sequence[Output], medium: Medium, texts: TextPreparation) -> dict[str, float]:
    sizes = [texts.n_in_play(output) if medium == "text" else 1 for output in outputs]
    total = max(1, sum(sizes))
    return {output.artefact.path: max(size, 1) / total for output, size in zip(outputs, sizes, strict=True)}


def medium_of(kind: CalibrationKind) -> Medium:
    """Return the medium of a kind of calibration."""
    return "image" if kind == "image" else "text"
