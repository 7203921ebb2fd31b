"""A text made ready for its story: sentences, names and setting, each read when first asked for."""

from collections.abc import Sequence
from functools import cached_property

from sidebyside.primitives.story.cast import Named
from sidebyside.primitives.story.han_names import han_names, parts_of
from sidebyside.primitives.story.names import Capitals, CapitalText, mentions, read_capitals
from sidebyside.primitives.story.setting import SettingMention, is_listed_setting, setting_of
from sidebyside.primitives.text.sentences import Sentence, sentences
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.records import Span


class Telling:
    """One text of a comparison. Cost: linear, some ten microseconds a word, once, for what is asked for."""

    def __init__(self, tokens: TokenizedText) -> None:
        self.tokens = tokens
        self.sentences: tuple[Sentence, ...] = sentences(tokens)

    @property
    def original(self) -> str:
        """The decoded original."""
        return self.tokens.original

    @cached_property
    def setting(self) -> list[SettingMention]:
        """Places, times and numbers, in their order."""
        return setting_of(self.original)

    @cached_property
    def capitals(self) -> CapitalText:
        """The text read for its capitals."""
        return read_capitals(self.tokens, self.sentences)

    @cached_property
    def _of_han(self) -> list[Named]:
        if not bool(self.tokens.is_han.any()):
            return []
        original = self.original
        return [
            Named(parts_of(original[at : at + len(name)]), Span(at, at + len(name)), "han")
            for name, places in han_names(self.original).items()
            for at in places
        ]

    def names(self, beside: Capitals | None = None) -> list[Named]:
        """Return the names of the text that are no places or times of the list.

        Parameters
        ----------
        beside
            What the other text of the pair says of its words.
        """
        known = self.capitals.capitals if beside is None else self.capitals.capitals + beside
        found = [Named(one.words, one.span) for one in mentions(self.capitals, known)]
        return [
            one
            for one in (*found, *self._of_han)
            if not (is_listed_setting(" ".join(one.words)) or self._is_hidden(one.span))
        ]

    def _is_hidden(self, span: Span) -> bool:
        return any(one.start <= span.start < one.end for one in self.tokens.text.hidden)


def inside(spans: Sequence[Span], place: Span) -> bool:
    """Whether one of some spans begins inside a place."""
    return any(place.start <= span.start < place.end for span in spans)
