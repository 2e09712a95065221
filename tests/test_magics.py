"""What ``%load_ext airm_graph`` brings, asked of a real kernel as Jupyter asks it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from jupyter_client.manager import start_new_kernel
from small_builds import MADE, built

from airm_graph.knowledge_graph import KnowledgeGraph
from airm_graph.magics.commands import Commands
from airm_graph.magics.graphs import Graphs
from airm_graph.magics.queries import Queries
from airm_graph.remote.build import RemoteBuild
from airm_graph.remote.endpoint import Endpoint
from airm_graph.render.result import Result
from airm_graph.workspace import Build, Workspace

PATIENCE = 60  # seconds; no cell takes nearly as long


class Said(NamedTuple):
    """What a cell answered."""

    status: str
    data: dict[str, str]
    out: str
    err: str


class Kernel:
    """A kernel that has loaded the extension."""

    def __init__(self, folder: Path, workspace: Path) -> None:
        environment = {**os.environ, "AIRM_GRAPH_HOME": str(workspace), "COLUMNS": "100"}
        environment["IPYTHONDIR"] = str(folder)
        self.manager, self.client = start_new_kernel(
            kernel_name="python3", cwd=str(folder), env=environment, stderr=-3
        )
        self.run("%load_ext airm_graph\nimport airm_graph as airm")

    def run(self, cell: str) -> Said:
        texts, data = {"stdout": "", "stderr": ""}, {}

        def hook(message: dict[str, Any]) -> None:
            content = message["content"]
            if message["msg_type"] == "stream":
                texts[content["name"]] += content["text"]
            elif message["msg_type"] in {"execute_result", "display_data"}:
                data.update(content["data"])
            elif message["msg_type"] == "error":
                texts["stderr"] += "\n".join(content["traceback"])

        reply = self.client.execute_interactive(cell, output_hook=hook, timeout=PATIENCE)
        return Said(reply["content"]["status"], data, texts["stdout"], texts["stderr"])

    def completed(self, typed: str) -> tuple[list[str], str]:
        """What is offered at the sign ``|``, and which part of the text it takes the place of."""
        cursor, text = typed.index("|"), typed.replace("|", "", 1)
        reply = self.client.complete(text, cursor, reply=True, timeout=PATIENCE)["content"]
        return reply["matches"], text[reply["cursor_start"] : reply["cursor_end"]]


@pytest.fixture(scope="module")
def kernel(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    running = Kernel(tmp_path_factory.mktemp("kernel"), build.folder.parents[1])
    yield running
    running.client.stop_channels()
    running.manager.shutdown_kernel(now=True)


STAGES = "SELECT ?stage ?label { ?stage a airm:LifecycleStage ; skos:prefLabel ?label }"


def test_a_query_shows_rows_and_binds_them(kernel: Kernel) -> None:
    said = kernel.run(f"%%sparql --out stages --limit 3\n{STAGES} ORDER BY ?stage")
    assert (said.status, said.err) == ("ok", "")
    assert "<table>" in said.data["text/html"]
    assert kernel.run("print(len(stages), type(stages).__name__, _ is stages)").out == (
        "3 Result True\n"
    )
    library = kernel.run(
        "found = %sparql measures-of-framework framework=cosai\nprint(len(found) > 9)"
    )
    assert library.out == "True\n"


def test_yes_or_no_is_a_boolean_and_triples_are_turtle(kernel: Kernel) -> None:
    asked = kernel.run("%%sparql --out yes\nASK { airmid:stage-deploy a airm:LifecycleStage }")
    assert asked.data["text/plain"] == "True"
    assert kernel.run("print(yes is True)").out == "True\n"
    told = kernel.run("%%sparql --out graph --limit 9\nDESCRIBE airmid:stage-deploy")
    assert "\nairmid:stage-deploy a " in told.out
    assert kernel.run("print(type(graph).__module__, len(graph))").out == "rdflib.graph 9\n"


def test_a_mistake_is_shown_with_a_caret_and_binds_nothing(kernel: Kernel) -> None:
    said = kernel.run("%%sparql --out broken\nSELECT ?x { ?x a }")
    assert said.status == "error"  # so "run all" stops
    assert "  1 | SELECT ?x { ?x a }\n    |                  ^" in said.err
    assert "Traceback" not in said.err
    assert kernel.run("'broken' in globals()").data["text/plain"] == "False"
    unknown = kernel.run("%%sparql\nSELECT * { ?x a airm:Mitigatoin }")
    assert "airm:Mitigation" in unknown.data["text/html"]
    assert unknown.err == ""


@pytest.mark.parametrize(
    ("cell", "complaint"),
    [
        ("%sparql measures-of-framwork", "did you mean 'measures-of-framework'"),
        ("%sparql", "NAME"),
        ("%sparql measures-of-framework framework", "not name=value"),
        ("%sparql measures-of-framework --limit 0", "a number from 1 on"),
        ("%sparql measures-of-framework --engine jena", "rdflib"),
        ("%%sparql --graph nothing\nASK {}", "airm_graph.load()"),
        ("%%sparql --out class\nASK {}", "no name"),
        ("%airm gasp", "did you mean 'gaps'"),
        ("%airm coverage --by framework --by stgae", "stage"),
        ("%airm explain cell 'stage=deploy", "No closing quotation"),
        ("%airm --quite gaps", "--quiet"),
        ("%airm serve --port 1", "in a terminal: airm-graph serve --port 1"),
    ],
)
def test_a_complaint_is_one_line(kernel: Kernel, cell: str, complaint: str) -> None:
    said = kernel.run(cell)
    assert (said.status, said.out) == ("error", "")
    assert complaint in said.err
    assert said.err.count("\n") == 1


def test_a_command_shows_its_rows_as_a_table(kernel: Kernel) -> None:
    command = "coverage --by framework --by category --where framework=nist2024"
    said = kernel.run(f"%airm --out cells {command}")
    assert (said.status, said.out, said.err) == ("ok", "", "")
    assert "<table>" in said.data["text/html"]
    same = "airm.load().coverage('framework', 'category', where={'framework': 'nist2024'})"
    assert kernel.run(f"print(list(cells) == list({same}), _ is cells)").out == "True True\n"


def test_what_a_command_tells_is_printed(kernel: Kernel) -> None:
    told = kernel.run("%airm --out text gaps")
    assert told.out.startswith("build ")
    assert told.data == {}
    assert kernel.run("print(text.startswith('build '))").out == "True\n"
    csv = kernel.run("%airm queries --format csv")
    assert "," in csv.out.splitlines()[0]
    assert "Usage: %airm gaps" in kernel.run("%airm gaps --help").out


def test_bytes_are_printed_and_findings_are_no_failure(kernel: Kernel) -> None:
    kernel.run("open('stage.rq', 'w').write('DESCRIBE airmid:stage-deploy')")
    triples = kernel.run("%airm query stage.rq --format ntriples")
    assert (triples.status, triples.out.count("\n") > 3) == ("ok", True)
    found = kernel.run("%airm explain triple A0972 mitigates airmid:stage-deploy")  # exits 1
    assert (found.status, found.err) == ("ok", "")
    assert found.out


def test_the_graph_of_the_notebook_is_asked(kernel: Kernel) -> None:
    kernel.run("whole = airm.load()")
    assert kernel.run("%%sparql --graph whole\nASK {}").data["text/plain"] == "True"
    assert "did you mean 'whole'?" in kernel.run("%%sparql --graph whloe\nASK {}").err


def test_the_second_engine_answers_where_it_is_asked(tmp_path: Path) -> None:
    small = KnowledgeGraph(built(tmp_path, [MADE]), Workspace(tmp_path))
    queries = Queries(Graphs({"kg": small}))
    found = queries.sparql("--engine rdflib", "SELECT ?m { ?m a airm:Mitigation } ORDER BY ?m")
    same = queries.sparql("", "SELECT ?m { ?m a airm:Mitigation } ORDER BY ?m")
    assert isinstance(found, Result)
    assert isinstance(same, Result)
    assert list(found) == list(same) != []
    assert found.meta["parameters"]["engine"] == "rdflib"


def test_commands_run_where_the_graph_of_the_notebook_is_kept(build: Build, tmp_path: Path) -> None:
    local = KnowledgeGraph(build, Workspace(tmp_path))
    here = ["--workspace", str(tmp_path)]
    commands = Commands(Graphs({"kg": local}))
    assert commands.chosen(["gaps", "--format", "csv"]) == [*here, "gaps", "--format", "csv"]
    assert commands.chosen(["--workspace", "x", "gaps"]) == ["--workspace", "x", "gaps"]
    assert commands.chosen(["serve", "--help"]) == [*here, "serve", "--help"]
    assert Commands(Graphs({"kg": 3, "other": local})).chosen(["gaps"]) == ["gaps"]
    url = "http://127.0.0.1:9/query"
    store = RemoteBuild.at(Endpoint.of(url), Workspace(tmp_path))
    commands = Commands(Graphs({"kg": KnowledgeGraph(store, Workspace(tmp_path))}))
    assert commands.chosen(["gaps"]) == [*here, "--store", url, "gaps"]
    assert commands.chosen(["build"]) == [*here, "build"]


def test_prefixes_terms_and_variables_are_completed(kernel: Kernel) -> None:
    cell = "%%sparql\nSELECT ?stage { ?stage a airm:Lifecycle|\n ; skos:prefLabel ?st }"
    assert kernel.completed(cell) == (["airm:LifecycleStage"], "airm:Lifecycle")
    cell = "%%sparql\nSELECT ?stage { ?st|"
    assert kernel.completed(cell) == (["?stage"], "?st")
    cell = "%%sparql\nSELECT * { ?s dcter|"
    assert kernel.completed(cell) == (["dcterms:"], "dcter")
    cell = "%%sparql\nPREFIX ex: <urn:ex:>\nSELECT * { ?s ?p airmid:stage-de|"
    assert "airmid:stage-deploy" in kernel.completed(cell)[0]
    assert kernel.completed("%%sparql\nPREFIX exam: <urn:ex:>\nASK { exa|")[0] == ["exam:"]
    assert kernel.completed("%%sparql\nsel|")[0] == ["SELECT"]
    assert kernel.completed("%%sparql --en|\nASK {}") == (["--engine"], "--en")
    assert kernel.completed("found = %sparql measures-of-fr|") == (
        ["measures-of-framework"],
        "measures-of-fr",
    )
    assert "framework=" in kernel.completed("%sparql measures-of-framework |")[0]


def test_commands_are_completed_as_in_the_shell(kernel: Kernel) -> None:
    assert kernel.completed("%airm cov|") == (["coverage"], "cov")
    assert kernel.completed("%airm coverage --by sta|") == (["stage"], "sta")
    assert "stage=deploy" in kernel.completed("found = %airm coverage --where stage=de|")[0]


def test_python_is_completed_as_ever(kernel: Kernel) -> None:
    kernel.run("stage_of_mine = 1")
    assert kernel.completed("stage_of_mi|")[0] == ["stage_of_mine"]
    assert any(name.endswith("load") for name in kernel.completed("airm.loa|")[0])


def test_it_is_loaded_once_and_taken_away(kernel: Kernel) -> None:
    count = "print(len(get_ipython().Completer.custom_matchers))"
    assert kernel.run(f"%reload_ext airm_graph\n{count}").out == "1\n"
    assert kernel.run(f"%unload_ext airm_graph\n{count}").out == "0\n"
    assert "not found" in kernel.run("%airm gaps").err
    assert kernel.run("%load_ext airm_graph\n%airm queries").status == "ok"
