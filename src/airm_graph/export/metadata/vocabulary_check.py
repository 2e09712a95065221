"""What registries of vocabularies would miss in a file, or in the entry that lists it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode

from ...errors import SourceError
from ...identifiers import compress, is_web_address
from ...sources.bounded.json_files import read_json
from ...vocab import OWL
from .described_things import DescribedThings
from .lov import HEADER, KINDS, TERM
from .terms import DCT, VANN, VS

STATUSES = {"unstable", "testing", "stable", "archaic", "deprecated"}
PREFIX = re.compile(r"[a-z][a-z0-9_-]*")
ADDRESSES = ("uri", "ontology_purl", "homepage")
TEXTS = ("id", "preferredPrefix", "title", "description", *ADDRESSES)
OF_IRIS = ("base_uri", "label_property", "definition_property", "synonym_property")
REASONERS = {"OWL2", "EL", "NONE"}


def check_lov(path: Path) -> list[str]:
    """Say what a vocabulary lacks that LOV and OLS ask for, a sentence each."""
    try:
        things = DescribedThings(path)
    except SourceError as error:
        return [str(error)]
    ontologies = things.of_class(OWL.Ontology)
    if len(ontologies) != 1:
        return [f"there are {len(ontologies)} owl:Ontology: expected one"]
    return [*_header(things, ontologies[0]), *_terms(things, ontologies[0])]


def check_ols(path: Path) -> list[str]:
    """Say what is wrong with an entry for the Ontology Lookup Service, a sentence each."""
    try:
        said = read_json(path)
    except SourceError as error:
        return [str(error)]
    entries = said.get("ontologies") if isinstance(said, dict) else None
    if (
        not isinstance(entries, list)
        or not entries
        or not all(isinstance(entry, dict) for entry in entries)
    ):
        return ["ontologies is missing: expected a list with the entry of the vocabulary"]
    return [problem for entry in entries for problem in _entry(entry)]


def _header(things: DescribedThings, ontology: str) -> Iterator[str]:
    for words, predicate in HEADER.items():
        for problem in things.missing(ontology, predicate):
            yield f"{problem} ({words})"
    for predicate in (DCT.title, DCT.description):
        languages = [
            each.language
            for each in things.values(ontology, predicate)
            if isinstance(each, Literal)
        ]
        if "en" not in languages:
            yield f"{compress(ontology)} has no {compress(predicate.value)} in English (@en)"
    for iri in things.texts(ontology, OWL.versionIRI):
        versions = things.texts(ontology, OWL.versionInfo)
        if not any(version in iri for version in versions):
            yield f"the IRI of the version, {iri}, does not tell owl:versionInfo {versions}"
    yield from things.no_dates(DCT.issued, DCT.modified)


def _terms(things: DescribedThings, ontology: str) -> Iterator[str]:
    spaces = things.texts(ontology, VANN.preferredNamespaceUri)
    kinds = [NamedNode(OWL.namespace + kind) for kind in KINDS]
    declared = sorted({term for kind in kinds for term in things.of_class(kind)})
    own = [term for term in declared if spaces and term.startswith(spaces[0])]
    if not own:
        yield f"no term is declared in the namespace {' '.join(spaces)}"
    for term in own:
        for words, predicate in TERM.items():
            for problem in things.missing(term, predicate):
                yield f"{problem} ({words})"
        for status in things.texts(term, VS.term_status):
            if status not in STATUSES:
                yield f"{compress(term)} has the status {status!r}: expected {sorted(STATUSES)}"


def _entry(entry: dict[str, Any]) -> Iterator[str]:
    for key in TEXTS:
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            yield f"{key} is missing or empty"
    for key in ADDRESSES:
        if not is_web_address(str(entry.get(key, ""))):
            yield f"{key} is {entry.get(key)!r}: expected an address"
    for key in ("id", "preferredPrefix"):
        if not PREFIX.fullmatch(str(entry.get(key, ""))):
            yield f"{key} is {entry.get(key)!r}: expected small letters"
    for key in OF_IRIS:
        values = entry.get(key)
        # A single text is read as nothing at all by OLS 4.
        if (
            not isinstance(values, list)
            or not values
            or not all(isinstance(value, str) and is_web_address(value) for value in values)
        ):
            yield f"{key} is {values!r}: expected a list of IRIs"
    if str(entry.get("reasoner")) not in REASONERS:
        yield f"reasoner is {entry.get('reasoner')!r}: expected one of {sorted(REASONERS)}"
    licence = entry.get("license")
    if not isinstance(licence, dict) or not is_web_address(str(licence.get("url", ""))):
        yield "license is missing: expected a label and the address of the licence as url"
