"""Coverage tables and the gaps in them, as answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..build_folder import Progress
from ..citation import cite
from ..coverage.cells import Cell, Table, coverage
from ..coverage.firmness import WITHOUT, firmness_of_cells
from ..coverage.options import Options
from ..coverage.permutation import SEED, Permuted, permutation
from ..coverage.table_notes import notes
from ..render.result import Result
from ..workspace import Build

STATISTICS = {"peers", "expected", "p_empty", "q_value"}
RANK = {"gap": 0, "open": 1, "thin": 2}  # worst first; what is addressed is no gap
Row = dict[str, Any]


def cells_of(build: Build, options: Options) -> Result:
    """Every cell of the facets, with its state, and the sums that let the totals be checked.

    Raises:
        IdentifierError: Nothing here is called as a facet, a concept or a work of the options.
        OptionError: The options make no table.
    """
    table = coverage(build.columns, options)
    return _result(build, table, [cell_row(options, cell) for cell in table.cells], "coverage")


def gaps_in_cells(
    build: Build,
    options: Options,
    permutations: int | None = None,
    seed: int = SEED,
    progress: Progress = lambda _: None,
) -> Result:
    """The cells that are not addressed, worst first, with what their state rests on.

    Args:
        build: What is asked.
        options: Which cells, counted how.
        permutations: Draw so many tables with the same margins, for chances beside ``p_empty``.
        seed: Of their random numbers.
        progress: Is told what is being done.

    Raises:
        IdentifierError: Nothing here is called as a facet, a concept or a work of the options.
        OptionError: The options make no table, or works are no facet of a permuted one.
    """
    columns = build.columns
    table = coverage(columns, options)
    found = sorted(
        (cell for cell in table.cells if cell.state in RANK),
        key=lambda cell: (RANK[cell.state], 1.0 if cell.p_empty is None else cell.p_empty),
    )
    firm = firmness_of_cells(columns, replace(table, cells=tuple(found)))
    rows = [{**cell_row(options, cell), **less} for cell, less in zip(found, firm, strict=True)]
    if permutations is None:
        return _result(build, table, rows, "gaps cells")
    drawn = permutation(columns, table, permutations=permutations, seed=seed, progress=progress)
    rows = [
        _with_chances(row, drawn.get(cell.values)) for cell, row in zip(found, rows, strict=True)
    ]
    return _drawn(_result(build, table, rows, "gaps cells"), permutations, seed)


def cell_row(options: Options, cell: Cell) -> Row:
    """One cell as a row of the contract."""
    return {
        **{
            name: {"id": value.id, "iri": value.iri, "label": value.label}
            for name, value in zip(options.by, cell.values, strict=True)
        },
        "state": cell.state,
        "reason": cell.reason,
        "evidence": cell.evidence,
        "unknown": cell.unknown,
        "peers": cell.peers,
        "expected": cell.expected,
        "p_empty": cell.p_empty,
        "q_value": cell.q_value,
    }


def _result(build: Build, table: Table, rows: Sequence[Row], command: str) -> Result:
    """Rows about cells of the table, with the notes that let the totals be checked."""
    options = table.options
    parameters = {
        "by": list(options.by),
        "levels": dict(options.levels),
        "where": [f"{name}={value}" for name, value in options.where],
        "threshold": options.threshold,
        "count": options.count,
        "coded_by": options.coded_by,
        "min_confidence": options.min_confidence,
        "without": list(options.without),
    }
    return Result(
        columns=tuple(rows[0]) if rows else options.by,
        rows=rows,
        meta={
            **cite(build, command, parameters),
            "totals": {
                "cells": len(table.cells),
                "states": table.states(),
                "counted": table.counted,
                "placed_on_every_facet": table.placed,
                "counted_in_several_cells": table.overlap,
                "without_value": table.unplaced,
                "empty_by_arithmetic": table.empty_by_arithmetic,
                "looked_at": table.looked_at,
            },
        },
        notes=notes(table),
        hidden=frozenset({"q_value"} if "framework" in options.by else STATISTICS) | set(WITHOUT),
        picture="cells" if command == "coverage" else "gaps",
    )


def _with_chances(row: Row, said: Permuted | None) -> Row:
    """The row with ``p_permuted`` and ``p_family`` after ``p_empty``; None where it is None."""
    wide: Row = {}
    for key, value in row.items():
        wide[key] = value
        if key == "p_empty":
            wide["p_permuted"] = said.chance if said else None
            wide["p_family"] = said.family if said else None
    return wide


def _drawn(result: Result, permutations: int, seed: int) -> Result:
    """The result, which now says how its chances were drawn."""
    parameters = {**result.meta["parameters"], "permutations": permutations, "seed": seed}
    note = (
        f"p_permuted: the chance of an empty cell in {permutations:,} tables with the same margins;"
        f" p_family: of any cell that is empty and as unlikely (seed {seed})."
    )
    return replace(
        result,
        meta={**result.meta, "parameters": parameters},
        notes=(*result.notes, note),
    )
