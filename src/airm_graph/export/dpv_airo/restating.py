"""What the graph says, in the terms of DPV and AIRO, as far as these terms mean the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from ...vocab import AIRM, DCTERMS, RDF, RDFS, SKOS, SSSOM
from ...vocab import AIRO as OURS
from ..contents import Contents, Resource
from ..terms import Term
from .terms import AI, AIRO, DATASET, DOCUMENT, DPV, RISK, SUBJECT

RISKS = {
    OURS.Consequence: (AIRO.Consequence, DPV.Consequence, RISK.PotentialConsequence),
    OURS.Impact: (AIRO.Impact, DPV.Impact, RISK.PotentialImpact),
    OURS.Risk: (AIRO.Risk, DPV.Risk, RISK.PotentialRisk),
    # DPV has its RiskSource below RiskIdentification, which is something that people do.
    OURS.RiskSource: (AIRO.RiskSource, RISK.PotentialRiskSource),
}
MITIGATING = (AIRM.mitigates, AIRM.reduces, AIRM.respondsTo)
ACTING = (*MITIGATING, AIRM.detects, AIRM.assesses, AIRM.actsOn)
FACETS = (
    *(AIRM.inCategory, AIRM.inRiskDomain, AIRM.appliesAtStage, AIRM.arisesAtStage),
    *(AIRM.servesFunction, AIRM.hasCausalEntity, AIRM.hasCausalIntent, AIRM.hasCausalTiming),
)
WORDS = (
    *(SKOS.prefLabel, SKOS.altLabel, SKOS.definition, SKOS.note, SKOS.scopeNote),
    *(SKOS.notation, SKOS.editorialNote),
)
OF_WORKS = (
    *(DCTERMS.title, DCTERMS.description, DCTERMS.issued, DCTERMS.bibliographicCitation),
    RDFS.seeAlso,
)
OF_CONCEPTS = (SKOS.inScheme, SKOS.broader, SKOS.topConceptOf, SKOS.hasTopConcept)
MATCHES = (
    *(SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch),
)
KINDS = (
    *(AIRM.Mitigation, AIRM.Requirement, AIRM.Framework, AIRM.Compilation),
    *(SKOS.Concept, SKOS.ConceptScheme, *RISKS),
)


def restated(contents: Contents) -> tuple[list[Quad], Counter[str]]:
    """The triples, and how often what could not be said, by a few words for it."""
    return _Restatement(contents).of_all()


class _Restatement:
    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._left_out: Counter[str] = Counter()
        self._licences = {
            each.iri: each.values(DCTERMS.license)
            for each in contents.by_iri.values()
            if each.iri.startswith(contents.name("graph/source-"))
            or each.iri.startswith(contents.name("graph/scheme-"))
        }

    def of_all(self) -> tuple[list[Quad], Counter[str]]:
        quads: list[Quad] = []
        for each in self._contents.by_iri.values():
            if each.is_a(SSSOM.Mapping):
                self._count(each)
            elif each.is_a(AIRM.EvidenceNote):
                self._left_out["notes of evidence"] += 1
            elif each.is_a(*KINDS):
                quads += self._thing(each)
            elif each.iri in self._licences:
                quads += self._graph(each)
        return quads, self._left_out

    def _thing(self, each: Resource) -> Iterator[Quad]:
        node = NamedNode(each.iri)
        for kind in self._classes(each):
            yield Quad(node, RDF.type, kind)
        yield from _kept(each, WORDS)
        for key in each.values(AIRM.sourceKey):
            yield Quad(node, DCTERMS.identifier, Literal(key))
        for iri in each.values(AIRM.publishedAs):
            yield Quad(node, RDFS.seeAlso, NamedNode(iri))
        if each.is_a(AIRM.Framework, AIRM.Compilation):
            yield from _kept(each, OF_WORKS)
        yield from self._known(each, OF_CONCEPTS)
        for licence in sorted(self._licences_of(each)):
            yield Quad(node, DCTERMS.license, NamedNode(licence))
        for work in each.values(AIRM.statedIn):
            if self._is_told(work):
                yield Quad(node, DCTERMS.source, NamedNode(work))
        for concept in {iri for facet in FACETS for iri in each.values(facet)}:
            if self._is_told(concept):
                yield Quad(node, SUBJECT, NamedNode(concept))
        yield from self._matches(each)
        if each.is_a(AIRM.Mitigation):
            yield from self._measure(each, node)

    def _classes(self, each: Resource) -> Iterator[NamedNode]:
        """What it is in DPV and AIRO, where that is true of it; else something general."""
        for ours, theirs in RISKS.items():
            if each.is_a(ours):
                yield from theirs
        if each.is_a(AIRM.Mitigation):
            yield from _classes_of_measure(each)
        if each.is_a(AIRM.Framework, AIRM.Compilation, AIRM.Requirement):
            yield DOCUMENT
            if self._contents.name("id/kind-law") in each.values(AIRM.workKind):
                yield DPV.Law
        if each.is_a(SKOS.ConceptScheme):
            yield SKOS.ConceptScheme
        if each.is_a(SKOS.Concept):
            yield SKOS.Concept
        if each.is_a(AIRM.Actor):
            yield from (AIRO.Stakeholder, DPV.Entity)
        if each.is_a(AIRM.LifecycleStage) and not each.is_a(AIRM.ResidualConcept):
            yield from (AIRO.AILifecyclePhase, AI.LifecycleStage)

    def _measure(self, each: Resource, node: NamedNode) -> Iterator[Quad]:
        for actor in each.values(AIRM.ownedBy):
            if self._contents.get(actor).is_a(AIRM.Actor):
                yield Quad(node, DPV.hasResponsibleEntity, NamedNode(actor))
        for whole in each.values(DCTERMS.isPartOf):
            if self._contents.get(whole).is_a(AIRM.Mitigation):
                yield Quad(node, AIRO.isPartOfControl, NamedNode(whole))
        mitigated = {iri for way in MITIGATING for iri in each.values(way)}
        detected = set(each.values(AIRM.detects))
        for iri in sorted({iri for way in ACTING for iri in each.values(way)}):
            target, other = NamedNode(iri), self._contents.get(iri)
            if not other.is_a(*RISKS):
                self._left_out["links from measures to what is no risk"] += 1
                continue
            yield Quad(target, DPV.hasTechnicalOrganisationalMeasure, node)
            if iri in mitigated:
                yield Quad(node, AIRO.mitigatesRiskConcept, target)
                yield Quad(node, RISK.controls, target)
                if other.is_a(OURS.Risk):
                    yield Quad(node, DPV.mitigatesRisk, target)
                    yield Quad(target, DPV.isMitigatedByMeasure, node)
            if iri in detected:
                yield Quad(node, AIRO.detectsRiskConcept, target)
                yield Quad(node, RISK.detects, target)
            if iri in mitigated | detected:
                yield Quad(node, AIRO.modifiesRiskConcept, target)
            else:
                self._left_out["ways in which a measure acts, unstated or only assessing"] += 1

    def _matches(self, each: Resource) -> Iterator[Quad]:
        for predicate in MATCHES:
            for iri in each.values(predicate):
                if self._is_told(iri) or not iri.startswith(self._contents.name("")):
                    yield Quad(NamedNode(each.iri), predicate, NamedNode(iri))
                else:
                    self._left_out["mappings to what is not in this file"] += 1

    def _count(self, mapping: Resource) -> None:
        """Which mappings are not to be found as a match of SKOS."""
        if SSSOM.NegatedPredicate.value in mapping.values(SSSOM.predicate_modifier):
            self._left_out["negative mappings"] += 1
        elif AIRM.accepted.value not in mapping.values(AIRM.status):
            self._left_out["mappings that nobody has accepted"] += 1
        elif not {each.value for each in MATCHES} & set(mapping.values(SSSOM.predicate_id)):
            self._left_out["mappings that are no match of SKOS"] += 1

    def _graph(self, each: Resource) -> Iterator[Quad]:
        """Where things come from, with the attribution that their licences ask for."""
        yield Quad(NamedNode(each.iri), RDF.type, DATASET)
        yield from _kept(
            each, (DCTERMS.title, DCTERMS.license, DCTERMS.rights, DCTERMS.source, DCTERMS.issued)
        )

    def _known(self, each: Resource, predicates: tuple[NamedNode, ...]) -> Iterator[Quad]:
        for predicate in predicates:
            for iri in each.values(predicate):
                if self._is_told(iri):
                    yield Quad(NamedNode(each.iri), predicate, NamedNode(iri))

    def _is_told(self, iri: str) -> bool:
        """Whether the file describes it."""
        other = self._contents.get(iri)
        return other.is_a(*KINDS) and not other.is_a(AIRM.EvidenceNote)

    def _licences_of(self, each: Resource) -> set[str]:
        """Those of the graphs that speak of it; of a compilation, those of its version."""
        versions = map(self._contents.get, each.values(AIRM.currentVersion))
        of_version = {iri for version in versions for iri in version.values(AIRM.namedGraph)}
        graphs = {*each.graphs, *(of_version if each.is_a(AIRM.Compilation) else ())}
        return {iri for graph in graphs for iri in self._licences.get(graph, ())}


def _classes_of_measure(each: Resource) -> Iterator[NamedNode]:
    """DPV's mitigation measures are intended to mitigate: not those that only detect or assess."""
    mitigates = any(each.values(way) for way in MITIGATING)
    detects, assesses = each.values(AIRM.detects), each.values(AIRM.assesses)
    yield AIRO.RiskControl
    yield DPV.TechnicalOrganisationalMeasure
    if mitigates or not (detects or assesses):
        yield DPV.RiskMitigationMeasure
    if mitigates:
        yield RISK.RiskControl
    if detects:
        yield RISK.DetectionControl


def _kept(each: Resource, predicates: tuple[NamedNode, ...]) -> Iterator[Quad]:
    """What is said with terms that stay as they are."""
    for predicate in predicates:
        for term in each.terms(predicate):
            yield Quad(NamedNode(each.iri), predicate, _node(term))


def _node(term: Term) -> NamedNode | Literal:
    if term.kind != "literal":
        return NamedNode(term.value)
    if term.language:
        return Literal(term.value, language=term.language)
    return Literal(term.value, datatype=NamedNode(term.datatype))
