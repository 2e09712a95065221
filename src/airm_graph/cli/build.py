"""``airm-graph build``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from ..builds import make_build
from ..citation import cite
from ..comparison import compare_quads, graph_of, term
from ..coverage.options import FRAMEWORK, parse_where
from ..coverage.targets import KINDS
from ..graph_build import make_build_of_graph
from ..identifiers import compress
from ..render.result import Result
from ..workspace import Build, Workspace
from .build_names import complete_build, named_build
from .completion import complete_facet, complete_pair
from .coverage import CODED_BY
from .info import graph_summary
from .output import emit, table_options, width, write
from .session import progress, version_option, versions, workspace

KEEP = 1  # old builds that --prune leaves, so that there is something to compare


@click.group("build", invoke_without_command=True)
@click.option("--list", "list_", is_flag=True, help="List the builds of the workspace.")
@click.option(
    "--prune",
    is_flag=True,
    help="Delete old builds; nothing else ever deletes one. The current one stays.",
)
@click.option(
    "--keep",
    type=click.IntRange(min=0),
    default=KEEP,
    show_default=True,
    metavar="N",
    help="With --prune: so many old builds stay, the previous one first.",
)
@click.option(
    "--graph",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Build from a graph in this vocabulary: .nq, .trig, .ttl or .nt, and .gz. It answers "
    "until the next 'airm-graph build'.",
)
@version_option
@table_options
@click.pass_context
def build_command(
    ctx: click.Context,
    *,
    list_: bool,
    prune: bool,
    keep: int,
    graph: Path | None,
    format_: str,
    output: Path | None,
) -> None:
    """Build the graph from the catalogue, and print what it holds.

    The same catalogue gives the same bytes. A build that is interrupted or fails leaves the
    previous one answering.

    \b
    Examples:
      airm-graph build
      airm-graph build --list
      airm-graph build --prune --keep 2
      airm-graph build --version atlas=5.0.1
      airm-graph build --graph export.nq.gz
      airm-graph build diff previous current
    """
    if ctx.invoked_subcommand:
        return
    here = workspace(ctx)
    if prune:
        for name in here.prune(keep):
            click.echo(f"airm-graph: deleted build {name}", err=True)
        return
    if list_:
        emit(_builds(here), format_, output)
        return
    if graph:
        if versions(ctx):
            raise click.UsageError("--graph goes without --version: the file is what it is")
        build = make_build_of_graph(here, graph, progress(ctx))
    else:
        build = make_build(here, progress=progress(ctx), versions=versions(ctx))
    emit(graph_summary(build), format_, output)


@build_command.command("diff")
@click.argument("old", metavar="[A]", default="previous", shell_complete=complete_build)
@click.argument("new", metavar="[B]", default="current", shell_complete=complete_build)
@click.option(
    "--by",
    multiple=True,
    default=(FRAMEWORK, "category"),
    show_default=True,
    metavar="FACET",
    shell_complete=complete_facet,
    help="A facet of the cells; give two to five.",
)
@click.option(
    "--where",
    multiple=True,
    metavar="FACET=CONCEPT",
    shell_complete=complete_pair,
    help="Only cells, or only measures, with this value or one below it; repeatable.",
)
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    default="risk-source",
    show_default=True,
    help="The kind of target.",
)
@click.option(
    "--only", type=click.Choice(["cells", "targets"]), help="Compare only cells, or only targets."
)
@click.option(
    "--threshold",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    help="Measures from which a cell is addressed.",
)
@click.option(
    "--coded-by",
    type=CODED_BY,
    default="all",
    show_default=True,
    help="Whose classifications and links count.",
)
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0.0,
    metavar="N",
    help="Leave out what states a lower confidence.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="Changes of each transition that the table shows; the other formats have all.",
)
@click.option("--exit-code", is_flag=True, help="Exit with 1 where a cell or target changed.")
@click.option(
    "--triples", is_flag=True, help="Print the triples that only one of the builds has instead."
)
@table_options
@click.pass_context
def build_diff_command(
    ctx: click.Context,
    /,
    *,
    old: str,
    new: str,
    limit: int,
    exit_code: bool,
    triples: bool,
    format_: str,
    output: Path | None,
    **asked: Any,
) -> int:
    """Print which cells and targets changed their state from build A to build B, and why.

    A and B are 'current', 'previous', or the first letters of names that 'airm-graph build --list'
    shows; left out, they are the previous build and the current one. Gaps that appeared come first,
    then what was lost, then what was gained. A cause is a measure, classification, coding
    statement, link, mapping or declaration that differs and decides the state.

    \b
    Examples:
      airm-graph build diff
      airm-graph build diff previous current --by framework --by stage --kind risk
      airm-graph build diff 1a2b 3c4d --only targets --coded-by publisher
      airm-graph build diff 1a2b 3c4d --format json -o changes.json
      airm-graph build diff 1a2b 3c4d --triples --format csv
    """
    # The current build may be made now; only then is it known which one is the previous one.
    after = named_build(ctx, new)
    before = named_build(ctx, old)
    if triples:
        emit(_triples(before, after), format_, output)
        return 0
    from ..build_comparison import compare_builds

    asked["where"] = parse_where(asked["where"])
    found = compare_builds(before, after, **asked)
    if format_ == "table":
        from ..render.build_comparison_text import build_comparison_text

        write(build_comparison_text(found, width(), limit), output)
    else:
        from ..render.build_comparison_rows import build_comparison_rows

        rows = build_comparison_rows(found)
        meta = cite(after, "build diff", {**found.asked, "before": before.name})
        emit(replace(rows, meta={**meta, **rows.meta}), format_, output)
    return 1 if exit_code and found.changes else 0


def _triples(before: Build, after: Build) -> Result:
    rows = [
        {
            "change": change,
            "graph": compress(graph_of(quad)),
            "subject": compress(term(quad.subject)),
            "predicate": compress(term(quad.predicate)),
            "object": compress(term(quad.object)),
        }
        for change, quad in compare_quads(before.quads_file, after.quads_file)
    ]
    added = sum(row["change"] == "added" for row in rows)
    return Result(
        columns=("change", "graph", "subject", "predicate", "object"),
        rows=rows,
        meta=cite(after, "build diff", {"before": before.name, "triples": True}),
        notes=(f"{added} added, {len(rows) - added} removed.",),
    )


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
