"""What works cover in common: intersections as an UpSet plot, pairs as a matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from ..errors import PlotError
from .chart_rows import chart_of
from .colours import EDGE, INK, LINE, MIDDLE, PAPER, STRONG, ink_on
from .figure import Figure, framed
from .labels import shortened
from .naming import counted, identity, name_of, short_names, some_rows

MOST = 60
STEP = 24
SHADES = ("#ffffff", "#e6f0fa", "#cfe2f3", "#9fc5e8", "#6fa8dc", "#2f75b5", "#0b5394")


def plot_overlap(result: Any, *, top: int = 25) -> Figure:
    """An UpSet plot: how many targets exactly these works cover, the largest sets first.

    Args:
        result: Rows of works (keys) with the number of targets that these and no others cover.
        top: How many intersections, at most 60.

    Raises:
        PlotError: There are no rows, more works than can be read, or ``top`` is out of range.
    """
    if not 1 <= top <= MOST:
        raise PlotError(f"plot(top={top}): expected 1 to {MOST}")
    rows = sorted(
        (row for row in result.rows if row["size"] and row["works"]),
        key=lambda row: (-row["size"], len(row["works"]), list(row["works"])),
    )
    some_rows(rows)
    sizes: Counter[str] = Counter()
    for row in rows:
        for work in row["works"]:
            sizes[work] += row["size"]
    kept = rows[:top]
    works = sorted({w for row in kept for w in row["works"]}, key=lambda work: (-sizes[work], work))
    if len(works) > MOST:
        raise PlotError(f"{len(works)} works make no UpSet plot that can be read: at most {MOST}")
    several = sum(row["size"] for row in rows if len(row["works"]) > 1)
    whole = sum(row["size"] for row in rows)
    over = shortened(result.meta.get("parameters", {}).get("over", "targets"))
    unit = "targets" if over == "targets" else f"values of {over}"
    covered = counted(whole, "target") if over == "targets" else f"{whole} {unit}"
    title = f"Of {covered} covered, {several} are covered by more than one work"
    notes = [f"A bar counts the {unit} that exactly the works below it cover; each counts once."]
    if len(kept) < len(rows):
        rest = sum(row["size"] for row in rows[top:])
        notes.append(f"{len(kept)} of {len(rows)} intersections; the others hold {rest} {unit}.")
    chart = _upset(kept, works, sizes, unit)
    return framed(chart, title, result.meta, [*notes, *result.notes])


def _upset(
    rows: Sequence[Mapping[str, Any]], works: list[str], sizes: Counter[str], unit: str
) -> Any:
    names = short_names(works)
    bars = [
        {"set": place, "size": row["size"], "works": shortened(", ".join(row["works"]), 200)}
        for place, row in enumerate(rows)
    ]
    dots = [
        {
            "set": place,
            "work": names[work],
            "fill": STRONG if work in row["works"] else PAPER,
            "in": work in row["works"],
        }
        for place, row in enumerate(rows)
        for work in works
    ]
    lines = [
        {
            "set": place,
            "first": names[min(row["works"], key=works.index)],
            "last": names[max(row["works"], key=works.index)],
        }
        for place, row in enumerate(rows)
        if len(row["works"]) > 1
    ]
    totals = [{"work": names[work], "size": sizes[work]} for work in works]
    order = list(names.values())
    across = alt.X("set:O", axis=None)
    tip: list[Any] = ["works:N", alt.Tooltip("size:Q", title=unit)]
    top = chart_of(bars).encode(x=across, tooltip=tip)
    ticks = min(5, rows[0]["size"])  # of a smaller number, halves would be marked
    count = alt.Y("size:Q", title=unit, axis=alt.Axis(gridColor=LINE, tickCount=ticks))
    above = alt.layer(
        top.mark_bar(color=STRONG, size=14).encode(y=count),
        top.mark_text(dy=-7, fontSize=10, color=INK).encode(y=count, text="size:Q"),
    ).properties(width=alt.Step(STEP), height=180)
    rows_of = alt.Scale(domain=order)  # said of every layer: two fields share the scale
    down = alt.Y("work:N", scale=rows_of, title=None, axis=alt.Axis(domain=False, ticks=False))
    matrix = alt.layer(
        chart_of(lines)
        .mark_rule(strokeWidth=3, color=STRONG)
        .encode(x=across, y=alt.Y("first:N", scale=rows_of, title=None), y2="last:N"),
        chart_of(dots)
        .mark_point(size=110, stroke=EDGE, strokeWidth=1, opacity=1)
        .encode(
            x=across,
            y=down,
            fill=alt.Fill("fill:N", scale=None),
            tooltip=["work:N", alt.Tooltip("in:N", title="covers them")],
        ),
    ).properties(width=alt.Step(STEP), height=alt.Step(STEP))
    left = chart_of(totals).encode(
        y=alt.Y("work:N", scale=rows_of, axis=None),
        tooltip=["work:N", alt.Tooltip("size:Q", title=unit)],
    )
    reverse = alt.X(
        "size:Q",
        scale=alt.Scale(reverse=True),
        axis=alt.Axis(title="covered by the work", gridColor=LINE, tickCount=4, tickMinStep=1),
    )
    beside = alt.layer(
        left.mark_bar(color=MIDDLE, size=14).encode(x=reverse),
        left.mark_text(align="right", dx=-4, fontSize=10, color=INK).encode(
            x=reverse, text="size:Q"
        ),
    ).properties(width=130, height=alt.Step(STEP))
    blank = chart_of([{}]).mark_text(text="").properties(width=130, height=180)
    return alt.concat(blank, above, beside, matrix, columns=2, spacing=8)


def plot_overlap_matrix(result: Any) -> Figure:
    """How far each two works cover the same, as a matrix: darker where they share more.

    Args:
        result: A row for each pair, or the rows of a matrix.

    Raises:
        PlotError: There are no rows, or more works than can be read.
    """
    some_rows(result.rows)
    asked = result.meta["parameters"]
    pairs = "first" in result.columns
    what = "jaccard" if pairs else str(asked.get("matrix") or "jaccard")
    cells, works = _pairs(result.rows) if pairs else _matrix(result)
    if len(works) > MOST:
        raise PlotError(f"{len(works)} works make no matrix that can be read: at most {MOST}")
    top = max((cell["value"] for cell in cells), default=0) if what == "shared" else 1
    for cell in cells:
        share = cell["value"] / (top or 1)
        place = min(len(SHADES) - 1, -int(-share * (len(SHADES) - 1) // 1))
        cell["fill"] = SHADES[place]
        cell["ink"] = ink_on(SHADES[place])
        cell["text"] = f"{cell['value']:d}" if what == "shared" else f"{cell['value']:.2f}"
    over = shortened(asked.get("over", "targets"))
    unit = "targets" if over == "targets" else f"values of {over}"
    alike = max(cells, key=lambda cell: cell["value"], default=None)
    title = f"No two works can be compared by the {unit} that they cover"
    if alike is not None and not alike["value"]:
        title = f"No two of {counted(len(works), 'work')} cover the same {unit}"
    elif alike is not None and what == "containment":
        title = (
            f"Of the {unit} that {alike['row']} covers, {alike['column']} covers "
            f"{alike['value']:.0%}, which is the most of any two"
        )
    elif alike is not None:
        title = (
            f"By the {unit} that they cover, {alike['row']} and {alike['column']} are most alike: "
            f"{what} {alike['text']}"
        )
    notes = {
        "jaccard": "Jaccard: what both cover among what at least one of them covers.",
        "containment": "Containment: the share of the row's work that the column's covers, too.",
        "shared": f"Shared: how many {unit} both cover.",
    }
    order = list(works.values())
    base = chart_of(cells).encode(
        y=alt.Y(
            "row:N",
            sort=order,
            scale=alt.Scale(domain=order),
            title="work",
            axis=alt.Axis(domain=False, ticks=False),
        ),
        x=alt.X(
            "column:N",
            sort=order,
            scale=alt.Scale(domain=order),
            title="work",
            axis=alt.Axis(labelAngle=-40, domain=False, ticks=False),
        ),
        tooltip=["row:N", "column:N", alt.Tooltip("value:Q", title=what, format=".3~g")],
    )
    area = base.mark_rect(stroke=LINE).encode(fill=alt.Fill("fill:N", scale=None))
    text = base.mark_text(fontSize=10).encode(text="text:N", color=alt.Color("ink:N", scale=None))
    chart = alt.layer(area, text).properties(width=alt.Step(40), height=alt.Step(26))
    return framed(chart, title, result.meta, [notes.get(what, what), *result.notes])


def _pairs(rows: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, str]]:
    works = short_names(
        sorted((row[end] for row in rows for end in ("first", "second")), key=name_of)
    )
    cells = []
    for row in rows:
        one, other = works[identity(row["first"])], works[identity(row["second"])]
        cells.append({"row": one, "column": other, "value": row["jaccard"]})
        cells.append({"row": other, "column": one, "value": row["jaccard"]})
    return cells, works


def _matrix(result: Any) -> tuple[list[dict[str, Any]], dict[str, str]]:
    works = short_names(row["work"] for row in result.rows)
    cells = [
        {
            "row": works[identity(row["work"])],
            "column": works[identity(other["work"])],
            "value": row[other["work"]["id"]],
        }
        for row in result.rows
        for other in result.rows
        if row is not other
    ]
    return cells, works
