"""Every image method found by listing the folder keeps the contract of the room."""

import math
import re
from dataclasses import fields, replace
from functools import cache
from importlib import import_module
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

from sidebyside.contracts import IMAGE_METHODS, fill, open_index, settled
from sidebyside.contracts.settings import LISTS, SENTENCES
from sidebyside.errors import InputError, MissingDependencyError
from sidebyside.exhibits.locale import fields_of, load
from sidebyside.methods.keypoint_matching import plane, store
from sidebyside.primitives.pictures import PreparedPicture, prepare
from sidebyside.records import ImageQuantum, Match, Region

MEMBERS = IMAGE_METHODS.members()
EXAMPLES = [(name, example) for name, member in MEMBERS.items() for example in member.examples]
COUNTED = [name for name, member in MEMBERS.items() if member.card.shows != "apart"]
APART = [name for name in MEMBERS if name not in COUNTED]
SEEDS = {"texture": 1, "another texture": 2, "written": 1, "another written": 2}
WORDS = {
    1: "Marguerite Ashdown",
    2: "Bellamoor Gazette",
    3: "Torquil Fenwhistle",
    4: "Ysoldecraft & Sons",
    5: "Quendrith Opticians",
}
"""What is lettered on a picture, by its seed."""
EDITS = {
    "mirrored": ImageOps.mirror,
    "brighter": lambda image: ImageEnhance.Brightness(image).enhance(1.3),
    "blurred": lambda image: image.filter(ImageFilter.GaussianBlur(1.5)),
    "turned": lambda image: image.rotate(30, Image.Resampling.BICUBIC, expand=True, fillcolor="white"),
    "cropped": lambda image: image.crop((100, 60, 280, 195)).resize((400, 300), Image.Resampling.BICUBIC),
    "inverted": ImageOps.invert,
    "replaced": lambda image: _paste(image.copy(), _draw(2, 120, 270), (120, 0)),
    "upside down": lambda image: image.rotate(180),
    "lettered": lambda image: _letter(image, WORDS[1]),
    "pasted": lambda image: _paste(_draw(9, 480, 360), image.resize((180, 135), Image.Resampling.BICUBIC)),
}


def _draw(seed, width=360, height=270):
    rng = np.random.default_rng(seed)
    image = Image.new("RGB", (width, height), tuple(rng.integers(60, 200, 3).tolist()))
    pen = ImageDraw.Draw(image)
    for _ in range(160):
        x, y = rng.integers(0, (width, height)).tolist()
        w, h = rng.integers(5, 60, 2).tolist()
        shape = pen.ellipse if rng.random() < 0.5 else pen.rectangle
        shape((x, y, x + w, y + h), fill=tuple(rng.integers(0, 256, 3).tolist()))
    return image


def _paste(ground, image, at=(200, 150)):
    ground.paste(image, at)
    return ground


def _letter(image, words):
    band = Image.new("RGB", (image.width, 36), "white")
    ImageDraw.Draw(band).text((12, 4), words, font=ImageFont.load_default(24), fill="black")
    lettered = image.copy()
    lettered.paste(band, (0, image.height - 60))
    return lettered


def _picture(name):
    """Draw what an example names: a texture, written on or not, and after a comma what was done to it."""
    texture, _, edit = name.partition(", ")
    image = _draw(SEEDS[texture])
    if texture.endswith("written"):
        image = _letter(image, WORDS[SEEDS[texture]])
    return EDITS[edit](image) if edit else image


def _prepared(image):
    return PreparedPicture(image.height, image.width, np.asarray(image))


@cache
def _textures(is_written):
    images = ((seed, _draw(seed)) for seed in range(1, 6))
    return [_prepared(_letter(image, WORDS[seed]) if is_written else image) for seed, image in images]


@pytest.fixture
def textures(request):
    """Five pictures, written on where a method has to find something to read."""
    return _textures(_subject(request.node.callspec.params["name"]).endswith("written"))


def _subject(name):
    """Return the drawing a method has something to find in."""
    return MEMBERS[name].examples[0].work


def _index(name, works, settings=None):
    try:
        index = open_index(MEMBERS[name], settings)
    except MissingDependencyError as error:
        pytest.skip(str(error))
    index.add(works)
    return index


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=lambda value: getattr(value, "name", value))
def test_an_example_of_a_picture_behaves_as_it_says(name, example):
    index = _index(name, [_prepared(_picture(example.work))])
    (comparisons,) = index.compare([_prepared(_picture(example.output))])
    assert any(comparison.matches for comparison in comparisons) == example.is_match


@pytest.mark.parametrize("name", COUNTED)
def test_examples_of_pictures_go_both_ways(name):
    assert {example.is_match for example in MEMBERS[name].examples} == {True, False}


@pytest.mark.parametrize("name", MEMBERS)
def test_a_card_of_an_image_method_says_all_it_must(name):
    card = MEMBERS[name].card
    assert (card.name, card.medium) == (name, "image")
    for text in (card.version, card.summary, card.range, card.floor, card.cost, card.source):
        assert text.strip()
    assert card.blind_spots
    assert card.foldings
    assert card.settings
    assert re.search(r"doi:10\.\d+", card.source)


@pytest.mark.parametrize("name", APART)
def test_what_is_shown_apart_has_no_match_and_no_score(name, textures):
    for comparisons in _index(name, textures).compare(textures):
        assert len(comparisons) == len(textures)
        for comparison in comparisons:
            assert (comparison.score, comparison.matches) == (None, ())
            assert comparison.apart is not None
            assert comparison.apart.method == name


@pytest.mark.parametrize("name", COUNTED)
def test_a_picture_is_most_like_itself(name, textures):
    index = _index(name, textures)
    for number, comparisons in enumerate(index.compare(textures)):
        own = next(item for item in comparisons if item.work_number == number)
        assert own.score.similarity == 1.0
        assert own.matches
        others = [item for item in comparisons if item.work_number != number]
        assert all(item.score.similarity < 1.0 and not item.matches for item in others)


@pytest.mark.parametrize("name", MEMBERS)
def test_pictures_come_back_sorted_by_the_number_of_the_work(name, textures):
    for comparisons in _index(name, textures).compare(textures):
        numbers = [item.work_number for item in comparisons]
        assert numbers == sorted(set(numbers))
        assert all(item.method == name for item in comparisons)
        assert all(item.score.method == name for item in comparisons if item.score is not None)
        assert all(match.method == name for item in comparisons for match in item.matches)


@pytest.mark.parametrize("name", MEMBERS)
def test_how_pictures_are_divided_into_batches_changes_nothing(name, textures):
    outputs = [*textures, _prepared(_picture("texture, turned"))]
    whole = _index(name, textures).compare(outputs)
    index = _index(name, textures[:2])
    index.add(textures[2:3])
    index.add([])
    index.add(textures[3:])
    parts = [*index.compare(outputs[:1]), *index.compare([]), *index.compare(outputs[1:])]
    assert parts == whole


@pytest.mark.parametrize("name", MEMBERS)
def test_the_same_pictures_give_the_same_comparisons(name, textures):
    assert _index(name, textures).compare(textures) == _index(name, textures).compare(textures)


@pytest.mark.parametrize("name", MEMBERS)
def test_a_shortlist_is_kept_to(name, textures):
    index = _index(name, textures)
    shortlists = [frozenset({2, 0}), frozenset(), frozenset({4})]
    results = index.compare(textures[:3], shortlists)
    assert [[item.work_number for item in result] for result in results] == [[0, 2], [], [4]]


@pytest.mark.parametrize("name", MEMBERS)
def test_a_work_on_a_shortlist_is_compared_as_without_one(name, textures):
    outputs = [*textures, _prepared(_picture(f"{_subject(name)}, pasted"))]
    index = _index(name, textures)
    whole = [{item.work_number: item for item in row} for row in index.compare(outputs)]
    for shortlist in (frozenset({3, 0}), frozenset({1, 2, 4}), frozenset(range(5))):
        for row, full in zip(index.compare(outputs, [shortlist] * len(outputs)), whole, strict=True):
            found = {item.work_number: item for item in row}
            assert found.keys() <= shortlist
            assert {number for number, item in full.items() if item.matches} & shortlist <= found.keys()
            for number in found.keys() & full.keys():
                assert found[number] == full[number]
            assert all(number in full or not item.matches for number, item in found.items())


@pytest.mark.parametrize("name", MEMBERS)
def test_pictures_from_bytes_compare_as_those_from_files(name, textures, tmp_path, monkeypatch):
    monkeypatch.setattr(store, "N_KEPT", 1)
    paths, data = [], []
    for number, picture in enumerate(textures):
        stream = BytesIO()
        image = Image.fromarray(picture.pixels).resize((900, 675), Image.Resampling.BICUBIC)
        image.save(stream, "JPEG", quality=92)
        data.append(stream.getvalue())
        paths.append(tmp_path / f"{number}.jpg")
        paths[-1].write_bytes(data[-1])
    found = []
    for sources in (paths, data):
        pictures = [prepare(source) for source in sources]
        found.append(_index(name, pictures).compare(pictures))
    assert found[0] == found[1]


@pytest.mark.parametrize("name", MEMBERS)
def test_without_works_nothing_is_compared(name, textures):
    assert _index(name, []).compare(textures[:2]) == [(), ()]


def _corners(region: Region):
    bottom, right = region.row + region.height, region.column + region.width
    return [[region.column, region.row], [right, region.row], [right, bottom], [region.column, bottom]]


def _check_place(match: Match, work: PreparedPicture, output: PreparedPicture) -> None:
    for region, picture in ((match.work_region, work), (match.output_region, output)):
        assert region is not None
        assert region.row + region.height <= picture.height_px
        assert region.column + region.width <= picture.width_px
    assert isinstance(match.quantum, ImageQuantum)
    assert 0.0 < match.quantum.share_of_work <= 1.0
    assert 0.0 < match.quantum.share_of_output <= 1.0
    for outline, region in (
        (match.work_outline, match.work_region),
        (match.output_outline, match.output_region),
    ):
        for row, column in outline:
            assert region.row - 1 <= row <= region.row + region.height + 1
            assert region.column - 1 <= column <= region.column + region.width + 1


@pytest.mark.parametrize("name", MEMBERS)
@pytest.mark.parametrize("edit", [*EDITS, ""])
def test_places_lie_inside_both_pictures(name, edit):
    subject = _subject(name)
    work, output = (
        _prepared(_picture(subject)),
        _prepared(_picture(f"{subject}, {edit}" if edit else subject)),
    )
    (comparisons,) = _index(name, [work]).compare([output])
    for match in (match for item in comparisons for match in item.matches):
        _check_place(match, work, output)
        if match.transform is not None:
            matrix = np.reshape(match.transform.matrix, (3, 3))
            outline = np.array([(column, row) for row, column in match.work_outline])
            moved = plane.move(outline, matrix)
            tolerance = 0.02 * max(output.height_px, output.width_px)
            low, high = np.array(_corners(match.output_region))[[0, 2]]
            assert (moved > low - tolerance).all()
            assert (moved < high + tolerance).all()
            assert match.transform.is_mirrored == (np.linalg.det(matrix[:2, :2]) < 0)


@pytest.mark.parametrize("name", COUNTED)
def test_sizes_are_those_of_the_originals(name):
    image = _picture(_subject(name))
    small = _prepared(image)
    large = replace(small, height_px=2 * image.height, width_px=3 * image.width)
    (comparisons,) = _index(name, [large]).compare([small])
    (match,) = comparisons[0].matches
    assert match.work_region.width / match.output_region.width == pytest.approx(3, rel=0.05)
    assert match.work_region.height / match.output_region.height == pytest.approx(2, rel=0.05)
    if match.transform is not None:
        corner = plane.move(
            np.array([[3.0 * image.width, 2.0 * image.height]]), np.reshape(match.transform.matrix, (3, 3))
        )
        assert corner[0] == pytest.approx([image.width, image.height], abs=1)


@pytest.mark.parametrize("name", MEMBERS)
def test_a_picture_that_was_prepared_is_not_refused(name, textures):
    assert _index(name, []).unfit(textures[0]) is None


@pytest.mark.parametrize("name", MEMBERS)
def test_an_unknown_setting_of_an_image_method_is_refused_by_name(name):
    with pytest.raises(InputError, match="no_such_setting"):
        open_index(MEMBERS[name], {"no_such_setting": 1})


def _numbers(name):
    """Return every setting of a method that is a number, with its default."""
    return {
        item.name: item.default
        for item in fields(MEMBERS[name].settings)
        if type(item.default) in (int, float)
    }


@pytest.mark.parametrize("name", MEMBERS)
def test_every_number_out_of_its_range_is_refused_by_name(name):
    for setting in _numbers(name):
        for wrong in (-1, math.nan, math.inf, -math.inf):
            with pytest.raises(InputError, match=setting):
                MEMBERS[name].settings(**{setting: wrong})
            with pytest.raises(InputError, match=setting):
                open_index(MEMBERS[name], {setting: str(wrong)})


@pytest.mark.parametrize("name", MEMBERS)
def test_every_setting_is_taken_as_a_word_for_what_it_holds(name):
    kind = MEMBERS[name].settings
    given = {setting: str(value) for setting, value in dict(MEMBERS[name].card.settings).items()}
    assert settled(kind, name, given) == kind()


def _sentences(card):
    """Return every sentence of a card, by its place."""
    named = {key: getattr(card, key) for key in SENTENCES}
    return named | {
        f"{key}.{number}": text for key in LISTS for number, text in enumerate(getattr(card, key))
    }


def _templates(name):
    """Return the sentences of a card before they are filled, in English and in Chinese."""
    locale = load("zh-Hant")
    english = _sentences(import_module(type(MEMBERS[name]).__module__).CARD)
    chinese = {
        key: locale.items(f"method.{name}.{part}")[int(number)]
        if number
        else str(locale.entries[f"method.{name}.{key}"])
        for key in english
        for part, _, number in [key.partition(".")]
    }
    return english, chinese


def _changed(name, setting):
    """Return the card with another value of a setting that is in its range."""
    value = _numbers(name)[setting]
    for other in (2 * value, value + 1, value + 0.05, value / 2):
        try:
            settings = MEMBERS[name].settings(**{setting: type(value)(other)})
        except InputError:
            continue
        if settings != MEMBERS[name].settings():
            return _index(name, [], {setting: type(value)(other)}).card
    raise AssertionError(f"no other value of {setting}")


@pytest.mark.parametrize("name", MEMBERS)
def test_a_changed_setting_changes_every_sentence_that_names_it_in_both_languages(name):
    assert _index(name, []).card == MEMBERS[name].card
    english, chinese = _templates(name)
    before, figures = MEMBERS[name].card, dict(MEMBERS[name].card.figures)
    moved = set()
    for setting in _numbers(name):
        after = _changed(name, setting)
        assert dict(after.settings)[setting] != dict(before.settings)[setting]
        told = {setting} | {figure for figure, value in after.figures if figures[figure] != value}
        moved |= told
        filled = _sentences(before), _sentences(after)
        for key, template in english.items():
            assert (filled[0][key] != filled[1][key]) == bool(fields_of(template) & told), (setting, key)
            both = [
                fill(chinese[key], dict(card.settings) | dict(card.figures), name) for card in (before, after)
            ]
            assert (both[0] != both[1]) == bool(fields_of(template) & told), (setting, key)
    assert figures.keys() <= moved


@pytest.mark.parametrize("name", MEMBERS)
def test_both_languages_name_the_same_figures_in_every_sentence(name):
    english, chinese = _templates(name)
    assert {key: fields_of(text) for key, text in chinese.items()} == {
        key: fields_of(text) for key, text in english.items()
    }
