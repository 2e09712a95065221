"""What is wrong with a description of a data set, the judge's blind spots included.

The shapes of DCAT-AP do not look at numbers, at what is referred to and not described where no
class is asked for, nor at files that lack a licence or a place to be had.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

from pyoxigraph import NamedNode

from ...errors import SourceError
from ...identifiers import compress
from ...vocab import PROV
from .described_things import DescribedThings
from .terms import DCAT, DCT, FOAF, IANA, SH, SPDX, VCARD, VOID

DIGITS = re.compile(r"[0-9a-f]{64}")


def check_dcat(path: Path) -> list[str]:
    """Say what is wrong with a description that ``export dcat`` wrote, a sentence each."""
    try:
        things = DescribedThings(path)
    except SourceError as error:
        return [str(error)]
    found = chain(
        _catalogue(things), _datasets(things), _distributions(things), _numbers(things),
        things.no_dates(DCT.issued, DCT.modified),
    )  # fmt: skip
    return list(dict.fromkeys(found))


def unlike_files(path: Path, digests: Mapping[str, str]) -> list[str]:
    """Say which files of a release the description beside them tells other checksums of.

    Args:
        path: What ``export bundle`` wrote as ``dcat``.
        digests: SHA-256 of each file, by its name.
    """
    try:
        things = DescribedThings(path)
    except SourceError:  # which the check of the format says
        return []
    said = (
        (address.rpartition("/")[2], digits)
        for file in things.of_class(DCAT.Distribution)
        for checksum in things.texts(file, SPDX.checksum)
        for digits in things.texts(checksum, SPDX.checksumValue)
        for address in things.texts(file, DCAT.downloadURL)
    )
    return [
        f"tells another checksum of {name} than that file has"
        for name, digits in said
        if digests.get(name, digits) != digits
    ]


def _catalogue(things: DescribedThings) -> Iterator[str]:
    catalogues = things.of_class(DCAT.Catalog)
    if len(catalogues) != 1:
        yield f"there are {len(catalogues)} dcat:Catalog: expected one"
    for catalogue in catalogues:
        yield from things.missing(
            catalogue, DCT.title, DCT.description, DCT.publisher, DCAT.dataset, DCT.license
        )
        yield from things.misplaced(catalogue, DCAT.dataset, DCAT.Dataset)
        yield from things.misplaced(catalogue, DCT.publisher, FOAF.Agent)
        listed = set(things.texts(catalogue, DCAT.dataset))
        for dataset in things.of_class(DCAT.Dataset):
            if dataset not in listed:
                yield f"{compress(dataset)} is in no catalogue: expected it as a dcat:dataset"


def _datasets(things: DescribedThings) -> Iterator[str]:
    for dataset in things.of_class(DCAT.Dataset):
        yield from things.missing(
            dataset,
            *(DCT.identifier, DCT.title, DCT.description, DCT.publisher, DCAT.contactPoint),
            *(DCAT.version, DCAT.keyword, DCAT.theme, DCAT.distribution),
        )
        for predicate, class_ in (
            (DCT.publisher, FOAF.Agent),
            (DCAT.contactPoint, VCARD.Kind),
            (DCAT.distribution, DCAT.Distribution),
            (DCAT.inSeries, DCAT.DatasetSeries),
            (PROV.wasGeneratedBy, PROV.Activity),
        ):
            yield from things.misplaced(dataset, predicate, class_)
        if things.texts(dataset, DCT.identifier) != [dataset]:
            yield f"{compress(dataset)} has another dcterms:identifier than its own name"
        for version in things.texts(dataset, DCAT.previousVersion):
            if version == dataset:
                yield f"{compress(dataset)} is its own previous version"
        for query in things.texts(dataset, DCT.relation):
            if things.is_a(query, SH.SPARQLExecutable):
                yield from things.missing(query, SH.select)
    for agent in things.of_class(FOAF.Agent):
        yield from things.missing(agent, FOAF.name)
    for series in things.of_class(DCAT.DatasetSeries):
        yield from things.missing(series, DCT.title, DCT.description)


def _distributions(things: DescribedThings) -> Iterator[str]:
    offered = {
        each
        for dataset in things.of_class(DCAT.Dataset)
        for each in things.texts(dataset, DCAT.distribution)
    }
    for file in things.of_class(DCAT.Distribution):
        if file not in offered:
            yield f"{compress(file)} is a file of no data set"
        yield from things.missing(file, DCT.title, DCAT.accessURL, DCT.license)
        yield from things.misplaced(file, DCT.license, DCT.LicenseDocument)
        yield from things.misplaced(file, DCT.rights, DCT.RightsStatement)
        yield from things.misplaced(file, SPDX.checksum, SPDX.Checksum)
        for predicate in (DCAT.accessURL, DCAT.downloadURL):
            for each in things.values(file, predicate):
                if not isinstance(each, NamedNode):
                    yield f"{compress(file)} has as address {each}, which is no IRI"
        for name in things.texts(file, DCAT.mediaType):
            if not name.startswith(IANA) or name.removeprefix(IANA).count("/") != 1:
                yield f"{compress(file)} has the media type {name}: expected one below {IANA}"
    for checksum in things.of_class(SPDX.Checksum):
        value = "".join(things.texts(checksum, SPDX.checksumValue))
        if not DIGITS.fullmatch(value):
            yield f"{compress(checksum)} is {value!r}: expected 64 hexadecimal digits of SHA-256"


def _numbers(things: DescribedThings) -> Iterator[str]:
    """Counts that cannot all be right."""
    for dataset in things.of_class(VOID.Dataset):
        yield from things.missing(dataset, DCT.title, VOID.uriSpace)
        names = ("triples", "entities", "distinctSubjects", "classes", "properties")
        counts = {name: things.number(dataset, getattr(VOID, name)) for name in names}
        said = compress(dataset)
        for name, count in counts.items():
            if count is None:
                yield f"{said} has not one void:{name} that is a whole number"
        yield from _parts(things, dataset, counts)
        if (counts["entities"] or 0) > (counts["distinctSubjects"] or 0):
            yield f"{said} has more void:entities than void:distinctSubjects"
        for example in things.texts(dataset, VOID.exampleResource):
            if not any(example.startswith(each) for each in things.texts(dataset, VOID.uriSpace)):
                yield f"{said} has as void:exampleResource {example}, outside of its void:uriSpace"


def _parts(things: DescribedThings, dataset: str, counts: dict[str, int | None]) -> Iterator[str]:
    said, total = compress(dataset), counts["triples"] or 0
    classes = things.texts(dataset, VOID.classPartition)
    if len(classes) != counts["classes"]:
        yield f"{said} has {len(classes)} void:classPartition, but void:classes {counts['classes']}"
    for part in classes:
        entities = things.number(part, VOID.entities)
        if entities is None or not things.texts(part, getattr(VOID, "class")):
            yield f"{compress(part)} lacks its void:class, or how many void:entities are of it"
        elif entities > (counts["distinctSubjects"] or 0):
            yield f"{compress(part)} has more void:entities than {said} has void:distinctSubjects"
    if properties := things.texts(dataset, VOID.propertyPartition):
        if len(properties) != counts["properties"]:
            yield (
                f"{said} has {len(properties)} void:propertyPartition, but void:properties "
                f"{counts['properties']}"
            )
        of_all = sum(things.number(part, VOID.triples) or 0 for part in properties)
        if of_all != total:
            yield f"{said} has void:triples {total}, but its properties stand in {of_all} triples"
    for graph in things.texts(dataset, VOID.subset):
        size = things.number(graph, VOID.triples)
        if size is None:
            yield f"{compress(graph)} is a void:subset of {said} without void:triples"
        elif size > total:
            yield f"{compress(graph)} has more void:triples than {said}, of which it is a part"
