"""Opening the graph: the build of a workspace, with more sources, or a remote store."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..additions import Added
    from ..workspace import Build, Workspace
    from . import KnowledgeGraph

TIMEOUT = 60.0  # seconds


def load(
    workspace: str | Path | None = None,
    *,
    with_: Added | Iterable[Added] = (),
    versions: Mapping[str, str] | None = None,
    store: str | None = None,
    timeout: float = TIMEOUT,
    quiet: bool = False,
) -> KnowledgeGraph:
    """The graph of a workspace, which is built first where there is none or its inputs changed.

    Args:
        workspace: Folder of the workspace; else ``AIRM_GRAPH_HOME``, else your data folder.
        with_: Sources that this graph has besides; the workspace stays as it is. Each is the name
            of a source (see :func:`airm_graph.list_sources`; ``atlas`` is the newest ``atlas-…``),
            which is fetched if it is not here; or the path of an RDF file, of a SSSOM mapping set,
            of ``ATLAS.yaml``, or of a table beside which lies its layout, ``controls.csv`` and
            ``controls.toml``; or the words of ``airm-graph import``, such as
            ``("oscal", "catalog.json")``.
        versions: By short name of a framework the version to show; else the newest of each.
        store: Address of a SPARQL endpoint that answers instead of a build. Its credentials stand
            in the environment: ``AIRM_GRAPH_STORE_USER`` and ``AIRM_GRAPH_STORE_PASSWORD``, or
            ``AIRM_GRAPH_STORE_TOKEN``.
        timeout: Seconds that one answer of the endpoint may take.
        quiet: Say nothing on standard error while something is done.

    Returns:
        The graph, opened for reading. That of other sources is built in seconds the first time and
        kept in a folder ``with`` of the workspace, until ``airm-graph build --prune``.

    Raises:
        BuildError: There is no build, and none can be made.
        WorkspaceError: The workspace or the build cannot be read.
        SourceError: What is imported or added cannot be read, or has no such version.
        RemoteError: The address is none of an endpoint, or other sources or versions are asked of
            one.
        MissingExtraError: The extra ``remote`` is not installed.

    >>> import airm_graph as airm
    >>> airm.load()
    <KnowledgeGraph: build ...>
    >>> airm.load(with_="atlsa")
    Traceback (most recent call last):
    airm_graph.errors.SourceError: atlsa: no such file, and no such source: did you mean 'atlas'?
    """
    from ..errors import RemoteError
    from . import KnowledgeGraph

    tell = told(quiet=quiet)
    here = located(workspace)
    added = _each(with_)
    if store is not None:
        if added or versions:
            raise RemoteError(
                "with_ and versions choose among the builds of a workspace; a remote store shows "
                "what was loaded into it"
            )
        return KnowledgeGraph(open_store(store, here, timeout, tell), here, tell)
    if added:
        from ..additions import workspace_with

        here = workspace_with(here, added, tell)
    from ..builds import open_build

    return KnowledgeGraph(open_build(here, tell, versions or {}), here, tell)


def open_store(
    url: str, here: Workspace, timeout: float | None, tell: Callable[[str], None]
) -> Build:
    """A remote store in the place of a build, with the credentials of the environment.

    Args:
        url: Where its queries are asked.
        here: Keeps what is taken from it.
        timeout: Seconds that one answer may take; None for the usual ones.
        tell: Is told what is being done.

    Raises:
        RemoteError: This is no such address, or what the environment says does not fit together.
        MissingExtraError: The extra ``remote`` is not installed.
    """
    import os

    from .requirements import needs

    needs("a remote store", "remote", "urllib3")  # the client would miss it in the middle
    from ..remote.build import RemoteBuild
    from ..remote.endpoint import Endpoint

    return RemoteBuild.at(Endpoint.of(url, os.environ, timeout), here, tell)


def located(workspace: str | Path | None) -> Workspace:
    """The workspace in that folder, else ``AIRM_GRAPH_HOME``, else the user's data folder."""
    from ..workspace import Workspace

    return Workspace.locate(None if workspace is None else str(workspace))


def told(*, quiet: bool) -> Callable[[str], None]:
    """Whom to tell what is being done: standard error, or nobody."""

    def tell(doing: str) -> None:
        if not quiet:
            print(f"airm-graph: {doing} …", file=sys.stderr)

    return tell


def _each(with_: Added | Iterable[Added]) -> list[Added]:
    """What is added, one by one; a single name or path is one."""
    if isinstance(with_, str | Path):
        return [with_]
    return [one if isinstance(one, str | Path) else tuple(one) for one in with_]
