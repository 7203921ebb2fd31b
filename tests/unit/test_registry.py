import sys
from types import ModuleType

import pytest

from sidebyside import registry
from sidebyside.errors import MethodError


def _room(tmp_path, monkeypatch, files):
    folder = tmp_path / "room_for_test"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    for name, text in files.items():
        (folder / name).write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    for function in (registry.modules, registry.names, registry.member, registry._installed):
        function.cache_clear()
    return "room_for_test"


def test_a_file_that_is_added_is_found_without_a_second_edit(tmp_path, monkeypatch):
    room = _room(tmp_path, monkeypatch, {"late.py": "MEMBER = 'late'", "early.py": "MEMBER = 'early'"})
    assert registry.members(room) == {"early": "early", "late": "late"}
    for name in [name for name in sys.modules if name.startswith(room)]:
        del sys.modules[name]


def test_names_are_listed_without_importing_the_members(tmp_path, monkeypatch):
    room = _room(tmp_path, monkeypatch, {"broken.py": "raise SystemExit('imported')"})
    assert registry.names(room) == ("broken",)
    del sys.modules[room]


def test_a_module_without_a_member_breaks_the_contract(tmp_path, monkeypatch):
    room = _room(tmp_path, monkeypatch, {"empty.py": ""})
    with pytest.raises(MethodError, match="no MEMBER"):
        registry.member(room, "empty")
    for name in [name for name in sys.modules if name.startswith(room)]:
        del sys.modules[name]


def test_an_installed_member_is_found_by_its_entry_point(monkeypatch):
    class Entry:
        name = "guest"

        def load(self):
            return ModuleType("guest")

    for function in (registry.modules, registry.names, registry.member, registry._installed):
        function.cache_clear()
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [Entry()] if "text" in group else [])
    try:
        assert "guest" in registry.names("sidebyside.methods.text")
        assert registry.member("sidebyside.methods.text", "guest").__name__ == "guest"
    finally:
        for function in (registry.names, registry.member, registry._installed):
            function.cache_clear()
