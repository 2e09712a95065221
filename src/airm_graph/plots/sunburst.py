"""A tree as rings: the wider a piece, the more measures stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin
from typing import Any

import altair as alt

from .branches import Branch, walk
from .chart_rows import chart_of
from .icicle import NONE
from .labels import shortened

RADIUS = 340
HUES = ("#9ecae1", "#fdd0a2", "#a1d99b", "#e7cbe0", "#fee391", "#c7c7c7", "#b3e2cd", "#f4cae4")


def sunburst(tops: Sequence[Branch]) -> tuple[Any, tuple[str, ...]]:
    """The chart, and how it is read."""
    deepest = max(level for _, level in walk(tops))
    hole = RADIUS / (deepest + 2) * 0.6
    ring = (RADIUS - hole) / (deepest + 1)
    weights = _weights(tops)
    arcs: list[dict[str, Any]] = []
    todo = [(list(tops), 0, 0.0, 2 * pi / sum(weights[top.id] for top in tops), 0)]
    while todo:
        group, level, start, unit, hue = todo.pop(0)
        for place, branch in enumerate(group):
            wide = unit * weights[branch.id]
            shade = hue if level else place
            arcs.append(_arc(branch, level, (start, wide), (hole, ring), shade))
            todo.append((branch.below, level + 1, start, unit, shade))
            start += wide
    polar = chart_of(arcs)
    tips = [alt.Tooltip(f"{n}:N", title=n) for n in ("label", "level", "measures", "below")]

    def pieces(chart: Any, **mark: Any) -> Any:
        return chart.mark_arc(**mark).encode(
            theta=alt.Theta("start:Q", scale=None),
            theta2="end:Q",
            radius=alt.Radius("inner:Q", scale=None),
            radius2="outer:Q",
            tooltip=tips,
        )

    filled = pieces(polar, stroke="white", strokeWidth=1).encode(
        color=alt.Color("hue:N", scale=alt.Scale(range=list(HUES)), legend=None),
        opacity=alt.Opacity("light:Q", scale=None, legend=None),
    )
    empty = pieces(
        polar.transform_filter("datum.none"), filled=False, stroke=NONE, strokeDash=[3, 2]
    )
    side = RADIUS + 5.0
    span = alt.Scale(domain=[-side, side], nice=False)
    words = (
        chart_of([arc for arc in arcs if arc["text"]])
        .mark_text(baseline="middle", align="center", fontSize=10)
        .encode(
            x=alt.X("x:Q", axis=None, scale=span),
            y=alt.Y("y:Q", axis=None, scale=span),
            text="text:N",
            angle=alt.Angle("turn:Q", scale=None),
            tooltip=tips,
        )
    )
    chart = alt.layer(filled, empty, words).properties(width=2 * side, height=2 * side)
    how = (
        "The wider a piece, the more measures stand in it or below it; a measure in several pieces "
        "of a ring widens each."
    )
    if any(arc["none"] for arc in arcs):
        how += " Dashed: none, drawn as wide as can be seen."
    return chart, (how,)


def _weights(tops: Sequence[Branch]) -> dict[str, float]:
    """How wide each branch is against the others: its measures, and no less than its parts.

    What has no measure is as wide as a quarter of the average end, so that it can be seen.
    """
    every = [branch for branch, _ in walk(tops)]
    ends = [branch for branch in every if not branch.below]
    least = sum(branch.measures or 0 for branch in ends) / len(ends) / 4 or 1.0
    weights: dict[str, float] = {}
    for branch in reversed(every):
        parts = sum(weights[each.id] for each in branch.below)
        weights[branch.id] = max(float(branch.measures or 0), parts, least)
    return weights


def _arc(
    branch: Branch, level: int, span: tuple[float, float], size: tuple[float, float], hue: int
) -> dict[str, Any]:
    start, wide = span
    inner = size[0] + level * size[1]
    middle, radius = start + wide / 2, inner + size[1] / 2
    turn = middle * 180 / pi - 90  # along the radius, and never upside down
    flip = 90 < turn % 360 < 270
    fits = wide * radius > 11
    return {
        "start": start,
        "end": start + wide,
        "inner": inner,
        "outer": inner + size[1],
        "label": branch.label,
        "level": level + 1,
        "measures": branch.measures,
        "below": branch.hidden + len(list(walk(branch.below))),
        "none": branch.measures == 0,
        "hue": str(hue % len(HUES)),
        "light": 1.0 - 0.2 * min(level, 3),
        "x": radius * sin(middle),
        "y": radius * cos(middle),
        "turn": turn + 180 * flip,
        "text": shortened(branch.label, int((size[1] - 6) / 5.2)) if fits else "",
    }
