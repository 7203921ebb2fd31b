"""Step: how many such matches of pictures does the whole search give by chance, and where do scores stand?"""

from collections.abc import Sequence
from dataclasses import replace

from sidebyside.calibration.false_alarms import expected_of_search
from sidebyside.calibration.standing import standings
from sidebyside.records import AnyFinding, Finding, Match, MethodCard, SetApart
from sidebyside.workflows.ingest import Inputs
from sidebyside.workflows.least import with_least_expected
from sidebyside.workflows.matching import is_comparable
from sidebyside.workflows.options import Options


def weigh_pictures(
    findings: Sequence[AnyFinding], inputs: Inputs, cards: Sequence[MethodCard], options: Options
) -> tuple[AnyFinding, ...]:
    """Return the findings with what is known of chance added to every pair of pictures.

    That is the expected number on each match that states false alarms, and where each score stands among
    those of pairs that are no copies.
    """
    n_outputs = sum(is_comparable(output) for output in inputs.outputs_of("image"))
    n_pairs = len(inputs.works_of("image")) * n_outputs

    def weighed(match: Match) -> Match:
        if match.log10_nfa is None:
            return match
        return replace(match, chance=expected_of_search(match.log10_nfa, n_pairs, limit=options.max_expected))

    def placed(one: AnyFinding) -> AnyFinding:
        if not isinstance(one, Finding | SetApart) or one.medium != "image":
            return one
        standing = replace(one, standings=standings(one.scores, cards))
        if isinstance(standing, SetApart):
            return standing
        return with_least_expected(standing, tuple(weighed(match) for match in standing.matches))

    return tuple(placed(one) for one in findings)
