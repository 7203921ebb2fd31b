"""What is shown of a pair of pictures: plain records, made before anything is drawn.

Lines and areas are given as places in pixels of the originals; whoever draws adds nothing to them. Every
figure carries the words for those who do not see it (`label`), made from the same record.
"""

from dataclasses import dataclass
from typing import Literal

from sidebyside.exhibits.text_view import LabelledValue, TextSegment
from sidebyside.records import PointPair, Region

PictureOutline = tuple[tuple[float, float], ...]
"""Corners as (row, column)."""


@dataclass(frozen=True, slots=True)
class PictureRef:
    """A picture by the digest of its bytes, with its size in pixels."""

    sha256: str
    height_px: int
    width_px: int


@dataclass(frozen=True, slots=True)
class PairLabels:
    """The words for the work and for the output of a figure that shows both."""

    work: str
    output: str


@dataclass(frozen=True, slots=True)
class PointsView:
    """Corresponding points, to be joined by lines; `note` says how many of how many are drawn."""

    points: tuple[PointPair, ...]
    note: str
    label: str


@dataclass(frozen=True, slots=True)
class MaskView:
    """What stayed and what changed, in cells of equal size over `region` of the work.

    `cells` is one string a row: ``k`` kept, ``c`` changed, ``-`` not covered or too plain to tell.
    """

    region: Region
    cells: tuple[str, ...]
    facts: tuple[LabelledValue, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Rung:
    """A place of the work beside the same place of the output, each cut out at full resolution.

    `output_outline` is the place of the work as it lies in the output, where that is not upright.
    """

    letter: str
    kind: Literal["kept", "changed", "aligned"]
    title: str
    work: Region
    output: Region
    output_outline: PictureOutline
    labels: PairLabels


@dataclass(frozen=True, slots=True)
class ReadView:
    """Writing read off both pictures, with the operations that turn one into the other."""

    work_lang: str
    work: tuple[TextSegment, ...]
    output_lang: str
    output: tuple[TextSegment, ...]
    note: str


@dataclass(frozen=True, slots=True)
class OverlayView:
    """One picture laid over the other by `matrix`, which takes (column, row, 1) of the work to the output.

    Where `is_inverted`, the tones of the output are turned round before the two are compared.
    """

    matrix: tuple[float, ...]
    is_inverted: bool
    overlay_label: str
    difference_label: str


@dataclass(frozen=True, slots=True)
class AreaView:
    """A matched region of a pair of pictures.

    `overlay` is None where the method found no alignment, or the same one as match `same_as` above it.
    `ladder_at` is the number of the match that shows the same places at full resolution, 0 where it is this
    one or there are none.
    """

    anchor: str
    number: int
    method: str
    similarity: str
    facts: tuple[LabelledValue, ...]
    chance: tuple[LabelledValue, ...]
    chance_mark: str
    work_outline: PictureOutline
    output_outline: PictureOutline
    is_aligned: bool
    overlay: OverlayView | None
    same_as: int
    ladder_at: int
    mask: MaskView | None
    points: PointsView | None
    ladder: tuple[Rung, ...]
    read: ReadView | None


@dataclass(frozen=True, slots=True)
class SwatchView:
    """A colour of a palette as ``#rrggbb``, its share in [0, 1] for the drawing, and written out."""

    colour: str
    share: float
    share_text: str


@dataclass(frozen=True, slots=True)
class StyleView:
    """Palettes and measures of manner, shown and not counted; a measure is (name, distance, work, output)."""

    method: str
    work_palette: tuple[SwatchView, ...]
    output_palette: tuple[SwatchView, ...]
    labels: PairLabels
    measures: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class PictureView:
    """A pair of pictures with the regions that matched."""

    work: PictureRef
    output: PictureRef
    clean: PairLabels
    marked: PairLabels
    areas: tuple[AreaView, ...]


@dataclass(frozen=True, slots=True)
class PercentileRow:
    """Where a score stands among those of pairs of which none comes from the other."""

    method: str
    null: str
    share_below: str
    n_pairs: str


@dataclass(frozen=True, slots=True)
class SameSubjectView:
    """A pair set apart: alike as wholes, and no part of the one was found in the other."""

    anchor: str
    number: int
    id: str
    work_path: str
    output_path: str
    pictures: PictureView
    scores: tuple[LabelledValue, ...]
    standings: tuple[PercentileRow, ...]
    styles: tuple[StyleView, ...]
    generation: tuple[LabelledValue, ...]
