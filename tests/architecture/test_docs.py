"""Every code block of the documents is run, or checked in the way its language says; none is passed over.

A page is one run in a folder of its own, with the example and a finished case in it, block after block.

=========== ======================================================================================
bash        ``sidebyside`` and ``python -I -S`` are run; of make, pip and uv it is checked that what they name
            is there; any other word fails. ``# exit N`` in the first line is the exit status expected
text        what the block before it printed; ``…`` stands for anything
python      is run; with a title it is a file of the package, and is found there by listing the folder
json, jsonl are read by the code that reads such lines
tree        each line is there
drawing     each file, and each name behind a file, is there; rooms in brackets are not
=========== ======================================================================================
"""

import contextlib
import dataclasses
import functools
import hashlib
import importlib
import io
import itertools
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from sidebyside import registry
from sidebyside.case import finding_to_line, line_to_finding
from sidebyside.case.contract import _KEYS
from sidebyside.cli import main
from sidebyside.contracts import IMAGE_METHODS, TEXT_METHODS
from sidebyside.exhibits.arrangement.tables import COVERAGE_COLUMNS, FINDING_COLUMNS, STORY_COLUMNS
from sidebyside.primitives.digest import canonical_json
from sidebyside.records import Counts, EditOperation, Generation, ImageQuantum, Match, TextQuantum, Transform
from sidebyside.sources import Limits, option, recognising
from sidebyside.sources.collections.jsonl import MEMBER as JSONL

ROOT = Path(__file__).resolve().parents[2]
PAPERS = sorted(path for path in ROOT.glob("*.md"))
PAGES = [*PAPERS, *sorted((ROOT / "docs").rglob("*.md"))]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
FENCE = re.compile(r"^( *)```(.*)$")


@dataclasses.dataclass
class Block:
    language: str
    title: str
    text: str
    place: str


def blocks(page):
    found, opened = [], None
    for number, line in enumerate(page.read_text("utf-8").splitlines(), 1):
        fence = FENCE.match(line)
        if fence and opened is None:
            language, _, rest = fence[2].strip().partition(" ")
            title = re.search(r'title="([^"]*)"', rest)
            opened = Block(language, title[1] if title else "", "", f"{page.relative_to(ROOT)}:{number}")
        elif fence:
            found.append(opened)
            opened = None
        elif opened is not None:
            opened.text += line + "\n"
    assert opened is None, f"{opened.place} is not closed"
    return found


@pytest.fixture(scope="session")
def prepared(tmp_path_factory, compare_once):
    """A folder with the example, a case that was made of it, and the exhibit of that."""
    folder = tmp_path_factory.mktemp("prepared")
    for name in ("works", "outputs"):
        shutil.copytree(ROOT / "examples" / name, folder / "examples" / name)
    with contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()):
        compare_once("examples/works", "examples/outputs", "CASE")
        assert main(["exhibit", "CASE"]) == 0
    return folder


@pytest.fixture(scope="session")
def compare_once():
    """`compare` in which the same comparison without a folder to keep it is made once for all pages."""
    module = importlib.import_module("sidebyside.workflows.compare")
    compare, made = module.compare, {}

    def once(works, outputs, out=None, **more):
        if out is not None:
            return compare(works, outputs, out, **more)
        options = more.get("options") or module.Options()
        methods = {member for room in (TEXT_METHODS, IMAGE_METHODS) for member in room.names()}
        key = (str(works), str(outputs), repr(options), tuple(sorted(methods)))
        if key not in made:
            made[key] = compare(works, outputs, **more)
        return made[key]

    return once


@pytest.fixture
def workspace(prepared, compare_once, tmp_path, monkeypatch):
    shutil.copytree(prepared / "examples", tmp_path / "examples", copy_function=os.link)
    shutil.copytree(prepared / "CASE", tmp_path / "CASE")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr("sidebyside.workflows.compare.compare", compare_once)
    yield tmp_path
    monkeypatch.undo()
    forget_members()


def forget_members():
    for found in (registry.modules, registry._installed, registry._member):
        found.cache_clear()
    for found in (recognising.formats, recognising.collections, recognising.format_named):
        found.cache_clear()
    recognising.collection_named.cache_clear()
    recognising.known_suffixes.cache_clear()


class Run:
    """One page, from its first block to its last."""

    def __init__(self, folder, monkeypatch):
        self.folder, self.monkeypatch = folder, monkeypatch
        self.names = {"__name__": "__page__"}
        self.added = {}
        self.printed = None

    def run(self, block):
        check = check_printed if block.language == "text" else getattr(self, f"run_{block.language}", None)
        assert check is not None, (
            f"{block.place}: no way to run a block of {block.language or 'no language'!r}"
        )
        printed, self.printed = self.printed, None
        if block.language == "text":
            check_printed(block, printed)
        else:
            check(block)

    def run_bash(self, block):
        expected = re.match(r"# exit (\d+)\n", block.text)
        lines = block.text.replace("\\\n", " ").splitlines()
        commands = [words for line in lines if (words := shlex.split(line, comments=True))]
        assert commands, f"{block.place} is empty"
        for words in commands:
            status, self.printed = self.command(words, block.place)
            assert status == (int(expected[1]) if expected else 0), (
                f"{block.place}: {words} ended with {status}"
            )

    def command(self, words, place):
        match words:
            case ["sidebyside", *arguments]:
                printed = io.StringIO()
                with contextlib.redirect_stdout(printed):
                    return main(arguments), printed.getvalue()
            case ["python", "-I", "-S", *arguments]:
                return self.process([sys.executable, "-I", "-S", *arguments], self.folder)
            case ["python", "-m", "pytest", *arguments]:
                return self.conformance(arguments)
            case ["make", *targets]:
                return check_make(targets, place)
            case ["python3", "-m", "venv", ".venv"] | ["uv", "venv"]:
                return 0, None
            case [".venv/bin/pip", "install", *arguments]:
                check_options(arguments, place)
                return check_installing(arguments, place)
            case ["uv", "pip", "install", *arguments]:
                return check_installing(arguments, place)
        pytest.fail(f"{place}: no way to run {words}")

    def process(self, command, folder, **environment):
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
            env={**os.environ, "PYTHONUTF8": "1", **environment},
        )
        return done.returncode, done.stdout

    def conformance(self, arguments):
        """Run tests in a process that finds the members this page added."""
        lines = [
            f"import {room}; {room}.__path__.append({str(folder)!r})" for room, folder in self.added.items()
        ]
        (self.folder / "added_members.py").write_text("\n".join(lines), "utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "added_members", "-p", "no:cacheprovider"]
        places = os.pathsep.join([str(self.folder), str(ROOT / "src")])
        status, printed = self.process([*command, *arguments], ROOT, PYTHONPATH=places)
        assert re.search(r"[1-9]\d* passed", printed), printed
        return status, printed

    def run_python(self, block):
        if block.title:
            self.add(block)
        else:
            code = compile(block.text, block.place, "exec")
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                exec(code, self.names)
            self.printed = printed.getvalue()

    def add(self, block):
        """Put a file of the package where listing its folder finds it."""
        path = Path(block.title)
        room = ".".join(path.parent.relative_to("src").parts)
        assert (ROOT / path.parent).is_dir(), block.place
        assert not (ROOT / path).exists(), f"{block.place}: {path} is there already"
        folder = self.folder / "added" / room
        folder.mkdir(parents=True, exist_ok=True)
        (folder / path.name).write_text(block.text, "utf-8")
        package = importlib.import_module(room)
        if room not in self.added:
            self.monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder)])
        self.added[room] = folder
        self.monkeypatch.setitem(sys.modules, f"{room}.{path.stem}", None)
        self.monkeypatch.delitem(sys.modules, f"{room}.{path.stem}")
        forget_members()
        assert path.stem in registry.Room(room).names()
        assert registry.Room(room).member(path.stem)

    def run_toml(self, block):
        """Members that a package names: each room is one, and the member is one of this page."""
        rooms = tomllib.loads(block.text)["project"]["entry-points"]
        for room, named in rooms.items():
            importlib.import_module(room)
            for name in named:
                assert name in registry.Room(room).names(), f"{room} has no {name}"

    def run_json(self, block):
        value = json.loads(block.text)
        if value.get("schema") == "sidebyside/finding/1":
            assert finding_to_line(line_to_finding(value)) == value, block.place
            if value["medium"] == "text":
                lines = (self.folder / "CASE" / "findings.jsonl").read_text("utf-8").splitlines()
                same = [line for line in map(json.loads, lines) if line["id"] == value["id"]]
                assert [value] == same, f"{block.place}: the line of the example is now another"
        elif "n_pairs" in value:
            manifest = json.loads((self.folder / "CASE" / "exhibit" / "manifest.json").read_text("utf-8"))
            assert value == manifest["counts"], block.place
        else:
            pytest.fail(f"{block.place}: JSON that nothing reads")

    def run_jsonl(self, block):
        lines = block.text.splitlines()
        if "schema" not in json.loads(lines[0]):
            entries = list(JSONL.entries(block.text.encode()))
            assert len(entries) == len(lines)
            assert not [entry for entry in entries if entry.problem or entry.notes], block.place
            return
        for line in lines:
            record = json.loads(line)
            assert record["schema"] == "sidebyside/ledger/1", block.place
            digest = record.pop("digest")
            assert hashlib.sha256(canonical_json(record)).hexdigest() == digest, block.place

    def run_tree(self, block):
        for line in block.text.splitlines():
            path = self.folder / line
            assert path.is_dir() if line.endswith("/") else path.is_file(), f"{block.place}: no {line}"

    def run_drawing(self, block):
        source, contract = ROOT / "src" / "sidebyside", (ROOT / ".importlinter").read_text("utf-8")
        files = re.findall(r"([\w/]+/\w+\.py)(?:\s+([\w.]+):)?", block.text)
        rooms = re.findall(r"\((\w+)\)", block.text) if not files else []
        assert files or rooms, f"{block.place} names neither a file nor a room"
        for name in rooms:
            assert f"({name})" in contract, f"{block.place}: ({name}) is not in the import contract"
            assert not (source / name).exists(), f"{block.place}: {name} stands"
        for name, inside in files:
            assert (source / name).is_file(), f"{block.place}: no {name}"
            value = importlib.import_module("sidebyside." + name.removesuffix(".py").replace("/", "."))
            for part in inside.split(".") if inside else ():
                assert hasattr(value, part), f"{block.place}: {name} has no {inside}"
                value = getattr(value, part)


def check_printed(block, printed):
    assert printed is not None, f"{block.place}: text that follows no command"
    pattern = ".*?".join(map(re.escape, block.text.strip().split("…")))
    shown = "\n".join(line.rstrip() for line in printed.strip().splitlines())
    assert re.fullmatch(pattern, shown, re.DOTALL), f"{block.place} is not what was printed:\n{shown}"


def check_make(targets, place):
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for word in targets:
        assert re.search(rf"^{re.escape(word)}:", makefile, re.MULTILINE), f"{place}: no target {word}"
    return 0, None


@functools.cache
def help_of_pip():
    command = [sys.executable, "-m", "pip", "install", "--help"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def check_options(arguments, place):
    for word in arguments:
        if word.startswith("-"):
            assert re.search(rf"(?<!\S){re.escape(word)}\b", help_of_pip()), f"{place}: pip has no {word}"


def check_installing(arguments, place):
    files = [after for word, after in itertools.pairwise(arguments) if word == "-r"]
    own = [word for word in arguments if re.fullmatch(r"\.(\[\w+\])?", word)]
    assert files or own, f"{place} installs nothing of this project"
    for word in own:
        assert word == "." or word[2:-1] in PROJECT["optional-dependencies"], f"{place}: no extra {word}"
    for name in files:
        text = (ROOT / name).read_text("utf-8")
        assert ("--hash=sha256:" in text) == ("--require-hashes" in arguments), f"{place}: {name}"
        if name.startswith("requirements/carriers"):
            assert "--no-deps" in arguments, f"{place}: carriers of weights bring nothing along"
    return 0, None


def test_there_are_pages_and_blocks():
    languages = {block.language for page in PAGES for block in blocks(page)}
    assert {"bash", "text", "python", "json", "jsonl", "tree", "toml", "drawing"} == languages


@pytest.mark.parametrize(
    "page", [page for page in PAGES if blocks(page)], ids=lambda page: str(page.relative_to(ROOT))
)
def test_every_block_of_a_page_runs(page, workspace, monkeypatch):
    run = Run(workspace, monkeypatch)
    for block in blocks(page):
        run.run(block)


@pytest.mark.parametrize("page", PAPERS, ids=lambda page: page.name)
def test_a_link_leads_somewhere(page):
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
        assert (ROOT / target).exists(), target


def test_the_readme_is_one_screen_and_its_picture_is_light():
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 80
    assert (ROOT / "docs" / "assets" / "finding.png").stat().st_size < 250_000


def test_the_data_contract_names_every_key():
    page = (ROOT / "docs" / "reference" / "data-contract.md").read_text("utf-8")
    keys = set(_KEYS)
    for kind in (Counts, Match, EditOperation, TextQuantum, ImageQuantum, Transform, Generation):
        keys |= {field.name for field in dataclasses.fields(kind)}
    assert not [key for key in sorted(keys) if f"`{key}`" not in page]


def test_every_column_of_a_table_is_described():
    page = (ROOT / "docs" / "reference" / "files.md").read_text("utf-8")
    columns = (*FINDING_COLUMNS, *STORY_COLUMNS, *COVERAGE_COLUMNS)
    assert not [name for name in columns if f"`{name}`" not in page]


def test_the_limits_are_those_of_the_code():
    page = (ROOT / "docs" / "guides" / "settings.md").read_text("utf-8")
    stated = dict(re.findall(r"^\| `(--max-[a-z-]+)` \| (\d+) \|", page, re.MULTILINE))
    assert stated == {option(name): str(value) for name, value in dataclasses.asdict(Limits()).items()}


def test_the_schemas_of_the_changelog_are_all_there_are():
    listed = set(re.findall(r"sidebyside/\w+/\d+", (ROOT / "CHANGELOG.md").read_text("utf-8")))
    used = set()
    for path in (ROOT / "src").rglob("*.py"):
        used |= set(re.findall(r"\"(sidebyside/\w+/\d+)\"", path.read_text("utf-8")))
    assert listed == used


def test_no_document_speaks_of_a_mark_of_work_unfinished():
    for page in PAGES:
        assert not re.search(r"\b(TODO|FIXME|TBD|XXX|lorem)\b", page.read_text("utf-8")), page


def test_the_documentation_builds_without_a_warning_and_loads_nothing_from_elsewhere(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    pages = sorted((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 40
    for page in pages:
        loaded = re.findall(
            r"<(?:script|img|iframe|link)\b[^>]*\b(?:src|href)=\"([^\"]+)", page.read_text("utf-8")
        )
        assert not [address for address in loaded if re.match(r"(https?:)?//", address)], page
