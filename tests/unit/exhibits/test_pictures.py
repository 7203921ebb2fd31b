"""What an exhibit shows of pictures: every figure is that of the record, and is carried once."""

import re
from dataclasses import replace

import pytest

from sidebyside.exhibits import RENDERERS, arrange, build, languages, load, notation
from sidebyside.exhibits.arrangement.ladder import N_KEPT, ladder, places_at, same_place
from sidebyside.exhibits.arrangement.picture import MAX_LINES
from sidebyside.exhibits.picture_view import PictureRef
from sidebyside.records import ImageQuantum, Match, Region, Transform, UncountedPair

EN = load("en")


@pytest.fixture
def case(small_case, picture_case):
    return picture_case.case(small_case)


@pytest.fixture
def views(case):
    return {item.work.path.split("/")[1][:-4]: item for item in build(case, EN).findings}


def html_of(case, tag="en", title=""):
    ((_, page),) = RENDERERS.member("html").files(arrange(case, [tag], title=title, most_bytes=10**9))
    return page.decode("utf-8")


def article(html, anchor):
    start = html.index(f'<article class="finding" id="{anchor}"')
    return html[start : html.index("</article>", start)]


def test_the_panel_has_the_share_of_its_match_and_counts_the_cells_of_the_residual(views, case, picture_case):
    mask = views["template"].pictures.areas[1].mask
    residual = picture_case.residual()
    (match,) = [
        match for one in case.findings if getattr(one, "id", "") == "F-03" for match in one.matches[1:2]
    ]
    assert mask.cells == residual.cells
    assert [fact.value for fact in mask.facts] == [
        notation.share(match.quantum.share_of_work),
        "28 of 45 cells compared",
        *("0.62", "0.1375", "0.4200", "no"),
    ]


def test_one_share_of_a_picture_stands_in_the_list_the_summary_the_panel_and_the_captions(case):
    view = build(case, EN)
    for finding in view.findings:
        if finding.measure_mark != "structure kept; colour not assessed":
            continue
        areas = [area for area in finding.pictures.areas if area.mask]
        said = {area.mask.facts[0].value for area in areas}
        assert finding.share_of_work in said
        assert finding.extents[0].share == finding.share_of_work
        for area in areas:
            shown = [area.mask.label, *(fact.value for fact in area.facts)]
            shown += [area.overlay.difference_label] if area.overlay else []
            assert set(re.findall(r"[\d.]+ %", " ".join(shown))) <= said | {finding.share_of_output}


def test_pictures_that_are_only_alike_as_wholes_state_no_area(small_case):
    case = small_case.case()
    whole = replace(case.findings[0], matches=(small_case.whole_picture(),), quantum=ImageQuantum(1.0, 1.0))
    view = build(replace(case, findings=(whole, *case.findings[1:])), EN)
    assert [row.share for row in view.findings[0].extents] == ["—", "—"]
    assert view.findings[0].measure_mark == "pictures alike as wholes; no area measured"
    assert {row.share for row in view.works if row.path == "plate.ppm"} == {"—"}


def test_the_cells_drawn_cover_each_cell_of_their_kind_once(case):
    drawn = re.search(r'<path class="cell" fill="url\(#f3-m2-k\)" d="([^"]*)"', html_of(case)).group(1)
    rectangles = re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h-([\d.]+)z", drawn)
    area = sum(float(width) * float(height) for _, _, width, height, _ in rectangles)
    assert area == pytest.approx(120 * 160 * 17 / 48)
    assert min(float(left) for left, *_ in rectangles) == 100.0


def test_a_match_says_what_chance_gives_and_its_own_number_of_false_alarms(views):
    assert [fact.value for fact in views["template"].pictures.areas[1].chance] == [
        "0.0001 or less",
        "0.0001 or less",
    ]
    weak = views["askew"].pictures.areas[0]
    assert [fact.value for fact in weak.chance] == ["0.4: not distinguishable from chance", "2.5"]
    assert weak.chance_mark == "not distinguishable from chance"
    assert views["template"].pictures.areas[0].chance == ()


def test_a_number_of_a_method_has_no_interval_without_width(views):
    assert views["template"].strength[1].value == "0.0001 or less"


def test_where_a_score_stands_is_stated_for_both_populations(views):
    rows = [(row.null, row.share_below, row.n_pairs) for row in views["turned"].standings]
    assert rows == [
        ("unrelated pictures", ">99.99 %", "40,000"),
        ("pictures of the same subject", "97.30 %", "1,250"),
    ]


def test_points_are_drawn_up_to_a_number_and_the_figure_says_how_many_of_how_many(views, picture_case):
    points = views["template"].pictures.areas[1].points
    assert len(points.points) == 31 <= MAX_LINES
    assert points.note == "31 drawn of 62 recorded"
    assert set(points.points) <= set(picture_case.points(picture_case.EYE, 62))


def test_one_alignment_is_laid_once_and_the_second_match_leads_to_it(views):
    first, second = views["turned"].pictures.areas
    assert (first.same_as, second.same_as) == (0, 1)
    assert first.overlay
    assert second.overlay is None
    assert (bool(first.ladder), bool(second.ladder)) == (False, True)


def test_a_negative_is_turned_round_before_it_is_compared(views, case):
    assert views["negative"].pictures.areas[0].overlay.is_inverted
    turned = '<rect class="minus full"'
    html = html_of(case)
    assert article(html, "f2").count(turned) == 3
    assert article(html, "f3").count(turned) == 1


def test_kept_places_and_a_changed_one_are_shown_with_the_similarity_of_their_cells(views):
    rungs = views["template"].pictures.areas[1].ladder
    assert [rung.kind for rung in rungs][-1] == "changed"
    assert 1 <= len(rungs) - 1 <= N_KEPT
    assert all(rung.work == rung.output and rung.output_outline == () for rung in rungs)
    said = r"A: structure kept; structural similarity here \d\.\d\d \(−1 to 1\)"
    assert re.fullmatch(said, rungs[0].title)


def test_a_place_lies_in_the_output_where_the_alignment_takes_it(views):
    for rung in views["turned"].pictures.areas[1].ladder:
        top, left = rung.work.row, rung.work.column
        bottom, right = top + rung.work.height, left + rung.work.width
        assert (rung.output.column, rung.output.row) == (20 + top, max(0, 170 - right))
        assert rung.output.column + rung.output.width == min(180, 20 + bottom)


def test_a_place_lies_within_the_part_that_matched():
    match = Match(
        "registered_pixels",
        0.9,
        ImageQuantum(0.2, 1.0),
        work_region=Region(30, 40, 60, 80),
        output_region=Region(0, 0, 60, 80),
        transform=Transform("affine", (1.0, 0, -40.0, 0, 1.0, -30.0, 0, 0, 1.0), is_mirrored=False),
    )
    pair = PictureRef("a" * 64, 120, 160), PictureRef("b" * 64, 60, 80)
    corners = [(31.0, 41.0, 1.0, 1.0), (89.0, 119.0, 59.0, 79.0)]
    (rung,) = ladder(match, None, corners, pair, EN)[:1]
    assert (rung.work.row, rung.work.column) == (30, 40)
    assert (rung.work.height, rung.work.width) == (rung.output.height, rung.output.width)


def test_two_alignments_in_the_same_place_show_its_places_once(case):
    whole = next(item for item in case.findings if item.id == "F-03")
    exact = next(match for match in whole.matches if match.residual is not None)
    eye = exact.transform.matrix
    moved = replace(exact.transform, matrix=(*eye[:2], eye[2] + 1.0, *eye[3:]))
    far = replace(exact.transform, matrix=(*eye[:2], eye[2] + 20.0, *eye[3:]))
    rough, other = (replace(exact, residual=None, transform=one) for one in (moved, far))
    assert [places_at((rough, exact, other), n) for n in range(3)] == [1, 1, 2]
    assert [same_place((rough, exact, other), n) for n in range(3)] == [[0, 1], [0, 1], [2]]
    assert places_at((replace(exact, residual=None, transform=None),), 0) is None
    matches = (rough, exact, *(item for item in whole.matches if item != exact))
    findings = tuple(replace(item, matches=matches) if item == whole else item for item in case.findings)
    changed = build(replace(case, findings=findings), EN)
    first, second = next(item for item in changed.findings if item.id == "F-03").pictures.areas[:2]
    assert (first.ladder, first.ladder_at, second.ladder_at) == ((), 2, 0)
    assert second.ladder


def test_a_place_that_lies_askew_in_the_output_is_bounded_there(views):
    rungs = views["askew"].pictures.areas[0].ladder
    assert rungs
    assert all(len(rung.output_outline) == 4 for rung in rungs)
    assert {rung.kind for rung in rungs} == {"aligned"}


def test_writing_stands_side_by_side_with_what_changed_marked(views, picture_case):
    read = views["template"].pictures.areas[1].read
    assert "".join(piece.text for piece in read.work) == picture_case.WORK_MARK
    assert [(piece.kind, piece.text) for piece in read.output] == [
        ("kept", "Pla"),
        ("changed", "l"),
        ("kept", "e 7 <sea>"),
    ]


def test_a_method_that_reads_is_not_said_to_compare_wholes(case, picture_case):
    read = replace(picture_case.whole_picture(), read=picture_case.writing())
    template = next(item for item in case.findings if item.id == "F-03")
    others = [item for item in case.findings if item.id != "F-03"]
    changed = replace(case, findings=(*others[:2], replace(template, matches=(read,)), *others[2:]))
    panel = article(html_of(changed), "f3")
    assert "lines up writing, not pixels" in panel
    assert "compares the pictures as wholes" not in panel


def test_a_pair_set_apart_stands_in_its_own_section_and_in_no_list_and_no_count(case):
    html = html_of(case)
    section = html[html.index('<section id="same-subject"') :]
    section = section[: section.index('<section id="null-works"')]
    assert "These pairs are not matches." in section
    assert section.count("works/lighthouse.ppm") == 1
    listed = html[html.index('<section id="list"') : html.index('<section id="same-subject"')]
    assert "lighthouse" not in listed
    assert html.index('<section id="findings"') < html.index('<section id="same-subject"')
    assert build(case, EN).attempts[1][1] == "4"
    assert [row.reason for row in build(case, EN).null_works] == ["a pair is set apart and not counted"]
    assert [row.reason for row in build(case, EN).null_outputs] == ["a pair is set apart and not counted"]
    assert "5 tried = 4 matched + 0 not distinguishable from chance + 1 nothing found" in html


def test_without_a_pair_set_apart_there_is_no_such_section(case):
    kept = tuple(item for item in case.findings if not isinstance(item, UncountedPair))
    lines = b"".join(case.findings_jsonl.splitlines(keepends=True)[: len(kept)])
    assert (
        "same-subject" not in html_of(replace(case, findings=kept, findings_jsonl=lines)).split("</style>")[1]
    )


def test_style_stands_in_a_panel_that_says_that_it_is_not_counted(case, views):
    html = html_of(case)
    panel = article(html, "f3")
    panel = panel[panel.index('<section class="uncounted">') :]
    assert "<h4>Style (not counted)" in panel
    assert [row[:2] for row in views["template"].styles[0].measures] == [
        ("a measure", "0.213"),
        ("another", "0"),
    ]
    assert 'fill="#b4143c"' in panel
    assert "#b4143c 50.00 %" in panel
    assert html.count('<section class="uncounted">') == 2


@pytest.mark.parametrize("tag", languages())
def test_six_figures_of_a_pair_carry_its_pictures_once(case, tag):
    html = html_of(case, tag)
    whole = re.findall(r"data:image/jpeg;base64,[^\"]*", html)
    assert len(whole) == len(set(whole))
    n_pictures = len({item.artefact.sha256 for item in (*case.works, *case.outputs)})
    assert len(whole) == n_pictures + 1  # the perspective, drawn anew


def test_the_words_of_a_figure_are_made_from_its_record(views):
    areas = views["template"].pictures.areas
    assert "in 28 of 45 cells compared; colour not assessed" in areas[1].overlay.difference_label
    assert "6 × 8 cells" in areas[1].mask.label
    assert areas[1].points.label.startswith("Work on the left")
    assert views["template"].pictures.marked.work.count("Match") == 2


def test_the_spreadsheet_has_what_is_new_to_the_last_digit(case):
    import csv
    import io

    from sidebyside.exhibits.arrangement.tables import findings_table
    from sidebyside.exhibits.formats.csv import csv_of

    text = csv_of(findings_table(case.findings, case.findings_jsonl)).decode("utf-8-sig")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    template, apart = rows["F-03"], rows["A-05"]
    assert template["log10_nfa"] == "keypoints -57.31"
    assert (template["cells_kept"], template["cells_compared"]) == ("keypoints 28", "keypoints 45")
    assert template["picture_measure"] == "structure"
    assert template["work_writing"] == "keypoints: Plate 7 <sea>"
    assert template["standings"].startswith(
        "copy_descriptor unrelated 0.999964 of 40000; copy_descriptor same_"
    )
    assert (apart["status"], apart["reason"]) == ("set_apart", "same_subject")
    assert apart["similarities"] == "copy_descriptor 0.61; keypoints 0.0"
