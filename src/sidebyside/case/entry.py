"""What each kind of ledger record holds in its body; plain values in, plain values out."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sidebyside.errors import VerificationError
from sidebyside.primitives.text.decoding import decode_as
from sidebyside.records import (
    Artefact,
    Attempt,
    BackgroundText,
    CaseStatistics,
    ComparedOutput,
    Comparison,
    Counts,
    MethodCard,
    Note,
    Output,
    Unscorable,
    Work,
    from_plain,
    to_plain,
)

Item = Work | Output | Unscorable
NO_STATISTICS = CaseStatistics()


def opened(*, versions: Mapping[str, str], torn_bytes: int = 0, torn_sha256: str = "") -> dict[str, Any]:
    """Return the body of ``opened``: by which versions, and how much of a torn last line was cut off."""
    body: dict[str, Any] = {"versions": dict(versions)}
    if torn_bytes:
        body["torn"] = {"bytes": torn_bytes, "sha256": torn_sha256}
    return body


def started(
    verb: str, *, settings: Mapping[str, Any], seed: int, versions: Mapping[str, str]
) -> dict[str, Any]:
    """Return the body of ``started``: a run that is to come to a conclusion.

    Parameters
    ----------
    verb
        What was asked for, such as ``compare``.
    settings
        Plain values: everything the findings depend on besides inputs, versions and seed. They are published
        with the case, so they hold no secret and no absolute path.
    seed
        From which every random choice of the run is made.
    versions
        Name and version of the tool and of what it stands on.
    """
    return {"verb": verb, "settings": dict(settings), "seed": seed, "versions": dict(versions)}


def ingested(item: Item, notes: Sequence[Note] = ()) -> dict[str, Any]:
    """Return the body of ``ingested``: the item without its text, which stands in the case by its digest.

    An unscorable item is ingested too, with its reason. `notes` are those on this item.
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
    if isinstance(item, Output):
        attempt = to_plain(item.attempt)
        body["generation"] = attempt.pop("generation")
        body["attempt"] = attempt
    return body


def _heading(role: str, path: str, sha256: str, medium: str | None) -> dict[str, Any]:
    return {"role": role, "path": path, "sha256": sha256, "medium": medium}


def item_of(body: Mapping[str, Any], read: Callable[[str], bytes]) -> Item:
    """Return the item of an ``ingested`` body; the inverse of `ingested`.

    A body of an older version has no ``attempt``, and its ``language`` beside the artefact; an attempt of it
    is known by its generation alone.

    Parameters
    ----------
    body
        The body of the record.
    read
        Gives the bytes of a digest, such as `Case.read`.

    Raises
    ------
    VerificationError
        If the kept bytes are not the text that was ingested.
    """
    if "unscorable" in body:
        return from_plain(Unscorable, _with_attempt(body["unscorable"]))
    plain = {"language": body.get("language", ""), **body["artefact"]}
    if plain["text"] is not None:
        plain["text"] = {**plain["text"], "original": _original(plain, read)}
    artefact = from_plain(Artefact, plain)
    if body["role"] == "work":
        return Work(artefact)
    return Output(
        artefact, from_plain(Attempt, {**body.get("attempt", {}), "generation": body["generation"]})
    )


def _with_attempt(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return an unscorable item as it is written now, where an older version wrote its generation."""
    kept = {name: value for name, value in plain.items() if name != "generation"}
    if plain.get("generation") is not None:
        kept["attempt"] = {"generation": plain["generation"]}
    return kept


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


def compared(key: str, one: ComparedOutput) -> dict[str, Any]:
    """Return the body of ``compared``: one output against every work of its medium.

    Parameters
    ----------
    key
        Everything the result depends on, in one word: made by the caller from the digests of the output,
        the works and the method cards. The same key is not compared again.
    one
        What the methods returned; where they returned nothing, that is said too.
    """
    artefact = one.output.artefact
    return {
        "key": key,
        "output": {"path": artefact.path, "sha256": artefact.sha256},
        "n_works": one.n_looked_at,
        "n_compared": dict(one.n_compared),
        "narrowed": {name: list(numbers) for name, numbers in one.narrowed},
        "comparisons": to_plain(one.comparisons),
    }


def compared_output(body: Mapping[str, Any], output: Output) -> ComparedOutput:
    """Return what a ``compared`` body says of an output; the inverse of `compared`."""
    comparisons = tuple(from_plain(Comparison, item) for item in body["comparisons"])
    sizes = tuple(sorted((str(name), int(n)) for name, n in body.get("n_compared", {}).items()))
    narrowed = sorted((str(name), tuple(numbers)) for name, numbers in body.get("narrowed", {}).items())
    return ComparedOutput(output, comparisons, body["n_works"], sizes, tuple(narrowed))


def concluded(
    findings_sha256: str,
    counts: Counts,
    cards: Sequence[MethodCard] = (),
    statistics: CaseStatistics = NO_STATISTICS,
) -> dict[str, Any]:
    """Return the body of ``concluded``: the digest of findings.jsonl, the counts, the cards in force.

    `statistics` is what the whole case comes to besides its findings.
    """
    return {
        "findings_sha256": findings_sha256,
        "counts": to_plain(counts),
        "cards": to_plain(tuple(cards)),
        "statistics": to_plain(statistics),
    }


def statistics_of(body: Mapping[str, Any]) -> CaseStatistics:
    """Return what a ``concluded`` body says of the whole case; of one of an older version nothing."""
    plain = body.get("statistics", body.get("worth"))
    return NO_STATISTICS if plain is None else from_plain(CaseStatistics, plain)


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
