"""The page as a browser would take it: structure, policy, and nothing from outside."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from sidebyside.exhibits import RENDERERS, arrange, build, languages, load
from sidebyside.exhibits.assets.gallery import Gallery
from sidebyside.exhibits.validation import build_report, render_report

VOID = {"meta", "input", "use", "image", "polygon", "rect", "br", "link", "path", "circle"}


class Page(HTMLParser):
    """Elements in order, with their depth checked on the way."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements, self.open, self.texts = [], [], []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append((self.open[-1] if self.open else "", data))

    def named(self, *tags):
        return [attributes for tag, attributes in self.elements if tag in tags]


def html_of(case, tag="en", title=""):
    ((_, page),) = RENDERERS.member("html").files(arrange(case, [tag], title=title, most_bytes=10**9))
    return page.decode("utf-8")


@pytest.fixture(
    params=[(tag, case) for tag in languages() for case in ("small", "pictures", "weighed", "report")]
)
def html(request, small_case, picture_case, weighed_case, validated_case):
    tag, case = request.param
    if case == "report":
        locale = load(tag)
        view = build_report(validated_case.report(weighed_case), locale)
        return render_report(view, locale).decode("utf-8")
    cases = {"pictures": picture_case.case, "weighed": weighed_case.case}
    return html_of(cases[case](small_case) if case in cases else small_case.case(), tag)


def test_every_element_is_closed_and_there_is_one_script(html):
    assert len(Page(html).named("script")) == 1


def test_the_policy_names_the_digests_of_the_style_and_the_script(html):
    page = Page(html)
    policy = next(meta["content"] for meta in page.named("meta") if "http-equiv" in meta)
    assert "default-src 'none'" in policy
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        text = re.search(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL).group(1)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{rule} 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_nothing_is_fetched_and_nothing_needs_a_style_attribute_or_an_inline_handler(html):
    page = Page(html)
    for _, attributes in page.elements:
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "href", "xlink:href", "action"):
            assert attributes.get(name, "#").startswith(("#", "data:"))
    assert not re.search(r"url\((?!data:|#)", html)
    assert "@import" not in html


def test_whatever_is_filled_or_clipped_by_name_has_that_name_on_the_page(html):
    page = Page(html)
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    named = {
        name
        for _, attributes in page.elements
        for value in (attributes.get("fill") or "", attributes.get("clip-path") or "")
        for name in re.findall(r"url\(#([^)]*)\)", value)
    }
    named |= {a["href"].removeprefix("#") for a in page.named("pattern") if "href" in a}
    assert named <= ids


def test_every_id_is_used_once_and_every_link_leads_somewhere(html):
    page = Page(html)
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = [link["href"] for link in page.named("a", "use")]
    targets += ["#" + name for _, a in page.elements for name in a.get("aria-labelledby", "").split()]
    assert {target.removeprefix("#") for target in targets} <= set(ids)


def test_headings_go_down_one_step_at_a_time(html):
    levels = [int(tag[1]) for tag, _ in Page(html).elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_header_cell_has_a_scope(html):
    assert {attributes.get("scope") for attributes in Page(html).named("th")} == {"row", "col"}


def test_every_picture_has_words_for_those_who_do_not_see_it(html):
    labels = []
    for attributes in Page(html).named("svg"):
        assert attributes.get("aria-label") or attributes.get("aria-hidden") == "true"
        labels.append(attributes.get("aria-label"))
    assert not [label for label in labels if label and "{" in label]


def test_the_differences_stand_as_prominently_as_what_is_alike(small_case):
    page = Page(html_of(small_case.case()))
    headings = {text.strip(): tag for tag, text in page.texts if re.fullmatch("h[1-6]", tag) and text.strip()}
    assert headings["Differences"] == headings["Overlay"] == "h5"
    html = html_of(small_case.case())
    finding = html[html.index('id="f2"') : html.index('id="f3"')]
    levels = dict(
        re.findall(r"<(h\d)>(Clean pair|Marked pair|Differences)<", finding)[i][::-1] for i in range(3)
    )
    assert levels == {"Clean pair": "h5", "Marked pair": "h5", "Differences": "h5"}


def test_a_script_in_an_output_is_shown_and_not_run(small_case):
    evil = small_case.RETOLD.replace("long", "long <script>alert(1)</script>")
    case = small_case.case()
    output = case.outputs[0]
    artefact = small_case.text_artefact(output.artefact.path, small_case.RETOLD + "<script>alert(1)</script>")
    assert evil != small_case.RETOLD
    finding = replace(case.findings[1], output=small_case.ref(artefact))
    html = html_of(
        replace(
            case,
            outputs=(replace(output, artefact=artefact), *case.outputs[1:]),
            findings=(case.findings[0], finding, *case.findings[2:]),
        )
    )
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert len(Page(html).named("script")) == 1


def test_a_claim_of_a_file_is_shown_under_words_that_say_whose_it_is(small_case):
    html = html_of(small_case.case())
    at = html.index("a lamp &lt;b&gt;by the sea&lt;/b&gt;")
    before = html[:at]
    assert before.rindex("These are the file&#39;s own claims") > before.rindex(
        "<h6>What the file says of itself</h6>"
    )


def test_excerpts_are_tagged_with_their_own_language(small_case):
    for tag in languages():
        quotes = [
            attributes["lang"] for attributes in Page(html_of(small_case.case(), tag)).named("blockquote")
        ]
        assert quotes == ["en"] * 5 + ["zh-Hant"] * 4


def test_the_third_column_stands_beside_the_marked_pair_and_escapes_what_it_quotes(small_case):
    html = html_of(small_case.case())
    assert html.count('<aside class="elsewhere"') == 2
    finding = html[html.index('<article class="finding" id="f2"') :]
    places = [
        finding.index(text)
        for text in ("Marked pair</h5>", "Elsewhere: in other texts</h5>", "Differences</h5>")
    ]
    assert places == sorted(places)
    assert "no &lt;b&gt; ship came to harm" in html
    assert "a saying of &lt;sailors&gt;" in html


def test_what_is_not_distinguishable_stands_marked_on_the_page_and_is_not_left_out(small_case):
    html = html_of(small_case.case())
    assert html.count('<span class="mark">not distinguishable from chance</span>') == 3
    assert '<span class="mark">of these not distinguishable from chance: 1</span>' in html


@pytest.mark.parametrize("tag", languages())
def test_lined_up_sentences_are_a_table_in_their_two_languages_and_no_differences_are_claimed(
    tag, small_case
):
    work = small_case.text_artefact("lamp.txt", small_case.ALIGNED_WORK)
    output = small_case.text_artefact("lantern.txt", small_case.LANTERN)
    case = small_case.case()
    finding = replace(
        case.findings[1],
        work=small_case.ref(work),
        output=small_case.ref(output),
        matches=(small_case.aligned_match(),),
        filtrations=(),
        quantum_after=None,
    )
    given = replace(
        case,
        findings=(case.findings[0], finding, *case.findings[2:]),
        works=(*case.works[1:], replace(case.works[0], artefact=work)),
        outputs=(*case.outputs[1:], replace(case.outputs[0], artefact=output)),
    )
    whole = html_of(given, tag)
    html = whole[whole.index('<article class="finding" id="f1"') : whole.index('id="f2"')]
    locale = load(tag)
    cells = re.findall(r'<td class="text" lang="([^"]*)"', html)
    assert cells == ["en", "zh-Hant"] * 2
    assert html.count(locale.say("aligned.similarity", n="0.7500")) == 1
    assert html.count(locale.say("aligned.margin", n="1.2500")) == 2
    assert locale.say("aligned.quantum") in html
    assert locale.say("elsewhere.not_applicable") in html
    assert f"<h5>{locale.say('match.marked')}" not in html
    assert f"<h5>{locale.say('match.differences')}" not in html


def test_a_picture_is_carried_once_however_often_it_is_shown(small_case):
    html = html_of(small_case.case())
    gallery = Gallery(small_case.case().read)
    for artefact in (small_case.case().works[2].artefact, small_case.case().outputs[2].artefact):
        picture = build(small_case.case(), load("en")).findings[0].pictures
        ref = picture.work if picture.work.sha256 == artefact.sha256 else picture.output
        assert html.count(gallery.thumbnail(ref).data_uri) == 1


def test_characters_without_a_glyph_are_named_in_a_note(small_case):
    html = html_of(small_case.case(), title="A ship 🚢")
    assert "U+1F6A2" in html
    assert "U+1F6A2" not in html_of(small_case.case())


def test_words_that_look_like_marks_of_the_template_change_nothing(small_case):
    title = "@style@ @policy@ <!--lacking--> /*font*/ {{ 7*7 }} {% raw %}"
    html = html_of(small_case.case(), title=title)
    assert "<bdi>@style@ @policy@ &lt;!--lacking--&gt; /*font*/ {{ 7*7 }} {% raw %}</bdi>" in html


def test_the_fixed_sentences_stand_before_any_figure(small_case):
    for tag, first, second in (
        (
            "en",
            "This exhibit is not a legal opinion.",
            "Whether any right is affected is for the trier of fact to decide.",
        ),
        ("zh-Hant", "本證物不構成法律意見。", "是否構成侵害由法院認定。"),
    ):
        html = html_of(small_case.case(), tag)
        assert html.index("<h1>") < html.index(first) < html.index(second) < html.index("<table")


def test_a_case_with_nothing_in_it_is_still_a_page(small_case):
    case = small_case.case()
    zero = replace(case.counts, **dict.fromkeys(case.counts.__dataclass_fields__, 0))
    empty = replace(
        case,
        findings=(),
        findings_jsonl=b"",
        works=(),
        outputs=(),
        cards=(),
        notes=(),
        versions={},
        counts=zero,
    )
    assert "No pair matched." in html_of(empty)
