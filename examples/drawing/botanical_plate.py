"""A botanical plate on aged paper: an invented marsh plant with leaves, flowers, roots and four details."""

import numpy as np
from PIL import Image, ImageDraw

from drawing.brushes import (
    SCALE,
    Canvas,
    Colour,
    Point,
    blend,
    curve,
    finish,
    jitter,
    noise,
    rgb,
    scrawl,
    tapered,
    to_canvas,
    to_image,
)

WIDTH, HEIGHT = 660 * SCALE, 880 * SCALE
INK: Colour = (52, 44, 40)


def _p(x: float, y: float) -> Point:
    return x * SCALE, y * SCALE


def _paper(rng: np.random.Generator) -> Canvas:
    paper = np.ones((HEIGHT, WIDTH, 3)) * rgb((240, 228, 200))
    paper = blend(
        paper, (206, 178, 132), np.clip(noise(HEIGHT, WIDTH, rng, cell=(300, 260), octaves=7) - 0.45, 0, 0.5)
    )
    paper *= 1 + 0.05 * (noise(HEIGHT, WIDTH, rng, cell=(5, 22), octaves=2)[..., None] - 0.5)
    spots = noise(HEIGHT, WIDTH, rng, cell=(26, 26), octaves=3)
    return blend(paper, (164, 116, 68), np.clip((spots - 0.8) * 5, 0, 0.5))


def _leaf(
    draw: ImageDraw.ImageDraw,
    base: Point,
    tip: Point,
    bend: float,
    half: float,
    colour: Colour,
    rng: np.random.Generator,
) -> None:
    """Draw a leaf with a toothed edge, a light and a dark half, hatching and veins."""
    start, end = np.array(base), np.array(tip)
    along = end - start
    across = np.array([-along[1], along[0]]) / np.hypot(*along)
    middle = np.array(curve([base, tuple((start + end) / 2 + across * bend), tip], 40))
    t = np.linspace(0, 1, len(middle))
    wide = half * np.sin(np.pi * t**0.8) * (1 + 0.07 * (1 - (t * 14) % 1 * 2))
    for side, light in ((1, 1.08), (-1, 0.84)):
        edge = middle + across * (wide * side)[:, None]
        fill: Colour = (int(colour[0] * light), int(colour[1] * light), int(colour[2] * light))
        draw.polygon([*map(tuple, middle.tolist()), *map(tuple, edge[::-1].tolist())], fill=fill)
        for k in range(3, len(middle) - 3):
            reach = rng.uniform(0.15, 0.6) if k % 2 else rng.uniform(0.5, 0.98)
            a, b = (
                middle[k],
                middle[min(k + 4, len(middle) - 1)]
                + across * wide[min(k + 4, len(middle) - 1)] * side * reach,
            )
            draw.line((*a.tolist(), *b.tolist()), fill=jitter(fill, rng, 13), width=SCALE)
        for k in range(8, len(middle) - 8, 9):
            a, b = (
                middle[k],
                middle[min(k + 8, len(middle) - 1)] + across * wide[min(k + 8, len(middle) - 1)] * side * 0.9,
            )
            draw.line((*a.tolist(), *b.tolist()), fill=(214, 218, 168), width=int(1.4 * SCALE))
        draw.line([tuple(point) for point in edge.tolist()], fill=INK, width=SCALE)
    tapered(draw, [tuple(point) for point in middle.tolist()], (5 * SCALE, 1.5 * SCALE), (206, 210, 156))


def _petals(
    draw: ImageDraw.ImageDraw,
    centre: Point,
    radius: float,
    colour: Colour,
    tilt: float,
    rng: np.random.Generator,
) -> None:
    """Draw an open flower seen at a tilt: two rings of petals, each hatched, and a head of stamens."""
    x, y = centre
    for ring, n_petals in ((1.0, 9), (0.66, 7)):
        turns = np.sort(rng.uniform(-0.16, 0.16, n_petals) + np.arange(n_petals) * 2 * np.pi / n_petals)
        for turn in turns.tolist():
            reach = radius * ring * rng.uniform(0.9, 1.08)
            ax, ay = np.cos(turn), np.sin(turn) * tilt
            bx, by = -np.sin(turn) * 0.3, np.cos(turn) * 0.3 * tilt
            shape = [
                (x, y),
                (x + reach * (0.55 * ax + bx), y + reach * (0.55 * ay + by)),
                (x + reach * ax, y + reach * ay),
                (x + reach * (0.55 * ax - bx), y + reach * (0.55 * ay - by)),
                (x, y),
            ]
            outline = curve([(float(a), float(b)) for a, b in shape], 10)
            tone = jitter(colour, rng, 9)
            draw.polygon(outline, fill=tone)
            for k in np.linspace(-0.7, 0.7, 9).tolist():
                end = 0.84 - 0.3 * abs(k) + rng.uniform(-0.06, 0.06)
                draw.line(
                    (
                        x + reach * 0.1 * ax,
                        y + reach * 0.1 * ay,
                        x + reach * (end * ax + k * bx * 0.9),
                        y + reach * (end * ay + k * by * 0.9),
                    ),
                    fill=jitter((int(tone[0] * 0.8), int(tone[1] * 0.7), int(tone[2] * 0.82)), rng, 10),
                    width=SCALE,
                )
            draw.line(outline, fill=(92, 44, 66), width=SCALE)
    for _ in range(60):
        r, a = radius * 0.22 * np.sqrt(rng.random()), rng.uniform(0, 6.28)
        sx, sy, dot = x + float(r * np.cos(a)), y + float(r * np.sin(a)) * tilt, rng.uniform(1, 2.1) * SCALE
        draw.ellipse(
            (sx - dot, sy - dot, sx + dot, sy + dot),
            fill=jitter((222, 168, 48), rng, 20),
            outline=(120, 80, 30),
        )


def _roots(draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    for _ in range(26):
        x, y = 318 + rng.normal(0, 12), 716 + rng.normal(0, 8)
        points = [_p(x, y)]
        lean = rng.normal(0, 15)
        for _ in range(4):
            x, y = x + lean + rng.normal(0, 7), y + rng.uniform(8, 26)
            points.append(_p(x, min(y, 815)))
        tapered(draw, curve(points, 24), (rng.uniform(3, 7) * SCALE, SCALE), jitter((128, 92, 62), rng, 16))
    x, y = _p(318, 706)
    draw.ellipse(
        (x - 34 * SCALE, y - 26 * SCALE, x + 34 * SCALE, y + 26 * SCALE),
        fill=(150, 108, 72),
        outline=INK,
        width=SCALE,
    )
    for k in range(60):
        a, r = k * 2.4, 32 * np.sqrt(k / 60) * SCALE
        cx, cy = x + float(r * np.cos(a)), y + float(r * np.sin(a)) * 0.76
        draw.arc(
            (cx - 5 * SCALE, cy - 4 * SCALE, cx + 5 * SCALE, cy + 4 * SCALE),
            20,
            200,
            fill=jitter((90, 62, 44), rng, 14),
            width=SCALE,
        )


def _bud(draw: ImageDraw.ImageDraw, at: Point, size: float, turn: float, rng: np.random.Generator) -> None:
    a, b = np.cos(turn), np.sin(turn)
    tip = (at[0] + size * float(a), at[1] + size * float(b))
    _leaf(draw, at, tip, 0, size * 0.3, (196, 112, 146), rng)
    for side in (-0.5, 0.5):
        sepal = (
            at[0] + size * 0.62 * float(np.cos(turn + side)),
            at[1] + size * 0.62 * float(np.sin(turn + side)),
        )
        _leaf(draw, at, sepal, 0, size * 0.11, (110, 134, 74), rng)


def _details(draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    x, y = _p(112, 690)
    for r, fill in ((54, (214, 190, 142)), (48, (170, 178, 110)), (40, (226, 220, 170))):
        draw.ellipse(
            (x - r * SCALE, y - r * SCALE, x + r * SCALE, y + r * SCALE), fill=fill, outline=INK, width=SCALE
        )
    for k in range(5):
        a = k * 2 * np.pi / 5 - 1.2
        cx, cy = x + 21 * SCALE * float(np.cos(a)), y + 21 * SCALE * float(np.sin(a))
        draw.ellipse(
            (cx - 13 * SCALE, cy - 13 * SCALE, cx + 13 * SCALE, cy + 13 * SCALE),
            fill=(150, 160, 92),
            outline=INK,
            width=SCALE,
        )
        for _ in range(9):
            sx, sy = cx + rng.normal(0, 4.4) * SCALE, cy + rng.normal(0, 4.4) * SCALE
            draw.ellipse(
                (sx - 3 * SCALE, sy - 2 * SCALE, sx + 3 * SCALE, sy + 2 * SCALE),
                fill=jitter((120, 72, 46), rng, 14),
                outline=INK,
            )
    for k in range(7):
        sx, sy = _p(468 + (k % 4) * 42 + rng.uniform(-6, 6), 706 + (k // 4) * 46 + rng.uniform(-5, 5))
        w, h = rng.uniform(9, 14) * SCALE, rng.uniform(13, 18) * SCALE
        draw.ellipse(
            (sx - w, sy - h, sx + w, sy + h), fill=jitter((132, 84, 52), rng, 16), outline=INK, width=SCALE
        )
        for j in range(1, 6):
            draw.arc(
                (sx - w * (1 - j / 7), sy - h, sx + w * (1 - j / 7), sy + h),
                90,
                270,
                fill=(84, 52, 36),
                width=SCALE,
            )
        draw.line((sx, sy - h, sx + rng.normal(0, 4) * SCALE, sy - h - 9 * SCALE), fill=INK, width=SCALE)
    for k in range(3):
        base = _p(86 + 34 * k, 206 - 12 * k)
        top = (base[0] + rng.normal(0, 5) * SCALE, base[1] - (80 + 14 * k) * SCALE)
        tapered(
            draw,
            curve([base, ((base[0] + top[0]) / 2 + 9 * SCALE, (base[1] + top[1]) / 2), top], 60),
            (3 * SCALE, 2 * SCALE),
            (150, 160, 96),
        )
        draw.ellipse(
            (top[0] - 6 * SCALE, top[1] - 11 * SCALE, top[0] + 6 * SCALE, top[1] + 9 * SCALE),
            fill=jitter((226, 174, 60), rng, 12),
            outline=INK,
            width=SCALE,
        )
        draw.line((top[0], top[1] - 10 * SCALE, top[0], top[1] + 8 * SCALE), fill=(140, 96, 36), width=SCALE)


def _lettering(draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    for x, y, length, size in (
        (70, 226, 96, 9),
        (66, 768, 100, 9),
        (470, 796, 120, 9),
        (196, 842, 250, 17),
        (500, 128, 80, 9),
    ):
        scrawl(draw, _p(x, y), length * SCALE, size * SCALE, rng, INK)
    for inset, width in ((20, 3), (26, 1)):
        draw.rectangle(
            (*_p(inset, inset), WIDTH - inset * SCALE, HEIGHT - inset * SCALE),
            outline=(110, 84, 60),
            width=width * SCALE,
        )


def draw_botanical_plate(rng: np.random.Generator) -> Image.Image:
    """Return the botanical plate, 660 by 880 pixels."""
    image = to_image(_paper(rng))
    draw = ImageDraw.Draw(image)
    _roots(draw, rng)
    stem = curve([_p(318, 712), _p(330, 560), _p(306, 400), _p(338, 180)], 80)
    tapered(draw, stem, (17 * SCALE, 8 * SCALE), (98, 120, 66))
    tapered(draw, [(x - 3 * SCALE, y) for x, y in stem], (5 * SCALE, 2 * SCALE), (150, 168, 98))
    leaves = (
        ((326, 640), (130, 566), 30, 48),
        ((328, 600), (540, 622), -34, 52),
        ((322, 500), (104, 420), 26, 42),
        ((318, 470), (560, 470), -30, 46),
        ((308, 390), (150, 300), 20, 30),
        ((312, 350), (500, 352), -18, 28),
    )
    for base, tip, bend, half in leaves:
        _leaf(draw, _p(*base), _p(*tip), bend * SCALE, half * SCALE, jitter((104, 136, 76), rng, 12), rng)
    for start, end in (((312, 330), (214, 172)), ((322, 270), (474, 226)), ((316, 300), (236, 262))):
        middle = ((start[0] + end[0]) / 2 + 8, (start[1] + end[1]) / 2 + 16)
        tapered(draw, curve([_p(*start), _p(*middle), _p(*end)], 60), (7 * SCALE, 4 * SCALE), (110, 130, 74))
    _bud(draw, _p(236, 266), 46 * SCALE, -2.3, rng)
    _bud(draw, _p(344, 196), 30 * SCALE, 0.4, rng)
    for centre, radius, tilt in (((214, 158), 68, 0.72), ((480, 216), 76, 0.62), ((340, 128), 88, 0.86)):
        _petals(draw, _p(*centre), radius * SCALE, (222, 140, 168), tilt, rng)
    _details(draw, rng)
    _lettering(draw, rng)
    return finish(to_canvas(image), rng, grain=0.01, vignette=0.16)
