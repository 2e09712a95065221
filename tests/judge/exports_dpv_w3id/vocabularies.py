"""Every term of an export exists in DPV and AIRO, within domain and range; AIRO's shapes pass."""

import sys
from collections import Counter
from pathlib import Path

import pyshacl
from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

AIRO = Namespace("https://w3id.org/airo#")
DPV = Namespace("https://w3id.org/dpv#")
RISK = Namespace("https://w3id.org/dpv/risk#")
FILES = [
    *(f"w3c-dpv/dpv-2.3-{name}.ttl" for name in ("core", "risk", "ai", "eu-aiact")),
    "airo/airo.ttl",
]
HIGH_RISK = "airo/shacl/high-risk-shapes-final.ttl"
# This shape holds its conditions as node shapes with targets of their own, so that it asks of every
# impact whatever that it be extremely severe: AIRO's own examples break it, too. A result says that
# an impact is not that severe, and so not of a prohibited practice; one for each impact is right.
PROHIBITED = "airo/shacl/Art5-1a.ttl"
OURS = (str(AIRO), "https://w3id.org/dpv")
MEASURE, HIGH = URIRef("https://example.org/measure"), URIRef("https://example.org/system")


def faults(data: Graph, known: Graph) -> Counter[str]:
    """The words that are none of the vocabularies', and those at a wrong place, counted."""
    found: Counter[str] = Counter()
    kinds: dict[Node, set[Node]] = {}
    for subject, kind in data.subject_objects(RDF.type):
        kinds.setdefault(subject, set()).update(above(known, kind, RDFS.subClassOf))
    for of in kinds.values():  # DPV says it both ways, and for some classes only so
        for kind in list(of):
            of.update(above(known, kind, SKOS.broader))
    for subject, predicate, object_ in data:
        for term in (predicate, object_):
            if str(term).startswith(OURS) and (term, RDF.type, None) not in known:
                found[f"{term} is no term"] += 1
        for end, wanted in (
            (subject, domains(known, predicate)),
            (object_, ranges(known, predicate)),
        ):
            if wanted and not wanted & kinds.get(end, set()):
                found[
                    f"{predicate} at something else than {' or '.join(sorted(map(str, wanted)))}"
                ] += 1
    return found


def above(known: Graph, kind: Node, link: URIRef) -> set[Node]:
    """A class, and all that stand above it."""
    return {each for each in known.transitive_objects(kind, link) if each}


def domains(known: Graph, predicate: Node) -> set[Node]:
    return _classes(known, predicate, RDFS.domain, "domainIncludes")


def ranges(known: Graph, predicate: Node) -> set[Node]:
    return _classes(known, predicate, RDFS.range, "rangeIncludes")


def _classes(known: Graph, predicate: Node, formal: URIRef, informal: str) -> set[Node]:
    found: set[Node] = set(known.objects(predicate, URIRef(f"http://purl.org/dc/dcam/{informal}")))
    for node in known.objects(predicate, formal):
        union = known.value(node, OWL.unionOf)
        found |= {node} if union is None else set(Collection(known, union))
    return found


def results(data: Graph, shapes: Graph) -> list[tuple[Node | None, Node | None]]:
    """Path and focus node of each result."""
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    assert isinstance(report, Graph)
    found = report.subjects(RDF.type, SH.ValidationResult)
    return [(report.value(each, SH.resultPath), report.value(each, SH.focusNode)) for each in found]


def main(which: str, path: Path, shared: Path) -> None:
    known, data = Graph(), Graph().parse(path)
    for name in FILES:
        known.parse(shared / name)
    wrong = faults(data, known)
    assert not wrong, wrong.most_common(5)
    used = {term for triple in data for term in triple if str(term).startswith(OURS)}
    high_risk, prohibited = (Graph().parse(shared / name) for name in (HIGH_RISK, PROHIBITED))
    assert results(data, high_risk) == []
    impacts = set(data.subjects(RDF.type, AIRO.Impact))
    found = results(data, prohibited)
    assert {focus for _, focus in found} == impacts, found
    assert len(found) == len(impacts)
    assert {path for path, _ in found} <= {AIRO.hasSeverity}
    print(
        f"{which}: {len(data)} triples, {len(used)} terms of DPV and AIRO, none unknown and none "
        f"outside domain or range; AIRO's shapes for high risk: no result; its shape for a "
        f"prohibited practice: {len(found)} results, one for each impact"
    )
    if which == "catalogue":
        examples = Graph()
        for example in (shared / "airo" / "usecase").glob("*.ttl"):
            examples.parse(example)
        assert results(examples, prohibited), "AIRO's own examples break its shape no longer"
        spoil(data, known, high_risk)


def spoil(data: Graph, known: Graph, shapes: Graph) -> None:
    """The judges speak where something is wrong."""
    for subject, predicate, object_ in (
        (MEASURE, AIRO.hasLifecyclePhase, URIRef("https://example.org/stage")),
        (MEASURE, RDF.type, AIRO.RiskControll),
        (MEASURE, DPV.mitigatesRisk, MEASURE),
    ):
        data.add((subject, predicate, object_))
        assert faults(data, known), (subject, predicate, object_)
        data.remove((subject, predicate, object_))
    vair = "https://w3id.org/vair#"
    data.parse(
        format="turtle",
        data=f"""@prefix airo: <{AIRO}> . @prefix vair: <{vair}> .
        <{HIGH}> a airo:AISystem ; airo:hasPurpose <{HIGH}-1> ; airo:hasCapability <{HIGH}-2> ;
            airo:hasAISubject <{HIGH}-3> .
        <{HIGH}-1> a vair:RemoteIdentification . <{HIGH}-2> a vair:BiometricIdentification .
        <{HIGH}-3> a vair:NaturalPerson .""",
    )
    assert HIGH in {focus for _, focus in results(data, shapes)}
    print("a lifecycle phase of a measure, a misspelt class, a wrong end and a system are found")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
