"""Of so many attempts so many matched, or none: what does that exclude?

Three figures belong to every negative. How often the model could still give the work back without having
done so in the attempts made: the exact upper bound of that rate. How much would have had to stand there to be
found: the detection limit, measured on planted pieces of known size. And among how many works each method
looked: a limit holds for those it compared, and for no other.

The best of many attempts may be a lucky draw; a thousand of eleven hundred are none. Where nothing has a
common origin, a single attempt has a ratio above the operating point of its calibration no oftener than was
measured on pairs held out. With independent attempts the number that do is binomial, and its upper tail is
the probability that chance gives as many or more (`attempts_at_work`).
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sidebyside.calibration.intervals import clopper_pearson, log10_at_least, lower_bound, upper_bound
from sidebyside.errors import InputError
from sidebyside.records import (
    AnyFinding,
    Artefact,
    AttemptsAtWork,
    ComparedOutput,
    FalseMatchRate,
    Finding,
    LookedAt,
    Medium,
    MediumCount,
    NoRateReason,
    NothingFound,
    Output,
    StratumRate,
    Unscorable,
    Work,
)

N_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class AttemptRate:
    """How often attempts of one stratum matched, with the exact 95 % interval.

    Where none matched, `high` is the one-sided bound: the largest rate that the attempts do not refute.
    """

    n_attempts: int
    n_matched: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class FalseMatch:
    """The largest rate at which pairs without a common origin have a quoted log10 ratio above `above`.

    `rate` is the upper end of the exact 95 % interval, the largest over `nulls`; a common source is none of
    them.
    """

    rate: float
    above: float
    nulls: frozenset[str] = frozenset()


RateOf = Callable[[Artefact, Artefact], FalseMatchRate]
"""The rate that holds for a work and an output, or why none is known."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Planted pieces of one size: how many, and how many of them were found."""

    size: float
    n_planted: int
    n_found: int


def attempt_rate(n_attempts: int, n_matched: int) -> AttemptRate:
    """Return the rate at which attempts match, with its interval.

    Parameters
    ----------
    n_attempts, n_matched
        Of one protocol and stratum; rates of different strata are never pooled.

    Raises
    ------
    InputError
        If more matched than were made.

    >>> attempt_rate(59, 0).high < 0.05
    True
    """
    if n_matched == 0:
        return AttemptRate(n_attempts, 0, 0.0, upper_bound(0, n_attempts))
    return AttemptRate(n_attempts, n_matched, *clopper_pearson(n_matched, n_attempts))


def detection_limit(
    trials: Sequence[Trial], *, probability: float = 0.95, confidence: float = 0.95
) -> float | None:
    """Return the least size from which on pieces are found with a stated probability.

    Parameters
    ----------
    trials
        Planted pieces by size, in any order.
    probability
        With which a piece of that size, and of every larger one tried, is found.
    confidence
        Of the one-sided exact bound that has to reach `probability`. With 0.95 for both it takes 59 pieces
        of a size, all of them found.

    Returns
    -------
    size
        In the unit of the trials, or None where no size tried reaches it: then nothing is claimed.

    Raises
    ------
    InputError
        If a size is there twice.

    Notes
    -----
    Holds for pieces like those planted. It says nothing of sizes beyond the largest tried.

    >>> detection_limit([Trial(8, 60, 31), Trial(12, 60, 60), Trial(20, 60, 60)])
    12
    """
    if len({trial.size for trial in trials}) != len(trials):
        raise InputError("trials of one size are given twice", hint="add them up")
    limit = None
    for trial in sorted(trials, key=lambda one: -one.size):
        if lower_bound(trial.n_found, trial.n_planted, confidence=confidence) < probability:
            break
        limit = trial.size
    return limit


def rates_of_strata(outputs: Iterable[Output], matched: Collection[str]) -> tuple[StratumRate, ...]:
    """Return for each model and stratum how many attempts matched, with the exact interval.

    Parameters
    ----------
    outputs
        Those that were read. Attempts that failed or are missing gave nothing to compare and are not counted;
        refusals are attempts in which nothing was given back, and are.
    matched
        Paths of the outputs that count as matched: neither indistinguishable from chance nor filtered out.

    Returns
    -------
    rates
        Sorted by model and stratum; what was not stated is an empty word, and a stratum of its own.

    Notes
    -----
    The interval takes attempts as independent: the same prompt tried again is less than that.
    """
    numbers: dict[tuple[str, str], list[int]] = {}
    for output in outputs:
        if output.generation.status in ("failed", "missing"):
            continue
        key = (output.generation.model, output.generation.stratum)
        of_stratum = numbers.setdefault(key, [0, 0])
        of_stratum[0] += 1
        of_stratum[1] += output.artefact.path in matched
    rows = []
    for (model, stratum), (n_attempts, n_matched) in sorted(numbers.items()):
        one = attempt_rate(n_attempts, n_matched)
        rows.append(StratumRate(model, stratum, n_attempts, n_matched, round(one.low, 6), round(one.high, 6)))
    return tuple(rows)


def attempts_by_medium(findings: Iterable[AnyFinding]) -> tuple[MediumCount, ...]:
    """Return for each medium how many attempts were made, how many compared, and why the others were not.

    Parameters
    ----------
    findings
        All of a case: every output is in a finding, among those with nothing found, or unscorable.

    Returns
    -------
    counts
        Texts, pictures, then what was not recognised; a medium without an attempt is left out.
    """
    found: dict[Medium | None, set[str]] = {"text": set(), "image": set(), None: set()}
    left: dict[Medium | None, Counter[str]] = {medium: Counter() for medium in found}
    for one in findings:
        if isinstance(one, Unscorable):
            left[one.medium]["unscorable"] += one.role == "output"
        elif isinstance(one, NothingFound) and one.output is None:
            continue
        elif isinstance(one, NothingFound) and not one.n_compared:
            left[one.medium][_left_out(one)] += 1
        elif one.output is not None:
            found[one.medium].add(one.output.path)
    rows = []
    for medium, paths in found.items():
        why = left[medium]
        if n_attempts := len(paths) + why.total():
            reasons = (why[name] for name in ("refused", "missing", "unscorable", "without_work"))
            rows.append(MediumCount(medium, n_attempts, len(paths), *reasons))
    return tuple(rows)


def _left_out(one: NothingFound) -> str:
    if one.reason in ("missing", "failed"):
        return "missing"
    return "refused" if one.reason == "refused" else "without_work"


def looked_at(works: Sequence[Work], compared: Iterable[ComparedOutput]) -> tuple[LookedAt, ...]:
    """Return with how many works each method compared the outputs it took.

    Parameters
    ----------
    works
        Of the case, of either medium.
    compared
        Every output that was compared.

    Returns
    -------
    looked_at
        Sorted by medium and method. The number of works is that among which the store looked.
    """
    sizes: dict[tuple[Medium, str], list[int]] = {}
    for one in compared:
        for method, n in one.n_compared:
            sizes.setdefault((one.output.artefact.medium, method), []).append(n)
    n_works = Counter(work.artefact.medium for work in works)
    return tuple(
        LookedAt(medium, method, n_works[medium], min(counts), max(counts), len(counts))
        for (medium, method), counts in sorted(sizes.items())
    )


def attempts_at_work(
    work: Artefact, outputs: Sequence[Output], pairs: Sequence[Finding], rate_of: RateOf
) -> tuple[AttemptsAtWork, ...]:
    """Count by model and stratum how many attempts gave a work back, and say how often chance does.

    Parameters
    ----------
    work
        The work.
    outputs
        Attempts that came to an answer; those of another medium are passed over.
    pairs
        In which the work matched.
    rate_of
        The rate that holds for the work and an output.

    Returns
    -------
    rows
        Sorted by model and stratum, which are never put together.

    Notes
    -----
    Attempts with one prompt are not independent, so a prompt counts once, by its first attempt: that with the
    lowest number, then path, whatever came of it. Which is the first does not depend on the results. Where no
    prompt is stated each attempt counts, and it is said of how many. An attempt that has no ratio with the
    work is none above the operating point. Does not see a common source, which gives as many matches as
    derivation does; a work that is more easily mistaken than those the rate was measured on; attempts that
    depend on each other in other ways than by one prompt. Cost: linear in the outputs.
    """
    found = {pair.output.path: pair for pair in pairs}
    strata: dict[tuple[str, str], list[Output]] = {}
    for output in outputs:
        if output.artefact.medium == work.medium:
            key = (output.generation.model, output.generation.stratum)
            strata.setdefault(key, []).append(output)
    return tuple(_row(work, *key, of_key, found, rate_of) for key, of_key in sorted(strata.items()))


def _row(
    work: Artefact,
    model: str,
    stratum: str,
    outputs: Sequence[Output],
    found: dict[str, Finding],
    rate_of: RateOf,
) -> AttemptsAtWork:
    trials = _trials(outputs)
    rates = [rate_of(work, output.artefact) for output in trials]
    n_above = sum(
        _is_above(found.get(output.artefact.path), rate) for output, rate in zip(trials, rates, strict=True)
    )
    unknown = [one.because for one in rates if one.rate is None and one.because != "not_calibrated"]
    known = [one.rate for one in rates if one.rate is not None]
    because: NoRateReason | Literal[""] = unknown[0] if unknown else "" if known else "not_calibrated"
    rate = None if because else max(known)
    return AttemptsAtWork(
        model,
        stratum,
        n_attempts=len(outputs),
        n_matched=sum(
            pair is not None and pair.counts_as == "matched"
            for pair in (found.get(output.artefact.path) for output in outputs)
        ),
        n_trials=len(trials),
        n_unprompted=sum(not output.generation.prompt for output in trials),
        n_above=n_above,
        rate=rate,
        log10_by_chance=None
        if rate is None
        else round(log10_at_least(n_above, len(trials), rate), N_DECIMALS) + 0.0,
        because=because,
    )


def _trials(outputs: Sequence[Output]) -> list[Output]:
    """Return the first attempt of every prompt, and each attempt of which none is stated."""
    ordered = sorted(outputs, key=lambda one: (one.attempt.number, one.artefact.path))
    firsts: dict[str, Output] = {}
    for output in ordered:
        if output.generation.prompt:
            firsts.setdefault(output.generation.prompt, output)
    return [*firsts.values(), *(one for one in ordered if not one.generation.prompt)]


def _is_above(pair: Finding | None, rate: FalseMatchRate) -> bool:
    return pair is not None and pair.llr is not None and pair.llr > rate.above
