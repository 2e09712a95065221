"""What commands ask: the workspace that the user chose, and its current build."""

from __future__ import annotations

from collections.abc import Callable

import click

from ..builds import open_build
from ..workspace import Build, Workspace


def workspace(ctx: click.Context) -> Workspace:
    """The workspace that the user chose."""
    return Workspace.locate(ctx.obj["workspace"])


def progress(ctx: click.Context) -> Callable[[str], None]:
    """Tells the user what is being done, on standard error."""
    if ctx.obj["quiet"]:
        return lambda _: None
    return lambda doing: click.echo(f"airm-graph: {doing} …", err=True)


def build(ctx: click.Context) -> Build:
    """The current build, made first where there is none."""
    return open_build(workspace(ctx), progress(ctx))
