"""The data contract: what one line of findings.jsonl holds.

Every line has the same keys, null or empty where they do not apply::

    schema           "sidebyside/finding/1"
    id               F- a pair, A- a pair set apart, W- a work, O- an output, U- unscorable
    status           match | set_apart | nothing_found | unscorable
    medium           text | image | null (unscorable, not recognised)
    work, output     {path, sha256} or null; path is relative to the folder given
    matches          [{method, similarity, quantum,
                       work_span, output_span       [start, end) in characters of the decoded original
                       work_region, output_region   [row, column, height, width] in pixels
                       work_outline, output_outline [[row, column], ...] where it is not upright
                       transform                    {kind, matrix, is_mirrored}
                       points                       [[row, column, row, column], ...] of work and output
                       residual                     {cells, similarity, share_kept, share_changed,
                                                     structural_similarity, l2, l2_worst_tile, is_inverted}
                       read                         {work_text, output_text, confidence, operations}
                       log10_nfa                    false alarms of this pair alone
                       operations                   [{kind, work_span, output_span}, ...]
                       pairs                        [{work_span, output_span, similarity, margin}, ...]
                       commonness                   {n_occurrences, n_texts, n_texts_searched,
                                                     n_words_searched, bits, nearest, common}
                       chance                       {expected, low, high, bits, language,
                                                     is_distinguishable}}]
    scores           [{method, similarity}], by method
    quantum          of the pair: all matches together
    expected_by_chance          the least of the matches; null where none has one
    expected_by_chance_interval [low, high], 95 %
    is_distinguishable          whether that is within the limit of the case, or null
    filtrations      [{id, code, rule, work_span, output_span, decision, by, why}]
    quantum_after    without the accepted filtrations; null where none was accepted
    after            {strength, expected_by_chance, expected_by_chance_interval, is_distinguishable, llr,
                     likelihood_ratios, contributions, uncalibrated_because}: the same figures of what is left
    counts_as        matched | not_distinguishable | filtered_out, or "": in which row of the counts
    other_works      [{path, sha256, finding, is_same}]: works that match in the same place too
    llr              log10 of the smallest of the likelihood ratios that apply; null where none is stated
    likelihood_ratios [{null, llr, low, high, lower_bound, upper_bound, n_h1, n_h2, calibration, is_of_case}]
    contributions    [{feature, value, llr}] that make up `llr` before it is bounded
    uncalibrated_because  a stable word: why no ratio is stated
    source_excluded  {by, why} where somebody has excluded a common source, so that N3 does not apply, or null
    strength         "likelihood ratio" or "uncalibrated score", or "" where there is no match
    standings        [{method, null, share_below, n_pairs}]: a score among pairs that are no copies
    apart            [{method, events, characters, setting} | {method, work_palette, output_palette,
                     measures}]: shown and never counted
    reason           a stable word: why nothing, why set apart, or why unscorable
    message, hint    the sentence that goes with an unscorable item, and the way out
    nearest          [{method, path, similarity}], best scores below the floor
    n_compared       with how many items every method compared the work, or the output; null for a pair
    n_of_medium      of how many there were of its medium on the other side, or null
    n_compared_by    [{method, n}]: with how many each method compared it
    detection_limit  [{method, limit}], the least each method reports
    generation       how the output was obtained, or null

In a match a key that does not apply is absent. A change of meaning changes `schema`.
"""

from collections.abc import Mapping
from typing import Any

from sidebyside.errors import InputError
from sidebyside.primitives.digest import stable_id
from sidebyside.records import (
    AnyFinding,
    Finding,
    ItemRef,
    Match,
    NothingFound,
    UncountedPair,
    Unscorable,
    from_plain,
    to_plain,
)

SCHEMA = "sidebyside/finding/1"
_KEYS = (
    *("schema", "id", "status", "medium", "work", "output", "matches", "scores", "quantum"),
    *("expected_by_chance", "llr", "strength", "reason", "message", "hint"),
    *("nearest", "n_compared", "detection_limit", "generation"),
    *("expected_by_chance_interval", "is_distinguishable", "filtrations", "quantum_after"),
    *("standings", "apart", "likelihood_ratios", "contributions", "uncalibrated_because"),
    *("after", "counts_as", "other_works"),
    *("refused_calibration", "prompt_spans"),
    *("n_of_medium", "n_compared_by"),
    "source_excluded",
)

_FIRST_KEYS = frozenset(_KEYS[:19])
"""Those that every line of this schema has had; a line of an older version may lack the later ones."""


def id_of(finding: AnyFinding) -> str:
    """Return the id of a line: that of the finding, or for an unscorable item one made of what it is."""
    if isinstance(finding, Unscorable):
        return stable_id("U", finding.role, finding.path, finding.sha256)
    return finding.id


def finding_to_line(finding: AnyFinding) -> dict[str, Any]:
    """Return the public, plain form of a finding, with every key of the contract."""
    line: dict[str, Any] = dict.fromkeys(_KEYS)
    line.update(
        schema=SCHEMA, id=id_of(finding), medium=finding.medium, generation=to_plain(finding.generation)
    )
    line.update(
        matches=[], scores=[], nearest=[], detection_limit=[], strength="", reason="", message="", hint=""
    )
    line.update(filtrations=[], standings=[], apart=[])
    line.update(likelihood_ratios=[], contributions=[], uncalibrated_because="", n_compared_by=[])
    line.update(counts_as="", other_works=[])
    line.update(refused_calibration="", prompt_spans=[])
    if isinstance(finding, Finding):
        line.update(_of_pair(finding))
    elif isinstance(finding, UncountedPair):
        line.update(_of_set_apart(finding))
    elif isinstance(finding, NothingFound):
        line.update(_of_nothing(finding))
    else:
        line.update(_of_unscorable(finding))
    return line


def _of_pair(finding: Finding) -> dict[str, Any]:
    kept = (
        *("work", "output", "scores", "quantum", "expected_by_chance", "llr", "strength", "reason"),
        *("expected_by_chance_interval", "is_distinguishable", "filtrations", "quantum_after"),
        *("standings", "apart", "likelihood_ratios", "contributions", "uncalibrated_because"),
        *("after", "counts_as", "other_works"),
        *("refused_calibration", "prompt_spans"),
        "source_excluded",
    )
    return {
        "status": "match",
        **{name: to_plain(getattr(finding, name)) for name in kept},
        "matches": [_match_to_line(match) for match in finding.matches],
    }


def _of_set_apart(pair: UncountedPair) -> dict[str, Any]:
    kept = ("work", "output", "scores", "standings", "apart")
    return {
        "status": "set_apart",
        "reason": pair.kind,
        **{name: to_plain(getattr(pair, name)) for name in kept},
    }


def _match_to_line(match: Match) -> dict[str, Any]:
    return {name: value for name, value in to_plain(match).items() if value is not None and value != []}


def _of_nothing(finding: NothingFound) -> dict[str, Any]:
    kept = ("work", "output", "n_compared", "n_of_medium", "nearest", "reason")
    return {
        "status": "nothing_found",
        **{name: to_plain(getattr(finding, name)) for name in kept},
        "detection_limit": [{"method": name, "limit": limit} for name, limit in finding.detection_limit],
        "n_compared_by": [{"method": name, "n": n} for name, n in finding.n_compared_by],
    }


def _of_unscorable(item: Unscorable) -> dict[str, Any]:
    return {
        "status": "unscorable",
        item.role: to_plain(ItemRef(item.path, item.sha256)),
        "reason": item.code,
        "message": item.message,
        "hint": item.hint,
    }


def line_to_finding(line: Mapping[str, Any]) -> AnyFinding:
    """Return the finding of a line; the inverse of `finding_to_line`.

    Raises
    ------
    InputError
        If the line is not of this contract: names the key.
    """
    if line.get("schema") != SCHEMA:
        raise InputError(
            f"a finding of an unknown schema: {line.get('schema')!r}", hint=f"this reads {SCHEMA}"
        )
    if unknown := sorted(set(line) - set(_KEYS)):
        raise InputError(
            f"a finding with keys that are not of the contract: {unknown}",
            hint="it may be of a newer version",
        )
    if missing := sorted(_FIRST_KEYS - set(line)):
        raise InputError(f"a finding without the keys {missing} of the contract")
    match line["status"]:
        case "match":
            finding: AnyFinding = from_plain(Finding, _kept(line, Finding))
        case "set_apart":
            finding = from_plain(UncountedPair, {**_kept(line, UncountedPair), "kind": line["reason"]})
        case "nothing_found":
            limits = [[item["method"], item["limit"]] for item in line["detection_limit"]]
            by = [[item["method"], item["n"]] for item in line.get("n_compared_by", [])]
            listed = {"detection_limit": limits, "n_compared_by": by}
            finding = from_plain(NothingFound, {**_kept(line, NothingFound), **listed})
        case "unscorable":
            finding = _to_unscorable(line)
        case other:
            raise InputError(f"a finding of an unknown status: {other!r}")
    if id_of(finding) != line["id"]:
        raise InputError(f"a finding with the id {line['id']!r}, expected {id_of(finding)!r}")
    return finding


def _kept(line: Mapping[str, Any], kind: type) -> dict[str, Any]:
    return {name: line[name] for name in kind.__dataclass_fields__ if name in line}  # type: ignore[attr-defined]


def _to_unscorable(line: Mapping[str, Any]) -> Unscorable:
    role = "work" if line["work"] is not None else "output"
    item = from_plain(ItemRef, line[role])
    fields = {"role": role, "path": item.path, "sha256": item.sha256, "code": line["reason"]}
    attempt = None if line["generation"] is None else {"generation": line["generation"]}
    return from_plain(
        Unscorable, {**fields, **{k: line[k] for k in ("medium", "message", "hint")}, "attempt": attempt}
    )
