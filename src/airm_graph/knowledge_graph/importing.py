"""Before there is a graph: what can be fetched, fetching it, and reading it into a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .loading import located, told

if TYPE_CHECKING:
    from ..render.result import Result


def list_sources(workspace: str | Path | None = None, *, cache: str | Path | None = None) -> Result:
    """What can be fetched and imported: its terms, its size, and whether it is here.

    Args:
        workspace: Folder of the workspace; else ``AIRM_GRAPH_HOME``, else your data folder.
        cache: Where fetched files are kept; else ``AIRM_GRAPH_CACHE``, else your cache folder.

    Returns:
        A row a source, as ``airm-graph sources`` prints; ``size`` in words, ``bytes`` as a number.

    Raises:
        WorkspaceError: An import of the workspace cannot be read.

    >>> import airm_graph as airm
    >>> [row["terms"] for row in airm.list_sources() if row["name"] == "atlas-5.6.0"]
    ['Apache 2.0']
    """
    from ..answers.sources import sources_of

    return sources_of(located(workspace), _path(cache))


def fetch(
    *names: str,
    mirror: str | None = None,
    cache: str | Path | None = None,
    import_: bool = False,
    workspace: str | Path | None = None,
    quiet: bool = False,
) -> Result:
    """Download the files of sources, and check that they are the ones that were recorded.

    Args:
        names: Of sources, as :func:`airm_graph.list_sources` lists them.
        mirror: A folder or an address that is asked instead of the publishers; else
            ``AIRM_GRAPH_MIRROR``.
        cache: Where the files are kept; else ``AIRM_GRAPH_CACHE``, else your cache folder.
        import_: Import what is fetched into the workspace at once.
        workspace: Folder of the workspace; else ``AIRM_GRAPH_HOME``, else your data folder.
        quiet: Say nothing on standard error meanwhile.

    Returns:
        A row a file, with its path; the notes say under which terms it came.

    Raises:
        SourceError: No source is called so, or a file cannot be had or is not the right one.
        AirmError: A source is not imported alone, or pooch, which downloads, is not installed.

    >>> import airm_graph as airm
    >>> airm.fetch("atlas-5.6")
    Traceback (most recent call last):
    airm_graph.errors.SourceError: atlas-5.6: no source is called so: did you mean 'atlas-5.6.0' ...
    """
    from ..answers.sources import Meter, fetched, wanted_origins

    tell = told(quiet=quiet)
    return fetched(
        located(workspace),
        wanted_origins(names, every=False, importing=import_),
        mirror=mirror,
        cache=_path(cache),
        importing=import_,
        tell=tell,
        meter=None if quiet else Meter(tell),
    )


def import_source(
    kind: str,
    *paths: str | Path,
    workspace: str | Path | None = None,
    quiet: bool = False,
) -> Result:
    """Read a framework from its publisher's files into a workspace, for every graph of it.

    The same version is replaced, another is kept beside it. For one graph only, see ``with_`` of
    :func:`airm_graph.load`; a graph that is open already does not change.

    Args:
        kind: Who reads the files, such as ``atlas``, ``oscal``, ``skos``, ``sssom`` or ``table``.
        paths: Files and folders; of a table its layout, too.
        workspace: Folder of the workspace; else ``AIRM_GRAPH_HOME``, else your data folder.
        quiet: Say nothing on standard error meanwhile.

    Returns:
        How many rows were read, kept, mended and refused, and what each source holds.

    Raises:
        SourceError: No reader is called so, or the files are not what it reads.

    >>> import airm_graph as airm
    >>> airm.import_source("oscla", "catalog.json", quiet=True)
    Traceback (most recent call last):
    airm_graph.errors.SourceError: oscla: no reader is called so: did you mean 'oscal'...
    """
    from ..answers.importing import import_files

    return import_files(located(workspace), kind, _paths(paths), told(quiet=quiet))


def list_imports(workspace: str | Path | None = None) -> Result:
    """What is imported into a workspace.

    Args:
        workspace: Folder of the workspace; else ``AIRM_GRAPH_HOME``, else your data folder.

    Returns:
        A row an import, with the rows that were read, mended and refused.

    Raises:
        WorkspaceError: An import cannot be read.

    >>> import airm_graph as airm
    >>> airm.list_imports("an-empty-folder")
    <Result of 0 rows: id, kind, title, version, read, mended, refused, licence, files>
    """
    from ..answers.importing import imports_of

    return imports_of(located(workspace))


def import_defects(of: str, workspace: str | Path | None = None) -> Result:
    """What was wrong in the files of an import, and what was done about it.

    Args:
        of: What the import is called, as :func:`airm_graph.list_imports` lists it.
        workspace: Folder of the workspace; else ``AIRM_GRAPH_HOME``, else your data folder.

    Returns:
        A row a defect, with its file and place.

    Raises:
        WorkspaceError: Nothing is imported under that name.

    >>> import airm_graph as airm
    >>> airm.import_defects("atlas5_6_0", "an-empty-folder")
    Traceback (most recent call last):
    airm_graph.answers.importing.UnknownImportError: no import is called 'atlas5_6_0'; ...
    """
    from ..answers.importing import defects_of

    return defects_of(located(workspace), of)


def remove_import(of: str, workspace: str | Path | None = None) -> None:
    """Forget an import; what the catalogue holds of the same version counts again.

    Args:
        of: What the import is called, as :func:`airm_graph.list_imports` lists it.
        workspace: Folder of the workspace; else ``AIRM_GRAPH_HOME``, else your data folder.

    Raises:
        WorkspaceError: Nothing is imported under that name.

    >>> import airm_graph as airm
    >>> kg = airm.load(quiet=True)
    >>> airm.remove_import("atlas5_6_0")
    Traceback (most recent call last):
    airm_graph.errors.WorkspaceError: no import is called 'atlas5_6_0': nothing is imported
    """
    from ..imports import remove

    remove(located(workspace), of)


def _path(given: str | Path | None) -> Path | None:
    return None if given is None else Path(given)


def _paths(given: Sequence[str | Path]) -> list[Path]:
    return [Path(path) for path in given]
