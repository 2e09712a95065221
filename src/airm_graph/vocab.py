"""The names of things: namespaces, terms and the one prefix table.

Terms are attributes, so that a misspelling is an exception and not an empty answer. They are
pyoxigraph nodes: importing rdflib here would cost every command a quarter of a second.
"""

from collections.abc import Iterator

from pyoxigraph import NamedNode

from .errors import nearest

BASE = "https://w3id.org/airm-graph/"


class Terms:
    """The terms of one namespace.

    >>> SKOS.prefLabel
    <NamedNode value=http://www.w3.org/2004/02/skos/core#prefLabel>
    >>> SKOS.prefLable
    Traceback (most recent call last):
    AttributeError: http://www.w3.org/2004/02/skos/core# has no prefLable: did you mean 'prefLabel'?
    """

    def __init__(self, namespace: str, names: str) -> None:
        self.namespace = namespace
        self._terms = {name: NamedNode(namespace + name) for name in names.split()}

    def __getattr__(self, name: str) -> NamedNode:
        try:
            return self._terms[name]
        except KeyError:
            hint = nearest(name, self._terms)
            raise AttributeError(f"{self.namespace} has no {name}: {hint}") from None

    def __contains__(self, name: object) -> bool:
        return name in self._terms

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)


AIRM = Terms(
    BASE + "ns#",
    # classes
    "Framework Compilation FrameworkVersion Mitigation Requirement DocumentSection EvidenceNote "
    "Incident "
    "Actor LifecycleStage RiskManagementFunction ResidualConcept Facet Classification "
    "UndeterminedClassification CodingStatement ActionStatement Waiver Exclusion "
    "ClassificationStatus Completeness Method "
    # values
    "accepted proposed disputed superseded complete partial unknown "
    "publisherFiling personReading modelReading rule "
    # where a thing stands
    "statedIn recordedIn underHeading evidenceFor currentVersion namedGraph sameRecordAs "
    "sourceKey publishedAs publishedLabel page labelledBy preliminary checksum "
    # classifications and codings
    "classifies onFacet assigns status method confidence rationale aboutVersion aboutWork "
    "extraction codedTo codedBy usesScheme derives facetOf inheritedThrough defaultLevel "
    "readFromRationaleOf "
    # what measures do
    "statementOf relation target actsOn mitigates reduces respondsTo detects assesses "
    "claimsAllRisks "
    # correspondences
    "correspondsTo intersectsWith machineMade unresolved stale "
    # what changed between two versions
    "Change changeKind changedFrom changedTo changedAspect before after similarity threshold "
    "byLabelOnly fromVersion toVersion "
    # derived from accepted classifications
    "inCategory ownedBy appliesAtStage servesFunction inRiskDomain hasCausalEntity "
    "hasCausalIntent hasCausalTiming arisesAtStage "
    # works
    "workKind workStatus bindingness jurisdiction sector systemScope risksFiled papersNaming "
    "measuresStated shownWithAbstractOf "
    # waivers and exclusions
    "waives focus owner until excludes",
)
AIRO = Terms("https://w3id.org/airo#", "RiskSource Risk Consequence Impact")
DCAT = Terms("http://www.w3.org/ns/dcat#", "contactPoint previousVersion version")
DCTERMS = Terms(
    "http://purl.org/dc/terms/",
    "title creator issued date license isPartOf identifier source references isVersionOf "
    "hasVersion isReplacedBy description rights bibliographicCitation",
)
OWL = Terms("http://www.w3.org/2002/07/owl#", "deprecated versionIRI versionInfo Ontology")
PROV = Terms(
    "http://www.w3.org/ns/prov#",
    "Activity Agent Entity Person SoftwareAgent Organization "
    "wasAttributedTo wasDerivedFrom wasGeneratedBy generatedAtTime",
)
RDF = Terms("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type")
RDFS = Terms("http://www.w3.org/2000/01/rdf-schema#", "label comment seeAlso")
SKOS = Terms(
    "http://www.w3.org/2004/02/skos/core#",
    "Concept ConceptScheme prefLabel altLabel definition notation broader inScheme topConceptOf "
    "hasTopConcept editorialNote scopeNote note exactMatch closeMatch broadMatch narrowMatch "
    "relatedMatch",
)
SSSOM = Terms(
    "https://w3id.org/sssom/",
    "Mapping subject_id predicate_id object_id predicate_modifier NegatedPredicate "
    "mapping_justification subject_source_version object_source_version author_label "
    "MappingSet subject_source object_source",
)
VCARD = Terms("http://www.w3.org/2006/vcard/ns#", "Kind fn hasURL")
VS = Terms("http://www.w3.org/2003/06/sw-vocab-status/ns#", "term_status")
XSD = Terms("http://www.w3.org/2001/XMLSchema#", "boolean date decimal integer string")

PREFIXES = {
    "airm": AIRM.namespace,
    "airmg": BASE + "graph/",
    "airmid": BASE + "id/",
    "airmq": BASE + "query/",
    "airms": BASE + "shape#",
    "airo": AIRO.namespace,
    "dcat": DCAT.namespace,
    "dcterms": DCTERMS.namespace,
    "dpv": "https://w3id.org/dpv#",
    "ai": "https://w3id.org/dpv/ai#",
    "nexus": "https://w3id.org/ai-atlas-nexus/",  # predicates of its mapping sets
    "owl": OWL.namespace,
    "prov": PROV.namespace,
    "rdf": RDF.namespace,
    "rdfs": RDFS.namespace,
    "risk": "https://w3id.org/dpv/risk#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": SKOS.namespace,
    "sssom": SSSOM.namespace,
    "vann": "http://purl.org/vocab/vann/",
    "vcard": VCARD.namespace,
    "void": "http://rdfs.org/ns/void#",
    "vs": VS.namespace,
    "xsd": XSD.namespace,
}
