"""Mappings as SSSOM JSON, which is JSON-LD by the context that is written into it."""

from __future__ import annotations

import json
from typing import Any, BinaryIO

from ...vocab import PREFIXES, SSSOM
from ..contents import Contents
from .metadata import metadata, overview
from .rows import rows
from .things import Things

# The slots that name something, by what JSON-LD is to know of them.
NAMING = (
    *("subject_id", "predicate_id", "object_id", "mapping_justification", "mapping_source"),
    *("subject_source", "object_source", "license", "mapping_provider", "mapping_set_source"),
)
OTHERWISE = {
    "comment": "rdfs:comment",
    "see_also": "rdfs:seeAlso",
    "license": "dcterms:license",
    "mapping_set_title": "dcterms:title",
    "mapping_set_description": "dcterms:description",
    "mapping_set_version": "owl:versionInfo",
    "mapping_set_source": "prov:wasDerivedFrom",
    "mapping_date": "dcterms:created",
    "publication_date": "dcterms:issued",
}


def write_json(contents: Contents, out: BinaryIO) -> None:
    """Write every mapping as an object on a line, sorted by name, never all in memory."""
    things = Things(contents)
    found = overview(contents, things)
    slots = metadata(contents, found)
    head = {"@context": _context(slots.pop("curie_map")), "@type": "MappingSet", **slots}
    lines = [f"{json.dumps(name)}: {_json(value)}" for name, value in head.items()]
    out.write(("{\n" + ",\n".join([*lines, '"mappings": [']) + "\n").encode())
    before = b""
    for said in rows(contents, things, found.names):
        if "author_label" in said:
            said["author_label"] = [said["author_label"]]
        if "confidence" in said:
            said["confidence"] = float(said["confidence"])
        out.write(before + _json(said).encode())
        before = b",\n"
    out.write(b"\n]\n}\n")


def _context(curie_map: dict[str, str]) -> dict[str, Any]:
    """The prefixes, and how the slots are properties."""
    terms: dict[str, Any] = {name: {"@id": iri} for name, iri in OTHERWISE.items()}
    for name in NAMING:
        terms.setdefault(name, {"@id": f"sssom:{name}"})["@type"] = "@id"
    used = {iri.partition(":")[0] for iri in OTHERWISE.values()}
    return {
        "@vocab": SSSOM.namespace,
        **dict(sorted({**{name: PREFIXES[name] for name in used}, **curie_map}.items())),
        "mappings": {"@id": "sssom:mappings", "@container": "@set"},
        "record_id": {"@id": "@id"},
        "mapping_set_id": {"@id": "@id"},
        **dict(sorted(terms.items())),
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
