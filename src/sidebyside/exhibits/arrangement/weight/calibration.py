"""The calibrations in force: what they were fitted on, what they are unfit for, the demands they met."""

from collections.abc import Sequence
from hashlib import sha256

from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement.script import language_of
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.strength_view import CalibrationView, SaidView
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
