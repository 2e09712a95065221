"""``airm-graph build``."""

from __future__ import annotations

from pathlib import Path

import click

from ..builds import make_build
from ..render.result import Result
from ..workspace import Workspace
from .info import graph_summary
from .output import emit, table_options
from .session import progress, workspace


@click.command("build")
@click.option("--list", "list_", is_flag=True, help="List the builds of the workspace.")
@click.option("--prune", is_flag=True, help="Delete every build but the current one.")
@table_options
@click.pass_context
def build_command(
    ctx: click.Context, *, list_: bool, prune: bool, format_: str, output: Path | None
) -> None:
    """Build the graph from the catalogue, and print what it holds.

    The same catalogue gives the same bytes. A build that is interrupted or fails leaves the
    previous one answering.

    \b
    Examples:
      airm-graph build
      airm-graph build --list
      airm-graph build --prune
    """
    here = workspace(ctx)
    if prune:
        for name in here.prune():
            click.echo(f"airm-graph: deleted build {name}", err=True)
        return
    if list_:
        emit(_builds(here), format_, output)
        return
    build = make_build(here, progress=progress(ctx))
    emit(graph_summary(build), format_, output)


def _builds(here: Workspace) -> Result:
    current = here.current()
    rows = [
        {
            "build": build.name,
            "current": current is not None and build.name == current.name,
            "quads": build.manifest["quads"],
            "program": build.manifest["program"],
            "folder": str(build.folder),
        }
        for build in here.finished()
    ]
    return Result(columns=("build", "current", "quads", "program", "folder"), rows=rows)
