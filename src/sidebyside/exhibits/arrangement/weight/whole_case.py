"""What a whole case comes to: attempts by stratum, works tested, what would have been found."""

from collections.abc import Sequence

from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement.weight.calibration import calibration_views
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.strength_view import StratumRow, WorkTestedRow, WorthView
from sidebyside.records import DetectionLimit, StratumRate, WorkTested, Worth

LEVEL = 0.05
"""A work is named in the headline where its family-wise value is no more than this."""


def worth_view(worth: Worth, locale: Locale) -> WorthView:
    """Return what a case comes to; every list may be empty."""
    return WorthView(
        strata=tuple(_stratum(item, locale) for item in worth.strata),
        works_tested=tuple(_tested(item, locale) for item in worth.works_tested),
        headline=_headline(worth.works_tested, locale),
        limits=tuple(limit_sentence(item, locale) for item in worth.detection_limits),
        calibrations=calibration_views(worth.calibrations, locale),
    )


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
        bound=notation.ABSENT if item.n_matched else locale.say("worth.at_most", high=high),
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
        mark=locale.say("worth.beyond_chance") if item.family_wise <= LEVEL else "",
    )


def _headline(tested: Sequence[WorkTested], locale: Locale) -> str:
    """Say how many of the works listed are marked."""
    if not tested:
        return ""
    n = sum(item.family_wise <= LEVEL for item in tested)
    return locale.say(
        "worth.headline", n=notation.count(n), n_works=notation.count(len(tested)), level=f"{LEVEL:g}"
    )


def limit_sentence(item: DetectionLimit, locale: Locale) -> str:
    """Say how large a piece has to be to be found; or that no size tried was found so often."""
    said = {
        "kind": locale.say(f"calibration_kind.{item.kind}"),
        "transformation": transformation(item.transformation, locale),
        "probability": f"{item.probability:g}",
        "n": notation.count(item.n),
    }
    if item.size is None:
        return locale.say("worth.limit_none", **said)
    return locale.say("worth.limit", size=size_words(item, locale), **said)


def size_words(item: DetectionLimit, locale: Locale) -> str:
    """Say a size in the unit of its kind; a dash where there is none."""
    if item.size is None:
        return notation.ABSENT
    if item.unit == "share":
        return locale.say("worth.size_share", size=f"{item.size * 100:g}")
    unit = "worth.size_characters" if item.kind == "zh" else "worth.size_words"
    return locale.say(unit, size=f"{item.size:,g}")


def transformation(name: str, locale: Locale) -> str:
    """Return the words for what was done to the copied piece, or its name as the truth file has it."""
    return locale.say_or(f"transformation.{name}", name) if name else locale.say("worth.unchanged")
