"""From a comparison to likelihood ratios: which calibration is taken, and why none is."""

import json
import random
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

import sidebyside as sbs
from sidebyside.calibration import strength
from sidebyside.calibration.best_of import worth_of_best
from sidebyside.calibration.case_null import with_case_null
from sidebyside.calibration.likelihood_ratio import features_of, ratios
from sidebyside.case import entry, open_case
from sidebyside.cli import main
from sidebyside.cli.answer import document, show_case
from sidebyside.contracts import IMAGE_METHODS, TEXT_METHODS
from sidebyside.errors import InputError
from sidebyside.primitives.digest import canonical_json
from sidebyside.records import AcceptanceLine, Calibration, CaseNullUse, CaseStatistics, NullModel, to_plain
from sidebyside.workflows.options import Options

CARDS = [TEXT_METHODS.member(name).card for name in ("verbatim", "near_verbatim")]
MET = AcceptanceLine("cllr", 0.15, 0.1, is_met=True)
H1 = tuple(float(x) for x in np.linspace(-1.0, 3.0, 101))
REPLICATES = ((-1.6, 0.7), (-1.4, 0.9))
CALIBRATION = Calibration(
    "en-made-up",
    "text",
    "en",
    features_of("en", CARDS)[:1],
    (
        NullModel("N0", -1.5, (0.8,), REPLICATES, -1.9, 3.1, 200, 2000, 20, H1),
        NullModel("N2", -2.0, (0.8,), REPLICATES, -1.7, 2.6, 200, 900, 12, H1),
    ),
    (MET,),
    ("nothing",),
    (),
    (),
    20,
    500,
)
OF_PICTURES = ("keypoints", "registered_pixels")
BOTH = ("near_verbatim", "verbatim")
PROSE = (
    "the lamp went out on the pier and nobody of the crew would say who had touched it that night or "
    "why the old keeper had left his book open at the page of the storm which took the three sisters"
)


def words(seed, n):
    rng = random.Random(seed)
    common = ("the", "of", "and", "to", "in", "that", "was", "he", "it", "with", "as", "his", "for", "had")
    rare = [a + b for a in ("bram", "cold", "dust", "fern", "gale") for b in ("ley", "wick", "moor", "stone")]
    return " ".join(rng.choice(common if rng.random() < 0.6 else rare) for _ in range(n))


@pytest.fixture
def case_of(tmp_path, monkeypatch):
    # What is shipped changes with every fit.
    monkeypatch.setattr(strength, "shipped", lambda: ())

    def make(calibration=CALIBRATION, *, methods=BOTH, output=None, more=(), **changes):
        works, outputs = tmp_path / "works", tmp_path / "outputs"
        for folder in (works, outputs):
            folder.mkdir(exist_ok=True)
        (works / "w1.txt").write_text(f"{words(1, 200)} {PROSE} {words(2, 100)}", "utf-8")
        (works / "w2.txt").write_text(words(3, 200), "utf-8")
        (outputs / "o1.txt").write_text(output or f"{words(4, 60)} {PROSE}", "utf-8")
        (outputs / "o2.txt").write_text(words(5, 60), "utf-8")
        named = ()
        if calibration is not None:
            path = tmp_path / "calibration.json"
            plain = {"schema": "sidebyside/calibration/1", **to_plain(calibration)}
            path.write_bytes(canonical_json(plain))
            named = (str(path),)
        return sbs.compare(
            works,
            outputs,
            tmp_path / "case",
            options=Options(methods=methods, calibrations=(*named, *more), **changes),
            again=True,
        )

    return make


def pair_of(case):
    return next(one for one in case.matches if (one.work.path, one.output.path) == ("w1.txt", "o1.txt"))


def test_a_pair_has_a_ratio_against_every_null_and_the_smallest_is_quoted(case_of):
    case = case_of()
    pair = pair_of(case)
    assert pair.strength == "likelihood ratio"
    assert [one.null for one in pair.likelihood_ratios] == ["N0", "N2"]
    assert pair.llr == min(one.llr for one in pair.likelihood_ratios) == 2.6
    assert [one.feature for one in pair.contributions] == ["start", "literal"]
    assert sum(one.llr for one in pair.contributions) >= pair.llr
    assert case.statistics.calibrations == (CALIBRATION,)


def test_what_the_case_comes_to_is_read_back_from_its_ledger(case_of):
    case = case_of()
    assert open_case(case.folder).statistics == case.statistics
    assert [one.path for one in case.statistics.works_tested] == ["w1.txt", "w2.txt"]
    first, second = case.statistics.works_tested
    assert first.p == 1e-4 <= first.false_discovery
    assert (first.false_discovery, first.family_wise) == (
        pytest.approx(2 * first.p),
        pytest.approx(2 * first.p),
    )
    assert second.p == 1.0
    assert (first.llr, second.llr) == (2.6, None)
    assert first.llr == 2.6
    assert first.llr_over_attempts is None, "nothing is taken off a ratio at its bound"
    (stratum,) = case.statistics.strata
    assert (stratum.n_attempts, stratum.n_matched) == (2, 1)
    assert entry.statistics_of({}) == CaseStatistics()


@pytest.mark.parametrize(
    ("calibration", "changes", "reason"),
    [
        (replace(CALIBRATION, kind="zh"), {}, "no_calibration"),
        (replace(CALIBRATION, most_tokens=50), {}, "outside_lengths"),
        (CALIBRATION, {"settings": {"verbatim": {"floor_words": 7}}}, "other_settings"),
    ],
)
def test_without_a_fitting_calibration_there_is_a_word_on_why(case_of, calibration, changes, reason):
    pair = pair_of(case_of(calibration, **changes))
    assert (pair.strength, pair.llr, pair.uncalibrated_because) == ("uncalibrated score", None, reason)
    assert pair.likelihood_ratios == ()


def test_another_language_has_no_calibration(case_of):
    german = "der Leuchtturm stand am Ende der Mole und niemand wusste wer das Licht gelöscht hatte "
    pair = pair_of(case_of(output=german * 6 + PROSE))
    assert pair.uncalibrated_because == "other_language"


@pytest.mark.parametrize(
    ("calibration", "methods", "said"),
    [
        (replace(CALIBRATION, acceptance=(replace(MET, is_met=False),)), BOTH, "acceptance_missed"),
        (CALIBRATION, ("verbatim",), "method_missing"),
        (
            replace(CALIBRATION, features=(replace(CALIBRATION.features[0], method_versions=("1", "1")),)),
            BOTH,
            "other_version",
        ),
    ],
)
def test_a_calibration_that_was_named_and_does_not_fit_is_refused(case_of, calibration, methods, said):
    with pytest.raises(InputError, match=said) as refused:
        case_of(calibration, methods=methods)
    assert refused.value.hint


def test_what_is_no_calibration_is_refused(tmp_path, case_of):
    path = tmp_path / "other.json"
    path.write_text('{"schema": "sidebyside/finding/1"}', "utf-8")
    (tmp_path / "w.txt").write_text(PROSE, "utf-8")
    with pytest.raises(InputError, match=r"other\.json is no calibration: .* another schema"):
        sbs.compare(tmp_path / "w.txt", tmp_path / "w.txt", options=Options(calibrations=(str(path),)))


def test_the_ratio_falls_where_a_common_source_is_given(case_of, tmp_path):
    weak = replace(CALIBRATION, nulls=tuple(replace(one, weights=(0.3,)) for one in CALIBRATION.nulls))
    alone = pair_of(case_of(weak)).llr
    source = tmp_path / "source"
    source.mkdir()
    (source / "older.txt").write_text(f"{words(7, 50)} {PROSE} {words(8, 50)}", "utf-8")
    with_source = sbs.compare(
        tmp_path / "works",
        tmp_path / "outputs",
        options=Options(
            methods=BOTH, calibrations=(str(tmp_path / "calibration.json"),), backgrounds=(str(source),)
        ),
    )
    assert pair_of(with_source).llr < alone - 1.0


def null_folder(tmp_path, n):
    folder = tmp_path / f"null{n}"
    folder.mkdir()
    for number in range(n):
        (folder / f"{number}.txt").write_text(words(100 + number, 150), "utf-8")
    return folder


def test_a_null_of_the_case_takes_the_place_of_the_shipped_one(case_of, tmp_path):
    pair = pair_of(case_of(nulls=(("N2", str(null_folder(tmp_path, 30))),)))
    shipped, own = pair.likelihood_ratios
    assert (shipped.null, shipped.is_of_case, own.null, own.is_of_case) == ("N0", False, "N2", True)
    assert own.n_h2 == 60
    assert own.calibration == "en-made-up+N2"
    assert own.upper_bound <= np.log10(61)


def test_a_null_with_too_few_pairs_or_with_a_work_of_the_case_is_refused(case_of, tmp_path):
    few = null_folder(tmp_path, 10)
    with pytest.raises(InputError, match="N2 gives 20 pairs with the case, 50 are needed"):
        case_of(nulls=(("N2", str(few)),))
    (few / "copy.txt").write_text(f"{words(1, 200)} {PROSE} {words(2, 100)}", "utf-8")
    with pytest.raises(InputError, match=r"copy\.txt is w1\.txt of the case"):
        case_of(nulls=(("N2", str(few)),))
    with pytest.raises(InputError, match="each at most once"):
        Options(nulls=(("N2", "a"), ("N2", "b")))
    with pytest.raises(InputError, match="'N7'"):
        Options(nulls=(("N7", "a"),))


def test_a_harder_null_lowers_the_ratio_and_one_like_the_derived_pairs_leaves_nothing():
    rng = np.random.default_rng(0)
    clusters = [str(i % 20) for i in range(200)]
    found = []
    for mean in (0.1, 1.0, 3.0):
        values = np.minimum(9.0, rng.exponential(mean, size=(200, 1)))
        fitted = with_case_null(CALIBRATION, "N3", values, clusters, seed=1)
        assert [one.null for one in fitted.nulls] == ["N0", "N2", "N3"]
        found.append(ratios(fitted, {"literal": 4.0}, case_nulls=frozenset({"N3"}))[-1])
        assert fitted == with_case_null(CALIBRATION, "N3", values, clusters, seed=1)
    assert found[0].llr > found[1].llr > found[2].llr
    alike = np.full((200, 1), 9.0)
    fitted = with_case_null(CALIBRATION, "N3", alike, clusters, seed=1)
    assert ratios(fitted, {"literal": 9.0})[-1].llr <= 0.0


def test_a_folder_named_for_a_common_source_never_raises_the_ratio_against_the_shipped_one():
    shipped = replace(CALIBRATION, nulls=(*CALIBRATION.nulls, replace(CALIBRATION.nulls[-1], null="N3")))
    works = [str(i % 20) for i in range(200)]
    unlike = with_case_null(shipped, "N3", np.zeros((200, 1)), works, seed=1)
    alike = with_case_null(shipped, "N3", np.full((200, 1), 9.0), works, seed=1)
    for surprise in (3.0, 5.0, 7.0, 9.0):
        before, after, harder = (
            ratios(one, {"literal": surprise})[-1].llr for one in (shipped, unlike, alike)
        )
        assert before > 0.0
        assert harder <= after <= before


def test_the_best_of_several_attempts_at_works_of_a_null_of_the_case_is_calibrated_on_them():
    rng = np.random.default_rng(0)
    works = [str(i % 20) for i in range(200)]
    values = np.minimum(9.0, rng.exponential(1.0, size=(200, 1)))
    fitted = with_case_null(CALIBRATION, "N3", values, works, seed=1)
    model = next(one for one in fitted.nulls if one.null == "N3")
    assert [(one.k, one.n_h2) for one in model.best_of] == [(3, 60), (10, 20)]
    alone = ratios(fitted, {"literal": 9.0})[-1].llr
    of_ten = worth_of_best(model, alone, 10)
    assert alone == model.upper_bound
    assert of_ten < alone
    assert worth_of_best(model, alone, 100) is None, "nothing is taken off a ratio at its bound"
    below = alone - 0.01
    assert worth_of_best(model, below, 100) == pytest.approx(worth_of_best(model, below, 10) - 1.0)


def test_the_document_and_the_talk_say_what_the_case_comes_to(case_of, tmp_path, capsys):
    case_of()
    arguments = ["compare", str(tmp_path / "works"), str(tmp_path / "outputs"), "--method", "verbatim"]
    arguments += ["--method", "near_verbatim", "--calibration", str(tmp_path / "calibration.json")]
    assert main([*arguments, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["calibrations"] == ["en-made-up"]
    assert document["strata"][0]["n_attempts"] == 2
    assert [one["path"] for one in document["works_tested"]] == ["w1.txt", "w2.txt"]
    assert main(arguments) == 0
    said = capsys.readouterr().out
    strength = (
        "strength likelihood ratio of 1 pairs against the hardest null; at the weak end of its 95 % interval"
    )
    assert f"{strength} it is above 10 for 1" in said
    assert "compared with 2 of 2 outputs" in said
    assert document["looked_at"][0]["least"] == document["looked_at"][0]["n_works"] == 2
    assert {one["n"] for one in document["searched"]} == {2}
    assert "1 works show something at a false discovery rate of 0.05" in said
    assert main([*arguments, "--null", "N2"]) == 2
    assert "--null needs GRADE=FOLDER" in capsys.readouterr().err


def mixed(folder, n_texts, n_pictures, seed):
    folder.mkdir(exist_ok=True)
    for number in range(n_texts):
        (folder / f"{number}.txt").write_text(words(seed + number, 150), "utf-8")
    for number in range(n_pictures):
        rng = np.random.default_rng(seed + number)
        image = Image.new("RGB", (200, 150), "beige")
        for x, y, *size in rng.integers((0, 0, 5, 5), (200, 150, 40, 40), (60, 4)).tolist():
            colour = tuple(rng.integers(0, 256, 3).tolist())
            ImageDraw.Draw(image).ellipse((x, y, x + size[0], y + size[1]), fill=colour)
        image.save(folder / f"{number}.png")
    return folder


def picture_calibration(path, *methods):
    cards = [IMAGE_METHODS.member(name).card for name in methods]
    features = features_of("image", cards)
    weights = (0.5,) * len(features)
    nulls = tuple(
        NullModel(grade, -1.5, weights, ((-1.5, *weights),) * 2, -1.9, 3.1, 200, 2000, 20, H1)
        for grade in ("N0", "N2")
    )
    made = replace(CALIBRATION, id="made-up", medium="image", kind="image", features=features, nulls=nulls)
    plain = to_plain(replace(made, least_tokens=0, most_tokens=0))
    path.write_bytes(canonical_json({"schema": "sidebyside/calibration/1", **plain}))
    return str(path)


def test_a_null_too_small_for_one_kind_is_said_to_be_unused_for_it(case_of, tmp_path, capsys):
    mixed(tmp_path / "works", 0, 1, 50)
    mixed(tmp_path / "outputs", 0, 2, 60)
    null = mixed(tmp_path / "null", 30, 3, 400)
    named = picture_calibration(tmp_path / "image.json", *OF_PICTURES)
    case = case_of(methods=(*BOTH, *OF_PICTURES), nulls=(("N2", str(null)),), more=(named,))
    uses = {one.kind: one for one in case.statistics.case_nulls}
    assert uses["en"] == CaseNullUse("N2", "en", 60, 50, "used")
    assert uses["image"] == CaseNullUse("N2", "image", 6, 50, "too_few_pairs")
    assert (
        entry.statistics_of(open_case(case.folder).conclusion.body).case_nulls == case.statistics.case_nulls
    )
    assert to_plain(uses["image"]) in document(case)["case_nulls"]
    show_case(case, None)
    said = capsys.readouterr().out
    assert "N2 of the case for en: 60 pairs, in force" in said
    assert "N2 of the case for image: 6 usable pairs, not used: 50 are needed" in said


def test_a_null_of_pictures_is_the_one_quoted_with_its_own_pairs(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(strength, "shipped", lambda: ())
    works, outputs = mixed(tmp_path / "works", 0, 2, 50), mixed(tmp_path / "outputs", 0, 9, 60)
    (outputs / "copy.png").write_bytes((works / "0.png").read_bytes())
    null = mixed(tmp_path / "null", 0, 5, 400)
    named = picture_calibration(tmp_path / "image.json", *OF_PICTURES)
    arguments = ["compare", str(works), str(outputs), "--calibration", named, "--json"]
    for method in OF_PICTURES:
        arguments += ["--method", method]
    assert main([*arguments, "--null", f"N2={null}"]) == 0
    found = json.loads(capsys.readouterr().out)
    pair = next(one for one in found["findings"] if one.get("llr") is not None)
    assert (pair["work"]["path"], pair["output"]["path"]) == ("0.png", "copy.png")
    shipped, own = pair["likelihood_ratios"]
    assert (shipped["null"], shipped["is_of_case"], shipped["n_h2"]) == ("N0", False, 2000)
    assert (own["null"], own["is_of_case"], own["n_h2"]) == ("N2", True, 50)
    assert pair["llr"] == own["llr"] < shipped["llr"]
    assert own["upper_bound"] <= np.log10(51)
    assert own["calibration"] == "made-up+N2"
    use = {"null": "N2", "kind": "image", "n_pairs": 50, "n_needed": 50, "outcome": "used"}
    assert found["case_nulls"] == [use]


def test_a_case_of_an_older_version_says_nothing_of_its_nulls():
    plain = to_plain(CaseStatistics())
    del plain["case_nulls"]
    assert entry.statistics_of({"worth": plain}) == CaseStatistics()
