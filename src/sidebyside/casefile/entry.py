"""What each kind of ledger record holds in its body; plain values in, plain values out."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sidebyside.errors import VerificationError
from sidebyside.primitives.text.decoding import decode_as
from sidebyside.records import (
    Artefact,
    BackgroundText,
    Comparison,
    Counts,
    Generation,
    MethodCard,
    Note,
    Output,
    Unscorable,
    Work,
    Worth,
    from_plain,
    to_plain,
)

Item = Work | Output | Unscorable
NOTHING_WORTH = Worth()


def opened(
    *,
    settings: Mapping[str, Any],
    seed: int,
    versions: Mapping[str, str],
    torn_bytes: int = 0,
    torn_sha256: str = "",
) -> dict[str, Any]:
    """Return the body of ``opened``: what was in force, and how much of a torn last line was cut off."""
    body: dict[str, Any] = {"settings": dict(settings), "seed": seed, "versions": dict(versions)}
    if torn_bytes:
        body["torn"] = {"bytes": torn_bytes, "sha256": torn_sha256}
    return body


def ingested(item: Item, notes: Sequence[Note] = (), language: str = "") -> dict[str, Any]:
    """Return the body of ``ingested``: the item without its text, which stands in the case by its digest.

    An unscorable item is ingested too, with its reason. `notes` are those on this item; `language` is what a
    text was taken for, and stands in the record of a text only.
    """
    noted = {"notes": to_plain(tuple(notes))}
    if isinstance(item, Unscorable):
        return {
            **_heading(item.role, item.path, item.sha256, item.medium),
            **noted,
            "unscorable": to_plain(item),
        }
    role = "work" if isinstance(item, Work) else "output"
    artefact = to_plain(item.artefact)
    if artefact["text"] is not None:
        del artefact["text"]["original"]
    body = {
        **_heading(role, item.artefact.path, item.artefact.sha256, item.artefact.medium),
        **noted,
        "artefact": artefact,
    }
    if language:
        body["language"] = language
    if isinstance(item, Output):
        body["generation"] = to_plain(item.generation)
    return body


def _heading(role: str, path: str, sha256: str, medium: str | None) -> dict[str, Any]:
    return {"role": role, "path": path, "sha256": sha256, "medium": medium}


def item_of(body: Mapping[str, Any], read: Callable[[str], bytes]) -> Item:
    """Return the item of an ``ingested`` body; the inverse of `ingested`.

    Parameters
    ----------
    body
        The body of the record.
    read
        Gives the bytes of a digest, such as `CaseView.read`.

    Raises
    ------
    VerificationError
        If the kept bytes are not the text that was ingested.
    """
    if "unscorable" in body:
        return from_plain(Unscorable, body["unscorable"])
    plain = dict(body["artefact"])
    if plain["text"] is not None:
        plain["text"] = {**plain["text"], "original": _original(plain, read)}
    artefact = from_plain(Artefact, plain)
    if body["role"] == "work":
        return Work(artefact)
    return Output(artefact, from_plain(Generation, body["generation"]))


def notes_of(body: Mapping[str, Any]) -> tuple[Note, ...]:
    """Return the notes of an ``ingested`` body."""
    return tuple(from_plain(Note, note) for note in body["notes"])


def _original(plain: Mapping[str, Any], read: Callable[[str], bytes]) -> str:
    text = plain["text"]
    try:
        if plain["text_sha256"]:
            return read(plain["text_sha256"]).decode("utf-8")
        return decode_as(read(plain["sha256"]), text["encoding"], text["bom_bytes"])
    except (UnicodeDecodeError, LookupError) as error:
        raise VerificationError(
            f"{plain['path']}: the kept bytes are not the text ingested: {error}"
        ) from error


def compared(key: str, output: Artefact, n_works: int, comparisons: Sequence[Comparison]) -> dict[str, Any]:
    """Return the body of ``compared``: one output against every work of its medium.

    Parameters
    ----------
    key
        Everything the result depends on, in one word: made by the caller from the digests of the output,
        the works and the method cards. The same key is not compared again.
    output
        The output's artefact.
    n_works
        With how many works it was compared.
    comparisons
        What the methods returned; empty where they returned nothing, which is said too.
    """
    return {
        "key": key,
        "output": {"path": output.path, "sha256": output.sha256},
        "n_works": n_works,
        "comparisons": to_plain(tuple(comparisons)),
    }


def comparisons_of(body: Mapping[str, Any]) -> tuple[Comparison, ...]:
    """Return the comparisons of a ``compared`` body; the inverse of `compared`."""
    return tuple(from_plain(Comparison, item) for item in body["comparisons"])


def concluded(
    findings_sha256: str, counts: Counts, cards: Sequence[MethodCard] = (), worth: Worth = NOTHING_WORTH
) -> dict[str, Any]:
    """Return the body of ``concluded``: the digest of findings.jsonl, the counts, the cards in force.

    `worth` is what the whole case comes to besides its findings.
    """
    return {
        "findings_sha256": findings_sha256,
        "counts": to_plain(counts),
        "cards": to_plain(tuple(cards)),
        "worth": to_plain(worth),
    }


def worth_of(body: Mapping[str, Any]) -> Worth:
    """Return what a ``concluded`` body says of the whole case; of one of an older version nothing."""
    return from_plain(Worth, body["worth"]) if "worth" in body else NOTHING_WORTH


def exported(languages: Sequence[str], manifest_sha256: str) -> dict[str, Any]:
    """Return the body of ``exported``: which languages, and the digest of the exhibit's manifest."""
    return {"languages": list(languages), "manifest_sha256": manifest_sha256}


def searched(text: BackgroundText) -> dict[str, Any]:
    """Return the body of ``searched``: a background text by name and digest; its bytes are not kept."""
    plain: dict[str, Any] = to_plain(text)
    return plain


def decided(who: str, what: str, about: str = "", reason: str = "", proposal: str = "") -> dict[str, Any]:
    """Return the body of ``decided``: a person's decision, in that person's words.

    `about` is the id of the finding meant; empty where it concerns the whole case. `proposal` is the id of
    the filtration decided on, where it is one.
    """
    return {"who": who, "what": what, "about": about, "reason": reason, "proposal": proposal}
