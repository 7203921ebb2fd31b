"""What the best of k attempts is worth, against the exact ratio of the maximum of k."""

import math

import numpy as np
import pytest

from sidebyside.calibration.best_of import Attempts, best_of_work, fit_best_of, worth_of_best
from sidebyside.errors import InputError
from sidebyside.records import BestOf, LikelihoodRatio, NullModel

SPREAD = 2.0
"""Single ratios: ln LR is normal with variance SPREAD and mean half of it, above 0 under h1, below under h2;
such a ratio is calibrated as it stands."""


def drawn(rng: np.random.Generator, n: int, sign: int) -> np.ndarray:
    return (sign * SPREAD / 2 + math.sqrt(SPREAD) * rng.standard_normal(n)) / math.log(10)


def attempts(seed: int, *, n_works: int, n_each: int) -> Attempts:
    rng = np.random.default_rng(seed)
    works = [f"w{i}" for i in range(n_works) for _ in range(n_each)]
    llrs = np.concatenate([drawn(rng, len(works), -1), drawn(rng, 4 * n_works, 1)])
    is_derived = np.arange(len(llrs)) >= len(works)
    return Attempts(llrs, is_derived, [*works, *[f"w{i}" for i in range(n_works)] * 4])


def exact(llr: float, k: int) -> float:
    """Return log10 of LR / k + (1 - 1/k) F1 / F2."""

    def below(sign: int) -> float:
        at = (llr * math.log(10) - sign * SPREAD / 2) / math.sqrt(SPREAD)
        return 0.5 * math.erfc(-at / math.sqrt(2))

    return math.log10(10**llr / k + (1 - 1 / k) * below(1) / below(-1))


def model(*best_of: BestOf, null: str = "N0") -> NullModel:
    return NullModel(null, 0.0, (1.0,), (), -2.0, 3.0, 100, 100, 10, best_of=best_of)


def ratio(null: str, llr: float) -> LikelihoodRatio:
    return LikelihoodRatio(null, llr, llr, llr, -2.0, 3.0, 100, 100, "c")


def test_the_maximum_of_ten_is_worth_what_theory_says() -> None:
    train, test = (attempts(seed, n_works=200, n_each=40) for seed in (1, 2))
    fitted = {one.k: one for one in fit_best_of(train, test, seed=3)}
    assert list(fitted) == [3, 10, 30]
    assert fitted[10].n_h2 == 200 * 4
    for llr in (0.8, 1.2, 1.6):
        found = worth_of_best(model(*fitted.values()), llr, 10)
        assert found == pytest.approx(exact(llr, 10), abs=0.25)
        assert found < llr - 0.3


def test_picking_the_best_of_null_attempts_does_not_mislead_more_than_it_says() -> None:
    train, test, fresh = (attempts(seed, n_works=150, n_each=30) for seed in (4, 5, 6))
    best = model(*fit_best_of(train, test, seed=0))
    maxima = fresh.largest(10, np.random.default_rng(7)).h2
    worth = np.array([worth_of_best(best, float(one), 10) for one in maxima])
    assert (maxima > 0.5).mean() > 0.1, "the trap is none: single ratios do mislead"
    assert (worth > 0.5).mean() < 10**-0.5
    assert (worth > 1.0).mean() < 0.1


def test_beyond_what_was_measured_the_ratio_is_divided() -> None:
    ten = BestOf(10, -0.5, 1.0, -1.0, 1.2, 50, 50)
    assert worth_of_best(model(ten), 1.0, 1) == 1.0
    assert worth_of_best(model(ten), 1.0, 4) == 0.5, "the next larger size is taken"
    assert worth_of_best(model(ten), 1.0, 10) == 0.5
    assert worth_of_best(model(ten), 1.0, 1000) == pytest.approx(0.5 - 2.0)
    assert worth_of_best(model(ten), 3.0, 10) == 1.2, "bounded"
    assert worth_of_best(model(), 2.0, 100) == pytest.approx(0.0)
    assert worth_of_best(model(BestOf(10, 2.0, 1.0, -1.0, 9.0, 50, 50)), 1.0, 5) == 1.0, "never more"


def test_nothing_is_taken_off_a_ratio_that_says_at_least_so_much() -> None:
    ten = BestOf(10, -0.5, 1.0, -1.0, 1.2, 50, 50)
    at_bound = model(ten).upper_bound
    assert worth_of_best(model(ten), at_bound, 10) == 1.2, "measured on maxima"
    assert worth_of_best(model(ten), at_bound, 1132) is None
    assert worth_of_best(model(), at_bound, 1132) is None
    assert best_of_work([(ratio("N0", at_bound),)], (model(),), 100) == "at_upper_bound"
    nulls, measured = (model(), model(null="N2")), (model(ten), model(null="N2"))
    assert best_of_work([(ratio("N0", at_bound), ratio("N2", 2.5))], measured, 100) == "null_at_bound"
    assert best_of_work([(ratio("N0", at_bound), ratio("N2", 2.5))], nulls, 100) == 0.5, "N2 is the hardest"
    assert best_of_work([(ratio("N0", at_bound), ratio("N2", 0.5))], nulls, 1132) == "nothing_left"


def test_the_hardest_null_is_quoted_after_the_best_was_picked_for_each() -> None:
    nulls = (model(), model(BestOf(3, -1.0, 1.0, -2.0, 3.0, 50, 50), null="N2"))
    pairs = [(ratio("N0", 2.5), ratio("N2", 1.0)), (ratio("N0", 1.0), ratio("N2", 1.5))]
    assert best_of_work(pairs, nulls, 2) == 0.5
    assert best_of_work([], nulls, 2) == "no_ratio"


def test_a_search_gives_nothing_to_h2() -> None:
    ten = BestOf(10, -1.5, 1.0, -2.0, 1.2, 50, 50)
    for llr in (0.0, -0.4):
        assert worth_of_best(model(ten), llr, 7) == llr - 1.5, "the line through the maxima would"
        assert best_of_work([(ratio("N0", llr),)], (model(ten),), 7) == "below_one"
        assert best_of_work([(ratio("N0", llr),)], (model(ten),), 1) == llr


def test_too_few_attempts_at_a_work_fit_no_size() -> None:
    few = attempts(1, n_works=30, n_each=2)
    assert fit_best_of(few, few, seed=0) == ()


def test_dealing_uses_no_pair_twice() -> None:
    llrs = np.arange(12.0)
    dealt = Attempts(np.append(llrs, 99.0), np.arange(13) == 12, ["w"] * 13)
    dealt_out = dealt.largest(5, np.random.default_rng(0))
    h1, h2 = dealt_out.h1, dealt_out.h2
    assert len(h2) == 2
    assert len(set(h2)) == 2
    assert h1.tolist() == [99.0]


def test_no_attempt_is_refused() -> None:
    with pytest.raises(InputError, match="one attempt or more"):
        worth_of_best(model(), 1.0, 0)
