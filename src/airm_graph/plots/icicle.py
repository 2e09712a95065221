"""A tree as an icicle: a column for each level, a row for each end, and beside it a bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from .branches import Branch, walk
from .chart_rows import chart_of
from .labels import in_lines, shortened
from .ticks import whole_ticks

ROW, STEP, LAST, BARS = 17, 190, 340, 160  # pixels: of a row, a level, the last one, the bars
LETTER = 5.9  # pixels, of a letter on average
SHADES = ("#f2f6fa", "#9ecae1")  # of few and of many measures; black letters are read on both
NONE = "#D55E00"


def icicle(tops: Sequence[Branch]) -> tuple[Any, tuple[str, ...]]:
    """The chart, and how it is read."""
    deepest = max(level for _, level in walk(tops))
    width = deepest * STEP + LAST
    cells: list[dict[str, Any]] = []
    rows = 0
    for branch, level in walk(tops):
        first, last = level * STEP, not branch.below
        right = width if last else first + STEP
        room = int((right - first - 12) / LETTER)
        high = branch.leaves
        said = branch.label if branch.measures is None else f"{branch.label} ({branch.measures:,})"
        lines = [shortened(said, room)] if high == 1 else in_lines(said, room, int(high * ROW / 13))
        if last and branch.hidden:
            lines = [shortened(branch.label, room - 12) + f" … {branch.hidden} below"]
        cells.append(
            {
                "x": first,
                "x2": right,
                "y": rows * ROW,
                "y2": (rows + high) * ROW,
                "middle": (rows + high / 2) * ROW,
                "left": first + 6,
                "label": branch.label,
                "text": lines,
                "level": level + 1,
                "measures": branch.measures,
                "below": branch.hidden + len(list(walk(branch.below))),
                "none": branch.measures == 0,
                "row": last,
            }
        )
        rows += last
    height = rows * ROW
    most = max([1, *(cell["measures"] or 0 for cell in cells)])
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False, zero=False))
    tips = [alt.Tooltip(f"{n}:N", title=n) for n in ("label", "level", "measures", "below")]
    base = chart_of(cells)
    boxes = base.mark_rect(stroke="white", strokeWidth=1.5).encode(
        x=x,
        x2="x2:Q",
        y=y,
        y2="y2:Q",
        color=alt.Color(
            "measures:Q",
            scale=alt.Scale(type="sqrt", domain=[0, most], range=list(SHADES)),
            legend=None,
        ),
        tooltip=tips,
    )
    empty = (
        base.transform_filter("datum.none")
        .mark_rect(filled=False, stroke=NONE, strokeDash=[3, 2], strokeWidth=1.2)
        .encode(x=x, x2="x2:Q", y=y, y2="y2:Q", tooltip=tips)
    )
    words = base.mark_text(align="left", baseline="middle", fontSize=11, lineHeight=13).encode(
        x=alt.X("left:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False)),
        y=alt.Y("middle:Q", axis=None),
        text="text:N",
        tooltip=tips,
    )
    left = alt.layer(boxes, empty, words).properties(width=width, height=height)
    if all(cell["measures"] is None for cell in cells):
        return left, ()
    ends = base.transform_filter("datum.row")
    longest = max([1, *(cell["measures"] or 0 for cell in cells if cell["row"])])
    scale = alt.Scale(domain=[0, longest])
    ticks = alt.Axis(orient="top", **whole_ticks(longest))
    bars = (
        ends.mark_rule(strokeWidth=9, color="#0072B2")
        .encode(
            x=alt.X("zero:Q", title="measures", scale=scale, axis=ticks),
            x2="measures:Q",
            y=alt.Y("middle:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False)),
            tooltip=tips,
        )
        .transform_calculate(zero="0")
    )
    missing = (
        ends.transform_filter("datum.none")
        .mark_point(shape="diamond", filled=False, color=NONE, size=45)
        .encode(
            x=alt.X("measures:Q", title="measures", scale=scale, axis=ticks),
            y=alt.Y("middle:Q", axis=None),
            tooltip=tips,
        )
    )
    beside = alt.layer(bars, missing).properties(width=BARS, height=height)
    how = "Heights mean nothing; bars and numbers in brackets: distinct measures in it or below it."
    if any(cell["none"] for cell in cells):
        how += " Dashed, with a diamond: none."
    return alt.hconcat(left, beside, spacing=6).resolve_scale(y="independent", x="independent"), (
        how,
    )
