"""Files opened with care: only regular ones, never larger than expected, strict UTF-8.

Publishers' files come from elsewhere. What can make a reader hang (a pipe, a device) or fill the
memory (a file of gigabytes) is refused in one line before it is read.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from io import BufferedReader
from pathlib import Path

from ...errors import SourceError
from ...resources import shown

MAX_STREAMED_BYTES = 300_000_000  # a table or RDF file that is read piece by piece
MAX_WHOLE_BYTES = 64_000_000  # a file that must be in memory as a whole
MAX_FOLDER_FILES = 20_000  # the largest known source, a clone of the AI Atlas Nexus, has hundreds
MAX_DEPTH = 100  # levels of nesting in YAML, JSON and XML; publishers' files have less than 20
MAX_VALUES = 2_000_000  # texts, numbers, lists and mappings in YAML or JSON; the largest has 50,000

KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def one_line(error: BaseException | str, most: int = 300) -> str:
    """What another library says, on one printable line of limited length."""
    words = " ".join(str(error).split())
    clean = "".join(character if character.isprintable() else "?" for character in words)
    return clean if len(clean) <= most else clean[:most] + "…"


def size_text(size: int) -> str:
    """A number of bytes as messages print it.

    >>> size_text(2_000_000_000), size_text(300_000_000), size_text(12)
    ('2,000 MB', '300 MB', '12 bytes')
    """
    return f"{size // 1_000_000:,} MB" if size >= 1_000_000 else f"{size:,} bytes"


def opened(path: Path, limit: int = MAX_STREAMED_BYTES) -> BufferedReader:
    """Open a regular file of at most ``limit`` bytes.

    Raises:
        SourceError: The path is missing, unreadable, no regular file, or the file is larger.
    """
    try:
        found = path.stat()
        for is_kind, kind in KINDS:
            if is_kind(found.st_mode):
                raise SourceError(f"is {kind}; expected a file", path=shown(path))
        file = path.open("rb")
    except FileNotFoundError:
        raise SourceError("there is no such file", path=shown(path)) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the name
        reason = one_line(getattr(error, "strerror", None) or error)
        raise SourceError(f"cannot be opened: {reason}", path=shown(path)) from None
    size = os.fstat(file.fileno()).st_size
    if size > limit:
        file.close()
        raise _too_large(path, size_text(size), limit)
    return file


def _too_large(path: Path, size: str, limit: int) -> SourceError:
    return SourceError(
        f"has {size}; files of this kind are read up to {size_text(limit)}", path=shown(path)
    )


def read_bytes(path: Path, limit: int = MAX_WHOLE_BYTES) -> bytes:
    """The content of a regular file of at most ``limit`` bytes."""
    with opened(path, limit) as file:
        try:
            content = file.read(limit + 1)
        except OSError as error:
            raise SourceError(
                f"cannot be read: {one_line(error.strerror or error)}", path=shown(path)
            ) from None
    if len(content) > limit:  # the file grew, or its size was not known beforehand (/proc)
        raise _too_large(path, f"more than {size_text(limit)}", limit)
    return content


def read_text(path: Path, limit: int = MAX_WHOLE_BYTES) -> str:
    """The text of a strict UTF-8 file, without its byte order mark."""
    content = read_bytes(path, limit)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise not_utf8(path, line, error.object[error.start]) from None


def not_utf8(path: Path, line: int, byte: int) -> SourceError:
    """The complaint about a byte that does not belong into UTF-8."""
    return SourceError(
        f"the byte 0x{byte:02x} is not UTF-8; save the file as UTF-8", path=shown(path), line=line
    )


def is_folder(path: Path) -> bool:
    """Whether the path is a folder; not an error for a path that cannot even be looked up."""
    try:
        return path.is_dir()
    except OSError:  # the name is too long
        return False


def files_below(folder: Path) -> Iterator[Path]:
    """The regular files of a folder and its subfolders, sorted, without hidden ones.

    Links to folders are not followed, nor are links to files that lie outside of the folder.
    """
    found: list[Path] = []
    root = folder.resolve()

    def refuse(error: OSError) -> None:
        reason = one_line(error.strerror or error)
        raise SourceError(f"cannot be listed: {reason}", path=str(error.filename or folder))

    for parent, folders, names in os.walk(folder, onerror=refuse, followlinks=False):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths = (Path(parent, name) for name in names if not name.startswith("."))
        found += [path for path in paths if path.is_file() and path.resolve().is_relative_to(root)]
        if len(found) > MAX_FOLDER_FILES:
            raise SourceError(
                f"holds more than {MAX_FOLDER_FILES:,} files; expected a publisher's files only",
                path=shown(folder),
            )
    return iter(sorted(found, key=lambda path: path.relative_to(folder).as_posix()))


def digest(paths: Sequence[Path]) -> str:
    """``sha256:…`` of a file; of several files or a folder, of their sorted names and digests."""
    if len(paths) == 1 and not is_folder(paths[0]):
        return f"sha256:{_sha256(paths[0])}"
    lines: list[str] = []
    for path in paths:
        folder = is_folder(path)
        files = files_below(path) if folder else iter([path])
        base = path if folder else path.parent
        lines += [f"{file.relative_to(base).as_posix()} {_sha256(file)}\n" for file in files]
    return f"sha256:{hashlib.sha256(''.join(sorted(lines)).encode()).hexdigest()}"


def _sha256(path: Path) -> str:
    with opened(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
