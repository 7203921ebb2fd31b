"""Which attempt is this, and did the model refuse?

Attempts of one protocol, model and prompt are told apart by a number: the stated one, else the ordinal.

A rule for refusals fires on a short text as a whole, never on a sentence inside a longer one: an output that
refuses and then gives a passage after all is scored like any other. The bytes are kept; the rule that fired
is recorded with the output, so that each can be looked at.

*What it does not see*: refusals in other languages, in words of their own, or above `MAX_WORDS`.
"""

import re
from dataclasses import dataclass

from sidebyside.primitives.text.decoding import printable
from sidebyside.records import Attempt, Generation, SourceBytes
from sidebyside.sources.contract import Container, Entry

MAX_WORDS = 80
"""A refusal has fewer words (a Chinese character counts as one)."""


@dataclass(frozen=True, slots=True)
class RefusalRule:
    """A pattern that the beginning of a short text must fit; `id` is what the record keeps."""

    id: str
    pattern: re.Pattern[str]


def _rule(identifier: str, pattern: str) -> RefusalRule:
    return RefusalRule(identifier, re.compile(pattern, re.IGNORECASE | re.VERBOSE))


SENTINELS = {
    "MODEL_RESPONSE_BLOCKED",
    "RESPONSE_BLOCKED",
    "PROMPT_BLOCKED",
    "CONTENT_FILTERED",
    "CONTENT_FILTER",
    "CONTENT_BLOCKED",
    "PROHIBITED_CONTENT",
    "FINISH_REASON_SAFETY",
    "FINISH_REASON_RECITATION",
    "[BLOCKED]",
    "[REFUSED]",
    "[CONTENT FILTERED]",
}
"""Texts that an interface puts in the place of an output."""

_SORRY_EN = r"""(?:i['’]m\ (?:very\ |really\ )?sorry|i\ am\ sorry|sorry|i\ apologi[sz]e|unfortunately)
    [,.;:]?\s+(?:but\s+)?"""
_CANNOT_EN = r"""(?:i\ (?:can['’]?t|cannot|can\ not|won['’]t|will\ not)
    |i(?:['’]m|\ am)\ (?:unable|not\ able|not\ allowed|not\ permitted)\ to)"""
_GIVE_EN = r"""(?:provide|reproduce|recite|share|generate|create|write|produce|quote|output|display|continue
    |complete|supply|transcribe|fulfil+|comply)"""
_WHAT_EN = r"""(?:request|copyright\w*|verbatim|excerpts?|passages?|lyrics|full\ text|exact\ text
    |text\ (?:from|of)|content|chapter|guidelines|policy|policies|images?\ of)"""
_SORRY_ZH = r"(?:(?:很|非常|十分)?(?:抱歉|对不起|對不起|遗憾|遺憾)[，,。！!\s]*(?:但是?)?)"
_AS_MODEL_ZH = r"""(?:作为|作為|我(?:只)?是)(?:一个|一個|一名)?
    (?:AI|人工智能|人工智慧|大?型?(?:语言|語言)模型)[^，,。]{0,12}[，,]?"""
_CANNOT_ZH = r"我?(?:们|們)?(?:不能|无法|無法|不可以|没有办法|沒有辦法|没办法|沒辦法)"
_GIVE_ZH = r"""(?:提供|复制|複製|背诵|背誦|生成|重现|重現|分享|输出|輸出|引用|创作|創作|协助|協助
    |满足|滿足|处理|處理|完成)"""
_WHAT_ZH = r"""(?:请求|請求|要求|版权|版權|著作权|著作權|内容|內容|原文|全文|文本|段落
    |歌词|歌詞|图片|圖片|图像|圖像)"""

RULES = (
    _rule(
        "en-cannot-provide",
        rf"^(?:{_SORRY_EN})?{_CANNOT_EN}\s+(?:\w+\s+){{0,3}}?{_GIVE_EN}\b[^\n]*?\b{_WHAT_EN}\b",
    ),
    _rule(
        "en-cannot-help",
        rf"^(?:{_SORRY_EN})?{_CANNOT_EN}\s+(?:assist|help|comply)\s+(?:you\s+)?with\s+(?:that|this|your)(?:\s+request)?[.!]",
    ),
    _rule(
        "en-as-a-model",
        rf"^(?:{_SORRY_EN})?as\ an?\ (?:ai|artificial|large\ language)\b[^\n]*?"
        r"\b(?:can['’]?t|cannot|unable|not\ able|do\ not\ have|don['’]t\ have|must\ decline)\b",
    ),
    _rule(
        "en-decline",
        r"^i\ (?:must|have\ to|need\ to|['’]ll\ have\ to)\ (?:respectfully\ |politely\ )?(?:decline|refuse)\b"
        r"[^\n]*?\b(?:request|provide|reproduce|content|copyright\w*)",
    ),
    _rule(
        "en-request-refused",
        r"^(?:your|this|the)\ (?:request|prompt)\ (?:was|has\ been|is)"
        r"\ (?:rejected|blocked|refused|declined|flagged|denied)\b",
    ),
    _rule(
        "zh-cannot-provide",
        rf"^{_SORRY_ZH}?(?:{_AS_MODEL_ZH})?{_CANNOT_ZH}"
        rf"(?:为|為|向|您|你|直接|逐字|完整|继续|繼續|够|夠)*{_GIVE_ZH}[^\n]*?{_WHAT_ZH}",
    ),
    _rule("zh-as-a-model", rf"^{_SORRY_ZH}?{_AS_MODEL_ZH}[^\n]*?(?:不能|无法|無法|没有|沒有)"),
)
"""Stock refusals in English and Chinese; the first that fits is recorded."""

_NARRATED = re.compile(
    r"\b(?:said|asked|replied|cried|whispered|answered|shouted)\b|[他她][^，。]{0,4}[說说道]|我[說说]|[說说问問答喊]道"
)
"""A speech tag: the words are a character's, and the text is a story."""

_WORDS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[^\s\u3400-\u9fff\uf900-\ufaff]+")
_OPENINGS = re.compile(r"^[*_#>\s`]+")


def refusal_rule(text: str) -> str:
    r"""Return the id of the rule by which a text is a refusal, or an empty string.

    >>> refusal_rule(" MODEL_RESPONSE_BLOCKED\n"), refusal_rule("I cannot tell you how glad I am.")
    ('sentinel', '')
    """
    if len(text) > MAX_WORDS * 40 or text.count(" ") > MAX_WORDS * 2:
        return ""
    stripped = text.strip()
    if stripped in SENTINELS:
        return "sentinel"
    opening = _OPENINGS.sub("", stripped)
    rule = next((rule.id for rule in RULES if rule.pattern.search(opening)), "")
    if not rule or len(_WORDS.findall(stripped)) >= MAX_WORDS or _NARRATED.search(stripped):
        return ""
    return rule


class AttemptNumbers:
    """The numbers taken so far, by protocol, model and prompt, and the attempts made with them."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str, str], int] = {}
        self._n_attempts: list[int] = []
        self._taken: dict[tuple[int, int], tuple[int, str, int]] = {}

    def of_file(self, path: str, sha256: str, n_bytes: int) -> Attempt:
        """Return the attempt that a plain file is: nothing is known of it but its bytes."""
        generation = Generation()
        number, _ = self.take("", generation, path)
        return Attempt(generation, number=number, source=SourceBytes(sha256, 0, n_bytes))

    def of_line(
        self, path: str, entry: Entry, container: Container
    ) -> tuple[Attempt, tuple[tuple[str, str], ...]]:
        """Return the attempt that a line of a log is, and a note where its stated number was taken."""
        protocol, line = f"sha256:{container.sha256}", entry.line
        number, before = self.take(protocol, entry.generation, path, line.number)
        source = SourceBytes(container.sha256, line.start, line.end)
        notes: tuple[tuple[str, str], ...] = ()
        if before:
            stated = f"(line {line.number}) states attempt {entry.generation.attempt} of its model and prompt"
            notes = (("duplicate_attempt", f"{stated}, as {before} does; it is counted as attempt {number}"),)
        return Attempt(entry.generation, protocol, number, source), notes

    def take(self, protocol: str, generation: Generation, path: str, line: int = 0) -> tuple[int, str]:
        """Give an attempt its number.

        Parameters
        ----------
        protocol
            Under which it was asked.
        generation
            With its model and prompt, and the number stated of it.
        path, line
            Where it stands, for whoever comes later.

        Returns
        -------
        The stated number, else the ordinal among the attempts of the same protocol, model and prompt; where
        it is taken, the next that is free. With it, where a stated number was taken, the place that has it.

        Notes
        -----
        *Cost*: about constant, however often a number is stated again.

        >>> numbers, stated = AttemptNumbers(), Generation(attempt=1)
        >>> [numbers.take("", one, "a", n) for n, one in enumerate((stated, stated, Generation()), 1)]
        [(1, ''), (2, 'line 1 of a'), (3, '')]
        """
        group = self._groups.setdefault((protocol, generation.model, generation.prompt), len(self._groups))
        if group == len(self._n_attempts):
            self._n_attempts.append(0)
        self._n_attempts[group] += 1
        if generation.attempt is None:
            return self._free(group, self._n_attempts[group], path, line), ""
        holder = self._taken.get((group, generation.attempt))
        number = self._free(group, generation.attempt, path, line)
        return number, f"line {holder[2]} of {printable(holder[1])}" if holder else ""

    def _free(self, group: int, wanted: int, path: str, line: int) -> int:
        """Take the first free number from `wanted` on; whoever wants one of those passed starts behind it."""
        passed, number = [], wanted
        while holder := self._taken.get((group, number)):
            passed.append((number, holder))
            number = holder[0]
        for one, (_, its_path, its_line) in passed:
            self._taken[group, one] = (number + 1, its_path, its_line)
        self._taken[group, number] = (number + 1, path, line)
        return number
