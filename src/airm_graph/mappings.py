"""Correspondences between things: how strong each kind is, and their triples.

A mapping is a statement of its own, in SSSOM's terms; the plain link between its ends
(``skos:exactMatch`` and the like) is derived from it by a rule, where it is accepted, not negative,
leads somewhere, and neither end has changed its meaning since.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal as OneOf
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode

from .identifiers import expand, thing
from .records import About, Mapping
from .resolution import Resolver
from .vocab import AIRM, RDF, RDFS, SSSOM, XSD

Strength: TypeAlias = OneOf["equal", "part", "overlap", "related", "filing", "negative"]
# What a predicate says about the extents of its two ends; every other one only files or relates.
STRENGTHS: dict[str, Strength] = {
    "skos:exactMatch": "equal",
    "owl:sameAs": "equal",
    "owl:equivalentClass": "equal",
    "airm:sameRecordAs": "equal",
    "skos:broadMatch": "part",
    "skos:narrowMatch": "part",
    "skos:broader": "part",
    "skos:narrower": "part",
    "rdfs:subClassOf": "part",
    "skos:closeMatch": "overlap",
    "airm:intersectsWith": "overlap",
    "skos:relatedMatch": "related",
}

Said: TypeAlias = Iterator[tuple[NamedNode, NamedNode, NamedNode | Literal]]


def strength(mapping: Mapping) -> Strength:
    """What the mapping is good for in coverage: ``related`` and ``filing`` count for nothing.

    >>> strength(Mapping(subject="a", predicate="skos:broadMatch", object="b"))
    'part'
    >>> strength(Mapping(subject="a", predicate="airm:correspondsTo", object="b"))
    'filing'
    """
    if mapping.negative:
        return "negative"
    return STRENGTHS.get(mapping.predicate, "filing")


def strengths(mappings: Iterable[Mapping]) -> dict[Strength, int]:
    """How many mappings there are of each strength, the strongest first."""
    counts = Counter(map(strength, mappings))
    order: tuple[Strength, ...] = ("equal", "part", "overlap", "related", "filing", "negative")
    return {name: counts[name] for name in order if counts[name]}


def mapping_id(about: About, mapping: Mapping) -> str:
    """The local name of a mapping: it says the same as long as its ends and predicate do."""
    ends = (mapping.subject, mapping.subject_version, mapping.object, mapping.object_version)
    said = "\0".join((*ends, mapping.predicate, str(mapping.negative), mapping.justification))
    said += f"\0{mapping.author}\0{mapping.confidence}"
    return f"mapping-{about.id}-{hashlib.sha256(said.encode()).hexdigest()[:12]}"


def triples_of(mapping: Mapping, about: About, resolver: Resolver) -> Said:
    """The mapping as a SSSOM statement, less who made it and how sure they are."""
    node = thing(mapping_id(about, mapping))
    subject = resolver.resolve(mapping.subject, mapping.subject_version)
    object_ = resolver.resolve(mapping.object, mapping.object_version)
    yield node, RDF.type, SSSOM.Mapping
    yield node, SSSOM.subject_id, subject.node
    yield node, SSSOM.predicate_id, NamedNode(expand(mapping.predicate))
    yield node, SSSOM.object_id, object_.node
    yield node, AIRM.status, getattr(AIRM, mapping.status)
    if mapping.negative:
        yield node, SSSOM.predicate_modifier, SSSOM.NegatedPredicate
    if mapping.justification:
        yield node, SSSOM.mapping_justification, NamedNode(expand(mapping.justification))
    if mapping.subject_version:
        yield node, SSSOM.subject_source_version, Literal(mapping.subject_version)
    if mapping.object_version:
        yield node, SSSOM.object_source_version, Literal(mapping.object_version)
    if mapping.author:
        yield node, SSSOM.author_label, Literal(mapping.author)
    if mapping.machine_made:
        yield node, AIRM.machineMade, Literal("true", datatype=XSD.boolean)
    if mapping.comment:
        yield node, RDFS.comment, Literal(mapping.comment, language="en")
    for end in (subject, object_):
        if end.unresolved:
            yield node, AIRM.unresolved, Literal(end.unresolved, language="en")
        if end.stale:
            yield node, AIRM.stale, Literal(end.stale, language="en")
