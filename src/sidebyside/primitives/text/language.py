"""In which language is a text written? A rule that names one, or says that it cannot tell.

Scripts of one language are told by their letters, languages in Latin and Cyrillic letters by their most
common words, which make up a quarter of any prose. The answer is said of an item, and decides nothing: equal
words are found in every language.

Source: common words as the mark of a language, McNamee (2005), Journal of Computing Sciences in Colleges
20(3), pages 94-101.
"""

import re
from collections import Counter
from typing import Literal, get_args

from sidebyside.primitives.text.folding import fold

# fmt: off
Language = Literal[
    "en", "zh", "mixed", "ja", "ko", "fr", "de", "es", "it", "pt", "nl", "sv", "da", "pl", "la", "vi", "id",
    "ru", "uk", "el", "he", "ar", "fa", "th", "hi", "undetermined",
]
# fmt: on
"""A language by its code in ISO 639-1; ``mixed`` is English and Chinese, ``undetermined`` none of these."""

LANGUAGES: tuple[Language, ...] = get_args(Language)

# fmt: off
NAMES: dict[str, str] = {
    "en": "English, 英文", "zh": "Chinese, 中文", "mixed": "English and Chinese, 中英夾雜",
    "ja": "Japanese, 日文", "ko": "Korean, 韓文", "fr": "French, 法文", "de": "German, 德文",
    "es": "Spanish, 西班牙文",
    "it": "Italian, 義大利文", "pt": "Portuguese, 葡萄牙文", "nl": "Dutch, 荷蘭文", "sv": "Swedish, 瑞典文",
    "da": "Danish, 丹麥文", "pl": "Polish, 波蘭文", "la": "Latin, 拉丁文", "vi": "Vietnamese, 越南文",
    "id": "Indonesian, 印尼文", "ru": "Russian, 俄文", "uk": "Ukrainian, 烏克蘭文", "el": "Greek, 希臘文",
    "he": "Hebrew, 希伯來文", "ar": "Arabic, 阿拉伯文", "fa": "Persian, 波斯文", "th": "Thai, 泰文",
    "hi": "Hindi, 印地文", "undetermined": "undetermined, 未能判定",
}
# fmt: on
"""Each language by its name, as it is said of an item."""

SAMPLE_CHARACTERS = 6_000
"""So much of a text is looked at, from its beginning and from its middle."""

LEAST_WORDS = 12
"""In fewer words the common ones may be missing."""

LEAST_SHARE = 0.12
"""Of prose in a language at least this share are its common words listed here; of other languages', less."""

CLEAR_SHARE = 0.2
"""Where so many words are common English ones, no other language is looked for."""

LEAST_PART = 0.2
"""A text is mixed where English and Chinese each make up this share, a Chinese character being 2/3 word."""

_WORDS = {
    "en": "the of and to in that was he it his is with as had for you her not be on at by which have from",
    "fr": "le la les de des du et à un une il elle est que qui dans pour pas ne en ce sur au je vous nous",
    "de": "der die das und in den von zu ist nicht mit sich ein eine er sie es auf dem war als auch ich wie",
    "es": "el la los las de del y que en un una se no por con para su lo al como más era pero había",
    "it": "il la le di del della e che in un una non si per con è da lo gli nel al come era più sono",
    "pt": "o os a as de do da dos e que em um uma não se por com para no na ao mais era como seu",
    "nl": "de het een van en in is dat niet te op zijn met voor hij was aan er ik die maar ook",
    "sv": "och det att i en som är på av för inte han den med var jag till ett om hon sig",
    "da": "og det at i en som er på af for ikke han den med var jeg til et om hun sig der",
    "pl": "i w nie na się z że to do jest jak był co o po ale za od przez tak",
    "la": "et in est non ad cum ut quod qui sed ex per si quae ab esse hoc sunt atque enim",
    "vi": "và của là không có được cho một những các người này trong đã với để khi như đến anh",
    "id": "yang dan di itu dengan untuk tidak dari dalam akan pada ini ke ada mereka saya dia oleh",
    "ru": "и в не на что он с как это его но она по из у за так же от было",
    "uk": "і в не на що він з як це його але вона до та за від було ти й у",
}
_COMMON = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_LETTERS: dict[Language, str] = {
    "ja": "\u3041-\u3096\u30a1-\u30fa",
    "ko": "\u1100-\u11ff\uac00-\ud7a3",
    "el": "\u0370-\u03ff",
    "he": "\u05d0-\u05ea",
    "fa": "\u067e\u0686\u0698\u06af",
    "ar": "\u0620-\u064a",
    "th": "\u0e01-\u0e2e",
    "hi": "\u0904-\u0939",
}
_BY_LETTER = {language: re.compile(f"[{letters}]") for language, letters in _LETTERS.items()}
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_OTHER_SCRIPT = re.compile("[\u0370-\u03ff\u0590-\u1fff\u3041-\uffef\U00020000-\U0003ffff]")
_WORD = re.compile("[^\\W\\d_\u0590-\uffff\U00010000-\U0010ffff]+")


LEAST_LISTED, LEAST_LISTED_WORDS = 0.75, 3
"""In a text of few words its language is English where this share of so many words, or more, stand in the
English list: of English prose more than 0.85 do, of other languages less than 0.6."""


def is_english(*languages: str) -> bool:
    """Say whether the alphabetic words that texts of some languages share are English words.

    They are where one of the texts is in English, or in a mixture with it, and none in another language of
    that script. A language that was never told counts as English.

    >>> is_english("en", "zh"), is_english("en", "undetermined"), is_english("en", "de"), is_english("zh")
    (True, True, False, False)
    """
    told = {language for language in languages if language not in ("zh", "undetermined")}
    return bool(told) and told <= {"", "en", "mixed"}


def language_of_text(text: str) -> Language:
    """Tell in which language most of a text is written.

    1. Japanese where a tenth of the characters of its script are kana; Korean, Greek, Hebrew, Arabic,
       Persian, Thai and Hindi where their letters outnumber Chinese characters and other words.
    2. Chinese characters and words of other scripts are weighed against each other, a character as 2/3 word;
       where both reach `LEAST_PART`, and the words are English, the text is mixed.
    3. Words in Latin and Cyrillic letters: the language of whose common words there are most, if they reach
       `LEAST_SHARE`; of fewer than `LEAST_WORDS` words English, if `LEAST_LISTED` of them are English words.

    Cost: constant, some 0.1 ms. Does not see: more than a sample of a long text; languages that are not
    listed, which are undetermined or taken for a neighbour (Norwegian for Danish); Japanese without kana,
    which is taken for Chinese; lists without common words.

    >>> language_of_text("Il n'y avait personne dans la maison, et la lampe de la cuisine était éteinte.")
    'fr'
    >>> [language_of_text(text) for text in ("子曰學而時習之不亦說乎", "彼は海を見ていた。", "1 2 3")]
    ['zh', 'ja', 'undetermined']
    """
    sample = _sample(text)
    words = _WORD.findall(fold(sample))
    n_han = 0
    if not sample.isascii() and _OTHER_SCRIPT.search(sample):
        n_han = len(_HAN.findall(sample))
        n_letters = {language: len(pattern.findall(sample)) for language, pattern in _BY_LETTER.items()}
        if 9 * n_letters["ja"] >= n_han and 3 * n_letters["ja"] > len(words):
            return "ja"
        language = max(n_letters, key=lambda one: n_letters[one] if one not in ("ja", "fa") else 0)
        if n_letters[language] > max(n_han, 4 * len(words)):
            return "fa" if language == "ar" and 50 * n_letters["fa"] > n_letters["ar"] else language
    return _by_words(words, n_han * 2 / 3)


def _sample(text: str) -> str:
    if len(text) <= SAMPLE_CHARACTERS:
        return text
    half = SAMPLE_CHARACTERS // 2
    return f"{text[:half]} {text[len(text) // 2 : len(text) // 2 + half]}"


def _by_words(words: list[str], han_worth: float) -> Language:
    n_all = len(words) + han_worth
    if not n_all:
        return "undetermined"
    if len(words) < LEAST_PART * n_all:
        return "zh"
    language = _by_common_words(words)
    if han_worth < LEAST_PART * n_all:
        return language
    if language in ("en", "undetermined"):
        return "mixed"
    return "zh" if han_worth >= len(words) else language


def _by_common_words(words: list[str]) -> Language:
    if len(words) < LEAST_WORDS:
        return _of_few_words(words)
    counts = Counter(words)
    if sum(counts[word] for word in _COMMON["en"]) > CLEAR_SHARE * len(words):
        return "en"
    shares = {
        language: sum(counts[word] for word in common) / len(words) for language, common in _COMMON.items()
    }
    best = max(shares, key=lambda one: shares[one])
    return next(one for one in LANGUAGES if one == best) if shares[best] >= LEAST_SHARE else "undetermined"


def _of_few_words(words: list[str]) -> Language:
    from sidebyside.primitives.text.word_list import is_listed  # with a list of words that few texts need

    n_listed = sum(is_listed(word) for word in words)
    is_told = len(words) >= LEAST_LISTED_WORDS and n_listed >= LEAST_LISTED * len(words)
    return "en" if is_told else "undetermined"
