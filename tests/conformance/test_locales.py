"""One suite for every language of an exhibit, found by listing the folder."""

import csv
import re
import tomllib
from hashlib import sha256
from pathlib import Path
from typing import get_args

import pytest

from sidebyside.calibration.shipped import shipped
from sidebyside.contracts import methods_of
from sidebyside.exhibits import languages, load
from sidebyside.exhibits.arrangement.method_card import is_current
from sidebyside.exhibits.locale import fields_of
from sidebyside.records import UncalibratedReason

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "sidebyside"
SHARED = ROOT.parent / "shared" / "glossary.tsv"
ENGLISH = load("en")
OTHERS = [tag for tag in languages() if tag != "en"]
MEDIA = ("text", "image")


def _own(locale):
    elsewhere = ("method.", "said.")
    return {key: value for key, value in locale.entries.items() if not key.startswith(elsewhere)}


def test_english_is_there_and_every_file_is_named_by_a_language_tag():
    assert "en" in languages()
    assert all(re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", tag) for tag in languages())


@pytest.mark.parametrize("tag", OTHERS)
def test_a_language_has_the_keys_that_english_has(tag):
    assert _own(load(tag)).keys() == ENGLISH.entries.keys()


@pytest.mark.parametrize("tag", OTHERS)
def test_a_sentence_has_the_fields_that_it_has_in_english(tag):
    different = [
        key
        for key, sentence in _own(load(tag)).items()
        if fields_of(str(sentence)) != fields_of(str(ENGLISH.entries[key]))
    ]
    assert different == []


@pytest.mark.parametrize("tag", OTHERS)
def test_what_shipped_calibrations_say_of_themselves_is_said_and_nothing_else(tag):
    sentences = {said for one in shipped() for said in (*one.made_of, *one.unfit_for)}
    keys = {f"said.{sha256(said.encode()).hexdigest()[:12]}" for said in sentences}
    assert {key for key in load(tag).entries if key.startswith("said.")} == keys


@pytest.mark.parametrize("tag", languages())
def test_no_sentence_is_empty_or_has_white_space_at_its_ends(tag):
    for key, value in load(tag).entries.items():
        for sentence in value if isinstance(value, tuple) else (value,):
            assert sentence, key
            assert sentence == sentence.strip(), key


@pytest.mark.parametrize("tag", OTHERS)
def test_no_sentence_was_left_in_english(tag):
    same = {key for key, value in _own(load(tag)).items() if value == ENGLISH.entries[key]}
    assert same == set()


@pytest.mark.parametrize("tag", languages())
def test_every_sentence_is_used(tag):
    templates = (SOURCE / "exhibits" / "formats" / "html" / "templates").glob("*.html")
    code = "".join(path.read_text("utf-8") for path in [*SOURCE.glob("exhibits/**/*.py"), *templates])
    tables = ("term.", "reason.", "notice.", "fact.", "stratum.", "status.", "role.", "medium.", "transform.")
    tables += ("operation.", "attempts.", "works.", "generation.", "strength.", "method.")
    tables += ("uncalibrated.",)
    tables += ("chance_language.", "filtration_code.", "decision.")
    tables += ("way_out.", "rung.", "null_population.", "style_measure.")
    tables += ("named_kind.", "story_relation.", "story_basis.")
    tables += ("null_grade.", "scale.", "scale_meaning.", "feature.", "uncalibrated.", "calibration_kind.")
    tables += ("transformation.", "figure.", "drop_reason.", "error_group.", "pair_language.")
    tables += ("case_null.", "said.")
    unused = [key for key in load(tag).entries if not key.startswith(tables) and f'"{key}"' not in code]
    assert unused == []


@pytest.mark.parametrize("tag", OTHERS)
@pytest.mark.parametrize("medium", MEDIA)
def test_every_method_has_its_card_in_the_language_for_its_version_and_settings(medium, tag):
    stale = [
        name
        for name, member in methods_of(medium).members().items()
        if not is_current(member.card, load(tag))
    ]
    assert stale == []


def _codes(pattern):
    found = {}
    for path in sorted(SOURCE.glob("**/*.py")):
        for code in re.findall(pattern, path.read_text("utf-8")):
            found.setdefault(code, path.name)
    return found


@pytest.mark.parametrize("tag", languages())
def test_every_reason_code_has_its_words(tag):
    codes = _codes(r"""(?:\bcode(?:: str)?\s*=\s*|_problem\(\s*)"(\w+)\"""")
    assert len(codes) > 15
    codes |= dict.fromkeys(("refused", "failed", "missing", "not_compared"), "conclusion.py")
    assert {code: where for code, where in codes.items() if not load(tag).has(f"reason.{code}")} == {}


@pytest.mark.parametrize("tag", languages())
def test_every_reason_for_not_scoring_has_its_way_out(tag):
    stated = tomllib.loads((ROOT / "docs" / "building" / "reasons.toml").read_text("utf-8"))["unscorable"]
    given = {key.removeprefix("way_out.") for key in load(tag).entries if key.startswith("way_out.")}
    assert set(stated) <= given
    assert {code for code in given if not load(tag).has(f"reason.{code}")} == set()


@pytest.mark.parametrize("tag", languages())
def test_every_reason_for_no_ratio_has_its_words(tag):
    assert {
        code for code in get_args(UncalibratedReason) if not load(tag).has(f"uncalibrated.{code}")
    } == set()


@pytest.mark.parametrize("tag", languages())
def test_every_note_code_has_its_words(tag):
    codes = _codes(r"""(?<!_problem)\(\s*"([a-z]+_[a-z_]+)",\s*f?"[^"]*(?:\{|are left aside)""")
    codes |= _codes(r"""\bNote\([^"]{1,60}"([a-z_]+)\"""")
    assert {"first_frame", "encoding_guessed", "same_bytes"} <= codes.keys()
    assert {code: where for code, where in codes.items() if not load(tag).has(f"notice.{code}")} == {}


def _terms(tag):
    return {key: value for key, value in load(tag).entries.items() if key.startswith("term.")}


def test_the_terms_are_those_of_the_glossary():
    rows = re.findall(
        r"^\| ([^|]+?) \| ([^|]+?) \| [^|]+ \|$", (ROOT / "GLOSSARY.md").read_text("utf-8"), re.M
    )
    glossary = dict(rows[2:] if rows[0][0] == "term" and set(rows[1][0]) == {"-"} else rows[1:])
    english, chinese = _terms("en"), _terms("zh-Hant")
    wrong = {}
    for key, word in chinese.items():
        term = key.removeprefix("term.").replace("_", " ")
        term = {"near verbatim": "near-verbatim", "character": "character (text unit)"}.get(term, term)
        if glossary.get(term) != word or not english[key]:
            wrong[term] = (word, glossary.get(term))
    assert wrong == {}


def test_the_glossary_agrees_with_the_shared_list_where_that_is_present():
    if not SHARED.is_file():
        pytest.skip("no shared glossary beside the checkout")
    with SHARED.open(encoding="utf-8", newline="") as stream:
        shared = {
            row["en"]: row["zh_hant"]
            for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        }
    rows = re.findall(
        r"^\| ([^|]+?) \| ([^|]+?) \| [^|]+ \|$", (ROOT / "GLOSSARY.md").read_text("utf-8"), re.M
    )
    apart = {
        term: (word, shared[term])
        for term, word in rows
        if term in shared and not shared[term].startswith(word)
    }
    assert apart == {}


def test_one_term_has_one_word_in_the_glossary():
    rows = re.findall(
        r"^\| ([^|]+?) \| ([^|]+?) \| [^|]+ \|$", (ROOT / "GLOSSARY.md").read_text("utf-8"), re.M
    )
    assert len({term for term, _ in rows}) == len(rows)
    assert len({word for _, word in rows}) == len(rows)


@pytest.mark.parametrize("tag", [tag for tag in languages() if tag == "zh-Hant"])
def test_the_chinese_is_that_of_taiwan(tag):
    elsewhere = "版權|复|数据|訓練數據|人工智能|置信|似然|哈希|元數據|視頻|文件夾|默認|信息|網絡|屏幕|字符"
    found = {key: value for key, value in load(tag).entries.items() if re.search(elsewhere, str(value))}
    assert found == {}
