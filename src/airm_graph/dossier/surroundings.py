"""What stands around a thing: above, below and beside it, and the work that states it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..identifiers import compress
from ..lookup import Thing
from ..store import Row
from ..vocab import AIRM, DCTERMS, PREFIXES, RDFS, SKOS
from .asking import Asking
from .model import Fact, Part, Statement, Use
from .statements import statements_of

PARENT = (AIRM.underHeading.value, DCTERMS.isPartOf.value)
CLASSES = {"category", "category-v2"}


def path_to(asking: Asking, facts: Iterable[Fact]) -> tuple[Thing, ...]:
    """The headings or things above of which it is a part, the nearest last."""
    above: list[Thing] = []
    said = [(fact.property, fact.value) for fact in facts]
    while True:
        parents = (value for name in PARENT for property_, value in said if property_ == name)
        parent = next((value for value in parents if value in asking.things), None)
        if parent is None or asking.things[parent] in above:
            return tuple(above)
        above.insert(0, asking.things[parent])
        said = [(row["property"], row["value"]) for row in asking.about(parent)]


def siblings_of(
    asking: Asking, statements: Iterable[Statement]
) -> dict[str, tuple[tuple[str, str], ...]]:
    """Code and label of the concepts beside each class that was assigned."""
    return {
        statement.concept: _named(asking.again("siblings-of-concept", concept=statement.concept))
        for statement in statements
        if statement.decided and statement.facet in CLASSES
    }


def below(asking: Asking, concept: str) -> tuple[tuple[str, str], ...]:
    """Code and label of the narrower concepts."""
    return _named(asking.ask("narrower-concepts", concept=concept))


def _named(rows: Iterable[Row]) -> tuple[tuple[str, str], ...]:
    return tuple((row.get("notation", ""), row.get("label", "")) for row in rows)


def uses_of(asking: Asking, concept: str) -> tuple[Use, ...]:
    """How many things stand directly under a concept."""
    return tuple(
        Use(
            property=compress(row["property"]),
            kind=compress(row["class"]),
            things=int(row["things"]),
            frameworks=int(row["frameworks"]),
        )
        for row in asking.uses(concept)
    )


def parts_of(asking: Asking, heading: str) -> tuple[Part, ...]:
    """What stands under a heading."""
    found: dict[str, Part] = {}
    rows = asking.ask("parts-of-heading", heading=heading)
    asking.ahead("statements-about", "thing", (row["part"] for row in rows))
    for row in rows:
        part = row["part"]
        found[part] = Part(
            iri=part,
            label=row.get("label", ""),
            kind=compress(row.get("class", "")),
            definition=row.get("definition", ""),
            statements=tuple(
                s for s in statements_of(asking, part) if s.facet in CLASSES | {"kind"}
            ),
        )
    return tuple(found.values())


class Heading(NamedTuple):
    """A heading of a document, where it stands, and the one directly above."""

    path: str
    part: Part
    parent: str | None


def headings_beside(
    thing: Thing, path: Sequence[Thing], headings: Iterable[Heading]
) -> tuple[tuple[str, Part], ...]:
    """Other headings of the same document, each with its path and the classes it was given."""
    mine = {thing.iri, *(above.iri for above in path)}
    return tuple(
        (heading.path, heading.part)
        for heading in headings
        if heading.part.iri not in mine and heading.parent != thing.iri
    )


def headings_of(asking: Asking, rows: Sequence[Row]) -> tuple[Heading, ...]:
    """The headings that ``headings-of-document`` answered."""
    label = {row["other"]: row.get("label", "") for row in rows}
    parent = {row["other"]: row.get("parent") for row in rows}
    asking.ahead("statements-about", "thing", label)
    found = []
    for other in label:
        names = [label[other]]
        above = parent[other]
        while above in label:
            names.insert(0, label[above])
            above = parent[above]
        part = Part(
            iri=other,
            label=label[other],
            kind="airm:DocumentSection",
            definition="",
            statements=tuple(s for s in statements_of(asking, other) if s.facet == "category-v2"),
        )
        found.append(Heading(" > ".join(names), part, parent[other]))
    return tuple(found)


def work_of(asking: Asking, iri: str) -> dict[str, str]:
    """How a work is cited, and what it is."""
    wanted = {
        DCTERMS.title.value: "title",
        DCTERMS.bibliographicCitation.value: "citation",
        DCTERMS.description.value: "gist",
        RDFS.seeAlso.value: "address",
        SKOS.editorialNote.value: "note",
    }
    found: dict[str, str] = {"iri": iri, "id": iri.removeprefix(PREFIXES["airmid"])}
    for row in asking.about(iri):
        if row["property"] in wanted:
            found[wanted[row["property"]]] = row["value"]
    return found
