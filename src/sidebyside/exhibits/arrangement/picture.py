"""An image match to a pair of pictures with their matched regions, as records; the drawing comes later.

Places and shares are those of the match. What is seen once one picture lies on the other is here too: the
overlay, the mask, the points behind the alignment, the writing read off both; and style, which counts
nowhere. Where there are more points than can be told apart on a page, every n-th is shown, and the figure
says how many of how many.
"""

from collections.abc import Sequence
from dataclasses import replace

from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement.amounts import is_measured, picture_extents
from sidebyside.exhibits.arrangement.ladder import ladder, places_at, same_place
from sidebyside.exhibits.arrangement.passage import segments
from sidebyside.exhibits.arrangement.strength import expected_of, least, mark
from sidebyside.exhibits.locale import Locale, language_of
from sidebyside.exhibits.picture_view import (
    AreaView,
    MaskView,
    OverlayView,
    PairLabels,
    PercentileRow,
    PictureOutline,
    PictureRef,
    PictureView,
    PointsView,
    ReadView,
    StyleView,
    SwatchView,
)
from sidebyside.exhibits.text_view import LabelledValue, TextSegment
from sidebyside.primitives.quantum import PictureMeasure, picture_measure
from sidebyside.primitives.text.excerpt import VisibleText
from sidebyside.records import (
    Apart,
    Artefact,
    ImageQuantum,
    Match,
    ReadPair,
    Region,
    Residual,
    Role,
    ScorePercentile,
    Span,
    StyleMeasure,
    StyleTable,
    Swatch,
    Text,
)

MAX_LINES = 60
"""So many lines between two pictures can still be told apart."""


def picture_pair(
    matches: Sequence[Match], work: Artefact, output: Artefact, anchor: str, locale: Locale
) -> PictureView:
    """Return the two pictures of a finding and every region that matched, numbered in the order given."""
    ours, theirs = _picture(work), _picture(output)
    areas = tuple(_area(n, matches, (ours, theirs), anchor, locale) for n in range(len(matches)))
    areas = tuple(
        area if area.ladder_at and areas[area.ladder_at - 1].ladder else replace(area, ladder_at=0)
        for area in areas
    )
    marked = PairLabels(
        _marked("work", [match.work_region for match in matches], locale),
        _marked("output", [match.output_region for match in matches], locale),
    )
    clean = PairLabels(_clean("work", ours, locale), _clean("output", theirs, locale))
    return PictureView(work=ours, output=theirs, clean=clean, marked=marked, areas=areas)


def standing_rows(standings: Sequence[ScorePercentile], locale: Locale) -> tuple[PercentileRow, ...]:
    """Return where each score stands among those of pairs of which none comes from the other."""
    return tuple(
        PercentileRow(
            method=item.method,
            null=locale.say(f"null_population.{item.null}"),
            share_below=notation.share(item.share_below),
            n_pairs=notation.count(item.n_pairs),
        )
        for item in standings
    )


def _picture(artefact: Artefact) -> PictureRef:
    if artefact.picture is None:  # the record has already refused this
        raise TypeError(f"{artefact.path!r} is not a picture")
    return PictureRef(artefact.sha256, artefact.picture.height_px, artefact.picture.width_px)


def _clean(side: str, picture: PictureRef, locale: Locale) -> str:
    height, width = notation.count(picture.height_px), notation.count(picture.width_px)
    return locale.say("picture.clean_label", side=locale.say(f"term.{side}"), height=height, width=width)


def _marked(side: str, regions: Sequence[Region | None], locale: Locale) -> str:
    numbered = enumerate(regions, start=1)
    places = (
        locale.say("picture.marked_region", number=n, region=notation.region(region))
        for n, region in numbered
    )
    return locale.say("picture.marked_label", side=locale.say(f"term.{side}"), regions=" ".join(places))


def _area(
    index: int, matches: Sequence[Match], pair: tuple[PictureRef, PictureRef], anchor: str, locale: Locale
) -> AreaView:
    match = matches[index]
    alike = [n for n, other in enumerate(matches) if match.transform and other.transform == match.transform]
    is_first = bool(alike) and alike[0] == index
    with_residual = [n for n in alike if matches[n].residual is not None]
    ladder_at = places_at(matches, index)
    laid = next((matches[n] for n in with_residual), None)
    residual = laid.residual if laid else None
    points = tuple(point for n in same_place(matches, index) for point in matches[n].points)
    number = index + 1
    return AreaView(
        anchor=f"{anchor}-m{number}",
        number=number,
        method=match.method,
        similarity=notation.decimal(match.similarity),
        facts=_facts(match, picture_measure(matches), locale),
        chance=_chance(match, locale),
        chance_mark=mark(match.chance.is_distinguishable, locale) if match.chance else "",
        work_outline=match.work_outline or _corners(match.work_region),
        output_outline=match.output_outline or _corners(match.output_region),
        is_aligned=match.transform is not None,
        overlay=overlay_view(match, laid, locale) if is_first else None,
        same_as=alike[0] + 1 if alike and not is_first else 0,
        mask=mask_view(match, locale),
        points=points_view(match, locale),
        ladder=ladder(match, residual, points, pair, locale) if ladder_at == index else (),
        ladder_at=0 if ladder_at in (None, index) else ladder_at + 1,
        read=read_view(match.read, locale),
    )


def _facts(match: Match, measure: PictureMeasure, locale: Locale) -> tuple[LabelledValue, ...]:
    """Return where a match lies and how much it is; a share where it is of what those of the pair are."""
    facts = [
        LabelledValue(locale.say("picture.work_region"), notation.region(match.work_region)),
        LabelledValue(locale.say("picture.output_region"), notation.region(match.output_region)),
    ]
    if match.transform is not None:
        mirrored = "picture.mirrored" if match.transform.is_mirrored else "picture.not_mirrored"
        facts.append(
            LabelledValue(locale.say("picture.transform"), locale.say(f"transform.{match.transform.kind}"))
        )
        facts.append(LabelledValue(locale.say("picture.mirroring"), locale.say(mirrored)))
    if isinstance(match.quantum, ImageQuantum):
        rows = picture_extents(match.quantum, measure, locale)
        rows = rows if is_measured(match.quantum, match.residual is not None, measure) else rows[2:]
        facts += [LabelledValue(row.name, row.share) for row in rows if row.share != notation.ABSENT]
    return tuple(facts)


def _chance(match: Match, locale: Locale) -> tuple[LabelledValue, ...]:
    facts = []
    if match.chance is not None:
        facts.append(
            LabelledValue(locale.say("strength.expected_by_chance"), expected_of(match.chance, locale))
        )
    if match.log10_nfa is not None:
        number = float(f"{10**match.log10_nfa:.2g}")
        facts.append(LabelledValue(locale.say("picture.nfa"), least(number, locale)))
    return tuple(facts)


def _corners(region: Region | None) -> PictureOutline:
    if region is None:
        return ()
    top, left = float(region.row), float(region.column)
    bottom, right = top + region.height, left + region.width
    return ((top, left), (top, right), (bottom, right), (bottom, left))


def overlay_view(match: Match, laid: Match | None, locale: Locale) -> OverlayView | None:
    """Return the output laid over the work, or None where the method found no alignment.

    `laid` is the match of the same alignment in which pixels were compared, None where they were not.
    """
    transform = match.transform
    if transform is None:
        return None
    mirrored = "picture.mirrored" if transform.is_mirrored else "picture.not_mirrored"
    return OverlayView(
        matrix=transform.matrix,
        is_inverted=bool(laid and laid.residual and laid.residual.is_inverted),
        overlay_label=locale.say(
            "picture.overlay_label",
            transform=locale.say(f"transform.{transform.kind}"),
            mirrored=locale.say(mirrored),
            region=notation.region(match.work_region),
        ),
        difference_label=_difference_label(match, laid, locale),
    )


def _difference_label(match: Match, laid: Match | None, locale: Locale) -> str:
    region = notation.region(match.work_region)
    if laid is None or laid.residual is None:
        return locale.say("picture.difference_label", region=region)
    said = _structure(laid, laid.residual, locale)
    return locale.say("picture.difference_label_structure", region=region, structure=said)


def _structure(match: Match, residual: Residual, locale: Locale) -> str:
    """Say how much of the structure was kept: of the work's area, and in how many of the cells compared."""
    return locale.say("picture.structure", share=_kept(match), **_cells(residual))


def _kept(match: Match) -> str:
    """Write the one share of a match of pictures; it is the same wherever it stands."""
    is_picture = isinstance(match.quantum, ImageQuantum)
    return notation.share(match.quantum.share_of_work) if is_picture else notation.ABSENT


def _cells(residual: Residual) -> dict[str, str]:
    return {"n_kept": notation.count(residual.n_kept), "n_compared": notation.count(residual.n_compared)}


def mask_view(match: Match, locale: Locale) -> MaskView | None:
    """Return what stayed and what changed, or None where no pixels were compared."""
    residual, region = match.residual, match.work_region
    if residual is None or region is None:
        return None
    inverted = locale.say("picture.inverted" if residual.is_inverted else "picture.not_inverted")
    facts = (
        LabelledValue(locale.say("area.structure_of_work"), _kept(match)),
        LabelledValue(locale.say("picture.cells"), locale.say("picture.cells_of", **_cells(residual))),
        LabelledValue(
            locale.say("picture.structural_similarity"), notation.signed(residual.structural_similarity)
        ),
        LabelledValue(locale.say("picture.l2"), notation.decimal(residual.l2)),
        LabelledValue(locale.say("picture.l2_worst_tile"), notation.decimal(residual.l2_worst_tile)),
        LabelledValue(locale.say("picture.tones"), inverted),
    )
    label = locale.say(
        "picture.mask_label",
        rows=notation.count(len(residual.cells)),
        columns=notation.count(len(residual.cells[0]) if residual.cells else 0),
        region=notation.region(region),
        structure=_structure(match, residual, locale),
    )
    return MaskView(region, residual.cells, facts, label)


def points_view(match: Match, locale: Locale) -> PointsView | None:
    """Return the corresponding points behind an alignment, or None where the match holds none."""
    if not match.points:
        return None
    step = -(-len(match.points) // MAX_LINES)
    drawn = match.points[::step]
    n, total = notation.count(len(drawn)), notation.count(len(match.points))
    return PointsView(
        points=drawn,
        note=locale.say("picture.points_note", n=n, total=total),
        label=locale.say("picture.points_label", n=n),
    )


def read_view(read: ReadPair | None, locale: Locale) -> ReadView | None:
    """Return the writing of both pictures with its marks, or None where none was read."""
    if read is None:
        return None
    return ReadView(
        work_lang=language_of(read.work_text),
        work=_writing(read, read.work_text, "work"),
        output_lang=language_of(read.output_text),
        output=_writing(read, read.output_text, "output"),
        note=locale.say("picture.read_note", confidence=notation.share(read.confidence)),
    )


def _writing(read: ReadPair, text: str, role: Role) -> tuple[TextSegment, ...]:
    if not read.operations:
        return (TextSegment("plain", text),)
    numbered = [(0, operation) for operation in read.operations]
    return tuple(segments(VisibleText(Text(text)), Span(0, len(text)), numbered, role))


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
    return locale.word("style_measure", item.name), f"{item.distance:.4g}", ours, theirs
