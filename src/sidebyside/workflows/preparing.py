"""Step: make each item ready, once, for all methods of its medium."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sidebyside.casefile import CaseFolder
from sidebyside.errors import UnfitItemError
from sidebyside.primitives.text.extent import TextMeasure
from sidebyside.primitives.text.supplied import without_prompt
from sidebyside.primitives.text.tokens import TokenizedText, Vocabulary, tokenize
from sidebyside.records import Artefact, Output, Text, Work
from sidebyside.workflows.options import Options


class TextPreparation:
    """Texts to tokens, with what stood in the prompt taken out of play."""

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()
        self._measures: dict[str, TextMeasure] = {}

    def __call__(self, items: Sequence[Work | Output]) -> Iterator[TokenizedText | UnfitItemError]:
        """Yield the tokens of each text."""
        for item in items:
            yield self._in_play(item) if isinstance(item, Output) else self._tokens(item.artefact)

    def has_supplied(self, output: Output) -> bool:
        """Say whether a part of the output stood in its prompt and was left out of the comparison."""
        return bool(output.generation.prompt) and self._in_play(output).n_supplied > 0

    def measure(self, artefact: Artefact) -> TextMeasure:
        """Return the measure of a text; made again where the text was compared in an earlier run."""
        key = artefact.text_sha256 or artefact.sha256
        if key not in self._measures:
            self._measures[key] = self._tokens(artefact).measure
        return self._measures[key]

    def _in_play(self, output: Output) -> TokenizedText:
        tokens = self._tokens(output.artefact)
        if not output.generation.prompt:
            return tokens
        return without_prompt(tokens, tokenize(Text(output.generation.prompt), self._vocabulary))

    def _tokens(self, artefact: Artefact) -> TokenizedText:
        return tokenize(artefact.text or Text(""), self._vocabulary)


class PicturePreparation:
    """Pictures to pixels of a working size, decoded once from the bytes in the case."""

    def __init__(self, case: CaseFolder, options: Options) -> None:
        self._case = case
        self._max_pixels = options.limits.max_pixels

    def __call__(self, items: Sequence[Work | Output]) -> Iterator[object]:
        """Yield each picture, or why it is unfit."""
        from sidebyside.primitives.pictures import prepare_all

        paths = [self._case.path_of(item.artefact.sha256) for item in items]
        for path, prepared in zip(paths, prepare_all(paths, max_pixels=self._max_pixels), strict=True):
            yield _without_place(prepared, path) if isinstance(prepared, UnfitItemError) else prepared


def _without_place(error: UnfitItemError, path: Path) -> UnfitItemError:
    """Leave out where the case keeps the bytes; what the user calls the file is said beside the message."""
    return UnfitItemError(error.message.removeprefix(f"{path}: "), hint=error.hint, code=error.code)
