"""Each item made ready, once, for all methods of its medium."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sidebyside.errors import UnfitItemError
from sidebyside.primitives.text.extent import TextMeasure
from sidebyside.primitives.text.shared_runs import without_prompt
from sidebyside.primitives.text.tokens import TokenizedText, Vocabulary, tokenize
from sidebyside.records import Artefact, Output, Text, Work

MOST_KEPT = 4_000_000
"""So many tokens are kept for later steps, at 13 bytes each; further texts are cut again when needed."""


class TextPreparation:
    """Texts to tokens, with what stood in the prompt taken out of play."""

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()
        self._measures: dict[tuple[str, str], TextMeasure] = {}
        self._n_in_play: dict[tuple[str, str, str], int] = {}
        self._tokenized: dict[str, TokenizedText] = {}
        self._n_kept = 0

    def __call__(self, items: Sequence[Work | Output]) -> Iterator[TokenizedText | UnfitItemError]:
        """Yield the tokens of each text."""
        for item in items:
            tokens = self.tokens(item)
            self._n_in_play[_key(item)] = tokens.n_tokens - tokens.n_supplied
            yield tokens

    def tokens(self, item: Work | Output) -> TokenizedText:
        """Return the tokens of a text; of an output what stood in the prompt is out of play."""
        return self._in_play(item) if isinstance(item, Output) else self._tokens(item.artefact)

    def tokens_of_text(self, text: Text) -> TokenizedText:
        """Return the tokens of a text that is neither work nor output, in the same vocabulary."""
        return tokenize(text, self._vocabulary)

    def n_in_play(self, item: Work | Output) -> int:
        """Return how many tokens of an item take part; counted again where an earlier run compared it."""
        key = _key(item)
        if key not in self._n_in_play:
            tokens = self.tokens(item)
            self._n_in_play[key] = tokens.n_tokens - tokens.n_supplied
        return self._n_in_play[key]

    def has_supplied(self, output: Output) -> bool:
        """Say whether a part of the output stood in its prompt and was left out of the comparison."""
        return bool(output.generation.prompt) and self._in_play(output).n_supplied > 0

    def measure(self, artefact: Artefact) -> TextMeasure:
        """Return the measure of a text; made again where the text was compared in an earlier run."""
        key = (artefact.path, artefact.text_sha256 or artefact.sha256)
        if key not in self._measures:
            self._measures[key] = self._tokens(artefact).measure
        return self._measures[key]

    def _in_play(self, output: Output) -> TokenizedText:
        tokens = self._tokens(output.artefact)
        if not output.generation.prompt:
            return tokens
        return without_prompt(tokens, tokenize(Text(output.generation.prompt), self._vocabulary))

    def _tokens(self, artefact: Artefact) -> TokenizedText:
        """Return the tokens of a text, those of the first few million kept for the conclusion."""
        key = artefact.text_sha256 or artefact.sha256
        kept = self._tokenized.get(key)
        # The same bytes under another suffix may have other markup.
        if kept is not None and kept.text == artefact.text:
            return kept
        tokens = tokenize(artefact.text or Text(""), self._vocabulary, artefact.language)
        if self._n_kept < MOST_KEPT:
            self._tokenized[key] = tokens
            self._n_kept += tokens.n_tokens
        return tokens


def _key(item: Work | Output) -> tuple[str, str, str]:
    prompt = item.generation.prompt if isinstance(item, Output) else ""
    return item.artefact.sha256, item.artefact.text_sha256, prompt


class PicturePreparation:
    """Pictures to pixels of a working size, decoded once.

    Parameters
    ----------
    source_of
        From the SHA-256 of a picture to its file, or to its bytes.
    max_pixels
        Larger pictures are refused before they are decoded.
    """

    def __init__(self, source_of: Callable[[str], Path | bytes], *, max_pixels: int) -> None:
        self._source_of, self._max_pixels = source_of, max_pixels

    def pixels(self, artefact: Artefact) -> NDArray[np.uint8]:
        """Return the pixels of one picture at the working size, shape (h, w, 3); raises as `prepare`."""
        from sidebyside.primitives.pictures import prepare

        return prepare(self._source_of(artefact.sha256), max_pixels=self._max_pixels).pixels

    def __call__(self, items: Sequence[Work | Output]) -> Iterator[object]:
        """Yield each picture, or why it is unfit."""
        from sidebyside.primitives.pictures import prepare_all

        paths: deque[Path | None] = deque()

        def sources() -> Iterator[Path | bytes]:
            for item in items:
                source = self._source_of(item.artefact.sha256)
                paths.append(source if isinstance(source, Path) else None)
                yield source

        for prepared in prepare_all(sources(), max_pixels=self._max_pixels):
            path = paths.popleft()
            yield _without_place(prepared, path) if isinstance(prepared, UnfitItemError) else prepared


def _without_place(error: UnfitItemError, path: Path | None) -> UnfitItemError:
    """Leave out where the bytes are kept; what the user calls the file is said beside the message."""
    place = f"{path}: " if path is not None else f"{error.message.partition(': ')[0]}: "
    return UnfitItemError(error.message.removeprefix(place), hint=error.hint, code=error.code)
