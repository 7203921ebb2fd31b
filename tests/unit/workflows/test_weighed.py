"""Pairs weighed a work at a time: what is remembered of an output changes nothing."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from sidebyside import sources
from sidebyside.case import write_case
from sidebyside.contracts import Memory
from sidebyside.engine import TextPreparation
from sidebyside.errors import MissingDependencyError
from sidebyside.methods.image.copy_descriptor.method import MEMBER
from sidebyside.workflows.known_pairs import weigh_work
from sidebyside.workflows.options import Options, versions


def _drawing(seed, turned=0):
    rng = np.random.default_rng(seed)
    image = Image.new("RGB", (200, 150), "beige")
    for x, y, *size in rng.integers((0, 0, 5, 5), (200, 150, 40, 40), (60, 4)).tolist():
        colour = tuple(rng.integers(0, 256, 3).tolist())
        ImageDraw.Draw(image).ellipse((x, y, x + size[0], y + size[1]), fill=colour)
    return image.rotate(turned)


@pytest.fixture
def items(tmp_path):
    for role, made in (("work", [(1, 0), (2, 0)]), ("output", [(1, 8), (2, 180), (3, 0)])):
        (tmp_path / role).mkdir()
        for seed, turned in made:
            _drawing(seed, turned).save(tmp_path / role / f"{seed}.png")
    return {role: list(sources.read(tmp_path / role, role)) for role in ("work", "output")}


@pytest.mark.parametrize("is_on_disk", [True, False])
def test_outputs_that_come_back_with_another_work_weigh_the_same(items, tmp_path, is_on_disk):
    try:
        MEMBER.index()
    except MissingDependencyError as error:
        pytest.skip(str(error))
    options = Options(methods=("copy_descriptor", "keypoints", "registered_pixels"))

    def weighed(name, memory_of):
        with write_case(tmp_path / name if is_on_disk else None, versions=versions()) as case:
            for reading in (*items["work"], *items["output"]):
                case.keep(reading.data, reading.item.artefact.sha256)
            outputs = [reading.item for reading in items["output"]]
            texts = TextPreparation()
            return [
                weigh_work(case, "image", work.item, outputs, texts, options, memory_of())
                for work in items["work"]
            ]

    shared = Memory()
    apart = weighed("apart", Memory)
    assert [len(one.pairs) for one in apart] == [1, 1]
    assert weighed("shared", lambda: shared) == apart
