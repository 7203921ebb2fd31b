"""What is demanded of a calibration, set before it is measured.

::

    cllr = 0.15            # at most so much, against every null
    misleading_10 = 0.10
    [N3]                   # another line against one null
    cllr = 0.4
"""

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sidebyside.calibration.validation.truth import GRADES
from sidebyside.errors import InputError
from sidebyside.records import AcceptanceLine, NullValidation

NAMES = ("cllr", "cllr_cal", "eer", "dev_pav", "fmr", "fnmr", "misleading_10", "misleading_100")


@dataclass(frozen=True, slots=True)
class Demand:
    """A figure may be at most `limit`; against one null, or with `null` empty against each that has none of
    its own.
    """

    name: str
    limit: float
    null: str = ""


DEFAULT_DEMANDS = (
    Demand("cllr", 0.15),
    Demand("cllr_cal", 0.05),
    Demand("misleading_10", 0.10),
    Demand("misleading_100", 0.01),
)


def read_demands(path: str | Path) -> tuple[Demand, ...]:
    """Read demands from a TOML file.

    Raises
    ------
    InputError
        If it cannot be read, is empty, or names another figure or null: says which there are.
    """
    place = Path(path)
    try:
        plain = tomllib.loads(place.read_bytes().decode("utf-8"))
    except OSError as error:
        raise InputError(f"cannot read {place}: {error.strerror or error}") from error
    except ValueError as error:
        raise InputError(f"{place} is no TOML: {error}") from error
    demands = []
    for name, value in plain.items():
        if isinstance(value, dict):
            if name not in GRADES:
                raise InputError(f"{place}: no null is called {name!r}", hint=f"one of {', '.join(GRADES)}")
            demands += [_demand(place, inner, limit, name) for inner, limit in value.items()]
        else:
            demands.append(_demand(place, name, value, ""))
    if not demands:
        raise InputError(f"{place} demands nothing", hint=f"set at least one of {', '.join(NAMES)}")
    return tuple(demands)


def _demand(place: Path, name: str, limit: Any, null: str) -> Demand:
    if name not in NAMES:
        raise InputError(f"{place}: no figure is called {name!r}", hint=f"one of {', '.join(NAMES)}")
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not 0 <= limit < math.inf:
        raise InputError(f"{place}: {name} is {limit!r}", hint="a number of 0 or more")
    return Demand(name, float(limit), null)


def held_to(demands: Sequence[Demand], nulls: Sequence[NullValidation]) -> tuple[AcceptanceLine, ...]:
    """Return each demand with the worst figure it is held against.

    A demand on a null that was not measured is missed: its figure is the worst there can be. A figure that
    cannot be computed, `dev_pav` of pairs that do not overlap, counts 0.
    """
    lines = []
    for demand in demands:
        own = {one.null for one in demands if one.null and one.name == demand.name}
        chosen = [
            one for one in nulls if one.null == demand.null or (not demand.null and one.null not in own)
        ]
        if not chosen and not demand.null:
            continue
        measured = max((_figure(one, demand.name) for one in chosen), default=1.0)
        name = f"{demand.null}.{demand.name}" if demand.null else demand.name
        is_met = bool(chosen) and measured <= demand.limit
        lines.append(AcceptanceLine(name, demand.limit, round(measured, 6), is_met))
    return tuple(lines)


def _figure(null: NullValidation, name: str) -> float:
    if name.startswith("misleading_"):
        ratio = int(name.removeprefix("misleading_"))
        return next(one.rate.value for one in null.misleading if (one.under, one.ratio) == ("h2", ratio))
    figure = getattr(null, name)
    if figure is None:
        return 0.0
    return float(figure if isinstance(figure, float) else figure.value)
