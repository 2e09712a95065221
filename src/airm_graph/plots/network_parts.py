"""A network as dots and ties: what is drawn of a node and of what connects two."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..errors import PlotError, nearest
from .kinds import in_words
from .naming import label_of

MOST_GROUPS = 16  # of the concepts of a facet, beyond which it tells too little apart
SINGLE = 0.6  # of the nodes that stand under one concept only, for a facet to tell them apart
EXTENTS = {
    "equal": "the same",
    "inside": "one inside the other",
    "contains": "one inside the other",
    "overlap": "overlap",
    "nothing": "corresponds, extent unsaid",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """What is drawn of a node, or of a group of nodes.

    Attributes:
        id: Of the node; of a group, a name of its own.
        label: What people read.
        kind: What it is: measure, risk-source and so on.
        works: The works that state it, by their short names.
        classes: By facet its concepts.
        members: How many nodes it stands for.
        within: How many links lead from a node of the group to another one of it.
        marked: Whether it is to be seen before all others.
    """

    id: str
    label: str
    kind: str
    works: tuple[str, ...] = ()
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    members: int = 1
    within: int = 0
    marked: bool = False

    @property
    def left(self) -> bool:
        """Whether it acts rather than being acted on."""
        return self.kind in ("measure", "work")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """What is drawn of all that connects two dots in one way."""

    start: str
    end: str
    what: str
    count: int = 1


def parts_of(network: Any, marked: Iterable[str] = ()) -> tuple[list[Dot], list[Tie]]:
    """The dots and ties of a networkx graph, in the order of their names.

    Raises:
        PlotError: No node is called as one of ``marked``.
    """
    known: dict[str, str] = {}
    for node, said in network.nodes(data=True):
        name = str(said.get("id", node))
        for called in (str(node), name, name.partition(":")[2], str(said.get("label", ""))):
            known.setdefault(called, str(node))
    for name in (marked := tuple(marked)):
        if name not in known:
            raise PlotError(f"highlight={name!r}: no node is called so: {nearest(name, known)}")
    chosen = {known[name] for name in marked}
    dots = [
        Dot(
            id=str(node),
            label=label_of(said.get("label") or said.get("id") or node),
            kind=str(said.get("kind", "thing")),
            works=tuple(said.get("works", ())),
            classes={name: tuple(found) for name, found in said.get("classes", {}).items()},
            marked=str(node) in chosen,
        )
        for node, said in sorted(network.nodes(data=True))
    ]
    left = {dot.id for dot in dots if dot.left}
    found: Counter[tuple[str, str, str]] = Counter()
    for start, end, said in network.edges(data=True):
        if end in left and start not in left:  # a graph without directions gives either first
            start, end = end, start
        found[str(start), str(end), _what(said)] += int(said.get("count", 1))
    ties = [
        Tie(start=start, end=end, what=what, count=count)
        for (start, end, what), count in sorted(found.items())
    ]
    return dots, ties


def two_sided(dots: Iterable[Dot], ties: Iterable[Tie]) -> bool:
    """Whether every tie leads from what acts to what is acted on."""
    left = {dot.id for dot in dots if dot.left}
    return all(tie.start in left and tie.end not in left for tie in ties)


def grouped(dots: list[Dot], ties: list[Tie], by: str = "") -> tuple[list[Dot], list[Tie]]:
    """Dots of one kind and work, and of one concept where a facet tells them apart, as one dot.

    What stands under several concepts is in the group of each, and so are its links. What is marked
    stays as it is.

    Args:
        dots: What to group.
        ties: What connects it.
        by: ``work``, or the name of a facet; empty lets each work have the facet that tells most.

    Raises:
        PlotError: Nothing here is classified on that facet.
    """
    facets = {name for dot in dots for name in dot.classes}
    if by and by != "work" and by not in facets:
        raise PlotError(f"group={by!r}: no such facet here: {nearest(by, {*facets, 'work'})}")
    groups: dict[str, list[str]] = {}  # of a dot, the groups it is in
    made: dict[str, Dot] = {}
    for (kind, work), members in _by_work(dots).items():
        facet = "" if by == "work" else by or _telling(members)
        for dot in members:
            concepts = dot.classes.get(facet, ()) if facet else ()
            names = [f"{work}: {concept}" for concept in concepts] if not by else list(concepts)
            for name in names or [work or f"{in_words(kind, many=True)} of no work"]:
                group = f"{kind}|{name}"
                before = made.get(group) or Dot(id=group, label=name, kind=kind, members=0)
                works = tuple(sorted({*before.works, *dot.works}))
                made[group] = replace(before, members=before.members + 1, works=works)
                groups.setdefault(dot.id, []).append(group)
    for dot in dots:
        if dot.marked:
            made[dot.id] = dot
            groups[dot.id] = [dot.id]
    counts: Counter[tuple[str, str, str]] = Counter()
    within: Counter[str] = Counter()
    for tie in ties:
        for start in groups[tie.start]:
            for end in groups[tie.end]:
                if start == end:
                    within[start] += tie.count
                else:
                    counts[start, end, tie.what] += tie.count
    return (
        [replace(made[name], within=within[name]) for name in sorted(made)],
        [Tie(start=s, end=e, what=w, count=n) for (s, e, w), n in sorted(counts.items())],
    )


def _by_work(dots: Iterable[Dot]) -> dict[tuple[str, str], list[Dot]]:
    found: dict[tuple[str, str], list[Dot]] = {}
    for dot in dots:
        if not dot.marked:
            found.setdefault((dot.kind, " + ".join(dot.works)), []).append(dot)
    return dict(sorted(found.items()))


def _telling(dots: list[Dot]) -> str:
    """The facet with the most concepts, of those that put most of the dots under one only."""
    best, most = "", 1
    for facet in sorted({name for dot in dots for name in dot.classes}):
        said = [dot.classes.get(facet, ()) for dot in dots]
        concepts = {concept for each in said for concept in each}
        single = sum(len(each) == 1 for each in said) / len(dots)
        if single >= SINGLE and most < len(concepts) <= MOST_GROUPS:
            best, most = facet, len(concepts)
    return best


def _what(said: Mapping[str, Any]) -> str:
    """What an edge says, in a few words."""
    if said.get("statement") == "mapping":
        if said.get("negative"):
            return "said not to correspond"
        return EXTENTS.get(str(said.get("relation", "")), "corresponds, extent unsaid")
    relations = [_in_words(relation) for relation in sorted(said.get("relations", ()))]
    return " and ".join(relations) if relations else str(said.get("statement", "link"))


def _in_words(name: str) -> str:
    """The name of a relation as people write it.

    >>> _in_words("respondsTo")
    'responds to'
    """
    return re.sub("[A-Z]", lambda capital: " " + capital[0].lower(), name)
