import sys
import unicodedata

import pytest

from sidebyside.exhibits.formats.html.page import shown
from sidebyside.exhibits.notation import UNSEEN, visible

DRAWN = {  # format characters that have a form of their own
    *range(0x0600, 0x0606),
    *(0x06DD, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD),
}


def test_every_control_and_format_character_is_made_visible():
    for point in range(sys.maxunicode + 1):
        if unicodedata.category(chr(point)) in ("Cc", "Cf", "Cs", "Zl", "Zp") and point not in DRAWN:
            is_kept = chr(point) in "\t\n\r"
            assert bool(UNSEEN.fullmatch(chr(point))) is not is_kept, hex(point)


def test_letters_marks_and_symbols_are_left_alone():
    text = "naïve e\u0301 燈塔 ﬁ № ½ 🚢 \u4e00\U00020000 \ufe0f"
    assert visible(text) == text


@pytest.mark.parametrize(
    "hidden", ["\u202e", "\u200b", "\x00", "\x1b", "\u2066", "\ufeff", "\U000e0041", "\ud800"]
)
def test_a_character_that_hides_or_turns_text_is_written_out(hidden):
    written = f"[U+{ord(hidden):04X}]"
    assert visible(f"a{hidden}b") == f"a{written}b"
    assert f'<span class="unseen">{written}</span>' in shown(f"a{hidden}b")


def test_line_ends_of_every_kind_become_one():
    assert visible("a\r\nb\rc\nd") == "a\nb\nc\nd"
    assert shown("a\r\nb") == "<bdi>a\nb</bdi>"
