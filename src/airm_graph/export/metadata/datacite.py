"""What a registry of DOIs asks for: https://schema.datacite.org/meta/kernel-4.5/.

No DOI is in the file, since none is assigned before registration: the schema asks for none, and a
registry answers with one. What names the data set until then stands under other identifiers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from ...identifiers import is_web_address
from ...vocab import BASE, PROV, RDFS
from ..contents import Contents
from ..formats import FORMATS, file_name
from .dataset import KEYWORDS, TITLE, Dataset, Version, described
from .distributions import offered
from .licence_names import SPDX_LICENCES, licence_name
from .statistics import WHOLE

SCHEMA = "http://datacite.org/schema/kernel-4"
DOI = re.compile(r"^https?://(?:dx\.)?doi\.org/(10\.\d{4,9}/\S+)$")
ARXIV = re.compile(r"^https?://arxiv\.org/abs/(\d{4}\.\d{4,5})(?:v\d+)?$")
FIELD = {
    "subject": "FOS: Computer and information sciences",
    "subjectScheme": "Fields of Science and Technology (FOS)",
    "schemeUri": "http://www.oecd.org/science/inno/38235147.pdf",
    "classificationCode": "1.2",
}
NO_DOI = (
    "No DOI is assigned yet. Until one is, the address under the other identifiers names this "
    "version of the data set."
)
METHOD = (
    "Identifiers, titles, codes and links were taken from what the publishers of the sources made "
    "public, definitions written anew, and statements kept with who made them, how and how surely. "
    "Short properties are derived by rules from the statements that are relied upon."
)


def write_datacite(contents: Contents, out: BinaryIO) -> None:
    """Write the description of the data set, as the JSON of DataCite's metadata schema 4.5."""
    dataset = described(contents)
    text = json.dumps(_metadata(contents, dataset), ensure_ascii=False, indent=1)
    out.write(f"{text}\n".encode())


def _metadata(contents: Contents, dataset: Dataset) -> dict[str, Any]:
    authors = {"name": dataset.authors.label, "nameType": "Organizational"}
    return {
        "schemaVersion": SCHEMA,
        "url": contents.name(""),
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Knowledge graph"},
        "alternateIdentifiers": [
            {"alternateIdentifier": dataset.iri, "alternateIdentifierType": _kind(dataset.iri)[1]},
            {"alternateIdentifier": contents.build.name, "alternateIdentifierType": "build"},
        ],
        "creators": [authors],
        "titles": [{"title": TITLE, "lang": "en"}],
        "publisher": {"name": dataset.authors.label, "lang": "en"},
        "publicationYear": dataset.day[:4],
        "subjects": [FIELD, *({"subject": each, "lang": "en"} for each in KEYWORDS)],
        "contributors": [{**authors, "contributorType": "ContactPerson"}, *_contributors(dataset)],
        "dates": _dates(dataset),
        "language": "en",
        "relatedIdentifiers": list(_related(contents, dataset)),
        "sizes": _sizes(dataset),
        "formats": sorted({each.media_type for each in offered(dataset.licences).values()}),
        "version": dataset.version,
        "rightsList": list(_rights(dataset)),
        "descriptions": [
            {"description": dataset.description, "descriptionType": "Abstract", "lang": "en"},
            {"description": METHOD, "descriptionType": "Methods", "lang": "en"},
            {"description": NO_DOI, "descriptionType": "Other", "lang": "en"},
        ],
    }


def _contributors(dataset: Dataset) -> list[dict[str, str]]:
    """Those whose sources these are; the words of the schema have none for them but 'Other'."""
    found = {
        each.publisher.label: "Personal" if each.publisher.is_a(PROV.Person) else "Organizational"
        for each in dataset.versions
        if each.shown and each.publisher
    }
    return [
        {"name": name, "nameType": found[name], "contributorType": "Other"}
        for name in sorted(found.keys() - {dataset.authors.label})
    ]


def _dates(dataset: Dataset) -> list[dict[str, str]]:
    said = [{"date": dataset.day, "dateType": kind} for kind in ("Issued", "Updated")]
    fetched = sorted({each.retrieved for each in dataset.versions if each.retrieved})
    told = "when sources say that they were fetched"
    return said + [
        {"date": each, "dateType": "Collected", "dateInformation": told} for each in fetched
    ]


def _sizes(dataset: Dataset) -> list[str]:
    total = dataset.total
    graphs = len(dataset.statistics.keys() - {WHOLE})
    return [f"{total.triples} triples", f"{total.entities} entities", f"{graphs} named graphs"]


def _related(contents: Contents, dataset: Dataset) -> Iterator[dict[str, str]]:
    """The sources, the works that are spoken of, what this is a version of, and its description."""
    sources = list(_addresses(each for each in dataset.versions if each.shown))
    yield from (_relation("IsDerivedFrom", each) for each in sources)
    works = {each for work in dataset.works for each in work.values(RDFS.seeAlso)}
    spoken_of = sorted(filter(is_web_address, works - set(sources)))
    yield from (_relation("References", each) for each in spoken_of)
    yield _relation("IsVersionOf", contents.name("id/series-airm-graph"))
    if contents.previous:
        yield _relation("IsNewVersionOf", contents.previous)
    if dataset.iri != dataset.whole:
        yield _relation("IsPartOf", dataset.whole)
    release = contents.name(f"release/{dataset.local}/")
    yield {
        **_relation("HasMetadata", release + file_name("dcat")),
        "relatedMetadataScheme": FORMATS["dcat"].title,
        "schemeUri": "http://data.europa.eu/r5r/",
        "schemeType": "SHACL",
    }


def _addresses(versions: Iterable[Version]) -> list[str]:
    """Where each source is: its page, which may be a DOI, and the very files that were read."""
    found = [address for each in versions for address in (each.page, *each.files) if address]
    return list(dict.fromkeys(found))


def _relation(kind: str, address: str) -> dict[str, str]:
    identifier, type_ = _kind(address)
    return {
        "relatedIdentifier": identifier,
        "relatedIdentifierType": type_,
        "relationType": kind,
    }


def _kind(address: str) -> tuple[str, str]:
    """An address as the shortest identifier that the schema knows, and what it calls that.

    >>> _kind("https://doi.org/10.6028/NIST.AI.600-1")
    ('10.6028/NIST.AI.600-1', 'DOI')
    >>> _kind("https://arxiv.org/abs/2410.23472v2")
    ('arXiv:2410.23472', 'arXiv')
    """
    if match := DOI.match(address):
        return match[1], "DOI"
    if match := ARXIV.match(address):
        return f"arXiv:{match[1]}", "arXiv"
    return address, "w3id" if address.startswith(BASE) else "URL"


def _rights(dataset: Dataset) -> Iterator[dict[str, str]]:
    """Each licence once, and then what each source asks to be said of it."""
    for licence in dataset.licences:
        name = licence_name(licence)
        said = {"rights": name.title, "lang": "en"}
        if licence:
            said["rightsUri"] = licence
        if name.spdx:
            said["rightsIdentifier"] = name.spdx
            said["rightsIdentifierScheme"] = "SPDX"
            said["schemeUri"] = SPDX_LICENCES
        yield said
    told = {
        f"{each.title}: {each.rights}": None
        for each in dataset.versions
        if each.shown and each.rights
    }
    for text in told:
        yield {"rights": text, "lang": "en"}
