import sys
from types import ModuleType, SimpleNamespace

import pytest

from sidebyside import registry
from sidebyside.contracts import TEXT_METHODS
from sidebyside.errors import MethodError


def _room(tmp_path, monkeypatch, files):
    folder = tmp_path / "room_for_test"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    for name, text in files.items():
        (folder / name).write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    for function in (registry.modules, registry._member, registry._installed):
        function.cache_clear()
    return registry.Room("room_for_test")


def test_a_file_that_is_added_is_found_without_a_second_edit(tmp_path, monkeypatch):
    room = _room(tmp_path, monkeypatch, {"late.py": "MEMBER = 'late'", "early.py": "MEMBER = 'early'"})
    assert room.members() == {"early": "early", "late": "late"}
    for name in [name for name in sys.modules if name.startswith(room.name)]:
        del sys.modules[name]


def test_names_are_listed_without_importing_the_members(tmp_path, monkeypatch):
    room = _room(tmp_path, monkeypatch, {"broken.py": "raise SystemExit('imported')"})
    assert room.names() == ("broken",)
    del sys.modules[room.name]


def test_a_module_without_a_member_breaks_the_contract(tmp_path, monkeypatch):
    room = _room(tmp_path, monkeypatch, {"empty.py": ""})
    with pytest.raises(MethodError, match="no MEMBER"):
        room.member("empty")
    for name in [name for name in sys.modules if name.startswith(room.name)]:
        del sys.modules[name]


def test_an_installed_member_is_found_by_its_entry_point(monkeypatch):
    class Entry:
        name = "guest"
        dist = SimpleNamespace(name="guests", version="3")

        def load(self):
            return ModuleType("guest")

    for function in (registry.modules, registry._member, registry._installed):
        function.cache_clear()
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [Entry()] if "text" in group else [])
    try:
        assert "guest" in TEXT_METHODS.names()
        assert TEXT_METHODS.member("guest").__name__ == "guest"
        assert TEXT_METHODS.distribution("guest") == "guests 3"
        assert TEXT_METHODS.distribution("verbatim") == ""
    finally:
        for function in (registry._member, registry._installed):
            function.cache_clear()


@pytest.mark.parametrize("others", [["verbatim"], ["guest", "guest"]])
def test_an_installed_member_never_takes_the_place_of_another(monkeypatch, others):
    entries = [
        SimpleNamespace(
            name=name, value=f"package_{n}", dist=SimpleNamespace(name=f"package-{n}", version="1")
        )
        for n, name in enumerate(others)
    ]
    for function in (registry.modules, registry._member, registry._installed):
        function.cache_clear()
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: entries)
    try:
        for function in (TEXT_METHODS.names, lambda: TEXT_METHODS.member("verbatim")):
            with pytest.raises(MethodError, match="package-"):
                function()
    finally:
        for function in (registry._member, registry._installed):
            function.cache_clear()
