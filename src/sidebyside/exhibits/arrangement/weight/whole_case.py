"""What a whole case comes to: attempts by stratum, works tested, what would have been found."""

import re
from collections.abc import Sequence

from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement.weight.calibration import calibration_views
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.strength_view import StratumRow, WorkTestedRow, WorthView
from sidebyside.records import CaseNullUse, DetectionLimit, StratumRate, WorkTested, Worth

LEVEL = 0.05
"""A work is named in the headline where its family-wise value is no more than this."""


def worth_view(worth: Worth, locale: Locale) -> WorthView:
    """Return what a case comes to; every list may be empty."""
    return WorthView(
        strata=tuple(_stratum(item, locale) for item in worth.strata),
        works_tested=tuple(_tested(item, locale) for item in worth.works_tested),
        headline=_headline(worth.works_tested, locale),
        has_ratios=any(item.llr is not None for item in worth.works_tested),
        limits=limit_sentences(worth.detection_limits, locale),
        calibrations=calibration_views(worth.calibrations, locale),
        case_nulls=tuple(_case_null(use, locale) for use in worth.case_nulls),
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
    rate = locale.say("worth.interval", low=low, high=high) if item.n_matched else notation.ABSENT
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
        mark=locale.say("worth.beyond_chance") if item.family_wise <= LEVEL else "",
    )


def _llr(value: float | None) -> str:
    return notation.ABSENT if value is None else notation.log10_ratio(value)


def _headline(tested: Sequence[WorkTested], locale: Locale) -> str:
    """Say how many of the works listed are marked."""
    if not tested:
        return ""
    n = sum(item.family_wise <= LEVEL for item in tested)
    return locale.say(
        "worth.headline", n=notation.count(n), n_works=notation.count(len(tested)), level=f"{LEVEL:g}"
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
        "worth.limit",
        kind=locale.say(f"calibration_kind.{item.kind}"),
        transformation=transformation(item.transformation, locale),
        size=size_words(item, locale),
        probability=f"{item.probability:g}",
        n=notation.count(item.n),
    )


def _no_limit(items: Sequence[DetectionLimit], locale: Locale) -> str:
    done = " · ".join(
        locale.say(
            "worth.planted",
            transformation=transformation(item.transformation, locale),
            n=notation.count(item.n),
        )
        for item in items
    )
    kind = locale.say(f"calibration_kind.{items[0].kind}")
    probability = f"{items[0].probability:g}"
    return locale.say("worth.limit_none", kind=kind, probability=probability, transformations=done)


def size_words(item: DetectionLimit, locale: Locale) -> str:
    """Say a size in the unit of its kind; a dash where there is none."""
    if item.size is None:
        return notation.ABSENT
    if item.unit == "share":
        return locale.say("worth.size_share", size=f"{item.size * 100:g}")
    unit = "worth.size_characters" if item.kind == "zh" else "worth.size_words"
    return locale.say(unit, size=f"{item.size:,g}")


def transformation(name: str, locale: Locale) -> str:
    """Return the words for what was done to the piece, or its name as the truth file has it.

    A name is looked up with everything but letters and digits taken as one line below.
    """
    key = re.sub(r"[^a-z0-9]+", "_", name.lower())
    return locale.say_or(f"transformation.{key}", name) if name else locale.say("transformation.unchanged")
