"""A second view of one scene is told from an edit of the first by how exactly things lie."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from sidebyside.calibration.likelihood_ratio import hardest, ratios, surprise
from sidebyside.calibration.shipped import FITTED, read_calibration
from sidebyside.contracts import IMAGE_METHODS, open_index
from sidebyside.primitives.exactness import exact_features, exact_value
from sidebyside.primitives.pictures import PreparedPicture

WIDTH, HEIGHT = 400, 300
PLACING = ("keypoints", "registered_pixels")


def view(seed, parallax_px):
    """A scene of things at many depths, each moved aside by its nearness times the parallax."""
    rng = np.random.default_rng(seed)
    image = Image.new("RGB", (WIDTH, HEIGHT), tuple(rng.integers(60, 200, 3).tolist()))
    pen = ImageDraw.Draw(image)
    for _ in range(260):
        x, y = rng.integers(-20, (WIDTH, HEIGHT)).tolist()
        w, h = rng.integers(5, 50, 2).tolist()
        shape = pen.ellipse if rng.random() < 0.5 else pen.rectangle
        x += parallax_px * rng.random()
        shape((x, y, x + w, y + h), fill=tuple(rng.integers(0, 256, 3).tolist()))
    return image


def compressed_part(image):
    """Two thirds of a picture, strongly compressed."""
    stream = io.BytesIO()
    image.crop((20, 30, 20 + 320, 30 + 240)).save(stream, "JPEG", quality=30)
    return Image.open(stream).convert("RGB")


def values(work, output):
    prepared = [PreparedPicture(one.height, one.width, np.asarray(one)) for one in (work, output)]
    matches = []
    for name in PLACING:
        index = open_index(IMAGE_METHODS.member(name))
        index.add(prepared[:1])
        (row,) = index.compare(prepared[1:])
        matches += [match for one in row for match in one.matches]
    cards = [IMAGE_METHODS.member(name).card for name in PLACING]
    sides = max(work.size), max(output.size)
    found = {one.name: exact_value(one, matches, *sides) for one in exact_features(cards)}
    for name in PLACING:
        ours = (surprise(match, 1.0) for match in matches if match.method == name)
        found[name] = max(ours, default=0.0)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_a_second_view_corresponds_and_does_not_lie_exactly(seed):
    calibration = read_calibration(FITTED / "image.json")
    edit = values(view(seed, 0.0), compressed_part(view(seed, 0.0)))
    other = values(view(seed, 0.0), view(seed, 12.0))
    assert edit["keypoints"] > 12.0
    assert other["keypoints"] > 12.0, "the surprise of both is beyond its cap"
    assert other["exact_points"] < edit["exact_points"] - 1.0
    # As wholes the second view is no less alike than a part.
    llr = {
        name: hardest(ratios(calibration, {**one, "copy_descriptor": 0.8})).llr
        for name, one in (("edit", edit), ("other", other))
    }
    assert llr["other"] <= 1.0 < llr["edit"]
