"""Of a work that a calibration excludes no ratio is stated, and the page says why; of others as before."""

import re
from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image

import sidebyside as sbs
from sidebyside.calibration.likelihood_ratio import features_of
from sidebyside.contracts import IMAGE_METHODS, TEXT_METHODS
from sidebyside.exhibits.locale import load
from sidebyside.primitives.digest import canonical_json
from sidebyside.records import AcceptanceLine, Calibration, NullModel, to_plain
from sidebyside.workflows.options import Options

OF_TEXTS, OF_PICTURES = ("near_verbatim", "verbatim"), ("keypoints", "registered_pixels")
H1 = tuple(np.linspace(-1.0, 3.0, 101).tolist())

VERSE = """\
The lamp is out upon the pier,
And no one calls the keeper near,
The tide that took the sisters three
Goes out again, and leaves the sea
As grey as any page he read
The night the storm was overhead,
And all the harbour lay in dread
Of what the drowned might yet have said."""
PROGRAM = "".join(
    f"def harbour_{n}(lamp: int, keeper: int) -> int:\n"
    f"    # the lamp of the keeper is at the end of the pier, and it was not lit for him in that year\n"
    f"    return lamp * keeper + sisters[{n}]\n\n"
    for n in range(6)
)
CONTRACT = "\n\n".join(
    f"{n}. The Tenant shall keep the {what} in good repair and shall not let it to any other."
    for n, what in enumerate(("roof", "pier", "lamp", "boat", "wall", "yard", "well", "gate", "stair"), 1)
)
SPOKEN = (
    "那天夜里没有人点外堤的灯，暴风雨过后，码头尽头一片漆黑，谁也说不清楚是谁动过那盏灯，"
    "老人把书翻到了讲三姐妹的那一页就走了。"
)
TRADITIONAL = (
    "那天夜裡沒有人點外堤的燈，暴風雨過後，碼頭盡頭一片漆黑，誰也說不清楚是誰動過那盞燈，"
    "老人把書翻到了講三姐妹的那一頁就走了。"
)
TAIWAN = "他移动滑鼠叫了一辆计程车，到码头以后才发现光碟和印表机都留在老人的家里，只好又走了回去。"
CLASSICAL = (
    "晋太元中，武陵人捕鱼为业。缘溪行，忘路之远近。忽逢桃花林，夹岸数百步，中无杂树，芳草鲜美，落英缤纷。"
    "渔人甚异之，复前行，欲穷其林也。"
)
POEM = "床前明月光，疑是地上霜。举头望明月，低头思故乡。千山鸟飞绝，万径人踪灭。孤舟蓑笠翁，独钓寒江雪。"
SORTS = {
    "verse": ("en", VERSE, " ".join(VERSE.lower().split())),
    "program_text": ("en", PROGRAM, " ".join(re.findall("[a-z]+", PROGRAM))),
    "numbered_clauses": ("en", CONTRACT, " ".join(CONTRACT.split("\n\n"))),
    "taiwan_hong_kong": ("zh", TRADITIONAL, SPOKEN),
    "classical_chinese": ("zh", CLASSICAL, SPOKEN),
}


def calibration(kind, *excludes):
    medium = "image" if kind == "image" else "text"
    room, names = (IMAGE_METHODS, OF_PICTURES) if medium == "image" else (TEXT_METHODS, OF_TEXTS)
    features = features_of(kind, [room.member(name).card for name in names])[:1]
    null = NullModel("N2", -1.5, (0.8,), (), -1.9, 3.1, 200, 2000, 20, H1, H1)
    met = AcceptanceLine("cllr", 0.15, 0.1, is_met=True)
    tokens = (0, 0) if medium == "image" else (8, 2000)
    return Calibration(
        f"{kind}-made-up", medium, kind, features, (null,), (met,), ("x",), (), (), *tokens, excludes=excludes
    )


@pytest.fixture
def compared(tmp_path):
    def made(one, work, output, name):
        for folder, item in (("works", work), ("outputs", output)):
            (tmp_path / name / folder).mkdir(parents=True)
            if isinstance(item, str):
                (tmp_path / name / folder / "x.txt").write_text(item, "utf-8")
            else:
                Image.fromarray(item).save(tmp_path / name / folder / "x.png")
        path = tmp_path / name / "calibration.json"
        path.write_bytes(canonical_json({"schema": "sidebyside/calibration/1", **to_plain(one)}))
        methods = OF_PICTURES if one.medium == "image" else OF_TEXTS
        options = Options(methods=methods, calibrations=(str(path),))
        root = tmp_path / name
        return sbs.compare(root / "works", root / "outputs", root / "case", options=options)

    return made


def test_every_exclusion_is_tried_here():
    from sidebyside.calibration.exclusions import EXCLUSIONS

    assert {*SORTS, "drawing"} == set(EXCLUSIONS.names())


def check_excluded(case, name):
    (pair,) = case.matches
    assert (pair.llr, pair.likelihood_ratios, pair.strength) == (None, (), "uncalibrated score")
    assert pair.uncalibrated_because == f"excluded_{name}"
    assert case.statistics.searched == ()
    assert all(one.llr is None for one in case.statistics.works_tested)
    folder = sbs.exhibit(case)
    for tag in ("en", "zh-Hant"):
        why = load(tag).say(f"uncalibrated.excluded_{name}")
        pages = [path.read_text("utf-8") for path in folder.rglob("*.html")]
        assert any(f'lang="{tag}"' in page and why in page for page in pages), tag


def check_stated(case):
    (pair,) = case.matches
    assert pair.uncalibrated_because == ""
    assert pair.llr == min(one.llr for one in pair.likelihood_ratios)


@pytest.mark.parametrize("name", SORTS)
def test_a_work_of_the_sort_has_no_ratio_and_the_page_says_why(compared, name):
    kind, work, other = SORTS[name]
    check_excluded(compared(calibration(kind, name), work, f"{work}\n", "of-the-sort"), name)
    check_stated(compared(calibration(kind, name), other, f"{other}\n", "of-another"))
    check_stated(compared(calibration(kind), work, f"{work}\n", "not-named"))


@pytest.mark.parametrize("name", SORTS)
def test_the_output_does_not_decide(compared, name):
    kind, work, other = SORTS[name]
    check_stated(
        compared(calibration(kind, name), other, work if kind == "en" else f"{other}{work}{work}", "o")
    )


def test_poems_and_words_of_taiwan_are_told_in_simplified_characters_too(compared):
    check_excluded(compared(calibration("zh", "verse"), POEM, f"{POEM}\n", "poem"), "verse")
    check_excluded(
        compared(calibration("zh", "taiwan_hong_kong"), TAIWAN, f"{TAIWAN}\n", "taiwan"), "taiwan_hong_kong"
    )


def chart():
    canvas = np.full((400, 520, 3), 255, np.uint8)
    rng = np.random.default_rng(2)
    for n in range(9):
        height = int(rng.integers(60, 300))
        colour = tuple(int(one) for one in rng.integers(0, 256, 3))
        cv2.rectangle(canvas, (30 + 54 * n, 360 - height), (70 + 54 * n, 360), colour, -1)
        cv2.putText(canvas, f"{height}", (32 + 54 * n, 385), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0, 0, 0), 1)
        cv2.putText(
            canvas, f"dues {n}", (rng.integers(20, 400), 30 + 5 * n), 0, 0.6, (0, 0, 0), 1, cv2.LINE_AA
        )
    return canvas


def scene():
    rng = np.random.default_rng(3)
    parts = [
        amount * cv2.resize(rng.normal(size=(n, n, 3)), (520, 400), interpolation=cv2.INTER_CUBIC)
        for n, amount in ((4, 40), (16, 25), (64, 16), (128, 9))
    ]
    return np.clip(128 + sum(parts) + rng.normal(0, 3, (400, 520, 3)), 0, 255).astype(np.uint8)


def test_a_chart_has_no_ratio_and_a_scene_with_texture_has_one(compared):
    named = calibration("image", "drawing")
    check_excluded(compared(named, chart(), chart()[:, 8:], "chart"), "drawing")
    check_stated(compared(named, scene(), scene()[:, 8:], "scene"))
    check_stated(compared(replace(named, excludes=()), chart(), chart()[:, 8:], "not-named"))


def test_what_a_calibration_excludes_stands_on_its_card(compared):
    case = compared(calibration("en", "verse"), SORTS["verse"][2], SORTS["verse"][2] + "\n", "card")
    folder = sbs.exhibit(case)
    pages = "".join(path.read_text("utf-8") for path in folder.rglob("*.html"))
    for tag in ("en", "zh-Hant"):
        assert load(tag).say("calibration.excludes") in pages
        assert load(tag).say("exclusion.verse") in pages
