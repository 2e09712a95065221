"""What every benchmark shares: how time is taken, and the rows of the one table."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

Met = Literal["met", "not met", "", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table.

    Attributes:
        what: What was done, and on how much.
        ours: What it cost here, in seconds if nothing else is said.
        peer: What it is compared with.
        theirs: What that cost.
        ratio: ``ours / theirs``, or ``theirs / ours`` where a peer is to be slower.
        required: What the ratio must be, such as ``<= 5`` or ``>= 50``; empty: for the record.
        met: Whether it is.
    """

    what: str
    ours: float | None = None
    peer: str = ""
    theirs: float | None = None
    ratio: float | None = None
    required: str = ""
    met: Met = ""
    note: str = ""


def at_most(what: str, ours: float, peer: str, theirs: float, most: float, note: str = "") -> Row:
    """A row where we may cost ``most`` times what the peer costs."""
    ratio = ours / theirs
    return Row(what=what, ours=ours, peer=peer, theirs=theirs, ratio=ratio,
               required=f"<= {most:g} x", met=_met(ratio <= most), note=note)  # fmt: skip


def faster(what: str, ours: float, peer: str, theirs: float, least: float | None = None) -> Row:
    """A row where the peer must cost at least ``least`` times what we cost, if that is said."""
    ratio = theirs / ours
    required, met = ("", "") if least is None else (f">= {least:,g} x faster", _met(ratio >= least))
    return Row(what=what, ours=ours, peer=peer, theirs=theirs, ratio=ratio,
               required=required, met=met)  # type: ignore[arg-type]  # fmt: skip


def limited(what: str, ours: float, most: float, unit: str = "s") -> Row:
    """A row with a limit of its own and no peer."""
    return Row(what=what, ours=ours, required=f"<= {most:g} {unit}", met=_met(ours <= most))


def skipped(what: str, why: str) -> Row:
    """A row that could not be measured here."""
    return Row(what=what, met="skipped", note=why)


def _met(yes: bool) -> Met:
    return "met" if yes else "not met"


def seconds(work: Callable[[], object], runs: int = 5) -> float:
    """The fastest of several runs: what the machine can do when nothing disturbs it."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def median(work: Callable[[], object], runs: int = 7) -> float:
    """The middle of several runs: what somebody waits who runs it."""
    return sorted(seconds(work, 1) for _ in range(runs))[runs // 2]


HEADINGS = ("what", "ours", "limit or peer", "theirs", "ratio", "required", "")


def line(row: Row) -> str:
    """A row for people."""
    cells = (
        row.what,
        _number(row.ours),
        row.peer,
        _number(row.theirs),
        f"{row.ratio:,.2f} x" if row.ratio is not None else "",
        row.required,
        row.met + (f": {row.note}" if row.note else ""),
    )
    return _laid_out(cells)


def heading() -> str:
    """The heading of the table."""
    return _laid_out(HEADINGS)


def _laid_out(cells: tuple[str, ...]) -> str:
    what, ours, peer, theirs, ratio, required, met = cells
    return f"{what:<58}{ours:>10}  {peer:<34}{theirs:>10}{ratio:>14}  {required:<18}{met}"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.4f}" if value < 1 else f"{value:,.2f}"


def save(rows: list[Row], path: Path) -> None:
    """Write the table as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps([asdict(row) for row in rows], indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
