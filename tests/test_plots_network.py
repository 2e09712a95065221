"""Networks: columns where there are two sides, forces elsewhere, groups where there are many."""

import json
import sys
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from drawn_graphs import HOSTILE, mappings, network, rows_with, texts

from airm_graph.errors import PlotError
from airm_graph.plots.network import plot_network
from airm_graph.plots.network_layout import columns_of, labels_with_room, spread_of
from airm_graph.plots.network_parts import Dot, Tie, grouped, parts_of, two_sided


def crossings(ties: list[Tie], places: dict[str, tuple[float, float]]) -> int:
    heights = [(places[tie.start][1], places[tie.end][1]) for tie in ties]
    return sum(
        (a - c) * (b - d) < 0 for i, (a, b) in enumerate(heights) for c, d in heights[i + 1 :]
    )


@pytest.mark.parametrize("graph", [network(), mappings(), network(200, 150)])
def test_the_same_network_is_the_same_picture(graph: Any) -> None:
    first, second = plot_network(graph).spec(), plot_network(graph).spec()
    assert json.dumps(first) == json.dumps(second)


def test_title_counts_nodes_and_links_and_notes_stand_below() -> None:
    figure = plot_network(network())
    assert figure.description == "3 measures and 4 risks, connected by 6 links"
    below = " ".join(figure.spec()["title"]["text"])
    assert "A note." in below
    assert "build abc" in below
    assert "2025-01-02" in below


def test_what_acts_stands_left_and_few_ties_cross() -> None:
    dots, ties = parts_of(network(20, 20))
    assert two_sided(dots, ties)
    places = columns_of(dots, ties)
    left, right = ({places[d.id][0] for d in dots if d.left is side} for side in (True, False))
    assert max(left) < min(right)
    assert len(set(places.values())) == len(dots)
    named = {d.id: (places[d.id][0], float(n)) for n, d in enumerate(sorted(dots, key=str))}
    assert crossings(ties, places) < 0.5 * crossings(ties, named)


def test_edges_without_a_direction_lead_from_the_measure() -> None:
    said = {tie.start.partition("x:")[2][:7] for tie in parts_of(network().to_undirected())[1]}
    assert said == {"measure"}


def test_labels_overlap_neither_each_other_nor_dots() -> None:
    dots, ties = parts_of(mappings())
    places = spread_of(dots, ties, seed=7)
    where = labels_with_room(dots, places, {dot.id: dot.label for dot in dots})
    assert len(where) >= 7
    boxes = [(x, y - 6, x + 6 * 5, y + 6) for x, y in where.values()]
    for number, (a, b, c, d) in enumerate(boxes):
        assert not any(a < g and e < c and b < h and f < d for e, f, g, h in boxes[number + 1 :])
        assert not any(a < x < c and b < y < d for x, y in places.values())


def test_a_large_network_is_summarised_and_says_so() -> None:
    figure = plot_network(network(120, 100))
    assert "More than 150 nodes, so a dot is a group" in " ".join(figure.spec()["title"]["text"])
    marks = rows_with(figure, "members")
    assert len(marks) == 20  # two kinds, two works, five categories
    assert sum(row["members"] for row in marks) == 220


def test_links_are_all_in_the_groups() -> None:
    dots, ties = parts_of(mappings())
    groups, between = grouped(dots, ties)
    inside = sum(group.within for group in groups)
    assert inside + sum(tie.count for tie in between) == sum(tie.count for tie in ties)


def test_groups_by_work_or_by_a_facet() -> None:
    dots, ties = parts_of(network(20, 20))
    assert {d.label for d in grouped(dots, ties, "work")[0]} == {"one", "two"}
    assert {d.label for d in grouped(dots, ties, "category")[0]} == set("01234")


def test_what_is_highlighted_stays_alone_in_a_summary() -> None:
    figure = plot_network(network(120, 100), highlight=["measure-7"])
    assert "Measure-7" in texts(figure)


def test_what_is_highlighted_has_a_label_even_without_room() -> None:
    dots = [Dot(id=str(n), label="x", kind="risk", marked=n == 1) for n in range(2)]
    crowd = {"0": (0.0, 0.0), "1": (1.0, 1.0)}
    assert "1" in labels_with_room(dots, crowd, {"0": "x" * 90, "1": "y" * 90})


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"limit": 0}, "expected 1 to 400"),
        ({"limit": 500}, "expected 1 to 400"),
        ({"group": "categroy"}, "did you mean 'category'"),
        ({"highlight": ["measure-99"]}, "no node is called so"),
        ({"limit": 2}, "ask for fewer kinds"),
    ],
)
def test_options_that_cannot_be_met(options: dict[str, Any], said: str) -> None:
    with pytest.raises(PlotError, match=said):
        plot_network(network(), **options)


def test_an_empty_network_has_no_picture() -> None:
    with pytest.raises(PlotError, match="no nodes"):
        plot_network(network(0, 0))


def test_labels_do_no_harm(tmp_path: Path) -> None:
    figure = plot_network(network(label=HOSTILE))
    assert all(len(text) < 60 and "\u202e" not in text for text in texts(figure))
    svg = figure.save(tmp_path / "network.svg").read_text()
    assert "<b>" not in svg
    assert "</script>" not in svg


def test_forces_need_no_scipy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy", None)
    monkeypatch.setitem(sys.modules, "scipy.sparse", None)
    with pytest.raises(ImportError):
        nx.to_scipy_sparse_array(mappings())
    assert plot_network(mappings(), limit=400).description.endswith("connected by 7 links")
