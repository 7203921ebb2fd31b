"""Style: palettes and measures of manner of two pictures, shown and counted nowhere."""

from collections.abc import Sequence

from sidebyside.exhibits import notation
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.picture_view import PairLabels, StyleView, SwatchView
from sidebyside.records import Apart, StyleMeasure, StyleTable, Swatch


def style_views(apart: Sequence[Apart], locale: Locale) -> tuple[StyleView, ...]:
    """Return the tables of style among what was set apart, in the order given."""
    return tuple(_style(table, locale) for table in apart if isinstance(table, StyleTable))


def _style(table: StyleTable, locale: Locale) -> StyleView:
    ours, theirs = _palette(table.work_palette), _palette(table.output_palette)
    labels = PairLabels(_label("work", ours, locale), _label("output", theirs, locale))
    measures = tuple(_measure(item, locale) for item in table.measures)
    return StyleView(table.method, ours, theirs, labels, measures)


def _palette(swatches: Sequence[Swatch]) -> tuple[SwatchView, ...]:
    return tuple(
        SwatchView(f"#{item.red:02x}{item.green:02x}{item.blue:02x}", item.share, notation.share(item.share))
        for item in swatches
    )


def _label(side: str, palette: Sequence[SwatchView], locale: Locale) -> str:
    colours = ", ".join(f"{item.colour} {item.share_text}" for item in palette)
    return locale.say("style.palette_label", side=locale.say(f"term.{side}"), colours=colours)


def _measure(item: StyleMeasure, locale: Locale) -> tuple[str, str, str, str]:
    ours, theirs = (
        " / ".join(f"{value:.3g}" for value in values) or notation.ABSENT
        for values in (item.work_values, item.output_values)
    )
    return locale.say_or(f"style_measure.{item.name}", item.name), f"{item.distance:.4g}", ours, theirs
