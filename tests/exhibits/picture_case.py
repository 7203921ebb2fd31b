"""A case of pictures, written out by hand: all that an exhibit shows of pictures, in drawings."""

import numpy as np

from sidebyside.records import (
    Artefact,
    Attempt,
    Chance,
    EditOperation,
    Finding,
    Generation,
    ImageQuantum,
    ItemRef,
    Match,
    MethodCard,
    NothingFound,
    Output,
    Picture,
    ReadPair,
    Region,
    Residual,
    Score,
    ScorePercentile,
    Span,
    StyleMeasure,
    StyleTable,
    Swatch,
    Transform,
    UncountedPair,
    Work,
)

TITLE = "Pictures"
HEIGHT_PX, WIDTH_PX = 120, 160
EYE = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
TURNED = (0.0, 1.0, 20.0, -1.0, 0.0, 170.0, 0.0, 0.0, 1.0)
"""A quarter turn: the work's columns run up the output."""

ASKEW = (0.9, 0.05, 4.0, 0.02, 0.85, 6.0, 0.0004, 0.0002, 1.0)
WORK_MARK, OUTPUT_MARK = "Plate 7 <sea>", "Plale 7 <sea>"

STANDINGS = (
    ScorePercentile("copy_descriptor", "unrelated", 0.999964, 40000),
    ScorePercentile("copy_descriptor", "same_subject", 0.973, 1250),
)


def drawing(seed: int, height: int = HEIGHT_PX, width: int = WIDTH_PX) -> bytes:
    """A field of blocks, discs and stripes as PPM: the same bytes for the same seed everywhere."""
    rows, columns = np.mgrid[0:height, 0:width]
    blocks = ((rows // 12) * (3 + seed) + (columns // 10) * 5) % 7 * 30
    discs = ((rows - 40 - 5 * seed) ** 2 + (columns - 60) ** 2 < 700) * 60
    stripes = (rows + (2 + seed) * columns) % 40 * 5
    pixels = np.stack([blocks + discs // 2, 200 - blocks, stripes], axis=2).astype(np.uint8)
    return b"P6\n%d %d\n255\n" % (width, height) + pixels.tobytes()


def turned_round(data: bytes) -> bytes:
    """The negative of a drawing."""
    end = data.index(b"255\n") + 4
    return data[:end] + (255 - np.frombuffer(data[end:], np.uint8)).tobytes()


def residual(*, is_inverted: bool = False) -> Residual:
    """A grid of 6 x 8 cells: the right third changed, the lower left corner not covered."""
    rows = ["kkkkkccc"] * 4 + ["-kkkkccc", "--kkkkcc"]
    values = {"k": 96, "c": 7, "-": 0}
    similarity = [[values[letter] - n for n, letter in enumerate(row)] for row in rows]
    shares = (0.604167, 0.354167) if not is_inverted else (0.9, 0.05)
    cells = tuple(rows)
    return Residual(cells, tuple(map(tuple, similarity)), *shares, 0.62, 0.1375, 0.42, is_inverted)


def writing() -> ReadPair:
    steps = (EditOperation("kept", Span(0, 3), Span(0, 3)), EditOperation("changed", Span(3, 4), Span(3, 4)))
    return ReadPair(WORK_MARK, OUTPUT_MARK, 0.87, (*steps, EditOperation("kept", Span(4, 13), Span(4, 13))))


def points(matrix: tuple[float, ...], n: int) -> tuple[tuple[float, float, float, float], ...]:
    """Points of the work in a row of its upper left part, and where the matrix takes them."""
    found = []
    for index in range(n):
        row, column = 20.0 + index % 7 * 3, 30.0 + index % 11 * 4
        x, y, w = (matrix[k] * column + matrix[k + 1] * row + matrix[k + 2] for k in (0, 3, 6))
        found.append((row, column, y / w, x / w))
    return tuple(found)


def aligned(matrix: tuple[float, ...], kind: str = "similarity", **more: object) -> Match:
    whole = Region(0, 0, HEIGHT_PX, WIDTH_PX)
    given = {
        "work_region": whole,
        "output_region": whole,
        "transform": Transform(kind, matrix, False),
        "points": points(matrix, 62),
        "log10_nfa": -57.31,
        "chance": Chance(1e-4, 1e-4, 1e-4, 190.0, None, True),
    }
    return Match("keypoints", 0.61, ImageQuantum(0.7123, 0.9, 62, 80), **(given | more))


def whole_picture() -> Match:
    whole = Region(0, 0, HEIGHT_PX, WIDTH_PX)
    return Match("copy_descriptor", 0.8123, ImageQuantum(1.0, 1.0), work_region=whole, output_region=whole)


def style() -> StyleTable:
    ours = (Swatch(180, 20, 60, 0.5), Swatch(20, 160, 200, 0.3), Swatch(240, 240, 230, 0.2))
    theirs = (Swatch(170, 30, 60, 0.45), Swatch(30, 150, 210, 0.35))
    measures = (
        StyleMeasure("a_measure", 0.213, (0.2, 0.8), (0.35, 0.65)),
        StyleMeasure("another", 0.0, (), ()),
    )
    return StyleTable("style", ours, theirs, measures)


def pairs() -> dict[str, tuple[bytes, bytes, tuple[Match, ...]]]:
    """By name: the two pictures and what matched. The middle one is of the turned kind, with two methods."""
    third = drawing(0)
    return {
        "askew": (drawing(1), drawing(1), (aligned(ASKEW, "homography", log10_nfa=0.4, chance=weak()),)),
        "negative": (
            drawing(2),
            turned_round(drawing(2)),
            (aligned(EYE, residual=residual(is_inverted=True)),),
        ),
        "template": (third, drawing(4), (whole_picture(), aligned(EYE, residual=residual(), read=writing()))),
        "turned": (
            drawing(3),
            drawing(3, 200, 180),
            (aligned(TURNED), aligned(TURNED, points=(), residual=residual(), log10_nfa=None)),
        ),
    }


def weak() -> Chance:
    return Chance(0.4, 0.4, 0.4, 1.2, None, False)


def case(small_case: object, **changes: object) -> object:
    """Four findings of pictures and one pair set apart, on the case of `small_case`."""
    store, works, outputs, findings = {}, [], [], []

    def artefact(path: str, data: bytes) -> Artefact:
        width, height = (int(figure) for figure in data.split(b"\n")[1].split())
        store[small_case.digest(data)] = data
        return Artefact(path, small_case.digest(data), "image", picture=Picture(height, width, "RGB", "PPM"))

    def pair(name: str, ours: bytes, theirs: bytes) -> tuple[ItemRef, ItemRef]:
        work, output = artefact(f"works/{name}.ppm", ours), artefact(f"outputs/{name}.ppm", theirs)
        works.append(Work(work))
        outputs.append(Output(output, Attempt(Generation(model="a-model", prompt="<b>the sea</b>"))))
        return ItemRef(work.path, work.sha256), ItemRef(output.path, output.sha256)

    for number, (name, (ours, theirs, matches)) in enumerate(pairs().items(), start=1):
        work, output = pair(name, ours, theirs)
        chance = matches[-1].chance
        findings.append(
            Finding(
                id=f"F-{number:02}",
                work=work,
                output=output,
                medium="image",
                scores=(Score("copy_descriptor", 0.8123), Score("keypoints", 0.61)),
                matches=matches,
                quantum=ImageQuantum(0.7123, 0.9, 150, 190),
                generation=outputs[-1].generation,
                expected_by_chance=chance.expected,
                expected_by_chance_interval=(chance.low, chance.high),
                is_distinguishable=chance.is_distinguishable,
                standings=STANDINGS,
                apart=(style(),) if name == "template" else (),
            )
        )
    work, output = pair("lighthouse", drawing(5), drawing(6))
    scores = (Score("copy_descriptor", 0.61), Score("keypoints", 0.0))
    findings += [
        UncountedPair(
            "A-05", work, output, "image", "same_subject", scores, STANDINGS, (style(),), Generation()
        ),
        NothingFound("W-06", work, None, "image", 5, (("keypoints", "the floor of keypoints"),)),
        NothingFound("O-07", None, output, "image", 5, (("keypoints", "the floor of keypoints"),)),
    ]
    given = {
        "findings": tuple(findings),
        "works": tuple(works),
        "outputs": tuple(outputs),
        "cards": (*small_case.cards()[2:], _card("style")),
        "store": store,
    }
    return small_case.case(**(given | changes))


def _card(name: str) -> MethodCard:
    return MethodCard(
        name=name,
        version="0",
        medium="image",
        summary="Shows manner.",
        range="none",
        floor="none",
        foldings=(),
        blind_spots=("what is shown",),
        cost="linear",
        source="A Paper 1999, doi:10.0/0",
        settings=(),
        weights_sha256="",
    )
