"""Paraphrase: summaries of passages against the books they retell, and the cost of methods by meaning.

python -m bench.summaries [--cost]
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterator

from bench.demands import Demand, show
from bench.measure import DATA, machine, table
from bench.texts import book, compared, index_of, matches, tokens
from sidebyside.methods.text import paraphrase, translation
from sidebyside.records import Span

TEXT = DATA / "text"
BOOKS = ("christmas-carol", "treasure-island")
LEAST_FIRST = 0.80


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="bench.summaries")
    parser.add_argument("--cost", action="store_true", help="both books against all outputs too: a minute")
    print(f"machine: {machine()}")
    demands = list(_summaries())
    if parser.parse_args().cost:
        _cost()
    show(demands)


def _summaries() -> Iterator[Demand]:
    events = {name: json.loads((TEXT / "events" / f"{name}.json").read_text("utf-8")) for name in BOOKS}
    index = index_of(paraphrase, [book(name) for name in BOOKS])
    rows, missed = [], []
    for number, name in enumerate(BOOKS):
        counts: dict[str, int] = defaultdict(int)
        for event in events[name]:
            found = list(matches(compared(index, " ".join(event["summary"]))))
            place = Span(event["start"], event["end"])
            ranked = sorted(found, key=lambda item: -sum(pair.similarity for pair in item[1].pairs))
            is_right = [other == number and _meets(match.work_span, place) for other, match in ranked]
            counts["first"] += bool(is_right) and is_right[0]
            counts["none"] += not is_right
            counts["other place"] += sum(not right for right in is_right)
            counts["other book"] += sum(other != number for other, _ in ranked)
            if not is_right or not is_right[0]:
                missed.append((name, event["title"]))
        n = len(events[name])
        yield Demand(f"summaries of {name}: right passage first", counts["first"] / n, ">=", LEAST_FIRST)
        rows.append(
            (
                name,
                n,
                f"{counts['first'] / n:.3f}",
                *(counts[key] for key in ("none", "other place", "other book")),
            )
        )
    table(
        "Summaries of passages against both books",
        ("book", "summaries", "right passage first", "no match", "matches elsewhere", "matches, other book"),
        rows,
    )
    print("\nnot first:")
    for miss in missed:
        print("  ", *miss, sep=" | ")


def _meets(span: Span | None, place: Span) -> bool:
    return span is not None and span.start < place.end and place.start < span.end


def _cost() -> None:
    paths = sorted((TEXT / "outputs").rglob("*.txt"))
    outputs = [tokens(path.read_bytes().decode("utf-8", "replace")) for path in paths]
    owners = [BOOKS.index(path.parts[-3]) for path in paths]
    rows = []
    for method in (translation, paraphrase):
        begin = time.process_time()
        index = method.MEMBER.index()
        index.add([tokens(book(name)) for name in BOOKS])
        n_own = n_other = 0
        for owner, found in zip(owners, index.compare(outputs), strict=True):
            numbers = {comparison.work_number for comparison in found if comparison.matches}
            n_own += owner in numbers
            n_other += len(numbers - {owner})
        spent = time.process_time() - begin
        rows.append((method.NAME, f"{spent:.1f}", index.n_encoded, n_own, n_other))
    table(
        "Both books against 1,148 English outputs, nothing cached",
        ("method", "CPU s", "vectors made", "matched with its book", "with the other book"),
        rows,
    )


if __name__ == "__main__":
    main()
