"""Names in texts of alphabetic scripts, by capital letters.

A word is a name where it has a capital in the middle of a sentence and stands seldom with a small letter, or
where it only ever begins sentences, has always a capital and is no common word. Neighbouring names are one,
titles before it (``Mr.``, ``Captain``) left out: ``Mr. Scrooge`` is ``Scrooge``. `entities` puts the forms
of one bearer together: ``Jim``, ``Jim Hawkins`` and ``Hawkins`` where no other ``Jim`` or ``Hawkins`` is.

Source: the cues of capitals and titles as in Mikheev (1999), A knowledge-free method for capitalized word
disambiguation, ACL, doi:10.3115/1034678.1034711.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files

from sidebyside.primitives.text.sentences import Script, Sentence
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.primitives.text.word_list import bits_of_word
from sidebyside.records import Span

MOST_SMALL = 0.5
"""A word that stands with a small letter oftener than this, times its capitals inside sentences, is none."""

LEAST_BITS = 14.0
RARE_BITS = 19.0
BESIDE_BITS = 13.5
"""How rare a word must be that only begins sentences: twice or more, once, right before a name. Names such as
Jim have 14 bits."""

MOST_WORDS = 5
Form = tuple[str, ...]
_OPENS = re.compile(r"[.!?:;“”\"‘(\[—–…*_#]|-{2}|\n\s*\n")
_ENDING = re.compile(r"(?:ing|ed|ly|ness|less)$")
_LINE_END = re.compile(r"[-\u2010\u2011]\s+")
_POSSESSIVE = re.compile(r"['’](?:s|S)?$")
_CONTRACTED = re.compile(r"^[Ii]['’]|n['’]t$|['’](?:ll|m|d|ve|re|t|ee|em)$", re.IGNORECASE)
_ROMAN = re.compile(r"[IVXLCDM]+")


def _lists() -> dict[str, frozenset[str]]:
    """Return the lists of ``name_words.txt`` by their heading."""
    lists: dict[str, set[str]] = {}
    words: set[str] = set()
    text = (files("sidebyside.methods.text.story") / "name_words.txt").read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("["):
            words = lists.setdefault(line.strip("[]"), set())
        elif not line.startswith("#"):
            words.update(line.split())
    return {name: frozenset(words) for name, words in lists.items()}


_LISTS = _lists()

COMMON = _LISTS["common"]
"""They are no names, however written: they begin sentences, or name a people, a language, a belief."""

TITLES = _LISTS["titles"]
"""They stand before a name and are left out of it; alone they name nobody."""

LINKS = _LISTS["links"]
"""Small words that may stand inside a name."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands: its words without titles, a Chinese name by its parts between dots."""

    words: Form
    span: Span
    script: Script = "alphabetic"


@dataclass(slots=True)
class Capitals:
    """How often each word, in small letters, stands in which form."""

    inside: Counter[str] = field(default_factory=Counter)
    at_start: Counter[str] = field(default_factory=Counter)
    small: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: "Capitals") -> "Capitals":
        return Capitals(self.inside + other.inside, self.at_start + other.at_start, self.small + other.small)

    def is_name(self, word: str) -> bool:
        """Whether a word, in small letters, is a name by the way it is written."""
        if word in COMMON or len(word) < 2:
            return False
        inside, at_start, small = self.inside[word], self.at_start[word], self.small[word]
        if inside:
            return small <= MOST_SMALL * inside
        if small or not at_start or _ENDING.search(word):
            return False
        return bits_of_word(word) >= (LEAST_BITS if at_start > 1 else RARE_BITS)

    def is_first_name(self, word: str) -> bool:
        """Whether a word, in small letters, is part of the name that comes right after it."""
        return word not in COMMON and not self.small[word] and bits_of_word(word) >= BESIDE_BITS


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    span: Span
    is_capital: bool
    is_start: bool
    is_linked: bool
    """Whether only a blank, or the full stop of a title or an initial, parts it from the word before."""


@dataclass(frozen=True, slots=True)
class CapitalText:
    """A text of an alphabetic script read for its capitals."""

    words: tuple[_Word, ...]
    capitals: Capitals


def read_capitals(tokens: TokenizedText, cut: Sequence[Sentence]) -> CapitalText:
    """Read a text for its capitals. Cost: linear, some two microseconds a word."""
    words = tuple(_words(tokens, {sentence.first for sentence in cut}))
    capitals = Capitals()
    for word in words:
        form = word.text.lower()
        if not word.is_capital:
            capitals.small[form] += 1
        elif word.is_start:
            capitals.at_start[form] += 1
        else:
            capitals.inside[form] += 1
    return CapitalText(words, capitals)


def _words(tokens: TokenizedText, starts: set[int]) -> Iterator[_Word]:
    original, before, end, is_owner = tokens.original, "", 0, False
    places = zip(tokens.start.tolist(), tokens.end.tolist(), tokens.is_han.tolist(), strict=True)
    for number, (first, stop, is_han) in enumerate(places):
        if is_han:
            before, end = "", stop
            continue
        raw = original[first:stop]
        text = _LINE_END.sub("", _POSSESSIVE.sub("", raw))
        between = original[end:first]
        is_after_title = before.lower() in TITLES or (len(before) == 1 and before.isupper())
        is_linked = not is_owner and (between.isspace() or (is_after_title and between.strip() == "."))
        is_start = number in starts or (not is_linked and _OPENS.search(between) is not None)
        is_owner = _POSSESSIVE.search(raw) is not None
        is_shouted = raw.isupper() and (len(text) > 1 or text == "I")
        if text and not is_shouted and not text[0].isdigit() and not _CONTRACTED.search(text):
            span = Span(first, first + len(_POSSESSIVE.sub("", raw)))
            yield _Word(text, span, text[0].isupper(), is_start and not is_after_title, is_linked)
        before, end = "" if is_owner else text, stop


def mentions(text: CapitalText, capitals: Capitals) -> list[Mention]:
    """Return the names of a text in their order.

    Parameters
    ----------
    capitals
        What is known of the words: those of this text, added to those of a text beside it.
    """
    found: list[Mention] = []
    run: list[_Word] = []
    for at, word in enumerate(text.words):
        joins = run and word.is_linked and len(run) < MOST_WORDS
        is_part = word.is_capital and (capitals.is_name(word.text.lower()) or _is_title(word))
        if joins and (is_part or (word.text in LINKS and not _is_title(run[-1]))):
            run.append(word)
            continue
        _close(run, found)
        first = text.words[at - 1] if at and word.is_linked else None
        is_led = first is not None and first.is_start and first.is_capital and not _is_title(first)
        if is_part and is_led and first and capitals.is_first_name(first.text.lower()):
            run = [first, word]
        else:
            run = [word] if is_part else []
    _close(run, found)
    return found


def _is_title(word: _Word) -> bool:
    return word.is_capital and word.text.lower() in TITLES


def _close(run: list[_Word], found: list[Mention]) -> None:
    """Add what a run of words names: links at its end and titles at its beginning left out."""
    while run and (run[-1].text in LINKS):
        run.pop()
    while run and _is_title(run[0]):
        run.pop(0)
    while run and run[0].text in LINKS:
        run.pop(0)
    if run and not _ROMAN.fullmatch(run[0].text):
        words = tuple(word.text for word in run)
        found.append(Mention(words, Span(run[0].span.start, run[-1].span.end)))


def entities(forms: Iterable[Form]) -> dict[Form, Form]:
    """Put the forms of one bearer together; return for each form, in small letters, the fullest one.

    A single name joins a longer one that begins or ends with it, where there is only one such.

    >>> found = entities([("scrooge",), ("ebenezer", "scrooge"), ("bob", "cratchit"), ("peter", "cratchit"),
    ...                   ("cratchit",), ("bob",)])
    >>> found[("scrooge",)], found[("bob",)], found[("cratchit",)]
    (('ebenezer', 'scrooge'), ('bob', 'cratchit'), ('cratchit',))
    """
    distinct = sorted(set(forms), key=lambda form: (-len(form), form))
    heads: dict[Form, Form] = {}
    for form in distinct:
        longer = {
            heads[other]
            for other in heads
            if len(other) > len(form)
            and heads[other] == other
            and (other[: len(form)] == form or other[-len(form) :] == form)
        }
        heads[form] = longer.pop() if len(longer) == 1 else form
    return heads
