"""``airm-graph info``."""

from __future__ import annotations

from pathlib import Path

import click

from ..answers.info import graph_summary
from .output import emit, table_options
from .session import build, version_option


@click.command("info")
@table_options
@version_option
@click.pass_context
def info_command(ctx: click.Context, format_: str, output: Path | None) -> None:
    """Print what is in the graph: versions, counts per class and facet, licences.

    \b
    Examples:
      airm-graph info
      airm-graph info --format json
    """
    emit(graph_summary(build(ctx)), format_, output)
