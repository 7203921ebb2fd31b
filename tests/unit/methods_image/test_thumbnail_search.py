"""The search with thumbnails, against a slow one that correlates every window by itself."""

import cv2
import numpy as np
import pytest

from sidebyside.methods.image.copy_descriptor import thumbnail_search
from sidebyside.methods.image.copy_descriptor.thumbnail_search import LENGTH, search_windows, thumbnail
from sidebyside.methods.image.copy_descriptor.tiles import WHOLE


@pytest.fixture
def works(draw):
    return [np.asarray(draw(seed, 320, 240)) for seed in (1, 2, 3)]


def search(works, output, **how):
    return thumbnail_search.search(works, output, search_windows(output), **how)


def _host(draw, piece, row=100, column=300):
    host = np.array(draw(9, 640, 480))
    small = np.asarray(cv2.resize(piece, (96, 72), interpolation=cv2.INTER_AREA))
    host[row : row + 72, column : column + 96] = small
    return host


@pytest.mark.parametrize("is_mirrored", [False, True])
@pytest.mark.parametrize("is_inverted", [False, True])
def test_a_work_laid_small_is_placed_with_how_it_was_turned(draw, works, is_mirrored, is_inverted):
    piece = works[1][:, ::-1] if is_mirrored else works[1]
    piece = np.ascontiguousarray(255 - piece if is_inverted else piece)
    places = search([thumbnail(work) for work in works], _host(draw, piece), n_looked=3, n_places=3)
    best = places[0]
    assert (best.work_number, best.is_mirrored, best.is_inverted) == (1, is_mirrored, is_inverted)
    assert best.fit > 0.85
    assert best.work == WHOLE
    expected = 100 / 480, 300 / 640, 72 / 480, 96 / 640
    assert list(best.output) == pytest.approx(expected, abs=0.02)


def test_a_piece_at_the_edge_names_the_part_of_the_work_that_is_there(draw, works):
    piece = cv2.resize(works[0], (128, 96), interpolation=cv2.INTER_AREA)
    host = np.array(draw(9, 640, 480))
    host[200:296, 0:112] = piece[:, 16:]
    best = search([thumbnail(works[0])], host, n_looked=1, n_places=1)[0]
    assert best.work.left == pytest.approx(16 / 128, abs=0.06)
    assert best.output.left == 0.0


def test_halves_give_the_best_of_four_correlations(draw, works):
    small = [thumbnail(work) for work in works]
    windows = search_windows(_host(draw, works[1]))
    best, where = thumbnail_search._correlate(small, windows)
    for number, work in enumerate(small):
        s = windows.symmetric.astype(np.int64) @ work.symmetric.astype(np.int64)
        a = windows.antisymmetric.astype(np.int64) @ work.antisymmetric.astype(np.int64)
        four = np.max([s + a, s - a, -s - a, a - s], axis=0)
        assert best[number] == four.max()
        assert four[where[number]] == four.max()
        assert four.max() <= (LENGTH + 8) ** 2


def test_how_works_and_windows_are_divided_changes_nothing(draw, works, monkeypatch):
    small, host = [thumbnail(work) for work in works], _host(draw, works[2])
    whole = search(small, host, n_looked=3, n_places=3)
    monkeypatch.setattr(thumbnail_search, "N_WINDOWS_A_PRODUCT", 100)
    monkeypatch.setattr(thumbnail_search, "N_WORKS_A_PRODUCT", 2)
    assert search(small, host, n_looked=3, n_places=3) == whole


def test_a_plain_work_and_a_plain_output_have_no_place(draw, works):
    plain = np.full((240, 320, 3), 120, dtype=np.uint8)
    assert search([thumbnail(plain)], works[0], n_looked=5, n_places=5) == []
    assert search([thumbnail(works[0])], plain, n_looked=5, n_places=5) == []
    assert search([thumbnail(works[0])], works[1][:10], n_looked=5, n_places=5) == []
