"""Why a target has its state, in sentences and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ..coverage.targets import STATES
from ..dossier import Link
from ..paths.walks import Path, Paths
from ..target_explanation import TargetExplanation
from .explanation_text import FIRMNESS, coding_lines, wrapped
from .path_text import hop_row, path_lines

MOST_LEADS = 5


def target_text(
    explained: TargetExplanation, links: Sequence[Link], labels: Mapping[str, str]
) -> str:
    """How a risk or a requirement is acted upon, and what would change that."""
    target = explained.target
    lines = [f"{target.target.label}", f"{target.kind} airmid:{target.target.id}"]
    if explained.work:
        lines.append(f"seen from: {explained.work}")
    lines.append(f"state: {target.state}: {STATES[target.state]}")
    if target.reason:
        lines.append(f"reason: {target.reason}")
    if target.strength:
        lines.append(f"strength: {target.strength}")
    works = ", ".join(work.label for work in target.works)
    lines += wrapped(f"named in: {works or 'no work'}", 0)
    lines.append("stated links:" if links else "stated links: none")
    for link in links:
        lines += wrapped(f"{link.label} {link.relation} it", 2)
        confidence = f", confidence {link.confidence}" if link.confidence else ""
        lines += wrapped(f"{link.other}; said by {link.agent}{confidence}", 4)
        lines += wrapped(f"because: {link.rationale}", 4) if link.rationale else []
    counts = [f"{count} {name}" for name, count in target.reached.items() if count]
    if counts:
        lines.append(f"measures by the best strength of each: {', '.join(reversed(counts))}")
    lines += _paths("paths through mappings", explained.paths, len(explained.paths.found))
    if explained.clash:
        lines += wrapped(
            "These paths contradict each other: no relation is left that all allow.", 2
        )
    lines += _paths("leads, which prove nothing", explained.leads, MOST_LEADS)
    lines.append("what coding statements say about links:")
    nobody = ["  nothing: nobody coded links for these works"]
    lines += coding_lines(explained.codings, labels) or nobody
    lines += [f"{words}: {explained.firmness[without]}" for without, words in FIRMNESS.items()]
    if target.catch_all:
        lines.append(f"{target.catch_all} of these measures claim to cover every risk")
    if explained.remedy:
        lines += wrapped(f"what would close it: {explained.remedy}", 0)
    return "\n".join(lines) + "\n"


def target_json(explained: TargetExplanation, links: Sequence[Link]) -> dict[str, Any]:
    """The same as one JSON row."""
    target = {
        **asdict(explained.target),
        "best_path": [hop_row(hop) for hop in explained.target.best_path],
    }
    return {
        **target,
        "work": explained.work,
        **explained.firmness,
        "links": [asdict(link) for link in links],
        "paths": [_path(path) for path in explained.paths.found],
        "leads": [_path(path) for path in explained.leads.found],
        "more_paths": explained.paths.more,
        "contradiction": explained.clash,
        "codings": list(explained.codings),
        "remedy": explained.remedy,
    }


def _path(path: Path) -> dict[str, Any]:
    return {
        "strength": path.strength,
        "confidence": path.confidence,
        "machine_made": path.machine_made,
        "hops": [hop_row(hop) for hop in path.hops],
    }


def _paths(title: str, paths: Paths, most: int) -> list[str]:
    if not paths.found:
        return [f"{title}: none"]
    more = f", {'at least ' if paths.more else ''}{len(paths.found)} in all"
    lines = [f"{title}{more}:"]
    for path in paths.found[:most]:
        sure = "" if path.confidence is None else f", smallest confidence {path.confidence}"
        made = ", a hop machine-made" if path.machine_made else ""
        lines.append(f"  {path.strength}{sure}{made}:")
        for line in path_lines(path.hops):
            lines += wrapped(line.strip(), 4 + len(line) - len(line.lstrip()))
    return lines
