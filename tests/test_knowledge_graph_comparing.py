"""Works, coders, versions and builds compared in Python: the rows of the commands, and refusals."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from small_builds import MADE, built, having, mapped, risk

from airm_graph.choosing.covers import CoverError
from airm_graph.cli import main
from airm_graph.coverage.options import OptionError
from airm_graph.errors import AirmError, IdentifierError, PlotError, SourceError, WorkspaceError
from airm_graph.knowledge_graph import KnowledgeGraph
from airm_graph.knowledge_graph.target_options import TargetOptions
from airm_graph.paths.hops import PathError
from airm_graph.plots import PICTURES
from airm_graph.render.result import Result
from airm_graph.resources import root
from airm_graph.workspace import Build, Workspace

SCHEMA = json.loads((root() / "ontology" / "answer.schema.json").read_text(encoding="utf-8"))
Ask = Callable[[Any], Any]  # of a graph; mistakes are of types, too


@pytest.fixture(scope="module")
def kg(build: Build) -> KnowledgeGraph:
    return KnowledgeGraph(build, Workspace(build.folder.parents[1]))


def printed(kg: KnowledgeGraph, *args: str) -> Any:
    """What a command prints as JSON."""
    where = ["--quiet", "--workspace", str(kg.workspace.folder)]
    found = CliRunner().invoke(main, [*where, *args, "--format", "json"])
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


SAME: dict[str, tuple[Ask, str]] = {
    "frameworks": (
        lambda kg: kg.frameworks(targets="requirement", strength="partial"),
        "frameworks --targets requirement --strength partial",
    ),
    "contributions with every option": (
        lambda kg: kg.contributions(
            targets=["risk-source", "risk"],
            of="framework=atlas",
            where={"atlas-tactic": "AML.TA0002"},
            strength="lead",
            depth=2,
            without=["machine-made", "own"],
            min_confidence=0.5,
            proposed=True,
            stale=True,
            coded_by="publisher",
            catch_all=True,
            every_status=True,
        ),
        "frameworks contribution --targets risk-source --targets risk --of framework=atlas "
        "--where atlas-tactic=AML.TA0002 --strength lead --depth 2 --without machine-made "
        "--without own --min-confidence 0.5 --proposed --stale --coded-by publisher --catch-all "
        "--every-status",
    ),
    "overlap": (lambda kg: kg.overlap(strength="lead"), "frameworks overlap --strength lead"),
    "overlap over a facet": (
        lambda kg: kg.overlap("stage", "containment", threshold=1),
        "frameworks overlap --over stage --matrix containment --threshold 1",
    ),
    "overlap sets": (
        lambda kg: kg.overlap_sets(strength="inherited"),
        "frameworks overlap --sets --strength inherited",
    ),
    "cover": (
        lambda kg: kg.cover(strength="inherited", every=True),
        "frameworks cover --strength inherited --all",
    ),
    "cover by measures": (
        lambda kg: kg.cover(measures=True, share=0.9, time_limit=20, of="atlas"),
        "frameworks cover --measures --share 0.9 --time-limit 20 --of framework=atlas",
    ),
    "cover with few": (lambda kg: kg.cover(at_most=2), "frameworks cover --at-most 2"),
    "cover curve": (lambda kg: kg.cover_curve(), "frameworks cover --show greedy"),
    "uncoverable": (
        lambda kg: kg.uncoverable(times=2, of="atlas"),
        "frameworks cover --show uncoverable --times 2 --of framework=atlas",
    ),
    "single points": (
        lambda kg: kg.single_points(per="work", strength="partial"),
        "frameworks single-points --per work --strength partial",
    ),
    "crosswalk": (
        lambda kg: kg.crosswalk(
            "atlas", "framework=eticas", "finos-aigf", depth=2, without="own", unreached=True
        ),
        "crosswalk --of framework=atlas --from framework=eticas --from framework=finos-aigf "
        "--depth 2 --without own --all",
    ),
    "agreement": (
        lambda kg: kg.agreement(
            "source",
            facets=["category", "stage"],
            coders="IBM",
            level=1,
            undetermined="leave-out",
        ),
        "agreement --by source --facet category --facet stage --coder IBM --level 1 "
        "--undetermined leave-out",
    ),
    "disagreements": (
        lambda kg: kg.disagreements(facets="category", limit=3),
        "agreement --list --facet category --limit 3",
    ),
    "diff": (
        lambda kg: kg.diff("atlas", only=["added", "renamed"], threshold=0.4, renumbered=0.8),
        "diff atlas --only added --only renamed --threshold 0.4 --renumbered 0.8",
    ),
    "diff of two": (lambda kg: kg.diff("mitv1", "mitv2"), "diff mitv1 mitv2"),
}


def test_agreement_counts_what_the_command_counts(kg: KnowledgeGraph) -> None:
    # Nothing is left to compare, which the answers say alike.
    found = kg.agreement(status="accepted", count="records", facets="stage")
    command = "agreement --status accepted --count records --facet stage"
    assert json.loads(found.to_json()) == printed(kg, *command.split())


@pytest.mark.parametrize("name", SAME)
def test_python_gives_what_the_command_prints(kg: KnowledgeGraph, name: str) -> None:
    ask, command = SAME[name]
    found = ask(kg)
    said = json.loads(found.to_json())
    assert said["rows"], "the case asks for nothing"
    assert said == printed(kg, *command.split())
    if command.partition(" ")[0] != "diff":  # two sources, and no build
        jsonschema.validate(said, SCHEMA)


def test_every_keyword_of_targets_is_asked_once() -> None:
    # "ids" is asked below, for it takes a file on the command line.
    command = SAME["contributions with every option"][1]
    spelt = {f"--{name.replace('_', '-')}" for name in TargetOptions.__annotations__} - {"--ids"}
    assert spelt == {word for word in command.split() if word.startswith("--")}


def test_targets_are_chosen_by_name_or_by_a_file(kg: KnowledgeGraph, tmp_path: Path) -> None:
    names = [row["target"]["id"] for row in kg.single_points(of="atlas", strength="direct")][:3]
    file = tmp_path / "ids.txt"
    file.write_text("\n".join(names), encoding="utf-8")
    by_file = kg.frameworks(ids=file)
    assert by_file.meta["left_out"]["targets"] == len(names) == 3
    assert json.loads(by_file.to_json()) == printed(kg, "frameworks", "--ids", str(file))
    assert kg.frameworks(ids=names).rows == by_file.rows
    assert kg.frameworks(ids=names[0]).meta["left_out"]["targets"] == 1


def test_costs_are_given_by_name_or_by_a_file(kg: KnowledgeGraph, tmp_path: Path) -> None:
    file = tmp_path / "costs.csv"
    file.write_text("id,cost\natlas,7.1\ngipiskis2024,2\n", encoding="utf-8")
    by_file = kg.cover(costs=file, at_most=9.1)
    by_name = kg.cover(costs={"atlas": 7.1, "gipiskis2024": 2}, at_most=9.1)
    assert by_name.rows == by_file.rows
    # 7.1 and 2 are exactly 9.1, which they are not as binary numbers
    assert by_name.meta["cover"]["cost"] == 9.1
    said = printed(kg, "frameworks", "cover", "--costs", str(file), "--at-most", "9")
    assert said == json.loads(kg.cover(costs=file, at_most=9).to_json())


@pytest.mark.parametrize("strength", ["equal", "lead"])
def test_the_intersections_add_up_to_all_that_is_known_of_the_works(
    kg: KnowledgeGraph, strength: str
) -> None:
    sets = kg.overlap_sets(strength=strength)
    assert [row["size"] for row in sets] == sorted((row["size"] for row in sets), reverse=True)
    assert len({tuple(row["works"]) for row in sets}) == len(sets)
    targets = [target["iri"] for row in sets for target in row["targets"]]
    assert len(targets) == len(set(targets)) == sum(row["size"] for row in sets)
    for row in kg.contributions(strength=strength):
        of = [each for each in sets if row["work"]["id"] in each["works"]]
        assert row["covers"] == sum(each["size"] for each in of)
        assert row["unique"] == sum(each["size"] for each in of if len(each["works"]) == 1)
        shared = sum(Fraction(each["size"], len(each["works"])) for each in of)
        assert Fraction(row["shapley_exact"]) == shared
    for pair in kg.overlap(strength=strength):
        both = {pair["first"]["id"], pair["second"]["id"]}
        assert pair["shared"] == sum(each["size"] for each in sets if both <= set(each["works"]))


def test_the_curve_adds_up_and_starts_with_what_covers_most(kg: KnowledgeGraph) -> None:
    curve = kg.cover_curve(strength="inherited")
    gains = [step["gain"] for step in curve]
    assert gains == sorted(gains, reverse=True)
    assert gains[0] == max(row["covers"] for row in kg.contributions(strength="inherited"))
    assert [step["covered"] for step in curve] == [sum(gains[: n + 1]) for n in range(len(gains))]
    assert curve[-1]["covered"] == curve.meta["cover"]["coverable"]


PICTURED: dict[str, Ask] = {
    "contributions": lambda kg: kg.frameworks(),
    "overlap-matrix": lambda kg: kg.overlap(),
    "overlap": lambda kg: kg.overlap_sets(),
    "cover": lambda kg: kg.cover_curve(),
    "crosswalk": lambda kg: kg.crosswalk("nist-ai-rmf", "cosai-risk-map"),
    "agreement": lambda kg: kg.agreement(facets="category"),
    "confusions": lambda kg: kg.disagreements(facets="category"),
    "changes": lambda kg: kg.diff("atlas"),
    "": lambda kg: kg.uncoverable(),
}


@pytest.mark.parametrize("picture", PICTURED)
def test_each_answer_names_its_picture(kg: KnowledgeGraph, picture: str) -> None:
    found: Result = PICTURED[picture](kg)
    assert found.picture == picture
    if picture:
        assert picture in PICTURES
    else:
        with pytest.raises(PlotError, match="no natural picture"):
            found.plot()


REFUSED: dict[str, tuple[Ask, type[Exception], str]] = {
    "work": (lambda kg: kg.frameworks(of="atlass"), IdentifierError, "'atlas'"),
    "kind": (lambda kg: kg.contributions(targets="risks"), IdentifierError, "'risk'"),
    "target": (lambda kg: kg.frameworks(ids=["nothing"]), IdentifierError, "no target is called"),
    "no such file": (lambda kg: kg.frameworks(ids=Path("none.txt")), SourceError, "none.txt"),
    "concept": (
        lambda kg: kg.frameworks(where={"risk-domain": "99"}),
        IdentifierError,
        "99",
    ),
    "no pair": (lambda kg: kg.frameworks(where="risk-domain"), OptionError, "facet=concept"),
    "strength": (lambda kg: kg.frameworks(strength="equals"), AirmError, "'equal'"),
    "coder of links": (lambda kg: kg.frameworks(coded_by="publishers"), AirmError, "'publisher'"),
    "confidence": (lambda kg: kg.frameworks(min_confidence=70), AirmError, "from 0 to 1"),
    "depth": (lambda kg: kg.frameworks(depth=-1), PathError, "at least 0"),
    "without": (lambda kg: kg.frameworks(without="machines"), PathError, "machine-made"),
    "keyword": (lambda kg: kg.cover_curve(strenth="equal"), TypeError, "cover_curve.*'strength'"),
    "over": (lambda kg: kg.overlap("stgae"), IdentifierError, "'stage'"),
    "over framework": (lambda kg: kg.overlap("framework"), OptionError, "only with itself"),
    "over and targets": (lambda kg: kg.overlap_sets("stage", of="atlas"), OptionError, "'of'"),
    "threshold": (lambda kg: kg.overlap("stage", threshold=0), OptionError, "at least 1"),
    "matrix": (lambda kg: kg.overlap(matrix="share"), AirmError, "'shared'"),
    "times": (lambda kg: kg.cover(times=0), AirmError, "1 or more"),
    "share": (lambda kg: kg.cover(share=90), CoverError, "at most 1"),
    "share and limit": (lambda kg: kg.cover(share=0.5, at_most=2), CoverError, "without a share"),
    "member": (lambda kg: kg.cover(costs={"atlass": 2}), IdentifierError, "'atlas'"),
    "cost": (lambda kg: kg.cover(costs={"atlas": float("nan")}), AirmError, "such as 2.5"),
    "no cost": (lambda kg: kg.cover(costs={"atlas": 0}), CoverError, "more than 0"),
    "time": (lambda kg: kg.cover_curve(time_limit=0), AirmError, "1 second"),
    "per": (lambda kg: kg.single_points(per="works"), AirmError, "'work'"),
    "crosswalk": (lambda kg: kg.crosswalk("atlas", "cosai"), IdentifierError, "cosai-risk-map"),
    "crosswalk from nowhere": (lambda kg: kg.crosswalk("atlas"), AirmError, "no work is named"),
    "facet": (lambda kg: kg.agreement(facets="categry"), IdentifierError, "'category'"),
    "coder": (lambda kg: kg.disagreements(coders="IBN"), IdentifierError, "'IBM'"),
    "by": (lambda kg: kg.agreement("sources"), AirmError, "'source'"),
    "status": (lambda kg: kg.agreement(status="accept"), AirmError, "'accepted'"),
    "undetermined": (lambda kg: kg.agreement(undetermined="leave"), AirmError, "'leave-out'"),
    "count": (lambda kg: kg.disagreements(count="record"), AirmError, "'records'"),
    "level": (lambda kg: kg.agreement(level=0), AirmError, "1 or more"),
    "limit": (lambda kg: kg.disagreements(limit=0), AirmError, "1 or more"),
    "version": (lambda kg: kg.diff("atlas@5.0.1", "atlas@5.6"), IdentifierError, "atlas@5.6.0"),
    "one version": (lambda kg: kg.diff("nist2024"), IdentifierError, "1 versions.*expected two"),
    "change": (lambda kg: kg.diff("atlas", only="add"), AirmError, "'added'"),
    "alike": (lambda kg: kg.diff("atlas", threshold=30), AirmError, "from 0 to 1"),
    "build": (lambda kg: kg.changes("zzz"), WorkspaceError, "0 builds are called 'zzz'"),
    "triples": (lambda kg: kg.changed_triples("zzz"), WorkspaceError, "0 builds are called 'zzz'"),
    "kind of change": (lambda kg: kg.changes(only="cell"), AirmError, "'cells'"),
    "kind of target": (lambda kg: kg.changes(kind="impacts"), AirmError, "'impact'"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_mistake_is_told_with_what_would_be_right(kg: KnowledgeGraph, name: str) -> None:
    ask, error, said = REFUSED[name]
    with pytest.raises(error, match=said):
        ask(kg)


def test_builds_are_compared_as_the_command_compares_them(tmp_path: Path) -> None:
    home = tmp_path / "workspace"
    edit = having("mappings", mapped(risk("R2"), "skos:exactMatch", risk("R1")))
    old = built(home, [MADE])
    new = built(home, [reduce(lambda source, change: change(source), [edit], MADE)])
    kg = KnowledgeGraph(new, Workspace(home))
    found = kg.changes(old.name, kind="risk-source", only="targets", coded_by="all")
    assert "gap → addressed" in {row["change"] for row in found}
    assert found.picture == "state-changes"
    command = ["build", "diff", old.name, new.name]
    said = printed(kg, *command, "--only", "targets")
    assert json.loads(found.to_json()) == said
    jsonschema.validate(said, SCHEMA)
    assert {row["change"] for row in kg.changes(new.name, old.name, only="targets")} == {
        "addressed → gap"
    }
    triples = kg.changed_triples()
    assert json.loads(triples.to_json()) == printed(kg, *command, "--triples")
    assert {row["change"] for row in triples} >= {"added"}
