"""Where builds are kept, and which of them is current.

A build is an immutable folder ``builds/<hash>/``. The file ``current`` names the one that answers;
it is replaced in one step, so a build that is interrupted leaves the previous one answering.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from platformdirs import user_data_path
from pyoxigraph import Store

from .columns import Columns
from .errors import BuildError, WorkspaceError
from .store import GraphEngine, OxigraphEngine

MANIFEST = "manifest.json"
PREVIOUS = "previous"  # the file that names the build that answered before the current one
NAME = re.compile("[0-9a-f]{12}")  # nothing else in the folder is ours to list or delete
KEYS = {"build", "program", "sha256", "quads", "graphs", "sources", "files"}
UNCHECKED = {MANIFEST, "LOCK", "LOG"}  # the last two are the engine's own and may change


@dataclass(frozen=True)
class Build:
    """One finished build, opened for reading.

    Attributes:
        folder: Where it is; never changed once it is there.

    >>> import airm_graph as airm
    >>> build = airm.load().build
    >>> build.name == build.folder.name == build.manifest["build"]
    True
    """

    folder: Path

    @property
    def name(self) -> str:
        """The hash of what it holds, as short as messages show it."""
        return self.folder.name

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the build says about itself: inputs, sources, counts."""
        try:
            manifest = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise self._broken(str(error)) from None
        if not isinstance(manifest, dict) or not manifest.keys() >= KEYS:
            raise self._broken(f"{MANIFEST} is not what a build writes")
        return manifest

    @cached_property
    def store(self) -> Store:
        """The graph, opened read-only: any number of readers, never a writer."""
        self._check("store/")
        try:
            return Store.read_only(str(self.folder / "store"))
        except (OSError, ValueError, RuntimeError) as error:
            raise self._broken(str(error)) from None

    @cached_property
    def engine(self) -> GraphEngine:
        """What answers queries about the graph."""
        return OxigraphEngine(self.store)

    @cached_property
    def columns(self) -> Columns:
        """The facet columns of this very graph."""
        self._check("columns/")
        try:
            return Columns.load(self.folder / "columns")
        except (OSError, ValueError, KeyError) as error:
            raise self._broken(str(error)) from None

    @cached_property
    def quads_file(self) -> Path:
        """The canonical sorted N-Quads."""
        self._check("graph.nq")
        return self.folder / "graph.nq"

    @cached_property
    def versions_file(self) -> Path:
        """What the versions say that are not shown, as canonical sorted N-Quads."""
        self._check("versions.nq")
        return self.folder / "versions.nq"

    @property
    def index(self) -> Mapping[str, Sequence[Any]]:
        """What the numbers in the columns stand for, and what answers cite: works, agents."""
        return self.columns.index

    @property
    def identity(self) -> dict[str, str]:
        """What tells an answer about this graph from one about another."""
        return {"build": self.name}

    def digests(self) -> dict[str, str]:
        """The checksum of each file that never changes."""
        from concurrent.futures import ThreadPoolExecutor  # needed at build time only

        files = sorted(
            path for path in self.folder.rglob("*") if path.is_file() and path.name not in UNCHECKED
        )
        with ThreadPoolExecutor() as pool:  # files of gigabytes; each core takes one
            found = pool.map(_digest, files)
            names = [path.relative_to(self.folder).as_posix() for path in files]
            return dict(zip(names, found, strict=True))

    def _check(self, part: str) -> None:
        """Refuse files that are gone or damaged: the engine can loop for ever on such a store."""
        for name, digest in self.manifest["files"].items():
            if name.startswith(part):
                try:
                    found = _digest(self.folder / name)
                except OSError as error:
                    raise self._broken(f"{name}: {error.strerror}") from None
                if found != digest:
                    raise self._broken(f"{name} is not as it was built")

    def _broken(self, why: str) -> WorkspaceError:
        reason = why.splitlines()[0][:200] if why else "unreadable"
        return WorkspaceError(
            f"the build at {self.folder} cannot be read ({reason}); "
            f"delete that folder and run 'airm-graph build'"
        )


def _digest(path: Path) -> str:
    now = path.stat()
    return _digest_of(path, now.st_ino, now.st_size, now.st_mtime_ns)


@lru_cache(maxsize=4096)
def _digest_of(path: Path, *_: int) -> str:
    """Read once in a process, as long as the file is the same and was not written since."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True)
class Workspace:
    """A folder with builds in it, and with what was imported.

    Attributes:
        folder: Where it is; made when something is first built or imported.

    >>> Workspace.locate("a-new-folder").finished()
    []
    """

    folder: Path

    @classmethod
    def locate(cls, given: str | None = None) -> Workspace:
        """The folder given, else ``AIRM_GRAPH_HOME``, else the user's data folder."""
        chosen = given or os.environ.get("AIRM_GRAPH_HOME")
        return cls(Path(chosen) if chosen else user_data_path("airm-graph", appauthor=False))

    @property
    def builds(self) -> Path:
        """The folder of all builds."""
        return self.folder / "builds"

    def build(self, name: str) -> Build:
        """The finished build whose name starts with ``name``.

        Raises:
            WorkspaceError: There is none, or more than one.
        """
        found = [build for build in self.finished() if build.name.startswith(name)]
        if len(found) != 1:
            names = ", ".join(build.name for build in self.finished()) or "none"
            raise WorkspaceError(f"{len(found)} builds are called {name!r}; there are: {names}")
        return found[0]

    def finished(self) -> list[Build]:
        """Every finished build, oldest first."""
        manifests = [path / MANIFEST for path in self._folders() if (path / MANIFEST).is_file()]
        manifests.sort(key=lambda path: (path.stat().st_mtime, path.parent.name))
        return [Build(path.parent) for path in manifests]

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes from building or pruning here.

        Raises:
            BuildError: One of them is at it.
        """
        self.builds.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.folder / "lock", timeout=0):
                yield
        except Timeout:
            raise BuildError(f"another build is running in {self.folder}; wait for it") from None

    def previous(self) -> Build:
        """The build that answered before the current one; else the newest of the others.

        Raises:
            WorkspaceError: There is no other.
        """
        others = self._others()
        if not others:
            names = ", ".join(build.name for build in self.finished()) or "none"
            raise WorkspaceError(f"no build was made before the current one; there are: {names}")
        return others[0]

    def _others(self) -> list[Build]:
        """Every finished build but the current one: the previous one, then the newest first."""
        current = self.current()
        try:
            before = (self.folder / PREVIOUS).read_text(encoding="utf-8").strip()
        except (OSError, ValueError):
            before = ""
        others = [
            build for build in self.finished()[::-1] if current and build.name != current.name
        ]
        return sorted(others, key=lambda build: build.name != before)

    def prune(self, keep: int = 0) -> list[str]:
        """Delete old builds, and say which; never the current one.

        Only on request, for a reader may have an old one open.

        Args:
            keep: How many old ones stay, so that the current one can be compared with them: the
                previous one, then the newest.
        """
        with self.locked():
            old = self._others()[keep:]
            for build in old:
                shutil.rmtree(build.folder)
            self.sweep()
        return [build.name for build in reversed(old)]

    def sweep(self) -> None:
        """Delete what builds left behind that were stopped; for the holder of the lock."""
        for folder in self._folders():
            if not (folder / MANIFEST).is_file():
                shutil.rmtree(folder, ignore_errors=True)

    def _folders(self) -> list[Path]:
        return [path for path in self.builds.glob("*") if NAME.fullmatch(path.name)]

    def current(self, versions: Mapping[str, str] | None = None) -> Build | None:
        """The build that answers; None before the first.

        Args:
            versions: By short name of a framework a version other than the newest: such a build
                answers beside the current one, and may be gone.
        """
        name, _ = self._read_current(versions)
        if not name or (versions and not (self.builds / name / MANIFEST).is_file()):
            return None
        if not NAME.fullmatch(name) or not (self.builds / name / MANIFEST).is_file():
            raise WorkspaceError(
                f"{self.folder / 'current'} names the build {name!r}, which is not there; "
                f"run 'airm-graph build'"
            )
        return Build(self.builds / name)

    def current_inputs(self, versions: Mapping[str, str] | None = None) -> str:
        """The digest of what the current build was made from; empty before the first."""
        return self._read_current(versions)[1]

    def _pointer(self, versions: Mapping[str, str] | None) -> Path:
        if not versions:
            return self.folder / "current"
        said = repr(sorted(versions.items())).encode()
        return self.folder / f"current-{hashlib.sha256(said).hexdigest()[:12]}"

    def _read_current(self, versions: Mapping[str, str] | None) -> tuple[str, str]:
        pointer = self._pointer(versions)
        try:
            words = pointer.read_text(encoding="utf-8").split()
        except FileNotFoundError:
            return "", ""
        except (OSError, ValueError) as error:
            raise WorkspaceError(f"{pointer} cannot be read: {error}") from None
        return (words[0], words[-1]) if words else ("", "")

    def make_current(
        self, build: Build, inputs: str, versions: Mapping[str, str] | None = None
    ) -> None:
        """Let ``build``, made from what has the digest ``inputs``, answer from now on."""
        temporary = self.folder / "current.new"
        try:
            former = "" if versions else self._read_current(None)[0]
        except WorkspaceError:  # damaged, and replaced below
            former = ""
        if former and former != build.name:
            temporary.write_text(f"{former}\n", encoding="utf-8")
            temporary.replace(self.folder / PREVIOUS)
        temporary.write_text(f"{build.name} {inputs}\n", encoding="utf-8")
        temporary.replace(self._pointer(versions))
