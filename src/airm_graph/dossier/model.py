"""What a dossier consists of: plain values, with what they are called beside their IRIs."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..authorship import Authorship
from ..lookup import Record, Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Somebody put the thing under a concept of a facet, or left it undetermined."""

    facet: str
    facet_label: str
    concept: str
    notation: str
    label: str
    definition: str
    parent: str
    status: str
    method: str
    agent: str
    date: str
    confidence: str
    rationale: str
    preliminary: bool
    record: str = ""  # where it was said of another record of the thing

    @property
    def decided(self) -> bool:
        """Whether a concept was assigned."""
        return bool(self.concept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A measure acts on a risk, seen from either end."""

    direction: str
    relation: str
    other: str
    label: str
    agent: str
    confidence: str
    rationale: str
    record: str = ""  # where it was said of another record of the thing


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Something to which the thing is said to correspond, or not to.

    Attributes:
        place: Whether the thing is the subject of the mapping, or its object.
        source: Who states it, and who made it where that is somebody else.
        broken: Why an end leads nowhere, or why the mapping must not be relied upon any more.
    """

    place: str
    predicate: str
    other: str
    label: str
    negative: bool
    status: str
    source: str
    confidence: str
    machine_made: bool
    broken: str
    record: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something that stands under a heading."""

    iri: str
    label: str
    kind: str
    definition: str
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A triple about the thing, the label of its value, and the graph that says it."""

    property: str
    value: str
    label: str
    graph: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """How many things of a class stand directly under a concept, and in how many works."""

    property: str
    kind: str
    things: int
    frameworks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One thing, as everybody who says something about it describes it."""

    thing: Thing
    definition: str
    definition_by: str
    path: tuple[Thing, ...]
    statements: tuple[Statement, ...]
    siblings: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    records: tuple[Record, ...] = ()
    links: tuple[Link, ...] = ()
    matches: tuple[Match, ...] = ()
    parts: tuple[Part, ...] = ()
    others: tuple[tuple[str, Part], ...] = ()
    work: dict[str, str] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    authors: tuple[Authorship, ...] = ()
    below: tuple[tuple[str, str], ...] = ()
    uses: tuple[Use, ...] = ()
