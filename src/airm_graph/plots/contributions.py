"""What each work adds to what all of them cover."""

from __future__ import annotations

from typing import Any

import altair as alt

from ..errors import PlotError
from .chart_rows import chart_of
from .colours import ALARM, EDGE, INK, LINE, STRONG, WEAK, key
from .figure import Figure, framed
from .naming import counted, identity, name_of, short_names

MOST = 60


def plot_contributions(result: Any, *, top: int = 40) -> Figure:
    """What each work covers, what only it covers, and its fair share, as bars and points.

    Args:
        result: Rows of works with ``covers``, ``unique`` and ``shapley``.
        top: How many works, at most 60, those with the largest share first.

    Raises:
        PlotError: No work covers anything, or ``top`` is out of range.
    """
    if not 1 <= top <= MOST:
        raise PlotError(f"plot(top={top}): expected 1 to {MOST}")
    rows = sorted(
        (row for row in result.rows if row.get("covers")),
        key=lambda row: (-row["shapley"], identity(row["work"])),
    )
    if not rows:
        raise PlotError("nothing to draw: no work covers any of the targets")
    names = short_names(row["work"] for row in rows[:top])
    data = [
        {
            "work": names[identity(row["work"])],
            "said": row["work"]["label"],
            **{field: row[field] for field in ("covers", "unique", "shapley", "share")},
            "text": f"{row['covers']} · {row['unique']} · {row['shapley']:.3g}",
        }
        for row in rows[:top]
    ]
    first = rows[0]
    title = (
        f"{name_of(first['work'])} adds most to what {counted(len(rows), 'work')} cover: "
        f"{first['share']:.0%}, {first['unique']} of its {first['covers']} targets by no other"
    )
    base = chart_of(data, height=alt.Step(24)).encode(
        y=alt.Y(
            "work:N",
            sort=list(names.values()),
            title="work",
            axis=alt.Axis(domain=False, ticks=False),
        ),
        tooltip=[
            alt.Tooltip("said:N", title="work"),
            *("covers:Q", "unique:Q", alt.Tooltip("shapley:Q", format=".2f")),
            alt.Tooltip("share:Q", format=".1%"),
        ],
    )
    axis = alt.Axis(title="targets", tickMinStep=1, gridColor=LINE)
    covers = base.mark_bar(color=WEAK, stroke=EDGE, strokeWidth=0.6, size=16).encode(
        x=alt.X("covers:Q", axis=axis)
    )
    unique = base.mark_bar(color=STRONG, size=8).encode(x="unique:Q")
    shapley = base.mark_point(
        shape="diamond", size=90, fill=ALARM, stroke="#ffffff", opacity=1
    ).encode(x="shapley:Q")
    text = base.mark_text(align="left", dx=10, fontSize=10, color=INK).encode(
        x="covers:Q", text="text:N"
    )
    entries = [
        (WEAK, "", "covers: wide bar, first number"),
        (STRONG, "", "unique: narrow bar, second number; no other work covers them"),
        (
            ALARM,
            "",
            "Shapley value: diamond, third number; targets shared by those that cover them",
        ),
    ]
    notes = [note for note in result.notes if not note.startswith("Next:")]
    without = len(result.rows) - len(rows)
    if without:
        notes.insert(0, f"{counted(without, 'work')} cover none of the targets, and are left out.")
    if len(rows) > top:
        notes.insert(0, f"{top} of {len(rows)} works, those with the largest share.")
    chart = alt.vconcat(
        key(entries), alt.layer(covers, unique, shapley, text).properties(width=460)
    )
    return framed(chart, title, result.meta, notes)
