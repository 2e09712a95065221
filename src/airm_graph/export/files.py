"""Files that are never half written, and standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast


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
