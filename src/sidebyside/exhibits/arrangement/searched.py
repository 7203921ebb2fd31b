"""What is left of a ratio once the search is paid for, and how many attempts matched.

It stands beside the plain figure. Every figure is that of the record. Where one is not given, its reason
stands in its place.
"""

from collections.abc import Callable, Sequence

from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement.scale import weak_end, words_of
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.strength_view import AttemptsRow, WorkTestedRow
from sidebyside.exhibits.text_view import LabelledValue
from sidebyside.records import AttemptsAtWork, SearchedRatio, WorkTested

LEVEL = 0.05
"""A work is named in the headline where its family-wise value is no more than this."""
LEAST_LOG10 = -6.0
"""The least probability by chance that is written out; what is below it is called less than that."""


def with_interval(
    llr: float,
    interval: tuple[float, float] | None,
    bound: str,
    locale: Locale,
    said: Callable[[float], str] = notation.log10_ratio,
) -> str:
    """Write a ratio with its interval; at a bound as what it is at least, or at most, and no end beyond."""
    low, high = (said(end) for end in interval or (llr, llr))
    if bound == "upper":
        if low == said(llr):
            return locale.say("strength.at_least", llr=said(llr))
        return locale.say("strength.at_least_from", llr=said(llr), low=low)
    if bound == "lower":
        if high == said(llr):
            return locale.say("strength.at_most", llr=said(llr))
        return locale.say("strength.at_most_to", llr=said(llr), high=high)
    if interval is None:
        return said(llr)
    return locale.say("strength.with_interval", llr=said(llr), low=low, high=high)


def after_search(found: SearchedRatio | None, locale: Locale) -> tuple[LabelledValue, ...]:
    """Return what is left of a ratio by the works searched and by the attempts, each with its words.

    Where nothing can be stated it says so in the place of the figure, once where the reason is one; there is
    none where nothing was searched.
    """
    if found is None:
        return ()
    n, n_attempts = notation.count(found.n), notation.count(found.n_attempts)
    # A case of an older version gives no reason: there was only one.
    over_works = (found.llr_over_n, found.interval, found.because or "at_upper_bound")
    best_of = (found.llr_best_of, found.best_of_interval, found.best_of_because or "at_upper_bound")
    works, attempts = (
        locale.say("searched.works", n=n),
        locale.say("searched.attempts", n=n_attempts),
    )
    rows = []
    if found.n > 1:
        name = locale.say("searched.llr_over_n", n=n)
        rows.append(LabelledValue(name, _left(found.llr, *over_works, works, locale)))
    if found.n_attempts > 1:
        name = locale.say("searched.llr_best_of", n=n_attempts)
        rows.append(LabelledValue(name, _left(found.llr, *best_of, attempts, locale)))
    if len(rows) == 2 and over_works[0] is best_of[0] is None and over_works[2] == best_of[2]:
        searched = locale.say("searched.works_and_attempts", works=works, attempts=attempts)
        return (LabelledValue(locale.say("searched.after"), _left(found.llr, *over_works, searched, locale)),)
    return tuple(rows)


def _left(
    plain: float,
    llr: float | None,
    interval: tuple[float, float] | None,
    because: str,
    searched: str,
    locale: Locale,
) -> str:
    if llr is None:
        return locale.say(f"search_reason.{because}", llr=notation.log10_ratio(plain), searched=searched)
    words = words_of(llr, interval, locale)
    return locale.say("searched.both", ratio=notation.ratio(llr), llr=notation.log10_ratio(llr), words=words)


def weight_lines(tested: WorkTested | None, locale: Locale) -> tuple[str, ...]:
    """Return the largest ratio of a work with its words, and under it what the search leaves of it.

    Of a work without a ratio one line, why there is none; of one that was not tested none.
    """
    if tested is None:
        return ()
    if tested.llr is None:
        because = tested.llr_because or "no_calibration"
        if because == "nothing_matched":
            return (locale.say("searched.nothing_matched"),)
        why = locale.say_or(f"uncalibrated.{because}", because)
        return (locale.say("strength.not_stated", why=why),)
    plain = locale.say(
        "searched.largest",
        llr=with_interval(tested.llr, tested.llr_interval, tested.llr_bound, locale),
        words=words_of(tested.llr, tested.llr_interval, locale),
    )
    left = after_search(tested.searched, locale)
    return (plain, *(locale.say("searched.line", name=row.name, value=row.value) for row in left))


def tested_row(item: WorkTested, locale: Locale) -> WorkTestedRow:
    """Return the row of a work in the question which works show anything."""
    return WorkTestedRow(
        path=item.path,
        medium=locale.say(f"medium.{item.medium}"),
        p=notation.surprise(item.p),
        false_discovery=notation.surprise(item.false_discovery, of=item.p),
        family_wise=notation.surprise(item.family_wise, of=item.p),
        n_attempts=notation.count(item.n_attempts),
        most_attempts=notation.count(item.most_attempts),
        weight=weight_lines(item, locale),
        mark=locale.say("statistics.beyond_chance") if item.family_wise <= LEVEL else "",
    )


def headline(tested: Sequence[WorkTested], locale: Locale) -> tuple[str, ...]:
    """Say how many of the works listed are marked, and of how many the ratio is left after the search."""
    if not tested:
        return ()
    n = sum(item.family_wise <= LEVEL for item in tested)
    marked = locale.say(
        "statistics.headline", n=notation.count(n), n_works=notation.count(len(tested)), level=f"{LEVEL:g}"
    )
    stated = [item for item in tested if item.llr is not None]
    if not stated:
        return (marked,)
    plain = [item for item in stated if item.llr and weak_end(item.llr, item.llr_interval) > 0.0]
    left = [_is_left(item.searched) for item in plain]
    counts = {
        "n": notation.count(len(stated)),
        "n_plain": notation.count(len(plain)),
        "n_left": notation.count(left.count(True)),
        "n_unknown": notation.count(left.count(None)),
    }
    return marked, locale.say("statistics.headline_ratios", **counts)


def _is_left(found: SearchedRatio | None) -> bool | None:
    """Whether a ratio for h1 is left after the search, at its weak end; None where that cannot be told."""
    if found is None:
        return True
    over_works = (found.llr_over_n, found.interval, found.because or "at_upper_bound")
    best_of = (found.llr_best_of, found.best_of_interval, found.best_of_because)
    parts = [over_works] * (found.n > 1) + [best_of] * (found.n_attempts > 1)
    told = [weak_end(llr, ends) > 0.0 for llr, ends, _ in parts if llr is not None]
    reasons = [because for llr, _, because in parts if llr is None]
    if False in told or "nothing_left" in reasons:
        return False
    return None if reasons else True


def attempts_rows(tested: Sequence[WorkTested], locale: Locale) -> tuple[AttemptsRow, ...]:
    """Return a row for each work that matched and each model and stratum, which are never put together."""
    return tuple(_attempts(item.path, row, locale) for item in tested for row in item.by_stratum)


def _attempts(path: str, item: AttemptsAtWork, locale: Locale) -> AttemptsRow:
    unstated = locale.say("generation.not_stated")
    trials = notation.count(item.n_trials)
    if item.n_unprompted:
        n = notation.count(item.n_unprompted)
        trials = locale.say("matching.unprompted", trials=trials, n=n)
    return AttemptsRow(
        path=path,
        model=item.model or unstated,
        stratum=locale.say_or(f"stratum.{item.stratum}", item.stratum) if item.stratum else unstated,
        n_attempts=notation.count(item.n_attempts),
        n_matched=notation.count(item.n_matched),
        n_trials=trials,
        n_above=notation.count(item.n_above),
        rate=notation.ABSENT if item.rate is None else notation.share(item.rate),
        by_chance=_by_chance(item, locale),
    )


def _by_chance(item: AttemptsAtWork, locale: Locale) -> str:
    if item.log10_by_chance is None:
        return locale.say("matching.not_stated", why=locale.say(f"rate_reason.{item.because}"))
    if item.log10_by_chance < LEAST_LOG10:
        return locale.say("matching.less_than", n=notation.ratio(-LEAST_LOG10))
    return notation.probability(item.log10_by_chance)
