"""Trees: every label in its row, what has no measure marked, too many rows refused."""

import json
from math import pi
from typing import Any

import pytest
from drawn_graphs import HOSTILE, result, rows_with, thing, tree

from airm_graph.errors import PlotError
from airm_graph.plots.branches import branches_of, walk
from airm_graph.plots.tree import plot_tree


def many(tops: int, below: int) -> list[dict[str, Any]]:
    """As many tops, with as many below each."""
    rows = []
    for top in range(tops):
        above = thing(f"t{top}")
        rows.append({"concept": above, "broader": None, "level": 1, "measures": 1})
        for number in range(below):
            concept = thing(f"t{top}-{number}")
            rows.append({"concept": concept, "broader": above, "level": 2, "measures": 1})
    return rows


@pytest.mark.parametrize("kind", ["icicle", "sunburst"])
def test_the_same_rows_are_the_same_picture(kind: str) -> None:
    specs = [json.dumps(plot_tree(result(tree(), "tree"), kind=kind).spec()) for _ in range(2)]
    assert specs[0] == specs[1]


def test_title_says_what_and_how_much() -> None:
    said = plot_tree(result(tree(), "tree")).description
    assert said == "category: 5 entries on 3 levels; 1 of the 5 drawn without a measure"


def test_a_concept_stands_beside_all_that_is_below_it() -> None:
    cells = {
        row["label"].split()[0]: row for row in rows_with(plot_tree(result(tree(), "tree")), "y2")
    }
    assert (cells["1"]["y"], cells["1"]["y2"]) == (cells["1.1"]["y"], cells["1.2.1"]["y2"])
    assert cells["1"]["x2"] == cells["1.1"]["x"]
    assert cells["1.1"]["x2"] == cells["2"]["x2"]  # an end reaches the right
    assert [key for key, row in cells.items() if row["none"]] == ["2"]


def test_angles_of_a_sunburst_are_measures() -> None:
    arcs = rows_with(plot_tree(result(tree(), "tree"), kind="sunburst"), "start")
    wide = {row["label"].split()[0]: row["end"] - row["start"] for row in arcs}
    assert wide["1"] + wide["2"] == pytest.approx(2 * pi)
    assert wide["1.2"] == pytest.approx(3 * wide["1.1"])
    assert wide["1.2.1"] == pytest.approx(2 * wide["1.1"])
    assert wide["2"] > 0.05  # to be seen, though it has none


def test_levels_that_have_no_room_are_left_out_and_counted() -> None:
    figure = plot_tree(result(many(20, 10), "tree"))
    assert "1 of 2 levels; 200 entries further down." in " ".join(figure.spec()["title"]["text"])
    assert len(rows_with(figure, "y2")) == 20


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"kind": "pie"}, "'icicle' or 'sunburst'"),
        ({"depth": 0}, "expected 1 or more levels"),
        ({"depth": 2}, "are more than 150"),
    ],
)
def test_options_that_cannot_be_met(options: dict[str, Any], said: str) -> None:
    with pytest.raises(PlotError, match=said):
        plot_tree(result(many(20, 10), "tree"), **options)


def test_no_rows_no_picture() -> None:
    with pytest.raises(PlotError, match="no rows"):
        plot_tree(result([], "tree"))


def test_a_circle_of_broader_concepts_ends() -> None:
    rows = [
        {"concept": thing(a), "broader": thing(b), "measures": 1} for a, b in ("ab", "ba", "ca")
    ]
    assert sorted(branch.id[-1] for branch, _ in walk(branches_of(rows))) == ["a", "b", "c"]


@pytest.mark.parametrize("kind", ["icicle", "sunburst"])
def test_labels_do_no_harm(kind: str) -> None:
    figure = plot_tree(result(tree(HOSTILE), "tree"), kind=kind)
    said = [row["text"] for row in rows_with(figure, "text")]
    assert (
        max(len(line) for text in said for line in ([text] if isinstance(text, str) else text))
        < 120
    )
    assert "\\u202e" not in json.dumps(figure.spec())
