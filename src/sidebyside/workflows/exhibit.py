"""How is a finished comparison handed over?"""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sidebyside import exhibits
from sidebyside.casefile import CaseFolder, entry, open_case, read_case
from sidebyside.errors import InputError
from sidebyside.records import Counts, MethodCard, Output, Work, from_plain, to_plain
from sidebyside.workflows.options import versions


def exhibit(
    case: str | Path,
    out: str | Path | None = None,
    *,
    languages: Sequence[str] = ("en", "zh-Hant"),
    title: str = "",
    most_bytes: int = exhibits.MOST_BYTES,
) -> Path:
    """Write the exhibit of a case: pages, tables, ledger, manifest and verifier.

    Parameters
    ----------
    case
        Folder of a finished comparison.
    out
        Folder of the exhibit, by default ``exhibit`` in the case. An exhibit that stands there is replaced.
    languages
        Names of the locales, one page each.
    title
        Title of the comparison, shown on the first page.
    most_bytes
        Largest page of findings in full; where they take more, they are bound in volumes.

    Returns
    -------
    Path
        The folder. The SHA-256 of its manifest is printed by ``verify``; hand it over on another way.

    Raises
    ------
    InputError
        If the folder is no case, has come to no conclusion, or `out` is something else than an exhibit.
    VerificationError
        If the ledger, the findings or an input of the case were changed.
    """
    if most_bytes < 1:
        raise InputError(f"a volume must hold at least 1 byte, got {most_bytes}")
    folder = Path(case)
    seen = read_case(folder)
    seen.findings()
    target = Path(out) if out is not None else folder / "exhibit"
    _check_target(target)
    with open_case(folder, settings=seen.settings, seed=seen.seed, versions=versions()) as opened:
        material = _material(opened, title)
        staging = target.with_name(f".{target.name}.partial")
        shutil.rmtree(staging, ignore_errors=True)
        exhibits.write(material, staging, languages, most_bytes=most_bytes)
        manifest = exhibits.seal(staging, facts=_facts(material))
        shutil.rmtree(target, ignore_errors=True)
        staging.rename(target)
        opened.append("exported", entry.exported(languages, manifest))
    return target


def _check_target(target: Path) -> None:
    if target.exists() and not (target / "manifest.json").is_file() and any(target.iterdir()):
        raise InputError(f"{target} is not empty and is no exhibit", hint="name a new folder with --out")


def _material(case: CaseFolder, title: str) -> exhibits.Material:
    findings = case.findings()
    items = list(case.items())
    concluded = case.concluded or {}
    return exhibits.Material(
        title=title,
        findings=findings,
        counts=from_plain(Counts, concluded["counts"]),
        works=tuple(item for item in items if isinstance(item, Work)),
        outputs=tuple(item for item in items if isinstance(item, Output)),
        cards=tuple(from_plain(MethodCard, card) for card in concluded["cards"]),
        notes=tuple(note for record in case.ingested() for note in entry.notes_of(record.body)),
        findings_jsonl=case.findings_path.read_bytes(),
        ledger=case.ledger_path.read_bytes(),
        ledger_head=case.ledger_head,
        n_records=case.ledger_length,
        facts=(*versions().items(), ("seed", str(case.seed)), ("settings", _shown(case.settings))),
        open_bytes=case.read,
        worth=entry.worth_of(concluded),
    )


def _shown(settings: Mapping[str, Any]) -> str:
    """Return the settings of a case on one line; those of the methods stand on their cards."""
    limits = ", ".join(f"{name} {value}" for name, value in sorted(settings["limits"].items()))
    return f"n_shortlist {settings['n_shortlist']}; {limits}"


def _facts(material: exhibits.Material) -> dict[str, object]:
    return {
        "title": material.title,
        "counts": to_plain(material.counts),
        "ledger": {"head": material.ledger_head, "length": material.n_records},
        "versions": versions(),
    }
