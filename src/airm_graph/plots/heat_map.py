"""Coverage tables as heat maps: a mark and a colour for each state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import altair as alt

from ..coverage.grid import STATES as MEANING
from ..coverage.laggards import BY_SIZE
from ..errors import PlotError
from .chart_rows import chart_of
from .colours import LINE, STATES, key, said_of
from .figure import Figure, framed
from .labels import shortened
from .naming import counted, identity, name_of, one_of, short_names, some_rows

MOST_CELLS = 8_000
MOST_VALUES = 250  # rows, or columns, that can be read
MOST_PANELS = 12
CELL = 26  # pixels across
SHEET = 960  # pixels, in which panels stand beside each other
BESIDE = 240  # pixels of the names beside a panel
SURPRISING = "!"  # behind the mark of an empty cell that size alone does not explain
Sort = Literal["given", "name", "evidence"]


def plot_cells(result: Any, *, sort: Sort = "given") -> Figure:
    """A heat map of the cells of two facets; of three, one for each value of the third.

    Args:
        result: Rows of a coverage table.
        sort: Rows and columns as ``given``, by ``name``, or by ``evidence``, the most first.

    Raises:
        PlotError: There are more facets, or more cells, than can be read.
    """
    rows = list(result.rows)
    some_rows(rows)
    one_of("sort", sort, ("given", "name", "evidence"))
    facets = [str(name) for name in result.meta["parameters"]["by"]]
    _readable(facets, rows)
    panels, notes = _panels(facets, rows)
    charts = [_panel(facets, part, sort, name if len(facets) > 2 else "") for name, part in panels]
    across = len({identity(row[facets[1]]) for row in rows})
    beside = max(1, SHEET // (across * CELL + BESIDE))
    heat: Any = charts[0] if len(charts) == 1 else alt.concat(*charts, columns=beside, spacing=24)
    states = Counter(str(row["state"]) for part in panels for row in part[1])
    shown = sum(states.values())
    threshold = result.meta["parameters"].get("threshold", 2)
    title = f"Of {counted(shown, 'cell')} of {_joined(facets)}, {said_of(states)}"
    chart = alt.vconcat(_key(states, threshold, rows), heat)
    blank = result.meta.get("totals", {}).get("empty_by_arithmetic", 0)
    if blank:
        notes.append(f"Blank or left out: {counted(blank, 'cell')} of which a margin is empty.")
    return framed(chart, title, result.meta, notes)


def _joined(facets: Sequence[str]) -> str:
    return f"{', '.join(facets[:-1])} and {facets[-1]}"


def _readable(facets: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    if len(facets) > 3:
        raise PlotError(
            f"{len(facets)} facets make no heat map that can be read: name two or three, and "
            "narrow the others with where"
        )
    across = [len({identity(row[name]) for row in rows}) for name in facets[:2]]
    if len(rows) > MOST_CELLS or max(across) > MOST_VALUES:
        raise PlotError(
            f"{len(rows)} cells, {across[0]} by {across[1]}, cannot be read as one picture: at "
            f"most {MOST_CELLS} and {MOST_VALUES} across; ask for a level, such as level=1, or "
            "narrow it with where"
        )


def _panels(
    facets: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> tuple[list[tuple[str, list[Mapping[str, Any]]]], list[str]]:
    """The parts of the table that are drawn, by name, and what is said of those that are not."""
    if len(facets) == 2:
        return [("", list(rows))], []
    parts: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        parts.setdefault(identity(row[facets[2]]), []).append(row)
    notes = []
    kept = list(parts)
    if len(parts) > MOST_PANELS:
        most = sorted(kept, key=lambda part: -sum(row["evidence"] for row in parts[part]))
        kept = [part for part in kept if part in most[:MOST_PANELS]]
        notes.append(
            f"{MOST_PANELS} of {len(parts)} values of {facets[2]}, those with most measures; "
            "narrow it with where to see others."
        )
    return [(f"{facets[2]}: {name_of(parts[p][0][facets[2]])}", parts[p]) for p in kept], notes


def _panel(facets: Sequence[str], rows: Sequence[Mapping[str, Any]], sort: Sort, name: str) -> Any:
    first, second = facets[:2]
    down, across = _ordered(rows, first, sort), _ordered(rows, second, sort)
    cells = [
        {
            "row": down[identity(row[first])],
            "column": across[identity(row[second])],
            "fill": STATES[row["state"]].fill,
            "ink": STATES[row["state"]].ink,
            "mark": _mark(row),
            "state": row["state"],
            "reason": shortened(row["reason"], 120),
            **{n: row[n] for n in ("evidence", "unknown", "peers")},
            **{n: _rounded(row[n]) for n in ("expected", "p_empty")},
        }
        for row in rows
    ]
    for cell, row in zip(cells, rows, strict=True):  # names in full, where they were shortened
        full = {"first": name_of(row[first]), "second": name_of(row[second])}
        cell |= {n: said for n, said in full.items() if said not in (cell["row"], cell["column"])}
    data = chart_of(cells).transform_calculate(
        first="datum.first || datum.row", second="datum.second || datum.column"
    )
    base = data.encode(
        y=alt.Y(
            "row:N", sort=list(down.values()), title=first, axis=alt.Axis(domain=False, ticks=False)
        ),
        x=alt.X(
            "column:N",
            sort=list(across.values()),
            title=second,
            axis=alt.Axis(domain=False, ticks=False, labelAngle=-50, labelAlign="right"),
        ),
    )
    area = base.mark_rect(stroke=LINE, strokeWidth=1).encode(
        fill=alt.Fill("fill:N", scale=None),
        tooltip=[
            alt.Tooltip("first:N", title=first),
            alt.Tooltip("second:N", title=second),
            *(f"{n}:N" for n in ("state", "reason")),
            *(f"{n}:Q" for n in ("evidence", "unknown", "peers")),
            *(alt.Tooltip(f"{n}:Q", format=".3~g") for n in ("expected", "p_empty")),
        ],
    )
    mark = base.mark_text(fontSize=11, baseline="middle").encode(
        text="mark:N", color=alt.Color("ink:N", scale=None), tooltip=alt.value(None)
    )
    title = alt.TitleParams(shortened(name, 80), anchor="start", fontSize=12)
    chart = alt.layer(area, mark).properties(width=alt.Step(_wide(rows)), height=alt.Step(20))
    return chart.properties(title=title) if name else chart


def _ordered(rows: Sequence[Mapping[str, Any]], facet: str, sort: Sort) -> dict[str, str]:
    """By identity the short names of a facet's values, in the order in which they are drawn."""
    things = {identity(row[facet]): row[facet] for row in rows}
    if sort == "name":
        things = dict(sorted(things.items(), key=lambda pair: name_of(pair[1]).casefold()))
    if sort == "evidence":
        found: Counter[str] = Counter()
        for row in rows:
            found[identity(row[facet])] += row["evidence"]
        things = dict(sorted(things.items(), key=lambda pair: -found[pair[0]]))
    return short_names(things.values())


def _rounded(number: float | None) -> float | None:
    return None if number is None else float(f"{number:.4g}")


def _wide(rows: Sequence[Mapping[str, Any]]) -> int:
    return max(CELL, 8 + 7 * max(len(_mark(row)) for row in rows))


def _mark(row: Mapping[str, Any]) -> str:
    if row["evidence"]:
        return str(row["evidence"])
    return STATES[row["state"]].mark + (SURPRISING if surprises(row) else "")


def surprises(row: Mapping[str, Any]) -> bool:
    """Whether the cell is empty and size alone does not explain it."""
    chance = row.get("p_empty")
    return chance is not None and chance <= BY_SIZE


def _key(states: Counter[str], threshold: int, rows: Sequence[Mapping[str, Any]]) -> Any:
    few = {1: "", 2: "1"}.get(threshold, f"1\u2013{threshold - 1}")
    marks = {"addressed": f"{threshold}+", "thin": few}
    entries = [
        (look.fill, marks.get(state, look.mark), f"{state}: {MEANING[state]} ({states[state]})")
        for state, look in STATES.items()
        if states[state]
    ]
    if any(surprises(row) for row in rows):
        said = f"behind a mark: empty, which size alone does not explain (P ≤ {BY_SIZE:g})"
        entries.append(("#ffffff", SURPRISING, said))
    return key(entries)
