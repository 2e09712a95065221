"""The graph in the format of other tools, and what to know of such a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..build_folder import Progress
from ..errors import AirmError
from ..export.contents import Contents
from ..export.files import opened, opened_folder
from ..export.formats import FORMATS, Format, check_needs, file_name, write_file, write_folder
from ..render.result import Result
from ..resources import program_version
from ..workspace import Build
from .export_contents import Wish, contents_of
from .releases import write_release

MOST = 3  # graphs that are named for each licence


def export(
    current: Build,
    name: str,
    path: Path | None,
    wish: Wish,
    *,
    tell: Progress = lambda _: None,
) -> list[str]:
    """Write the graph to a file or folder, or to standard output.

    Args:
        current: The graph.
        name: One of :data:`..export.formats.FORMATS`.
        path: The file or folder; None is standard output.
        wish: What of it.
        tell: Is told how far it is.

    Returns:
        What the user ought to know of the file, a sentence each.

    Raises:
        IdentifierError: Nothing is called as one of the graphs or frameworks.
        LicenceError: Licences forbid to make one work of the sources.
        AirmError: The format is a folder and there is none to write to, has no place for
            provenance that is left out, or is whole and only a part is wanted.
    """
    chosen = FORMATS[name]
    if chosen.is_folder and path is None:
        raise AirmError(f"{name} is several files: give a folder, or a .zip, with -o")
    if wish.provenance != "full" and not chosen.traced:
        kept = ", ".join(each for each, format_ in FORMATS.items() if format_.traced)
        raise AirmError(f"{name} is written with full provenance; without it there are {kept}")
    of_data = (wish.graphs, wish.frameworks, wish.things is not None, wish.base, wish.previous)
    if chosen.whole and any(of_data):
        raise AirmError(
            f"{name} is of the vocabulary, not of the data: it takes no --graph, --framework, "
            f"--select, --base or --previous"
        )
    if name == "bundle":
        assert path is not None  # noqa: S101 - checked above
        return write_release(current, path, wish, tell=tell)
    check_needs(name)
    contents, told = contents_of(current, chosen.apart, wish, tell, chosen.title)
    told += _told(chosen, contents)
    if chosen.is_folder:
        assert path is not None  # noqa: S101 - checked above
        with opened_folder(path) as folder:
            write_folder(name, contents, folder)
    else:
        with opened(path) as file:
            write_file(name, contents, file)
    return told


def _told(chosen: Format, contents: Contents) -> list[str]:
    """What the user ought to know of a file besides what it says itself."""
    if chosen.whole:  # nothing of any source is in it
        return []
    said, scope = [], contents.scope
    if scope.provenance == "none":
        said.append("provenance was left out on request; the file says so")
    elif chosen.traced and not chosen.graphs:
        keep = ", ".join(name for name, each in FORMATS.items() if each.graphs)
        said.append(
            f"{chosen.title} cannot say which graph holds which triple; these keep it: {keep}"
        )
    if scope.provenance == "summary":
        said.append("statements were left out on request; the file says so")
    licences: dict[str, list[str]] = {}
    for source in contents.sources:
        if source["current"]:
            licence = source["licence"] or "no licence stated"
            licences.setdefault(licence, []).append(f"source-{source['id']}")
    for licence, graphs in sorted(licences.items()):
        more = f" and {len(graphs) - MOST} more" if len(graphs) > MOST else ""
        said.append(f"licence {licence}: {', '.join(sorted(graphs)[:MOST])}{more}")
    return said


def export_formats() -> Result:
    """The formats, what each holds, and what it cannot."""
    rows: Sequence[dict[str, Any]] = [
        {
            "format": name,
            "what": f"{each.title}: {each.what}",
            "file": file_name(name) + ("/" if each.is_folder else ""),
            "checked_by": each.judge,
            "needs": f"airm-graph[{each.needs[0]}]" if each.needs else "",
            "media_type": each.media_type,
            "named_graphs": each.graphs,
        }
        for name, each in FORMATS.items()
    ]
    meta = {"program": f"airm-graph {program_version()}", "command": "export --list"}
    return Result(columns=tuple(rows[0]), rows=rows, meta=meta)
