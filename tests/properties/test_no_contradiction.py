"""No statement about a work contradicts another: p, ratio, what a search leaves, how many matched, words.

Whatever is not given says why.
"""

import re
from itertools import product

import pytest

from sidebyside.calibration.best_of import best_of_work, interval_of_best
from sidebyside.calibration.likelihood_ratio import hardest
from sidebyside.calibration.negatives import FalseMatch
from sidebyside.calibration.search_size import ratio_after_search
from sidebyside.calibration.several_tests import works_tested
from sidebyside.calibration.shipped import false_match, shipped
from sidebyside.exhibits import languages, load
from sidebyside.exhibits.arrangement.searched import attempts_rows, headline, weight_lines
from sidebyside.records import (
    Artefact,
    Attempt,
    Finding,
    Generation,
    ItemRef,
    LikelihoodRatio,
    Output,
    Text,
    TextExtent,
    TextQuantum,
    Work,
)

ENGLISH = next(one for one in shipped() if one.kind == "en")
FOR = {"en": r"support for (h[12]) over", "zh-Hant": r"支持 (h[12])"}
"""How the words of a band name what they are for."""
LEVEL = 0.05


def ratios(calibration, llr, half=0.0):
    """Return the ratio against every null, each as far as its bounds let it be."""
    found = []
    for model in calibration.nulls:
        low, middle, high = (
            min(max(one, model.lower_bound), model.upper_bound) for one in (llr - half, llr, llr + half)
        )
        bounds = model.lower_bound, model.upper_bound
        found.append(LikelihoodRatio(model.null, middle, low, high, *bounds, 100, 100, calibration.id))
    return tuple(found)


def artefact(path):
    return Artefact(path, path, "text", Text("a"))


def works_of_case(n_attempts, n_matching, llr, half=0.0, expected=1e-9):
    """Return two works tested in so many attempts, of which the first so many gave the first work back."""
    works = [Work(artefact("w")), Work(artefact("other"))]
    outputs = [
        Output(artefact(f"o{n:04}"), Attempt(Generation("m", prompt=f"prompt {n}", stratum="title-only")))
        for n in range(n_attempts)
    ]
    extent = TextExtent(1, 1, 1)
    quantum = TextQuantum(extent, extent, extent, 0.1, 0.1, "t")
    stated = ratios(ENGLISH, llr, half)
    pairs = [
        Finding(
            *(f"F-{n}", ItemRef("w", "w"), ItemRef(f"o{n:04}", f"o{n:04}"), "text", (), (), quantum),
            expected_by_chance=expected,
            llr=hardest(stated).llr,
            likelihood_ratios=stated,
        )
        for n in range(n_matching)
    ]
    rate = false_match(ENGLISH)
    return works_tested(works, outputs, pairs, {"w": 0.5, "other": 0.5}, [ENGLISH], lambda *_: rate)


def sides(tags, work):
    """Return which propositions the words about a work speak for, in every language."""
    lines = [(tag, line) for tag in tags for line in weight_lines(work, load(tag))]
    return {side for tag, line in lines for side in re.findall(FOR[tag], line)}


def figures(work):
    """Return every figure on a work that may be for one side, each with the reason where it is not given."""
    yield work.llr, work.llr_because
    yield work.llr_over_attempts, work.over_attempts_because
    if work.searched is not None:
        yield work.searched.llr_over_n, work.searched.because
        yield work.searched.llr_best_of, work.searched.best_of_because
        assert work.searched.llr_best_of == work.llr_best_of
    else:
        assert work.llr is None
    for row in work.by_stratum:
        yield row.log10_by_chance, row.because


CASES = {
    "a thousand of a thousand matched": (1000, 1000),
    "one of a thousand matched": (1000, 1),
    "none of a thousand matched": (1000, 0),
}
RATIOS = (-1.2, -0.4, 0.0, 0.25, 0.6, 1.2, 1.7499, 1.75, 3.4)


@pytest.mark.parametrize("half", [0.0, 0.5, 1.5])
@pytest.mark.parametrize("llr", RATIOS)
@pytest.mark.parametrize("name", CASES)
def test_what_is_said_of_one_work_is_for_one_side_at_most_and_lacks_nothing_silently(name, llr, half):
    n_attempts, n_matching = CASES[name]
    for work in works_of_case(n_attempts, n_matching, llr, half):
        for figure, because in figures(work):
            assert (figure is None) == bool(because), "a figure or a reason, never neither"
        said = sides(languages(), work)
        assert said in (set(), {"h1"}, {"h2"})
        signs = {figure > 0.0 for figure, _ in list(figures(work))[: 4 if work.searched else 0] if figure}
        assert len(signs) < 2, "no figure above 1 beside one below it"
        for tag in languages():
            assert all(weight_lines(work, load(tag)))
    matched = works_of_case(n_attempts, n_matching, llr, half)[0]
    if n_matching == 0:
        assert (matched.p, matched.llr, matched.llr_because) == (1.0, None, "nothing_matched")
        assert matched.by_stratum == ()
    elif llr > 0.0:
        assert matched.p <= LEVEL
        assert "h2" not in sides(languages(), matched)
        (row,) = matched.by_stratum
        assert (row.n_trials, row.n_above) == (n_attempts, n_matching)
        assert (row.log10_by_chance < -100) == (n_matching == 1000)


@pytest.mark.parametrize("tag", languages())
def test_a_thousand_of_a_thousand_is_no_lucky_draw_and_one_of_a_thousand_may_be(tag):
    many, one = (attempts_rows(works_of_case(1000, n, 1.2), load(tag))[0].by_chance for n in (1000, 1))
    assert many == load(tag).say("matching.less_than", n="1,000,000")
    assert float(one) > 0.99
    counted = headline(works_of_case(1000, 1000, 3.4), load(tag))
    assert counted[1] == load(tag).say(
        "statistics.headline_ratios", n="1", n_plain="1", n_left="0", n_unknown="1"
    )


def test_the_same_prompt_again_is_one_attempt():
    outputs = [
        Output(artefact(f"o{n}"), Attempt(Generation("m", prompt="one prompt"), number=n)) for n in range(50)
    ]
    extent = TextExtent(1, 1, 1)
    quantum = TextQuantum(extent, extent, extent, 0.1, 0.1, "t")
    stated = ratios(ENGLISH, 1.2)
    pairs = [
        Finding(
            *(f"F-{n}", ItemRef("w", "w"), ItemRef(f"o{n}", f"o{n}"), "text", (), (), quantum),
            llr=hardest(stated).llr,
            likelihood_ratios=stated,
        )
        for n in range(1, 50)
    ]
    rate = FalseMatch(0.01, 0.0)
    (work,) = works_tested([Work(artefact("w"))], outputs, pairs, {}, [ENGLISH], lambda *_: rate)
    (row,) = work.by_stratum
    assert (row.n_attempts, row.n_matched, row.n_trials, row.n_unprompted) == (50, 49, 1, 0)
    assert (row.n_above, row.log10_by_chance) == (0, 0.0), "the first of them did not match"


SIZES = (1, 2, 3, 10, 31, 100, 257, 258, 259, 1000, 1132, 10_000, 1_000_000)


@pytest.mark.parametrize("calibration", shipped(), ids=lambda one: one.kind)
def test_no_search_of_any_size_turns_a_ratio_for_h1_into_one_for_h2(calibration):
    bounds = {bound for model in calibration.nulls for bound in (model.lower_bound, model.upper_bound)}
    grid = {round(-2.4 + step / 20, 4) for step in range(120)}
    grid |= {bound + off for bound in bounds for off in (0.0, -1e-3, 1e-3)}
    for llr, k in product(sorted(grid), SIZES):
        stated = ratios(calibration, llr, 0.3)
        quoted = hardest(stated)
        worth = best_of_work([stated], calibration.nulls, k)
        over = ratio_after_search(quoted.llr, k, is_at_bound=quoted.is_at_upper_bound and k > 1)
        for left in (worth, over.llr_over_n if over.llr_over_n is not None else over.because):
            if isinstance(left, str):
                assert left in ("at_upper_bound", "null_at_bound", "nothing_left", "below_one")
                assert (left == "below_one") == (quoted.llr <= 0.0 and k > 1)
                assert (left == "nothing_left") <= (quoted.llr > 0.0)
            else:
                assert left <= quoted.llr + 1e-9
                assert (left > 0.0) == (quoted.llr > 0.0)
        if not isinstance(worth, str):
            low, high = interval_of_best([stated], calibration.nulls, k)
            assert low <= high


@pytest.mark.parametrize("calibration", shipped(), ids=lambda one: one.kind)
def test_more_attempts_never_leave_more(calibration):
    for llr in (0.3, 0.9, 1.5, 2.1, 2.7):
        stated = ratios(calibration, llr)
        worths = [best_of_work([stated], calibration.nulls, k) for k in SIZES[4:]]
        given = [one for one in worths if not isinstance(one, str)]
        assert given == sorted(given, reverse=True)
        assert worths[len(given) :].count("nothing_left") in (0, len(worths) - len(given)) or not given
