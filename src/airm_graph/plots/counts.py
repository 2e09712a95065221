"""What is in the graph: bars for each group of counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from ..errors import PlotError, nearest
from .chart_rows import chart_of
from .colours import INK, LINE, STRONG
from .figure import Figure, framed
from .labels import shortened
from .naming import counted, some_rows
from .ticks import whole_ticks

LIMIT = 15
ROW, WIDTH, NAME = 17, 420, 62  # pixels, but characters of a name
ALONE = ("graph", "licences", "named graphs")  # of which bars tell little; they are drawn if asked
Row = Mapping[str, Any]


def plot_counts(result: Any, *, group: str | Sequence[str] = (), limit: int = LIMIT) -> Figure:
    """A panel of bars for each group of counts, the largest first, each with a scale of its own.

    Args:
        result: Rows of ``info``: group, item, count and detail.
        group: Only this group, or these; by itself all but licences and named graphs.
        limit: Bars of a group; what is left out is summed below them.

    Raises:
        PlotError: There are no rows, or no group is called so.
    """
    some_rows(result.rows)
    if limit < 1:
        raise PlotError(f"limit={limit}: expected 1 or more bars")
    groups: dict[str, list[Row]] = {}
    for row in result.rows:
        groups.setdefault(str(row["group"]), []).append(row)
    wanted = [group] if isinstance(group, str) and group else list(group)
    for name in wanted:
        if name not in groups:
            raise PlotError(f"group={name!r}: no such group: {nearest(name, groups)}")
    shown = wanted or [n for n in groups if n not in ALONE] or list(groups)
    panels = [_panel(name, groups[name], limit) for name in shown]
    notes = ["Each panel has a scale of its own."] if len(panels) > 1 else []
    left = [name for name in groups if name not in shown]
    if left:
        notes.append(f"Not drawn: {', '.join(left)}; group=… draws one.")
    return framed(alt.vconcat(*panels, spacing=16), _title(groups), result.meta, notes)


def _title(groups: Mapping[str, Sequence[Row]]) -> str:
    of = {str(row["item"]): int(row["count"]) for row in groups.get("graph", ())}
    said = [f"{number:,} {shortened(name, 30)}" for name, number in of.items()]
    if "links" in groups:
        said.append(f"{sum(int(row['count']) for row in groups['links']):,} links")
    if said:
        return f"The graph holds {', '.join(said)}"
    return f"{counted(sum(map(len, groups.values())), 'count')} in {counted(len(groups), 'group')}"


def _panel(name: str, rows: Sequence[Row], limit: int) -> Any:
    ranked = sorted(rows, key=lambda row: (-int(row["count"]), str(row["item"])))
    drawn: list[dict[str, Any]] = [
        {
            "place": f"{place:04d}",
            "name": shortened(row["item"], NAME),
            "item": shortened(row["item"]),
            "count": int(row["count"]),
            "said": f"{int(row['count']):,}",
            "detail": shortened(row.get("detail") or ""),
        }
        for place, row in enumerate(ranked[:limit])
    ]
    rest = ranked[limit:]
    said = shortened(name, 60)
    if rest:
        said += f"; {len(rest)} more, of at most {int(rest[0]['count']):,} each, are left out"
    base = chart_of(drawn)
    y = alt.Y("place:N", title=None, axis=None, sort=[row["place"] for row in drawn])
    most = max(1, *(row["count"] for row in drawn)) if drawn else 1
    x = alt.X(
        "count:Q",
        title="number",
        scale=alt.Scale(domain=[0, most * 1.1], nice=False),
        axis=alt.Axis(gridColor=LINE, **whole_ticks(most)),
    )
    tips = [alt.Tooltip(f"{n}:N", title=n) for n in ("item", "count", "detail")]
    return alt.layer(
        base.mark_bar(color=STRONG, height=11).encode(x=x, y=y, tooltip=tips),
        base.mark_text(align="left", dx=4, color=INK).encode(x=x, y=y, text="said:N"),
        base.mark_text(align="right", color=INK, fontSize=11).encode(
            x=alt.value(-8), y=y, text="name:N", tooltip=tips
        ),
    ).properties(
        width=WIDTH,
        height=alt.Step(ROW),
        title=alt.TitleParams(said, anchor="start", frame="group", fontSize=12, color=INK),
    )
