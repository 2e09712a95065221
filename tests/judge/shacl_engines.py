"""Compares what SHACL engines find: same focus nodes, paths, shapes and severities, as often.

pyshacl on everything, pyshacl on the nodes that the program suspects, rudof and Jena.

Called by shacl_engines.sh with a folder to work in and the class path of Jena.
"""

import importlib
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyshacl
from pyoxigraph import RdfFormat, Triple, parse, serialize
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from airm_graph.builds import make_build
from airm_graph.resources import root
from airm_graph.validate import load_shapes
from airm_graph.validate.shacl import focused_report
from airm_graph.workspace import Workspace

CASES = Path(__file__).resolve().parents[1] / "shapes"
Results = Counter[tuple[str, ...]]


def write_build(place: Path) -> Path:
    """The triples of all graphs of a fresh build, as one file."""
    build = make_build(Workspace(place / "workspace"))
    target = place / "build.nt"
    quads = parse(path=str(build.quads_file), format=RdfFormat.N_QUADS)
    serialize((quad.triple for quad in quads), str(target), format=RdfFormat.N_TRIPLES)
    return target


def write_examples(place: Path) -> Path:
    """All failing examples in one file, each with a namespace of its own."""
    data = Graph().parse(root() / "ontology" / "airm.ttl").parse(CASES / "context.ttl")
    for path in sorted(CASES.glob("*/fails.ttl")):
        example = Graph().parse(path)
        own: dict[Node, URIRef] = {
            node: URIRef(f"{folder}{slash}{path.parent.name}/{local}")
            for node in example.subjects()
            for folder, slash, local in [str(node).rpartition("/")]
            if isinstance(node, URIRef)
        }
        for s, p, o in example:
            data.add((own.get(s, s), p, own.get(o, o)))
    target = place / "examples.nt"
    data.serialize(target, format="nt", encoding="utf-8")
    return target


def write_mutants(examples: Path, place: Path) -> Path:
    """The failing examples, with one triple in twenty lost and one in twenty pointing elsewhere."""
    chance = random.Random(1)  # noqa: S311 - nothing is secret
    quads = sorted(parse(path=str(examples), format=RdfFormat.N_TRIPLES), key=str)
    mutants = []
    for quad in quads:
        fate = chance.randrange(20)
        other = chance.choice(quads).object if fate == 1 else quad.object
        if fate:
            mutants.append(Triple(quad.subject, quad.predicate, other))
    target = place / "mutants.nt"
    serialize(mutants, str(target), format=RdfFormat.N_TRIPLES)
    return target


def of_report(report: Graph) -> Results:
    """The results of a report; blank nodes are called alike, since engines rename them."""

    def text(term: Node | None) -> str:
        return "_:" if isinstance(term, BNode) else "" if term is None else str(term)

    said = (SH.focusNode, SH.resultPath, SH.sourceShape, SH.resultSeverity)
    return Counter(
        tuple(text(report.value(result, term)) for term in said)
        for result in report.objects(None, SH.result)
    )


def by_pyshacl(data: Path, shapes: Path) -> Results:
    """The answer of pyshacl, the engine that the program uses."""
    _, report, _ = pyshacl.validate(Graph().parse(data), shacl_graph=Graph().parse(shapes))
    assert isinstance(report, Graph)
    return of_report(report)


def by_focus(data: Path, shapes: Path) -> Results:
    """The same engine, on the nodes that may fail."""
    quads = list(parse(path=str(data), format=RdfFormat.N_TRIPLES))
    return of_report(focused_report(quads, Graph().parse(shapes)))


def by_jena(data: Path, shapes: Path, class_path: str) -> Results:
    """The answer of Apache Jena, as Debian packs it."""
    command = ["java", "-cp", class_path, "shacl.shacl_validate"]
    done = subprocess.run(
        [*command, "--shapes", str(shapes), "--data", str(data)],
        check=True,
        capture_output=True,
        text=True,
    )
    report = Graph().parse(data=done.stdout, format="turtle")
    assert (None, RDF.type, SH.ValidationReport) in report, done.stderr
    return of_report(report)


def by_rudof(data: Path, shapes: Path) -> Results:
    """The answer of rudof, which is written in Rust."""
    rudof = importlib.import_module("pyrudof")
    session = rudof.Rudof(rudof.RudofConfig())
    session.read_data(str(data), format=rudof.RDFFormat.NTriples)
    session.read_shacl(str(shapes), format=rudof.ShaclFormat.Turtle)
    return Counter(
        (
            "_:" if entry.focus_node.startswith("_:") else entry.focus_node,
            entry.path or "",
            entry.source_shape or "",
            str(SH) + entry.severity,
        )
        for entry in session.validate_shacl()
    )


def is_silent_on(result: tuple[str, ...], data: Graph, shapes: Graph) -> bool:
    """Whether rudof is known to miss it: a literal that the shapes of an sh:or refuse."""
    focus, path, shape, _ = result
    values = data.objects(URIRef(focus), URIRef(path))
    return (URIRef(shape), SH["or"], None) in shapes and any(
        isinstance(value, Literal) for value in values
    )


def main(place: Path, class_path: str) -> int:
    """Print what each engine finds; 1 where they differ or an example goes unnoticed."""
    shapes = place / "shapes.ttl"
    load_shapes().serialize(shapes, format="turtle", encoding="utf-8")
    wrong = 0
    examples = write_examples(place)
    for data in (write_build(place), write_mutants(examples, place), examples):
        # All of a build takes pyshacl minutes; there the nodes that may fail stand for it.
        suspects = by_focus(data, shapes)
        answers = {
            "pyshacl": suspects if data.name == "build.nt" else by_pyshacl(data, shapes),
            "pyshacl on suspects": suspects,
            "rudof": by_rudof(data, shapes),
            "Jena": by_jena(data, shapes, class_path),
        }
        for engine, found in answers.items():
            print(f"{data.name}: {engine}: {found.total()} results of {len(found)} kinds")
            missed = answers["pyshacl"] - found
            if engine == "rudof" and missed:
                read, rules = Graph().parse(data), Graph().parse(shapes)
                known = [result for result in missed if is_silent_on(result, read, rules)]
                print(f"  {len(known)} results missed as is known of it")
                missed = Counter({each: n for each, n in missed.items() if each not in known})
            difference = (found - answers["pyshacl"]) + missed
            for result in sorted(difference):
                print(f"  differs from pyshacl: {' '.join(result)}")
            wrong += bool(difference)
    asked = {
        str(shape)
        for shape in load_shapes().subjects(SH.message)
        if (shape, SH.deactivated, Literal(True)) not in load_shapes()
    }
    silent = asked - {shape for _, _, shape, _ in answers["pyshacl"]}
    for shape in sorted(silent):
        print(f"no example breaks {shape}")
    return 1 if wrong or silent else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
