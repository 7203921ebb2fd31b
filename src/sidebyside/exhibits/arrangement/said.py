"""What whoever fitted a calibration said of it, in the language of the page where the locale has it."""

from collections.abc import Sequence
from hashlib import sha256

from sidebyside.exhibits.locale import Locale, language_of
from sidebyside.exhibits.strength_view import SaidView


def said(sentences: Sequence[str], locale: Locale) -> tuple[SaidView, ...]:
    """Return what was said, sentence by sentence."""
    return tuple(said_view(sentence, locale) for sentence in sentences)


def said_view(sentence: str, locale: Locale) -> SaidView:
    """Return what was said of a calibration in the language of the page, where the locale has it.

    Those that are shipped are English in their files, which a page must not change; a locale has its words
    under the first digits of the digest of the sentence. What users said of their own stands as they wrote
    it.
    """
    key = f"said.{sha256(sentence.encode('utf-8')).hexdigest()[:12]}"
    if locale.has(key):
        return SaidView(locale.say(key), locale.tag)
    return SaidView(sentence, language_of(sentence))
