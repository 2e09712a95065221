"""Which foreign keys hold: a part of the graph may lack what its rows lead to."""

from __future__ import annotations

from array import array
from hashlib import blake2b

import numpy as np

from .declared import TABLES
from .schema import Row, Table

HELD = 1 << 16  # digests that wait until double ones are dropped


class _Digests:
    """The digests of texts, eight bytes each and each once."""

    def __init__(self) -> None:
        self._new: array[int] = array("Q")
        self._known = np.empty(0, dtype=np.uint64)

    def add(self, text: str) -> None:
        digest = blake2b(text.encode(), digest_size=8).digest()
        self._new.append(int.from_bytes(digest, "little"))
        if len(self._new) >= HELD:
            self.known()

    def known(self) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
        if self._new:
            new = np.frombuffer(self._new, dtype=np.uint64)
            self._known = np.unique(np.concatenate([self._known, new]))
            self._new = array("Q")
        return self._known


class References:
    """Sees all rows, and says which foreign keys hold."""

    def __init__(self) -> None:
        self._ends = {
            (end, column): _Digests()
            for table in TABLES.values()
            for _, end, column in table.foreign_keys
        }
        self._used = {
            (table.name, column): _Digests()
            for table in TABLES.values()
            for column, _, _ in table.foreign_keys
        }
        self._empty: set[tuple[str, str]] = set()

    def see(self, table: Table, row: Row) -> None:
        """Note what a row is called, and where it leads."""
        for column in table.key:
            if (table.name, column) in self._ends:
                self._ends[table.name, column].add(str(row[column]))
        for column, _, _ in table.foreign_keys:
            if row[column]:
                self._used[table.name, column].add(str(row[column]))
            else:
                self._empty.add((table.name, column))

    def missing(self, table: Table) -> dict[str, int]:
        """Of each column with a foreign key, how many different ends are not in the file."""
        found = {}
        for column, end, other in table.foreign_keys:
            used, there = self._used[table.name, column].known(), self._ends[end, other].known()
            found[column] = int((~np.isin(used, there, assume_unique=True)).sum())
        return found

    def always(self, table: Table, column: str) -> bool:
        """Whether every row of the table leads somewhere by this column."""
        return (table.name, column) not in self._empty
