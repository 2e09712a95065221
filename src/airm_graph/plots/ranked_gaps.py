"""The gaps that surprise most: empty cells by how unlikely they are, with their peers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt

from ..coverage.cells import STATES as MEANING
from ..errors import PlotError
from .chart_rows import chart_of
from .colours import DIM, INK, LINE, MIDDLE, ROW, STATES, STRONG, key
from .figure import Figure, framed
from .labels import shortened
from .naming import counted, identity, name_of, short_names

MOST = 100


def plot_gaps(result: Any, *, top: int = 20) -> Figure:
    """The least likely empty cells: measures to expect as bars, other works that have any beside.

    Args:
        result: Rows of cells that are not addressed.
        top: How many, at most 100.

    Raises:
        PlotError: No cell is empty, or ``top`` is out of range.
    """
    if not 1 <= top <= MOST:
        raise PlotError(f"plot(top={top}): expected 1 to {MOST}")
    facets = [str(name) for name in result.meta["parameters"]["by"]]
    empty = [row for row in result.rows if not row["evidence"] and row["state"] in {"gap", "open"}]
    if not empty:
        raise PlotError("nothing to draw: no cell of the answer is empty")
    known = [row for row in empty if row["p_empty"] is not None]
    if known:
        ranked = sorted(known, key=lambda row: (row["p_empty"], -(row["peers"] or 0)))
        return _by_chance(result, facets, ranked, top)
    ranked = sorted(empty, key=lambda row: (row["state"] != "gap", -row["unknown"]))
    return _by_unknown(result, facets, ranked, top)


def _by_chance(result: Any, facets: list[str], ranked: list[Any], top: int) -> Figure:
    cells = _cells(facets, ranked[:top])
    order = [cell["cell"] for cell in cells]
    panels = [
        _states(cells, order, " · ".join(facets)),
        _bars(cells, order, "expected", "measures to expect", STRONG, ".1f"),
        _texts(cells, order, "chance", "P(empty)"),
    ]
    if any(cell["peers"] is not None for cell in cells):
        panels.append(_bars(cells, order, "peers", "other works that address it", MIDDLE, "d"))
    worst = ranked[0]
    title = (
        f"Least likely to be empty by size alone: {_words(facets, worst)} "
        f"(P = {worst['p_empty']:.4f}), first of {counted(len(ranked), 'empty cell')}"
    )
    notes = [
        "P(empty): the chance that so few of the work's measures, drawn by size alone, fall here.",
        *_shown(cells, ranked),
    ]
    return _figure(result, panels, cells, title, notes)


def _by_unknown(result: Any, facets: list[str], ranked: list[Any], top: int) -> Figure:
    cells = _cells(facets, ranked[:top])
    order = [cell["cell"] for cell in cells]
    panels = [
        _states(cells, order, " · ".join(facets)),
        _bars(cells, order, "unknown", "measures that might be in it", STRONG, "d"),
    ]
    gaps = sum(row["state"] == "gap" for row in ranked)
    title = (
        f"Of {counted(len(ranked), 'empty cell')} of {' and '.join(facets)}, "
        f"{gaps} are gaps and {len(ranked) - gaps} open"
    )
    return _figure(result, panels, cells, title, _shown(cells, ranked))


def _figure(
    result: Any, panels: list[Any], cells: list[dict[str, Any]], title: str, notes: list[str]
) -> Figure:
    states = [state for state in ("gap", "open") if any(c["state"] == state for c in cells)]
    entries = [
        (STATES[state].fill, STATES[state].mark, f"{state}: {MEANING[state]}") for state in states
    ]
    rows = alt.hconcat(*panels, spacing=8).resolve_scale(y="shared")
    return framed(alt.vconcat(key(entries), rows), title, result.meta, notes)


def _shown(cells: list[Any], ranked: list[Any]) -> list[str]:
    return [f"{len(cells)} of {len(ranked)} are shown."] if len(cells) < len(ranked) else []


def _words(facets: list[str], row: Mapping[str, Any]) -> str:
    return ", ".join(name_of(row[name]) for name in facets)


def _cells(facets: list[str], rows: list[Any]) -> list[dict[str, Any]]:
    names = [short_names((row[name] for row in rows), 44) for name in facets]
    return [
        {
            "cell": " · ".join(
                short[identity(row[name])] for name, short in zip(facets, names, strict=True)
            ),
            "said": _words(facets, row),
            "state": row["state"],
            "fill": STATES[row["state"]].fill,
            "ink": STATES[row["state"]].ink,
            "mark": STATES[row["state"]].mark,
            "reason": shortened(row["reason"], 120),
            "chance": "" if row["p_empty"] is None else f"{row['p_empty']:.4f}",
            **{name: row[name] for name in ("expected", "peers", "unknown")},
        }
        for row in rows
    ]


def _base(cells: list[dict[str, Any]], order: list[str], *, named: bool = False) -> Any:
    axis = alt.Axis(title=None, domain=False, ticks=False, labelPadding=6) if named else None
    tooltip: list[Any] = [
        alt.Tooltip("said:N", title="cell"),
        "state:N",
        "reason:N",
        alt.Tooltip("expected:Q", format=".2f"),
        alt.Tooltip("chance:N", title="P(empty)"),
        "peers:Q",
        "unknown:Q",
    ]
    return chart_of(cells, height=alt.Step(ROW + 2)).encode(
        y=alt.Y("cell:N", sort=order, axis=axis), tooltip=tooltip
    )


def _states(cells: list[dict[str, Any]], order: list[str], title: str) -> Any:
    base = _base(cells, order, named=True)
    area = base.mark_rect(stroke=LINE).encode(
        x=alt.value(0), x2=alt.value(22), fill=alt.Fill("fill:N", scale=None)
    )
    mark = base.mark_text(fontSize=11, baseline="middle").encode(
        x=alt.value(11), text="mark:N", color=alt.Color("ink:N", scale=None)
    )
    return alt.layer(area, mark).properties(width=22, title=_head(title))


def _bars(
    cells: list[dict[str, Any]], order: list[str], field: str, title: str, colour: str, form: str
) -> Any:
    base = _base(cells, order)
    axis = alt.Axis(title=title, tickMinStep=1, tickCount=5, gridColor=LINE)
    bars = base.mark_bar(color=colour, size=12).encode(x=alt.X(f"{field}:Q", axis=axis))
    text = base.mark_text(align="left", dx=4, fontSize=10, color=INK).encode(
        x=f"{field}:Q", text=alt.Text(f"{field}:Q", format=form)
    )
    return alt.layer(bars, text).properties(width=220 if colour == STRONG else 100)


def _texts(cells: list[dict[str, Any]], order: list[str], field: str, title: str) -> Any:
    base = _base(cells, order)
    text = base.mark_text(align="right", fontSize=10, color=INK).encode(
        x=alt.value(50), text=f"{field}:N"
    )
    return text.properties(width=56, title=_head(title))


def _head(title: str) -> Any:
    return alt.TitleParams(title, anchor="end", fontSize=10, fontWeight="normal", color=DIM)
