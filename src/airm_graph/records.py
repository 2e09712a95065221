"""What a source says: plain, immutable, free of RDF.

References between records are local names of ``airmid:`` (``mitigation-mitv1-A0968``); concepts
are the notations of their scheme (``2.3.1``, ``deploy``). ``line`` and ``path`` say where a record
was read, for messages.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

UNDETERMINED = "?"  # looked at and not decided; never a concept
UNSTATED = "unstated"  # what readers write for the version of what has none


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Something that was read from one row of one file."""

    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent(Record):
    """Who states or decides something: an organisation, a person, or a program."""

    id: str
    type: str  # Organization | Person | SoftwareAgent
    label: str
    definition: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Record):
    """A document that states measures, requirements or risks."""

    id: str
    source_key: str
    title: str
    creators: tuple[str, ...]
    year: str
    version: str
    address: str
    kind: str
    status: str
    bindingness: str
    jurisdiction: str
    sector: str
    system_scope: str
    gist: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Record):
    """A heading of a work."""

    id: str
    work: str
    parent: str
    label: str
    same_as: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing(Record):
    """A row as a compilation files it: its key, its words, its work."""

    id: str
    source_key: str
    kind: str
    status: str
    work: str
    label: str
    published_label: str
    page: str
    part_of: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description(Record):
    """What a reader says a filed row is: its kind, heading and definition."""

    id: str
    kind: str
    section: str
    scope: str
    definition: str
    confidence: Decimal | None = None
    rationale: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification(Record):
    """A thing put under a concept of a facet, or left undetermined with a reason."""

    id: str
    facet: str
    concept: str
    status: str
    confidence: Decimal | None
    rationale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Record):
    """A measure said to act on a risk; ``actsOn`` where its author does not say in which way."""

    id: str
    relation: str
    target: str
    confidence: Decimal | None
    rationale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding(Record):
    """How completely a work was extracted, and coded on a facet."""

    work: str
    facet: str
    extraction: str
    coded: str
    coder: str
    confidence: Decimal | None
    rationale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand(Record):
    """How many risks, in how many papers, a compilation files under a risk domain."""

    domain: str
    risks: int
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme(Record):
    """A taxonomy that a source brings, and the facet that classifies by it.

    ``of`` is the kind of thing that the facet classifies (``measure``, ``requirement``, ``risk``);
    without a facet the scheme is only there to be mapped and looked up.
    """

    id: str
    label: str
    facet: str
    of: str
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeConcept(Record):
    """One concept of a scheme that a source brings."""

    id: str
    scheme: str
    notation: str
    parent: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping(Record):
    """One thing said to correspond to another, as a SSSOM row says it.

    ``subject`` and ``object`` are local names, IRIs, or references ``framework-atlas:AML.T0020``
    (a work and the key that its publisher gives the thing), which are resolved when all sources
    are known. ``predicate`` is a CURIE; ``airm:correspondsTo`` where its author states no type.
    """

    subject: str
    predicate: str
    object: str
    subject_version: str = ""
    object_version: str = ""
    justification: str = ""
    confidence: Decimal | None = None
    author: str = ""
    negative: bool = False
    machine_made: bool = False
    status: str = "accepted"
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Record):
    """A plain link between two things: a case study is evidence for a technique."""

    id: str
    relation: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Record):
    """The publisher's words about a thing; they stay in the user's workspace."""

    id: str
    property: str
    words: str
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class About(Record):
    """The version that a catalogue folder holds: one named graph, one author, one licence."""

    id: str
    of: str
    type: str  # Framework | Compilation
    title: str
    version: str
    issued: str
    creators: tuple[str, ...]
    address: str
    licence: str
    rights: str
    agent: str
    method: str
    preliminary: bool
    retrieved: str
    derived_from: tuple[str, ...]
    checksum: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Everything one version of a framework, compilation or reading says."""

    about: About
    agents: tuple[Agent, ...] = ()
    works: tuple[Work, ...] = ()
    sections: tuple[Section, ...] = ()
    filings: tuple[Filing, ...] = ()
    descriptions: tuple[Description, ...] = ()
    classifications: tuple[Classification, ...] = ()
    actions: tuple[Action, ...] = ()
    codings: tuple[Coding, ...] = ()
    demands: tuple[Demand, ...] = ()
    schemes: tuple[Scheme, ...] = ()
    concepts: tuple[SchemeConcept, ...] = ()
    mappings: tuple[Mapping, ...] = ()
    links: tuple[Link, ...] = ()
    texts: tuple[Text, ...] = ()


def of_kind(records: Iterable[Record], kind: type[Record]) -> tuple[Any, ...]:
    """The records of a kind, each once, in an order that does not depend on how they were read."""
    return tuple(sorted({each for each in records if type(each) is kind}, key=repr))
