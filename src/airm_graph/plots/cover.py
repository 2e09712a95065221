"""How coverage grows with each further member, beside what the best set of all does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from ..errors import PlotError
from .chart_rows import chart_of
from .colours import ALARM, DIM, INK, LINE, STRONG
from .figure import Figure, framed
from .naming import counted, identity, name_of, short_names, some_rows

NAMED = 40  # members that are named
MOST = 5_000


def plot_cover(result: Any) -> Figure:
    """The covering curve: targets covered by the first members that a greedy choice takes.

    Args:
        result: Rows of members with what each adds; where ``meta`` has the exact set it is marked.

    Raises:
        PlotError: There are no rows, or more than can be drawn.
    """
    rows = list(result.rows)
    if rows and "covered" not in rows[0]:  # of the best set; the curve stands beside it
        rows = list(result.meta.get("cover", {}).get("greedy", rows))
    some_rows(rows)
    if len(rows) > MOST or "covered" not in rows[0]:
        raise PlotError(
            f"{len(rows)} members make no curve: ask for a share that is enough, such as 0.9"
            if len(rows) > MOST
            else "no covering curve: the rows do not say how much is covered after each member"
        )
    member = next(name for name in ("work", "measure") if name in rows[0])
    best: Mapping[str, Any] = result.meta.get("cover", {})
    last = rows[-1]
    coverable = best.get("coverable") or round(last["covered"] / (last["share"] or 1))
    half = next(row for row in rows if row["covered"] * 2 >= last["covered"])
    title = (
        f"{counted(len(rows), member)}, chosen one by one, cover {last['covered']} of "
        f"{coverable} coverable targets; half of that takes {half['members']}"
    )
    chart = _named(rows, member, best) if len(rows) <= NAMED else _line(rows, member)
    notes = _notes(best, member)
    marks = _best(best, rows, upright=len(rows) > NAMED)
    return framed(alt.layer(chart, *marks), title, result.meta, notes)


def _notes(best: Mapping[str, Any], member: str) -> list[str]:
    notes = ["Greedy: each time the member that adds most for its cost."]
    if not best.get("members"):
        return notes
    found = (
        f"{counted(best['members'], member)} cover {best['covered']} of the "
        f"{best['required']} required (diamond)"
    )
    if best.get("optimal"):
        return [*notes, f"Exact, proved the best: {found}."]
    bound = best.get("bound")
    what = "covers more than" if best.get("bound_of") == "covered" else "costs less than"
    limit = "no bound is known" if bound is None else f"no set {what} {bound:g}"
    return [*notes, f"Best found in the time given: {found}; {limit}."]


def _named(rows: Sequence[Mapping[str, Any]], member: str, best: Mapping[str, Any]) -> Any:
    """A stair with the name of each member beside its step."""
    names = short_names((row[member] for row in rows), 50)
    data = [
        {
            "place": row["members"],
            "name": f"{row['members']}. {names[identity(row[member])]}",
            "said": name_of(row[member]),
            "before": row["covered"] - row["gain"],
            # The text stands beside the diamond where there is one.
            "edge": max(
                row["covered"], best["covered"] if row["members"] == best.get("members") else 0
            ),
            **{field: row[field] for field in ("gain", "covered", "share")},
            "text": f"+{row['gain']} = {row['covered']} ({row['share']:.0%})",
        }
        for row in rows
    ]
    labels = {datum["place"]: datum["name"] for datum in data}
    base = chart_of(data).encode(
        y=alt.Y(
            "place:O",
            title=None,  # the axis below says what the members are
            axis=alt.Axis(
                domain=False,
                ticks=False,
                labelExpr=_lookup(labels),
            ),
        ),
        tooltip=_tooltip(member),
    )
    axis = alt.Axis(
        title=f"targets covered, {member}s in the order of choice", tickMinStep=1, gridColor=LINE
    )
    gains = base.mark_bar(color=STRONG, size=12).encode(
        x=alt.X("before:Q", axis=axis), x2="covered:Q"
    )
    text = base.mark_text(align="left", dx=12, fontSize=10, color=INK).encode(
        x="edge:Q", text="text:N"
    )
    stair = base.mark_line(
        interpolate="step-before", color=DIM, strokeWidth=1, orient="vertical"
    ).encode(x="covered:Q", order="place:Q", tooltip=alt.value(None))
    return alt.layer(stair, gains, text).properties(width=480, height=alt.Step(22))


def _lookup(labels: Mapping[int, str]) -> str:
    """An expression that gives the name of a place: a text as JSON is a text for Vega, too."""
    import json

    return f"({json.dumps(list(labels.values()))})[datum.value - {min(labels)}]"


def _line(rows: Sequence[Mapping[str, Any]], member: str) -> Any:
    data = [
        {
            "place": row["members"],
            "said": name_of(row[member]),
            **{field: row[field] for field in ("gain", "covered", "share")},
        }
        for row in rows
    ]
    base = chart_of(data).encode(
        x=alt.X("place:Q", title=f"{member}s, in the order of choice", axis=alt.Axis(grid=False)),
        y=alt.Y("covered:Q", title="targets covered", axis=alt.Axis(gridColor=LINE)),
        tooltip=_tooltip(member),
    )
    line = base.mark_line(interpolate="step-after", color=STRONG, strokeWidth=2)
    points = base.mark_circle(color=STRONG, size=18, opacity=1)
    return alt.layer(line, points).properties(width=560, height=300)


def _tooltip(member: str) -> list[Any]:
    return [
        alt.Tooltip("said:N", title=member),
        alt.Tooltip("place:Q", title="members"),
        alt.Tooltip("gain:Q", title="adds"),
        "covered:Q",
        alt.Tooltip("share:Q", format=".0%"),
    ]


def _best(
    best: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], *, upright: bool
) -> list[Any]:
    """The exact set as a diamond at its size and what it covers."""
    if not best.get("members") or best["members"] > len(rows):
        return []
    data = [{"place": best["members"], "covered": best["covered"]}]
    base = chart_of(data).mark_point(
        shape="diamond", size=150, fill=ALARM, stroke="#ffffff", opacity=1
    )
    tip = [alt.Tooltip("place:Q", title="members of the exact set"), "covered:Q"]
    if upright:
        return [base.encode(x="place:Q", y="covered:Q", tooltip=tip)]
    return [base.encode(x="covered:Q", y="place:O", tooltip=tip)]
