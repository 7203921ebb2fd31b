"""One suite for every language of an exhibit, found by listing the folder."""

import csv
import re
import tomllib
from hashlib import sha256
from pathlib import Path
from typing import get_args

import pytest

from sidebyside.calibration.filtration import RULES
from sidebyside.calibration.shipped import shipped
from sidebyside.contracts import methods_of
from sidebyside.contracts.settings import LISTS, SENTENCES
from sidebyside.exhibits import languages, load
from sidebyside.exhibits.arrangement.method_card import card_view, is_current
from sidebyside.exhibits.locale import fields_of
from sidebyside.records import UncalibratedReason

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "sidebyside"
SHARED = ROOT.parent / "shared" / "glossary.tsv"
ENGLISH = load("en")
OTHERS = [tag for tag in languages() if tag != "en"]
MEDIA = ("text", "image")


def _sentences_of(calibration):
    return (*calibration.made_of, *calibration.unfit_for, *(said for _, said in calibration.null_names))


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
    sentences = {said for one in shipped() for said in _sentences_of(one)}
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
    tables += ("case_null.", "said.", "amount.", "area.", "coverage_measure.", "filtration_rule.")
    tables += ("search_reason.", "rate_reason.", "looked_medium.", "derivation.", "exclusion.")
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
    codes |= dict.fromkeys(("refused", "failed", "missing", "not_compared", "no_candidate"), "conclusion.py")
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


_NUMBER = re.compile(r"(?<![A-Za-z\d])\d[\d,]*(?:\.\d+)?(?:e-\d+)?")
_NAMES_WITH_DIGITS = re.compile(r"log10|\{\w+\}")


def _numbers(sentence):
    """The figures of a sentence, in any order; those in a name of a unit or of a field are none."""
    found = _NUMBER.findall(_NAMES_WITH_DIGITS.sub("", sentence))
    return sorted(number.replace(",", "") for number in found)


@pytest.mark.parametrize("tag", OTHERS)
def test_a_sentence_has_the_figures_that_it_has_in_english(tag):
    different = {
        key: (_numbers(str(ENGLISH.entries[key])), _numbers(str(sentence)))
        for key, sentence in _own(load(tag)).items()
        if _numbers(str(sentence)) != _numbers(str(ENGLISH.entries[key]))
    }
    assert different == {}


@pytest.mark.parametrize("tag", OTHERS)
@pytest.mark.parametrize("medium", MEDIA)
def test_a_method_card_has_the_figures_that_it_has_in_english(medium, tag):
    different = []
    for name, member in methods_of(medium).members().items():
        english, other = (card_view(member.card, load(each)) for each in ("en", tag))
        for part in (*SENTENCES, *LISTS):
            pair = getattr(english, part), getattr(other, part)
            ours, theirs = ((one,) if isinstance(one, str) else one for one in pair)
            different += [
                (name, part, said, there)
                for said, there in zip(ours, theirs, strict=True)
                if _numbers(said) != _numbers(there)
            ]
    assert different == []


@pytest.mark.parametrize("tag", OTHERS)
def test_what_a_shipped_calibration_says_of_itself_has_the_figures_that_it_has_in_english(tag):
    said = {
        f"said.{sha256(sentence.encode()).hexdigest()[:12]}": sentence
        for one in shipped()
        for sentence in _sentences_of(one)
    }
    different = {
        key: sentence
        for key, sentence in said.items()
        if _numbers(sentence) != _numbers(str(load(tag).entries[key]))
    }
    assert different == {}


def test_a_figure_that_differs_is_seen():
    assert _numbers("more than 240 words or 360 characters") != _numbers("逾 240 個單字或 240 個中文字")
    assert _numbers("31 bits, a similarity of 0.879") != _numbers("31 個位元")
    assert _numbers("1,000 of log10 {n_2}") == ["1000"]


def _terms(tag):
    return {key: value for key, value in load(tag).entries.items() if key.startswith("term.")}


@pytest.mark.parametrize("tag", languages())
def test_every_rule_of_filtration_has_its_words(tag):
    rules = [member.card.id for member in RULES.members().values()]
    assert {rule for rule in rules if not load(tag).has(f"filtration_rule.{rule}")} == set()


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
