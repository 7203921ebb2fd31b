"""What every drawing needs: noise, gradients, glow, hand-drawn strokes, invented lettering.

A canvas is an RGB array of floats in [0, 1], rows first, drawn at `SCALE` times its final size so that
edges come out smooth when it is reduced.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

SCALE = 2
Canvas = NDArray[np.float64]
Colour = tuple[int, int, int]
Point = tuple[float, float]


def noise(
    height: int, width: int, rng: np.random.Generator, *, cell: Point = (64, 64), octaves: int = 5
) -> Canvas:
    """Return smooth noise in [0, 1]: octaves of random grids, each half as coarse and half as strong."""
    total = np.zeros((height, width))
    strength, rows, columns = 1.0, cell[0], cell[1]
    for _ in range(octaves):
        grid = rng.random((int(height / rows) + 3, int(width / columns) + 3)).astype(np.float32)
        total += strength * np.asarray(
            Image.fromarray(grid).resize((width, height), Image.Resampling.BICUBIC)
        )
        strength, rows, columns = strength / 2, max(rows / 2, 1), max(columns / 2, 1)
    low, high = total.min(), total.max()
    return np.asarray((total - low) / (high - low))


def gradient(height: int, width: int, stops: Sequence[tuple[float, Colour]]) -> Canvas:
    """Return a canvas shaded from top to bottom through colours at given heights in [0, 1]."""
    at = np.linspace(0, 1, height)
    places = [place for place, _ in stops]
    bands = [np.interp(at, places, [colour[channel] / 255 for _, colour in stops]) for channel in range(3)]
    return np.repeat(np.stack(bands, axis=-1)[:, None, :], width, axis=1)


def rgb(colour: Colour) -> Canvas:
    """Return a colour of bytes as floats."""
    return np.array(colour, dtype=np.float64) / 255


def blend(canvas: Canvas, colour: Colour, weight: Canvas) -> Canvas:
    """Return the canvas with a colour laid over it, as strongly as `weight` in [0, 1] says at each pixel."""
    return np.asarray(canvas + (rgb(colour) - canvas) * np.clip(weight, 0, 1)[..., None])


def to_image(canvas: Canvas) -> Image.Image:
    """Return the canvas as a Pillow picture of the same size."""
    return Image.fromarray(np.round(np.clip(canvas, 0, 1) * 255).astype(np.uint8))


def to_canvas(image: Image.Image) -> Canvas:
    """Return a Pillow picture as a canvas."""
    return np.asarray(image.convert("RGB"), dtype=np.float64) / 255


def glow(canvas: Canvas, lights: Image.Image, *, radius: float, strength: float) -> Canvas:
    """Return the canvas lit by the blurred picture of its lights, added as light adds."""
    spread = to_canvas(lights.filter(ImageFilter.GaussianBlur(radius)))
    return np.asarray(1 - (1 - np.clip(canvas, 0, 1)) * (1 - np.clip(spread * strength, 0, 1)))


def finish(
    canvas: Canvas, rng: np.random.Generator, *, grain: float = 0.015, vignette: float = 0.25
) -> Image.Image:
    """Reduce a canvas to its final size, darken its corners a little and add grain."""
    height, width = canvas.shape[0] // SCALE, canvas.shape[1] // SCALE
    small = to_canvas(to_image(canvas).resize((width, height), Image.Resampling.LANCZOS))
    rows, columns = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    small *= (1 - vignette * np.clip((rows**2 + columns**2) / 2, 0, 1) ** 1.5)[..., None]
    return to_image(small + rng.normal(0, grain, (height, width, 1)))


def jitter(colour: Colour, rng: np.random.Generator, amount: float) -> Colour:
    """Return a colour near the one given: lighter or darker, with a little change of hue."""
    shade = rng.normal(0, amount)
    values = [int(np.clip(value + shade + rng.normal(0, amount / 3), 0, 255)) for value in colour]
    return (values[0], values[1], values[2])


def curve(points: Sequence[Point], n_steps: int = 40) -> list[Point]:
    """Return a smooth line through the points (Catmull-Rom)."""
    knots = np.array([points[0], *points, points[-1]], dtype=np.float64)
    at = np.linspace(0, len(points) - 1, n_steps * (len(points) - 1) + 1)
    start = np.minimum(at.astype(int), len(points) - 2)
    t = (at - start)[:, None]
    a, b, c, d = (knots[start + k] for k in range(4))
    line = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    return [(float(x), float(y)) for x, y in line]


def tapered(draw: ImageDraw.ImageDraw, line: Sequence[Point], widths: Point, fill: Colour) -> None:
    """Draw a line whose width changes from its start to its end, as a brush does."""
    for place, (x, y) in enumerate(line):
        r = (widths[0] + (widths[1] - widths[0]) * place / max(len(line) - 1, 1)) / 2
        draw.ellipse((x - r, y - r, x + r, y + r), fill=fill)


def glyph(
    draw: ImageDraw.ImageDraw, box: tuple[float, float, float, float], rng: np.random.Generator, fill: Colour
) -> None:
    """Draw an invented square character: strokes that look like writing and spell nothing."""
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    pen = max(2, round(height * 0.1))
    for row in np.sort(rng.choice(5, size=int(rng.integers(2, 4)), replace=False)):
        y = top + height * (0.08 + 0.21 * row)
        inset = width * rng.uniform(0, 0.22)
        draw.line((left + inset, y, right - inset, y), fill=fill, width=pen)
    for column in rng.choice([0.14, 0.38, 0.5, 0.64, 0.86], size=int(rng.integers(1, 4)), replace=False):
        x = left + width * column
        draw.line(
            (x, top + height * rng.uniform(0, 0.3), x, bottom - height * rng.uniform(0, 0.3)),
            fill=fill,
            width=pen,
        )
    if rng.random() < 0.7:
        y = bottom - height * 0.35
        draw.line((left + width * 0.45, y, left, bottom), fill=fill, width=pen)
        draw.line((left + width * 0.55, y, right, bottom), fill=fill, width=pen)


def scrawl(
    draw: ImageDraw.ImageDraw,
    start: Point,
    length: float,
    size: float,
    rng: np.random.Generator,
    fill: Colour,
) -> None:
    """Draw a line of invented handwriting that spells nothing."""
    x, y = start
    while x < start[0] + length:
        n_letters = int(rng.integers(3, 8))
        points = [(x, y)]
        for _ in range(n_letters * 2):
            x += size * rng.uniform(0.22, 0.38)
            tall = 1.5 if rng.random() < 0.18 else 0.75
            points.append((x, y - size * tall * rng.uniform(0.6, 1) if len(points) % 2 else y))
        draw.line(curve(points, 6), fill=fill, width=max(2, round(size * 0.13)), joint="curve")
        x += size * 0.6
