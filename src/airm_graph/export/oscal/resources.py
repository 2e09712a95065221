"""The back matter: works, sources, risks, facets and programs that a document refers to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...vocab import AIRM, AIRO, DCTERMS, OWL, PROV, RDFS, SKOS
from ..contents import Contents, Resource
from .spelling import address, compact, line, prop, props, prose, string, uuid_of
from .statements import local, notation

# What a work is said to be; the values are concepts.
WORK_FACTS = (
    *(AIRM.workKind, AIRM.workStatus, AIRM.bindingness),
    *(AIRM.jurisdiction, AIRM.sector, AIRM.systemScope),
)
RISKS = {
    AIRO.RiskSource: "risk-source",
    AIRO.Risk: "risk",
    AIRO.Consequence: "consequence",
    AIRO.Impact: "impact",
}


def local_name(predicate: Any) -> str:
    """The name of a property that stands for a term of the vocabulary."""
    return local(predicate.value)


def source_resource(contents: Contents, graph: Resource, version: Resource | None) -> Any:
    """A named graph: a version of a work or compilation, what somebody read, or what a rule made.

    Args:
        contents: What is exported.
        graph: The graph.
        version: The version whose content it is, if it is one.
    """
    said = version or Resource(graph.iri, {})
    facts = {
        "version": said.value(OWL.versionInfo),
        "of": said.value(DCTERMS.isVersionOf) or graph.value(DCTERMS.references),
        "licence": graph.value(DCTERMS.license),
        "issued": graph.value(DCTERMS.issued),
        "retrieved": graph.value(DCTERMS.date),
        "agent": local(graph.value(PROV.wasAttributedTo)),
        "method": local(graph.value(AIRM.method)),
        "preliminary": graph.value(AIRM.preliminary),
        "checksum": graph.value(AIRM.checksum),
    }
    title = graph.text(DCTERMS.title) or said.label
    addresses = [*graph.values(DCTERMS.source), *graph.values(PROV.wasDerivedFrom)]
    made_from = [iri for iri in addresses if not iri.startswith(contents.name("graph/"))]
    return compact(
        uuid=uuid_of(said.iri),
        title=line(title),
        description=prose(graph.text(DCTERMS.description)),
        props=[
            prop("kind", "source"),
            prop("iri", said.iri),
            prop("graph", graph.iri),
            *props(*(prop(name, value) for name, value in facts.items())),
        ],
        citation={"text": line(f"{title}. {graph.text(DCTERMS.rights)}".strip())},
        rlinks=[{"href": address(iri)} for iri in dict.fromkeys(made_from)],
        remarks=prose(graph.text(DCTERMS.rights)),
    )


def work_resource(contents: Contents, work: Resource) -> Any:
    """A work, with how it is cited and where it is."""
    version = contents.get(work.value(AIRM.currentVersion))
    cited = work.text(DCTERMS.bibliographicCitation)
    return compact(
        uuid=uuid_of(work.iri),
        title=line(work.label),
        description=prose(work.text(DCTERMS.description)),
        props=[
            prop("kind", "work"),
            prop("iri", work.iri),
            *props(
                prop("sourceKey", work.value(AIRM.sourceKey)),
                prop("version", version.value(OWL.versionInfo)),
                prop("year", work.value(DCTERMS.issued)),
                *(prop("creator", name) for name in work.values(DCTERMS.creator)),
                *(
                    prop(local_name(fact), notation(contents.get(iri)))
                    for fact in WORK_FACTS
                    for iri in work.values(fact)
                ),
            ),
        ],
        citation={"text": line(f"{cited}. {work.label}" if cited else work.label)},
        rlinks=[{"href": address(iri)} for iri in work.values(RDFS.seeAlso)],
        remarks="\n\n".join(map(prose, work.values(SKOS.editorialNote))),
    )


def risk_resource(risk: Resource) -> Any:
    """A risk on which a measure acts, or whatever else it is said to act on."""
    kinds = [name for kind, name in RISKS.items() if risk.is_a(kind)]
    return compact(
        uuid=uuid_of(risk.iri),
        title=line(risk.label) or local(risk.iri),
        description=prose(risk.text(SKOS.definition)),
        props=[
            prop("kind", next(iter(kinds), "target")),
            prop("iri", risk.iri),
            *props(
                prop("sourceKey", risk.value(AIRM.sourceKey)),
                prop("statedIn", local(risk.value(AIRM.statedIn))),
                prop("recordedIn", local(risk.value(AIRM.recordedIn))),
            ),
        ],
    )


def facet_resource(contents: Contents, facet: Resource, used: Iterable[str]) -> Any:
    """A facet: what its codes mean that stand in the properties of controls."""
    concepts = [contents.get(iri) for iri in used]
    concepts.sort(key=lambda each: (notation(each), each.iri))
    return compact(
        uuid=uuid_of(facet.iri),
        title=line(facet.label),
        description=prose(facet.text(SKOS.definition)),
        props=[
            prop("kind", "facet"),
            prop("iri", facet.iri),
            prop("facet", notation(facet)),
            *props(*(prop("of", local(iri)) for iri in facet.values(AIRM.facetOf))),
            *(prop("concept", notation(c), remarks=prose(c.label)) for c in concepts),
        ],
    )


def agent_resource(agent: Resource) -> Any:
    """A program that put things in places; it cannot be a party."""
    return compact(
        uuid=uuid_of(agent.iri),
        title=line(agent.label),
        description=prose(agent.text(SKOS.definition)),
        props=[prop("kind", "agent"), prop("iri", agent.iri), prop("id", agent.local)],
        rlinks=[{"href": address(iri)} for iri in agent.values(RDFS.seeAlso)],
    )


def in_title_order(resources: Iterable[Any]) -> list[Any]:
    """The resources as they are listed: by kind, title and UUID."""
    return sorted(
        resources, key=lambda r: (r["props"][0]["value"], string(r.get("title", "")), r["uuid"])
    )
