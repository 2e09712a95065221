"""ZIP files looked over before anything is unpacked, and unpacked within limits."""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import BinaryIO

from ...errors import SourceError
from ...resources import shown
from .regular_files import (
    MAX_STREAMED_BYTES,
    MAX_WHOLE_BYTES,
    is_folder,
    one_line,
    opened,
    size_text,
)

MAX_ENTRIES = 10_000
MAX_TOTAL_BYTES = 300_000_000  # unpacked; one entry may have MAX_WHOLE_BYTES
MAX_RATIO = 200  # text shrinks to a fifth or tenth; a bomb to a thousandth
RATIO_FROM = 1_000_000  # bytes; smaller entries cannot do harm, however well they shrink
LONGEST_NAME = 500  # bytes

ENTRY = b"PK\x01\x02"  # starts each entry of the directory at the end of a ZIP file
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others unpack in leaps of unknown size
ENCRYPTED = 0x1
PIECE = 1_000_000  # bytes read at a time


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """A folder as it is; a ``.zip`` or ``.whl`` file unpacked to a folder removed afterwards.

    Raises:
        SourceError: The archive is damaged, encrypted, too large, or holds an entry that would
            land outside of the folder, is a link, or stands in it twice.
    """
    if is_folder(path):
        yield path
        return
    with TemporaryDirectory(prefix="airm-graph-") as folder:
        with checked_archive(path) as archive:
            for entry in archive.infolist():
                _unpack(archive, entry, Path(folder), path)
        yield Path(folder)


@contextmanager
def checked_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """A ZIP file whose directory promises nothing that could do harm."""
    with opened(path, MAX_STREAMED_BYTES) as file:
        # Each entry costs memory as soon as the directory is read: count before.
        if _count(file, ENTRY) > MAX_ENTRIES:
            raise SourceError(f"holds more than {MAX_ENTRIES:,} entries", path=shown(path))
        file.seek(0)
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise SourceError(
                f"is not a ZIP file: {one_line(error)}; expected an intact .zip, .whl or .xlsx",
                path=shown(path),
            ) from None
        with archive:
            _refuse_bombs(archive, path)
            yield archive


def pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> Iterator[bytes]:
    """The content of an entry, piece by piece; as much as the directory says, or an error."""
    left = entry.file_size
    try:
        with archive.open(entry) as packed:
            while piece := packed.read(PIECE):  # zipfile stops where the directory says
                left -= len(piece)
                yield piece
        if left:
            raise EOFError(f"{left:,} bytes are missing")
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise SourceError(
            f"the entry {_name(entry)} is damaged: {one_line(error)}", path=shown(path)
        ) from None


def _count(file: BinaryIO, mark: bytes) -> int:
    """How often ``mark`` stands in a file."""
    found, tail = 0, b""
    while piece := file.read(PIECE):
        block = tail + piece
        found += block.count(mark)
        tail = block[-(len(mark) - 1) :]
    return found


def _refuse_bombs(archive: zipfile.ZipFile, path: Path) -> None:
    names: set[str] = set()
    total = 0
    for entry in archive.infolist():
        total += entry.file_size
        name = entry.filename.rstrip("/")
        if entry.flag_bits & ENCRYPTED:
            what = "is encrypted; expected an archive without a password"
        elif entry.compress_type not in METHODS:
            what = f"is packed by method {entry.compress_type}; expected 'stored' or 'deflated'"
        elif entry.file_size > MAX_WHOLE_BYTES:
            size, limit = size_text(entry.file_size), size_text(MAX_WHOLE_BYTES)
            what = f"unpacks to {size}; entries are read up to {limit}"
        elif entry.file_size > max(RATIO_FROM, MAX_RATIO * entry.compress_size):
            what = f"unpacks to more than {MAX_RATIO} times its size, as an archive bomb does"
        elif total > MAX_TOTAL_BYTES:
            what = f"brings the archive to more than {size_text(MAX_TOTAL_BYTES)} unpacked"
        elif name in names:
            what = "stands in the archive twice"
        else:
            names.add(name)
            continue
        raise SourceError(f"the entry {_name(entry)} {what}", path=shown(path))


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, path: Path) -> None:
    target = folder.joinpath(*_parts(entry, path))
    try:
        if entry.is_dir():
            target.mkdir(parents=True, exist_ok=True)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as plain:
            for piece in pieces(archive, entry, path):
                plain.write(piece)
    except (OSError, ValueError) as error:
        reason = one_line(getattr(error, "strerror", None) or error)
        raise SourceError(
            f"the entry {_name(entry)} cannot be unpacked: {reason}", path=shown(path)
        ) from None


def _parts(entry: zipfile.ZipInfo, path: Path) -> tuple[str, ...]:
    """The folders and file name of an entry, all of them below the folder to unpack to."""
    name = entry.orig_filename.replace("\\", "/")
    parts = PurePosixPath(name).parts
    kind = stat.S_IFMT(entry.external_attr >> 16)  # 0 where the packing program told none
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        what = "is a link or device; expected files and folders"
    elif not parts or name.startswith("/") or ".." in parts or ":" in name:
        what = "would land outside of the folder; expected a relative path without '..'"
    elif not name.isprintable() or len(os.fsencode(name)) > LONGEST_NAME:
        what = f"has a name with control characters or of more than {LONGEST_NAME} bytes"
    else:
        return parts
    raise SourceError(f"the entry {_name(entry)} {what}", path=shown(path))


def _name(entry: zipfile.ZipInfo) -> str:
    return one_line(repr(entry.orig_filename), 80)
