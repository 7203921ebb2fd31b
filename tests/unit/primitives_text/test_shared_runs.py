from sidebyside.primitives.text.shared_runs import without_prompt
from sidebyside.primitives.text.tokens import NEVER, Vocabulary, tokenize
from sidebyside.records import Text


def _supplied(prompt: str, output: str) -> list[str]:
    words = Vocabulary()
    left = without_prompt(tokenize(Text(output), words), tokenize(Text(prompt), words))
    places = zip(left.start.tolist(), left.end.tolist(), left.forms.tolist(), strict=True)
    return [output[start:end] for start, end, form in places if form == NEVER]


def test_what_stood_in_the_prompt_is_taken_out_and_the_rest_stays():
    assert _supplied("Continue: the lamp had gone out.", "The lamp had gone out, and nobody came.") == [
        *("The", "lamp", "had", "gone", "out")
    ]


def test_three_words_that_happen_to_be_shared_stay_in_play():
    assert _supplied("tell of the sea", "a tale of the sea and its ships") == []


def test_chinese_from_the_prompt_is_taken_out_in_either_script():
    assert "".join(_supplied("請接著寫：自從暴風雨之後", "自从暴风雨之后，再也没有人来")) == "自从暴风雨之后"


def test_what_the_prompt_supplied_is_named_by_its_place():
    words = Vocabulary()
    prompt = tokenize(Text("Go on: It was a dark and stormy night. And the rain fell in torrents"), words)
    text = "It was a dark and stormy night; oh! the rain fell in torrents, except"
    output = without_prompt(tokenize(Text(text), words), prompt)
    given = [text[span.start : span.end] for span in output.supplied_spans()]
    assert given == ["It was a dark and stormy night", "the rain fell in torrents"]
    assert tokenize(Text(text), words).supplied_spans() == ()
