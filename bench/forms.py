"""Drawings by program: line art, cartoons of flat shapes, charts, maps, pages of text, logos, windows.

A *form* of a family is what its drawings have in common (colours, axes and grid, legend, letterhead, frame,
where things stand); the content is drawn anew for each. Two drawings of one form with other content have
nothing of one another but the form.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from bench.edits import Pixels

SIZES = ((480, 360), (400, 400), (360, 480))
SYLLABLES = [
    "ba",
    "den",
    "lo",
    "mir",
    "tas",
    "vel",
    "ong",
    "ri",
    "sa",
    "ku",
    "the",
    "ner",
    "pol",
    "is",
    "wan",
    "dre",
    "mo",
    "ta",
    "fin",
    "gar",
    "hol",
    "em",
]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

Point = tuple[float, float]
Colour = tuple[int, int, int]
INK: Colour = (24, 24, 28)


@dataclass(frozen=True, slots=True)
class Form:
    """What drawings of one template share: family, number, size, colours, and where its parts stand."""

    family: str
    number: int
    width: int
    height: int
    paper: Colour
    colours: tuple[Colour, ...]
    name: str
    parts: tuple[float, ...]

    def draws(self, rng: np.random.Generator) -> Pixels:
        """Return a drawing of this form, shape (h, w, 3), its content drawn by `rng`."""
        image = Image.new("RGB", (self.width, self.height), self.paper)
        FAMILIES[self.family](self, ImageDraw.Draw(image), rng)
        return np.asarray(image)


def form(family: str, number: int, seed: int) -> Form:
    """Return a form of a family, the same for the same numbers."""
    rng = np.random.default_rng([seed, list(FAMILIES).index(family), number])
    width, height = SIZES[int(rng.integers(len(SIZES)))]
    light = _colour(rng, 215, 256)
    paper = light if rng.uniform() < 0.4 else (255, 255, 255)
    colours = tuple(_colour(rng, 20, 210) for _ in range(6))
    return Form(
        family, number, width, height, paper, colours, _words(rng, 2).title(), tuple(rng.uniform(0, 1, 8))
    )


def _colour(rng: np.random.Generator, low: int, high: int) -> Colour:
    red, green, blue = (int(one) for one in rng.integers(low, high, 3))
    return red, green, blue


def _word(rng: np.random.Generator) -> str:
    return "".join(SYLLABLES[int(k)] for k in rng.integers(0, len(SYLLABLES), int(rng.integers(1, 4))))


def _words(rng: np.random.Generator, n: int) -> str:
    return " ".join(_word(rng) for _ in range(n))


def _font(px: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size=px)


def _curve(points: list[Point], n: int = 60) -> list[Point]:
    """Return points on the Bezier curve of four points."""
    t = np.linspace(0, 1, n)[:, None]
    a, b, c, d = (np.array(one) for one in points)
    found = (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d
    return [(float(x), float(y)) for x, y in found]


def line_art(of: Form, draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    """Strokes, rings and outlines of one ink and width on paper."""
    width = 1 + round(3 * of.parts[0])
    ink = INK if of.parts[1] < 0.7 else of.colours[0]
    for _ in range(int(rng.integers(14, 30))):
        x, y = rng.uniform(0.1, 0.9, 2) * (of.width, of.height)
        kind = rng.uniform()
        if kind < 0.6:
            points = [(x, y), *((x + dx, y + dy) for dx, dy in rng.uniform(-140, 140, (3, 2)))]
            draw.line(_curve(points), fill=ink, width=width, joint="curve")
        elif kind < 0.8:
            r, q = rng.uniform(6, 60, 2)
            draw.ellipse((x - r, y - q, x + r, y + q), outline=ink, width=width)
        else:
            turns = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(3, 7))))
            r = rng.uniform(15, 60)
            draw.polygon([(x + r * np.cos(a), y + r * np.sin(a)) for a in turns], outline=ink, width=width)


def cartoon(of: Form, draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    """A ground, hills and figures of flat colours with an outline."""
    w, h = of.width, of.height
    horizon = h * (0.35 + 0.3 * of.parts[0])
    draw.rectangle((0, 0, w, h), fill=of.colours[0])
    hills = [(x, horizon + rng.uniform(-40, 40)) for x in np.linspace(0, w, int(rng.integers(4, 9)))]
    draw.polygon([(0, h), *hills, (w, h)], fill=of.colours[1], outline=INK)
    for _ in range(int(rng.integers(3, 7))):
        _figure(of, draw, rng)


def _figure(of: Form, draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    x, y = rng.uniform(0.1, 0.9) * of.width, rng.uniform(0.35, 0.85) * of.height
    s = rng.uniform(18, 60)
    body, head = (of.colours[int(k)] for k in rng.integers(2, 6, 2))
    wide, tall = rng.uniform(0.4, 1.0, 2) * s
    for dx, dy in rng.uniform(-1.2, 1.2, (4, 2)) * s:
        draw.line((x, y, x + dx, y + abs(dy)), fill=INK, width=3)
    if rng.uniform() < 0.5:
        draw.rounded_rectangle(
            (x - wide, y - tall, x + wide, y + tall), s * 0.2, fill=body, outline=INK, width=2
        )
    else:
        draw.ellipse((x - wide, y - tall, x + wide, y + tall), fill=body, outline=INK, width=2)
    top, r = y - tall - 0.4 * s, 0.45 * s
    draw.ellipse((x - r, top - r, x + r, top + r), fill=head, outline=INK, width=2)
    apart, eye = rng.uniform(0.1, 0.3) * s, rng.uniform(1, 4)
    for side in (-1, 1):
        draw.ellipse((x + side * apart - eye, top - eye, x + side * apart + eye, top + eye), fill=INK)
    draw.arc((x - apart, top, x + apart, top + r * 0.7), 0, rng.uniform(120, 200), fill=INK, width=2)


def _axes(of: Form, draw: ImageDraw.ImageDraw) -> tuple[float, float, float, float]:
    """Draw title, axes, grid and labels; return left, top, right, bottom of the field."""
    left, right = of.width * (0.08 + 0.06 * of.parts[0]), of.width * (0.88 + 0.08 * of.parts[1])
    top, bottom = of.height * (0.14 + 0.06 * of.parts[2]), of.height * (0.82 + 0.06 * of.parts[3])
    draw.text((left, of.height * 0.03), f"{of.name} per month", fill=INK, font=_font(16))
    for k in range(6):
        y = bottom - k * (bottom - top) / 5
        draw.line((left, y, right, y), fill=(200, 200, 200) if k else INK, width=1)
        draw.text((left - 24, y - 6), str(20 * k), fill=INK, font=_font(11))
    draw.line((left, top, left, bottom), fill=INK, width=1)
    return left, top, right, bottom


def bars(of: Form, draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    """Bars over months, on the axes of the form."""
    left, top, right, bottom = _axes(of, draw)
    n = 6 + round(6 * of.parts[4])
    step = (right - left) / n
    for k, value in enumerate(rng.uniform(0.05, 1, n)):
        x = left + (k + 0.15) * step
        draw.rectangle((x, bottom - value * (bottom - top), x + 0.7 * step, bottom), fill=of.colours[0])
        draw.text((x, bottom + 4), MONTHS[k], fill=INK, font=_font(10))


def lines(of: Form, draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    """Three lines over months with a legend, on the axes of the form."""
    left, top, right, bottom = _axes(of, draw)
    for k in range(12):
        draw.text((left + k * (right - left) / 11 - 8, bottom + 4), MONTHS[k], fill=INK, font=_font(9))
    for number in range(3):
        walk = np.clip(rng.uniform(0.2, 0.8) + np.cumsum(rng.normal(0, 0.1, 12)), 0.02, 0.98)
        xs = np.linspace(left, right, 12)
        points = [(float(x), float(bottom - v * (bottom - top))) for x, v in zip(xs, walk, strict=True)]
        draw.line(points, fill=of.colours[number], width=2, joint="curve")
        for x, y in points:
            draw.ellipse((x - 3, y - 3, x + 3, y + 3), fill=of.colours[number])
        y = top + 14 * number
        draw.rectangle((right - 70, y, right - 58, y + 8), fill=of.colours[number])
        draw.text((right - 54, y - 2), f"{of.name.split()[0]} {number + 1}", fill=INK, font=_font(10))


def city_map(of: Form, draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    """Roads, a river, blocks and names, with the legend, the scale and the arrow of the form."""
    w, h = of.width, of.height
    for _ in range(int(rng.integers(6, 12))):
        x, y = rng.uniform(0, 1, 2) * (w, h)
        turns = np.sort(rng.uniform(0, 2 * np.pi, 6))
        r = rng.uniform(20, 70)
        draw.polygon([(x + r * np.cos(a), y + r * np.sin(a)) for a in turns], fill=of.colours[0])
    river = [(float(a), float(b)) for a, b in rng.uniform(-0.1, 1.1, (4, 2)) * (w, h)]
    draw.line(_curve(river), fill=of.colours[1], width=10, joint="curve")
    for _ in range(int(rng.integers(5, 10))):
        ends = rng.uniform(-0.1, 1.1, (2, 2)) * (w, h)
        draw.line([(float(a), float(b)) for a, b in ends], fill=of.colours[2], width=int(rng.integers(2, 6)))
    for _ in range(int(rng.integers(6, 12))):
        x, y = rng.uniform(0.05, 0.85, 2) * (w, h)
        draw.text((x, y), _word(rng).title(), fill=INK, font=_font(12))
    left, top = of.parts[0] * 0.6 * w, (0.02 if of.parts[1] < 0.5 else 0.78) * h
    draw.rectangle((left, top, left + 130, top + 64), fill="white", outline=INK)
    for k, said in enumerate(("Park", "Water", "Road")):
        draw.rectangle((left + 8, top + 8 + 18 * k, left + 24, top + 18 + 18 * k), fill=of.colours[k])
        draw.text((left + 30, top + 6 + 18 * k), said, fill=INK, font=_font(11))
    draw.polygon([(left + 110, top + 6), (left + 120, top + 36), (left + 100, top + 36)], fill=INK)
    draw.text((left + 80, top + 46), "0     500 m", fill=INK, font=_font(9))


def page(of: Form, draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    """A letter or an invoice: the letterhead and the foot of the form, other words between."""
    w, h = of.width, of.height
    r = 16 + 10 * of.parts[0]
    draw.ellipse((20, 16, 20 + 2 * r, 16 + 2 * r), fill=of.colours[0])
    draw.polygon([(20 + r, 18), (16 + 2 * r, 12 + 2 * r), (26, 12 + 2 * r)], fill=of.colours[1])
    draw.text((34 + 2 * r, 18), of.name, fill=of.colours[0], font=_font(20))
    draw.text((34 + 2 * r, 44), "12 Rope Walk - ropes, lamps, tar", fill=INK, font=_font(11))
    draw.line((20, 78, w - 20, 78), fill=of.colours[0], width=2)
    px = 9 + round(5 * of.parts[1])
    y = 92.0
    while y < h - 60:
        said = _words(rng, int(rng.integers(5, 9)))
        draw.text((24, y), said[: int((w - 50) / (px * 0.52))], fill=INK, font=_font(px))
        y += px * (1.4 if rng.uniform() < 0.85 else 2.6)
    draw.line((20, h - 40, w - 20, h - 40), fill=INK, width=1)
    draw.text((24, h - 34), f"{of.name} Ltd, payment within 30 days", fill=INK, font=_font(10))


def logo(of: Form, draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    """A mark of a few shapes over a name, in the colours and at the place of the form."""
    x, y = of.width / 2, of.height * (0.35 + 0.1 * of.parts[0])
    s = 0.22 * min(of.width, of.height)
    draw.ellipse((x - 1.3 * s, y - 1.3 * s, x + 1.3 * s, y + 1.3 * s), outline=of.colours[0], width=6)
    for k in range(int(rng.integers(2, 5))):
        turns = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(3, 6))))
        r = s * rng.uniform(0.3, 1.0)
        points = [(x + r * np.cos(a), y + r * np.sin(a)) for a in turns]
        draw.polygon(points, fill=of.colours[k + 1])
    said = _words(rng, 1).title()
    draw.text((x, y + 1.9 * s), said, fill=of.colours[0], font=_font(34), anchor="mm")
    draw.text((x, y + 2.5 * s), f"{of.name} group", fill=INK, font=_font(13), anchor="mm")


def window(of: Form, draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    """A screenshot: frame, menu and buttons of the form, other rows and another pane in it."""
    w, h = of.width, of.height
    draw.rectangle((0, 0, w, 26), fill=of.colours[0])
    draw.text((10, 6), of.name, fill="white", font=_font(13))
    for k in range(3):
        draw.ellipse((w - 22 - 20 * k, 8, w - 12 - 20 * k, 18), fill=of.colours[k + 1])
    for k, said in enumerate(("File", "Edit", "View", "Tools", "Help")):
        draw.text((10 + 52 * k, 32), said, fill=INK, font=_font(12))
    side = w * (0.2 + 0.15 * of.parts[0])
    draw.rectangle((0, 52, side, h), fill=(235, 235, 238))
    for k, said in enumerate(("Home", "Recent", "Shared", "Trash", "Settings")):
        draw.rectangle((12, 66 + 30 * k, 26, 80 + 30 * k), fill=of.colours[k % 6])
        draw.text((34, 66 + 30 * k), said, fill=INK, font=_font(11))
    for k in range(int((h - 90) / 24)):
        y = 62 + 24 * k
        draw.rectangle((side + 14, y, side + 28, y + 14), fill=of.colours[int(rng.integers(6))])
        draw.text((side + 36, y), _words(rng, int(rng.integers(1, 4))), fill=INK, font=_font(12))
    draw.rounded_rectangle((w - 90, h - 34, w - 14, h - 10), 5, fill=of.colours[1])
    draw.text((w - 70, h - 29), "Save", fill="white", font=_font(12))


FAMILIES: dict[str, Callable[[Form, ImageDraw.ImageDraw, np.random.Generator], None]] = {
    "line art": line_art,
    "cartoon": cartoon,
    "bar chart": bars,
    "line chart": lines,
    "map": city_map,
    "page of text": page,
    "logo": logo,
    "window": window,
}
