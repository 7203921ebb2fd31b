"""What a negative excludes."""

import pytest

from sidebyside.calibration.negatives import (
    Trial,
    attempt_rate,
    attempts_by_medium,
    detection_limit,
    rates_of_strata,
)
from sidebyside.errors import InputError
from sidebyside.records import (
    Artefact,
    Attempt,
    Generation,
    ItemRef,
    MediumCount,
    NothingFound,
    Output,
    Text,
    Unscorable,
)


def test_a_hundred_attempts_without_a_match_bound_the_rate():
    rate = attempt_rate(100, 0)
    assert (rate.low, rate.n_matched) == (0.0, 0)
    assert rate.high == pytest.approx(1 - 0.05 ** (1 / 100))


def test_a_rate_with_matches_has_two_sides():
    rate = attempt_rate(20, 5)
    assert rate.low == pytest.approx(0.0866, abs=1e-4)
    assert rate.high == pytest.approx(0.4910, abs=1e-4)


def test_no_attempt_bounds_nothing():
    assert attempt_rate(0, 0).high == 1.0


def test_the_limit_is_the_least_size_from_which_on_everything_is_found():
    trials = [Trial(20, 60, 60), Trial(4, 60, 60), Trial(8, 60, 50), Trial(12, 60, 60)]
    assert detection_limit(trials) == 12


def test_too_few_pieces_prove_nothing():
    assert detection_limit([Trial(20, 58, 58)]) is None
    assert detection_limit([Trial(20, 59, 59)]) == 20
    assert detection_limit([]) is None


def test_a_size_is_given_once():
    with pytest.raises(InputError):
        detection_limit([Trial(8, 60, 60), Trial(8, 60, 60)])


def test_strata_are_never_pooled_and_what_never_came_is_no_attempt():
    def output(path, model, stratum, status="ok"):
        artefact = Artefact(path, path, "text", Text("a"))
        return Output(artefact, Attempt(Generation(model=model, stratum=stratum, status=status)))

    outputs = [
        *(output(f"a{i}", "m", "title-only") for i in range(20)),
        *(output(f"b{i}", "m", "adversarial") for i in range(4)),
        output("r", "m", "adversarial", "refused"),
        output("x", "m", "adversarial", "missing"),
        output("y", "n", "title-only", "failed"),
    ]
    first, second = rates_of_strata(outputs, {"b1", "b2"})
    assert (first.stratum, first.n_attempts, first.n_matched) == ("adversarial", 5, 2)
    assert (second.stratum, second.n_attempts, second.n_matched, second.low) == ("title-only", 20, 0, 0.0)
    assert second.high == pytest.approx(1 - 0.05 ** (1 / 20), abs=1e-6)
    assert first.low < 0.4 < first.high


def _nothing(path, medium, n_compared, reason=""):
    return NothingFound(f"O-{path}", None, ItemRef(path, ""), medium, n_compared, (), reason=reason)


def test_the_attempts_of_a_medium_are_those_compared_and_those_left_out_by_their_reason():
    work = NothingFound("W-1", ItemRef("w", ""), None, "text", 3, ())
    findings = (
        work,
        _nothing("a", "text", 3),
        _nothing("b", "text", 3, "refused"),
        _nothing("c", "text", 0, "refused"),
        _nothing("d", "text", 0, "failed"),
        _nothing("e", "image", 0, "not_compared"),
        Unscorable("output", "f", "", None, "truncated", "", ""),
        Unscorable("work", "g", "", "text", "empty", "", ""),
    )
    assert attempts_by_medium(findings) == (
        MediumCount("text", 4, 2, 1, 1, 0, 0),
        MediumCount("image", 1, 0, 0, 0, 0, 1),
        MediumCount(None, 1, 0, 0, 0, 1, 0),
    )


def test_attempts_that_do_not_add_up_cannot_be_made():
    with pytest.raises(InputError, match="do not add up: 4 tried"):
        MediumCount("text", 4, 2, 1, 0, 0, 0)
