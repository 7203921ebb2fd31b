"""Hands: seeded ways to paint a photograph over, so that different pictures look like one artist's.

A hand takes its colours from one picture of a style (means and deviations in Lab: Reinhard et al. 2001, IEEE
CG&A 21(5), doi:10.1109/38.946629) and lays them down in one manner: washes and sketch (Gastal & Oliveira
2011, doi:10.1145/1964921.1964964), flat colours, strokes along the edges (Hertzmann 1998,
doi:10.1145/280814.280951), dots, hatching, a screen of print, and ink (Winnemöller 2011,
doi:10.1145/2024676.2024700). It is a stand-in for an artist: what its pictures share is palette and marks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.edits import Pixels, opened

Floats = NDArray[np.float32]
SPREAD = (0.5, 2.0)
"""A palette narrows or widens the spread of a channel by no more than this."""
N_COLOURS = 8
N_OF_A_MANNER = 6


@dataclass(frozen=True, slots=True)
class Hand:
    """One artist: a name, the manner, the picture the colours are from, and the marks.

    `width_px` is the size of a mark on a picture of 400 px, `angle` its slant in degrees.
    """

    name: str
    manner: str
    palette: Pixels
    width_px: float
    angle: float

    def paints(self, photograph: Pixels, rng: np.random.Generator) -> Pixels:
        """Return the photograph painted over, shape (h, w, 3), RGB; `rng` draws the marks of this one."""
        return MANNERS[self.manner](self, recoloured(photograph, self.palette), rng)


Manner = Callable[[Hand, Pixels, np.random.Generator], Pixels]


def recoloured(photograph: Pixels, palette: Pixels) -> Pixels:
    """Return the photograph with the mean and the deviation of each Lab channel of the palette."""
    lab, wanted = _lab(photograph), _lab(palette)
    mean, spread = lab.mean(axis=(0, 1)), lab.std(axis=(0, 1)) + 1e-3
    ratio = np.clip(wanted.std(axis=(0, 1)) / spread, *SPREAD)
    return _rgb((lab - mean) * ratio + wanted.mean(axis=(0, 1)))


def _lab(pixels: Pixels) -> Floats:
    small = np.ascontiguousarray(pixels).astype(np.float32) / 255
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2LAB), dtype=np.float32)


def _rgb(lab: NDArray[np.floating]) -> Pixels:
    held = np.stack([np.clip(lab[..., 0], 0, 100), lab[..., 1], lab[..., 2]], axis=-1).astype(np.float32)
    return np.rint(np.clip(cv2.cvtColor(held, cv2.COLOR_LAB2RGB), 0, 1) * 255).astype(np.uint8)


def _light(pixels: Pixels) -> Floats:
    """Return the lightness, 0 to 1, its range stretched to that of the picture."""
    light = _lab(pixels)[..., 0] / 100
    low, high = np.percentile(light, [2, 98])
    return np.asarray(np.clip((light - low) / max(high - low, 1e-3), 0, 1), dtype=np.float32)


def _colours(palette: Pixels, n: int) -> Pixels:
    """Return the `n` colours of a palette by k-means in Lab, the darkest first, shape (n, 3)."""
    small = cv2.resize(palette, (96, 96), interpolation=cv2.INTER_AREA)
    points = _lab(small).reshape(-1, 3)
    first = points[np.argsort(points[:, 0])][np.linspace(0, len(points) - 1, n).astype(int)]
    labels = np.argmin(((points[:, None] - first) ** 2).sum(axis=2), axis=1).astype(np.int32)[:, None]
    stop = (cv2.TERM_CRITERIA_COUNT, 20, 0.0)
    _, _, centres = cv2.kmeans(points, n, labels, stop, 1, cv2.KMEANS_USE_INITIAL_LABELS)
    return _rgb(centres[np.argsort(centres[:, 0])][None])[0]


def _inks(palette: Pixels) -> tuple[Floats, Floats]:
    """Return ink and paper: the darkest and the lightest colour of a palette, further apart."""
    colours = _lab(_colours(palette, N_COLOURS)[None])[0]
    dark, bright = colours[0].copy(), colours[-1].copy()
    dark[0], bright[0] = min(dark[0], 22.0), max(bright[0], 86.0)
    ink, paper = _rgb(np.stack([dark, bright])[None])[0].astype(np.float32)
    return ink, paper


def _inked(palette: Pixels, shade: NDArray[np.floating]) -> Pixels:
    """Return ink on paper, `shade` being how much ink there is, 0 to 1."""
    ink, paper = _inks(palette)
    amount = np.clip(shade, 0, 1)[..., None]
    return np.rint(paper * (1 - amount) + ink * amount).astype(np.uint8)


def washes(hand: Hand, pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Smooth washes that keep the edges, on the grain of a paper."""
    smooth = cv2.stylization(pixels, sigma_s=10 * hand.width_px, sigma_r=0.5)
    grain = cv2.GaussianBlur(rng.normal(0, 1, pixels.shape[:2]).astype(np.float32), (0, 0), 1.2)
    return np.clip(smooth + 14 * grain[..., None], 0, 255).astype(np.uint8)


def flat(hand: Hand, pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Areas of eight flat colours, those of the palette's picture."""
    del rng
    smooth = cv2.edgePreservingFilter(pixels, flags=1, sigma_s=6 * hand.width_px, sigma_r=0.25)
    colours = _colours(hand.palette, N_COLOURS)
    of_colours = _lab(colours[None])[0]
    apart = ((_lab(smooth)[:, :, None] - of_colours) ** 2 * np.float32([2, 1, 1])).sum(axis=3)
    chosen = np.argmin(apart, axis=2).astype(np.uint8)
    return colours[cv2.medianBlur(chosen, 2 * round(hand.width_px / 2) + 1)]


def dots(hand: Hand, pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Round touches of colour beside one another, each a little off the colour seen."""
    height, width = pixels.shape[:2]
    step = 1.2 * hand.width_px
    rows, columns = np.mgrid[0 : height + step : step, 0 : width + step : step].reshape(2, -1)
    places = np.stack([rows, columns], axis=1) + rng.normal(0, 0.4 * step, (rows.size, 2))
    blurred = cv2.GaussianBlur(pixels, (0, 0), hand.width_px / 2)
    canvas = np.asarray(cv2.GaussianBlur(pixels, (0, 0), 4 * hand.width_px))
    for row, column in rng.permutation(places):
        i, k = min(max(int(row), 0), height - 1), min(max(int(column), 0), width - 1)
        colour = blurred[i, k] + rng.normal(0, 20, 3)
        cv2.circle(canvas, (k, i), max(2, round(0.7 * step)), _drawn(colour), -1, cv2.LINE_AA)
    return canvas


def hatching(hand: Hand, pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Lines of ink in up to four directions, more of them where it is darker."""
    light = cv2.GaussianBlur(_light(pixels), (0, 0), 1.0)
    rows, columns = np.mgrid[: light.shape[0], : light.shape[1]].astype(np.float32)
    shade = np.zeros_like(light)
    period = 1.1 * hand.width_px
    for number, below in enumerate((0.8, 0.6, 0.4, 0.2)):
        turn = np.deg2rad(hand.angle + (0, 90, 45, 135)[number])
        shaken = cv2.GaussianBlur(rng.normal(0, 1, light.shape).astype(np.float32), (0, 0), 12) * 20
        across = (rows * np.cos(turn) - columns * np.sin(turn) + shaken) / period
        line = np.abs(np.mod(across + rng.uniform(), 1.0) - 0.5) * period
        depth = np.clip((below - light) / 0.12, 0, 1)
        shade = np.maximum(shade, np.clip(0.9 - line, 0, 1) * depth)
    return _inked(hand.palette, np.maximum(shade, 0.5 * _edges(light)))


def sketch(hand: Hand, pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Coloured pencil on white."""
    del rng
    _, drawn = cv2.pencilSketch(pixels, sigma_s=12 * hand.width_px, sigma_r=0.08, shade_factor=0.05)
    return np.asarray(drawn, dtype=np.uint8)


def strokes(hand: Hand, pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Strokes of three widths, the broad ones first, along the edges and finer where there is detail."""
    height, width = pixels.shape[:2]
    canvas = np.empty_like(pixels)
    canvas[:] = _colours(hand.palette, N_COLOURS)[N_COLOURS // 2]
    for layer, times in enumerate((3.0, 1.6, 0.8)):
        thick = max(2, round(times * hand.width_px))
        seen = cv2.GaussianBlur(pixels, (0, 0), 0.6 * thick)
        light = cv2.GaussianBlur(_light(pixels), (0, 0), 1.0 * thick)
        along = np.arctan2(-cv2.Sobel(light, cv2.CV_32F, 1, 0), cv2.Sobel(light, cv2.CV_32F, 0, 1))
        wrong = cv2.blur(np.abs(canvas.astype(np.float32) - seen).sum(axis=2), (thick, thick))
        step = 0.8 * thick
        places = rng.permutation(np.mgrid[0:height:step, 0:width:step].reshape(2, -1).T)
        for row, column in (places + rng.normal(0, 0.3 * step, places.shape)).round().astype(int):
            i, k = min(max(row, 0), height - 1), min(max(column, 0), width - 1)
            if layer and wrong[i, k] < 60:
                continue
            turn = along[i, k] + rng.normal(0, 0.15)
            reach = thick * rng.uniform(1.2, 2.4)
            dk, di = reach * np.cos(turn), reach * np.sin(turn)
            ends = (round(k - dk), round(i - di)), (round(k + dk), round(i + di))
            cv2.line(canvas, *ends, _drawn(seen[i, k] + rng.normal(0, 8, 3)), thick, cv2.LINE_AA)
    return canvas


def screen(hand: Hand, pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A screen of print: dots on a slanting grid, larger where it is darker, in ink on paper."""
    light = cv2.GaussianBlur(_light(pixels), (0, 0), 0.5 * hand.width_px)
    rows, columns = np.mgrid[: light.shape[0], : light.shape[1]].astype(np.float32)
    turn = np.deg2rad(hand.angle)
    period = 1.5 * hand.width_px
    down = (rows * np.cos(turn) - columns * np.sin(turn)) / period + rng.uniform()
    right = (rows * np.sin(turn) + columns * np.cos(turn)) / period + rng.uniform()
    wave = 0.5 + 0.25 * (np.cos(2 * np.pi * down) + np.cos(2 * np.pi * right))
    return _inked(hand.palette, (wave - light) * period / 1.5 + 0.5)


def ink(hand: Hand, pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Black outlines over a few tones of the palette, as a coloured woodcut."""
    del rng
    colours = _colours(hand.palette, 5)
    smooth = pixels
    for _ in range(3):
        smooth = cv2.bilateralFilter(smooth, 9, 40, 9)
    light = cv2.medianBlur(np.rint(_light(smooth) * 255).astype(np.uint8), 2 * round(hand.width_px) + 1)
    levels = np.quantile(light, [0.2, 0.4, 0.6, 0.8])
    toned = colours[np.searchsorted(levels, light.astype(np.float64))].astype(np.float32)
    lines = _edges(cv2.GaussianBlur(_light(pixels), (0, 0), 0.3 * hand.width_px))[..., None]
    return np.rint(toned * (1 - lines) + 12 * lines).astype(np.uint8)


def _edges(light: Floats) -> Floats:
    """Return dark lines, 0 to 1: a difference of two blurs, sharply cut."""
    fine, broad = cv2.GaussianBlur(light, (0, 0), 1.0), cv2.GaussianBlur(light, (0, 0), 1.6)
    return np.asarray(np.clip((broad - fine - 0.012) / 0.012, 0, 1), dtype=np.float32)


def _drawn(colour: NDArray[np.floating]) -> tuple[float, ...]:
    return tuple(float(one) for one in np.clip(colour, 0, 255))


MANNERS: dict[str, Manner] = {
    "washes": washes,
    "flat": flat,
    "dots": dots,
    "hatching": hatching,
    "sketch": sketch,
    "strokes": strokes,
    "screen": screen,
    "ink": ink,
}
OF_SIDE = {"train": ("washes", "flat", "dots", "hatching"), "test": ("sketch", "strokes", "screen", "ink")}
"""No manner is on both sides."""


def hands(side: str, palettes: Sequence[Path], rng: np.random.Generator) -> Iterator[Hand]:
    """Yield the hands of a side: six of each of its manners, each with a palette and marks of its own."""
    for manner in OF_SIDE[side]:
        for number in rng.permutation(len(palettes))[:N_OF_A_MANNER]:
            path = palettes[number]
            width_px, angle = rng.uniform(3.0, 6.0), rng.uniform(10.0, 80.0)
            yield Hand(f"{manner} {path.stem}", manner, opened(path), float(width_px), float(angle))
