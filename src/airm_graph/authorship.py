"""Who says so: every triple about a thing, by the source, person, model or rule behind it.

All of it is answered by one library query, ``who-says-so``; what rules derived has, where no
statement of its own stands behind it, a proof.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pyoxigraph import NamedNode, Triple

from .identifiers import compress
from .proof import Derivation, Proof, prove
from .queries import get_query
from .rdflib_terms import Term
from .rule_matching import Absent, Places
from .store import GraphEngine, Row
from .vocab import XSD

DESCRIPTION = "the descriptions of agents, versions, graphs and rules"
QUERY = "who-says-so"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What stands behind a graph.

    Attributes:
        kind: ``source`` (a version of one), ``agent`` (a person, a model or an organisation),
            ``rule``, ``description`` (of agents, versions, graphs and rules) or ``unknown``.
        rule: The rule that filled it.
        description: What the rule derives from what.
    """

    kind: str
    graph: str
    title: str
    licence: str = ""
    version: str = ""
    source: str = ""
    checksum: str = ""
    issued: str = ""
    agent: str = ""
    method: str = ""
    rule: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """An accepted statement from which a rule derived a value."""

    statement: str
    agent: str
    method: str
    status: str
    confidence: str
    date: str
    rationale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A property and a value, with what they follow from if a rule derived them.

    Attributes:
        proof: As :func:`told` tells it; None where statements say it, or none was asked for.
    """

    property: str
    value: str
    label: str
    supports: tuple[Support, ...] = ()
    proof: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorship:
    """What one origin says of a thing."""

    origin: Origin
    said: tuple[Said, ...]


def rows_about(engine: GraphEngine, iri: str) -> list[Row]:
    """What ``who-says-so`` answers about a thing."""
    return engine.select(get_query(QUERY).text, thing=iri)


def authorship(
    teller: Teller, rows: Sequence[Row], *, proofs: bool = False
) -> tuple[Authorship, ...]:
    """The triples about a thing, grouped by who says them: sources first, rules last.

    Args:
        teller: Knows the names of things, and tells proofs.
        rows: What :func:`rows_about` answered about the thing.
        proofs: Prove what rules derived and no statement says.
    """
    groups: dict[Origin, dict[tuple[str, str], list[Support]]] = {}
    for row in rows:
        said = groups.setdefault(origin_of(row), {})
        supports = said.setdefault((row["property"], row["value"]), [])
        if "statement" in row:
            supports.append(_support(row))
    found = []
    for origin, values in groups.items():
        said_here = []
        for (property_, value), supports in values.items():
            proved = None
            if proofs and origin.kind == "rule" and not supports:
                proved = teller.proof_of(rows[0]["thing"], property_, value, origin.graph)
            said_here.append(
                Said(
                    property=property_,
                    value=value,
                    label=teller.labels.get(value, ""),
                    supports=tuple(supports),
                    proof=proved,
                )
            )
        found.append(Authorship(origin=origin, said=tuple(said_here)))
    order = ("source", "agent", "unknown", "description", "rule")
    return tuple(sorted(found, key=lambda a: (order.index(a.origin.kind), a.origin.title)))


def origin_of(row: Row) -> Origin:
    """What stands behind the graph of a row of ``who-says-so``."""
    if "graph" not in row:
        return Origin(kind="description", graph="", title=DESCRIPTION)
    if "rule" in row:
        kind = "rule"
    elif "version" in row or "source" in row:
        kind = "source"
    else:
        kind = "agent" if "agent" in row else "unknown"
    return Origin(
        kind=kind,
        graph=row["graph"],
        title=row.get("graphTitle", compress(row["graph"])),
        licence=row.get("licence", ""),
        version=compress(row.get("version", "")),
        source=row.get("source", ""),
        checksum=row.get("checksum", ""),
        issued=row.get("issued", ""),
        agent=row.get("agentLabel", compress(row.get("agent", ""))),
        method=_local(row.get("method", "")),
        rule=compress(row.get("rule", "")),
        description=row.get("ruleDescription", ""),
    )


def _support(row: Row) -> Support:
    return Support(
        statement=compress(row["statement"]),
        agent=row.get("statedByLabel", compress(row.get("statedBy", ""))),
        method=_local(row.get("statedMethod", "")),
        status=_local(row.get("status", "")),
        confidence=row.get("confidence", ""),
        date=row.get("date", ""),
        rationale=row.get("rationale", ""),
    )


def _local(iri: str) -> str:
    return compress(iri).removeprefix("airm:")


class Teller:
    """Tells proofs as plain data, each stated triple with the origins of its graphs.

    What is asked about a thing is asked once.
    """

    def __init__(
        self,
        engine: GraphEngine,
        labels: Mapping[str, str],
        rows: Callable[[str], list[Row]] | None = None,
    ) -> None:
        """Tell proofs in this graph; ``rows`` answers as :func:`rows_about`, if faster."""
        self.engine = engine
        self.labels = labels
        self._rows = rows or partial(rows_about, engine)
        self._origins: dict[str, dict[str, Origin]] = {}
        self._many: set[Places] = set()

    def proof_of(self, thing: str, property_: str, value: str, graph: str) -> dict[str, Any]:
        """The proof of a triple of which the texts are known."""
        quads = self.engine.store.quads_for_pattern(
            NamedNode(thing), NamedNode(property_), None, NamedNode(graph)
        )
        named = (q.triple for q in quads if getattr(q.object, "value", "") == value)
        return self.tell(prove(self.engine.store, next(named), self._many))

    def tell(self, proof: Proof) -> dict[str, Any]:
        """A proof with its triples, rules and origins, as JSON has it."""
        triple = proof.triple
        return {
            "subject": self.term(triple.subject),  # type: ignore[arg-type]
            "predicate": self.term(triple.predicate),
            "object": self.term(triple.object),  # type: ignore[arg-type]
            "holds": proof.holds,
            "stated_in": [self._origin(triple, graph) for graph in proof.stated],
            "derivations": [self._derivation(way) for way in proof.derivations],
            "more_derivations": proof.more,
        }

    def _derivation(self, way: Derivation) -> dict[str, Any]:
        return {
            "rule": compress(way.rule.iri),
            "file": way.rule.file,
            "description": way.rule.comment,
            "premises": [self.tell(premise) for premise in way.premises],
            "nothing_says": [absence(patterns) for patterns in way.absent],
        }

    def term(self, term: Term) -> dict[str, str]:
        """A term: an IRI with its CURIE and label, or a text with its language or datatype."""
        if isinstance(term, NamedNode):
            label = self.labels.get(term.value, "")
            return {"id": compress(term.value), "iri": term.value, "label": label}
        more = {}
        if term.language:
            more["language"] = term.language
        elif term.datatype != XSD.string:
            more["datatype"] = compress(term.datatype.value)
        return {"value": term.value, **more}

    def _origin(self, triple: Triple, graph: str) -> dict[str, str]:
        subject = triple.subject.value if isinstance(triple.subject, NamedNode) else ""
        if subject not in self._origins:
            found = map(origin_of, self._rows(subject))
            self._origins[subject] = {origin.graph: origin for origin in found}
        origin = self._origins[subject][graph]
        said = {name: getattr(origin, name) for name in Origin.__slots__}
        return {name: value for name, value in said.items() if value}


def absence(patterns: Absent) -> str:
    """Patterns that nothing matches, in words.

    >>> absence((("urn:m", "http://purl.org/dc/terms/isPartOf", "?above"),))
    'urn:m dcterms:isPartOf ?above'
    """
    return " and ".join(" ".join(compress(place) for place in pattern) for pattern in patterns)
