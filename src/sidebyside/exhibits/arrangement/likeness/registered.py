"""What is seen once one picture lies on the other: the overlay, the mask, the points behind the alignment.

Places and shares are those of the match. Where there are more points than can be told apart on a page, every
n-th is shown, and the figure says how many of how many.
"""

from sidebyside.exhibits import notation
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.picture_view import MaskView, OverlayView, PointsView
from sidebyside.exhibits.text_view import Fact
from sidebyside.records import Match, Residual

MAX_LINES = 60
"""So many lines between two pictures can still be told apart."""


def overlay_view(match: Match, residual: Residual | None, locale: Locale) -> OverlayView | None:
    """Return the output laid over the work, or None where the method found no alignment.

    `residual` is that of the same alignment, from whichever match holds it.
    """
    transform = match.transform
    if transform is None:
        return None
    mirrored = "picture.mirrored" if transform.is_mirrored else "picture.not_mirrored"
    return OverlayView(
        matrix=transform.matrix,
        is_inverted=residual is not None and residual.is_inverted,
        overlay_label=locale.say(
            "picture.overlay_label",
            transform=locale.say(f"transform.{transform.kind}"),
            mirrored=locale.say(mirrored),
            region=notation.region(match.work_region),
        ),
        difference_label=_difference_label(match, residual, locale),
    )


def _difference_label(match: Match, residual: Residual | None, locale: Locale) -> str:
    region = notation.region(match.work_region)
    if residual is None:
        return locale.say("picture.difference_label", region=region)
    kept, changed = notation.share(residual.share_kept), notation.share(residual.share_changed)
    return locale.say("picture.difference_label_shares", region=region, kept=kept, changed=changed)


def mask_view(match: Match, locale: Locale) -> MaskView | None:
    """Return what stayed and what changed, or None where no pixels were compared."""
    residual, region = match.residual, match.work_region
    if residual is None or region is None:
        return None
    kept, changed = notation.share(residual.share_kept), notation.share(residual.share_changed)
    inverted = locale.say("picture.inverted" if residual.is_inverted else "picture.not_inverted")
    facts = (
        Fact(locale.say("picture.share_kept"), kept),
        Fact(locale.say("picture.share_changed"), changed),
        Fact(locale.say("picture.structural_similarity"), notation.signed(residual.structural_similarity)),
        Fact(locale.say("picture.l2"), notation.decimal(residual.l2)),
        Fact(locale.say("picture.l2_worst_tile"), notation.decimal(residual.l2_worst_tile)),
        Fact(locale.say("picture.tones"), inverted),
    )
    label = locale.say(
        "picture.mask_label",
        rows=notation.count(len(residual.cells)),
        columns=notation.count(len(residual.cells[0]) if residual.cells else 0),
        region=notation.region(region),
        kept=kept,
        changed=changed,
    )
    return MaskView(region, residual.cells, kept, changed, facts, label)


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
