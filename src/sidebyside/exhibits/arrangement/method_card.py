"""The card of a method in the language of the page.

A card is written in English, beside the method. A language gives its own sentences under ``method.<name>``,
for one version of the card; they are templates as those of the card are, and take their figures from the
settings in force and from what follows from them. Where a language has none for that version the English
stands, and the page says so.
"""

from sidebyside.contracts import figures_of, fill
from sidebyside.contracts.settings import LISTS, SENTENCES
from sidebyside.exhibits.locale import Locale, fields_of
from sidebyside.exhibits.text_view import LabelledValue
from sidebyside.exhibits.view import CardView
from sidebyside.records import MethodCard


def card_view(card: MethodCard, locale: Locale) -> CardView:
    """Return a card as it is printed; the figures in a translated sentence are those of its settings."""
    prefix = f"method.{card.name}."
    is_translated = locale.tag != "en" and is_current(card, locale)
    texts = {name: getattr(card, name) for name in SENTENCES}
    lists = {name: getattr(card, name) for name in LISTS}
    if is_translated:
        named = figures_of(card)
        texts = {name: fill(str(locale.entries[prefix + name]), named, card.name) for name in SENTENCES}
        lists = {
            name: tuple(fill(item, named, card.name) for item in locale.items(prefix + name))
            for name in LISTS
        }
    return CardView(
        anchor=f"card-{card.name}",
        name=card.name,
        version=card.version,
        medium=locale.say(f"medium.{card.medium}"),
        is_foreign=locale.tag != "en" and not is_translated,
        source=card.source,
        settings=tuple(LabelledValue(name, value) for name, value in card.settings),
        weights_sha256=card.weights_sha256,
        summary=texts["summary"],
        range=texts["range"],
        floor=texts["floor"],
        cost=texts["cost"],
        foldings=lists["foldings"],
        blind_spots=lists["blind_spots"],
    )


def is_current(card: MethodCard, locale: Locale) -> bool:
    """Whether the language has every sentence of a card, written for its version, with figures it has."""
    prefix = f"method.{card.name}."
    if not all(locale.has(prefix + name) for name in ("version", *SENTENCES, *LISTS)):
        return False
    lists = [locale.items(prefix + name) for name in LISTS]
    sentences = [locale.entries[prefix + name] for name in SENTENCES]
    fields = {field for text in (*sentences, *sum(lists, ())) for field in fields_of(str(text))}
    if not fields <= figures_of(card).keys() or locale.entries[prefix + "version"] != card.version:
        return False
    return all(len(mine) == len(getattr(card, name)) for mine, name in zip(lists, LISTS, strict=True))
