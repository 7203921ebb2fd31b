"""The built views of the small case and of the case of pictures, a language each.

To accept a change: SIDEBYSIDE_WRITE_SNAPSHOTS=1.
"""

import json
import os
from pathlib import Path

import pytest

from sidebyside.exhibits import build, languages, load
from sidebyside.records import to_plain

SNAPSHOTS = Path(__file__).parent / "snapshots"


@pytest.mark.parametrize("tag", languages())
@pytest.mark.parametrize("name", ["view", "pictures", "weighed"])
def test_the_view_of_a_case_is_the_one_that_was_accepted(name, tag, small_case, picture_case, weighed_case):
    cases = {"pictures": picture_case.case, "weighed": weighed_case.case}
    case = cases[name](small_case) if name in cases else small_case.case()
    title = picture_case.TITLE if name == "pictures" else small_case.TITLE
    view = json.dumps(to_plain(build(case, load(tag), title=title)), ensure_ascii=False, indent=1) + "\n"
    path = SNAPSHOTS / f"{name}.{tag}.json"
    if os.environ.get("SIDEBYSIDE_WRITE_SNAPSHOTS"):
        path.write_text(view, "utf-8")
    assert json.loads(view) == json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("tag", languages())
def test_a_view_holds_plain_values_only(tag, small_case, picture_case):
    plain = [to_plain(build(small_case.case(), load(tag)))]
    plain.append(to_plain(build(picture_case.case(small_case), load(tag))))
    assert json.loads(json.dumps(plain)) == plain
