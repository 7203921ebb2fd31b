"""What is set apart, on the terminal: a line for all pairs, or a few for two files."""

from collections.abc import Iterator, Sequence

from sidebyside.records import AnyFinding, Apart, SetApart, StoryTable

WORDS = {
    "same_subject": "the same subject in another picture",
    "parallels": "told alike, in other words",
}


def set_apart(findings: Sequence[AnyFinding]) -> Iterator[str]:
    """Yield how many pairs are set apart, by kind; nothing where there are none."""
    kinds = [finding.kind for finding in findings if isinstance(finding, SetApart)]
    for kind in sorted(set(kinds)):
        yield f"apart    {kinds.count(kind)} not counted: {WORDS[kind]}"


def of_pair(findings: Sequence[AnyFinding]) -> Iterator[str]:
    """Yield what is set apart of two files."""
    for finding in findings:
        if isinstance(finding, SetApart):
            yield f"set apart, not counted: {WORDS[finding.kind]}"
        yield from stories(getattr(finding, "apart", ()))


def stories(apart: Sequence[Apart]) -> Iterator[str]:
    """Yield the counts of each story table."""
    for table in apart:
        if isinstance(table, StoryTable):
            both = [row for row in table.events if row.work_span and row.output_span]
            n_in_order = sum(row.is_in_order is True for row in both)
            yield (
                f"  {table.method}: {len(both)} events in both, {n_in_order} of them in one order, "
                f"{len(table.characters)} names, {len(table.setting)} places, times and numbers; "
                "the exhibit has the table, and --json"
            )
