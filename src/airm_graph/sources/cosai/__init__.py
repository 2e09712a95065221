"""Reads the CoSAI Risk Map: the YAML files of risks, controls and what they are sorted by."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...records import (
    About,
    Action,
    Classification,
    Coding,
    Description,
    Filing,
    Link,
    Mapping,
    Scheme,
    SchemeConcept,
    Source,
    Text,
)
from ..bounded import digest
from ..log import Log
from .facets import FACETS, add_codings, add_scheme, classify
from .files import (
    AGENT,
    COMPONENTS,
    CONTROLS,
    ID,
    PERSONAS,
    RISKS,
    WORK,
    Entry,
    Found,
    entries_of,
    filing,
    locate,
    read_document,
)
from .links import add_actions, add_evidence, add_mappings


def read(paths: Sequence[Path], log: Log) -> list[Source]:
    """What the CoSAI Risk Map says.

    Args:
        paths: The folder of the YAML files, or the files.
        log: Is told what became of each entry.

    Raises:
        SourceError: A file is missing, or not what its name says.
    """
    files = locate(paths)
    documents = {file: read_document(file, path) for file, path in files.items()}
    entries = {file: entries_of(file, document, log) for file, document in documents.items()}
    found = Found(log, entries)
    values = {facet.name: add_scheme(facet, documents, found) for facet in FACETS}
    _personas(found)
    for file, kind in ((RISKS, "risk"), (CONTROLS, "measure")):
        for key, entry in entries[file].items():
            _thing(file, key, entry, kind, found)
            for facet in FACETS:
                if file in facet.users:
                    classify(file, key, entry, facet, values[facet.name], found)
    add_evidence(found)
    add_actions(found)
    for file in (RISKS, CONTROLS, PERSONAS, COMPONENTS):
        for key, entry in entries[file].items():
            add_mappings(file, key, entry, found)
    add_codings(found)
    return [_source(files, found)]


def _personas(found: Found) -> None:
    for key, entry in found.entries[PERSONAS].items():
        for part in ("responsibilities", "identificationQuestions"):
            found.text(PERSONAS, found.names[PERSONAS, key], entry.get(part))
        if entry.get("deprecated"):
            found.log.note(PERSONAS, key, "deprecated", "a legacy persona, which is kept")


def _thing(file: str, key: str, entry: Entry, kind: str, found: Found) -> None:
    """File a risk or control with its texts."""
    made = found.name(file, key, "risk" if kind == "risk" else "mitigation")
    label, published = found.title(file, key, entry["title"])
    found.records.append(filing(made, key, kind, label, published, file))
    found.text(file, made, entry.get("shortDescription", entry.get("description")), "definition")
    for part in ("longDescription", "examples", "tourContent"):
        found.text(file, made, entry.get(part))


def _source(files: dict[str, Path], found: Found) -> Source:
    about = About(
        id=ID,
        of=WORK,
        type="Framework",
        title="CoSAI Risk Map",
        version="unstated",
        issued="",
        creators=("Coalition for Secure AI",),
        address="https://github.com/cosai-oasis/secure-ai-tooling",
        licence="https://www.apache.org/licenses/LICENSE-2.0",
        rights="Coalition for Secure AI, an OASIS Open Project; the files name Google LLC, 2025. "
        "Apache License 2.0.",
        agent=AGENT,
        method="publisherFiling",
        preliminary=False,
        retrieved="",
        derived_from=(),
        checksum=digest(list(files.values())),
        description="Risks of AI systems and the controls for them, by persona, component, "
        "lifecycle stage, impact and access of the attacker, mapped to other frameworks.",
        path=", ".join(files),
    )
    return Source(
        about=about,
        filings=found.of(Filing),
        descriptions=found.of(Description),
        classifications=found.of(Classification),
        actions=found.of(Action),
        codings=found.of(Coding),
        schemes=found.of(Scheme),
        concepts=found.of(SchemeConcept),
        mappings=found.of(Mapping),
        links=found.of(Link),
        texts=found.of(Text),
    )
