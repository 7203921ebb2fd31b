"""The built view of the small case, a language each. To accept a change: SIDEBYSIDE_WRITE_SNAPSHOTS=1."""

import json
import os
from pathlib import Path

import pytest

from sidebyside.exhibits import build, languages, load
from sidebyside.records import to_plain

SNAPSHOTS = Path(__file__).parent / "snapshots"


@pytest.mark.parametrize("tag", languages())
def test_the_view_of_a_case_is_the_one_that_was_accepted(tag, small_case):
    view = json.dumps(to_plain(build(small_case.material(), load(tag))), ensure_ascii=False, indent=1) + "\n"
    path = SNAPSHOTS / f"view.{tag}.json"
    if os.environ.get("SIDEBYSIDE_WRITE_SNAPSHOTS"):
        path.write_text(view, "utf-8")
    assert json.loads(view) == json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("tag", languages())
def test_a_view_holds_plain_values_only(tag, small_case):
    plain = to_plain(build(small_case.material(), load(tag)))
    assert json.loads(json.dumps(plain)) == plain
