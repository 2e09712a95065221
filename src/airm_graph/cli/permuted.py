"""``--permutations`` and ``--seed``: what permuted tables say beside the rows about cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import click

from ..columns import Columns
from ..coverage.cells import Cell, Table
from ..coverage.permutation import SEED, permutation
from ..render.result import Result

Command = TypeVar("Command", bound=Callable[..., object])
Row = dict[str, Any]


def permutation_options(command: Command) -> Command:
    """Give a command the options that choose a permutation test."""
    command = click.option(
        "--seed",
        type=click.IntRange(min=0),
        default=SEED,
        show_default=True,
        help="Of the random numbers: the same seed gives the same chances.",
    )(command)
    return click.option(
        "--permutations",
        type=click.IntRange(min=1),
        metavar="N",
        help="Draw N tables with the same margins: p_permuted, and p_family for any cell.",
    )(command)


def beside_p_empty(
    columns: Columns,
    table: Table,
    cells: Sequence[Cell],
    rows: Sequence[Row],
    *,
    permutations: int,
    seed: int,
    progress: Callable[[str], None],
) -> list[Row]:
    """The rows with ``p_permuted`` and ``p_family`` after ``p_empty``; None where it is None.

    Raises:
        OptionError: Works are no facet of the table.
    """
    found = permutation(columns, table, permutations=permutations, seed=seed, progress=progress)
    widened = []
    for cell, row in zip(cells, rows, strict=True):
        said = found.get(cell.values)
        chances = {
            "p_permuted": said.chance if said else None,
            "p_family": said.family if said else None,
        }
        widened.append(_after(row, "p_empty", chances))
    return widened


def told(result: Result, permutations: int, seed: int) -> Result:
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


def _after(row: Mapping[str, Any], name: str, more: Mapping[str, Any]) -> Row:
    wide: Row = {}
    for key, value in row.items():
        wide[key] = value
        if key == name:
            wide |= more
    return wide
