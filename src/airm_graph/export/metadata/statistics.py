"""What is counted of a data set and of each of its graphs: https://www.w3.org/TR/void/#statistics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from ...vocab import AIRM, AIRO, RDF, SKOS
from ..contents import Resource

WHOLE = ""  # the name of all graphs together
EXAMPLES = (AIRM.Mitigation, AIRM.Requirement, AIRO.RiskSource, AIRO.Risk, SKOS.Concept)


@dataclass(slots=True)
class Statistics:
    """Counts of a set of triples.

    Attributes:
        triples: Each once, however many graphs say it.
        subjects: Of how many things something is said.
        entities: How many of these are things of ours.
        properties: By IRI in how many triples each stands.
        classes: By IRI how many things are of each.
        languages: By tag how many texts are in each.
        firsts: By IRI of a class the first entity of it.
    """

    triples: int = 0
    subjects: int = 0
    entities: int = 0
    properties: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    firsts: dict[str, str] = field(default_factory=dict)

    @property
    def example(self) -> str:
        """An entity that shows what is here; empty where none has a class."""
        shown = (self.firsts.get(kind.value, "") for kind in EXAMPLES)
        return next(filter(None, (*shown, *self.firsts.values())), "")


def counted(resources: Iterable[Resource], space: str) -> dict[str, Statistics]:
    """Statistics of all graphs together, under :data:`WHOLE`, and by IRI of each named graph.

    Args:
        resources: The things, none of them twice.
        space: How the IRIs of entities begin.
    """
    found: dict[str, Statistics] = {WHOLE: Statistics()}
    for each in resources:
        _count(each, found, WHOLE, space)
        for graph in each.graphs:
            found.setdefault(graph, Statistics())
            _count(each, found, graph, space)
    return dict(sorted(found.items()))


def _count(each: Resource, found: dict[str, Statistics], graph: str, space: str) -> None:
    statistics = found[graph]
    statistics.subjects += 1
    is_entity = each.iri.startswith(space)
    statistics.entities += is_entity
    for predicate, values in each.said.items():
        terms = {said.value for said in values if graph in (WHOLE, said.graph)}
        if not terms:
            continue
        statistics.triples += len(terms)
        statistics.properties[predicate] += len(terms)
        for term in terms:
            if term.language:
                statistics.languages[term.language] += 1
        if predicate == RDF.type.value:
            for term in terms:
                statistics.classes[term.value] += 1
                if is_entity:
                    statistics.firsts.setdefault(term.value, each.iri)
