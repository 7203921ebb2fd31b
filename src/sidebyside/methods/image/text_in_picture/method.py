"""Writing in two pictures: watermarks, signatures, captions, read off both and lined up letter by letter.

The core stands in `reading`, which reads a picture, and in `shared_words`, which lines up two lines. A
garbled watermark or signature is found as well as a clean one, and may be all that two pictures have in
common; so every output is compared with all works, by an index of letters.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sidebyside.contracts import Example, Method, Shortlist, VectorCache, check_ranges, filled
from sidebyside.errors import UnfitItemError
from sidebyside.methods.image.text_in_picture.reading import NETWORKS, Writing, WritingReader, WrittenLine
from sidebyside.methods.image.text_in_picture.shared_words import (
    BITS_A_LETTER,
    MOST_LETTERS,
    UNLISTED_BITS,
    SharedWords,
    grams,
    letters,
    shared_words,
)
from sidebyside.methods.keypoint_matching import plane
from sidebyside.primitives.pictures import PreparedPicture
from sidebyside.records import Comparison, ImageQuantum, Match, MethodCard, ReadPair, Region, Score

NAME = "text_in_picture"
N_SHARED_GRAMS = 2
"""Two lines are lined up where they share so many pieces of three letters or two Chinese characters."""
N_DECIMALS = 6

_RANGES: dict[str, tuple[float, float]] = {
    "floor_bits": (0.0, 1000.0),
    "floor_similarity": (0.0, 1.0),
    "floor_letters": (1, 1000),
    "least_confidence": (0.0, 1.0),
    "side_px": (64, 4096),
}


@dataclass(frozen=True, slots=True)
class TextInPictureSettings:
    """How writing is read, and when two lines are taken for a match.

    Attributes
    ----------
    floor_bits
        Least that the kept letters are worth.
    floor_similarity
        Least share of letters that are kept.
    floor_letters
        Least number of letters that are kept.
    least_confidence
        Lines read with a lower mean probability of their letters are left out.
    side_px
        The longer side of a picture is brought to this before lines are looked for.
    weights
        File or folder of the weights; empty for those of the installed package.
    """

    floor_bits: float = 20.0
    floor_similarity: float = 0.7
    floor_letters: int = 4
    least_confidence: float = 0.5
    side_px: int = 960
    weights: str = ""

    def __post_init__(self) -> None:
        check_ranges(NAME, self, _RANGES)


CARD = MethodCard(
    name=NAME,
    version="1",
    medium="image",
    summary="Reads the writing in both pictures, English and Chinese, and finds lines that have words in "
    "common, also garbled ones: a watermark, a signature, a caption.",
    range="similarity of a match: letters kept, twice, over the letters of both stretches lined up; 0 to 1, "
    "higher is more alike. Of a pair: that of its best match",
    floor="a stretch worth {floor_bits} bits in which {floor_letters} letters or more are kept, with a "
    "similarity of {floor_similarity}: a word in no list, unless it is made of listed ones, from "
    "{word_letters} letters on; the names of picture agencies; listed "
    "words by their rarity, common ones half, Chinese characters a "
    "third; numbers under 5 digits, dates, makers of cameras and words of web addresses nothing",
    foldings=(
        "case, spaces and punctuation",
        "full-width forms, Traditional and Simplified Chinese, character by character",
        "place, size, colour and typeface of the writing; lines that stand on their head are turned",
        "alpha is laid over white",
    ),
    blind_spots=(
        "letters lower than about 8 pixels when the longer side has {side_px} pixels",
        "what the network misreads: handwriting, ornate lettering, 0 for O, marks and spaces; Traditional "
        "characters it does not know are left out",
        "writing in other scripts, such as Arabic or Hebrew, or from right to left",
        "everything but the writing: two different pictures with one watermark match",
        "whose the words are: a slogan, a trade mark or a street sign stands in many pictures",
        "a signature of few letters, or one common word",
        "a line that is broken otherwise in the other picture: each part is lined up by itself",
    ),
    cost="about 0.25 s of processor time a picture, kept in the case; then an index of letters for all pairs",
    source="Liao et al. 2020, doi:10.1609/aaai.v34i07.6812; Du et al. 2022, doi:10.24963/ijcai.2022/124; "
    "Smith & Waterman 1981, doi:10.1016/0022-2836(81)90087-5",
    weights_sha256=" ".join(weights.sha256 for weights in NETWORKS),
    is_asked_for=True,
    evidence="similarity",
)

EXAMPLES = (
    Example("the same words", "written", "written", True),
    Example("the same words on another picture", "written", "another texture, lettered", True),
    Example("the same words on their head", "written", "written, upside down", True),
    Example("other words", "written", "another written", False),
    Example("no words", "written", "texture", False),
)


def card_of(settings: TextInPictureSettings) -> MethodCard:
    """Return the card with its settings; of a word in no list only so many letters count."""
    n_letters = max(1, math.ceil((settings.floor_bits - UNLISTED_BITS) / BITS_A_LETTER))
    return filled(CARD, settings, word_letters=str(n_letters) if n_letters <= MOST_LETTERS else "∞")


@dataclass(frozen=True, slots=True)
class SharedLine:
    """A line of the work and one of the output with what they share."""

    work: WrittenLine
    output: WrittenLine
    shared: SharedWords


def best_pairs(candidates: Sequence[SharedLine]) -> list[SharedLine]:
    """Choose pairs so that no line stands in two, those worth most first; in the order of the output."""
    ranked = sorted(
        candidates,
        key=lambda pair: (-pair.shared.bits, -pair.shared.similarity, pair.output.corners, pair.work.corners),
    )
    works: set[WrittenLine] = set()
    outputs: set[WrittenLine] = set()
    chosen = []
    for pair in ranked:
        if pair.work not in works and pair.output not in outputs:
            works.add(pair.work)
            outputs.add(pair.output)
            chosen.append(pair)
    return sorted(chosen, key=lambda pair: (pair.output.corners, pair.work.corners))


class TextInPictureIndex:
    """What is written in the works, and for each piece of letters the lines it stands in."""

    def __init__(self, settings: TextInPictureSettings) -> None:
        self._settings = settings
        self._reader = WritingReader(
            side_px=settings.side_px, least_confidence=settings.least_confidence, path=settings.weights
        )
        self._sizes: list[tuple[int, int]] = []
        self._lines: dict[str, list[tuple[int, WrittenLine]]] = defaultdict(list)
        self._by_gram: dict[str, list[str]] = defaultdict(list)
        self.card = card_of(settings)

    def keep_vectors_in(self, cache: VectorCache) -> None:
        """Look for readings in a cache first, and keep there those that are made."""
        self._reader.keep_in(cache)

    def add(self, works: Sequence[PreparedPicture]) -> None:
        """Read a batch of works."""
        for work, writing in zip(works, self._reader.read_all(works), strict=True):
            number = len(self._sizes)
            self._sizes.append((work.height_px, work.width_px))
            for line in writing:
                if line.text not in self._lines:
                    for gram in sorted(grams(letters(line.text).folded)):
                        self._by_gram[gram].append(line.text)
                self._lines[line.text].append((number, line))

    def unfit(self, item: PreparedPicture) -> UnfitItemError | None:
        """Refuse nothing beforehand: whether anything is written is known when the picture is read."""
        del item
        return None

    def compare(
        self, outputs: Sequence[PreparedPicture], shortlists: Sequence[Shortlist] | None = None
    ) -> list[tuple[Comparison, ...]]:
        """Compare a batch of outputs with all works; only pairs with a match come back, or the shortlist."""
        results = []
        for i, (output, writing) in enumerate(zip(outputs, self._reader.read_all(outputs), strict=True)):
            found = self._shared(writing)
            numbers = sorted(found) if shortlists is None else sorted(shortlists[i])
            results.append(
                tuple(self._comparison(number, output, found.get(number, [])) for number in numbers)
            )
        return results

    def _shared(self, writing: Writing) -> dict[int, list[SharedLine]]:
        found: dict[int, list[SharedLine]] = defaultdict(list)
        for line in writing:
            for text, shared in self._like(line.text):
                for number, of_work in self._lines[text]:
                    found[number].append(SharedLine(of_work, line, shared))
        return found

    def _like(self, text: str) -> Iterator[tuple[str, SharedWords]]:
        """Yield the lines of the works that reach the floor with a line, each text once."""
        n_shared: Counter[str] = Counter()
        for gram in grams(letters(text).folded):
            n_shared.update(self._by_gram.get(gram, ()))
        for of_work in sorted(other for other, n in n_shared.items() if n >= N_SHARED_GRAMS):
            shared = shared_words(of_work, text)
            if shared is not None and self._reaches_floor(shared):
                yield of_work, shared

    def _reaches_floor(self, shared: SharedWords) -> bool:
        return (
            shared.bits >= self._settings.floor_bits
            and shared.n_kept >= self._settings.floor_letters
            and shared.similarity >= self._settings.floor_similarity
        )

    def _comparison(
        self, number: int, output: PreparedPicture, candidates: Sequence[SharedLine]
    ) -> Comparison:
        size = output.height_px, output.width_px
        matches = tuple(_match(pair, self._sizes[number], size) for pair in best_pairs(candidates))
        similarity = max((match.similarity for match in matches), default=0.0)
        return Comparison(NAME, number, Score(NAME, similarity), matches)


def _match(pair: SharedLine, work_size: tuple[int, int], output_size: tuple[int, int]) -> Match:
    work, work_share = _place(pair.work, work_size)
    output, output_share = _place(pair.output, output_size)
    confidence = min(pair.work.confidence, pair.output.confidence)
    return Match(
        NAME,
        pair.shared.similarity,
        ImageQuantum(work_share, output_share),
        work_region=work,
        output_region=output,
        work_outline=pair.work.corners,
        output_outline=pair.output.corners,
        read=ReadPair(pair.work.text, pair.output.text, confidence, pair.shared.operations),
    )


def _place(line: WrittenLine, size: tuple[int, int]) -> tuple[Region, float]:
    corners = np.array([(column, row) for row, column in line.corners])
    share = plane.area(corners) / (size[0] * size[1])
    return plane.region(corners, *size), min(1.0, max(10**-N_DECIMALS, round(share, N_DECIMALS)))


class TextInPicture:
    """The method, as the registry finds it."""

    card = card_of(TextInPictureSettings())
    examples = EXAMPLES
    settings = TextInPictureSettings

    def index(self, settings: TextInPictureSettings | None = None) -> TextInPictureIndex:
        """Open an empty index; loads the networks."""
        return TextInPictureIndex(settings or TextInPictureSettings())


MEMBER: Method[PreparedPicture, TextInPictureSettings] = TextInPicture()
