"""A list of PDQ hashes: works that are known by their hash alone, one a line, as the exchanges write them.

What is written is the form of the hashing tools of ThreatExchange: ``hash,quality,name``. What is read is
that and what comes near to it:

- a hash alone, or before it the kind of signal (``pdq`` or ``HASH_PDQ``), as its command line prints it;
- a hash with other fields after it (identifier, time, tags), kept together as its name;
- the first line may name the columns; empty lines and lines that begin with ``#`` are passed over.

Every other line is counted with its number and reason.
"""

import re
from dataclasses import dataclass

from sidebyside.errors import InputError
from sidebyside.primitives.pdq import N_DIGITS, Hashes, from_hex, to_hex
from sidebyside.primitives.text.decoding import printable

_FIELDS = re.compile(r"[,;\t]|\s+")
_KINDS = frozenset({"pdq", "hash_pdq"})
_COLUMNS = frozenset({"hash", "indicator", "signal", "signal_str", "value", *_KINDS})
_MOST_SHOWN = 60


@dataclass(frozen=True, slots=True, eq=False)
class ListedHash:
    """One line: the hash, uint64 (4,), its quality where one is stated, its name, and the line's number."""

    bits: Hashes
    quality: int | None
    name: str
    line: int


@dataclass(frozen=True, slots=True)
class UnreadLine:
    """A line that holds no hash, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class HashList:
    """What a list holds; `n_passed_over` counts empty lines, remarks and the heading."""

    hashes: tuple[ListedHash, ...]
    unread: tuple[UnreadLine, ...]
    n_passed_over: int

    @property
    def n_lines(self) -> int:
        """All lines; every one is accounted for."""
        return len(self.hashes) + len(self.unread) + self.n_passed_over


def read_hash_list(data: bytes) -> HashList:
    """Read a list of hashes, UTF-8, from its bytes.

    Cost: linear in the lines. The same hash may stand in several lines; each is kept.

    Raises
    ------
    InputError
        If it is not UTF-8, or no line holds a hash.
    """
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise InputError(
            f"the list of hashes is not UTF-8: {error.reason} at byte {error.start}",
            hint="name a text with one hash of 64 hexadecimal digits a line",
        ) from error
    hashes, unread, n_passed_over = [], [], 0
    for number, line in enumerate(lines, start=1):
        if _is_passed_over(line, number):
            n_passed_over += 1
            continue
        try:
            hashes.append(_listed(line.strip(), number))
        except InputError as error:
            unread.append(UnreadLine(number, error.message))
    if not hashes:
        raise InputError(
            f"no hash stands in the list of {len(lines)} lines",
            hint="one hash of 64 hexadecimal digits a line, as sidebyside hashes FOLDER --out LIST writes",
        )
    return HashList(tuple(hashes), tuple(unread), n_passed_over)


def hash_line(one: Hashes, quality: int, name: str) -> str:
    r"""Write a line of a list; a line break in the name is written as an escape.

    >>> hash_line(from_hex("0f" * 32), 100, "a, b\n.png")[62:]
    '0f,100,a, b\\n.png'
    """
    return f"{to_hex(one)},{quality},{printable(name, limit=10_000)}"


def _is_passed_over(line: str, number: int) -> bool:
    stripped = line.strip()
    if not stripped or stripped.startswith("#"):
        return True
    return number == 1 and _FIELDS.split(stripped.lower(), maxsplit=1)[0].strip("\"'") in _COLUMNS - _KINDS


def _listed(line: str, number: int) -> ListedHash:
    kind, *fields = _FIELDS.split(line, maxsplit=1)
    if kind.lower() in _KINDS and fields:
        line = fields[0].strip()
    digits, *rest = _FIELDS.split(line, maxsplit=1)
    digits = digits.strip("\"'")
    if len(digits) != N_DIGITS:
        raise InputError(f"{printable(digits, limit=_MOST_SHOWN)!r} is not 64 hexadecimal digits")
    bits = from_hex(digits)
    after = rest[0].strip() if rest else ""
    stated, *name = _FIELDS.split(after, maxsplit=1) if after else [""]
    if re.fullmatch(r"\d{1,3}", stated) and int(stated) <= 100:
        return ListedHash(bits, int(stated), name[0].strip() if name else "", number)
    return ListedHash(bits, None, after, number)
