from dataclasses import replace

from sidebyside.exhibits.arrangement.method_card import card_view
from sidebyside.exhibits.locale import Locale

ENTRIES = {
    "medium.text": "T",
    "medium.image": "I",
    "method.verbatim.version": "0",
    "method.verbatim.summary": "找出相同之處",
    "method.verbatim.range": "0 至 1",
    "method.verbatim.floor": "至少 {floor}",
    "method.verbatim.cost": "線性",
    "method.verbatim.foldings": ("大小寫",),
    "method.verbatim.blind_spots": ("常見用語", "風格"),
}
LOCALE = Locale("zh-Hant", ENTRIES)


def _card(small_case):
    return next(card for card in small_case.cards() if card.name == "verbatim")


def test_a_translated_card_takes_its_figures_from_the_settings_in_force(small_case):
    card = replace(_card(small_case), settings=(("floor", "11"),))
    view = card_view(card, LOCALE)
    assert (view.floor, view.is_foreign) == ("至少 11", False)


def test_a_card_of_another_version_stands_in_english_and_says_so(small_case):
    view = card_view(replace(_card(small_case), version="1"), LOCALE)
    assert (view.floor, view.is_foreign) == ("the floor of verbatim", True)


def test_a_card_with_more_blind_spots_than_were_translated_stands_in_english(small_case):
    card = _card(small_case)
    view = card_view(replace(card, blind_spots=(*card.blind_spots, "one more")), LOCALE)
    assert view.is_foreign
    assert "one more" in view.blind_spots


def test_a_card_whose_settings_have_changed_their_names_stands_in_english(small_case):
    assert card_view(replace(_card(small_case), settings=()), LOCALE).is_foreign


def test_a_card_without_a_translation_stands_in_english(small_case):
    card = replace(_card(small_case), name="unheard_of")
    assert card_view(card, LOCALE).is_foreign
    assert not card_view(card, replace(LOCALE, tag="en")).is_foreign
