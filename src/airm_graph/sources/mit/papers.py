"""The papers of the AI Risk Repository, each with what its workbook says about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ...records import Work
from ..log import Log
from .documents import address_of, new_work
from .found_tables import Table
from .known import folded, same_work, slug

RESOURCE_COLUMNS = ("Paper_ID", "QuickRef", "Title", "Authors (full)", "Year", "DOI", "URL")

SURNAME_INITIALS = re.compile(r"[^,.]*\w [A-Z]{1,4}")  # Yampolskiy RV
INITIALS_SURNAME = re.compile(r"(?:[A-Z]\. ?-?)+[^,.]*\w")  # J. Perlo
SURNAME_COMMA_INITIALS = re.compile(
    r"([^,.]*\w), ((?:[A-Z]\.?[ -]?)+)(?:, (?:& )?| and |$)"
)  # Xu, R.


@dataclass
class Paper:
    """A paper of the database; ``rows`` and ``categories`` say what its rows became so far."""

    work: Work
    title: str
    reference: str
    rows: dict[str, str] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    category: str = ""
    latest: str = ""


def creators(names: str) -> tuple[str, ...]:
    """The authors one by one where the way they are listed is plain, else all in one text.

    >>> creators("Critch A, Russell S")
    ('Critch A', 'Russell S')
    >>> creators("Marchal, N. and Xu, R.")
    ('Marchal, N.', 'Xu, R.')
    >>> creators("Department for Science, Innovation and Technology")
    ('Department for Science, Innovation and Technology',)
    """
    line = " ".join(names.replace(";", ",").split())
    parts = line.split(", ")
    for pattern in (SURNAME_INITIALS, INITIALS_SURNAME):
        if all(pattern.fullmatch(part) for part in parts):
            return tuple(parts)
    pairs = list(SURNAME_COMMA_INITIALS.finditer(line))
    if pairs and "".join(pair[0] for pair in pairs) == line:
        return tuple(f"{pair[1].strip()}, {pair[2].strip()}" for pair in pairs)
    return (line,) if line else ()


def read_papers(
    database: Table, resources: Table | None, known: tuple[Work, ...], log: Log
) -> dict[str, Paper]:
    """The papers of the rows at level Paper, by their number."""
    listed = _listed(resources, log) if resources else {}
    found: dict[str, Paper] = {}
    works = list(known)
    for row_number, row in database.rows:
        number = row["Ev_ID"].strip().partition(".")[0]
        level = row["Category level"].strip()
        if level != "Paper" or not number.isdecimal() or number in found:
            continue
        reference, title = (" ".join(row[name].split()) for name in ("QuickRef", "Title"))
        if not slug(reference) or not title:
            continue  # its rows are refused, each with its place
        work = same_work(known, reference, title)
        place = f"{row_number} {row['Ev_ID'].strip()}"
        facts = listed.get(number.lstrip("0"), {})
        if resources and not facts:
            log.note(database.path.name, place, reference, "stands not among the resources")
        if work is None:
            work = _new_work(reference, title, works, facts)
            works.append(work)
        found[number] = Paper(work=work, title=title, reference=reference)
        _compare(facts, found[number], database.path.name, place, log)
    return found


def _listed(table: Table, log: Log) -> dict[str, dict[str, str]]:
    """The rows of the sheet of resources, by the number of the paper."""
    found: dict[str, dict[str, str]] = {}
    dois: dict[str, str] = {}
    path = table.path.name
    for row_number, row in table.rows:
        number, reference = row["Paper_ID"].strip(), row["QuickRef"].strip()
        if not number or not reference:  # notes below the table
            continue
        place = f"{table.sheet} {row_number} {reference}"
        log.row(path, place)
        if number in found:
            log.refuse(path, place, number, "the number stands twice; the first one is taken")
            continue
        doi = address_of("", row["DOI"])
        if doi and doi in dois:
            log.note(path, place, doi, f"{dois[doi]} has the same DOI; one of them is wrong")
        dois.setdefault(doi, reference)
        found[number] = row
    return found


def _new_work(reference: str, title: str, held: list[Work], row: dict[str, str]) -> Work:
    """A work with creators, year and address; the year of the reference where no table says it."""
    year = re.search(r"(?:19|20)\d\d$", reference)
    return new_work(
        reference,
        title,
        held,
        creators=creators(row.get("Authors (full)", "")),
        year=row.get("Year", "").strip() or (year[0] if year else ""),
        address=address_of(row.get("URL", ""), row.get("DOI", "")),
    )


def _compare(row: dict[str, str], paper: Paper, path: str, place: str, log: Log) -> None:
    """Note where the sheet of resources calls the paper otherwise than the database."""
    if row and row["QuickRef"].strip() != paper.reference:
        log.note(path, place, paper.reference, f"the resources call it {row['QuickRef'].strip()}")
    if row and folded(row["Title"]) != folded(paper.title):
        log.note(path, place, paper.title, "the resources spell the title differently")
