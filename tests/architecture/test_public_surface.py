"""What `import sidebyside` gives, and what it costs."""

import json
import subprocess
import sys

import pytest

import sidebyside


def _python(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    ).stdout


def test_every_exported_name_can_be_had_and_is_documented():
    for name in sidebyside.__all__:
        value = getattr(sidebyside, name)
        assert value.__doc__
    assert dir(sidebyside) == sorted(sidebyside.__all__)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nothing_like_it"):
        _ = sidebyside.nothing_like_it


def test_importing_the_package_loads_one_module():
    code = (
        "import sys, json; before = set(sys.modules); import sidebyside; "
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    assert json.loads(_python(code)) == ["sidebyside"]


def test_help_loads_neither_numpy_nor_a_method():
    code = (
        "import sys\nfrom sidebyside.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'numpy', 'cv2', 'PIL', 'onnxruntime', 'jinja2', 'tqdm', 'sidebyside.workflows'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))"
    )
    assert _python(code).splitlines()[-1] == "HEAVY []"


def test_a_comparison_of_texts_loads_nothing_that_pictures_or_exhibits_need(tmp_path):
    (tmp_path / "a.txt").write_text("The lamp on the outer mole was lit again that night by nobody we knew.")
    code = (
        f"import sys, sidebyside\nsidebyside.compare({str(tmp_path)!r}, {str(tmp_path)!r})\n"
        "heavy = {'cv2', 'PIL', 'onnxruntime', 'jinja2', 'fontTools', 'torch'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))"
    )
    assert _python(code).splitlines()[-1] == "HEAVY []"
