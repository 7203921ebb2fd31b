"""Pairs of pictures alike as wholes, where no part of one was found in the other: shown, not counted."""

from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement.finding import Source, generation_facts
from sidebyside.exhibits.arrangement.likeness import picture_pair, standing_rows, style_views
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.material import Material
from sidebyside.exhibits.picture_view import SameSubjectView
from sidebyside.exhibits.text_view import Fact
from sidebyside.records import SetApart


def same_subjects(material: Material, source: Source, locale: Locale) -> tuple[SameSubjectView, ...]:
    """Return every pair set apart as the same subject in another picture, by work, then output."""
    pairs = [item for item in material.findings if isinstance(item, SetApart) and item.kind == "same_subject"]
    pairs.sort(key=lambda item: (item.work.path, item.output.path))
    return tuple(_view(pair, number, source, locale) for number, pair in enumerate(pairs, start=1))


def _view(pair: SetApart, number: int, source: Source, locale: Locale) -> SameSubjectView:
    work, output = source.pair(pair)
    anchor = f"s{number}"
    return SameSubjectView(
        anchor=anchor,
        number=number,
        id=pair.id,
        work_path=work.path,
        output_path=output.path,
        pictures=picture_pair((), work, output, anchor, locale),
        scores=tuple(Fact(score.method, notation.decimal(score.similarity)) for score in pair.scores),
        standings=standing_rows(pair.standings, locale),
        styles=style_views(pair.apart, locale),
        generation=generation_facts(pair.generation, locale),
    )
