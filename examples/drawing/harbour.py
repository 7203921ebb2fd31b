"""A harbour at dusk: lighthouse on a rock, a quay with lit houses, boats, a low sun on the water."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from drawing.brushes import (
    SCALE,
    Canvas,
    Colour,
    blend,
    curve,
    finish,
    glow,
    gradient,
    jitter,
    noise,
    to_canvas,
    to_image,
)

WIDTH, HEIGHT = 900 * SCALE, 640 * SCALE
HORIZON = int(HEIGHT * 0.55)
SUN = (int(WIDTH * 0.47), int(HORIZON * 0.9))
WALLS: tuple[Colour, ...] = (
    (196, 120, 92),
    (214, 186, 140),
    (126, 140, 150),
    (170, 84, 74),
    (222, 208, 180),
    (104, 124, 116),
)


def _sky(rng: np.random.Generator) -> Canvas:
    stops = (
        (0, (26, 44, 84)),
        (0.4, (78, 92, 140)),
        (0.7, (206, 134, 130)),
        (0.9, (250, 190, 122)),
        (1, (255, 218, 150)),
    )
    sky = gradient(HORIZON, WIDTH, stops)
    high = np.linspace(1, 0, HORIZON)[:, None]
    cloud = noise(HORIZON, WIDTH, rng, cell=(70, 420), octaves=7)
    sky = blend(sky, (70, 62, 106), np.clip((cloud - 0.52) * 3.2, 0, 0.85) * (0.35 + 0.65 * high))
    lit = noise(HORIZON, WIDTH, rng, cell=(44, 360), octaves=7)
    sky = blend(sky, (255, 176, 128), np.clip((lit - 0.55) * 3.4, 0, 0.8) * (1.1 - high))
    rows, columns = np.mgrid[0:HORIZON, 0:WIDTH]
    distance = np.hypot(rows - SUN[1], columns - SUN[0])
    sky = blend(sky, (255, 226, 160), np.exp(-distance / (150 * SCALE)) * 0.75)
    return blend(sky, (255, 248, 220), np.clip((30 * SCALE - distance) / 3, 0, 1))


def _sea(sky: Canvas, rng: np.random.Generator) -> Canvas:
    depth = HEIGHT - HORIZON
    mirrored = to_image(sky[::-1]).resize((WIDTH, depth)).filter(ImageFilter.GaussianBlur(8 * SCALE))
    sea = to_canvas(mirrored) * np.array([0.56, 0.66, 0.8])
    sea = blend(sea, (14, 40, 66), np.linspace(0.1, 0.85, depth)[:, None] * np.ones((1, WIDTH)))
    image = to_image(sea)
    draw = ImageDraw.Draw(image)
    for _ in range(5200):
        near = rng.random() ** 1.7
        y = near * depth
        x = rng.uniform(-40, WIDTH)
        length = (5 + 60 * near) * SCALE * rng.uniform(0.4, 1.2)
        is_lit = abs(x + length / 2 - SUN[0]) < (26 + 130 * near) * SCALE * rng.random()
        dark, light = (18, 44, 74), (112, 132, 158)
        base: Colour = (255, 206, 138) if is_lit else (light if rng.random() < 0.42 else dark)
        bend = rng.normal(0, 1 + 4 * near)
        line = curve([(x, y), (x + length / 2, y - bend), (x + length, y)], 8)
        draw.line(line, fill=jitter(base, rng, 16), width=max(1, int((0.5 + 2.2 * near) * SCALE)))
    return to_canvas(image)


def _hills(draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    for lift, colour in ((64, (150, 116, 140)), (42, (104, 90, 124)), (22, (66, 66, 100))):
        ridge = noise(4, WIDTH, rng, cell=(4, 300), octaves=6)[0]
        fade = np.clip(np.abs(np.linspace(-1, 1, WIDTH) + 0.06) * 1.7, 0.12, 1)
        top = HORIZON - lift * SCALE * fade * (0.35 + ridge)
        draw.polygon(
            [(0, HORIZON), *((x, float(top[x])) for x in range(0, WIDTH, 4)), (WIDTH, HORIZON)], fill=colour
        )


def _houses(draw: ImageDraw.ImageDraw, lights: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    base = HORIZON + 30 * SCALE
    x = -10 * SCALE
    while x < 318 * SCALE:
        width, height = int(rng.integers(34, 58)) * SCALE, int(rng.integers(62, 128)) * SCALE
        wall = jitter(WALLS[int(rng.integers(len(WALLS)))], rng, 10)
        wall = (int(wall[0] * 0.62), int(wall[1] * 0.56), int(wall[2] * 0.62))
        top, peak = base - height, int(rng.integers(14, 30)) * SCALE
        draw.rectangle((x, top, x + width, base), fill=wall)
        for y in range(top, base, 5 * SCALE):
            draw.line((x, y, x + width, y), fill=jitter(wall, rng, 7), width=SCALE)
        roof = jitter((70, 50, 62), rng, 10)
        draw.polygon(
            ((x - 3 * SCALE, top), (x + width / 2, top - peak), (x + width + 3 * SCALE, top)), fill=roof
        )
        for k in range(1, 6):
            tile, half = top - peak * k / 6, (width / 2 + 3 * SCALE) * (1 - k / 6)
            draw.line(
                (x + width / 2 - half, tile, x + width / 2 + half, tile),
                fill=jitter(roof, rng, 12),
                width=SCALE,
            )
        chimney = x + width * rng.uniform(0.15, 0.7)
        draw.rectangle(
            (chimney, top - peak - 4 * SCALE, chimney + 6 * SCALE, top - 3 * SCALE), fill=(52, 38, 48)
        )
        for y in range(top + 9 * SCALE, base - 18 * SCALE, 20 * SCALE):
            for column in range(x + 6 * SCALE, x + width - 9 * SCALE, 13 * SCALE):
                is_lit = rng.random() < 0.55
                pane: Colour = jitter((255, 206, 110), rng, 14) if is_lit else (36, 40, 62)
                box = (column, y, column + 7 * SCALE, y + 11 * SCALE)
                draw.rectangle(box, fill=pane, outline=(40, 30, 36))
                draw.line(
                    (column + 3.5 * SCALE, y, column + 3.5 * SCALE, y + 11 * SCALE),
                    fill=(60, 46, 44),
                    width=SCALE,
                )
                if is_lit:
                    lights.rectangle(box, fill=pane)
        x += width + int(rng.integers(0, 3)) * SCALE


def _quay(draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    top, bottom, end = HORIZON + 28 * SCALE, HORIZON + 74 * SCALE, 356 * SCALE
    draw.polygon(
        ((0, top), (end, top), (end + 10 * SCALE, bottom), (0, bottom + 10 * SCALE)), fill=(62, 54, 62)
    )
    for row, y in enumerate(range(top, bottom, 9 * SCALE)):
        x = -(row % 2) * 12 * SCALE
        while x < end:
            width = int(rng.integers(17, 30)) * SCALE
            box = (x, y, min(x + width, end + row * 2 * SCALE), y + 9 * SCALE)
            draw.rectangle(box, fill=jitter((88, 76, 80), rng, 12), outline=(48, 42, 52))
            x += width
    for x in range(20 * SCALE, end, 54 * SCALE):
        draw.rectangle((x, top - 9 * SCALE, x + 7 * SCALE, top), fill=(34, 30, 40))
        draw.ellipse((x - 2 * SCALE, top - 13 * SCALE, x + 9 * SCALE, top - 7 * SCALE), fill=(46, 40, 50))


def _rock(draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    left, right, foot = 590 * SCALE, WIDTH + 20 * SCALE, HORIZON + 92 * SCALE
    columns = np.linspace(left, right, 90)
    ridge = noise(4, 90, rng, cell=(4, 16), octaves=4)[0]
    rise = np.clip((columns - left) / (110 * SCALE), 0, 1) ** 0.7
    top = foot - rise * (78 + 40 * ridge) * SCALE
    draw.polygon(
        [(left, foot), *zip(columns.tolist(), top.tolist(), strict=True), (right, foot)], fill=(58, 48, 60)
    )
    for _ in range(1500):
        k = int(rng.integers(0, 89))
        x, depth = float(columns[k]) + rng.uniform(0, 9), rng.random()
        y = float(top[k]) + (foot - float(top[k])) * depth
        size = rng.uniform(3, 13) * SCALE
        shade = jitter((118 - int(70 * depth), 92 - int(50 * depth), 94 - int(40 * depth)), rng, 20)
        angle = rng.uniform(0, 6.28)
        turns = [(float(np.cos(angle + turn)), float(np.sin(angle + turn))) for turn in (0, 1.9, 3.6)]
        corners = [(x + size * rng.uniform(0.5, 1) * c, min(y + size * 0.55 * s, foot)) for c, s in turns]
        draw.polygon([(a, max(b, float(top[k]))) for a, b in corners], fill=shade)
    for _ in range(300):
        x = rng.uniform(left - 14 * SCALE, right)
        y = foot + rng.normal(0, 3) * SCALE
        r = rng.uniform(0.4, 1.7) * SCALE
        draw.ellipse((x - 2 * r, y - r, x + 2 * r, y + r), fill=jitter((206, 212, 222), rng, 18))


def _lighthouse(draw: ImageDraw.ImageDraw, lights: ImageDraw.ImageDraw) -> tuple[int, int]:
    middle, foot, top = 745 * SCALE, HORIZON + 4 * SCALE, 112 * SCALE
    for y in range(top, foot):
        down = (y - top) / (foot - top)
        half = (17 + 15 * down**1.4) * SCALE
        is_red = int(down * 7) % 2 == 0
        for x in range(int(middle - half), int(middle + half)):
            across = (x - middle) / half
            light = 0.42 + 0.62 * max(0.0, np.cos((across + 0.45) * 1.35))
            base = (206, 62, 52) if is_red else (244, 232, 214)
            draw.point((x, y), fill=(int(base[0] * light), int(base[1] * light), int(base[2] * light * 1.02)))
    for k in (1, 3, 5):
        sill = top + (foot - top) * (k + 0.35) / 7
        draw.rectangle(
            (middle - 4 * SCALE, sill, middle + 3 * SCALE, sill + 12 * SCALE),
            fill=(40, 36, 50),
            outline=(90, 70, 66),
        )
    draw.rectangle(
        (middle - 9 * SCALE, foot - 26 * SCALE, middle + 5 * SCALE, foot),
        fill=(52, 36, 40),
        outline=(120, 92, 80),
    )
    draw.rectangle((middle - 27 * SCALE, top - 6 * SCALE, middle + 27 * SCALE, top), fill=(44, 40, 52))
    for x in range(middle - 26 * SCALE, middle + 27 * SCALE, 6 * SCALE):
        draw.line((x, top - 18 * SCALE, x, top - 5 * SCALE), fill=(44, 40, 52), width=SCALE)
    draw.line(
        (middle - 26 * SCALE, top - 18 * SCALE, middle + 26 * SCALE, top - 18 * SCALE),
        fill=(44, 40, 52),
        width=SCALE,
    )
    pane = (middle - 13 * SCALE, top - 36 * SCALE, middle + 13 * SCALE, top - 6 * SCALE)
    draw.rectangle(pane, fill=(255, 240, 190), outline=(60, 50, 56))
    lights.rectangle(pane, fill=(255, 236, 180))
    for x in range(pane[0], pane[2], 9 * SCALE):
        draw.line((x, pane[1], x, pane[3]), fill=(70, 56, 58), width=SCALE)
    roof = ((middle - 18 * SCALE, pane[1]), (middle, pane[1] - 22 * SCALE), (middle + 18 * SCALE, pane[1]))
    draw.polygon(roof, fill=(150, 44, 42))
    draw.line((middle, pane[1] - 36 * SCALE, middle, pane[1] - 20 * SCALE), fill=(40, 36, 46), width=SCALE)
    return middle, top - 21 * SCALE


def _boat(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], size: float, hull: Colour, rng: np.random.Generator
) -> None:
    x, y = at[0] * SCALE, at[1] * SCALE
    s = size * SCALE
    draw.polygon(
        ((x - s, y - 0.3 * s), (x + 1.15 * s, y - 0.42 * s), (x + 0.8 * s, y), (x - 0.8 * s, y)), fill=hull
    )
    for k in (0.1, 0.2):
        draw.line(
            (x - s * (0.97 - k / 2), y - s * (0.3 - k), x + s * (1.08 - k), y - s * (0.4 - k)),
            fill=jitter(hull, rng, 26),
            width=SCALE,
        )
    draw.line((x - s, y - 0.3 * s, x + 1.15 * s, y - 0.42 * s), fill=(236, 222, 196), width=2 * SCALE)
    draw.rectangle(
        (x - 0.45 * s, y - 0.72 * s, x + 0.15 * s, y - 0.33 * s), fill=(216, 204, 186), outline=(70, 60, 60)
    )
    for k in (-0.36, -0.12):
        draw.rectangle(
            (x + k * s, y - 0.64 * s, x + (k + 0.16) * s, y - 0.5 * s),
            fill=(255, 212, 130),
            outline=(60, 52, 56),
        )
    mast = x + 0.4 * s
    draw.line((mast, y - 0.36 * s, mast, y - 2 * s), fill=(52, 40, 42), width=int(1.6 * SCALE))
    for end in (x - 0.98 * s, x + 1.12 * s, x - 0.4 * s):
        draw.line((mast, y - 1.95 * s, end, y - 0.36 * s), fill=(64, 52, 56), width=SCALE)
    draw.polygon(
        ((mast, y - 1.9 * s), (mast, y - 0.6 * s), (mast - 0.85 * s, y - 0.7 * s)),
        fill=jitter((168, 92, 62), rng, 14),
    )
    for k in range(1, 6):
        draw.line(
            (mast, y - (1.9 - 0.22 * k) * s, mast - 0.15 * k * s, y - (1.9 - 0.23 * k) * s),
            fill=(120, 62, 48),
            width=SCALE,
        )
    for k in range(14):
        wide = s * (1 - k / 16) * rng.uniform(0.5, 1)
        draw.line(
            (x - wide, y + k * 2.2 * SCALE, x + wide * 0.9, y + k * 2.2 * SCALE),
            fill=jitter((30, 38, 58), rng, 14),
            width=SCALE,
        )


def draw_harbour(rng: np.random.Generator) -> Image.Image:
    """Return the harbour, 900 by 640 pixels."""
    sky = _sky(rng)
    image = to_image(np.concatenate([sky, _sea(sky, rng)]))
    lights_image = Image.new("RGB", image.size)
    draw, lights = ImageDraw.Draw(image), ImageDraw.Draw(lights_image)
    _hills(draw, rng)
    _houses(draw, lights, rng)
    _quay(draw, rng)
    _rock(draw, rng)
    lamp = _lighthouse(draw, lights)
    for at, size, hull in (
        ((470, 420), 34, (44, 74, 96)),
        ((240, 486), 52, (132, 48, 44)),
        ((560, 540), 70, (38, 82, 74)),
    ):
        _boat(draw, at, size, hull, rng)
    for _ in range(11):
        x, y, s = rng.uniform(0.1, 0.72) * WIDTH, rng.uniform(0.08, 0.4) * HORIZON, rng.uniform(4, 9) * SCALE
        draw.line(
            curve(
                [
                    (x - s, y - s * 0.4),
                    (x - s * 0.4, y - s * 0.5),
                    (x, y),
                    (x + s * 0.5, y - s * 0.6),
                    (x + s, y - s * 0.3),
                ],
                8,
            ),
            fill=(40, 38, 60),
            width=int(1.3 * SCALE),
        )
    beam = Image.new("RGB", image.size)
    for slope in (-0.16, 0.1):
        ImageDraw.Draw(beam).polygon(
            (lamp, (0, lamp[1] + WIDTH * slope - 60 * SCALE), (0, lamp[1] + WIDTH * slope + 30 * SCALE)),
            fill=(90, 80, 60),
        )
    canvas = glow(to_canvas(image), beam, radius=6 * SCALE, strength=0.55)
    canvas = glow(canvas, lights_image, radius=10 * SCALE, strength=1.3)
    return finish(glow(canvas, lights_image, radius=2 * SCALE, strength=0.6), rng)
