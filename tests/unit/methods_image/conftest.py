"""Pictures drawn from a seed."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw

from sidebyside.primitives.pictures import PreparedPicture

Draw = Callable[..., Image.Image]


@pytest.fixture(scope="session")
def draw() -> Draw:
    """Draw a picture full of details: `draw(seed, width, height)`."""

    def drawn(seed: int, width: int = 360, height: int = 270) -> Image.Image:
        rng = np.random.default_rng(seed)
        image = Image.new("RGB", (width, height), tuple(rng.integers(60, 200, 3).tolist()))
        pen = ImageDraw.Draw(image)
        for _ in range(160):
            x, y = rng.integers(0, (width, height)).tolist()
            w, h = rng.integers(5, 60, 2).tolist()
            shape = pen.ellipse if rng.random() < 0.5 else pen.rectangle
            shape((x, y, x + w, y + h), fill=tuple(rng.integers(0, 256, 3).tolist()))
        return image

    return drawn


@pytest.fixture(scope="session")
def prepared() -> Callable[[Image.Image], PreparedPicture]:
    """Wrap a picture as it is, without reading it from a file."""

    def wrapped(image: Image.Image) -> PreparedPicture:
        return PreparedPicture(image.height, image.width, np.asarray(image))

    return wrapped
