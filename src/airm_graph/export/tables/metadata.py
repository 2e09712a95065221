"""``csv-metadata.json``: the schema of the tables as the W3C's tabular metadata say it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ...identifiers import expand
from ...vocab import AIRM
from ..contents import Contents
from .declared import TABLES
from .references import References
from .schema import LISTS, Column, Kind, Table
from .wording import CREATOR, TITLE, licences, rights

FILE = "csv-metadata.json"
DATATYPES: dict[Kind, str] = {
    "iri": "string",  # and a pattern; some readers cannot put an anyURI into valueUrl
    "iris": "string",
    "text": "string",
    "texts": "string",
    "code": "string",
    "flag": "boolean",
    "number": "double",
    "count": "integer",
    "day": "date",
}
IRI = r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\\\^`]+"
# What codes are the ends of: concepts that say what works are, and values of the vocabulary.
OF_WORKS = {
    "kind": "id/kind-",
    "status": "id/workstatus-",
    "bindingness": "id/bindingness-",
    "jurisdiction": "id/jurisdiction-",
    "sector": "id/sector-",
    "system_scope": "id/systemscope-",
}
OF_VOCABULARY = ("status", "method", "extraction", "coded")
# Cells that say in another way what these properties say with an IRI.
SAID_OTHERWISE = frozenset(
    {"rdf:type", "sssom:predicate_id", "sssom:predicate_modifier", "sssom:mapping_justification"}
    | {"airm:facetOf"}
)
FORMULAS = (
    "A text that a spreadsheet would take for a formula (it begins with = + - @, a tab or a line "
    "end, or with apostrophes before one of these) stands behind one more apostrophe; without that "
    "one it is the text as it was published."
)
CONTROLS = "The character U+0000, which CSV readers refuse, is written as U+FFFD."
LEADS_TO = "dc:references"  # of a column: the table and column that has each of its values, too
LEADING = (
    "A column with dc:references holds values of that table's column, or nothing; it is among the "
    "foreign keys, too, where no row lacks it."
)
# Every property is given, for readers differ in what they take for granted.
DIALECT = {
    "encoding": "utf-8",
    "lineTerminators": ["\r\n"],
    "delimiter": ",",
    "quoteChar": '"',
    "doubleQuote": True,
    "header": True,
    "headerRowCount": 1,
    "skipRows": 0,
    "skipColumns": 0,
    "skipBlankRows": False,
    "skipInitialSpace": False,
    "trim": False,
    "commentPrefix": None,
}


def write_metadata(
    contents: Contents, folder: Path, references: References, said: Sequence[str]
) -> None:
    """Write what the tables hold.

    Args:
        contents: What they were made of.
        folder: Where they are.
        references: Which foreign keys hold.
        said: Sentences that everybody has to know of them.
    """
    found = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "@id": contents.name(f"id/tables-{_safe(contents.build.name)}"),
        "dc:title": TITLE,
        "dc:creator": CREATOR,
        "dc:source": contents.name(f"id/build-{_safe(contents.build.name)}"),
        "dc:license": [{"@id": licence} for licence in licences(contents)],
        "dc:rights": rights(contents),
        "dc:description": list(said),
        "notes": [{"dc:description": text} for text in (FORMULAS, CONTROLS, LEADING)],
        "dialect": DIALECT,
        "tables": [_table(contents, table, references) for table in TABLES.values()],
    }
    text = json.dumps(found, ensure_ascii=False, indent=1)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def _table(contents: Contents, table: Table, references: References) -> dict[str, Any]:
    missing = references.missing(table)
    schema: dict[str, Any] = {
        "columns": [
            {**_column(column, missing), **_meaning(contents, table, column)}
            for column in table.columns
        ],
        "primaryKey": list(table.key),
    }
    if table.named_by:
        schema["aboutUrl"] = f"{{+{table.named_by}}}"
    # A validator may refuse a foreign key that is empty in any row.
    keys = [
        {
            "columnReference": [column],
            "reference": {"resource": f"{end}.csv", "columnReference": [other]},
        }
        for column, end, other in table.foreign_keys
        if not missing[column] and references.always(table, column)
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {
        "url": f"{table.name}.csv",
        "dc:title": table.title,
        "dc:description": table.about,
        "tableSchema": schema,
    }


def _column(column: Column, missing: dict[str, int]) -> dict[str, Any]:
    datatype: Any = DATATYPES[column.kind]
    if column.kind in {"iri", "iris"}:
        datatype = {"base": datatype, "format": IRI}
    if column.values:
        datatype = {"base": "string", "format": "|".join(map(re.escape, column.values))}
    found: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.about,
        "datatype": datatype,
        "required": column.required,
    }
    if column.kind in LISTS:
        found["separator"] = LISTS[column.kind]
    if column.leads_to and not missing[column.name]:
        found[LEADS_TO] = column.leads_to
    return found


def _meaning(contents: Contents, table: Table, column: Column) -> dict[str, Any]:
    """What a cell comes to as a triple about the thing of its row."""
    found = {}
    if column.term and column.term not in SAID_OTHERWISE:
        found["propertyUrl"] = expand(column.term)
    if column.kind == "iri" and column.name != table.named_by:
        found["valueUrl"] = f"{{+{column.name}}}"
    elif table.name == "works" and column.name in OF_WORKS:
        found["valueUrl"] = f"{contents.name(OF_WORKS[column.name])}{{{column.name}}}"
    elif column.leads_to == "facets.name":
        found["valueUrl"] = f"{contents.name('id/facet-')}{{{column.name}}}"
    elif table.name != "works" and column.name in OF_VOCABULARY:
        found["valueUrl"] = f"{AIRM.namespace}{{{column.name}}}"
    return found


def _safe(name: str) -> str:
    """Of a remote store the name is an address."""
    return re.sub("[^A-Za-z0-9_-]+", "-", name).strip("-")
