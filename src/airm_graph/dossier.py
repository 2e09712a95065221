"""Everything about one thing, with who said so: what ``show`` prints.

The Navigator's page of an entry has a class, a reasoning, a heading, children, other records of
the document, the document, and facets. A dossier has the same, and beside each statement its
author, date, method, confidence and reason. It rests on library queries only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .authorship import Authorship, authorship, origin_of, rows_about
from .identifiers import compress
from .lookup import Record, Thing, find_thing, list_records, list_things
from .queries import get_query
from .store import OxigraphEngine, Row
from .vocab import AIRM, DCTERMS, PREFIXES, RDFS, SKOS

PARENT = (AIRM.underHeading.value, DCTERMS.isPartOf.value)
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


def dossier(engine: OxigraphEngine, wanted: str, *, proofs: bool = False) -> Dossier:
    """Everything about what ``wanted`` names.

    Args:
        engine: The graph.
        wanted: A name, as :func:`airm_graph.lookup.find_thing` takes it.
        proofs: Prove what rules derived of it and no statement says.

    Raises:
        IdentifierError: Nothing, or more than one thing, is called so.
    """
    things = {thing.iri: thing for thing in list_things(engine)}
    thing = find_thing(engine, wanted, list(things.values()))
    rows = rows_about(engine, thing.iri)
    labels = {iri: thing.label for iri, thing in things.items()}
    facts = _facts(rows, labels)
    records = [record for record in list_records(engine, thing.iri) if record.iri != thing.iri]
    others = [record.iri for record in records]
    statements = _sorted(
        said for iri in (thing.iri, *others) for said in _statements(engine, iri, thing.iri)
    )
    path = _path(engine, facts, things)
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
        records=tuple(records),
        links=tuple(x for iri in (thing.iri, *others) for x in _links(engine, iri, thing.iri)),
        matches=_matches(engine, thing.iri, others),
        parts=_parts(engine, thing.iri),
        others=_others(engine, thing, path),
        work=_work(engine, work) if work else {},
        facts=tuple(facts),
        authors=authorship(engine, rows, labels, proofs=proofs),
        below=_below(engine, thing.iri),
        uses=_uses(engine, thing.iri),
    )


def _facts(rows: list[Row], labels: dict[str, str]) -> list[Fact]:
    """The triples about the thing; one that several statements support counts once."""
    found = (
        Fact(
            property=row["property"],
            value=row["value"],
            label=labels.get(row["value"], ""),
            graph=origin_of(row).title,
        )
        for row in rows
    )
    return list(dict.fromkeys(found))


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


def _said_of(record: str, thing: str) -> str:
    return "" if record == thing else compress(record)


def _statements(engine: OxigraphEngine, iri: str, thing: str = "") -> tuple[Statement, ...]:
    found = [
        Statement(
            facet=row["facet"].rpartition("/facet-")[2],
            facet_label=row.get("facetLabel", ""),
            concept=row.get("concept", ""),
            notation=row.get("notation", ""),
            label=row.get("conceptLabel", ""),
            definition=row.get("conceptDefinition", ""),
            parent=row.get("parentLabel", ""),
            status=compress(row["status"]).removeprefix("airm:"),
            method=compress(row["method"]).removeprefix("airm:"),
            agent=row.get("agentLabel", ""),
            date=row.get("date", ""),
            confidence=row.get("confidence", ""),
            rationale=row.get("rationale", ""),
            preliminary=row.get("preliminary") == "true",
            record=_said_of(iri, thing or iri),
        )
        for row in _ask(engine, "statements-about", thing=iri)
    ]
    return _sorted(found)


def _sorted(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    order = {name: rank for rank, name in enumerate(FACETS)}
    return tuple(
        sorted(
            statements,
            key=lambda s: (order.get(s.facet, 99), s.facet, s.record, s.agent, s.notation),
        )
    )


def _matches(engine: OxigraphEngine, thing: str, others: list[str]) -> tuple[Match, ...]:
    """What holds first; that two records are of one thing is told apart from this."""
    found: dict[str, Match] = {}
    for record in (thing, *others):
        for row in _ask(engine, "mappings-of-thing", thing=record):
            accepted = row["status"] == AIRM.accepted.value and "negative" not in row
            same = row["predicate"] == AIRM.sameRecordAs.value
            if same and accepted and row["other"] in (thing, *others):
                continue
            why = [row[name] for name in ("unresolved", "stale") if name in row]
            if row["mapping"] in found:  # both ends are broken, or both are records of the thing
                why = [found[row["mapping"]].broken, *why]
            makers = dict.fromkeys(row[k] for k in ("author", "agentLabel") if k in row)
            found[row["mapping"]] = Match(
                place=row["place"],
                predicate=compress(row["predicate"]),
                other=compress(row["other"]),
                label=row.get("otherLabel", ""),
                negative=row.get("negative") == "true",
                status=compress(row["status"]).removeprefix("airm:"),
                source=", stated by ".join(makers),
                confidence=row.get("confidence", ""),
                machine_made=row.get("machineMade") == "true",
                broken="; ".join(dict.fromkeys(filter(None, why))),
                record=_said_of(record, thing),
            )
    return tuple(
        sorted(
            found.values(),
            key=lambda m: (
                *(bool(m.broken), m.status != "accepted", m.negative, m.record),
                *(m.predicate, m.place, m.other, m.source),
            ),
        )
    )


def _siblings(engine: OxigraphEngine, concept: str) -> tuple[tuple[str, str], ...]:
    rows = _ask(engine, "siblings-of-concept", concept=concept)
    return tuple((row.get("notation", ""), row.get("label", "")) for row in rows)


def _links(engine: OxigraphEngine, iri: str, thing: str) -> tuple[Link, ...]:
    return tuple(
        Link(
            direction=row["direction"],
            relation=compress(row["relation"]).removeprefix("airm:"),
            other=compress(row["other"]),
            label=row.get("otherLabel", ""),
            agent=row.get("agentLabel", ""),
            confidence=row.get("confidence", ""),
            rationale=row.get("rationale", ""),
            record=_said_of(iri, thing),
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


def _path(engine: OxigraphEngine, facts: list[Fact], things: dict[str, Thing]) -> tuple[Thing, ...]:
    """The headings or things above of which it is a part, the nearest last."""
    above: list[Thing] = []
    said = [(fact.property, fact.value) for fact in facts]
    while True:
        parents = (value for name in PARENT for property_, value in said if property_ == name)
        parent = next((value for value in parents if value in things), None)
        if parent is None or things[parent] in above:
            return tuple(above)
        above.insert(0, things[parent])
        rows = rows_about(engine, parent)
        said = [(row["property"], row["value"]) for row in rows]


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
    for row in rows_about(engine, iri):
        if row["property"] in wanted:
            found[wanted[row["property"]]] = row["value"]
    return found
