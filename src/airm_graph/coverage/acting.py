"""The links that measures state to targets, counted for every target at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..agents import are_programs
from ..columns import MITIGATING, RELATIONS, Columns

Array = NDArray[Any]
OBSERVING = (RELATIONS.index("detects"), RELATIONS.index("assesses"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """What is stated to act on each target: an entry, or a row, for each.

    Attributes:
        counts: Distinct measures by relation.
        observed: Distinct measures that detect or assess it.
        catch_all: Measures among all of them that claim to cover every risk.
        confidence: The highest that a deciding link states; not a number where none does.
            Mitigating links decide, or else observing ones.
        machine_made: Whether a program decided every deciding link.
        linked: Whether any link is stated.
    """

    counts: Array
    observed: Array
    catch_all: Array
    confidence: Array
    machine_made: Array
    linked: Array


def acting(columns: Columns, links: Array) -> Acting:
    """Count the links."""
    size = len(columns.index["targets"])
    target = links["target"].astype(np.int64)
    measure = columns.items["measure"][links["item"]]
    counts = np.stack(
        [
            _distinct(target[of], measure[of], size)
            for of in (links["relation"] == number for number in range(len(RELATIONS)))
        ],
        axis=1,
    )
    observing = np.isin(links["relation"], OBSERVING)
    mitigating = np.isin(links["relation"], MITIGATING)
    mitigated = np.zeros(size, dtype=bool)
    mitigated[target[mitigating]] = True
    deciding = mitigating | (observing & ~mitigated[target])
    confidence = np.full(size, np.nan)
    np.fmax.at(confidence, target[deciding], links["confidence"][deciding])
    by_program = are_programs(columns)[links["agent"]]
    decided = np.bincount(target[deciding], minlength=size)
    claiming = columns.items["all_risks"][links["item"]]
    return Acting(
        counts=counts,
        observed=_distinct(target[observing], measure[observing], size),
        catch_all=_distinct(target[claiming], measure[claiming], size),
        confidence=confidence,
        machine_made=(decided > 0)
        & (np.bincount(target[deciding & by_program], minlength=size) == decided),
        linked=np.bincount(target, minlength=size) > 0,
    )


def _distinct(target: Array, measure: Array, size: int) -> Array:
    """How many different measures each target has."""
    pairs = np.unique(target << 32 | measure)
    return np.bincount(pairs >> 32, minlength=size)
