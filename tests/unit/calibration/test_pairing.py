"""What is said of one pair, by what its methods show."""

from dataclasses import replace

from sidebyside.calibration.search import pairs_of
from sidebyside.records import (
    Artefact,
    ComparedOutput,
    Comparison,
    ImageQuantum,
    Match,
    MethodCard,
    Output,
    Picture,
    Region,
    Score,
    StoryTable,
    StyleTable,
)

WORK = Artefact("w.png", "0", "image", picture=Picture(9, 9, "PNG", "RGB", 1))
OUTPUT = Output(Artefact("o.png", "1", "image", picture=Picture(9, 9, "PNG", "RGB", 1)))
SHOWS = {"descriptor": "likeness", "points": "place", "style": "apart", "story": "apart"}
CARDS = {
    name: MethodCard(name, "1", "image", "", "", "", (), (), "", "", shows=shows)
    for name, shows in SHOWS.items()
}
WHOLE = Region(0, 0, 9, 9)
STORY = StoryTable("story", (), (), ())
STYLE = StyleTable("style", (), (), ())


def of(method, *, n_matches=0, apart=None):
    match = Match(method, 0.9, ImageQuantum(1.0, 1.0), work_region=WHOLE, output_region=WHOLE)
    return Comparison(method, 0, Score(method, 0.9), (match,) * n_matches, apart)


def said(*comparisons):
    return next(pairs_of(ComparedOutput(OUTPUT, comparisons, 1), [WORK], CARDS), None)


def test_a_match_that_says_where_makes_a_finding_and_takes_the_likeness_along():
    found = said(of("descriptor", n_matches=1), of("points", n_matches=2))
    assert found.kind is None
    assert [match.method for match in found.matches] == ["descriptor", "points", "points"]


def test_a_likeness_nobody_could_look_into_is_the_finding():
    assert said(of("descriptor", n_matches=1)).kind is None


def test_a_likeness_without_a_place_is_the_same_subject():
    found = said(of("descriptor", n_matches=1), of("points"), of("style", apart=STYLE))
    assert found.kind == "same_subject"
    assert found.apart == (STYLE,)
    assert [score.method for score in found.scores] == ["descriptor", "points", "style"]


def test_a_story_alone_is_set_apart_and_a_style_alone_is_nothing():
    story = replace(of("story", apart=STORY), score=None)
    assert said(story).kind == "parallels"
    assert said(story).scores == ()
    assert said(of("style", apart=STYLE), of("points")) is None


def test_what_counts_for_nothing_goes_along_with_a_finding():
    assert said(of("points", n_matches=1), of("style", apart=STYLE)).apart == (STYLE,)
