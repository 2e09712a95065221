"""The command line is a contract: answers, formats, exit codes, one line for every mistake."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest
from worlds import ID, catalogue, measures, tables, tsv

from airm_graph.cli import COMMANDS, main
from airm_graph.resources import root
from airm_graph.workspace import Build

SCHEMA = json.loads((root() / "ontology" / "answer.schema.json").read_text(encoding="utf-8"))
CATALOGUE = root() / "data" / "catalogue"
DATABASE = CATALOGUE / "mitigation-database" / "2025-07-23"  # whose publisher filed by category
FIRST = {ID + row["work"] for row in tsv(DATABASE / "records.tsv")}
WORKS = {row["id"] for _, row in tables("works.tsv")}


class Answer(NamedTuple):
    code: int
    out: str
    err: str

    def json(self) -> Any:
        answer = json.loads(self.out)
        jsonschema.validate(answer, SCHEMA)
        return answer


Airm = Callable[..., Answer]


@pytest.fixture
def airm(build: Build, capsys: pytest.CaptureFixture[str]) -> Airm:
    """Runs a command on the build of the catalogue."""

    def run(*args: str) -> Answer:
        with pytest.raises(SystemExit) as exit_:
            main(["--quiet", "--workspace", str(build.folder.parents[1]), *args])
        out, err = capsys.readouterr()
        return Answer(int(exit_.value.code or 0), out, err)

    return run


def definition(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}", "$defs": SCHEMA["$defs"]}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_examples(airm: Airm, command: str) -> None:
    answer = airm(command, "--help")
    assert answer.code == 0
    listed = airm("explain", "cell", "--help") if command == "explain" else answer
    assert "Example" in listed.out
    assert f"airm-graph {command}" in listed.out
    assert "\\b" not in answer.out


def test_help_lists_every_command_in_the_order_of_a_newcomer(airm: Airm) -> None:
    _, _, listed = airm("--help").out.partition("\nCommands:\n")
    shown = [line.split()[0] for line in listed.splitlines() if line[2:3].strip()]
    assert shown == list(COMMANDS)
    assert shown[0] == "gaps"
    assert shown.index("sources") < shown.index("fetch") < shown.index("diff")
    assert shown[-2:] == ["build", "completion"]


MISTAKES: dict[str, tuple[list[str], str]] = {
    "command": (["gpas"], "did you mean 'gaps'?"),
    "option": (["gaps", "--formt", "csv"], "--format"),
    "no facet": (["coverage"], "--by"),
    "one facet": (["coverage", "--by", "stage"], "2 to 5"),
    "same facet twice": (["coverage", "--by", "stage", "--by", "stage"], "twice"),
    "facet": (["coverage", "--by", "framework", "--by", "stgae"], "did you mean 'stage'?"),
    "concept": (
        ["coverage", "--by", "stage", "--by", "actor", "--where", "stage=deplo"],
        "did you mean 'deploy'",
    ),
    "where": (["coverage", "--by", "stage", "--by", "actor", "--where", "deploy"], "facet=concept"),
    "level": (
        ["coverage", "--by", "framework", "--by", "category", "--level", "category=9"],
        "1 to 2",
    ),
    "work": (["explain", "cell", "framework=nist", "category=4.4"], "nist2024"),
    "residual": (["explain", "cell", "framework=nist2024", "category=1.X"], "none of its siblings"),
    "target": (["explain", "target", "risk-mitrisk4-62_99"], "did you mean"),
    "thing": (["show", "Model Relaese"], "did you mean"),
    "ambiguous thing": (["show", "Persuasive capabilities"], "2 things"),
    "prefix": (["show", "airmd:x"], "did you mean"),
    "query": (["query", "risk-source-without-mesure"], "risk-source-without-measure"),
    "query file": (["query", "nowhere.rq"], "nowhere.rq"),
    "parameter": (["query", "frameworks", "--param", "x=1"], "has no parameter"),
    "from": (["gaps", "targets", "--from", "stage=deploy"], "framework=KEY"),
    "output": (["info", "-o", "/nowhere/at/all.txt"], "/nowhere/at"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_line_and_exit_code_2(airm: Airm, mistake: str) -> None:
    args, hint = MISTAKES[mistake]
    answer = airm(*args)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.startswith("airm-graph: ")
    assert answer.err.count("\n") == 1
    assert hint in answer.err


def test_info_counts_what_the_catalogue_promises(airm: Airm) -> None:
    answer = airm("info", "--format", "json").json()
    count = {(row["group"], row["item"]): row["count"] for row in answer["rows"]}
    detail = {(row["group"], row["item"]): row["detail"] for row in answer["rows"]}
    database, repository = "AI Risk Mitigation Database", "AI Risk Repository"
    kinds = "records by compilation and kind"
    assert count["compilations", database] == 831
    assert count[kinds, f"{database}: measures"] == 830
    assert detail[kinds, f"{database}: measures"] == "from 13 works"
    assert count["graph", "works"] == len(WORKS) > len(FIRST) == 13
    filed = [name for _, row in tables("records.tsv") if (name := row["id"]).find("-nexus-") > 0]
    assert count["compilations", "AI Atlas Nexus"] == len(filed)
    assert count["filings that are disputed", "Measure → Risk source"] == 1
    of_the_list = {
        item.removeprefix(f"{repository}: "): number
        for (group, item), number in count.items()
        if group == kinds and item.startswith(f"{repository}: ")
    }
    assert of_the_list == {
        "a work as a whole": 1,
        "dimension values": 24,
        "further evidence": 30,
        "headings": 27,
        "impacts": 23,
        "risk sources": 109,
    }
    assert sum(of_the_list.values()) == count["compilations", repository] == 214
    reading = [item for group, item in count if group == "classifications" and "reading" in item]
    for facet in (
        "Category, second taxonomy",
        "Lifecycle stage",
        "Actor",
        "Risk management function",
    ):
        (item,) = (i for i in reading if i.startswith(facet) and "printed" not in i)
        assert count["classifications", item] == 82
        assert detail["classifications", item].endswith("each with a reason: yes")
    links = {item: number for (group, item), number in count.items() if group == "links"}
    stated = Counter(row["relation"] for _, row in tables("actions.tsv"))
    reasoned = Counter(row["relation"] for _, row in tables("actions.tsv") if row["rationale"])
    ours = [row for coder, row in tables("actions.tsv") if coder == "own"]
    assert links.keys() == stated.keys()
    assert ours
    assert all(row["rationale"] for row in ours)  # publishers need not give one
    for relation, number in links.items():
        assert reasoned[relation] <= number <= stated[relation]
        assert detail["links", relation] == f"{reasoned[relation]} with a rationale"


def test_coverage_reproduces_the_published_counts(airm: Airm) -> None:
    args = ("coverage", "--by", "framework", "--by", "category", "--count", "records")
    answer = airm(*args, "--format", "json").json()
    by_category: Counter[str] = Counter()
    for row in answer["rows"]:
        jsonschema.validate(row, definition("cell"))
        by_category[row["category"]["id"]] += row["evidence"]
    published = {"3.1": 127, "1.2": 125, "3.2": 57, "3.5": 50, "4.2": 44}
    assert {code: by_category[code] for code in published} == published
    assert sum(n for code, n in by_category.items() if code.startswith("3.")) == 295
    records = catalogue().records
    counted = [name for name, record in records.items() if not record.repeats]
    assert sum(records[name].work in FIRST and "-mitv1-" in name for name in counted) == 831
    assert answer["meta"]["totals"]["counted"] == len(counted) > 831
    assert all(r["evidence"] == 0 for r in answer["rows"] if r["framework"]["iri"] not in FIRST)
    rolled = airm(*args, "--level", "1", "--format", "json").json()
    assert sum(r["evidence"] for r in rolled["rows"] if r["category"]["id"] == "3") == 297


def filed() -> Counter[tuple[str, str]]:
    """By work and category, the distinct measures that the first database files there."""
    work = {row["id"]: row["work"] for row in tsv(DATABASE / "records.tsv")}
    one, records = measures(), catalogue().records
    return Counter(
        (ID + of, category)
        for of, category, _ in {
            (work[row["id"]], row["concept"], one[row["id"]])
            for row in tsv(DATABASE / "classifications.tsv")
            if row["status"] == "accepted" and records[row["id"]].accepted
        }
    )


def test_the_first_view_has_299_cells_of_works_that_somebody_put_under_categories(
    airm: Airm,
) -> None:
    answer = airm("coverage", "--by", "framework", "--by", "category", "--format", "json").json()
    rows = answer["rows"]
    listed = {record.work for record in catalogue().records.values()}  # works with a measure
    assert len(rows) == answer["meta"]["totals"]["cells"] == len(listed) * 23
    first = [row for row in rows if row["framework"]["iri"] in FIRST]
    assert len(first) == 13 * 23 == 299
    counted = filed()
    for row in first:
        evidence = counted[row["framework"]["iri"], row["category"]["id"]]
        assert row["evidence"] == evidence
        assert (row["state"] == "addressed") is (evidence >= 2)
        assert (row["state"] == "thin") is (evidence == 1)
    others = [row for row in rows if row["framework"]["iri"] not in FIRST]
    assert {(row["state"], row["reason"]) for row in others} == {("open", "uncoded")}


def test_gaps_prints_one_screen(airm: Airm) -> None:
    lines = airm("gaps").out.splitlines()
    assert len(lines) <= 60
    assert max(map(len, lines)) <= 100
    for heading in (
        "HOW MUCH CAN BE SAID",
        "LAGGARDS",
        "THE FIELD IS QUIET",
        "RISK SOURCES",
        "SEEN IN THE WILD",
        "WATCH",
    ):
        assert any(line.startswith(heading) for line in lines)


def test_the_next_commands_of_the_report_work(airm: Airm, tmp_path: Path) -> None:
    lines = airm("gaps").out.splitlines()
    commands = [line.split("airm-graph ", 1)[1] for line in lines if "  airm-graph " in line]
    assert len(commands) == 6
    for command in commands:
        args = [str(tmp_path / a) if a.startswith("gaps.") else a for a in command.split()]
        assert airm(*args).code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"gaps.html", "gaps.csv"}


def test_gaps_targets_follow_the_contract(airm: Airm) -> None:
    answer = airm("gaps", "targets", "--all", "--format", "json").json()
    for row in answer["rows"]:
        jsonschema.validate(row, definition("target"))
    (ours,) = (r for r in answer["rows"] if r["target"]["id"] == "mitigation-mitv1-A0972")
    assert (ours["state"], ours["reason"]) == ("gap", "no measure")
    impacts = airm("gaps", "targets", "--kind", "impact", "--format", "json").json()["rows"]
    assert {row["state"] for row in impacts} == {"open"}  # nobody looked for all of them


def test_gaps_say_what_they_rest_on(airm: Airm) -> None:
    args = ("gaps", "cells", "--by", "framework", "--by", "stage", "--by", "category")
    rows = airm(*args, "--where", "framework=gipiskis2024", "--format", "json").json()["rows"]
    gaps = [row for row in rows if row["state"] == "gap"]
    assert gaps
    for row in gaps:
        jsonschema.validate(row, definition("cell"))
        assert row["without_own"] == "open"  # the stages are our reading
        assert "own" in row["rests_on"]


def test_build_diff_and_unknown_builds(airm: Airm, build: Build) -> None:
    same = airm("build", "diff", build.name[:4], build.name, "--format", "json").json()
    assert same["rows"] == []
    answer = airm("build", "diff", build.name, "zzzz")
    assert answer.code == 2
    assert build.name in answer.err


@pytest.mark.parametrize("format_", ["csv", "tsv"])
def test_flat_formats_spell_things_in_three_columns(airm: Airm, format_: str) -> None:
    out = airm("gaps", "cells", "--by", "framework", "--by", "category", "--format", format_).out
    rows = list(csv.DictReader(io.StringIO(out), delimiter="\t" if format_ == "tsv" else ","))
    listed = {record.work for record in catalogue().records.values()}
    addressed = [cell for cell, n in filed().items() if n >= 2 and cell[1][-1].isdecimal()]
    assert len(rows) == len(listed) * 23 - len(addressed)
    assert rows[0]["state"] == "gap"
    assert rows[0]["category_iri"].startswith("https://w3id.org/airm-graph/id/category-mitv1-")


def test_markdown_escapes_what_would_break_the_table(airm: Airm) -> None:
    out = airm("query", "frameworks", "--format", "markdown").out
    width = out.splitlines()[0].count("|")
    table = [line for line in out.splitlines() if line.startswith("|")]
    assert len(table) == 2 + len(WORKS)
    assert {line.replace("\\|", "").count("|") for line in table} == {width}


def test_output_goes_to_a_file_in_one_step(airm: Airm, tmp_path: Path) -> None:
    answer = airm("info", "--format", "json", "-o", str(tmp_path / "info.json"))
    assert answer.out == ""
    assert "wrote" in answer.err
    assert [path.name for path in tmp_path.iterdir()] == ["info.json"]


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
def test_query_from_file(airm: Airm, tmp_path: Path, engine: str) -> None:
    file = tmp_path / "works.rq"
    file.write_text("SELECT DISTINCT ?work { ?work a airm:Framework } ORDER BY ?work")
    rows = airm("query", str(file), "--engine", engine, "--format", "json").json()["rows"]
    assert [row["work"] for row in rows] == sorted(ID + work for work in WORKS)


def test_query_from_standard_input(airm: Airm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("ASK { airmid:stage-deploy a skos:Concept }"))
    assert airm("query", "-", "--format", "json").json()["rows"] == [{"answer": "true"}]
    monkeypatch.setattr(sys, "stdin", io.StringIO("SELECT ?x {"))
    answer = airm("query", "-")
    assert answer.code == 2
    assert "not SPARQL" in answer.err


OURS = len(tsv(CATALOGUE / "airm-graph" / "2026-11-20" / "works.tsv"))


@pytest.mark.parametrize(
    ("engine", "graph", "rows"),
    [
        ("oxigraph", "source-airmworks", OURS),
        ("oxigraph", "source-atlas5_6_0", 0),
        ("oxigraph", "nowhere", 0),
        # It takes many seconds to load the graph.
        pytest.param("rdflib", "source-airmworks", OURS, marks=pytest.mark.exhaustive),
    ],
)
def test_query_that_names_its_graphs_sees_no_others(
    airm: Airm, tmp_path: Path, engine: str, graph: str, rows: int
) -> None:
    file = tmp_path / "from.rq"
    text = "SELECT DISTINCT ?w FROM airmg:GRAPH { ?w a airm:Framework } ORDER BY ?w"
    file.write_text(text.replace("GRAPH", graph))
    answer = airm("query", str(file), "--engine", engine, "--format", "json").json()
    assert len(answer["rows"]) == rows


def test_query_in_another_encoding_is_refused(airm: Airm, tmp_path: Path) -> None:
    file = tmp_path / "latin.rq"
    file.write_bytes("SELECT ?x { ?x rdfs:label 'é' }".encode("latin-1"))
    answer = airm("query", str(file))
    assert answer.code == 2
    assert "not UTF-8" in answer.err


def test_query_binds_a_parameter_by_any_name(airm: Airm) -> None:
    args = ("query", "measures-of-framework", "--format", "json", "--param")
    answers = [
        airm(*args, f"framework={name}").json()["rows"]
        for name in ("framework-wiener2024", "airmid:framework-wiener2024", "Wiener2024")
    ]
    assert answers[0] == answers[1] == answers[2]
    named = {row["measure"].removeprefix(ID) for row in answers[0]}
    assert named == {
        row["id"]
        for _, row in tables("records.tsv")
        if (row["kind"], row["work"]) == ("measure", "framework-wiener2024")
    }
    one = measures()
    assert len({one[name] for name in named}) == 10  # a compilation repeats each


def test_search_ranks_whole_labels_first(airm: Airm) -> None:
    rows = airm("search", "red", "teaming", "--kind", "measure", "--format", "json").json()["rows"]
    assert [row["found_in"] for row in rows[:2]] == ["whole label", "whole label"]
    assert all(row["kind"] == "measure" for row in rows)


def test_completion_offers_facets_and_concepts() -> None:
    def offered(typed: str) -> str:
        environment = {
            **os.environ,
            "_AIRM_GRAPH_COMPLETE": "bash_complete",
            "COMP_WORDS": f"airm-graph {typed}",
            "COMP_CWORD": str(len(typed.split())),
        }
        script = "import sys; sys.argv[0] = 'airm-graph'; from airm_graph.cli import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, env=environment
        )
        return done.stdout

    assert "plain,stage" in offered("coverage --by sta")
    assert "stage=deploy" in offered("explain cell stage=de")


def test_a_closed_pipe_is_no_error(build: Build) -> None:
    command = (
        f"{sys.executable} -m airm_graph -q --workspace {build.folder.parents[1]} info | head -1"
    )
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert done.stdout.startswith("group")
    assert done.stderr == ""


def test_ctrl_c_says_one_line_and_leaves_130(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "airm_graph", "--workspace", str(tmp_path), "build"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell that runs the tests in the background has them ignore the signal.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert process.stderr is not None
    assert "reading" in process.stderr.readline()
    time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.splitlines()[-1] == "airm-graph: interrupted"
    assert "Traceback" not in err
