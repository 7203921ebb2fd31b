from dataclasses import replace

import pytest

from sidebyside.calibration import AlignedSentences, Background, EqualStretch, SearchedText
from sidebyside.calibration.filtration import Seen, proposals
from sidebyside.primitives.text.shared_runs import RunIndex
from sidebyside.primitives.text.tokens import Vocabulary, tokenize
from sidebyside.records import Text

LINE = "Nobody had lit the lamp on the outer mole since the night of the great storm."
LINE_ZH = "自從暴風雨之後，就再也沒有人點過外堤的燈。"


def seen(work, output, *, prompt="", **found):
    """Build what a rule is shown; the equal text is every shared run of 4 tokens."""
    vocabulary = Vocabulary()
    of_work, of_output = (tokenize(Text(text), vocabulary) for text in (work, output))
    index = RunIndex(4)
    index.add([of_work])
    runs = index.find([of_output])
    columns = (runs.output_first.tolist(), runs.length.tolist(), runs.work_first.tolist())
    elsewhere = {}
    for purpose, texts in found.items():
        listed = [
            SearchedText(f"{n}", f"{n}", tokenize(Text(text), vocabulary)) for n, text in enumerate(texts)
        ]
        (elsewhere[purpose],) = Background(listed).runs([of_output])
    return Seen(
        of_work,
        of_output,
        tuple(EqualStretch(*row) for row in zip(*columns, strict=True)),
        elsewhere,
        tokenize(Text(prompt), vocabulary) if prompt else None,
    )


def proposed(shown):
    """Return the codes, each with the words of the output it is about."""
    found = []
    for item in proposals(shown):
        _, span = item.stretch.spans(shown.work, shown.output)
        found.append((item.rule.code, shown.output.original[span.start : span.end]))
    return found


def test_ordinary_equal_text_is_left_alone():
    assert proposed(seen(LINE, f"He wrote on. {LINE} And so on.")) == []
    assert proposed(seen(LINE_ZH, f"後來{LINE_ZH}")) == []


@pytest.mark.parametrize("purpose", ["public_domain", "licensed"])
def test_what_stands_in_a_folder_named_is_proposed_as_far_as_it_stands_there(purpose):
    text = "since the night of the great storm we waited. Nobody had lit the lamp on the outer mole, they say"
    assert proposed(seen(LINE, LINE, **{purpose: [text]})) == [
        (purpose, "Nobody had lit the lamp on the outer mole")
    ]


def test_less_than_the_floor_in_a_folder_is_not_proposed():
    assert proposed(seen(LINE, LINE, licensed=["nobody had lit the lamp on Sunday"])) == []


def test_a_stock_phrase_stands_in_two_texts_and_not_in_one():
    phrase = "since the night of the great storm"
    assert proposed(seen(LINE, LINE, background=[f"ever {phrase} and after"])) == []
    assert proposed(seen(LINE, LINE, background=[f"ever {phrase} and after", f"not {phrase} he said"])) == [
        ("stock_phrase", phrase)
    ]


@pytest.mark.parametrize(
    "output",
    [
        f"As the author of the novel wrote, “{LINE}”",
        f'"{LINE}" (Orrell, 1931)',
        f"It ends badly.\n\n> {LINE}\n\nThat is all.",
        f"«{LINE}», according to the guide",
    ],
)
def test_a_marked_quotation_is_proposed(output):
    assert [code for code, _ in proposed(seen(LINE, output))] == ["quotation"]


def test_a_marked_quotation_in_chinese_is_proposed():
    output = f"書中寫道：「{LINE_ZH}」讀來難忘。"
    assert [code for code, _ in proposed(seen(LINE_ZH, output))] == ["quotation"]


@pytest.mark.parametrize(
    ("work", "output"),
    [
        (LINE, f"“{LINE}”"),
        (f"“{LINE}” she wrote.", f"“{LINE}” she wrote."),
        (LINE, f"“Yes,” he wrote. {LINE} “No,” she wrote."),
        (LINE, f"He wrote: “Yes.” {LINE}"),
        (LINE, f"The tide-clock stopped. “{LINE}” The half-light came."),
    ],
)
def test_speech_and_quotation_without_attribution_are_not_proposed(work, output):
    assert "quotation" not in [code for code, _ in proposed(seen(work, output))]


@pytest.mark.parametrize(
    "facts",
    [
        "on 12 March 1931, Tamsin Orrell, Ezra Pell and Marrow Quay",
        "三月十二日，一九三一年五月",
    ],
)
def test_numbers_dates_and_names_are_proposed(facts):
    assert [code for code, _ in proposed(seen(f"so {facts} it", f"but {facts} he"))] == ["fact"]


def test_a_capital_at_the_start_of_a_sentence_is_no_name():
    text = "Harbours freeze. Lanterns dim. Chestnuts burn. Buoys drift."
    assert proposed(seen(text, text)) == []


def test_rare_words_of_the_prompt_are_proposed():
    work = "the lamp of Tamsin Orrell burned all night above the mole"
    prompt = "Write about Tamsin Orrell, please"
    assert ("prompt_supplied", "Tamsin Orrell") in proposed(seen(work, work, prompt=prompt))
    assert proposed(seen(work, work, prompt="Write of the lamp")) == []


RETOLD = "The lantern at the pier had stayed dark ever after that tempest."


def seen_by_meaning(work, output, passage, *, prompt="", **found):
    """Build what a rule is shown of a passage of the output that answers to the whole work."""
    shown = seen(work, output, prompt=prompt, **found)
    first, stop = (
        shown.output.start.searchsorted(at)
        for at in (output.index(passage), output.index(passage) + len(passage))
    )
    lined_up = AlignedSentences(int(first), int(stop), 0, shown.work.n_tokens)
    return replace(shown, stretches=(), passages=(lined_up,))


def test_ordinary_lined_up_sentences_are_left_alone():
    assert proposed(seen_by_meaning(LINE, f"So he said. {RETOLD} And on.", RETOLD)) == []
    other = f"So he said. {RETOLD} And on."
    assert proposed(seen_by_meaning(LINE, other, RETOLD, prompt="Tell me of a lamp")) == []


@pytest.mark.parametrize(
    ("work", "told", "prompt"),
    [
        (LINE, "自從暴風雨之後，就再也沒有人點過外堤的燈。", f"Translate into Chinese: {LINE}"),
        (LINE_ZH, "Since the storm nobody had lit the lamp.", f"請把這句話譯成英文：{LINE_ZH}"),
        (
            LINE,
            RETOLD,
            "Say this in other words: since the night of the great storm nobody had lit the lamp on the mole",
        ),
    ],
)
def test_a_sentence_of_the_work_that_the_prompt_gave_is_proposed(work, told, prompt):
    assert proposed(seen_by_meaning(work, told, told, prompt=prompt)) == [
        ("prompt_supplied", told.rstrip(".。"))
    ]


def test_a_prompt_with_a_few_words_of_the_sentence_gave_it_not():
    prompt = "What happened on the night of the great flood to nobody in particular?"
    assert proposed(seen_by_meaning(LINE, RETOLD, RETOLD, prompt=prompt)) == []


@pytest.mark.parametrize("purpose", ["public_domain", "licensed"])
def test_a_lined_up_sentence_that_stands_in_a_folder_named_is_proposed_as_a_whole(purpose):
    half = "We know that the lantern at the pier had stayed dark, and why."
    found = proposed(seen_by_meaning(LINE, RETOLD, RETOLD, **{purpose: [half]}))
    assert found == [(purpose, RETOLD.rstrip("."))]
    less = "We know that the lantern at the pier is new."
    assert proposed(seen_by_meaning(LINE, RETOLD, RETOLD, **{purpose: [less]})) == []


def test_a_lined_up_sentence_common_to_two_texts_elsewhere_is_proposed():
    texts = [f"Once {RETOLD}", f"They say {RETOLD}"]
    assert ("stock_phrase", RETOLD.rstrip(".")) in proposed(
        seen_by_meaning(LINE, RETOLD, RETOLD, background=texts)
    )
    assert proposed(seen_by_meaning(LINE, RETOLD, RETOLD, background=texts[:1])) == []


def test_a_lined_up_sentence_in_quotation_marks_with_an_attribution_is_proposed():
    output = f"As the author of the novel wrote, “{RETOLD}”"
    assert [code for code, _ in proposed(seen_by_meaning(LINE, output, RETOLD))] == ["quotation"]
    assert proposed(seen_by_meaning(LINE, f"“{RETOLD}”", RETOLD)) == []


def test_a_lined_up_sentence_of_dates_and_names_is_proposed():
    told = "so 12 March 1931, Tamsin Orrell, Ezra Pell, Marrow Quay"
    assert [code for code, _ in proposed(seen_by_meaning(LINE, told, told))] == ["fact"]
