"""An exhibit too large for one page is bound in volumes: nothing is left out, and every link arrives."""

import re

import pytest
from markupsafe import Markup

from sidebyside.exhibits import RENDERERS, arrange, build, languages, load, seal, write
from sidebyside.exhibits.formats.html.volume import Article, bind, linked
from sidebyside.exhibits.picture_view import PictureRef
from sidebyside.exhibits.verify import verify_folder
from sidebyside.records import to_plain

WORK, *OUTPUTS = (PictureRef(f"{n}" * 64, 10, 10) for n in range(5))


@pytest.fixture
def case(small_case, picture_case):
    return picture_case.case(small_case)


def bound(case, tag, most_bytes, title=""):
    pages = RENDERERS.member("html").files(arrange(case, [tag], title=title, most_bytes=most_bytes))
    return {name: data.decode("utf-8") for name, data in pages}


def article(number, n_bytes, *, is_finding=True, output=0):
    return Article(number, f"f{number}", is_finding, Markup("x" * n_bytes), (WORK, OUTPUTS[output]))


def numbers(volumes):
    return [[item.number for item in (*volume.findings, *volume.set_apart)] for volume in volumes]


def test_a_volume_is_closed_before_it_grows_over_the_limit_and_a_picture_counts_once_in_it():
    articles = [article(n, 10, output=n) for n in range(4)]
    assert numbers(bind(articles, lambda picture: 100, 330, "e")) == [[0, 1], [2, 3]]
    assert numbers(bind(articles, lambda picture: 100, 320, "e")) == [[0, 1], [2, 3]]
    assert numbers(bind(articles, lambda picture: 100, 319, "e")) == [[0], [1], [2], [3]]
    assert numbers(bind([article(n, 10) for n in range(4)], lambda picture: 100, 240, "e")) == [[0, 1, 2, 3]]


def test_a_pair_larger_than_a_volume_has_one_of_its_own():
    articles = [article(n, size) for n, size in enumerate((10, 5000, 10))]
    assert numbers(bind(articles, lambda picture: 0, 100, "e")) == [[0], [1], [2]]


def test_volumes_are_named_so_that_they_sort():
    volumes = bind([article(n, 10) for n in range(11)], lambda picture: 0, 10, "exhibit.en")
    assert [volume.name for volume in volumes][::10] == ["exhibit.en.01.html", "exhibit.en.11.html"]
    assert [volume.name for volume in bind([], lambda picture: 0, 10, "exhibit.en")] == ["exhibit.en.html"]


def test_a_link_leads_to_the_page_where_its_place_stands():
    html = '<a class="k" href="#x"><a href="#y"><a href="#list"><use href="#y">'
    where = {"x": "e.1.html", "y": "e.2.html"}
    assert linked(html, "e.1.html", "e.html", where) == (
        '<a class="k" href="#x"><a href="e.2.html#y"><a href="e.html#list"><use href="#y">'
    )


@pytest.mark.parametrize("tag", languages())
def test_every_pair_stands_in_full_in_one_volume_and_every_link_arrives(case, tag):
    pages = bound(case, tag, 1)
    view = build(case, load(tag))
    assert len(pages) == 1 + len(view.findings) + len(view.same_subjects)
    (whole,) = bound(case, tag, 10**9).values()
    anchors = {name: set(re.findall(r'\sid="([^"]+)"', html)) for name, html in pages.items()}
    for item in (*view.findings, *view.same_subjects):
        start = f'<article class="finding" id="{item.anchor}"'
        (there,) = (html for html in pages.values() if start in html)
        cut = [html[html.index(start) :].split("</article>")[0] for html in (there, whole)]
        assert re.sub(r'href="[^"#]*#', 'href="#', cut[0]) == cut[1]
    for name, html in pages.items():
        for link in re.findall(r'<a [^>]*href="([^"]*)"', html):
            file, _, anchor = link.partition("#")
            assert file in ("", *pages)
            assert not anchor or anchor in anchors[file or name]


def test_a_volume_carries_the_pictures_it_shows_and_no_others(case):
    for html in bound(case, "en", 1).values():
        used = set(re.findall(r'<use href="#(p-[0-9a-f]+)"', html))
        assert set(re.findall(r'<symbol id="(p-[0-9a-f]+)"', html)) == used
        sized = re.findall(r"#([fs]\d+)\{--w:", html)
        assert sized == re.findall(r'<article class="finding" id="([fs]\d+)"', html)


def test_the_first_page_says_where_the_findings_are_and_a_volume_which_it_is(case):
    first, second, *_ = bound(case, "en", 1).values()
    assert "Nothing is left out" in first
    assert 'href="exhibit.en.1.html#f1"' in first
    assert "<b>Volume 1 of 5</b>" in second
    assert '<a href="exhibit.en.html#list">' in second
    assert 'id="short-print"' not in first + second


def test_what_fits_one_page_is_one_page_without_a_word_of_volumes(case):
    ((name, html),) = bound(case, "en", 10**9).items()
    assert name == "exhibit.en.html"
    assert "Volume" not in html.split("</style>")[1]


def test_an_exhibit_in_volumes_is_sealed_and_verified(case, tmp_path):
    write(case, tmp_path, ["en"], most_bytes=1)
    ledger = {"head": case.ledger_head, "length": case.ledger_length}
    seal(tmp_path, facts={"counts": to_plain(case.counts), "ledger": ledger, "versions": {}})
    assert not [item for item in verify_folder(str(tmp_path)).problems if item.step in (2, 3)]
    (tmp_path / "exhibit.en.3.html").unlink()
    assert [item.code for item in verify_folder(str(tmp_path)).problems if item.step == 2] == ["removed"]


def test_a_text_that_looks_like_a_link_is_not_led_anywhere(case):
    pages = bound(case, "en", 1, title='<a href="#f1">')
    assert "&lt;a href=&#34;#f1&#34;&gt;" in next(iter(pages.values()))
