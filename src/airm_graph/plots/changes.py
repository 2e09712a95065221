"""What changed between two versions of a framework: how much of each kind, and of what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import altair as alt

from ..errors import PlotError
from .chart_rows import chart_of
from .colours import ALARM, DIM, INK, LINE, MIDDLE, STRONG
from .figure import Figure, framed
from .labels import shortened
from .naming import counted, some_rows
from .ticks import whole_ticks

# In the order in which they are read: what came and went, what means something else, the rest.
COLOURS = {
    "added": STRONG,
    "removed": ALARM,
    "renumbered": "#e69f00",
    "re-used": ALARM,
    "retyped": "#e69f00",
    "renamed": MIDDLE,
    "reworded": MIDDLE,
    "moved": MIDDLE,
    "reclassified": MIDDLE,
    "relinked": MIDDLE,
}
ROW, BAR = 15, 260
EXAMPLES = 3
LENGTH = 92  # characters of an example
Row = Mapping[str, Any]


def plot_changes(result: Any, *, examples: int = EXAMPLES) -> Figure:
    """A bar for each kind of change and what it touches, beside it the first examples.

    Args:
        result: Rows of ``diff``.
        examples: How many changes of each kind are named; those that change most come first.

    Raises:
        PlotError: There are no rows, or ``examples`` is not 0 to 10.
    """
    some_rows(result.rows)
    if not 0 <= examples <= 10:
        raise PlotError(f"examples={examples}: expected 0 to 10")
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in result.rows:
        groups.setdefault((str(row["change"]), _of_what(row)), []).append(row)
    order = {kind: place for place, kind in enumerate(COLOURS)}
    ranked = sorted(groups.items(), key=lambda g: (order.get(g[0][0], 99), -len(g[1]), g[0][1]))
    bars: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    place = 0.0
    for (kind, what), rows in ranked:
        first = sorted(rows, key=_weight)[:examples]
        high = max(1, len(first)) + 0.5
        bars.append(
            {
                "y": place * ROW + 1,
                "y2": (place + 1) * ROW - 1,
                "middle": (place + 0.5) * ROW,
                "name": f"{kind}: {what}" if what else kind,
                "kind": kind,
                "what": what,
                "changes": len(rows),
                "zero": 0,
                "fill": COLOURS.get(kind, DIM),
            }
        )
        lines += [
            {
                "middle": (place + n + 0.5) * ROW,
                "text": _example(row, LENGTH),
                "whole": _example(row, 500),
            }
            for n, row in enumerate(first)
        ]
        place += high
    height = place * ROW
    y = alt.Y("middle:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False, zero=False))
    most = max(bar["changes"] for bar in bars)
    base = chart_of(bars)
    tips = [alt.Tooltip(f"{name}:N", title=name) for name in ("kind", "what", "changes")]
    x = alt.X(
        "zero:Q",
        title="changes",
        scale=alt.Scale(domain=[0, most * 1.15], nice=False),
        axis=alt.Axis(gridColor=LINE, orient="top", **whole_ticks(most)),
    )
    left = alt.layer(
        base.mark_rect().encode(
            x=x,
            x2="changes:Q",
            y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False, zero=False)),
            y2="y2:Q",
            fill=alt.Fill("fill:N", scale=None),
            tooltip=tips,
        ),
        base.mark_text(align="left", dx=4, color=INK).encode(
            x=alt.X("changes:Q"), y=y, text="changes:Q"
        ),
        base.mark_text(align="right", color=INK, fontSize=11).encode(
            x=alt.value(-8), y=y, text="name:N", tooltip=tips
        ),
    ).properties(width=BAR, height=height)
    right = (
        chart_of(lines)
        .mark_text(align="left", color=INK, fontSize=10)
        .encode(
            x=alt.value(0), y=y, text="text:N", tooltip=[alt.Tooltip("whole:N", title="change")]
        )
        .properties(width=LENGTH * 5, height=height)
    )
    chart = alt.hconcat(left, right, spacing=10).resolve_scale(y="independent") if lines else left
    notes = list(map(str, result.notes))
    if lines:
        notes.append("Beside each bar examples: those that change most, then by key.")
    return framed(chart, _title(result), result.meta, notes)


def _of_what(row: Row) -> str:
    """The aspect that changed, else among what; things go without saying."""
    among = str(row.get("among") or "")
    return shortened(row.get("aspect") or ("" if among == "things" else among), 40)


def _weight(row: Row) -> tuple[int, str]:
    return -len(row.get("before") or ()) - len(row.get("after") or ()), str(row["key"])


def _example(row: Row, most: int) -> str:
    old, new = shortened(row.get("old_label") or ""), shortened(row.get("new_label") or "")
    name = f"{old} → {new}" if old and new and old != new else new or old
    said = f"{shortened(row['key'])} {name}"
    if row.get("aspect"):
        before, after = (", ".join(map(str, row.get(side) or ())) for side in ("before", "after"))
        said += f": {shortened(before) or 'nothing'} → {shortened(after) or 'nothing'}"
    return shortened(said, most)


def _title(result: Any) -> str:
    counts = Counter(str(row["change"]) for row in result.rows)
    said = ", ".join(f"{number} {kind}" for kind, number in counts.most_common(4))
    more = sum(counts.values()) - sum(n for _, n in counts.most_common(4))
    basis = result.meta.get("basis", {})
    versions = f" from {basis['old']} to {basis['new']}" if {"old", "new"} <= set(basis) else ""
    rest = f" and {more} others" if more else ""
    return f"{counted(len(result.rows), 'change')}{versions}: {said}{rest}"
