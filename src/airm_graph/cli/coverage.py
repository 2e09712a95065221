"""``airm-graph coverage``, and the options that it shares with ``gaps cells``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from ..answers.cells import cells_of
from ..coverage.cells import STATES
from ..coverage.options import WITHOUT as LEAVE_OUT
from ..coverage.options import Facets, OptionError, Options, levels_at, parse_where
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
        levels |= {name: int(number)} if equals else levels_at(facets, by, int(number))
    return Options(by=chosen.by, levels=levels, **{**asked, "where": chosen.where})


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
      airm-graph coverage --by framework --by category --plot coverage.svg
      airm-graph coverage --by stage --by actor --where framework=gipiskis2024 --format csv
    """
    current = build(ctx)
    found = cells_of(current, options_of(current.columns.facets, **asked))
    emit(found, format_, output)
