"""The AI Risk Repository of the MIT AI Risk Initiative: its workbook, or its database as CSV.

Every row keeps the publisher's key, level, page and codes. A paper that the catalogue knows keeps
its identifier; the others become works with what the workbook says about them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ...errors import SourceError
from ...identifiers import local_id
from ...records import (
    About,
    Classification,
    Coding,
    Demand,
    Filing,
    Scheme,
    SchemeConcept,
    Source,
    Text,
    Work,
)
from ...resources import shown
from ..bounded import digest
from ..log import Log
from .broken_words import vocabulary
from .cells import Place, clean, page, texts, title
from .codes import FACETS, codes_of, note_stray_codes
from .found_tables import Table, find_table
from .known import Concept, concepts, folded, works
from .numbering import note_jumps
from .papers import RESOURCE_COLUMNS, Paper, read_papers

COLUMNS = (
    *("Title", "QuickRef", "Ev_ID", "Paper_ID", "Cat_ID", "SubCat_ID", "AddEv_ID"),
    *("Category level", "Risk category", "Risk subcategory", "Description", "Additional ev."),
    *("P.Def", "p.AddEv", "Entity", "Intent", "Timing", "Domain", "Sub-domain"),
)
WORDY = ("Risk category", "Risk subcategory", "Description", "Additional ev.")
AGENT = "agent-mit-airi"
LEVEL = "mitrisk-level"
LEVELS = {  # the publisher's levels: notation and kind
    "Paper": ("paper", ""),
    "Risk Category": ("category", "risk"),
    "Risk Sub-Category": ("sub-category", "risk"),
    "Additional evidence": ("additional-evidence", "evidence"),
}
KEY = re.compile(r"\d+\.\d+\.\d+(?:\.?[a-z]{1,2})?")
EVIDENCE_KEY = re.compile(r"(.+\d)(\.?[a-z]{1,2})")

TWICE = "The publisher uses this key twice; the suffix is ours."
MISFIT = "The key of this row fits no other row; it stands after the row it is attached to here."
CODED_COMPLETELY = "Every risk row of the work carries a value."
CODED_PARTLY = "Rows marked as not coded or excluded by the publisher carry no value."


@dataclass
class _Rows:
    """What is known beforehand, and what the rows say."""

    source: str
    papers: dict[str, Paper]
    headings: set[tuple[str, str]]  # number of the paper and name of a category with rows below
    domains: dict[str, Concept]
    words: Counter[str]
    filings: dict[str, Filing] = field(default_factory=dict)
    classifications: list[Classification] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    risks: Counter[str] = field(default_factory=Counter)  # per work
    valued: Counter[tuple[str, str]] = field(default_factory=Counter)  # per work and facet
    demand: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def read(paths: Sequence[Path], log: Log) -> list[Source]:
    """The repository as one compilation.

    Args:
        paths: The workbook, or its database as CSV; or the folder of one of them.
        log: What became of each row.

    Raises:
        SourceError: No file holds the database of the repository.
    """
    table = _database(paths)
    name = table.path.name
    version = re.search(r"(?<![a-z0-9])v(\d+)(?![a-z0-9])", f"{table.sheet} {name}".lower())
    number = version[1] if version else "4"
    source = f"mitrisk{number}"
    known = works(without=source)
    for row_number, row in table.rows:
        _supply_key(row, row_number, name, log)
    note_jumps(table.rows, name, log)
    is_workbook = table.path.suffix.lower() == ".xlsx"
    resources = find_table(table.path, RESOURCE_COLUMNS, "included") if is_workbook else None
    rows = _Rows(
        source=source,
        papers=read_papers(table, resources, known, log),
        headings={
            (_number(row), folded(row["Risk category"]))
            for _, row in table.rows
            if row["Category level"].strip() == "Risk Sub-Category"
        },
        domains=concepts("risk-domain"),
        words=vocabulary(row[column] for _, row in table.rows for column in WORDY),
    )
    for row_number, row in table.rows:
        _read_row(row_number, row, rows, Place(log, name, _place(row_number, row)))
    for row_number, cells in table.ragged:
        log.row(name, str(row_number))
        log.refuse(name, str(row_number), f"{cells} cells", "expected as many as the header has")
    if not rows.filings:
        what = (
            f"no row could be read; expected keys such as 62.07.01 and levels {', '.join(LEVELS)}"
        )
        raise SourceError(what, path=shown(table.path))
    first = Place(log, name, _place(*table.rows[0]))
    return [_source(rows, known, _about(table, source, number), first)]


def _database(paths: Sequence[Path]) -> Table:
    for path in paths:
        for file in sorted(path.iterdir()) if path.is_dir() else [path]:
            if path.is_dir() and not file.is_file():
                continue
            if file.suffix.lower() in {".csv", ".xlsx"}:
                table = find_table(file, COLUMNS, "database")
                if table and table.rows:
                    return table
    raise SourceError(
        "holds no database of the AI Risk Repository; expected a workbook or CSV file with rows"
        f" below the columns {', '.join(COLUMNS)}",
        path=shown(paths[0]),
    )


def _supply_key(row: dict[str, str], number: int, path: str, log: Log) -> None:
    """Put a key together where its formula was saved without a value; log the row."""
    paper, category, below, evidence = (
        row[name].strip() or "0" for name in ("Paper_ID", "Cat_ID", "SubCat_ID", "AddEv_ID")
    )
    numbers = (paper, category, below)
    missing = row["Ev_ID"].strip() in {"", "0"} or row["Ev_ID"].startswith(("=", "#"))
    if missing and paper != "0" and all(part.isdecimal() for part in (*numbers, evidence)):
        letter = f".{chr(ord('a') + int(evidence) - 1)}" if 0 < int(evidence) <= 26 else ""
        found, row["Ev_ID"] = row["Ev_ID"], ".".join(part.zfill(2) for part in numbers) + letter
        log.row(path, _place(number, row))
        log.mend(
            path, _place(number, row), found, "the key is missing; put together from its parts"
        )
    else:
        log.row(path, _place(number, row))


def _place(number: int, row: dict[str, str]) -> str:
    return f"{number} {row['Ev_ID'].strip()}".strip()


def _number(row: dict[str, str]) -> str:
    return row["Ev_ID"].strip().partition(".")[0]


def _read_row(number: int, row: dict[str, str], rows: _Rows, place: Place) -> None:
    level, kind = LEVELS.get(row["Category level"].strip(), ("", ""))
    key = row["Ev_ID"].strip()
    if not level or not KEY.fullmatch(key):
        said = f"{key} {row['Category level']}".strip()
        place.refuse(said, f"expected a key such as 62.07.01 and a level: {', '.join(LEVELS)}")
        return
    paper = rows.papers.get(_number(row))
    if paper is None:
        place.refuse(row["QuickRef"], "no row of level Paper has this number; left out")
        return
    _compare(row, paper, place)
    thing, parent, note = _position(key, level, row, paper, rows, place)
    label, published = title(
        _title_cell(row, level),
        key,
        paper.work.id,
        level == "category" and (_number(row), folded(row["Risk category"])) in rows.headings,
        rows.words,
        place,
    )
    filing = Filing(
        id=thing,
        source_key=key,
        kind=kind,
        status="accepted",
        work=paper.work.id,
        label=label,
        published_label=published,
        page=page(row, kind == "evidence", place),
        part_of=parent,
        note=note,
        line=number,
        path=place.path,
    )
    rows.filings[thing] = filing
    if kind != "evidence":
        paper.rows[key] = paper.latest = thing
    if level == "category":
        paper.category = paper.categories[folded(row["Risk category"])] = thing
    for name, words in texts(row, level, place):
        rows.texts.append(Text(id=thing, property=name, words=words))
    _classify(filing, LEVEL, level, "", rows)
    if kind != "risk":
        note_stray_codes(row, place)
        return
    rows.risks[filing.work] += 1
    for facet, concept, rationale in codes_of(row, rows.domains, place):
        _classify(filing, facet, concept, rationale, rows)
        if facet == "risk-domain" and "." in concept and concept[0].isdigit():
            rows.demand[concept].append(_number(row))


def _title_cell(row: dict[str, str], level: str) -> str:
    if level == "paper":
        return row["Title"]
    below = level != "category" and clean(row["Risk subcategory"])
    return row["Risk subcategory"] if below else row["Risk category"]


def _compare(row: dict[str, str], paper: Paper, place: Place) -> None:
    """Note where a row calls its paper otherwise than the paper's own row."""
    reference = clean(row["QuickRef"])
    if reference != paper.reference:
        said = f"the paper's own row has {paper.reference}; taken as the same paper"
        place.note(reference, said)
    if folded(row["Title"]) != folded(paper.title):
        place.note(row["Title"], "the paper's own row has another title; taken as the same paper")


def _position(
    key: str, level: str, row: dict[str, str], paper: Paper, rows: _Rows, place: Place
) -> tuple[str, str, str]:
    """The identifier of the row, what it is part of, and a note if either is ours."""
    own, note, parent = local_id("risk", rows.source, key), "", ""
    if level == "sub-category":
        parent = _category(key, row, paper, place)
    elif level == "additional-evidence":
        match = EVIDENCE_KEY.fullmatch(key)
        parent = paper.rows.get(match[1], "") if match else ""
        if match and parent and parent != local_id("risk", rows.source, match[1]):
            own, note = parent + match[2].replace(".", "_"), TWICE
        if not parent:
            parent, note = paper.latest, MISFIT
            place.note(key, "the key fits no row; attached to the row above")
    if own in rows.filings:
        own = next(f"{own}-{use}" for use in range(2, 10_000) if f"{own}-{use}" not in rows.filings)
        note = TWICE
    if note == TWICE:
        place.note(key, "the key, or that of the row above, is used twice; gets a suffix")
    return own, parent, note


def _category(key: str, row: dict[str, str], paper: Paper, place: Place) -> str:
    """The category that a sub-category names; else that of its key; else the one above."""
    named = paper.categories.get(folded(row["Risk category"]))
    if named:
        return named
    fits = paper.rows.get(key[: key.rfind(".")] + ".00", paper.category)
    place.note(row["Risk category"], f"no category of the paper is so called; put under {fits}")
    return fits


def _classify(filing: Filing, facet: str, concept: str, rationale: str, rows: _Rows) -> None:
    rows.valued[filing.work, facet] += 1
    rows.classifications.append(
        Classification(
            id=filing.id,
            facet=facet,
            concept=concept,
            status="accepted",
            confidence=None,
            rationale=rationale,
            line=filing.line,
            path=filing.path,
        )
    )


def _source(rows: _Rows, known: tuple[Work, ...], about: About, place: Place) -> Source:
    held = {work.id for work in known}
    papers = {paper.work.id: paper.work for paper in rows.papers.values()}
    scheme = f"scheme-{rows.source}-{LEVEL}"
    levels = sorted((notation, label) for label, (notation, _) in LEVELS.items())
    return Source(
        about=about,
        works=tuple(papers[key] for key in sorted(papers) if key not in held),
        filings=tuple(rows.filings[key] for key in sorted(rows.filings)),
        classifications=tuple(sorted(rows.classifications, key=lambda item: (item.id, item.facet))),
        codings=tuple(
            _coding(work, facet, rows) for work in sorted(rows.risks) for facet in FACETS
        ),
        demands=_demands(rows, place),
        schemes=(Scheme(id=scheme, label="Level of a row", facet=LEVEL, of="risk", level="1"),),
        concepts=tuple(
            SchemeConcept(
                id=local_id("concept", f"{rows.source}-{LEVEL}", notation),
                scheme=scheme,
                notation=notation,
                parent="",
                label=label,
            )
            for notation, label in levels
        ),
        texts=tuple(sorted(rows.texts, key=lambda text: (text.id, text.property, text.words))),
    )


def _coding(work: str, facet: str, rows: _Rows) -> Coding:
    complete = rows.valued[work, facet] == rows.risks[work]
    return Coding(
        work=work,
        facet=facet,
        extraction="unknown",
        coded="complete" if complete else "partial",
        coder=AGENT,
        confidence=None,
        rationale=CODED_COMPLETELY if complete else CODED_PARTLY,
    )


def _demands(rows: _Rows, place: Place) -> tuple[Demand, ...]:
    """Risks and papers per subdomain, unless the file is an excerpt of the repository."""
    numbers = {int(number) for number in rows.papers}
    if numbers != set(range(1, len(numbers) + 1)):
        place.note(
            len(numbers), "the papers are not all of 1 to the last one; no demand is counted"
        )
        return ()
    return tuple(
        Demand(domain=code, risks=len(papers), papers=len(set(papers)))
        for code, papers in sorted(rows.demand.items())
    )


def _about(table: Table, source: str, version: str) -> About:
    updated = re.search(r"Updated: (\d{1,2} [A-Z][a-z]+ \d{4})", "\n".join(table.above))
    try:
        issued = datetime.strptime(updated[1], "%d %B %Y").date().isoformat() if updated else ""
    except ValueError:  # another spelling of the month
        issued = ""
    return About(
        id=source,
        of="compilation-risk-repository",
        type="Compilation",
        title="AI Risk Repository",
        version=version,
        issued=issued,
        creators=("MIT AI Risk Initiative",),
        address="https://airisk.mit.edu/ai-risk-repository",
        licence="https://creativecommons.org/licenses/by/4.0/",
        rights="Titles, descriptions, pages and codes: MIT AI Risk Initiative, CC BY 4.0; what they"
        " quote belongs to the papers.",
        agent=AGENT,
        method="publisherFiling",
        preliminary=False,
        retrieved="",
        derived_from=(),
        checksum=digest([table.path]),
        description="The rows of the repository with their level, domain and causal codes, and for"
        " each subdomain the number of risks and of papers.",
        path=shown(table.path),
    )
