"""The card of every method that the registry finds, as the exhibit prints it."""

from collections.abc import Iterable, Iterator
from typing import Any

from sidebyside.contracts import methods_of
from sidebyside.workflows.options import MEDIA

LEAD = """\
# Method cards

Generated from the methods themselves. A method returns places and scores, never a judgement; what it does not
see is part of its card and is printed in every exhibit that rests on it. Settings are changed with
`--set METHOD.NAME=VALUE`, and the exhibit shows those in force.
"""


def page() -> str:
    """Return the page as Markdown, one section a method."""
    lines = [LEAD]
    for medium in MEDIA:
        lines.append(f"\n## {medium.capitalize()}\n")
        for member in methods_of(medium).members().values():
            lines += _card(member)
    return "\n".join(lines) + "\n"


def _card(member: Any) -> Iterator[str]:
    card = member.card
    yield f"\n### {card.name}\n\n{card.summary}\n"
    yield "| card | |\n|---|---|"
    yield f"| version | {card.version} |"
    yield f"| similarity | {_cell(card.range)} |"
    yield f"| detection limit | {_cell(card.floor)} |"
    yield f"| treated as the same | {_cell('; '.join(card.foldings) or 'nothing')} |"
    yield f"| given | {'the shortlist of the other methods' if card.is_pairwise else 'every pair'} |"
    yield f"| cost | {_cell(card.cost)} |"
    yield f"| source | {_cell(card.source)} |"
    if card.weights_sha256:
        yield f"| SHA-256 of the weights | `{card.weights_sha256}` |"
    yield "\n**Does not see**\n"
    yield from (f"- {spot}" for spot in card.blind_spots)
    yield "\n**Settings**\n\n| name | default |\n|---|---|"
    yield from (f"| `{card.name}.{name}` | `{value or ' '}` |" for name, value in card.settings)
    yield "\n**Examples**, run by the conformance suite\n"
    yield from _examples(member.examples)


def _examples(examples: Iterable[Any]) -> Iterator[str]:
    yield "| example | work | output | reported |\n|---|---|---|---|"
    for example in examples:
        reported = "match" if example.is_match else "nothing"
        yield f"| {example.name} | {_cell(example.work)} | {_cell(example.output)} | {reported} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
