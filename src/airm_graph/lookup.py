"""Finds things by identifier, key, label or words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .errors import IdentifierError, nearest
from .identifiers import compress, expand
from .store import PROLOGUE, GraphEngine
from .vocab import PREFIXES

# The most telling class of a thing, first match wins; what is in none of them is not a thing.
CLASSES = {
    "airm:Mitigation": "measure",
    "airo:RiskSource": "risk source",
    "airo:Impact": "impact",
    "airo:Consequence": "consequence",
    "airo:Risk": "risk",
    "airm:Requirement": "requirement",
    "airm:DocumentSection": "heading",
    "airm:Incident": "incident",
    "airm:EvidenceNote": "evidence",
    "airm:Framework": "work",
    "airm:Compilation": "compilation",
    "airm:FrameworkVersion": "version",
    "airm:Facet": "facet",
    "skos:Concept": "concept",
    "skos:ConceptScheme": "scheme",
    "prov:Agent": "agent",
    "owl:Class": "class",
    "owl:ObjectProperty": "property",
    "owl:DatatypeProperty": "property",
}
THINGS = (
    PROLOGUE
    + """
SELECT DISTINCT ?thing ?class ?label ?key ?notation ?definition WHERE {
  { ?thing skos:prefLabel ?label ; a ?class } UNION { ?thing rdfs:label ?label ; a ?class }
  OPTIONAL { ?thing airm:sourceKey ?key }
  OPTIONAL { ?thing skos:notation ?notation }
  OPTIONAL { ?thing skos:definition|dcterms:description ?definition }
}"""
)  # in no order: Python sorts them in a tenth of the time

# Every record of the thing that one record is of, that one too. Nothing is joined to the path: one
# engine would start from all labels.
RECORDS = (
    PROLOGUE
    + """
SELECT DISTINCT ?record ?other ?version ?issued ?own ?key ?title ?graphTitle WHERE {
  ?record (airm:sameRecordAs|^airm:sameRecordAs)* ?other .
  OPTIONAL {
    GRAPH ?graph { ?other skos:prefLabel ?label }
    OPTIONAL { ?graph dcterms:title ?graphTitle }
  }
  FILTER(BOUND(?label))
  OPTIONAL { ?other airm:sourceKey ?key }
  OPTIONAL {
    ?other airm:recordedIn ?version .
    OPTIONAL { ?version skos:prefLabel ?title }
    OPTIONAL { ?version airm:namedGraph/dcterms:issued ?issued }
    OPTIONAL { ?other airm:statedIn ?own . FILTER EXISTS { ?version dcterms:isVersionOf ?own } }
  }
} ORDER BY ?other ?issued ?version ?title ?graphTitle ?key"""
)


class AmbiguousNameError(IdentifierError):
    """A name that several things have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something that can be shown: its IRI, what it is, and its words."""

    iri: str
    kind: str
    label: str
    keys: tuple[str, ...]
    definition: str

    @property
    def id(self) -> str:
        """The CURIE."""
        return compress(self.iri)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One of the records that state a thing: the title of its source, and its key there."""

    iri: str
    key: str
    source: str

    @property
    def id(self) -> str:
        """The CURIE."""
        return compress(self.iri)


def list_things(engine: GraphEngine) -> list[Thing]:
    """Everything with a label and a class that people ask for, by IRI."""
    order = {expand(curie): rank for rank, curie in enumerate(CLASSES)}
    kinds = list(CLASSES.values())
    best: dict[str, tuple[int, dict[str, str]]] = {}
    keys: dict[str, set[str]] = {}
    rows = engine.select(THINGS)
    rows.sort(key=lambda row: (row["thing"], row["class"], row["label"]))
    for row in rows:
        rank = order.get(row["class"])
        if rank is None:
            continue
        iri = row["thing"]
        keys.setdefault(iri, set()).update(row[k] for k in ("key", "notation") if k in row)
        if iri not in best or rank < best[iri][0]:
            best[iri] = (rank, row)
    return [
        Thing(
            iri=iri,
            kind=kinds[rank],
            label=row["label"],
            keys=tuple(sorted(keys[iri])),
            definition=row.get("definition", ""),
        )
        for iri, (rank, row) in best.items()
    ]


def find_thing(engine: GraphEngine, wanted: str, things: Sequence[Thing] | None = None) -> Thing:
    """The one thing that ``wanted`` names: a CURIE, IRI, local name, source key or label.

    What several sources record is one thing; a key or label that their records share means the one
    that was published first.

    Args:
        engine: Where it is looked for.
        wanted: The name.
        things: What :func:`list_things` lists, if that is known.

    Raises:
        IdentifierError: Nothing, or more than one thing, is called so.
    """
    things = list_things(engine) if things is None else things
    by_iri = {thing.iri: thing for thing in things}
    prefix, colon, _ = wanted.partition(":")
    if "://" in wanted or (colon and prefix in PREFIXES):
        iri = expand(wanted)
        if iri in by_iri:
            return by_iri[iri]
    local = PREFIXES["airmid"] + wanted
    if local in by_iri:
        return by_iri[local]
    folded = wanted.casefold()
    tests = (
        lambda t: wanted in t.keys,
        lambda t: t.label == wanted,
        lambda t: t.label.casefold() == folded,
        lambda t: any(key.split("_")[0].casefold() == folded for key in t.keys),
    )
    for test in tests:
        found = [thing for thing in things if test(thing)]
        if len(found) == 1:
            return found[0]
        if found:
            iris = {thing.iri for thing in found}
            records = [r.iri for r in list_records(engine, found[0].iri) if r.iri in iris]
            if len(records) == len(found):
                return by_iri[records[0]]
            raise AmbiguousNameError(
                f"{wanted!r} is the name of {_some(found)}; give one of these ids"
            )
    names = {name: thing for thing in things for name in (thing.id, thing.label)}
    raise IdentifierError(
        f"nothing is called {wanted!r}: {_hint(wanted, names)}; try 'airm-graph search'"
    )


def list_records(engine: GraphEngine, iri: str) -> list[Record]:
    """The records that state the same thing as this one, which is among them.

    First comes the one whose version was published first, undated ones last; among these, the one
    in a file of the work itself.
    """
    found: dict[str, tuple[tuple[str, ...], Record]] = {}
    for row in engine.select(RECORDS, record=iri):
        other = row["other"]
        when = row.get("issued", "undated")
        order = (when, "" if "own" in row else "repeated", row.get("version", ""), other)
        source = row.get("title") or row.get("graphTitle", "")
        record = Record(iri=other, key=row.get("key", ""), source=source)
        found.setdefault(other, (order, record))
    return [record for _, record in sorted(found.values(), key=lambda pair: pair[0])]


def _hint(wanted: str, names: dict[str, Thing]) -> str:
    hint = nearest(wanted, names)
    return hint if hint.startswith("did you mean") else "no name is close to it"


def _some(things: Iterable[Thing], most: int = 6) -> str:
    found = sorted(things, key=lambda thing: thing.id)
    more = f" and {len(found) - most} more" if len(found) > most else ""
    return f"{len(found)} things: {', '.join(t.id for t in found[:most])}{more}"


def search(engine: GraphEngine, text: str, kind: str = "") -> list[tuple[Thing, str]]:
    """Things that hold every word of ``text``, best first, and where they hold it.

    A match in an identifier or the whole label comes before one in the label, and that before one
    in the definition.
    """
    words = text.casefold().split()
    ranked: list[tuple[int, str, Thing, str]] = []
    places = ("identifier", "whole label", "label", "definition")
    for thing in list_things(engine):
        if kind and thing.kind != kind:
            continue
        label = thing.label.casefold()
        names = " ".join((thing.id, *thing.keys)).casefold()
        holds = (
            text.casefold() in {thing.id.casefold(), *(key.casefold() for key in thing.keys)},
            label == text.casefold(),
            all(word in label for word in words),
            all(word in f"{label} {names} {thing.definition.casefold()}" for word in words),
        )
        if words and any(holds):
            rank = holds.index(True)
            ranked.append((rank, thing.iri, thing, places[rank]))
    return [(thing, place) for _, _, thing, place in sorted(ranked, key=lambda r: r[:2])]
