"""The cells of the AI Risk Repository that need mending: titles, pages, descriptions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ..log import Log
from .broken_words import is_broken, joined

PLACEHOLDERS = {"-", "NA", "N/A"}
TAKEN_FOR_DATE = re.compile(r"\d{4}-(\d\d)-(\d\d)")
ESCAPED_CONTROL = re.compile(r"_x00[01][0-9A-Fa-f]_ ?")  # how XLSX writes a control character
# The publisher put a group before some headings of one paper; it is no part of the heading.
GROUPED_WORK = "framework-gipiskis2024"
GROUPED = re.compile(
    r"(?:(?:Data|Training)-related|Fine-tuning related|General Evaluations|Benchmarking"
    r"|Benchmark (?:Inaccuracy|Limitations)|Agency) \((.+)\)"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a file, to report about."""

    log: Log
    path: str
    place: str

    def note(self, value: object, what: str) -> None:
        """Something odd that is kept as it stands."""
        self.log.note(self.path, self.place, value, what)

    def mend(self, value: object, what: str) -> None:
        """Something wrong of which the right form is known."""
        self.log.mend(self.path, self.place, value, what)

    def refuse(self, value: object, what: str) -> None:
        """A row that is left out."""
        self.log.refuse(self.path, self.place, value, what)


def clean(cell: str) -> str:
    """The cell on one line; a sign in place of a value is none.

    >>> clean(" Deception  of users\\n"), clean("-")
    ('Deception of users', '')
    """
    text = " ".join(cell.split())
    return "" if text in PLACEHOLDERS else text


def title(
    cell: str, key: str, work: str, is_heading: bool, words: Counter[str], place: Place
) -> tuple[str, str]:
    """The title, and the published form where more than its blanks was mended.

    Args:
        cell: The cell as it stands.
        key: The publisher's key, which stands for a title that is missing.
        work: The work that the row is about.
        is_heading: Whether other rows stand below this one; a heading keeps its group.
        words: The words of the file, by which broken ones are mended.
        place: The row.
    """
    published = clean(cell)
    if not published:
        place.note(cell, "has no title; the key stands for it")
        return key, ""
    if published != cell:
        place.mend(cell, "blanks around or within the title are dropped")
    label = joined(published, words)
    if is_broken(label):
        place.note(label, "a word may be broken; it stands nowhere whole, so it is kept")
    if work == GROUPED_WORK:
        label = label.replace("Dimension - ", "Dimension: ", 1)
        if (match := GROUPED.fullmatch(label)) and not is_heading:
            label = match[1]
    if label == published:
        return label, ""
    place.mend(published, f"a broken word or a group is no part of the title: {label!r}")
    return label, published


def page(row: dict[str, str], is_evidence: bool, place: Place) -> str:
    """The page: of the description, or of the evidence; "12-13" where it became 13 December."""
    names = ["p.AddEv", "P.Def"] if is_evidence else ["P.Def"]
    used = next((name for name in names if clean(row[name])), "")
    for name in ("P.Def", "p.AddEv"):
        if name != used and TAKEN_FOR_DATE.fullmatch(clean(row[name])):
            place.note(row[name], f"{name} is taken for a date; it is not used")
    found = clean(row[used]) if used else ""
    date = TAKEN_FOR_DATE.fullmatch(found)
    if not date:
        return found
    first, last = int(date[1]), int(date[2])
    if first < last:  # pages rise; with day and month the other way round they would fall
        place.mend(found, f"{used} is taken for a date; the pages are {first}-{last}")
        return f"{first}-{last}"
    place.note(found, f"{used} is taken for a date; which pages were meant is not certain")
    return ""


def texts(row: dict[str, str], level: str, place: Place) -> Iterator[tuple[str, str]]:
    """The publisher's words by property: descriptions define, further evidence is a note."""
    description, shifted = row["Description"].strip(), row["Risk subcategory"].strip()
    if level == "category" and clean(shifted):
        if not description and shifted.startswith('"'):
            place.mend(shifted, "the description stands one column to the left")
            description = shifted
        else:
            place.note(shifted, "a category has a subcategory; left out")
    if description in PLACEHOLDERS:
        place.note(description, "a sign in place of a description; left out")
    elif description:
        name = "note" if level == "additional-evidence" else "definition"
        yield name, _without_controls(description, place)
    evidence = row["Additional ev."].strip()
    if evidence and evidence not in PLACEHOLDERS:
        yield "note", _without_controls(evidence, place)


def _without_controls(words: str, place: Place) -> str:
    kept = ESCAPED_CONTROL.sub("", words)
    if kept != words:
        place.mend(ESCAPED_CONTROL.findall(words)[0], "a control character in a text is dropped")
    return kept
