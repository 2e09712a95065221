"""What a folder that this program wrote says of its entities, for which the Nexus has no slot.

Such an entity has an id that begins with :data:`PREFIX`, and lines ``name: value`` as ``notes``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

PREFIX = "airm-"
KIND, KEY, IRI, NOTATION, FACET, FACET_OF, CLASSIFIED = (
    *("kind", "key", "iri", "notation", "facet", "facet of", "classified on "),
)
HEADING = "heading"
HARMS = frozenset({"risk-source", "risk", "consequence", "impact"})
RELATIONS = ("mitigates", "reduces", "respondsTo", "detects", "assesses", "actsOn")


class Noted(Protocol):
    """An entity that has an id and slots."""

    id: str

    def all(self, slot: str) -> list[str]:
        """All values of a slot."""


def is_ours(entity: Noted) -> bool:
    """Whether this program wrote the entity."""
    return entity.id.startswith(PREFIX)


def is_heading(entity: Noted) -> bool:
    """Whether the entity stands for a heading of a work."""
    return HEADING in noted(entity, KIND)


def own_facet(group: Noted, name: str = "") -> str:
    """What the facet of a group is called here.

    One that a source brought has a name of its own, for whoever reads the folder may have the
    source, too.

    Args:
        group: An entity that stands for a concept.
        name: The facet; the first of the group's when left out.
    """
    found = name or first(noted(group, FACET))
    return PREFIX + found if noted(group, FACET_OF) else found


def note(name: str, value: str) -> str:
    """One line of the notes."""
    return f"{name}: {value}"


def noted(entity: Noted, name: str) -> list[str]:
    """What the notes of an entity of ours say under a name."""
    if not is_ours(entity):
        return []
    start = f"{name}: "
    return [text.removeprefix(start) for text in entity.all("notes") if text.startswith(start)]


def noted_with(entity: Noted, start: str) -> list[tuple[str, str]]:
    """The names in the notes that begin so, less that beginning, with what they say."""
    if not is_ours(entity):
        return []
    found = (
        text.removeprefix(start).partition(": ")
        for text in entity.all("notes")
        if text.startswith(start)
    )
    return [(name, value) for name, _, value in found if value]


def first(values: Iterable[str]) -> str:
    """The first value, or nothing."""
    return next(iter(values), "")


def local_name(entity: Noted) -> str:
    """The name that the entity has in the graph that it was written from."""
    return entity.id.removeprefix(PREFIX)
