"""Whatever an input holds, the page stays the page, and shows what the input held."""

from dataclasses import replace
from html.parser import HTMLParser
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sidebyside.exhibits import RENDERERS, arrange
from sidebyside.exhibits.assets import font
from sidebyside.exhibits.formats.html.page import shown
from sidebyside.exhibits.notation import UNSEEN, visible
from sidebyside.records import Claim, Generation

_SPEC = spec_from_file_location("small_case", Path(__file__).parents[1] / "exhibits" / "small_case.py")
CASE = module_from_spec(_SPEC)
_SPEC.loader.exec_module(CASE)

HOSTILE = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "</style><img src=x onerror=alert(1)>",
        "\"'><svg onload=alert(1)>",
        "</bdi></blockquote>",
        "{{ 7 * 7 }}{% for x in y %}",
        "<!--",
        "]]>",
        "&lt;b&gt;&amp;",
        "\u202eevil\u202c",
        "\x00\x1b[2J",
        "@style@",
        "javascript:alert(1)",
    ]
)
ANY = st.lists(st.one_of(HOSTILE, st.text(max_size=12)), max_size=3).map("".join)


class Text(HTMLParser):
    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.text, self.tags = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, tuple(name for name, _ in attrs)))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_data(self, data):
        self.text.append(data)


def _page(title, prompt, claim):
    case = CASE.case()
    output = case.outputs[2]
    artefact = replace(output.artefact, claims=(Claim(claim, claim, claim),))
    finding = replace(case.findings[0], generation=Generation(model=prompt, prompt=prompt, stratum=prompt))
    case = replace(
        case,
        outputs=(*case.outputs[:2], replace(output, artefact=artefact), *case.outputs[3:]),
        findings=(finding, *case.findings[1:]),
    )
    ((_, page),) = RENDERERS.member("html").files(arrange(case, ["en"], title=title, most_bytes=10**9))
    return page.decode("utf-8")


PLAIN = Text(_page("x", "x", "x")).tags


@given(ANY)
def test_what_is_shown_reads_as_the_input_with_unseen_characters_written_out(text):
    assert "".join(Text(str(shown(text))).text) == visible(text)
    assert not UNSEEN.search(shown(text))


@given(ANY)
def test_what_is_shown_has_no_element_but_its_own(text):
    assert {tag for tag, _ in Text(str(shown(text))).tags} <= {"bdi", "span"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANY, ANY, ANY)
def test_no_input_adds_an_element_or_an_attribute_to_the_page(title, prompt, claim):
    original, font.subset = font.subset, lambda characters: font.Subset(b"", "", ())
    try:
        html = _page(title or "x", prompt, claim)
    finally:
        font.subset = original
    tags = [tag for tag in Text(html).tags if tag != ("span", ("class",))]
    assert tags == [tag for tag in PLAIN if tag != ("span", ("class",))]
    assert not UNSEEN.search(html)
