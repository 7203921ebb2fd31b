import glob
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from sidebyside.contracts import KeepsVectors
from sidebyside.errors import MissingDependencyError
from sidebyside.methods.image.text_in_picture.method import (
    MEMBER,
    SharedLine,
    TextInPictureSettings,
    best_pairs,
    card_of,
)
from sidebyside.methods.image.text_in_picture.reading import Line, WrittenLine, cut_out, decode
from sidebyside.methods.image.text_in_picture.shared_words import SharedWords
from sidebyside.primitives.pictures import PreparedPicture, prepare

SIZE = (640, 480)


@pytest.fixture(scope="module")
def index():
    def opened(**settings):
        try:
            return MEMBER.index(TextInPictureSettings(**settings))
        except MissingDependencyError as error:
            pytest.skip(str(error))

    return opened


def _face(size):
    spec = find_spec("noto_cjk_sans_otc")
    if spec is None:
        pytest.skip("the font for Chinese is not installed")
    (path,) = glob.glob(f"{spec.submodule_search_locations[0]}/**/NotoSansCJK-Regular.ttc", recursive=True)  # noqa: PTH207
    faces = (ImageFont.truetype(path, size, index=number) for number in range(10))
    return next(face for face in faces if face.getname()[0] == "Noto Sans CJK TC")


def _lettered(words, *, at=(40, 200), size=30, font=None, ground="white", fill="black"):
    image = Image.new("RGB", SIZE, ground)
    ImageDraw.Draw(image).text(at, words, font=font or ImageFont.load_default(size), fill=fill)
    return image


def _compare(index, prepared, works, output):
    index.add([prepared(work) for work in works])
    return index.compare([prepared(output)])[0]


@pytest.mark.parametrize(
    ("work", "output"),
    [
        ("Shutterstock 1289345", "SHUTTERSTOCK"),
        ("Marguerite Ashdown", "Margueritte Ashdovn"),
        ("Photographed by Quentin Fennimore", "Quentin Fennimor"),
    ],
)
def test_a_garbled_line_is_found_with_what_was_read_and_where(work, output, index, prepared):
    (comparison,) = _compare(
        index(), prepared, [_lettered(work)], _lettered(output, at=(200, 60), size=24, ground="grey")
    )
    (match,) = comparison.matches
    assert (match.work_region.row, match.work_region.column) == pytest.approx((200, 40), abs=15)
    assert (match.output_region.row, match.output_region.column) == pytest.approx((60, 200), abs=15)
    assert 0.5 <= match.read.confidence <= 1.0
    assert match.read.work_text.replace(" ", "") == work.replace(" ", "")
    assert match.similarity == comparison.score.similarity >= 0.7


def test_chinese_is_read_and_a_simplified_line_matches_a_traditional_one(index, prepared):
    work = _lettered("潮水鐘停了九年，無人上弦", font=_face(30))
    output = _lettered("潮水钟停了九年", font=_face(26), at=(100, 300))
    (comparison,) = _compare(index(), prepared, [work], output)
    assert "潮水鐘" in comparison.matches[0].read.work_text
    assert comparison.matches[0].read.output_text.startswith("潮水钟")


def test_a_line_on_its_head_or_turned_is_read(index, prepared):
    work = _lettered("Marguerite Ashdown")
    for turned in (work.rotate(180), work.rotate(12, fillcolor="white")):
        (comparison,) = _compare(index(), prepared, [work], turned)
        assert comparison.matches[0].similarity > 0.9


def test_several_lines_of_a_pair_are_several_matches(index, prepared):
    work = _lettered("Bellamoor Gazette")
    ImageDraw.Draw(work).text((300, 380), "Fenwhistle", font=ImageFont.load_default(28), fill="navy")
    (comparison,) = _compare(index(), prepared, [work], work)
    read = [match.read.work_text.replace(" ", "") for match in comparison.matches]
    assert read == ["BellamoorGazette", "Fenwhistle"]


@pytest.mark.parametrize("size", [(400, 300), (16, 16), (1, 900), (900, 1), (3000, 16)])
def test_a_picture_without_writing_gives_nothing(size, index):
    pixels = np.full((size[1], size[0], 3), 200, dtype=np.uint8)
    picture = PreparedPicture(size[1], size[0], pixels)
    opened = index()
    opened.add([picture])
    assert opened.unfit(picture) is None
    assert opened.compare([picture]) == [()]


def test_common_words_are_no_match(index, prepared):
    assert _compare(index(), prepared, [_lettered("HAPPY BIRTHDAY")], _lettered("Happy Birthday")) == ()
    assert _compare(index(), prepared, [_lettered("Canon 2019-07-12")], _lettered("Canon 2019-07-12")) == ()


def test_small_writing_is_read_in_the_file_or_its_bytes_and_not_in_the_working_size(index, tmp_path):
    image = Image.new("RGB", (1800, 1200), "white")
    ImageDraw.Draw(image).text(
        (900, 1100), "Marguerite Ashdown", font=ImageFont.load_default(26), fill="black"
    )
    image.save(tmp_path / "large.png")
    found = []
    for source in (tmp_path / "large.png", (tmp_path / "large.png").read_bytes()):
        picture = prepare(source)
        assert max(picture.pixels.shape) == 512
        opened, cache = index(), _Cache()
        opened.keep_vectors_in(cache)
        opened.add([picture])
        found.append((opened.compare([picture]), cache))
    ((comparison,),), _ = found[0]
    region = comparison.matches[0].work_region
    assert (region.row, region.column) == pytest.approx((1100, 900), abs=15)
    assert found[0] == found[1]


class _Cache(dict):
    def get(self, key):
        return super().get(key)

    def put(self, key, value):
        self[key] = value


def test_readings_are_kept_by_content_and_looked_up(index, prepared, monkeypatch):
    cache, work = _Cache(), _lettered("Marguerite Ashdown")
    first = index()
    assert isinstance(first, KeepsVectors)
    first.keep_vectors_in(cache)
    found = _compare(first, prepared, [work], work)
    assert len(cache) == 1
    second = index()
    second.keep_vectors_in(cache)
    monkeypatch.setattr(second._reader, "read", lambda picture: pytest.fail("read again"))
    assert _compare(second, prepared, [work], work) == found
    third = index(side_px=480)
    third.keep_vectors_in(cache)
    _compare(third, prepared, [work], work)
    assert len(cache) == 2


def test_a_missing_package_is_said_with_the_way_to_install_it(monkeypatch):
    monkeypatch.setattr("sidebyside.primitives.model_store.find_spec", lambda name: None)
    with pytest.raises(MissingDependencyError) as caught:
        MEMBER.index()
    assert "rapidocr-onnxruntime" in caught.value.hint


def _line(text, row):
    return WrittenLine(text, 0.9, ((row, 0.0), (row, 9.0), (row + 5, 9.0), (row + 5, 0.0)))


def test_no_line_stands_in_two_pairs_and_the_one_worth_most_comes_first():
    works, outputs = [_line("a", 0.0), _line("b", 9.0)], [_line("c", 0.0), _line("d", 9.0)]
    bits = {("a", "c"): 30, ("a", "d"): 40, ("b", "c"): 20, ("b", "d"): 35}
    candidates = [
        SharedLine(one, other, SharedWords(1.0, 9, bits[one.text, other.text], ()))
        for one in works
        for other in outputs
    ]
    assert [(pair.work.text, pair.output.text) for pair in best_pairs(candidates)] == [("b", "c"), ("a", "d")]


def test_repeated_letters_are_told_apart_by_a_blank():
    rows = np.eye(3)[[1, 1, 0, 1, 2, 2, 0]]
    assert decode(rows, ("", "l", "o")) == ("llo", 1.0)
    assert decode(np.eye(3)[[0, 0]], ("", "l", "o")) == ("", 0.0)


def test_a_tall_line_is_laid_on_its_side():
    pixels = np.zeros((100, 40, 3), dtype=np.uint8)
    corners = np.array([[5, 5], [25, 5], [25, 95], [5, 95]], dtype=np.float32)
    assert cut_out(pixels, Line(corners, 1.0)).shape == (20, 90, 3)


@pytest.mark.parametrize(
    ("bits", "letters"), [(20.0, "6"), (30.0, "9"), (4.0, "1"), (40.8, "12"), (50.0, "∞")]
)
def test_the_card_says_from_how_many_letters_on_a_word_in_no_list_is_enough(bits, letters):
    card = card_of(TextInPictureSettings(floor_bits=bits))
    assert f"worth {bits:g} bits" in card.floor
    assert f"from {letters} letters on" in card.floor


def test_the_samples_of_the_method_are_not_compared_with_the_working_folder():
    assert MEMBER.card.is_asked_for
    assert not Path("vectors.sqlite").exists()
