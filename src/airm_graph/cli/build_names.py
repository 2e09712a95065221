"""Builds as people name them: current, previous, or the first letters of a name."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from ..errors import AirmError
from ..workspace import Build, Workspace
from . import session


def complete_build(ctx: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    """The builds of the workspace, for the shell."""
    try:
        builds = Workspace.locate(ctx.find_root().params.get("workspace")).finished()
    except (AirmError, OSError):  # a shell that completes is no place for complaints
        builds = []
    names = ["current", "previous", *(build.name for build in builds)]
    return [CompletionItem(name) for name in names if name.startswith(typed)]


def named_build(ctx: click.Context, name: str) -> Build:
    """The build that is called so.

    Raises:
        WorkspaceError: There is none, or more than one.
    """
    here = session.workspace(ctx)
    if name == "current":
        return session.build(ctx)
    if name == "previous":
        session.build(ctx)
        return here.previous()
    return here.build(name)
