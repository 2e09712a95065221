"""``airm-graph info``."""

from __future__ import annotations

from pathlib import Path

import click

from ..citation import cite
from ..inventory import inventory
from ..render.result import Result
from ..workspace import Build
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


def graph_summary(current: Build) -> Result:
    """What a build holds, as rows of group, item and count."""
    return Result(
        columns=("group", "item", "count", "detail"),
        rows=inventory(current),
        meta=cite(current, "info", {}),
        notes=(f"Build {current.name} in {current.folder}",),
    )
