"""Killed, torn, full, tampered with, opened twice."""

import errno
import json
import os
import resource
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from sidebyside.case import entry, open_case, write_case
from sidebyside.case.ledger import FIRST_PREVIOUS, LedgerReader, record_line
from sidebyside.errors import InputError, VerificationError
from sidebyside.primitives.atomic import write_atomically
from sidebyside.records import (
    Artefact,
    CaseStatistics,
    ComparedOutput,
    Comparison,
    Counts,
    Output,
    Score,
    Text,
    Unscorable,
)

HOW = {"versions": {}}
OUTPUT = Output(Artefact("o", "0" * 64, "text", Text("")))
DIGEST = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

COMPARE_FOR_EVER = """
    import itertools, sys
    from pathlib import Path
    from sidebyside.case import entry, write_case
    from sidebyside.records import Artefact, ComparedOutput, Comparison, Output, Score, Text
    output = Output(Artefact("o", "0" * 64, "text", Text("")))
    with write_case(Path(sys.argv[1]), versions={}) as case:
        print("open", flush=True)
        n_done = next(n for n in itertools.count() if case.compared(str(n), output) is None)
        for n in itertools.count(n_done):
            comparison = Comparison("verbatim", 0, Score("verbatim", 1 / (n + 1)))
            case.append("compared", entry.compared(str(n), ComparedOutput(output, (comparison,) * 20, 1)))
            print(n, flush=True)
"""


def start(folder, program=COMPARE_FOR_EVER, **more):
    command = [sys.executable, "-c", textwrap.dedent(program), str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)


def lines_of(folder):
    return (folder / "ledger.jsonl").read_bytes().splitlines(keepends=True)


def filled(folder, n=3):
    with write_case(folder, **HOW) as case:
        for number in range(n):
            comparison = Comparison("verbatim", 0, Score("verbatim", 0.5))
            case.append("compared", entry.compared(str(number), ComparedOutput(OUTPUT, (comparison,), 1)))
    return folder


def finished(case):
    return {str(n) for n in range(1000) if case.compared(str(n), OUTPUT) is not None}


def records(folder):
    return [record for _, record in LedgerReader(lines_of(folder), "ledger.jsonl")]


def n_torn(folder):
    reader = LedgerReader(lines_of(folder), "ledger.jsonl")
    list(reader)
    return len(reader.torn)


def conclude(case, *items):
    n_works = sum(item.role == "work" for item in items)
    counts = Counts(n_works, 0, 0, n_works, len(items) - n_works, 0, 0, 0, 0, len(items) - n_works, 0)
    case.start("compare", settings={}, seed=0, versions={})
    for item in items:
        case.append("ingested", entry.ingested(item))
    case.conclude(items, counts, (), CaseStatistics())


def test_killing_the_process_loses_no_comparison_that_was_reported_done(tmp_path):
    for _ in range(4):
        process = start(tmp_path)
        done = [process.stdout.readline() for _ in range(60)]
        os.kill(process.pid, signal.SIGKILL)
        rest = process.communicate()[0]
        last = int((rest.splitlines() or done)[-1]) if rest.endswith("\n") else int(done[-1])
        case = open_case(tmp_path)
        assert finished(case) >= {str(n) for n in range(last + 1)}
        assert case.compared(str(last), OUTPUT).comparisons[0].score.similarity == 1 / (last + 1)
    with write_case(tmp_path, **HOW) as case:
        case.append("compared", entry.compared("the last", ComparedOutput(OUTPUT, (), 1)))
    assert [record.kind for record in records(tmp_path)].count("opened") == 5


def test_a_case_into_which_nothing_is_written_is_left_as_it_was(tmp_path):
    filled(tmp_path)
    before = (tmp_path / "ledger.jsonl").read_bytes()
    with write_case(tmp_path, **HOW) as case:
        assert finished(case) == {"0", "1", "2"}
    assert (tmp_path / "ledger.jsonl").read_bytes() == before


@pytest.mark.parametrize("n_bytes", [1, 40, -1, -2])
def test_a_torn_last_line_is_cut_off_and_said(tmp_path, n_bytes):
    filled(tmp_path)
    lines = lines_of(tmp_path)
    torn = lines[-1][:n_bytes]
    (tmp_path / "ledger.jsonl").write_bytes(b"".join(lines[:-1]) + torn)
    assert n_torn(tmp_path) == len(torn)
    assert (tmp_path / "ledger.jsonl").read_bytes().endswith(torn)
    with write_case(tmp_path, **HOW) as case:
        assert finished(case) == {"0", "1"}
    *_, last = records(tmp_path)
    assert (last.kind, last.body["torn"]["bytes"]) == ("opened", len(torn))
    assert n_torn(tmp_path) == 0


@pytest.mark.parametrize("torn", [b"\0" * 4096, b"{", b'{"at":"\xff', b"[" * 100_000])
def test_rubbish_at_the_end_is_a_torn_line(tmp_path, torn):
    filled(tmp_path)
    before = (tmp_path / "ledger.jsonl").read_bytes()
    (tmp_path / "ledger.jsonl").write_bytes(before + torn)
    with write_case(tmp_path, **HOW) as case:
        assert finished(case) == {"0", "1", "2"}
    assert (tmp_path / "ledger.jsonl").read_bytes().startswith(before + b'{"at":')


@pytest.mark.parametrize("line", [b"{\n", b'{"at":"\xff\n', b"[" * 100_000 + b"\n", b"\n"])
def test_a_last_line_that_has_its_end_and_makes_no_sense_was_damaged_and_is_refused(tmp_path, line):
    filled(tmp_path)
    n_lines = len(lines_of(tmp_path))
    with (tmp_path / "ledger.jsonl").open("ab") as stream:
        stream.write(line)
    with pytest.raises(VerificationError, match=f"line {n_lines + 1}"), write_case(tmp_path, **HOW):
        pass


def test_a_ledger_killed_before_its_first_line_was_whole_is_begun_anew(tmp_path):
    filled(tmp_path, 0)
    (tmp_path / "ledger.jsonl").write_bytes(lines_of(tmp_path)[0][:30])
    with write_case(tmp_path, **HOW) as case:
        assert case.ledger_length == 1


def changed(lines, number):
    return [*lines[:number], lines[number].replace(b'"key":"', b'"key":"x'), *lines[number + 1 :]]


@pytest.mark.parametrize(
    ("tamper", "named"),
    [
        (lambda lines: changed(lines, 1), "line 2: digest"),
        (lambda lines: changed(lines, 3), "line 4: digest"),
        (lambda lines: lines[:1] + lines[2:], "line 2: n does not fit: got 2, expected 1"),
        (lambda lines: [lines[0], lines[2], lines[1], lines[3]], "line 2: n"),
        (lambda lines: [*lines[:2], lines[1], *lines[2:]], "line 3: n"),
        (lambda lines: lines[1:], "line 1: n"),
        (lambda lines: [lines[0], b"\n", *lines[1:]], "line 2: JSON"),
        (lambda lines: [lines[0], lines[1][:50] + b"\n", *lines[2:]], "line 2: JSON"),
        (lambda lines: [lines[0], lines[1].rstrip(b"\n"), *lines[2:]], "line 2: JSON"),
        (lambda lines: [lines[0], b"[]\n", *lines[1:]], "line 2: fields"),
    ],
)
def test_any_other_break_of_the_chain_is_named_and_nothing_is_written(tmp_path, tamper, named):
    filled(tmp_path)
    (tmp_path / "ledger.jsonl").write_bytes(b"".join(tamper(lines_of(tmp_path))))
    before = (tmp_path / "ledger.jsonl").read_bytes()
    with pytest.raises(VerificationError, match=f"ledger.jsonl {named}") as caught:
        open_case(tmp_path)
    assert "got" in str(caught.value)
    assert "expected" in str(caught.value)
    with pytest.raises(VerificationError), write_case(tmp_path, **HOW):
        pass
    assert (tmp_path / "ledger.jsonl").read_bytes() == before


def first_schema(folder):
    """Make a case as the first schema kept it: settings in case.json, and in every opening."""
    facts = {"schema": "sidebyside/case/1", "seed": 1, "settings": {"limits": {}}}
    (folder / "case.json").write_text(json.dumps(facts))
    body = {"settings": {"limits": {}}, "seed": 1, "versions": {"sidebyside": "0.1.0"}}
    line, _ = record_line(0, "2026-01-01T00:00:00.000Z", "opened", body, FIRST_PREVIOUS)
    (folder / "ledger.jsonl").write_bytes(line)
    return facts


def test_a_case_of_the_first_schema_is_read_and_gone_on_with(tmp_path):
    first_schema(tmp_path)
    (run,) = open_case(tmp_path).runs
    assert (run.settings, run.seed, run.versions) == ({"limits": {}}, 1, {"sidebyside": "0.1.0"})
    with write_case(tmp_path, **HOW) as case:
        conclude(case, Unscorable("work", "w", "", None, "empty", ""))
    assert [run.is_concluded for run in open_case(tmp_path).runs] == [False, True]


def test_a_case_whose_settings_file_was_rewritten_is_named(tmp_path):
    facts = first_schema(tmp_path)
    (tmp_path / "case.json").write_text(json.dumps({**facts, "seed": 2}))
    with pytest.raises(VerificationError, match=r"case\.json: seed was 1, now 2"):
        open_case(tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"schema":"sidebyside/case/1"}']
)
def test_a_broken_settings_file_is_named(tmp_path, content):
    filled(tmp_path)
    (tmp_path / "case.json").write_bytes(content)
    with pytest.raises(VerificationError, match=r"case\.json: got"):
        open_case(tmp_path)


@pytest.mark.parametrize("is_emptied", [False, True])
def test_a_case_that_lost_its_ledger_is_not_taken_for_a_new_one(tmp_path, is_emptied):
    with write_case(tmp_path, **HOW) as case:
        conclude(case)
    if is_emptied:
        (tmp_path / "ledger.jsonl").write_bytes(b"")
    else:
        (tmp_path / "ledger.jsonl").unlink()
    with pytest.raises(VerificationError, match="expected the ledger"), write_case(tmp_path, **HOW):
        pass


def test_a_clock_that_runs_backwards_breaks_nothing(tmp_path):
    times = iter(["2030-01-01T00:00:00.000Z", "1970-01-01T00:00:00.000Z", "not a time", ""])
    with write_case(tmp_path, **HOW, clock=times.__next__) as case:
        for _ in range(3):
            case.append("decided", entry.decided("A", "b"))
    found = records(tmp_path)
    assert [record.n for record in found] == [0, 1, 2, 3]
    assert [record.at for record in found][1:] == ["1970-01-01T00:00:00.000Z", "not a time", ""]


def test_two_processes_cannot_write_one_case(tmp_path):
    process = start(tmp_path)
    try:
        assert process.stdout.readline() == "open\n"
        message = "is being written by another process"
        with pytest.raises(InputError, match=message) as caught, write_case(tmp_path, **HOW):
            pass
        assert str(tmp_path) in str(caught.value)
        open_case(tmp_path)
    finally:
        process.kill()
        process.communicate()
    with write_case(tmp_path, **HOW) as case:
        assert case.ledger_length >= 2


def test_one_process_cannot_write_one_case_twice(tmp_path):
    again = write_case(tmp_path, **HOW)
    with write_case(tmp_path, **HOW), pytest.raises(InputError, match="another process"):
        again.__enter__()


def test_the_lock_is_let_go_when_the_work_fails(tmp_path):
    with pytest.raises(KeyError), write_case(tmp_path, **HOW):
        raise KeyError
    with write_case(tmp_path, **HOW):
        pass


def full_after(monkeypatch, n_bytes):
    """Let the disk take `n_bytes` more, partly as a kernel does, then be full."""
    left = [n_bytes]
    write = os.write

    def limited(descriptor, data):
        if not left[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        taken = write(descriptor, bytes(data)[: left[0]])
        left[0] -= taken
        return taken

    monkeypatch.setattr(os, "write", limited)


@pytest.mark.parametrize("n_bytes", [0, 1, 100])
def test_a_full_disk_is_named_and_the_ledger_stays_whole(tmp_path, monkeypatch, n_bytes):
    filled(tmp_path)
    with write_case(tmp_path, **HOW) as case:
        whole = (tmp_path / "ledger.jsonl").read_bytes()
        with monkeypatch.context() as patch:
            full_after(patch, n_bytes)
            with pytest.raises(InputError, match=r"cannot write .*ledger\.jsonl: No space left") as caught:
                case.append("decided", entry.decided("A", "b"))
        assert "free some space" in caught.value.hint
        assert "what is finished is kept" in caught.value.hint
        assert (tmp_path / "ledger.jsonl").read_bytes() == whole
        case.append("decided", entry.decided("A", "c"))
    assert [record.body.get("what") for record in records(tmp_path)][-1] == "c"


def test_a_full_disk_that_cannot_even_be_cut_back_is_repaired_by_the_next_opening(tmp_path, monkeypatch):
    filled(tmp_path)

    def fails(*_):
        raise OSError(errno.EIO, "Input/output error")

    opening = write_case(tmp_path, **HOW)
    case = opening.__enter__()
    full_after(monkeypatch, 100)
    monkeypatch.setattr(os, "ftruncate", fails)
    with pytest.raises(InputError, match="No space left"):
        case.append("decided", entry.decided("A", "b"))
    with pytest.raises(InputError, match="Input/output error"):
        opening.__exit__(None, None, None)
    monkeypatch.undo()
    assert n_torn(tmp_path) == 100
    with write_case(tmp_path, **HOW) as case:
        assert finished(case) == {"0", "1", "2"}


def test_a_full_disk_leaves_no_half_input_and_the_old_findings(tmp_path, monkeypatch):
    with write_case(tmp_path, **HOW) as case:
        conclude(case)
        before = (tmp_path / "findings.jsonl").read_bytes()
        with monkeypatch.context() as patch:
            full_after(patch, 2)
            with pytest.raises(InputError, match="No space left"):
                case.keep(b"abc", DIGEST)
            full_after(patch, 0)
            with pytest.raises(InputError, match=r"\.jsonl: No space left"):
                case.conclude(
                    [Unscorable("work", "w", "", None, "empty", "")],
                    Counts(1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0),
                    (),
                    CaseStatistics(),
                )
        assert not case.store.path_of(DIGEST).exists()
        assert (tmp_path / "findings.jsonl").read_bytes() == before
        assert not list(tmp_path.rglob("*.tmp"))
    assert len(open_case(tmp_path).findings) == 0


CONCLUDE_AND_STOP = """
    import os, sys
    from pathlib import Path
    from sidebyside.case import DiskStore, entry, write_case
    from sidebyside.case.case import Case
    from sidebyside.records import CaseStatistics, Counts, Unscorable
    folder, step = Path(sys.argv[1]), sys.argv[2]
    def stop(*_):
        os.kill(os.getpid(), 9)
    with write_case(folder, versions={}) as case:
        case.start("compare", settings={}, seed=0, versions={})
        case.append("ingested", entry.ingested(Unscorable("work", "w", "", None, "empty", "")))
        if step == "before the record":
            case.append = stop
        if step == "before it is shown":
            case.store.show_findings = stop
        counts = Counts(1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0)
        case.conclude([Unscorable("work", "w", "", None, "empty", "")], counts, (), CaseStatistics())
"""


@pytest.mark.parametrize(("step", "n_findings"), [("before the record", 0), ("before it is shown", 1)])
def test_killed_while_it_concludes_a_case_has_the_old_conclusion_or_the_new_one(tmp_path, step, n_findings):
    with write_case(tmp_path, **HOW) as case:
        conclude(case)
    command = [sys.executable, "-c", textwrap.dedent(CONCLUDE_AND_STOP), str(tmp_path), step]
    assert subprocess.run(command, timeout=60).returncode == -signal.SIGKILL
    assert len(open_case(tmp_path).findings) == n_findings
    with write_case(tmp_path, **HOW) as case:
        conclude(case, Unscorable("output", "o", "", None, "empty", ""))
    case = open_case(tmp_path)
    assert [one.path for one in case.findings] == ["o"]
    earlier = [one for run in case.runs for one in run.conclusions]
    assert [len(case.lines_of(one).splitlines()) for one in earlier] == [0, *[1] * n_findings, 1]


def test_findings_that_were_changed_are_not_taken_for_a_stopped_run(tmp_path):
    with write_case(tmp_path, **HOW) as case:
        conclude(case)
        conclude(case, Unscorable("output", "o", "", None, "empty", ""))
    (tmp_path / "findings.jsonl").unlink()
    assert len(open_case(tmp_path).findings) == 1
    (tmp_path / "findings.jsonl").write_bytes(b"{}\n")
    with pytest.raises(VerificationError, match=r"findings\.jsonl: got SHA-256 .*, expected"):
        _ = open_case(tmp_path).findings


def test_a_real_limit_on_the_size_of_a_file_is_met_and_repaired(tmp_path):
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    process = start(tmp_path, preexec_fn=limit)
    out, err = process.communicate(timeout=60)
    last = int(out.splitlines()[-1])
    assert "InputError: cannot write" in err
    assert "ledger.jsonl: File too large" in err
    with write_case(tmp_path, **HOW) as case:
        assert finished(case) == {str(n) for n in range(last + 1)}


def test_an_interrupt_between_writing_and_noting_leaves_a_ledger_that_goes_on(tmp_path, monkeypatch):
    write = os.write

    def interrupted(descriptor, data):
        write(descriptor, data)
        raise KeyboardInterrupt

    with write_case(tmp_path, **HOW) as case:
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", interrupted)
            with pytest.raises(KeyboardInterrupt):
                case.append("decided", entry.decided("A", "interrupted"))
        case.append("decided", entry.decided("A", "after"))
    assert [record.body.get("what") for record in records(tmp_path)] == [None, "after"]


def test_a_ledger_that_shrinks_while_it_is_written_is_named(tmp_path):
    with write_case(tmp_path, **HOW) as case:
        whole = (tmp_path / "ledger.jsonl").read_bytes()
        os.truncate(tmp_path / "ledger.jsonl", 10)
        with pytest.raises(VerificationError, match="size does not fit: got 10 bytes"):
            case.append("decided", entry.decided("A", "b"))
        (tmp_path / "ledger.jsonl").write_bytes(whole)


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may write everywhere")
def test_a_folder_that_may_not_be_written_is_named(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="cannot write"), write_case(tmp_path / "case", **HOW):
        pass


def test_an_atomic_write_keeps_the_old_file_when_its_source_fails(tmp_path):
    def blocks():
        yield b"new"
        raise KeyError

    path = tmp_path / "file"
    path.write_bytes(b"old")
    with pytest.raises(KeyError):
        write_atomically(path, blocks())
    assert path.read_bytes() == b"old"
    assert [item.name for item in tmp_path.iterdir()] == ["file"]


def test_writing_where_there_is_no_folder_is_named(tmp_path):
    with pytest.raises(InputError, match="No such file or directory"):
        write_atomically(Path(tmp_path, "absent", "file"), [b""])
