"""What a whole case comes to: attempts by stratum, works tested, what would have been found, calibrations."""

import re
from collections.abc import Sequence
from hashlib import sha256

from sidebyside.exhibits import notation
from sidebyside.exhibits.locale import Locale, language_of
from sidebyside.exhibits.strength_view import (
    CalibrationView,
    CaseStatisticsView,
    SaidView,
    StratumRow,
    WorkTestedRow,
)
from sidebyside.exhibits.text_view import LabelledValue
from sidebyside.records import (
    AcceptanceLine,
    Calibration,
    CaseNullUse,
    CaseStatistics,
    DetectionLimit,
    Feature,
    StratumRate,
    WorkTested,
)

LEVEL = 0.05
"""A work is named in the headline where its family-wise value is no more than this."""


def statistics_view(statistics: CaseStatistics, locale: Locale) -> CaseStatisticsView:
    """Return what a case comes to; every list may be empty."""
    return CaseStatisticsView(
        strata=tuple(_stratum(item, locale) for item in statistics.strata),
        works_tested=tuple(_tested(item, locale) for item in statistics.works_tested),
        headline=_headline(statistics.works_tested, locale),
        has_ratios=any(item.llr is not None for item in statistics.works_tested),
        limits=limit_sentences(statistics.detection_limits, locale),
        calibrations=calibration_views(statistics.calibrations, locale),
        case_nulls=tuple(_case_null(use, locale) for use in statistics.case_nulls),
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
        stratum=locale.say_or(f"stratum.{item.stratum}", item.stratum) if item.stratum else unstated,
        n_attempts=notation.count(item.n_attempts),
        n_matched=notation.count(item.n_matched),
        rate=rate,
        bound=notation.ABSENT if item.n_matched else high,
    )


def _tested(item: WorkTested, locale: Locale) -> WorkTestedRow:
    return WorkTestedRow(
        path=item.path,
        medium=locale.say(f"medium.{item.medium}"),
        p=notation.surprise(item.p),
        false_discovery=notation.surprise(item.false_discovery),
        family_wise=notation.surprise(item.family_wise),
        n_attempts=notation.count(item.n_attempts),
        most_attempts=notation.count(item.most_attempts),
        llr=_llr(item.llr),
        llr_best_of=_llr(item.llr_best_of),
        mark=locale.say("statistics.beyond_chance") if item.family_wise <= LEVEL else "",
    )


def _llr(value: float | None) -> str:
    return notation.ABSENT if value is None else notation.log10_ratio(value)


def _headline(tested: Sequence[WorkTested], locale: Locale) -> str:
    """Say how many of the works listed are marked."""
    if not tested:
        return ""
    n = sum(item.family_wise <= LEVEL for item in tested)
    return locale.say(
        "statistics.headline", n=notation.count(n), n_works=notation.count(len(tested)), level=f"{LEVEL:g}"
    )


def limit_sentences(limits: Sequence[DetectionLimit], locale: Locale) -> tuple[str, ...]:
    """Say how large a piece has to be to be found; then what is not found so often at any size tried."""
    found = [_limit(item, locale) for item in limits if item.size is not None]
    missed: dict[tuple[str, float], list[DetectionLimit]] = {}
    for item in limits:
        if item.size is None:
            missed.setdefault((item.kind, item.probability), []).append(item)
    return (*found, *(_no_limit(items, locale) for items in missed.values()))


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
        f"{locale.say_or(f'feature.{feature.name}', feature.name)} ({_methods(feature)})"
        for feature in item.features
    )
    nulls = " · ".join(
        locale.say(
            "calibration.null",
            null=locale.say(f"null_grade.{model.null}"),
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
    made_with = "; ".join(f"{name} = {value}" for name, value in item.made_with)
    facts.append(LabelledValue(locale.say("calibration.made_with"), made_with or notation.ABSENT))
    lines = tuple(acceptance_row(line, locale) for line in item.acceptance)
    made_of, unfit_for = _said(item.made_of, locale), _said(item.unfit_for, locale)
    return CalibrationView(anchor, item.id, tuple(facts), made_of, unfit_for, lines)


def _said(sentences: Sequence[str], locale: Locale) -> tuple[SaidView, ...]:
    return tuple(said_view(sentence, locale) for sentence in sentences)


def said_view(sentence: str, locale: Locale) -> SaidView:
    """Return what was said of a calibration in the language of the page, where the locale has it.

    Those that are shipped are English in their files, which a page must not change; a locale has its words
    under the first digits of the digest of the sentence. What users said of their own stands as they wrote
    it.
    """
    key = f"said.{sha256(sentence.encode('utf-8')).hexdigest()[:12]}"
    if locale.has(key):
        return SaidView(locale.say(key), locale.tag)
    return SaidView(sentence, language_of(sentence))


def _methods(feature: Feature) -> str:
    pairs = zip(feature.methods, feature.method_versions, strict=True)
    return ", ".join(f"{name} {version}" for name, version in pairs)


def acceptance_row(line: AcceptanceLine, locale: Locale) -> tuple[str, str, str, str]:
    """Return a demand: its name in words, the limit, the figure, and whether it was met."""
    null, _, figure = line.name.rpartition(".")
    name = locale.say_or(f"figure.{figure}", figure)
    if null:
        name = locale.say("calibration.of_null", figure=name, null=null)
    met = locale.say("calibration.met" if line.is_met else "calibration.missed")
    return name, f"{line.limit:g}", notation.decimal(line.measured), met
