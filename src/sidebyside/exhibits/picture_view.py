"""What is shown of a pair of pictures: plain records, made before anything is drawn."""

from dataclasses import dataclass

from sidebyside.exhibits.text_view import Fact


@dataclass(frozen=True, slots=True)
class PictureRef:
    """A picture by the digest of its bytes, with its size in pixels."""

    sha256: str
    height_px: int
    width_px: int


@dataclass(frozen=True, slots=True)
class AreaView:
    """A matched region of a pair of pictures."""

    anchor: str
    number: int
    method: str
    similarity: str
    facts: tuple[Fact, ...]
    work_outline: tuple[tuple[float, float], ...]
    output_outline: tuple[tuple[float, float], ...]
    matrix: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PictureView:
    """A pair of pictures with the regions that matched."""

    work: PictureRef
    output: PictureRef
    areas: tuple[AreaView, ...]
