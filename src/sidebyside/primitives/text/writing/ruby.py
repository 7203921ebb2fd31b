"""Readings that stand beside a character: 漢（ㄏㄢˋ）, 漢ㄏㄢˋ字ㄗˋ, 漢字(かんじ), 漢字《かんじ》, 漢(hàn).

A reading says how a character sounds and adds nothing to the text, so an annotated text is compared as the
plain one is. Readings in the markup of a page (``<rt>``) are hidden where the page is read.

Source: W3C, Requirements for Chinese and for Japanese Text Layout, on ruby; the marks ｜ and 《》 are those
of Aozora Bunko.
"""

import re
from collections.abc import Iterator

_IDEOGRAPH = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HIRAGANA, _KANA = "\u3041-\u3096\u30fc", "\u3041-\u3096\u30a1-\u30fa\u30fb-\u30fe"
_BOPOMOFO, _TONES = "\u3105-\u312f\u31a0-\u31bf", "\u02c7\u02ca\u02cb\u02d9"
_SYLLABLE = rf"\u02d9?[{_BOPOMOFO}]{{1,3}}[{_TONES}]?"
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_PINYIN = rf"(?=[A-Za-zü' ]{{0,30}}[{_TONED}])[A-Za-zü{_TONED}' ]{{1,40}}"
_INSIDE = rf"[{_KANA}]{{1,24}}|{_SYLLABLE}(?:[ \u3000]?{_SYLLABLE}){{0,11}}|{_PINYIN}"

_READING = re.compile(
    rf"[(（](?<=[{_IDEOGRAPH}].)(?:{_INSIDE})[)）]"
    rf"|《(?<=[{_IDEOGRAPH}].)[{_HIRAGANA}]{{1,24}}》"
    rf"|(?P<mark>｜)[^｜《》\n]{{1,24}}(?P<marked>《[{_KANA}]{{1,24}}》)"
    rf"|(?P<bare>[\u02d9{_BOPOMOFO}](?<=[{_IDEOGRAPH}].)[{_BOPOMOFO}]{{0,3}}[{_TONES}]?)"
)
_LETTER = re.compile(f"[{_BOPOMOFO}]")
_TONE = re.compile(f"[{_TONES}]")


def readings(text: str) -> list[tuple[int, int]]:
    """Return the place ``[start, end)`` of each reading, in order, without overlap.

    1. In brackets directly after a Chinese character: kana, bopomofo, or pinyin with a tone mark; in 《》
       hiragana only, since that is also how titles are marked.
    2. Between ｜ and 《》 stands what is annotated; both marks go.
    3. Bopomofo without brackets directly after a Chinese character, where it has a tone mark or the next
       or last character has its reading too. A single sign may be a word (好ㄉ) and stays.

    Cost: linear, some nanoseconds a character. Does not see: kana written over kana; numbers of tones
    (han4); a gloss in kana after a Chinese character, which is taken for its reading.

    >>> [("漢（ㄏㄢˋ）字（ㄗˋ）"[a:b]) for a, b in readings("漢（ㄏㄢˋ）字（ㄗˋ）")]
    ['（ㄏㄢˋ）', '（ㄗˋ）']
    >>> readings("看《水滸傳》（第三回），好ㄉ")
    []
    """
    if text.isascii():
        return []
    found: list[tuple[int, int]] = []
    bare: list[re.Match[str]] = []
    for one in _READING.finditer(text):
        if one["mark"]:
            found += [one.span("mark"), one.span("marked")]
        elif one["bare"]:
            bare.append(one)
        else:
            found.append(one.span())
    found += _annotations(bare)
    return sorted(found)


def _annotations(bare: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Yield the places of bopomofo that is no word of its own."""
    ends = {one.end() for one in bare}
    starts = {one.start() for one in bare}
    for one in bare:
        is_in_row = one.start() - 1 in ends or one.end() + 1 in starts
        if _LETTER.search(one.group()) and (is_in_row or _TONE.search(one.group())):
            yield one.span()
