import io
from importlib.util import find_spec

import pytest
from fontTools.ttLib import TTFont

from sidebyside.errors import MissingDependencyError
from sidebyside.exhibits.assets import font

pytestmark = pytest.mark.skipif(find_spec("noto_cjk_sans_otc") is None, reason="the font is not installed")


def _points(cut):
    assert cut.data_uri.startswith("data:font/woff2;base64,")
    with TTFont(io.BytesIO(cut.data)) as opened:
        return set(opened.getBestCmap())


def test_the_font_holds_the_glyphs_asked_for_and_no_others():
    assert _points(font.subset("燈塔燈")) == {ord("燈"), ord("塔")}


def test_the_same_characters_give_the_same_bytes():
    first = font.subset("燈塔")
    font._subset.cache_clear()
    assert font.subset(["塔", "燈", "塔"]) == first


def test_characters_the_font_lacks_are_named_and_not_claimed():
    cut = font.subset("塔🚢\U0010ffff")
    assert set(cut.lacking) == {"🚢", "\U0010ffff"}
    assert cut.unicode_range == "U+5854"


def test_no_characters_need_no_font():
    assert font.subset("") == font.Subset(b"", "", ())


def test_latin_letters_are_left_to_the_reader_and_chinese_is_not():
    assert [font.is_unsure(character) for character in "aé燈㐀𠀀→"] == [False, False, True, True, True, True]


def test_the_face_is_the_one_for_traditional_chinese():
    with font._face() as face:
        assert face["name"].getDebugName(1) == "Noto Sans CJK TC"


def test_a_font_that_is_not_installed_is_named_with_the_way_out(monkeypatch):
    monkeypatch.setattr(font, "_PACKAGE", "no_such_package_at_all")
    with pytest.raises(MissingDependencyError, match="pip install noto-cjk-sans-otc"):
        font.collection()
