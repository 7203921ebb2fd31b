"""A case to the view of an exhibit in one language.

Nothing is measured here: every figure shown stands in a record that was given.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sidebyside.contracts import ReadableCase
from sidebyside.errors import InputError
from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement import overview
from sidebyside.exhibits.arrangement.apart import parallels, same_subjects
from sidebyside.exhibits.arrangement.finding import finding_view
from sidebyside.exhibits.arrangement.items import Items
from sidebyside.exhibits.arrangement.method_card import card_view
from sidebyside.exhibits.arrangement.statistics import statistics_view
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.text_view import LabelledValue
from sidebyside.exhibits.view import View
from sidebyside.records import Counts, Finding, Note, counted_as


def build(
    case: ReadableCase, locale: Locale, *, title: str = "", exported_with: Mapping[str, str] | None = None
) -> View:
    """Arrange the findings of a case for one language.

    Parameters
    ----------
    case
        The findings and the records they rest on.
    locale
        The language, from `sidebyside.exhibits.locale.load`.
    title
        Title of the comparison, as the user gave it.
    exported_with
        Name and version of what makes the exhibit; what differs from the versions that came to the conclusion
        is stated beside them.

    Returns
    -------
    View
        Plain records; findings in the order of their works, then their outputs. Cost: linear in the
        characters and rows shown.

    Raises
    ------
    InputError
        Where a finding names an item that is not among the works and outputs, or the lists do not agree with
        the counts.
    """
    items = Items(case)
    numbered = [
        (item, finding_view(item, n, items, locale)) for n, item in enumerate(items.findings, start=1)
    ]
    cards = tuple(card_view(card, locale) for card in case.cards)
    attempts, attempts_sum = overview.attempts(case.counts, locale)
    works_counts, works_sum = overview.works_counts(case.counts, locale)
    view = View(
        lang=locale.tag,
        title=title or locale.say("page.kind"),
        attempts=attempts,
        attempts_sum=attempts_sum,
        works_counts=works_counts,
        works_sum=works_sum,
        n_pairs=notation.count(case.counts.n_pairs),
        works=overview.work_rows(case, numbered, locale),
        findings=tuple(view for _, view in numbered),
        same_subjects=same_subjects(case.findings, items, locale),
        parallels=parallels(case.findings, items, locale),
        null_works=overview.null_works(case, locale),
        null_outputs=overview.null_outputs(case, locale),
        missing_outputs=overview.missing_outputs(case, locale),
        null_limits=overview.null_limits(case, cards),
        unscorable=overview.unscorable_rows(case, locale),
        cards=cards,
        notes=tuple(_note(note, locale) for note in case.notes),
        facts=_facts(case, exported_with or {}, locale),
        ledger_head=case.ledger_head,
        n_records=notation.count(case.ledger_length),
        strength_lead=_strength_lead(items.findings, locale),
        statistics=statistics_view(case.statistics, locale),
    )
    _check_rows(view, items.findings, case.counts)
    return view


def _strength_lead(findings: Sequence[Finding], locale: Locale) -> str:
    n = sum(item.in_force.llr is not None for item in findings)
    if all(item.llr is None for item in findings):
        return locale.say("strength.lead")
    return locale.say("strength.lead_ratios", n=notation.count(n), n_findings=notation.count(len(findings)))


def _check_rows(view: View, findings: Sequence[Finding], counts: Counts) -> None:
    """Refuse an exhibit whose lists are longer or shorter than its first page says."""
    outputs = Counter(counted_as(findings, "output").values())
    works = Counter(counted_as(findings, "work").values())
    rows = {
        "outputs matched": (outputs["matched"], counts.n_matched),
        "outputs not distinguishable": (outputs["not_distinguishable"], counts.n_not_distinguishable),
        "outputs filtered out": (outputs["filtered_out"], counts.n_filtered_out),
        "outputs with nothing found": (len(view.null_outputs), counts.n_null),
        "attempts missing": (len(view.missing_outputs), counts.n_missing),
        "works matched": (works["matched"], counts.n_works_matched),
        "works not distinguishable": (works["not_distinguishable"], counts.n_works_not_distinguishable),
        "works filtered out": (works["filtered_out"], counts.n_works_filtered_out),
        "works with nothing found": (len(view.null_works), counts.n_works_null),
        "items unscorable": (len(view.unscorable), counts.n_unscorable + counts.n_works_unscorable),
    }
    for name, (listed, counted) in rows.items():
        if listed != counted:
            raise InputError(f"{name}: {listed} in the lists and {counted} in the counts")


def _note(note: Note, locale: Locale) -> tuple[str, str, str, str]:
    kind = locale.word("notice", note.code)
    return locale.say(f"role.{note.role}"), note.path, kind, note.message


def _facts(case: ReadableCase, exported_with: Mapping[str, str], locale: Locale) -> tuple[LabelledValue, ...]:
    """Return what was fixed for the run that came to the conclusion, and what another version exported.

    The versions stand in the order of `exported_with`, then those it does not name.
    """
    names = [name for name in dict.fromkeys((*exported_with, *case.versions)) if name in case.versions]
    facts = [(name, case.versions[name]) for name in names]
    facts.append(("seed", str(case.seed)))
    if settings := _settings(case.settings):
        facts.append(("settings", settings))
    others = [f"{name} {each}" for name, each in exported_with.items() if case.versions.get(name) != each]
    if others:
        facts.append(("exported_with", ", ".join(others)))
    return tuple(LabelledValue(locale.say_or(f"fact.{name}", name), value) for name, value in facts)


def _settings(settings: Mapping[str, Any]) -> str:
    """Return the settings of a case on one line; those of the methods stand on their cards."""
    shortlist = f"n_shortlist {settings['n_shortlist']}" if "n_shortlist" in settings else ""
    limits = ", ".join(f"{name} {value}" for name, value in sorted(settings.get("limits", {}).items()))
    return "; ".join(part for part in (shortlist, limits) if part)
