"""Where measures, and the things that they act on, stand on each facet."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..columns import MITIGATING, STATUSES, UNDETERMINED, VALUE
from ..schemes import Facet
from ..vocab import AIRM, PROV
from .asking import Numbers
from .stated import Stated

Array = NDArray[Any]

NOBODY = -1  # for an agent: the graph says so outright
ACCEPTED = STATUSES.index("accepted")


class Statement(NamedTuple):
    """A thing stands under a concept, or under an empty one where that could not be decided."""

    thing: str
    concept: str
    agent: int
    status: int
    confidence: float


Statements = dict[str, list[Statement]]  # by IRI of the facet


def statements_of(stated: Stated, agent_number: Numbers) -> Statements:
    """The classifications that somebody made, by thing, concept, agent, status and confidence."""
    names = stated.names
    things, facets = stated.objects(AIRM.classifies), stated.objects(AIRM.onFacet)
    concepts, agents = stated.objects(AIRM.assigns), stated.objects(PROV.wasAttributedTo)
    statuses, confidences = stated.objects(AIRM.status), stated.objects(AIRM.confidence)
    said = {
        (names[facet], names[thing], names[concept] if concept is not None else "",
         names[agent], names[status], names[sure] if sure is not None else "")
        for node in stated.of_kind(AIRM.Classification)
        for facet, thing, concept, agent, status, sure in product(
            facets.get(node, ()), things.get(node, ()), concepts.get(node, (None,)),
            agents.get(node, ()), statuses.get(node, ()), confidences.get(node, (None,)),
        )
    }  # fmt: skip
    found: Statements = defaultdict(list)
    for facet, *rest, sure in sorted(said, key=lambda row: (*row[:5], float(row[5] or -1))):
        thing, concept, agent, status = rest
        place = STATUSES.index(status.rpartition("#")[2])
        confidence = float(sure or "nan")
        found[facet].append(Statement(thing, concept, agent_number[agent], place, confidence))
    return found


def add_outright(
    statements: Statements, stated: Stated, facets: dict[str, Facet], things: dict[str, int]
) -> None:
    """Add what the graph says of some things outright, where nobody classified them."""
    for facet in facets.values():
        made = statements[facet.iri]
        classified = {statement.thing for statement in made}
        ones, others = stated.pairs(facet.derives or "")
        if facet.of == AIRM.Framework.value or not ones.size:
            continue
        place = np.array([name in things and name not in classified for name in stated.names])
        pairs = {
            (int(a), int(b)) for a, b in zip(ones[place[ones]], others[place[ones]], strict=True)
        }
        made += [
            Statement(stated.names[one], stated.names[other], NOBODY, ACCEPTED, float("nan"))
            for one, other in sorted(pairs, key=lambda pair: [stated.names[end] for end in pair])
            if stated.names[other] in facet.concepts
        ]


def values_of_records(
    facet: Facet, made: list[Statement], stated: Stated, number: dict[str, int], place: Array
) -> Array:
    """The classifications of measures, by measure; then what is said of the others outright.

    Args:
        facet: A facet of measures.
        made: The classifications that somebody made on it.
        stated: What the graph says outright.
        number: The row of each measure.
        place: The row of each name in ``stated``, or -1.
    """
    concept_number = Numbers(
        {iri: position for position, iri in enumerate(facet.concepts)},
        f"is no concept of the facet {facet.name}",
    )
    found = [
        (number[s.thing], concept_number[s.concept] if s.concept else UNDETERMINED, *s[2:])
        for s in made
        if s.thing in number and s.agent != NOBODY
    ]
    values = np.array(found, dtype=VALUE)
    ones, others = stated.pairs(facet.derives or "")
    if not ones.size:
        return values
    concept = np.full(len(stated.names), -1)
    for iri, position in concept_number.items():
        if iri in stated.number:
            concept[stated.number[iri]] = position
    free = np.ones(len(number) + 1, dtype=bool)  # the last is for what is no measure
    free[values["item"]] = False
    free[-1] = False
    item, value = place[ones], concept[others]
    chosen = free[item] & (value >= 0)
    pairs = np.unique(item[chosen].astype("i8") * len(concept_number) + value[chosen])
    more = np.zeros(len(pairs), dtype=VALUE)
    more["item"], more["concept"] = np.divmod(pairs, max(1, len(concept_number)))
    more["agent"], more["status"], more["confidence"] = NOBODY, ACCEPTED, np.nan
    both = np.concatenate([values, more])
    return both[np.argsort(both["item"], kind="stable")] if more.size else values


def inherited_values(
    facet: Facet, made: list[Statement], target_number: dict[str, int], links: Array
) -> Array:
    """Measures stand where the things stand that they mitigate, and are no surer of it."""
    concept_number = Numbers(
        {iri: position for position, iri in enumerate(facet.concepts)},
        f"is no concept of the facet {facet.name}",
    )
    mitigating = links[np.isin(links["relation"], MITIGATING)]
    mitigating = mitigating[np.argsort(mitigating["target"], kind="stable")]
    bounds = np.searchsorted(mitigating["target"], np.arange(len(target_number) + 1))
    blocks = [np.zeros(0, dtype=VALUE)]
    for thing, concept, _, status, confidence in made:
        if thing in target_number and status == ACCEPTED:
            target = target_number[thing]
            through = mitigating[bounds[target] : bounds[target + 1]]
            rows = np.zeros(len(through), dtype=VALUE)
            rows["item"], rows["agent"] = through["item"], through["agent"]
            rows["concept"] = concept_number[concept] if concept else UNDETERMINED
            rows["confidence"] = np.fmin(np.float32(confidence), through["confidence"])
            blocks.append(rows)
    return np.concatenate(blocks)


def values_of_works(
    facet: Facet, facts: list[list[str]], items: Array, work_number: Numbers
) -> Array:
    """What is said of a work holds for each of its measures; nobody had to classify it."""
    concept_number = Numbers(
        {iri: position for position, iri in enumerate(facet.concepts)},
        f"is no concept of the facet {facet.name}",
    )
    blocks = [np.zeros(0, dtype=VALUE)]
    for work, _, concept in facts:
        chosen = np.flatnonzero(items["work"] == work_number[work])
        rows = np.zeros(len(chosen), dtype=VALUE)
        rows["item"], rows["concept"] = chosen, concept_number[concept]
        rows["agent"], rows["status"], rows["confidence"] = NOBODY, ACCEPTED, np.nan
        blocks.append(rows)
    return np.concatenate(blocks)
