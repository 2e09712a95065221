"""The ways to break the small valid graph, each in every place where it can be done.

An operator is a function from the graph to all of its mutants. Nothing is drawn at random: the same
file gives the same mutants in the same order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise

from mutants import Mutant, ValidGraph, but, short
from pyoxigraph import Literal, NamedNode, Quad

from airm_graph.identifiers import graph, thing
from airm_graph.vocab import AIRM, AIRO, DCTERMS, OWL, PROV, RDF, SKOS, SSSOM, XSD

NOTHING = thing("nothing-ex_7")  # no triple says what it is
ELSEWHERE = graph("nothing-ex_7")  # a graph of which nobody says anything


def drop_required_value(valid: ValidGraph) -> Iterator[Mutant]:
    """A value is taken out: every one there is, required or not."""
    for quad in valid.quads:
        yield valid.mutant("drop-required-value", quad, removed=[quad])


def dangling_iri(valid: ValidGraph) -> Iterator[Mutant]:
    """A link, or a type, leads to an IRI that nothing describes."""
    for quad in valid.quads:
        if isinstance(quad.object, NamedNode):
            added = [but(quad, object_=NOTHING)]
            yield valid.mutant("dangling-iri", quad, removed=[quad], added=added)


def wrong_datatype(valid: ValidGraph) -> Iterator[Mutant]:
    """A literal loses its language tag, or gets another datatype, with the same letters."""
    for quad in valid.quads:
        if isinstance(quad.object, Literal):
            for how, literal in _retyped(quad.object):
                added = [but(quad, object_=literal)]
                yield valid.mutant("wrong-datatype", quad, how, removed=[quad], added=added)


def _retyped(literal: Literal) -> Iterator[tuple[str, Literal]]:
    plain = literal.language is None and literal.datatype == XSD.string
    if plain:
        yield "tagged", Literal(literal.value, language="en")
    else:
        yield "plain", Literal(literal.value)
    yield "as an address", Literal(literal.value, datatype=NamedNode(f"{XSD.namespace}anyURI"))


# One class of each sort: things stated, works, concepts, agents, statements, decisions.
CLASSES = [
    *(AIRM.Mitigation, AIRM.DocumentSection, AIRO.RiskSource, AIRM.EvidenceNote),
    *(AIRM.Framework, AIRM.FrameworkVersion, SKOS.Concept, PROV.Agent, AIRM.Classification),
    *(AIRM.CodingStatement, AIRM.Waiver),
]
# And a thing of each such class, to which a link may lead by mistake.
THINGS = [
    *("mitigation-ex_guide1-M2", "framework-ex_guide", "topic-ex_9", "agent-ex_reader"),
]
# The roles that one thing can play at once, and the classes that others stand below.
ALIKE = [
    {"airo:RiskSource", "airo:Risk", "airo:Consequence", "airo:Impact"},
    {"airm:Classification", "airm:UndeterminedClassification"},
    {"airm:EvidenceNote", "airm:Incident"},
    {
        *("skos:Concept", "airm:Actor", "airm:LifecycleStage", "airm:ResidualConcept"),
        "airm:RiskManagementFunction",
    },
    {"prov:Agent", "prov:Person", "prov:Organization", "prov:SoftwareAgent"},
]


def _alike(one: str, other: str) -> bool:
    return one == other or any({one, other} <= kinds for kinds in ALIKE)


def wrong_class(valid: ValidGraph) -> Iterator[Mutant]:
    """A thing is of another class, or a link leads to a thing of another class."""
    for quad in valid.of(RDF.type):
        for kind in CLASSES:
            if not _alike(short(quad.object), short(kind)):
                added = [but(quad, object_=kind)]
                how = f"is {short(kind)}"
                yield valid.mutant("wrong-class", quad, how, removed=[quad], added=added)
    for quad in valid.links:
        for name in THINGS:
            other = thing(name)
            if not _alike(valid.kind(quad.object), valid.kind(other)):
                added = [but(quad, object_=other)]
                how = f"leads to {valid.kind(other)}"
                yield valid.mutant("wrong-class", quad, how, removed=[quad], added=added)


def swapped_ends(valid: ValidGraph) -> Iterator[Mutant]:
    """A link leads the other way round."""
    for quad in valid.links:
        assert isinstance(quad.object, NamedNode)
        assert isinstance(quad.subject, NamedNode)
        added = [but(quad, subject=quad.object, object_=quad.subject)]
        yield valid.mutant("swapped-link-ends", quad, removed=[quad], added=added)
    for mapping in [quad.subject for quad in valid.of(RDF.type) if quad.object == SSSOM.Mapping]:
        assert isinstance(mapping, NamedNode)
        ends = {SSSOM.subject_id: SSSOM.object_id, SSSOM.object_id: SSSOM.subject_id}
        removed = [quad for quad in valid.about[mapping] if quad.predicate in ends]
        added = [but(quad, predicate=ends[quad.predicate]) for quad in removed]
        yield valid.mutant(
            "swapped-link-ends", removed[0], "both ends", removed=removed, added=added
        )


PROVENANCE = [
    *(PROV.wasAttributedTo, PROV.wasDerivedFrom, AIRM.method, AIRM.codedBy, AIRM.labelledBy),
    *(AIRM.recordedIn, AIRM.statedIn, AIRM.aboutVersion, AIRM.aboutWork, AIRM.fromVersion),
    *(AIRM.toVersion, AIRM.namedGraph, AIRM.owner, DCTERMS.isVersionOf, DCTERMS.license),
]
SOURCES = {"graph", "airm:FrameworkVersion", "airm:Framework", "airm:Compilation"}
AGENTS = {"prov:Person", "prov:Organization", "prov:SoftwareAgent"}
STATEMENTS = {
    *("airm:Classification", "airm:UndeterminedClassification", "airm:ActionStatement"),
    "sssom:Mapping",
}


def lost_provenance(valid: ValidGraph) -> Iterator[Mutant]:
    """What tells who said a thing, where and how is lost: in one place, or as a whole."""
    for quad in valid.quads:
        if quad.predicate in PROVENANCE:
            yield valid.mutant("lost-provenance", quad, removed=[quad])
    for node, quads in valid.about.items():
        if valid.kind(node) in SOURCES | AGENTS:
            yield valid.mutant("lost-provenance", quads[0], "nothing said of it", removed=quads)
        # A derived value stays behind, as in a file that somebody edits by hand.
        if valid.kind(node) in STATEMENTS and _relied_upon(quads):
            yield valid.mutant(
                *("lost-provenance", quads[0], "but its consequences"),
                removed=quads,
                added=valid.derived,
            )
    for named in sorted({quad.graph_name for quad in valid.quads}, key=str):
        if isinstance(named, NamedNode):
            quads = [quad for quad in valid.quads if quad.graph_name == named]
            moved = [but(quad, graph_name=ELSEWHERE) for quad in quads]
            yield valid.mutant(
                "lost-provenance", quads[0], "all of its graph moved", removed=quads, added=moved
            )


def _relied_upon(quads: list[Quad]) -> bool:
    """Whether anything follows from a statement."""
    said = {quad.predicate: quad.object for quad in quads}
    none = {SSSOM.predicate_modifier, AIRM.stale, AIRM.unresolved}
    decides = {AIRM.assigns, AIRM.relation, SSSOM.predicate_id}
    return (
        said[AIRM.status] == AIRM.accepted
        and bool(decides & said.keys())
        and not none & said.keys()
    )


CHAINS = [
    *(SKOS.broader, AIRM.underHeading, DCTERMS.isPartOf, DCTERMS.isVersionOf),
    *(PROV.wasDerivedFrom, AIRM.evidenceFor),
]


def cycle(valid: ValidGraph) -> Iterator[Mutant]:
    """A thing stands, at once or through others, below, in or behind itself."""
    for predicate in CHAINS:
        links = valid.of(predicate)
        above = {quad.subject: quad for quad in links}
        for quad in links:
            assert isinstance(quad.subject, NamedNode)
            loop = [but(quad, object_=quad.subject)]
            yield valid.mutant("cycle", quad, "itself", removed=[quad], added=loop)
            step = quad
            while True:  # from each thing above it, back down to it
                assert isinstance(step.object, NamedNode)
                back = but(quad, subject=step.object, object_=quad.subject)
                old = above.get(step.object)
                if step.object in valid.about:
                    how = f"below {short(step.object)}"
                    removed = [old] if old else []
                    yield valid.mutant("cycle", quad, how, removed=removed, added=[back])
                if old is None:
                    break
                step = old
    yield from _circles_of_mappings(valid)


def _circles_of_mappings(valid: ValidGraph) -> Iterator[Mutant]:
    """Mappings by which a thing is wider or narrower than itself."""
    for mapping in [quad.subject for quad in valid.of(RDF.type) if quad.object == SSSOM.Mapping]:
        assert isinstance(mapping, NamedNode)
        quads = valid.about[mapping]
        said = {quad.predicate: quad for quad in quads}
        start, end = said[SSSOM.subject_id], said[SSSOM.object_id]
        assert isinstance(start.object, NamedNode)
        assert isinstance(end.object, NamedNode)
        loop = [but(end, object_=start.object)]
        yield valid.mutant("cycle", start, "to itself", removed=[end], added=loop)
        back = thing("mapping-ex_copy-back")
        for predicate in CONTRARY.get(str(said[SSSOM.predicate_id].object), []):
            if not _relied_upon(quads):
                continue
            turned = {
                SSSOM.subject_id: end.object,
                SSSOM.object_id: start.object,
                SSSOM.predicate_id: predicate,
            }
            added = [
                but(quad, subject=back, object_=turned.get(quad.predicate, quad.object))  # type: ignore[arg-type]
                for quad in quads
            ]
            how = f"and back by {short(predicate)}"
            yield valid.mutant("cycle", start, how, added=added)


# What cannot hold from the far end back.
CONTRARY = {
    str(SKOS.broadMatch): [SKOS.broadMatch, SKOS.exactMatch],
    str(SKOS.exactMatch): [SKOS.broadMatch, SKOS.narrowMatch],
}


SINGLE = [
    *(SKOS.prefLabel, SKOS.notation, AIRM.sourceKey, AIRM.status, AIRM.method, OWL.versionInfo),
    *(DCTERMS.title, AIRM.onFacet, AIRM.classifies, AIRM.statementOf, AIRM.target),
    *(SSSOM.predicate_id, AIRM.currentVersion, AIRM.changeKind, AIRM.until, AIRM.waives),
]
KEYED = {
    *("airm:Mitigation", "airm:Requirement", "airm:DocumentSection", "airm:EvidenceNote"),
    *("airm:Incident", "airo:RiskSource", "airo:Risk", "airo:Consequence", "airo:Impact"),
}


def duplicated_id(valid: ValidGraph) -> Iterator[Mutant]:
    """One identifier or key stands for two things, or one thing has two identifiers."""
    for quad in valid.quads:
        if quad.predicate in SINGLE and (other := _another(valid, quad)) is not None:
            added = [but(quad, object_=other)]
            yield valid.mutant("duplicated-id", quad, "and another", added=added)
        if quad.predicate == RDF.type:
            for kind in CLASSES:
                kinds = [short(known) for known in valid.classes[quad.subject]]  # type: ignore[index]
                if not any(_alike(known, short(kind)) for known in kinds):
                    added = [but(quad, object_=kind)]
                    how = f"and {short(kind)}"
                    yield valid.mutant("duplicated-id", quad, how, added=added)
    for one, other in _neighbours(valid):
        quads = [q for q in valid.quads if other in (q.subject, q.object, q.graph_name)]
        added = [_renamed(quad, other, one) for quad in quads]
        how = f"stands for {short(other)} too"
        yield valid.mutant("duplicated-id", valid.about[one][0], how, removed=quads, added=added)
        keys = [[q for q in valid.about[n] if q.predicate == AIRM.sourceKey] for n in (one, other)]
        if valid.kind(one) in KEYED and _version(valid, one) == _version(valid, other):
            added = [but(keys[1][0], object_=keys[0][0].object)]  # type: ignore[arg-type]
            how = f"also the key of {short(other)}"
            yield valid.mutant("duplicated-id", keys[0][0], how, removed=keys[1], added=added)
    yield from _under_two_ids(valid)


def _another(valid: ValidGraph, quad: Quad) -> NamedNode | Literal | None:
    """Another value, one that things of the same kind do have."""
    if isinstance(quad.object, Literal):
        if quad.object.language not in (None, "en"):
            return None
        return _sibling(quad.object)
    kind = valid.kind(quad.object)
    others = sorted(str(q.object) for q in valid.links if valid.kind(q.object) == kind)
    others = [name for name in dict.fromkeys(others) if name != str(quad.object)]
    return NamedNode(others[0][1:-1]) if others else None


def _sibling(literal: Literal) -> Literal:
    if literal.datatype == XSD.date:
        return Literal("2027-03-31", datatype=XSD.date)
    if literal.language:
        return Literal(literal.value + " and more", language=literal.language)
    return Literal(literal.value + "-7")


def _neighbours(valid: ValidGraph) -> Iterator[tuple[NamedNode, NamedNode]]:
    """Each thing and the next one of its kind."""
    kinds: dict[str, list[NamedNode]] = defaultdict(list)
    for node in valid.about:
        kinds[valid.kind(node)].append(node)
    for nodes in kinds.values():
        yield from pairwise(nodes)


def _version(valid: ValidGraph, node: NamedNode) -> list[str]:
    return [str(quad.object) for quad in valid.about[node] if quad.predicate == AIRM.recordedIn]


def _renamed(quad: Quad, old: NamedNode, new: NamedNode) -> Quad:
    parts = (quad.subject, quad.predicate, quad.object, quad.graph_name)
    return Quad(*(new if part == old else part for part in parts))  # type: ignore[arg-type]


def _under_two_ids(valid: ValidGraph) -> Iterator[Mutant]:
    """Each record once more under another identifier, with and without a key of its own."""
    for node, quads in valid.about.items():
        if valid.kind(node) in KEYED:
            copy = NamedNode(node.value + "-again")
            said = [q for q in quads if q.predicate != AIRM.sameRecordAs]
            added = [_renamed(quad, node, copy) for quad in said]
            yield valid.mutant("duplicated-id", quads[0], "again, same key", added=added)
            rekeyed = [
                but(q, object_=_sibling(q.object))  # type: ignore[arg-type]
                if q.predicate == AIRM.sourceKey
                else q
                for q in added
            ]
            yield valid.mutant("duplicated-id", quads[0], "again, other key", added=rekeyed)


OPERATORS: dict[str, Callable[[ValidGraph], Iterator[Mutant]]] = {
    "drop-required-value": drop_required_value,
    "dangling-iri": dangling_iri,
    "wrong-datatype": wrong_datatype,
    "wrong-class": wrong_class,
    "swapped-link-ends": swapped_ends,
    "lost-provenance": lost_provenance,
    "cycle": cycle,
    "duplicated-id": duplicated_id,
}
