"""Nothing was found: what does that exclude?

Two figures belong to every negative. How often the model could still give the work back without having done
so in the attempts made: the exact upper bound of that rate. And how much would have had to stand there to be
found: the detection limit, measured on planted pieces of known size.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sidebyside.calibration.intervals import clopper_pearson, lower_bound, upper_bound
from sidebyside.errors import InputError
from sidebyside.records import Output, StratumRate


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
        Paths of the outputs in which something matched.

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
