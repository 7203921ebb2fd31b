"""Step: read the texts that matched passages are looked up in, and note each by name and digest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sidebyside import sources
from sidebyside.calibration import SearchedText
from sidebyside.casefile import CaseFolder, entry
from sidebyside.records import BackgroundText, Purpose, Unscorable
from sidebyside.workflows.options import Options
from sidebyside.workflows.preparing import TextPreparation
from sidebyside.workflows.progress import Progress, told


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The texts to search, by purpose, and the record of each, those that could not be read among them."""

    texts: Mapping[Purpose, tuple[SearchedText, ...]]
    listed: tuple[BackgroundText, ...] = field(default=())


def read_elsewhere(
    case: CaseFolder, options: Options, texts: TextPreparation, progress: Progress
) -> Elsewhere:
    """Read what the user named as background, public domain and licensed; nothing of it is kept in the case.

    A text that stands in a folder twice, by its bytes, is searched once. Pictures are left out.

    Raises
    ------
    InputError
        If a path does not exist, or holds nothing.
    """
    found: dict[Purpose, list[SearchedText]] = {"background": [], "public_domain": [], "licensed": []}
    listed: list[BackgroundText] = []
    for purpose, path in options.searched():
        seen = {text.sha256 for text in found[purpose]}
        readings = sources.read(Path(path), "work", limits=options.limits)
        for reading in told(readings, progress, f"reading {purpose.replace('_', ' ')}"):
            item = reading.item
            if isinstance(item, Unscorable):
                listed.append(BackgroundText(purpose, item.path, item.sha256, 0, item.code))
            elif item.artefact.text is None:
                listed.append(BackgroundText(purpose, item.artefact.path, item.artefact.sha256, 0, "picture"))
            elif item.artefact.sha256 not in seen:
                seen.add(item.artefact.sha256)
                tokens = texts.tokens_of_text(item.artefact.text)
                found[purpose].append(SearchedText(item.artefact.path, item.artefact.sha256, tokens))
                listed.append(
                    BackgroundText(purpose, item.artefact.path, item.artefact.sha256, tokens.n_tokens)
                )
    for text in listed:
        case.append("searched", entry.searched(text))
    return Elsewhere({purpose: tuple(items) for purpose, items in found.items()}, tuple(listed))
