"""``airm-graph network path`` and ``airm-graph network export``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..answers.network import as_network
from ..answers.network_paths import paths_between
from ..network import FORMATS, OVER, write_network
from ..network.explanations import Weights
from .network_options import view_of, view_options
from .output import emit, table_options
from .session import build, version_option


@click.command("path")
@click.argument("start", metavar="A")
@click.argument("end", metavar="B")
@click.option(
    "--over",
    multiple=True,
    type=click.Choice(list(OVER)),
    help="Statements that a path may take; if not given, all. "
    + "; ".join(f"{name}: {what}" for name, what in OVER.items()),
)
@click.option(
    "--weights",
    type=click.Choice(["hops", "strength"]),
    default="hops",
    show_default=True,
    help="Fewest hops, or hops that say most: equal and acts on before related or same work.",
)
@click.option(
    "--most", type=click.IntRange(min=1), default=3, show_default=True, help="How many paths."
)
@click.option("--without", multiple=True, type=click.Choice(["machine-made"]))
@click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, metavar="N")
@table_options
@version_option
@click.pass_context
def path_command(
    ctx: click.Context,
    *,
    start: str,
    end: str,
    over: tuple[str, ...],
    weights: Weights,
    most: int,
    without: tuple[str, ...],
    min_confidence: float,
    format_: str,
    output: Path | None,
) -> None:
    """Explain how two things hang together: the shortest paths over what is stated.

    A and B are things by identifier, key or label. An arrow shows which way a statement reads;
    "strength" says, on the last hop, how strongly the path reaches one end from the other.

    \b
    Examples:
      airm-graph network path AML.M0015 AML.T0043
      airm-graph network path AML.T0051 A0941 --weights strength --over actions --over mappings
      airm-graph network path "Pop-up interventions in LLMs" A0972 --format json
    """
    found = paths_between(
        build(ctx),
        start,
        end,
        over=over,
        weights=weights,
        most=most,
        without=without,
        min_confidence=min_confidence,
    )
    emit(found, format_, output)


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--as",
    "format_",
    type=click.Choice(list(FORMATS)),
    help="; ".join(f"{name}: {what}" for name, what in FORMATS.items())
    + ". If not given, the ending of FILE says which.",
)
@view_options
@version_option
@click.pass_context
def export_command(ctx: click.Context, /, file: Path, format_: str | None, **asked: Any) -> None:
    """Write a view into FILE, for networkx, Gephi, Cytoscape, yEd, igraph or D3.

    \b
    Examples:
      airm-graph network export risks.graphml
      airm-graph network export mappings.gexf --view mappings --without machine-made
      airm-graph network export edges.txt --as csv --view all
    """
    view = view_of(ctx, asked)
    view.tell("writing", 2000)
    network = as_network(view)
    written = write_network(network.plain(), file, format_ or "")
    nodes, edges = network.number_of_nodes(), network.number_of_edges()
    click.echo(f"airm-graph: wrote {file} ({written}): {nodes:,} nodes, {edges:,} edges", err=True)
