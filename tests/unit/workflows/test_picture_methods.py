import sqlite3

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from sidebyside.errors import MissingDependencyError
from sidebyside.methods.image.text_in_picture.method import MEMBER
from sidebyside.records import Finding, StyleTable, UncountedPair
from sidebyside.workflows.compare import compare
from sidebyside.workflows.options import Options


def _photo(seed):
    rng = np.random.default_rng(seed)
    image = Image.new("RGB", (420, 300), "beige")
    pen = ImageDraw.Draw(image)
    for _ in range(120):
        x, y, w, h = rng.integers((0, 0, 5, 5), (420, 300, 60, 60)).tolist()
        pen.ellipse((x, y, x + w, y + h), fill=tuple(rng.integers(0, 256, 3).tolist()))
    return image


def _marked(image, words):
    pen = ImageDraw.Draw(image)
    pen.rectangle((20, 240, 400, 280), fill="white")
    pen.text((30, 245), words, font=ImageFont.load_default(24), fill="black")
    return image


@pytest.fixture
def folders(tmp_path):
    works, outputs = tmp_path / "works", tmp_path / "outputs"
    works.mkdir()
    outputs.mkdir()
    _marked(_photo(1), "Bellamoor Gazette").save(works / "a.png")
    _photo(2).save(works / "b.png")
    _marked(_photo(3), "BELLAM0OR GAZETE").save(outputs / "mark only.png")
    _photo(2).transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(outputs / "mirrored.png")
    return works, outputs


def _pairs(case, kind):
    return {(pair.work.path, pair.output.path): pair for pair in case.findings if isinstance(pair, kind)}


def test_a_garbled_mark_alone_makes_a_finding_with_what_was_read(folders, tmp_path):
    try:
        MEMBER.index()
    except MissingDependencyError as error:
        pytest.skip(str(error))
    case = compare(*folders, tmp_path / "case", options=Options(methods=("text_in_picture",)))
    (pair,) = _pairs(case, Finding)
    assert pair == ("a.png", "mark only.png")
    (match,) = _pairs(case, Finding)[pair].matches
    assert match.read is not None
    assert match.read.work_text.startswith("Bellamoor")
    assert 0.0 < match.quantum.share_of_work < 0.3
    with sqlite3.connect(tmp_path / "case" / "vectors.sqlite") as table:
        assert table.execute("SELECT count(*) FROM vector").fetchone() == (4,)
    table.close()
    again = compare(*folders, tmp_path / "case", options=Options(methods=("text_in_picture",)))
    assert again.findings == case.findings


def test_a_mirrored_picture_is_found_by_its_hash_and_its_style_stands_beside_it(folders, tmp_path):
    case = compare(*folders, tmp_path / "case", options=Options(methods=("hash", "style")))
    (found,) = _pairs(case, Finding).values()
    assert (found.work.path, found.output.path) == ("b.png", "mirrored.png")
    assert [score.method for score in found.scores] == ["hash"]
    (table,) = found.apart
    assert isinstance(table, StyleTable)
    assert [measure.name for measure in table.measures] == ["palette", "scales", "directions", "patterns"]


def test_style_alone_finds_nothing_and_sets_nothing_apart(folders, tmp_path):
    case = compare(*folders, tmp_path / "case", options=Options(methods=("style",)))
    assert not _pairs(case, Finding)
    assert not _pairs(case, UncountedPair)
    assert case.counts.n_null == 2


def test_pictures_of_low_quality_are_counted_where_nothing_else_compares_them(folders, tmp_path):
    slope = Image.linear_gradient("L").resize((300, 200)).point(lambda value: 100 + value // 8)
    slope.convert("RGB").save(folders[1] / "slope.png")
    case = compare(*folders, tmp_path / "case", options=Options(methods=("hash",)))
    assert case.counts.n_unscorable == 1
    assert (
        compare(*folders, tmp_path / "two", options=Options(methods=("hash", "style"))).counts.n_unscorable
        == 0
    )
