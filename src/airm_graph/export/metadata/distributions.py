"""The files in which a data set can be had, and what may be done with each."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from ...vocab import AIRM, RDFS, XSD
from ..contents import Contents
from ..formats import FORMATS, Format, file_name
from ..licences import forbidding
from .concepts import say_concept
from .dataset import Dataset, Version
from .licence_names import licence_name
from .sayings import Sayings, day, english, iri
from .terms import ADMS_LICENCES, DCAT, DCT, EU, IANA, SPDX

# Names that are in use but not in the registry of media types, and what such files are as well.
UNREGISTERED = {
    "application/oscal+json": "application/json",
    "application/vnd.datacite.datacite+json": "application/json",
    "application/graphml+xml": "application/xml",
}
FILE_TYPES = {
    "text/turtle": "RDF_TURTLE",
    "application/n-triples": "RDF_N_TRIPLES",
    "application/n-quads": "RDF_N_QUADS",
    "application/trig": "RDF_TRIG",
    "application/rdf+xml": "RDF_XML",
    "application/ld+json": "JSON_LD",
    "application/json": "JSON",
    "application/xml": "XML",
    "text/csv": "CSV",
    "text/tab-separated-values": "TSV",
}
SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
UNKNOWN_LICENCE = "id/licence-not-stated"


def offered(licences: list[str]) -> dict[str, Format]:
    """The formats in which sources under these licences may be handed on together."""
    apart_only = bool(forbidding(licences))
    return {
        name: each
        for name, each in FORMATS.items()
        if name != "bundle" and (each.apart or not apart_only)  # a release is all of them
    }


def say_distributions(said: Sayings, contents: Contents, dataset: Dataset) -> None:
    """Say in which files a data set can be had: one for each format."""
    licence = _licence_of_all(said, contents, dataset)
    rights = _rights_of_all(said, contents, dataset)
    release = contents.name(f"release/{dataset.local}/")
    for name, format_ in offered(dataset.licences).items():
        node = contents.name(f"id/distribution-{dataset.local}-{name}")
        said.say(dataset.iri, DCAT.distribution, iri(node))
        said.type(node, DCAT.Distribution)
        said.say(node, DCT.title, english(format_.title))
        said.say(node, DCT.description, english(f"In {format_.title}: {format_.what}."))
        address = release + file_name(name)
        if format_.is_folder:
            said.say(node, DCAT.accessURL, iri(f"{address}/"))
        else:
            said.say(node, DCAT.accessURL, iri(release))
            said.say(node, DCAT.downloadURL, iri(address))
        _say_media(said, node, format_.media_type)
        said.say(node, DCT.license, iri(licence))
        said.say(node, DCT.rights, iri(rights))
        for predicate in (DCT.issued, DCT.modified):
            said.say(node, predicate, day(dataset.day))
        if file := contents.released.get(name):
            size = Literal(str(file.size), datatype=NamedNode(XSD.namespace + "nonNegativeInteger"))
            said.say(node, DCAT.byteSize, size)
            checksum = contents.name(f"id/checksum-{dataset.local}-{name}")
            _say_checksum(said, node, checksum, file.sha256)


def say_file(said: Sayings, contents: Contents, version: Version) -> None:
    """Say where a publisher's file is that was read, with its checksum and licence."""
    node = contents.name(f"id/distribution-{version.id}")
    address = next(iter(version.files), version.page or version.graph)
    said.say(version.iri, DCAT.distribution, iri(node))
    said.type(node, DCAT.Distribution)
    said.say(node, DCT.title, english(f"What was read for {version.title}"))
    said.say(node, DCT.description, english(version.description))
    said.say(node, DCAT.accessURL, *map(iri, version.files or (address,)))
    said.say(node, DCT.license, iri(say_licence(said, contents, version.licence)))
    if version.rights:
        said.say(node, DCT.rights, iri(_rights(said, contents, version.id, version.rights)))
    if version.issued:
        said.say(node, DCT.issued, day(version.issued))
    if version.checksum and not _is_one_file(version):
        said.say(node, AIRM.checksum, Literal(f"sha256:{version.checksum}"))
    elif version.checksum:
        checksum = contents.name(f"id/checksum-{version.id}")
        _say_checksum(said, node, checksum, version.checksum)


def _say_checksum(said: Sayings, file: str, node: str, digits: str) -> None:
    said.say(file, SPDX.checksum, iri(node))
    said.type(node, SPDX.Checksum)
    said.say(node, SPDX.algorithm, iri(SHA256))
    kind = NamedNode(XSD.namespace + "hexBinary")
    said.say(node, SPDX.checksumValue, Literal(digits, datatype=kind))


def _is_one_file(version: Version) -> bool:
    """Whether the checksum is that of the bytes at the address; of several files it is of all."""
    file = version.files[0] if len(version.files) == 1 else "/"
    return not file.endswith("/") and "/tree/" not in file


def say_licence(said: Sayings, contents: Contents, address: str) -> str:
    """Describe a licence; its IRI, which is ours where none is stated."""
    node = address or contents.name(UNKNOWN_LICENCE)
    if not said.speaks_of(node):
        name = licence_name(address)
        said.type(node, DCT.LicenseDocument)
        said.say(node, DCT.title, english(name.title))
        if name.spdx:
            said.say(node, DCT.identifier, Literal(name.spdx))
        _say_kinds(said, node, name.kinds)
    return node


def _licence_of_all(said: Sayings, contents: Contents, dataset: Dataset) -> str:
    """The one licence of all sources; else a document of ours that says which part has which."""
    licences = dataset.licences or [""]
    nodes = [say_licence(said, contents, each) for each in licences]
    if len(nodes) == 1:
        return nodes[0]
    node = contents.name(f"id/licences-{dataset.local}")
    said.type(node, DCT.LicenseDocument)
    said.say(node, DCT.title, english("Each part under the licence of its source"))
    parts = [f"{each.title}: {licence_name(each.licence).title}" for each in _shown(dataset)]
    said.say(node, DCT.description, english("; ".join(parts)))
    said.say(node, DCT.hasPart, *map(iri, nodes))
    kinds = {kind for each in licences for kind in licence_name(each).kinds}
    _say_kinds(said, node, sorted(kinds))
    return node


def _rights_of_all(said: Sayings, contents: Contents, dataset: Dataset) -> str:
    told = [f"{each.title}: {each.rights}" for each in _shown(dataset) if each.rights]
    return _rights(said, contents, dataset.local, "\n".join(told) or "No rights are stated.")


def _rights(said: Sayings, contents: Contents, name: str, text: str) -> str:
    node = contents.name(f"id/rights-{name}")
    said.type(node, DCT.RightsStatement)
    said.say(node, RDFS.label, english(text))
    return node


def _shown(dataset: Dataset) -> list[Version]:
    return [each for each in dataset.versions if each.shown]


def _say_kinds(said: Sayings, licence: str, kinds: tuple[str, ...] | list[str]) -> None:
    for kind in kinds:
        said.say(licence, DCT.type, iri(say_concept(said, ADMS_LICENCES + kind, kind)))


def _say_media(said: Sayings, node: str, media_type: str) -> None:
    registered = UNREGISTERED.get(media_type, media_type)
    said.say(node, DCAT.mediaType, iri(IANA + registered))
    said.type(IANA + registered, DCT.MediaType)
    if file_type := FILE_TYPES.get(registered):
        said.say(node, DCT.format, iri(f"{EU}file-type/{file_type}"))
        said.type(f"{EU}file-type/{file_type}", DCT.MediaTypeOrExtent)
    else:  # the authority has no name for it that we know
        said.say(node, DCT.format, iri(IANA + registered))
        said.type(IANA + registered, DCT.MediaTypeOrExtent)
