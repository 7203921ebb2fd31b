"""A validation of two nulls, written out by hand; no figure of it was measured."""

from types import ModuleType

from sidebyside.records import (
    DetectionLimit,
    DroppedFeature,
    EcePoint,
    ErrorRow,
    Estimate,
    Misleading,
    NullValidation,
    Rate,
    RobustnessRow,
    SearchRate,
    TruthSummary,
    ValidationReport,
)


def null_validation(grade: str) -> NullValidation:
    return NullValidation(
        null=grade,
        n_h1=240,
        n_h2=1830,
        n_train_h1=250,
        n_train_h2=1900,
        n_works=40,
        eer=Estimate(0.031, 0.01, 0.05),
        cllr=Estimate(0.1152, 0.08, 0.16),
        cllr_min=Estimate(0.1, 0.07, 0.15),
        cllr_cal=Estimate(0.0152, 0.01, 0.03),
        dev_pav=None,
        lower_bound=-1.6,
        upper_bound=2.9,
        fmr=Rate(3, 1830, 0.0003, 0.0048),
        fnmr=Rate(7, 240, 0.0118, 0.0592),
        misleading=(
            Misleading("h2", 10, Rate(2, 1830, 0.0001, 0.0039)),
            Misleading("h1", 1, Rate(7, 240, 0.0118, 0.0592)),
        ),
        roc=((0.0, 0.0), (0.0, 0.9), (0.1, 0.97), (1.0, 1.0)),
        pav=((-1.6, -9.0), (-0.5, -0.4), (1.0, 1.3), (2.9, 9.0)),
        tippett_h1=((-1.6, 1.0), (1.0, 0.9), (2.9, 0.7)),
        tippett_h2=((-1.6, 1.0), (-0.5, 0.1), (1.0, 0.01)),
        ece=tuple(
            EcePoint(x, 0.1 - abs(x) / 40, 0.09 - abs(x) / 40, 1.0 - abs(x) / 4) for x in (-3.0, 0.0, 3.0)
        ),
    )


def report(weighed_case: ModuleType) -> ValidationReport:
    return ValidationReport(
        kind="en",
        medium="text",
        seed=7,
        n_replicates=200,
        operating_llr=0.0,
        unit="tokens",
        truth=TruthSummary(
            "pairs.tsv",
            "ab" * 32,
            4200,
            490,
            (("N0", 1850), ("N2", 1860)),
            (("en", 4200),),
            80,
            900,
            41,
            2100,
            2070,
            30,
            False,
        ),
        nulls=(null_validation("N0"), null_validation("N2")),
        errors=(
            ErrorRow("null", "N0", Rate(3, 1830, 0.0003, 0.0048), Rate(0, 0, 0.0, 1.0)),
            ErrorRow("language", "en", Rate(3, 1830, 0.0003, 0.0048), Rate(7, 240, 0.0118, 0.0592)),
            ErrorRow("transformation", "10% changed", Rate(0, 0, 0.0, 1.0), Rate(1, 60, 0.0004, 0.0894)),
        ),
        robustness=(RobustnessRow("a <new> one", 20.0, Rate(57, 60, 0.861, 0.9896), 2.9),),
        power=(
            DetectionLimit("en", "", "tokens", 12.0, 0.95, 80),
            DetectionLimit("en", "unchanged", "tokens", None, 0.95, 80),
        ),
        searches=(SearchRate(100, 0.08, 0.01, 0.26, False), SearchRate(1000000, 1.0, 0.9, 1.0, True)),
        dropped=(DroppedFeature("N0", "aligned", "negative_weight"),),
        calibration=weighed_case.calibration(),
    )
