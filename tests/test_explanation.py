"""An explanation lists exactly the items that its cell counts, and finds what a reader names."""

import csv
from collections.abc import Sequence

import pytest
from worlds import tables

from airm_graph.answers.explanations import cell_explained
from airm_graph.coverage.cells import Cell, coverage
from airm_graph.coverage.firmness import WITHOUT
from airm_graph.coverage.options import OptionError, Options
from airm_graph.coverage.targets import targets
from airm_graph.errors import IdentifierError
from airm_graph.explanation import CellExplanation, explain_cell
from airm_graph.render.explanation_text import cell_text
from airm_graph.resources import root
from airm_graph.target_explanation import explain_target
from airm_graph.vocab import BASE
from airm_graph.workspace import Build

ID = BASE + "id/"
# Tables at levels that an explanation takes from its concepts, each with every how manyth cell.
TABLES = [
    (Options(by=("framework", "category")), 23),
    (Options(by=("framework", "category"), levels={"category": 1}), 11),
    (Options(by=("framework", "stage")), 11),
    (Options(by=("framework", "actor")), 9),
    (Options(by=("framework", "category-v2"), levels={"category-v2": 2}), 17),
    (Options(by=("framework", "risk-domain")), 31),
    (Options(by=("causal-entity", "causal-intent")), 1),
    (Options(by=("category", "stage", "actor")), 67),
    (Options(by=("framework", "category", "stage")), 83),
    (Options(by=("bindingness", "function"), threshold=40), 3),
]


def explain(build: Build, cell: Cell, asked: Options) -> CellExplanation:
    pairs = [(name, value.id) for name, value in zip(asked.by, cell.values, strict=True)]
    return explain_cell(build.columns, pairs, asked.threshold)


def gipiskis(build: Build, *pairs: tuple[str, str]) -> CellExplanation:
    return explain_cell(build.columns, [("framework", "gipiskis2024"), *pairs])


@pytest.mark.parametrize(("asked", "step"), TABLES, ids=lambda o: "-".join(getattr(o, "by", ())))
def test_items_are_those_that_the_cell_counts(build: Build, asked: Options, step: int) -> None:
    cells = coverage(build.columns, asked).cells
    for cell in cells[step // 2 :: step]:
        explained = explain(build, cell, asked)
        assert explained.cell == cell
        assert len(explained.evidence) == cell.evidence
        assert len(explained.unknown) == cell.unknown
        items = [item.iri for item in (*explained.evidence, *explained.unknown)]
        assert len(set(items)) == len(items)
        assert not any(item.why for item in explained.evidence)
        assert all(item.why for item in explained.unknown)
        assert len([count for _, count in explained.peers if count >= asked.threshold]) == (
            cell.peers or 0
        )
        assert cell_text(explained, {}).splitlines()


def read(path: str) -> list[dict[str, str]]:
    with (root() / "data" / "catalogue" / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("category", ["3.1", "4.5", "2.3"])
def test_items_are_those_that_the_tables_name(build: Build, category: str) -> None:
    folder = "mitigation-database/2025-07-23"
    work = {row["id"]: row["work"] for row in read(f"{folder}/records.tsv")}
    named = {
        ID + row["id"]
        for row in read(f"{folder}/classifications.tsv")
        if row["concept"] == category and work[row["id"]] == "framework-gipiskis2024"
    }
    explained = gipiskis(build, ("category", category))
    assert {item.iri for item in explained.evidence} == named
    assert not explained.unknown


def test_unknown_items_say_on_which_facet(build: Build) -> None:
    undecided = {
        ID + row["id"]
        for row in read("gipiskis2024/reading-2026-11-20/classifications.tsv")
        if row["facet"] == "actor" and row["concept"] == "?"
    }
    explained = gipiskis(build, ("actor", "governance-actor"))
    assert {item.iri for item in explained.unknown} == undecided
    assert {item.why for item in explained.unknown} == {"undetermined on actor"}


def test_doubt_about_another_value_is_none_about_the_one_it_has(build: Build) -> None:
    """A0934 has the domain 1.1 for sure and, besides, one at a level above the others."""
    pairs = [("risk-domain", "1.1"), ("causal-intent", "intentional")]
    why = {item.iri: item.why for item in explain_cell(build.columns, pairs).unknown}
    assert why[f"{ID}mitigation-mitv1-A0934"] == "undetermined on causal-intent"


@pytest.mark.parametrize(
    ("pairs", "states"),
    [
        ([("category", "4.2")], ["gap", "gap", "gap"]),
        ([("stage", "deploy")], ["open", "addressed", "open"]),
        ([("category", "3.1")], ["addressed", "addressed", "addressed"]),
        ([("actor", "user")], ["open", "open", "open"]),
    ],
)
def test_state_rests_on_whose_decisions(
    build: Build, pairs: Sequence[tuple[str, str]], states: list[str]
) -> None:
    explained = gipiskis(build, *pairs)
    assert [explained.firmness[name] for name in WITHOUT] == states
    assert bool(explained.remedy) is (explained.cell.state in {"open", "gap"})


def test_codings_are_those_of_the_work_and_facets(build: Build) -> None:
    stated = [row for _, row in tables("coding.tsv")]

    def said(facet: str) -> list[tuple[str, str, str, str]]:
        return sorted(
            (ID + row["work"], facet, row["coded"], ID + row["coder"])
            for row in stated
            if (row["work"], row["facet"]) == ("framework-gipiskis2024", facet)
        )

    explained = gipiskis(build, ("category", "3.1"), ("risk-domain", "2.2"))
    codings = [(c["work"], c["facet"], c["coded"], c["agent"]) for c in explained.codings]
    assert sorted(codings) == sorted(said("category") + said("action"))
    assert [facet for _, facet, _, _ in codings] == ["category"] * 2 + ["action"]
    assert {coder for _, _, _, coder in said("category")} == {
        f"{ID}agent-mit-airi",
        f"{ID}agent-ibm",  # the Nexus repeats what the database files
    }
    twice = gipiskis(build, ("causal-entity", "human"), ("risk-domain", "2.2"))
    assert [coding["facet"] for coding in twice.codings] == ["action"]
    everybody = explain_cell(build.columns, [("category", "4.2"), ("bindingness", "voluntary")])
    coded = {ID + row["work"] for row in stated if row["facet"] == "category"}
    assert {coding["work"] for coding in everybody.codings} == coded
    assert len(coded) == 13


def test_who_says_that_a_work_is_complete_is_told(build: Build) -> None:
    """Publishers coded it; that nothing of it is missing is our word, and every gap rests on it."""
    said = cell_explained(build, [("framework", "gipiskis2024"), ("category", "4.2")])
    assert said["cell"]["state"] == "gap"
    (whole,) = (one for one in said["codings"] if one["extraction"] == "complete")
    assert whole["author"] != whole["agent"]
    assert "so say airm-graph contributors" in said.text


@pytest.mark.parametrize("name", ["4.2", "Risk Disclosure", "airmid:category-mitv1-4_2"])
def test_values_are_found_by_notation_label_and_curie(build: Build, name: str) -> None:
    explained = explain_cell(build.columns, [("category", name), ("framework", "nist2024")])
    assert [value.id for value in explained.cell.values] == ["4.2", "nist2024"]


@pytest.mark.parametrize(
    ("pairs", "error", "message"),
    [
        ([("framework", "nist2024"), ("category", "4.X")], IdentifierError, "none of its siblings"),
        ([("stage", "outside"), ("actor", "developer")], IdentifierError, "none of its siblings"),
        ([("framework", "nist2023"), ("category", "4.2")], IdentifierError, "nist2024"),
        ([("framework", "nist2024"), ("category", "4.9")], IdentifierError, "category has no"),
        ([("framework", "nist2024"), ("categry", "4.2")], IdentifierError, "'category'"),
        ([("framework", "nist2024")], OptionError, "2 to 5"),
        ([("bindingness", "binding"), ("work-kind", "law")], IdentifierError, "arithmetic"),
    ],
)
def test_no_such_cell_is_an_error(
    build: Build, pairs: Sequence[tuple[str, str]], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        explain_cell(build.columns, pairs)


@pytest.mark.parametrize(
    "name",
    [
        "risk-mitrisk4-62_18_04",
        "airmid:risk-mitrisk4-62_18_04",
        f"{ID}risk-mitrisk4-62_18_04",
        "62.18.04",
        "Biases are not accurately reflected in explanations",
    ],
)
def test_target_is_found_by_key_curie_iri_and_label(build: Build, name: str) -> None:
    found = explain_target(build.columns, name)
    assert found.target.iri == f"{ID}risk-mitrisk4-62_18_04"
    assert (found.state, found.handling) == ("gap", "no measure")


@pytest.mark.exhaustive
def test_every_target_is_found_and_is_what_the_list_says(build: Build) -> None:
    listed = [*targets(build.columns), *targets(build.columns, kind="impact")]
    for target in listed[::7]:
        for name in (target.target.id, target.target.label):
            assert explain_target(build.columns, name) == target


def test_unknown_target_is_an_error_with_a_hint(build: Build) -> None:
    with pytest.raises(IdentifierError, match=r"did you mean '62.18.04'"):
        explain_target(build.columns, "62.18.4")
