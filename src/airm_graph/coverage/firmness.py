"""How firm an answer is: the state it would have without what is ours, unsure, or machine-made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..columns import Columns
from .cells import Cell, Table
from .grid import OPEN, STATES, Array, Grid, grid
from .options import Options
from .targets import Target, targets

LOW_CONFIDENCE = 0.7  # classifications and links that state less are left out
NAMES = tuple(STATES)
# What is left out → the options that leave it out.
WITHOUT: dict[str, dict[str, Any]] = {
    "without_own": {"coded_by": "publisher"},
    "without_low_confidence": {"min_confidence": LOW_CONFIDENCE},
    "without_machine_made": {"without": ("machine-made",)},
}


def firmness_of_cells(columns: Columns, table: Table) -> list[dict[str, str]]:
    """For each cell of the table, in its order, its state under each of :data:`WITHOUT`.

    A cell that is not listed any more holds nothing that is known, so it is open.
    """
    return firmness(columns, table.options, table.cells)


def firmness(
    columns: Columns,
    options: Options,
    cells: Sequence[Cell],
    grid_of: Callable[[Columns, Options], Grid] = grid,
) -> list[dict[str, str]]:
    """The same for cells of the table that the options ask for."""
    states: list[list[str]] = []
    places: tuple[Array, ...] = ()
    for less in WITHOUT.values():
        if "min_confidence" in less:
            less = {"min_confidence": max(options.min_confidence, less["min_confidence"])}
        found = grid_of(columns, replace(options, **less))
        places = places or _places(found, cells)
        numbers = np.where(found.holds[places], found.states[places], OPEN)
        states.append([NAMES[state] for state in numbers.tolist()])
    said: dict[tuple[str, ...], dict[str, str]] = {}
    for key in {(cell.state, *without) for cell, *without in zip(cells, *states, strict=True)}:
        said[key] = _firm(key[0], key[1:])
    return [
        dict(said[(cell.state, *without)]) for cell, *without in zip(cells, *states, strict=True)
    ]


def _places(found: Grid, cells: Sequence[Cell]) -> tuple[Array, ...]:
    """Where in the grid the cells are, one array a facet."""
    number = [{value.iri: code for code, value in enumerate(a.values)} for a in found.axes]
    return tuple(
        np.array([of[cell.values[k].iri] for cell in cells], dtype=np.int64)
        for k, of in enumerate(number)
    )


def firmness_of_targets(
    columns: Columns, found: Sequence[Target], **asked: Any
) -> list[dict[str, str]]:
    """For each target its state under each of :data:`WITHOUT`.

    Args:
        columns: Those of the build.
        found: The targets, of one kind.
        asked: What they were asked with, as for ``targets``.
    """
    states = []
    for less in WITHOUT.values():
        stricter = {**asked, **less}
        if "without" in less:
            stricter["without"] = (*asked.get("without", ()), *less["without"])
        if "min_confidence" in less:
            stricter["min_confidence"] = max(asked.get("min_confidence", 0.0), LOW_CONFIDENCE)
        answer = targets(columns, **stricter)
        states.append({target.target.iri: target.state for target in answer})
    return [_firm(target.state, [state[target.target.iri] for state in states]) for target in found]


def _firm(state: str, without: Sequence[str]) -> dict[str, str]:
    """The other states by name, and in words what the state rests on."""
    words = [name.removeprefix("without_").replace("_", " ") for name in WITHOUT]
    rests = [word for word, other in zip(words, without, strict=True) if other != state]
    return {**dict(zip(WITHOUT, without, strict=True)), "rests_on": ", ".join(rests)}
