"""What every peer is asked: passages and a share, for each output of each work of one JSON text on stdin.

The question is {"settings": {...}, "groups": [{"work": text, "outputs": [text, ...]}]}; the answer a list of
lists of {"pairs": [[[start, end], [start, end]], ...], "share": number}, places in the work first.
"""

import json
import sys


def answer(find):
    """Read the question, ask `find(work, output, **settings)` for each pair, print the answer."""
    question = json.load(sys.stdin)
    answers = []
    for group in question["groups"]:
        prepared = find.work(group["work"], **question["settings"])
        answers.append([find.pair(prepared, output, **question["settings"]) for output in group["outputs"]])
    json.dump(answers, sys.stdout)
