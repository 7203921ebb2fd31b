"""What a whole case comes to: attempts by stratum, works tested, what would have been found, calibrations."""

import re
from collections.abc import Sequence

from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement.amounts import amount
from sidebyside.exhibits.arrangement.said import said, said_view
from sidebyside.exhibits.arrangement.searched import attempts_rows, headline, tested_row
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.strength_view import (
    CalibrationView,
    CaseStatisticsView,
    CoverageRow,
    StratumRow,
)
from sidebyside.exhibits.text_view import LabelledValue
from sidebyside.records import (
    AcceptanceLine,
    Calibration,
    CaseNullUse,
    CaseStatistics,
    DetectionLimit,
    Feature,
    LikelihoodRatio,
    LookedAt,
    MediumCount,
    MissRate,
    RefusedCalibration,
    StratumRate,
    WorkCoverage,
)

NullNames = Sequence[tuple[str, str]]
"""By the grade of a null, what its pairs are."""

InForce = Sequence[tuple[str, Calibration]]
"""The calibrations in force, each with its anchor on the page."""


def statistics_view(statistics: CaseStatistics, locale: Locale) -> CaseStatisticsView:
    """Return what a case comes to; every list may be empty."""
    return CaseStatisticsView(
        strata=tuple(_stratum(item, locale) for item in statistics.strata),
        works_tested=tuple(tested_row(item, locale) for item in statistics.works_tested),
        headline=headline(statistics.works_tested, locale),
        attempts=attempts_rows(statistics.works_tested, locale),
        has_ratios=any(item.llr is not None for item in statistics.works_tested),
        looked_at=looked_at(statistics.looked_at, locale),
        limits=(
            *limit_sentences(statistics.detection_limits, locale),
            *(_missed(item, locale) for item in statistics.misses),
            *(
                locale.say("statistics.silent_on_paraphrase", kind=locale.say(f"calibration_kind.{kind}"))
                for kind in statistics.silent_on_paraphrase
            ),
        ),
        calibrations=calibration_views(statistics.calibrations, locale),
        case_nulls=tuple(_case_null(use, locale) for use in statistics.case_nulls),
        refused=refused_views(statistics.refused, locale),
        compared=tuple(_compared(item, locale) for item in statistics.compared),
        coverage=tuple(_coverage(item, locale) for item in statistics.coverage),
    )


def stratum_words(stratum: str, locale: Locale) -> str:
    """Return the words for a prompt stratum; of one that is not known what was typed, in quotation marks."""
    if not stratum:
        return ""
    name = re.sub(r"[\s_]+", "-", stratum.strip().lower())
    key = f"stratum.{name}"
    return locale.say(key) if locale.has(key) else locale.say("generation.as_typed", typed=stratum)


def null_words(null: str, names: NullNames, locale: Locale, *, is_of_case: bool = False) -> str:
    """Return the words for a null: those of its grade, or what its calibration says that its pairs are."""
    said = dict(names).get(null, "")
    if not said or is_of_case:
        return locale.say(f"null_grade.{null}")
    return locale.say("strength.null_named", null=null, words=said_view(said, locale).text)


def null_of(one: LikelihoodRatio, calibrations: InForce, locale: Locale) -> str:
    """Return the words for the null that a ratio is against."""
    names = next((item.null_names for _, item in calibrations if item.id == one.calibration), ())
    return null_words(one.null, names, locale, is_of_case=one.is_of_case)


def _compared(item: MediumCount, locale: Locale) -> str:
    """Say how the attempts of a medium add up."""
    medium = locale.say(f"medium.{item.medium}") if item.medium else locale.say("attempts.no_medium")
    names = ("n_attempts", "n_compared", "n_refused", "n_missing", "n_unscorable", "n_without_work")
    counts = {name: notation.count(getattr(item, name)) for name in names}
    return locale.say("attempts.compared", medium=medium, **counts)


def _coverage(item: WorkCoverage, locale: Locale) -> CoverageRow:
    unstated = locale.say("generation.not_stated")
    every = locale.say("coverage.every") if item.is_pooled else ""
    return CoverageRow(
        path=item.path,
        measure=locale.say(f"coverage_measure.{item.measure}"),
        model=every or item.model or unstated,
        stratum=every or stratum_words(item.stratum, locale) or unstated,
        n_outputs=notation.count(item.n_outputs),
        covered=amount(item.extent, locale) if item.extent else notation.ABSENT,
        whole=amount(item.whole, locale) if item.whole else notation.ABSENT,
        share=notation.share(item.share),
        is_pooled=item.is_pooled,
    )


def together_of(path: str, coverage: Sequence[WorkCoverage], locale: Locale) -> tuple[str, ...]:
    """Say what the outputs give of a work together: a line for each kind of amount."""
    of_work = [item for item in coverage if item.path == path]
    pooled = {item.measure for item in of_work if item.is_pooled}
    rows = [item for item in of_work if item.is_pooled or item.measure not in pooled]
    return tuple(_together(item, locale) for item in rows)


def _together(item: WorkCoverage, locale: Locale) -> str:
    row = _coverage(item, locale)
    fields = {"share": row.share, "n_outputs": row.n_outputs, "measure": row.measure}
    if item.extent:
        fields |= {"covered": row.covered}
    said = locale.say("coverage.of_text" if item.extent else "coverage.of_picture", **fields)
    return locale.say("coverage.over_all", said=said) if item.is_pooled else said


def anchored_refused(refused: Sequence[RefusedCalibration]) -> tuple[tuple[str, RefusedCalibration], ...]:
    """Return each calibration that missed a demand with the anchor under which it stands on the page."""
    return tuple((f"refused-{n}", item) for n, item in enumerate(refused, start=1))


def missed_facts(refused: Sequence[RefusedCalibration], locale: Locale) -> tuple[LabelledValue, ...]:
    """Return each demand that a calibration missed: figure, null, limit, and what was measured."""
    rows = []
    for item in refused:
        for line in item.acceptance:
            if not line.is_met:
                name, limit, measured, _ = acceptance_row(line, item.null_names, locale)
                missed = locale.say("refused.line", figure=name, limit=limit, measured=measured, id=item.id)
                rows.append(LabelledValue(locale.say("refused.missed"), missed))
    return tuple(rows)


def refused_views(refused: Sequence[RefusedCalibration], locale: Locale) -> tuple[CalibrationView, ...]:
    """Return what is shown of each calibration that missed a demand."""
    return tuple(
        CalibrationView(
            anchor,
            item.id,
            (LabelledValue(locale.say("calibration.kind"), locale.say(f"calibration_kind.{item.kind}")),),
            said(item.made_of, locale),
            said(item.unfit_for, locale),
            tuple(acceptance_row(line, item.null_names, locale) for line in item.acceptance),
        )
        for anchor, item in anchored_refused(refused)
    )


def _case_null(use: CaseNullUse, locale: Locale) -> str:
    """Say what became of a null of the case, for one kind."""
    fields = {
        "null": locale.say(f"null_grade.{use.null}"),
        "kind": locale.say(f"calibration_kind.{use.kind}"),
        "n": notation.count(use.n_pairs),
    }
    if use.outcome == "too_few_pairs":
        fields["needed"] = notation.count(use.n_needed)
    return locale.say(f"case_null.{use.outcome}", **fields)


def _stratum(item: StratumRate, locale: Locale) -> StratumRow:
    unstated = locale.say("generation.not_stated")
    low, high = notation.share(item.low), notation.share(item.high)
    rate = locale.say("statistics.interval", low=low, high=high) if item.n_matched else notation.ABSENT
    return StratumRow(
        model=item.model or unstated,
        stratum=stratum_words(item.stratum, locale) or unstated,
        n_attempts=notation.count(item.n_attempts),
        n_matched=notation.count(item.n_matched),
        rate=rate,
        bound=notation.ABSENT if item.n_matched else high,
    )


def looked_at(rows: Sequence[LookedAt], locale: Locale) -> tuple[str, ...]:
    """Say with how many works the methods compared each output; methods of one number in one sentence."""
    alike: dict[tuple[str, int, int, int, int], list[str]] = {}
    for row in rows:
        key = (row.medium, row.n_works, row.least, row.most, row.n_outputs)
        alike.setdefault(key, []).append(row.method)
    return tuple(_looked_at(*key, methods, locale) for key, methods in alike.items())


def _looked_at(
    medium: str, n_works: int, least: int, most: int, n_outputs: int, methods: Sequence[str], locale: Locale
) -> str:
    fields = {
        "medium": locale.say(f"looked_medium.{medium}"),
        "methods": ", ".join(methods),
        "n_outputs": notation.count(n_outputs),
        "n_works": notation.count(n_works),
    }
    if least == n_works:
        return locale.say("looked.all", **fields)
    low, high = notation.count(least), notation.count(most)
    some = low if least == most else locale.say("scale.from_to", low=low, high=high)
    return locale.say("looked.some", n=some, **fields)


def limit_sentences(limits: Sequence[DetectionLimit], locale: Locale) -> tuple[str, ...]:
    """Say how large a piece has to be to be found; then what is not found so often at any size tried."""
    found = [_limit(item, locale) for item in limits if item.size is not None]
    missed: dict[tuple[str, float], list[DetectionLimit]] = {}
    for item in limits:
        if item.size is None:
            missed.setdefault((item.kind, item.probability), []).append(item)
    return (*found, *(_no_limit(items, locale) for items in missed.values()))


def _missed(item: MissRate, locale: Locale) -> str:
    return locale.say(
        "statistics.missed_at_hand" if item.is_at_hand else "statistics.missed",
        kind=locale.say(f"calibration_kind.{item.kind}"),
        derivation=locale.say(f"derivation.{item.derivation}"),
        n=notation.count(item.missed.n_events),
        n_pairs=notation.count(item.missed.n_trials),
        low=notation.share(item.missed.low),
        high=notation.share(item.missed.high),
    )


def _limit(item: DetectionLimit, locale: Locale) -> str:
    return locale.say(
        "statistics.limit",
        kind=locale.say(f"calibration_kind.{item.kind}"),
        transformation=transformation(item.transformation, locale),
        size=size_words(item, locale),
        probability=f"{item.probability:g}",
        n=notation.count(item.n),
    )


def _no_limit(items: Sequence[DetectionLimit], locale: Locale) -> str:
    done = " · ".join(
        locale.say(
            "statistics.planted",
            transformation=transformation(item.transformation, locale),
            n=notation.count(item.n),
        )
        for item in items
    )
    kind = locale.say(f"calibration_kind.{items[0].kind}")
    probability = f"{items[0].probability:g}"
    return locale.say("statistics.limit_none", kind=kind, probability=probability, transformations=done)


def size_words(item: DetectionLimit, locale: Locale) -> str:
    """Say a size in the unit of its kind; a dash where there is none."""
    if item.size is None:
        return notation.ABSENT
    if item.unit == "share":
        return locale.say("statistics.size_share", size=f"{item.size * 100:g}")
    unit = "statistics.size_characters" if item.kind == "zh" else "statistics.size_words"
    return locale.say(unit, size=f"{item.size:,g}")


def transformation(name: str, locale: Locale) -> str:
    """Return the words for what was done to the piece, or its name as the truth file has it.

    A name is looked up with everything but letters and digits taken as one line below.
    """
    key = re.sub(r"[^a-z0-9]+", "_", name.lower())
    return locale.say_or(f"transformation.{key}", name) if name else locale.say("transformation.unchanged")


def anchored(calibrations: Sequence[Calibration]) -> tuple[tuple[str, Calibration], ...]:
    """Return each calibration with the anchor under which it stands on the page."""
    return tuple((f"calibration-{n}", item) for n, item in enumerate(calibrations, start=1))


def calibration_views(calibrations: Sequence[Calibration], locale: Locale) -> tuple[CalibrationView, ...]:
    """Return what is shown of each calibration."""
    return tuple(_view(item, anchor, locale) for anchor, item in anchored(calibrations))


def _view(item: Calibration, anchor: str, locale: Locale) -> CalibrationView:
    features = " · ".join(
        f"{locale.word('feature', feature.name)} ({_methods(feature)})" for feature in item.features
    )
    nulls = " · ".join(
        locale.say(
            "calibration.null",
            null=null_words(model.null, item.null_names, locale),
            n_h1=notation.count(model.n_h1),
            n_h2=notation.count(model.n_h2),
            n_clusters=notation.count(model.n_clusters),
        )
        for model in item.nulls
    )
    facts = [
        LabelledValue(locale.say("calibration.kind"), locale.say(f"calibration_kind.{item.kind}")),
        LabelledValue(locale.say("calibration.features"), features),
        LabelledValue(locale.say("calibration.nulls"), nulls),
    ]
    if item.most_tokens:
        low, high = notation.count(item.least_tokens), notation.count(item.most_tokens)
        facts.append(
            LabelledValue(locale.say("calibration.lengths"), locale.say("scale.from_to", low=low, high=high))
        )
    if item.excludes:
        sorts = " · ".join(locale.say_or(f"exclusion.{name}", name) for name in item.excludes)
        facts.append(LabelledValue(locale.say("calibration.excludes"), sorts))
    made_with = "; ".join(f"{name} = {value}" for name, value in item.made_with)
    facts.append(LabelledValue(locale.say("calibration.made_with"), made_with or notation.ABSENT))
    lines = tuple(acceptance_row(line, item.null_names, locale) for line in item.acceptance)
    made_of, unfit_for = said(item.made_of, locale), said(item.unfit_for, locale)
    return CalibrationView(anchor, item.id, tuple(facts), made_of, unfit_for, lines)


def _methods(feature: Feature) -> str:
    pairs = zip(feature.methods, feature.method_versions, strict=True)
    return ", ".join(f"{name} {version}" for name, version in pairs)


def acceptance_row(line: AcceptanceLine, names: NullNames, locale: Locale) -> tuple[str, str, str, str]:
    """Return a demand: its name and null in words, the limit, the figure, the result."""
    *held_for, figure = line.name.split(".")
    name = locale.word("figure", figure)
    for made in (locale.say(f"derivation.{one}") for one in held_for if locale.has(f"derivation.{one}")):
        name = locale.say("calibration.of_derivation", figure=name, derivation=made)
    named: str = next((part for part in held_for if part.startswith("N")), "")
    if null := line.null or named:
        name = locale.say("calibration.of_null", figure=name, null=null_words(null, names, locale))
    met = locale.say("calibration.met" if line.is_met else "calibration.missed")
    return name, f"{line.limit:g}", notation.decimal(line.measured), met
