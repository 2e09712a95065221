"""Checks a graph against the shapes and the check queries, and says what was found.

A graph is checked as it is: no reasoner runs. SHACL reads ``rdfs:subClassOf`` from the data, so the
data must hold the vocabulary. A build does; to a user's files the vocabulary and the schemes are
added, and what the rules derive. So the graph need not be copied, which pyshacl does to mix an
ontology in, and any other engine can repeat the result from the same triples.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store, parse
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
from .files import rdflib_term, read_rdf
from .findings import Finding, Severity, findings_of, report_graph, text, worst_first
from .imported import IMPORTED, import_findings
from .mapping_paths import SHAPE, path_findings
from .prefilter import Step, plan
from .rewritten import Rewritten
from .rules import Rule, choose_rules, list_rules, reduced
from .shacl import focused_report, report_of_store
from .since import compare_findings
from .stored_graph import engine_term, stored_graph
from .waivers import apply_waivers, rules_to_run

__all__ = [
    "Finding",
    "Rule",
    "Severity",
    "Step",
    "apply_waivers",
    "choose_rules",
    "compare_findings",
    "import_findings",
    "list_rules",
    "load_shapes",
    "plan_build",
    "report_graph",
    "run_checks",
    "validate_build",
    "validate_files",
    "validate_graph",
    "worst_first",
]

SILENT = URIRef(PREFIXES["airms"] + "File-targets")
UNKNOWN = URIRef(PREFIXES["airms"] + "File-terms")
PATHS = str(SHAPE)
NOT_OF_FILES = IMPORTED | {PATHS}  # rules about builds and imports: no file breaks them


@cache
def load_shapes() -> Graph:
    """The shapes of ``ontology/shapes/``, all in one graph."""
    shapes = Graph(bind_namespaces="none")
    for path in sorted((root() / "ontology" / "shapes").glob("*.ttl")):
        shapes.parse(path)
    return shapes


def validate_graph(data: Graph, shapes: Graph) -> list[Finding]:
    """What the shapes find in the data, worst first; both are left as they are."""
    quads = [Quad(*map(engine_term, triple)) for triple in data]  # type: ignore[arg-type]
    return findings_of(focused_report(quads, shapes), shapes)


def run_checks(engine: Engine, only: Collection[str] | None = None) -> list[Finding]:
    """What the queries of ``ontology/queries/check/`` find, worst first; ``only`` are run."""
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
        if only is None or PREFIXES["airmq"] + query.slug in only
        for row in engine.select(query.text)
    )


def validate_build(
    build: Build,
    today: date,
    progress: Callable[[str], None] = lambda _: None,
    *,
    only: frozenset[str] | None = None,
    beside: Iterable[Finding] = (),
) -> list[Finding]:
    """What shapes and checks find in a build, worst first, with its waivers as of ``today``.

    The shapes see the canonical file, because a store rewrites literals.

    Args:
        build: Any finished build; the shapes and checks are those of this program.
        today: The day that waivers must reach.
        progress: Told what is being done.
        only: The rules to run, by IRI; None for all.
        beside: What was found elsewhere and may be waived in this build, as defects of imports.

    Raises:
        WorkspaceError: The build is damaged.
    """
    store, rewritten = build.store, Rewritten.of_file(build.quads_file)
    data, shapes = stored_graph(store, rewritten), load_shapes()
    run = rules_to_run(only, data)
    report = report_of_store(store, rewritten, reduced(shapes, run), progress)
    progress("asking the checks")
    findings = [*findings_of(report, shapes), *run_checks(OxigraphEngine(store), run)]
    if run is None or PATHS in run:
        findings += path_findings(build.columns, shapes)
    return _asked(apply_waivers([*findings, *beside], data, shapes, today, run), only)


def plan_build(build: Build, only: frozenset[str] | None = None) -> list[Step]:
    """How the shapes would be checked on a build: what the store is asked, and what is left whole.

    Args:
        build: Any finished build.
        only: The rules to run, by IRI; None for all.

    Raises:
        WorkspaceError: The build is damaged.
    """
    rewritten = Rewritten.of_file(build.quads_file)
    return plan(build.store, rewritten, reduced(load_shapes(), only))


def _asked(findings: Iterable[Finding], only: frozenset[str] | None) -> list[Finding]:
    return [finding for finding in findings if only is None or finding.source in only]


def validate_files(
    paths: Sequence[Path],
    today: date | None = None,
    build: Build | None = None,
    only: frozenset[str] | None = None,
) -> list[Finding]:
    """What shapes and checks find about the things that RDF files describe, worst first.

    The vocabulary, the schemes and what the rules derive are added, so that references resolve;
    about them nothing is reported. A file that no shape speaks about is a finding, and so is a
    term in our namespace that does not exist.

    Args:
        paths: Turtle, TriG, N-Triples, N-Quads, JSON-LD or RDF/XML.
        today: The day that waivers must reach; without it none is applied.
        build: A build whose works, measures and agents the files refer to.
        only: The rules to run, by IRI; None for all.

    Raises:
        SourceError: A file cannot be read; the message has its name and the line.
    """
    shapes = load_shapes()
    files = {path: read_rdf(path) for path in paths}
    context = list(parse(path=str(build.quads_file)) if build else quads_of_all([]))
    quads = [*context, *chain.from_iterable(files.values())]
    store = Store()
    store.bulk_extend(quads)
    rewritten = Rewritten([*quads, *infer(store)])
    data = stored_graph(store, rewritten)
    described = {quad.subject for quad in context}
    targets = _with_subclasses(data, set(shapes.objects(None, SH.targetClass)))
    findings: list[Finding] = []
    describing: dict[Node, str] = {}
    naming: dict[Node, str] = {}
    for path, own_quads in files.items():
        own = {rdflib_term(quad.subject) for quad in own_quads}
        if not any((node, RDF.type, kind) in data for node in own for kind in targets):
            own.add(file := URIRef(path.resolve().as_uri()))
            findings.append(Finding.from_shape(shapes, SILENT, file))
        findings += _unknown_terms(own_quads, shapes)
        others = {term for quad in own_quads for term in (quad.object, quad.graph_name)} - described
        describing = dict.fromkeys(own, str(path)) | describing
        named = (rdflib_term(term) for term in others if isinstance(term, NamedNode))
        naming = dict.fromkeys(named, str(path)) | naming
    nodes = naming | describing
    run = rules_to_run(only, data)
    report = report_of_store(store, rewritten, reduced(shapes, run), among=nodes)
    findings += findings_of(report, shapes) + run_checks(OxigraphEngine(store), run)
    if today is not None:
        run = frozenset(list_rules(shapes) if run is None else run) - NOT_OF_FILES
        findings = apply_waivers(findings, data, shapes, today, run)
    about = {text(node): path for node, path in nodes.items()}
    return worst_first(
        replace(finding, file=about[finding.focus_node])
        for finding in _asked(findings, only)
        if finding.focus_node in about
    )


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
                    yield replace(
                        finding,
                        path=quad.predicate.value,
                        remedy=f"Check the spelling: {nearest(name, AIRM)}",
                    )
