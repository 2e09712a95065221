"""Checks a graph against the shapes and the check queries, and says what was found.

A graph is checked as it is: no reasoner runs. SHACL reads ``rdfs:subClassOf`` from the data, so the
data must hold the vocabulary. A build does; to a user's files the vocabulary and the schemes are
added, and what the rules derive. So the graph need not be copied, which pyshacl does to mix an
ontology in, and any other engine can repeat the result from the same triples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path

import pyshacl
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse
from rdflib import RDF, RDFS, SH, Graph, URIRef
from rdflib.term import Node

from ..assembly import quads_of_all
from ..errors import nearest
from ..infer import infer
from ..queries import list_queries
from ..resources import root
from ..store import Engine, OxigraphEngine
from ..vocab import AIRM, PREFIXES
from ..workspace import Build
from .files import quiet_rdflib, rdflib_graph, rdflib_term, read_rdf
from .findings import Finding, Severity, report_graph, text, worst_first
from .imported import import_findings
from .mapping_paths import path_findings
from .waivers import apply_waivers

__all__ = [
    "Finding",
    "Severity",
    "apply_waivers",
    "import_findings",
    "load_shapes",
    "report_graph",
    "run_checks",
    "validate_build",
    "validate_files",
    "validate_graph",
    "worst_first",
]

PLAIN = {RDF.type, RDFS.label, SH.targetClass, SH.property}
SILENT = URIRef(PREFIXES["airms"] + "File-targets")
UNKNOWN = URIRef(PREFIXES["airms"] + "File-terms")


@cache
def load_shapes() -> Graph:
    """The shapes of ``ontology/shapes/``, all in one graph."""
    shapes = Graph(bind_namespaces="none")
    for path in sorted((root() / "ontology" / "shapes").glob("*.ttl")):
        shapes.parse(path)
    return shapes


def validate_graph(data: Graph, shapes: Graph) -> list[Finding]:
    """What the shapes find in the data, worst first; the data are left as they are."""
    with quiet_rdflib():
        _, report, _ = pyshacl.validate(data, shacl_graph=_batched(shapes), inference="none")
    assert isinstance(report, Graph)  # noqa: S101 - shapes that cannot be run raise an exception
    results = report.objects(None, SH.result)
    return worst_first(_from_result(report, result, shapes) for result in results)


def _batched(shapes: Graph) -> Graph:
    """The same shapes, with the target of a plain node shape moved to its property shapes.

    pyshacl runs a shape that has a target once for all nodes, but a shape that stands under
    another once for each of them, which takes twice as long.
    """
    batched = Graph(bind_namespaces="none")
    batched += shapes
    for node in set(shapes.subjects(SH.property)):
        if set(shapes.predicates(node)) <= PLAIN and (None, None, node) not in shapes:
            for rule in shapes.objects(node, SH.property):
                for target in shapes.objects(node, SH.targetClass):
                    batched.add((rule, SH.targetClass, target))
            batched.remove((node, None, None))
    return batched


def _from_result(report: Graph, result: Node, shapes: Graph) -> Finding:
    said = dict(report.predicate_objects(result))
    value = said.get(SH.value)
    finding = Finding.from_shape(shapes, said[SH.sourceShape], said[SH.focusNode], value)
    return replace(
        finding,
        path=text(said.get(SH.resultPath)),
        message=text(said[SH.resultMessage]),
        component=text(said[SH.sourceConstraintComponent]),
    )


def run_checks(engine: Engine) -> list[Finding]:
    """What the queries of ``ontology/queries/check/`` find, worst first."""
    return worst_first(
        Finding(
            Severity[query.severity.upper()],
            row["focusNode"],
            source=PREFIXES["airmq"] + query.slug,
            path=row.get("path", ""),
            value=row.get("value", ""),
            message=query.title,
            remedy=query.remedy,
            component=text(SH.SPARQLConstraintComponent),
        )
        for query in list_queries("check")
        for row in engine.select(query.text)
    )


def validate_build(
    build: Build, today: date, progress: Callable[[str], None] = lambda _: None
) -> list[Finding]:
    """What shapes and checks find in a build, worst first, with its waivers as of ``today``.

    The shapes see the canonical file, because a store rewrites literals.

    Raises:
        WorkspaceError: The build is damaged.
    """
    engine = OxigraphEngine(build.store)
    progress("reading the graph")
    data = rdflib_graph(parse(path=str(build.quads_file), format=RdfFormat.N_QUADS))
    progress(f"checking {len(data):,} triples")
    shapes = load_shapes()
    findings = [*validate_graph(data, shapes), *run_checks(engine)]
    findings += path_findings(build.columns, shapes)
    return apply_waivers(findings, data, shapes, today)


def validate_files(
    paths: Sequence[Path], today: date | None = None, build: Build | None = None
) -> list[Finding]:
    """What shapes and checks find about the things that RDF files describe, worst first.

    The vocabulary, the schemes and what the rules derive are added, so that references resolve;
    about them nothing is reported. A file that no shape speaks about is a finding, and so is a
    term in our namespace that does not exist.

    Args:
        paths: Turtle, TriG, N-Triples, N-Quads, JSON-LD or RDF/XML.
        today: The day that waivers must reach; without it none is applied.
        build: A build whose works, measures and agents the files refer to.

    Raises:
        SourceError: A file cannot be read; the message has its name and the line.
    """
    shapes = load_shapes()
    files = {path: read_rdf(path) for path in paths}
    context = list(parse(path=str(build.quads_file)) if build else quads_of_all([]))
    store = Store()
    store.bulk_extend(chain(context, *files.values()))
    data = rdflib_graph(chain(context, *files.values(), infer(store)))
    findings = [*validate_graph(data, shapes), *run_checks(OxigraphEngine(store))]
    described = {quad.subject for quad in context}
    targets = _with_subclasses(data, set(shapes.objects(None, SH.targetClass)))
    about: set[str] = set()
    for path, quads in files.items():
        own = {rdflib_term(quad.subject) for quad in quads}
        if not any((node, RDF.type, kind) in data for node in own for kind in targets):
            own.add(file := URIRef(path.resolve().as_uri()))
            findings.append(Finding.from_shape(shapes, SILENT, file))
        findings += _unknown_terms(quads, shapes)
        others = {term for quad in quads for term in (quad.object, quad.graph_name)} - described
        about |= {text(node) for node in own}
        about |= {term.value for term in others if isinstance(term, NamedNode)}
    if today is not None:
        findings = apply_waivers(findings, data, shapes, today)
    return worst_first(finding for finding in findings if finding.focus_node in about)


def _with_subclasses(data: Graph, classes: set[Node]) -> set[Node]:
    found = (data.transitive_subjects(RDFS.subClassOf, top) for top in classes)
    return {kind for kinds in found for kind in kinds if kind is not None}


def _unknown_terms(quads: Iterable[Quad], shapes: Graph) -> Iterator[Finding]:
    for quad in quads:
        for term in (quad.predicate, quad.object):
            if isinstance(term, NamedNode) and term.value.startswith(AIRM.namespace):
                name = term.value.removeprefix(AIRM.namespace)
                if name not in AIRM:
                    subject, value = rdflib_term(quad.subject), rdflib_term(term)
                    finding = Finding.from_shape(shapes, UNKNOWN, subject, value)
                    yield replace(finding, path=quad.predicate.value, remedy=nearest(name, AIRM))
