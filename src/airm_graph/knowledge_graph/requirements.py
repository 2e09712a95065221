"""What a method needs: a library that is installed, a graph that is in the workspace."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from ..errors import MissingExtraError, RemoteError

if TYPE_CHECKING:
    from ..workspace import Build


def needs(what: str, extra: str, library: str) -> None:
    """Refuse what needs a library that is not installed.

    Raises:
        MissingExtraError: It is not; the message has the remedy.
    """
    try:
        import_module(library)
    except ModuleNotFoundError:
        raise MissingExtraError(what, extra, library) from None


def in_workspace(build: Build, method: str) -> Build:
    """The build, which must be in the workspace.

    Raises:
        RemoteError: The graph is in a remote store.
    """
    if "build" not in build.identity:
        raise RemoteError(
            f"{method} works on what is in the workspace and not on a remote store; "
            f"load() without store"
        )
    return build
