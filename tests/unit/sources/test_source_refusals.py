from pathlib import Path

import pytest

from sidebyside.sources.attempt import refusal_rule

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "text"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (" MODEL_RESPONSE_BLOCKED\n", "sentinel"),
        ("I'm sorry, but I can't assist with that request.", "en-cannot-help"),
        ("I’m unable to recite that passage verbatim.", "en-cannot-provide"),
        ("Sorry, but I cannot reproduce copyrighted lyrics. I can summarise them.", "en-cannot-provide"),
        ("As an AI language model, I cannot reproduce that.", "en-as-a-model"),
        ("I must respectfully decline this request.", "en-decline"),
        ("Your request was rejected by our safety system.", "en-request-refused"),
        ("很抱歉，我無法提供受版權保護的內容。", "zh-cannot-provide"),
        ("对不起，我不能背诵这段原文。", "zh-cannot-provide"),
        ("作为一个AI语言模型，我没有这本书的资料。", "zh-as-a-model"),
    ],
)
def test_a_stock_refusal_is_known_by_a_named_rule(text: str, rule: str) -> None:
    assert refusal_rule(text) == rule


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I cannot tell you how glad I am.",
        "“I cannot give you the passage money,” said the captain.",
        "I'm sorry, I can't help you, said the boy.",
        "對不起，我不能再等你了。他說完便走了。",
        "我無法回答你的問題，她低聲說，窗外下著雨。",
        "MODEL_RESPONSE_BLOCKED and then a passage after all",
        "I cannot provide the text verbatim. Here is what I remember: " + "the sea was grey " * 40,
    ],
)
def test_a_literary_or_a_long_text_is_no_refusal(text: str) -> None:
    assert refusal_rule(text) == ""


@pytest.mark.skipif(not DATA.is_dir(), reason="development data not laid beside the checkout")
def test_no_line_of_two_novels_is_taken_for_a_refusal_and_all_blocked_outputs_are() -> None:
    lines = [line for book in (DATA / "works").glob("*.txt") for line in book.read_text("utf-8").splitlines()]
    assert len(lines) > 1000
    assert [line for line in lines if refusal_rule(line) or refusal_rule(line.strip("“”"))] == []
    rules = [refusal_rule(path.read_text("utf-8")) for path in (DATA / "outputs").rglob("*.txt")]
    assert (rules.count("sentinel"), len(rules) - rules.count("")) == (242, 242)
