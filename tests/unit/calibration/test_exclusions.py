"""Which works are told from others, and what a calibration names."""

import textwrap
from dataclasses import replace

import cv2
import numpy as np
import pytest

from sidebyside.calibration.exclusions import EXCLUSIONS, ExclusionsInForce, SeenWork, named_exclusion
from sidebyside.calibration.exclusions.classical_chinese import shares_of_function_words
from sidebyside.calibration.exclusions.numbered_clauses import share_numbered
from sidebyside.calibration.exclusions.program_text import program_shares
from sidebyside.calibration.exclusions.taiwan_hong_kong import share_traditional
from sidebyside.calibration.exclusions.verse import is_regulated_chinese, is_set_in_verse
from sidebyside.calibration.shipped import read_calibration, shipped
from sidebyside.errors import InputError
from sidebyside.primitives.digest import canonical_json
from sidebyside.primitives.text.regional_words import regional_counts
from sidebyside.records import Artefact, Picture, Text, to_plain

PROSE = (
    "The keeper had gone down to the harbour before it was light, and nobody on the quay could say whether "
    "Anna Marrow had gone with him or had stayed in the house on the hill. It was a cold morning in March. "
    "The boats lay close together, the nets hung dry, and on the far side of the water a bell rang twice, "
    "as it did whenever a ship from Bergen was seen beyond the bar. “Who is there?” asked the boy. "
) * 4
VERSE = """\
The lamp is out upon the pier,
And no one calls the keeper near,
The tide that took the sisters three
Goes out again, and leaves the sea
As grey as any page he read
The night the storm was overhead,
And all the harbour lay in dread
Of what the drowned might yet have said."""
CODE = "\n".join(
    f"def area_{n}(width: int, height: int) -> int:\n    # the sides\n    return width * height + {n}\n"
    for n in range(8)
)
STATUTE = "".join(
    f"第{n}條　著作人於著作完成時享有著作權。但本法另有規定者，從其規定。\n" for n in "一二三四五六七八九"
)
CONTRACT = "\n\n".join(f"{n}. The Tenant shall keep the premises in good repair." for n in range(1, 10))
FORM = "".join(f"{name}: ______________\n" for name in ("Name", "Date", "Place", "Born", "Trade", "Sum"))
CLASSICAL = (
    "晉太元中，武陵人捕魚為業。緣溪行，忘路之遠近。忽逢桃花林，夾岸數百步，中無雜樹，芳草鮮美，"
    "落英繽紛。漁人甚異之，復前行，欲窮其林。"
)
SPOKEN = (
    "那天夜里没有人点外堤的灯，暴风雨过后，码头尽头一片漆黑，谁也说不清楚是谁动过那盏灯，"
    "老人把书翻到了那一页就走了。"
)
TRADITIONAL = "那天夜裡沒有人點外堤的燈，暴風雨過後，碼頭盡頭一片漆黑，誰也說不清楚是誰動過那盞燈。"
POEM = "床前明月光，疑是地上霜。舉頭望明月，低頭思故鄉。"
CALIBRATION = next(one for one in shipped() if one.kind == "en")


def seen(text):
    return SeenWork(Artefact("w.txt", "0" * 64, "text", Text(text)), lambda _: np.zeros((9, 9, 3), np.uint8))


def holding(text):
    return {
        name
        for name, one in EXCLUSIONS.members().items()
        if "image" not in one.card.kinds and one.holds(seen(text))
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PROSE, set()),
        (SPOKEN, set()),
        (VERSE, {"verse"}),
        (CODE, {"program_text"}),
        (CONTRACT, {"numbered_clauses"}),
        (FORM, {"numbered_clauses"}),
        (STATUTE, {"numbered_clauses", "taiwan_hong_kong"}),
        (CLASSICAL, {"classical_chinese", "taiwan_hong_kong"}),
        (TRADITIONAL, {"taiwan_hong_kong"}),
        (POEM, {"verse", "taiwan_hong_kong"}),
        ("他用滑鼠点了印表机，又把光碟放进电脑。", {"taiwan_hong_kong"}),
        ("他用鼠标点了打印机，又把光盘放进电脑。", set()),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else "",
)
def test_each_sort_of_work_is_told_from_prose(text, expected):
    assert holding(text) == expected


@pytest.mark.parametrize("width", [30, 40, 50, 60, 66, 72, 80])
def test_prose_wrapped_at_any_width_is_no_verse(width):
    assert not is_set_in_verse(textwrap.fill(PROSE, width))


def test_verse_without_its_line_ends_is_not_told():
    assert is_set_in_verse(VERSE)
    assert not is_set_in_verse(" ".join(VERSE.split("\n")))
    assert not is_set_in_verse(VERSE.lower())


def test_one_clause_of_another_length_in_five_is_too_many_for_regulated_verse():
    assert is_regulated_chinese(POEM)
    assert not is_regulated_chinese("床前明月光，疑是地上的霜。舉頭望明月，低頭思故鄉。")
    assert not is_regulated_chinese("床前明月光，疑是地上霜。")


@pytest.mark.parametrize(
    ("line", "share"),
    [("then area(2) again", 1.0), ("then area(2 again", 0.0), ("a) then area (2)", 0.0), ("a) area(b", 0.0)],
)
def test_a_call_has_a_name_before_its_bracket_and_an_end_behind_it(line, share):
    assert program_shares(line)[1] == share


def test_a_line_of_a_million_open_calls_is_read_once():
    symbols, lines = program_shares("x(" * 1_000_000)
    assert (symbols, lines) == (0.5, 0.0)


def test_shares_lie_between_0_and_1_and_are_0_of_nothing():
    for share in (shares_of_function_words("")[0], share_traditional(""), share_numbered("")):
        assert share == 0.0
    assert shares_of_function_words("之之") == (1.0, 0.0)
    assert share_traditional("燈燈") == 1.0


def test_few_clauses_are_no_statute():
    assert share_numbered("(a) one\n" * 7) == 0.0
    assert share_numbered("(a) one\n" * 8) == 1.0


def test_words_of_a_region_are_counted_in_either_script():
    assert regional_counts("計程車和出租車") == regional_counts("计程车和出租车") == (1, 1)
    assert regional_counts("the taxi") == (0, 0)


def test_only_the_work_is_looked_at_once_and_only_if_an_exclusion_is_named():
    asked = []

    def decode(artefact):
        asked.append(artefact.path)
        return chart()

    artefact = Artefact("w.png", "1" * 64, "image", picture=Picture(300, 400, "RGB", "PNG"))
    image = next(one for one in shipped() if one.kind == "image")
    in_force = ExclusionsInForce(decode)
    assert in_force.reason(replace(image, excludes=()), artefact) is None
    assert asked == []
    named = replace(image, excludes=("drawing",))
    assert in_force.reason(named, artefact) == in_force.reason(named, artefact) == "excluded_drawing"
    assert asked == ["w.png"]


def test_an_exclusion_that_is_not_there_or_of_another_kind_is_refused(tmp_path):
    for name in ("sonnets", "drawing"):
        with pytest.raises(InputError, match=f"no exclusion of the kind 'en' is called '{name}'"):
            named_exclusion(name, "en")
    path = tmp_path / "calibration.json"
    plain = {"schema": "sidebyside/calibration/1", **to_plain(replace(CALIBRATION, excludes=("sonnets",)))}
    path.write_bytes(canonical_json(plain))
    with pytest.raises(InputError, match="sonnets"):
        read_calibration(path)


def test_a_calibration_of_an_older_version_excludes_nothing(tmp_path):
    plain = {"schema": "sidebyside/calibration/1", **to_plain(CALIBRATION)}
    del plain["excludes"]
    path = tmp_path / "calibration.json"
    path.write_bytes(canonical_json(plain))
    assert read_calibration(path) == replace(CALIBRATION, excludes=())


def chart():
    canvas = np.full((300, 400, 3), 255, np.uint8)
    for n, height in enumerate((40, 130, 200, 90, 170)):
        cv2.rectangle(canvas, (40 + 70 * n, 280 - height), (90 + 70 * n, 280), (180, 40 * n, 30), -1)
    cv2.line(canvas, (30, 280), (390, 280), (0, 0, 0), 2)
    cv2.putText(
        canvas, "Harbour dues, 1911", (40, 30), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (0, 0, 0), 1, cv2.LINE_AA
    )
    return canvas


def photograph():
    """A smooth scene with texture and grain at every scale, as light and a lens give."""
    rng = np.random.default_rng(3)
    scene = sum(
        amount * cv2.resize(rng.normal(size=(n, n, 3)), (400, 300), interpolation=cv2.INTER_CUBIC)
        for n, amount in ((4, 40), (16, 25), (64, 16), (128, 9))
    )
    return np.clip(128 + scene + rng.normal(0, 3, (300, 400, 3)), 0, 255).astype(np.uint8)


def test_a_chart_is_a_drawing_and_a_scene_with_texture_is_not():
    drawing = EXCLUSIONS.member("drawing")

    def work(pixels):
        return SeenWork(
            Artefact("w.png", "1" * 64, "image", picture=Picture(3, 4, "RGB", "PNG")), lambda _: pixels
        )

    assert drawing.holds(work(chart()))
    assert not drawing.holds(work(photograph()))
    barred = np.concatenate([np.full((120, 400, 3), 255, np.uint8), photograph()])
    cv2.putText(barred, "WHEN IT WORKS", (20, 70), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (0, 0, 0), 4, cv2.LINE_AA)
    assert not drawing.holds(work(barred)), "a bar with words makes no drawing of a photograph"
