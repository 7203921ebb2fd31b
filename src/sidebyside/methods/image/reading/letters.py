"""Which letters stand in a line?

A network of English and Chinese letters gives for each place along the line how probable each letter is;
the most probable ones are taken, repetitions and blanks left out (connectionist temporal classification). A
second one says whether the line stands on its head.

Source: Du et al. 2022, SVTR: Scene Text Recognition with a Single Visual Model, doi:10.24963/ijcai.2022/124;
Graves et al. 2006, doi:10.1145/1143844.1143891; the networks are those of PP-OCRv4.
"""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sidebyside.primitives.pictures import Pixels

HEIGHT_PX = 48
LEAST_WIDTH_PX, MOST_WIDTH_PX = 320, 3200
_TURN_WIDTH_PX = 192
_SURE_OF_TURN = 0.9
_MEAN = 127.5
_STEP_PX = 32


def letters_of(session: Any) -> tuple[str, ...]:
    """Return the letters a network knows, the blank first; they stand in its file."""
    listed = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    return ("", *listed, " ")


def read_letters(session: Any, letters: Sequence[str], line: Pixels) -> tuple[str, float]:
    """Return what a line says, and the mean probability of its letters, 0 to 1.

    `line` is (h, w, 3), RGB, laid flat. Each line goes through the network alone, so that its reading does
    not depend on the others. Cost: about 10 ms for twenty letters.
    """
    width = min(MOST_WIDTH_PX, max(1, round(line.shape[1] * HEIGHT_PX / line.shape[0])))
    padded = max(LEAST_WIDTH_PX, -(-width // _STEP_PX) * _STEP_PX)
    (rows,) = session.run(None, {session.get_inputs()[0].name: _input(line, width, padded)})
    return decode(np.asarray(rows[0]), letters)


def decode(probabilities: NDArray[np.float32], letters: Sequence[str]) -> tuple[str, float]:
    """Return the text of the most probable letters, shape (places, letters), and their mean probability.

    >>> decode(np.array([[0.1, 0.9], [0.2, 0.8], [1.0, 0.0], [0.3, 0.7]]), ("", "a"))
    ('aa', 0.8)
    """
    best = probabilities.argmax(axis=1)
    is_new = np.concatenate([[True], best[1:] != best[:-1]]) & (best != 0)
    if not is_new.any():
        return "", 0.0
    text = "".join(letters[number] for number in best[is_new].tolist())
    confidence = float(probabilities.max(axis=1)[is_new].mean())
    stripped = text.strip()
    return stripped, round(confidence, 4) if stripped else 0.0


def is_upside_down(session: Any, line: Pixels) -> bool:
    """Say whether a line stands on its head, as far as the network is sure of it."""
    width = min(_TURN_WIDTH_PX, max(1, round(line.shape[1] * HEIGHT_PX / line.shape[0])))
    (rows,) = session.run(None, {session.get_inputs()[0].name: _input(line, width, _TURN_WIDTH_PX)})
    return bool(rows[0][1] > _SURE_OF_TURN)


def _input(line: Pixels, width: int, padded: int) -> NDArray[np.float32]:
    resized = cv2.resize(line, (width, HEIGHT_PX), interpolation=cv2.INTER_LINEAR)
    values = np.zeros((1, 3, HEIGHT_PX, padded), dtype=np.float32)
    # The network was trained on blue, green, red.
    values[0, :, :, :width] = ((resized[:, :, ::-1].astype(np.float32) - _MEAN) / _MEAN).transpose(2, 0, 1)
    return values
