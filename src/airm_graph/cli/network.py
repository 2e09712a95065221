"""``airm-graph network``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from ..citation import cite
from ..coverage.axes import Value
from ..network import (
    METRICS,
    articulation_points,
    bridges,
    centralities,
    communities,
    components,
    single_points_of_failure,
    summary,
)
from ..network.options import BIPARTITE, NODE_KINDS
from ..network.shape import LIMIT, SEED
from ..render.result import Result
from .network_options import View, counted, thing, view_of, view_options, work_on
from .network_paths import export_command, path_command
from .output import emit, table_options
from .session import version_option

TOP = click.option(
    "--top", type=click.IntRange(min=1), default=20, show_default=True, help="How many rows."
)
GIVEN = (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT)
LEAVES = ("leaves", "leaves_without")
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
    view = view_of(ctx, asked)
    work_on(ctx, view.graph, "measuring")
    rows = [
        {"metric": m, "value": value, "about": about} for m, value, about in summary(view.graph)
    ]
    _emit(view, "network", ("metric", "value", "about"), rows, format_, output)


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
    metrics = tuple(dict.fromkeys(metrics))
    work_on(ctx, view.graph, f"{', '.join(metrics)} of")
    measured = centralities(view.graph, metrics, exact=exact, seed=seed)
    rows = [
        {"node": thing(node.node), "kind": node.kind, "works": list(node.works), **values}
        for node, values in measured.rows
        if _listed(view, node.kind, node.node.iri, of)
    ]
    notes = [f"{name} by networkx's {by}." for name, by in measured.functions.items() if by != name]
    notes += [
        f"{name} rests on {some} of {len(view.graph):,} nodes, chosen with seed {seed}; "
        f"--exact takes all."
        for name, some in measured.sampled.items()
    ]
    columns = ("node", "kind", "works", *metrics)
    params = {"metric": metrics, "of": of, "exact": exact, "seed": seed}
    cut = rows if all_ else rows[:top]
    _emit(view, "network nodes", columns, cut, format_, output, (_shown(cut, rows), *notes), params)


def _listed(view: View, kind: str, iri: str, of: tuple[str, ...]) -> bool:
    if of:
        return "any" in of or kind in of
    return view.asked["view"] not in BIPARTITE or view.graph.nodes[iri]["bipartite"] == 1


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
    columns: tuple[str, ...]
    if points:
        columns = ("node", "kind", "works", "degree", "parts", *LEAVES)
        rows: list[dict[str, Any]] = [
            {
                "node": thing(point.node.node),
                "kind": point.node.kind,
                "works": list(point.node.works),
                "degree": point.degree,
                "parts": point.parts,
                **_leaving(point.leaves),
            }
            for point in articulation_points(view.graph)
        ]
    else:
        columns = ("source", "says", "target", "said_by", "confidence", "smaller_side", *LEAVES)
        rows = [
            {
                "source": thing(bridge.source.node),
                "says": _says(bridge.statements[0]),
                "target": thing(bridge.target.node),
                "said_by": list(bridge.statements[0]["said_by"]),
                "confidence": bridge.statements[0]["confidence"],
                "smaller_side": bridge.smaller_side,
                **_leaving(bridge.leaves),
            }
            for bridge in bridges(view.graph)
        ]
    cut = rows if all_ else rows[:top]
    losing = sum(bool(row["leaves"]) for row in rows)
    notes = [_shown(cut, rows)]
    if asked["view"] in BIPARTITE:
        notes.append(f"{losing} of them leave a target without any.")
    _emit(view, "network bridges", columns, cut, format_, output, notes, {"points": points})


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
    found = single_points_of_failure(view.graph)
    rows = [
        {
            "node": thing(point.node.node),
            "works": list(point.node.works),
            "only_for": len(point.leaves),
            **_leaving(point.leaves),
            "degree": point.degree,
            "articulation_point": point.articulation_point,
        }
        for point in found
    ]
    cut = rows if all_ else rows[:top]
    left = sum(len(point.leaves) for point in found)
    notes = (_shown(cut, rows), f"{left} targets have one only.")
    columns = ("node", "works", "only_for", *LEAVES, "degree", "articulation_point")
    _emit(view, "network single-points", columns, cut, format_, output, notes)


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
    view = view_of(ctx, asked)
    work_on(ctx, view.graph, "communities of")
    found = communities(view.graph, seed=seed, resolution=resolution)
    rows = [
        {
            "community": community.number,
            "label": community.label,
            "size": len(community.nodes),
            "kinds": counted(community.kinds.items()),
            "works": counted(community.works),
            "classes": [f"{facet}: {name} {n}" for facet, name, n in community.classes[:3]],
            "nodes": [thing(node.node) for node in community.nodes],
        }
        for community in found.rows
    ]
    cut = rows if all_ else rows[:top]
    notes = (
        _shown(cut, rows),
        f"louvain_communities with seed {seed}: modularity {found.modularity:.3f}. "
        f"Neither directions nor the two sides of a bipartite view count.",
    )
    columns = ("community", "label", "size", "kinds", "works", "classes", "nodes")
    params = {"seed": seed, "resolution": resolution}
    hidden = frozenset({"nodes"})
    _emit(view, "network communities", columns, cut, format_, output, notes, params, hidden)


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
    view = view_of(ctx, asked)
    work_on(ctx, view.graph, "components of")
    found = components(view.graph)
    rows = [
        {
            "component": place,
            "size": len(component.nodes),
            "edges": component.edges,
            "diameter": component.diameter,
            "at_least": component.at_least,
            "works": counted(component.works()),
            "nodes": [thing(node.node) for node in component.nodes],
        }
        for place, component in enumerate(found, 1)
    ]
    cut = rows if all_ else rows[:top]
    notes = [_shown(cut, rows)]
    if any(component.at_least for component in found):
        notes.append(f"Above {LIMIT:,} nodes the diameter is a lower bound.")
    columns = ("component", "size", "edges", "diameter", "at_least", "works", "nodes")
    hidden = frozenset({"nodes", "at_least"})
    _emit(view, "network components", columns, cut, format_, output, notes, {}, hidden)


network_command.add_command(path_command)
network_command.add_command(export_command)


def _emit(
    view: View,
    command: str,
    columns: tuple[str, ...],
    rows: Sequence[dict[str, Any]],
    format_: str,
    output: Path | None,
    notes: Sequence[str] = (),
    params: Mapping[str, Any] | None = None,
    hidden: frozenset[str] = frozenset({"leaves"}),
) -> None:
    result = Result(
        columns=columns,
        rows=rows,
        meta=cite(view.build, command, {**view.asked, **(params or {})}),
        notes=(*(note for note in notes if note), *view.notes),
        hidden=hidden,
    )
    emit(result, format_, output)


def _leaving(targets: Sequence[Value]) -> dict[str, Any]:
    """The targets that are left without any, as things, and by name for people."""
    return {
        "leaves": [thing(target) for target in targets],
        "leaves_without": [target.label for target in targets],
    }


def _says(said: Mapping[str, Any]) -> str:
    return ", ".join(said["relations"]) if "relations" in said else str(said["predicate"])


def _shown(cut: Sequence[Any], rows: Sequence[Any]) -> str:
    if len(cut) == len(rows):
        return f"{len(rows)} rows."
    return f"{len(cut)} of {len(rows)} rows; --all shows every one."
