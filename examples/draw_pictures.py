"""Draw every picture of the example case: ``python examples/draw_pictures.py [FOLDER]``.

Works come from seeded chance alone; outputs are made from the works by the steps written here, by no image
model. The same versions of numpy and Pillow give the same pixels every time.
It takes about ten seconds.
"""

import io
import sys
from pathlib import Path

import numpy as np
from drawing.botanical_plate import draw_botanical_plate
from drawing.chart import draw_chart
from drawing.harbour import draw_harbour
from drawing.mosaic import draw_mosaic
from drawing.night_market import draw_night_market
from drawing.outputs import OUTPUTS, PARAMETERS
from PIL import Image, PngImagePlugin

WORKS = {
    "harbour": (draw_harbour, 11, ".jpg"),
    "night-market": (draw_night_market, 5, ".jpg"),
    "heron-mosaic": (draw_mosaic, 3, ".jpg"),
    "botanical-plate": (draw_botanical_plate, 5, ".jpg"),
    "chart": (draw_chart, 3, ".png"),
}
OUTPUT_SEED = 271


def encode(picture: Image.Image, suffix: str, *, quality: int = 85, text: str = "") -> bytes:
    """Return the bytes of a picture file; `text` goes into a PNG under the key ``parameters``."""
    buffer = io.BytesIO()
    if suffix == ".png":
        info = PngImagePlugin.PngInfo()
        if text:
            info.add_text("parameters", text)
        picture.save(buffer, "PNG", optimize=True, pnginfo=info)
    else:
        picture.save(buffer, "JPEG", quality=quality, optimize=True, subsampling=2)
    return buffer.getvalue()


def draw_all(folder: Path) -> list[Path]:
    """Draw works and outputs below `folder`, and return the files written.

    An output starts from the work as it was written to its file, so that anyone can make it again from that
    file alone.
    """
    written, works = [], {}
    for name, (draw, seed, suffix) in WORKS.items():
        data = encode(draw(np.random.default_rng(seed)), suffix)
        works[name] = Image.open(io.BytesIO(data)).convert("RGB")
        written.append(_write(folder / "works" / "pictures" / f"{name}{suffix}", data))
    for place, (name, (make, quality)) in enumerate(OUTPUTS.items()):
        picture = make(works, np.random.default_rng([OUTPUT_SEED, place]))
        text = PARAMETERS if "parameters" in name else ""
        data = encode(picture, Path(name).suffix, quality=quality, text=text)
        written.append(_write(folder / "outputs" / "pictures" / name, data))
    return written


def _write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
    for path in draw_all(target):
        print(f"{path.stat().st_size:>8,} bytes  {path}")
