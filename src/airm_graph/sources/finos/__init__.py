"""Reads the FINOS AI Governance Framework: files of risks and mitigations, lists of references."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ...errors import SourceError
from ...identifiers import local_id
from ...records import (
    About,
    Action,
    Classification,
    Coding,
    Filing,
    Mapping,
    Record,
    Scheme,
    SchemeConcept,
    Source,
    Text,
    of_kind,
)
from ..bounded import digest
from ..log import Log
from .documents import (
    KINDS,
    LINKS,
    MITIGATION,
    REFERENCES,
    RISK,
    Document,
    Files,
    Kind,
    first_section,
    listed,
    locate,
    read_documents,
    type_of,
)
from .references import (
    CARRIED,
    ID,
    WORKS,
    Index,
    key_in_work,
    one_line,
    provisions,
    read_index,
    work_of,
)

WORK, AGENT = "framework-finos-aigf", "agent-finos"


def read(paths: Sequence[Path], log: Log) -> list[Source]:
    """What the FINOS AI Governance Framework says.

    Args:
        paths: The folder that holds the folders of risks, mitigations and references.
        log: Is told what became of each file and entry.

    Raises:
        SourceError: There are no risks or no mitigations.
    """
    files = locate(paths)
    documents = read_documents(files, log)
    indexes = _indexes(files, log)
    records: list[Record] = []
    for document in documents.values():
        records += _thing(document, log)
        records += _links(document, documents, log)
        records += _references(document, indexes, log)
    _compare_related(documents, log)
    for index, entries in sorted(indexes.items()):
        filings, texts = provisions(index, entries, _index_name(index), log)
        records += [*filings, *texts]
        _uncited(index, entries, documents, log)
    for kind in KINDS:
        records += _types(kind, documents, log)
    return [_source(files, records)]


def _index_name(index: str) -> str:
    return f"references/{index}.yml"


def _indexes(files: Files, log: Log) -> dict[str, Index]:
    indexes: dict[str, Index] = {}
    for index, path in sorted(files.indexes.items()):
        name = _index_name(index)
        try:
            indexes[index] = read_index(path, name, log)
        except SourceError as error:
            log.row(name, "file")
            log.refuse(name, "file", "", f"cannot be read: {error}")
            continue
        if index not in WORKS:
            log.note(name, "file", index, f"is a list of no known work; called {work_of(index)}")
        extra = {str(part) for entry in indexes[index].values() for part in entry} - CARRIED
        for part in sorted(extra):
            log.note(name, f"field {part}", part, "is not carried over")
    return indexes


def _thing(document: Document, log: Log) -> Iterator[Record]:
    """A risk or mitigation, its type, and its words."""
    kind, name, place = document.kind, document.name, document.place
    label, published = one_line(document.fields["title"], name, place, log)
    status = document.fields.get("doc-status")
    yield Filing(
        id=document.id,
        source_key=document.key,
        kind=kind.kind,
        status="accepted",
        work=WORK,
        label=label,
        published_label=published,
        page="",
        part_of="",
        note=f"doc-status: {status}" if status else "",
        path=name,
    )
    if code := type_of(document):
        yield Classification(
            id=document.id,
            facet=kind.facet,
            concept=code.lower(),
            status="accepted",
            confidence=None,
            rationale="",
            path=name,
        )
    else:
        log.note(name, place, document.fields.get("type"), "has no type; expected a code")
    first, rest = first_section(document.body)
    for part, words in (("definition", first), ("note", rest)):
        if words:
            yield Text(id=document.id, property=part, words=words, path=name)


def _links(document: Document, documents: dict[str, Document], log: Log) -> Iterator[Record]:
    """What a mitigation mitigates, and what is stated as related."""
    for part in sorted(LINKS):
        for key in listed(document, part, log):
            target = documents.get(key)
            if part == "mitigates":
                fits = target and target.kind is RISK and document.kind is MITIGATION
            else:
                fits = target and target.kind.related == part
            if not target or not fits:
                what = "is nothing that this field can point to; left out"
                log.refuse(document.name, f"{document.place} {part}", key, what)
            elif part == "mitigates":
                yield Action(
                    id=document.id,
                    relation="mitigates",
                    target=target.id,
                    confidence=None,
                    rationale="",
                    path=document.name,
                )
            else:
                yield Mapping(
                    subject=document.id,
                    predicate="skos:relatedMatch",
                    object=target.id,
                    comment=part,
                    path=document.name,
                )


def _compare_related(documents: dict[str, Document], log: Log) -> None:
    """Note what is called related by one side only: relatedness has no direction."""

    def related(document: Document) -> list[object]:
        named = document.fields.get(document.kind.related)
        return named if isinstance(named, list) else []

    for key, document in documents.items():
        named = [documents[str(each)] for each in related(document) if str(each) in documents]
        if silent := [other.key for other in named if key not in related(other)]:
            what = f"in {document.kind.related}: named here, not in return; kept as stated"
            log.note(document.name, document.place, ", ".join(silent), what)


def _references(document: Document, indexes: dict[str, Index], log: Log) -> Iterator[Mapping]:
    """What a risk or mitigation refers to in other works; FINOS gives these references no type."""
    for part in sorted(str(part) for part in document.fields if str(part).endswith(REFERENCES)):
        index = part.removesuffix(REFERENCES)
        if not re.search("[A-Za-z0-9]", index):
            continue
        for key in listed(document, part, log):
            entry = indexes.get(index, {}).get(key, {})
            if not entry:
                what = f"has no entry in {_index_name(index)}; the reference is kept"
                log.note(document.name, document.place, key, what)
            theirs, version = key_in_work(index, key, entry)
            yield Mapping(
                subject=document.id,
                predicate="airm:correspondsTo",
                object=f"{work_of(index)}:{theirs}",
                object_version=version,
                comment=f"{index} {key}",
                path=document.name,
            )


def _uncited(index: str, entries: Index, documents: dict[str, Document], log: Log) -> None:
    if not any(document.fields.get(index + REFERENCES) for document in documents.values()):
        what = "entries, none of which any risk or mitigation refers to"
        log.note(_index_name(index), "file", len(entries), what)


def _types(kind: Kind, documents: dict[str, Document], log: Log) -> Iterator[Record]:
    """The scheme of the types, with the types in use, and how completely they are stated."""
    own = [document for document in documents.values() if document.kind is kind]
    codes = [code for document in own if (code := type_of(document))]
    unknown = {code for code in codes if code.upper() not in kind.types}
    for code in sorted(unknown):
        log.note("front matter", f"type {code}", code, "is an unknown type; its code is its label")
    scheme = f"scheme-{ID}-{kind.facet}"
    yield Scheme(
        id=scheme,
        label=f"FINOS {kind.layout} types",
        facet=kind.facet,
        of=kind.of,
        level="1",
    )
    labels = {
        code.lower(): kind.types.get(code.upper(), code) for code in sorted({*codes, *kind.types})
    }
    for notation, label in labels.items():
        yield SchemeConcept(
            id=local_id("concept", f"{ID}-{kind.facet}", notation),
            scheme=scheme,
            notation=notation,
            parent="",
            label=label,
        )
    refused = any(end == "refused" and name.endswith(".md") for (name, _), end in log.rows.items())
    told = {kind.facet: len(codes)}
    if kind is MITIGATION:
        told["action-on-harm"] = sum(bool(document.fields.get("mitigates")) for document in own)
    for facet, number in told.items():
        part = "type" if facet == kind.facet else "mitigates"
        yield Coding(
            work=WORK,
            facet=facet,
            extraction="partial" if refused else "complete",
            coded="complete" if number == len(own) else "partial",
            coder=AGENT,
            confidence=None,
            rationale=f"The field {part} is filled in {number} of {len(own)} {kind.layout}s.",
        )


def _source(files: Files, records: list[Record]) -> Source:
    about = About(
        id=ID,
        of=WORK,
        type="Framework",
        title="FINOS AI Governance Framework",
        version="unstated",
        issued="",
        creators=("FINOS",),
        address="https://github.com/finos/ai-governance-framework",
        licence="https://creativecommons.org/licenses/by/4.0/",
        rights="FINOS (Fintech Open Source Foundation), CC BY 4.0. The lists of references give "
        "identifiers and short titles of third-party documents.",
        agent=AGENT,
        method="publisherFiling",
        preliminary=False,
        retrieved="",
        derived_from=(),
        checksum=digest(files.every()),
        description="Risks of AI in financial services and mitigations for them, with references "
        "to provisions of other works.",
    )
    return Source(
        about=about,
        filings=of_kind(records, Filing),
        classifications=of_kind(records, Classification),
        actions=of_kind(records, Action),
        codings=of_kind(records, Coding),
        schemes=of_kind(records, Scheme),
        concepts=of_kind(records, SchemeConcept),
        mappings=of_kind(records, Mapping),
        texts=of_kind(records, Text),
    )
