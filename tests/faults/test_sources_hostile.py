"""Bad input: each gives one clear line, is counted, and stops nothing else."""

import io
import os
import socket
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from sidebyside.records import Output, Unscorable
from sidebyside.sources import Limits, read, walking

PROSE = "The tide rose in the night, and nobody in the village saw it."
CONTAINER = '<container><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>'


def results(folder: Path, **limits: int) -> dict[str, Output | Unscorable]:
    """Read a folder, beside a good file that must always come through."""
    (folder / "good.txt").write_text(PROSE)
    found: dict[str, Output | Unscorable] = {}
    for reading in read(folder, "output", limits=Limits(**limits)):
        item = reading.item
        assert isinstance(item, Output | Unscorable)
        if isinstance(item, Unscorable):
            assert item.message
            assert item.hint
            assert (item.message + item.hint).isprintable(), item.message
            found[item.path] = item
        else:
            found[item.artefact.path] = item
    assert isinstance(found.pop("good.txt"), Output)
    return found


def unscorable(folder: Path, name: str, data: bytes, **limits: int) -> Unscorable:
    (folder / name).write_bytes(data)
    (item,) = results(folder, **limits).values()
    assert isinstance(item, Unscorable), item
    assert name in item.message
    return item


def zipped(files: dict[str, bytes | str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return stream.getvalue()


def book(href: str = "a.xhtml", **more: bytes | str) -> dict[str, bytes | str]:
    manifest = f'<manifest><item id="a" href="{href}"/></manifest>'
    package = f'<package>{manifest}<spine><itemref idref="a"/></spine></package>'
    return {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "book.opf": package,
        "a.xhtml": f"<p>{PROSE}</p>",
        **more,
    }


def png(width: int = 8, height: int = 6) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 200))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("name", ["a.txt", "a.png", "a.pdf", "a.epub", "a.docx", "a.jsonl", "a.exr"])
def test_an_empty_file_of_any_type_is_unscorable(tmp_path: Path, name: str) -> None:
    assert unscorable(tmp_path, name, b"").code == "empty"


def test_a_text_of_nothing_but_white_space_is_unscorable(tmp_path: Path) -> None:
    assert unscorable(tmp_path, "a.txt", b" \r\n\t ").code == "empty"


@pytest.mark.parametrize(
    ("name", "data", "holds"),
    [
        ("a.txt", png(), "PNG"),
        ("a.png", b"\x7fELF\x02\x01\x01" + bytes(100), "program (ELF)"),
        ("a.jpg", PROSE.encode(), "plain text"),
        ("a.pdf", PROSE.encode(), "plain text"),
        ("a.docx", PROSE.encode(), "plain text"),
        ("a.png", b"%PDF-1.4\n%\xe2\xe3", "PDF"),
        ("a.txt", bytes(range(256)) * 8, "binary"),
        ("a.html", b"\xff\xd8\xff\xe0" + bytes(60), "JPEG"),
        ("a.docx", zipped({"x.txt": "x"}), "ZIP"),
        ("a.jsonl", png(), "PNG"),
    ],
)
def test_a_file_that_lies_about_its_type_is_named_with_both(
    tmp_path: Path, name: str, data: bytes, holds: str
) -> None:
    item = unscorable(tmp_path, name, data)
    assert item.code == "wrong_type"
    assert holds in item.message


def test_a_jpeg_that_is_named_png_is_read_with_a_note(tmp_path: Path) -> None:
    Image.new("RGB", (4, 4)).save(tmp_path / "a.png", "JPEG")
    (reading,) = read(tmp_path, "output")
    assert isinstance(reading.item, Output)
    assert [note.code for note in reading.notes] == ["name_differs"]
    assert "JPEG" in reading.notes[0].message


def test_a_picture_without_a_suffix_is_read_with_a_note(tmp_path: Path) -> None:
    (tmp_path / "picture").write_bytes(png())
    (reading,) = read(tmp_path, "output")
    assert isinstance(reading.item, Output)
    assert [note.code for note in reading.notes] == ["no_suffix"]


@pytest.mark.parametrize("name", ["a.xyz", "README", ".hidden", "a."])
def test_a_suffix_that_is_not_read_is_unscorable_and_keeps_its_digest(tmp_path: Path, name: str) -> None:
    item = unscorable(tmp_path, name, PROSE.encode())
    assert (item.code, len(item.sha256)) == ("unsupported_type", 64)
    assert ".epub" in item.hint


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.gif", "a.webp", "a.tiff", "a.bmp"])
@pytest.mark.parametrize("share", [0.02, 0.1, 0.5])
def test_a_truncated_picture_is_damaged_or_left_to_the_decoder_and_never_stops_the_run(
    tmp_path: Path, name: str, share: float
) -> None:
    stream = io.BytesIO()
    Image.effect_noise((64, 64), 90).convert("RGB").save(
        stream, {"a.jpg": "JPEG", "a.tiff": "TIFF"}.get(name, name[2:].upper())
    )
    data = stream.getvalue()
    (tmp_path / name).write_bytes(data[: max(4, int(len(data) * share))])
    (item,) = results(tmp_path).values()
    assert isinstance(item, Output) or item.code in ("corrupt", "wrong_type")


def test_a_decompression_bomb_is_refused_by_its_header_and_the_limit_can_be_raised(tmp_path: Path) -> None:
    item = unscorable(tmp_path, "a.png", png(60_000, 60_000))
    assert item.code == "too_large"
    assert "3,600,000,000 pixels" in item.message
    assert "--max-pixels" in item.hint
    assert isinstance(results(tmp_path, max_pixels=4_000_000_000)["a.png"], Output)


def test_a_text_over_the_limit_is_not_opened_and_the_limit_can_be_raised(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as stream:
        stream.truncate(100 << 20)
    (item,) = results(tmp_path).values()
    assert isinstance(item, Unscorable)
    assert (item.code, item.sha256) == ("too_large", "")
    assert "104,857,600 bytes" in item.message
    assert "64 MiB" in item.message
    assert "--max-text-mb" in item.hint
    (tmp_path / "a.txt").write_bytes(b"tide " * 300_000)
    assert isinstance(results(tmp_path, max_text_mb=2)["a.txt"], Output)
    assert isinstance(results(tmp_path, max_text_mb=1)["a.txt"], Unscorable)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    item = unscorable(tmp_path, "a.epub", zipped(book(**{"big.bin": bytes(3 << 20)})), max_unpacked_mb=2)
    assert item.code == "too_large"
    assert "--max-unpacked-mb" in item.hint
    assert isinstance(results(tmp_path, max_unpacked_mb=4)["a.epub"], Output)


def test_a_zip_that_states_less_than_it_unpacks_to_is_refused(tmp_path: Path) -> None:
    data = zipped(book(**{"a.xhtml": b"<p>" + b"tide " * 4000}))
    true, false = struct.pack("<I", 20_003), struct.pack("<I", 10)
    assert true in data
    assert unscorable(tmp_path, "a.epub", data.replace(true, false)).code == "corrupt"


@pytest.mark.parametrize("name", ["../evil.xhtml", "/etc/evil", "a/../../evil", "..\\evil", "C:\\evil"])
def test_an_archive_with_a_name_that_leads_outside_is_refused(tmp_path: Path, name: str) -> None:
    data = zipped(book(**{name: "evil"}))
    item = unscorable(tmp_path, "a.epub", data)
    assert item.code == "unsafe_archive"
    assert "leads outside" in item.message


@pytest.mark.parametrize("href", ["../../etc/passwd", "/etc/passwd", "%2e%2e/x", "..%2fx"])
def test_a_book_whose_spine_leads_outside_is_refused(tmp_path: Path, href: str) -> None:
    assert unscorable(tmp_path, "a.epub", zipped(book(href))).code == "unsafe_archive"


def test_a_book_that_declares_entities_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><package>&b;</package>'
    assert unscorable(tmp_path, "a.epub", zipped(book(**{"book.opf": bomb}))).code == "unsafe_archive"


def test_a_book_under_rights_management_is_encrypted(tmp_path: Path) -> None:
    locked = '<encryption><CipherReference URI="a.xhtml"/></encryption>'
    assert (
        unscorable(tmp_path, "a.epub", zipped(book(**{"META-INF/encryption.xml": locked}))).code
        == "encrypted"
    )


@pytest.mark.parametrize("missing", ["META-INF/container.xml", "book.opf"])
def test_a_book_without_its_parts_is_damaged(tmp_path: Path, missing: str) -> None:
    files = book()
    del files[missing]
    assert unscorable(tmp_path, "a.epub", zipped(files)).code == "corrupt"


@pytest.mark.parametrize("share", [0.2, 0.9])
def test_a_truncated_package_is_damaged(tmp_path: Path, share: float) -> None:
    data = zipped(book())
    assert unscorable(tmp_path, "a.epub", data[: int(len(data) * share)]).code == "corrupt"
    (tmp_path / "a.epub").unlink()
    data = zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<d/>" * 50})
    assert unscorable(tmp_path, "a.docx", data[: int(len(data) * share)]).code == "corrupt"


def test_a_document_nested_without_end_does_not_break_the_reader(tmp_path: Path) -> None:
    word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    deep = "<w:tbl>" * 20_000 + f"<w:p><w:t>{PROSE}</w:t></w:p>" + "</w:tbl>" * 20_000
    files = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {word}>{deep}</w:document>",
    }
    (tmp_path / "a.docx").write_bytes(zipped(files))
    (item,) = results(tmp_path).values()
    assert isinstance(item, Output) or item.code == "corrupt"


def test_an_encrypted_pdf_says_that_it_needs_a_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A standard security handler with a user password nobody here knows: PDFium asks for it.
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[]/Count 0>>",
        b"<</Filter/Standard/V 1/R 2/P -4/Length 40/O<%s>/U<%s>>>" % (b"11" * 32, b"22" * 32),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Size 4/Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]>>\nstartxref\n%d\n%%%%EOF" % len(out)
    data = out + b"xref\n0 4\n0000000000 65535 f \n" + table + trailer
    item = unscorable(tmp_path, "a.pdf", data)
    assert item.code == "encrypted"
    assert "password" in item.message


def test_a_damaged_pdf_is_damaged(tmp_path: Path) -> None:
    assert unscorable(tmp_path, "a.pdf", b"%PDF-1.7\n\xff\xfe" + bytes(200)).code == "corrupt"


def test_the_text_of_a_pdf_is_held_to_the_limit_of_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 200)
    document.save(tmp_path / "a.pdf")
    document.close()
    monkeypatch.setattr(pypdfium2.PdfTextPage, "get_text_range", lambda *_: "tide " * 300_000)
    (item,) = results(tmp_path, max_text_mb=1).values()
    assert isinstance(item, Unscorable)
    assert item.code == "too_large"


def test_links_that_lead_round_or_outside_are_named_and_links_to_files_inside_are_followed(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("outside")
    for name, target in {
        "round.txt": "round.txt", "up": "..", "sub/up": "../sub", "out.txt": "../secret.txt",
        "gone.txt": "nowhere", "same.txt": "good.txt", "folder": "sub",
    }.items():  # fmt: skip
        (folder / name).symlink_to(target)
    found = results(folder)
    codes = {path: item.code for path, item in found.items() if isinstance(item, Unscorable)}
    assert codes == {
        "round.txt": "symlink_loop",
        "up": "outside_folder",
        "sub/up": "symlink_loop",
        "out.txt": "outside_folder",
        "gone.txt": "unreadable",
        "folder": "linked_folder",
    }
    assert isinstance(found["same.txt"], Output)


def test_pipes_sockets_and_devices_are_never_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "null.txt").symlink_to("pipe.txt")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.txt")
        found = results(tmp_path)
    assert {path: item.code for path, item in found.items() if isinstance(item, Unscorable)} == dict.fromkeys(
        ("pipe.txt", "null.txt", "socket.txt"), "not_a_file"
    )


def test_a_file_that_became_a_pipe_after_it_was_listed_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    with pytest.raises(walking.UnfitItemError, match="pipe"):
        walking.read_regular(str(tmp_path / "a.txt"), 100)


def refusing(real: Callable[..., Any], word: str) -> Callable[..., Any]:
    def refuse(place: Any, *rest: Any, **more: Any) -> Any:
        if word in os.fspath(place):
            raise PermissionError(13, "Permission denied", place)
        return real(place, *rest, **more)

    return refuse


def test_a_file_or_folder_without_read_permission_is_unscorable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "locked.txt").write_text(PROSE)
    (tmp_path / "locked folder").mkdir()
    monkeypatch.setattr(walking.os, "open", refusing(os.open, "locked.txt"))
    monkeypatch.setattr(walking.os, "scandir", refusing(os.scandir, "locked folder"))
    found = results(tmp_path)
    assert {path: item.code for path, item in found.items() if isinstance(item, Unscorable)} == {
        "locked.txt": "unreadable",
        "locked folder": "unreadable",
    }


@pytest.mark.parametrize(
    "name",
    [
        b"with space.txt",
        "夜雨.txt".encode(),
        b"two\nlines.txt",
        b"\xff\xfe.txt",
        b"a#b.txt",
        "\u202etxt.md".encode(),
    ],
)
def test_any_name_that_the_disk_can_hold_is_read_and_shown_on_one_line(tmp_path: Path, name: bytes) -> None:
    with open(os.path.join(os.fsencode(tmp_path), name), "wb") as stream:  # noqa: PTH118, PTH123
        stream.write(b"\x89PNG\r\n\x1a\n")
    (item,) = results(tmp_path).values()
    assert isinstance(item, Unscorable)
    item.path.encode("utf-8")
    with open(os.path.join(os.fsencode(tmp_path), name), "wb") as stream:  # noqa: PTH118, PTH123
        stream.write(b"other prose")
    (item,) = results(tmp_path).values()
    assert isinstance(item, Output)
    item.artefact.path.encode("utf-8")


def test_folders_without_end_are_read_to_a_stated_depth(tmp_path: Path) -> None:
    place = os.fspath(tmp_path)
    here = os.open(place, os.O_RDONLY)
    try:
        for _ in range(walking.MAX_DEPTH + 5):
            os.mkdir("d", dir_fd=here)
            below = os.open("d", os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = below
    finally:
        os.close(here)
    (item,) = results(tmp_path).values()
    assert isinstance(item, Unscorable)
    assert "folders deep" in item.message
