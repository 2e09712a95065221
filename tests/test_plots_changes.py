"""Changes: of a framework between its versions, of states between builds."""

import json
from typing import Any

import pytest
from drawn_graphs import HOSTILE, changes, counts, result, rows_with, texts, transitions

from airm_graph.errors import PlotError
from airm_graph.plots.changes import plot_changes
from airm_graph.plots.state_changes import plot_state_changes

BASIS = {"old": "1.0", "new": "2.0"}


@pytest.mark.parametrize("label", ["", HOSTILE])
@pytest.mark.parametrize(
    ("plot", "rows"), [(plot_changes, changes), (plot_state_changes, transitions)]
)
def test_the_same_rows_are_the_same_picture_and_do_no_harm(
    plot: Any, rows: Any, label: str
) -> None:
    specs = [json.dumps(plot(result(rows(label), "changes")).spec()) for _ in range(2)]
    assert specs[0] == specs[1]
    assert "\\u202e" not in specs[0]


def test_title_names_versions_and_kinds() -> None:
    said = plot_changes(result(changes(), "changes", basis=BASIS)).description
    assert said == "5 changes from 1.0 to 2.0: 2 added, 2 relinked, 1 renamed"


def test_a_bar_for_each_kind_and_what_changed() -> None:
    bars = rows_with(plot_changes(result(changes(), "changes")), "changes")
    assert [(row["name"], row["changes"]) for row in bars] == [
        ("added", 2),
        ("renamed", 1),
        ("relinked: mitigates", 2),
    ]


def test_examples_begin_with_what_changes_most() -> None:
    said = texts(plot_changes(result(changes(), "changes"), examples=1))
    assert said == ["A1 New A1", "A3 Old A3 → New A3", "A5 Old A5 → New A5: T1 → T2, T3"]
    assert texts(plot_changes(result(changes(), "changes"), examples=0)) == []


@pytest.mark.parametrize(
    ("rows", "options", "said"),
    [([], {}, "no rows"), (changes(), {"examples": 11}, "expected 0 to 10")],
)
def test_what_cannot_be_drawn(rows: Any, options: dict[str, Any], said: str) -> None:
    with pytest.raises(PlotError, match=said):
        plot_changes(result(rows, "changes"), **options)


def test_states_before_against_states_after() -> None:
    figure = plot_state_changes(result(transitions(), "state-changes"))
    assert figure.description == "4 cells changed, 2 for the better and 1 for the worse"
    cells = rows_with(figure, "way")
    assert {(row["before"], row["after"]): (row["number"], row["way"]) for row in cells} == {
        ("gap", "addressed"): (2, "better"),
        ("thin", "gap"): (1, "worse"),
        ("not listed", "gap"): (1, "other"),
    }


@pytest.mark.parametrize("rows", [[], counts()])
def test_states_need_the_rows_of_a_comparison(rows: Any) -> None:
    with pytest.raises(PlotError, match=r"no rows|no states"):
        plot_state_changes(result(rows, "state-changes"))
