"""The calibrations in force: what they were fitted on, what they are unfit for, the demands they met."""

from collections.abc import Sequence

from sidebyside.exhibits import notation
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.strength_view import CalibrationView
from sidebyside.exhibits.text_view import Fact
from sidebyside.records import AcceptanceLine, Calibration, Feature


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
        Fact(locale.say("calibration.kind"), locale.say(f"calibration_kind.{item.kind}")),
        Fact(locale.say("calibration.features"), features),
        Fact(locale.say("calibration.nulls"), nulls),
    ]
    if item.most_tokens:
        low, high = notation.count(item.least_tokens), notation.count(item.most_tokens)
        facts.append(Fact(locale.say("calibration.lengths"), locale.say("scale.from_to", low=low, high=high)))
    made_with = "; ".join(f"{name} = {value}" for name, value in item.made_with)
    facts.append(Fact(locale.say("calibration.made_with"), made_with or notation.ABSENT))
    lines = tuple(acceptance_row(line, locale) for line in item.acceptance)
    return CalibrationView(anchor, item.id, tuple(facts), item.made_of, item.unfit_for, lines)


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
