"""Names in Chinese texts, by their characters.

1. Parts joined by a dot, as foreign names are written: 艾比尼澤·史古基.
2. Runs of characters by which foreign names are written, of which most are seldom met in other words; twice
   or more, cut where the text around them shows it (史古基 and not 史古基拉).
3. A surname and one or two characters, three times or more, before and after different
   characters, and no common word.
4. What a title stands after: 李甫西醫生; a surname alone with its title: 紀師傅.

All is done on folded text, so Traditional and Simplified names are the same. Source of 3: left and right
freedom of neighbours, Feng et al. (2004), Accessor variety criteria for Chinese word extraction,
doi:10.1162/089120104773633394.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from sidebyside.methods.text.story.transliteration import is_rare, is_sound
from sidebyside.primitives.text.folding import fold
from sidebyside.primitives.text.word_list import chinese_words

LEAST_COUNT = 2
LEAST_NATIVE = 3
"""How often a name without a dot or a title must stand there: a foreign one, a Chinese one."""

MOST_CHARACTERS = 6
LEAST_FREEDOM = 2
"""Before and after so many different characters a name must stand; every mark and line end is one."""

_HAN = "\u3400-\u9fff"
_DOT = "·・‧•．"
_DOTTED = re.compile(rf"[{_HAN}]{{1,7}}(?:[{_DOT}][{_HAN}]{{1,7}})+")
_TITLES = (
    "先生|太太|小姐|女士|夫人|船長|醫生|醫師|博士|教授|爵士|勳爵|"
    "男爵|伯爵|公爵|上校|上尉|將軍|神父|牧師|老師|師傅|老闆|警官|探長"
)
_SURNAMES = (
    "王李張劉陳楊趙黃周吳徐孫胡朱高林何郭羅梁宋鄭謝韓唐馮于董蕭程曹袁鄧許傅沈曾彭呂蘇盧蔣蔡賈丁魏薛葉閻余潘杜戴夏鍾汪田任姜"
    "范方石姚譚廖鄒熊金陸郝孔崔康毛邱秦江史顧侯邵孟龍萬段雷錢湯尹黎易常武喬賀賴龔紀凌柯游簡歐連洪莊詹卓阮"
)
_PLAIN = (
    "的了是在有和與就都也還又不沒很太更最這那哪個位們我你您他她它人說道問答叫喊看見聽來去到上下裡外前後中把被讓給對從向以為"
    "而且但因所如果若則或及其之乎者也矣焉哉一二三四五六七八九十百千萬年月日天時候點分吃喝走跑坐站想要能會可得著過嗎呢吧啊"
    "呀哦大多少只每將正好壞此自己什麼怎樣便即卻才再當等起出進回開關笑哭"
)
"""Characters that stand in few given names and in most sentences."""


@cache
def _plain() -> frozenset[str]:
    return frozenset(fold(_PLAIN))


@cache
def _surnames() -> frozenset[str]:
    return frozenset(fold(_SURNAMES))


@cache
def _titled() -> re.Pattern[str]:
    return re.compile(rf"([{_HAN}]{{1,4}}?)(?:{fold(_TITLES)})")


def han_names(text: str) -> dict[str, tuple[int, ...]]:
    """Return the names of a Chinese text, folded, with the places where each begins, in the order of these.

    Of a dotted name the whole is a name, and its last part where that stands alone too.

    Cost: linear in the text, a look-up for each of a few substrings a character. Does not see: a name that
    stands only once and has neither dot nor title, a nickname, a name made of common words (平兒), and where
    a foreign name ends if common characters of that kind follow it each time.

    >>> list(han_names("史古基很冷。史古基先生不說話，看著史古基的鄰居。他叫艾比尼澤·史古基。"))
    ['史古基', '艾比尼泽·史古基']
    """
    seen = fold(text)
    found: dict[str, tuple[int, ...]] = {}
    dotted = [match.span() for match in _DOTTED.finditer(seen)]
    for name in [*_dotted_parts(seen, dotted), *_foreign(seen), *_native(seen), *_with_title(seen)]:
        if name not in found:
            found[name] = places_of(name, seen)
    return dict(sorted(_longest(found).items(), key=lambda item: (item[1][0], item[0])))


def places_of(name: str, seen: str) -> tuple[int, ...]:
    """Return where a folded name begins in a folded text."""
    return tuple(match.start() for match in re.finditer(re.escape(name), seen))


def parts_of(name: str) -> tuple[str, ...]:
    """Return the parts of a name between dots.

    >>> parts_of("艾比尼澤·史古基")
    ('艾比尼澤', '史古基')
    """
    return tuple(re.split(f"[{_DOT}]", name))


def without_title(name: str) -> str:
    """Return a folded name without the title after it.

    >>> without_title("纪师傅")
    '纪'
    """
    found = _titled().fullmatch(name)
    return found.group(1) if found else name


def _dotted_parts(seen: str, spans: list[tuple[int, int]]) -> Iterator[str]:
    for first, stop in spans:
        parts = parts_of(seen[first:stop])
        # The edges of the run may hold other words: only what sounds like a name is kept.
        head, tail = _sounding_tail(parts[0]), _sounding_head(parts[-1])
        if head and tail:
            start = first + len(parts[0]) - len(head)
            yield seen[start : stop - len(parts[-1]) + len(tail)]
            for part in (head, tail):
                if len(part) > 1 and len(places_of(part, seen)) > 1:
                    yield part


def _sounding_head(part: str) -> str:
    end = 0
    while end < len(part) and is_sound(part[end]):
        end += 1
    return part[:end]


def _sounding_tail(part: str) -> str:
    begin = len(part)
    while begin and is_sound(part[begin - 1]):
        begin -= 1
    return part[begin:]


def _foreign(seen: str) -> Iterator[str]:
    """Yield runs of sounds that stand there often enough and freely."""
    counts: dict[str, list[int]] = defaultdict(list)
    for first, stop in _runs(seen):
        for begin in range(first, stop - 1):
            for end in range(begin + 2, min(stop, begin + MOST_CHARACTERS) + 1):
                name = seen[begin:end]
                if is_rare(name[0]) + is_rare(name[-1]) and 2 * sum(map(is_rare, name)) >= len(name):
                    counts[name].append(begin)
    for name, places in counts.items():
        if len(places) >= LEAST_COUNT and _is_free(name, places, seen) and name not in chinese_words():
            yield name


def _runs(seen: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for at in range(len(seen) + 1):
        if at == len(seen) or not is_sound(seen[at]):
            if at - begin > 1:
                yield begin, at
            begin = at + 1


def _native(seen: str) -> Iterator[str]:
    counts: dict[str, list[int]] = defaultdict(list)
    for at, character in enumerate(seen):
        if character in _surnames():
            for length in (2, 3):
                name = seen[at : at + length]
                if len(name) == length and all("\u3400" <= one <= "\u9fff" for one in name):
                    counts[name].append(at)
    for name, places in counts.items():
        is_plain = any(one in _plain() for one in name[1:])
        if len(places) < LEAST_NATIVE or is_plain or name in chinese_words():
            continue
        if _is_free(name, places, seen):
            yield name


def _with_title(seen: str) -> Iterator[str]:
    for match in _titled().finditer(seen):
        name = _sounding_tail(match.group(1))
        if len(name) > 1:
            yield name
        elif match.group(1)[-1] in _surnames():
            yield match.group()[len(match.group(1)) - 1 :]


def _is_free(name: str, places: list[int], seen: str) -> bool:
    """Whether a name stands before and after different characters, so that it is no part of a longer word."""
    before = {_neighbour(seen, at - 1) for at in places}
    after = {_neighbour(seen, at + len(name)) for at in places}
    return len(before) >= LEAST_FREEDOM and len(after) >= LEAST_FREEDOM


def _neighbour(seen: str, at: int) -> str:
    """Return the character beside a name; every mark is one of its own, since names may stand beside any."""
    is_han = 0 <= at < len(seen) and "\u3400" <= seen[at] <= "\u9fff"
    return seen[at] if is_han else f"mark {at}"


def _longest(found: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """Leave out a name that stands only inside longer ones."""
    kept: dict[str, tuple[int, ...]] = {}
    for name in sorted(found, key=lambda name: (-len(name), name)):
        covered = {
            at
            for other, places in kept.items()
            if name in other
            for start in places
            for at in range(start, start + len(other))
        }
        free = tuple(at for at in found[name] if at not in covered)
        if free:
            kept[name] = found[name] if len(free) > 1 or not covered else free
    return kept
