"""A sea chart of an island that does not exist: coast, heights, woods, rivers, soundings, a compass rose."""

from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw

from drawing.brushes import (
    SCALE,
    Canvas,
    Colour,
    Point,
    blend,
    curve,
    noise,
    rgb,
    scrawl,
    tapered,
    to_canvas,
    to_image,
)

WIDTH, HEIGHT = 840 * SCALE, 640 * SCALE
SHORE = 0.46
INK: Colour = (58, 44, 36)
N_COLOURS = 96


def _relief(rng: np.random.Generator) -> Canvas:
    """Return the height of land and sea floor, about [0, 1], with the shore at `SHORE`."""
    rough = noise(HEIGHT, WIDTH, rng, cell=(210, 230), octaves=8)
    rows, columns = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j]
    main = np.exp(-((((rows + 0.02) / 0.58) ** 2 + ((columns + 0.12) / 0.56) ** 2) ** 1.3))
    islet = 0.75 * np.exp(-((rows - 0.5) ** 2 + (columns - 0.62) ** 2) / 0.035)
    return np.asarray(0.62 * rough + 0.5 * np.maximum(main, islet) - 0.04)


def _tinted(relief: Canvas, rng: np.random.Generator) -> Canvas:
    canvas = np.ones((HEIGHT, WIDTH, 3)) * rgb((196, 214, 204))
    for step, colour in (
        (0.4, (208, 223, 210)),
        (0.43, (220, 231, 214)),
        (SHORE, (232, 220, 178)),
        (0.55, (216, 206, 150)),
        (0.64, (206, 182, 128)),
        (0.73, (190, 154, 108)),
        (0.82, (174, 134, 98)),
    ):
        canvas = blend(canvas, colour, np.clip((relief - step) * 500, 0, 1))
    rows, columns = np.gradient(relief)
    shade = np.clip((rows + columns) * 130, -1, 1) * (relief > SHORE)
    canvas = canvas * (1 - 0.16 * shade[..., None])
    stain = noise(HEIGHT, WIDTH, rng, cell=(260, 260), octaves=6)
    return blend(canvas, (168, 128, 80), np.clip(stain - 0.58, 0, 0.35))


def _contours(canvas: Canvas, relief: Canvas) -> Canvas:
    rows, columns = np.gradient(relief)
    slope = np.hypot(rows, columns) + 1e-6
    for level in (0.5, 0.55, 0.595, 0.64, 0.685, 0.73, 0.775, 0.82):
        canvas = blend(canvas, (122, 84, 56), np.clip(1.3 - np.abs(relief - level) / slope, 0, 1) * 0.75)
    for level in (0.445, 0.43, 0.415):
        canvas = blend(canvas, (92, 128, 136), np.clip(1.2 - np.abs(relief - level) / slope, 0, 1) * 0.6)
    return blend(canvas, INK, np.clip(2.6 - np.abs(relief - SHORE) / slope, 0, 1))


def _digit(draw: ImageDraw.ImageDraw, at: Point, size: float, value: int) -> None:
    """Draw a digit as seven strokes."""
    strokes = ("abcdef", "bc", "abged", "abgcd", "fgbc", "afgcd", "afgedc", "abc", "abcdefg", "abcdfg")[value]
    x, y = at
    ends = {
        "a": (0, 0, 1, 0),
        "b": (1, 0, 1, 1),
        "c": (1, 1, 1, 2),
        "d": (0, 2, 1, 2),
        "e": (0, 1, 0, 2),
        "f": (0, 0, 0, 1),
        "g": (0, 1, 1, 1),
    }
    for stroke in strokes:
        a, b, c, d = ends[stroke]
        draw.line((x + a * size, y + b * size, x + c * size, y + d * size), fill=(70, 92, 104), width=SCALE)


def _soundings(draw: ImageDraw.ImageDraw, relief: Canvas, rng: np.random.Generator) -> None:
    for _ in range(330):
        x, y = rng.uniform(50, WIDTH - 60), rng.uniform(50, HEIGHT - 60)
        floor = relief[int(y), int(x)]
        if floor < SHORE - 0.035:
            fathoms = int(np.clip((SHORE - floor) * 190 + rng.normal(0, 3), 1, 99))
            for place, digit in enumerate(str(fathoms)):
                _digit(draw, (x + place * 6.5 * SCALE, y), 3.6 * SCALE, int(digit))


def _woods(draw: ImageDraw.ImageDraw, relief: Canvas, rng: np.random.Generator) -> None:
    thick = noise(HEIGHT, WIDTH, rng, cell=(150, 150), octaves=3)
    places = np.stack([rng.uniform(40, WIDTH - 40, 2600), rng.uniform(40, HEIGHT - 40, 2600)], axis=1)
    for x, y in places[np.argsort(places[:, 1])].tolist():
        height = relief[int(y), int(x)]
        if SHORE + 0.03 < height < 0.7 and thick[int(y), int(x)] > 0.54:
            r = rng.uniform(3, 5.4) * SCALE
            draw.line((x, y, x, y + r * 1.7), fill=INK, width=SCALE)
            draw.ellipse((x - r, y - r, x + r, y + r), fill=(126, 146, 88), outline=(60, 74, 46), width=SCALE)
            draw.arc(
                (x - r * 0.6, y - r * 0.6, x + r * 0.6, y + r * 0.6), 300, 120, fill=(78, 98, 56), width=SCALE
            )
        elif height > 0.76 and rng.random() < 0.5:
            s = rng.uniform(7, 13) * SCALE
            draw.polygon(((x - s, y), (x, y - 1.3 * s), (x + s, y)), fill=(226, 208, 176), outline=INK)
            for k in (0.25, 0.5, 0.75):
                draw.line(
                    (x + s * k * 0.9, y - s * 1.2 * (1 - k), x + s * k * 0.55, y - 2), fill=INK, width=SCALE
                )


def _rivers(draw: ImageDraw.ImageDraw, relief: Canvas, rng: np.random.Generator) -> None:
    """Draw rivers that run downhill from high places until they reach the sea."""
    smooth = np.asarray(
        Image.fromarray(relief.astype(np.float32)).resize((WIDTH // 16, HEIGHT // 16), Image.Resampling.BOX)
    )
    for _ in range(9):
        row, column = int(rng.integers(8, HEIGHT // 16 - 8)), int(rng.integers(8, WIDTH // 16 - 8))
        path: list[tuple[int, int]] = []
        while (
            1 < row < smooth.shape[0] - 2
            and 1 < column < smooth.shape[1] - 2
            and smooth[row, column] > SHORE - 0.02
        ):
            path.append((row, column))
            near = [
                (row + a, column + b)
                for a in (-1, 0, 1)
                for b in (-1, 0, 1)
                if (row + a, column + b) not in path
            ]
            row, column = min(near, key=lambda place: float(smooth[place]))
            if len(path) > 60:
                break
        if len(path) > 5:
            tapered(
                draw,
                curve([(c * 16 + rng.normal(0, 5), r * 16 + rng.normal(0, 5)) for r, c in path], 24),
                (SCALE, 4.5 * SCALE),
                (98, 138, 152),
            )


def _towns(draw: ImageDraw.ImageDraw, relief: Canvas, rng: np.random.Generator) -> None:
    towns: list[Point] = []
    while len(towns) < 9:
        x, y = rng.uniform(0.15, 0.85) * WIDTH, rng.uniform(0.15, 0.85) * HEIGHT
        if SHORE + 0.02 < relief[int(y), int(x)] < 0.68 and all(
            np.hypot(x - a, y - b) > 70 * SCALE for a, b in towns
        ):
            towns.append((x, y))
    for (ax, ay), (bx, by) in pairwise(towns):
        if np.hypot(ax - bx, ay - by) < 300 * SCALE:
            road = curve(
                [
                    (ax, ay),
                    ((ax + bx) / 2 + rng.normal(0, 18) * SCALE, (ay + by) / 2 + rng.normal(0, 18) * SCALE),
                    (bx, by),
                ],
                30,
            )
            for k in range(0, len(road) - 2, 3):
                draw.line((*road[k], *road[k + 1]), fill=(142, 58, 44), width=int(1.6 * SCALE))
    for x, y in towns:
        for _ in range(5):
            dx, dy = rng.uniform(-13, 13) * SCALE, rng.uniform(-8, 8) * SCALE
            s = 5 * SCALE
            draw.rectangle(
                (x + dx - s, y + dy - s, x + dx + s, y + dy + s * 0.8),
                fill=(240, 226, 196),
                outline=INK,
                width=SCALE,
            )
            draw.polygon(
                ((x + dx - s * 1.3, y + dy - s), (x + dx, y + dy - 2.2 * s), (x + dx + s * 1.3, y + dy - s)),
                fill=(178, 70, 52),
                outline=INK,
            )
        scrawl(draw, (x + 18 * SCALE, y + 6 * SCALE), 44 * SCALE, 8 * SCALE, rng, INK)


def _rose(draw: ImageDraw.ImageDraw, centre: Point, radius: float) -> None:
    x, y = centre
    for k in range(32):
        a = k * np.pi / 16
        reach = WIDTH * 2
        draw.line(
            (x, y, x + reach * float(np.cos(a)), y + reach * float(np.sin(a))),
            fill=(176, 160, 128) if k % 2 else (150, 118, 92),
            width=1,
        )
    draw.ellipse(
        (x - radius, y - radius, x + radius, y + radius), fill=(238, 226, 190), outline=INK, width=2 * SCALE
    )
    for k in range(64):
        a, inner = k * np.pi / 32, radius * (0.86 if k % 4 else 0.78)
        draw.line(
            (
                x + inner * float(np.cos(a)),
                y + inner * float(np.sin(a)),
                x + radius * float(np.cos(a)),
                y + radius * float(np.sin(a)),
            ),
            fill=INK,
            width=SCALE,
        )
    for length, offset, colours in (
        (0.72, 0.125, ((72, 104, 116), (206, 214, 196))),
        (1.12, 0.0, ((170, 60, 46), (244, 232, 200))),
    ):
        for k in range(4):
            a = k * np.pi / 2 + offset * 2 * np.pi
            tip = (x + radius * length * float(np.cos(a)), y + radius * length * float(np.sin(a)))
            for side, colour in zip((-0.6, 0.6), colours, strict=True):
                flank = (
                    x + radius * 0.26 * float(np.cos(a + side)),
                    y + radius * 0.26 * float(np.sin(a + side)),
                )
                draw.polygon(((x, y), flank, tip), fill=colour, outline=INK)


def _ship(draw: ImageDraw.ImageDraw, at: Point, s: float) -> None:
    x, y = at
    draw.polygon(
        curve(
            [
                (x - s, y - 0.3 * s),
                (x - 0.7 * s, y),
                (x + 0.7 * s, y),
                (x + 1.1 * s, y - 0.45 * s),
                (x, y - 0.18 * s),
            ],
            12,
        ),
        fill=(128, 84, 54),
        outline=INK,
    )
    for mast, tall in ((-0.55, 1.2), (0.05, 1.6), (0.6, 1.1)):
        draw.line((x + mast * s, y - 0.2 * s, x + mast * s, y - tall * s), fill=INK, width=SCALE)
        for low, high, wide in ((0.35, 0.72, 0.3), (0.76, 1.02, 0.22)):
            sail = [
                (x + (mast - wide * 0.6) * s, y - low * tall * s),
                (x + (mast + wide) * s, y - (low + 0.05) * tall * s),
                (x + (mast + wide * 0.7) * s, y - high * tall * 0.95 * s),
                (x + (mast - wide * 0.5) * s, y - high * tall * 0.92 * s),
            ]
            draw.polygon(sail, fill=(244, 234, 208), outline=INK)
    for k in range(7):
        draw.arc(
            (x - 1.4 * s + k * 0.42 * s, y - 0.04 * s, x - 0.98 * s + k * 0.42 * s, y + 0.2 * s),
            0,
            180,
            fill=(92, 128, 136),
            width=SCALE,
        )


def _frame(draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    for margin in ((0, 0, WIDTH, 15 * SCALE), (0, HEIGHT - 15 * SCALE, WIDTH, HEIGHT)):
        draw.rectangle(margin, fill=(232, 220, 190))
    for margin in ((0, 0, 15 * SCALE, HEIGHT), (WIDTH - 15 * SCALE, 0, WIDTH, HEIGHT)):
        draw.rectangle(margin, fill=(232, 220, 190))
    for edge in range(40):
        fill = ((58, 44, 36), (238, 224, 190))[edge % 2]
        a, b = (
            16 * SCALE + edge * (WIDTH - 32 * SCALE) / 40,
            16 * SCALE + (edge + 1) * (WIDTH - 32 * SCALE) / 40,
        )
        c, d = (
            16 * SCALE + edge * (HEIGHT - 32 * SCALE) / 40,
            16 * SCALE + (edge + 1) * (HEIGHT - 32 * SCALE) / 40,
        )
        for near, far in ((16 * SCALE, 24 * SCALE), (-24 * SCALE, -16 * SCALE)):
            draw.rectangle((a, near % HEIGHT, b, far % HEIGHT), fill=fill, outline=INK)
            draw.rectangle((near % WIDTH, c, far % WIDTH, d), fill=fill, outline=INK)
    box = (570 * SCALE, 46 * SCALE, 800 * SCALE, 128 * SCALE)
    draw.rectangle(box, fill=(240, 228, 194), outline=INK, width=2 * SCALE)
    draw.rectangle((box[0] + 8, box[1] + 8, box[2] - 8, box[3] - 8), outline=(150, 70, 50), width=SCALE)
    for y, length, size in ((84, 160, 19), (106, 130, 9)):
        scrawl(draw, (600 * SCALE, y * SCALE), length * SCALE, size * SCALE, rng, INK)
    for k in range(8):
        draw.rectangle(
            ((604 + k * 19) * SCALE, 114 * SCALE, (623 + k * 19) * SCALE, 119 * SCALE),
            fill=(INK, (240, 228, 194))[k % 2],
            outline=INK,
        )


def draw_chart(rng: np.random.Generator) -> Image.Image:
    """Return the sea chart, 840 by 640 pixels, in a palette of `N_COLOURS` colours."""
    relief = _relief(rng)
    image = to_image(_tinted(relief, rng))
    plain = image.copy()
    _rose(ImageDraw.Draw(image), (534 * SCALE, 552 * SCALE), 46 * SCALE)
    land = Image.fromarray(((relief > SHORE) * 255).astype(np.uint8))
    image.paste(plain, mask=land)
    image = to_image(_contours(to_canvas(image), relief))
    draw = ImageDraw.Draw(image)
    _soundings(draw, relief, rng)
    _rivers(draw, relief, rng)
    _woods(draw, relief, rng)
    _towns(draw, relief, rng)
    _ship(draw, (120 * SCALE, 130 * SCALE), 40 * SCALE)
    _ship(draw, (640 * SCALE, 352 * SCALE), 22 * SCALE)
    _frame(draw, rng)
    small = image.resize((WIDTH // SCALE, HEIGHT // SCALE), Image.Resampling.LANCZOS)
    return small.quantize(N_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
