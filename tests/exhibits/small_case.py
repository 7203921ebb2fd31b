"""A case of a few items, written out by hand: every kind of finding and of input, in two languages."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from sidebyside.records import (
    AlignedPair,
    AnyFinding,
    Artefact,
    Attempt,
    BackgroundPassage,
    CaseStatistics,
    Chance,
    Claim,
    Commonness,
    Counts,
    EditOperation,
    Filtration,
    Finding,
    Generation,
    ImageQuantum,
    ItemRef,
    Match,
    MethodCard,
    Nearest,
    Note,
    NothingFound,
    Output,
    Part,
    Picture,
    Region,
    Score,
    Span,
    Substitution,
    Text,
    TextExtent,
    TextQuantum,
    Transform,
    Unscorable,
    Work,
    counted_as,
)

TITLE = "The lamp"
TALE = (
    "Part one.\n<b>She kept the lamp for thirty years</b>, and no ship came to harm &mdash; not one. The end."
)
RETOLD = "Once more: she kept the light for thirty long years, and no ship came to harm. So it was."
LANTERN = "她守了三十年的燈，這三十年裡，沒有一艘船在沙洲上出過事。"
LANTERN_AGAIN = "人說她守了三十年的燈，這三十年裡，沒有一艘船在沙洲上出過事，是真的。"
GENERATION = Generation(
    model="a-model",
    version="2",
    prompt="Tell me of the lamp.\nPlease.",
    stratum="title-only",
    settings=(("temperature", "0.7"), ("seed", "5")),
    attempt=3,
    created="2024-05-01",
)


@dataclass(frozen=True, slots=True)
class Case:
    """What `ReadableCase` asks for, written down."""

    findings: tuple[AnyFinding, ...]
    findings_jsonl: bytes
    counts: Counts
    works: tuple[Work, ...]
    outputs: tuple[Output, ...]
    cards: tuple[MethodCard, ...]
    notes: tuple[Note, ...]
    store: Mapping[str, bytes]
    statistics: CaseStatistics = field(default_factory=CaseStatistics)
    settings: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 7
    versions: Mapping[str, str] = field(default_factory=lambda: {"sidebyside": "0.1.0"})
    ledger: bytes = b'{"n":0}\n'
    ledger_head: str = "cd" * 32
    ledger_length: int = 1234

    def read(self, sha256: str) -> bytes:
        return self.store[sha256]


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def picture_bytes(shift: int = 0, height: int = 48, width: int = 64) -> bytes:
    """A drawing as PPM, which is the same bytes everywhere."""
    rows, columns = np.mgrid[0:height, 0:width]
    blocks = ((rows // 8) * 3 + ((columns + shift) // 8) * 5) % 7 * 36
    pixels = np.stack([blocks, 255 - blocks, (rows + columns) % 256], axis=2).astype(np.uint8)
    return b"P6\n%d %d\n255\n" % (width, height) + pixels.tobytes()


STORE = {digest(data): data for data in (picture_bytes(), picture_bytes(8))}


def text_artefact(path: str, original: str, **markup: object) -> Artefact:
    return Artefact(path, digest(original.encode()), "text", text=Text(original, **markup))


def picture_artefact(path: str, data: bytes, **extra: object) -> Artefact:
    return Artefact(path, digest(data), "image", picture=Picture(48, 64, "RGB", "PPM"), **extra)


def ref(artefact: Artefact) -> ItemRef:
    return ItemRef(artefact.path, artefact.sha256)


def extent(n: int) -> TextExtent:
    return TextExtent(words=n, characters=5 * n, tokens=n)


def place(text: str, passage: str) -> Span:
    start = text.index(passage)
    return Span(start, start + len(passage))


def near_match() -> Match:
    steps = (
        ("kept", "She kept the", "she kept the"),
        ("changed", "lamp", "light"),
        ("kept", "for thirty", "for thirty"),
        ("added", "", "long"),
        ("kept", "years</b>, and no ship came to harm", "years, and no ship came to harm"),
        ("dropped", "not one", ""),
    )
    operations, work_at, output_at = [], 0, 0
    for kind, ours, theirs in steps:
        work_span = place(TALE, ours) if ours else Span(work_at, work_at)
        output_span = place(RETOLD, theirs) if theirs else Span(output_at, output_at)
        operations.append(EditOperation(kind, work_span, output_span))
        work_at, output_at = work_span.end, output_span.end
    return Match(
        "near_verbatim",
        0.8125,
        TextQuantum(extent(8), extent(13), extent(13), 0.65, 0.722222, "a-tokenizer"),
        work_span=Span(operations[0].work_span.start, work_at),
        output_span=Span(operations[0].output_span.start, output_at),
        operations=tuple(operations),
    )


def exact_match(work: str, output: str, passage: str, work_passage: str = "") -> Match:
    quantum = TextQuantum(extent(8), extent(8), extent(8), 0.4, 0.444444, "a-tokenizer")
    spans = place(work, work_passage or passage), place(output, passage)
    return Match("verbatim", 1.0, quantum, work_span=spans[0], output_span=spans[1])


def elsewhere() -> Commonness:
    nearest = BackgroundPassage(
        "old tales.txt", "ef" * 32, Span(40, 93), 7, False, "no <b> ship came to harm"
    )
    return Commonness(2, 1, 3, 45678, 151.26, nearest)


def filtrations() -> tuple[Filtration, ...]:
    saying, quoted = "no ship came to harm", "for thirty"
    return (
        Filtration(
            *("R-01", "stock_phrase", "background_run", place(TALE, saying), place(RETOLD, saying)),
            *("accepted", "A. Reader", "a saying of <sailors>"),
        ),
        Filtration("R-02", "quotation", "quoted_in_output", place(TALE, quoted), place(RETOLD, quoted)),
    )


def aligned_match() -> Match:
    """The first sentences of the lamp in English and in Chinese, lined up by meaning."""
    halves = (
        ("She kept the lamp for thirty years", "她守了三十年的燈"),
        ("no ship came to harm", "沒有一艘船在沙洲上出過事"),
    )
    retold = "<b>".join(half for half, _ in halves)
    pairs = tuple(
        AlignedPair(place(retold, ours), place(LANTERN, theirs), 0.75 + n / 8, 1.25)
        for n, (ours, theirs) in enumerate(halves)
    )
    quantum = TextQuantum(extent(7), extent(11), extent(20), 0.5, 0.75, "a-tokenizer")
    spans = Span(0, pairs[1].work_span.end), Span(0, pairs[1].output_span.end)
    return Match("translation", 0.8125, quantum, work_span=spans[0], output_span=spans[1], pairs=pairs)


ALIGNED_WORK = "She kept the lamp for thirty years<b>no ship came to harm"


def whole_picture() -> Match:
    everything = Region(0, 0, 48, 64)
    quantum = ImageQuantum(1.0, 1.0)
    return Match("copy_descriptor", 0.91239, quantum, work_region=everything, output_region=everything)


def part_of_picture() -> Match:
    return Match(
        "keypoints",
        0.5,
        ImageQuantum(0.75, 0.75, 30, 41),
        work_region=Region(4, 12, 40, 48),
        output_region=Region(4, 4, 40, 48),
        output_outline=((4.0, 4.0), (4.0, 52.0), (44.0, 52.0), (44.0, 4.0)),
        transform=Transform("similarity", (1.0, 0.0, -8.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0), False),
    )


def cards() -> tuple[MethodCard, ...]:
    names = (
        ("near_verbatim", "text"),
        ("verbatim", "text"),
        ("copy_descriptor", "image"),
        ("keypoints", "image"),
    )
    return tuple(
        MethodCard(
            name=name,
            version="0",
            medium=medium,
            summary=f"Finds what {name} finds.",
            range="0 to 1, higher is more alike",
            floor=f"the floor of {name}",
            foldings=("case",),
            blind_spots=("whether a passage is common", "style"),
            cost="linear",
            source="A Paper 1999, doi:10.0/0",
            settings=(("floor", "8"),),
            weights_sha256="ab" * 32 if name == "copy_descriptor" else "",
        )
        for name, medium in names
    )


def case(**changes: object) -> Case:
    """Five works and seven attempts; `changes` replace what is given here."""
    tale = Work(
        text_artefact(
            "tale.html",
            TALE,
            hidden=(place(TALE, "<b>"), place(TALE, "</b>")),
            substitutions=(Substitution(place(TALE, "&mdash;"), "—"),),
            parts=(Part(0, "Chapter 1"),),
        )
    )
    works = (
        tale,
        Work(text_artefact("other.txt", "Nothing of this stands anywhere else, as far as anyone knows.")),
        Work(picture_artefact("plate.ppm", picture_bytes())),
        Work(text_artefact("燈塔.txt", LANTERN)),
    )
    retold = Output(text_artefact("answers.jsonl#7", RETOLD), Attempt(GENERATION))
    claim = Claim("PNG tEXt", "parameters", "a lamp <b>by the sea</b>\nSteps: 20")
    drawn = Output(picture_artefact("drawn.ppm", picture_bytes(8), claims=(claim,)))
    refused = Output(text_artefact("refused.txt", "RESPONSE_BLOCKED"), Attempt(Generation(status="refused")))
    missing = Output(text_artefact("answers.jsonl#9", ""), Attempt(Generation(attempt=9, status="missing")))
    plain = Output(text_artefact("plain.txt", "A wholly different matter, told at some length."))
    again = Output(text_artefact("再說.txt", LANTERN_AGAIN))
    outputs = (retold, missing, drawn, plain, refused, again)
    limits = (("near_verbatim", "the floor of near_verbatim"), ("verbatim", "the floor of verbatim"))
    findings = (
        Finding(
            id="F-01",
            work=ref(works[2].artefact),
            output=ref(drawn.artefact),
            medium="image",
            scores=(Score("copy_descriptor", 0.91239), Score("keypoints", 0.5)),
            matches=(whole_picture(), part_of_picture()),
            quantum=ImageQuantum(1.0, 1.0, 30, 41),
            generation=drawn.generation,
        ),
        Finding(
            id="F-02",
            work=ref(tale.artefact),
            output=ref(retold.artefact),
            medium="text",
            scores=(Score("near_verbatim", 0.722222), Score("verbatim", 0.444444)),
            matches=(
                replace(
                    near_match(),
                    commonness=elsewhere(),
                    chance=Chance(1e-4, 1e-4, 0.002, 151.26, "en", True),
                ),
                exact_match(
                    TALE, RETOLD, "years, and no ship came to harm", "years</b>, and no ship came to harm"
                ),
            ),
            quantum=TextQuantum(extent(8), extent(13), extent(14), 0.65, 0.777778, "a-tokenizer"),
            generation=GENERATION,
            expected_by_chance=1e-4,
            expected_by_chance_interval=(1e-4, 0.002),
            is_distinguishable=True,
            filtrations=filtrations(),
            quantum_after=TextQuantum(extent(6), extent(9), extent(10), 0.45, 0.555556, "a-tokenizer"),
        ),
        Finding(
            id="F-03",
            work=ref(works[3].artefact),
            output=ref(again.artefact),
            medium="text",
            scores=(Score("verbatim", 0.9),),
            matches=(
                replace(
                    exact_match(
                        LANTERN, LANTERN_AGAIN, "她守了三十年的燈，這三十年裡，沒有一艘船在沙洲上出過事"
                    ),
                    commonness=Commonness(0, 0, 0, 0, 12.0),
                    chance=Chance(0.25, 0.03, 7.5, 12.0, "zh", False),
                ),
            ),
            quantum=TextQuantum(extent(24), extent(24), extent(24), 1.0, 0.999999, "a-tokenizer"),
            generation=again.generation,
            expected_by_chance=0.25,
            expected_by_chance_interval=(0.03, 7.5),
            is_distinguishable=False,
            reason="not_distinguishable",
            counts_as="not_distinguishable",
        ),
        NothingFound(
            id="W-04",
            work=ref(works[1].artefact),
            output=None,
            medium="text",
            n_compared=3,
            detection_limit=limits,
            nearest=(Nearest("verbatim", "plain.txt", 0.00001),),
            n_of_medium=3,
            n_compared_by=(("near_verbatim", 3), ("verbatim", 3)),
        ),
        NothingFound(
            "O-05", None, ref(missing.artefact), "text", 0, limits, (), missing.generation, "missing"
        ),
        NothingFound(
            *("O-06", None, ref(plain.artefact), "text", 2, limits, (), plain.generation, "", 3),
            (("near_verbatim", 2), ("verbatim", 3)),
        ),
        NothingFound(
            "O-07", None, ref(refused.artefact), "text", 0, limits, (), refused.generation, "refused"
        ),
        Unscorable("work", "empty.txt", digest(b""), "text", "empty", "is empty (0 bytes)", "leave it out"),
        Unscorable(
            "output", "cut.png", digest(b"x"), None, "truncated", "cut.png: is cut off", "get it again"
        ),
    )
    counts = Counts(
        n_works=5,
        n_works_matched=2,
        n_works_not_distinguishable=1,
        n_works_null=1,
        n_works_unscorable=1,
        n_outputs=7,
        n_matched=2,
        n_not_distinguishable=1,
        n_null=2,
        n_refused=1,
        n_missing=1,
        n_unscorable=1,
        n_pairs=10,
    )
    given = Case(
        findings=findings,
        counts=counts,
        works=works,
        outputs=outputs,
        cards=cards(),
        notes=(Note("output", "plain.txt", "encoding_guessed", "plain.txt was read as cp1252"),),
        findings_jsonl=lines(findings),
        store=STORE,
    )
    given = replace(given, **changes)
    if "findings" in changes and "findings_jsonl" not in changes:
        given = replace(given, findings_jsonl=lines(given.findings))
    if "findings" in changes and "counts" not in changes:
        given = replace(given, counts=counted(given.findings, given.counts.n_pairs))
    return given


def counted(findings: tuple[object, ...], n_pairs: int) -> Counts:
    pairs = [item for item in findings if isinstance(item, Finding)]
    nulls = [item for item in findings if isinstance(item, NothingFound)]
    broken = [item for item in findings if isinstance(item, Unscorable)]
    outputs = [item for item in nulls if item.output is not None]
    n_missing = sum(item.reason == "missing" for item in outputs)
    n_works = Counter(counted_as(pairs, "work").values())
    n_outputs = Counter(counted_as(pairs, "output").values())
    n_broken = sum(item.role == "work" for item in broken)
    return Counts(
        n_works=n_works.total() + len(nulls) - len(outputs) + n_broken,
        n_works_matched=n_works["matched"],
        n_works_not_distinguishable=n_works["not_distinguishable"],
        n_works_filtered_out=n_works["filtered_out"],
        n_works_null=len(nulls) - len(outputs),
        n_works_unscorable=n_broken,
        n_outputs=n_outputs.total() + len(outputs) + len(broken) - n_broken,
        n_matched=n_outputs["matched"],
        n_not_distinguishable=n_outputs["not_distinguishable"],
        n_filtered_out=n_outputs["filtered_out"],
        n_null=len(outputs) - n_missing,
        n_refused=sum(item.reason == "refused" for item in outputs),
        n_missing=n_missing,
        n_unscorable=len(broken) - n_broken,
        n_pairs=n_pairs,
    )


def lines(findings: tuple[object, ...]) -> bytes:
    ids = [getattr(item, "id", f"U-{number:02}") for number, item in enumerate(findings, start=1)]
    return b"".join(json.dumps({"id": name}).encode() + b"\n" for name in ids)
