"""The terms of the vocabularies in which data sets and vocabularies are described."""

from pyoxigraph import NamedNode

from ...vocab import PREFIXES, RDFS, Terms

ADMS_LICENCES = "http://purl.org/adms/licencetype/"
EU = "http://publications.europa.eu/resource/authority/"
IANA = "https://www.iana.org/assignments/media-types/"

DC = Terms("http://purl.org/dc/elements/1.1/", "creator")
DCAT = Terms(
    PREFIXES["dcat"],
    "Catalog Dataset DatasetSeries Distribution DataService accessService accessURL byteSize "
    "contactPoint dataset distribution downloadURL endpointURL inSeries isVersionOf keyword "
    "landingPage mediaType packageFormat previousVersion servesDataset service theme "
    "themeTaxonomy version",
)
DCT = Terms(
    PREFIXES["dcterms"],
    "LicenseDocument LinguisticSystem MediaType MediaTypeOrExtent RightsStatement Standard "
    "conformsTo contributor created creator date description format hasPart identifier isPartOf "
    "isReplacedBy isVersionOf issued language license modified publisher references relation "
    "replaces rights source title type bibliographicCitation",
)
FOAF = Terms(
    "http://xmlns.com/foaf/0.1/", "Agent Document Organization homepage mbox name primaryTopic"
)
SH = Terms(PREFIXES["sh"], "SPARQLExecutable SPARQLSelectExecutable select")
SPDX = Terms("http://spdx.org/rdf/terms#", "Checksum algorithm checksum checksumValue")
VANN = Terms(PREFIXES["vann"], "preferredNamespacePrefix preferredNamespaceUri")
VCARD = Terms("http://www.w3.org/2006/vcard/ns#", "Kind Organization fn hasEmail hasURL")
VOID = Terms(
    PREFIXES["void"],
    "Dataset class classPartition classes dataDump distinctSubjects entities exampleResource "
    "feature properties property propertyPartition rootResource sparqlEndpoint subset triples "
    "uriRegexPattern uriSpace vocabulary",
)
VS = Terms("http://www.w3.org/2003/06/sw-vocab-status/ns#", "term_status")
IS_DEFINED_BY = NamedNode(RDFS.namespace + "isDefinedBy")
