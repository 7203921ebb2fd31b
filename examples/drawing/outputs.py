"""The output pictures: works cut, mirrored, recoloured, pasted; and pictures that take nothing from them."""

from collections.abc import Callable, Mapping

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from drawing.brushes import (
    SCALE,
    Point,
    blend,
    curve,
    finish,
    gradient,
    jitter,
    noise,
    tapered,
    to_canvas,
    to_image,
)
from drawing.mosaic import SIDE, lay_stones

Works = Mapping[str, Image.Image]
HEM = (-1.0, -0.75, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75, 1.0)
PARAMETERS = (
    "a street market at night after rain, signs, lanterns, umbrellas\n"
    "Negative prompt: daylight, text\n"
    "Steps: 28, Sampler: Euler a, CFG scale: 6.5, Seed: 20240607, Size: 480x640, Model: made-for-example-2"
)


def crop_of_harbour(works: Works, _rng: np.random.Generator) -> Image.Image:
    """Cut the lighthouse half out of the harbour and enlarge it."""
    return works["harbour"].crop((400, 20, 880, 560)).resize((640, 720), Image.Resampling.LANCZOS)


def mirrored_mosaic(works: Works, _rng: np.random.Generator) -> Image.Image:
    """Mirror the heron left to right and make it a little smaller."""
    return ImageOps.mirror(works["heron-mosaic"]).resize((640, 640), Image.Resampling.LANCZOS)


def recoloured_plate(works: Works, _rng: np.random.Generator) -> Image.Image:
    """Turn the colours of the botanical plate, raise its contrast and reduce it."""
    hue, saturation, value = works["botanical-plate"].convert("HSV").split()
    turned = hue.point([(level + 92) % 256 for level in range(256)])
    picture = (
        Image.merge("HSV", (turned, saturation, value))
        .convert("RGB")
        .resize((540, 720), Image.Resampling.LANCZOS)
    )
    return ImageEnhance.Contrast(picture).enhance(1.25)


def collage_with_chart(works: Works, rng: np.random.Generator) -> Image.Image:
    """Paste a turned piece of the chart on a table of coloured paper, with a pencil across it."""
    table = gradient(720, 820, ((0, (124, 84, 58)), (1, (92, 58, 40))))
    table *= 0.8 + 0.4 * noise(720, 820, rng, cell=(6, 300), octaves=5)[..., None]
    picture = to_image(table)
    draw = ImageDraw.Draw(picture)
    for _ in range(7):
        x, y, turn = rng.uniform(0, 820), rng.uniform(0, 720), rng.uniform(0, 3)
        w, h = rng.uniform(70, 150), rng.uniform(50, 120)
        corners = [
            (x + w * np.cos(turn + a) * b, y + h * np.sin(turn + a) * b)
            for a, b in ((0, 1), (1.5, 0.9), (3.1, 1), (4.6, 0.9))
        ]
        draw.polygon([(float(a), float(b)) for a, b in corners], fill=jitter((190, 150, 110), rng, 48))
    piece = (
        works["chart"]
        .convert("RGBA")
        .crop((180, 60, 640, 520))
        .rotate(-11, Image.Resampling.BICUBIC, expand=True)
    )
    piece = piece.resize((round(piece.width * 0.92), round(piece.height * 0.92)), Image.Resampling.LANCZOS)
    shadow = Image.new("RGBA", picture.size)
    shadow.paste((0, 0, 0, 150), (212, 102), piece.getchannel("A"))
    picture.paste(shadow.filter(ImageFilter.GaussianBlur(9)), mask=shadow.filter(ImageFilter.GaussianBlur(9)))
    picture.paste(piece, (200, 90), piece)
    draw = ImageDraw.Draw(picture)
    for offset, colour in ((0, (214, 160, 40)), (5, (238, 190, 70)), (10, (180, 126, 30))):
        draw.line((90, 640 + offset, 420, 500 + offset), fill=colour, width=6)
    draw.polygon(((420, 497), (420, 514), (452, 490)), fill=(236, 208, 168))
    draw.polygon(((442, 490), (443, 498), (454, 489)), fill=(40, 36, 40))
    return picture


def market_with_parameters(works: Works, _rng: np.random.Generator) -> Image.Image:
    """Cut the night market, warm it and reduce it; the file states settings of a generator nobody has."""
    warm = ImageEnhance.Color(works["night-market"].crop((20, 90, 640, 800))).enhance(0.75)
    warm = Image.blend(warm, Image.new("RGB", warm.size, (255, 170, 90)), 0.12).resize(
        (480, 550), Image.Resampling.LANCZOS
    )
    return warm.quantize(112, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def harbour_by_night(works: Works, rng: np.random.Generator) -> Image.Image:
    """Darken the harbour to a blue night, paint a moon into it and cut its edges."""
    canvas = to_canvas(works["harbour"].crop((30, 24, 880, 616))) ** 1.15 * np.array([0.62, 0.78, 1.12])
    rows, columns = np.mgrid[0 : canvas.shape[0], 0 : canvas.shape[1]]
    far = np.hypot(rows - 90, columns - 300)
    canvas = blend(canvas, (226, 232, 214), np.clip((34 - far) / 2, 0, 1))
    canvas = blend(canvas, (150, 170, 200), np.exp(-far / 60) * 0.5)
    picture = to_image(canvas + rng.normal(0, 0.012, canvas.shape[:2])[..., None])
    return picture.resize((720, 501), Image.Resampling.LANCZOS)


def _koi(draw: ImageDraw.ImageDraw, spine: list[Point], wide: float, patches: tuple[int, int, int]) -> None:
    line = curve([(x * SIDE, y * SIDE) for x, y in spine], 60)
    tapered(draw, line[: len(line) // 3], (wide * 0.5, wide), (244, 240, 230))
    tapered(draw, line[len(line) // 3 :], (wide, wide * 0.12), (244, 240, 230))
    for start, end in ((0.03, 0.14), (0.24, 0.42), (0.56, 0.7)):
        part = line[int(len(line) * start) : int(len(line) * end)]
        tapered(draw, part, (wide * 0.62, wide * 0.5), patches)
    (ax, ay), (bx, by) = line[-1], line[-40]
    for side in (-1, 1):
        tail = [
            (ax, ay),
            (ax + (ax - bx) * 0.9 - side * (ay - by) * 0.7, ay + (ay - by) * 0.9 + side * (ax - bx) * 0.7),
        ]
        tapered(draw, curve(tail, 60), (wide * 0.2, wide * 0.45), (236, 190, 160))


def mosaic_in_the_same_style(_works: Works, rng: np.random.Generator) -> Image.Image:
    """Lay two fish in a pond in the same technique as the heron, from a drawing of their own."""
    rows, columns = np.mgrid[-1 : 1 : SIDE * 1j, -1 : 1 : SIDE * 1j]
    rings = np.sin(30 * np.hypot(rows - 0.3, columns + 0.25)) + np.sin(
        24 * np.hypot(rows + 0.6, columns - 0.5)
    )
    pond = blend(
        gradient(SIDE, SIDE, ((0, (20, 62, 58)), (1, (34, 84, 62)))),
        (126, 178, 140),
        np.clip(rings * 0.3, 0, 0.6),
    )
    image = to_image(pond)
    draw = ImageDraw.Draw(image)
    for x, y, r in ((0.14, 0.16, 0.12), (0.88, 0.3, 0.1), (0.78, 0.9, 0.14), (0.1, 0.78, 0.08)):
        draw.pieslice(
            ((x - r) * SIDE, (y - r) * SIDE, (x + r) * SIDE, (y + r) * SIDE),
            30,
            335,
            fill=jitter((86, 140, 60), rng, 16),
        )
    _koi(
        draw,
        [(0.3, 0.3), (0.42, 0.22), (0.58, 0.28), (0.68, 0.44), (0.6, 0.56)],
        118 * SCALE,
        (214, 70, 36),
    )
    _koi(
        draw,
        [(0.66, 0.76), (0.52, 0.82), (0.36, 0.76), (0.26, 0.62), (0.32, 0.5)],
        104 * SCALE,
        (232, 150, 44),
    )
    return finish(lay_stones(to_canvas(image), rng), rng, grain=0.008, vignette=0.2).resize(
        (560, 560), Image.Resampling.LANCZOS
    )


def snow_wood(_works: Works, rng: np.random.Generator) -> Image.Image:
    """Draw a wood of firs in snow under stars, which no work shows."""
    width, height = 720 * SCALE, 520 * SCALE
    sky = gradient(
        height, width, ((0, (8, 14, 40)), (0.55, (34, 74, 110)), (0.7, (92, 132, 150)), (1, (30, 44, 70)))
    )
    wave = noise(height, width, rng, cell=(300, 70), octaves=4) * np.linspace(1.2, 0, height)[:, None]
    image = to_image(blend(sky, (90, 226, 160), np.clip((wave - 0.5) * 1.4, 0, 0.6)))
    draw = ImageDraw.Draw(image)
    for _ in range(420):
        x, y, r = rng.uniform(0, width), rng.uniform(0, height * 0.6), rng.uniform(0.4, 1.5) * SCALE
        draw.ellipse((x - r, y - r, x + r, y + r), fill=jitter((226, 232, 240), rng, 18))
    for layer in range(5):
        ground = (0.62 + 0.085 * layer) * height
        ridge = ground + (noise(4, width, rng, cell=(4, 420), octaves=3)[0] - 0.5) * 60 * SCALE
        shade = 92 + 34 * layer
        for _ in range(34 - 5 * layer):
            x, s = rng.uniform(0, width), (24 + 22 * layer) * SCALE * rng.uniform(0.6, 1.3)
            foot = float(ridge[int(x) % width]) + 5 * SCALE
            for k in range(6, -1, -1):
                top, half = foot - 2.2 * s + k * 0.29 * s, 0.13 * s * (k + 1.3)
                green = jitter((16 + 4 * layer, 44 + 7 * layer, 50 + 5 * layer), rng, 5)
                draw.polygon(
                    ((x, top - 0.2 * s), (x - half, top + 0.36 * s), (x + half, top + 0.36 * s)), fill=green
                )
                white = jitter((shade + 50, shade + 62, shade + 72), rng, 6)
                hem = [(t, (0.06 if n % 2 else 0.24) + rng.uniform(-0.03, 0.03)) for n, t in enumerate(HEM)]
                cap = [(x + half * t * 0.8, top + s * (drop if abs(t) < 1 else 0.27)) for t, drop in hem]
                draw.polygon([(x, top - 0.2 * s), *cap], fill=white)
        snow = [(float(x), float(ridge[x])) for x in range(0, width, 6)]
        draw.polygon([(0, height), *snow, (width, height)], fill=(shade + 8, shade + 26, shade + 44))
        for _ in range(700):
            x, y = rng.uniform(0, width), rng.uniform(ground, height)
            draw.line(
                (x, y, x + rng.uniform(4, 18) * SCALE, y + rng.normal(0, 2)),
                fill=jitter((shade + 16, shade + 34, shade + 52), rng, 10),
                width=SCALE,
            )
    return finish(to_canvas(image), rng, grain=0.01)


def plain_grey(_works: Works, _rng: np.random.Generator) -> Image.Image:
    """Return one grey and nothing else, which cannot be scored."""
    return Image.new("RGB", (320, 240), (128, 128, 128))


OUTPUTS: dict[str, tuple[Callable[[Works, np.random.Generator], Image.Image], int]] = {
    "handmade-harbour-crop.jpg": (crop_of_harbour, 82),
    "handmade-heron-mirrored.jpg": (mirrored_mosaic, 76),
    "handmade-plate-recoloured.jpg": (recoloured_plate, 48),
    "handmade-chart-in-collage.jpg": (collage_with_chart, 82),
    "handmade-market-with-parameters.png": (market_with_parameters, 0),
    "handmade-harbour-by-night.jpg": (harbour_by_night, 80),
    "handmade-koi-same-style.jpg": (mosaic_in_the_same_style, 78),
    "handmade-snow-wood-unrelated.jpg": (snow_wood, 80),
    "handmade-plain-grey.png": (plain_grey, 0),
}
