"""Pairs of pictures of known truth, with the evidence the methods give.

200 photographs of 200 kinds of subjects stand on two sides, whole groups of one kind of subject together, so
that no photograph is on both. What derives is made: every edit of `bench.edits` of some photographs of a
side. What does not derive is graded: N0 two photographs, or an edit of one and another, of different kinds of
subject; N1 of one kind, such as two breeds of dogs; N2 by one artist: stylised pictures against pictures of
the style, of which there are few, and different photographs painted over by one hand of `bench.hands`, half
of the photographs of one kind of subject. Hands, manners and palettes of one side are on that side only.
Edits of painted pictures derive from them too, and so do crops and collages of 60 photographs a side, in
sizes, for the detection limit. N3 are photographs of one place, of `bench.one_place`, and to measure on also
edits of one of them against another; a place is on one side only.

    python -m bench.truth_pictures FOLDER

writes the table, and `hands.png`: every hand with two of its pictures.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np

from bench import one_place
from bench.edits import EDITS, Given, Pixels, collage, opened
from bench.hands import hands
from bench.image_searches import IMAGE, SAME_KIND, pictures
from bench.measure import DATA
from bench.truth import TruthTable
from sidebyside.calibration.likelihood_ratio import features_of, surprise
from sidebyside.contracts import IMAGE_METHODS, open_index
from sidebyside.primitives.exactness import EXACT, exact_value
from sidebyside.primitives.pictures import PreparedPicture
from sidebyside.records import Comparison

RANKING = {"copy_descriptor": {"near": 0.0, "n_nearest": 1000}}
"""Methods that say how alike two pictures are, asked for the score of every pair."""
PLACING = ("keypoints", "registered_pixels")
FEATURES = features_of("image", [IMAGE_METHODS.member(name).card for name in (*RANKING, *PLACING)])
STYLES, STYLISED = IMAGE / "style" / "inputs" / "style", IMAGE / "style" / "output"
TEST_KINDS = ("dog", "reptile", "water bird", "monkey")
N_EDITED = 12
N_PAIRS = {"train": 500, "test": 2050}
"""Pairs of N0, of N1 and of N2 on each side."""
N_PAINTED = 14
"""Photographs a hand paints, half of them of one kind of subject."""
HANDS_AN_EDIT = 2
"""One hand of so many has a picture of which every edit is made."""
N_PARTS = {"train": 1, "test": 3}
"""Processes that share the outputs of a side."""
SEED = 8
SHARES = {
    "centre_crop_50": ("crop", 0.5),
    "corner_crop_25": ("crop", 0.25),
    "crop_10": ("crop", 0.1),
    "collage_50": ("collage", 0.25),
    "collage_25": ("collage", 0.0625),
    "collage_15": ("collage", 0.0225),
    "collage_10": ("collage", 0.01),
}
"""Edits that differ in size only: the share of the work that is left, and of the host that is covered."""
N_SIZED = 60
"""Photographs of which every edit of `SIZED` is made, so that a detection limit of 0.95 can be shown."""
SIZED = {name: EDITS[name] for name in SHARES if name in EDITS and name != "collage_10"} | {
    "collage_15": partial(collage, share=0.15)
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture by name; its kind of subject or nothing; whose edit it is, of which sort; by which hand."""

    name: str
    pixels: Pixels
    kind: str
    of: str
    edit: str = ""
    hand: str = ""


Row = tuple[Shown, Shown, str, dict[str, float]]


def without_pixels(shown: Shown) -> Shown:
    """Return what is known of a picture, so that it can go from one process to another."""
    return replace(shown, pixels=np.zeros((0, 0, 3), dtype=np.uint8))


def table() -> TruthTable:
    """Return every pair, without the pictures: their evidence stands in the table.

    Cost: about fifteen minutes of processor time, in four processes.
    """
    result = TruthTable()
    parts = [(side, part) for side, n in N_PARTS.items() for part in range(n)]
    with ProcessPoolExecutor(len(parts), mp_context=get_context("spawn")) as pool:
        for (side, _), rows in zip(parts, pool.map(_part, *zip(*parts, strict=True)), strict=True):
            for work, output, grade, values in rows:
                _row(result, side, work, output, grade, values)
    return result


def _part(side: str, part: int) -> list[Row]:
    """Return the pairs of every so-manieth output of a side; those of styles are in the first part."""
    cv2.setNumThreads(1)
    number = int(side == "test")
    rng = np.random.default_rng([SEED, number])
    works, outputs = _photographs(side, rng)
    chosen = _pairs(works, outputs, rng, N_PAIRS[side])
    rows = list(measured(works, outputs, [one for one in chosen if one[1] % N_PARTS[side] == part]))
    if part == 0:
        styles, made = _styled(STYLES, number), _styled(STYLISED, number)
        real = [(i, k, "N2") for k in range(len(made)) for i in range(len(styles))]
        rows += measured(styles, made, real)
    # A generator of its own: the pairs of photographs do not depend on what the hands draw by lot.
    rng = np.random.default_rng([SEED, number, 2])
    works, outputs = painted(side, rng)
    chosen = _by_one_hand(works, outputs, rng, N_PAIRS[side] - _n_styled(number))
    rows += measured(works, outputs, [one for one in chosen if one[1] % N_PARTS[side] == part])
    for place in one_place.PLACES[side]:
        works, outputs, chosen = _of_place(place, side, np.random.default_rng([SEED, number, 4]))
        rows += measured(works, outputs, [one for one in chosen if one[1] % N_PARTS[side] == part])
    works, outputs = _sized(side, np.random.default_rng([SEED, number, 3]))
    chosen = (
        (i, k, "") for k, one in enumerate(outputs) for i, work in enumerate(works) if work.of == one.of
    )
    rows += measured(works, outputs, [one for one in chosen if one[1] % N_PARTS[side] == part])
    return rows


def _n_styled(half: int) -> int:
    """Return how many pairs of a stylised picture and a picture of a style a side has."""
    return len(pictures(STYLES)[half::2]) * len(pictures(STYLISED)[half::2])


def _kind(name: str) -> str:
    return next((kind for kind, (low, high) in SAME_KIND.items() if low <= name[:6] < high), "")


def _of_side(side: str) -> list[Path]:
    """Return the photographs of a side: whole kinds of subjects, and half of those without."""
    paths = pictures(DATA / "image" / "unrelated")
    others = [path for path in paths if not _kind(path.name)]
    ours = [
        path for path in paths if _kind(path.name) and (_kind(path.name) in TEST_KINDS) == (side == "test")
    ]
    return ours + others[side == "test" :: 2]


def _photographs(side: str, rng: np.random.Generator) -> tuple[list[Shown], list[Shown]]:
    """Return the works of a side, and the outputs: photographs that are no works, and edits of works."""
    ours = _of_side(side)
    plain = sorted(path for path in ours if not _kind(path.name))
    hosts = plain[::3]
    works = [Shown(p.stem, opened(p), _kind(p.name), p.stem) for p in sorted(set(ours) - set(hosts))]
    outputs = [Shown(p.stem, opened(p), "", p.stem) for p in hosts]
    of_kind = [k for k, work in enumerate(works) if work.kind]
    without = [k for k, work in enumerate(works) if not work.kind]
    half = N_EDITED // 2
    for k in sorted([*rng.permutation(of_kind)[:half], *rng.permutation(without)[:half]]):
        for name, edit in EDITS.items():
            other = outputs[int(rng.integers(len(hosts)))].pixels
            made = edit(Given(works[k].pixels, other, rng)).pixels
            outputs.append(Shown(f"{works[k].name}-{name}", made, works[k].kind, works[k].name, name))
    # Works stand for outputs too, so that there are pairs of pictures as they are.
    outputs += [Shown(f"{work.name}-itself", work.pixels, work.kind, work.name) for work in works]
    return works, outputs


def _pairs(
    works: Sequence[Shown], outputs: Sequence[Shown], rng: np.random.Generator, n_pairs: int
) -> Iterator[tuple[int, int, str]]:
    """Yield numbers of a work and an output, with the grade; nothing where the output is made of the work."""
    graded: dict[str, list[tuple[int, int]]] = {"N0": [], "N1": []}
    for k, output in enumerate(outputs):
        for i, work in enumerate(works):
            if output.of == work.name:
                if output.edit:
                    yield i, k, ""
            else:
                graded["N1" if work.kind and work.kind == output.kind else "N0"].append((i, k))
    for grade, pairs in graded.items():
        for number in sorted(rng.permutation(len(pairs))[:n_pairs]):
            yield *pairs[number], grade


def _of_place(
    place: str, side: str, rng: np.random.Generator
) -> tuple[list[Shown], list[Shown], list[tuple[int, int, str]]]:
    """Return the photographs of a place, the outputs, and the pairs; hosts are photographs of the side."""
    paths = one_place.photographs(place)
    works = [Shown(f"{place}-{path.stem}", opened(path), place, f"{place}-{path.stem}") for path in paths]
    outputs = [
        Shown(f"{place}-{name}", pixels, place, f"{place}-{of}", edit)
        for name, pixels, of, edit in one_place.outputs(paths, _of_side(side), rng)
    ]
    made = [(output.of, output.edit) for output in outputs]
    names = [work.name for work in works]
    return works, outputs, list(one_place.pairs(place, names, made, is_measured_on=side == "test"))


def _sized(side: str, rng: np.random.Generator) -> tuple[list[Shown], list[Shown]]:
    """Return photographs of a side, and of each the edits of `SIZED` with another photograph as the host."""
    paths = _of_side(side)
    works, outputs = [], []
    for k in rng.permutation(len(paths))[:N_SIZED]:
        path = paths[k]
        work = Shown(f"sized-{path.stem}", opened(path), _kind(path.name), path.stem)
        for name, edit in SIZED.items():
            other = opened(paths[(k + 1 + int(rng.integers(len(paths) - 1))) % len(paths)])
            made = edit(Given(work.pixels, other, rng)).pixels
            outputs.append(Shown(f"{work.name}-{name}", made, work.kind, work.of, name))
        works.append(work)
    return works, outputs


def painted(side: str, rng: np.random.Generator) -> tuple[list[Shown], list[Shown]]:
    """Return the pictures of every hand of a side, and the outputs: edits of some, and all as they are."""
    paths = _of_side(side)
    kinds = sorted({kind for path in paths if (kind := _kind(path.name))})
    works, outputs = [], []
    # One style is there twice, as a picture and a part of it, on both sides.
    palettes = [path for path in pictures(STYLES)[side == "test" :: 2] if path.stem != "starry_night_crop"]
    for number, hand in enumerate(hands(side, palettes, rng)):
        kind = kinds[number % len(kinds)]
        alike = [path for path in paths if _kind(path.name) == kind]
        others = [path for path in paths if _kind(path.name) != kind]
        half = min(N_PAINTED // 2, len(alike))
        chosen = [alike[k] for k in rng.permutation(len(alike))[:half]]
        chosen += [others[k] for k in rng.permutation(len(others))[: N_PAINTED - half]]
        ours = []
        for path in chosen:
            name = f"{hand.name}-{path.stem}"
            ours.append(Shown(name, hand.paints(opened(path), rng), _kind(path.name), name, hand=hand.name))
        # Not a photograph the hand has painted: the edit would show what another of its pictures shows.
        hosts = [path for path in paths if path not in chosen]
        if number % HANDS_AN_EDIT == 0:
            work = ours[int(rng.integers(len(ours)))]
            for name, edit in EDITS.items():
                other = opened(hosts[int(rng.integers(len(hosts)))])
                made = edit(Given(work.pixels, other, rng)).pixels
                outputs.append(Shown(f"{work.name}-{name}", made, work.kind, work.of, name, work.hand))
        works += ours
    outputs += [replace(work, name=f"{work.name}-itself") for work in works]
    return works, outputs


def _by_one_hand(
    works: Sequence[Shown], outputs: Sequence[Shown], rng: np.random.Generator, n_pairs: int
) -> Iterator[tuple[int, int, str]]:
    """Yield the edits with their works, and pairs of different photographs by one hand, drawn by lot.

    Of two pictures as they are the pair is given once.
    """
    alike = []
    for k, output in enumerate(outputs):
        for i, work in enumerate(works):
            if output.of == work.of:
                if output.edit:
                    yield i, k, ""
            elif output.hand == work.hand and (output.edit or work.name < output.name):
                alike.append((i, k))
    for number in sorted(rng.permutation(len(alike))[:n_pairs]):
        yield *alike[number], "N2"


def sheet() -> Pixels:
    """Return two pictures of every hand of both sides, four hands a row."""
    tiles: dict[str, list[Pixels]] = {}
    for number, side in enumerate(N_PAIRS):
        for one in painted(side, np.random.default_rng([SEED, number, 2]))[0]:
            tiles.setdefault(one.hand, []).append(cv2.resize(one.pixels, (240, 180)))
    pairs = [np.hstack(of_hand[N_PAINTED // 2 - 1 :][:2]) for of_hand in tiles.values()]
    return np.vstack([np.hstack(pairs[k : k + 4]) for k in range(0, len(pairs), 4)])


def _styled(folder: Path, half: int) -> list[Shown]:
    paths = pictures(folder)[half::2]
    return [Shown(f"{folder.name}-{path.stem}", opened(path), "", path.stem) for path in paths]


def measured(
    works: Sequence[Shown], outputs: Sequence[Shown], pairs: Sequence[tuple[int, int, str]]
) -> Iterator[Row]:
    """Yield each pair, numbers of a work and an output and a word, with its evidence.

    Pairs of pictures that are too small are left out.
    """
    fit = {i: one for i, work in enumerate(works) if (one := _prepared(work)) is not None}
    places = {i: place for place, i in enumerate(fit)}
    ranking = {name: open_index(IMAGE_METHODS.member(name), given) for name, given in RANKING.items()}
    placing = {name: open_index(IMAGE_METHODS.member(name)) for name in PLACING}
    for index in (*ranking.values(), *placing.values()):
        index.add(list(fit.values()))
    wanted: dict[int, list[tuple[int, str]]] = {}
    for i, k, grade in pairs:
        wanted.setdefault(k, []).append((i, grade))
    for k, asked in sorted(wanted.items()):
        output = _prepared(outputs[k])
        if output is None:
            continue
        numbers = frozenset(places[i] for i, _ in asked if i in places)
        found: dict[str, dict[int, Comparison]] = {}
        for name, index in ranking.items():
            found[name] = {one.work_number: one for one in index.compare([output])[0]}
        for name, index in placing.items():
            found[name] = {one.work_number: one for one in index.compare([output], [numbers])[0]}
        for i, grade in asked:
            if i in places:
                of_pair = [one for name in sorted(found) if (one := found[name].get(places[i])) is not None]
                values = values_of(of_pair, max(works[i].pixels.shape), max(outputs[k].pixels.shape))
                yield without_pixels(works[i]), without_pixels(outputs[k]), grade, values


def _prepared(shown: Shown) -> PreparedPicture | None:
    height, width = shown.pixels.shape[:2]
    return (
        PreparedPicture(height, width, np.ascontiguousarray(shown.pixels))
        if min(height, width) >= 32
        else None
    )


def values_of(found: Sequence[Comparison], work_px: int, output_px: int) -> dict[str, float]:
    """Return the features of a pair from what the methods found; longer sides in pixels."""
    scores = {one.method: one.score.similarity for one in found if one.score is not None}
    placed = [match for one in found if one.method in PLACING for match in one.matches]
    values = {}
    for feature in FEATURES:
        if feature.kind == "similarity":
            value = min(1.0, max(0.0, scores.get(feature.name, 0.0)))
        elif feature.kind in EXACT:
            value = exact_value(feature, placed, work_px, output_px)
        else:
            of_method = (surprise(match, 1.0) for match in placed if match.method in feature.methods)
            value = max(of_method, default=0.0)
        values[feature.name] = value
    return values


def _row(
    result: TruthTable, side: str, work: Shown, output: Shown, grade: str, values: dict[str, float]
) -> None:
    whose = f"{work.of} {side}" if grade == "N2" and not work.hand else work.of
    done, size = SHARES.get(output.edit, (output.edit, None)) if not grade else ("", None)
    result.add(
        (f"{side}/{work.name}", ""),
        (f"{side}/{output.name}.png", ""),
        null=grade,
        source=whose,
        author=work.hand or work.kind or whose,
        language="none",
        split=side,
        transformation=done,
        size=size,
        values=values,
    )


if __name__ == "__main__":
    print(table().write(Path(sys.argv[1])))
    cv2.imwrite(str(Path(sys.argv[1]) / "hands.png"), cv2.cvtColor(sheet(), cv2.COLOR_RGB2BGR))
