"""Records to triples, nothing more: what a source says, each source in its own named graph.

Short properties that queries use (``airm:inCategory`` and the like) are not written here: rules
derive them from the accepted classifications (see :mod:`airm_graph.infer`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode, Quad

from .context import Context
from .identifiers import graph, thing
from .provenance import describe_agent, describe_source
from .published_as import published_as
from .records import (
    About,
    Classification,
    Demand,
    Description,
    Filing,
    Link,
    Scheme,
    SchemeConcept,
    Section,
    Source,
    Text,
    Work,
)
from .schemes import FACET_OF, get_facet
from .statements import (
    Said,
    describe_action,
    describe_classification,
    describe_coding,
    describe_mapping,
    numbered,
    text,
)
from .vocab import AIRM, AIRO, DCAT, DCTERMS, OWL, PROV, RDF, RDFS, SKOS, XSD

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
    "incident": AIRM.Incident,
}

UNSTATED = "version unstated"


def quads_of(source: Source, context: Context) -> Iterator[Quad]:
    """What the source says, in ``airmg:source-<id>``; its description in the default graph."""
    about = source.about
    named = graph(f"source-{about.id}")
    yield from describe_source(about)
    for agent in source.agents:
        yield from describe_agent(agent)
    builders: list[tuple[Sequence[object], Callable[..., Said]]] = [
        (source.works, _work),
        (source.sections, _section),
        (source.schemes, _scheme),
        (source.concepts, _concept),
        (source.filings, _filing),
        (source.descriptions, _description),
        (source.classifications, describe_classification),
        (list(numbered(source.actions)), describe_action),
        (source.mappings, describe_mapping),
        (source.links, _link),
        (source.codings, describe_coding),
        (source.demands, _demand),
        (source.texts, _text),
    ]
    for records, said in builders:
        for record in records:
            for subject, predicate, object_ in said(record, about, context):
                yield Quad(subject, predicate, object_, named)


def _work(work: Work, about: About, context: Context) -> Said:
    node = thing(work.id)
    name = context.versions.get(work.id, f"version-{work.id.removeprefix('framework-')}")
    version = thing(name)
    yield node, RDF.type, AIRM.Framework
    yield node, AIRM.sourceKey, Literal(work.source_key)
    yield node, DCTERMS.title, text(work.title)
    yield node, SKOS.prefLabel, text(work.title)
    if work.gist:
        yield node, DCTERMS.description, text(work.gist)
    if work.year:
        yield node, DCTERMS.issued, Literal(work.year)
    if work.address:
        yield node, RDFS.seeAlso, NamedNode(work.address)
    for property_, prefix, fact in (
        (AIRM.workKind, "kind", work.kind),
        (AIRM.workStatus, "workstatus", work.status),
        (AIRM.bindingness, "bindingness", work.bindingness),
        (AIRM.jurisdiction, "jurisdiction", work.jurisdiction),
        (AIRM.sector, "sector", work.sector),
        (AIRM.systemScope, "systemscope", work.system_scope),
    ):
        if fact:  # what no source says of a work is left unsaid
            yield node, property_, thing(f"{prefix}-{fact}")
    yield node, AIRM.currentVersion, version
    if work.creators and work.year:
        cited = f"{'; '.join(work.creators)} ({work.year})"  # keeps the order of the creators
        yield node, DCTERMS.bibliographicCitation, text(cited)
    for creator in work.creators:
        yield node, DCTERMS.creator, Literal(creator)
    if work.note:
        yield node, SKOS.editorialNote, text(work.note)
    if work.id in context.versions:
        return  # its own file describes the version
    yield version, RDF.type, AIRM.FrameworkVersion
    yield version, DCTERMS.isVersionOf, node
    yield version, OWL.versionInfo, Literal(work.version or UNSTATED)
    if work.version:
        yield version, DCAT.version, Literal(work.version)
    yield version, SKOS.prefLabel, text(f"{work.title}, {work.version or UNSTATED}")


def _section(section: Section, about: About, context: Context) -> Said:
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


def _filing(filing: Filing, about: About, context: Context) -> Said:
    node = thing(filing.id)
    yield node, SKOS.prefLabel, text(filing.label)
    yield node, AIRM.sourceKey, Literal(filing.source_key)
    yield node, AIRM.statedIn, thing(filing.work)
    yield node, AIRM.recordedIn, thing(f"version-{about.id}")
    yield from _published(node, about, filing.source_key)
    if filing.published_label:
        yield node, AIRM.publishedLabel, Literal(filing.published_label)
    if filing.page:
        yield node, AIRM.page, Literal(filing.page)
    if filing.part_of:
        yield node, DCTERMS.isPartOf, thing(filing.part_of)
    if filing.note:
        yield node, SKOS.editorialNote, text(filing.note)
    read_as = context.read_as.get(filing.id, filing.kind)
    if filing.kind == read_as and filing.status == "accepted":
        if filing.kind:
            yield node, RDF.type, KIND_CLASS[filing.kind]
        if filing.kind == "incident":  # which is evidence, too
            yield node, RDF.type, AIRM.EvidenceNote
    elif filing.kind:
        contested = Classification(
            id=filing.id,
            facet="kind",
            concept=filing.kind,
            status="disputed" if filing.status == "accepted" else filing.status,
            confidence=None,
            rationale="",
        )
        yield from describe_classification(contested, about, context)


def _description(description: Description, about: About, context: Context) -> Said:
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
        yield from describe_classification(decided, about, context)


def _scheme(scheme: Scheme, about: About, context: Context) -> Said:
    node = thing(scheme.id)
    yield node, RDF.type, SKOS.ConceptScheme
    yield node, SKOS.prefLabel, text(f"{scheme.label} ({about.title} {about.version})")
    yield node, DCTERMS.description, text(f"A taxonomy of {about.title}, version {about.version}.")
    yield node, DCTERMS.license, NamedNode(about.licence)
    if not scheme.facet:
        return
    facet = context.facets[scheme.facet]
    node = NamedNode(facet.iri)
    yield node, RDF.type, AIRM.Facet
    yield node, SKOS.notation, Literal(facet.name)
    yield node, SKOS.prefLabel, text(facet.label)
    yield node, SKOS.definition, text(f"How {about.title} sorts by {facet.label.lower()}.")
    yield node, AIRM.facetOf, FACET_OF[scheme.of]
    yield node, AIRM.usesScheme, thing(scheme.id)
    yield node, AIRM.derives, AIRM.inCategory
    yield node, AIRM.defaultLevel, Literal(str(facet.level), datatype=XSD.integer)
    if facet.inherited:
        yield node, AIRM.inheritedThrough, AIRM.mitigates


def _concept(concept: SchemeConcept, about: About, context: Context) -> Said:
    node, scheme = thing(concept.id), thing(concept.scheme)
    yield node, RDF.type, SKOS.Concept
    yield node, SKOS.inScheme, scheme
    yield node, SKOS.notation, Literal(concept.notation)
    yield node, SKOS.prefLabel, text(concept.label)
    yield from _published(node, about, concept.notation)
    if concept.parent:
        yield node, SKOS.broader, thing(concept.parent)
    else:
        yield node, SKOS.topConceptOf, scheme
        yield scheme, SKOS.hasTopConcept, node


def _published(node: NamedNode, about: About, key: str) -> Said:
    if iri := published_as(about.of, key):
        yield node, AIRM.publishedAs, NamedNode(iri)


LINK = {
    "evidenceFor": AIRM.evidenceFor,
    "isPartOf": DCTERMS.isPartOf,
    "isReplacedBy": DCTERMS.isReplacedBy,
    "publishedAs": AIRM.publishedAs,
    "source": DCTERMS.source,
}


def _link(link: Link, about: About, context: Context) -> Said:
    target = NamedNode(link.target) if "://" in link.target else thing(link.target)
    yield thing(link.id), LINK[link.relation], target


TEXT = {
    "definition": SKOS.definition,
    "note": SKOS.note,
    "rationale": AIRM.rationale,
    "label": SKOS.prefLabel,
    "altLabel": SKOS.altLabel,
}


def _text(words: Text, about: About, context: Context) -> Said:
    language = words.language.lower()  # the engine would write it so
    yield thing(words.id), TEXT[words.property], Literal(words.words, language=language)


def _demand(demand: Demand, about: About, context: Context) -> Said:
    node = NamedNode(get_facet("risk-domain", context.facets).concept(demand.domain).iri)
    yield node, AIRM.risksFiled, Literal(str(demand.risks), datatype=XSD.integer)
    yield node, AIRM.papersNaming, Literal(str(demand.papers), datatype=XSD.integer)
