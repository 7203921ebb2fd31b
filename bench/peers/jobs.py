"""What every peer is asked: passages and a share, for each output of each work of one JSON text on stdin.

The text is a list of questions, {"settings": {...}, "groups": [{"work": text, "outputs": [text, ...]}]}; the
answer has for each question and group a list of {"pairs": [[[start, end], [start, end]], ...], "share": n},
one an output, places in the work first.
"""

import json
import sys


def answer(find):
    """Read the questions, ask `find.pair(prepared work, output, **settings)`, print the answers."""
    answers = []
    for question in json.load(sys.stdin):
        settings, groups = question["settings"], []
        for group in question["groups"]:
            prepared = find.work(group["work"], **settings)
            groups.append([find.pair(prepared, output, **settings) for output in group["outputs"]])
        answers.append(groups)
    json.dump(answers, sys.stdout)
