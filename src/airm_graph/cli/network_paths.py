"""``airm-graph network path`` and ``airm-graph network export``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..citation import cite
from ..columns import RELATIONS
from ..network import FORMATS, OVER, explain_between, write_network
from ..network.explanations import Explanation, Hop, Weights
from ..network.options import NetworkOptions
from ..render.result import Result
from .network_options import thing, view_of, view_options, work_on
from .output import emit, table_options
from .session import build, version_option

COLUMNS = (
    *("path", "hop", "source", "says", "target", "strength"),
    *("said_by", "confidence", "stated_in", "issued", "machine_made"),
    *("kind", "forward", "mapping", "also_said"),
)


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
    current = build(ctx)
    options = NetworkOptions(
        relations=RELATIONS,
        machine_made="machine-made" not in without,
        min_confidence=min_confidence,
    )
    found = explain_between(
        current, start, end, over=over or tuple(OVER), weights=weights, most=most, options=options
    )
    rows = [
        _row(place, number, hop, explanation)
        for place, explanation in enumerate(found.explanations, 1)
        for number, hop in enumerate(explanation.hops, 1)
    ]
    ends = f"{found.start.node.label} and {found.end.node.label}"
    if not rows:
        notes = [f"No statements of these kinds connect {ends}."]
    else:
        notes = [f"{len(found.explanations)} of the shortest paths between {ends}."]
    if found.more:
        notes.append("There are more that are as short; --most shows more.")
    params = {"start": start, "end": end, "over": over, "weights": weights, "most": most}
    params |= {"without": without, "min_confidence": min_confidence}
    hidden = {"kind", "forward", "mapping", "also_said", "machine_made"}
    empty = {name for name in ("strength", "confidence") if not any(r[name] for r in rows)}
    emit(
        Result(
            columns=COLUMNS,
            rows=rows,
            meta=cite(current, "network path", params),
            notes=tuple(notes),
            hidden=frozenset(hidden | empty),
        ),
        format_,
        output,
    )


def _row(path: int, number: int, hop: Hop, explanation: Explanation) -> dict[str, Any]:
    said, *others = hop.statements
    negative = "not " if said.negative else ""
    last = number == len(explanation.hops)
    return {
        "path": path,
        "hop": number,
        "source": thing(hop.source.node),
        "says": f"{negative}{said.says} →" if said.forward else f"← {negative}{said.says}",
        "target": thing(hop.target.node),
        "strength": explanation.strength if last else "",
        "said_by": list(said.said_by),
        "confidence": said.confidence,
        "stated_in": [title for title, _ in said.stated_in],
        "issued": [date for _, date in said.stated_in if date],
        "machine_made": said.machine_made,
        "kind": said.kind,
        "forward": said.forward,
        "mapping": said.iri or None,
        "also_said": [f"{other.says} by {', '.join(other.said_by)}" for other in others],
    }


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
    view.graph.graph.update(build=view.build.name, program=cite(view.build, "", {})["program"])
    work_on(ctx, view.graph, "writing", 2000)
    written = write_network(view.graph, file, format_ or "")
    nodes, edges = view.graph.number_of_nodes(), view.graph.number_of_edges()
    click.echo(f"airm-graph: wrote {file} ({written}): {nodes:,} nodes, {edges:,} edges", err=True)
