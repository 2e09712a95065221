"""What users import: each version of a framework in one file of the workspace, until removed.

``imports/<id>.json`` has two lines: what was imported, from where and with which defects; and the
records. It is replaced in one step, so an import that is interrupted leaves the previous one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .errors import WorkspaceError, nearest
from .records import Source
from .records_json import from_json, to_json
from .sources.log import Defect, Log
from .workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One imported version, without its records.

    Attributes:
        summary: Rows read, kept, mended and refused, of all files of the import.
        checksum: Of the files that were read.
        digest: Of the records.
    """

    id: str
    kind: str
    of: str
    title: str
    version: str
    licence: str
    checksum: str
    files: tuple[str, ...]
    summary: dict[str, int]
    defects: tuple[Defect, ...]
    digest: str


def save(
    workspace: Workspace, kind: str, paths: Sequence[Path], sources: Sequence[Source], log: Log
) -> list[Import]:
    """Keep what was read; an import of the same version is replaced."""
    folder = _folder(workspace)
    folder.mkdir(parents=True, exist_ok=True)
    saved = []
    with workspace.locked():
        for source in sources:
            about, text = source.about, to_json(source)
            found = Import(
                id=about.id,
                kind=kind,
                of=about.of,
                title=about.title,
                version=about.version,
                licence=about.licence,
                checksum=about.checksum,
                files=tuple(path.name for path in paths),
                summary=log.summary(),
                defects=tuple(log.defects),
                digest=hashlib.sha256(text.encode()).hexdigest(),
            )
            temporary = folder / f".{about.id}.new"
            head = json.dumps(asdict(found), ensure_ascii=False, sort_keys=True)
            temporary.write_text(f"{head}\n{text}\n", encoding="utf-8")
            temporary.replace(folder / f"{about.id}.json")
            saved.append(found)
    return saved


def list_imports(workspace: Workspace) -> list[Import]:
    """Everything that is imported, by identifier.

    Raises:
        WorkspaceError: A file is not what an import writes.
    """
    return [_head(path) for path in _files(workspace)]


def load_imports(workspace: Workspace) -> Iterator[Source]:
    """The records of everything that is imported, by identifier.

    Raises:
        WorkspaceError: A file is damaged.
    """
    for path in _files(workspace):
        head = _head(path)
        with path.open(encoding="utf-8") as file:
            file.readline()
            text = file.readline().rstrip("\n")
        if hashlib.sha256(text.encode()).hexdigest() != head.digest:
            raise _broken(path, "its records are not as they were imported")
        try:
            yield from_json(text)
        except ValueError as error:
            raise _broken(path, str(error)) from None


def remove(workspace: Workspace, id_: str) -> None:
    """Forget an import; facts that the catalogue holds of the same version count again.

    Raises:
        WorkspaceError: Nothing is imported under that identifier.
    """
    with workspace.locked():
        known = [path.stem for path in _files(workspace)]
        if id_ not in known:
            hint = nearest(id_, known) if known else "nothing is imported"
            raise WorkspaceError(f"no import is called {id_!r}: {hint}")
        (_folder(workspace) / f"{id_}.json").unlink()


def _folder(workspace: Workspace) -> Path:
    return workspace.folder / "imports"


def _files(workspace: Workspace) -> list[Path]:
    return sorted(_folder(workspace).glob("[!.]*.json"))


def _head(path: Path) -> Import:
    try:
        with path.open(encoding="utf-8") as file:
            said: dict[str, Any] = json.loads(file.readline())
        said["defects"] = tuple(Defect(**defect) for defect in said["defects"])
        said["files"] = tuple(said["files"])
        found = Import(**said)
        if not isinstance(found.id, str) or set(found.summary) != set(Log().summary()):
            raise ValueError("its first line is not what an import writes")
        return found
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _broken(path, str(error)) from None


def _broken(path: Path, why: str) -> WorkspaceError:
    return WorkspaceError(
        f"the import {path} cannot be read ({why.splitlines()[0][:120]}); "
        f"run 'airm-graph import --remove {path.stem}' and import it again"
    )
