"""Places: a span of characters, a region of pixels."""

from dataclasses import dataclass

from sidebyside.errors import InputError


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch ``[start, end)`` of characters (Unicode code points) of the decoded original.

    >>> len(Span(3, 10))
    7
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise InputError(f"a span needs 0 <= start <= end, got [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True, order=True)
class Region:
    """An upright rectangle of a picture in pixels; row and column count from the top left corner."""

    row: int
    column: int
    height: int
    width: int

    def __post_init__(self) -> None:
        if self.row < 0 or self.column < 0 or self.height < 1 or self.width < 1:
            raise InputError(
                "a region needs row, column >= 0 and height, width >= 1, got "
                f"[{self.row}, {self.column}, {self.height}, {self.width}]"
            )

    @property
    def area_px(self) -> int:
        """Number of pixels inside."""
        return self.height * self.width
