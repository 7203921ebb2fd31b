"""How often an exclusion holds where it must and where it must not: ``python -m bench.exclusions [NAME]``.

Pictures: photographs (unrelated, and of one place) in 14 states as they are shared, against drawings made by
program (`bench.drawings`). The limit of `drawing` was chosen on every other photograph and drawing; the
figures are of the halves apart. Texts: whole works and parts of them. Where nothing was chosen on a set, its
row says so by standing alone. Rates with the exact 95 % interval.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import sysconfig
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
import opencc
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from bench import unrelated
from bench.drawings import KINDS, drawn
from bench.measure import DATA, table
from sidebyside.calibration.exclusions import EXCLUSIONS, SeenWork
from sidebyside.calibration.exclusions.classical_chinese import shares_of_function_words
from sidebyside.calibration.exclusions.drawing import MOST_TEXTURE, texture
from sidebyside.calibration.exclusions.taiwan_hong_kong import share_traditional
from sidebyside.calibration.intervals import clopper_pearson
from sidebyside.errors import UnfitItemError
from sidebyside.primitives.pictures import prepare
from sidebyside.primitives.text.regional_words import regional_counts
from sidebyside.records import Artefact, Text

TEXT, IMAGE = DATA / "text", DATA / "image"
ZH = Path(__file__).parent / "data" / "zh"
HEAD = ("set", "excluded", "of", "rate (95 %)")
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"
N_DRAWN = 60
"""Drawings of each kind."""

Row = tuple[object, ...]


def row(name: str, held: Iterable[bool]) -> Row:
    """Return a row: how many of a set an exclusion holds for, with the interval."""
    values = list(held)
    low, high = clopper_pearson(sum(values), len(values)) if values else (0.0, 1.0)
    rate = sum(values) / max(1, len(values))
    return name, sum(values), len(values), f"{rate:.4f} ({low:.4f} to {high:.4f})"


def holds(name: str, text: str) -> bool:
    """Whether an exclusion of texts holds."""
    artefact = Artefact("work.txt", "0" * 64, "text", Text(text))
    return EXCLUSIONS.member(name).holds(SeenWork(artefact, lambda _: np.zeros((1, 1, 3), np.uint8)))


def states(image: Image.Image) -> Iterator[tuple[str, Image.Image, int]]:
    """Yield a photograph as it is shared: name of the state, picture, and quality of JPEG, 0 for lossless."""
    width, height = image.size
    pixels = np.array(image)
    font = ImageFont.truetype(FONT, max(10, width // 14))
    yield "as it is", image, 0
    yield "JPEG 30", image, 30
    yield "JPEG 60", image, 60
    yield "to a half", image.resize((width // 2, height // 2)), 0
    yield "to a quarter", image.resize((width // 4, height // 4)), 0
    yield "doubled", image.resize((2 * width, 2 * height), Image.Resampling.BICUBIC), 85
    meme = Image.new("RGB", (width, int(height * 1.3)), "white")
    meme.paste(image, (0, int(height * 0.3)))
    ImageDraw.Draw(meme).text((width // 20, height // 14), "WHEN IT FINALLY\nWORKS", "black", font)
    yield "bar with words", meme, 85
    barred = Image.new("RGB", (width, int(height * 1.5)), "white")
    barred.paste(image, (0, height // 4))
    yield "two white bars", barred, 85
    yield "grey", image.convert("L").convert("RGB"), 0
    yield "middle cut out", image.crop((width // 4, height // 4, 3 * width // 4, 3 * height // 4)), 0
    yield "blurred", Image.fromarray(cv2.GaussianBlur(pixels, (0, 0), width / 200)), 0
    laid = image.copy()
    pen = ImageDraw.Draw(laid)
    pen.text((width // 10, height // 2), "SAMPLE TEXT", "white", font)
    pen.rectangle((0, 0, width // 3, height // 5), (200, 30, 30))
    yield "laid over", laid, 75
    yield "256 colours", image.convert("P", palette=Image.Palette.ADAPTIVE, colors=256).convert("RGB"), 0
    more = np.clip((pixels.astype(np.float64) - 128) * 1.8 + 128, 0, 255)
    yield "contrast x 1.8", Image.fromarray(more.astype(np.uint8)), 0


def encoded(image: Image.Image, quality: int) -> bytes:
    """Return the bytes of a picture."""
    stream = io.BytesIO()
    if quality:
        image.convert("RGB").save(stream, "JPEG", quality=quality)
    else:
        image.convert("RGB").save(stream, "PNG", compress_level=1)
    return stream.getvalue()


def is_drawing(pixels: NDArray[np.uint8]) -> bool:
    """Whether a picture is taken for a drawing."""
    return texture(pixels) <= MOST_TEXTURE


def pictures() -> None:
    """Print how often photographs and drawings are taken for drawings."""
    by_state: dict[tuple[str, int], list[bool]] = {}
    paths = [*sorted((IMAGE / "unrelated").iterdir()), *sorted((IMAGE / "one-place").rglob("*.*"))]
    for number, path in enumerate(paths):
        image = Image.open(path).convert("RGB")
        image.thumbnail((600, 600))
        for state, changed, quality in states(image):
            pixels = prepare(encoded(changed, quality)).pixels
            by_state.setdefault((state, number % 2), []).append(is_drawing(pixels))
    names = list(dict.fromkeys(state for state, _ in by_state))
    rows = [
        row(f"photographs, all states, {side}", [one for name in names for one in by_state[name, half]])
        for half, side in enumerate(("chosen on", "held out"))
    ]
    for name in names:
        rows.append(row(f"photographs, {name}, both halves", by_state[name, 0] + by_state[name, 1]))
    found = {
        (kind, half): [is_drawing(prepare(encoded(*drawn(kind, n))).pixels) for n in range(half, N_DRAWN, 2)]
        for kind in KINDS
        for half in (0, 1)
    }
    rows += [
        row(f"drawings, all kinds, {side}", [one for kind in KINDS for one in found[kind, half]])
        for half, side in enumerate(("chosen on", "held out"))
    ]
    rows += [row(f"drawings, {kind}, held out", found[kind, 1]) for kind in KINDS]
    for name in ("edits", "modified", "style/inputs/content", "style/inputs/style", "style/output"):
        rows.append(row(f"{name}, nothing chosen on it", _of_folder(IMAGE / name)))
    table("drawing", HEAD, rows)


def _of_folder(folder: Path) -> Iterator[bool]:
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in (".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".tif"):
            try:
                yield is_drawing(prepare(path).pixels)
            except UnfitItemError:
                continue


def chunks_of_han(text: str, size: int) -> Iterator[str]:
    """Yield parts of so many Chinese characters, without a rest of less than half."""
    places = [found.start() for found in re.finditer("[\u3400-\u9fff]", text)]
    for first in range(0, len(places) - size // 2, size):
        yield text[places[first] : places[min(first + size, len(places) - 1)]]


def chinese_sets() -> dict[str, list[str]]:
    """Return Chinese texts by what they are."""
    bible = TEXT / "common-source" / "bible-zh"
    found = {
        name: [path.read_text("utf-8").replace(" ", "") for path in sorted((bible / name).iterdir())]
        for name in ("wenli", "union")
    }
    found |= {path.stem: [path.read_text("utf-8")] for path in sorted(ZH.glob("*.txt"))}
    with (TEXT / "en-zh" / "wmt23-first-300.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    for column, name in enumerate(rows[0][1:], 1):
        lines = [line[column] for line in rows[1:]]
        found[name] = ["\n".join(lines[k : k + 10]) for k in range(0, len(lines), 10)]
    pairs = (TEXT / "en-zh" / "pairs.tsv").read_text("utf-8").splitlines()[1:]
    found["Taiwan, of law"] = [line.split("\t")[1] for line in pairs]
    for number in (0, 1):
        found[f"newspaper of 1998, {number}"] = [text for _, text in unrelated.news_1998(number)]
    return {name: texts for name, texts in found.items() if texts}


def classical() -> None:
    """Print how often parts of Chinese texts are taken for classical Chinese, by their length."""
    rows = []
    for name, texts in chinese_sets().items():
        for size in (50, 100, 200, 1000):
            parts = [part for text in texts for part in chunks_of_han(text, size)]
            if parts:
                rows.append(row(f"{name}, {size}", (holds("classical_chinese", part) for part in parts)))
    table("classical_chinese, by parts of so many characters", HEAD, rows)
    means = [
        (name, *(f"{100 * np.mean([shares_of_function_words(t)[k] for t in texts]):.1f}" for k in (0, 1)))
        for name, texts in chinese_sets().items()
    ]
    table("function words in 100 characters", ("set", "classical", "spoken"), means)


def taiwan() -> None:
    """Print how often texts are taken for works of Taiwan or Hong Kong, and how few words tell."""
    turned = opencc.OpenCC("s2tw").convert
    sets = chinese_sets()
    sets |= {f"{name}, turned": [turned(text) for text in sets[name]] for name in sets if "zh_hans" in name}
    rows = [row(name, (holds("taiwan_hong_kong", text) for text in texts)) for name, texts in sets.items()]
    table("taiwan_hong_kong", HEAD, rows)
    words = []
    for name, texts in sets.items():
        counts = [regional_counts(text) for text in texts]
        n_telling = sum(max(pair) > 0 for pair in counts)
        least = min(share_traditional(text) for text in texts)
        most = max(share_traditional(text) for text in texts)
        total = tuple(sum(pair[k] for pair in counts) for k in (0, 1))
        words.append((name, len(texts), n_telling, *total, f"{least:.3f} to {most:.3f}"))
    head = ("set", "texts", "with a telling word", "of Taiwan", "of the mainland", "share Traditional")
    table("words that tell", head, words)


def wrapped(text: str, width: int) -> str:
    """Return a text with every paragraph, joined first, wrapped at a width; 0 leaves it as it is."""
    if not width:
        return text
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return "\n\n".join(textwrap.fill(part, width) for part in paragraphs)


def english_sets() -> dict[str, list[str]]:
    """Return English texts that are prose, and some that are not."""

    def texts(paths: Iterable[Path]) -> list[str]:
        return [path.read_text("utf-8", "replace") for path in paths]

    novels = texts(sorted((TEXT / "novels").glob("*.txt")))
    found = {f"novels, wrapped at {width}": [wrapped(one, width) for one in novels] for width in (40, 60, 72)}
    found = {"novels": novels, **found}
    parts = [
        one[k : k + 1500] for one in found["novels, wrapped at 60"] for k in range(0, len(one) - 1500, 20_000)
    ]
    found["parts of 1,500 characters, wrapped at 60"] = parts
    found["two books"] = texts(sorted((TEXT / "works").glob("*.txt")))
    outputs = texts(sorted((TEXT / "outputs").rglob("*.txt")))
    found["outputs of models"] = [one for one in outputs if len(one) > 200]
    found["student answers"] = [
        path.read_text("latin-1") for path in sorted((TEXT / "short-answers").glob("*.txt"))
    ]
    library = Path(sysconfig.get_paths()["purelib"])
    for suffix in ("py", "js", "h"):
        some = sorted(library.rglob(f"*.{suffix}"))[:: 40 if suffix == "py" else 4][:200]
        found[f"programs, .{suffix}"] = [one for one in texts(some) if len(one) > 400]
    found["licences"] = texts(sorted(Path("/usr/share/common-licenses").iterdir()))
    return found


def texts() -> None:
    """Print how often texts are taken for verse, program text and numbered clauses."""
    sets = english_sets()
    for name in ("verse", "program_text", "numbered_clauses"):
        rows = [row(key, (holds(name, text) for text in some)) for key, some in sets.items()]
        if name == "verse":
            poems = (ZH / "poems.txt").read_text("utf-8").splitlines()
            rows.append(row("Chinese poems", (holds(name, poem) for poem in poems)))
            chinese = [
                part
                for key, some in chinese_sets().items()
                if key != "poems"
                for t in some
                for part in chunks_of_han(t, 60)
            ]
            rows.append(row("Chinese prose, by 60 characters", (holds(name, part) for part in chinese)))
        table(name, HEAD, rows)


MEASURES: dict[str, Callable[[], None]] = {
    "pictures": pictures,
    "classical": classical,
    "taiwan": taiwan,
    "texts": texts,
}


def main(names: Sequence[str]) -> None:
    """Print the tables asked for, or all."""
    if not DATA.is_dir():
        print("The development data do not stand beside the checkout; see CONTRIBUTING.md.")
        return
    for name, measure in MEASURES.items():
        if not names or name in names:
            measure()


if __name__ == "__main__":
    main(sys.argv[1:])
