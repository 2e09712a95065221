"""Takes the columns from the graph: what coverage counts, read once at build time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import NamedNode, Store

from ..columns import ITEM, LINK, MITIGATING, RELATIONS, STATUSES, UNDETERMINED, VALUE, Columns
from ..schemes import Facet, load_facets
from ..vocab import AIRM
from .asking import SAME, distinct, rows
from .targets import mappings_of, targets_of

Array = NDArray[Any]
# DISTINCT throughout: over the union of graphs, Oxigraph answers once for each graph that holds a
# triple. A record is an item when it is a measure, or was filed as one and the filing is contested.
ITEMS = """
SELECT DISTINCT ?item ?work ?accepted ?all ?version ?issued ?of WHERE {
  { ?item a airm:Mitigation . BIND(1 AS ?accepted) }
  UNION
  { ?filing airm:classifies ?item ; airm:onFacet airmid:facet-kind ;
            airm:assigns airmid:recordkind-measure ; airm:status airm:disputed .
    FILTER NOT EXISTS { ?item a airm:Mitigation }
    BIND(0 AS ?accepted) }
  ?item airm:statedIn ?work .
  OPTIONAL { ?item airm:claimsAllRisks ?all }
  OPTIONAL {
    ?item airm:recordedIn ?version .
    OPTIONAL { ?version airm:namedGraph/dcterms:issued ?issued }
    OPTIONAL { ?version dcterms:isVersionOf ?of }
  }
} ORDER BY ?item ?work"""
WORKS = """
SELECT DISTINCT ?work ?label ?version ?kind ?status ?year WHERE {
  ?work a airm:Framework ; skos:prefLabel ?label ; airm:currentVersion ?v .
  ?v owl:versionInfo ?version .
  OPTIONAL { ?work airm:workKind/skos:prefLabel ?kind }
  OPTIONAL { ?work airm:workStatus/skos:notation ?status }
  OPTIONAL { ?work dcterms:issued ?year }
} ORDER BY ?work"""
AGENTS = """
SELECT DISTINCT ?agent ?label ?method WHERE {
  ?statement prov:wasAttributedTo ?agent ; airm:method ?method .
  ?agent skos:prefLabel ?label .
} ORDER BY ?agent ?method"""
VALUES = """
SELECT DISTINCT ?item ?facet ?concept ?agent ?status ?confidence WHERE {
  ?statement a airm:Classification ; airm:classifies ?item ; airm:onFacet ?facet ;
             prov:wasAttributedTo ?agent ; airm:status ?status .
  OPTIONAL { ?statement airm:assigns ?concept }
  OPTIONAL { ?statement airm:confidence ?confidence }
} ORDER BY ?item ?concept ?agent ?status ?confidence"""
LINKS = """
SELECT DISTINCT ?item ?relation ?target ?agent ?confidence WHERE {
  ?statement a airm:ActionStatement ; airm:statementOf ?item ; airm:relation ?relation ;
             airm:target ?target ; prov:wasAttributedTo ?agent ; airm:status airm:accepted .
  OPTIONAL { ?statement airm:confidence ?confidence }
} ORDER BY ?item ?relation ?target ?agent ?confidence"""
DEMAND = """
SELECT DISTINCT ?domain ?risks ?papers WHERE {
  ?domain airm:risksFiled ?risks ; airm:papersNaming ?papers .
} ORDER BY ?domain"""
CODINGS = """
SELECT DISTINCT ?work ?facet ?extraction ?coded ?agent ?confidence ?rationale WHERE {
  ?coding a airm:CodingStatement ; airm:aboutWork ?work ; airm:onFacet ?facet ;
          airm:extraction ?extraction ; airm:codedTo ?coded ; airm:codedBy ?agent .
  OPTIONAL { ?coding airm:confidence ?confidence }
  OPTIONAL { ?coding airm:rationale ?rationale }
} ORDER BY ?work ?facet ?agent ?extraction ?coded ?confidence ?rationale"""
WORK_FACTS = """
SELECT DISTINCT ?work ?property ?concept WHERE {
  ?work a airm:Framework ; ?property ?concept .
} ORDER BY ?work ?concept"""
EXCLUSIONS = """
SELECT DISTINCT ?exclusion ?value ?rationale WHERE {
  ?exclusion a airm:Exclusion ; airm:excludes ?value ; airm:rationale ?rationale .
} ORDER BY ?exclusion ?value ?rationale"""


def columns_of(store: Store, facets: dict[str, Facet] | None = None) -> Columns:
    """The columns of what the store holds, derived triples included."""
    facets = load_facets() if facets is None else facets
    works = [
        dict(zip(("iri", "label", "version", "kind", "status", "year"), row, strict=True))
        for row in rows(store, WORKS)
    ]
    work_number = {work["iri"]: number for number, work in enumerate(works)}
    agents = _agents(store)
    agent_number = {agent["iri"]: number for number, agent in enumerate(agents)}
    found = rows(store, ITEMS)
    iris = [row[0] for row in found]
    number = {iri: position for position, iri in enumerate(iris)}
    measure = distinct(iris, rows(store, SAME))
    repeating = _repeating(found, measure)
    targets, target_number = targets_of(store)
    items = np.array(
        [
            (
                measure[iri],
                work_number[work],
                accepted == "1",
                every == "true",
                iri in repeating,
                target_number.get(iri, -1),
            )
            for iri, work, accepted, every, *_ in found
        ],
        dtype=ITEM,
    )
    prefix = AIRM.accepted.value.removesuffix("accepted")
    links = np.array(
        [
            (
                number[item],
                RELATIONS.index(relation.removeprefix(prefix)),
                target_number[target],
                agent_number[agent],
                float(confidence or "nan"),
            )
            for item, relation, target, agent, confidence in rows(store, LINKS)
            if item in number and target in target_number
        ],
        dtype=LINK,
    )
    stated = _statements(store, agent_number)
    values = {}
    for facet in facets.values():
        if facet.of == AIRM.Framework.value and facet.derives:
            facts = rows(store, WORK_FACTS, property=NamedNode(facet.derives))
            values[facet.name] = _work_values(facet, facts, items, work_number)
        elif facet.of == AIRM.Mitigation.value or facet.inherited:
            values[facet.name] = _values(facet, stated, number, target_number, links)
    for target in targets:
        target["classes"] = {}
    for facet in facets.values():
        for thing, concept, _, status, _ in stated.get(facet.iri, []):
            if concept and status == STATUSES.index("accepted") and thing in target_number:
                classes = targets[target_number[thing]]["classes"].setdefault(facet.name, [])
                if concept not in classes:
                    classes.append(concept)
    index: dict[str, list[Any]] = {
        "items": iris,
        "works": works,
        "agents": agents,
        "targets": targets,
        "codings": _codings(store, prefix),
        "exclusions": rows(store, EXCLUSIONS),
        "demand": rows(store, DEMAND),
    }
    mappings, names = mappings_of(store, target_number, agent_number)
    return Columns(
        items=items,
        values=values,
        links=links,
        mappings=mappings,
        index={**index, **names},
        facets=facets,
    )


def _agents(store: Store) -> list[dict[str, Any]]:
    agents: dict[str, dict[str, Any]] = {}
    for iri, label, method in rows(store, AGENTS):
        agent = agents.setdefault(iri, {"iri": iri, "label": label, "methods": []})
        agent["methods"].append(method.rpartition("#")[2])
    return list(agents.values())


def _repeating(found: list[list[str]], measure: dict[str, int]) -> set[str]:
    """The records that repeat one of a version that was issued earlier.

    Undated versions come last; among these, those that are a file of the work itself come first.
    """
    versions: dict[int, set[tuple[str, str, str]]] = {}
    version_of = {}
    for iri, work, _, _, version, issued, of in found:
        version_of[iri] = (issued or "undated", "" if of == work else "repeated", version)
        versions.setdefault(measure[iri], set()).add(version_of[iri])
    return {iri for iri, version in version_of.items() if version != min(versions[measure[iri]])}


Statement = tuple[str, str, int, int, float]  # item, concept, agent, status, confidence


def _statements(store: Store, agent_number: dict[str, int]) -> dict[str, list[Statement]]:
    found: dict[str, list[Statement]] = {}
    for item, facet, concept, agent, status, confidence in rows(store, VALUES):
        found.setdefault(facet, []).append(
            (
                item,
                concept,
                agent_number[agent],
                STATUSES.index(status.rpartition("#")[2]),
                float(confidence or "nan"),
            )
        )
    return found


def _values(
    facet: Facet,
    stated: dict[str, list[Statement]],
    number: dict[str, int],
    target_number: dict[str, int],
    links: Array,
) -> Array:
    concept_number = {iri: position for position, iri in enumerate(facet.concepts)}
    through: dict[int, list[Any]] = {}  # the links that mitigate each target
    if facet.inherited:
        for link in links[np.isin(links["relation"], MITIGATING)]:
            through.setdefault(int(link["target"]), []).append(link)
    rows = []
    for thing, concept, agent, status, confidence in stated.get(facet.iri, []):
        value = concept_number[concept] if concept else UNDETERMINED
        if not facet.inherited:
            if thing in number:
                rows.append((number[thing], value, agent, status, confidence))
        elif thing in target_number and status == 0:
            rows += [
                (link["item"], value, link["agent"], 0, np.fmin(confidence, link["confidence"]))
                for link in through.get(target_number[thing], ())
            ]
    return np.array(rows, dtype=VALUE)


def _work_values(
    facet: Facet, facts: list[list[str]], items: Array, work_number: dict[str, int]
) -> Array:
    """What is said of a work holds for each of its measures; nobody had to classify it."""
    concept_number = {iri: position for position, iri in enumerate(facet.concepts)}
    rows = [
        (item, concept_number[concept], -1, 0, float("nan"))
        for work, _, concept in facts
        for item in np.flatnonzero(items["work"] == work_number[work])
    ]
    return np.array(rows, dtype=VALUE)


def _codings(store: Store, prefix: str) -> list[dict[str, Any]]:
    keys = ("work", "facet", "extraction", "coded", "agent", "confidence", "rationale")
    return [
        {
            **dict(zip(keys, row, strict=True)),
            "extraction": row[2].removeprefix(prefix),
            "coded": row[3].removeprefix(prefix),
        }
        for row in rows(store, CODINGS)
    ]
