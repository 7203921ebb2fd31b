"""Which hashes do these pictures have, and which of them stand in a list?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sidebyside import sources
from sidebyside.errors import InputError, UnfitItemError
from sidebyside.methods.image.hash import ORIENTATIONS, PictureHash, hash_picture
from sidebyside.primitives.atomic import write_atomically
from sidebyside.primitives.pdq import LEAST_QUALITY, MATCH_BITS, N_BITS, Hashes, distances
from sidebyside.primitives.pictures import prepare
from sidebyside.records import Role, Unscorable
from sidebyside.sources import Limits
from sidebyside.sources.hash_list import HashList, ListedHash, hash_line, read_hash_list
from sidebyside.workflows.progress import Progress, silent, with_progress

FULL_SIDE_PX = 4096
"""Larger pictures are reduced to this side before they are hashed; the filter takes out more than that."""
N_A_BLOCK = 16_384
_DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True, eq=False)
class HashedPicture:
    """A picture with its hashes."""

    path: str
    sha256: str
    hash: PictureHash


@dataclass(frozen=True, slots=True)
class LeftAside:
    """What has no hash: a text, an attempt without a picture, or something that cannot be read."""

    path: str
    reason: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Hashed:
    """Everything that was named, each item once, in the order it was read."""

    pictures: tuple[HashedPicture, ...]
    left_aside: tuple[LeftAside, ...]

    @property
    def n_items(self) -> int:
        """How many items were named."""
        return len(self.pictures) + len(self.left_aside)

    def n_low_quality(self, least_quality: int = LEAST_QUALITY) -> int:
        """Return how many pictures have a hash that the exchanges would not match."""
        return sum(picture.hash.quality < least_quality for picture in self.pictures)


@dataclass(frozen=True, slots=True, eq=False)
class HashMatch:
    """A picture and a line of the list; `orientation` is that in which the picture has the listed hash."""

    picture: HashedPicture
    listed: ListedHash
    bits: int
    orientation: str

    @property
    def similarity(self) -> float:
        """1 - d / 256: 0 to 1, higher is more alike."""
        return 1 - self.bits / N_BITS


@dataclass(frozen=True, slots=True)
class HashMatches:
    """All matches, by picture and line, and all that was searched."""

    hashed: Hashed
    listed: HashList
    matches: tuple[HashMatch, ...]
    floor_bits: int
    least_quality: int

    @property
    def n_matched(self) -> int:
        """How many pictures match at least one line."""
        return len({id(match.picture) for match in self.matches})

    @property
    def n_unreliable(self) -> int:
        """How many pictures were not searched, their quality being too low."""
        return self.hashed.n_low_quality(self.least_quality)

    @property
    def n_null(self) -> int:
        """How many pictures were searched and match nothing."""
        return len(self.hashed.pictures) - self.n_unreliable - self.n_matched

    @property
    def n_lines_unreliable(self) -> int:
        """How many lines were not searched, their stated quality being too low."""
        return sum(not _is_reliable(line, self.least_quality) for line in self.listed.hashes)


def hash_folder(
    folder: str | Path,
    out: str | Path | None = None,
    *,
    role: Role = "work",
    limits: Limits = _DEFAULT_LIMITS,
    progress: Progress = silent,
) -> Hashed:
    """Hash every picture of a folder, and write the list where one is named.

    The pictures are hashed at their full size, upright and laid over white; those over 4,096 pixels reduced
    to that. The list holds one line a picture, those of low quality too.

    Raises
    ------
    InputError
        If the folder cannot be read, or the file not be written.

    Notes
    -----
    Cost: decoding, and about 70 ms a megapixel; one picture at a time is in memory.
    """
    readings = sources.read(Path(folder), role, limits=limits)
    items = [_hashed(reading, limits) for reading in with_progress(readings, progress, "hashing")]
    pictures = tuple(item for item in items if isinstance(item, HashedPicture))
    hashed = Hashed(pictures, tuple(item for item in items if isinstance(item, LeftAside)))
    if out is not None:
        write_atomically(Path(out), (f"{line}\n".encode() for line in lines_of(hashed)))
    return hashed


def match_hashes(
    outputs: str | Path,
    listed: str | Path,
    *,
    floor_bits: int = MATCH_BITS,
    least_quality: int = LEAST_QUALITY,
    limits: Limits = _DEFAULT_LIMITS,
    progress: Progress = silent,
) -> HashMatches:
    """Search the hashes of outputs, each in eight orientations, in a list of hashes of works.

    Parameters
    ----------
    outputs
        Folder or file of the outputs.
    listed
        The list; see `sources.hash_list`.
    floor_bits
        Up to how many different bits a pair matches, 0 to 256.
    least_quality
        Under which quality, 0 to 100, a hash is not searched; lines that state none are.

    Raises
    ------
    InputError
        If a path or a number cannot be used, or no line of the list holds a hash.
    """
    if not 0 <= floor_bits <= N_BITS or not 0 <= least_quality <= 100:
        raise InputError(
            f"a distance lies in 0 to {N_BITS} and a quality in 0 to 100, got {floor_bits}, {least_quality}"
        )
    lines = read_hash_list(_bytes_of(Path(listed)))
    hashed = hash_folder(outputs, role="output", limits=limits, progress=progress)
    usable = [line for line in lines.hashes if _is_reliable(line, least_quality)]
    bits = np.stack([line.bits for line in usable]) if usable else np.empty((0, 4), dtype=np.uint64)
    matches = [
        match
        for picture in hashed.pictures
        if picture.hash.quality >= least_quality
        for match in _matches(picture, usable, bits, floor_bits)
    ]
    return HashMatches(hashed, lines, tuple(matches), floor_bits, least_quality)


def lines_of(hashed: Hashed) -> Iterator[str]:
    """Yield the lines of the list."""
    for picture in hashed.pictures:
        yield hash_line(picture.hash.hashes[0], picture.hash.quality, picture.path)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror or error}", hint="name a text with one hash a line"
        ) from error


def _hashed(reading: sources.Reading, limits: Limits) -> HashedPicture | LeftAside:
    item = reading.item
    if isinstance(item, Unscorable):
        return LeftAside(item.path, item.code, item.message)
    artefact = item.artefact
    if artefact.medium != "image":
        return LeftAside(artefact.path, "not_a_picture", "a text has no hash of a picture")
    try:
        pixels = prepare(reading.data, max_side_px=FULL_SIDE_PX, max_pixels=limits.max_pixels).pixels
    except UnfitItemError as error:
        message = error.message.removeprefix(f"picture of {len(reading.data)} bytes: ")
        return LeftAside(artefact.path, error.code, message)
    return HashedPicture(artefact.path, artefact.sha256, hash_picture(pixels))


def _is_reliable(line: ListedHash, least_quality: int) -> bool:
    return line.quality is None or line.quality >= least_quality


def _matches(
    picture: HashedPicture, listed: Sequence[ListedHash], bits: Hashes, floor_bits: int
) -> Iterator[HashMatch]:
    for start in range(0, len(listed), N_A_BLOCK):
        found = distances(bits[start : start + N_A_BLOCK], picture.hash.hashes)
        for number in np.flatnonzero(found.min(axis=1) <= floor_bits).tolist():
            way = int(found[number].argmin())
            yield HashMatch(picture, listed[start + number], int(found[number, way]), ORIENTATIONS[way])
