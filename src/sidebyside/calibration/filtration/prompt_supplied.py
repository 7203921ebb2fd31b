"""What the prompt put into the model's mouth.

Equal text in runs too short to be taken out before, and sentences of the work that the prompt gave to be
translated or told again.
"""

from collections.abc import Iterator
from itertools import pairwise

from sidebyside.calibration.equal_text import AlignedSentences, EqualStretch
from sidebyside.calibration.filtration import FiltrationCard, Seen
from sidebyside.primitives.text.rarity import bits_of_tokens

LEAST_WORDS, LEAST_CHARACTERS = 2, 3
N_IN_ROW = 5
"""So many tokens in a row of a sentence of the work stand in the prompt."""

LEAST_BITS = 28.0
"""A run of two or three everyday words stays below this, a name of two words lies above."""


class PromptSupplied:
    """Proposes rare words in a row that stand so in the prompt."""

    card = FiltrationCard(
        "rare_words_of_prompt",
        "prompt_supplied",
        summary="2 or more words, or 3 Chinese characters, in a row that carry at least 28 bits stand so in "
        "the prompt; runs of 4 words or 6 Chinese characters never count as matched in the first place; or "
        "half of a sentence of the work that was lined up stands there, five words or more in a row",
        blind_spots=(
            "a single word",
            "a prompt that says it in other words",
            "a prompt that was not recorded",
        ),
    )

    def propose(self, seen: Seen) -> Iterator[EqualStretch | AlignedSentences]:
        """Yield the parts found."""
        if seen.prompt is None:
            return
        yield from _given(seen, seen.prompt.forms.tolist())
        forms = seen.output.forms.tolist()
        given = set(pairwise(seen.prompt.forms.tolist()))
        for stretch in seen.stretches:
            at = stretch.output_first
            while at < stretch.output_stop:
                stop = at + 1
                while stop < stretch.output_stop and (forms[stop - 1], forms[stop]) in given:
                    stop += 1
                least = LEAST_CHARACTERS if seen.output.is_han[at:stop].all() else LEAST_WORDS
                if stop - at >= least and bits_of_tokens(seen.output, at, stop).sum() >= LEAST_BITS:
                    yield stretch.part(at, stop)
                at = stop


def _given(seen: Seen, prompt: list[int]) -> Iterator[AlignedSentences]:
    """Yield the lined-up sentences of which half of the work's side stands in the prompt."""
    rows = {tuple(prompt[at : at + N_IN_ROW]) for at in range(len(prompt) - N_IN_ROW + 1)}
    for passage in seen.passages:
        forms = seen.work.forms[passage.work_first : passage.work_stop].tolist()
        covered: set[int] = set()
        for at in range(len(forms) - N_IN_ROW + 1):
            if tuple(forms[at : at + N_IN_ROW]) in rows:
                covered.update(range(at, at + N_IN_ROW))
        if forms and 2 * len(covered) >= len(forms):
            yield passage


MEMBER = PromptSupplied()
