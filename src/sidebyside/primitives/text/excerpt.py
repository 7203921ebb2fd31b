"""A passage of a text as its reader sees it: markup skipped, references resolved, nothing else changed.

A `Text` keeps every character of the original. Tags and link targets are listed in `hidden`, and what is
seen as other text (``&eacute;``) in `substitutions`. A `VisibleText` is a text with those two lists lined up
once, so that many passages can be taken out of one long text.
"""

from bisect import bisect_left, bisect_right

from sidebyside.errors import InputError
from sidebyside.records import Span, Text

LONGEST_WORD = 30
"""Where no white space stands within so many characters of a cut, the cut is made between two characters."""


class VisibleText:
    """A text made ready for taking passages out of it.

    Parameters
    ----------
    text
        The text as it was decoded.

    Notes
    -----
    Cost: O(m) once for m pieces of markup; a passage of n characters takes O(log m + n).

    Examples
    --------
    >>> from sidebyside.records import Substitution
    >>> text = Text("a <b>caf&eacute;</b> 咖啡", hidden=(Span(2, 5), Span(16, 20)),
    ...             substitutions=(Substitution(Span(8, 16), "é"),))
    >>> VisibleText(text).passage(Span(0, 23))
    'a café 咖啡'
    """

    __slots__ = ("_ends", "_original", "_parts", "_shown", "_starts", "_text")

    def __init__(self, text: Text) -> None:
        markup = [(span, "") for span in text.hidden if len(span)]
        markup += [(item.span, item.text) for item in text.substitutions]
        markup.sort()
        self._text = text
        self._original = text.original
        self._starts = [span.start for span, _ in markup]
        self._ends = [span.end for span, _ in markup]
        self._shown = [shown for _, shown in markup]
        self._parts = [part.start for part in text.parts]

    def passage(self, span: Span) -> str:
        """Return the characters a reader sees in `span`.

        A substitution belongs to the span in which it starts, so passages of neighbouring spans join up
        to the passage of their union.

        Raises
        ------
        InputError
            If the span reaches beyond the text.
        """
        if span.end > len(self._original):
            raise InputError(f"span [{span.start}, {span.end}) lies outside {len(self._original)} characters")
        first = bisect_left(self._starts, span.start)
        cursor = span.start
        if first and self._ends[first - 1] > cursor:
            cursor = min(self._ends[first - 1], span.end)
        pieces = []
        for i in range(first, bisect_left(self._starts, span.end)):
            pieces += [self._original[cursor : self._starts[i]], self._shown[i]]
            cursor = min(self._ends[i], span.end)
        pieces.append(self._original[cursor : span.end])
        return "".join(pieces)

    def before(self, position: int, n_characters: int) -> str:
        """Return about `n_characters` seen before `position`, from a whole word on, never more."""
        start, seen = position, ""
        while start > 0 and len(seen) <= n_characters:
            start = max(0, start - max(n_characters, 64))
            seen = self.passage(Span(start, position))
        if len(seen) <= n_characters:
            return seen
        tail = seen[len(seen) - n_characters :]
        if seen[-n_characters - 1].isspace():
            return tail
        for i, character in enumerate(tail[:LONGEST_WORD]):
            if character.isspace():
                return tail[i + 1 :]
        return tail

    def after(self, position: int, n_characters: int) -> str:
        """Return about `n_characters` seen from `position` on, up to a whole word, never more."""
        end, seen = position, ""
        while end < len(self._original) and len(seen) <= n_characters:
            end = min(len(self._original), end + max(n_characters, 64))
            seen = self.passage(Span(position, end))
        if len(seen) <= n_characters:
            return seen
        head = seen[:n_characters]
        if seen[n_characters].isspace():
            return head
        for i in range(len(head) - 1, max(len(head) - LONGEST_WORD, 0) - 1, -1):
            if head[i].isspace():
                return head[:i]
        return head

    def part(self, position: int) -> str:
        """Return the label of the page or chapter in which `position` lies; empty where none is known."""
        number = bisect_right(self._parts, position) - 1
        return self._text.parts[number].label if number >= 0 else ""
