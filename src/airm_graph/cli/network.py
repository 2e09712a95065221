"""``airm-graph network``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from ..answers.network import (
    communities_of,
    components_of,
    edges_that_hold,
    nodes_by,
    only_nodes,
    summary_of,
)
from ..network import METRICS
from ..network.options import BIPARTITE, NODE_KINDS
from ..network.shape import LIMIT, SEED
from .network_options import view_of, view_options
from .network_paths import export_command, path_command
from .output import emit, table_options
from .session import version_option

TOP = click.option(
    "--top", type=click.IntRange(min=1), default=20, show_default=True, help="How many rows."
)
GIVEN = (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT)
ALL = click.option("--all", "all_", is_flag=True, help="Every row.")


@click.group("network", invoke_without_command=True)
@view_options
@table_options
@version_option
@click.pass_context
def network_command(ctx: click.Context, /, format_: str, output: Path | None, **asked: Any) -> None:
    """Measure the network of measures and risks, or of mappings.

    Without a subcommand: the network as a whole. Metrics have the names that networkx gives them.

    \b
    Examples:
      airm-graph network
      airm-graph network --view mappings --without machine-made
      airm-graph network nodes --metric degree
      airm-graph network path AML.M0015 AML.T0043
      airm-graph network export risks.graphml
    """
    if ctx.invoked_subcommand:
        given = [name for name in ctx.params if ctx.get_parameter_source(name) in GIVEN]
        if given:
            raise click.UsageError(f"options stand behind {ctx.invoked_subcommand!r}", ctx=ctx)
        return
    emit(summary_of(view_of(ctx, asked)), format_, output)


@network_command.command("nodes")
@click.option(
    "--metric",
    "metrics",
    multiple=True,
    type=click.Choice(list(METRICS)),
    default=("degree",),
    show_default=True,
    help="; ".join(f"{name}: {what}" for name, what in METRICS.items()),
)
@click.option(
    "--of",
    multiple=True,
    type=click.Choice([*NODE_KINDS, "work", "any"]),
    help="List nodes of this kind; if not given, targets in the views measures and works.",
)
@click.option("--exact", is_flag=True, help=f"Above {LIMIT:,} nodes, too, search from every node.")
@click.option("--seed", type=int, default=SEED, show_default=True, help="Of the nodes sampled.")
@TOP
@ALL
@view_options
@table_options
@version_option
@click.pass_context
def nodes_command(
    ctx: click.Context,
    /,
    metrics: tuple[str, ...],
    of: tuple[str, ...],
    exact: bool,
    seed: int,
    top: int,
    all_: bool,
    format_: str,
    output: Path | None,
    **asked: Any,
) -> None:
    """List nodes by a metric, highest first: with degree, the targets with most measures.

    \b
    Examples:
      airm-graph network nodes
      airm-graph network nodes --of measure --metric betweenness_centrality --metric degree
      airm-graph network nodes --view mappings --metric in_degree --top 10
    """
    view = view_of(ctx, asked)
    found = nodes_by(view, metrics, of=of, exact=exact, seed=seed, top=None if all_ else top)
    emit(found, format_, output)


@network_command.command("bridges")
@click.option("--points", is_flag=True, help="The articulation points instead: nodes, not edges.")
@TOP
@ALL
@view_options
@table_options
@version_option
@click.pass_context
def bridges_command(
    ctx: click.Context,
    /,
    points: bool,
    top: int,
    all_: bool,
    format_: str,
    output: Path | None,
    **asked: Any,
) -> None:
    """List the edges, or nodes, without which the network falls apart.

    Those that leave a target without any measure come first, with the names of these targets.

    \b
    Examples:
      airm-graph network bridges
      airm-graph network bridges --points --where framework=atlas
    """
    view = view_of(ctx, asked)
    emit(edges_that_hold(view, points=points, top=None if all_ else top), format_, output)


@network_command.command("single-points")
@TOP
@ALL
@view_options
@table_options
@version_option
@click.pass_context
def single_points_command(
    ctx: click.Context, /, top: int, all_: bool, format_: str, output: Path | None, **asked: Any
) -> None:
    """List single points of failure: the only measure, or work, that some targets have.

    \b
    Examples:
      airm-graph network single-points
      airm-graph network single-points --view works --kind risk-source
    """
    if asked["view"] not in BIPARTITE:
        raise click.UsageError(f"single points need the view {' or '.join(BIPARTITE)}", ctx=ctx)
    view = view_of(ctx, asked)
    emit(only_nodes(view, top=None if all_ else top), format_, output)


@network_command.command("communities")
@click.option("--seed", type=int, default=SEED, show_default=True, help="Another may differ.")
@click.option(
    "--resolution",
    type=click.FloatRange(min=0, min_open=True),
    default=1.0,
    show_default=True,
    help="Above 1 favours small communities.",
)
@TOP
@ALL
@view_options
@table_options
@version_option
@click.pass_context
def communities_command(
    ctx: click.Context,
    /,
    seed: int,
    resolution: float,
    top: int,
    all_: bool,
    format_: str,
    output: Path | None,
    **asked: Any,
) -> None:
    """List communities, largest first, by their most telling class and commonest works.

    \b
    Examples:
      airm-graph network communities
      airm-graph network communities --view all --format json
    """
    most = None if all_ else top
    found = communities_of(view_of(ctx, asked), seed=seed, resolution=resolution, top=most)
    emit(found, format_, output)


@network_command.command("components")
@TOP
@ALL
@view_options
@table_options
@version_option
@click.pass_context
def components_command(
    ctx: click.Context, /, top: int, all_: bool, format_: str, output: Path | None, **asked: Any
) -> None:
    """List connected components, largest first.

    \b
    Example:
      airm-graph network components --view mappings
    """
    emit(components_of(view_of(ctx, asked), top=None if all_ else top), format_, output)


network_command.add_command(path_command)
network_command.add_command(export_command)
