"""What pictures show: every cell in its place, told apart without colour, and no more than fits."""

from collections.abc import Mapping
from typing import Any

import pytest
from drawn_rows import by_picture, cell, cells, result, target, thing

from airm_graph.errors import PlotError
from airm_graph.plots import heat_map
from airm_graph.plots.colours import HANDLINGS, INK, PAPER, STATES, STRENGTHS, ink_on, luminance
from airm_graph.plots.labels import shortened
from airm_graph.plots.naming import short_names
from airm_graph.render.result import Result


def data_of(found: Result, having: str, **options: Any) -> list[Mapping[str, Any]]:
    """The rows of the picture's first layer that has such a field."""
    spec = found.plot(**options).spec()
    return next(rows for rows in spec["datasets"].values() if having in rows[0])


def scales(spec: Any) -> list[Any]:
    """Every encoding by position, wherever it stands."""
    if isinstance(spec, list):
        return [one for part in spec for one in scales(part)]
    if not isinstance(spec, dict):
        return []
    here = [c for axis, c in spec.get("encoding", {}).items() if axis in {"x", "y"}]
    return here + [one for part in spec.values() for one in scales(part)]


@pytest.mark.parametrize("looks", [STATES, STRENGTHS, HANDLINGS])
def test_each_value_has_its_own_colour_and_a_mark_that_can_be_read(looks: Any) -> None:
    assert len({look.fill for look in looks.values()}) == len(looks)
    assert all(look.mark for look in looks.values())
    numbers = {"addressed", "thin"}  # the number tells them apart
    marks = [look.mark for name, look in looks.items() if name not in numbers]
    assert len(set(marks)) == len(marks)
    for look in looks.values():
        bright, dark = sorted((luminance(look.fill), luminance(look.ink)), reverse=True)
        assert (bright + 0.05) / (dark + 0.05) >= 4.5


def test_ink_is_dark_on_light_and_light_on_dark() -> None:
    assert ink_on(PAPER) == INK
    assert ink_on(INK) == PAPER


def test_every_cell_has_the_mark_of_its_state() -> None:
    found = data_of(by_picture()["cells"], "column")
    marks = {(row["row"], row["column"]): row["mark"] for row in found}
    assert marks == {
        ("a", "1 Label of 1"): "17",
        ("a", "2 Label of 2"): "1",
        ("a", "3 Label of 3"): "\u00d7!",
        ("b", "1 Label of 1"): "?",
        ("b", "2 Label of 2"): "\u2013",
    }


def test_rows_stand_as_given_by_name_or_by_evidence() -> None:
    one, two = thing("z", "framework"), thing("y", "framework")
    column = thing("c")
    found = result([cell(one, column, "thin", 1), cell(two, column, "addressed", 9)], "cells")
    order = {
        sort: next(
            e["sort"] for e in scales(found.plot(sort=sort).spec()) if e.get("field") == "row"
        )
        for sort in ("given", "name", "evidence")
    }
    assert order == {"given": ["z", "y"], "name": ["y", "z"], "evidence": ["y", "z"]}
    with pytest.raises(PlotError, match=r"sort='size'\): expected 'given' or 'name'"):
        found.plot(sort="size")


def test_three_facets_are_panels_and_four_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heat_map, "MOST_PANELS", 2)
    by = {"parameters": {"by": ["framework", "category", "stage"], "threshold": 2}}
    rows = [{**row, "stage": thing(str(n))} for n in range(3) for row in cells()[:2]]
    figure = result(rows, "cells", by).plot()
    spec = figure.spec()
    panels = spec["vconcat"][0]["vconcat"][1]["concat"]
    assert [panel["title"]["text"] for panel in panels] == [
        "stage: 0 Label of 0",
        "stage: 1 Label of 1",
    ]
    assert "2 of 3 values of stage" in spec["title"]["text"][0]
    four = {"parameters": {"by": ["framework", "category", "stage", "actor"]}}
    with pytest.raises(PlotError, match=r"4 facets make no heat map .* name two or three"):
        result(rows, "cells", four).plot()


def test_more_cells_than_can_be_read_are_refused_with_advice() -> None:
    rows = [cell(thing("w"), thing(str(n)), "open") for n in range(251)]
    with pytest.raises(PlotError, match=r"251 cells, 1 by 251, .* ask for a level"):
        result(rows, "cells").plot()


def test_gaps_are_ranked_by_how_unlikely_they_are() -> None:
    figure = by_picture()["gaps"].plot()
    order = next(e["sort"] for e in scales(figure.spec()) if e.get("field") == "cell")
    assert order == ["a · 3 Label of 3", "b · 1 Label of 1"]
    assert "P = 0.0100" in figure.description
    assert len(data_of(by_picture()["gaps"], "expected", top=1)) == 1
    with pytest.raises(PlotError, match=r"plot\(top=0\): expected 1 to 100"):
        by_picture()["gaps"].plot(top=0)
    full = result([cell(thing("a"), thing("b"), "thin", 1)], "gaps")
    with pytest.raises(PlotError, match="no cell of the answer is empty"):
        full.plot()


def test_targets_are_stacked_and_the_worst_are_named() -> None:
    rows = [target(str(n), "gap", "no measure") for n in range(30)]
    rows += [target("x", "thin", "partial"), target("y", "addressed", "reduced")]
    figure = result(rows, "targets").plot(top=5)
    assert figure.description == "Of 32 risks listed, 1 are addressed, 1 thin, 30 gaps"
    stacks = data_of(result(rows, "targets"), "start")
    assert {(row["group"], row["part"], row["count"]) for row in stacks} == {
        ("gap", "no measure", 30),
        ("thin", "partial", 1),
        ("addressed", "reduced", 1),
    }
    assert len(data_of(result(rows, "targets"), "in", top=5)) == 5


def test_many_things_of_a_crosswalk_are_counted() -> None:
    row = by_picture()["crosswalk"].rows[0]
    rows = [{**row, "target": thing(str(n))} for n in range(61)]
    counts = {
        (found["work"], found["strength"]): found["things"]
        for found in data_of(result(rows, "crosswalk"), "things")
        if found["things"]
    }
    assert counts == {("a", "direct"): 61, ("b", "lead"): 61, ("c", "none"): 61}


def test_dots_of_an_upset_plot_stand_in_the_rows_of_their_works() -> None:
    found = by_picture()["overlap"]
    spec = found.plot().spec()
    rows = {"first", "work"}
    domains = [e["scale"]["domain"] for e in scales(spec) if e.get("field") in rows]
    assert len(domains) == 4  # of bars, their numbers, dots and lines
    assert {tuple(domain) for domain in domains} == {("a", "c", "b")}  # by size
    dots = data_of(found, "in")
    inside = {(dot["set"], dot["work"]) for dot in dots if dot["in"]}
    assert inside == {(0, "a"), (0, "c"), (1, "b"), (2, "a"), (2, "b"), (2, "c")}
    assert found.plot().description == "Of 11 targets covered, 8 are covered by more than one work"


def test_a_matrix_of_pairs_is_symmetric() -> None:
    values = {
        (found["row"], found["column"]): found["text"]
        for found in data_of(by_picture()["overlap-matrix"], "value")
    }
    assert len(values) == 6
    assert values["b", "c"] == values["c", "b"] == "0.60"


def test_the_curve_marks_the_exact_set_and_says_what_is_known_of_it() -> None:
    found = by_picture()["cover"]
    text = " ".join(found.plot().spec()["title"]["text"])
    assert "Exact, proved the best: 2 measures cover 10 of the 10 required" in text
    bounded = {**found.meta["cover"], "optimal": False, "bound": 1.5, "bound_of": "cost"}
    text = " ".join(result(found.rows, "cover", {"cover": bounded}).plot().spec()["title"]["text"])
    assert "no set costs less than 1.5" in text
    stair = data_of(found, "before")
    assert [(step["before"], step["covered"]) for step in stair] == [(0, 6), (6, 10)]


def test_works_that_cover_nothing_are_told_and_not_drawn() -> None:
    rows = [*by_picture()["contributions"].rows, {"work": thing("z", "framework")}]
    figure = result(rows, "contributions").plot()
    assert "1 work cover none" in figure.spec()["title"]["text"][0]
    assert figure.description.startswith("a adds most to what 3 works cover: 30%")


def test_short_names_stay_apart_and_keep_no_mark_of_direction() -> None:
    long = [thing(str(n), label="x" * 60 + str(n)) for n in range(12)]
    names = list(short_names([{**one, "id": "k"} for one in long]).values())
    assert len(set(names)) == 12
    assert max(map(len, names)) <= 38
    assert shortened("a\u202e\u200fb\x1b") == "ab"
