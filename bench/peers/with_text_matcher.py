"""Ask text-matcher: on two folders as a user would, or for the passages of given texts (`jobs`).

with_text_matcher.py WORKS OUTPUTS    print as JSON which outputs it matched with which work
with_text_matcher.py < question       see `jobs`; settings: threshold, cutoff, ngram (words)
"""

import contextlib
import functools
import io
import json
import sys
from pathlib import Path

from text_matcher.matcher import Matcher, Text


def folders(works, outputs):
    """Compare two folders with its own settings; stop words stay, since their list is a download."""
    texts = {path.stem: work(path.read_text("utf-8")) for path in sorted(works.glob("*.txt"))}
    return [
        [str(path.relative_to(outputs)), name]
        for path in sorted(outputs.rglob("*.txt"))
        for name, text in texts.items()
        if pair(text, path.read_text("utf-8"))["pairs"]
    ]


def work(text, **_settings):
    """Cut a text into stems, once; one without a word of two Latin letters cannot be taken."""
    return _stemmed(text)


@functools.cache
def _stemmed(text):
    try:
        return Text(text, "text", removeStopwords=False)
    except IndexError:
        return None


def pair(of_work, text, threshold=3, cutoff=5, ngram=3):
    """Compare two texts; its share is the characters matched over the length of the output."""
    of_output = work(text)
    if of_work is None or of_output is None:
        return {"pairs": [], "share": 0.0}
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            matcher = Matcher(of_work, of_output, threshold, cutoff, ngram, removeStopwords=False)
            _, in_work, in_output = matcher.match()
        except IndexError:
            return {"pairs": [], "share": 0.0}
    marked = bytearray(len(text))
    for start, end in in_output:
        marked[start:end] = b"\1" * (end - start)
    pairs = [[list(one), list(other)] for one, other in zip(in_work, in_output, strict=True)]
    return {"pairs": pairs, "share": sum(marked) / max(1, len(text))}


if __name__ == "__main__":
    if len(sys.argv) == 3:
        json.dump(folders(Path(sys.argv[1]), Path(sys.argv[2])), sys.stdout)
    else:
        import jobs

        jobs.answer(sys.modules[__name__])
