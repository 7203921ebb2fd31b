"""What is alike in these works and these outputs, and where?"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sidebyside.calibration.concluding import Concluder, Remainder
from sidebyside.calibration.exclusions import ExclusionsInForce
from sidebyside.calibration.search import Search, Shares
from sidebyside.calibration.shipped import check_fits
from sidebyside.calibration.strength import (
    InForce,
    PairKinds,
    Strengths,
    calibrations_of,
    choose,
    refused_of,
    statistics_of,
)
from sidebyside.case import Case, Run, conclude, write_case
from sidebyside.engine import PicturePreparation, TextPreparation, is_comparable
from sidebyside.errors import InputError
from sidebyside.records import Calibration
from sidebyside.workflows.decide import note_decisions, propose
from sidebyside.workflows.given import Given
from sidebyside.workflows.ingest import Elsewhere, Inputs, ingest, read_elsewhere
from sidebyside.workflows.matching import Matched, in_order, match_medium
from sidebyside.workflows.nulls import fit_nulls, read_nulls
from sidebyside.workflows.options import Options, cards_of, versions
from sidebyside.workflows.progress import Progress, silent


def compare(
    works: Given,
    outputs: Given,
    out: str | Path | None = None,
    *,
    options: Options | None = None,
    again: bool = False,
    progress: Progress = silent,
) -> Case:
    """Compare works with outputs, text and pictures, and keep what was done as a case.

    Parameters
    ----------
    works, outputs
        A folder or a file, in any mixture of formats; or texts and pictures themselves: a text, a list or a
        column of a data frame of texts, pictures (of Pillow, or arrays of shape (h, w, 3), uint8), or a
        mapping of names to them. See `sidebyside.workflows.given`.
    out
        Folder of the case. Where it holds an unfinished run of the same works, outputs and settings, that one
        is gone on with. Without it the case is kept in memory, and is gone with the object.
    options
        Methods, settings, limits and seed; by default every method with the settings on its card.
    again
        Where the case has come to a conclusion on other works, outputs or settings: conclude anew. The
        conclusion before stays in the case, and can be read.
    progress
        Called as the work goes on.

    Returns
    -------
    Case
        The findings, sorted by path of work and output; the same for the same inputs and options.

    Raises
    ------
    InputError
        If a path or an option cannot be used, the case is in use, or it has concluded on something else.
    MissingDependencyError
        If pictures are to be compared and the weights are not installed.

    Notes
    -----
    Nothing leaves the machine. What each method does not see stands on its card. Cost: texts about 5
    microseconds a word on one 2020s processor core; pictures see the cards of their methods.

    Examples
    --------
    >>> import sidebyside as sbs
    >>> case = sbs.compare("examples/works", "examples/outputs")  # doctest: +SKIP
    >>> case.counts.n_matched  # doctest: +SKIP
    18
    """
    options = options or Options()
    if out is not None and not str(out).strip():
        raise InputError("the folder of the case has an empty name", hint="give a folder, such as CASE")
    folder = None if out is None else Path(out)
    with write_case(folder, versions=versions()) as case:
        before = case.concluded
        run_versions = versions(options)
        case.start("compare", settings=options.plain(), seed=options.seed, versions=run_versions)
        inputs = ingest(case, works, outputs, options, progress)
        texts = TextPreparation()
        elsewhere = read_elsewhere(case, options, texts, progress)
        if before is not None and not again:
            _check_is_the_same(case, before)
        # What cannot be read at the end is refused before the long part.
        case.decisions()
        case.source_decisions()
        calibrations = calibrations_of(options.calibrations)
        _check_named(calibrations, inputs, options)
        nulls = read_nulls(case, inputs, options, progress)
        pictures = PicturePreparation(case.store.source_of, max_pixels=options.limits.max_pixels)
        matched = (
            match_medium(case, "text", inputs, texts, options, progress),
            match_medium(case, "image", inputs, pictures, options, progress),
        )
        chosen = choose(calibrations, [card for one in matched for card in one.cards])
        in_force = fit_nulls(case, nulls, inputs, chosen, options, progress)
        in_force = replace(in_force, refused=refused_of(calibrations, chosen))
        _conclude(case, inputs, matched, texts, elsewhere, in_force, options)
    return case


def _check_is_the_same(case: Case, before: Run) -> None:
    """Refuse to conclude on other material than before without a word.

    Raises
    ------
    InputError
        Names what is other.
    """
    if found := case.changes_since(before):
        raise InputError(
            f"{case.folder} has come to a conclusion on something else: {'; '.join(found)}",
            hint="--again concludes anew, and keeps the conclusion before; or name a new folder",
        )


def _check_named(calibrations: Sequence[Calibration], inputs: Inputs, options: Options) -> None:
    """Check, before anything is compared, that calibrations the user named fit the methods that will run.

    Raises
    ------
    InputError
        If one does not, of a medium that is compared: says why, and the way out.
    """
    for calibration in calibrations[: len(options.calibrations)]:
        if inputs.works_of(calibration.medium) and inputs.outputs_of(calibration.medium):
            check_fits(calibration, cards_of(calibration.medium, options))


def _conclude(
    case: Case,
    inputs: Inputs,
    matched: Sequence[Matched],
    texts: TextPreparation,
    elsewhere: Elsewhere,
    in_force: InForce,
    options: Options,
) -> None:
    cards = tuple(card for one in matched for card in one.cards)
    compared = {path: one for of_medium in matched for path, one in of_medium.compared.items()}
    outputs = [output for output in inputs.outputs if is_comparable(output)]
    search = Search(inputs.works, outputs, cards, texts, options.max_expected, elsewhere.texts)
    shares = Shares(search)
    pictures = PicturePreparation(case.store.source_of, max_pixels=options.limits.max_pixels)
    exclusions = ExclusionsInForce(pictures.pixels)
    reasons = {
        output.artefact.path: "prompt_supplied"
        for output in inputs.outputs_of("text")
        if texts.has_supplied(output)
    }
    sources = case.source_decisions()
    concluder = Concluder(
        search,
        Strengths(PairKinds(inputs.works, inputs.outputs), shares, in_force, exclusions),
        Remainder(search, shares, in_force.used),
        decisions=case.decisions(),
        reasons=reasons,
        excluded=sources.of,
    )
    findings, counts = conclude(
        inputs.works,
        inputs.outputs,
        inputs.unscorable,
        compared,
        concluder.findings(in_order(compared, inputs)),
        cards=cards,
        reasons=reasons,
        unfit={path: methods for one in matched for path, methods in one.unfit.items()},
    )
    statistics = statistics_of(
        findings, inputs.works, inputs.outputs, shares, in_force, search.texts.measure, compared
    )
    propose(case, findings, inputs.outputs)
    note_decisions(case, findings, sources)
    case.conclude(findings, counts, cards, statistics)
    case.hold(inputs.works, inputs.outputs, inputs.notes, elsewhere.listed)
