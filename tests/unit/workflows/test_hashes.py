import json

import pytest
from PIL import Image, ImageDraw, ImageOps

from sidebyside.cli import main
from sidebyside.errors import InputError
from sidebyside.workflows.hashes import hash_folder, match_hashes


def _picture(seed):
    import numpy as np

    rng = np.random.default_rng(seed)
    image = Image.new("RGB", (300, 200), "white")
    pen = ImageDraw.Draw(image)
    for _ in range(80):
        x, y, w, h = rng.integers((0, 0, 5, 5), (300, 200, 60, 60)).tolist()
        pen.ellipse((x, y, x + w, y + h), fill=tuple(rng.integers(0, 256, 3).tolist()))
    return image


@pytest.fixture
def folders(tmp_path):
    works, outputs = tmp_path / "works", tmp_path / "outputs"
    works.mkdir()
    outputs.mkdir()
    for seed in (1, 2):
        _picture(seed).save(works / f"work {seed}.png")
    ImageOps.mirror(_picture(1)).save(outputs / "mirrored.png")
    _picture(3).save(outputs / "other.png")
    Image.linear_gradient("L").resize((300, 200)).point(lambda v: 100 + v // 8).save(outputs / "slope.png")
    (outputs / "words.txt").write_text("Words and no picture.", "utf-8")
    (outputs / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    return works, outputs


def test_a_list_holds_one_line_a_picture_and_matches_are_found_in_it(folders, tmp_path, capsys):
    works, outputs = folders
    listed = tmp_path / "list.csv"
    assert main(["hashes", str(works), "--out", str(listed)]) == 0
    lines = listed.read_text("utf-8").splitlines()
    assert [line.split(",", 2)[1:] for line in lines] == [["100", "work 1.png"], ["100", "work 2.png"]]
    capsys.readouterr()
    assert main(["hashes", str(outputs), "--against", str(listed)]) == 0
    shown = capsys.readouterr()
    assert "mirrored.png  work 1.png" in shown.out
    assert "flipped_left_right" in shown.out
    assert "5 outputs: 1 matched, 1 not, 1 of low quality, 2 left aside" in shown.out
    assert "words.txt: not_a_picture" in shown.err


def test_every_output_and_every_line_is_counted_once(folders, tmp_path):
    works, outputs = folders
    listed = tmp_path / "list.csv"
    hash_folder(works, listed)
    with listed.open("a", encoding="utf-8") as stream:
        stream.write(f"broken\n\n{'00' * 32},10,of low quality\n")
    found = match_hashes(outputs, listed)
    assert len(found.matches) == found.n_matched == 1
    n_outputs = found.n_matched + found.n_null + found.n_unreliable + len(found.hashed.left_aside)
    assert n_outputs == found.hashed.n_items == 5
    assert found.listed.n_lines == 5
    assert (len(found.listed.unread), found.n_lines_unreliable) == (1, 1)


def test_json_holds_matches_counts_and_what_was_left_aside(folders, tmp_path, capsys):
    works, outputs = folders
    listed = tmp_path / "list.csv"
    assert main(["hashes", str(works), "--out", str(listed), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "sidebyside/hashes/1"
    assert document["lines"] == listed.read_text("utf-8").splitlines()
    assert main(["hashes", str(outputs), "--against", str(listed), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "sidebyside/hash_matches/1"
    (match,) = document["matches"]
    assert (match["output"], match["name"], match["line"]) == ("mirrored.png", "work 1.png", 1)
    assert match["similarity"] == 1 - match["n_bits"] / 256
    assert {item["reason"] for item in document["left_aside"]} == {"not_a_picture", "corrupt"} or {
        item["path"] for item in document["left_aside"]
    } == {"words.txt", "broken.png"}


def test_without_a_file_the_list_is_the_data(folders, capsys):
    assert main(["hashes", str(folders[0])]) == 0
    assert [line[64:] for line in capsys.readouterr().out.splitlines()] == [
        ",100,work 1.png",
        ",100,work 2.png",
    ]


@pytest.mark.parametrize(
    "options",
    [
        ["--against", "nowhere.csv"],
        ["--out", "a.csv", "--against", "b.csv"],
        ["--out", "no/such/folder/list.csv"],
    ],
)
def test_what_cannot_be_done_ends_with_status_2(folders, options, capsys):
    assert main(["hashes", str(folders[0]), *options]) == 2
    assert capsys.readouterr().err


@pytest.mark.parametrize("numbers", [{"floor_bits": -1}, {"floor_bits": 257}, {"least_quality": 101}])
def test_numbers_out_of_range_are_refused(folders, tmp_path, numbers):
    hash_folder(folders[0], tmp_path / "list.csv")
    with pytest.raises(InputError, match="0 to"):
        match_hashes(folders[1], tmp_path / "list.csv", **numbers)
