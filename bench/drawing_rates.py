"""What ratios the calibration of pictures gives to drawings, which it was not fitted on.

    python -m bench.drawing_rates

Works are drawings of every family of `bench.forms`; outputs their edits, other drawings of the
same form, of the same family in another form, and of other families. Of the last three nothing derives.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from bench.demands import Demand, show
from bench.edits import EDITS, Given
from bench.forms import FAMILIES, form
from bench.measure import DATA, machine, table
from bench.truth_pictures import Shown, measured
from sidebyside.calibration.intervals import clopper_pearson
from sidebyside.calibration.likelihood_ratio import hardest, ratios
from sidebyside.calibration.shipped import FITTED, read_calibration
from sidebyside.records import Calibration

SEED = 31
N_FORMS, N_OF_A_FORM = 3, 4
N_OTHERS = 24
"""Pairs of a family with another form, and with another family."""
LEAST_RECALL, MOST_WRONG = 0.85, 0.01
HEAD = ("family", "pairs", "n", "matched", "LR > 10", "rate (95 %)", "LR > 100")
EDITED, FORM, FAMILY, OTHER = "edits", "same form, other content", "same family, other form", "other family"


def drawings() -> list[Shown]:
    """Return the drawings; `kind` is the family, `hand` the form."""
    found = []
    for family in FAMILIES:
        for number in range(N_FORMS):
            of = form(family, number, SEED)
            for k in range(N_OF_A_FORM):
                rng = np.random.default_rng([SEED, list(FAMILIES).index(family), number, k])
                name = f"{family} {number}.{k}"
                found.append(Shown(name, of.draws(rng), family, name, hand=f"{family} {number}"))
    return found


def pairs(works: Sequence[Shown], rng: np.random.Generator) -> tuple[list[Shown], list[tuple[int, int, str]]]:
    """Return the outputs, and numbers of work and output with what the pair is."""
    outputs = list(works)
    chosen: list[tuple[int, int, str]] = []
    for i, work in enumerate(works):
        if i % N_OF_A_FORM == 0:
            for name, edit in EDITS.items():
                others = [one for one in works if one.kind != work.kind]
                other = others[int(rng.integers(len(others)))].pixels
                made = edit(Given(work.pixels, other, rng)).pixels
                chosen.append((i, len(outputs), EDITED))
                outputs.append(replace(work, name=f"{work.name}-{name}", pixels=made, edit=name))
    apart: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for i, work in enumerate(works):
        for k, other in enumerate(works[:i]):
            what = FORM if work.hand == other.hand else FAMILY if work.kind == other.kind else OTHER
            apart.setdefault((work.kind, what), []).append((i, k))
    for (_, what), found in sorted(apart.items()):
        n = len(found) if what == FORM else N_OTHERS
        chosen += [(*found[number], what) for number in sorted(rng.permutation(len(found))[:n])]
    return outputs, chosen


def llrs(calibration: Calibration) -> Iterator[tuple[str, str, float | None]]:
    """Yield family, what the pair is, and the ratio quoted; None where nothing matched, so none is stated."""
    works = drawings()
    outputs, chosen = pairs(works, np.random.default_rng(SEED))
    for work, _, what, values in measured(works, outputs, chosen):
        is_matched = values["keypoints"] > 0.0 or values["registered_pixels"] > 0.0
        yield work.kind, what, hardest(ratios(calibration, values)).llr if is_matched else None


def rows(found: Sequence[tuple[str, str, float | None]]) -> Iterator[tuple[object, ...]]:
    """Yield a row for each family and sort of pair, and one for all families."""
    for what in (EDITED, FORM, FAMILY, OTHER):
        for family in (*FAMILIES, "all"):
            ours = [llr for of, one, llr in found if one == what and family in (of, "all")]
            if not ours:
                continue
            stated = [llr for llr in ours if llr is not None]
            above, far = (sum(llr > limit for llr in stated) for limit in (1.0, 2.0))
            low, high = clopper_pearson(above, len(ours))
            rate = f"{above / len(ours):.3f} ({low:.3f} to {high:.3f})"
            yield (family, what, len(ours), len(stated), above, rate, far)


def demands(found: Sequence[tuple[str, str, float | None]]) -> Iterator[Demand]:
    """Yield what would have to hold for drawings to be fitted in."""

    def share(chosen: Sequence[float | None]) -> float:
        return sum(llr is not None and llr > 1.0 for llr in chosen) / len(chosen)

    edited = [llr for _, what, llr in found if what == EDITED]
    yield Demand("drawings: edits with LR > 10", share(edited), ">=", LEAST_RECALL)
    for family in FAMILIES:
        wrong = [llr for of, what, llr in found if of == family and what != EDITED]
        yield Demand(f"drawings, {family}: wrong pairs with LR > 10", share(wrong), "<=", MOST_WRONG)


def main() -> None:
    """Print the table."""
    print(f"machine: {machine()}")
    if not DATA.is_dir():
        print("The development data do not stand beside the checkout; see CONTRIBUTING.md.")
        return
    found = list(llrs(read_calibration(FITTED / "image.json")))
    table("Drawings: ratios of a calibration fitted on photographs", HEAD, rows(found))
    show(list(demands(found)))


if __name__ == "__main__":
    main()
