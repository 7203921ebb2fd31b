"""Equal text that the prompt put into the model's mouth, in runs too short to be taken out before."""

from collections.abc import Iterator
from itertools import pairwise

from sidebyside.calibration.filtration import RuleCard, Seen
from sidebyside.calibration.stretch import Stretch
from sidebyside.primitives.text.rarity import bits_of_tokens

LEAST_WORDS, LEAST_CHARACTERS = 2, 3
LEAST_BITS = 28.0
"""A run of two or three everyday words stays below this, a name of two words lies above."""


class PromptSupplied:
    """Proposes rare words in a row that stand so in the prompt."""

    card = RuleCard(
        "rare_words_of_prompt",
        "prompt_supplied",
        summary="2 or more words, or 3 Chinese characters, in a row that carry at least 28 bits stand so in "
        "the prompt; runs of 4 words or 6 Chinese characters never count as matched in the first place",
        blind_spots=(
            "a single word",
            "a prompt that says it in other words",
            "a prompt that was not recorded",
        ),
    )

    def propose(self, seen: Seen) -> Iterator[Stretch]:
        """Yield the parts found."""
        if seen.prompt is None:
            return
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


MEMBER = PromptSupplied()
