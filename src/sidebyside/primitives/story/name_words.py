"""Words that are written with a capital and name nobody, words before a name, and words inside one."""

from importlib.resources import files


def _lists() -> dict[str, frozenset[str]]:
    """Return the lists of ``name_words.txt`` by their heading."""
    lists: dict[str, set[str]] = {}
    words: set[str] = set()
    text = (files("sidebyside.primitives.story") / "name_words.txt").read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("["):
            words = lists.setdefault(line.strip("[]"), set())
        elif not line.startswith("#"):
            words.update(line.split())
    return {name: frozenset(words) for name, words in lists.items()}


_LISTS = _lists()

COMMON = _LISTS["common"]
"""They are no names, however written: they begin sentences, or name a people, a language, a belief."""

TITLES = _LISTS["titles"]
"""They stand before a name and are left out of it; alone they name nobody."""

LINKS = _LISTS["links"]
"""Small words that may stand inside a name."""
