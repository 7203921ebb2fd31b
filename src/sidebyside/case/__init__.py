"""What happened, in what order? One case: its items, attempts, runs, findings and decisions.

`Case` is what the ledger says; a `Store` keeps its bytes, in a folder or in memory.
"""

from sidebyside.case import entry
from sidebyside.case.case import Case, open_case, write_case
from sidebyside.case.common_source import EXCLUDED, WITHDRAWN, SourceDecisions, withdrawn
from sidebyside.case.conclusion import conclude, counts_of
from sidebyside.case.contract import finding_to_line, id_of, line_to_finding
from sidebyside.case.decisions import DECISIONS_NAME, read_decisions, write_proposals
from sidebyside.case.disk import FACTS_NAME, DiskStore
from sidebyside.case.findings import CaseFinding, Findings
from sidebyside.case.history import Conclusion, Run
from sidebyside.case.store import MemoryStore, Store

__all__ = [
    "DECISIONS_NAME",
    "EXCLUDED",
    "FACTS_NAME",
    "WITHDRAWN",
    "Case",
    "CaseFinding",
    "Conclusion",
    "DiskStore",
    "Findings",
    "MemoryStore",
    "Run",
    "SourceDecisions",
    "Store",
    "conclude",
    "counts_of",
    "entry",
    "finding_to_line",
    "id_of",
    "line_to_finding",
    "open_case",
    "read_decisions",
    "withdrawn",
    "write_case",
    "write_proposals",
]
