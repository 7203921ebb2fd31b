"""Run copydetect on two folders; print as JSON which outputs it matched with which work."""

import json
import sys
from pathlib import Path

from copydetect import CopyDetector

works, outputs = sys.argv[1:3]
detector = CopyDetector(
    test_dirs=[outputs],
    ref_dirs=[works],
    extensions=["txt"],
    display_t=0.0,
    silent=True,
    disable_filtering=True,
    force_language="text",
    autoopen=False,
)
detector.run()
found = []
for line in detector.get_copied_code_list():
    test, ref, n_tokens = line[2], line[3], line[6]
    if n_tokens:
        found.append([str(Path(test).relative_to(outputs)), Path(ref).stem])
json.dump(found, sys.stdout)
