"""The sentences of a language, and the language in which a passage is tagged.

The sentences stand in one file a language in `locales`, found by listing the folder.

A key is dotted, ``attempts.n_null``. A sentence names its fields in braces; they are filled in by name, and
a field too many or too few is refused, so that no sentence is printed with a gap.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

from sidebyside.errors import InputError

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile("[\u3041-\u30fa]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_LATIN = re.compile("[A-Za-z]")
_SIMPLIFIED = re.compile("[这们国为发对会时来说过个没还进问题让应该么样东车长门开关见书]")
_TRADITIONAL = re.compile("[這們國為發對會時來說過個沒還進問題讓應該麼樣東車長門開關見書]")
_ENGLISH = re.compile(
    r"\b(?:the|and|of|to|a|in|that|it|is|was|i|he|she|you|with|his|her|for|not)\b", re.IGNORECASE
)


def languages() -> tuple[str, ...]:
    """Return the tags of the languages an exhibit can be written in, sorted."""
    names = [item.name for item in files("sidebyside.exhibits").joinpath("locales").iterdir()]
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def fields_of(sentence: str) -> frozenset[str]:
    """Return the names of the fields of a sentence.

    >>> sorted(fields_of("{n} of {total}"))
    ['n', 'total']
    """
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name is not None)


@dataclass(frozen=True, slots=True)
class Locale:
    """The sentences and lists of one language, by dotted key."""

    tag: str
    entries: dict[str, str | tuple[str, ...]]

    def has(self, key: str) -> bool:
        """Whether the language has an entry under `key`."""
        return key in self.entries

    def say(self, key: str, **values: object) -> str:
        """Return the sentence under `key` with its fields filled in.

        Raises
        ------
        InputError
            Where the language has no such sentence, or the fields are not those of the sentence.
        """
        sentence = self.entries.get(key)
        if not isinstance(sentence, str):
            raise InputError(f"no sentence {key!r} in the language {self.tag!r}")
        if fields_of(sentence) != values.keys():
            wanted, given = sorted(fields_of(sentence)), sorted(values)
            raise InputError(f"{self.tag!r} {key!r} has the fields {wanted}, got {given}")
        return sentence.format(**values)

    def say_or(self, key: str, fallback: str) -> str:
        """Return the sentence under `key`, or `fallback` where the language has none."""
        return self.say(key) if self.has(key) else fallback

    def word(self, table: str, code: str) -> str:
        """Return the words for a code; one the language does not know is written without its underscores."""
        return self.say_or(f"{table}.{code}", code.replace("_", " "))

    def items(self, key: str) -> tuple[str, ...]:
        """Return the list of sentences under `key`."""
        entry = self.entries.get(key)
        if not isinstance(entry, tuple):
            raise InputError(f"no list {key!r} in the language {self.tag!r}")
        return entry


@cache
def load(tag: str) -> Locale:
    """Read the sentences of a language.

    Raises
    ------
    InputError
        For a language that has no file; names those there are.
    """
    if tag not in languages():
        raise InputError(f"no exhibit in the language {tag!r}", hint=f"there are: {', '.join(languages())}")
    text = files("sidebyside.exhibits").joinpath("locales", f"{tag}.toml").read_text("utf-8")
    return Locale(tag, _flat(tomllib.loads(text)))


def _flat(table: dict[str, Any], prefix: str = "") -> dict[str, str | tuple[str, ...]]:
    entries: dict[str, str | tuple[str, ...]] = {}
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict):
            entries |= _flat(value, f"{key}.")
        elif isinstance(value, list):
            entries[key] = tuple(str(item) for item in value)
        else:
            entries[key] = str(value)
    return entries


def language_of(text: str) -> str:
    """Return the tag of the language that the characters of `text` show; empty where they show none.

    It lets a reader's machine pick its letter forms and its voice. Only what the characters show: kana is
    Japanese, hangul Korean, forms of one Chinese script only are that script. Latin text is called English
    where it uses English's commonest words, and is left untagged otherwise.

    >>> language_of("It was the best of times"), language_of("這是最好的時代"), language_of("这是最好的时代")
    ('en', 'zh-Hant', 'zh-Hans')
    """
    n_han = len(_HAN.findall(text))
    if _KANA.search(text):
        return "ja"
    if _HANGUL.search(text):
        return "ko"
    if n_han * 4 >= len(_LATIN.findall(text)) and n_han:
        simplified, traditional = len(_SIMPLIFIED.findall(text)), len(_TRADITIONAL.findall(text))
        return "zh-Hans" if simplified > traditional else "zh-Hant"
    return "en" if _ENGLISH.search(text) else ""
