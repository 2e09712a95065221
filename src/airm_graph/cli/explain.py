"""``airm-graph explain``."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from ..citation import cite
from ..coverage.options import parse_where
from ..explanation import explain_cell, explain_target
from ..store import OxigraphEngine
from ..workspace import Build
from .completion import complete_pair
from .output import write
from .session import build, version_option

FORMAT = click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Sentences, or the same as JSON.",
)
OUTPUT = click.option("--output", "-o", metavar="FILE", type=click.Path(path_type=Path))


@click.group("explain")
def explain_command() -> None:
    """Say why a cell or a risk has its state: evidence, unknowns, and what would close it."""


@explain_command.command("cell")
@click.argument(
    "pairs", nargs=-1, required=True, metavar="FACET=VALUE...", shell_complete=complete_pair
)
@click.option("--threshold", type=click.IntRange(min=1), default=2, show_default=True)
@FORMAT
@OUTPUT
@version_option
@click.pass_context
def explain_cell_command(
    ctx: click.Context, pairs: tuple[str, ...], threshold: int, format_: str, output: Path | None
) -> None:
    """Explain the cell that two to five FACET=VALUE pairs name.

    \b
    Examples:
      airm-graph explain cell framework=gipiskis2024 category=4.2
      airm-graph explain cell framework=nist2024 stage=deploy
    """
    from ..render.explanation_text import cell_text

    current = build(ctx)
    explained = explain_cell(current.columns, parse_where(pairs), threshold)
    labels = _labels(current)
    if format_ == "json":
        rows = [asdict(explained)]
        _json(current, "explain cell", {"cell": list(pairs), "threshold": threshold}, rows, output)
    else:
        write(cell_text(explained, labels), output)


@explain_command.command("target")
@click.argument("thing", metavar="ID")
@FORMAT
@OUTPUT
@version_option
@click.pass_context
def explain_target_command(
    ctx: click.Context, thing: str, format_: str, output: Path | None
) -> None:
    """Explain how a risk is acted upon: every link with its author and reason.

    \b
    Example:
      airm-graph explain target risk-mitrisk4-62_15_06
    """
    from ..coverage.firmness import firmness_of_targets
    from ..dossier import dossier
    from ..render.explanation_text import target_text

    current = build(ctx)
    target = explain_target(current.columns, thing)
    links = dossier(OxigraphEngine(current.store), target.target.iri).links
    (firmness,) = firmness_of_targets(current.columns, [target], kind=target.kind)
    if format_ == "json":
        rows = [{**asdict(target), **firmness, "links": [asdict(link) for link in links]}]
        _json(current, "explain target", {"target": target.target.iri}, rows, output)
    else:
        codings = current.columns.index["codings"]
        write(target_text(target, links, codings, _labels(current), firmness), output)


def _labels(current: Build) -> dict[str, str]:
    from ..lookup import list_things

    return {thing.iri: thing.label for thing in list_things(OxigraphEngine(current.store))}


def _json(
    current: Build,
    command: str,
    parameters: dict[str, Any],
    rows: list[dict[str, Any]],
    output: Path | None,
) -> None:
    for row in rows:
        row.pop("options", None)  # the meta says what was asked
    answer = {"meta": cite(current, command, parameters), "rows": rows}
    write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n", output)
