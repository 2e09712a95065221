"""Explanations in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

from ..coverage.cells import STATES, Cell
from ..coverage.firmness import LOW_CONFIDENCE
from ..coverage.gap_report import BY_SIZE
from ..explanation import CellExplanation, Item
from ..identifiers import compress

WIDTH = 100
MOST_ITEMS = 12
FIRMNESS = {
    "without_own": "without our own classifications and links",
    "without_low_confidence": f"without what is below {LOW_CONFIDENCE} confidence",
    "without_machine_made": "without what a machine decided",
}


def cell_text(explained: CellExplanation, labels: Mapping[str, str]) -> str:
    """Why a cell has its state."""
    cell, options = explained.cell, explained.options
    where = "  ".join(
        f"{name}={value.id} ({value.label})"
        for name, value in zip(options.by, cell.values, strict=True)
    )
    lines = [*wrapped(where, 0), f"state: {cell.state}: {STATES[cell.state]}"]
    if cell.reason and (cell.state == "excluded" or not cell.evidence):
        lines.append(f"reason: {cell.reason}")
    if cell.expected is not None:
        lines.append(f"expected by size: {cell.expected:.2f} measures")
    if cell.p_empty is not None:
        lines.append(
            f"chance of an empty cell: {cell.p_empty:.4f}: {verdict_on(cell)}"
            f" (corrected for all cells: {cell.q_value or 0:.2f})"
        )
    lines += _items("evidence", explained.evidence, labels)
    lines += _items("might be here", explained.unknown, labels)
    if explained.peers:
        peers = ", ".join(f"{work} ({count})" for work, count in explained.peers)
        lines += wrapped(f"other works with measures here: {peers}", 0)
    lines.append("what coding statements say:")
    lines += coding_lines(explained.codings, labels) or ["  nothing: nobody coded this"]
    lines += [f"{words}: {explained.firmness[without]}" for without, words in FIRMNESS.items()]
    if explained.remedy:
        lines += wrapped(f"what would close it: {explained.remedy}", 0)
    return "\n".join(lines) + "\n"


def verdict_on(cell: Cell) -> str:
    """Whether its size alone explains that a cell is empty; nothing where no chance is known."""
    if cell.p_empty is None:
        return ""
    return "size explains it" if cell.p_empty > BY_SIZE else "size alone does not explain it"


def _items(title: str, items: Sequence[Item], labels: Mapping[str, str]) -> list[str]:
    lines = [f"{title}: {len(items)}"]
    for item in items[:MOST_ITEMS]:
        why = f"  ({item.why})" if item.why else ""
        lines += wrapped(f"{compress(item.iri)} {labels.get(item.iri, '')}{why}", 2)
    if len(items) > MOST_ITEMS:
        lines.append(f"  and {len(items) - MOST_ITEMS} more")
    return lines


def coding_lines(codings: Sequence[Mapping[str, Any]], labels: Mapping[str, str]) -> list[str]:
    """What coding statements say, and why."""
    lines = []
    for coding in codings:
        facet = coding["facet"].rpartition("/facet-")[2] or coding["facet"]
        work = coding["work"].rpartition("/framework-")[2]
        agent = labels.get(coding["agent"], coding["agent"])
        confidence = f", confidence {coding['confidence']}" if coding["confidence"] else ""
        author = coding.get("author") or coding["agent"]  # who says so of whom it was coded by
        stated = "" if author == coding["agent"] else f"; so say {labels.get(author, author)}"
        lines += wrapped(
            f"{work}, {facet}: extracted {coding['extraction']}, coded {coding['coded']}"
            f" by {agent}{confidence}{stated}",
            2,
        )
        lines += wrapped(f"because: {coding['rationale']}", 4)
    return lines


def wrapped(text: str, indent: int) -> list[str]:
    """The text in lines of a readable width."""
    pad = " " * indent
    return wrap(text, WIDTH, initial_indent=pad, subsequent_indent=pad + ("  " if indent else ""))
