"""Files that are never left half written."""

from __future__ import annotations

import os
from pathlib import Path


def write_text(text: str, path: str | Path | None) -> str:
    """Give the text back, after writing it to a file in one step if one is given.

    Raises:
        OSError: It cannot be written; none is left half written.
    """
    if path is not None:
        write_bytes(text.encode(), path)
    return text


def write_bytes(data: bytes, path: str | Path) -> None:
    """Write a file in one step.

    Raises:
        OSError: It cannot be written; none is left half written.
    """
    path = Path(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
