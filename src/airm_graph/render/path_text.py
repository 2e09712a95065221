"""Paths of mappings in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..identifiers import compress
from ..paths.walks import Hop


def hop_text(hop: Hop) -> str:
    """A hop in one line, in the direction in which its mapping was stated."""
    subject, object_ = (hop.end, hop.origin) if hop.inverse else (hop.origin, hop.end)
    return f"{_local(subject)} {compress(hop.predicate)} {_local(object_)}"


def start_text(hops: Sequence[Hop]) -> str:
    """Where a path starts, and what its mappings say, in a few words."""
    if not hops:
        return ""
    said = ", ".join(compress(hop.predicate).partition(":")[2] for hop in hops)
    return f"{hops[0].origin_label} ({said})"


def hop_row(hop: Hop) -> dict[str, Any]:
    """A hop as JSON; ``id`` is its line."""
    return {
        "id": hop_text(hop),
        "from": _thing(hop.origin, hop.origin_label),
        "predicate": hop.predicate,
        "inverse": hop.inverse,
        "to": _thing(hop.end, hop.end_label),
        "mapping": hop.mapping or None,
        "source": hop.source,
        "version": hop.version,
        "issued": hop.issued,
        "confidence": hop.confidence,
        "machine_made": hop.machine_made,
        "strength": hop.strength,
    }


def path_lines(hops: Sequence[Hop]) -> list[str]:
    """A path hop by hop: what is reached and how strongly, by which mapping, who says so, when."""
    lines = [f"{hops[0].origin_label} ({_local(hops[0].origin)})"] if hops else []
    for hop in hops:
        ends = (
            (hop.end_label, hop.origin_label) if hop.inverse else (hop.origin_label, hop.end_label)
        )
        version = "" if hop.version in hop.source else hop.version
        said = ", ".join(filter(None, (hop.source, version, hop.issued)))
        sure = "" if hop.confidence is None else f", confidence {hop.confidence}"
        made = ", machine-made" if hop.machine_made else ""
        lines.append(f"→ {hop.end_label} ({_local(hop.end)}): {hop.strength}")
        lines.append(f"    {ends[0]!r} {compress(hop.predicate)} {ends[1]!r}")
        lines.append(f"    said by {said or 'nobody known'}{sure}{made}")
    return lines


def _local(iri: str) -> str:
    return iri.rpartition("/")[2] or iri


def _thing(iri: str, label: str) -> dict[str, str]:
    return {"id": _local(iri), "iri": iri, "label": label}
