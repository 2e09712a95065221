"""Builds: nothing but the input decides the bytes, and what is in them is whole."""

import json
import random
import shutil
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import rdflib
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st
from program import SECONDS, Answer, Project, Scene, assert_whole, only, snapshot
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse
from test_catalogue import spoil

from airm_graph import builds
from airm_graph.assembly import quads_of_all
from airm_graph.builds import make_build, open_build
from airm_graph.canonical import canonical_quads
from airm_graph.errors import AirmError, WorkspaceError
from airm_graph.holdings import read_catalogue
from airm_graph.identifiers import graph, thing
from airm_graph.infer import infer
from airm_graph.records import Source
from airm_graph.resources import root
from airm_graph.selection import select
from airm_graph.statements import decimal
from airm_graph.vocab import AIRM, DCTERMS, PREFIXES, RDFS, SKOS, SSSOM
from airm_graph.workspace import Build, Workspace


@pytest.fixture(scope="module")
def quads(build: Build) -> list[Quad]:
    return list(parse(path=str(build.quads_file), format=RdfFormat.N_QUADS))


def test_nothing_but_the_input_decides_the_bytes(
    pristine: tuple[Project, Workspace, Answer], tmp_path: Path
) -> None:
    """Neither the seed of hashes nor time zone, language, folder or clock."""
    project, first, _ = pristine
    environment = {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    second = Workspace(tmp_path / "w ö")
    assert project.run(second, "build", env=environment, cwd=tmp_path).code == 0
    one, two = only(first), only(second)
    assert one.name == two.name
    for path in (one.folder / "graph.nq", *(one.folder / "columns").iterdir()):
        assert (two.folder / path.relative_to(one.folder)).read_bytes() == path.read_bytes()
    assert {**one.manifest, "files": 0} == {**two.manifest, "files": 0}


def test_the_build_says_what_it_does_beside_what_it_prints(
    pristine: tuple[Project, Workspace, Answer],
) -> None:
    _, workspace, answer = pristine
    assert answer.code == 0
    assert answer.err.splitlines() == [
        f"airm-graph: {doing} …"
        for doing in ("reading the catalogue", "deriving", "sorting", "writing")
    ]
    assert json.loads(answer.out)["meta"]["build"] == only(workspace).name


def shuffled(source: Source, order: random.Random) -> Source:
    rows: dict[str, Any] = {}
    for part in fields(source)[1:]:
        records = list(getattr(source, part.name))
        order.shuffle(records)
        rows[part.name] = tuple(records)
    return replace(source, **rows)


def graph_of(sources: list[Source]) -> bytes:
    chosen = select(sources)
    stated = list(quads_of_all(chosen.current, chosen.others))
    store = Store()
    store.extend(stated)
    return canonical_quads(stated + infer(store))


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.exhaustive) for seed in (1, 2))]
)
def test_the_order_of_rows_and_folders_does_not_matter(build: Build, seed: int) -> None:
    order = random.Random(seed)  # noqa: S311 - no secret
    sources = [shuffled(source, order) for source in read_catalogue()]
    order.shuffle(sources)
    assert graph_of(sources) == build.quads_file.read_bytes()


@pytest.mark.exhaustive
def test_the_order_of_folders_does_not_matter_to_the_build(build: Build, tmp_path: Path) -> None:
    sources = read_catalogue()
    random.Random(1).shuffle(sources)  # noqa: S311 - no secret
    again = make_build(Workspace(tmp_path), [shuffled(s, random.Random(1)) for s in sources])  # noqa: S311
    assert again.name == build.name
    for file in ("graph.nq", "versions.nq"):
        assert (again.folder / file).read_bytes() == (build.folder / file).read_bytes()


def test_versions_that_are_not_shown_stand_beside(build: Build, quads: list[Quad]) -> None:
    """What another version says is in ``versions.nq``, each in its own graph, and not queried."""
    file = build.folder / "versions.nq"
    lines = file.read_bytes().splitlines()
    assert lines == sorted(set(lines))
    beside = list(parse(path=str(file), format=RdfFormat.N_QUADS))
    others = select(read_catalogue()).others
    assert others
    named = {graph(f"source-{source.about.id}") for source in others}
    assert {quad.graph_name for quad in beside} - {DefaultGraph()} == named
    assert not named & {quad.graph_name for quad in quads}
    for source in others:
        said = {q.subject for q in beside if q.graph_name == graph(f"source-{source.about.id}")}
        assert {thing(filing.id) for filing in source.filings} <= said
    assert not [q for q in beside for node in (q.subject, q.object) if isinstance(node, BlankNode)]


def test_every_graph_has_a_licence(quads: list[Quad]) -> None:
    licensed = {
        quad.subject
        for quad in quads
        if quad.predicate == DCTERMS.license
        and quad.graph_name == DefaultGraph()
        and isinstance(quad.object, NamedNode)
    }
    assert {quad.graph_name for quad in quads} - {DefaultGraph()} <= licensed


def test_no_node_lacks_a_name(quads: list[Quad]) -> None:
    assert not [q for q in quads for node in (q.subject, q.object) if isinstance(node, BlankNode)]


def test_every_thing_that_is_named_is_described(quads: list[Quad]) -> None:
    """Apart from what a mapping would lead to if it led anywhere; then it says why it does not."""
    described = {quad.subject for quad in quads}
    broken = {quad.subject for quad in quads if quad.predicate == AIRM.unresolved}
    ends = (SSSOM.subject_id, SSSOM.object_id)
    nowhere = {q.object for q in quads if q.predicate in ends and q.subject in broken}
    made_up = PREFIXES["airmid"] + "reference-"
    described |= {n for n in nowhere if isinstance(n, NamedNode) and n.value.startswith(made_up)}
    named = {node for quad in quads for node in (quad.predicate, quad.object)}
    ours = (PREFIXES["airmid"], PREFIXES["airmg"], PREFIXES["airm"])
    assert not [
        node
        for node in named - described
        if isinstance(node, NamedNode) and node.value.startswith(ours) and "/ns/" not in node.value
    ]


def rows_of(path: Path) -> list[str]:
    """The first cell of each line, the heading's too."""
    return [line.split("\t")[0] for line in path.read_text(encoding="utf-8").splitlines()]


def test_what_a_table_leaves_out_is_not_in_the_graph(tmp_path: Path) -> None:
    base = shutil.copytree(root() / "data" / "catalogue", tmp_path / "catalogue")
    works, agents, codings = (
        base / "airm-graph" / "2026-11-20" / f"{name}.tsv" for name in ("works", "agents", "coding")
    )
    work = rows_of(works).index("framework-barrett2024") + 1
    spoil(works, work, address="", note="")
    spoil(agents, rows_of(agents).index("agent-airm-graph") + 1, address="")
    spoil(codings, rows_of(codings).index("framework-barrett2024") + 1, confidence="", rationale="")
    store = Store()
    chosen = select(read_catalogue(base))
    store.extend(quads_of_all(chosen.current, chosen.others))
    absent = {
        "framework-barrett2024": (RDFS.seeAlso, SKOS.editorialNote),
        "agent-airm-graph": (RDFS.seeAlso,),
        "coding-airmworks-category-barrett2024": (AIRM.confidence, AIRM.rationale),
    }
    for name, predicates in absent.items():
        said = {quad.predicate for quad in store.quads_for_pattern(thing(name), None, None)}
        assert said
        assert said.isdisjoint(predicates)


def test_the_file_is_sorted_and_says_nothing_twice(build: Build) -> None:
    lines = build.quads_file.read_bytes().splitlines()
    assert lines == sorted(set(lines))


def test_the_store_gives_back_the_very_bytes(build: Build) -> None:
    """Oxigraph rewrites literals that are not canonical, so ours are.

    The vocabulary is another matter: OWL wants its cardinalities as ``xsd:nonNegativeInteger``.
    """
    dumped = build.store.dump(format=RdfFormat.N_QUADS)
    assert dumped is not None
    stored = set(dumped.splitlines())
    written = set(build.quads_file.read_bytes().splitlines())
    vocabulary = f"<{graph('ontology').value}> .".encode()
    assert [line for line in stored ^ written if not line.endswith(vocabulary)] == []
    assert len(stored) == len(written)


@given(st.decimals(0, 1, places=6), st.integers(0, 6))
def test_a_decimal_is_canonical(value: Decimal, places: int) -> None:
    literal = decimal(round(value, places))
    assert Decimal(literal.value) == round(value, places)
    store = Store()
    store.add(Quad(AIRM.page, AIRM.confidence, literal))
    assert [quad.object for quad in store] == [literal]


@pytest.mark.slow
def test_two_parsers_read_the_same(build: Build, quads: list[Quad]) -> None:
    dataset = rdflib.Dataset()
    dataset.parse(build.quads_file, format="nquads")
    assert sum(1 for _ in dataset.quads()) == len(quads) == build.manifest["quads"]


def test_the_manifest_counts_what_is_there(build: Build, quads: list[Quad]) -> None:
    manifest = build.manifest
    names = {str(quad.graph_name).strip("<>") for quad in quads} - {"DEFAULT"}
    assert set(manifest["graphs"]) == {*names, "default"}
    assert sum(manifest["graphs"].values()) == manifest["quads"] == len(quads)
    assert manifest["build"] == build.name
    chosen = select(read_catalogue())
    assert [(source["id"], source["current"]) for source in manifest["sources"]] == [
        *((source.about.id, True) for source in chosen.current),
        *((source.about.id, False) for source in chosen.others),
    ]
    shown = {source["id"] for source in manifest["sources"] if source["current"]}
    assert {name for name in names if "/source-" in name} == {
        graph(f"source-{id_}").value for id_ in shown
    }
    files = {
        path.relative_to(build.folder).as_posix()
        for path in build.folder.rglob("*")
        if path.is_file()
    }
    assert files - set(manifest["files"]) == {"manifest.json", "store/LOCK", "store/LOG"}


def test_a_build_is_never_touched_again(scene: Scene) -> None:
    folder = scene.workspace.builds / scene.before
    before = snapshot(folder)
    assert scene.project.run(scene.workspace, "build").code == 0
    assert scene.project.run(scene.workspace, "info").code == 0
    assert_whole(Build(folder))
    assert snapshot(folder) == before
    assert len(scene.workspace.finished()) == 2


def test_building_again_is_the_same_build(workspace: Workspace, build: Build) -> None:
    here = Workspace(build.folder.parents[1])
    before = snapshot(build.folder)
    doing: list[str] = []
    assert make_build(here, progress=doing.append).name == build.name
    assert "writing" not in doing
    assert snapshot(build.folder) == before


def test_a_question_builds_only_what_has_changed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    doing: list[str] = []
    made = only(workspace)
    monkeypatch.setattr(builds, "inputs_digest", lambda *_: workspace.current_inputs())
    assert open_build(workspace, doing.append).name == made.name
    assert doing == []
    monkeypatch.setattr(builds, "inputs_digest", lambda *_: "another")
    assert open_build(workspace, doing.append).name == made.name  # other input, same graph
    assert doing == ["reading the catalogue", "deriving", "sorting"]
    assert workspace.current_inputs() == "another"


@pytest.mark.parametrize(
    "path", ["data/waivers.ttl", "ontology/airm.ttl", "ontology/rules/action.rq", "columns.py"]
)
def test_every_input_is_in_the_digest(scene: Scene, path: str) -> None:
    """A program or file that differs is another input, even by a comment."""
    digest = ("-c", "from airm_graph.builds import inputs_digest; print(inputs_digest())")
    file = scene.project.folder / "airm_graph" / ("" if path.endswith(".py") else "_bundle") / path
    found = set()
    for _ in range(2):
        with scene.project.start(*digest) as process:
            found.add(process.communicate(timeout=SECONDS)[0])
        with file.open("a") as end:
            end.write("\n# more\n")
    assert len(found) == 2


def test_a_question_sees_what_has_changed(scene: Scene) -> None:
    answer = scene.project.run(scene.workspace, "query", "demand-by-risk-domain", "--format", "tsv")
    assert "1001" in answer.out
    assert "writing" in answer.err


def test_without_a_build_the_reason_is_told(tmp_path: Path) -> None:
    here = Workspace(tmp_path)
    with FileLock(tmp_path / "lock"), pytest.raises(AirmError, match="another build is running"):
        open_build(here)


def test_only_what_is_ours_is_swept_away(workspace: Workspace) -> None:
    """A stopped build is; a folder that somebody else keeps beside it is not."""
    current = only(workspace)
    stopped, finished = workspace.builds / ("0" * 12), workspace.builds / ("1" * 12)
    foreign = [workspace.builds / name for name in ("thesis", "0123456789ABC")]
    for folder in (stopped, finished, *foreign):
        folder.mkdir()
    for folder in (finished, foreign[0]):
        (folder / "manifest.json").write_text("{}")
    assert [build.name for build in workspace.finished()] == [current.name, finished.name]
    assert workspace.prune() == [finished.name]
    assert {path.name for path in workspace.builds.iterdir()} == {
        current.name,
        *(folder.name for folder in foreign),
    }
    assert_whole(current)


def test_a_build_is_called_by_the_start_of_its_name(workspace: Workspace) -> None:
    build = only(workspace)
    assert workspace.build(build.name[:4]).name == build.name
    with pytest.raises(WorkspaceError, match=f"0 builds are called 'x'; there are: {build.name}"):
        workspace.build("x")
