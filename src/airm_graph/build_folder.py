"""The folder of a build: what decides its name, its manifest, and errors while it is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .canonical import Written
from .errors import BuildError
from .resources import program_version
from .workspace import MANIFEST, Build, Workspace

Progress = Callable[[str], None]
# These decide what lies in the folder of a build beside its graph.
LAYOUT = (
    "build_folder.py",
    "builds.py",
    "canonical.py",
    "columns.py",
    "extraction/*.py",
    "graph_build.py",
    "listing.py",
    "profiles.py",
)


def layout() -> bytes:
    """The modules that write what is made from the graph: they decide about a folder, too."""
    here = Path(__file__).parent
    return b"".join(path.read_bytes() for name in LAYOUT for path in sorted(here.glob(name)))


@contextmanager
def making(workspace: Workspace) -> Iterator[None]:
    """Hold the lock of a workspace, and say in one line where nothing can be written.

    Raises:
        BuildError: Another build is running, or the disk is full or not ours.
    """
    try:
        with workspace.locked():
            yield
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise BuildError(
            f"cannot make a build in {workspace.folder}: {where}{error.strerror or error}; "
            f"builds made before are untouched"
        ) from None


def write_manifest(build: Build, written: Written, sources: Sequence[dict[str, Any]]) -> None:
    """Write the manifest, the last of all: a folder without one is not a build."""
    manifest = {
        "build": build.name,
        "program": program_version(),
        "sha256": written.sha256,
        "quads": written.quads,
        "graphs": written.graphs,
        "files": build.digests(),
        "sources": list(sources),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    (build.folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
