"""A mosaic of a heron among reeds, laid in a few thousand uneven stones."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from drawing.brushes import (
    SCALE,
    Canvas,
    Colour,
    Point,
    curve,
    finish,
    gradient,
    jitter,
    noise,
    tapered,
    to_canvas,
    to_image,
)

SIDE = 760 * SCALE
STONE = 11 * SCALE
GROUT = (0.86, 0.8, 0.68)


def _p(x: float, y: float) -> Point:
    return x * SIDE, y * SIDE


def _background(rng: np.random.Generator) -> Image.Image:
    stops = (
        (0, (36, 92, 120)),
        (0.3, (86, 152, 160)),
        (0.52, (238, 200, 128)),
        (0.62, (226, 146, 96)),
        (0.64, (44, 96, 110)),
        (1, (14, 44, 66)),
    )
    shade = noise(SIDE, SIDE, rng, cell=(60, 120), octaves=4)[..., None] - 0.5
    image = to_image(gradient(SIDE, SIDE, stops) + shade * 0.28)
    draw = ImageDraw.Draw(image)
    for ring, colour in ((0.17, (240, 176, 84)), (0.14, (246, 206, 110)), (0.11, (252, 236, 170))):
        x, y = _p(0.7, 0.3)
        draw.ellipse((x - ring * SIDE, y - ring * SIDE, x + ring * SIDE, y + ring * SIDE), fill=colour)
    for k in range(16):
        y = 0.665 + 0.021 * k
        points = [_p(t, y + 0.007 * np.sin(t * 21 + k * 1.9)) for t in np.linspace(0, 1, 14).tolist()]
        draw.line(
            curve(points, 8),
            fill=jitter((92, 160, 166) if k % 2 else (24, 66, 86), rng, 12),
            width=int(6 * SCALE),
        )
    for x, y, r in ((0.16, 0.86, 0.07), (0.3, 0.92, 0.055), (0.82, 0.88, 0.08), (0.68, 0.95, 0.05)):
        cx, cy = _p(x, y)
        draw.pieslice(
            (cx - r * SIDE, cy - r * SIDE * 0.4, cx + r * SIDE, cy + r * SIDE * 0.4),
            20,
            340,
            fill=(74, 138, 84),
        )
    for x, y in ((0.19, 0.83), (0.8, 0.845)):
        for turn in range(0, 180, 30):
            a = np.radians(turn + 180)
            tapered(
                draw,
                curve([_p(x, y), _p(x + 0.035 * np.cos(a), y + 0.045 * np.sin(a))], 20),
                (15 * SCALE, 3),
                (238, 170, 186),
            )
    return image


def _reeds(draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    for _ in range(34):
        x = float(
            rng.choice(
                [rng.uniform(0.0, 0.2), rng.uniform(0.84, 1.0), rng.uniform(0.2, 0.9)], p=[0.5, 0.36, 0.14]
            )
        )
        top, lean = rng.uniform(0.24, 0.62), rng.normal(0.02, 0.05)
        line = curve([_p(x, 1.0), _p(x + lean * 0.3, (1 + top) / 2), _p(x + lean, top)], 50)
        tapered(draw, line, (12 * SCALE, 4 * SCALE), jitter((98, 130, 62), rng, 22))
        if rng.random() < 0.45:
            tapered(draw, line[-18:-4], (17 * SCALE, 13 * SCALE), jitter((112, 66, 40), rng, 10))


def _heron(draw: ImageDraw.ImageDraw) -> None:
    legs: Colour = (206, 132, 62)
    for a, b, c in (((0.47, 0.6), (0.46, 0.74), (0.48, 0.9)), ((0.53, 0.6), (0.56, 0.73), (0.53, 0.9))):
        tapered(draw, curve([_p(*a), _p(*b), _p(*c)], 60), (11 * SCALE, 8 * SCALE), legs)
        for toe in (-0.05, 0.0, 0.06):
            tapered(draw, curve([_p(*c), _p(c[0] + toe, c[1] + 0.025)], 40), (8 * SCALE, 5 * SCALE), legs)
    back = [
        _p(0.34, 0.44),
        _p(0.42, 0.38),
        _p(0.54, 0.42),
        _p(0.66, 0.53),
        _p(0.76, 0.66),
        _p(0.62, 0.64),
        _p(0.48, 0.62),
        _p(0.38, 0.55),
        _p(0.34, 0.44),
    ]
    draw.polygon(curve(back, 20), fill=(112, 134, 160))
    for k in range(5):
        start, end = _p(0.42 + 0.035 * k, 0.43 + 0.022 * k), _p(0.66 + 0.026 * k, 0.655 + 0.02 * k)
        middle = ((start[0] + end[0]) / 2 + 0.02 * SIDE, (start[1] + end[1]) / 2 - 0.05 * SIDE)
        shade = ((150, 172, 196), (70, 92, 124), (176, 192, 210), (54, 72, 102), (34, 48, 76))[k]
        tapered(draw, curve([start, middle, end], 60), (26 * SCALE, 9 * SCALE), shade)
    neck = curve([_p(0.37, 0.5), _p(0.3, 0.42), _p(0.36, 0.33), _p(0.41, 0.25), _p(0.34, 0.19)], 60)
    tapered(draw, neck, (62 * SCALE, 30 * SCALE), (226, 228, 224))
    tapered(draw, [(x - 5 * SCALE, y) for x, y in neck[20:190]], (12 * SCALE, 8 * SCALE), (70, 78, 96))
    x, y = _p(0.33, 0.185)
    draw.ellipse((x - 34 * SCALE, y - 22 * SCALE, x + 34 * SCALE, y + 22 * SCALE), fill=(234, 236, 232))
    draw.polygon([_p(0.31, 0.165), _p(0.305, 0.21), _p(0.13, 0.235)], fill=(240, 170, 52))
    draw.polygon([_p(0.3, 0.19), _p(0.305, 0.21), _p(0.13, 0.235)], fill=(196, 116, 40))
    tapered(
        draw,
        curve([_p(0.3, 0.165), _p(0.38, 0.16), _p(0.5, 0.225)], 60),
        (20 * SCALE, 4 * SCALE),
        (32, 40, 62),
    )
    draw.ellipse((x - 14 * SCALE, y - 9 * SCALE, x + 2 * SCALE, y + 7 * SCALE), fill=(250, 206, 60))
    draw.ellipse((x - 10 * SCALE, y - 5 * SCALE, x - 2 * SCALE, y + 3 * SCALE), fill=(20, 20, 26))


def lay_stones(picture: Canvas, rng: np.random.Generator) -> Canvas:
    """Return the picture as stones: each pixel takes the colour of its nearest seed, with grout between."""
    n = SIDE // STONE + 3
    seeds = (
        np.moveaxis(np.mgrid[-1 : n - 1, -1 : n - 1], 0, -1) + 0.5 + rng.uniform(-0.36, 0.36, (n, n, 2))
    ) * STONE
    middles = np.clip(seeds, 0, SIDE - 1).astype(int)
    colours = picture[middles[..., 0], middles[..., 1]]
    colours = colours * rng.normal(1, 0.085, (n, n, 1)) + rng.normal(0, 0.012, (n, n, 3))
    rows, columns = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    home_row, home_column = (rows // STONE).astype(int) + 1, (columns // STONE).astype(int) + 1
    first, second = np.full((SIDE, SIDE), np.inf), np.full((SIDE, SIDE), np.inf)
    owner = np.zeros((SIDE, SIDE, 2), dtype=int)
    for step_row in (-1, 0, 1):
        for step_column in (-1, 0, 1):
            r, c = home_row + step_row, home_column + step_column
            r, c = np.clip(r, 0, n - 1), np.clip(c, 0, n - 1)
            far = np.hypot(rows - seeds[r, c, 0], columns - seeds[r, c, 1])
            is_first = far < first
            second = np.where(is_first, first, np.minimum(second, far))
            owner = np.where(is_first[..., None], np.stack([r, c], axis=-1), owner)
            first = np.where(is_first, far, first)
    stone = colours[owner[..., 0], owner[..., 1]]
    offset = np.stack([rows, columns], axis=-1) - seeds[owner[..., 0], owner[..., 1]]
    stone = stone * (1 - 0.011 * (offset.sum(axis=-1) / SCALE))[..., None]
    gap = np.clip((second - first - 1.1 * SCALE) / (1.2 * SCALE), 0, 1)[..., None]
    return np.asarray(stone * gap + np.array(GROUT) * 0.62 * (1 - gap))


def draw_mosaic(rng: np.random.Generator) -> Image.Image:
    """Return the heron mosaic, 760 by 760 pixels."""
    image = _background(rng)
    draw = ImageDraw.Draw(image)
    _reeds(draw, rng)
    _heron(draw)
    for k in range(48):
        for x, y in ((k / 48, 0.0), (k / 48, 0.962), (0.0, k / 48), (0.962, k / 48)):
            cx, cy = _p(x, y)
            draw.rectangle(
                (cx, cy, cx + 0.021 * SIDE, cy + 0.038 * SIDE)
                if y in (0.0, 0.962)
                else (cx, cy, cx + 0.038 * SIDE, cy + 0.021 * SIDE),
                fill=((168, 62, 46), (230, 196, 130))[k % 2],
            )
    picture = to_canvas(image.filter(ImageFilter.GaussianBlur(SCALE)))
    return finish(lay_stones(picture, rng), rng, grain=0.008, vignette=0.2)
