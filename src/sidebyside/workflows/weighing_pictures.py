"""Step: how many such matches of pictures does the whole search give by chance?"""

from collections.abc import Sequence
from dataclasses import replace

from sidebyside.calibration.false_alarms import expected_of_search
from sidebyside.records import AnyFinding, Finding, Match
from sidebyside.workflows.ingest import Inputs
from sidebyside.workflows.least import with_least_expected
from sidebyside.workflows.matching import is_comparable
from sidebyside.workflows.options import Options


def weigh_pictures(
    findings: Sequence[AnyFinding], inputs: Inputs, options: Options
) -> tuple[AnyFinding, ...]:
    """Return the findings with the expected number on every match of pictures that states false alarms."""
    n_outputs = sum(is_comparable(output) for output in inputs.outputs_of("image"))
    n_pairs = len(inputs.works_of("image")) * n_outputs

    def weighed(match: Match) -> Match:
        if match.log10_nfa is None:
            return match
        return replace(match, chance=expected_of_search(match.log10_nfa, n_pairs, limit=options.max_expected))

    return tuple(
        with_least_expected(one, tuple(weighed(match) for match in one.matches))
        if isinstance(one, Finding) and one.medium == "image"
        else one
        for one in findings
    )
