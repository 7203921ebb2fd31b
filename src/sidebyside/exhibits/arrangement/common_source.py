"""Where a person has excluded a common source: which h2 is left, and how the ratio against it is marked."""

from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.text_view import LabelledValue
from sidebyside.records import Finding, LikelihoodRatio


def h2_of_finding(finding: Finding, null: str, locale: Locale) -> str:
    """Say what h2 is; a common source is part of it where one was measured (N3) and nobody excluded it."""
    if finding.source_excluded is not None:
        return locale.say("proposition.h2_excluded", null=null, by=finding.source_excluded.by)
    is_measured = any(one.null == "N3" for one in finding.likelihood_ratios)
    return locale.say("proposition.h2" if is_measured else "proposition.h2_unshared", null=null)


def row_mark(one: LikelihoodRatio, finding: Finding, locale: Locale) -> str:
    """Say of a ratio that it is quoted, or who excluded what it is held against, and how; else nothing."""
    if one == finding.quoted:
        return locale.say("strength.quoted")
    excluded = finding.source_excluded
    if excluded is None or one in finding.applicable:
        return ""
    return locale.say("common_source.excluded", by=excluded.by, why=excluded.why)


def common_source_facts(finding: Finding, locale: Locale) -> tuple[LabelledValue, ...]:
    """Return who excluded a common source, and how; nothing where nobody did."""
    excluded = finding.source_excluded
    if excluded is None:
        return ()
    said = locale.say("common_source.excluded", by=excluded.by, why=excluded.why)
    return (LabelledValue(locale.say("common_source.name"), said),)
