"""What of two texts is shown apart and never counted: the story, beside a finding or alone."""

from collections.abc import Sequence

from sidebyside.exhibits.arrangement.finding import Source, generation_facts
from sidebyside.exhibits.arrangement.story import story_views
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.material import Material
from sidebyside.exhibits.story_view import ParallelView
from sidebyside.records import AnyFinding, SetApart


def parallels(material: Material, source: Source, locale: Locale) -> tuple[ParallelView, ...]:
    """Return every pair of texts set apart because they tell alike, by work, then output."""
    pairs = sorted(_parallels(material.findings), key=lambda item: (item.work.path, item.output.path))
    return tuple(_view(pair, number, source, locale) for number, pair in enumerate(pairs, start=1))


def _parallels(findings: Sequence[AnyFinding]) -> list[SetApart]:
    return [item for item in findings if isinstance(item, SetApart) and item.kind == "parallels"]


def _view(pair: SetApart, number: int, source: Source, locale: Locale) -> ParallelView:
    work, output = source.pair(pair)
    anchor = f"a{number}"
    readings = source.reading("work", work), source.reading("output", output)
    return ParallelView(
        anchor=anchor,
        number=number,
        id=pair.id,
        work_path=work.path,
        output_path=output.path,
        stories=story_views(pair.apart, *readings, anchor, locale),
        generation=generation_facts(pair.generation, locale),
    )
