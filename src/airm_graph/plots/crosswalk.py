"""Which things of one work others reach through mappings, and how strongly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from ..errors import PlotError
from .chart_rows import chart_of
from .colours import LINE, STRENGTHS, key
from .figure import Figure, framed
from .labels import shortened
from .naming import identity, name_of, short_names, some_rows

MOST = 60  # things that are shown one by one
MEANING = {
    "direct": "the work states the same thing",
    "equal": "mappings prove it equal",
    "inherited": "it lies inside of what is reached",
    "partial": "it overlaps what is reached",
    "lead": "nothing says how much they share",
    "": "not reached",
}


def plot_crosswalk(result: Any, *, top: int = MOST) -> Figure:
    """A matrix of things and works with the strength of each; of many things, counts.

    Args:
        result: Rows of a crosswalk.
        top: Of more things than this (at most 60) they are counted by work and strength.

    Raises:
        PlotError: There are no rows, or ``top`` is out of range.
    """
    if not 1 <= top <= MOST:
        raise PlotError(f"plot(top={top}): expected 1 to {MOST}")
    rows = list(result.rows)
    some_rows(rows)
    works = [column for column in result.columns if f"{column}_things" in result.columns]
    reached = sum(any(row[work] not in ("", "lead") for work in works) for row in rows)
    asked = str(result.meta["parameters"].get("of", "the work"))
    of = shortened(asked.removeprefix("framework="), 60)
    title = (
        f"{reached} of {len(rows)} things of {of} listed are reached from "
        f"{', '.join(works)} by more than a lead"
    )
    used = {str(row[work]) for row in rows for work in works}
    entries = [
        (look.fill, look.mark, f"{strength or 'none'}: {MEANING[strength]}")
        for strength, look in STRENGTHS.items()
        if strength in used
    ]
    if len(rows) > top:
        chart, notes = _counts(rows, works), [f"{len(rows)} things are counted, not named."]
    else:
        chart, notes = _matrix(rows, works), []
    return framed(alt.vconcat(key(entries), chart), title, result.meta, [*notes, *result.notes])


def _matrix(rows: Sequence[Mapping[str, Any]], works: Sequence[str]) -> Any:
    names = short_names((row["target"] for row in rows), 60)
    data = [
        {
            "target": names[identity(row["target"])],
            "said": name_of(row["target"]),
            "work": work,
            "strength": row[work] or "none",
            "fill": STRENGTHS[row[work]].fill,
            "ink": STRENGTHS[row[work]].ink,
            "mark": STRENGTHS[row[work]].mark,
            "hops": row.get(f"{work}_hops"),
            "via": shortened(row.get(f"{work}_via", ""), 120),
        }
        for row in rows
        for work in works
    ]
    return _squares(
        data,
        "target",
        list(names.values()),
        list(works),
        [alt.Tooltip("said:N", title="thing"), "work:N", "strength:N", "hops:Q", "via:N"],
        26,
    )


def _counts(rows: Sequence[Mapping[str, Any]], works: Sequence[str]) -> Any:
    counts = {work: Counter(str(row[work]) for row in rows) for work in works}
    data = [
        {
            "strength": strength or "none",
            "work": work,
            "fill": look.fill if counts[work][strength] else "#ffffff",
            "ink": look.ink,
            "mark": f"{look.mark} {counts[work][strength]}" if counts[work][strength] else "",
            "things": counts[work][strength],
        }
        for work in works
        for strength, look in STRENGTHS.items()
    ]
    order = [strength or "none" for strength in STRENGTHS]
    return _squares(data, "strength", order, list(works), ["work:N", "strength:N", "things:Q"], 70)


def _squares(
    data: list[dict[str, Any]],
    down: str,
    rows: list[str],
    columns: list[str],
    tooltip: list[Any],
    step: int,
) -> Any:
    base = chart_of(data).encode(
        y=alt.Y(f"{down}:N", sort=rows, title=None, axis=alt.Axis(domain=False, ticks=False)),
        x=alt.X(
            "work:N",
            sort=columns,
            title="reached from",
            axis=alt.Axis(
                domain=False, ticks=False, orient="top", labelAngle=-40, labelAlign="left"
            ),
        ),
    )
    area = base.mark_rect(stroke=LINE).encode(fill=alt.Fill("fill:N", scale=None), tooltip=tooltip)
    mark = base.mark_text(fontSize=11).encode(
        text="mark:N", color=alt.Color("ink:N", scale=None), tooltip=alt.value(None)
    )
    return alt.layer(area, mark).properties(width=alt.Step(step), height=alt.Step(19))
