"""How firm an answer is: the state it would have without what is ours, unsure, or machine-made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..columns import Columns
from .cells import Table, coverage
from .targets import Target, targets

LOW_CONFIDENCE = 0.7  # classifications and links that state less are left out
# What is left out → the options that leave it out. Our own decisions are the machine-made ones.
WITHOUT: dict[str, dict[str, Any]] = {
    "without_own": {"coded_by": "publisher"},
    "without_low_confidence": {"min_confidence": LOW_CONFIDENCE},
}


def firmness_of_cells(columns: Columns, table: Table) -> list[dict[str, str]]:
    """For each cell of the table, in its order, its state under each of :data:`WITHOUT`.

    A cell that is not listed any more holds nothing that is known, so it is open.
    """
    states = [
        {
            cell.values: cell.state
            for cell in coverage(columns, replace(table.options, **less)).cells
        }
        for less in WITHOUT.values()
    ]
    return [
        _firm(cell.state, [state.get(cell.values, "open") for state in states])
        for cell in table.cells
    ]


def firmness_of_targets(
    columns: Columns, found: Sequence[Target], **asked: Any
) -> list[dict[str, str]]:
    """For each target its state under each of :data:`WITHOUT`; ``asked`` as for ``targets``."""
    states = [
        {target.target.iri: target.state for target in targets(columns, **{**asked, **less})}
        for less in WITHOUT.values()
    ]
    return [_firm(target.state, [state[target.target.iri] for state in states]) for target in found]


def _firm(state: str, without: Sequence[str]) -> dict[str, str]:
    """The other states by name, and in words what the state rests on."""
    words = [name.removeprefix("without_").replace("_", " ") for name in WITHOUT]
    rests = [word for word, other in zip(words, without, strict=True) if other != state]
    return {**dict(zip(WITHOUT, without, strict=True)), "rests_on": ", ".join(rests)}
