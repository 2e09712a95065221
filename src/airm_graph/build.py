"""Records to triples, nothing more: what a source says, each source in its own named graph.

Short properties that queries use (``airm:inCategory`` and the like) are not written here: rules
derive them from the accepted classifications (see :mod:`airm_graph.infer`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode, Quad

from .identifiers import graph, thing
from .provenance import describe_agent, describe_source
from .records import (
    UNDETERMINED,
    About,
    Action,
    Classification,
    Coding,
    Demand,
    Description,
    Filing,
    Section,
    Source,
    Work,
)
from .schemes import get_facet
from .vocab import AIRM, AIRO, DCTERMS, OWL, PROV, RDF, RDFS, SKOS, XSD

KIND_CLASS = {
    "measure": AIRM.Mitigation,
    "requirement": AIRM.Requirement,
    "risk-source": AIRO.RiskSource,
    "risk": AIRO.Risk,
    "consequence": AIRO.Consequence,
    "impact": AIRO.Impact,
    "section": AIRM.DocumentSection,
    "concept": SKOS.Concept,
    "evidence": AIRM.EvidenceNote,
}

Said: TypeAlias = Iterator[tuple[NamedNode, NamedNode, NamedNode | Literal]]


def text(words: str) -> Literal:
    """A literal in English."""
    return Literal(words, language="en")


def decimal(value: Decimal) -> Literal:
    """A decimal in canonical form, so that no store rewrites it.

    >>> decimal(Decimal("0.70")).value, decimal(Decimal("1.00")).value
    ('0.7', '1')
    """
    return Literal(f"{value.normalize():f}", datatype=XSD.decimal)


def quads_of(source: Source) -> Iterator[Quad]:
    """What the source says, in ``airmg:source-<id>``; its description in the default graph."""
    about = source.about
    named = graph(f"source-{about.id}")
    yield from describe_source(about)
    for agent in source.agents:
        yield from describe_agent(agent)
    builders: list[tuple[tuple[object, ...], Callable[..., Said]]] = [
        (source.works, _work),
        (source.sections, _section),
        (source.filings, _filing),
        (source.descriptions, _description),
        (source.classifications, _classification),
        (source.actions, _action),
        (source.codings, _coding),
        (source.demands, _demand),
    ]
    for records, said in builders:
        for record in records:
            for subject, predicate, object_ in said(record, about):
                yield Quad(subject, predicate, object_, named)


def _work(work: Work, about: About) -> Said:  # noqa: ARG001 - one signature for all
    node = thing(work.id)
    version = thing(f"version-{work.id.removeprefix('framework-')}")
    yield node, RDF.type, AIRM.Framework
    yield node, AIRM.sourceKey, Literal(work.source_key)
    yield node, DCTERMS.title, text(work.title)
    yield node, SKOS.prefLabel, text(work.title)
    yield node, DCTERMS.description, text(work.gist)
    yield node, DCTERMS.issued, Literal(work.year)
    if work.address:
        yield node, RDFS.seeAlso, NamedNode(work.address)
    yield node, AIRM.workKind, thing(f"kind-{work.kind}")
    yield node, AIRM.workStatus, thing(f"workstatus-{work.status}")
    yield node, AIRM.bindingness, thing(f"bindingness-{work.bindingness}")
    yield node, AIRM.jurisdiction, thing(f"jurisdiction-{work.jurisdiction}")
    yield node, AIRM.sector, thing(f"sector-{work.sector}")
    yield node, AIRM.systemScope, thing(f"systemscope-{work.system_scope}")
    yield node, AIRM.currentVersion, version
    yield (
        node,
        DCTERMS.bibliographicCitation,  # keeps the order of the creators
        text(f"{'; '.join(work.creators)} ({work.year})"),
    )
    for creator in work.creators:
        yield node, DCTERMS.creator, Literal(creator)
    if work.note:
        yield node, SKOS.editorialNote, text(work.note)
    yield version, RDF.type, AIRM.FrameworkVersion
    yield version, DCTERMS.isVersionOf, node
    yield version, OWL.versionInfo, Literal(work.version)
    yield version, SKOS.prefLabel, text(f"{work.title}, {work.version}")


def _section(section: Section, about: About) -> Said:  # noqa: ARG001 - one signature for all
    node = thing(section.id)
    yield node, RDF.type, AIRM.DocumentSection
    yield node, SKOS.prefLabel, text(section.label)
    yield node, AIRM.statedIn, thing(section.work)
    if section.parent:
        yield node, AIRM.underHeading, thing(section.parent)
    for same in section.same_as:
        yield node, AIRM.sameRecordAs, thing(same)
    if section.note:
        yield node, SKOS.editorialNote, text(section.note)


def _filing(filing: Filing, about: About) -> Said:
    node = thing(filing.id)
    yield node, SKOS.prefLabel, text(filing.label)
    yield node, AIRM.sourceKey, Literal(filing.source_key)
    yield node, AIRM.statedIn, thing(filing.work)
    yield node, AIRM.recordedIn, thing(f"version-{about.id}")
    if filing.published_label:
        yield node, AIRM.publishedLabel, Literal(filing.published_label)
    if filing.page:
        yield node, AIRM.page, Literal(filing.page)
    if filing.part_of:
        yield node, DCTERMS.isPartOf, thing(filing.part_of)
    if filing.note:
        yield node, SKOS.editorialNote, text(filing.note)
    if filing.kind and filing.status == "accepted":
        yield node, RDF.type, KIND_CLASS[filing.kind]
    elif filing.kind:
        contested = Classification(
            id=filing.id,
            facet="kind",
            concept=filing.kind,
            status=filing.status,
            confidence=None,
            rationale="",
        )
        yield from _classification(contested, about)


def _description(description: Description, about: About) -> Said:
    node = thing(description.id)
    if description.kind in KIND_CLASS:
        yield node, RDF.type, KIND_CLASS[description.kind]
    if description.kind == "work":  # a row for the work as a whole
        yield node, RDF.type, PROV.Entity
        yield node, AIRM.sameRecordAs, thing(about.of)
    if description.kind == "concept":
        work = about.of.removeprefix("framework-")
        scheme = thing(f"scheme-{work}-dimensions")
        yield node, SKOS.inScheme, scheme
        yield scheme, RDF.type, SKOS.ConceptScheme
        yield scheme, SKOS.prefLabel, text(f"Dimensions of {work}")
        yield scheme, DCTERMS.description, text("Ways in which the work tells risks apart.")
        yield scheme, DCTERMS.license, NamedNode(about.licence)
    if description.definition:
        yield node, SKOS.definition, text(description.definition)
    if description.section:
        yield node, AIRM.underHeading, thing(description.section)
    if description.scope == "all-risks":
        yield node, AIRM.claimsAllRisks, Literal("true", datatype=XSD.boolean)
    if description.rationale:
        decided = Classification(
            id=description.id,
            facet="kind",
            concept=description.kind,
            status="accepted",
            confidence=description.confidence,
            rationale=description.rationale,
        )
        yield from _classification(decided, about)


def _classification(record: Classification, about: About) -> Said:
    facet = get_facet(record.facet)
    undetermined = record.concept == UNDETERMINED
    mark = "undetermined" if undetermined else record.concept.replace(".", "_")
    node = thing(f"classification-{about.id}-{record.facet}-{mark}-{record.id}")
    yield node, RDF.type, AIRM.Classification
    yield node, AIRM.classifies, thing(record.id)
    yield node, AIRM.onFacet, NamedNode(facet.iri)
    yield node, AIRM.status, getattr(AIRM, record.status)
    if undetermined:
        yield node, RDF.type, AIRM.UndeterminedClassification
    else:
        yield node, AIRM.assigns, NamedNode(facet.concept(record.concept).iri)
    yield from _decision(node, about, record.confidence, record.rationale)


def _action(action: Action, about: About) -> Said:
    node = thing(f"action-{about.id}-{action.relation}-{action.id}-{action.target}")
    yield node, RDF.type, AIRM.ActionStatement
    yield node, AIRM.statementOf, thing(action.id)
    yield node, AIRM.relation, getattr(AIRM, action.relation)
    yield node, AIRM.target, thing(action.target)
    yield node, AIRM.status, AIRM.accepted
    yield from _decision(node, about, action.confidence, action.rationale)


def _coding(coding: Coding, about: About) -> Said:
    work = coding.work.removeprefix("framework-")
    node = thing(f"coding-{about.id}-{coding.facet}-{work}")
    yield node, RDF.type, AIRM.CodingStatement
    yield node, AIRM.aboutWork, thing(coding.work)
    yield node, AIRM.aboutVersion, thing(f"version-{work}")
    yield node, AIRM.onFacet, NamedNode(get_facet(coding.facet).iri)
    yield node, AIRM.extraction, getattr(AIRM, coding.extraction)
    yield node, AIRM.codedTo, getattr(AIRM, coding.coded)
    yield node, AIRM.codedBy, thing(coding.coder)
    yield from _decision(node, about, coding.confidence, coding.rationale)


def _decision(node: NamedNode, about: About, confidence: Decimal | None, rationale: str) -> Said:
    """Who decided, when, how, how sure and why: the same for every kind of statement."""
    yield node, PROV.wasAttributedTo, thing(about.agent)
    if about.issued:  # a date that no source gives is not made up
        yield node, DCTERMS.date, Literal(about.issued, datatype=XSD.date)
    yield node, AIRM.method, getattr(AIRM, about.method)
    if confidence is not None:
        yield node, AIRM.confidence, decimal(confidence)
    if rationale:
        yield node, AIRM.rationale, text(rationale)
    if about.preliminary:
        yield node, AIRM.preliminary, Literal("true", datatype=XSD.boolean)


def _demand(demand: Demand, about: About) -> Said:  # noqa: ARG001 - one signature for all
    node = NamedNode(get_facet("risk-domain").concept(demand.domain).iri)
    yield node, AIRM.risksFiled, Literal(str(demand.risks), datatype=XSD.integer)
    yield node, AIRM.papersNaming, Literal(str(demand.papers), datatype=XSD.integer)
