"""The sentences of a language, one file a language in `locales`, found by listing the folder.

A key is dotted, ``attempts.n_null``. A sentence names its fields in braces; they are filled in by name, and
a field too many or too few is refused, so that no sentence is printed with a gap.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

from sidebyside.errors import InputError


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
