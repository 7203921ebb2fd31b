"""Chinese without settings: the same passage however it is written, and passages that are not the same."""

import pytest

from sidebyside.contracts import TEXT_METHODS
from sidebyside.primitives.text.tokens import Vocabulary, tokenize
from sidebyside.records import EQUAL_KINDS, Text
from sidebyside.sources.markup import scan

ANALECTS = "子曰學而時習之不亦說乎有朋自遠方來不亦樂乎人不知而不慍不亦君子乎"
ZHUANGZI = "北冥有魚其名為鯤鯤之大不知其幾千里也化而為鳥其名為鵬鵬之背不知其幾千里也"
MENCIUS = "魚我所欲也熊掌亦我所欲也二者不可得兼舍魚而取熊掌者也"
TAIWAN = "這套軟體用滑鼠就能操作，網路上的程式設計師把部落格的資料庫搬到伺服器。"
MAINLAND = "这套软件用鼠标就能操作，网络上的程序员把博客的数据库搬到服务器。"
PAIRS = {
    "Simplified": (
        ANALECTS,
        "子曰：“学而时习之，不亦说乎？有朋自远方来，不亦乐乎？人不知而不愠，不亦君子乎？”",
    ),
    "with marks and quotes": (
        ZHUANGZI,
        "「北冥有魚，其名為鯤。鯤之大，不知其幾千里也；化而為鳥，其名為鵬。鵬之背，不知其幾千里也。」",
    ),
    "blanks between characters": (MENCIUS, " ".join(MENCIUS)),
    "line ends": (ZHUANGZI, "\n".join(ZHUANGZI[at : at + 5] for at in range(0, len(ZHUANGZI), 5))),
    "bopomofo in brackets": (MENCIUS, MENCIUS.replace("魚", "魚（ㄩˊ）").replace("掌", "掌(ㄓㄤˇ)")),
    "other quotes": (
        "他說：「這裡叫做『外堤』，夜裡從來沒有人點燈。」",
        "他說：“這裡叫做‘外堤’，夜裡從來沒有人點燈。”",
    ),
    "full-width": ("從前有 ABC 與 123 兩種說法流傳下來", "從前有ＡＢＣ與１２３兩種說法流傳下來"),
    "words of two regions": (TAIWAN, MAINLAND),
    "words of two regions in one script": (
        TAIWAN,
        "這套軟件用鼠標就能操作，網絡上的程序員把博客的數據庫搬到服務器。",
    ),
}


def _found(name, work, output):
    words = Vocabulary()
    index = TEXT_METHODS.member(name).index()
    index.add([tokenize(work if isinstance(work, Text) else Text(work), words)])
    (found,) = index.compare([tokenize(output if isinstance(output, Text) else Text(output), words)])
    return [match for comparison in found for match in comparison.matches]


@pytest.mark.parametrize("name", ["verbatim", "near_verbatim"])
@pytest.mark.parametrize("how", PAIRS)
def test_a_passage_written_otherwise_is_one_match_to_its_ends(how, name):
    work, output = PAIRS[how]
    (match,) = _found(name, f"昔有人言{work}云云", f"或曰：{output}也就是說")
    assert all(op.kind in EQUAL_KINDS for op in match.operations)
    assert match.work_span.start <= 4
    assert match.work_span.end >= 4 + len(work.rstrip("。」"))


@pytest.mark.parametrize("name", ["verbatim", "near_verbatim"])
def test_a_page_with_ruby_matches_the_plain_text_and_the_place_counts_the_page(name):
    page = "<p>孟子曰：" + "".join(
        f"<ruby>{mark}<rp>(</rp><rt>ㄩˊ</rt><rp>)</rp></ruby>" if mark == "魚" else mark for mark in MENCIUS
    )
    markup = scan(page)
    text = Text(page, hidden=markup.hidden, substitutions=markup.substitutions)
    (match,) = _found(name, MENCIUS, text)
    assert match.work_span.start == 0
    assert match.work_span.end == len(MENCIUS)
    assert page[match.output_span.start] == "魚"
    assert page[match.output_span.end - 1] == "也"


def test_the_reading_of_a_page_is_not_lost_where_the_page_is_read_out():
    assert scan("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>字").rendered == "漢（かん）字"
    assert scan("<ruby>漢<rt>かん<p>字").rendered == "漢（かん）\n\n字"


@pytest.mark.parametrize("name", ["verbatim", "near_verbatim"])
@pytest.mark.parametrize("other", [ANALECTS, ZHUANGZI, MENCIUS, TAIWAN])
def test_classical_texts_without_marks_do_not_match_each_other(name, other):
    for work in (ANALECTS, ZHUANGZI, MENCIUS, TAIWAN):
        assert bool(_found(name, work, other)) == (work == other)
