"""Coverage, gaps and explanations in Python: the rows of the commands, and what is refused."""

import json
import os
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any, Literal

import jsonschema
import pytest
from click.testing import CliRunner

from airm_graph.cli import main
from airm_graph.coverage.gap_report import GapReport, gap_report
from airm_graph.coverage.options import OptionError
from airm_graph.errors import AirmError, IdentifierError, PlotError
from airm_graph.knowledge_graph import KnowledgeGraph
from airm_graph.paths.hops import PathError
from airm_graph.render.account import Account
from airm_graph.render.result import Result
from airm_graph.render.tables import flat
from airm_graph.resources import root
from airm_graph.workspace import Build, Workspace

SCHEMA = json.loads((root() / "ontology" / "answer.schema.json").read_text(encoding="utf-8"))
Ask = Callable[[Any], Any]  # of a graph; mistakes are of types, too
TECHNIQUE = "AML.T0011.000"
DERIVED = ("A0937", "inRiskDomain", "airmid:domain-mit-4_2")
UNTRUE = ("A0937", "airm:inCategory", "airmid:category-mitv1-2_1")


@pytest.fixture(scope="module")
def kg(build: Build) -> KnowledgeGraph:
    return KnowledgeGraph(build, Workspace(build.folder.parents[1]))


def printed(build: Build, *args: str) -> str:
    """What a command prints."""
    workspace = str(build.folder.parents[1])
    found = CliRunner().invoke(main, ["--quiet", "--workspace", workspace, *args])
    assert found.exit_code == 0, found.output
    return found.stdout


ROWS: dict[str, tuple[Ask, str]] = {
    "coverage": (
        lambda kg: kg.coverage("framework", "category"),
        "coverage --by framework --by category",
    ),
    "coverage with every option": (
        lambda kg: kg.coverage(
            "framework",
            "category",
            level={"category": 1},
            where={"stage": "deploy"},
            threshold=3,
            count="records",
            coded_by="own",
            min_confidence=0.7,
            without="machine-made",
        ),
        "coverage --by framework --by category --level category=1 --where stage=deploy "
        "--threshold 3 --count records --coded-by own --min-confidence 0.7 --without machine-made",
    ),
    "one level for all": (
        lambda kg: kg.coverage("stage", "category", level=1, where="framework=nist2024"),
        "coverage --by stage --by category --level 1 --where framework=nist2024",
    ),
    "every gap": (lambda kg: kg.gaps(), "gaps"),
    "every gap of publishers": (
        lambda kg: kg.gaps(coded_by="publisher"),
        "gaps --coded-by publisher",
    ),
    "cells": (
        lambda kg: kg.gaps("framework", "category", where=["category=4"], without=["machine-made"]),
        "gaps cells --by framework --by category --where category=4 --without machine-made",
    ),
    "permuted cells": (
        lambda kg: kg.gaps("framework", "stage", permutations=20, seed=7),
        "gaps cells --by framework --by stage --permutations 20 --seed 7",
    ),
    "targets": (lambda kg: kg.gaps(kind="risk-source"), "gaps targets"),
    "targets from a work": (
        lambda kg: kg.gaps(kind="risk", from_="gipiskis2024", min_confidence=0.7, coded_by="own"),
        "gaps targets --kind risk --from framework=gipiskis2024 --min-confidence 0.7 "
        "--coded-by own",
    ),
    "targets with every option": (
        lambda kg: kg.gaps(
            kind="impact",
            depth=2,
            counted=["direct", "inherited"],
            catch_all=True,
            leads=True,
            addressed=True,
            proposed=True,
            stale=True,
            without=["machine-made", "own"],
        ),
        "gaps targets --kind impact --depth 2 --counted direct --counted inherited --catch-all "
        "--leads --all --proposed --stale --without machine-made --without own",
    ),
    "targets by facet": (
        lambda kg: kg.gaps(kind="risk-source", from_="atlas", per="atlas-tactic"),
        "gaps targets --from framework=atlas --per atlas-tactic",
    ),
}
ACCOUNTS: dict[str, tuple[Ask, str]] = {
    "cell": (
        lambda kg: kg.explain(framework="gipiskis2024", category="4.2"),
        "explain cell framework=gipiskis2024 category=4.2",
    ),
    "cell of a facet with a hyphen": (
        lambda kg: kg.explain(framework="gipiskis2024", risk_domain="2.2", threshold=5),
        "explain cell framework=gipiskis2024 risk-domain=2.2 --threshold 5",
    ),
    "target": (lambda kg: kg.explain(TECHNIQUE), f"explain target {TECHNIQUE}"),
    "target with every option": (
        lambda kg: kg.explain(
            TECHNIQUE,
            from_="atlas",
            depth=2,
            without=["machine-made", "own"],
            min_confidence=0.2,
            proposed=True,
            stale=True,
            most=3,
        ),
        f"explain target {TECHNIQUE} --from framework=atlas --depth 2 --without machine-made "
        "--without own --min-confidence 0.2 --proposed --stale --most 3",
    ),
    "triple": (lambda kg: kg.explain_triple(*DERIVED), f"explain triple {' '.join(DERIVED)}"),
}


@pytest.fixture(scope="module")
def answers(kg: KnowledgeGraph) -> dict[str, Result]:
    return {name: ask(kg) for name, (ask, _) in ROWS.items()}


@pytest.mark.parametrize("name", ROWS)
def test_python_and_the_command_give_the_same_rows(
    build: Build, answers: dict[str, Result], name: str
) -> None:
    found, command = answers[name], ROWS[name][1].split()
    assert len(found) > 0
    assert json.loads(found.to_json()) == json.loads(printed(build, *command, "--format", "json"))


@pytest.mark.parametrize("name", ["targets by facet", "permuted cells"])
@pytest.mark.parametrize("format_", ["csv", "markdown"])
def test_other_formats_are_those_of_the_command(
    build: Build, answers: dict[str, Result], name: str, format_: str
) -> None:
    said = printed(build, *ROWS[name][1].split(), "--format", format_)
    assert getattr(answers[name], f"to_{format_}")() == said


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_every_row_goes_into_a_frame(
    answers: dict[str, Result], name: str, library: Literal["pandas", "polars"]
) -> None:
    header, rows = flat(answers[name])
    frame = answers[name].frame(library)
    assert frame.shape == (len(rows), len(header))
    assert list(frame.columns) == header
    assert len(header) == len(set(header))
    for column in ("state", "reason", "list"):
        if column in header:
            held = [None if cell != cell else cell for cell in frame[column].to_list()]
            assert held == [row[header.index(column)] for row in rows]


@pytest.mark.parametrize("name", ACCOUNTS)
def test_python_and_the_command_tell_the_same(build: Build, kg: KnowledgeGraph, name: str) -> None:
    ask, command = ACCOUNTS[name]
    told = ask(kg)
    assert isinstance(told, Account)
    answer = json.loads(printed(build, *command.split(), "--format", "json"))
    assert json.loads(told.to_json()) == answer
    assert told.text


def test_a_triple_that_does_not_hold_is_told_of(kg: KnowledgeGraph) -> None:
    told = kg.explain_triple(*UNTRUE)  # where the command exits 1
    assert told["holds"] is False
    assert told["instead"]["values"]


def test_the_report_has_every_figure_as_data(build: Build, kg: KnowledgeGraph) -> None:
    told = kg.gap_report()
    assert told.text == printed(build, "gaps")
    jsonschema.validate(json.loads(told.to_json()), SCHEMA)
    report = gap_report(build.columns, build.name)
    assert list(told.data) == [field.name for field in fields(GapReport)]
    assert json.loads(json.dumps(told.data)) == told.data  # nothing that JSON changes
    for name, value in told.data.items():
        held = getattr(report, name)
        assert len(value) == len(held) if isinstance(held, tuple) else value == held
    assert [view["states"] for view in told["views"]] == [view.states for view in report.views]
    assert [row["p_empty"] for row in told["laggards"]] == [
        laggard.cell.p_empty for laggard in report.laggards
    ]
    assert {row["state"] for row in told["unaddressed"]} == {"gap"}
    assert [row["not_told"] for row in told["named"]] == [
        row.risks - row.told for row in report.named
    ]


def test_the_report_page_is_that_of_the_command_and_replaces_a_file(
    build: Build, kg: KnowledgeGraph, tmp_path: Path
) -> None:
    path, kept = tmp_path / "mine.html", tmp_path / "kept.html"
    path.write_text("old")
    os.link(path, kept)  # a file that is written over changes under both names
    assert kg.report(path, coded_by="publisher") == path
    assert kept.read_text() == "old"
    printed(build, "report", "--coded-by", "publisher", "-o", str(tmp_path / "its.html"))
    assert path.read_bytes() == (tmp_path / "its.html").read_bytes()
    with pytest.raises(OSError, match="mine"):
        kg.report(path / "below.html")
    assert {one.name for one in tmp_path.iterdir()} == {"mine.html", "kept.html", "its.html"}


def test_rows_of_several_kinds_have_no_picture(kg: KnowledgeGraph) -> None:
    with pytest.raises(PlotError, match="no natural picture"):
        kg.gaps().plot()


MISTAKES: dict[str, tuple[Ask, type[AirmError], str]] = {
    "one facet": (lambda kg: kg.coverage("stage"), OptionError, "2 to 5"),
    "facet": (lambda kg: kg.coverage("framework", "stgae"), IdentifierError, "'stage'"),
    "concept": (
        lambda kg: kg.coverage("stage", "actor", where={"stage": "deplo"}),
        IdentifierError,
        "did you mean 'deploy'",
    ),
    "no pair": (
        lambda kg: kg.coverage("stage", "actor", where="deploy"),
        OptionError,
        "facet=concept",
    ),
    "number for a concept": (
        lambda kg: kg.coverage("stage", "actor", where={"category": 4.2}),
        AirmError,
        "category=4.2: expected a text, such as '4.2'",
    ),
    "number for a cell": (
        lambda kg: kg.explain(framework="nist2024", category=4.2),
        AirmError,
        "category=4.2: expected a text",
    ),
    "level": (
        lambda kg: kg.coverage("framework", "category", level={"category": 9}),
        OptionError,
        "1 to 2",
    ),
    "count": (
        lambda kg: kg.coverage("framework", "category", count="record"),
        AirmError,
        "did you mean 'records'",
    ),
    "coded_by": (
        lambda kg: kg.coverage("framework", "category", coded_by="publishers"),
        AirmError,
        "did you mean 'publisher'",
    ),
    "confidence": (
        lambda kg: kg.gaps("framework", "category", min_confidence=70),
        AirmError,
        "0 to 1",
    ),
    "threshold": (lambda kg: kg.gaps("stage", "actor", threshold=0), OptionError, "at least 1"),
    "without": (
        lambda kg: kg.gaps("stage", "actor", without="own"),
        OptionError,
        "expected machine-made",
    ),
    "permutations without works": (
        lambda kg: kg.gaps("stage", "actor", permutations=9),
        OptionError,
        "framework is missing",
    ),
    "no permutations": (
        lambda kg: kg.gaps("framework", "stage", permutations=0),
        OptionError,
        "at least 1",
    ),
    "seed": (
        lambda kg: kg.gaps("framework", "stage", permutations=9, seed=-1),
        AirmError,
        "0 or more",
    ),
    "facets and kind": (
        lambda kg: kg.gaps("framework", "stage", kind="risk"),
        AirmError,
        "facets ask for cells, kind='risk' for targets",
    ),
    "cells asked as targets": (
        lambda kg: kg.gaps("framework", "stage", leads=True),
        AirmError,
        "leads= is asked of targets",
    ),
    "targets asked as cells": (
        lambda kg: kg.gaps(kind="risk", where={"stage": "deploy"}),
        AirmError,
        "where= is asked of cells",
    ),
    "the report asked as either": (
        lambda kg: kg.gaps(min_confidence=0.5),
        AirmError,
        "min_confidence= is asked of cells or targets",
    ),
    "per without kind": (lambda kg: kg.gaps(per="risk-domain"), AirmError, "name facets, or a"),
    "kind": (lambda kg: kg.gaps(kind="risk-sorce"), IdentifierError, "'risk-source'"),
    "work": (lambda kg: kg.gaps(kind="risk", from_="nist"), IdentifierError, "nist2024"),
    "per": (lambda kg: kg.gaps(kind="risk", per="risk-domian"), IdentifierError, "'risk-domain'"),
    "counted": (lambda kg: kg.gaps(kind="risk", counted="drect"), IdentifierError, "'direct'"),
    "depth": (lambda kg: kg.gaps(kind="risk", depth=-1), PathError, "at least 0"),
    "without on paths": (lambda kg: kg.gaps(kind="risk", without="owned"), PathError, "own"),
    "coded_by of targets": (
        lambda kg: kg.gaps(kind="risk", coded_by="me"),
        AirmError,
        "known: all, own, publisher",
    ),
    "coded_by of the report": (
        lambda kg: kg.gaps(coded_by="me"),
        AirmError,
        "known: all, own, publisher",
    ),
    "coded_by of sentences": (lambda kg: kg.gap_report(coded_by="me"), AirmError, "known: all"),
    "coded_by of the page": (lambda kg: kg.report("x", coded_by="me"), AirmError, "known: all"),
    "nothing to explain": (lambda kg: kg.explain(), AirmError, "neither of two"),
    "two things to explain": (
        lambda kg: kg.explain(TECHNIQUE, framework="atlas"),
        AirmError,
        "both of two",
    ),
    "cell explained as thing": (
        lambda kg: kg.explain(framework="atlas", stage="deploy", depth=2),
        AirmError,
        "depth= is asked of a thing",
    ),
    "thing explained as cell": (
        lambda kg: kg.explain(TECHNIQUE, threshold=3),
        AirmError,
        "threshold= is asked of a cell",
    ),
    "half a cell": (lambda kg: kg.explain(framework="nist2024"), OptionError, "2 to 5"),
    "work of a cell": (
        lambda kg: kg.explain(framework="nist", category="4.4"),
        IdentifierError,
        "nist2024",
    ),
    "facet of a cell": (
        lambda kg: kg.explain(framework="nist2024", risk_domian="4.4"),
        IdentifierError,
        "'risk-domain'",
    ),
    "thing": (lambda kg: kg.explain("risk-mitrisk4-62_99"), IdentifierError, "did you mean"),
    "work of a thing": (
        lambda kg: kg.explain(TECHNIQUE, from_="atls"),
        IdentifierError,
        "'atlas'",
    ),
    "most": (lambda kg: kg.explain(TECHNIQUE, most=0), AirmError, "1 or more"),
    "confidence of paths": (
        lambda kg: kg.explain(TECHNIQUE, min_confidence=-1),
        AirmError,
        "0 to 1",
    ),
    "property": (
        lambda kg: kg.explain_triple("A0937", "inCategroy", "A0937"),
        IdentifierError,
        "'inCategory'",
    ),
    "subject": (
        lambda kg: kg.explain_triple("A9999999", "inCategory", "A0937"),
        IdentifierError,
        "A9999999",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_an_error_of_the_package_with_a_remedy(kg: KnowledgeGraph, name: str) -> None:
    ask, error, hint = MISTAKES[name]
    with pytest.raises(error) as raised:
        ask(kg)
    assert isinstance(raised.value, AirmError)
    assert hint in str(raised.value)
    assert "\n" not in str(raised.value)
