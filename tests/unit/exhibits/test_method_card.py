from dataclasses import dataclass, replace

import pytest

from sidebyside.contracts import figures_of, filled
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


@dataclass(frozen=True)
class Settings:
    floor: float = 9.0
    order: str = "work first"


@pytest.mark.parametrize(("floor", "said"), [(9.0, "9"), (11.5, "11.5"), (0.00001, "1e-05")])
def test_both_languages_state_the_settings_in_force_in_the_same_figures(floor, said, small_case):
    template = replace(_card(small_case), floor="at least {floor}, or {share} %", settings=())
    card = filled(template, Settings(floor=floor), share=floor * 2)
    entries = ENTRIES | {"method.verbatim.floor": "至少 {floor}，或 {share} %"}
    assert card_view(card, Locale("en", entries)).floor == f"at least {said}, or {floor * 2:g} %"
    view = card_view(card, Locale("zh-Hant", entries))
    assert (view.floor, view.is_foreign) == (f"至少 {said}，或 {floor * 2:g} %", False)
    assert (view.settings[0].name, view.settings[0].value) == ("floor", str(floor))


def test_a_card_whose_figures_have_changed_their_names_stands_in_english(small_case):
    card = replace(_card(small_case), settings=(), figures=(("ceiling", "2"),))
    assert card_view(card, LOCALE).is_foreign
    assert not card_view(replace(card, figures=(("floor", "2"),)), LOCALE).is_foreign


def test_a_setting_that_is_a_word_a_whole_number_or_a_yes_stands_as_it_is(small_case):
    settings = (("a", "12"), ("b", "1 2 3"), ("c", "True"), ("d", "0.50"), ("e", "infinity"))
    assert figures_of(replace(_card(small_case), settings=settings)) == dict(settings)
