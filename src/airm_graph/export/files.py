"""Files and folders that are never half written, and standard output."""

from __future__ import annotations

import os
import shutil
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import BinaryIO, cast

from ..errors import AirmError

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the date in archives: the same files give the same bytes
COPIED = 1 << 20  # bytes at a time


@contextmanager
def opened(output: Path | None) -> Iterator[BinaryIO]:
    """A file to write bytes to, which takes the place of ``output`` when all is written.

    Args:
        output: The file; standard output when left out.
    """
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    temporary = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            yield cast("BinaryIO", file)
        temporary.replace(output)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def opened_folder(output: Path) -> Iterator[Path]:
    """A folder to write files into, which takes the place of ``output`` when all is written.

    A ``.zip`` gets the files as an archive. A folder that holds other files than those that were
    written is left as it is.

    Raises:
        AirmError: ``output`` is a file, or files would be lost.
    """
    packed = output.suffix.casefold() == ".zip"
    if not packed and output.exists() and not output.is_dir():
        raise AirmError(f"{output} is a file; name a folder, or a file that ends with .zip")
    parent = output.absolute().parent
    if not parent.is_dir():
        raise AirmError(f"{parent} is no folder that is there")
    new = Path(mkdtemp(prefix=f".{output.name}.", dir=parent))
    try:
        new.chmod(0o755)  # others may read what mkdtemp keeps to its owner
        yield new
        if packed:
            with opened(output) as file:
                _pack(new, file)
        else:
            _replace(output, new)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def files_in(folder: Path) -> list[str]:
    """The files in a folder and below, as names with slashes, sorted."""
    found: list[str] = []
    waiting = [str(folder)]  # a list, for folders may be nested deeper than functions may call
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                deeper = entry.is_dir(follow_symlinks=False)
                (waiting if deeper else found).append(entry.path)
    return sorted(Path(path).relative_to(folder).as_posix() for path in found)


def _pack(folder: Path, out: BinaryIO) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in files_in(folder):
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with (
                (folder / name).open("rb") as file,
                archive.open(entry, "w", force_zip64=True) as o,
            ):
                shutil.copyfileobj(file, o, COPIED)


def _replace(output: Path, new: Path) -> None:
    if not output.exists():
        new.rename(output)
        return
    strange = sorted(set(files_in(output)) - set(files_in(new)))
    if strange:
        more = f" and {len(strange) - 1} more" if len(strange) > 1 else ""
        raise AirmError(
            f"{output} holds {strange[0]}{more}, which would be lost; name a folder that is empty "
            f"or not there yet"
        )
    old = new.with_name(f"{new.name}.old")
    output.rename(old)
    try:
        new.rename(output)
    except OSError:
        old.rename(output)
        raise
    shutil.rmtree(old)
