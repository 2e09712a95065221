"""``airm-graph coverage``, and the options that it shares with ``gaps cells``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from ..citation import cite
from ..coverage.cells import STATES, Cell, Table, coverage
from ..coverage.firmness import WITHOUT
from ..coverage.options import WITHOUT as LEAVE_OUT
from ..coverage.options import Facets, OptionError, Options, measure_facet, parse_where
from ..render.result import Result
from ..workspace import Build
from .completion import complete_facet, complete_pair
from .output import emit, table_options
from .session import build, version_option

Command = TypeVar("Command", bound=Callable[..., object])
MEANING = "\b\nStates:\n" + "\n".join(f"  {name}: {said}" for name, said in STATES.items())
CODED_BY = click.Choice(["all", "publisher", "own"])


def cell_options(command: Command) -> Command:
    """Give a command the options that choose cells."""
    for option in reversed(
        [
            click.option(
                "--by",
                multiple=True,
                required=True,
                metavar="FACET",
                shell_complete=complete_facet,
                help="A facet; give two to five.",
            ),
            click.option(
                "--level",
                multiple=True,
                metavar="[FACET=]N",
                help="Level of a taxonomy, 1 is the top; without a facet, of all that have it.",
            ),
            click.option(
                "--where",
                multiple=True,
                metavar="FACET=CONCEPT",
                shell_complete=complete_pair,
                help="Count only measures with this value, or one below it; repeatable.",
            ),
            click.option(
                "--threshold",
                type=click.IntRange(min=1),
                default=2,
                show_default=True,
                help="Measures from which a cell is addressed.",
            ),
            click.option(
                "--count",
                type=click.Choice(["measures", "records"]),
                default="measures",
                show_default=True,
                help="Distinct measures, or records as their publisher counts them.",
            ),
            click.option(
                "--coded-by",
                type=CODED_BY,
                default="all",
                show_default=True,
                help="Whose classifications count.",
            ),
            click.option(
                "--min-confidence",
                type=click.FloatRange(0, 1),
                default=0.0,
                metavar="N",
                help="Leave out classifications that state a lower confidence.",
            ),
            click.option(
                "--without",
                type=click.Choice(LEAVE_OUT),
                multiple=True,
                help="Leave out decisions of those who let a program read.",
            ),
        ]
    ):
        command = option(command)
    return command


def options_of(
    facets: Facets, by: tuple[str, ...], level: tuple[str, ...], **asked: Any
) -> Options:
    """The options that a command line spells.

    Raises:
        OptionError: They make no table.
    """
    chosen = Options(by=by, **{**asked, "where": parse_where(asked["where"])})
    levels: dict[str, int] = {}
    for text in level:
        name, equals, number = text.rpartition("=")
        if not number.isdecimal():
            raise OptionError(f"--level {text!r} is not N or FACET=N, such as category=1")
        names = [name] if equals else [n for n in by if _has_level(facets, n, int(number))]
        if not names:
            raise OptionError(f"none of {', '.join(by)} has a level {number}")
        levels |= dict.fromkeys(names, int(number))
    return Options(by=chosen.by, levels=levels, **{**asked, "where": chosen.where})


def _has_level(facets: Facets, name: str, level: int) -> bool:
    facet = measure_facet(facets, name)
    return bool(facet.concepts) and 1 <= level <= facet.depth()


@click.command("coverage", epilog=MEANING)
@cell_options
@table_options
@version_option
@click.pass_context
def coverage_command(
    ctx: click.Context, /, format_: str, output: Path | None, **asked: Any
) -> None:
    """Count measures per combination of facets, and say in which state each cell is.

    Facets: framework category category-v2 actor stage function risk-domain causal-entity
    causal-intent causal-timing, and facts about works such as bindingness or jurisdiction.

    \b
    Examples:
      airm-graph coverage --by framework --by category
      airm-graph coverage --by framework --by category --level 1 --count records
      airm-graph coverage --by stage --by actor --where framework=gipiskis2024 --format csv
    """
    current = build(ctx)
    table = coverage(current.columns, options_of(current.columns.facets, **asked))
    rows = [cell_row(table.options, cell) for cell in table.cells]
    emit(cells_result(current, table, rows, "coverage"), format_, output)


def cells_result(
    current: Build,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    command: str,
) -> Result:
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
            **cite(current, command, parameters),
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
        hidden=frozenset({"q_value"} if "framework" in options.by else _STATISTICS) | set(WITHOUT),
    )


_STATISTICS = {"peers", "expected", "p_empty", "q_value"}


def cell_row(options: Options, cell: Cell) -> dict[str, Any]:
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
