"""Check an exhibit with nothing but Python. 僅以 Python 核對證物。

Run it in the folder of the exhibit, or name the folder::

    python -I -S verify.py [FOLDER] [--expect SHA256] [--json]

It needs Python 3.8 or later and nothing else, reads only inside the folder, writes nothing and uses no
network. The protocol:

    1. manifest.json can be read, its schema is known, and it agrees with its own digest.
    2. Every file it lists is there, with its size and its SHA-256.
    3. There is no file, link or device that it does not list.
    4. ledger.jsonl is one chain from its first line to the digest in the manifest.
    5. findings.jsonl is the one the ledger concluded; every line parses, and the counts agree.
    6. findings.csv has one row for each line of findings.jsonl, with the same ids in the same order.
    7. The SHA-256 of manifest.json itself is printed, to compare with the one received on another way.

Steps 1 to 6 show that the files agree with each other. Whoever can write all of them can write them anew, and
this file too; only step 7, with a digest from elsewhere and a verifier of your own, rules that out.
步驟一至六僅顯示各檔案彼此一致；須以另行取得之雜湊值（步驟七）及自備之核對程式，方能排除全部重新製作之情形。

Exit code: 0 everything agrees, 6 something does not, 2 it could not be started as asked.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

MANIFEST_SCHEMA = "sidebyside/manifest/1"
LEDGER_SCHEMA = "sidebyside/ledger/1"
FINDING_SCHEMA = "sidebyside/finding/1"
PAIRS = ("match", "set_apart")
COUNTS_AS = ("matched", "not_distinguishable", "filtered_out")
REPORT_SCHEMA = "sidebyside/verification/1"
MANIFEST, LEDGER, FINDINGS, TABLE = "manifest.json", "ledger.jsonl", "findings.jsonl", "findings.csv"

BLOCK_BYTES = 1 << 20
LIMIT_BYTES = 1 << 28
"""A manifest, a line or a table larger than this (256 MiB) is reported instead of read."""

STEPS = (
    ("The manifest can be read and agrees with its own digest.", "清單可讀取，且與其自身雜湊值相符。"),
    ("Every listed file is there, unchanged.", "清單所列檔案均存在且未變更。"),
    ("There is no file that is not listed.", "無清單以外之檔案。"),
    ("The ledger is one chain up to the digest in the manifest.", "稽核紀錄首尾相連，至清單所載雜湊值為止。"),
    (
        "The findings are those the ledger concluded, and the counts agree.",
        "比對結果與稽核紀錄所載相符，件數一致。",
    ),
    ("The table has one row for each finding.", "表格與比對結果逐列對應。"),
    ("The manifest has the digest that was expected.", "清單之雜湊值與預期者相符。"),
)
WORDS = {
    "unreadable": ("cannot be read", "無法讀取"),
    "invalid": ("is not in the expected form", "格式不符"),
    "unsafe": ("names a place outside the folder, or no place", "所載路徑超出資料夾或無效"),
    "changed": ("was changed", "已變更"),
    "removed": ("is listed and not there", "已列於清單但不存在"),
    "added": ("is not listed", "未列於清單"),
    "not_a_file": ("is a link or a device, and was not followed", "為連結或裝置檔，未予讀取"),
    "broken": ("breaks the chain", "稽核紀錄鏈中斷"),
    "disagrees": ("does not agree with the rest", "與其他紀錄不符"),
}


class Problem(NamedTuple):
    """One thing that does not agree: in which step, which file, what was got and what was expected."""

    step: int
    code: str
    file: str
    got: str = ""
    expected: str = ""


class Report(NamedTuple):
    """What was found: the problems in the order of the steps, and what was checked."""

    folder: str
    problems: tuple[Problem, ...]
    manifest_sha256: str
    n_files: int
    n_records: int
    n_findings: int

    @property
    def is_ok(self) -> bool:
        """True when there is no problem."""
        return not self.problems


class Unusable(Exception):  # noqa: N818 - it never leaves this file
    """Bytes that cannot be read as what they should be; the message says why."""


def verify_folder(folder: str | os.PathLike[str], expect: str = "") -> Report:
    """Check an exhibit by the seven steps of the protocol.

    Parameters
    ----------
    folder
        The folder of the exhibit.
    expect
        SHA-256 that manifest.json must have; empty where none was received.

    Returns
    -------
    Report
        It never raises for what is in the folder: all of that becomes problems.
    """
    exhibit = Folder(os.fspath(folder))

    # 1. manifest.json can be read, its schema is known, and it agrees with its own digest.
    manifest, manifest_sha256 = check_manifest(exhibit)

    # 2. Every file it lists is there, with its size and its SHA-256.
    listed = check_listed(exhibit, manifest)

    # 3. There is no file, link or device that it does not list.
    check_others(exhibit, listed)

    # 4. ledger.jsonl is one chain from its first line to the digest in the manifest.
    concluded, n_records = check_ledger(exhibit, manifest)

    # 5. findings.jsonl is the one the ledger concluded; every line parses, and the counts agree.
    ids = check_findings(exhibit, manifest, concluded)

    # 6. findings.csv has one row for each line of findings.jsonl, with the same ids in the same order.
    check_table(exhibit, ids)

    # 7. The SHA-256 of manifest.json itself is to be compared with the one received on another way.
    if expect and expect.strip().lower() != manifest_sha256:
        exhibit.note(7, "disagrees", MANIFEST, manifest_sha256, expect.strip().lower())

    problems = sorted(exhibit.problems, key=lambda problem: problem.step)
    return Report(exhibit.folder, tuple(problems), manifest_sha256, len(listed), n_records, len(ids))


def check_manifest(exhibit: Folder) -> tuple[dict[str, Any], str]:
    """Step 1. Return the manifest, empty where it cannot be used, and its SHA-256."""
    sha256 = ""
    try:
        data = exhibit.read(MANIFEST)
        sha256 = hashlib.sha256(data).hexdigest()
        manifest = object_of(data)
        check_shape(manifest)
        rest = {name: value for name, value in manifest.items() if name != "digest"}
        expected = hashlib.sha256(canonical(rest)).hexdigest()
    except Unusable as reason:
        exhibit.note(1, "invalid", MANIFEST, str(reason), MANIFEST_SCHEMA)
        return {}, sha256
    if manifest["digest"] != expected:
        exhibit.note(1, "changed", MANIFEST, str(manifest["digest"]), expected)
    elif manifest_bytes(manifest) != data:
        exhibit.note(1, "changed", MANIFEST, "other bytes for the same values", "the fixed form")
    return manifest, sha256


def check_shape(manifest: dict[str, Any]) -> None:
    """Raise `Unusable` where the manifest lacks something the other steps need."""
    ledger, files = manifest.get("ledger"), manifest.get("files")
    if manifest.get("schema") != MANIFEST_SCHEMA:
        raise Unusable(f"schema {brief(manifest.get('schema'))}")
    if (
        not isinstance(ledger, dict)
        or not is_sha256(ledger.get("head"))
        or type(ledger.get("length")) is not int
    ):
        raise Unusable("ledger: head and length are needed")
    if not is_sha256(manifest.get("findings_sha256")) or not isinstance(manifest.get("counts"), dict):
        raise Unusable("findings_sha256 and counts are needed")
    if not isinstance(manifest.get("digest"), str) or not isinstance(files, list):
        raise Unusable("digest and files are needed")
    for item in files:
        if not isinstance(item, dict) or not isinstance(item.get("path"), str):
            raise Unusable("files: a path is needed for each")
        if type(item.get("bytes")) is not int or not is_sha256(item.get("sha256")):
            raise Unusable(f"files: {brief(item['path'])}: bytes and sha256 are needed")
    if len({item["path"] for item in files}) != len(files):
        raise Unusable("files: a path is listed twice")


def check_listed(exhibit: Folder, manifest: dict[str, Any]) -> set[str]:
    """Step 2. Return the paths the manifest lists."""
    listed = set()
    for item in manifest.get("files", []):
        path, size, expected = item["path"], item["bytes"], item["sha256"]
        listed.add(path)
        if is_unsafe(path):
            exhibit.note(2, "unsafe", path)
        elif path not in exhibit.there:
            exhibit.note(2, "removed", path, "", expected)
        elif exhibit.there[path] != size:
            exhibit.note(2, "changed", path, f"{exhibit.there[path]} bytes", f"{size} bytes")
        else:
            try:
                if (sha256 := exhibit.sha256_of(path)) != expected:
                    exhibit.note(2, "changed", path, sha256, expected)
            except Unusable as reason:
                exhibit.note(2, "unreadable", path, str(reason), expected)
    return listed


def check_others(exhibit: Folder, listed: set[str]) -> None:
    """Step 3."""
    for path in sorted(set(exhibit.there) - listed - {MANIFEST}):
        exhibit.note(3, "added", path)
    for path in sorted(exhibit.others):
        exhibit.note(3, "not_a_file", path)


def check_ledger(exhibit: Folder, manifest: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Step 4. Return the body of the last ``concluded`` record and the number of records that chain."""
    previous, n = "0" * 64, 0
    concluded: dict[str, Any] = {}
    try:
        for line in exhibit.lines(LEDGER):
            record = object_of(line)
            rest = {name: value for name, value in record.items() if name != "digest"}
            digest = hashlib.sha256(canonical(rest)).hexdigest()
            for name, expected in (
                ("schema", LEDGER_SCHEMA),
                ("n", n),
                ("previous", previous),
                ("digest", digest),
            ):
                if record.get(name) != expected or type(record[name]) is not type(expected):
                    raise Unusable(f"{name} {brief(record.get(name))}, expected {brief(expected)}")
            if canonical(record) + b"\n" != line:
                raise Unusable("other bytes for the same values")
            if record.get("kind") == "concluded" and isinstance(record.get("body"), dict):
                concluded = record["body"]
            previous, n = digest, n + 1
    except Unusable as reason:
        exhibit.note(4, "broken", LEDGER, f"line {n + 1}: {reason}", f"record {n}")
        return concluded, n
    head, length = manifest.get("ledger", {}).get("head"), manifest.get("ledger", {}).get("length")
    if manifest and (previous, n) != (head, length):
        exhibit.note(
            4, "disagrees", LEDGER, f"{n} records, head {previous}", f"{length} records, head {head}"
        )
    return concluded, n


def check_findings(exhibit: Folder, manifest: dict[str, Any], concluded: dict[str, Any]) -> list[str]:
    """Step 5. Return the ids of the findings in their order."""
    state = hashlib.sha256()
    findings: list[dict[str, Any]] = []
    try:
        for line in exhibit.lines(FINDINGS):
            state.update(line)
            findings.append(finding_of(line))
    except Unusable as reason:
        exhibit.note(5, "invalid", FINDINGS, f"line {len(findings) + 1}: {reason}", FINDING_SCHEMA)
        return [item["id"] for item in findings]
    ids = [item["id"] for item in findings]
    if len(set(ids)) != len(ids):
        exhibit.note(5, "disagrees", FINDINGS, "an id that stands twice", "ids that differ")
    counted = counts_of(findings)
    for where, source in ((MANIFEST, manifest), (LEDGER, concluded)):
        if where == MANIFEST and not manifest:
            continue
        expected, stated = source.get("findings_sha256"), source.get("counts")
        if state.hexdigest() != expected:
            exhibit.note(5, "disagrees", FINDINGS, state.hexdigest(), f"{brief(expected)} in {where}")
        for name in counted:
            # An exhibit of an older version states no row that it did not know.
            later = 0 if name.endswith(COUNTS_AS[1:]) else None
            if not isinstance(stated, dict) or stated.get(name, later) != counted[name]:
                told = brief(stated.get(name)) if isinstance(stated, dict) else "nothing"
                exhibit.note(5, "disagrees", FINDINGS, f"{name} {counted[name]}", f"{told} in {where}")
    if manifest and manifest["counts"] != concluded.get("counts"):
        exhibit.note(5, "disagrees", MANIFEST, "counts", f"the counts in {LEDGER}")
    return ids


def finding_of(line: bytes) -> dict[str, Any]:
    """Return one finding, reduced to what is counted; raise `Unusable` where it is none."""
    finding = object_of(line)
    if finding.get("schema") != FINDING_SCHEMA or not isinstance(finding.get("id"), str):
        raise Unusable(f"schema {brief(finding.get('schema'))} and id {brief(finding.get('id'))}")
    if finding.get("status") not in ("match", "set_apart", "nothing_found", "unscorable"):
        raise Unusable(f"status {brief(finding.get('status'))}")
    kept = {name: finding.get(name) for name in ("id", "status", "reason")}
    kept["counts_as"] = finding.get("counts_as", "matched")
    if finding["status"] == "match" and kept["counts_as"] not in possible_counts(finding):
        raise Unusable(f"counts_as {brief(kept['counts_as'])}, expected {possible_counts(finding)[0]}")
    for role in ("work", "output"):
        item = finding.get(role)
        if item is not None and not (isinstance(item, dict) and isinstance(item.get("path"), str)):
            raise Unusable(f"{role} without a path")
        kept[role] = None if item is None else (item["path"], str(item.get("sha256")))
    if (kept["work"] is not None) + (kept["output"] is not None) != (2 if kept["status"] in PAIRS else 1):
        raise Unusable("a pair has a work and an output, everything else has one of them")
    return kept


def possible_counts(finding: dict[str, Any]) -> tuple[str, ...]:
    """Return as what a match may count: by its own numbers where nothing of it was filtered out."""
    matches = finding.get("matches")
    if finding.get("after") is not None or not isinstance(matches, list):
        return COUNTS_AS
    told = [match.get("chance") if isinstance(match, dict) else None for match in matches]
    is_chance = told and all(isinstance(one, dict) and one.get("is_distinguishable") is False for one in told)
    return (COUNTS_AS[1] if is_chance and "counts_as" in finding else COUNTS_AS[0],)


def counts_of(findings: list[dict[str, Any]]) -> dict[str, int]:
    """Count the attempts from the findings alone; the number of pairs cannot be had from them.

    A work, or an output, counts as the best of its findings.
    """

    def sides(status: str, role: str) -> list[dict[str, Any]]:
        return [item for item in findings if item["status"] == status and item[role] is not None]

    def best(role: str) -> list[str]:
        found: dict[str, str] = {}
        for item in sides("match", role):
            found[item[role]] = min(
                found.get(item[role], COUNTS_AS[-1]), item["counts_as"], key=COUNTS_AS.index
            )
        return list(found.values())

    works, outputs = best("work"), best("output")
    reasons = [item["reason"] for item in sides("nothing_found", "output")]
    n_missing = reasons.count("missing") + reasons.count("failed")
    counts = {
        **{f"n_works_{name}": works.count(name) for name in COUNTS_AS},
        **{f"n_{name}": outputs.count(name) for name in COUNTS_AS},
        "n_works_null": len(sides("nothing_found", "work")),
        "n_works_unscorable": len(sides("unscorable", "work")),
        "n_null": len(reasons) - n_missing,
        "n_refused": reasons.count("refused"),
        "n_missing": n_missing,
        "n_unscorable": len(sides("unscorable", "output")),
    }
    counts["n_works"] = len(works) + counts["n_works_null"] + counts["n_works_unscorable"]
    counts["n_outputs"] = len(outputs) + sum(counts[name] for name in ("n_null", "n_missing", "n_unscorable"))
    return counts


def check_table(exhibit: Folder, ids: list[str]) -> None:
    """Step 6."""
    try:
        text = exhibit.read(TABLE).decode("utf-8-sig")
        csv.field_size_limit(LIMIT_BYTES)
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        column = rows[0].index("id")
    except (ValueError, IndexError, csv.Error, Unusable) as reason:
        exhibit.note(6, "invalid", TABLE, str(reason), "a table in UTF-8 with a column id")
        return
    got = [row[column] if column < len(row) else "" for row in rows[1:]]
    for n in range(max(len(got), len(ids))):
        if got[n : n + 1] != ids[n : n + 1]:
            exhibit.note(6, "disagrees", TABLE, f"row {n + 1}: {got[n : n + 1]}", str(ids[n : n + 1]))
            return


class Folder:
    """A folder that is read without ever leaving it.

    It is listed first, without following a link. Only what stands in that list is ever opened, so no path of
    a manifest can lead outside.

    Attributes
    ----------
    there
        Size in bytes by path, of every plain file.
    others
        Paths of everything that is neither a plain file nor a folder.
    problems
        What was noted so far.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.there: dict[str, int] = {}
        self.others: list[str] = []
        waiting = [""]
        while waiting:
            inside = waiting.pop()
            try:
                waiting += self._list(inside)
            except OSError as error:
                self.note(3, "unreadable", inside or ".", str(error.strerror))

    def _list(self, inside: str) -> list[str]:
        folders = []
        with os.scandir(Path(self.folder, inside)) as entries:
            for entry in entries:
                path = f"{inside}/{entry.name}" if inside else entry.name
                status = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(status.st_mode):
                    folders.append(path)
                elif stat.S_ISREG(status.st_mode):
                    # On Windows the size that a listing gives may be an old one.
                    self.there[path] = Path(entry.path).stat().st_size if os.name == "nt" else status.st_size
                else:
                    self.others.append(path)
        return folders

    def note(self, step: int, code: str, file: str, got: str = "", expected: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(step, code, file, got, expected))

    def open(self, path: str) -> io.BufferedReader:
        """Open a plain file for reading; raise `Unusable` where it is none."""
        if path not in self.there:
            raise Unusable("not there")
        flags = os.O_RDONLY
        for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
            flags |= getattr(os, name, 0)
        try:
            descriptor = os.open(Path(self.folder, path), flags)
        except (OSError, ValueError) as error:
            raise Unusable(str(error)) from error
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise Unusable("not a plain file")
        return os.fdopen(descriptor, "rb")

    def sha256_of(self, path: str) -> str:
        """Return the SHA-256 of a file, read in blocks."""
        state = hashlib.sha256()
        with self.open(path) as stream:
            while block := read(stream.read, BLOCK_BYTES):
                state.update(block)
        return state.hexdigest()

    def read(self, path: str) -> bytes:
        """Return the bytes of a file; raise `Unusable` where it is absent or too large."""
        with self.open(path) as stream:
            data = read(stream.read, LIMIT_BYTES + 1)
        if len(data) > LIMIT_BYTES:
            raise Unusable(f"larger than {LIMIT_BYTES} bytes")
        return data

    def lines(self, path: str) -> Iterator[bytes]:
        """Yield the lines of a file with their line ends; raise `Unusable` for one without, or too long."""
        with self.open(path) as stream:
            while line := read(stream.readline, LIMIT_BYTES):
                if not line.endswith(b"\n"):
                    raise Unusable("no line end")
                yield line


def read(take: Any, n_bytes: int) -> bytes:
    """Read from an open file; raise `Unusable` where the disk fails."""
    try:
        return bytes(take(n_bytes))
    except OSError as error:
        raise Unusable(str(error.strerror)) from error


def object_of(data: bytes) -> dict[str, Any]:
    """Return a JSON object; raise `Unusable` for anything else, and for what reads in two ways."""
    try:
        text = data.decode("utf-8")
        value = json.loads(text, object_pairs_hook=without_twins, parse_constant=refuse, parse_int=short_int)
    except (ValueError, RecursionError) as error:
        raise Unusable(f"{type(error).__name__}: {str(error)[:160]}") from error
    if not isinstance(value, dict):
        raise Unusable(f"{type(value).__name__}, not an object")
    return value


def without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object, refusing a name that stands twice."""
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return result


def refuse(word: str) -> None:
    """Refuse NaN and Infinity, which are no JSON."""
    raise ValueError(f"{word} is no number")


def short_int(digits: str) -> int:
    """Read a whole number, refusing one so long that reading it would take for ever."""
    if len(digits) > 40:
        raise ValueError(f"a number of {len(digits)} digits")
    return int(digits)


def canonical(value: Any) -> bytes:
    """Return the one JSON text of a value: keys sorted, no white space, UTF-8."""
    return json_bytes(value, separators=(",", ":"))


def manifest_bytes(manifest: Any) -> bytes:
    """Return the one text of a manifest: as canonical JSON, but with two spaces a level, to be readable."""
    return json_bytes(manifest, indent=2) + b"\n"


def json_bytes(value: Any, **form: Any) -> bytes:
    """Return a JSON text; raise `Unusable` where there is none."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, **form).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise Unusable(f"{type(error).__name__}: {str(error)[:160]}") from error


def is_sha256(value: Any) -> bool:
    """Tell whether a value is 64 lower-case hexadecimal digits."""
    return isinstance(value, str) and len(value) == 64 and not value.strip("0123456789abcdef")


def is_unsafe(path: str) -> bool:
    """Tell whether a path could lead outside the folder, on any system."""
    parts = path.replace("\\", "/").split("/")
    return "\0" in path or ":" in parts[0] or any(part in ("", ".", "..") for part in parts)


def brief(value: Any) -> str:
    """Return a value as it is written in Python, cut short."""
    return repr(value)[:80]


def shown(text: str) -> str:
    """Return a text with everything that could disturb a terminal written out."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def plain_report(report: Report) -> dict[str, Any]:
    """Return a report as plain values, for JSON."""
    plain = dict(report._asdict(), schema=REPORT_SCHEMA, is_ok=report.is_ok)
    plain["problems"] = [
        dict(problem._asdict(), message=dict(zip(("en", "zh-Hant"), WORDS[problem.code])))  # noqa: B905 - 3.8
        for problem in report.problems
    ]
    return plain


def report_lines(report: Report, expect: str = "") -> Iterator[str]:
    """Yield the report for a reader, each line in English and in Chinese."""
    for number, (english, chinese) in enumerate(STEPS if expect else STEPS[:-1], 1):
        of_step = [problem for problem in report.problems if problem.step == number]
        yield f"{number}. {'FAILED 不符' if of_step else 'ok 相符'}  {english} {chinese}"
        for problem in of_step:
            yield f"     {shown(problem.file)}: {' '.join(WORDS[problem.code])}"
            for label, value in (("got 實際", problem.got), ("expected 預期", problem.expected)):
                if value:
                    yield f"       {label}: {shown(value)}"
    n_files, n_records, n_findings = report.n_files, report.n_records, report.n_findings
    n_problems = len(report.problems)
    yield (
        "Everything agrees. 全部相符。" if report.is_ok else f"Problems: {n_problems} 不符項目：{n_problems}"
    )
    yield f"{n_files} files, {n_records} ledger records, {n_findings} findings."
    yield f"檔案 {n_files} 個、稽核紀錄 {n_records} 筆、比對結果 {n_findings} 筆。"
    yield f"SHA-256 of manifest.json 清單之雜湊值: {report.manifest_sha256 or '-'}"
    if not expect:
        yield "Compare it with the one you received on another way. 請與另行取得之雜湊值核對。"


def main(arguments: list[str] | None = None) -> int:
    """Run the check as a command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    parser = argparse.ArgumentParser(prog="verify.py", description="Check an exhibit. 核對證物。")
    parser.add_argument(
        "folder", nargs="?", default=str(Path(__file__).parent), help="the exhibit 證物資料夾"
    )
    parser.add_argument("--expect", default="", metavar="SHA256", help="digest of manifest.json 預期雜湊值")
    parser.add_argument("--json", action="store_true", help="print one JSON document 以 JSON 輸出")
    options = parser.parse_args(arguments)
    if options.expect and not is_sha256(options.expect.strip().lower()):
        parser.error("--expect needs 64 hexadecimal digits 須為 64 位十六進位數字")
    if not Path(options.folder).is_dir():
        parser.error(f"no such folder 無此資料夾: {shown(options.folder)}")
    report = verify_folder(options.folder, options.expect)
    if options.json:
        print(json.dumps(plain_report(report), indent=2))
    else:
        print("\n".join(report_lines(report, options.expect)))
    return 0 if report.is_ok else 6


if __name__ == "__main__":
    sys.exit(main())
