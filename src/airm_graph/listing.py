"""Long lists of texts on disk: opened at once however long they are, read where they are asked."""

from __future__ import annotations

import json
import operator
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, overload

import numpy as np

BLOCK = 10_000  # so many entries are decoded at once when all are asked for


class Listing(Sequence[Any]):
    """A list of texts, or of objects as JSON, one to a line of a file, beside where each starts.

    It equals a list with the same entries.
    """

    def __init__(self, lines: np.ndarray[Any, Any], starts: np.ndarray[Any, Any]) -> None:
        self._lines = lines
        self._starts = starts

    @staticmethod
    def save(entries: Sequence[Any], path: Path) -> None:
        """Write the entries to ``path`` and where each starts to its neighbour ``.npy``."""
        encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
        encoded = [encode(entry).encode() + b"\n" for entry in entries]
        starts = np.zeros(len(encoded) + 1, dtype="<i8")
        np.cumsum([len(line) for line in encoded], out=starts[1:])
        path.write_bytes(b"".join(encoded))
        np.save(path.with_suffix(".npy"), starts)

    @classmethod
    def load(cls, path: Path) -> Listing:
        """Open what :meth:`save` wrote; nothing is read yet.

        Raises:
            ValueError: The two files do not belong together.
        """
        starts = np.load(path.with_suffix(".npy"), mmap_mode="r")
        if path.stat().st_size != int(starts[-1]):
            raise ValueError(f"{path.name} has {path.stat().st_size} bytes, not {starts[-1]}")
        empty = len(starts) == 1  # an empty file cannot be mapped
        lines = np.zeros(0, "u1") if empty else np.memmap(path, dtype="u1", mode="r")
        return cls(lines, starts)

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, number: int) -> Any: ...
    @overload
    def __getitem__(self, number: slice) -> list[Any]: ...
    def __getitem__(self, number: int | slice) -> Any:
        if isinstance(number, slice):
            start, stop, step = number.indices(len(self))
            if step == 1:
                return self._decoded(start, max(start, stop))
            return [self[each] for each in range(start, stop, step)]
        position = range(len(self))[number]
        return self._decoded(position, position + 1)[0]

    def __iter__(self) -> Iterator[Any]:
        for start in range(0, len(self), BLOCK):
            yield from self._decoded(start, min(start + BLOCK, len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(map(operator.eq, self, other))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Listing({len(self)})"

    def _decoded(self, start: int, stop: int) -> list[Any]:
        data = self._lines[self._starts[start] : self._starts[stop]].tobytes()
        found: list[Any] = json.loads(b"[" + data.rstrip(b"\n").replace(b"\n", b",") + b"]")
        return found
