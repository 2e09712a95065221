"""The query editor's files: YASGUI, taken from its npm package on request and kept for the user.

Nothing of it is shipped with this program. One version is known here by its checksum, so that what
the browser runs is what was looked at; two files are taken out of the package and nothing is run.
"""

from __future__ import annotations

import base64
import hashlib
import io
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

from ..errors import AirmError
from ..workspace import Workspace

PACKAGE = "@zazuko/yasgui"
VERSION = "4.6.2"
SHA512 = "Zw45KdPoAE1KRaAoxIHdQqeJxvaVG1oQdntw0hy0ktX35Zu8ZccuOLrXCLwR+GU+0xMzLw8Mjw6BkSZV2vUuQw=="
FILES = ("yasgui.min.css", "yasgui.min.js")
MOST_BYTES = 5_000_000  # of one of the files; they have one million
PATIENCE = 120.0  # seconds for the download
# The one style sheet that this version writes into the page: how table columns are resized. A
# policy that names it allows no other.
STYLE = "'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='"


class EditorError(AirmError):
    """The query editor cannot be had; everything else works without it."""


def editor_files(workspace: Workspace) -> Path | None:
    """The folder of the editor's files; None where they are not, or not all of them."""
    folder = _folder(workspace)
    return folder if all((folder / name).is_file() for name in FILES) else None


def install_editor(workspace: Workspace, progress: Callable[[str], object]) -> Path:
    """Fetch the editor's files into the workspace, unless they are there.

    Args:
        workspace: Where they are kept.
        progress: Told what is being done.

    Raises:
        EditorError: npm is not installed or reaches nothing, or the package is not the one that is
            known here.
    """
    if (there := editor_files(workspace)) is not None:
        return there
    with tempfile.TemporaryDirectory(prefix="airm-graph-editor-") as name:
        progress(f"fetching {PACKAGE} {VERSION} with npm")
        package = _packed(Path(name)).read_bytes()
    found = base64.b64encode(hashlib.sha512(package).digest()).decode()
    if found != SHA512:
        raise EditorError(
            f"{PACKAGE} {VERSION} is not the package that is known here: its SHA-512 is {found}, "
            f"expected {SHA512}; nothing was installed"
        )
    folder = _folder(workspace)
    _write(_taken_out(package), folder)
    progress(f"the editor is in {folder}")
    return folder


def _folder(workspace: Workspace) -> Path:
    return workspace.folder / "editor" / f"yasgui-{VERSION}"


def _packed(folder: Path) -> Path:
    """The package as npm packs it; nothing in it is run.

    Raises:
        EditorError: npm is not installed, takes too long or fails.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise EditorError(
            "npm was not found, and the query editor comes from an npm package; install Node.js, "
            "or serve without --editor: the plain form needs nothing"
        )
    command = [npm, "pack", f"{PACKAGE}@{VERSION}", "--ignore-scripts", "--pack-destination", "."]
    try:
        done = subprocess.run(  # noqa: S603 - npm, with a fixed package
            command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise EditorError(_offline(f"it took longer than {PATIENCE:.0f} seconds")) from None
    except OSError as error:
        raise EditorError(f"npm at {npm} cannot be run: {error.strerror}") from None
    files = sorted(folder.glob("*.tgz"))
    if done.returncode or len(files) != 1:
        raise EditorError(_offline(_reason(done.stderr)))
    return files[0]


def _offline(why: str) -> str:
    return (
        f"npm could not fetch {PACKAGE} {VERSION} ({why}); connect to a network with npm packages "
        f"and try again, or serve without --editor"
    )


def _reason(said: str) -> str:
    """The first line of npm's errors that says something.

    >>> _reason("npm error code ENOTFOUND\\nnpm error network request failed")
    'npm error code ENOTFOUND'
    """
    lines = [line for line in said.splitlines() if "error" in line.lower()]
    return lines[0][:200] if lines else "it gave no reason"


def _taken_out(package: bytes) -> dict[str, bytes]:
    """The two files of the package, by name.

    Raises:
        EditorError: One is not there, is no plain file or is larger than it may be.
    """
    found = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(package), mode="r:gz") as archive:
            for name in FILES:
                member = tarfile.data_filter(archive.getmember(f"package/build/{name}"), ".")
                file = archive.extractfile(member) if member.isreg() else None
                if file is None or member.size > MOST_BYTES:
                    raise EditorError(f"{PACKAGE} {VERSION}: {name} is not a file of that package")
                found[name] = file.read(MOST_BYTES)
    except (tarfile.TarError, KeyError, OSError, EOFError) as error:
        raise EditorError(f"{PACKAGE} {VERSION} cannot be unpacked: {error}") from None
    return found


def _write(files: dict[str, bytes], folder: Path) -> None:
    """Write the files so that never some of them are there."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder.parent) as name:
        fresh = Path(name) / "files"
        fresh.mkdir()
        for file, content in files.items():
            (fresh / file).write_bytes(content)
        if folder.exists():
            shutil.rmtree(folder)  # it was incomplete
        fresh.replace(folder)
