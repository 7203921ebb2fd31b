"""How much of a pair matched, all its matches together?"""

from collections.abc import Callable, Sequence

from sidebyside.errors import MethodError
from sidebyside.primitives.text.extent import TextMeasure
from sidebyside.primitives.text.quantum import text_quantum
from sidebyside.records import EQUAL_KINDS, Artefact, ImageQuantum, Match, Quantum, Span, TextQuantum

Measure = Callable[[Artefact], TextMeasure]


def quantum_of_pair(work: Artefact, output: Artefact, matches: Sequence[Match], measure: Measure) -> Quantum:
    """Measure all matches of a pair together; what several matches cover is counted once.

    For texts what is equal counts: the whole of a verbatim match, and of one with edit operations the kept
    stretches only. Sentences lined up by meaning count where nothing is equal. For pictures it is the largest
    share of each side, and the most corresponding points. Shares are of what stayed where pictures were laid
    on each other, else of where points correspond; a match with neither says only that the pictures as wholes
    are alike, and counts where there is no other.

    Parameters
    ----------
    work, output
        The pair, of one medium.
    matches
        At least one.
    measure
        Gives the measure of a text.

    Raises
    ------
    MethodError
        If a match is of the other medium, or lies outside the text.
    """
    if output.medium == "text":
        return _text_quantum(work, output, matches, measure)
    quanta = [match.quantum for match in matches if isinstance(match.quantum, ImageQuantum)]
    if len(quanta) != len(matches):
        raise MethodError(f"a text match for the pictures {work.path!r} and {output.path!r}")
    pointed = [quantum for quantum in quanta if quantum.n_inliers is not None]
    laid = [match.quantum for match in matches if match.residual is not None]
    measured = [quantum for quantum in laid if isinstance(quantum, ImageQuantum)] or pointed or quanta
    most = max(pointed or quanta, key=lambda quantum: quantum.n_inliers or 0)
    return ImageQuantum(
        share_of_work=max(quantum.share_of_work for quantum in measured),
        share_of_output=max(quantum.share_of_output for quantum in measured),
        n_inliers=most.n_inliers,
        n_putative=most.n_putative,
    )


def _text_quantum(
    work: Artefact, output: Artefact, matches: Sequence[Match], measure: Measure
) -> TextQuantum:
    of_work, of_output = measure(work), measure(output)
    kept = [pair for match in counted(matches) for pair in kept_places(match)]
    if not kept:
        raise MethodError(f"no equal text in the matches of {work.path!r} and {output.path!r}")
    for artefact, text, side in ((work, of_work, 0), (output, of_output, 1)):
        if (last := max(pair[side].end for pair in kept)) > len(text.original):
            raise MethodError(
                f"a match up to character {last} of {artefact.path!r}, which has {len(text.original)}"
            )
    return text_quantum(of_work, of_output, kept)


def counted(matches: Sequence[Match]) -> Sequence[Match]:
    """Return the text matches that count for a pair: those of equal text, where there are any."""
    return [match for match in matches if not match.pairs] or matches


def kept_places(match: Match) -> list[tuple[Span, Span]]:
    """Return the pairs of places that count: equal text, or the sentences that were lined up by meaning."""
    if match.pairs:
        return [(pair.work_span, pair.output_span) for pair in match.pairs]
    if match.operations:
        return [(step.work_span, step.output_span) for step in match.operations if step.kind in EQUAL_KINDS]
    if match.work_span is None or match.output_span is None:
        raise MethodError(f"an image match of {match.method} between two texts")
    return [(match.work_span, match.output_span)]
