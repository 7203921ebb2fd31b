import io
import json
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from sidebyside.records import Claim, Output
from sidebyside.sources import MAX_CLAIM_CHARACTERS, read

PARAMETERS = (
    "a lighthouse, night\nNegative prompt: blurry\n"
    'Steps: 20, Sampler: Euler a, Seed: 1, Lora hashes: "a: 1, b: 2", Model: v1-5'
)
GRAPH = {
    "3": {
        "class_type": "KSampler",
        "inputs": {"seed": 5, "steps": 20, "positive": ["6", 0], "negative": ["7", 0]},
    },
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a lighthouse", "clip": ["3", 0]}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry"}},
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "v1-5.safetensors"}},
}
XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
    'Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"/>'
    "</rdf:RDF></x:xmpmeta>"
)


def png(**texts: str) -> bytes:
    info = PngImagePlugin.PngInfo()
    for name, value in texts.items():
        info.add_itxt("XML:com.adobe.xmp" if name == "xmp" else name, value)
    stream = io.BytesIO()
    Image.new("RGB", (8, 6), "teal").save(stream, "PNG", pnginfo=info)
    return stream.getvalue()


def jpeg(**options: object) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (8, 6), "teal").save(stream, "JPEG", **options)
    return stream.getvalue()


def claims_of(folder: Path, data: bytes, name: str = "a.png") -> tuple[Claim, ...]:
    (folder / name).write_bytes(data)
    (reading,) = read(folder, "output")
    assert isinstance(reading.item, Output)
    assert reading.item.generation.prompt == ""
    assert reading.item.generation.settings == ()
    return reading.item.artefact.claims


def named(claims: tuple[Claim, ...]) -> dict[str, str]:
    return {claim.name: claim.value for claim in claims}


def test_web_ui_parameters_in_a_png_are_claims_and_fill_nothing_in_the_generation(tmp_path: Path) -> None:
    found = named(claims_of(tmp_path, png(parameters=PARAMETERS)))
    assert found["prompt"] == "a lighthouse, night"
    assert found["negative_prompt"] == "blurry"
    assert (found["Steps"], found["Sampler"], found["Model"]) == ("20", "Euler a", "v1-5")
    assert found["Lora hashes"] == "a: 1, b: 2"
    assert found["parameters"] == PARAMETERS


@pytest.mark.parametrize("codec", ["utf-16-be", "utf-16-le"])
def test_web_ui_parameters_in_the_exif_user_comment_are_read_in_both_byte_orders(
    tmp_path: Path, codec: str
) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9286] = b"UNICODE\0" + PARAMETERS.encode(codec)
    found = claims_of(tmp_path, jpeg(exif=exif), "a.jpg")
    assert named(found)["prompt"] == "a lighthouse, night"
    assert {claim.source for claim in found} == {"sd-webui exif"}


def test_the_graph_of_comfyui_gives_prompt_model_and_settings_even_where_it_runs_in_a_circle(
    tmp_path: Path,
) -> None:
    found = named(claims_of(tmp_path, png(prompt=json.dumps(GRAPH), workflow='{"nodes": []}')))
    assert (found["prompt"], found["negative_prompt"]) == ("a lighthouse", "blurry")
    assert (found["model"], found["seed"], found["steps"]) == ("v1-5.safetensors", "5", "20")
    assert json.loads(found["prompt graph"]) == GRAPH
    assert found["workflow"] == '{"nodes": []}'


def test_a_midjourney_description_gives_prompt_parameters_and_job(tmp_path: Path) -> None:
    text = "a lighthouse --ar 3:2 --v 6.1 Job ID: 0a1b2c3d-0000-1111-2222-333344445555"
    found = named(claims_of(tmp_path, png(Description=text, Author="someone")))
    assert found["prompt"] == "a lighthouse"
    assert found["parameters"] == "--ar 3:2 --v 6.1"
    assert found["job_id"] == "0a1b2c3d-0000-1111-2222-333344445555"
    assert found["author"] == "someone"


def test_the_digital_source_type_is_read_from_xmp_in_png_and_jpeg(tmp_path: Path) -> None:
    for name, data in (("a.png", png(xmp=XMP)), ("a.jpg", jpeg(xmp=XMP.encode()))):
        folder = tmp_path / name
        folder.mkdir()
        found = named(claims_of(folder, data, name))
        assert found["DigitalSourceType"].endswith("trainedAlgorithmicMedia")


def test_a_text_chunk_behind_the_pixels_is_read_and_no_pixel_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = b"parameters\0" + PARAMETERS.encode()
    chunk = struct.pack(">I", len(body)) + b"tEXt" + body + struct.pack(">I", zlib.crc32(b"tEXt" + body))
    data = png()

    def refuse(*_: object) -> None:
        raise AssertionError("pixels were decoded")

    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", refuse)
    assert named(claims_of(tmp_path, data[:-12] + chunk + data[-12:]))["prompt"] == "a lighthouse, night"


def test_a_long_claim_is_cut_and_says_so(tmp_path: Path) -> None:
    value = named(claims_of(tmp_path, png(parameters="x" * 50_000)))["prompt"]
    assert value.endswith(f"[cut at {MAX_CLAIM_CHARACTERS} of 50000 characters]")
