"""What pages draw of coverage: heat maps and stacks of states, as models for ``figures.html``.

The report in one file and the pages of a server share them; colours are classes of a stylesheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..coverage.axes import Value
from ..coverage.cells import Cell, Table
from ..coverage.counting import numbered
from ..coverage.gap_report import BY_SIZE
from ..schemes import Facet

# Each state has a letter too: the picture must not need colour.
LETTERS = {"addressed": "2+", "thin": "1", "open": "?", "gap": "✕", "excluded": "-"}
SURPRISING = "!"  # behind the letter of an empty cell that size alone does not explain
NAMES = {"framework": "document"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The end of a row or column: measures in its cells, and how many of these are addressed."""

    evidence: int
    addressed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap:
    """The cells of two facets as rows and columns.

    Attributes:
        cells: By the IRIs of the two values; what is not there is empty by arithmetic.
        totals: Those of each row and column, by the IRI of its value.
    """

    title: str
    note: str
    letters: str
    rows: tuple[Value, ...]
    columns: tuple[Value, ...]
    cells: dict[tuple[str, str], Cell]
    totals: dict[str, Totals]


def heat_map(table: Table, facets: Mapping[str, Facet]) -> HeatMap:
    """The picture of a table of two facets.

    Args:
        table: Its first facet makes the rows.
        facets: Those of the build, for the order of the columns.
    """
    rows = dict.fromkeys(cell.values[0] for cell in table.cells)
    columns = dict.fromkeys(cell.values[1] for cell in table.cells)
    order = {iri: place for place, iri in enumerate(facets[table.options.by[1]].concepts)}
    names = [NAMES.get(name, name) for name in table.options.by]
    used = [f"{LETTERS[state]} is {state}" for state in ("open", "gap", "excluded")]
    if any(surprises(cell) for cell in table.cells):
        used.append(f"{SURPRISING} is empty though the size of the document predicts otherwise")
    return HeatMap(
        title=f"{names[0].capitalize()}s by {names[1]}",
        note=f"{numbered(table.placed, 'measure')} of {table.counted} have a value on both.",
        letters=", ".join(used),
        rows=tuple(rows),
        columns=tuple(sorted(columns, key=lambda value: (order.get(value.iri, 0), value.id))),
        cells={(cell.values[0].iri, cell.values[1].iri): cell for cell in table.cells},
        totals={
            value.iri: Totals(
                evidence=sum(cell.evidence for cell in table.cells if value in cell.values),
                addressed=sum(
                    cell.state == "addressed" for cell in table.cells if value in cell.values
                ),
            )
            for value in (*rows, *columns)
        },
    )


def letters_of(threshold: int) -> dict[str, str]:
    """The letters as a key shows them.

    >>> letters_of(2)["addressed"], letters_of(5)["thin"]
    ('2+', '1-4')
    """
    few = {1: "none", 2: "1"}.get(threshold, f"1-{threshold - 1}")
    return {**LETTERS, "addressed": f"{threshold}+", "thin": few}


def surprises(cell: Cell) -> bool:
    """Whether the cell is empty and size alone does not explain it."""
    return cell.p_empty is not None and cell.p_empty <= BY_SIZE


def mark(cell: Cell) -> str:
    """What stands in the cell: how many measures, or the letter of its state."""
    if cell.evidence:
        return str(cell.evidence)
    return LETTERS[cell.state] + (SURPRISING if surprises(cell) else "")


def told(cell: Cell) -> str:
    """The cell in one line: its values, state, reason and chance."""
    said = " · ".join(value.label for value in cell.values) + f": {cell.state}"
    if cell.reason:
        said += f" ({cell.reason})"
    if cell.p_empty is not None:
        verdict = "does not explain" if surprises(cell) else "explains"
        said += f", P(empty) {chance(cell.p_empty)}: size alone {verdict} it"
    return said


def crossed(facets: Iterable[str]) -> str:
    """The name of a view of these facets.

    >>> crossed(["framework", "stage"]) == "document \N{MULTIPLICATION SIGN} stage"
    True
    """
    return " \N{MULTIPLICATION SIGN} ".join(NAMES.get(name, name) for name in facets)


def named(value: Value) -> str:
    """A work by its key; a concept by its label, with its code where that has a number.

    >>> named(Value(id="4.2", iri="", label="Risk Disclosure"))
    '4.2 Risk Disclosure'
    >>> named(Value(id="plan-design", iri="", label="Plan and Design"))
    'Plan and Design'
    """
    if "/framework-" in value.iri:
        return value.id
    if value.id == value.label or not any(letter.isdigit() for letter in value.id):
        return value.label
    return f"{value.id} {value.label}"


def chance(value: float) -> str:
    """A probability as tables print it.

    >>> chance(0.03125), chance(0.0000123)
    ('0.0312', '1e-05')
    """
    return f"{value:.4f}" if value >= 0.0001 else f"{value:.0e}"


def words(method: str) -> str:
    """A method of the vocabulary as words.

    >>> words("publisherFiling")
    'publisher filing'
    """
    return re.sub(r"([A-Z])", r" \1", method).lower()


FILTERS: dict[str, Any] = {
    "mark": mark,
    "surprises": surprises,
    "told": told,
    "crossed": crossed,
    "named": named,
    "chance": chance,
    "words": words,
    "numbered": numbered,
}
