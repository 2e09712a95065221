"""What of the graph STIX has a place for: attack techniques, and the measures that mitigate them.

STIX 2.1 has no object for a risk; its ``attack-pattern`` is a way in which somebody attacks. So a
risk is one only where its publisher says as much: it is filed under the tactic of an attacker, or
at once as done by people, on purpose, and among weaknesses and attacks. A risk such as "lack of
explainability" is never made one, though measures mitigate it; what is left out is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from ...columns import MITIGATING, RELATIONS
from ...vocab import AIRM, AIRO, DCTERMS, PROV, SKOS
from ..contents import Contents, Resource

TACTIC = "-tactic"  # facets of tactics, and their schemes, end so: ``facet-atlas-tactic``
ATTACKS = ("id/entity-human", "id/intent-intentional", "id/domain-mit-2_2")
MITIGATES = tuple(getattr(AIRM, RELATIONS[number]).value for number in MITIGATING)
OF_SOURCES = "graph/source-"


@dataclass(slots=True, kw_only=True)
class Survey:
    """What is known before anything is written.

    Attributes:
        tactics: By IRI of an attack technique its tactics, as pairs of facet and concept.
        measures: The measures that mitigate one of them.
        described: Agents, tactics, versions of works, and named graphs of sources, by IRI.
        left_out: How many statements are left out, by why.
    """

    tactics: dict[str, tuple[tuple[str, str], ...]]
    measures: frozenset[str]
    described: dict[str, Resource]
    left_out: Counter[str] = field(default_factory=Counter)


def survey(contents: Contents) -> Survey:
    """Go through everything once; of what is many, keep names alone."""
    found = _Found(contents)
    for each in contents.resources():
        found.take(each)
    techniques = found.techniques()
    left_out, measures = found.left_out, set[str]()
    for measure, target in found.actions:
        if target not in techniques:
            left_out["lead to what nobody says is an attack technique"] += 1
        elif measure not in found.measures:
            left_out["are of measures that are not in this selection"] += 1
        else:
            measures.add(measure)
    return Survey(
        tactics=techniques,
        measures=frozenset(measures),
        described=found.described,
        left_out=left_out,
    )


def mitigating(each: Resource) -> bool:
    """Whether this says, and is accepted to say, that a measure mitigates something."""
    relation = each.value(AIRM.relation)
    return each.is_a(AIRM.ActionStatement) and relation in MITIGATES and _accepted(each)


def source_graphs(contents: Contents, each: Resource) -> Iterator[str]:
    """The named graphs of sources that say something of a thing, not what was inferred of it."""
    start = contents.name(OF_SOURCES)
    return (graph for graph in each.graphs if graph.startswith(start))


def _accepted(each: Resource) -> bool:
    return AIRM.accepted.value in each.values(AIRM.status)


class _Found:
    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self.attacks = frozenset(map(contents.name, ATTACKS))
        self.described: dict[str, Resource] = {}
        self.filed: dict[str, set[tuple[str, str]]] = {}  # harm: facets and concepts
        self.harms: dict[str, list[str]] = {}  # and what each is a part of
        self.measures: set[str] = set()
        self.actions: list[tuple[str, str]] = []
        self.left_out: Counter[str] = Counter()

    def take(self, each: Resource) -> None:
        """Keep what is needed of a thing or statement."""
        if each.is_a(AIRM.Classification):
            self._classification(each)
        elif each.is_a(AIRM.ActionStatement):
            self._action(each)
        elif each.is_a(AIRO.RiskSource, AIRO.Risk):
            self.harms[each.iri] = each.values(DCTERMS.isPartOf)
        elif each.is_a(AIRM.Mitigation):
            self.measures.add(each.iri)
        elif (
            each.is_a(PROV.Agent, AIRM.FrameworkVersion)
            or each.iri.startswith(self.contents.name(OF_SOURCES))
            or any(scheme.endswith(TACTIC) for scheme in each.values(SKOS.inScheme))
        ):
            self.described[each.iri] = each

    def _classification(self, each: Resource) -> None:
        facet, concept = each.value(AIRM.onFacet), each.value(AIRM.assigns)
        if not concept:  # looked at, not decided
            return
        if (facet.endswith(TACTIC) or concept in self.attacks) and _accepted(each):
            for thing in each.values(AIRM.classifies):
                self.filed.setdefault(thing, set()).add((facet, concept))

    def _action(self, each: Resource) -> None:
        if mitigating(each):
            self.actions.append((each.value(AIRM.statementOf), each.value(AIRM.target)))
        elif not _accepted(each):
            self.left_out["are not accepted"] += 1
        elif each.value(AIRM.relation) == AIRM.actsOn.value:
            self.left_out["do not say in which way the measure acts"] += 1
        else:
            self.left_out["say that a measure detects or assesses, which mitigates nothing"] += 1

    def techniques(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """The harms that are attack techniques, and the tactics of each."""
        found: dict[str, tuple[tuple[str, str], ...]] = {}
        for harm in self.harms:
            filed = self.filed.get(harm, set())
            tactics = tuple(sorted(pair for pair in filed if pair[0].endswith(TACTIC)))
            if tactics or self.attacks <= {concept for _, concept in filed}:
                found[harm] = tactics
        # what is a part of a technique is a technique, whether or not it is filed again
        while more := {
            harm: found[parent]
            for harm, parents in self.harms.items()
            for parent in parents
            if harm not in found and parent in found
        }:
            found |= more
        return found
