"""What commands ask: the workspace that the user chose, and its current build."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import click
from click.shell_completion import CompletionItem

from ..builds import open_build
from ..workspace import Build, Workspace

Command = TypeVar("Command", bound=Callable[..., object])


def version_option(command: Command) -> Command:
    """Give a command ``--version``, which chooses among the versions of a framework."""
    return click.option(
        "--version",
        "versions",
        multiple=True,
        metavar="FRAMEWORK=VERSION",
        expose_value=False,
        callback=_chosen_versions,
        shell_complete=_known_versions,
        help="See this version of a framework instead of the newest one that is here.",
    )(command)


def _chosen_versions(ctx: click.Context, _: click.Parameter, pairs: Sequence[str]) -> None:
    if ctx.resilient_parsing:  # the shell is completing; nothing is asked yet
        return
    for pair in pairs:
        name, equals, version = pair.partition("=")
        if not equals or not name or not version:
            raise click.BadParameter(f"{pair!r} is not FRAMEWORK=VERSION, such as atlas=5.0.1")
        chosen = ctx.ensure_object(dict).setdefault("versions", {})
        if chosen.setdefault(name, version) != version:
            raise click.BadParameter(f"two versions of {name} are asked for; expected one")


def _known_versions(ctx: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    current = Workspace.locate(ctx.find_root().params.get("workspace")).current()
    sources = current.manifest["sources"] if current else []
    names = [f"{source['of'].partition('-')[2]}={source['version']}" for source in sources]
    return [CompletionItem(name) for name in sorted(names) if name.startswith(typed)]


def versions(ctx: click.Context) -> dict[str, str]:
    """The versions that the user chose, by short name of the framework."""
    chosen: dict[str, str] = ctx.obj.get("versions", {})
    return chosen


def workspace(ctx: click.Context) -> Workspace:
    """The workspace that the user chose."""
    return Workspace.locate(ctx.obj["workspace"])


def progress(ctx: click.Context) -> Callable[[str], None]:
    """Tells the user what is being done, on standard error."""
    if ctx.obj["quiet"]:
        return lambda _: None
    return lambda doing: click.echo(f"airm-graph: {doing} …", err=True)


def build(ctx: click.Context) -> Build:
    """The remote store that the user chose; else the current build, made first if there is none."""
    if ctx.obj.get("store"):
        return _remote(ctx)
    return open_build(workspace(ctx), progress(ctx), versions(ctx))


def _remote(ctx: click.Context) -> Build:
    """The remote store in the place of a build."""
    if versions(ctx):
        raise click.UsageError(
            "--version chooses among the builds of a workspace; a remote store shows the versions "
            "that were loaded into it"
        )
    if "remote" not in ctx.obj:
        from ..errors import MissingExtraError
        from ..knowledge_graph.loading import open_store

        asked = ctx.obj["store"], workspace(ctx), ctx.obj.get("store_timeout"), progress(ctx)
        try:
            ctx.obj["remote"] = open_store(*asked)
        except MissingExtraError:
            raise click.UsageError(
                "--store needs the extra 'remote': pip install 'airm-graph[remote]'"
            ) from None
    remote: Build = ctx.obj["remote"]
    return remote
