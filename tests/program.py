"""The program as it is installed, copied so that a test can damage it, and run as a command."""

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from test_catalogue import spoil, table

import airm_graph
from airm_graph.resources import root
from airm_graph.workspace import Build, Workspace

SECONDS = 60  # no command takes nearly as long


class Project(NamedTuple):
    """A copy of the program with its ontology and data, to be damaged and run."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "airm_graph" / "_bundle" / "data"

    @property
    def ontology(self) -> Path:
        return self.folder / "airm_graph" / "_bundle" / "ontology"

    @classmethod
    def copy(cls, folder: Path) -> "Project":
        ignored = shutil.ignore_patterns("_bundle")
        package = Path(airm_graph.__file__).parent
        shutil.copytree(package, folder / "airm_graph", ignore=ignored)
        for name in ("ontology", "data"):
            shutil.copytree(root() / name, folder / "airm_graph" / "_bundle" / name)
        return cls(folder)

    def change(self, number: int = 1) -> None:
        """Another input: the next build must be written, and is not the previous one."""
        spoil(table(self.data / "catalogue", "demand.tsv"), 2, risks=str(1000 + number))

    def start(self, *args: str, **extra: Any) -> subprocess.Popen[str]:
        """Starts the interpreter on this copy of the program."""
        extra["env"] = {**os.environ, "PYTHONPATH": str(self.folder), **extra.get("env", {})}
        return subprocess.Popen(
            [sys.executable, *args],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            **extra,
        )

    def run(self, workspace: Workspace, *args: str, **extra: Any) -> "Answer":
        """What ``airm-graph --workspace … args`` answers."""
        command = ("-m", "airm_graph", "--workspace", str(workspace.folder), *args)
        with self.start(*command, **extra) as process:
            out, err = process.communicate(timeout=SECONDS)
        return Answer(process.returncode, out, err)


class Answer(NamedTuple):
    code: int
    out: str
    err: str

    def complaint(self) -> str:
        """The one line of an answer that is nothing but a complaint."""
        assert (self.code, self.out) == (2, ""), self
        (line,) = (line for line in self.err.splitlines() if not line.endswith(" …"))
        return line


class Scene(NamedTuple):
    """A program whose input has changed since the build that its workspace holds."""

    project: Project
    workspace: Workspace
    before: str

    def still_answers(self) -> None:
        """The build made before is the current one, whole, and answers."""
        current = self.workspace.current()
        assert current is not None
        assert current.name == self.before
        assert_whole(current)


def assert_whole(build: Build) -> None:
    assert len(build.store) == build.manifest["quads"] > 10_000
    assert len(build.columns.items) > 800
    assert sha256(build.quads_file.read_bytes()).hexdigest() == build.manifest["sha256"]


def snapshot(folder: Path) -> dict[str, tuple[int, str]]:
    """When each file was changed and what is in it."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mtime_ns,
            sha256(path.read_bytes()).hexdigest(),
        )
        for path in files
    }


def only(workspace: Workspace) -> Build:
    (build,) = workspace.finished()
    return build
