"""Agreement: coefficients with intervals, coders against coders, and who says what."""

import json
from typing import Any

import pytest
from drawn_graphs import HOSTILE, agreement, coefficient, disagreements, result, rows_with, thing

from airm_graph.errors import PlotError
from airm_graph.plots.agreement import plot_agreement
from airm_graph.plots.confusions import plot_confusions


@pytest.mark.parametrize("kind", ["intervals", "matrix"])
@pytest.mark.parametrize("label", ["", HOSTILE])
def test_the_same_rows_are_the_same_picture_and_do_no_harm(kind: str, label: str) -> None:
    rows = result(agreement(label), "agreement")
    specs = [json.dumps(plot_agreement(rows, kind=kind).spec()) for _ in range(2)]
    assert specs[0] == specs[1]
    assert "\\u202e" not in specs[0]


def test_title_gives_the_range_of_kappa() -> None:
    said = plot_agreement(result(agreement(), "agreement")).description
    assert said == "2 pairs of coders on 1 facet: kappa from 0.60 to 0.60"


def test_what_has_no_coefficient_has_its_reason() -> None:
    drawn = rows_with(plot_agreement(result(agreement(), "agreement")), "remark")
    assert [row["value"] for row in drawn] == [0.6, None, 0.5]
    assert [row["remark"] for row in drawn] == [
        "1 / 2 (2)",
        "fewer than 2 things in common",
        "1 / 2 (2)",
    ]
    assert [row["all"] for row in drawn] == [False, False, True]


def test_a_coefficient_below_chance_is_inside_the_picture() -> None:
    spec = plot_agreement(result([coefficient("a", "b", -0.5)], "agreement")).spec()
    assert '"domain": [-0.7, 1]' in json.dumps(spec)


def test_a_matrix_has_each_pair_twice() -> None:
    cells = rows_with(plot_agreement(result(agreement(), "agreement"), kind="matrix"), "fill")
    assert {(row["a"], row["b"]) for row in cells} == {
        (f"Thing {a}", f"Thing {b}") for a, b in ("ab", "ba", "ac", "ca")
    }
    assert {row["text"][0] for row in cells} == {"0.60", "\u2013"}


def test_rows_beyond_the_limit_are_counted() -> None:
    rows = [coefficient("a", "b", 0.1 * n, source=thing(str(n))) for n in range(8)]
    figure = plot_agreement(result(rows, "agreement"), limit=5)
    assert "The first 5 of 8 rows" in " ".join(figure.spec()["title"]["text"])
    assert len(rows_with(figure, "remark")) == 5


@pytest.mark.parametrize(
    ("rows", "options", "said"),
    [
        ([], {}, "no rows"),
        (agreement(), {"kind": "pie"}, "'intervals' or 'matrix'"),
        (agreement(), {"limit": 0}, "expected 1 or more"),
        (disagreements(), {}, "their picture is 'confusions'"),
        (agreement()[2:], {"kind": "matrix"}, "no pair of coders"),
    ],
)
def test_what_cannot_be_drawn(rows: Any, options: dict[str, Any], said: str) -> None:
    with pytest.raises(PlotError, match=said):
        plot_agreement(result(rows, "agreement"), **options)


def test_confusions_are_counted_by_what_each_says() -> None:
    figure = plot_confusions(result(disagreements(), "confusions"))
    cells = rows_with(figure, "things")
    assert {(row["a"], row["b"]): row["things"] for row in cells} == {
        ("1.1", "1.2"): 2,
        ("1.1", "2.1 + 2.2"): 1,
    }
    assert figure.description == "3 disagreements of 1 pair of coders on 1 facet: who says what"


def test_rare_answers_are_one_column() -> None:
    cells = rows_with(plot_confusions(result(disagreements(), "confusions"), limit=1), "things")
    assert {row["b"]: row["things"] for row in cells} == {"1.2": 2, "others": 1}


def test_labels_of_confusions_do_no_harm() -> None:
    spec = json.dumps(plot_confusions(result(disagreements(HOSTILE), "confusions")).spec())
    assert "\\u202e" not in spec


@pytest.mark.parametrize("rows", [[], agreement()])
def test_confusions_need_disagreements(rows: Any) -> None:
    with pytest.raises(PlotError, match=r"no rows|list no disagreements"):
        plot_confusions(result(rows, "confusions"))
