"""The lines of the case, unchanged: what was found, and what happened in which order."""

from collections.abc import Iterator

from sidebyside.exhibits.formats import Exhibit


class Lines:
    """Writes ``findings.jsonl`` and ``ledger.jsonl``."""

    label = "findings and ledger for a program, byte for byte those of the case"
    is_by_language = False

    def files(self, exhibit: Exhibit) -> Iterator[tuple[str, bytes]]:
        """Yield the findings, then the ledger."""
        yield "findings.jsonl", exhibit.findings_jsonl
        yield "ledger.jsonl", exhibit.ledger


MEMBER = Lines()
