"""The folder of a site: written beside its place, and put there when it is whole."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from ..errors import AirmError

MARK = "airm-graph-site.json"


class SiteError(AirmError):
    """A site cannot be written to where it is wanted."""


def check_target(target: Path) -> None:
    """Refuse a folder that would lose what is not a site of ours.

    Raises:
        SiteError: It holds something else, or is no folder.
    """
    if not target.exists():
        return
    if not target.is_dir():
        raise SiteError(f"{target} is a file; name a folder for the site")
    here = {path.name for path in target.iterdir()}
    if not here:
        return
    if MARK not in here:
        raise SiteError(
            f"{target} holds something that is no site of ours ({_some(here)}); "
            f"name a folder that is empty or not there yet"
        )
    strange = here - _held(target)
    if strange:
        raise SiteError(
            f"{target} is a site of ours, but {_some(strange)} in it is not part of one and would "
            f"be lost: move it away, or write the site elsewhere"
        )


def _held(target: Path) -> set[str]:
    """What the mark says that its folder holds."""
    try:
        said = json.loads((target / MARK).read_text(encoding="utf-8"))
        return {*said["holds"], MARK}
    except (ValueError, KeyError, TypeError, OSError):
        raise SiteError(
            f"{target / MARK} is not what a site of ours holds; name another folder"
        ) from None


def _some(names: Iterable[str]) -> str:
    first, *others = sorted(names)
    return f"{first} and {len(others)} more" if others else first


@contextmanager
def new_site(target: Path) -> Iterator[Path]:
    """A new folder beside ``target``, which takes its place at the end of the block.

    After an error or Ctrl-C it is removed and the old one is as it was.

    Raises:
        SiteError: As :func:`check_target`.
    """
    target = Path(os.path.realpath(target))  # a link stays a link
    check_target(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    # A name, not mkdtemp: that would keep everybody else from reading the site.
    new = target.with_name(f".{target.name}-{secrets.token_hex(4)}.part")
    new.mkdir()
    try:
        yield new
        check_target(target)  # somebody may have put something there
        replace(target, new)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def replace(target: Path, new: Path) -> None:
    """Put a folder in the place of another; if that fails the other is where it was."""
    if not target.exists():
        new.rename(target)
        return
    old = new.with_suffix(".old")
    target.rename(old)
    try:
        new.rename(target)
    except BaseException:
        old.rename(target)
        raise
    shutil.rmtree(old)


def put(folder: Path, path: str, data: bytes) -> None:
    """Write a file of the site.

    Raises:
        SiteError: The path leads out of the folder.
    """
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts:
        raise SiteError(f"{path!r} leads out of the site")
    place = folder / parts
    try:
        place.write_bytes(data)
    except FileNotFoundError:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def mark(folder: Path, **said: object) -> None:
    """Say that a folder is a site of ours, and what stands in it."""
    holds = sorted(path.name for path in folder.iterdir())
    text = json.dumps({**said, "holds": holds}, indent=1)
    put(folder, MARK, f"{text}\n".encode())
