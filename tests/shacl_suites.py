"""The W3C suites of SHACL, and how two reports, or a report and an expected one, are compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from pyoxigraph import Quad
from pyshacl.rdfutil.stringify import stringify_blank_node
from rdflib import RDF, SH, BNode, Graph, Literal, Namespace, URIRef
from rdflib.compare import graph_diff, isomorphic
from rdflib.term import Node

from airm_graph.validate.files import quiet_rdflib, rdflib_graph, read_rdf

SUITES = (Path(__file__).resolve().parents[2] / "shared" / "suites" / "shacl").resolve()
COUNTED = {"core": 98, "sparql": 22}
# What pyshacl itself gets wrong, so that no report that equals its own can be right.
MISSES = {
    "core/property/uniqueLang-002": 'rdflib reads "1"^^xsd:boolean as true, SHACL wants "true"',
    "sparql/node/prefixes-001": "pyshacl looks for a prefix in the data file, and quads have none",
    "sparql/pre-binding/shapesGraph-001": "pyshacl does not bind $shapesGraph",
}
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
TIMES = URIRef("urn:airm-graph:test:times")  # how often a report says the same of the same nodes
DEPTH = 10  # as deep as pyshacl copies a blank node into its report

Report = Callable[[Sequence[Quad], Graph], Graph]
Outcome = Graph | type[BaseException]
Shown = tuple[object, ...] | str


@dataclass(frozen=True, slots=True)
class Case:
    """One ``sht:Validate`` of a suite; ``expected`` is None where an engine must refuse."""

    name: str
    data: Path
    shapes: Path
    expected: Node | None
    file: Path

    def quads(self) -> list[Quad]:
        """The data, with every literal as it is spelt."""
        return _quads(self.data)

    def shapes_graph(self) -> Graph:
        """A fresh graph, since pyshacl adds to it."""
        return rdflib_graph(_quads(self.shapes))


@cache
def _quads(path: Path) -> list[Quad]:
    """Cached, so that data and shapes of one file name its blank nodes alike."""
    return read_rdf(path)


@cache
def cases(suite: str) -> tuple[Case, ...]:
    """The tests that the manifest of a suite reaches, by name."""
    found = sorted(_cases(SUITES / suite / "manifest.ttl"), key=lambda case: case.name)
    return tuple(found)


def _cases(manifest: Path) -> Iterator[Case]:
    graph = rdflib_graph(_quads(manifest))
    for included in graph.objects(None, MF.include):
        yield from _cases(_path(included))
    for entries in graph.objects(None, MF.entries):
        for test in graph.items(entries):
            if (test, RDF.type, SHT.Validate) in graph:
                action, result = (graph.value(test, term) for term in (MF.action, MF.result))
                yield Case(
                    str(_path(test).relative_to(SUITES)),
                    _path(graph.value(action, SHT.dataGraph)),
                    _path(graph.value(action, SHT.shapesGraph)),
                    None if result == SHT.Failure else result,
                    manifest,
                )


def _path(node: Node | None) -> Path:
    assert isinstance(node, URIRef)
    return Path(node.removeprefix("file://"))


# ---------------------------------------------------------------- what an engine says


def outcome(report: Report, quads: Sequence[Quad], shapes: Graph) -> Outcome:
    """The report, or the kind of the exception.

    pyshacl keeps the words for a blank node by the address of its graph, also after the graph is
    gone; another graph at that address would get them.
    """
    stringify_blank_node.dict_cache.clear()
    try:
        return report(quads, shapes)
    except Exception as error:  # noqa: BLE001 - what is raised is what is compared
        return type(error)


def difference(one: Outcome, other: Outcome) -> str:
    """What the first says and the second does not, and the reverse; empty if they are isomorphic.

    The whole reports are compared, with their messages and the copies of blank nodes.
    """
    if not isinstance(one, Graph) or not isinstance(other, Graph):
        return "" if one is other else f"{_shown(one)} is not {_shown(other)}"
    with quiet_rdflib():
        mine, theirs = _folded(one), _folded(other)
        if isomorphic(mine, theirs):
            return ""
        _, only_mine, only_theirs = graph_diff(mine, theirs)
        return f"only in the first:\n{_text(only_mine)}\nonly in the second:\n{_text(only_theirs)}"


def _shown(said: Outcome) -> str:
    return "a report" if isinstance(said, Graph) else said.__name__


def _text(graph: Graph) -> str:
    return "\n".join(sorted(" ".join(term.n3() for term in triple) for triple in graph))


def _folded(report: Graph) -> Graph:
    """The same report, with results that share every triple told once, and how often.

    Isomorphism of k results that nothing tells apart takes rdflib time that grows beyond bounds.
    """
    folded = Graph(bind_namespaces="none")
    alike: dict[frozenset[tuple[Node, object]], list[Node]] = {}
    for result in report.objects(None, SH.result):
        alike.setdefault(_said(report, result), []).append(result)
    kept = {same[0]: _name(said, same[0]) for said, same in alike.items()}
    dropped = {
        inner for same in alike.values() for again in same[1:] for inner in _tree(report, again)
    }
    for s, p, o in report:
        if s not in dropped and o not in dropped:
            folded.add((kept.get(s, s), p, kept.get(o, o)))
    for same in alike.values():
        folded.add((kept[same[0]], TIMES, Literal(len(same))))
    return folded


def _name(said: frozenset[tuple[Node, object]], result: Node) -> Node:
    """A result about no blank node, called after what it says: such need no search for a match."""
    if any(isinstance(o, BNode | frozenset) for _, o in said):
        return result
    words = sorted(f"{p} {o.n3()}" for p, o in said if isinstance(o, URIRef | Literal))
    return URIRef(f"{TIMES}:{sha256(repr(words).encode()).hexdigest()}")


def _said(report: Graph, result: Node) -> frozenset[tuple[Node, object]]:
    return frozenset(
        (p, _said(report, o) if p == SH.detail else o) for p, o in report.predicate_objects(result)
    )


def _tree(report: Graph, result: Node) -> Iterator[Node]:
    yield result
    for inner in report.objects(result, SH.detail):
        yield from _tree(report, inner)


# ---------------------------------------------------------------- what a suite expects


def as_expected(case: Case, said: Outcome) -> bool:
    """Whether a report says what the suite wants, in what the suite speaks about.

    Each result counts with its focus node, path, value, component, severity, shape and
    constraint; with its message where the suite gives one. Blank nodes are compared by what
    hangs on them.
    """
    if case.expected is None or not isinstance(said, Graph):
        return case.expected is None and not isinstance(said, Graph)
    wanted = rdflib_graph(_quads(case.file))
    report = said.value(None, RDF.type, SH.ValidationReport)
    assert report is not None
    results = list(wanted.objects(case.expected, SH.result))
    worded = any(wanted.value(result, SH.resultMessage) for result in results)
    with quiet_rdflib():
        return _verdict(said, report, worded) == _verdict(wanted, case.expected, worded)


def _verdict(graph: Graph, report: Node, worded: bool) -> tuple[object, Counter[Shown]]:
    left_out = {SH.detail} if worded else {SH.detail, SH.resultMessage}
    conforms = graph.value(report, SH.conforms)
    assert isinstance(conforms, Literal)
    return conforms.toPython(), Counter(
        tuple(
            sorted(
                (str(p), repr(_unfolded(graph, o)))
                for p, o in graph.predicate_objects(result)
                if p not in left_out
            )
        )
        for result in graph.objects(report, SH.result)
    )


def _unfolded(graph: Graph, node: Node, depth: int = 0) -> Shown:
    if isinstance(node, Literal):
        return Literal(str(node), lang=node.language, datatype=node.datatype).n3()
    if not isinstance(node, BNode) or depth == DEPTH:
        return str(node)
    return tuple(
        sorted(
            (str(p), repr(_unfolded(graph, o, depth + 1))) for p, o in graph.predicate_objects(node)
        )
    )
