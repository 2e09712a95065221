"""``airm-graph push``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..answers.pushing import complaints, named, pushed, wanted_graphs
from .output import emit, table_options
from .session import build, progress, version_option

if TYPE_CHECKING:
    from ..remote.pushing import Push

METHODS = ("auto", "graph-store", "update")
TIMEOUT = 600.0  # seconds; a store takes its time to read a large graph


@click.command("push")
@click.argument("url")
@click.option(
    "--graph",
    "graphs",
    multiple=True,
    metavar="NAME",
    help="Only this graph, such as source-cosai or default; repeatable.",
)
@click.option(
    "--framework",
    "frameworks",
    multiple=True,
    metavar="NAME",
    help="Only the graphs of this framework's sources, such as atlas; repeatable.",
)
@click.option(
    "--method",
    type=click.Choice(METHODS),
    default="auto",
    show_default=True,
    help="auto tries the graph store protocol, then SPARQL Update.",
)
@click.option("--update-url", metavar="URL", default="", help="Where updates are taken.")
@click.option("--graph-store-url", metavar="URL", default="", help="Where graphs are taken.")
@click.option(
    "--replace/--add",
    "replace",
    default=None,
    help="What becomes of graphs that are there already; without either, nothing is written.",
)
@click.option("--resume", is_flag=True, help="Leave graphs that are as large there as here.")
@click.option("--prune", is_flag=True, help="Remove graphs of ours that the build does not have.")
@click.option("--dry-run", is_flag=True, help="Print what would happen, and write nothing.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=1),
    default=TIMEOUT,
    show_default=True,
    metavar="SECONDS",
    help="How long the store may take for one request.",
)
@table_options
@version_option
@click.pass_context
def push_command(
    ctx: click.Context,
    url: str,
    graphs: tuple[str, ...],
    frameworks: tuple[str, ...],
    method: str,
    update_url: str,
    graph_store_url: str,
    replace: bool | None,
    resume: bool,
    prune: bool,
    dry_run: bool,
    timeout: float,
    format_: str,
    output: Path | None,
) -> None:
    """Load the build into the store whose queries are asked at URL, graph by graph.

    Graphs that are there already are only written with --replace or --add; graphs that the build
    does not have are named and left alone. After a graph was put, its triples and the kinds of its
    values are counted there. Credentials are read from AIRM_GRAPH_STORE_USER and
    AIRM_GRAPH_STORE_PASSWORD, or AIRM_GRAPH_STORE_TOKEN. A push that was interrupted goes on with
    --resume --replace.

    Exit code 1 says that a graph does not hold there what it holds here.

    \b
    Examples:
      airm-graph push http://127.0.0.1:7878/query
      airm-graph push http://127.0.0.1:7878/query --replace --framework atlas
      airm-graph push http://127.0.0.1:8890/sparql --method update --dry-run
    """
    from ..remote.client import Client
    from ..remote.endpoint import Endpoint, split
    from ..remote.pushing import Push, Wish

    if prune and (graphs or frameworks):
        raise click.UsageError("--prune is about the whole build; leave --graph and --framework")
    for given in (update_url, graph_store_url):
        if given:
            split(given)
    current = build(ctx)
    wanted = wanted_graphs(current, graphs, frameworks)
    wish = Wish(
        method=method,
        update_url=update_url,
        graph_store_url=graph_store_url,
        existing="refuse" if replace is None else "replace" if replace else "add",
        resume=resume,
        prune=prune,
    )
    tell = progress(ctx)
    client = Client(Endpoint.of(url, os.environ, timeout), tell)
    push = Push(current, client, wish)
    push.plan(wanted)
    if not dry_run:
        try:
            push.run()
        except KeyboardInterrupt:
            _say_how_far(push)
            raise
    emit(pushed(push, dry_run=dry_run), format_, output)
    if push.changed:
        click.echo(f"airm-graph: the store wrote values anew: {push.changed}", err=True)
    wrong = complaints(push)
    for said in wrong:
        click.echo(f"airm-graph: {said}", err=True)
    ctx.exit(1 if wrong else 0)


def _say_how_far(push: Push) -> None:
    there = [line for line in push.lines if line.state in {"put", "left"}]
    click.echo(
        f"airm-graph: {len(there)} of {len(push.lines)} graphs are there whole"
        + (f", the last of them {named(push.last)}" if push.last else "")
        + (f"; {named(push.under_way)} may be there in part" if push.under_way else "")
        + "; --resume --replace goes on",
        err=True,
    )
