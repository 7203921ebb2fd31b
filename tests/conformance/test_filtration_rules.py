"""Every rule found by listing the folder keeps the contract of the room."""

from typing import get_args

import pytest

from sidebyside.calibration import EqualStretch, filtration
from sidebyside.calibration.filtration import Seen
from sidebyside.primitives.text.tokens import Vocabulary, tokenize
from sidebyside.records import FiltrationCode, Text

RULES = filtration.RULES.members()
TEXTS = (
    "Nobody had lit the lamp on 12 March 1931.",
    "三月十二日沒有人點過燈。",
    "",
    "“ ” > —",
    "Straße 7 東京 ok",
)


def test_every_code_has_a_rule():
    assert {rule.card.code for rule in RULES.values()} == set(get_args(FiltrationCode))


def test_no_two_rules_share_an_id():
    assert len({rule.card.id for rule in RULES.values()}) == len(RULES)


@pytest.mark.parametrize("name", RULES)
def test_a_card_says_by_what_the_rule_goes_and_what_it_does_not_see(name):
    card = RULES[name].card
    assert card.id
    assert card.summary
    assert all(card.blind_spots)


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("text", TEXTS)
def test_a_rule_proposes_only_equal_text_and_the_same_each_time(name, text):
    tokens = tokenize(Text(text), Vocabulary())
    stretches = (EqualStretch(0, tokens.n_tokens, 0),) if tokens.n_tokens else ()
    seen = Seen(tokens, tokens, stretches, prompt=tokens)
    found = list(RULES[name].propose(seen))
    assert found == list(RULES[name].propose(seen))
    for part in found:
        assert 0 <= part.output_first < part.output_stop <= tokens.n_tokens
        assert part.work_first == part.output_first
