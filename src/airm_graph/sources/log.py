"""What became of each row of the files that are read: kept, mended or refused, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal["kept", "mended", "refused"]
SEVERITY: dict[str, int] = {"kept": 0, "mended": 1, "refused": 2}
LONGEST = 200  # characters of a value that a defect repeats


@dataclass(frozen=True, slots=True)
class Defect:
    """Something wrong in a publisher's file, and what was done about it."""

    path: str
    place: str
    value: str
    what: str
    done: Outcome


@dataclass
class Log:
    """Every row that was read, each with the worst that happened to it.

    >>> log = Log()
    >>> log.row("risks.yaml", "riskPromptInjection")
    >>> log.row("risks.yaml", "riskNameless")
    >>> log.refuse("risks.yaml", "riskNameless", "", "has no title; expected one")
    >>> log.summary()
    {'read': 2, 'kept': 1, 'mended': 0, 'refused': 1}
    """

    rows: dict[tuple[str, str], Outcome] = field(default_factory=dict)
    defects: list[Defect] = field(default_factory=list)

    def row(self, path: str, place: str) -> None:
        """A row, entity or file section that is read; ``place`` is its line, row or key."""
        if (path, place) in self.rows:
            place = f"{place} (again)"
        self.rows.setdefault((path, place), "kept")

    def note(self, path: str, place: str, value: object, what: str) -> None:
        """Something odd that is kept as it stands."""
        self._add(path, place, value, what, "kept")

    def mend(self, path: str, place: str, value: object, what: str) -> None:
        """Something wrong of which the right form is known; ``what`` says what was done."""
        self._add(path, place, value, what, "mended")

    def refuse(self, path: str, place: str, value: object, what: str) -> None:
        """A row that is left out; ``what`` says what would have been right."""
        self._add(path, place, value, what, "refused")

    def _add(self, path: str, place: str, value: object, what: str, done: Outcome) -> None:
        text = str(value)
        shown = text if len(text) <= LONGEST else text[:LONGEST] + "…"
        self.defects.append(Defect(path, place, shown, what, done))
        before = self.rows.setdefault((path, place), "kept")
        if SEVERITY[done] > SEVERITY[before]:
            self.rows[path, place] = done

    def summary(self) -> dict[str, int]:
        """How many rows were read, kept, mended and refused; the last three add up to the first."""
        counts = Counter(self.rows.values())
        outcomes = {outcome: counts[outcome] for outcome in ("kept", "mended", "refused")}
        return {"read": len(self.rows), **outcomes}
