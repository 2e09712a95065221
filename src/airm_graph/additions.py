"""Sources that are seen in one graph only: a workspace of its own below the user's.

``with/<digest>/`` is named by what was added and by what is imported already; it holds copies of
these imports and the new ones, and builds of its own. The user's workspace stays as it is.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from .build_folder import Progress
from .errors import BuildError, SourceError, nearest
from .fetching import cache_folder, fetch, mirror_address
from .holdings import check_with
from .imports import list_imports, save
from .origins import Origin, read_origins, with_origins
from .proposals import with_proposals
from .resources import program_version
from .sources.bounded.regular_files import digest
from .sources.log import Log
from .sources.readers import READERS, read
from .workspace import Workspace

FOLDER = "with"  # in the workspace
# The name of a source; a path whose name says who reads it; or the words of ``airm-graph import``.
Added: TypeAlias = str | Path | Sequence[str | Path]
ENDINGS = {
    ".sssom.tsv": "sssom",
    ".sssom.json": "sssom",
    ".ttl": "skos",
    ".rdf": "skos",
    ".owl": "skos",
    ".jsonld": "skos",
    ".nt": "skos",
}
TABLES = {".csv", ".tsv", ".xlsx", ".json"}
LAYOUT = ".toml"
VERSION = re.compile(r"\d+(\.\d+)*")
EXAMPLE = '("table", "controls.csv", "controls.toml")'


@dataclass(frozen=True, slots=True)
class Reading:
    """Files, and who reads them."""

    kind: str
    paths: tuple[Path, ...]


def workspace_with(
    here: Workspace, added: Iterable[Added], progress: Progress = lambda _: None
) -> Workspace:
    """The workspace in which these sources are imported, beside what is imported here.

    Args:
        here: The user's workspace, which stays as it is.
        added: Names of sources, which are fetched if they are not here; paths; or sequences of a
            kind and paths, as ``airm-graph import`` takes them.
        progress: Is told what is being done.

    Raises:
        SourceError: A source is unknown or cannot be had, a file cannot be read or does not say
            who reads it, or what is read does not fit what is here.
        BuildError: The folder cannot be written.
    """
    readings = [reading_of(one, progress) for one in added]
    target = Workspace(here.folder / FOLDER / _digest(here, readings))
    if target.folder.is_dir():
        return target
    made = Workspace(target.folder.with_name(f".{target.folder.name}.{os.getpid()}"))
    try:
        made.folder.mkdir(parents=True)
        if (here.folder / "imports").is_dir():
            shutil.copytree(here.folder / "imports", made.folder / "imports")
        for reading in readings:
            _import(made, reading, progress)
        try:
            made.folder.rename(target.folder)
        except OSError:  # another process was at it and has it now
            if not target.folder.is_dir():
                raise
    except OSError as error:
        raise BuildError(f"{made.folder} cannot be written: {error.strerror or error}") from None
    finally:
        shutil.rmtree(made.folder, ignore_errors=True)
    return target


def forget_additions(here: Workspace) -> list[str]:
    """Delete the workspaces of all that was added to graphs of this one; they are made again."""
    folders = sorted(here.folder.glob(f"{FOLDER}/*"))
    for folder in folders:
        shutil.rmtree(folder)
    return [folder.name for folder in folders]


def reading_of(added: Added, progress: Progress = lambda _: None) -> Reading:
    """Which files are meant, and who reads them; a source that is not here is fetched.

    Raises:
        SourceError: A source is unknown or cannot be had, or a path does not say who reads it.

    >>> reading_of(("oscal", "catalog.json")).kind
    'oscal'
    """
    if isinstance(added, str):
        origins = _origins()
        if added in origins:
            return _fetched(origins[added], progress)
        words = shlex.split(added) if added.partition(" ")[0] in READERS else [added]
        if len(words) == 1:
            return _reading_of_path(Path(added), added)
        added = words
    if isinstance(added, Path):
        return _reading_of_path(added, str(added))
    kind, *paths = map(str, added) if added else ("",)
    if kind not in READERS or not paths:
        raise SourceError(
            f"expected a kind and paths, such as {EXAMPLE}: {nearest(kind, READERS)}", path=kind
        )
    return Reading(kind, tuple(Path(path) for path in paths))


def _origins() -> dict[str, Origin]:
    """The sources by name, and by the name without the version the newest."""
    found: dict[str, Origin] = {}
    newest: dict[str, tuple[int, ...]] = {}
    for origin in read_origins().every:
        found[origin.name] = origin
        stem, _, tail = origin.name.rpartition("-")
        if stem and VERSION.fullmatch(tail):
            version = tuple(int(part) for part in tail.split("."))
            if version >= newest.get(stem, version):
                newest[stem], found[stem] = version, origin
    return found


def _fetched(origin: Origin, progress: Progress) -> Reading:
    if not origin.kind:
        raise SourceError(f"is not imported alone. {origin.how}", path=origin.name)
    progress(f"fetching {origin.name}")
    return Reading(origin.kind, fetch(origin, cache_folder(), mirror_address()).paths)


def _reading_of_path(path: Path, said: str) -> Reading:
    """The path, read by whom its name says; a table by the layout beside it."""
    if not path.exists():
        known = nearest(said, _origins())
        raise SourceError(f"no such file, and no such source: {known}", path=said)
    for ending, kind in ENDINGS.items():
        if path.name.lower().endswith(ending):
            return Reading(kind, (path,))
    layout = path.with_suffix(LAYOUT)
    if path.suffix.lower() in TABLES and layout.is_file():
        return Reading("table", (path, layout))
    if path.name.lower() == "atlas.yaml":
        return Reading("atlas", (path,))
    raise SourceError(
        f"its name does not say who reads it; say so, as in {EXAMPLE}; kinds: {', '.join(READERS)}",
        path=said,
    )


def _digest(here: Workspace, readings: Sequence[Reading]) -> str:
    found = hashlib.sha256(program_version().encode())
    for held in list_imports(here):
        found.update(f"\0{held.id} {held.digest}".encode())
    for reading in readings:
        for path in reading.paths:
            if not path.exists():
                raise SourceError("no such file or folder", path=str(path))
        found.update(f"\0{reading.kind} {digest(reading.paths)}".encode())
    return found.hexdigest()[:12]


def _import(made: Workspace, reading: Reading, progress: Progress) -> None:
    progress(f"reading {', '.join(path.name for path in reading.paths)}")
    log = Log()
    sources = read(reading.kind, reading.paths, log)
    sources = with_proposals(with_origins(sources), check_with(made, sources))
    save(made, reading.kind, reading.paths, sources, log)
