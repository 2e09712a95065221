"""Takes the columns from the graph: what coverage counts, read once at build time.

Queries are DISTINCT throughout: over the union of graphs, Oxigraph answers once for each graph that
holds a triple.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from pyoxigraph import Literal, NamedNode, Store

from ..columns import Columns
from ..profiles import prepared
from ..schemes import Facet, load_facets
from ..store import Engine, GraphEngine, OxigraphEngine
from ..vocab import AIRM, PROV, SKOS
from .asking import Numbers, rows
from .items import items_of
from .links import links_of
from .stated import Stated
from .targets import mappings_of, targets_of
from .values import (
    ACCEPTED,
    Statements,
    add_outright,
    inherited_values,
    statements_of,
    values_of_records,
    values_of_works,
)

WORKS = """
SELECT DISTINCT ?work ?label ?version ?kind ?status ?year WHERE {
  ?work a airm:Framework ; skos:prefLabel ?label ; airm:currentVersion ?v .
  ?v owl:versionInfo ?version .
  OPTIONAL { ?work airm:workKind/skos:prefLabel ?kind }
  OPTIONAL { ?work airm:workStatus/skos:notation ?status }
  OPTIONAL { ?work dcterms:issued ?year }
} ORDER BY ?work"""
WORK_KEYS = ("iri", "label", "version", "kind", "status", "year")
DEMAND = """
SELECT DISTINCT ?domain ?risks ?papers WHERE {
  ?domain airm:risksFiled ?risks ; airm:papersNaming ?papers .
} ORDER BY ?domain"""
CODINGS = """
SELECT DISTINCT ?work ?facet ?extraction ?coded ?agent ?confidence ?rationale ?author WHERE {
  ?coding a airm:CodingStatement ; airm:aboutWork ?work ; airm:onFacet ?facet ;
          airm:extraction ?extraction ; airm:codedTo ?coded ; airm:codedBy ?agent .
  OPTIONAL { ?coding airm:confidence ?confidence }
  OPTIONAL { ?coding airm:rationale ?rationale }
  OPTIONAL { ?coding prov:wasAttributedTo ?author }
} ORDER BY ?work ?facet ?agent ?extraction ?coded ?confidence ?rationale ?author"""
WORK_FACTS = """
SELECT DISTINCT ?work ?property ?concept WHERE {
  ?work a airm:Framework ; ?property ?concept .
} ORDER BY ?work ?concept"""
EXCLUSIONS = """
SELECT DISTINCT ?exclusion ?value ?rationale WHERE {
  ?exclusion a airm:Exclusion ; airm:excludes ?value ; airm:rationale ?rationale .
} ORDER BY ?exclusion ?value ?rationale"""


def columns_of(
    graph: Store | GraphEngine,
    facets: dict[str, Facet] | None = None,
    stated: Stated | None = None,
) -> Columns:
    """The columns of what the graph holds, derived triples included.

    Args:
        graph: A store, or an engine that asks one.
        facets: Its facets; the repository's when left out.
        stated: What it says outright of its measures; read from the graph when left out.

    Raises:
        BuildError: The graph names a work, an agent or a concept that it does not describe.
    """
    facets = load_facets() if facets is None else facets
    engine = OxigraphEngine(graph) if isinstance(graph, Store) else graph
    stated = Stated.in_store(engine.store, facets) if stated is None else stated
    works = [dict(zip(WORK_KEYS, row, strict=True)) for row in rows(engine, WORKS)]
    work_number = _numbers(
        works,
        "states a measure, but is no airm:Framework with a label and an airm:currentVersion that "
        "has owl:versionInfo",
    )
    agents = _agents(engine, stated)
    agent_number = _numbers(agents, "is named as an author, but has no skos:prefLabel or method")
    iris, items = items_of(engine, stated, work_number)
    number = {iri: position for position, iri in enumerate(iris)}
    targets, target_number = targets_of(engine)
    items["target"] = -1
    for iri, target in target_number.items():
        if iri in number:
            items["target"][number[iri]] = target
    links = links_of(engine, stated, number, target_number, agent_number)
    statements = statements_of(stated, agent_number)
    add_outright(statements, stated, facets, target_number)
    place = np.full(len(stated.names), -1)
    for position, name in enumerate(stated.names):
        place[position] = number.get(name, -1)
    values = {}
    for facet in facets.values():
        if facet.of == AIRM.Framework.value and facet.derives:
            facts = rows(engine, WORK_FACTS, property=facet.derives)
            values[facet.name] = values_of_works(facet, facts, items, work_number)
        elif facet.inherited:
            made = statements[facet.iri]
            values[facet.name] = inherited_values(facet, made, target_number, links)
        elif facet.of == AIRM.Mitigation.value:
            made = statements[facet.iri]
            values[facet.name] = values_of_records(facet, made, stated, number, place)
    _classify(targets, target_number, statements, facets)
    mappings, names = mappings_of(engine, target_number, agent_number)
    index: dict[str, Sequence[Any]] = {
        "items": iris,
        "works": works,
        "agents": agents,
        "targets": targets,
        "codings": _codings(engine),
        "exclusions": rows(engine, EXCLUSIONS),
        "demand": rows(engine, DEMAND),
        **names,
    }
    columns = Columns(
        items=items, values=values, links=links, mappings=mappings, index=index, facets=facets
    )
    return prepared(columns)


def _numbers(found: list[dict[str, Any]], why: str) -> Numbers:
    return Numbers({each["iri"]: number for number, each in enumerate(found)}, why)


def _agents(engine: GraphEngine, stated: Stated) -> list[dict[str, Any]]:
    """Who made statements, and by which methods."""
    names = stated.names
    by, methods = stated.objects(PROV.wasAttributedTo), stated.objects(AIRM.method)
    used: dict[str, set[str]] = {}
    for node, agents in by.items():
        for agent in agents:
            used.setdefault(names[agent], set()).update(names[m] for m in methods.get(node, ()))
    labels = {
        agent: quad.object.value
        for agent in used
        for quad in engine.store.quads_for_pattern(NamedNode(agent), SKOS.prefLabel, None, None)
        if isinstance(quad.object, Literal)
    }
    return [
        {"iri": agent, "label": labels[agent], "methods": [m.rpartition("#")[2] for m in found]}
        for agent, found in sorted((agent, sorted(found)) for agent, found in used.items())
        if found and agent in labels
    ]


def _classify(
    targets: list[dict[str, Any]],
    target_number: dict[str, int],
    statements: Statements,
    facets: dict[str, Facet],
) -> None:
    """Give each target the concepts that it stands under, by facet."""
    for target in targets:
        target["classes"] = {}
    for facet in facets.values():
        for thing, concept, _, status, _ in statements[facet.iri]:
            if concept and status == ACCEPTED and thing in target_number:
                classes = targets[target_number[thing]]["classes"].setdefault(facet.name, [])
                if concept not in classes:
                    classes.append(concept)


def _codings(engine: Engine) -> list[dict[str, Any]]:
    keys = ("work", "facet", "extraction", "coded", "agent", "confidence", "rationale", "author")
    prefix = AIRM.namespace
    return [
        {
            **dict(zip(keys, row, strict=True)),
            "extraction": row[2].removeprefix(prefix),
            "coded": row[3].removeprefix(prefix),
        }
        for row in rows(engine, CODINGS)
    ]
