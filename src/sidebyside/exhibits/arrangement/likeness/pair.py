"""An image match to a pair of pictures with their matched regions, as records; the drawing comes later."""

from collections.abc import Sequence
from dataclasses import replace

from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement.elsewhere import expected_of, mark
from sidebyside.exhibits.arrangement.likeness import registered
from sidebyside.exhibits.arrangement.likeness.ladder import ladder, places_at, same_place
from sidebyside.exhibits.arrangement.likeness.writing import read_view
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.picture_view import (
    AreaView,
    Outline,
    PairLabels,
    PictureRef,
    PictureView,
    StandingRow,
)
from sidebyside.exhibits.text_view import ExtentRow, Fact
from sidebyside.records import Artefact, ImageQuantum, Match, Region, Standing


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


def extents(quantum: ImageQuantum, locale: Locale) -> tuple[ExtentRow, ...]:
    """Return the rows that say how much of a picture matched."""
    return (
        ExtentRow(locale.say("quantum.area_of_work"), share=notation.share(quantum.share_of_work)),
        ExtentRow(locale.say("quantum.area_of_output"), share=notation.share(quantum.share_of_output)),
        ExtentRow(locale.say("quantum.n_inliers"), share=notation.count(quantum.n_inliers)),
        ExtentRow(locale.say("quantum.n_putative"), share=notation.count(quantum.n_putative)),
    )


def standing_rows(standings: Sequence[Standing], locale: Locale) -> tuple[StandingRow, ...]:
    """Return where each score stands among those of pairs of which none comes from the other."""
    return tuple(
        StandingRow(
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
    residual = next((matches[n].residual for n in with_residual), None)
    points = tuple(point for n in same_place(matches, index) for point in matches[n].points)
    number = index + 1
    return AreaView(
        anchor=f"{anchor}-m{number}",
        number=number,
        method=match.method,
        similarity=notation.decimal(match.similarity),
        facts=_facts(match, locale),
        chance=_chance(match, locale),
        chance_mark=mark(match.chance.is_distinguishable, locale) if match.chance else "",
        work_outline=match.work_outline or _corners(match.work_region),
        output_outline=match.output_outline or _corners(match.output_region),
        is_aligned=match.transform is not None,
        overlay=registered.overlay_view(match, residual, locale) if is_first else None,
        same_as=alike[0] + 1 if alike and not is_first else 0,
        mask=registered.mask_view(match, locale),
        points=registered.points_view(match, locale),
        ladder=ladder(match, residual, points, pair, locale) if ladder_at == index else (),
        ladder_at=0 if ladder_at in (None, index) else ladder_at + 1,
        read=read_view(match.read, locale),
    )


def _facts(match: Match, locale: Locale) -> tuple[Fact, ...]:
    facts = [
        Fact(locale.say("picture.work_region"), notation.region(match.work_region)),
        Fact(locale.say("picture.output_region"), notation.region(match.output_region)),
    ]
    if match.transform is not None:
        mirrored = "picture.mirrored" if match.transform.is_mirrored else "picture.not_mirrored"
        facts.append(Fact(locale.say("picture.transform"), locale.say(f"transform.{match.transform.kind}")))
        facts.append(Fact(locale.say("picture.mirroring"), locale.say(mirrored)))
    if isinstance(match.quantum, ImageQuantum):
        rows = extents(match.quantum, locale)
        facts += [Fact(row.name, row.share) for row in rows if row.share != notation.ABSENT]
    return tuple(facts)


def _chance(match: Match, locale: Locale) -> tuple[Fact, ...]:
    facts = []
    if match.chance is not None:
        facts.append(Fact(locale.say("strength.expected_by_chance"), expected_of(match.chance, locale)))
    if match.log10_nfa is not None:
        facts.append(Fact(locale.say("picture.nfa"), notation.power_of_ten(match.log10_nfa)))
    return tuple(facts)


def _corners(region: Region | None) -> Outline:
    if region is None:
        return ()
    top, left = float(region.row), float(region.column)
    bottom, right = top + region.height, left + region.width
    return ((top, left), (top, right), (bottom, right), (bottom, left))
