"""Ask the partial ratio of rapidfuzz for the passages of given texts (`jobs`).

It lines one text up with a stretch of another and finds no passages by itself, so the output is cut into
windows, each is lined up with the whole work, and neighbours that meet a cutoff and follow each other in the
work are one passage. Settings: window (characters; 0 for the whole output), cutoff (0 to 100).
"""

import sys

from rapidfuzz import fuzz


def work(text, **_settings):
    """Take a text as it is."""
    return text


def pair(of_work, text, window=0, cutoff=0, lower=True):
    """Compare two texts; where no window is set, it is the partial ratio of the two wholes, and its place."""
    if lower and len(of_work.lower()) == len(of_work) and len(text.lower()) == len(text):
        of_work, text = of_work.lower(), text.lower()
    if not window:
        found = fuzz.partial_ratio_alignment(text, of_work)
        places = [[found.dest_start, found.dest_end], [found.src_start, found.src_end]]
        return {"pairs": [places], "share": found.score / 100}
    pairs = []
    for start in range(0, len(text), window):
        piece = text[start : start + window]
        if len(piece) < window // 2:
            continue
        found = fuzz.partial_ratio_alignment(piece, of_work, score_cutoff=cutoff)
        if found is None:
            continue
        place = [found.dest_start, found.dest_end]
        if pairs and pairs[-1][1][1] == start and abs(place[0] - pairs[-1][0][1]) <= window:
            pairs[-1] = [
                [pairs[-1][0][0], max(place[1], pairs[-1][0][1])],
                [pairs[-1][1][0], start + len(piece)],
            ]
        else:
            pairs.append([place, [start, start + len(piece)]])
    covered = sum(end - start for _, (start, end) in pairs)
    return {"pairs": pairs, "share": covered / max(1, len(text))}


if __name__ == "__main__":
    import jobs

    jobs.answer(sys.modules[__name__])
