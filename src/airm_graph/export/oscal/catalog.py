"""Measures and requirements as an OSCAL catalog: a group per work, a control per record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, BinaryIO

from ...vocab import AIRM, DCTERMS, PROV
from ..contents import Contents, Resource
from .groups import Groups
from .items import Items, is_negative
from .metadata import document_uuid, is_program, metadata, write
from .resources import (
    agent_resource,
    facet_resource,
    in_title_order,
    risk_resource,
    source_resource,
    work_resource,
)
from .spelling import compact
from .statements import Statements

TITLE = "AI risk management: measures and requirements (airm-graph)"


def write_catalog(contents: Contents, out: BinaryIO) -> None:
    """Write the measures and requirements as an OSCAL catalog."""
    items = Items(contents, Statements.of(contents))
    groups = Groups(items)
    made = groups.of_works()
    graphs = graphs_of(items)
    agents = agents_of(contents, graphs)
    left_out = _left_out(items, groups)
    write(
        {
            "catalog": compact(
                uuid=document_uuid(contents, "oscal-catalog"),
                metadata=metadata(contents, TITLE, agents, left_out),
                groups=made,
                back_matter=_back_matter(items, graphs, agents),
            )
        },
        out,
    )


def graphs_of(items: Items) -> list[Resource]:
    """The graphs that say anything of the items or of what they act on, statements included."""
    told = items.statements
    speaking: set[str] = {
        graph
        for iri, item in items.all.items()
        for each in (item, *told.classifications[iri], *told.actions[iri])
        for graph in each.graphs
    }
    speaking |= {graph for each in items.pairs for graph in each.graphs}
    targets = (each.value(AIRM.target) for iri in items.all for each in told.actions[iri])
    for thing in (*items.all.values(), *map(items.contents.get, targets)):
        version = items.contents.get(thing.value(AIRM.recordedIn))
        speaking |= set(version.values(AIRM.namedGraph))
    return [items.contents.get(iri) for iri in sorted(speaking)]


def agents_of(contents: Contents, graphs: Iterable[Resource]) -> list[Resource]:
    """Who stands behind the graphs."""
    iris = {iri for graph in graphs for iri in graph.values(PROV.wasAttributedTo)}
    return [contents.get(iri) for iri in sorted(iris) if iri in contents.by_iri]


def versions_of(contents: Contents) -> dict[str, Resource]:
    """By the IRI of a named graph, the version whose content it is."""
    return {
        graph: version
        for version in contents.of_class(AIRM.FrameworkVersion)
        for graph in version.values(AIRM.namedGraph)
    }


def _back_matter(
    items: Items, graphs: Iterable[Resource], agents: Iterable[Resource]
) -> dict[str, Any]:
    contents = items.contents
    versions = versions_of(contents)
    by_iri: dict[str, Any] = {}
    for graph in graphs:
        version = versions.get(graph.iri)
        made = source_resource(contents, graph, version)
        by_iri[version.iri if version else graph.iri] = made
    for item in items.all.values():
        for iri in item.values(AIRM.recordedIn):  # what is linked to is there, known or not
            if iri not in by_iri:
                by_iri[iri] = source_resource(contents, Resource(iri, {}), contents.get(iri))
    used: dict[str, set[str]] = defaultdict(set)
    works = {item.value(AIRM.statedIn) for item in items.all.values()}
    for iri in items.all:
        for each in items.statements.classifications[iri]:
            used[each.value(AIRM.onFacet)].update(each.values(AIRM.assigns))
        for each in items.statements.actions[iri]:
            risk = contents.get(each.value(AIRM.target))
            by_iri[risk.iri] = risk_resource(risk)
            works |= {work for work in risk.values(AIRM.statedIn) if work in contents.by_iri}
    works |= {
        work for v in versions.values() for work in v.values(DCTERMS.isVersionOf) if v.iri in by_iri
    }
    for iri in works:
        if iri in contents.by_iri:
            by_iri[iri] = work_resource(contents, contents.get(iri))
    for iri, concepts in used.items():
        by_iri[iri] = facet_resource(contents, contents.get(iri), concepts)
    for agent in filter(is_program, agents):
        by_iri[agent.iri] = agent_resource(agent)
    return compact(resources=in_title_order(by_iri.values()))


def _left_out(items: Items, groups: Groups) -> list[str]:
    """What the document does not hold of the graph, in sentences."""
    contents = items.contents
    kinds = {
        "headings under which no measure or requirement stands": sum(
            each.iri not in groups.headings for each in contents.of_class(AIRM.DocumentSection)
        ),
        "mappings that are denied": sum(map(is_negative, items.pairs)),
        "mappings of risks or concepts": len(items.statements.mappings) - len(items.pairs),
        "statements of how completely a work was coded": len(
            contents.of_class(AIRM.CodingStatement)
        ),
    }
    said = [f"{number:,} {what}" for what, number in kinds.items() if number]
    return [f"Not in this catalog: {'; '.join(said)}."] if said else []
