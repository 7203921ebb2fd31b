"""Real translations: each document to its own, planted lines to their place, unrelated text to none."""

import csv

import opencc
import pytest

from sidebyside.methods.text import translation
from sidebyside.primitives.text.tokens import Vocabulary, tokenize
from sidebyside.records import Text

VERSIONS = ("human", "gpt4")
N_LINES = 10


class Shelf(dict):
    def put(self, key, value):
        self[key] = value


@pytest.fixture(scope="module")
def shelf():
    return Shelf()


@pytest.fixture(scope="module")
def lines(data):
    path = data / "text" / "en-zh" / "wmt23-first-300.tsv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    traditional = opencc.OpenCC("s2t").convert
    chinese = {name: [traditional(row[f"zh_hans_{name}"]) for row in rows] for name in VERSIONS}
    return {"en": [row["en"] for row in rows], **chinese}


def documents(column):
    return ["\n".join(column[at : at + N_LINES]) for at in range(0, len(column), N_LINES)]


def matched(works, outputs, shelf):
    """Return for each output the numbers of the works it matched."""
    vocabulary = Vocabulary()
    index = translation.MEMBER.index()
    index.keep_vectors_in(shelf)
    index.add([tokenize(Text(work), vocabulary) for work in works])
    found = index.compare([tokenize(Text(output), vocabulary) for output in outputs])
    return [{one.work_number for one in comparisons if one.matches} for comparisons in found]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_document_is_found_and_no_other(lines, shelf, version):
    english, chinese = documents(lines["en"]), documents(lines[version])
    expected = [{number} for number in range(len(english))]
    assert matched(english, chinese, shelf) == expected
    assert matched(chinese, english, shelf) == expected


def test_two_planted_lines_are_found_among_other_matter(lines, shelf):
    works = documents(lines["en"][:150])
    filler = lines["human"][160:]
    outputs = [
        "\n".join([*filler[8 * n : 8 * n + 12], *lines["human"][10 * n + 4 : 10 * n + 6], *filler[-10:]])
        for n in range(len(works))
    ]
    found = matched(works, outputs, shelf)
    assert sum(number in numbers for number, numbers in enumerate(found)) >= 14
    assert sum(len(numbers - {number}) for number, numbers in enumerate(found)) == 0


def test_a_novel_is_no_source_of_the_news(lines, data, shelf):
    book = (data / "text" / "works" / "christmas-carol.txt").read_bytes().decode("utf-8")
    assert matched([book[:60_000]], documents(lines["human"])[:10], shelf) == [set()] * 10
