"""Every message that the code can raise, read from its source without running it.

A message is found where an error of the tree is made, whether raised there or handed back. Where a function
passes its own argument on as the message, the calls of that function in the same module are read instead.
A value that is filled in shows as ⟨its name⟩.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import get_args

import sidebyside
from sidebyside import errors
from sidebyside.records import GenerationStatus

SOURCE = Path(sidebyside.__file__).parent
TREE = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.SidebysideError)
}
INSIDE = ("ValueError", "Unusable")
"""What is caught in the file that raises it, and stands inside another message."""

_WORD = re.compile(r"[a-z]+(_[a-z]+)*")
_PUT_STRAIGHT = {"printable", "shown", "str", "repr", "sorted", "brief"}


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it stands in the code; `code` is the stable word of an unfit item."""

    kind: str
    text: str
    hint: str
    code: str
    module: str
    line: int

    @property
    def exit_code(self) -> int:
        """Exit status of the command; 0 for what stands inside another message."""
        return TREE[self.kind].exit_code if self.kind in TREE else 0

    @property
    def names_a_value(self) -> bool:
        """Whether something that was seen is filled in."""
        return "⟨" in self.text


def files() -> list[Path]:
    """Return every file of the package."""
    return sorted(SOURCE.rglob("*.py"))


def module_of(path: Path) -> str:
    """Return the dotted name below the package."""
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


def collect() -> list[Message]:
    """Return every message, in the order of modules and lines."""
    found = [message for path in files() for message in _Module(path).messages()]
    return sorted(set(found), key=lambda message: (message.module, message.line, message.text))


def unfit_codes() -> set[str]:
    """Return the stable words of unfit items."""
    return {message.code for message in collect() if _WORD.fullmatch(message.code)}


def nothing_found_reasons() -> set[str]:
    """Return the stable words that say why an output, or a work, has nothing found."""
    path = SOURCE / "case" / "conclusion.py"
    reasons = set(get_args(GenerationStatus)) - {"ok"}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.keyword) and node.arg == "reason":
            texts = {item.value for item in ast.walk(node.value) if isinstance(item, ast.Constant)}
            reasons |= {text for text in texts if isinstance(text, str) and text not in ("", "ok")}
    return reasons


def note_codes() -> dict[str, str]:
    """Return the stable words of notes, each with its message."""
    found = {}
    for path in files():
        if path.is_relative_to(SOURCE / "sources") or path == SOURCE / "workflows" / "ingest.py":
            found |= dict(_Module(path).notes())
    return found


def raised(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the name of what each `raise` of a file raises; empty for a bare one."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Raise):
            what = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            yield node.lineno, ast.unparse(what) if what else ""


class _Module:
    """One file, ready to have its messages read."""

    def __init__(self, path: Path) -> None:
        self.name = module_of(path)
        self.tree = ast.parse(path.read_text("utf-8"))
        self.values = vars(import_module(f"sidebyside.{self.name}".rstrip(".")))
        self.inside: dict[ast.AST, ast.FunctionDef] = {}
        for function in ast.walk(self.tree):
            if isinstance(function, ast.FunctionDef):
                self.inside |= dict.fromkeys(ast.walk(function), function)

    def messages(self) -> Iterator[Message]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                yield from self._made(node, node.func.id) if _is_error(node.func.id) else ()

    def _made(self, call: ast.Call, kind: str) -> Iterator[Message]:
        parts = {"message": call.args[0], **{word.arg: word.value for word in call.keywords if word.arg}}
        function = self.inside.get(call)
        names = _parameters(function) if function else {}
        passed_on = [part for part in parts.values() if isinstance(part, ast.Name) and part.id in names]
        uses = list(self._uses(function.name)) if function and passed_on else []
        if not uses:
            yield self._message(kind, parts, function, call.lineno)
        for use in uses:
            given = {**names, **_bound(function, use)} if function else {}
            here = {
                word: given.get(part.id) or part if isinstance(part, ast.Name) else part
                for word, part in parts.items()
            }
            yield self._message(kind, here, self.inside.get(use), use.lineno)

    def _uses(self, name: str) -> Iterator[ast.Call]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield node

    def _message(
        self, kind: str, parts: dict[str, ast.expr], function: ast.FunctionDef | None, line: int
    ) -> Message:
        default = "unfit" if kind == "UnfitItemError" else ""
        text, hint = self._text(parts["message"], function), self._text(parts.get("hint"), function)
        return Message(kind, text, hint, self._text(parts.get("code"), function) or default, self.name, line)

    def notes(self) -> Iterator[tuple[str, str]]:
        for node in ast.walk(self.tree):
            parts: list[ast.expr] = []
            if isinstance(node, ast.Tuple):
                parts = node.elts
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Note":
                parts = node.args[2:]
            if len(parts) == 2 and isinstance(parts[0], ast.Constant):
                code = parts[0].value
                if isinstance(code, str) and _WORD.fullmatch(code) and isinstance(parts[1], ast.JoinedStr):
                    yield code, self._text(parts[1], self.inside.get(node))

    def _text(self, part: ast.expr | None, function: ast.FunctionDef | None) -> str:
        match part:
            case None:
                return ""
            case ast.Constant(value=str() as text):
                return text
            case ast.JoinedStr(values=values):
                return "".join(self._text(value, function) for value in values)
            case ast.FormattedValue(value=value):
                return self._value(value, function)
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                return self._text(left, function) + self._text(right, function)
            case ast.IfExp(body=body, orelse=other):
                choices = [self._text(choice, function) for choice in (body, other)]
                return " or ".join(choice for choice in choices if choice)
            case ast.Name(id=name):
                assigned = [
                    node.value
                    for node in (ast.walk(function) if function else ())
                    if isinstance(node, ast.Assign)
                    and isinstance(node.targets[0], ast.Name)
                    and node.targets[0].id == name
                ]
                if len(assigned) == 1 and isinstance(assigned[0], ast.JoinedStr | ast.Constant | ast.IfExp):
                    return self._text(assigned[0], function)
        return self._value(part, function)

    def _value(self, value: ast.expr, function: ast.FunctionDef | None) -> str:
        fixed = self.values.get(value.id) if isinstance(value, ast.Name) else None
        if isinstance(fixed, str | int | float):
            return str(fixed)
        if isinstance(value, ast.IfExp | ast.JoinedStr) or (
            isinstance(value, ast.Constant) and isinstance(value.value, str)
        ):
            return self._text(value, function)
        return f"⟨{_word_for(value)}⟩"


def _is_error(name: str) -> bool:
    return name in TREE or name in INSIDE


def _parameters(function: ast.FunctionDef) -> dict[str, ast.expr | None]:
    given = function.args
    plain = [item.arg for item in given.args]
    defaults: list[ast.expr | None] = [None] * (len(plain) - len(given.defaults))
    return dict(zip(plain, [*defaults, *given.defaults], strict=True))


def _bound(function: ast.FunctionDef | None, use: ast.Call) -> dict[str, ast.expr]:
    if function is None:
        return {}
    names = [item.arg for item in function.args.args]
    return {
        **dict(zip(names, use.args, strict=False)),
        **{word.arg: word.value for word in use.keywords if word.arg},
    }


def _word_for(value: ast.expr) -> str:
    """Return a short word for what is filled in."""
    match value:
        case ast.BoolOp(values=[first, *_]):
            return _word_for(first)
        case ast.Call(func=ast.Name(id="len"), args=[inner]):
            return f"number of {_word_for(inner)}"
        case (
            ast.Call(func=ast.Name(id="type"), args=[inner])
            | ast.Attribute(value=ast.Call(func=ast.Name(id="type"), args=[inner]))
        ):
            return f"type of {_word_for(inner)}"
        case ast.Call(func=ast.Name(id=name), args=[inner, *_]) if name in _PUT_STRAIGHT:
            return _word_for(inner)
        case ast.Call(func=ast.Name(id="map"), args=[_, inner]):
            return _word_for(inner)
        case ast.Call(func=ast.Attribute(attr="join"), args=[inner]):
            return _word_for(inner)
        case ast.Call(func=ast.Attribute(value=inner, attr="get"), args=[ast.Constant(value=key), *_]):
            return str(key)
        case ast.Call(func=ast.Attribute(value=inner)):
            return _word_for(inner)
        case ast.Call(func=function):
            return _word_for(function)
        case ast.Attribute(attr="strerror"):
            return "what the system says"
        case ast.Attribute(attr="id", value=inner):
            return _word_for(inner)
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name.strip("_").replace("_", " ")
        case ast.Subscript(slice=ast.Constant(value=str() as key)):
            return key.replace("_", " ")
        case ast.Subscript(value=inner) | ast.GeneratorExp(elt=inner) | ast.ListComp(elt=inner):
            return _word_for(inner)
        case ast.Constant(value=fixed):
            return str(fixed)
        case ast.BinOp(op=ast.Mult(), left=left, right=right):
            return f"{_word_for(left)} times {_word_for(right)}"
        case ast.BinOp(left=left):
            return _word_for(left)
    return ast.unparse(value)
