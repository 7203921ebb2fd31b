"""Paraphrase: summaries of passages against the books they retell, and the cost of methods by meaning.

python -m bench.summaries [--cost]
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.beside import PEERS, ask, versions
from bench.demands import Demand, show
from bench.measure import DATA, machine, table
from bench.texts import Memory, book, compared, index_of, matches, tokens
from sidebyside.methods.text import paraphrase, translation
from sidebyside.records import Span

TEXT = DATA / "text"
BOOKS = ("christmas-carol", "treasure-island")
LEAST_FIRST = 0.80
EVERY = 4
"""Peers are asked for one summary in so many: each takes as long as a comparison with a whole book."""


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="bench.summaries")
    parser.add_argument("--cost", action="store_true", help="both books against all outputs too: a minute")
    print(f"machine: {machine()}; {versions()}")
    demands = list(_summaries())
    if parser.parse_args().cost:
        _cost()
    show(demands)


@dataclass(frozen=True, slots=True)
class Place:
    """One match of a summary: the number of the book, the place in it, and the weight it is ranked by."""

    book: int
    span: Span
    weight: float


def _summaries() -> Iterator[Demand]:
    events = {name: json.loads((TEXT / "events" / f"{name}.json").read_text("utf-8")) for name in BOOKS}
    texts = [" ".join(event["summary"]) for name in BOOKS for event in events[name]]
    truth = [
        (number, Span(event["start"], event["end"]))
        for number, name in enumerate(BOOKS)
        for event in events[name]
    ]
    rows: list[tuple[object, ...]] = []
    titles = [(name, event["title"]) for name in BOOKS for event in events[name]]
    for method in ("paraphrase", *PEERS):
        step = 1 if method == "paraphrase" else EVERY
        places = _ours(texts) if method == "paraphrase" else _of_peer(method, texts[::step])
        is_first = [_is_first(one, *right) for one, right in zip(places, truth[::step], strict=True)]
        for number, name in enumerate(BOOKS):
            own = [at for at, right in enumerate(truth[::step]) if right[0] == number]
            share = sum(is_first[at] for at in own) / len(own)
            rows.append(
                (method, name, len(own), f"{share:.3f}", *_others([places[at] for at in own], number))
            )
            if method == "paraphrase":
                yield Demand(f"summaries of {name}: right passage first", share, ">=", LEAST_FIRST)
        if method == "paraphrase":
            missed = [title for title, right in zip(titles, is_first, strict=True) if not right]
    table(
        "Summaries of passages against both books",
        ("method", "book", "summaries", "right passage first", "no match", "matches in the other book"),
        rows,
    )
    print(
        f"\nPeers are asked for one summary in {EVERY}, with the settings they come with; rapidfuzz for its"
    )
    print("partial ratio, which always gives one place a book; the better of the two is its first.")
    print("\nparaphrase, not first:")
    for miss in missed:
        print("  ", *miss, sep=" | ")


def _ours(texts: Sequence[str]) -> list[list[Place]]:
    index = index_of(paraphrase, [book(name) for name in BOOKS])
    return [
        [
            Place(number, match.work_span, sum(pair.similarity for pair in match.pairs))
            for number, match in matches(compared(index, text))
            if match.work_span is not None
        ]
        for text in texts
    ]


def _of_peer(peer: str, texts: Sequence[str]) -> list[list[Place]]:
    result: list[list[Place]] = [[] for _ in texts]
    (answers,) = ask(peer, [({}, [(book(name), texts) for name in BOOKS])])
    for number, answer in enumerate(answers):
        for places, one in zip(result, answer, strict=True):
            for in_work, (start, end) in one["pairs"]:
                weight = one["share"] if peer == "rapidfuzz" else end - start
                places.append(Place(number, Span(*in_work), weight))
    return result


def _is_first(places: Sequence[Place], number: int, right: Span) -> bool:
    if not places:
        return False
    first = max(places, key=lambda place: place.weight)
    return first.book == number and _meets(first.span, right)


def _others(places: Sequence[Sequence[Place]], number: int) -> tuple[int, int]:
    """Count the summaries without a match, and the matches in the other book."""
    return sum(not one for one in places), sum(place.book != number for one in places for place in one)


def _meets(span: Span, place: Span) -> bool:
    return span.start < place.end and place.start < span.end


def _cost() -> None:
    paths = sorted((TEXT / "outputs").rglob("*.txt"))
    outputs = [tokens(path.read_bytes().decode("utf-8", "replace")) for path in paths]
    owners = [BOOKS.index(path.parts[-3]) for path in paths]
    rows = []
    for method in (translation, paraphrase):
        begin = time.process_time()
        index, made = method.MEMBER.index(), Memory()
        index.keep_vectors_in(made)
        index.add([tokens(book(name)) for name in BOOKS])
        n_own = n_other = 0
        for owner, found in zip(owners, index.compare(outputs), strict=True):
            numbers = {comparison.work_number for comparison in found if comparison.matches}
            n_own += owner in numbers
            n_other += len(numbers - {owner})
        spent = time.process_time() - begin
        rows.append((method.MEMBER.card.name, f"{spent:.1f}", len(made), n_own, n_other))
    table(
        "Both books against 1,148 English outputs, nothing cached",
        ("method", "CPU s", "vectors made", "matched with its book", "with the other book"),
        rows,
    )


if __name__ == "__main__":
    main()
