"""The page of every error message, every reason and every note."""

import tomllib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from building import messages
from building.messages import Message
from sidebyside.exhibits.verify import WORDS

REASONS = tomllib.loads(Path(__file__).with_name("reasons.toml").read_text("utf-8"))

INTRODUCTION = """\
# Errors, reasons and notes

Generated from the source: every message that the code can raise stands here. Values that are filled in are
shown as ⟨their name⟩; the indented line is the way out that is printed with the message.

Three things are kept apart:

- an **error** stops the command, with an exit status and one clear line;
- a **reason** says why one item could not be scored, or why there was nothing to find. It stops nothing, is
  counted, and stands in the findings and in the exhibit;
- a **note** says something about an item that was read all the same.

With `--json` an error is one document too: `schema` (`sidebyside/error/1`), `message`, `hint` and
`exit_status`.

## Exit status

| status | meaning |
|---|---|
| 0 | done |
| 10 | two files were compared and nothing was found |
| 2 | the material or the options cannot be used; also an option that the command does not know |
| 3 | something is not installed |
| 4 | a model or an engine failed |
| 5 | a method broke its contract; a defect of the method, not of the material |
| 6 | an exhibit or a ledger is not what its record says |
| 130 | stopped by Ctrl-C; what was finished is kept, and the same command goes on |
| 1 | anything else: what the system says of a file or a disk, with its name |
"""

HEADINGS = {
    2: "The material or the options cannot be used",
    3: "Something is not installed",
    4: "A model or an engine failed",
    5: "A method broke its contract",
    6: "An exhibit or a ledger is not what its record says",
}


def page() -> str:
    """Return the page as Markdown."""
    found = messages.collect()
    return "\n".join(
        [
            INTRODUCTION,
            *_reasons("Reasons: unscorable", "unscorable", "An item that was named and could not be scored."),
            *_unfit([item for item in found if item.kind == "UnfitItemError"]),
            *_reasons("Reasons: nothing found", "nothing_found", "Empty where the item was simply compared."),
            *_reasons("Reasons: uncalibrated", "uncalibrated", "Why a pair has no likelihood ratio."),
            *_notes(),
            *_errors([item for item in found if item.exit_code and item.kind != "UnfitItemError"]),
            *_problems(),
            *_inside([item for item in found if not item.exit_code]),
        ]
    )


def _reasons(heading: str, table: str, lead: str) -> Iterator[str]:
    yield f"\n## {heading}\n\n{lead}\n\n| reason | meaning and way out |\n|---|---|"
    for code, meaning in sorted(REASONS[table].items()):
        yield f"| `{code}` | {meaning} |"


def _unfit(found: list[Message]) -> Iterator[str]:
    yield "\n### The sentences behind the reasons\n\nEach follows the path of the item it is about.\n"
    for code, items in groupby(sorted(found, key=lambda item: item.code), key=lambda item: item.code):
        if code in REASONS["unscorable"]:
            yield f"\n#### `{code}`\n"
            yield from _listed(items)


def _notes() -> Iterator[str]:
    yield "\n## Notes\n\n| note | sentence, after the path | meaning |\n|---|---|---|"
    for code, text in sorted(messages.note_codes().items()):
        yield f"| `{code}` | {_escaped(text)} | {REASONS['note'][code]} |"


def _errors(found: list[Message]) -> Iterator[str]:
    for status, items in groupby(sorted(found, key=lambda item: item.exit_code), lambda item: item.exit_code):
        yield f"\n## Exit {status}: {HEADINGS[status]}\n"
        for room, of_room in groupby(items, lambda item: item.module.split(".")[0]):
            yield f"\n### `{room}` ({status}) {{ data-toc-label='{room}' }}\n"
            yield from _listed(of_room)


def _problems() -> Iterator[str]:
    yield (
        "\n## What the verifier reports\n\nNot errors but a list, with the file, what was got and what was "
        "expected; the command ends with 6.\n\n| code | English | 中文 |\n|---|---|---|"
    )
    for code, (english, chinese) in WORDS.items():
        yield f"| `{code}` | {english} | {chinese} |"


def _inside(found: list[Message]) -> Iterator[str]:
    yield (
        "\n## Parts of other messages\n\nThese stand inside another message: behind `malformed_line`, or as "
        "what the verifier got.\n"
    )
    for room, items in groupby(found, lambda item: item.module):
        yield f"\n### `{room}`\n"
        yield from _listed(items)


def _listed(items: Iterator[Message] | list[Message]) -> Iterator[str]:
    seen = set()
    for item in items:
        if (item.text, item.hint) not in seen:
            seen.add((item.text, item.hint))
            yield f"{_escaped(item.text)}"
            yield f":   {_escaped(item.hint) or 'No way out is printed: the values say what is wrong.'}\n"


def _escaped(text: str) -> str:
    for mark in "\\`*_{}[]<>#|":
        text = text.replace(mark, "\\" + mark if mark not in "<>" else {"<": "&lt;", ">": "&gt;"}[mark])
    return " ".join(text.split())
