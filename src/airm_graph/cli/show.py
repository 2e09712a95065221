"""``airm-graph show`` and ``airm-graph search``."""

from __future__ import annotations

from pathlib import Path

import click

from ..answers.things import KINDS, things_with, told_of
from .output import emit, table_options, write
from .session import build, version_option


@click.command("show")
@click.argument("thing", metavar="ID")
@click.option(
    "--why",
    is_flag=True,
    help="Also every triple, who says so, and the proof of what rules derived.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="A page to read, or the same as JSON.",
)
@click.option("--output", "-o", metavar="FILE", type=click.Path(path_type=Path))
@version_option
@click.pass_context
def show_command(
    ctx: click.Context, thing: str, *, why: bool, format_: str, output: Path | None
) -> None:
    """Print everything about one thing, and who said it.

    ID is a CURIE, an IRI, a key of its source such as A0968, or its whole label.

    \b
    Examples:
      airm-graph show "Model Release"
      airm-graph show A0972
      airm-graph show airmid:mitigation-mitv1-A0968 --why
    """
    said = told_of(build(ctx), thing, why=why)
    write(said.to_json() if format_ == "json" else said.text, output)


@click.command("search")
@click.argument("text", nargs=-1, required=True)
@click.option("--kind", type=click.Choice(KINDS), help="Only this kind.")
@click.option("--limit", type=click.IntRange(min=1), default=25, show_default=True)
@table_options
@version_option
@click.pass_context
def search_command(
    ctx: click.Context,
    text: tuple[str, ...],
    kind: str | None,
    limit: int,
    format_: str,
    output: Path | None,
) -> None:
    """Find things that hold all words of TEXT in label, definition or identifier.

    \b
    Examples:
      airm-graph search release
      airm-graph search red teaming --kind measure
    """
    found = things_with(build(ctx), " ".join(text), kind=kind, limit=limit)
    emit(found, format_, output)
