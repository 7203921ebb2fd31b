from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidebyside.methods.text.near_verbatim.alignment import Step
from sidebyside.methods.text.near_verbatim.joint_weight import JointWeight, Tally, bits_on_subject
from sidebyside.methods.text.near_verbatim.passages import AlignedSegment
from sidebyside.primitives.text.rarity import bits_of_tokens
from sidebyside.primitives.text.tokens import NEVER, TokenizedText, Vocabulary, tokenize
from sidebyside.records import Text

WORK = (
    "Nobody came before the market opened. My aunt waited for the train with a letter from her brother, and "
    "since the children were asleep we spoke in whispers."
)
OUTPUT = (
    "They left before the market opened because the children were asleep already. He had a letter from her "
    "in his pocket and waited for the train in silence."
)


def _pair(work: str, output: str, language: str = "en") -> tuple[TokenizedText, TokenizedText]:
    words = Vocabulary()
    return tokenize(Text(work), words, language), tokenize(Text(output), words, language)


def _joint(work: TokenizedText, output: TokenizedText, **settings: float) -> JointWeight:
    return JointWeight(work, output, lambda: Tally(work), **settings)


def _runs(work: TokenizedText, output: TokenizedText, *phrases: str) -> list[AlignedSegment]:
    """Return the stretch of each phrase that stands in both texts."""
    result = []
    for phrase in phrases:
        n = len(phrase.split())
        firsts = [text.original.lower().index(phrase) for text in (work, output)]
        at_work, at_output = (
            int(text.start.searchsorted(first)) for text, first in zip((work, output), firsts, strict=True)
        )
        step = Step("kept", at_work, at_work + n, at_output, at_output + n)
        result.append(AlignedSegment(float(n), (step,)))
    return result


PHRASES = (
    "before the market opened",
    "waited for the train",
    "a letter from her",
    "the children were asleep",
)


def test_small_stretches_count_together_and_one_of_them_does_not():
    work, output = _pair(WORK, OUTPUT)
    joint, stretches = _joint(work, output), _runs(work, output, *PHRASES)
    assert joint.counted(stretches) == frozenset(stretches)
    assert all(joint.counted([stretch]) == frozenset() for stretch in stretches)
    assert _joint(work, output, together=1e-30).counted(stretches) == frozenset()


def test_a_phrase_that_the_output_repeats_counts_once():
    work, output = _pair(WORK, OUTPUT)
    joint, (stretch, *_) = _joint(work, output), _runs(work, output, *PHRASES)
    (step,) = stretch.steps
    again = [replace(step, output_first=first, output_stop=first + 4) for first in (step.output_first, 0)]
    assert joint.weight(stretch) > joint.least
    assert joint.counted([AlignedSegment(4.0, (one,)) for one in [*again, step] * 5]) == frozenset()


def test_a_word_that_a_text_uses_more_than_once_weighs_less():
    work, output = _pair(WORK, OUTPUT)
    again, _ = _pair(WORK + " The train and the train." * 3, OUTPUT)
    (stretch,) = _runs(work, output, PHRASES[1])
    once = _joint(work, output).weight(stretch)
    assert _joint(again, output, part=1e9).weight(stretch) < once - 10


def test_longer_texts_ask_for_heavier_stretches():
    work, output = _pair(WORK, OUTPUT)
    longer, _ = _pair(WORK * 1000, OUTPUT)
    assert _joint(longer, output).least > _joint(work, output).least + 10


def test_words_of_another_language_are_not_taken_for_rare():
    work, output = _pair(
        "Il y a un phare au bout de la jetée et personne ne le voit.",
        "Il y a un phare au nord de cette île que personne ne connaît.",
        "fr",
    )
    (stretch,) = _runs(work, output, "il y a un phare au")
    assert _joint(work, output, part=1e9).weight(stretch) <= 6 * 8.0


def test_a_text_without_tokens_counts_nothing():
    work, output = _pair(WORK, "...")
    assert _joint(work, output).counted([]) == frozenset()
    assert Tally(output).share_of_others(np.array([0], dtype=np.int32)).tolist() == [0.0]


@given(st.lists(st.integers(NEVER, 9), max_size=40))
def test_a_tally_leaves_one_occurrence_out(forms):
    words = Vocabulary()
    text = tokenize(Text(" ".join(f"w{number}" for number in range(len(forms)))), words)
    text = TokenizedText(**{**_fields(text), "forms": np.array(forms, dtype=np.int32)})
    shares = Tally(text).share_of_others(np.arange(12, dtype=np.int32))
    assert shares.tolist() == pytest.approx(
        [max(0, forms.count(form) - 1) / max(1, len(forms)) for form in range(12)]
    )


def _fields(text: TokenizedText) -> dict:
    return {name: getattr(text, name) for name in text.__dataclass_fields__}


def test_bits_on_the_subject_are_above_zero_and_at_most_one_more_than_under_the_background():
    work, output = _pair(WORK, OUTPUT)
    bits = bits_of_tokens(output)
    result = bits_on_subject(bits, output.forms, Tally(work), Tally(output))
    assert (result > 0).all()
    assert (result <= bits + 1 + 1e-9).all()
