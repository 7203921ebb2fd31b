"""What an exhibit may not say. It shows; what it comes to is for others to say.

The rule holds for our own words. An excerpt of an input may hold any word: it is quoted, not said.
"""

import re

FIXED_SENTENCES = (
    "This exhibit is not a legal opinion.",
    "Whether any right is affected is for the trier of fact to decide.",
    "本證物不構成法律意見",
    "是否構成侵害由法院認定",
)
"""Sentences that every exhibit carries; a word that is barred elsewhere may stand in one of these only."""

BANNED = {
    "infringe*": r"infring\w*",
    "stolen": r"\b(?:stole|stolen|steals?|theft)\b",
    "plagiar*": r"plagiar\w*",
    "substantially similar": r"substantial(?:ly)?\s+similar\w*",
    "copied": r"\b(?:copied|copying|copies\s+of\s+the\s+work)\b",
    "proves": r"\b(?:proves?|proved|proven|proof)\b",
    "certainty": r"\b(?:certain(?:ly|ty)|beyond\s+(?:a\s+|any\s+)?(?:reasonable\s+)?doubt)\b",
    "posterior*": r"\bposterior\w*",
    "verdict": r"\b(?:verdict|guilty|liable|unlawful\w*)\b",
    "deriv*": r"\bderiv(?:e|es|ed|ing)\b",
    "taken over": r"\b(?:taken|takes?|took)\s+over\b",
    "本報告": r"本報告|本展示",
    "衍生": r"衍生",
    "實質近似": r"實質(?:近似|相似)",
    "抄襲": r"抄襲|剽竊|盜用|盜版",
    "證明": r"證明",
    "事後機率": r"(?:事後|後驗)(?:機率|勝算|概率)",
    "確信": r"確信|必然|毫無疑問",
    "侵害": r"侵害|侵權",
    "版權": r"版權",
}
"""Each barred wording by its name, with the pattern that finds it."""

_PATTERNS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in BANNED.items()}


def violations(text: str) -> list[str]:
    """Return every barred wording in `text`, each with the words around it; empty where there is none.

    >>> violations("The output infringes the work.")
    ['infringe*: …The output infringes the work.…']
    >>> violations("是否構成侵害由法院認定。")
    []
    """
    for sentence in FIXED_SENTENCES:
        text = text.replace(sentence, "")
    found = []
    for name, pattern in _PATTERNS.items():
        for hit in pattern.finditer(text):
            around = text[max(0, hit.start() - 30) : hit.end() + 30]
            found.append(f"{name}: …{' '.join(around.split())}…")
    return found
