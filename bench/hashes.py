"""PDQ beside its reference program, at full and at working size, and how near unrelated pictures come.

    python -m bench.hashes

The reference program is the package ``pdqhash``; without it only the rest is printed.
"""

from __future__ import annotations

import time
from importlib.util import find_spec

import numpy as np
from PIL import Image

from bench.measure import DATA, machine, table
from sidebyside.errors import UnfitItemError
from sidebyside.methods.image.hash import hash_picture, nearest_orientations
from sidebyside.primitives.pdq import Hashes, distances
from sidebyside.primitives.pictures import prepare

PICTURES = DATA / "image"
FOLDERS = (
    "unrelated",
    "modified/bridge-mods",
    "modified/misc-images",
    "edits/inputs",
    "edits/dfdc_expected_output",
)


def main() -> None:
    """Print the tables."""
    print(f"machine: {machine()}")
    paths = [path for folder in FOLDERS for path in sorted((PICTURES / folder).iterdir()) if path.is_file()]
    pictures = [np.asarray(Image.open(path).convert("RGB")) for path in paths]
    start = time.process_time()
    full = [hash_picture(pixels) for pixels in pictures]
    megapixels = sum(pixels.shape[0] * pixels.shape[1] for pixels in pictures) / 1e6
    print(f"{len(paths)} pictures, {1000 * (time.process_time() - start) / megapixels:.0f} ms a megapixel")
    if find_spec("pdqhash"):
        _beside_reference(pictures, full)
    _working_size(paths, [one.hashes for one in full])
    _unrelated()


def _beside_reference(pictures, full) -> None:
    import pdqhash

    bits, qualities = [], []
    for pixels, one in zip(pictures, full, strict=True):
        vectors, quality = pdqhash.compute_dihedral(pixels)
        expected = np.stack([np.packbits(vector.astype(np.uint8)).view(">u8") for vector in vectors])
        bits += np.bitwise_count(one.hashes ^ expected.astype(np.uint64)).sum(axis=1).tolist()
        qualities.append(one.quality - quality)
    counts = np.bincount(bits)
    rows = [[n_bits, int(n)] for n_bits, n in enumerate(counts) if n]
    table("beside the reference program", ["bits that differ", "hashes, 8 orientations"], rows)
    print(f"quality differs in {np.count_nonzero(qualities)} of {len(qualities)}")


def _working_size(paths, full) -> None:
    bits = []
    for path, hashes in zip(paths, full, strict=True):
        try:
            reduced = hash_picture(prepare(path).pixels).hashes
        except UnfitItemError:
            continue
        bits.append(int(np.bitwise_count(reduced[0] ^ hashes[0]).sum()))
    shown = np.percentile(bits, [50, 90, 99, 100]).tolist()
    table("working size against full size, bits", ["50 %", "90 %", "99 %", "most"], [shown])


def _unrelated() -> None:
    found = [hash_picture(prepare(path).pixels) for path in sorted((PICTURES / "unrelated").glob("*.jpg"))]
    works: Hashes = np.stack([one.hashes[0] for one in found])
    nearest = np.stack([nearest_orientations(works, one.hashes)[0] for one in found])
    upright = distances(works, works)
    others = ~np.eye(len(found), dtype=bool)
    rows = [
        [name, int(values.min()), *np.percentile(values, [0.1, 1, 50]).tolist(), int((values <= 31).sum())]
        for name, values in (("8 orientations", nearest[others]), ("as it is", upright[others]))
    ]
    head = ["", "least", "0.1 %", "1 %", "50 %", "31 or fewer"]
    table("unrelated photographs, bits that differ", head, rows)


if __name__ == "__main__":
    main()
