"""One work seen from others: by every simple path, and on the command line."""

import json
from typing import Any, NamedTuple, Protocol

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mapping_worlds import ID, Said, simple, strength_along, world

from airm_graph.cli import main
from airm_graph.coverage.crosswalk import Crossing, crosswalk
from airm_graph.errors import IdentifierError
from airm_graph.paths.hops import PathOptions
from airm_graph.paths.relations import STRENGTHS
from airm_graph.workspace import Build

THINGS = 6
THING = st.integers(0, THINGS - 1)
SAID = (
    st.tuples(THING, THING, st.sampled_from(["equal", "inside", "contains", "overlap", "nothing"]))
    .filter(lambda said: said[0] != said[1])
    .map(lambda said: Said(*said))
)
NAMED = [[0], [0, 1], [1], [1], [2], [2]]  # the works of each thing


@settings(max_examples=80, deadline=None)
@given(said=st.lists(SAID, max_size=8), depth=st.integers(0, 3))
def test_rows_are_what_every_simple_path_proves(said: list[Said], depth: int) -> None:
    columns = world(THINGS, said, named=NAMED)
    works, rows = crosswalk(columns, "w2", ["w0", "w1"], options=PathOptions(depth=depth))
    assert [work.id for work in works] == ["w0", "w1"]
    assert {row.target.id for row in rows} == {"risk-4", "risk-5"}
    for row in rows:
        end = int(row.target.id[-1])
        for work, reached in zip((0, 1), row.reached, strict=True):
            of_each = {}
            for start in (n for n, named in enumerate(NAMED) if work in named):
                found = [(strength_along(p), -len(p)) for p in simple(said, start, end, depth)]
                if found:
                    best = max(found, key=lambda one: (STRENGTHS.index(one[0]), one[1]))
                    of_each[start] = best
            best = max(
                of_each.values(), key=lambda b: (STRENGTHS.index(b[0]), b[1]), default=("", 0)
            )
            assert (reached.strength, len(reached.path)) == (best[0], -best[1])
            as_good = sum(one == best for one in of_each.values())
            assert reached.things == as_good


def test_the_same_thing_in_both_works_is_reached_without_a_hop() -> None:
    columns = world(THINGS, [], named=NAMED)
    _, rows = crosswalk(columns, "w1", ["w0"])
    reached = {row.target.iri: row.reached[0] for row in rows}
    assert (reached[f"{ID}risk-1"].strength, reached[f"{ID}risk-1"].path) == ("equal", ())
    assert reached[f"{ID}risk-2"].strength == ""


@pytest.mark.parametrize(
    ("of", "through", "kind", "hint"),
    [
        ("w9", ["w0"], None, "w0"),
        ("w0", ["w9"], None, "w0"),
        ("w0", ["w0"], None, "itself"),
        ("w0", ["w1"], "requirement", "risk-source"),
    ],
)
def test_what_is_not_known_is_refused(
    of: str, through: list[str], kind: str | None, hint: str
) -> None:
    with pytest.raises(IdentifierError, match=hint):
        crosswalk(world(THINGS, [], named=NAMED), of, through, kind=kind)


def strengths(rows: tuple[Crossing, ...], column: int = 0) -> list[str]:
    return [row.reached[column].strength for row in rows]


def test_cosai_reaches_the_ai_rmf_by_untyped_mappings_only(build: Build) -> None:
    """CoSAI lists subcategories beside its controls, and says nothing of how much they share."""
    _, rows = crosswalk(build.columns, "nist-ai-rmf", ["cosai-risk-map"])
    leads = [row for row in rows if row.reached[0].strength]
    assert {row.reached[0].strength for row in leads} == {"lead"}
    assert {len(row.reached[0].path) for row in leads} == {1}
    assert len(rows) == 72
    assert sum(row.reached[0].things for row in leads) == 15  # each of its mappings once


def test_nist_and_eticas_reach_the_risk_atlas(build: Build) -> None:
    _, rows = crosswalk(build.columns, "ibm-risk-atlas", ["nist2024", "eticas"], kind="risk")
    nist, eticas = strengths(rows), strengths(rows, 1)
    assert nist.count("equal") == 2
    assert nist.count("inherited") > 50
    assert eticas.count("equal") == 9
    order = [STRENGTHS.index(strength) for strength in nist]
    assert order == sorted(order, reverse=True)


class Answer(NamedTuple):
    """What a command printed, and its exit code."""

    out: str
    code: int

    def json(self) -> Any:
        return json.loads(self.out)


class Airm(Protocol):
    """Runs a command."""

    def __call__(self, *args: str) -> Answer: ...


@pytest.fixture
def airm(build: Build, capsys: pytest.CaptureFixture[str]) -> Airm:
    def run(*args: str) -> Answer:
        with pytest.raises(SystemExit) as exit_:
            main(["--quiet", "--workspace", str(build.folder.parents[1]), *args])
        return Answer(capsys.readouterr().out, int(exit_.value.code or 0))

    return run


def test_command(airm: Airm) -> None:
    asked = ["--of", "framework=nist-ai-rmf", "--from", "framework=cosai-risk-map"]
    answer = airm("crosswalk", *asked, "--format", "json").json()
    assert len(answer["rows"]) == 10
    for row in answer["rows"]:
        (hop,) = row["cosai-risk-map_path"]
        assert hop["predicate"].endswith("correspondsTo")
        assert hop["to"]["id"] == row["target"]["id"]
        assert hop["source"]
    everything = airm(
        "crosswalk", *asked, "--from", "framework=finos-aigf", "--all", "--format", "tsv"
    )
    assert len(everything.out.splitlines()) == 73
    assert "a lead is no coverage" in airm("crosswalk", *asked).out.lower()
    assert airm("crosswalk", "--of", "stage=deploy", "--from", "framework=atlas").code == 2


def test_gaps_targets_options(airm: Airm) -> None:
    rows = airm("gaps", "targets", "--all", "--format", "json").json()["rows"]
    thin = {row["target"]["id"] for row in rows if row["strength"] in {"inherited", "partial"}}
    assert thin
    for row in rows:
        assert bool(row["best_path"]) is (row["target"]["id"] in thin)
        assert {hop["to"]["id"] for hop in row["best_path"][-1:]} <= {row["target"]["id"]}
    direct = airm("gaps", "targets", "--all", "--depth", "0", "--format", "json").json()["rows"]
    assert {row["strength"] for row in direct} == {"direct", "observed", ""}
    counted = ["--counted", "direct", "--counted", "inherited", "--all", "--format", "json"]
    inherited = airm("gaps", "targets", *counted).json()["rows"]
    assert {row["state"] for row in inherited if row["strength"] == "inherited"} == {"addressed"}
    leads = ["--kind", "requirement", "--leads", "--without", "machine-made", "--format", "csv"]
    assert "lead" in airm("gaps", "targets", *leads).out.partition("\n")[0].split(",")
    assert airm("gaps", "targets", "--depth", "-1").code == 2
    assert airm("gaps", "targets", "--from", "stage=deploy").code == 2


def test_explain_target_tells_paths_hop_by_hop(airm: Airm) -> None:
    rows = airm("gaps", "targets", "--format", "json").json()["rows"]
    wanted = next(row["target"]["id"] for row in rows if row["strength"] == "inherited")
    text = airm("explain", "target", wanted).out
    assert "strength: inherited" in text
    assert "dcterms:isPartOf" in text
    assert "said by MITRE ATLAS, 5.6.0" in text
    assert "what would close it: A measure for this one in particular." in text
    said = airm("explain", "target", wanted, "--from", "framework=atlas", "--format", "json").json()
    (row,) = said["rows"]
    assert row["paths"][0]["strength"] == "inherited"
    assert row["remedy"]
    assert row["work"] == "atlas"
