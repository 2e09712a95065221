"""What every ``airm-graph network`` command takes: which view, made of which statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from ..answers import network as answers
from ..answers.network import View
from ..columns import RELATIONS
from ..coverage.options import parse_where
from ..network import VIEWS, NetworkOptions
from ..network.options import ALSO, MITIGATES, NODE_KINDS
from .completion import complete_pair
from .session import build, progress

Command = TypeVar("Command", bound=Callable[..., object])
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
    return answers.view_of(build(ctx), asked["view"], options_of(asked), asked, progress(ctx))
