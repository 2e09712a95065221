"""What is new since an earlier build, what vanished, and what that means for the exit code."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from functools import reduce
from pathlib import Path
from typing import NamedTuple

import pytest
from small_builds import MADE, Edit, built, filed, having, risk, without
from validation import HEADER, airmid, airms

from airm_graph.cli import main
from airm_graph.graph_build import make_build_of_graph
from airm_graph.validate import Finding, Severity, compare_findings
from airm_graph.workspace import Build, Workspace


class Answer(NamedTuple):
    code: int
    out: str
    err: str


Airm = Callable[..., Answer]
BEFORE: tuple[Edit, ...] = ()
AFTER: tuple[Edit, ...] = (
    without("filings", lambda one: one.id == risk("R3")),
    having("filings", filed("R9", "risk-source")),
)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Build, Build]:
    """A workspace with a build, and before it one that has R3 and lacks R9."""
    folder = tmp_path_factory.mktemp("since")
    workspace, builds = Workspace(folder / "workspace"), []
    for edits in (BEFORE, AFTER):
        source = reduce(lambda source, edit: edit(source), edits, MADE)
        made = built(folder / f"of{len(edits)}", [source])
        builds.append(make_build_of_graph(workspace, made.quads_file))
    return workspace, builds[0], builds[1]


@pytest.fixture
def airm(here: tuple[Workspace, Build, Build], capsys: pytest.CaptureFixture[str]) -> Airm:
    def run(*args: str) -> Answer:
        with pytest.raises(SystemExit) as exit_:
            main(["--quiet", "--workspace", str(here[0].folder), "validate", *args])
        return Answer(int(exit_.value.code or 0), *capsys.readouterr())

    return run


def states(answer: Answer) -> dict[tuple[str, str], str]:
    rows = json.loads(answer.out)["rows"]
    return {(row["source"], row["focus_node"]): row["since"] for row in rows}


RISKS = ("--only", "RiskSource", "--show", "info", "--format", "json", "--since")
DEFINITION, DOMAIN = "airms:RiskSource-definition", "airms:RiskSource-inRiskDomain"


def node(key: str) -> str:
    return f"airmid:{risk(key)}"


def test_each_finding_is_new_or_unchanged(airm: Airm) -> None:
    assert states(airm(*RISKS, "previous")) == {
        (rule, node(key)): state
        for key, state in (("R1", "unchanged"), ("R2", "unchanged"), ("R9", "new"))
        for rule in (DEFINITION, DOMAIN)
    }


def test_what_vanished_is_counted_and_on_request_listed(airm: Airm) -> None:
    counted = json.loads(airm(*RISKS, "previous").out)["meta"]["notes"]
    assert any("2 new, 4 unchanged, 2 vanished" in note for note in counted)
    listed = states(airm(*RISKS, "previous", "--show-vanished"))
    gone = {pair for pair, state in listed.items() if state == "vanished"}
    assert gone == {(DEFINITION, node("R3")), (DOMAIN, node("R3"))}


def test_only_what_is_new_fails(airm: Airm, here: tuple[Workspace, Build, Build]) -> None:
    asked = ("--only", "RiskSource-definition", "--fail-on", "info", "--since")
    failed = airm(*asked, here[1].name[:6])
    assert failed.code == 1
    assert f"1 finding of info or worse new since build {here[1].name}" in failed.out
    # Old findings are there, and are no reason any more.
    passed = airm("--only", "Concept-definition", "--fail-on", "info", "--since", "previous")
    assert passed.code == 0
    assert "Exit code 0: no finding of info or worse new since build" in passed.out
    assert airm("--only", "Concept-definition", "--fail-on", "info").code == 1


def test_both_builds_are_judged_by_the_rules_of_today_and_that_is_said(airm: Airm) -> None:
    said = " ".join(airm("--only", "RiskSource", "--since", "previous").out.split())
    assert "rules of today were applied to both" in said
    assert "that build was made by airm-graph" in said


def test_nothing_is_new_since_the_current_build(airm: Airm) -> None:
    assert set(states(airm(*RISKS, "current")).values()) == {"unchanged"}


def test_files_are_read_beside_both_builds(airm: Airm, tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(
        HEADER + f"airmid:mitigation-mine-1 airm:reduces {node('R9')} , {node('R3')} ;"
        " a airm:Mitigation .",
        encoding="utf-8",
    )
    asked = ("--only", "Mitigation-reduces", "--format", "json", "--show-vanished", "--since")
    rows = json.loads(airm(str(path), *asked, "previous").out)["rows"]
    assert {(row["value"], row["since"]) for row in rows} == {
        (node("R3"), "new"),
        (node("R9"), "vanished"),
    }


def test_unknown_build_and_needless_option_are_refused(airm: Airm) -> None:
    unknown = airm("--since", "ffffffffffff")
    assert (unknown.code, unknown.out) == (2, "")
    assert "0 builds are called 'ffffffffffff'" in unknown.err
    needless = airm("--show-vanished")
    assert needless.code == 2
    assert "--since" in needless.err


def test_sarif_says_new_unchanged_and_absent(airm: Airm) -> None:
    asked = ("--only", "RiskSource", "--show", "info", "--format", "sarif", "--since", "previous")

    def counted(*more: str) -> Counter[str]:
        (run,) = json.loads(airm(*asked, *more).out)["runs"]
        return Counter(result["baselineState"] for result in run["results"])

    assert counted() == {"new": 2, "unchanged": 4}
    assert counted("--show-vanished") == {"new": 2, "unchanged": 4, "absent": 2}


# The comparison itself

RULE = airms("RiskSource-definition")
WAIVED = airmid("waiver-mine")


def finding(node: str, waived_by: str = "", value: str = "") -> Finding:
    return Finding(Severity.INFO, node, RULE, value=value, waived_by=waived_by)


@pytest.mark.parametrize(
    ("before", "now", "state"),
    [
        pytest.param([finding("urn:a")], finding("urn:a"), "unchanged", id="still there"),
        pytest.param([finding("urn:a")], finding("urn:b"), "new", id="another node"),
        pytest.param([finding("urn:a")], finding("urn:a", value="x"), "new", id="another value"),
        pytest.param([finding("urn:a")], finding("urn:a", WAIVED), "unchanged", id="now waived"),
        pytest.param([finding("urn:a", WAIVED)], finding("urn:a"), "new", id="waived no more"),
        pytest.param([finding("_:a")], finding("_:b"), "unchanged", id="blank nodes"),
    ],
)
def test_states(before: Iterable[Finding], now: Finding, state: str) -> None:
    assert compare_findings(before, [now]).states == (state,)


def test_words_of_a_rule_may_change() -> None:
    before = Finding(Severity.WARNING, "urn:a", RULE, message="As it was.")
    now = Finding(Severity.INFO, "urn:a", RULE, message="As it is.")
    assert compare_findings([before], [now]).states == ("unchanged",)


def test_blank_nodes_are_counted() -> None:
    compared = compare_findings([finding("_:a")], [finding("_:b"), finding("_:c")])
    assert compared.states == ("unchanged", "new")
    assert compare_findings([finding("_:a"), finding("_:b")], [finding("_:c")]).vanished
