"""The rows of all tables, in one reading of what is exported and never all in memory."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from ...vocab import AIRM, PROV, SKOS, SSSOM
from ..contents import Contents, Resource, Said
from .coverage_rows import coverage_rows
from .declared import TABLES
from .finishing import KINDS, Finishing
from .lookups import Lookups
from .schema import Row, Table
from .taking import Taking
from .validity import stated_by

OF_CLASS = {
    AIRM.Framework: "works",
    AIRM.Compilation: "works",
    AIRM.FrameworkVersion: "versions",
    PROV.Agent: "agents",
    AIRM.Facet: "facets",
    SKOS.ConceptScheme: "schemes",
    SKOS.Concept: "concepts",
    AIRM.Classification: "classifications",
    SSSOM.Mapping: "mappings",
    AIRM.ActionStatement: "links",
    AIRM.CodingStatement: "codings",
}
ITEMS = tuple(kind for kind in KINDS if kind not in {*OF_CLASS, PROV.Entity})
LICENSED = ("sources", "schemes")  # which say themselves under which licence they are
NO_LANGUAGE = "und"


def rows_of(contents: Contents) -> Iterator[tuple[Table, Row]]:
    """Each row with its table; the rows of a table are in the order of the build.

    What no column takes of a thing becomes a row of ``texts`` or ``links``, so that nothing that
    is stated is lost; what rules derive from it is not repeated.
    """
    lookups = Lookups.of(contents)
    finishing = Finishing(contents, lookups)
    graphs = contents.name("graph/")
    for resource in contents.resources():
        taking = Taking(stated_by(resource, lookups.inferred))
        names = tables_of(taking.stated, graphs)
        for name in names:
            yield TABLES[name], _row(TABLES[name], taking, finishing)
        if names:
            for predicate, said in taking.left_over():
                yield _left_over(contents, lookups, taking.stated.iri, predicate, said)
    for row in coverage_rows(contents):
        yield TABLES["coverage"], row


def tables_of(stated: Resource, graphs: str) -> list[str]:
    """The tables to which a thing belongs; a concept may be an item, too.

    Args:
        stated: The thing.
        graphs: How the names of graphs begin.
    """
    if stated.iri.startswith(graphs):
        return ["sources"]
    found = [name for kind, name in OF_CLASS.items() if stated.is_a(kind)]
    item = stated.value(AIRM.statedIn) or stated.is_a(*ITEMS)
    return [*(["items"] if item else []), *dict.fromkeys(found)]


def _row(table: Table, taking: Taking, finishing: Finishing) -> Row:
    row: Row = {}
    for column in table.columns:
        special = column.term in {"", "rdf:type"} or column.name == "source"
        if special or (column.name == "licence" and table.name not in LICENSED):
            row[column.name] = ""
        else:
            row[column.name] = taking.cell(column)
    if table.named_by:
        row[table.named_by] = taking.stated.iri
    if "source" in row:
        row["source"] = taking.source
    finishing.finish(table.name, row, taking)
    if "licence" in row and not row["licence"]:
        row["licence"] = finishing.lookups.licences.get(str(row.get("source", "")), "")
    return row


def _left_over(
    contents: Contents, lookups: Lookups, iri: str, predicate: str, said: Said
) -> tuple[Table, Row]:
    """A row for a value that no column takes."""
    term, property_ = said.value, contents.compressed(predicate)
    name = "\0".join((iri, predicate, *term, said.graph))
    entry = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"
    origin: Row = {"source": said.graph, "licence": lookups.licences.get(said.graph, "")}
    if term.kind == "literal":
        row: Row = {"entry": entry, "thing": iri, "property": property_}
        words: Row = {"language": term.language or NO_LANGUAGE, "text": term.value}
        return TABLES["texts"], {**row, **words, **origin}
    table = TABLES["links"]
    row = {"link": entry, "item": iri, "relation": property_, "target": term.value}
    plain: Row = {"stated": "false", "preliminary": "false"}
    return table, {**dict.fromkeys(table.names, ""), **row, **plain, **origin}
