"""What else a text match rests on: chance, what stands elsewhere, and what was filtered.

Every figure is that of the record; nothing is searched or estimated here.
"""

from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement.script import language_of
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.text_view import ElsewhereView, Fact, FiltrationRow, NearestView
from sidebyside.primitives.text.excerpt import Reading
from sidebyside.records import Chance, Commonness, Filtration, Match, Span

EXCERPT_CHARACTERS = 400
"""A filtered passage longer than this is shortened; its span stands beside it."""


def expected(
    value: float | None,
    interval: tuple[float, float] | None,
    is_distinguishable: bool | None,
    locale: Locale,
    *,
    is_text: bool = True,
) -> str:
    """Write an expected number with its interval, and the word beside it where it is above the limit.

    The number of a match of pictures is that of its method; its interval has no width and is left out.
    """
    if value is None:
        return locale.say("strength.not_calibrated")
    said = _least(value, locale)
    has_width = interval is not None and (is_text or interval[0] < interval[1])
    if interval is not None and has_width and interval[1] > notation.LEAST_EXPECTED:
        low, high = (_least(end, locale) for end in interval)
        said = locale.say("chance.interval", expected=said, low=low, high=high)
    if is_distinguishable is False:
        said = locale.say("chance.marked", expected=said, mark=mark(is_distinguishable, locale))
    return said


def _least(value: float, locale: Locale) -> str:
    said = notation.expected(value)
    return locale.say("chance.or_less", value=said) if value <= notation.LEAST_EXPECTED else said


def mark(is_distinguishable: bool | None, locale: Locale) -> str:
    """Return the words for what is not distinguishable from chance; empty for all else."""
    return locale.say("chance.not_distinguishable") if is_distinguishable is False else ""


def expected_of(chance: Chance | None, locale: Locale) -> str:
    """Write the expected number of one match."""
    if chance is None:
        return locale.say("strength.not_calibrated")
    interval, is_text = (chance.low, chance.high), chance.language is not None
    return expected(chance.expected, interval, chance.is_distinguishable, locale, is_text=is_text)


def chance_facts(match: Match, locale: Locale) -> tuple[Fact, ...]:
    """Return the expected number of a match, its weight, and whose constants were used."""
    facts = [Fact(locale.say("strength.expected_by_chance"), expected_of(match.chance, locale))]
    if match.chance is not None:
        language = locale.say(f"chance_language.{match.chance.language}")
        facts.append(Fact(locale.say("chance.bits"), notation.bits(match.chance.bits)))
        facts.append(Fact(locale.say("chance.language"), language))
    return tuple(facts)


def elsewhere_view(match: Match, locale: Locale) -> ElsewhereView:
    """Return the third column of a match; where nothing was searched, a sentence that says so."""
    common = match.commonness
    if common is None:
        status = "elsewhere.not_applicable" if match.pairs else "elsewhere.not_searched"
        return ElsewhereView(locale.say(status), (), None)
    status = "" if common.n_texts_searched else locale.say("elsewhere.no_texts")
    if not status and common.nearest is None:
        status = locale.say("elsewhere.no_nearest")
    is_by_meaning = bool(match.pairs and not match.operations)
    return ElsewhereView(status, _figures(common, is_by_meaning, locale), _nearest(common, locale))


def _figures(common: Commonness, is_by_meaning: bool, locale: Locale) -> tuple[Fact, ...]:
    return (
        Fact(locale.say("elsewhere.n_occurrences"), notation.count(common.n_occurrences)),
        Fact(locale.say("elsewhere.n_texts"), notation.count(common.n_texts)),
        Fact(locale.say("elsewhere.n_texts_searched"), notation.count(common.n_texts_searched)),
        Fact(locale.say("elsewhere.n_words_searched"), notation.count(common.n_words_searched)),
        Fact(
            locale.say("elsewhere.bits_of_sentences" if is_by_meaning else "elsewhere.bits"),
            notation.bits(common.bits),
        ),
    )


def _nearest(common: Commonness, locale: Locale) -> NearestView | None:
    nearest = common.nearest
    if nearest is None:
        return None
    return NearestView(
        path=nearest.path,
        span=locale.say("locator.text", span=notation.span(nearest.span)),
        in_common=locale.say("elsewhere.in_common", n=notation.count(nearest.n_common)),
        whose=locale.say("elsewhere.another_work" if nearest.is_work else "elsewhere.background"),
        lang=language_of(nearest.excerpt),
        excerpt=nearest.excerpt,
    )


def filtration_row(item: Filtration, work: Reading, output: Reading, locale: Locale) -> FiltrationRow:
    """Return the row of a filtration, with the passage on both sides."""
    ours, theirs = _excerpt(work, item.work_span), _excerpt(output, item.output_span)
    return FiltrationRow(
        id=item.id,
        code=locale.say(f"filtration_code.{item.code}"),
        rule=item.rule,
        work_lang=language_of(ours),
        work_span=notation.span(item.work_span),
        work_text=ours,
        output_lang=language_of(theirs),
        output_span=notation.span(item.output_span),
        output_text=theirs,
        decision=locale.say(f"decision.{item.decision}"),
        by=item.by or notation.ABSENT,
        why=item.why or notation.ABSENT,
    )


def _excerpt(reading: Reading, span: Span) -> str:
    text = reading.passage(span)
    if len(text) <= EXCERPT_CHARACTERS:
        return text
    return reading.after(span.start, EXCERPT_CHARACTERS) + " …"
