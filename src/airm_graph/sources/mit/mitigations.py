"""The AI Risk Mitigation Database, first version, of the MIT AI Risk Initiative.

Read are the export of the database (CSV or XLSX) and, where they are given, the table of its
documents (CSV or XLSX) and the taxonomy (JSON).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import SourceError
from ...identifiers import local_id
from ...records import About, Agent, Classification, Coding, Filing, Source, Text, Work
from ...resources import shown
from ..bounded import digest, read_json
from ..log import Log
from .broken_words import is_broken, joined, vocabulary
from .documents import DOCUMENT_COLUMNS, category_texts, new_work, read_documents
from .found_tables import Table, find_table
from .known import Concept, concepts, slug, works

SOURCE = "mitv1"
SCHEME = "mitigation-taxonomy-v1"
COLUMNS = ("Action ID", "Action Name", "Action Definition", "Action Source", "MitigationCode")
EXPECTED = (
    f"expected the database (columns {', '.join(COLUMNS)}), the table of its documents"
    " (columns ShortRef, Title, Abstract and more) or the taxonomy (JSON with categories)"
)
MISSPELT = {"watermaking": "watermarking"}  # the one slip of the pen that is mended by name

AIRI = Agent(
    id="agent-mit-airi",
    type="Organization",
    label="MIT AI Risk Initiative",
    definition="Publishes the AI Risk Repository and the AI Risk Mitigation Database; who of its"
    " people decided on a class is not published.",
    address="https://airisk.mit.edu",
)


@dataclass
class _Files:
    """What was found: the database, its documents, and the taxonomy with its file."""

    database: Table | None = None
    documents: Table | None = None
    taxonomy: tuple[Path, list[Any]] | None = None


@dataclass
class _Rows:
    """What the rows of the database say."""

    works: dict[str, Work]
    known: tuple[Work, ...]
    codes: dict[str, Concept]
    words: Counter[str]
    filings: dict[str, Filing] = field(default_factory=dict)
    classifications: list[Classification] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)


def read(paths: Sequence[Path], log: Log) -> list[Source]:
    """The database as one compilation.

    Args:
        paths: The database and, in any order, its documents and taxonomy; or the folder of these.
        log: What became of each row.

    Raises:
        SourceError: No path holds the database, two do, or its codes are of another taxonomy.
    """
    files = _files(paths)
    table = files.database
    if table is None:
        raise SourceError(f"holds no mitigation database; {EXPECTED}", path=shown(paths[0]))
    known, codes = works(without=SOURCE), concepts(SCHEME)
    documents, texts = read_documents(files.documents, known, log) if files.documents else ({}, [])
    for work in known:
        documents.setdefault(work.source_key, work)
    words = vocabulary(row[name] for _, row in table.rows for name in COLUMNS[1:3])
    rows = _Rows(documents, known, codes, words, texts=texts)
    for number, row in table.rows:
        _read_row(number, row, table.path.name, rows, log)
    for number, cells in table.ragged:
        log.row(table.path.name, str(number))
        log.refuse(table.path.name, str(number), f"{cells} cells", f"expected {len(COLUMNS)} cells")
    if not rows.classifications:
        raise SourceError(
            "no row has a code of the first taxonomy, such as '3.1 Testing & Auditing'; expected"
            " the first version of the database",
            path=shown(table.path),
        )
    if files.taxonomy:
        rows.texts += category_texts(*files.taxonomy, codes, log)
    return [_source(files, table, rows)]


def _files(paths: Sequence[Path]) -> _Files:
    files = _Files()
    for path in paths:
        if not path.is_dir():
            if not _take(path, files):
                what = f"is no file of the mitigation database; {EXPECTED}"
                raise SourceError(what, path=shown(path))
            continue
        inside = [item for item in sorted(path.iterdir()) if item.is_file()]
        for item in inside:
            if item.suffix.lower() == ".csv" or item.match("*taxonomy*.json"):
                _take(item, files)
        for item in inside:  # a workbook takes long, and others may lie beside it
            if files.database is None and item.suffix.lower() == ".xlsx":
                _take(item, files)
    return files


def _take(path: Path, files: _Files) -> bool:
    """Whether the file belongs to the database; what it holds is remembered then."""
    if path.suffix.lower() == ".json":
        document = read_json(path)
        categories = document.get("categories") if isinstance(document, dict) else None
        if isinstance(categories, list):
            files.taxonomy = path, categories
        return isinstance(categories, list)
    if path.suffix.lower() not in {".csv", ".xlsx"}:
        return False
    database, documents = find_table(path, COLUMNS), find_table(path, DOCUMENT_COLUMNS)
    if database and files.database:
        first = files.database.path.name
        raise SourceError(f"is a second database beside {first}; expected one", path=shown(path))
    files.database = files.database or database
    files.documents = files.documents or documents
    return bool(database or documents)


def _read_row(number: int, row: dict[str, str], path: str, rows: _Rows, log: Log) -> None:
    key, reference = (" ".join(row[name].split()) for name in ("Action ID", "Action Source"))
    place = f"{number} {key}"
    log.row(path, place)
    if not slug(key) or not slug(reference):
        log.refuse(path, place, row["Action Name"], "has no Action ID or Action Source; left out")
        return
    if key.partition("_")[2] != reference:
        log.note(path, place, reference, "the key names another source; kept as filed")
    label, published = _label(row["Action Name"] or key, place, path, rows.words, log)
    filing = Filing(
        id=_free(local_id("mitigation", SOURCE, key.partition("_")[0]), rows, path, place, log),
        source_key=key,
        kind="measure",
        status="accepted",
        work=_work(reference, path, place, rows, log).id,
        label=label,
        published_label=published,
        page="",
        part_of="",
        line=number,
        path=path,
    )
    rows.filings[filing.id] = filing
    if words := row["Action Definition"].strip():
        rows.texts.append(Text(id=filing.id, property="definition", words=words))
    else:
        log.note(path, place, "", "has no definition; kept without one")
    code, _, name = " ".join(row["MitigationCode"].split()).partition(" ")
    if code in rows.codes and rows.codes[code].is_called(name):
        rows.classifications.append(
            Classification(
                id=filing.id,
                facet="category",
                concept=code,
                status="accepted",
                confidence=None,
                rationale="",
                line=number,
                path=path,
            )
        )
    else:
        log.note(path, place, row["MitigationCode"], "is no code of the taxonomy; not classified")


def _free(wanted: str, rows: _Rows, path: str, place: str, log: Log) -> str:
    if wanted not in rows.filings:
        return wanted
    log.note(path, place, wanted, "the key stands twice; the second one gets a suffix")
    return next(
        key for key in (f"{wanted}-{use}" for use in range(2, 10_000)) if key not in rows.filings
    )


def _label(name: str, place: str, path: str, words: Counter[str], log: Log) -> tuple[str, str]:
    """The name on one line with its words whole, and the published form if that differs."""
    published = " ".join(name.split())
    if published != name:
        log.mend(path, place, name, "blanks around or within the name are dropped")
    label = joined(published, words)
    if is_broken(label):
        log.note(path, place, label, "a word may be broken; it stands nowhere whole, so it is kept")
    for wrong, right in MISSPELT.items():
        label = re.sub(rf"\b{wrong}\b", right, label)
    if label == published:
        return label, ""
    log.mend(path, place, published, f"a broken or misspelt word is mended: {label!r}")
    return label, published


def _work(reference: str, path: str, place: str, rows: _Rows, log: Log) -> Work:
    if reference not in rows.works:
        work = new_work(reference, "", (*rows.known, *rows.works.values()))
        log.note(path, place, reference, f"is in no table of documents; added as {work.id}")
        rows.works[reference] = work
    return rows.works[reference]


def _source(files: _Files, table: Table, rows: _Rows) -> Source:
    held = {work.id for work in rows.known}
    new = sorted({work.id: work for work in rows.works.values()}.items())
    taxonomy = files.taxonomy[0] if files.taxonomy else None
    used = {table.path, files.documents.path if files.documents else table.path, taxonomy}
    return Source(
        about=_about(table.path, sorted(path for path in used if path)),
        agents=(AIRI,),
        works=tuple(work for key, work in new if key not in held),
        filings=tuple(rows.filings[key] for key in sorted(rows.filings)),
        classifications=tuple(sorted(rows.classifications, key=lambda item: item.id)),
        codings=tuple(_coding(key, rows) for key, _ in new if key not in held),
        texts=tuple(sorted(rows.texts, key=lambda text: (text.id, text.property, text.words))),
    )


def _coding(work: str, rows: _Rows) -> Coding:
    """How a document is coded of which the catalogue does not say it."""
    filed = {key for key, filing in rows.filings.items() if filing.work == work}
    all_coded = filed <= {item.id for item in rows.classifications}
    return Coding(
        work=work,
        facet="category",
        extraction="unknown",
        coded="complete" if all_coded else "partial",
        coder=AIRI.id,
        confidence=None,
        rationale="Every row of the document carries a code."
        if all_coded
        else "Some rows of the document carry no code of the taxonomy.",
    )


def _about(database: Path, used: list[Path]) -> About:
    day = re.search(r"20\d\d-[01]\d-[0-3]\d", database.name)
    return About(
        id=SOURCE,
        of="compilation-mitigation-database",
        type="Compilation",
        title="AI Risk Mitigation Database",
        version=day[0] if day else "1",
        issued=day[0] if day else "",
        creators=(AIRI.label,),
        address="https://airisk.mit.edu/ai-risk-mitigations",
        licence="https://creativecommons.org/licenses/by/4.0/",
        rights="Names, definitions and class codes: MIT AI Risk Initiative, CC BY 4.0; abstracts"
        " belong to the documents.",
        agent=AIRI.id,
        method="publisherFiling",
        preliminary=False,
        retrieved="",
        derived_from=(),
        checksum=digest(used),
        description="The rows of the database with the class that the publisher gave each, and the"
        " documents they were taken from.",
        path=shown(database),
    )
