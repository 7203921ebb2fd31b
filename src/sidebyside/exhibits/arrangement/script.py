"""In which language a passage is tagged, so that a reader's machine picks its letter forms and its voice.

Only what the characters show: kana is Japanese, hangul Korean, forms of one Chinese script only are that
script. Latin text is called English where it uses English's commonest words, and is left untagged otherwise.
"""

import re

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile("[\u3041-\u30fa]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_LATIN = re.compile("[A-Za-z]")
_SIMPLIFIED = re.compile("[这们国为发对会时来说过个没还进问题让应该么样东车长门开关见书]")
_TRADITIONAL = re.compile("[這們國為發對會時來說過個沒還進問題讓應該麼樣東車長門開關見書]")
_ENGLISH = re.compile(
    r"\b(?:the|and|of|to|a|in|that|it|is|was|i|he|she|you|with|his|her|for|not)\b", re.IGNORECASE
)


def language_of(text: str) -> str:
    """Return the tag of the language that the characters of `text` show; empty where they show none.

    >>> language_of("It was the best of times"), language_of("這是最好的時代"), language_of("这是最好的时代")
    ('en', 'zh-Hant', 'zh-Hans')
    """
    n_han = len(_HAN.findall(text))
    if _KANA.search(text):
        return "ja"
    if _HANGUL.search(text):
        return "ko"
    if n_han * 4 >= len(_LATIN.findall(text)) and n_han:
        simplified, traditional = len(_SIMPLIFIED.findall(text)), len(_TRADITIONAL.findall(text))
        return "zh-Hans" if simplified > traditional else "zh-Hant"
    return "en" if _ENGLISH.search(text) else ""
