r"""Which characters stand in these bytes?

Every character is kept where it stood: no line end is translated, nothing is normalised. A byte that is no
part of any character becomes one U+FFFD.

The order of trials: byte order mark; UTF-8 without a fault; what the file declares of itself; UTF-16 without
a mark, by where its zero bytes lie; UTF-8 with a few stray bytes; then statistics of the bytes
(`charset-normalizer`) among the encodings in `GUESSED`.

>>> decoded = decode("\ufeff圖\r\n".encode())
>>> decoded.text, decoded.encoding, decoded.bom_bytes
('圖\r\n', 'utf-8', 3)
"""

import codecs
import re
from dataclasses import dataclass

from sidebyside.errors import UnfitItemError

GUESSED = ("big5", "gb18030", "cp932", "cp1252", "euc_jp", "euc_kr", "cp1251")
"""Encodings that are told apart by the statistics of their bytes."""

# A file may not choose a codec that is no encoding of files, such as unicode_escape or punycode.
_DECLARABLE = {
    *GUESSED,
    *("big5hkscs", "gb2312", "gbk", "shift_jis", "shift_jisx0213", "cp949", "koi8-r", "koi8-u", "cp874"),
    *(f"cp125{number}" for number in range(9)),
    *(f"iso8859-{number}" for number in range(1, 17)),
}

REPLACEMENT = "\ufffd"
_STRAY = "sidebyside-stray"
_SAMPLE_BYTES = 1 << 16
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_STOPS = re.compile("[\n \u3000-\u3002\u300c-\u300f\uff01\uff0c\uff1f]")
_COMMON = re.compile(
    "[\t\n\r -~\xa0-\u017f\u0370-\u052f\u2010-\u2026\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]"
)
_HALF_WIDTH = re.compile("[\uff61-\uff9f]")
_HIGH = re.compile(b"[\x80-\xff]")
_HIGH_RUNS = re.compile(b"[\x80-\xff]+")
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a file.

    `is_guessed` is True where neither the file nor the bytes themselves settle the encoding. `n_stray` is
    the number of bytes that are no part of a character.
    """

    text: str
    encoding: str
    bom_bytes: int = 0
    n_stray: int = 0
    is_guessed: bool = False


def _stray(error: UnicodeError) -> tuple[str, int]:
    """Keep each byte that does not decode as one surrogate of its own."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    faulty = error.object[error.start : error.end]
    return "".join(chr(0xDC00 + byte) for byte in faulty), error.end


codecs.register_error(_STRAY, _stray)


def without_surrogates(text: str) -> str:
    r"""Replace every lone surrogate by U+FFFD, one for one, so that lengths and places stay.

    >>> without_surrogates("a\ud800b")
    'a�b'
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return _SURROGATE.sub(REPLACEMENT, text)
    return text


def printable(text: str, limit: int = 200) -> str:
    r"""Show a hostile string on one line: controls, direction marks and lone surrogates as escapes.

    >>> printable("two\nlines \u202etxt.exe")
    'two\\nlines \\u202etxt.exe'
    """
    shown = _UNPRINTABLE.sub(_escape, text)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def _escape(found: re.Match[str]) -> str:
    code = ord(found.group())
    named = {0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t"}.get(code)
    if named:
        return named
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def decode(data: bytes, *, declared: str = "") -> Decoded:
    """Find the encoding of a text and decode it.

    Parameters
    ----------
    data
        The bytes of the file.
    declared
        An encoding that the file states of itself (such as ``<meta charset>``); tried after UTF-8, and only
        believed where it decodes without a fault.

    Raises
    ------
    UnfitItemError
        With code ``wrong_type`` where the bytes are no text in any encoding tried.

    Notes
    -----
    *Cost*: one pass for UTF-8; statistics look at 64 KiB. *What it does not see*: Central European and
    other single-byte encodings beyond `GUESSED` are read as a neighbour of theirs, with `is_guessed` set;
    a guess from fewer than about 20 Chinese or Japanese characters is often wrong.

    >>> decode("天地玄黃，宇宙洪荒。日月盈昃，辰宿列張。".encode("big5")).encoding
    'big5'
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data, encoding, bom_bytes=len(mark))
    if b"\0" not in data[:_SAMPLE_BYTES]:
        try:
            return Decoded(data.decode("utf-8"), "utf-8")
        except UnicodeDecodeError:
            pass
    encoding, is_guessed = _unmarked_encoding(data, declared)
    return _decoded(data, encoding, is_guessed=is_guessed)


def decode_as(data: bytes, encoding: str, bom_bytes: int = 0) -> str:
    r"""Decode bytes once more, in the encoding that `decode` found for them; gives the same characters.

    >>> decode_as(b"caf\xe9 au lait", "utf-8")
    'caf\ufffd au lait'
    >>> decode_as(b"caf\xe9 au lait", "cp1252")
    'café au lait'
    """
    return _decoded(data, encoding, bom_bytes).text


def _decoded(data: bytes, encoding: str, bom_bytes: int = 0, is_guessed: bool = False) -> Decoded:
    text, n_stray = _SURROGATE.subn(REPLACEMENT, _escaped(data[bom_bytes:], encoding))
    return Decoded(text, encoding, bom_bytes, n_stray, is_guessed)


def _escaped(body: bytes, encoding: str) -> str:
    return body.decode(encoding, _STRAY)


def _unmarked_encoding(data: bytes, declared: str) -> tuple[str, bool]:
    sample = data[:_SAMPLE_BYTES]
    if declared and (believed := _believed(data, declared)):
        return believed, False
    if wide := _wide_encoding(sample):
        return wide, True
    if _n_control(sample) * 20 > len(sample):
        raise UnfitItemError(
            "holds binary data, not text", code="wrong_type", hint="give the file the suffix of what it holds"
        )
    if _is_mostly_utf8(sample):
        return "utf-8", True
    return ("cp1252" if _is_western(sample) else _by_statistics(sample)), True


def _believed(data: bytes, declared: str) -> str:
    """Return the codec of a declared encoding if it is one of files and decodes without a fault, else ''."""
    try:
        name = codecs.lookup(declared).name
        if name not in _DECLARABLE:
            return ""
        data.decode(name)
    except (LookupError, ValueError):
        return ""
    return name


def _n_control(sample: bytes) -> int:
    return len(sample) - len(sample.translate(None, bytes(set(range(32)) - {7, 8, 9, 10, 11, 12, 13, 27})))


def _wide_encoding(sample: bytes) -> str:
    """Tell UTF-16 without a mark: nearly all its characters are common ones, some of them blanks or stops.

    The stops are what text in a two-byte encoding does not show when it is taken for UTF-16.
    """
    whole = sample[: len(sample) // 2 * 2]
    best = 0.97, ""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _escaped(whole, encoding)
        stops, common = len(_STOPS.findall(text)), len(_COMMON.findall(text))
        if stops * 100 >= len(text) > 0:
            best = max(best, (common / len(text), encoding))
    return best[1]


def _by_statistics(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    candidates = list(GUESSED)
    while best := from_bytes(sample, cp_isolation=candidates).best():
        if best.encoding == "cp932" and len(_HALF_WIDTH.findall(str(best))) * 3 > len(_HIGH.findall(sample)):
            candidates.remove("cp932")  # half-width katakana in plenty are Chinese taken for Japanese
        elif best.encoding == "cp1251" and len(_HIGH.findall(sample)) * 4 < len(sample):
            return "cp1252"  # Russian has few ASCII letters
        else:
            return best.encoding if best.encoding in GUESSED else "cp1252"
    return "cp1252"


def _is_mostly_utf8(sample: bytes) -> bool:
    """Say whether whole multi-byte characters outnumber the stray bytes."""
    text = _escaped(sample, "utf-8")
    n_stray = len(_SURROGATE.findall(text))
    n_whole = sum(char > "\x7f" for char in text) - n_stray
    return n_whole > n_stray


def _is_western(sample: bytes) -> bool:
    """Say whether high bytes are few and stand alone, as quotes and accents do, and not in pairs."""
    runs = _HIGH_RUNS.findall(sample)
    n_high = sum(map(len, runs))
    n_alone = sum(len(run) == 1 for run in runs)
    return n_high * 7 < len(sample) and n_alone * 10 >= len(runs) * 9 and _n_control(sample) == 0
