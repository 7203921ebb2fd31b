"""A night market after rain: a street of signs running to a far point, stalls, a crowd, the wet ground."""

from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from drawing.brushes import (
    SCALE,
    Canvas,
    Colour,
    blend,
    finish,
    glow,
    glyph,
    gradient,
    jitter,
    noise,
    to_canvas,
    to_image,
)

WIDTH, HEIGHT = 660 * SCALE, 880 * SCALE
FAR = (0.52 * WIDTH, 0.47 * HEIGHT)
GROUND = 0.76
NEON: tuple[Colour, ...] = (
    (255, 74, 92),
    (255, 176, 60),
    (70, 220, 210),
    (250, 90, 190),
    (120, 220, 90),
    (255, 236, 150),
    (110, 150, 255),
)
Corner = tuple[float, float]


def _at(side: int, depth: float, level: float) -> Corner:
    """Return the pixel of a place on a street wall: depth 0 near to 1 far, level 0 ground to 1 eaves."""
    near_x = -30 * SCALE if side < 0 else WIDTH + 30 * SCALE
    near_y = (GROUND + 0.2) * HEIGHT - level * 1.15 * HEIGHT
    return near_x + (FAR[0] - near_x) * depth, near_y + (FAR[1] - near_y) * depth


def _quad(side: int, depths: Corner, levels: Corner) -> list[Corner]:
    (a, b), (low, high) = depths, levels
    return [_at(side, a, low), _at(side, b, low), _at(side, b, high), _at(side, a, high)]


def _facades(draw: ImageDraw.ImageDraw, lights: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    edges = [0.93, 0.88, 0.8, 0.7, 0.58, 0.44, 0.26, 0.0]
    for side in (-1, 1):
        for far, near in pairwise(edges):
            roof = rng.uniform(0.78, 1.08)
            wall = jitter((58, 50, 72), rng, 9)
            draw.polygon(_quad(side, (near, far), (0, roof)), fill=wall)
            for level in np.arange(0.3, roof - 0.06, 0.125):
                for k in range(3):
                    a = near + (far - near) * (0.1 + 0.3 * k)
                    b = near + (far - near) * (0.28 + 0.3 * k)
                    is_lit = rng.random() < 0.45
                    pane = jitter((255, 204, 120), rng, 22) if is_lit else jitter((34, 34, 54), rng, 5)
                    shape = _quad(side, (a, b), (level, level + 0.075))
                    draw.polygon(shape, fill=pane, outline=(26, 22, 36))
                    for bar in (0.25, 0.5, 0.75):
                        at = a + (b - a) * bar
                        draw.line(
                            (_at(side, at, level), _at(side, at, level + 0.075)),
                            fill=(30, 26, 38),
                            width=SCALE,
                        )
                    if is_lit:
                        lights.polygon(shape, fill=(120, 84, 40))
                    if rng.random() < 0.4:
                        box = _quad(side, (a, a + (b - a) * 0.6), (level - 0.035, level - 0.008))
                        draw.polygon(box, fill=jitter((120, 122, 130), rng, 14), outline=(50, 50, 60))
                draw.line(
                    (_at(side, near, level - 0.04), _at(side, far, level - 0.04)),
                    fill=jitter((80, 70, 92), rng, 8),
                    width=SCALE,
                )


def _signs(draw: ImageDraw.ImageDraw, lights: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    places = sorted(((float(d), side) for side in (-1, 1) for d in rng.uniform(0.12, 0.88, 17)), reverse=True)
    for depth, side in places:
        near = 1 - depth
        x, y = _at(side, depth, rng.uniform(0.42, 0.86))
        cell = (12 + 62 * near) * SCALE * rng.uniform(0.75, 1.1)
        n_glyphs = int(rng.integers(2, 6))
        is_tall = rng.random() < 0.75
        left = x - (0 if side < 0 else cell * (1 if is_tall else n_glyphs))
        right, bottom = left + cell * (1 if is_tall else n_glyphs), y + cell * (n_glyphs if is_tall else 1)
        ink = NEON[int(rng.integers(len(NEON)))]
        is_box = rng.random() < 0.45
        panel = (
            (int(ink[0] * 0.85), int(ink[1] * 0.85), int(ink[2] * 0.85))
            if is_box
            else jitter((30, 24, 44), rng, 5)
        )
        draw.rectangle((left + 4, y + 4, right + 5, bottom + 5), fill=(12, 10, 22))
        draw.rectangle((left, y, right, bottom), fill=panel, outline=ink, width=max(1, int(cell * 0.06)))
        lights.rectangle(
            (left, y, right, bottom),
            fill=tuple(v // (2 if is_box else 9) for v in ink),
            outline=ink,
            width=max(1, int(cell * 0.08)),
        )
        for k in range(n_glyphs):
            gx, gy = (left, y + k * cell) if is_tall else (left + k * cell, y)
            stroke: Colour = jitter((48, 20, 40), rng, 8) if is_box else ink
            box = (gx + cell * 0.2, gy + cell * 0.18, gx + cell * 0.8, gy + cell * 0.82)
            state = rng.integers(1 << 30)
            glyph(draw, box, np.random.default_rng(state), stroke)
            if not is_box:
                glyph(lights, box, np.random.default_rng(state), ink)


def _stalls(draw: ImageDraw.ImageDraw, lights: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    for depth in (0.84, 0.76, 0.66, 0.54, 0.38, 0.14):
        for side in (-1, 1):
            near = 1 - depth
            x, y = _at(side, depth, 0.0)
            width, height = 250 * near * SCALE, 150 * near * SCALE
            left = x + (0 if side < 0 else -width)
            top = y - 1.5 * height
            ink, pale = NEON[int(rng.integers(len(NEON)))], jitter((240, 226, 206), rng, 8)
            draw.rectangle((left, y - 0.62 * height, left + width, y), fill=jitter((92, 62, 50), rng, 12))
            draw.rectangle((left, top + 0.42 * height, left + width, y - 0.62 * height), fill=(92, 56, 34))
            lights.rectangle((left, top + 0.5 * height, left + width, y - 0.66 * height), fill=(128, 88, 44))
            for k in range(11):
                fx, r = left + width * (k + 0.5) / 11, width * rng.uniform(0.03, 0.05)
                for row in range(3):
                    fy = y - 0.64 * height - row * r * 1.1
                    fruit = jitter(NEON[int(rng.integers(len(NEON)))], rng, 20)
                    draw.ellipse((fx - r, fy - r, fx + r, fy + r), fill=fruit, outline=(80, 40, 30))
            for k in range(8):
                stripe = ink if k % 2 else pale
                a, b = left + width * k / 8, left + width * (k + 1) / 8
                inner = 0.09 * width
                draw.polygon(
                    (
                        (a + inner * (1 - k / 4), top),
                        (b + inner * (1 - (k + 1) / 4), top),
                        (b, top + 0.4 * height),
                        (a, top + 0.4 * height),
                    ),
                    fill=stripe,
                )
                draw.pieslice((a, top + 0.3 * height, b, top + 0.52 * height), 0, 180, fill=stripe)
            for k in range(4):
                glyph(
                    draw,
                    (
                        left + width * (0.1 + k * 0.21),
                        y - 0.5 * height,
                        left + width * (0.25 + k * 0.21),
                        y - 0.12 * height,
                    ),
                    rng,
                    (236, 208, 150),
                )
            for at in (0.2, 0.5, 0.8):
                bx, by, r = left + width * at, top + 0.62 * height, 0.035 * width
                draw.ellipse((bx - r, by - r, bx + r, by + r), fill=(255, 246, 214))
                lights.ellipse((bx - 2 * r, by - 2 * r, bx + 2 * r, by + 2 * r), fill=(255, 214, 140))


def _lanterns(draw: ImageDraw.ImageDraw, lights: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    for depth in (0.8, 0.68, 0.52, 0.3):
        near = 1 - depth
        (ax, ay), (bx, by) = _at(-1, depth, 0.86), _at(1, depth, 0.82)
        steps = np.linspace(0, 1, 60)
        sag = 90 * near * SCALE
        line = [(ax + (bx - ax) * t, ay + (by - ay) * t + sag * 4 * t * (1 - t)) for t in steps.tolist()]
        draw.line(line, fill=(30, 26, 36), width=SCALE)
        for place in range(6, 56, 6):
            x, y = line[place]
            r = (5 + 20 * near) * SCALE * rng.uniform(0.85, 1.1)
            red = jitter((226, 52, 40), rng, 12)
            draw.ellipse((x - r, y, x + r, y + 1.7 * r), fill=red, outline=(120, 20, 20))
            for k in (-0.6, -0.2, 0.2, 0.6):
                draw.arc(
                    (x - r * abs(k), y, x + r * abs(k), y + 1.7 * r),
                    90 if k < 0 else 270,
                    270 if k < 0 else 90,
                    fill=(255, 150, 90),
                    width=SCALE,
                )
            draw.rectangle((x - r * 0.4, y - r * 0.14, x + r * 0.4, y + r * 0.1), fill=(236, 190, 90))
            draw.line((x, y + 1.7 * r, x, y + 2.5 * r), fill=(236, 190, 90), width=max(1, int(r * 0.14)))
            lights.ellipse((x - r, y, x + r, y + 1.7 * r), fill=(200, 60, 34))


def _crowd(draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    for depth in np.sort(rng.uniform(0.3, 0.92, 46))[::-1].tolist():
        near = 1 - depth
        x = FAR[0] + rng.uniform(-0.29, 0.29) * WIDTH * near * 1.5
        foot = _at(1, depth, 0)[1] + 6 * near * SCALE
        tall = 235 * near * SCALE * rng.uniform(0.86, 1.08)
        coat = jitter((52, 48, 70), rng, 20)
        wide = tall * 0.15
        draw.polygon(
            (
                (x - wide, foot - tall * 0.45),
                (x - wide * 0.8, foot - tall * 0.82),
                (x + wide * 0.8, foot - tall * 0.82),
                (x + wide, foot - tall * 0.45),
            ),
            fill=coat,
        )
        for leg in (-0.5, 0.5):
            stride = rng.uniform(-0.3, 0.3) * wide
            draw.line(
                (x + leg * wide, foot - tall * 0.47, x + leg * wide + stride, foot),
                fill=jitter((32, 30, 46), rng, 8),
                width=max(2, int(wide * 0.62)),
            )
        draw.ellipse(
            (x - wide * 0.52, foot - tall, x + wide * 0.52, foot - tall * 0.8),
            fill=jitter((60, 44, 44), rng, 12),
        )
        draw.line(
            (x - wide * 0.8, foot - tall * 0.8, x - wide, foot - tall * 0.5),
            fill=(230, 150, 100),
            width=max(1, int(wide * 0.12)),
        )
        if rng.random() < 0.28:
            cloth = jitter(NEON[int(rng.integers(len(NEON)))], rng, 24)
            dark = (int(cloth[0] * 0.6), int(cloth[1] * 0.6), int(cloth[2] * 0.6))
            box = (x - wide * 2, foot - tall * 1.2, x + wide * 2, foot - tall * 0.72)
            draw.pieslice(box, 180, 360, fill=dark)
            draw.pieslice((x - wide, box[1], x + wide, box[3]), 180, 360, fill=cloth)
            draw.line((x, foot - tall * 1.22, x, foot - tall * 0.6), fill=(40, 34, 40), width=SCALE)


def _wet_ground(canvas: Canvas, rng: np.random.Generator) -> Canvas:
    """Return the canvas with its lower part turned into the mirror of what stands above it."""
    line = int(GROUND * HEIGHT)
    depth = HEIGHT - line
    above = to_image(canvas[line - int(depth * 1.5) : line][::-1]).resize((WIDTH, depth))
    mirror = to_canvas(above.filter(ImageFilter.GaussianBlur(2.2 * SCALE)))
    ripple = (noise(depth, WIDTH, rng, cell=(7, 90), octaves=4) - 0.5) * 46 * SCALE
    columns = np.clip(np.arange(WIDTH)[None, :] + ripple, 0, WIDTH - 1).astype(int)
    mirror = mirror[np.arange(depth)[:, None], columns]
    stones = noise(depth, WIDTH, rng, cell=(12, 44), octaves=4)
    shine = np.clip(0.95 - 1.1 * np.abs(stones - 0.5) * 2, 0.12, 0.85)
    ground = gradient(depth, WIDTH, ((0, (48, 38, 54)), (1, (16, 14, 28))))
    wet = ground * (0.7 + 0.6 * stones[..., None]) + mirror * shine[..., None] * 0.85
    fade = np.clip(np.linspace(0, 8, depth), 0, 1)[:, None, None]
    canvas[line:] = canvas[line:] * (1 - fade) + wet * fade
    return canvas


def draw_night_market(rng: np.random.Generator) -> Image.Image:
    """Return the night market, 660 by 880 pixels."""
    sky = gradient(
        HEIGHT, WIDTH, ((0, (16, 18, 44)), (0.42, (78, 52, 96)), (0.5, (190, 110, 96)), (1, (40, 32, 46)))
    )
    sky = blend(
        sky, (120, 84, 128), np.clip(noise(HEIGHT, WIDTH, rng, cell=(120, 260), octaves=6) - 0.5, 0, 0.5)
    )
    image = to_image(sky)
    lights_image = Image.new("RGB", image.size)
    draw, lights = ImageDraw.Draw(image), ImageDraw.Draw(lights_image)
    road = [_at(-1, 0, 0), _at(-1, 1, 0), _at(1, 0, 0)]
    draw.polygon(road, fill=(44, 36, 50))
    _facades(draw, lights, rng)
    _signs(draw, lights, rng)
    _stalls(draw, lights, rng)
    _lanterns(draw, lights, rng)
    _crowd(draw, rng)
    canvas = glow(to_canvas(image), lights_image, radius=22 * SCALE, strength=0.75)
    canvas = glow(canvas, lights_image, radius=4 * SCALE, strength=0.5)
    return finish(_wet_ground(canvas, rng), rng, grain=0.012, vignette=0.35)
