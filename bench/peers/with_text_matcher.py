"""Run text-matcher on two folders; print as JSON which outputs it matched with which work."""

import contextlib
import io
import json
import sys
from pathlib import Path

from text_matcher.matcher import Matcher, Text

works, outputs = map(Path, sys.argv[1:3])
texts = {
    path.stem: Text(path.read_text("utf-8"), path.stem, removeStopwords=False)
    for path in sorted(works.glob("*.txt"))
}
found = []
for path in sorted(outputs.rglob("*.txt")):
    output = Text(path.read_text("utf-8"), path.stem, removeStopwords=False)
    for name, work in texts.items():
        with contextlib.redirect_stdout(io.StringIO()):
            matcher = Matcher(work, output, removeStopwords=False)
            matcher.match()
        if matcher.numMatches:
            found.append([str(path.relative_to(outputs)), name])
json.dump(found, sys.stdout)
