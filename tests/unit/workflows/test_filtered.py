"""What a case says once something was filtered out, and of a passage that stands in several texts."""

import json
import random
import re

import numpy as np
import pytest
from PIL import Image, ImageDraw

import sidebyside as sbs
from sidebyside.calibration import strength
from sidebyside.calibration.commonness import own_share
from sidebyside.calibration.likelihood_ratio import features_of
from sidebyside.cli import main
from sidebyside.contracts import TEXT_METHODS
from sidebyside.primitives.digest import canonical_json
from sidebyside.records import AcceptanceLine, Calibration, NullModel, Span, to_plain
from sidebyside.workflows.decide import decide
from sidebyside.workflows.options import Options

METHODS = ("near_verbatim", "verbatim")
CARDS = [TEXT_METHODS.member(name).card for name in METHODS]
CALIBRATION = Calibration(
    "en-made-up",
    "text",
    "en",
    features_of("en", CARDS)[:2],
    (NullModel("N0", -1.5, (0.3, 0.4), ((-1.6, 0.2, 0.4), (-1.4, 0.4, 0.4)), -1.9, 5.0, 200, 2000, 20),),
    (AcceptanceLine("cllr", 0.15, 0.1, is_met=True),),
    ("nothing",),
    (),
    (),
)
LAMP = (
    "the lamp went out on the pier and nobody of the crew would say who had touched it that night or "
    "why the old keeper had left his book open at the page of the storm which took the three sisters"
)
QUOTED = "four landings of wet slate and then the applause of gulls under a copper roof in Marrow"


def words(seed, n):
    rng = random.Random(seed)
    common = ("the", "of", "and", "to", "in", "that", "was", "he", "it", "with", "as", "his", "for", "had")
    rare = [a + b for a in ("bram", "cold", "dust", "fern", "gale") for b in ("ley", "wick", "moor", "stone")]
    return " ".join(rng.choice(common if rng.random() < 0.6 else rare) for _ in range(n))


@pytest.fixture
def compared(tmp_path, monkeypatch):
    """Compare texts given by name; ratios are by the calibration made up here."""
    monkeypatch.setattr(strength, "shipped", lambda: ())
    path = tmp_path / "calibration.json"
    path.write_bytes(canonical_json({"schema": "sidebyside/calibration/1", **to_plain(CALIBRATION)}))
    numbers = iter(range(99))

    def folder(files):
        place = tmp_path / f"folder{next(numbers)}"
        place.mkdir()
        for name, content in files.items():
            (place / name).write_text(content, "utf-8")
        return str(place)

    def make(works, outputs, **named):
        where = {name: (folder(files),) for name, files in named.items() if isinstance(files, dict)}
        options = Options(methods=METHODS, calibrations=(str(path),), **{**named, **where})
        return sbs.compare(folder(works), folder(outputs), tmp_path / f"case{next(numbers)}", options=options)

    return make


def by_pair(case):
    return {(one.work.path, one.output.path): one for one in case.matches}


def accept(case, wanted=lambda table: True):
    """Accept the proposals that are wanted, and conclude anew."""
    path = case.folder / "decisions.toml"
    parts = path.read_text("utf-8").split("[[filtration]]")
    for number, part in enumerate(parts[1:], start=1):
        if wanted(part):
            parts[number] = part.replace('"proposed"', '"accepted"').replace('by = ""', 'by = "A. Examiner"')
    path.write_text("[[filtration]]".join(parts), "utf-8")
    decide(case.folder)
    return sbs.open_case(case.folder)


WORK = f"{words(1, 150)} {QUOTED} {words(2, 60)} {LAMP} {words(3, 150)}"


# -- A row of its own


def test_what_chance_gives_too_stands_in_a_row_of_its_own_and_in_no_rate(compared):
    weak = "and on the other side of it all"
    works = {"lamp.txt": f"{LAMP}. {weak}. {words(1, 700)}"}
    outputs = {
        "strong.txt": f"Yes, {LAMP}.",
        "weak.txt": f"So {weak}. {words(7, 700)}",
        "none.txt": words(8, 60),
    }
    case = compared(works, outputs, max_expected=1e-4)
    found = by_pair(case)
    assert found["lamp.txt", "weak.txt"].counts_as == "not_distinguishable"
    assert found["lamp.txt", "strong.txt"].counts_as == "matched"
    counts = case.counts
    assert (counts.n_outputs, counts.n_matched, counts.n_not_distinguishable, counts.n_null) == (3, 1, 1, 1)
    assert (counts.n_works_matched, counts.n_works_not_distinguishable) == (1, 0)
    (stratum,) = case.statistics.strata
    assert (stratum.n_attempts, stratum.n_matched) == (3, 1)
    # Its p is that of its best match, as before.
    (tested,) = case.statistics.works_tested
    assert tested.p == min(1.0, found["lamp.txt", "strong.txt"].expected_by_chance)


def test_a_work_whose_findings_are_all_of_chance_is_counted_so_on_every_side(compared, capsys):
    weak = "and on the other side of it all"
    works = {"weak.txt": f"{weak}. {words(1, 700)}", "other.txt": words(4, 60)}
    case = compared(works, {"o.txt": f"So {weak}. {words(7, 700)}"}, max_expected=1e-4)
    assert (case.counts.n_works_matched, case.counts.n_works_not_distinguishable) == (0, 1)
    assert (case.counts.n_matched, case.counts.n_not_distinguishable) == (0, 1)
    folder = case.exhibit(languages=("en", "zh-Hant"))
    assert sbs.verify(folder).is_ok
    page = (folder / "exhibit.en.html").read_text("utf-8")
    assert "0 matched + 1 not distinguishable from chance + 0 nothing found" in page
    assert "與偶然相符無從區別 1" in (folder / "exhibit.zh-Hant.html").read_text("utf-8")
    table = (folder / "findings.csv").read_text("utf-8-sig").splitlines()
    assert "not_distinguishable" in table[1].split(",")
    assert "0 matched, 1 not distinguishable from chance" in repr(case)


def test_an_exhibit_that_counts_a_finding_otherwise_than_its_numbers_say_is_refused(compared):
    weak = "and on the other side of it all"
    case = compared(
        {"w.txt": f"{weak}. {words(1, 700)}"}, {"o.txt": f"So {weak}. {words(7, 700)}"}, max_expected=1e-4
    )
    folder = case.exhibit()
    path = folder / "findings.jsonl"
    changed = path.read_text("utf-8").replace('"counts_as":"not_distinguishable"', '"counts_as":"matched"')
    path.write_text(changed, "utf-8")
    problems = sbs.verify(folder).problems
    assert any("counts_as 'matched', expected not_distinguishable" in problem.got for problem in problems)


# -- Before and after


@pytest.fixture
def quoted(compared):
    """Two outputs: one that quotes and recites, and one that only quotes."""
    outputs = {
        "both.txt": f"As the author wrote, “{QUOTED}” in the book. {words(5, 40)} {LAMP} {words(6, 20)}",
        "quote.txt": f"As the author wrote, “{QUOTED}” in the book. {words(9, 60)}",
    }
    return compared({"work.txt": WORK}, outputs)


def test_what_was_accepted_is_out_of_every_figure_and_before_stays_beside(quoted):
    before = by_pair(quoted)["work.txt", "both.txt"]
    assert (before.after, before.quantum_after, before.in_force) == (None, None, before.before)
    case = accept(quoted)
    finding = by_pair(case)["work.txt", "both.txt"]
    assert finding.before == before.before
    assert finding.quantum == before.quantum
    assert finding.counts_as == "matched"
    assert finding.quantum_after.longest_run.tokens == len(LAMP.split())
    assert finding.in_force == finding.after
    assert finding.after.llr <= finding.llr
    assert finding.after.likelihood_ratios[0].calibration == "en-made-up"
    # The longest run is that of what is left, so the evidence is what that run alone gives.
    (run,) = [one for one in finding.after.contributions if one.feature == "longest_run"]
    assert run.value == pytest.approx(np.log2(len(LAMP.split())), abs=1e-4)


def test_an_output_of_which_nothing_is_left_counts_as_filtered_out(quoted):
    before = quoted.counts
    assert (before.n_matched, before.n_filtered_out) == (2, 0)
    case = accept(quoted)
    finding = by_pair(case)["work.txt", "quote.txt"]
    assert finding.counts_as == "filtered_out"
    assert finding.quantum_after.total.tokens == 0
    assert finding.expected_by_chance is not None
    assert finding.llr is not None
    assert (finding.after.expected_by_chance, finding.after.llr) == (None, None)
    assert finding.after.uncalibrated_because == "filtered_out"
    assert (case.counts.n_matched, case.counts.n_filtered_out, case.counts.n_outputs) == (1, 1, 2)
    (stratum,) = case.statistics.strata
    assert (stratum.n_attempts, stratum.n_matched) == (2, 1)
    assert sbs.verify(case.exhibit()).is_ok


def test_where_all_is_filtered_the_work_shows_nothing_any_more(compared):
    outputs = {"quote.txt": f"As the author wrote, “{QUOTED}” in the book. {words(9, 60)}"}
    case = compared({"work.txt": WORK, "more.txt": words(11, 80)}, outputs)
    tested = {one.path: one for one in case.statistics.works_tested}
    assert tested["work.txt"].p < 0.01
    assert tested["work.txt"].llr is not None
    assert dict(case.statistics.searched)
    case = accept(case)
    tested = {one.path: one for one in case.statistics.works_tested}
    assert (tested["work.txt"].p, tested["work.txt"].llr) == (1.0, None)
    assert tested["work.txt"].by_stratum == (), "no attempt matched it any more"
    page = (case.exhibit(languages=("en",)) / "exhibit.en.html").read_text("utf-8")
    assert "log10 likelihood ratio (before filtration)" in page
    assert "for 0 of 1 findings a likelihood ratio is stated" in page
    assert "outputs: 1; equal text (before filtration)" in page
    assert "every score in this exhibit is an uncalibrated score" not in page
    assert dict(case.statistics.searched) == {}
    assert (case.counts.n_works_matched, case.counts.n_works_filtered_out) == (0, 1)


def test_a_decision_withdrawn_gives_every_figure_back(quoted):
    lines = (quoted.folder / "findings.jsonl").read_bytes()
    text = (quoted.folder / "decisions.toml").read_text("utf-8")
    counts, statistics = quoted.counts, quoted.statistics
    assert accept(quoted).counts != counts
    (quoted.folder / "decisions.toml").write_text(text, "utf-8")
    decide(quoted.folder)
    case = sbs.open_case(quoted.folder)
    assert (case.counts, case.statistics) == (counts, statistics)
    assert (case.folder / "findings.jsonl").read_bytes() == lines


def test_comparing_again_comes_to_what_was_decided(quoted, tmp_path):
    decided = accept(quoted)
    folders = sorted(tmp_path.glob("folder*"))
    options = Options(methods=METHODS, calibrations=(str(tmp_path / "calibration.json"),))
    again = sbs.compare(folders[0], folders[1], quoted.folder, options=options)
    assert again.findings == decided.findings
    assert (again.counts, again.statistics) == (decided.counts, decided.statistics)


def test_a_stretch_cut_in_the_middle_leaves_two_shorter_ones(compared):
    first, second = LAMP.split()[:14], LAMP.split()[14:]
    passage = f"{' '.join(first)} {QUOTED} {' '.join(second)}"
    works = {"w.txt": f"{words(1, 700)} {passage} {words(2, 90)}"}
    outputs = {"o.txt": f"{words(5, 20)} {passage}."}
    case = accept(compared(works, outputs, public_domain={"old.txt": QUOTED}))
    finding = by_pair(case)["w.txt", "o.txt"]
    n_quoted, n_all = len(QUOTED.split()), len(LAMP.split()) + len(QUOTED.split())
    assert finding.quantum.longest_run.tokens == n_all
    assert finding.quantum_after.total.tokens == n_all - n_quoted
    assert finding.quantum_after.longest_run.tokens == max(len(first), len(second))
    assert finding.after.expected_by_chance >= finding.expected_by_chance
    (run,) = [one for one in finding.after.contributions if one.feature == "longest_run"]
    assert run.value == pytest.approx(np.log2(len(second)), abs=1e-4)


def test_what_is_left_may_be_what_chance_gives(compared):
    left = "and on the other side of it all"
    work = f"{words(1, 700)} {QUOTED}. {words(4, 30)} {left}. {words(2, 700)}"
    output = f"As he wrote: “{QUOTED}” {words(5, 40)} so {left} then {words(6, 1200)}"
    before = compared({"w.txt": work}, {"o.txt": output}, max_expected=1e-4)
    assert before.counts.n_matched == 1
    case = accept(before, lambda table: '"quotation"' in table)
    finding = by_pair(case)["w.txt", "o.txt"]
    assert (finding.is_distinguishable, finding.after.is_distinguishable) == (True, False)
    assert finding.counts_as == "not_distinguishable"
    assert (case.counts.n_matched, case.counts.n_not_distinguishable) == (0, 1)
    assert sbs.verify(case.exhibit()).is_ok


def test_the_page_the_table_and_the_command_name_both_figures(quoted, capsys):
    case = accept(quoted)
    assert main(["decide", str(case.folder)]) == 0
    assert "outputs  2 tried: 1 matched, 0 not distinguishable from chance, 1 filtered out" in (
        capsys.readouterr().out
    )
    folder = case.exhibit(languages=("en", "zh-Hant"))
    page = (folder / "exhibit.en.html").read_text("utf-8")
    for said in (
        "2 tried = 1 matched + 0 not distinguishable from chance + 1 filtered out + 0 nothing found",
        "After filtration: What the methods found",
        "Before filtration: What the methods found",
        "After filtration: No ratio is stated: nothing is left of what matched.",
        "log10 likelihood ratio (after filtration)",
        "log10 likelihood ratio (before filtration)",
    ):
        assert said in page
    chinese = (folder / "exhibit.zh-Hant.html").read_text("utf-8")
    assert "（過濾後）" in chinese
    assert "過濾前：" in chinese
    frame = case.to_frame("pandas")
    row = frame[frame.output_path == "both.txt"].iloc[0]
    assert row["total_tokens_after"] < row["total_tokens"]
    assert row["llr_after"] <= row["llr"]
    other = frame[frame.output_path == "quote.txt"].iloc[0]
    assert (other["counts_as"], other["total_tokens_after"]) == ("filtered_out", 0)


# -- A passage in several texts


def test_a_passage_in_two_works_is_counted_at_full_weight_for_neither_and_each_names_the_other(compared):
    works = {
        "a.txt": f"{words(1, 700)} {LAMP} {words(2, 60)}",
        "b.txt": f"{words(3, 70)} {LAMP} {words(4, 60)}",
    }
    outputs = {"o.txt": f"{words(5, 30)} {LAMP} {words(6, 30)}"}
    alone = by_pair(compared({"a.txt": works["a.txt"]}, outputs))["a.txt", "o.txt"]
    case = compared(works, outputs)
    found = by_pair(case)
    a, b = found["a.txt", "o.txt"], found["b.txt", "o.txt"]
    assert [(one.path, one.finding, one.is_same) for one in a.other_works] == [("b.txt", b.id, False)]
    assert [one.finding for one in b.other_works] == [a.id]
    assert alone.other_works == ()
    assert a.llr < alone.llr
    assert a.llr == b.llr == 0.0, "that two works hold it is no sign that it is from neither"
    page = (case.exhibit(languages=("en", "zh-Hant")) / "exhibit.en.html").read_text("utf-8")
    assert re.search(
        r'also matches another work: <span class="path"><bdi>b.txt</bdi></span> <a href="#f2">', page
    )
    assert "other works, 2 works in all" in page


def test_a_passage_of_two_works_is_not_turned_against_h1_by_what_was_accepted(compared):
    works = {
        "a.txt": f"{words(1, 700)} {QUOTED} {LAMP} {words(2, 60)}",
        "b.txt": f"{words(3, 70)} {QUOTED} {LAMP} {words(4, 60)}",
    }
    outputs = {"o.txt": f"{words(5, 30)} {QUOTED} {LAMP} {words(6, 30)}"}
    case = accept(compared(works, outputs, public_domain={"old.txt": QUOTED}))
    for finding in by_pair(case).values():
        assert finding.quantum_after.longest_run.tokens == len(LAMP.split())
        assert finding.llr == finding.after.llr == 0.0
    for tested in case.statistics.works_tested:
        assert (tested.llr, tested.searched.because) == (0.0, "below_one")


def test_only_the_part_that_another_work_has_is_left_out(compared):
    part = " ".join(LAMP.split()[:12])
    works = {
        "a.txt": f"{words(1, 700)} {LAMP} {words(2, 60)}",
        "b.txt": f"{words(3, 70)} {part}. {words(4, 60)}",
    }
    a = by_pair(compared(works, {"o.txt": f"{words(5, 30)} {LAMP} {words(6, 30)}"}))["a.txt", "o.txt"]
    (match,) = [one for one in a.matches if one.method == "verbatim"]
    assert [(one.kind, one.path, one.n_tokens) for one in match.commonness.common] == [("work", "b.txt", 12)]
    assert own_share(match) == pytest.approx(1 - 12 / len(LAMP.split()))


def test_a_work_given_twice_is_said_and_takes_nothing_off(compared):
    text = f"{words(1, 700)} {LAMP} {words(2, 60)}"
    outputs = {"o.txt": f"{words(5, 30)} {LAMP} {words(6, 30)}"}
    alone = by_pair(compared({"a.txt": text}, outputs))["a.txt", "o.txt"]
    for again in (text, text.replace(" ", "\n", 3) + "\n\n"):
        found = by_pair(compared({"a.txt": text, "twice.txt": again}, outputs))
        a = found["a.txt", "o.txt"]
        assert [(one.path, one.is_same) for one in a.other_works] == [("twice.txt", True)]
        assert a.llr == found["twice.txt", "o.txt"].llr == alone.llr


def test_a_passage_in_two_works_and_in_a_background_is_taken_off_once(compared):
    part = " ".join(LAMP.split()[:12])
    works = {
        "a.txt": f"{words(1, 700)} {LAMP} {words(2, 60)}",
        "b.txt": f"{words(3, 70)} {part}. {words(4, 60)}",
    }
    outputs = {"o.txt": f"{words(5, 30)} {LAMP} {words(6, 30)}"}
    case = compared(works, outputs, backgrounds={"old.txt": f"{words(9, 20)} {part} {words(10, 20)}"})
    (match,) = [one for one in by_pair(case)["a.txt", "o.txt"].matches if one.method == "verbatim"]
    assert [(one.kind, one.n_tokens) for one in match.commonness.common] == [("background", 12), ("work", 12)]
    assert own_share(match) == pytest.approx(1 - 12 / len(LAMP.split()))
    assert match.commonness.nearest.path == "old.txt"


def test_what_is_left_is_weighed_with_what_stands_elsewhere_of_it(compared):
    # The quotation is taken out; of the lamp half stands in a background, and that stays so.
    half = " ".join(LAMP.split()[:18])
    works = {"w.txt": f"{words(1, 80)} {QUOTED} {LAMP} {words(2, 80)}"}
    outputs = {"o.txt": f"{words(5, 20)} {QUOTED} {LAMP} {words(6, 20)}"}
    elsewhere = {"old.txt": f"{words(9, 20)} {half} {words(10, 20)}"}
    case = compared(works, outputs, backgrounds=elsewhere, public_domain={"free.txt": QUOTED})
    finding = by_pair(accept(case))["w.txt", "o.txt"]
    (run,) = [one for one in finding.after.contributions if one.feature == "longest_run"]
    left = finding.quantum_after.total.tokens
    assert left < finding.quantum.total.tokens
    assert run.value == pytest.approx(np.log2(left - 18), abs=1e-4)


def test_a_text_in_the_public_domain_lowers_the_ratio_like_a_background_and_a_licence_does_not(compared):
    works = {"a.txt": f"{words(1, 700)} {LAMP} {words(2, 60)}"}
    outputs = {"o.txt": f"{words(5, 30)} {LAMP} {words(6, 30)}"}
    elsewhere = {"old.txt": f"{words(9, 20)} {' '.join(LAMP.split()[:20])} {words(10, 20)}"}
    found = {
        name: by_pair(compared(works, outputs, **named))["a.txt", "o.txt"]
        for name, named in (
            ("alone", {}),
            ("background", {"backgrounds": elsewhere}),
            ("public_domain", {"public_domain": elsewhere}),
            ("both", {"backgrounds": elsewhere, "public_domain": elsewhere}),
            ("licensed", {"licensed": elsewhere}),
        )
    }
    assert found["public_domain"].llr == found["background"].llr == found["both"].llr < found["alone"].llr
    assert found["licensed"].llr == found["alone"].llr
    nearest = found["public_domain"].matches[0].commonness.nearest
    assert (nearest.path, nearest.is_public_domain, nearest.is_work) == ("old.txt", True, False)
    assert {one.code for one in found["public_domain"].filtrations} == {"public_domain"}
    assert {one.code for one in found["licensed"].filtrations} == {"licensed"}


# -- Pictures


def _scene(seed, size=(420, 320)):
    rng = np.random.default_rng(seed)
    picture = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(picture)
    for _ in range(160):
        x, y, r = rng.integers(0, size[0]), rng.integers(0, size[1]), rng.integers(4, 26)
        colour = tuple(int(one) for one in rng.integers(0, 255, 3))
        shape = draw.rectangle if rng.random() < 0.5 else draw.ellipse
        shape((int(x - r), int(y - r), int(x + r), int(y + r)), fill=colour)
    return picture


def test_pictures_of_two_works_in_one_region_name_each_other_and_in_two_regions_do_not(tmp_path):
    one, other = _scene(1), _scene(2)
    works, outputs = tmp_path / "w", tmp_path / "o"
    for folder in (works, outputs):
        folder.mkdir()
    one.save(works / "one.png")
    part = one.copy()
    part.paste(other.crop((300, 220, 420, 320)), (300, 220))
    part.save(works / "part.png")
    other.save(works / "other.png")
    one.save(outputs / "mock-up.jpg", quality=90)
    beside = Image.new("RGB", (860, 320), "white")
    beside.paste(one, (0, 0))
    beside.paste(other, (440, 0))
    beside.save(outputs / "beside.png")
    case = sbs.compare(works, outputs, tmp_path / "case", options=Options(methods=("keypoints",)))
    found = by_pair(case)
    assert [one.path for one in found["one.png", "mock-up.jpg"].other_works] == ["part.png"]
    assert [one.path for one in found["part.png", "mock-up.jpg"].other_works] == ["one.png"]
    assert "other.png" not in {one.path for one in found["one.png", "beside.png"].other_works}
    assert "one.png" not in {one.path for one in found["other.png", "beside.png"].other_works}
    page = (case.exhibit() / "exhibit.en.html").read_text("utf-8")
    assert "also matches another work" in page


def test_the_spans_of_what_stands_elsewhere_lie_on_what_matched(compared):
    part = " ".join(LAMP.split()[:12])
    output = f"{words(5, 30)} {LAMP} {words(6, 30)}"
    case = compared(
        {"a.txt": f"{words(1, 700)} {LAMP} {words(2, 60)}"}, {"o.txt": output}, backgrounds={"b.txt": part}
    )
    (match,) = [one for one in case.matches[0].matches if one.method == "verbatim"]
    (common,) = match.commonness.common
    start = output.index(part)
    assert common.output_spans == (Span(start, start + len(part)),)
    line = json.loads(next(case.findings.lines()))
    stated = next(one for one in line["matches"] if one["method"] == "verbatim")["commonness"]["common"]
    assert stated[0]["output_spans"] == [[start, start + len(part)]]
