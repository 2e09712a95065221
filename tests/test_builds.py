"""Builds: the same bytes for the same input; whatever goes wrong, the previous one answers."""

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import fields, replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import rdflib
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse
from test_catalogue import spoil, table

import airm_graph
from airm_graph import builds
from airm_graph.build import decimal
from airm_graph.builds import canonical_quads, make_build, open_build, quads_of_all, read_catalogue
from airm_graph.errors import AirmError, BuildError, WorkspaceError
from airm_graph.identifiers import graph, thing
from airm_graph.infer import infer
from airm_graph.records import Source
from airm_graph.resources import root
from airm_graph.vocab import AIRM, DCTERMS, PREFIXES, RDFS, SKOS
from airm_graph.workspace import Build, Workspace

SECONDS = 60  # no command takes nearly as long


class Project(NamedTuple):
    """A copy of the program with its ontology and data, to be damaged and run."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "airm_graph" / "_bundle" / "data"

    @property
    def ontology(self) -> Path:
        return self.folder / "airm_graph" / "_bundle" / "ontology"

    @classmethod
    def copy(cls, folder: Path) -> "Project":
        ignored = shutil.ignore_patterns("_bundle")
        package = Path(airm_graph.__file__).parent
        shutil.copytree(package, folder / "airm_graph", ignore=ignored)
        for name in ("ontology", "data"):
            shutil.copytree(root() / name, folder / "airm_graph" / "_bundle" / name)
        return cls(folder)

    def change(self, number: int = 1) -> None:
        """Another input: the next build must be written, and is not the previous one."""
        spoil(table(self.data / "catalogue", "demand.tsv"), 2, risks=str(1000 + number))

    def start(self, *args: str, **extra: Any) -> subprocess.Popen[str]:
        """Starts the interpreter on this copy of the program."""
        extra["env"] = {**os.environ, "PYTHONPATH": str(self.folder), **extra.get("env", {})}
        return subprocess.Popen(
            [sys.executable, *args],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            **extra,
        )

    def run(self, workspace: Workspace, *args: str, **extra: Any) -> "Answer":
        """What ``airm-graph --workspace … args`` answers."""
        command = ("-m", "airm_graph", "--workspace", str(workspace.folder), *args)
        with self.start(*command, **extra) as process:
            out, err = process.communicate(timeout=SECONDS)
        return Answer(process.returncode, out, err)


class Answer(NamedTuple):
    code: int
    out: str
    err: str

    def complaint(self) -> str:
        """The one line of an answer that is nothing but a complaint."""
        assert (self.code, self.out) == (2, ""), self
        (line,) = (line for line in self.err.splitlines() if not line.endswith(" …"))
        return line


class Scene(NamedTuple):
    """A program whose input has changed since the build that its workspace holds."""

    project: Project
    workspace: Workspace
    before: str

    def still_answers(self) -> None:
        """The build made before is the current one, whole, and answers."""
        current = self.workspace.current()
        assert current is not None
        assert current.name == self.before
        assert_whole(current)


def assert_whole(build: Build) -> None:
    assert len(build.store) == build.manifest["quads"] > 10_000
    assert len(build.columns.items) > 800
    assert sha256(build.quads_file.read_bytes()).hexdigest() == build.manifest["sha256"]


def snapshot(folder: Path) -> dict[str, tuple[int, str]]:
    """When each file was changed and what is in it."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mtime_ns,
            sha256(path.read_bytes()).hexdigest(),
        )
        for path in files
    }


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Workspace, Answer]:
    """A copy of the program, a workspace with its build, and what the build command said."""
    project = Project.copy(tmp_path_factory.mktemp("project"))
    workspace = Workspace(tmp_path_factory.mktemp("home") / "workspace")
    return project, workspace, project.run(workspace, "build", "--format", "json")


@pytest.fixture
def workspace(pristine: tuple[Project, Workspace, Answer], tmp_path: Path) -> Workspace:
    """A copy of the workspace, with its one build."""
    return Workspace(shutil.copytree(pristine[1].folder, tmp_path / "workspace"))


@pytest.fixture
def scene(workspace: Workspace, tmp_path: Path) -> Scene:
    project = Project.copy(tmp_path / "project")
    project.change()
    return Scene(project, workspace, only(workspace).name)


def only(workspace: Workspace) -> Build:
    (build,) = workspace.finished()
    return build


# The graph --------------------------------------------------------------------------------------


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


def test_a_build_takes_less_than_three_seconds_of_work(scene: Scene) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert scene.project.run(scene.workspace, "build").code == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 3


def shuffled(source: Source, order: random.Random) -> Source:
    rows: dict[str, Any] = {}
    for part in fields(source)[1:]:
        records = list(getattr(source, part.name))
        order.shuffle(records)
        rows[part.name] = tuple(records)
    return replace(source, **rows)


def graph_of(sources: list[Source]) -> bytes:
    stated = list(quads_of_all(sources))
    store = Store()
    store.extend(stated)
    return canonical_quads(stated + infer(store))


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_and_folders_does_not_matter(build: Build, seed: int) -> None:
    order = random.Random(seed)  # noqa: S311 - no secret
    sources = [shuffled(source, order) for source in read_catalogue()]
    order.shuffle(sources)
    assert graph_of(sources) == build.quads_file.read_bytes()


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
    described = {quad.subject for quad in quads}
    named = {node for quad in quads for node in (quad.predicate, quad.object)}
    ours = (PREFIXES["airmid"], PREFIXES["airmg"], PREFIXES["airm"])
    assert not [
        node
        for node in named - described
        if isinstance(node, NamedNode) and node.value.startswith(ours) and "/ns/" not in node.value
    ]


def test_what_a_table_leaves_out_is_not_in_the_graph(tmp_path: Path) -> None:
    base = shutil.copytree(root() / "data" / "catalogue", tmp_path / "catalogue")
    spoil(table(base, "works.tsv"), 2, address="", note="")
    spoil(table(base, "agents.tsv"), 2, address="")
    spoil(table(base, "coding.tsv"), 2, confidence="", rationale="")
    store = Store()
    store.extend(quads_of_all(read_catalogue(base)))
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
    assert [source["id"] for source in manifest["sources"]] == [
        source.about.id for source in read_catalogue()
    ]
    files = {
        path.relative_to(build.folder).as_posix()
        for path in build.folder.rglob("*")
        if path.is_file()
    }
    assert files - set(manifest["files"]) == {"manifest.json", "store/LOCK", "store/LOG"}


# Bad input --------------------------------------------------------------------------------------


def write(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def cut_row(project: Project) -> None:
    path = table(project.data / "catalogue", "demand.tsv")
    write(path, "\n1.1\t", "\n1.1 ")


def dangle(project: Project) -> None:
    spoil(table(project.data / "catalogue", "coding.tsv"), 2, work="framework-barret2024")


def double(project: Project) -> None:
    path = table(project.data / "catalogue", "sections.tsv")
    spoil(path, 3, id=path.read_text(encoding="utf-8").splitlines()[1].split("\t")[0])


def circle(project: Project) -> None:
    path = table(project.data / "catalogue", "sections.tsv")
    spoil(path, 2, parent=path.read_text(encoding="utf-8").splitlines()[1].split("\t")[0])


def circle_of_concepts(project: Project) -> None:
    concept = "airmid:kind-law"
    path = project.ontology / "schemes" / "work-kind.ttl"
    write(
        path, f"{concept} a skos:Concept ;", f"{concept} a skos:Concept ; skos:broader {concept} ;"
    )


def break_about(project: Project) -> None:
    write(
        table(project.data / "catalogue", "agents.tsv").with_name("about.toml"), 'id = "', "id = "
    )


def lose_about(project: Project) -> None:
    table(project.data / "catalogue", "agents.tsv").with_name("about.toml").unlink()


def lose_catalogue(project: Project) -> None:
    shutil.rmtree(project.data / "catalogue")


def break_scheme(project: Project) -> None:
    write(project.ontology / "schemes" / "work-kind.ttl", "a skos:Concept ;", "a skos:Concept ) ;")


def break_vocabulary(project: Project) -> None:
    write(project.ontology / "airm.ttl", "\n@prefix", "\nprefix@")


def break_rule(project: Project) -> None:
    write(project.ontology / "rules" / "action.rq", "CONSTRUCT {", "CONSTRUCT")


def no_rule(project: Project) -> None:
    (project.ontology / "rules" / "zeal.rq").write_text("SELECT * { ?s ?p ?o }")


def nameless(project: Project) -> None:
    path = project.data / "waivers.ttl"
    path.write_text("[] <urn:x-p> 1 .\n" + path.read_text(encoding="utf-8"), encoding="utf-8")


def lose_declarations(project: Project) -> None:
    (project.data / "exclusions.ttl").unlink()


DAMAGED_INPUT: dict[str, tuple[Callable[[Project], None], str]] = {
    "row": (
        cut_row,
        "data/catalogue/risk-repository/v4/demand.tsv:2: the row has 2 cells; expected",
    ),
    "dangling id": (dangle, "coding.tsv:2: work names 'framework-barret2024', which no table"),
    "double id": (double, "sections.tsv:3: id 'section-gipiskis2024-4' stands already at data/"),
    "circle of headings": (circle, "sections.tsv:2: the headings run in a circle: section-gip"),
    "circle of concepts": (circle_of_concepts, "airmid:kind-law is above itself: skos:bro"),
    "about": (break_about, "about.toml: not TOML: "),
    "no about": (lose_about, "about.toml: missing; every catalogue folder needs one"),
    "no catalogue": (lose_catalogue, "data/catalogue: no catalogue here; expected <framework>/<v"),
    "scheme": (break_scheme, "ontology/schemes/work-kind.ttl:"),
    "vocabulary": (break_vocabulary, "ontology/airm.ttl:"),
    "rule": (break_rule, "ontology/rules/action.rq: error at "),
    "no rule": (no_rule, "ontology/rules/zeal.rq: a rule is a CONSTRUCT query"),
    "blank node": (nameless, "data/waivers.ttl: a node without a name; give it an IRI"),
    "no declarations": (lose_declarations, "data/exclusions.ttl: cannot be read: No such file or"),
}


@pytest.mark.parametrize("name", DAMAGED_INPUT)
def test_bad_input_is_one_line_and_changes_nothing(scene: Scene, name: str) -> None:
    damage, said = DAMAGED_INPUT[name]
    damage(scene.project)
    before = snapshot(scene.workspace.folder)
    assert said in scene.project.run(scene.workspace, "build").complaint()
    assert snapshot(scene.workspace.folder) == before
    scene.still_answers()


def test_quiet_leaves_only_the_complaint(scene: Scene) -> None:
    """A question asked of a catalogue that has become wrong is no answer from an older one."""
    dangle(scene.project)
    answer = scene.project.run(
        scene.workspace, "-q", "coverage", "--by", "framework", "--by", "stage"
    )
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)


# A build that does not come to its end ----------------------------------------------------------

# Kills itself before each change that the build makes in its workspace, one process a change.
SUICIDE = """
import os, shutil, signal, sys
from itertools import count
from pathlib import Path
from airm_graph.builds import make_build
from airm_graph.workspace import Build, Workspace

here = Workspace(Path(sys.argv[1]))
before = sys.argv[2]
CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate"}

def child(work):
    pid = os.fork()
    if not pid:
        try:
            work()
        except BaseException as error:
            print(repr(error), flush=True)
            os._exit(1)
        os._exit(0)
    return os.waitpid(pid, 0)[1]

def die_at(step):
    seen = 0
    def hook(event, args):
        nonlocal seen
        writes = event == "open" and args[2] & (os.O_WRONLY | os.O_RDWR)
        if (writes or event in CHANGES) and str(args[0]).startswith(sys.argv[1]):
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)
    make_build(here, [])

def answers():
    current = here.current()
    assert current.name == before, current.name
    assert len(current.store) == current.manifest["quads"]
    assert len(current.columns.items)

for step in count(1):
    if not child(lambda: die_at(step)):
        break
    assert not child(answers), step
    here.sweep()
print(step, here.current().name)
"""


def test_a_build_killed_at_any_step_leaves_the_previous_one_answering(scene: Scene) -> None:
    args = (str(scene.workspace.folder), scene.before)
    with scene.project.start("-c", SUICIDE, *args) as process:
        out, err = process.communicate(timeout=SECONDS)
    assert err == ""
    *complaints, last = out.splitlines()
    assert complaints == []
    steps, current = last.split()
    files = [path for path in scene.workspace.build(current).folder.rglob("*") if path.is_file()]
    written_by_engine = [path for path in files if path.parent.name == "store"]
    assert int(steps) > len(files) - len(written_by_engine)
    assert current != scene.before


def test_a_build_killed_at_any_moment_leaves_the_previous_one_answering(scene: Scene) -> None:
    """Also within the engine, which writes on its own; the next build clears up."""
    workspace, stopped = scene.workspace, 0
    for delay in (0.0, 0.03, 0.08, 0.15):
        workspace.sweep()
        command = ("-m", "airm_graph", "--workspace", str(workspace.folder), "build")
        with scene.project.start(*command) as process:
            while process.poll() is None and len(list(workspace.builds.iterdir())) == 1:
                time.sleep(0.001)
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
        if len(workspace.finished()) > 1:  # it was faster
            break
        stopped += len(list(workspace.builds.iterdir())) - 1
        scene.still_answers()
    assert stopped
    assert scene.project.run(workspace, "build").code == 0
    current = workspace.current()
    assert current is not None
    assert {path.name for path in workspace.builds.iterdir()} == {scene.before, current.name}
    assert current.name != scene.before
    assert_whole(current)


# Where the disk is full: what has just been done then, by name, and how large a file may still be.
FULL = """
import resource, sys
from airm_graph import builds, columns, workspace
from airm_graph.cli import main

where, name, moment, size = sys.argv[1:5]
owner = {"builds": builds, "columns": columns.Columns, "build": builds.Build,
         "workspace": builds.Workspace}[where]
work = getattr(owner, name)

def then(*args):
    if moment == "before":
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), int(size)))
    done = work(*args)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), int(size)))
    return done

setattr(owner, name, then)
main(["--workspace", sys.argv[5], *sys.argv[6:]])
"""
MOMENTS = {
    "the graph": ("builds", "canonical_quads", "after", "100000"),
    "the columns": ("columns", "save", "before", "1000"),
    "an empty store": ("columns", "save", "after", "1000"),
    "the store": ("columns", "save", "after", "200000"),
    "the manifest": ("build", "digests", "after", "100"),
    "the name of the current build": ("workspace", "make_current", "before", "5"),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_full_disk_is_one_line_and_changes_nothing(scene: Scene, moment: str) -> None:
    before = snapshot(scene.workspace.folder / "builds" / scene.before)
    args = (*MOMENTS[moment], str(scene.workspace.folder), "build")
    with scene.project.start("-c", FULL, *args) as process:
        said = Answer(0, *process.communicate(timeout=SECONDS))._replace(code=process.returncode)
    assert said.complaint().startswith(
        f"airm-graph: cannot make a build in {scene.workspace.folder}: "
    )
    assert "File too large" in said.err or "written" in said.err  # numpy's words
    assert said.err.endswith("; builds made before are untouched\n")
    assert snapshot(scene.workspace.folder / "builds" / scene.before) == before
    if moment != "the name of the current build":
        assert only(scene.workspace).name == scene.before
        assert len(list(scene.workspace.builds.iterdir())) == 1
    scene.still_answers()


def test_a_question_is_answered_when_no_build_can_be_made(scene: Scene) -> None:
    """From the previous build, and that is said."""
    size = resource.RLIMIT_FSIZE

    def full() -> None:
        resource.setrlimit(size, (1000, 1000))

    answer = scene.project.run(scene.workspace, "info", "--format", "json", preexec_fn=full)
    assert answer.code == 0
    assert json.loads(answer.out)["meta"]["build"] == scene.before
    assert answer.err.splitlines()[-1].endswith(
        f"File too large; builds made before are untouched; asking build {scene.before} …"
    )


def test_two_builds_do_not_meet(scene: Scene) -> None:
    with FileLock(scene.workspace.folder / "lock"):
        said = scene.project.run(scene.workspace, "build").complaint()
        assert said == (
            f"airm-graph: another build is running in {scene.workspace.folder}; wait for it"
        )
        with pytest.raises(BuildError, match="another build is running"):
            scene.workspace.prune()
        asked = scene.project.run(scene.workspace, "info", "--format", "json")
        assert json.loads(asked.out)["meta"]["build"] == scene.before
    assert scene.project.run(scene.workspace, "build").code == 0


# Damage -----------------------------------------------------------------------------------------


def halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def scratch(path: Path) -> None:
    """Other bytes in the middle; as many as before."""
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 8] = bytes(byte ^ 0xFF for byte in data[middle : middle + 8])
    path.write_bytes(data)


def largest(folder: Path) -> Path:
    return max(folder.glob("*.sst"), key=lambda path: path.stat().st_size)


def empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "no store": (lambda b: shutil.rmtree(b / "store"), "store/"),
    "empty store": (lambda b: empty(b / "store"), "store/"),
    "store without its head": (lambda b: (b / "store" / "CURRENT").unlink(), "store/CURRENT"),
    "store without a table": (lambda b: largest(b / "store").unlink(), ".sst: No such file"),
    "half a table": (lambda b: halve(largest(b / "store")), ".sst is not as it was built"),
    "a scratch": (lambda b: scratch(largest(b / "store")), ".sst is not as it was built"),
    "no columns": (lambda b: shutil.rmtree(b / "columns"), "columns/"),
    "no facet": (
        lambda b: (b / "columns" / "facet-stage.npy").unlink(),
        "facet-stage.npy: No such",
    ),
    "empty facet": (
        lambda b: (b / "columns" / "facet-stage.npy").write_bytes(b""),
        "facet-stage.npy is not as it was built",
    ),
    "half the items": (lambda b: halve(b / "columns" / "items.npy"), "items.npy is not as it was"),
    "other index": (lambda b: (b / "columns" / "index.json").write_text("{}"), "index.json is not"),
    "half a manifest": (lambda b: halve(b / "manifest.json"), "("),
    "empty manifest": (lambda b: (b / "manifest.json").write_text(""), "Expecting value"),
    "other manifest": (
        lambda b: (b / "manifest.json").write_text("[]"),
        "is not what a build writes",
    ),
    "old manifest": (
        lambda b: (b / "manifest.json").write_text('{"build": "x"}'),
        "is not what a build writes",
    ),
    "bytes for a manifest": (lambda b: (b / "manifest.json").write_bytes(b"\xff"), "utf-8"),
    "no graph": (lambda b: (b / "graph.nq").unlink(), "graph.nq: No such file"),
    "half a graph": (lambda b: halve(b / "graph.nq"), "graph.nq is not as it was built"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_build_says_what_is_wrong_and_what_to_do(workspace: Workspace, name: str) -> None:
    damage, said = DAMAGE[name]
    folder = only(workspace).folder
    damage(folder)
    with pytest.raises(WorkspaceError) as caught:
        assert_whole(Build(folder))
    message = str(caught.value)
    assert message.startswith(f"the build at {folder} cannot be read (")
    assert message.endswith("; delete that folder and run 'airm-graph build'")
    assert said in message
    assert "\n" not in message


CURRENT: dict[str, tuple[bytes, str]] = {
    "a build that is not there": (
        b"0123456789ab abc\n",
        "names the build '0123456789ab', which is",
    ),
    "a way to a build": (b"../builds/NAME abc\n", "which is not there; run 'airm-graph build'"),
    "bytes": (b"\xff\xfe\n", "cannot be read"),
    "null": (b"a\0b\n", "which is not there; run 'airm-graph build'"),
}


@pytest.mark.parametrize("name", CURRENT)
def test_a_damaged_pointer_says_what_is_wrong(workspace: Workspace, name: str) -> None:
    data, said = CURRENT[name]
    (workspace.folder / "current").write_bytes(data.replace(b"NAME", only(workspace).name.encode()))
    with pytest.raises(WorkspaceError) as caught:
        workspace.current()
    assert str(caught.value).startswith(f"{workspace.folder / 'current'} ")
    assert said in str(caught.value)


def test_a_pointer_that_never_reached_the_disk_counts_as_none(workspace: Workspace) -> None:
    """What a power cut can leave: the program builds again and finds the build finished."""
    (workspace.folder / "current").write_bytes(b"")
    assert workspace.current() is None


COMMANDS = [
    (["info"], "store without a table"),
    (["show", "Model Release"], "a scratch"),
    (["coverage", "--by", "framework", "--by", "stage"], "no facet"),
    (["gaps"], "empty facet"),
    (["build", "--list"], "half a manifest"),
    (["build"], "half a table"),
]


@pytest.mark.parametrize(("args", "name"), COMMANDS, ids=lambda value: "".join(value[0:1]))
def test_commands_refuse_a_damaged_build(
    pristine: tuple[Project, Workspace, Answer], workspace: Workspace, args: list[str], name: str
) -> None:
    folder = only(workspace).folder
    DAMAGE[name][0](folder)
    said = pristine[0].run(workspace, *args).complaint()
    assert said.startswith(f"airm-graph: the build at {folder} cannot be read (")


def test_the_advice_helps(
    pristine: tuple[Project, Workspace, Answer], workspace: Workspace
) -> None:
    """Delete the folder, and build."""
    shutil.rmtree(only(workspace).folder)
    assert "run 'airm-graph build'" in pristine[0].run(workspace, "info").complaint()
    assert pristine[0].run(workspace, "build").code == 0
    assert_whole(only(workspace))


def file_for_builds(folder: Path) -> None:
    folder.mkdir()
    (folder / "builds").touch()


UNWRITABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a file": (lambda w: w.write_text(""), "Not a directory"),
    "below a file": (lambda w: w.parent.write_text(""), "Not a directory"),
    "a file for builds": (file_for_builds, "File exists"),
    "a folder for current": (lambda w: (w / "current").mkdir(parents=True), "s a directory"),
}


@pytest.mark.parametrize("name", UNWRITABLE)
def test_a_workspace_that_cannot_be_written_is_one_line(
    pristine: tuple[Project, Workspace, Answer], tmp_path: Path, name: str
) -> None:
    make, said = UNWRITABLE[name]
    here = Workspace(tmp_path / "up" / "workspace")
    if name != "below a file":
        here.folder.parent.mkdir()
    make(here.folder)
    line = pristine[0].run(here, "info" if name == "a file" else "build").complaint()
    assert said in line
    assert str(here.folder) in line


# What is kept, and what is made again -----------------------------------------------------------


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
    made = make_build(workspace)
    monkeypatch.setattr(builds, "inputs_digest", workspace.current_inputs)
    assert open_build(workspace, doing.append).name == made.name
    assert doing == []
    monkeypatch.setattr(builds, "inputs_digest", lambda: "another")
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
