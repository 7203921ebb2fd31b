"""Drawings, charts, logos, screenshots and pages of text made by program, each another one by its number.

They stand against photographs where the exclusion `drawing` is measured (`bench.exclusions`). A third of them
is saved as a lossy JPEG, a third is reduced to a half, and line drawings are also laid on paper with a grain
and uneven light, as a scanner or a camera sees them.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Pixels = NDArray[np.uint8]
Rng = np.random.Generator
FONTS = "/usr/share/fonts/truetype/dejavu/DejaVu{}.ttf"
FACES = ("Sans", "Serif", "SansMono", "Sans-Bold", "Serif-Bold")
WORDS = """
the of and to in that was he it his is with as had for you her not be on at by which have from they this all
were when she one said there who so their would more no if out what up into them about can only other new
some could time these two may then do first any my now such like our over man me even harbour lantern
evidence measure chapter window account figure section table clause witness
""".split()  # noqa: SIM905
COLOURS = (
    (31, 119, 180), (255, 127, 14), (44, 160, 44), (214, 39, 40), (148, 103, 189), (140, 86, 75),
    (227, 119, 194), (127, 127, 127), (188, 189, 34), (23, 190, 207), (20, 20, 20), (240, 200, 60),
)  # fmt: skip


def _font(rng: Rng, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS.format(FACES[rng.integers(len(FACES))]), size)


def _colour(rng: Rng) -> tuple[int, int, int]:
    if rng.random() < 0.5:
        return COLOURS[rng.integers(len(COLOURS))]
    red, green, blue = rng.integers(0, 256, 3).tolist()
    return red, green, blue


def _sheet(rng: Rng, *, is_white: bool = True) -> Image.Image:
    width, height = (int(side) for side in rng.integers(420, 1400, 2))
    paper = (255, 255, 255) if is_white else _colour(rng)
    return Image.new("RGB", (width, height), paper)


def _line(rng: Rng, n: int) -> str:
    return " ".join(WORDS[k] for k in rng.integers(len(WORDS), size=n))


def page(rng: Rng) -> Image.Image:
    """Return a page of running text, in one or two columns."""
    sheet = _sheet(rng)
    draw = ImageDraw.Draw(sheet)
    font = _font(rng, int(rng.integers(11, 26)))
    n_columns, margin = int(rng.integers(1, 3)), int(rng.integers(15, 70))
    width = (sheet.width - margin * (n_columns + 1)) // n_columns
    for column in range(n_columns):
        left, top = margin + column * (width + margin), margin
        while top < sheet.height - margin:
            words = _line(rng, 40)
            while words and draw.textlength(words, font) > width:
                words = words.rpartition(" ")[0]
            if rng.random() > 0.07:
                draw.text((left, top), words, (20, 20, 20), font)
            top += int(font.size * rng.uniform(1.25, 1.35))
    return sheet


def chart(rng: Rng) -> Image.Image:
    """Return a chart: bars, lines, points or a pie, with axes and words."""
    sheet = _sheet(rng, is_white=rng.random() < 0.8)
    draw = ImageDraw.Draw(sheet)
    font = _font(rng, int(rng.integers(12, 24)))
    left, top, right, foot = 60, 50, sheet.width - 30, sheet.height - 50
    draw.text((left, 12), _line(rng, 5), (0, 0, 0), font)
    kind, n = int(rng.integers(4)), int(rng.integers(4, 16))
    if kind == 3:
        angle = 0.0
        for share in rng.dirichlet(np.ones(n)):
            draw.pieslice((left, top, right, foot), angle, angle + 360 * share, _colour(rng))
            angle += 360 * share
        return sheet
    for k in range(6):
        y = top + (foot - top) * k // 5
        draw.line((left, y, right, y), (215, 215, 215), 1)
        draw.text((8, y - 8), str(100 - 20 * k), (0, 0, 0), font)
    draw.line((left, top, left, foot, right, foot), (0, 0, 0), 2)
    xs = np.linspace(left + 10, right - 20, n)
    if kind == 0:
        colour = _colour(rng)
        for x, y in zip(xs, rng.uniform(top, foot, n), strict=True):
            draw.rectangle((x, y, x + (right - left) / n * 0.7, foot), colour)
    for _ in range(int(rng.integers(1, 6))):
        colour, ys = _colour(rng), rng.uniform(top, foot, n)
        if kind == 1:
            draw.line(list(zip(xs, ys, strict=True)), colour, 3)
        elif kind == 2:
            for x, y in zip(rng.uniform(left, right, 60), rng.uniform(top, foot, 60), strict=True):
                draw.ellipse((x - 4, y - 4, x + 4, y + 4), colour)
    return sheet


def logo(rng: Rng) -> Image.Image:
    """Return a few filled forms, with a word, at times with a blend of two colours."""
    sheet = _sheet(rng, is_white=rng.random() < 0.5)
    draw = ImageDraw.Draw(sheet)
    for _ in range(int(rng.integers(2, 8))):
        x, y = rng.uniform(0, sheet.width * 0.7), rng.uniform(0, sheet.height * 0.7)
        w, h = rng.uniform(40, sheet.width * 0.5), rng.uniform(40, sheet.height * 0.5)
        box = (x, y, x + w, y + h)
        form = (draw.ellipse, draw.rectangle, draw.rounded_rectangle)[rng.integers(3)]
        form(box, fill=_colour(rng), outline=_colour(rng), width=int(rng.integers(1, 12)))
    font = _font(rng, int(rng.integers(40, 120)))
    draw.text((sheet.width * 0.1, sheet.height * 0.4), _line(rng, 1).title(), _colour(rng), font)
    if rng.random() < 0.25:
        ramp = np.linspace(0, 1, sheet.width)[None, :, None] * rng.uniform(0.1, 0.5)
        pixels = np.array(sheet, np.float64)
        sheet = Image.fromarray((pixels * (1 - ramp) + 255 * ramp).astype(np.uint8))
    return sheet


def screenshot(rng: Rng) -> Image.Image:
    """Return windows with bars, buttons, lists and text."""
    sheet = Image.new("RGB", (int(rng.integers(700, 1500)), int(rng.integers(500, 1000))), _colour(rng))
    draw = ImageDraw.Draw(sheet)
    for _ in range(int(rng.integers(1, 4))):
        x, y = int(rng.integers(0, sheet.width // 3)), int(rng.integers(0, sheet.height // 3))
        w, h = int(rng.integers(sheet.width // 2, sheet.width)), int(rng.integers(200, sheet.height))
        is_dark = rng.random() < 0.4
        paper, ink = ((35, 37, 42), (225, 225, 225)) if is_dark else ((252, 252, 252), (30, 30, 30))
        draw.rectangle((x, y, x + w, y + h), paper, (120, 120, 120))
        draw.rectangle((x, y, x + w, y + 28), _colour(rng))
        font = _font(rng, int(rng.integers(12, 20)))
        for row in range(y + 40, y + h - 20, int(font.size * 1.6)):
            draw.text(
                (x + 14 + 20 * int(rng.integers(4)), row), _line(rng, int(rng.integers(1, 9))), ink, font
            )
            if rng.random() < 0.1:
                draw.rounded_rectangle((x + w - 120, row, x + w - 30, row + 22), 6, _colour(rng))
    return sheet


def line_drawing(rng: Rng) -> Image.Image:
    """Return curves of ink on paper, hatched in places."""
    sheet = _sheet(rng)
    canvas = np.array(sheet)
    ink = tuple(int(v) for v in rng.integers(0, 90, 3)) if rng.random() < 0.5 else (15, 15, 15)
    for _ in range(int(rng.integers(8, 60))):
        steps = rng.normal(0, rng.uniform(4, 22), (int(rng.integers(10, 90)), 2)).cumsum(0).cumsum(0) / 6
        places = (steps + rng.uniform(0, 1, 2) * [sheet.width, sheet.height]).astype(np.int32)
        cv2.polylines(canvas, [places], False, ink, int(rng.integers(1, 5)), cv2.LINE_AA)
    for _ in range(int(rng.integers(0, 10))):
        x, y = int(rng.integers(sheet.width)), int(rng.integers(sheet.height))
        size, gap = int(rng.integers(30, 200)), int(rng.integers(4, 12))
        for k in range(0, size, gap):
            cv2.line(canvas, (x + k, y), (x + k - size // 3, y + size), ink, 1, cv2.LINE_AA)
    return Image.fromarray(canvas)


def cartoon(rng: Rng) -> Image.Image:
    """Return outlined forms in flat colours, some with a soft shade, as in a comic."""
    sheet = _sheet(rng, is_white=False)
    canvas = np.array(sheet)
    for _ in range(int(rng.integers(6, 40))):
        n = int(rng.integers(5, 14))
        turn = np.linspace(0, 2 * np.pi, n, endpoint=False)
        radius = rng.uniform(30, sheet.width * 0.25) * rng.uniform(0.6, 1.3, n)
        centre = rng.uniform(0, 1, 2) * [sheet.width, sheet.height]
        places = np.column_stack([np.cos(turn), np.sin(turn)]) * radius[:, None] + centre
        corners = [places.astype(np.int32)]
        cv2.fillPoly(canvas, corners, _colour(rng), cv2.LINE_AA)
        cv2.polylines(canvas, corners, True, (10, 10, 10), int(rng.integers(2, 6)), cv2.LINE_AA)
        if rng.random() < 0.2:
            mask = np.zeros(canvas.shape[:2], np.uint8)
            cv2.fillPoly(mask, corners, 255)
            shade = np.clip(cv2.GaussianBlur(mask, (0, 0), 25).astype(np.float64) / 255, 0.4, 1)[..., None]
            canvas = np.where(mask[..., None] > 0, canvas * shade, canvas).astype(np.uint8)
    return Image.fromarray(canvas)


def diagram(rng: Rng) -> Image.Image:
    """Return boxes with words, and arrows between them."""
    sheet = _sheet(rng)
    draw = ImageDraw.Draw(sheet)
    font = _font(rng, int(rng.integers(12, 24)))
    places = rng.uniform(0.05, 0.8, (int(rng.integers(4, 14)), 2)) * [sheet.width, sheet.height]
    for (x, y), (u, v) in pairwise(places):
        draw.line((x + 40, y + 20, u + 40, v + 20), (60, 60, 60), 2)
    for x, y in places:
        draw.rectangle((x, y, x + 130, y + 52), _colour(rng), (0, 0, 0), 2)
        draw.text((x + 8, y + 14), _line(rng, 2), (0, 0, 0), font)
    return sheet


KINDS: dict[str, Callable[[Rng], Image.Image]] = {
    "page of text": page,
    "chart": chart,
    "logo": logo,
    "screenshot": screenshot,
    "line drawing": line_drawing,
    "cartoon": cartoon,
    "diagram": diagram,
}
"""Each kind by its name, with the function that draws one."""


def on_paper(image: Image.Image, rng: Rng) -> Image.Image:
    """Return a drawing as a scanner sees it: grain, a tint and light that falls off to one side."""
    pixels = np.array(image, np.float64)
    fall = np.linspace(1.0, rng.uniform(0.85, 0.98), pixels.shape[1])[None, :, None]
    grain = rng.normal(0, rng.uniform(1, 4), pixels.shape[:2])[..., None]
    tint = rng.uniform([0.94, 0.92, 0.86], [1.0, 0.99, 0.96])
    return Image.fromarray(np.clip(pixels * fall * tint + grain, 0, 255).astype(np.uint8))


def drawn(kind: str, number: int) -> tuple[Image.Image, int]:
    """Return drawing `number` of a kind, and the JPEG quality to save it with, 0 for lossless."""
    rng = np.random.default_rng([2026, list(KINDS).index(kind), number])
    image = KINDS[kind](rng)
    if rng.random() < 1 / 3:
        image = image.resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS)
    if kind in ("line drawing", "page of text") and rng.random() < 0.35:
        image = on_paper(image, rng)
    return image, int(rng.integers(30, 95)) if rng.random() < 1 / 3 else 0
