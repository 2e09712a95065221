"""The columns of a build without what an export leaves out, for coverage and for networks.

The columns are made once, of the whole build. Who exports a part of it must not see in a count, a
state or a label what the part does not say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..columns import RELATIONS, STATUSES, UNDETERMINED, Columns
from ..identifiers import compress
from ..network.nodes import opened
from ..schemes import Facet
from ..vocab import AIRM, BASE, PROV
from .contents import Contents, Resource

Array = NDArray[Any]
ELSEWHERE = "elsewhere"  # the kind of what is referred to and not described
DERIVED = (
    *(AIRM.inCategory, AIRM.ownedBy, AIRM.appliesAtStage, AIRM.servesFunction),
    *(AIRM.inRiskDomain, AIRM.arisesAtStage),
    *(AIRM.hasCausalEntity, AIRM.hasCausalIntent, AIRM.hasCausalTiming),
)
RELATION = {getattr(AIRM, name).value: number for number, name in enumerate(RELATIONS)}


@dataclass(slots=True)
class Taken:
    """What an export takes along, under the names that the build gives.

    Attributes:
        labels: What each thing and statement is called, by IRI.
        works: By IRI of a thing, the works that state it.
        classified: Who put which thing where: thing, facet, concept, agent and status; of one that
            could not be decided, an empty concept.
        settled: What is accepted, or said outright: thing, facet or short property, and concept.
        actions: What is accepted: measure, number of the relation, target and agent.
        codings: Pairs of a work and a facet.
    """

    labels: dict[str, str] = field(default_factory=dict)
    works: dict[str, list[str]] = field(default_factory=dict)
    classified: set[tuple[str, str, str, str, str]] = field(default_factory=set)
    settled: set[tuple[str, str, str]] = field(default_factory=set)
    actions: set[tuple[str, int, str, str]] = field(default_factory=set)
    codings: set[tuple[str, str]] = field(default_factory=set)

    def take(self, each: Resource) -> None:
        """Remember a thing, or what a statement says."""
        self.labels[each.iri] = each.label
        if each.is_a(AIRM.Classification, AIRM.UndeterminedClassification):
            self._classification(each)
        elif each.is_a(AIRM.ActionStatement):
            relation = RELATION.get(each.value(AIRM.relation), -1)
            ends = each.value(AIRM.statementOf), relation, each.value(AIRM.target)
            if AIRM.accepted.value in each.values(AIRM.status):
                self.actions.update((*ends, agent) for agent in each.values(PROV.wasAttributedTo))
        elif each.is_a(AIRM.CodingStatement):
            self.codings.add((each.value(AIRM.aboutWork), each.value(AIRM.onFacet)))
        else:
            self.works[each.iri] = each.values(AIRM.statedIn)
            for predicate in DERIVED:
                said = each.values(predicate)
                self.settled.update((each.iri, predicate.value, value) for value in said)

    def _classification(self, each: Resource) -> None:
        for thing, facet, concept, agent, status in product(
            each.values(AIRM.classifies),
            each.values(AIRM.onFacet),
            each.values(AIRM.assigns) or [""],
            each.values(PROV.wasAttributedTo),
            each.values(AIRM.status),
        ):
            self.classified.add((thing, facet, concept, agent, status.rpartition("#")[2]))
            if status == AIRM.accepted.value:
                self.settled.add((thing, facet, concept))


def selected_columns(contents: Contents) -> tuple[Columns, Taken | None]:
    """The columns of what is exported, and what that is; None where it is everything."""
    columns = opened(contents.build.columns)
    if contents.scope.is_whole:
        return columns, None
    taken = Taken()
    # the columns know things by the names of the build, wherever they are minted in the export
    for each in replace(contents, base="").resources():
        taken.take(each)
    return _restricted(columns, taken), taken


def moved(contents: Contents, iri: str) -> str:
    """A name of the build as it is in the export."""
    minted = contents.base and iri.startswith((BASE + "id/", BASE + "graph/"))
    return contents.base + iri.removeprefix(BASE) if minted else iri


def _restricted(columns: Columns, taken: Taken) -> Columns:
    index = columns.index
    items = np.array(columns.items)
    items["accepted"] &= _mask(iri in taken.labels for iri in index["items"])
    kept = _mask(_mappings(columns, taken))
    return replace(
        columns,
        items=items,
        links=columns.links[_mask(_links(columns, taken))],
        mappings=columns.mappings[kept],
        values={name: rows[_values(columns, name, taken)] for name, rows in columns.values.items()},
        index={
            **index,
            "mappings": [iri for iri, keep in zip(index["mappings"], kept, strict=True) if keep],
            "targets": [_target(columns, said, taken) for said in index["targets"]],
            "codings": [c for c in index["codings"] if (c["work"], c["facet"]) in taken.codings],
        },
        ready={},  # worked out from the whole
    )


def _mask(keep: Iterable[bool]) -> Array:
    return np.fromiter(keep, dtype=bool)


def _links(columns: Columns, taken: Taken) -> Iterator[bool]:
    items, targets, agents = (columns.index[name] for name in ("items", "targets", "agents"))
    for link in columns.links.tolist():
        item, relation, target, agent = link[:4]
        item, target = items[item], targets[target]["iri"]
        if agent < 0:  # what the graph says outright, by nobody, is known by its two ends
            yield item in taken.labels and target in taken.labels
        else:
            yield (item, relation, target, agents[agent]["iri"]) in taken.actions


def _mappings(columns: Columns, taken: Taken) -> Iterator[bool]:
    targets = columns.index["targets"]
    for iri, row in zip(columns.index["mappings"], columns.mappings.tolist(), strict=True):
        ends = (targets[number]["iri"] for number in row[:2])
        yield iri in taken.labels if iri else all(end in taken.labels for end in ends)


def _values(columns: Columns, name: str, taken: Taken) -> Array:
    facet, items = columns.facets[name], columns.index["items"]
    concepts, agents = [*facet.concepts], columns.index["agents"]

    def keep(item: str, concept: int, agent: int, status: int) -> bool:
        if facet.inherited or agent < 0:  # nobody classified the measure itself
            return item in taken.labels
        code = "" if concept == UNDETERMINED else concepts[concept]
        said = (item, facet.iri, code, agents[agent]["iri"], STATUSES[status])
        return said in taken.classified

    return _mask(keep(items[row[0]], *row[1:4]) for row in columns.values[name].tolist())


def _target(columns: Columns, said: dict[str, Any], taken: Taken) -> dict[str, Any]:
    iri = said["iri"]
    if iri not in taken.labels:
        bare = {"iri": iri, "label": compress(iri), "kinds": [ELSEWHERE], "works": []}
        return bare | {"classes": {}, "domains": [], "stages": [], "incidents": []}
    classes = {
        name: [
            concept for concept in concepts if _settled(columns.facets[name], iri, concept, taken)
        ]
        for name, concepts in said["classes"].items()
    }
    return {
        **said,
        "label": taken.labels[iri],
        "works": [work for work in said["works"] if work in taken.works.get(iri, said["works"])],
        "classes": {name: concepts for name, concepts in classes.items() if concepts},
    }


def _settled(facet: Facet, iri: str, concept: str, taken: Taken) -> bool:
    return any((iri, said, concept) in taken.settled for said in (facet.iri, facet.derives or ""))
