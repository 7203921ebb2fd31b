"""Step: make each item ready, once, for all methods of its medium."""

from collections.abc import Iterator, Sequence

from sidebyside.casefile import CaseFolder
from sidebyside.errors import UnfitItemError
from sidebyside.primitives.extent import TextMeasure
from sidebyside.primitives.supplied import without_prompt
from sidebyside.primitives.tokens import TokenizedText, Vocabulary, tokenize
from sidebyside.records import Artefact, Output, Text, Work
from sidebyside.workflows.options import Options


class TextPreparation:
    """Texts to tokens, with what stood in the prompt taken out of play."""

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()
        self._measures: dict[str, TextMeasure] = {}
        self.n_supplied: dict[str, int] = {}

    def __call__(self, items: Sequence[Work | Output]) -> Iterator[TokenizedText | UnfitItemError]:
        """Yield the tokens of each text."""
        for item in items:
            tokens = self._tokens(item.artefact)
            if isinstance(item, Output) and item.generation.prompt:
                prompt = tokenize(Text(item.generation.prompt), self._vocabulary)
                tokens = without_prompt(tokens, prompt)
                self.n_supplied[item.artefact.path] = tokens.n_supplied
            yield tokens

    def measure(self, artefact: Artefact) -> TextMeasure:
        """Return the measure of a text; made again where the text was compared in an earlier run."""
        key = artefact.text_sha256 or artefact.sha256
        if key not in self._measures:
            self._measures[key] = self._tokens(artefact).measure
        return self._measures[key]

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
        return prepare_all(paths, max_pixels=self._max_pixels)
