import io
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from sidebyside.records import Output, Text, Unscorable, Work
from sidebyside.sources import Reading, read
from sidebyside.sources.formats.image import COMMON_FORMATS, OTHER_FORMATS, SUFFIXES
from sidebyside.sources.formats.markdown import marks
from sidebyside.sources.markup import scan

CONTAINER = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'


def one(folder: Path, name: str, data: bytes) -> Reading:
    (folder / name).write_bytes(data)
    (reading,) = read(folder / name, "work")
    return reading


def text_of(reading: Reading) -> Text:
    assert isinstance(reading.item, Work), reading.item
    assert reading.item.artefact.text is not None
    return reading.item.artefact.text


def seen(text: Text) -> str:
    changes = [(span, "") for span in text.hidden] + [(item.span, item.text) for item in text.substitutions]
    out, at = [], 0
    for span, replacement in sorted(changes):
        out += [text.original[at : span.start], replacement]
        at = span.end
    return "".join(out) + text.original[at:]


def epub(files: dict[str, str], spine: tuple[str, ...] = ("one.xhtml", "two.xhtml")) -> bytes:
    items = "".join(f'<item id="i{n}" href="{href}"/>' for n, href in enumerate(spine))
    refs = "".join(f'<itemref idref="i{n}"/>' for n in range(len(spine)))
    package = (
        '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Tides</dc:title>'
        f"<dc:creator>A. Writer</dc:creator></metadata>"
        f"<manifest>{items}</manifest><spine>{refs}</spine></package>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("OEBPS/book.opf", package)
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


CHAPTERS = {
    "OEBPS/one.xhtml": "<?xml version='1.0'?><html><head><title/></head><body>"
    "<p>The  tide\nrose.</p><p>夜雨。</p></body></html>",
    "OEBPS/two.xhtml": "<html><head><title>Two</title></head><body>"
    "<p>It fell&#8212;slowly.</p></body></html>",
}


def pdf(text: str) -> bytes:
    content = f"BT /F1 24 Tf 72 720 Td ({text}) Tj ET".encode() if text else b""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Title(Tides)/Author(A. Writer)>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 7\n0000000000 65535 f \n" + table
    return out + b"trailer<</Size 7/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF" % start


def test_plain_text_keeps_every_character_and_the_mark_is_counted_beside_it(tmp_path: Path) -> None:
    text = text_of(one(tmp_path, "a.txt", b"\xef\xbb\xbfone\r\ntwo\rthree\n\xf0\x9d\x84\x9e"))
    assert text == Text("one\r\ntwo\rthree\n𝄞", bom_bytes=3)


def test_an_html_page_stays_as_it_is_and_what_a_reader_does_not_see_is_marked(tmp_path: Path) -> None:
    source = (
        "<html><head><title>Tides &amp; more</title><meta name=author content='A. Writer'>"
        "<style>p{}</style></head>"
        "<body><p class='a>b'>The t<b>id</b>e<!-- low --> rose&mdash;slowly</p>"
        "<script>if (a < b) x()</script><p>5 < 6 & so</p>"
    )
    reading = one(tmp_path, "a.html", source.encode())
    text = text_of(reading)
    assert text.original == source
    assert seen(text).split() == ["The", "tide", "rose—slowly", "5", "<", "6", "&", "so"]
    assert "slowly\n\n5" in seen(text)
    assert isinstance(reading.item, Work)
    assert [(c.name, c.value) for c in reading.item.artefact.claims] == [
        ("title", "Tides & more"),
        ("author", "A. Writer"),
    ]


def test_an_html_page_is_decoded_by_the_encoding_it_declares(tmp_path: Path) -> None:
    page = "<meta charset='big5'><p>夜雨</p>".encode("big5")
    assert text_of(one(tmp_path, "a.htm", page)).encoding == "big5"


@pytest.mark.parametrize(
    "source",
    [
        "<!--" * 30_000,
        "<a '" * 30_000 + ">",
        '<a ">"' * 30_000,
        "<script>" * 20_000,
        "&#" * 30_000,
        "<" * 60_000,
        "<!" * 30_000 + ">",
    ],
)
def test_a_hostile_page_is_scanned_in_one_pass(source: str) -> None:
    assert len(scan(source).rendered) <= len(source) + 2


def test_markdown_hides_what_a_reader_does_not_see(tmp_path: Path) -> None:
    source = (
        "---\ntitle: Tides\nauthor: A. Writer\n---\n# The *tide*\n"
        '\n> It __rose__ [slowly](http://x.y/a_(b) "t") &amp; un*com*monly\n'
        "<!-- a note -->\n```python\n*code*\n```\n![pic](p.png) 2 * 3 snake_case \\* `x`\n\n[ref]: http://x.y\n"
    )
    reading = one(tmp_path, "a.md", source.encode())
    assert text_of(reading).original == source
    assert seen(text_of(reading)).split() == (
        [
            "The",
            "tide",
            "It",
            "rose",
            "slowly",
            "&",
            "uncommonly",
            "*code*",
            "pic",
            "2",
            "*",
            "3",
            "snake_case",
            "*",
            "x",
        ]
    )
    assert isinstance(reading.item, Work)
    assert [c.value for c in reading.item.artefact.claims] == ["Tides", "A. Writer"]


@pytest.mark.parametrize(
    "source", ["<!--" * 20_000, "[" * 40_000, "](" * 20_000, "*a" * 20_000, "`" * 40_000, "<a " * 20_000]
)
def test_hostile_markdown_is_scanned_in_one_pass(source: str) -> None:
    hidden, substitutions = marks(source)
    Text(source, hidden=tuple(hidden), substitutions=tuple(substitutions))


def test_a_pdf_gives_its_text_layer_with_pages_as_parts_and_keeps_the_extracted_text(tmp_path: Path) -> None:
    reading = one(tmp_path, "a.pdf", pdf("The tide rose slowly"))
    text = text_of(reading)
    assert (text.original.strip(), text.kind, text.parts[0].label) == (
        "The tide rose slowly",
        "extracted",
        "page 1",
    )
    assert isinstance(reading.item, Work)
    assert reading.extracted == text.original.encode()
    assert [c.value for c in reading.item.artefact.claims] == ["Tides", "A. Writer"]
    assert len(reading.item.artefact.text_sha256) == 64


def test_an_epub_gives_its_chapters_in_the_order_of_the_spine(tmp_path: Path) -> None:
    reading = one(tmp_path, "a.epub", epub(CHAPTERS))
    text = text_of(reading)
    assert text.original == "The tide rose.\n\n夜雨。\n\nIt fell—slowly."
    assert [(part.start, part.label) for part in text.parts] == [(0, "chapter 1"), (21, "chapter 2: Two")]
    assert isinstance(reading.item, Work)
    assert [c.value for c in reading.item.artefact.claims] == ["Tides", "A. Writer"]


def test_a_docx_gives_paragraphs_and_tables_in_their_order(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.core_properties.title = "Tides"
    document.add_paragraph("The tide").add_run(" rose.\tSlowly")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "left", "夜雨"
    document.add_paragraph("The end.")
    stream = io.BytesIO()
    document.save(stream)
    reading = one(tmp_path, "a.docx", stream.getvalue())
    assert text_of(reading).original.split("\n") == ["The tide rose.\tSlowly", "left", "夜雨", "The end."]
    assert isinstance(reading.item, Work)
    assert reading.item.artefact.claims[0].value == "Tides"


def test_a_docx_reads_a_text_box_once_keeps_insertions_and_leaves_deletions(tmp_path: Path) -> None:
    word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    compatible = 'xmlns:m="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = "<w:p><w:r><w:t>in the box</w:t></w:r></w:p>"
    body = (
        f"<w:document {word} {compatible}><w:body><w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>"
        "<w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText><w:t>old</w:t></w:r></w:del>"
        f"<m:AlternateContent><m:Choice>{box}</m:Choice><m:Fallback>{box}</m:Fallback></m:AlternateContent>"
        "</w:p></w:body></w:document>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", body)
    assert text_of(one(tmp_path, "a.docx", stream.getvalue())).original == "new\nin the box"


def test_the_size_of_a_picture_is_that_after_its_orientation(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    stream = io.BytesIO()
    Image.new("RGB", (8, 6)).save(stream, "JPEG", exif=exif)
    item = one(tmp_path, "a.jpg", stream.getvalue()).item
    assert isinstance(item, Work)
    assert item.artefact.picture is not None
    assert (item.artefact.picture.height_px, item.artefact.picture.width_px) == (8, 6)


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("a.png", "I;16"),
        ("a.png", "RGBA"),
        ("a.png", "LA"),
        ("a.png", "P"),
        ("a.png", "1"),
        ("a.jpg", "CMYK"),
        ("a.tiff", "F"),
        ("a.webp", "RGB"),
        ("a.bmp", "RGB"),
        ("a.tga", "RGB"),
        ("a.ppm", "RGB"),
        ("a.pcx", "RGB"),
        ("a.sgi", "RGB"),
        ("a.qoi", "RGB"),
        ("a.ico", "RGBA"),
        ("a.xbm", "1"),
        ("a.msp", "1"),
        ("a.jp2", "RGB"),
        ("a.pfm", "F"),
        ("a.avif", "RGB"),
    ],
)
def test_every_kind_of_picture_is_read_by_its_header(tmp_path: Path, name: str, mode: str) -> None:
    size = (16, 16) if name == "a.ico" else (20, 10)
    Image.new(mode, size).save(tmp_path / name)
    (reading,) = read(tmp_path / name, "work")
    assert isinstance(reading.item, Work), reading.item
    picture = reading.item.artefact.picture
    assert picture is not None
    assert (picture.width_px, picture.height_px, picture.mode) == (*size, mode)
    assert reading.notes == ()


def test_what_only_opencv_reads_is_read_by_its_header(tmp_path: Path) -> None:
    pixels = np.zeros((10, 20, 3), np.float32)
    for name in ("a.hdr", "a.pfm"):
        assert cv2.imwrite(str(tmp_path / name), pixels)
    assert cv2.imwrite(str(tmp_path / "a.pam"), pixels.astype(np.uint8))
    window = b"dataWindow\0box2i\0\x10\0\0\0" + np.array([0, 0, 19, 9], "<i4").tobytes()
    (tmp_path / "a.exr").write_bytes(b"\x76\x2f\x31\x01\x02\0\0\0" + window + b"\0")
    pictures = {
        r.item.artefact.path: r.item.artefact.picture
        for r in read(tmp_path, "work")
        if isinstance(r.item, Work)
    }
    assert {name: (p.height_px, p.width_px) for name, p in pictures.items() if p} == dict.fromkeys(
        ("a.exr", "a.hdr", "a.pam", "a.pfm"), (10, 20)
    )


def test_frames_are_counted_and_noted(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (4, 4), color) for color in ("red", "teal", "white")]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:], duration=50)
    (reading,) = read(tmp_path / "a.gif", "output")
    assert isinstance(reading.item, Output)
    assert reading.item.artefact.picture is not None
    assert reading.item.artefact.picture.n_frames == 3
    assert [note.code for note in reading.notes] == ["first_frame"]


def test_the_list_of_picture_suffixes_is_that_of_pillow_but_for_what_is_no_raster_picture() -> None:
    Image.init()
    read_here = {*COMMON_FORMATS, *OTHER_FORMATS, "MPO"}
    of_pillow = {word for word, name in Image.registered_extensions().items() if name in read_here}
    assert of_pillow <= SUFFIXES
    assert SUFFIXES - of_pillow <= {".mpo", ".pxm", ".sr", ".avif", ".avifs", ".webp", ".jp2"}
    left_out = set(Image.OPEN) - read_here
    assert left_out <= {
        "BUFR",
        "EPS",
        "GRIB",
        "HDF5",
        "IMT",
        "IPTC",
        "MCIDAS",
        "MPEG",
        "SPIDER",
        "WMF",
        "XVTHUMB",
    }


@pytest.mark.parametrize(
    "start", ["BM", "II*", "GIF8", "qoif", "icns", "8BPS", "MZ", "PK", "ID3", "OggS", "%PDF"]
)
def test_a_text_that_begins_like_the_mark_of_another_kind_is_a_text(tmp_path: Path, start: str) -> None:
    prose = f"{start} is how the first line of this letter begins."
    assert text_of(one(tmp_path, "a.txt", prose.encode())).original == prose


@pytest.mark.parametrize("kind", ["QOI", "ICNS"])
def test_a_picture_whose_mark_is_a_word_is_known_without_its_suffix(tmp_path: Path, kind: str) -> None:
    stream = io.BytesIO()
    Image.effect_noise((128, 128), 90).convert("RGB").save(stream, kind)
    assert [note.code for note in one(tmp_path, "picture", stream.getvalue()).notes] == ["no_suffix"]


def test_a_pdf_without_a_text_layer_needs_ocr(tmp_path: Path) -> None:
    item = one(tmp_path, "a.pdf", pdf("")).item
    assert isinstance(item, Unscorable)
    assert item.code == "needs_ocr"
    assert "needs OCR" in item.message
