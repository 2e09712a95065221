"""How two things hang together, hop by hop, as an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..citation import cite
from ..columns import RELATIONS
from ..network import OVER, NetworkOptions, explain_between
from ..network.explanations import Explanation, Hop, Weights
from ..render.result import Result
from ..workspace import Build
from .network import thing

COLUMNS = (
    *("path", "hop", "source", "says", "target", "strength"),
    *("said_by", "confidence", "stated_in", "issued", "machine_made"),
    *("kind", "forward", "mapping", "also_said"),
)


def paths_between(
    build: Build,
    start: str,
    end: str,
    *,
    over: Sequence[str] = (),
    weights: Weights = "hops",
    most: int = 3,
    without: Sequence[str] = (),
    min_confidence: float = 0.0,
) -> Result:
    """The shortest paths over what is stated, a row a hop.

    Args:
        build: What is asked.
        start: A thing by identifier, key or label.
        end: Another one.
        over: Statements that a path may take, of :data:`..network.OVER`; if empty, all.
        weights: Fewest ``hops``, or those whose ``strength`` says most.
        most: How many paths.
        without: ``machine-made`` leaves out what a program decided.
        min_confidence: Statements that give a lower confidence do not count.

    Raises:
        IdentifierError: Nothing, or more than one thing, is called so.
    """
    options = NetworkOptions(
        relations=RELATIONS,
        machine_made="machine-made" not in without,
        min_confidence=min_confidence,
    )
    found = explain_between(
        build, start, end, over=over or tuple(OVER), weights=weights, most=most, options=options
    )
    rows = [
        _row(place, number, hop, explanation)
        for place, explanation in enumerate(found.explanations, 1)
        for number, hop in enumerate(explanation.hops, 1)
    ]
    ends = f"{found.start.node.label} and {found.end.node.label}"
    if not rows:
        notes = [f"No statements of these kinds connect {ends}."]
    else:
        notes = [f"{len(found.explanations)} of the shortest paths between {ends}."]
    if found.more:
        notes.append("There are more that are as short; --most shows more.")
    params = {"start": start, "end": end, "over": over, "weights": weights, "most": most}
    params |= {"without": without, "min_confidence": min_confidence}
    hidden = {"kind", "forward", "mapping", "also_said", "machine_made"}
    empty = {name for name in ("strength", "confidence") if not any(r[name] for r in rows)}
    return Result(
        columns=COLUMNS,
        rows=rows,
        meta=cite(build, "network path", params),
        notes=tuple(notes),
        hidden=frozenset(hidden | empty),
    )


def _row(path: int, number: int, hop: Hop, explanation: Explanation) -> dict[str, Any]:
    said, *others = hop.statements
    negative = "not " if said.negative else ""
    last = number == len(explanation.hops)
    return {
        "path": path,
        "hop": number,
        "source": thing(hop.source.node),
        "says": f"{negative}{said.says} →" if said.forward else f"← {negative}{said.says}",
        "target": thing(hop.target.node),
        "strength": explanation.strength if last else "",
        "said_by": list(said.said_by),
        "confidence": said.confidence,
        "stated_in": [title for title, _ in said.stated_in],
        "issued": [date for _, date in said.stated_in if date],
        "machine_made": said.machine_made,
        "kind": said.kind,
        "forward": said.forward,
        "mapping": said.iri or None,
        "also_said": [f"{other.says} by {', '.join(other.said_by)}" for other in others],
    }
