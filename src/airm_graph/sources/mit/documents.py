"""What the AI Risk Mitigation Database says beside its rows: about its documents and classes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ...identifiers import is_web_address
from ...records import Text, Work
from ..log import Log
from .found_tables import Table
from .known import Concept, folded, same_work, slug

DOCUMENT_COLUMNS = (
    *("ShortRef", "Title", "First author", "Year"),
    *("Abstract", "Description", "URL", "DOI", "Type"),
)
# Documents whose issuer contradicts the type that the table gives them.
ISSUED_BY_GOVERNMENT = {"NIST2024"}


def new_work(
    reference: str,
    title: str,
    held: Iterable[Work],
    creators: tuple[str, ...] = (),
    year: str = "",
    address: str = "",
) -> Work:
    """A work that the catalogue does not hold, with what a table says about it.

    What no table says stays empty. An identifier that another work has gets a number.
    """
    taken = {work.id for work in held}
    wanted = f"framework-{slug(reference)}"
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    free = wanted if wanted not in taken else next(key for key in numbered if key not in taken)
    return Work(
        id=free,
        source_key=reference,
        title=title or reference,
        creators=creators,
        year=year,
        version="",
        address=address,
        kind="",
        status="",
        bindingness="",
        jurisdiction="",
        sector="",
        system_scope="",
        gist="",
    )


def address_of(url: str, doi: str) -> str:
    """The address that a table gives a document: its URL, else the one of its DOI.

    >>> [address_of("-", doi) for doi in ("https://doi.org/10.1000/1 ", "10.1000/1", "-")]
    ['https://doi.org/10.1000/1', 'https://doi.org/10.1000/1', '']
    """
    url, doi = url.strip(), doi.strip()
    if is_web_address(url):
        return url
    if doi.startswith("10."):
        doi = f"https://doi.org/{doi}"
    return doi if is_web_address(doi) else ""


def read_documents(
    table: Table, known: tuple[Work, ...], log: Log
) -> tuple[dict[str, Work], list[Text]]:
    """The work that each reference of the table stands for, and what the table says about it."""
    found: dict[str, Work] = {}
    texts: list[Text] = []
    for number, row in table.rows:
        reference = " ".join(row["ShortRef"].split())
        place = f"{number} {reference}"
        log.row(table.path.name, place)
        if not slug(reference):
            log.refuse(table.path.name, place, row["ShortRef"], "has no reference; left out")
            continue
        if reference in found:
            log.refuse(table.path.name, place, reference, "stands twice; the first one is taken")
            continue
        title = " ".join(row["Title"].split())
        work = same_work(known, reference, title)
        if work is None:
            held = (*known, *found.values())
            work = new_work(
                reference,
                title,
                held,
                creators=tuple(filter(None, [" ".join(row["First author"].split())])),
                year=row["Year"].strip(),
                address=address_of(row["URL"], row["DOI"]),
            )
            log.note(table.path.name, place, title, f"is not in the catalogue; added as {work.id}")
        found[reference] = work
        _compare(row, work, table, place, log)
        texts += [
            Text(id=work.id, property="note", words=row[name].strip())
            for name in ("Abstract", "Description")
            if row[name].strip()
        ]
    return found, texts


def _compare(row: dict[str, str], work: Work, table: Table, place: str, log: Log) -> None:
    """Note where the table differs from what the catalogue says about a work."""
    title = " ".join(row["Title"].split())
    if folded(title) != folded(work.title):
        log.note(table.path.name, place, title, f"the catalogue has the title {work.title!r}")
    if row["Year"].strip() != work.year:
        log.note(table.path.name, place, row["Year"], f"the catalogue has the year {work.year}")
    kind = row["Type"].strip()
    if "non-government" in kind and work.source_key in ISSUED_BY_GOVERNMENT:
        log.note(
            table.path.name, place, kind, "a government agency issued it; the type is left out"
        )
    if not row["Abstract"].strip():
        log.note(table.path.name, place, "", "has no abstract")


def category_texts(
    path: Path, categories: list[Any], codes: dict[str, Concept], log: Log
) -> list[Text]:
    """The makers' words about the categories of the taxonomy, as notes on our concepts."""
    texts: list[Text] = []
    for entry in _entries(categories):
        code, name = str(entry.get("code", "")), str(entry.get("name", ""))
        log.row(path.name, code)
        concept = codes.get(code)
        if concept is None or not concept.is_called(name):
            said = f"{code} {name}"
            log.refuse(path.name, code, said, "is no category of the first version; left out")
            continue
        texts += [
            Text(id=concept.id, property="note", words=words.strip())
            for words in (entry.get("description"), entry.get("examples"))
            if isinstance(words, str) and words.strip()
        ]
    return texts


def _entries(categories: list[Any]) -> list[dict[str, Any]]:
    """Categories and their subcategories in one list."""
    found = []
    for category in categories:
        if isinstance(category, dict):
            inner = category.get("subcategories")
            found += [category, *(inner if isinstance(inner, list) else [])]
    return [entry for entry in found if isinstance(entry, dict)]
