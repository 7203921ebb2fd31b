"""A case to the view of an exhibit in one language."""

from collections.abc import Sequence

from sidebyside.errors import InputError
from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement import overview
from sidebyside.exhibits.arrangement.apart import parallels
from sidebyside.exhibits.arrangement.finding import Source, finding_view
from sidebyside.exhibits.arrangement.method_card import card_view
from sidebyside.exhibits.arrangement.same_subject import same_subjects
from sidebyside.exhibits.arrangement.weight import worth_view
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.material import Material
from sidebyside.exhibits.text_view import Fact
from sidebyside.exhibits.view import View
from sidebyside.records import Counts, Finding, Note


def build(material: Material, locale: Locale) -> View:
    """Arrange the findings of a case for one language.

    Parameters
    ----------
    material
        The findings and the records they rest on.
    locale
        The language, from `sidebyside.exhibits.locale.load`.

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
    source = Source(material)
    findings = sorted(
        (item for item in material.findings if isinstance(item, Finding)),
        key=lambda item: (item.work.path, item.output.path),
    )
    numbered = [(item, finding_view(item, n, source, locale)) for n, item in enumerate(findings, start=1)]
    cards = tuple(card_view(card, locale) for card in material.cards)
    attempts, attempts_sum = overview.attempts(material.counts, locale)
    works_counts, works_sum = overview.works_counts(material.counts, locale)
    view = View(
        lang=locale.tag,
        title=material.title or locale.say("page.kind"),
        attempts=attempts,
        attempts_sum=attempts_sum,
        works_counts=works_counts,
        works_sum=works_sum,
        n_pairs=notation.count(material.counts.n_pairs),
        works=overview.work_rows(material, numbered, locale),
        findings=tuple(view for _, view in numbered),
        same_subjects=same_subjects(material, source, locale),
        parallels=parallels(material, source, locale),
        null_works=overview.null_works(material, locale),
        null_outputs=overview.null_outputs(material, locale),
        missing_outputs=overview.missing_outputs(material, locale),
        null_limits=overview.null_limits(material, cards),
        unscorable=overview.unscorable_rows(material, locale),
        cards=cards,
        notes=tuple(_note(note, locale) for note in material.notes),
        facts=tuple(Fact(locale.say_or(f"fact.{name}", name), value) for name, value in material.facts),
        ledger_head=material.ledger_head,
        n_records=notation.count(material.n_records),
        strength_lead=_strength_lead(findings, locale),
        worth=worth_view(material.worth, locale),
    )
    _check_rows(view, material.counts)
    return view


def _strength_lead(findings: Sequence[Finding], locale: Locale) -> str:
    n = sum(item.llr is not None for item in findings)
    if n == 0:
        return locale.say("strength.lead")
    return locale.say("strength.lead_ratios", n=notation.count(n), n_findings=notation.count(len(findings)))


def _check_rows(view: View, counts: Counts) -> None:
    """Refuse an exhibit whose lists are longer or shorter than its first page says."""
    n_matched = len({item.output.path for item in view.findings})
    rows = {
        "outputs matched": (n_matched, counts.n_matched),
        "outputs with nothing found": (len(view.null_outputs), counts.n_null),
        "attempts missing": (len(view.missing_outputs), counts.n_missing),
        "works matched": (len({item.work.path for item in view.findings}), counts.n_works_matched),
        "works with nothing found": (len(view.null_works), counts.n_works_null),
        "items unscorable": (len(view.unscorable), counts.n_unscorable + counts.n_works_unscorable),
    }
    for name, (listed, counted) in rows.items():
        if listed != counted:
            raise InputError(f"{name}: {listed} in the lists and {counted} in the counts")


def _note(note: Note, locale: Locale) -> tuple[str, str, str, str]:
    kind = locale.say_or(f"notice.{note.code}", note.code)
    return locale.say(f"role.{note.role}"), note.path, kind, note.message
