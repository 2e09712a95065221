"""What the totals of a coverage table are made of, in sentences."""

from __future__ import annotations

from .cells import STATES, Table


def notes(table: Table) -> tuple[str, ...]:
    """What the totals are made of, and what was left out."""
    states = ", ".join(f"{count} {state}" for state, count in table.states().items() if count)
    unit = table.options.count
    found = [
        f"{len(table.cells)} cells: {states or 'none'}."
        + (
            f" {table.empty_by_arithmetic} more are empty by arithmetic."
            if table.empty_by_arithmetic
            else ""
        ),
        f"{table.counted} {unit} counted; {table.placed} have a value on every facet"
        + (
            f", which the cells count {table.placed + table.overlap} times."
            if table.overlap
            else "."
        ),
    ]
    for facet, without in table.unplaced.items():
        said = ", ".join(f"{count} {what}" for what, count in without.items() if count)
        if said:
            found.append(f"Without a value of {facet}: {said}.")
    shown = {cell.state for cell in table.cells}
    if shown & {"open", "gap"}:
        found.append(f"open: {STATES['open']}. gap: {STATES['gap']}.")
    return tuple(found)
