"""Fit the expected number of chains of sentences by chance anew: ``python -m bench.fit_sentence_chance``.

Each text is lined up with unrelated ones by the methods as they run, with a floor far below the one in use;
`paraphrase` with every block, not only those on its shortlist. What is fitted is the score that a match
states, by the same road as that of equal words (`bench.fit_chance`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bench.fit_chance import Scored, fitted
from bench.measure import DATA, table
from bench.unrelated import (
    BOOKS,
    CHUNK,
    Side,
    book,
    chinese,
    chunks,
    english,
    grouped,
    news,
    news_1998,
    reviews_of,
)
from sidebyside.calibration.sentence_chance import effective_sentences, sentence_score
from sidebyside.contracts import Method, open_index
from sidebyside.methods.text import paraphrase, translation
from sidebyside.primitives.text.sentences import Script, Sentence, sentences
from sidebyside.primitives.text.tokens import TokenizedText, Vocabulary, tokenize
from sidebyside.records import Text

THRESHOLDS = (0.06, 0.08, 0.1, 0.125, 0.15)
FLOOR = {"floor": 0.001}
MEMBERS: dict[str, Method[TokenizedText, Any]] = {
    "paraphrase": paraphrase.MEMBER,
    "translation": translation.MEMBER,
}
EVERY_BLOCK = {**FLOOR, "block_likeness": 1e-9, "n_blocks": 1_000_000}
SHORT, N_SHORT = 10, 6
COLUMNS = ("human", "gpt4", "nllb")
SCRIPTS: dict[str, tuple[Script, Script]] = {"en": ("alphabetic", "alphabetic"), "zh": ("han", "han")}


class Memory(dict[str, bytes]):
    """Vectors of this run."""

    def put(self, key: str, value: bytes) -> None:
        """Keep a value."""
        self[key] = value


MEMORY = Memory()
VOCABULARY = Vocabulary()


@dataclass(frozen=True, slots=True)
class Material:
    """What is fitted together: the method, and sides with the scripts of work and output."""

    name: str
    sides: tuple[tuple[Side, tuple[Script, Script]], ...]


def materials(half: int) -> Iterator[Material]:
    """Yield the texts of half 0 (fit) or 1 (check), for each set of constants."""
    yield Material("translation", tuple(_translated(half)))
    for language, sides in (("en", english), ("zh", chinese)):
        chosen = [side for side in sides(half) if not side.name.startswith("classical")]
        yield Material(f"paraphrase {language}", tuple((side, SCRIPTS[language]) for side in chosen))


def _translated(half: int) -> Iterator[tuple[Side, tuple[Script, Script]]]:
    """Yield English beside Chinese, both ways, with works as long as a book and as short as ten sentences."""
    at = 150 * half
    lines = [pair for column in COLUMNS for pair in news(f"zh_hans_{column}", at, at + 150)]
    chinese_texts = {"news of 2023": lines}
    if papers := news_1998(half):
        chinese_texts["news of 1998"] = list(grouped(papers, 5))[:200]
        chinese_texts["reviews"] = list(grouped(reviews_of(half), 5))[:200]
    english_texts = {name: list(chunks(book(name, half), CHUNK)) for name in BOOKS}
    for name, parts in chinese_texts.items():
        for title in BOOKS:
            yield Side(f"{title} x {name}", "en-zh", book(title, half), tuple(parts)), ("alphabetic", "han")
        short = english_texts[BOOKS[1]][:: max(1, len(english_texts[BOOKS[1]]) // N_SHORT)]
        for _, text in short:
            work = text[: CHUNK // 4]
            yield Side(f"short English x {name}", "en-zh", work, tuple(parts)), ("alphabetic", "han")
        parts_of_books = tuple(part for texts in english_texts.values() for part in texts)
        whole = "\n".join(text for _, text in parts[: 60 if "1998" in name or "rev" in name else 15])
        yield Side(f"{name} x books", "en-zh", whole, parts_of_books), ("han", "alphabetic")
        for _, text in parts[:: max(1, len(parts) // N_SHORT)]:
            work = text[:400]
            yield Side(f"short {name} x books", "en-zh", work, parts_of_books), ("han", "alphabetic")


def scored(method: str, side: Side, scripts: tuple[Script, Script]) -> Scored:
    """Line up one side, and return sentences and scores by cluster."""
    member = MEMBERS[method]
    index = open_index(member, FLOOR if method == "translation" else EVERY_BLOCK)
    index.keep_vectors_in(MEMORY)
    work = _tokens(side.work)
    index.add([work])
    of_work = sentences(work)
    n: dict[str, int] = defaultdict(int)
    scores: dict[str, list[float]] = defaultdict(list)
    for cluster, text in side.outputs:
        output = _tokens(text)
        of_output = sentences(output)
        n[cluster] += _count(of_output, scripts[1])
        (found,) = index.compare([output])
        for match in (match for comparison in found for match in comparison.matches):
            scores[cluster].append(sentence_score(match, of_work, of_output))
    m = effective_sentences(member.card.evidence, _count(of_work, scripts[0]))
    return Scored(m, dict(n), dict(scores))


def _tokens(text: str) -> TokenizedText:
    return tokenize(Text(text), VOCABULARY)


def _count(cut: Sequence[Sentence], script: Script) -> int:
    return sum(sentence.script == script for sentence in cut)


def _rows(sides: Sequence[Scored]) -> Iterable[tuple[object, ...]]:
    for threshold in THRESHOLDS:
        if sum(s >= threshold for side in sides for found in side.scores.values() for s in found) < 8:
            continue
        ln_k, lam, n, n_clusters, c = fitted(sides, threshold, is_by_name=True)
        spread = f"{c[0, 0]:.4g}, {c[1, 1]:.4g}, {c[0, 1]:.4g}"
        yield (threshold, n, n_clusters, f"{ln_k:.3f}", f"{lam:.2f}", f"±{1.96 * c[1, 1] ** 0.5:.1f}", spread)


def main() -> None:
    """Print the fits at several thresholds; the constants in the package are one row each."""
    if not DATA.is_dir():
        print("The development data do not stand beside the checkout; see CONTRIBUTING.md.")
        return
    head = ("threshold", "scores", "clusters", "ln K", "lambda", "95 %", "var ln K, var lambda, covariance")
    for material in materials(0):
        method = material.name.split()[0]
        sides = [scored(method, side, scripts) for side, scripts in material.sides]
        table(f"Fit on unrelated texts, {material.name}", head, _rows(sides))


if __name__ == "__main__":
    main()
