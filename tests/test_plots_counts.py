"""Counts: a panel for each group, largest first, and what is left out."""

import json
from typing import Any

import pytest
from drawn_graphs import HOSTILE, counts, result, rows_with

from airm_graph.errors import PlotError
from airm_graph.plots.counts import plot_counts
from airm_graph.plots.figure import Figure


def items(figure: Figure) -> list[str]:
    return [row["item"] for row in rows_with(figure, "item")]


@pytest.mark.parametrize("label", ["", HOSTILE])
def test_the_same_rows_are_the_same_picture_and_do_no_harm(label: str) -> None:
    specs = [json.dumps(plot_counts(result(counts(label), "counts")).spec()) for _ in range(2)]
    assert specs[0] == specs[1]
    assert "\\u202e" not in specs[0]


def test_title_says_what_the_graph_holds() -> None:
    said = plot_counts(result(counts(), "counts")).description
    assert said == "The graph holds 12,345 quads, 8 links"


def test_the_largest_comes_first_and_groups_that_tell_little_are_named() -> None:
    figure = plot_counts(result(counts(), "counts"))
    assert items(figure) == ["reduces", "mitigates"]
    assert "Not drawn: graph, named graphs" in " ".join(figure.spec()["title"]["text"])
    assert items(plot_counts(result(counts(), "counts"), group="named graphs")) == ["g"]


def test_what_is_left_out_is_counted() -> None:
    spec = json.dumps(plot_counts(result(counts(), "counts"), limit=1).spec())
    assert "links; 1 more, of at most 3 each, are left out" in spec


@pytest.mark.parametrize(
    ("rows", "options", "said"),
    [
        ([], {}, "no rows"),
        (counts(), {"group": "lnks"}, "did you mean 'links'"),
        (counts(), {"limit": 0}, "expected 1 or more"),
    ],
)
def test_what_cannot_be_drawn(rows: Any, options: dict[str, Any], said: str) -> None:
    with pytest.raises(PlotError, match=said):
        plot_counts(result(rows, "counts"), **options)
