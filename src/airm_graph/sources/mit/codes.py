"""The codes of the AI Risk Repository: the domain of a risk, and its causes."""

from __future__ import annotations

from collections.abc import Iterator

from ...records import UNDETERMINED
from .cells import Place, clean
from .known import Concept

Code = tuple[str, str, str]  # facet, notation, rationale

FACETS = ("risk-domain", "causal-entity", "causal-intent", "causal-timing")
NOT_CODED = "4 - Not coded"  # yields no classification, on every facet
EXCLUDED = "X.1"  # left out of the coding by domain; the causal codes of the row count
CAUSES = {
    "Entity": ("causal-entity", {"1 - Human": "human", "2 - AI": "ai", "3 - Other": "other"}),
    "Intent": (
        "causal-intent",
        {
            "1 - Intentional": "intentional",
            "2 - Unintentional": "unintentional",
            "3 - Other": UNDETERMINED,
        },
    ),
    "Timing": (
        "causal-timing",
        {
            "1 - Pre-deployment": "pre-deployment",
            "2 - Post-deployment": "post-deployment",
            "3 - Other": UNDETERMINED,
        },
    ),
}


def codes_of(row: dict[str, str], domains: dict[str, Concept], place: Place) -> Iterator[Code]:
    """The codes that the row carries; what is missing or unknown is noted."""
    if notation := _domain(row, domains, place):
        yield "risk-domain", notation, ""
    for column, (facet, meanings) in CAUSES.items():
        cell = clean(row[column])
        if cell in meanings:
            undecided = meanings[cell] == UNDETERMINED
            said = f"The publisher codes 3: the {column.lower()} is left open or mixed."
            yield facet, meanings[cell], said if undecided else ""
        elif cell != NOT_CODED:
            what = f"{column} holds no known code" if cell else f"{column} is empty"
            place.note(cell, f"{what}; not classified")


def note_stray_codes(row: dict[str, str], place: Place) -> None:
    """Note the codes of a row that is no risk."""
    filled = [name for name in (*CAUSES, "Sub-domain") if clean(row[name])]
    if filled:
        what = f"codes beside a row that is no risk: {', '.join(filled)}; left out"
        place.note(row[filled[0]], what)


def _domain(row: dict[str, str], domains: dict[str, Concept], place: Place) -> str:
    """The notation of the subdomain, or of the whole domain where the code ends in 0."""
    cell, domain = clean(row["Sub-domain"]), clean(row["Domain"])
    code, _, name = (part.strip() for part in cell.partition(">"))
    if code == EXCLUDED:
        return ""
    notation = code.removesuffix(".0") if code[:1].isdigit() else code
    concept = domains.get(notation)
    if not concept:
        what = "is no code of a subdomain" if cell else "has no subdomain"
        place.note(cell or domain, f"{what}; not classified by domain")
        return ""
    # The labels of whole domains vary between the columns of one workbook.
    if notation == code and not concept.is_called(name):
        place.note(cell, "the label is not the one of the code; the code counts")
    if domain[:1] != code[:1]:
        place.note(cell, f"the domain is {domain or 'empty'!r}; the subdomain counts")
    return notation
