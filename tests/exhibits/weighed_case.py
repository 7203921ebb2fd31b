"""The small case with ratios: two calibrations, strata, works tested, limits. All made up by hand."""

from dataclasses import replace
from types import ModuleType

from sidebyside.records import (
    AcceptanceLine,
    AttemptsAtWork,
    Calibration,
    CaseNullUse,
    CaseStatistics,
    Contribution,
    DetectionLimit,
    Feature,
    Finding,
    LikelihoodRatio,
    LookedAt,
    MediumCount,
    NullModel,
    RefusedCalibration,
    SearchedRatio,
    StratumRate,
    TextExtent,
    WorkCoverage,
    WorkTested,
)


def tested(
    path: str, digest: str, medium: str, values: tuple[float, ...], pair: Finding | None
) -> WorkTested:
    """Return a work tested in six attempts, with the ratio of a pair."""
    work = WorkTested(path, digest, medium, *values, 6, 4, llr_because="nothing_matched")
    if pair is None or pair.llr is None:
        because = "nothing_matched" if pair is None else pair.uncalibrated_because
        return replace(work, llr_because=because, over_attempts_because="no_ratio")
    one = min(pair.likelihood_ratios, key=lambda ratio: ratio.llr)
    return replace(
        work,
        llr=pair.llr,
        llr_interval=(one.low, one.high),
        llr_because="",
        searched=SEARCHED[pair.id],
        llr_best_of=SEARCHED[pair.id].llr_best_of,
        llr_over_attempts=1.7659 if pair.llr > 0 else None,
        over_attempts_because="" if pair.llr > 0 else "below_one",
        by_stratum=STRATA_OF_WORK[: 3 if pair.llr > 0 else 1],
    )


SEARCHED = {
    "F-01": SearchedRatio(-0.62, None, 1000, "below_one", None, 6, -0.8, "", (-1.6, 0.0)),
    "F-02": SearchedRatio(2.5441, None, 1000, "nothing_left", None, 6, 1.2, "", (0.7, 1.6)),
}
STRATA_OF_WORK = (
    AttemptsAtWork("a-model", "excerpt-prefix", 40, 36, 38, 2, 36, 0.007476, -69.7),
    AttemptsAtWork("a-model", "title-only", 60, 1, 60, 0, 1, 0.007476, -0.4424),
    AttemptsAtWork("", "", 3, 2, 3, 3, 2, None, None, "not_measured"),
)


def spread(low: float, high: float, power: float) -> tuple[float, ...]:
    """Quantiles that rise from low to high, bent by a power."""
    return tuple(round(low + (high - low) * (n / 100) ** power, 4) for n in range(101))


def null(grade: str, upper: float) -> NullModel:
    h1 = tuple(min(upper, value) for value in spread(-0.4, upper + 1.5, 0.7))
    h2 = tuple(max(-1.6, value) for value in spread(-2.2, upper - 1.2, 3.0))
    return NullModel(grade, -1.1, (0.4, 0.3), (), -1.6, upper, 240, 1830, 96, h1, h2)


def calibration(kind: str = "en") -> Calibration:
    names = ("literal", "aligned") if kind != "image" else ("keypoints", "copy_descriptor")
    features = tuple(Feature(name, "surprise", (name,), ("1",), 9.0) for name in names)
    return Calibration(
        id=f"{kind}-made-up",
        medium="image" if kind == "image" else "text",
        kind=kind,
        features=features,
        nulls=(null("N0", 3.4), null("N2", 2.9)),
        acceptance=(
            AcceptanceLine("cllr", 0.15, 0.0871, True),
            AcceptanceLine("N2.misleading_10", 0.1, 0.031, True),
        ),
        made_of=("Sixty stories and retellings of them, written for this test.",),
        unfit_for=("Poems; texts of fewer than 50 words.",),
        made_with=(("seed", "7"),),
        least_tokens=0 if kind == "image" else 50,
        most_tokens=0 if kind == "image" else 4000,
    )


def ratio(grade: str, llr: float, low: float, high: float, upper: float, kind: str) -> LikelihoodRatio:
    return LikelihoodRatio(grade, llr, low, high, -1.6, upper, 240, 1830, f"{kind}-made-up", grade == "N2")


def strata() -> tuple[StratumRate, ...]:
    return (
        StratumRate("a-model", "title-only", 60, 0, 0.0, 0.0487),
        StratumRate("a-model", "excerpt-prefix", 40, 3, 0.0157, 0.2039),
        StratumRate("", "", 3, 2, 0.0943, 0.9916),
    )


def looked_at() -> tuple[LookedAt, ...]:
    return (
        LookedAt("image", "copy_descriptor", 48, 48, 48, 30),
        LookedAt("image", "keypoints", 48, 10, 12, 30),
        LookedAt("text", "near_verbatim", 3, 3, 3, 5),
        LookedAt("text", "verbatim", 3, 3, 3, 5),
    )


def limits() -> tuple[DetectionLimit, ...]:
    return (
        DetectionLimit("en", "", "tokens", 12.0, 0.95, 80),
        DetectionLimit("zh", "paraphrase", "tokens", 24.0, 0.8, 60),
        DetectionLimit("image", "crop", "share", 0.08, 0.95, 200),
        DetectionLimit("image", "jpeg", "share", None, 0.95, 400),
    )


def refused() -> RefusedCalibration:
    lines = (
        AcceptanceLine("cllr", 0.15, 0.1759, False, "N1"),
        AcceptanceLine("misleading_100", 0.01, 0.002, True, "N0"),
    )
    return RefusedCalibration("zh-made-up", "zh", lines, ("Forty stories.",), ("Verse.",))


def coverage() -> tuple[WorkCoverage, ...]:
    whole = TextExtent(20, 100, 20)
    return (
        WorkCoverage("tale.html", "aa", "equal_words", "", "", True, 3, 0.8, TextExtent(16, 80, 16), whole),
        WorkCoverage(
            *("tale.html", "aa", "equal_words", "a-model", "title-only", False, 2, 0.6),
            *(TextExtent(12, 60, 12), whole),
        ),
        WorkCoverage("plate.ppm", "bb", "structure", "", "", False, 1, 0.55),
    )


def case(small_case: ModuleType) -> object:
    given = small_case.case()
    picture, text, lantern, *others = given.findings
    text = replace(
        text,
        strength="likelihood ratio",
        llr=2.5441,
        likelihood_ratios=(
            ratio("N0", 3.1, 2.6, 3.4, 3.4, "en"),
            ratio("N2", 2.5441, 1.9, 2.9, 2.9, "en"),
        ),
        contributions=(
            Contribution("start", 1.0, -1.1),
            Contribution("literal", 8.35, 3.34),
            Contribution("aligned", 1.0137, 0.3041),
        ),
    )
    picture = replace(
        picture,
        strength="likelihood ratio",
        llr=-0.62,
        likelihood_ratios=(ratio("N2", -0.62, -1.6, 0.1, 2.9, "image"),),
        contributions=(
            Contribution("start", 1.0, -1.1),
            Contribution("keypoints", 0.0, 0.0),
            Contribution("copy_descriptor", 0.9124, 0.48),
        ),
    )
    lantern = replace(lantern, uncalibrated_because="no_calibration")
    paths = [(work.artefact.path, work.artefact.sha256, work.artefact.medium) for work in given.works]
    figures = ((1e-4, 4e-4, 4e-4), (1.0, 1.0, 1.0), (0.21, 0.42, 0.63), (0.031, 0.062, 0.093))
    of_work = {item.work.path: item for item in (lantern, picture, text)}
    rows = tuple(
        tested(*item, values, of_work.get(item[0]))
        for item, values in sorted(zip(paths, figures, strict=True))
    )
    searched = tuple(SEARCHED.items())
    uses = (
        CaseNullUse("N2", "en", 60, 50, "used"),
        CaseNullUse("N2", "image", 12, 50, "too_few_pairs"),
        CaseNullUse("N2", "zh", 70, 50, "no_calibration"),
    )
    statistics = CaseStatistics(
        strata(),
        rows,
        (calibration("en"), calibration("image")),
        limits(),
        searched,
        uses,
        looked_at=looked_at(),
        refused=(refused(),),
        compared=(MediumCount("text", 5, 3, 1, 1, 0, 0), MediumCount(None, 1, 0, 0, 0, 1, 0)),
        coverage=coverage(),
    )
    findings = (picture, text, lantern, *others)
    return replace(given, findings=findings, statistics=statistics)
