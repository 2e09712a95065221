"""Everything about one thing, with who said so: what ``show`` prints.

The Navigator's page of an entry has a class, a reasoning, a heading, children, other records of
the document, the document, and facets. A dossier has the same, and beside each statement its
author, date, method, confidence and reason. It rests on library queries only.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .identifiers import compress
from .lookup import Thing, find_thing, list_things
from .queries import get_query
from .store import OxigraphEngine, Row
from .vocab import AIRM, DCTERMS, PREFIXES, RDFS, SKOS

DESCRIPTION = "the descriptions of agents, versions and graphs"
FACETS = ("category", "category-v2", "stage", "actor", "function")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Somebody put the thing under a concept of a facet, or left it undetermined."""

    facet: str
    facet_label: str
    concept: str
    notation: str
    label: str
    definition: str
    status: str
    method: str
    agent: str
    date: str
    confidence: str
    rationale: str
    preliminary: bool

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
    links: tuple[Link, ...] = ()
    parts: tuple[Part, ...] = ()
    others: tuple[tuple[str, Part], ...] = ()
    work: dict[str, str] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    below: tuple[tuple[str, str], ...] = ()
    uses: tuple[Use, ...] = ()


def dossier(engine: OxigraphEngine, wanted: str) -> Dossier:
    """Everything about what ``wanted`` names.

    Raises:
        IdentifierError: Nothing, or more than one thing, is called so.
    """
    thing = find_thing(engine, wanted)
    facts = _facts(engine, thing.iri)
    statements = _statements(engine, thing.iri)
    path = _path(engine, facts)
    definition = next((f for f in facts if f.property == SKOS.definition.value), None)
    work = next((f.value for f in facts if f.property == AIRM.statedIn.value), None)
    return Dossier(
        thing=thing,
        definition=definition.value if definition else "",
        definition_by=definition.graph if definition else "",
        path=path,
        statements=statements,
        siblings={
            statement.concept: _siblings(engine, statement.concept)
            for statement in statements
            if statement.decided and statement.facet in {"category", "category-v2"}
        },
        links=_links(engine, thing.iri),
        parts=_parts(engine, thing.iri),
        others=_others(engine, thing, path),
        work=_work(engine, work) if work else {},
        facts=tuple(facts),
        below=_below(engine, thing.iri),
        uses=_uses(engine, thing.iri),
    )


def _facts(engine: OxigraphEngine, iri: str) -> list[Fact]:
    labels = {thing.iri: thing.label for thing in list_things(engine)}
    return [
        Fact(
            property=row["property"],
            value=row["value"],
            label=labels.get(row["value"], ""),
            graph=row.get("graphTitle") or row.get("graph") or DESCRIPTION,
        )
        for row in _ask(engine, "facts-about", thing=iri)
    ]


def _below(engine: OxigraphEngine, iri: str) -> tuple[tuple[str, str], ...]:
    rows = _ask(engine, "narrower-concepts", concept=iri)
    return tuple((row.get("notation", ""), row.get("label", "")) for row in rows)


def _uses(engine: OxigraphEngine, iri: str) -> tuple[Use, ...]:
    return tuple(
        Use(
            property=compress(row["property"]),
            kind=compress(row["class"]),
            things=int(row["things"]),
            frameworks=int(row["frameworks"]),
        )
        for row in _ask(engine, "uses-of-concept", concept=iri)
    )


def _ask(engine: OxigraphEngine, slug: str, **bound: str) -> list[Row]:
    return engine.select(get_query(slug).text, **bound)


def _statements(engine: OxigraphEngine, iri: str) -> tuple[Statement, ...]:
    found = [
        Statement(
            facet=row["facet"].rpartition("/facet-")[2],
            facet_label=row.get("facetLabel", ""),
            concept=row.get("concept", ""),
            notation=row.get("notation", ""),
            label=row.get("conceptLabel", ""),
            definition=row.get("conceptDefinition", ""),
            status=compress(row["status"]).removeprefix("airm:"),
            method=compress(row["method"]).removeprefix("airm:"),
            agent=row.get("agentLabel", ""),
            date=row.get("date", ""),
            confidence=row.get("confidence", ""),
            rationale=row.get("rationale", ""),
            preliminary=row.get("preliminary") == "true",
        )
        for row in _ask(engine, "statements-about", thing=iri)
    ]
    order = {name: rank for rank, name in enumerate(FACETS)}
    return tuple(
        sorted(found, key=lambda s: (order.get(s.facet, 99), s.facet, s.agent, s.notation))
    )


def _siblings(engine: OxigraphEngine, concept: str) -> tuple[tuple[str, str], ...]:
    rows = _ask(engine, "siblings-of-concept", concept=concept)
    return tuple((row.get("notation", ""), row.get("label", "")) for row in rows)


def _links(engine: OxigraphEngine, iri: str) -> tuple[Link, ...]:
    return tuple(
        Link(
            direction=row["direction"],
            relation=compress(row["relation"]).removeprefix("airm:"),
            other=compress(row["other"]),
            label=row.get("otherLabel", ""),
            agent=row.get("agentLabel", ""),
            confidence=row.get("confidence", ""),
            rationale=row.get("rationale", ""),
        )
        for row in _ask(engine, "actions-of", thing=iri)
    )


def _parts(engine: OxigraphEngine, iri: str) -> tuple[Part, ...]:
    found: dict[str, Part] = {}
    for row in _ask(engine, "parts-of-heading", heading=iri):
        part = row["part"]
        found[part] = Part(
            iri=part,
            label=row.get("label", ""),
            kind=compress(row.get("class", "")),
            definition=row.get("definition", ""),
            statements=tuple(
                s
                for s in _statements(engine, part)
                if s.facet in {"category", "category-v2", "kind"}
            ),
        )
    return tuple(found.values())


def _path(engine: OxigraphEngine, facts: list[Fact]) -> tuple[Thing, ...]:
    """The headings above, the nearest last."""
    above: list[Thing] = []
    parent = next((f.value for f in facts if f.property == AIRM.underHeading.value), None)
    while parent is not None:
        above.insert(0, find_thing(engine, parent))
        rows = _ask(engine, "facts-about", thing=parent)
        parent = next(
            (row["value"] for row in rows if row["property"] == AIRM.underHeading.value), None
        )
    return tuple(above)


def _others(
    engine: OxigraphEngine, thing: Thing, path: tuple[Thing, ...]
) -> tuple[tuple[str, Part], ...]:
    """Other headings of the same document, each with its path and the classes it was given."""
    if thing.kind != "heading":
        return ()
    rows = _ask(engine, "headings-of-document", heading=thing.iri)
    mine = {thing.iri, *(above.iri for above in path)}
    label = {row["other"]: row.get("label", "") for row in rows}
    parent = {row["other"]: row.get("parent") for row in rows}
    found = []
    for other in label:
        if other in mine or parent[other] == thing.iri:
            continue
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
            statements=tuple(s for s in _statements(engine, other) if s.facet == "category-v2"),
        )
        found.append((" > ".join(names), part))
    return tuple(found)


def _work(engine: OxigraphEngine, iri: str) -> dict[str, str]:
    wanted = {
        DCTERMS.title.value: "title",
        DCTERMS.bibliographicCitation.value: "citation",
        DCTERMS.description.value: "gist",
        RDFS.seeAlso.value: "address",
        SKOS.editorialNote.value: "note",
    }
    found: dict[str, str] = {"iri": iri, "id": iri.removeprefix(PREFIXES["airmid"])}
    for row in _ask(engine, "facts-about", thing=iri):
        if row["property"] in wanted:
            found[wanted[row["property"]]] = row["value"]
    return found
