"""One way of counting: words, and Chinese characters without their marks."""

import pytest

from sidebyside.exhibits import build, load
from sidebyside.exhibits.arrangement.amounts import amount
from sidebyside.exhibits.arrangement.statistics import stratum_words
from sidebyside.records import TextExtent

EN, ZH = load("en"), load("zh-Hant")


@pytest.mark.parametrize(
    ("extent", "english", "chinese"),
    [
        (
            TextExtent(13, 75, 13),
            "13 words (75 characters with punctuation)",
            "英文 13 個單字（含標點 75 字元）",
        ),
        (
            TextExtent(0, 75, 66),
            "66 Chinese characters without punctuation (75 with it)",
            "中文 66 字（標點不計；含標點 75 字元）",
        ),
        (
            TextExtent(2, 1240, 1002),
            "2 words and 1,000 Chinese characters without punctuation (1,240 characters with it)",
            "英文 2 個單字及中文 1,000 字（標點不計；含標點共 1,240 字元）",
        ),
        (TextExtent(0, 0, 0), "none", "無"),
    ],
)
def test_an_amount_is_said_in_the_units_that_are_there(extent, english, chinese):
    assert amount(extent, EN) == english
    assert amount(extent, ZH) == chinese


@pytest.mark.parametrize("typed", ["excerpt-prefix", "excerpt prefix", "Excerpt_Prefix"])
def test_a_stratum_is_said_in_words_however_it_is_spelt(typed):
    assert (stratum_words(typed, EN), stratum_words(typed, ZH)) == ("excerpt prefix", "摘錄開頭")


def test_a_stratum_that_is_not_known_stands_as_it_was_typed_in_quotation_marks():
    assert (stratum_words("my_own kind", EN), stratum_words("my_own kind", ZH)) == (
        "“my_own kind”",
        "「my_own kind」",
    )
    assert stratum_words("", EN) == ""


def test_no_chinese_text_is_said_to_have_words(small_case):
    for locale in (EN, ZH):
        view = build(small_case.case(), locale)
        shown = [row.amount for finding in view.findings for row in finding.extents]
        assert not [said for said in shown if said.startswith(("0 words", "英文 0"))]
