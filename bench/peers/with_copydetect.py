"""Ask copydetect: on two folders as a user would, or for the passages of given texts (`jobs`).

with_copydetect.py WORKS OUTPUTS    print as JSON which outputs it matched with which work
with_copydetect.py < question       see `jobs`; settings: noise, guarantee (characters), lower
"""

import io
import json
import sys
from collections import Counter
from pathlib import Path

from copydetect import CodeFingerprint, CopyDetector, compare_files


def folders(works, outputs):
    """Compare two folders with its own settings."""
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
    return found


def work(text, noise=25, guarantee=30, lower=False):
    """Fingerprint a text."""
    text = text.lower() if lower and len(text.lower()) == len(text) else text
    if len(text) < noise:
        return None
    return CodeFingerprint(
        "text.txt", noise, guarantee - noise + 1, filter=False, fp=io.StringIO(text, newline="")
    )


def pair(of_work, text, noise=25, guarantee=30, lower=False):
    """Compare two texts; every slice of the output goes with the slice of the work it shares most with."""
    of_output = work(text, noise, guarantee, lower)
    if of_output is None:
        return {"pairs": [], "share": 0.0}
    _, (_, share), (in_work, in_output) = compare_files(of_work, of_output)
    if not len(in_work):
        return {"pairs": [], "share": 0.0}
    shared = of_work.hashes & of_output.hashes
    pairs = []
    for start, end in in_output.T.astype(int).tolist():
        votes = Counter()
        for mark in shared:
            n_here = sum(start <= at < end for at in of_output.hash_idx[mark])
            for number, (first, last) in enumerate(in_work.T.tolist()) if n_here else ():
                votes[number] += any(first <= at < last for at in of_work.hash_idx[mark])
        for number, _ in votes.most_common(1):
            pairs.append([in_work[:, number].astype(int).tolist(), [start, end]])
    return {"pairs": pairs, "share": float(share)}


if __name__ == "__main__":
    if len(sys.argv) == 3:
        json.dump(folders(*sys.argv[1:]), sys.stdout)
    else:
        import jobs

        jobs.answer(sys.modules[__name__])
