"""Which frameworks to choose: the catalogue through the program, read a second time from tables."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any, get_args

import pytest
from test_cli import Airm, airm
from worlds import catalogue, measures, tables

from airm_graph.choosing import Incidence
from airm_graph.choosing.costs import read_costs
from airm_graph.choosing.sets import COUNTED, NOT_IN_FORCE, Members, sets_of
from airm_graph.choosing.target_sets import target_numbers
from airm_graph.columns import MITIGATING, RELATIONS
from airm_graph.coverage.options import Options
from airm_graph.errors import SourceError
from airm_graph.paths.reach import RISKS, STRENGTHS, PathOptions, reach
from airm_graph.workspace import Build

__all__ = ["airm"]  # a fixture

Sets = dict[str, set[str]]
OUT = {row["id"] for _, row in tables("works.tsv") if row["status"] in NOT_IN_FORCE}


def of_kinds(build: Build, kinds: set[str]) -> set[str]:
    targets = build.columns.index["targets"]
    return {t["iri"].rpartition("/")[2] for t in targets if not kinds.isdisjoint(t["kinds"])}


def direct(build: Build, members: str) -> Sets:
    """By work, or by measure, the risks that the tables say it mitigates."""
    risks = of_kinds(build, set(RISKS))
    one, records = measures(), catalogue().records
    mitigating = {RELATIONS[number] for number in MITIGATING}
    found: Sets = {}
    for _, row in tables("actions.tsv"):
        record = records.get(row["id"])
        if record is None or not record.accepted or row["relation"] not in mitigating:
            continue
        work = record.work.rpartition("/")[2]
        if work not in OUT and row["target"] in risks:
            name = work.removeprefix("framework-") if members == "works" else one[row["id"]]
            found.setdefault(name, set()).add(row["target"])
    return found


def ids(things: Iterable[dict[str, str]]) -> set[str]:
    return {thing["id"] for thing in things}


def ask(airm: Airm, *args: str) -> Any:
    answer = airm("frameworks", *args, "--format", "json")
    assert answer.code == 0, answer.err
    return answer.json()


def test_each_work_covers_what_the_tables_say(airm: Airm, build: Build) -> None:
    said = ask(airm, "contribution", "--strength", "direct")
    expected = direct(build, "works")
    assert {row["work"]["id"]: row["covers"] for row in said["rows"] if row["covers"]} == {
        name: len(covers) for name, covers in expected.items()
    }
    every = set().union(*expected.values())
    shared = {target: sum(target in covers for covers in expected.values()) for target in every}
    for row in said["rows"]:
        mine = expected.get(row["work"]["id"], set())
        assert Fraction(row["shapley_exact"]) == sum(Fraction(1, shared[t]) for t in mine)
        assert ids(row["alone"]) == {t for t in mine if shared[t] == 1}
        assert row["unique"] == len(row["alone"])
    assert sum(row["shapley"] for row in said["rows"]) == pytest.approx(len(every))


@pytest.mark.parametrize("strength", COUNTED)
def test_all_the_smallest_sets_of_works_and_what_no_set_covers(
    airm: Airm, build: Build, strength: str
) -> None:
    said = ask(airm, "cover", "--strength", strength, "--all")
    rows = said["rows"]
    pairs = ask(airm, "contribution", "--strength", strength)["rows"]
    covers: Sets = {}
    for row in rows:
        covers[row["work"]["id"]] = ids(row["targets"])
    if strength == "direct":
        assert covers == direct(build, "works")  # every work that covers anything is needed
    chosen = set().union(*covers.values())
    cover = said["meta"]["cover"]
    assert cover["covered"] == cover["coverable"] == len(chosen)
    assert (
        cover["covered"] + len(said["meta"]["left_out"]["uncoverable"])
        == (said["meta"]["left_out"]["targets"])
    )
    assert (cover["optimal"], cover["gap"]) == (True, 0)
    assert cover["bound"] == cover["cost"] == cover["members"]
    assert sum(row["unique"] > 0 for row in pairs) <= cover["members"]
    needed = {row["work"]["id"] for row in pairs if row["unique"]}
    for optimum in cover["optima"]:
        assert needed <= set(optimum)
    assert needed <= set(cover["in_every"])


def test_the_smallest_set_of_measures(airm: Airm, build: Build) -> None:
    """Bounds that need no solver: it covers all, and no member of it can be left out."""
    said = ask(airm, "cover", "--measures", "--strength", "direct")
    expected = direct(build, "measures")
    rows = said["rows"]
    every = set().union(*expected.values())
    assert set().union(*(ids(row["targets"]) for row in rows)) == every
    for row in rows:
        assert ids(row["targets"]) == expected[row["measure"]["id"]]
        rest = [ids(other["targets"]) for other in rows if other is not row]
        assert ids(row["alone_targets"]) == every - set().union(*rest)
        assert row["alone"] == len(row["alone_targets"]) > 0
        assert row["works"]
    # Targets of which no two have a measure in common need as many measures.
    apart: list[set[str]] = []
    held = {t: {name for name, covers in expected.items() if t in covers} for t in every}
    for holders in sorted(held.values(), key=len):
        if all(holders.isdisjoint(other) for other in apart):
            apart.append(holders)
    assert len(apart) <= len(rows) == said["meta"]["cover"]["bound"]


def test_a_share_a_limit_and_more_than_one_time(airm: Airm, build: Build) -> None:
    whole = ask(airm, "cover", "--measures")["meta"]["cover"]
    half = ask(airm, "cover", "--measures", "--share", "0.5")["meta"]["cover"]
    twice = ask(airm, "cover", "--measures", "--times", "2")["meta"]["cover"]
    assert half["members"] < whole["members"] < twice["members"]
    assert half["covered"] >= half["coverable"] / 2
    limited = ask(airm, "cover", "--measures", "--at-most", str(half["members"]))["meta"]["cover"]
    assert limited["members"] == half["members"]
    assert half["covered"] <= limited["covered"] == limited["bound"]
    held = {t for covers in direct(build, "measures").values() for t in covers}
    single = ask(airm, "single-points")["rows"]
    assert {row["target"]["id"] for row in single} <= held
    assert ids(twice["short"]) & held


def test_costs_change_the_choice(airm: Airm, tmp_path: Path) -> None:
    costs = tmp_path / "costs.csv"
    costs.write_text("id,cost\natlas,7.5\nframework-gipiskis2024,2\n", encoding="utf-8")
    said = ask(airm, "cover", "--costs", str(costs), "--at-most", "4")
    spent = {row["work"]["id"]: row["cost"] for row in said["rows"]}
    assert spent == {"gipiskis2024": 2.0, "cosai-risk-map": 1.0, "finos-aigf": 1.0}
    assert said["meta"]["cover"]["cost"] == 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("atlas\n", ":1: 1 cells; expected an id and a cost"),
        ("atlas\t1\natlass\t1\n", ":2: 'atlass' is none of those to choose from"),
        ("atlas\t0\n", "expected a number above 0"),
        ("atlas\t1e9\n", "expected a number above 0"),
        ("atlas\t1\natlas\t2\n", ":2: 'atlas' has a cost already"),
    ],
)
def test_costs_that_cannot_be_read(tmp_path: Path, text: str, said: str) -> None:
    costs = tmp_path / "costs.tsv"
    costs.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as error:
        read_costs(costs, Incidence.of_sets({"atlas": ["t0"], "cosai-risk-map": []}))
    assert said in str(error.value)


def test_targets_are_chosen_by_work_concept_and_file(
    airm: Airm, build: Build, tmp_path: Path
) -> None:
    def asked(*args: str) -> int:
        targets: int = ask(airm, "contribution", *args)["meta"]["left_out"]["targets"]
        return targets

    rows = [row for _, row in tables("records.tsv")]
    sources = of_kinds(build, {"risk-source"})
    assert asked("--targets", "risk-source") == len(sources)
    named = {row["id"] for row in rows if row["work"] == "framework-atlas"} & sources
    assert asked("--of", "framework=atlas") == len(named)
    tactics = [
        row
        for _, row in tables("classifications.tsv")
        if (row["facet"], row["concept"]) == ("atlas-tactic", "AML.TA0002")
    ]
    assert asked("--where", "atlas-tactic=AML.TA0002") == len({row["id"] for row in tactics}) > 0
    few = sorted(sources)[:3]
    listed = tmp_path / "few.txt"
    listed.write_text(
        f"# three\n{few[0]}\n\nairmid:{few[1]}\nhttps://w3id.org/airm-graph/id/{few[2]}\n",
        encoding="utf-8",
    )
    assert asked("--ids", str(listed)) == 3
    assert asked("--ids", str(listed), "--of", "framework=nist2024") == 0
    listed.write_text("\nno-such-target\n", encoding="utf-8")
    answer = airm("frameworks", "cover", "--ids", str(listed))
    assert answer.code == 2
    assert "few.txt:2: no target is called 'no-such-target'" in answer.err


def test_the_sets_are_what_paths_reach(build: Build) -> None:
    columns = build.columns
    targets = target_numbers(columns, kinds=["risk"])
    found = reach(columns, PathOptions(kind="risk"))
    for strength in ("direct", "equal", "inherited", "partial"):
        for members in get_args(Members):
            made = sets_of(
                columns,
                targets,
                PathOptions(),
                members=members,
                strength=strength,
                every_status=True,
            )
            covered = set(targets[made.incidence.degrees() > 0].tolist())
            best = found.best()[targets] >= STRENGTHS.index(strength)
            assert covered == set(targets[best].tolist())


def test_single_points_with_and_without_measures_for_all_risks(airm: Airm, build: Build) -> None:
    said = ask(airm, "single-points", "--strength", "direct")
    columns = build.columns
    every = {
        columns.index["items"][number].rpartition("/")[2]
        for number in columns.items["all_risks"].nonzero()[0].tolist()
    }
    one = measures()
    expected = {
        name: covers
        for name, covers in direct(build, "measures").items()
        if name not in {one[record] for record in every if record in one}
    }
    held = [target for covers in expected.values() for target in covers]
    single = {target for target in held if held.count(target) == 1}
    assert {row["target"]["id"] for row in said["rows"]} == single
    for row in said["rows"]:
        assert row["target"]["id"] in expected[row["measure"]["id"]]
    with_all = {
        row["target"]["id"]: sum(
            row["target"]["id"] in c for c in direct(build, "measures").values()
        )
        for row in said["rows"]
    }
    assert {row["target"]["id"]: row["with_all_risks"] for row in said["rows"]} == with_all
    counted = ask(airm, "single-points", "--strength", "inherited", "--catch-all")
    assert counted["rows"] == []  # twenty-one measures claim to cover each
    works = ask(airm, "single-points", "--strength", "direct", "--per", "work")["rows"]
    assert all(row["measures"] >= 1 for row in works)
    assert single <= {row["target"]["id"] for row in works}


def test_overlap_by_category_is_that_of_the_cells(airm: Airm) -> None:
    cells = airm("coverage", "--by", "framework", "--by", "category", "--format", "json").json()
    addressed: Sets = {}
    for row in cells["rows"]:
        if row["state"] == "addressed" and f"framework-{row['framework']['id']}" not in OUT:
            addressed.setdefault(row["framework"]["id"], set()).add(row["category"]["id"])
    said = ask(airm, "overlap", "--over", "category")["rows"]
    found = {frozenset((row["first"]["id"], row["second"]["id"])): row for row in said}
    for one, other in combinations(addressed, 2):
        row = found[frozenset((one, other))]
        assert ids(row["shared_targets"]) == addressed[one] & addressed[other]
        both, either = addressed[one] & addressed[other], addressed[one] | addressed[other]
        assert row["jaccard"] == pytest.approx(len(both) / len(either))
    matrix = ask(airm, "overlap", "--over", "category", "--matrix", "containment")["rows"]
    for row in matrix:
        mine = addressed[row["work"]["id"]]
        for name in addressed:
            assert row[name] == pytest.approx(len(mine & addressed[name]) / len(mine))


def test_the_comparison_tells_nothing_known_from_nothing_covered(airm: Airm) -> None:
    rows = {row["work"]["id"]: row for row in ask(airm)["rows"]}
    stating = {record.work for record in catalogue().records.values() if record.accepted}
    assert {f"framework-{name}" for name in rows} == {iri.rpartition("/")[2] for iri in stating}
    assert rows["nist2024"].get("covers") is None  # nobody linked its measures to risks
    assert rows["atlas"]["covers"] > 0
    assert rows["wiener2024"].get("covers") is None
    vetoed = {row["work"]["id"]: row for row in ask(airm, "--every-status")["rows"]}
    assert vetoed["atlas"] == rows["atlas"]
    text = airm("frameworks").out
    assert "Left out: euaioffice2025 (superseded), wiener2024 (vetoed)" in text
    assert "Nothing is known of what these reach" in text


def test_other_formats_have_the_same_rows(airm: Airm) -> None:
    for command in (
        ["cover", "--all"],
        ["cover", "--show", "greedy"],
        ["cover", "--times", "9", "--show", "uncoverable"],
        ["contribution"],
        ["overlap"],
        ["single-points"],
    ):
        rows = ask(airm, *command)["rows"]
        text = airm("frameworks", *command, "--format", "csv").out
        assert len(list(csv.DictReader(io.StringIO(text)))) == len(rows) > 0


@pytest.mark.parametrize(
    "args",
    [
        ["overlap", "--over", "framework"],
        ["overlap", "--over", "categry"],
        ["overlap", "--over", "category", "--targets", "risk"],
        ["cover", "--of", "atlas"],
        ["cover", "--of", "framework=atlass"],
        ["cover", "--where", "tactic=1"],
        ["cover", "--share", "0.5", "--at-most", "2"],
        ["cover", "--strength", "strong"],
        ["covers"],
    ],
)
def test_mistakes_are_one_line(airm: Airm, args: list[str]) -> None:
    answer = airm("frameworks", *args)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.count("\n") == 1


def test_nothing_can_be_reached(airm: Airm) -> None:
    said = ask(airm, "cover", "--of", "framework=nist-ai-rmf", "--strength", "direct")
    assert said["rows"] == []
    assert any("Nothing covers any of them" in note for note in said["meta"]["notes"])
    assert json.dumps(said["meta"]["cover"]["greedy"]) == "[]"


def test_options_say_what_they_mean(build: Build) -> None:
    assert [STRENGTHS.index(name) for name in COUNTED] == [5, 4, 3, 2, 1]
    assert Options(by=("framework", "category")).threshold == 2  # as overlap has it
