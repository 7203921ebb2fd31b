"""An image match to a pair of pictures with their matched regions, as records; the drawing comes later."""

from collections.abc import Sequence

from sidebyside.exhibits import notation
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.picture_view import AreaView, PictureRef, PictureView
from sidebyside.exhibits.text_view import ExtentRow, Fact
from sidebyside.records import Artefact, ImageQuantum, Match, Region

Outline = tuple[tuple[float, float], ...]


def picture_pair(
    matches: Sequence[Match], work: Artefact, output: Artefact, anchor: str, locale: Locale
) -> PictureView:
    """Return the two pictures of a finding and every region that matched, numbered in the order given."""
    areas = [_area(match, f"{anchor}-m{n}", n, locale) for n, match in enumerate(matches, start=1)]
    return PictureView(_picture(work), _picture(output), tuple(areas))


def extents(quantum: ImageQuantum, locale: Locale) -> tuple[ExtentRow, ...]:
    """Return the rows that say how much of a picture matched."""
    return (
        ExtentRow(locale.say("quantum.area_of_work"), share=notation.share(quantum.share_of_work)),
        ExtentRow(locale.say("quantum.area_of_output"), share=notation.share(quantum.share_of_output)),
        ExtentRow(locale.say("quantum.n_inliers"), share=notation.count(quantum.n_inliers)),
        ExtentRow(locale.say("quantum.n_putative"), share=notation.count(quantum.n_putative)),
    )


def _picture(artefact: Artefact) -> PictureRef:
    if artefact.picture is None:  # the record has already refused this
        raise TypeError(f"{artefact.path!r} is not a picture")
    return PictureRef(artefact.sha256, artefact.picture.height_px, artefact.picture.width_px)


def _area(match: Match, anchor: str, number: int, locale: Locale) -> AreaView:
    facts = [
        Fact(locale.say("picture.work_region"), notation.region(match.work_region)),
        Fact(locale.say("picture.output_region"), notation.region(match.output_region)),
    ]
    if match.transform is not None:
        mirrored = "picture.mirrored" if match.transform.is_mirrored else "picture.not_mirrored"
        facts.append(Fact(locale.say("picture.transform"), locale.say(f"transform.{match.transform.kind}")))
        facts.append(Fact(locale.say("picture.mirroring"), locale.say(mirrored)))
    if isinstance(match.quantum, ImageQuantum):
        facts += [Fact(row.name, row.share) for row in extents(match.quantum, locale)]
    return AreaView(
        anchor=anchor,
        number=number,
        method=match.method,
        similarity=notation.decimal(match.similarity),
        facts=tuple(facts),
        work_outline=match.work_outline or _corners(match.work_region),
        output_outline=match.output_outline or _corners(match.output_region),
        matrix=match.transform.matrix if match.transform is not None else (),
    )


def _corners(region: Region | None) -> Outline:
    if region is None:
        return ()
    top, left = float(region.row), float(region.column)
    bottom, right = top + region.height, left + region.width
    return ((top, left), (top, right), (bottom, right), (bottom, left))
