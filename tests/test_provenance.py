"""Everything that the graph says, a source version, a person, a model or a rule says."""

import random
import time
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store
from small_builds import MADE
from test_versions import FENCING, LOGGING, TRAINING, version

from airm_graph.authorship import origin_of, rows_about
from airm_graph.builds import make_build
from airm_graph.change_graph import describe_changes, quads_of_changes
from airm_graph.identifiers import graph, thing
from airm_graph.imports import save
from airm_graph.infer import rule_comment, rule_files, rule_graph, rule_iri
from airm_graph.queries import get_query
from airm_graph.sources.log import Log
from airm_graph.store import OxigraphEngine
from airm_graph.versions import compare
from airm_graph.vocab import AIRM, DCTERMS, PREFIXES, PROV, RDF, RDFS, SKOS
from airm_graph.workspace import Build, Workspace

DEFAULT = DefaultGraph()
# What the default graph may describe, by class; a work is there named with its current version.
DESCRIBED = {PROV.Agent, PROV.Activity, AIRM.FrameworkVersion, AIRM.Compilation}
OF_WORKS = {AIRM.currentVersion, DCTERMS.title, DCTERMS.creator, SKOS.prefLabel, RDF.type}
MOST_SECONDS = 0.2


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A build of the catalogue and of one import."""
    workspace = Workspace(tmp_path_factory.mktemp("imported"))
    save(workspace, "table", [Path("made.csv")], [MADE], Log())
    return make_build(workspace)


@pytest.fixture(params=["build", "imported"])
def whole(request: pytest.FixtureRequest) -> Build:
    build = request.getfixturevalue(request.param)
    assert isinstance(build, Build)
    return build


def in_memory(build: Build) -> Store:
    store = Store()
    store.bulk_load(path=str(build.quads_file), format=RdfFormat.N_QUADS)
    return store


def one(store: Store, subject: NamedNode, predicate: NamedNode) -> list[object]:
    quads = store.quads_for_pattern(subject, predicate, None, DEFAULT)
    return [quad.object for quad in quads]


def kind_of_origin(store: Store, named: NamedNode) -> str:
    """The kind of what stands behind a graph, read from its description; '' where nothing does."""
    if not one(store, named, DCTERMS.title) or not one(store, named, DCTERMS.license):
        return ""
    for rule in one(store, named, PROV.wasGeneratedBy):
        assert isinstance(rule, NamedNode)
        described = one(store, rule, DCTERMS.title) and one(store, rule, DCTERMS.description)
        return "rule" if described and AIRM.rule in one(store, named, AIRM.method) else ""
    for agent in one(store, named, PROV.wasAttributedTo):
        assert isinstance(agent, NamedNode)
        labels = [
            quad
            for property_ in (SKOS.prefLabel, RDFS.label)
            for quad in store.quads_for_pattern(agent, property_, None)
        ]
        if not labels:
            return ""
    if list(store.quads_for_pattern(None, AIRM.namedGraph, named, DEFAULT)):
        known = one(store, named, DCTERMS.source) or one(store, named, AIRM.checksum)
        return "source version" if known else ""
    if not one(store, named, PROV.wasAttributedTo):
        return ""
    return "reading" if one(store, named, AIRM.method) else "authors"


def test_every_triple_is_traceable(whole: Build) -> None:
    """All quads of the catalogue, and of the catalogue with an import, by kind of origin."""
    store = in_memory(whole)
    named = {quad.graph_name for quad in store} - {DEFAULT}
    kinds = {node: kind_of_origin(store, node) for node in named if isinstance(node, NamedNode)}
    assert {node for node, kind in kinds.items() if not kind} == set()
    counted = Counter(
        "description" if quad.graph_name == DEFAULT else kinds[quad.graph_name] for quad in store
    )
    assert counted.total() == len(store) == whole.manifest["quads"]
    assert set(counted) == {"source version", "reading", "authors", "rule", "description"}
    assert counted["source version"] > 100_000
    assert counted["rule"] > 10_000


def test_the_default_graph_only_describes(whole: Build) -> None:
    store = in_memory(whole)
    for quad in store.quads_for_pattern(None, None, None, DEFAULT):
        kinds = {q.object for q in store.quads_for_pattern(quad.subject, RDF.type, None)}
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(PREFIXES["airmg"]):
            continue  # a graph, which may be empty
        if kinds & (DESCRIBED - {AIRM.Compilation}):
            continue
        assert kinds & {AIRM.Compilation, AIRM.Framework}, quad
        assert quad.predicate in OF_WORKS, quad


def test_no_graph_of_a_build_is_without_origin_until_its_description_goes(build: Build) -> None:
    query = get_query("graph-without-origin")
    assert OxigraphEngine(build.store).select(query.text) == []
    store = in_memory(build)
    gone = [(graph("scheme-actor"), PROV.wasAttributedTo), (thing("rule-action"), None)]
    for subject, predicate in gone:
        for quad in list(store.quads_for_pattern(subject, predicate, None)):
            store.remove(quad)
    found = {(row["focusNode"], row["path"]) for row in OxigraphEngine(store).select(query.text)}
    assert found == {
        (graph("scheme-actor").value, PROV.wasAttributedTo.value),
        (graph("inferred-action").value, PROV.wasGeneratedBy.value),
    }


@pytest.mark.parametrize("path", rule_files(), ids=lambda path: path.stem)
def test_a_rule_is_described_with_its_graph(build: Build, path: Path) -> None:
    rule, store = rule_iri(path), build.store
    assert one(store, rule_graph(path), PROV.wasGeneratedBy) == [rule]
    assert one(store, rule_graph(path), AIRM.method) == [AIRM.rule]
    (said,) = one(store, rule, DCTERMS.description)
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert f"# {said.value}" == first  # type: ignore[attr-defined]
    assert rule_comment("CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c }") == ""


def subjects(build: Build, number: int) -> list[str]:
    found = {quad.subject.value for quad in build.store.quads_for_pattern(None, RDF.type, None)}  # type: ignore[union-attr]
    return random.Random(5).sample(sorted(found), number)  # noqa: S311 - no secret


def test_one_query_answers_for_any_thing(build: Build) -> None:
    """Each triple of a thing with the graph that says it and what stands behind that graph."""
    engine = OxigraphEngine(build.store)
    for iri in subjects(build, 200):
        rows = rows_about(engine, iri)
        quads = list(build.store.quads_for_pattern(NamedNode(iri), None, None))
        named = {quad.triple for quad in quads if _name(quad)}
        held = {
            (q.predicate.value, q.object.value, _name(q))  # type: ignore[union-attr]
            for q in quads
            if _name(q)
            or q.triple not in named  # the default graph is asked where no other says so
        }
        assert {(r["property"], r["value"], r.get("graph", "")) for r in rows} == held
        for row in rows:
            origin = origin_of(row)
            if origin.kind == "rule":
                assert origin.rule
                assert origin.description
            elif origin.kind == "source":
                assert origin.version
                assert origin.agent
            elif origin.kind == "agent":
                assert origin.agent
            else:
                assert origin.kind == "description"
            assert origin.licence or origin.kind == "description"


def _name(quad: Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""


def test_what_follows_from_a_statement_names_who_made_it(build: Build) -> None:
    """Each value of a facet, each link and each mapping; who decided is never the rule."""
    engine, rules = OxigraphEngine(build.store), ("action", "facet-value", "mapping")
    for rule in rules:
        named = graph(f"inferred-{rule}")
        quads = sorted(build.store.quads_for_pattern(None, None, None, named), key=str)
        for quad in random.Random(2).sample(quads, 60):  # noqa: S311 - no secret
            subject = quad.subject.value  # type: ignore[union-attr]
            rows = [
                row
                for row in rows_about(engine, subject)
                if (row["property"], row["value"]) == (quad.predicate.value, quad.object.value)  # type: ignore[union-attr]
                and row.get("graph") == named.value
            ]
            assert rows
            for row in rows:
                assert row["status"] == AIRM.accepted.value
                assert row["statedByLabel"]
                assert row["statedMethod"]
                about = build.store.quads_for_pattern(NamedNode(row["statement"]), None, None)
                ends = {q.object.value for q in about}  # type: ignore[union-attr]
                assert {subject, row["value"]} <= ends


def test_one_thing_is_asked_about_in_no_time(build: Build) -> None:
    engine = OxigraphEngine(build.store)
    asked = [thing("mitigation-mitv1-A0937").value, thing("domain-mit-1_1").value]
    for iri in (*asked, *subjects(build, 5)):
        taken = []
        for _ in range(3):
            start = time.perf_counter()
            rows_about(engine, iri)
            taken.append(time.perf_counter() - start)
        assert min(taken) < MOST_SECONDS


def test_the_graph_of_changes_says_what_it_was_made_from() -> None:
    old, new = version("1", TRAINING, LOGGING), version("2", LOGGING, FENCING)
    store = Store()
    store.extend(describe_changes(old.about, new.about))
    store.extend(quads_of_changes(old.about, new.about, compare(old, new)))
    (named,) = {quad.graph_name for quad in store} - {DEFAULT}
    assert isinstance(named, NamedNode)
    assert set(one(store, named, PROV.wasDerivedFrom)) == {
        graph("source-made1"),
        graph("source-made2"),
    }
    assert {licence.value for licence in one(store, named, DCTERMS.license)} == {  # type: ignore[attr-defined]
        old.about.licence,
        new.about.licence,
    }
