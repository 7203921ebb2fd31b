"""What docstrings write for `pydoc` and doctest, put into Markdown before it is drawn."""

import re
from typing import Any

import griffe

_DOCTEST = re.compile(r"(?:^[ ]*>>> .*(?:\n(?![ ]*\n).+)*\n?)+", re.MULTILINE)
_FLAG = re.compile(r"\s*# doctest: \+\w+")
_LITERAL = re.compile(r"(?m)^(?P<words>.*?)::[ ]*$(?=\n\n[ ]{4})")
_EXAMPLES = re.compile(r"(?m)^[ ]*Examples\n[ ]*-+\n")


class Docstrings(griffe.Extension):
    """Fences doctests that stand outside an Examples section, and takes the marks of literal blocks away."""

    def on_object(self, *, obj: griffe.Object, **kwargs: Any) -> None:
        """Rewrite the docstring of each object once."""
        del kwargs
        if obj.docstring:
            obj.docstring.value = rewritten(obj.docstring.value)


def rewritten(text: str) -> str:
    """Return a docstring as Markdown."""
    examples = _EXAMPLES.search(text)
    prose, rest = (text[: examples.start()], text[examples.start() :]) if examples else (text, "")
    prose = _LITERAL.sub(lambda found: f"{found['words']}:" if found["words"].strip() else "", prose)
    return _DOCTEST.sub(_fenced, prose) + _FLAG.sub("", rest)


def _fenced(found: re.Match[str]) -> str:
    return f"\n```pycon\n{_FLAG.sub('', found[0]).rstrip()}\n```\n"
