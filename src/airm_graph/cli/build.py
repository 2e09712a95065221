"""``airm-graph build``."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click

from ..additions import forget_additions, workspace_with
from ..answers.info import graph_summary
from ..builds import make_build
from ..coverage.options import FRAMEWORK, parse_where
from ..coverage.targets import KINDS
from ..graph_build import make_build_of_graph
from ..render.result import Result
from ..workspace import Workspace
from .build_names import complete_build, named_build
from .completion import complete_facet, complete_pair
from .coverage import CODED_BY
from .output import emit, table_options, width, write
from .session import progress, version_option, versions, workspace

KEEP = 1  # old builds that --prune leaves, so that there is something to compare


@click.group("build", invoke_without_command=True)
@click.option("--list", "list_", is_flag=True, help="List the builds of the workspace.")
@click.option(
    "--prune",
    is_flag=True,
    help="Delete old builds, and all that were made --with a source; nothing else ever deletes "
    "one. The current one stays.",
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
@click.option(
    "--with",
    "added",
    multiple=True,
    metavar="SOURCE",
    help="Build beside the workspace, which stays as it is, with this source, too: a name of "
    "'airm-graph sources', a file, or in quotes what 'airm-graph import' takes; repeatable.",
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
    added: tuple[str, ...],
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
      airm-graph build --with atlas --with "table controls.csv controls.toml"
      airm-graph build --graph export.nq.gz
      airm-graph build diff previous current
    """
    if ctx.invoked_subcommand:
        return
    here = workspace(ctx)
    if prune:
        for name in here.prune(keep):
            click.echo(f"airm-graph: deleted build {name}", err=True)
        for name in forget_additions(here):
            click.echo(f"airm-graph: deleted what was built --with, {name}", err=True)
        return
    if list_:
        emit(_builds(here), format_, output)
        return
    if graph and added:
        raise click.UsageError("--graph goes without --with: the file is what it is")
    if added:
        here = workspace_with(here, added, progress(ctx))
    if graph:
        if versions(ctx):
            raise click.UsageError("--graph goes without --version: the file is what it is")
        build = make_build_of_graph(here, graph, progress(ctx))
    else:
        build = make_build(here, progress=progress(ctx), versions=versions(ctx))
    emit(graph_summary(build), format_, output)
    if added:
        asking = shlex.join(["airm-graph", "--workspace", str(here.folder), "gaps"])
        click.echo(f"airm-graph: the workspace is as it was; next: {asking}", err=True)


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
    from ..answers.build_changes import rows_of_comparison, triple_changes

    if triples:
        emit(triple_changes(before, after), format_, output)
        return 0
    from ..build_comparison import compare_builds

    asked["where"] = parse_where(asked["where"])
    found = compare_builds(before, after, **asked)
    if format_ == "table":
        from ..render.build_comparison_text import build_comparison_text

        write(build_comparison_text(found, width(), limit), output)
    else:
        emit(rows_of_comparison(before, after, found), format_, output)
    return 1 if exit_code and found.changes else 0


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
