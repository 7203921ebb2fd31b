"""What happened, in what order? The case folder, its ledger and its findings."""

from sidebyside.casefile import entry
from sidebyside.casefile.conclusion import check_counts, conclude
from sidebyside.casefile.contract import finding_to_line, id_of, line_to_finding
from sidebyside.casefile.decisions import (
    DECISIONS_NAME,
    Decided,
    proposal_id,
    read_decisions,
    with_decisions,
    write_proposals,
)
from sidebyside.casefile.folder import CaseFolder, open_case
from sidebyside.casefile.ledger import LedgerReader, LedgerRecord
from sidebyside.casefile.vectors import VectorFile
from sidebyside.casefile.view import CaseView, read_case

__all__ = [
    "DECISIONS_NAME",
    "CaseFolder",
    "CaseView",
    "Decided",
    "LedgerReader",
    "LedgerRecord",
    "VectorFile",
    "check_counts",
    "conclude",
    "entry",
    "finding_to_line",
    "id_of",
    "line_to_finding",
    "open_case",
    "proposal_id",
    "read_case",
    "read_decisions",
    "with_decisions",
    "write_proposals",
]
