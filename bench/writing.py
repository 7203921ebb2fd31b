"""Writing in pictures: letters read by size and strength, false matches among photographs, and the cost.

    python -m bench.writing

Lines are drawn in Noto Sans CJK on eight photographs reduced to 800 x 600; a letter counts as right by edit
distance, folded, spaces and marks left out. The floor of 20 bits was chosen with the photographs in sight.
"""

from __future__ import annotations

import time
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from rapidfuzz.distance import Levenshtein

from bench.measure import DATA, machine, table
from sidebyside.methods.image.text_in_picture.method import MEMBER
from sidebyside.methods.image.text_in_picture.reading import WritingReader
from sidebyside.methods.image.text_in_picture.shared_words import letters, shared_words
from sidebyside.primitives.pictures import PreparedPicture, prepare

PHOTOGRAPHS = sorted((DATA / "image" / "unrelated").glob("*.jpg"))
LINES = {
    "English": (
        "Shutterstock 1289345",
        "Marguerite Ashdown",
        "SHUTTERST0CK",
        "Harbour lights, 1911",
        "gettyimages",
        "Copyright 2019 T. Oyelaran",
        "dreamstime",
        "The hand of the tide clock",
    ),
    "Chinese": (
        "潮水鐘停了九年",
        "沒有人點外堤的燈",
        "著作權所有翻印必究",
        "林徽因攝於台北",
        "暴風雨過後碼頭",
        "夜裡的燈塔與船",
        "臺灣鐵路管理局",
        "圖文版權歸作者",
    ),
}
GARBLED = (
    ("shutterstock", "SHUTTERST0CK"),
    ("shutterstock", "shuttenstocx"),
    ("gettyimages", "getyyimagos"),
    ("gettyimages", "gettyimoges"),
    ("dreamstime.com", "dreamstlme"),
    ("Marguerite Ashdown", "Margueritte Ashdovvn"),
    ("Bellamoor Gazette", "BELLAM0OR GAZETE"),
    ("Quentin Fennimore", "Quentin Fennimor"),
    ("潮水鐘停了九年無人上弦", "潮水鐘停了九年"),
)
SIZES, OPACITIES = (14, 20, 32), (255, 128, 70)


def main() -> None:
    """Print the tables."""
    print(f"machine: {machine()}")
    settings = MEMBER.settings()
    reader = WritingReader(side_px=settings.side_px, least_confidence=settings.least_confidence)
    _letters(reader)
    _garbled()
    _false_matches(reader)


def _face(size_px: int) -> ImageFont.FreeTypeFont:
    spec = find_spec("noto_cjk_sans_otc")
    (path,) = Path(spec.submodule_search_locations[0]).rglob("NotoSansCJK-Regular.ttc")
    faces = (ImageFont.truetype(str(path), size_px, index=number) for number in range(10))
    return next(face for face in faces if face.getname()[0] == "Noto Sans CJK TC")


def _drawn(photograph: Path, words: str, size_px: int, opacity: int) -> PreparedPicture:
    ground = Image.open(photograph).convert("RGB").resize((800, 600)).convert("RGBA")
    over = Image.new("RGBA", ground.size, (0, 0, 0, 0))
    ImageDraw.Draw(over).text((60, 280), words, font=_face(size_px), fill=(255, 255, 255, opacity))
    return PreparedPicture(600, 800, np.asarray(Image.alpha_composite(ground, over).convert("RGB")))


def _letters(reader: WritingReader) -> None:
    rows, grounds = [], PHOTOGRAPHS[::25][:8]
    for size_px in SIZES:
        for opacity in OPACITIES:
            for language, lines in LINES.items():
                n_letters = n_wrong = n_missed = 0
                for photograph, words in zip(grounds, lines, strict=True):
                    read = reader.read(_drawn(photograph, words, size_px, opacity))
                    near = [line.text for line in read if 240 < line.corners[0][0] < 320]
                    expected, found = letters(words).folded, letters("".join(near)).folded
                    n_letters += len(expected)
                    n_wrong += min(len(expected), Levenshtein.distance(expected, found))
                    n_missed += not found
                share = f"{1 - n_wrong / n_letters:.3f}"
                rows.append([size_px, f"{opacity / 255:.0%}", language, share, f"{n_missed} of {len(lines)}"])
    head = ["letters, px", "opacity", "language", "letters right", "lines missed"]
    table("writing drawn on photographs", head, rows)


def _garbled() -> None:
    rows = []
    works, outputs = PHOTOGRAPHS[1], PHOTOGRAPHS[60]
    for work, output in GARBLED:
        index = MEMBER.index()
        index.add([_drawn(works, work, 32, 255)])
        (found,) = index.compare([_drawn(outputs, output, 28, 255)])
        shared = shared_words(work, output)
        read = (
            f"{found[0].matches[0].read.work_text} | {found[0].matches[0].read.output_text}" if found else "-"
        )
        rows.append([work, output, "found" if found else "missed", read, shared.bits if shared else 0])
    table("garbled lines", ["work", "output", "", "read", "bits as written"], rows)


def _false_matches(reader: WritingReader) -> None:
    pictures = [prepare(path) for path in PHOTOGRAPHS]
    start = time.process_time()
    readings = reader.read_all(pictures)
    seconds = (time.process_time() - start) / len(pictures)
    lines = [(number, line.text) for number, writing in enumerate(readings) for line in writing]
    best = 0.0
    n_false: set[tuple[int, int]] = set()
    for at, (number, text) in enumerate(lines):
        for other, words in lines[:at]:
            shared = shared_words(words, text) if other != number else None
            if shared and shared.n_kept >= 4 and shared.similarity >= 0.7:
                best = max(best, shared.bits)
                if shared.bits >= MEMBER.settings().floor_bits:
                    n_false.add((other, number))
    n_pairs = len(pictures) * (len(pictures) - 1) // 2
    head = ["photographs", "with writing", "lines", "pairs", "false matches", "most bits", "s a picture"]
    row = [len(pictures), sum(map(bool, readings)), len(lines), n_pairs, len(n_false), best, f"{seconds:.2f}"]
    table("among unrelated photographs", head, [row])


if __name__ == "__main__":
    main()
