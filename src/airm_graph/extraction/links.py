"""Which measure acts on what: accepted statements, and what is said without naming anybody."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..columns import LINK, MITIGATING, RELATIONS
from ..store import Engine
from ..vocab import AIRM
from .asking import Numbers, rows
from .stated import Stated

Array = NDArray[Any]

STATEMENTS = """
SELECT DISTINCT ?item ?relation ?target ?agent ?confidence ?status WHERE {
  ?statement a airm:ActionStatement ; airm:statementOf ?item ; airm:relation ?relation ;
             airm:target ?target ; prov:wasAttributedTo ?agent ; airm:status ?status .
  OPTIONAL { ?statement airm:confidence ?confidence }
} ORDER BY ?item ?relation ?target ?agent ?confidence"""
Link = tuple[int, int, int]  # item, relation, target
MITIGATES, ACTS_ON = RELATIONS.index("mitigates"), RELATIONS.index("actsOn")


def links_of(
    engine: Engine,
    stated: Stated,
    number: dict[str, int],
    target_number: dict[str, int],
    agent_number: Numbers,
) -> Array:
    """The links, by measure; the agent of one that nobody is named for is -1."""
    relation_number = Numbers(
        {getattr(AIRM, name).value: place for place, name in enumerate(RELATIONS)},
        "is no way of acting on a risk",
    )
    said, found = set(), []
    for item, relation, target, agent, confidence, status in rows(engine, STATEMENTS):
        if item in number and target in target_number:
            link = (number[item], relation_number[relation], target_number[target])
            said.add(link)
            if status == AIRM.accepted.value:
                found.append((*link, agent_number[agent], float(confidence or "nan")))
    outright = _outright(stated, number, target_number) - said
    known = said | outright
    more = [(*link, -1, float("nan")) for link in sorted(outright) if not _follows(link, known)]
    links = np.array(found + more, dtype=LINK)
    return links[np.argsort(links["item"], kind="stable")] if more else links


def _outright(stated: Stated, number: dict[str, int], target_number: dict[str, int]) -> set[Link]:
    """What the graph says without a statement that has an author."""
    names, found = stated.names, set()
    for place, name in enumerate(RELATIONS):
        for one, other in zip(*stated.pairs(getattr(AIRM, name).value), strict=True):
            item, target = number.get(names[one]), target_number.get(names[other])
            if item is not None and target is not None:
                found.add((item, place, target))
    return found


def _follows(link: Link, known: set[Link]) -> bool:
    """Whether a wider relation is only what a narrower one between the same two implies."""
    item, relation, target = link
    narrower = {MITIGATES: MITIGATING, ACTS_ON: range(ACTS_ON)}.get(relation, ())
    return any((item, other, target) in known for other in narrower if other != relation)
