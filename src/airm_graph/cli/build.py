"""``airm-graph build``."""

from __future__ import annotations

from pathlib import Path

import click

from ..builds import make_build
from ..citation import cite
from ..comparison import compare_quads, graph_of, term
from ..identifiers import compress
from ..render.result import Result
from ..workspace import Workspace
from .info import graph_summary
from .output import emit, table_options
from .session import progress, version_option, versions, workspace


@click.group("build", invoke_without_command=True)
@click.option("--list", "list_", is_flag=True, help="List the builds of the workspace.")
@click.option("--prune", is_flag=True, help="Delete every build but the current one.")
@version_option
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
      airm-graph build --version atlas=5.0.1
      airm-graph build diff 1a2b 3c4d
    """
    if ctx.invoked_subcommand:
        return
    here = workspace(ctx)
    if prune:
        for name in here.prune():
            click.echo(f"airm-graph: deleted build {name}", err=True)
        return
    if list_:
        emit(_builds(here), format_, output)
        return
    build = make_build(here, progress=progress(ctx), versions=versions(ctx))
    emit(graph_summary(build), format_, output)


@build_command.command("diff")
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@table_options
@click.pass_context
def build_diff_command(
    ctx: click.Context, old: str, new: str, format_: str, output: Path | None
) -> None:
    """Print the triples that build B has and A has not, and the other way round.

    A and B are the first letters of names that 'airm-graph build --list' shows.

    \b
    Example:
      airm-graph build diff 1a2b 3c4d --format csv -o changes.csv
    """
    here = workspace(ctx)
    rows = [
        {
            "change": change,
            "graph": compress(graph_of(quad)),
            "subject": compress(term(quad.subject)),
            "predicate": compress(term(quad.predicate)),
            "object": compress(term(quad.object)),
        }
        for change, quad in compare_quads(here.build(old).quads_file, here.build(new).quads_file)
    ]
    added = sum(row["change"] == "added" for row in rows)
    notes = (f"{added} added, {len(rows) - added} removed.",)
    columns = ("change", "graph", "subject", "predicate", "object")
    meta = cite(here.build(new), "build diff", {"old": here.build(old).name})
    emit(Result(columns=columns, rows=rows, meta=meta, notes=notes), format_, output)


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
