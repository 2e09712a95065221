"""What every ``airm-graph network`` command takes: which view, made of which statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import click
import networkx as nx

from ..columns import RELATIONS
from ..coverage.axes import Value
from ..coverage.options import parse_where
from ..network import VIEWS, NetworkOptions, measure_labels, project
from ..network.options import ALSO, BIPARTITE, MITIGATES, NODE_KINDS
from ..workspace import Build
from .completion import complete_pair
from .session import build, progress

Command = TypeVar("Command", bound=Callable[..., object])
Thing = dict[str, str]
OPTIONS = (
    click.option(
        "--view",
        type=click.Choice(list(VIEWS)),
        default="measures",
        show_default=True,
        help="; ".join(f"{name}: {what}" for name, what in VIEWS.items()),
    ),
    click.option(
        "--kind",
        "kinds",
        multiple=True,
        type=click.Choice(NODE_KINDS),
        help="Only targets of this kind; may be repeated.",
    ),
    click.option(
        "--where",
        multiple=True,
        metavar="FACET=VALUE",
        shell_complete=complete_pair,
        help="Only what is stated in a framework, or measures in a category, at a stage, …",
    ),
    click.option(
        "--coded-by",
        type=click.Choice(["all", "publisher", "own"]),
        default="all",
        show_default=True,
        help="Whose statements count.",
    ),
    click.option(
        "--min-confidence",
        type=click.FloatRange(0, 1),
        default=0.0,
        metavar="N",
        help="Statements that give a lower confidence do not count.",
    ),
    click.option(
        "--without",
        multiple=True,
        type=click.Choice(["machine-made"]),
        help="Leave out what a program decided.",
    ),
    click.option(
        "--relation",
        "relations",
        multiple=True,
        type=click.Choice([*RELATIONS, "any"]),
        help="How measures act on targets; if not given, that they mitigate them.",
    ),
    click.option(
        "--also",
        multiple=True,
        type=click.Choice(ALSO),
        help="Mappings that are left out otherwise.",
    ),
    click.option("--isolates", is_flag=True, help="Nodes without any edge, too."),
)


class View(NamedTuple):
    """A view that a command asked for, and all that its answer says about it."""

    build: Build
    graph: nx.Graph[str]
    asked: dict[str, Any]
    notes: tuple[str, ...]


def view_options(command: Command) -> Command:
    """Give a command the options that choose a view."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def options_of(asked: dict[str, Any]) -> NetworkOptions:
    """What the user asked of the statements."""
    relations = asked["relations"]
    return NetworkOptions(
        kinds=asked["kinds"],
        where=parse_where(asked["where"]),
        coded_by=asked["coded_by"],
        min_confidence=asked["min_confidence"],
        machine_made="machine-made" not in asked["without"],
        relations=RELATIONS if "any" in relations else relations or MITIGATES,
        also=asked["also"],
        isolates=asked["isolates"],
    )


def view_of(ctx: click.Context, asked: dict[str, Any]) -> View:
    """The view that the user asked for, with labels."""
    current = build(ctx)
    options = options_of(asked)
    graph = project(current.columns, asked["view"], options, measure_labels(current))
    return View(current, graph, asked, _left_out(graph, asked["view"], options))


def work_on(ctx: click.Context, graph: nx.Graph[str], doing: str, most: int = 500) -> None:
    """Say what is being done where it takes more than a moment."""
    if len(graph) > most:
        progress(ctx)(f"{doing} {len(graph):,} nodes")


def thing(value: Value) -> Thing:
    """A node as rows hold it."""
    return {"id": value.id, "iri": value.iri, "label": value.label}


def counted(counts: Any, most: int = 3) -> list[str]:
    """The commonest of counted names."""
    return [f"{name} {count}" for name, count in list(counts)[:most]]


def _left_out(graph: nx.Graph[str], view: str, options: NetworkOptions) -> tuple[str, ...]:
    notes = []
    others = graph.graph.get("pairs_of_other_relations", 0)
    if others:
        first = "works" if view == "works" else "measures"
        missing = ", ".join(name for name in RELATIONS if name not in options.relations)
        notes.append(
            f"{others} more pairs of {first} and targets are connected by other relations only "
            f"({missing}); --relation any counts them."
        )
    between = graph.graph.get("links_between_measures", 0)
    if between and view in BIPARTITE:
        notes.append(f"{between} links from measures to measures are in the view all only.")
    return tuple(notes)
