"""Compare two folders of pictures by pHash (imagehash) and PDQ (pdqhash); print the similarities as JSON.

One row an output, one column a work, both sorted by name: the share of bits that agree, the best over the
eight orientations for PDQ, which the package computes itself.
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import imagehash
import numpy as np
import pdqhash
from PIL import Image


def read(folder):
    for path in sorted(Path(folder).iterdir()):
        with Image.open(path) as image:
            yield image.convert("RGB")


def phashes(folder):
    return np.array([imagehash.phash(image).hash.ravel() for image in read(folder)])


def pdqs(folder):
    """All eight orientations of each picture, shape (n, 8, 256)."""
    return np.array([pdqhash.compute_dihedral(np.asarray(image))[0] for image in read(folder)], dtype=bool)


works, outputs = sys.argv[1:3]
ours, theirs = phashes(works), phashes(outputs)
phash = [(row == ours).mean(axis=1).tolist() for row in theirs]
upright, turned = pdqs(works)[:, 0], pdqs(outputs)
pdq = [np.max([(one == upright).mean(axis=1) for one in row], axis=0).tolist() for row in turned]
names = (f"imagehash {version('imagehash')} pHash", f"pdqhash {version('pdqhash')}")
json.dump({names[0]: phash, names[1]: pdq}, sys.stdout)
