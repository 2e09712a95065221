"""What measures act on, and what mappings lead to: risks, requirements, and every other end."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..columns import EXTENTS, MAPPING, STATUSES
from ..identifiers import expand
from ..mappings import STRENGTHS
from ..store import Engine
from ..vocab import AIRM
from .asking import SAME, distinct, rows

Array = NDArray[Any]

TARGETS = """
SELECT DISTINCT ?target ?kind ?label ?work ?domain ?stage WHERE {
  VALUES (?class ?kind) { (airo:RiskSource "risk-source") (airo:Risk "risk")
                          (airo:Consequence "consequence") (airo:Impact "impact")
                          (airm:Requirement "requirement") }
  ?target a ?class ; skos:prefLabel ?label ; airm:statedIn ?work .
  OPTIONAL { ?target airm:inRiskDomain ?domain }
  OPTIONAL { ?target airm:arisesAtStage ?stage }
} ORDER BY ?target ?kind ?work ?domain ?stage"""
INCIDENTS = """
SELECT DISTINCT ?incident ?target WHERE {
  ?incident a airm:Incident ; airm:evidenceFor ?target .
} ORDER BY ?incident ?target"""
# Everything else that a mapping leads to or from, or that stands in a hierarchy.
ENDS = """
SELECT DISTINCT ?end ?kind ?label ?work WHERE {
  { SELECT DISTINCT ?end WHERE {
    { ?mapping a sssom:Mapping ; sssom:subject_id|sssom:object_id ?end .
      FILTER NOT EXISTS { ?mapping airm:unresolved ?why } }
    UNION { ?end skos:broader ?broader } UNION { ?narrower skos:broader ?end } } }
  OPTIONAL { ?end skos:prefLabel ?label }
  OPTIONAL { ?end airm:statedIn ?work }
  OPTIONAL { ?end a airm:Mitigation . BIND("mitigation" AS ?measure) }
  BIND(COALESCE(?measure, "concept") AS ?kind)
} ORDER BY ?end ?kind ?label ?work"""
MAPPINGS = """
SELECT DISTINCT ?mapping ?subject ?predicate ?object ?agent ?graph ?status ?confidence ?machine
                ?negative ?stale WHERE {
  GRAPH ?graph { ?mapping a sssom:Mapping ; sssom:subject_id ?subject ;
                          sssom:predicate_id ?predicate ; sssom:object_id ?object }
  ?mapping airm:status ?status .
  FILTER NOT EXISTS { ?mapping airm:unresolved ?where }
  OPTIONAL { ?mapping prov:wasAttributedTo ?agent }
  OPTIONAL { ?mapping airm:confidence ?confidence }
  OPTIONAL { ?mapping airm:machineMade ?machine }
  OPTIONAL { ?mapping sssom:predicate_modifier ?negative }
  OPTIONAL { ?mapping airm:stale ?stale }
} ORDER BY ?mapping ?subject ?object ?agent ?graph"""
# What schemes and works say of their own parts: a part of a risk or a requirement is one, too.
BROADER = """
SELECT DISTINCT ?narrower ?predicate ?broader ?graph WHERE {
  { GRAPH ?graph { ?narrower skos:broader ?broader } BIND(skos:broader AS ?predicate) }
  UNION
  { GRAPH ?graph { ?narrower dcterms:isPartOf ?broader }
    VALUES ?class { airo:RiskSource airo:Risk airo:Consequence airo:Impact airm:Requirement }
    ?narrower a ?class . ?broader a ?class . BIND(dcterms:isPartOf AS ?predicate) }
} ORDER BY ?narrower ?predicate ?broader ?graph"""
STATED = """
SELECT DISTINCT ?graph ?title ?version ?issued WHERE {
  ?graph dcterms:title ?title .
  FILTER(STRSTARTS(STR(?graph), STR(airmg:)))
  OPTIONAL { ?of airm:namedGraph ?graph ; owl:versionInfo ?version }
  OPTIONAL { ?graph dcterms:issued ?issued }
} ORDER BY ?graph ?title ?version ?issued"""
FLIPPED = {"skos:narrowMatch", "skos:narrower"}  # their object lies inside their subject


def _extents() -> dict[str, int]:
    """By predicate how the extent of the subject stands to that of the object."""
    extent = {"equal": "equal", "part": "inside", "overlap": "overlap"}
    return {
        expand(name): EXTENTS.index(
            "contains" if name in FLIPPED else extent.get(strength, "nothing")
        )
        for name, strength in STRENGTHS.items()
    }


def targets_of(engine: Engine) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Each target once, with each kind, work, domain, stage of origin and incident; its number.

    Records of one thing share a number; it goes by the name of the first of them. Risks and
    requirements come first, what else mappings lead to after them.
    """
    stated = rows(engine, TARGETS)
    risks = {row[0] for row in stated}
    stated += [[*row, "", ""] for row in rows(engine, ENDS) if row[0] not in risks]
    iris = sorted({row[0] for row in stated})
    number = distinct(iris, rows(engine, SAME))
    found: dict[int, dict[str, Any]] = {}
    for iri, kind, label, *rest in stated:
        empty: dict[str, Any] = {"kinds": [], "works": [], "domains": [], "stages": []}
        name = label or iri.rpartition("/")[2]
        target = found.setdefault(number[iri], {"iri": iri, "label": name, **empty})
        for key, value in zip(empty, (kind, *rest), strict=True):
            if value and value not in target[key]:
                target[key].append(value)
    for incident, iri in rows(engine, INCIDENTS):
        if iri in number:
            incidents = found[number[iri]].setdefault("incidents", [])
            incidents += [incident] * (incident not in incidents)
    place = {cluster: position for position, cluster in enumerate(found)}
    return list(found.values()), {iri: place[number[iri]] for iri in iris}


def mappings_of(
    engine: Engine, target_number: dict[str, int], agent_number: dict[str, int]
) -> tuple[Array, dict[str, list[Any]]]:
    """The mappings between targets, the schemes' own hierarchies among them; and their names.

    Two records of one thing are one target, so what only says so is left out.
    """
    stated = rows(engine, STATED)
    graphs = list(dict.fromkeys(row[0] for row in stated))
    graph_number = {iri: number for number, iri in enumerate(graphs)}
    said = {row[0]: dict(zip(("iri", "title", "version", "issued"), row, strict=True))
            for row in reversed(stated)}  # fmt: skip
    extents, inside = _extents(), EXTENTS.index("inside")
    predicates: dict[str, int] = {}
    names, found = [], []
    accepted = AIRM.accepted.value
    hierarchy = [
        ["", narrower, predicate, broader, "", graph, accepted, "", "", "", ""]
        for narrower, predicate, broader, graph in rows(engine, BROADER)
        if narrower in target_number and broader in target_number
    ]
    seen = set()
    for row in [*rows(engine, MAPPINGS), *hierarchy]:
        iri, subject, predicate, object_, agent, graph, status, sure, machine, negative, stale = row
        ends = target_number[subject], target_number[object_]
        if ends[0] == ends[1] or (iri or (*ends, graph)) in seen:
            continue
        seen.add(iri or (*ends, graph))
        names.append(iri)
        found.append(
            (
                *ends,
                extents.get(predicate, EXTENTS.index("nothing")) if iri else inside,
                predicates.setdefault(predicate, len(predicates)),
                agent_number.get(agent, -1),
                graph_number.get(graph, -1),
                STATUSES.index(status.rpartition("#")[2]),
                float(sure or "nan"),
                machine == "true",
                bool(negative),
                bool(stale),
            )
        )
    index: dict[str, list[Any]] = {
        "mappings": names,
        "predicates": list(predicates),
        "stated": [said[iri] for iri in graphs],
    }
    return np.array(found, dtype=MAPPING), index
