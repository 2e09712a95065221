"""Explanations in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

from ..coverage.cells import STATES
from ..coverage.firmness import LOW_CONFIDENCE
from ..coverage.gap_report import BY_SIZE
from ..coverage.targets import STATES as TARGET_STATES
from ..coverage.targets import Target
from ..dossier import Link
from ..explanation import CellExplanation, Item
from ..identifiers import compress

WIDTH = 100
MOST_ITEMS = 12
FIRMNESS = {
    "without_own": "without what we decided ourselves",
    "without_low_confidence": f"without what is below {LOW_CONFIDENCE} confidence",
}


def cell_text(explained: CellExplanation, labels: Mapping[str, str]) -> str:
    """Why a cell has its state."""
    cell, options = explained.cell, explained.options
    where = "  ".join(
        f"{name}={value.id} ({value.label})"
        for name, value in zip(options.by, cell.values, strict=True)
    )
    lines = [*_wrapped(where, 0), f"state: {cell.state}: {STATES[cell.state]}"]
    if cell.reason and not cell.evidence:
        lines.append(f"reason: {cell.reason}")
    if cell.expected is not None:
        lines.append(f"expected by size: {cell.expected:.2f} measures")
    if cell.p_empty is not None:
        verdict = "size explains it" if cell.p_empty > BY_SIZE else "size alone does not explain it"
        lines.append(
            f"chance of an empty cell: {cell.p_empty:.4f}: {verdict}"
            f" (corrected for all cells: {cell.q_value or 0:.2f})"
        )
    lines += _items("evidence", explained.evidence, labels)
    lines += _items("might be here", explained.unknown, labels)
    if explained.peers:
        peers = ", ".join(f"{work} ({count})" for work, count in explained.peers)
        lines += _wrapped(f"other works with measures here: {peers}", 0)
    lines.append("what coding statements say:")
    lines += _codings(explained.codings, labels) or ["  nothing: nobody coded this"]
    lines += [f"{words}: {explained.firmness[without]}" for without, words in FIRMNESS.items()]
    if explained.remedy:
        lines += _wrapped(f"what would close it: {explained.remedy}", 0)
    return "\n".join(lines) + "\n"


def target_text(
    target: Target,
    links: Sequence[Link],
    codings: Sequence[Mapping[str, Any]],
    labels: Mapping[str, str],
    firmness: Mapping[str, str],
) -> str:
    """How a risk is acted upon."""
    lines = [f"{target.target.label}", f"{target.kind} airmid:{target.target.id}"]
    lines.append(f"state: {target.state}: {TARGET_STATES[target.state]}")
    if target.reason:
        lines.append(f"reason: {target.reason}")
    works = ", ".join(work.label for work in target.works)
    lines += _wrapped(f"named in: {works or 'no work'}", 0)
    if links:
        lines.append("stated links:")
    for link in links:
        lines += _wrapped(f"{link.label} {link.relation} it", 2)
        confidence = f", confidence {link.confidence}" if link.confidence else ""
        lines += _wrapped(f"{link.other}; said by {link.agent}{confidence}", 4)
        lines += _wrapped(f"because: {link.rationale}", 4) if link.rationale else []
    if not links:
        lines.append("stated links: none")
    named = {work.iri for work in target.works}
    about = [c for c in codings if "/facet-action" in c["facet"] and c["work"] in named]
    lines.append("what coding statements say about links:")
    lines += _codings(about, labels) or ["  nothing: nobody coded links for these works"]
    lines += [f"{words}: {firmness[without]}" for without, words in FIRMNESS.items()]
    if target.catch_all:
        lines.append(f"{target.catch_all} of these measures claim to cover every risk")
    return "\n".join(lines) + "\n"


def _items(title: str, items: Sequence[Item], labels: Mapping[str, str]) -> list[str]:
    lines = [f"{title}: {len(items)}"]
    for item in items[:MOST_ITEMS]:
        why = f"  ({item.why})" if item.why else ""
        lines += _wrapped(f"{compress(item.iri)} {labels.get(item.iri, '')}{why}", 2)
    if len(items) > MOST_ITEMS:
        lines.append(f"  and {len(items) - MOST_ITEMS} more")
    return lines


def _codings(codings: Sequence[Mapping[str, Any]], labels: Mapping[str, str]) -> list[str]:
    lines = []
    for coding in codings:
        facet = coding["facet"].rpartition("/facet-")[2] or coding["facet"]
        work = coding["work"].rpartition("/framework-")[2]
        agent = labels.get(coding["agent"], coding["agent"])
        confidence = f", confidence {coding['confidence']}" if coding["confidence"] else ""
        lines += _wrapped(
            f"{work}, {facet}: extracted {coding['extraction']}, coded {coding['coded']}"
            f" by {agent}{confidence}",
            2,
        )
        lines += _wrapped(f"because: {coding['rationale']}", 4)
    return lines


def _wrapped(text: str, indent: int) -> list[str]:
    pad = " " * indent
    return wrap(text, WIDTH, initial_indent=pad, subsequent_indent=pad + ("  " if indent else ""))
