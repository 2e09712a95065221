"""How risks and requirements are acted upon: stacks of states, and the names of the worst."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt

from ..coverage.targets import RANK
from ..coverage.targets import STATES as MEANING
from ..errors import PlotError
from .chart_rows import chart_of
from .colours import EDGE, HANDLINGS, INK, LINE, STATES, Look, key, said_of
from .figure import Figure, framed
from .labels import shortened
from .naming import LABEL, counted, identity, name_of, short_names, some_rows

MOST = 60
WIDTH = 520
DIGIT = 8  # pixels of a character in a segment
MARKS = {**{state: look.mark for state, look in STATES.items()}, "addressed": "+", "thin": "~"}


def plot_targets(result: Any, *, top: int = 20) -> Figure:
    """How many targets are in each state and how they are acted upon, and the worst by name.

    Args:
        result: Rows of targets.
        top: How many are named, at most 60; those that most works name come first.

    Raises:
        PlotError: There are no rows, or ``top`` is out of range.
    """
    if not 1 <= top <= MOST:
        raise PlotError(f"plot(top={top}): expected 1 to {MOST}")
    rows = list(result.rows)
    some_rows(rows)
    states = Counter(str(row["state"]) for row in rows)
    pairs = Counter((str(row["state"]), str(row["handling"])) for row in rows)
    stack = _stack(
        [
            {"group": state, "part": part, "count": pairs[state, part], "said": state}
            for state in RANK
            for part in HANDLINGS
            if pairs[state, part]
        ],
        [state for state in RANK if states[state]],
        HANDLINGS,
        "state",
        "targets",
    )
    shown = {part for _, part in pairs}
    entries = [
        (look.fill, look.mark, f"{part} ({sum(n for (_, p), n in pairs.items() if p == part)})")
        for part, look in HANDLINGS.items()
        if part in shown
    ]
    kind = shortened(rows[0].get("kind", "target")).replace("-", " ")
    title = f"Of {counted(len(rows), kind)} listed, {said_of(states)}"
    worst = sorted(
        (row for row in rows if row["state"] != "addressed"),
        key=lambda row: (RANK[row["state"]], -len(row["named_in"])),
    )
    charts = [key(entries), stack]
    notes = [f"{state}: {MEANING[state]}." for state in RANK if states[state]]
    if worst:
        charts.append(_worst(worst[:top]))
        if len(worst) > top:
            notes.append(f"{top} of {len(worst)} are named: the worst that most works name.")
    return framed(alt.vconcat(*charts, spacing=18), title, result.meta, [*notes, *result.notes])


def plot_targets_by_facet(result: Any, *, top: int = MOST) -> Figure:
    """The states of the targets under each concept of a facet, as stacked bars.

    Args:
        result: Rows of concepts with counts of targets.
        top: How many concepts, at most 60: those with most targets, in their order.

    Raises:
        PlotError: There are no targets under any concept, or ``top`` is out of range.
    """
    if not 1 <= top <= MOST:
        raise PlotError(f"plot(top={top}): expected 1 to {MOST}")
    facet = str(result.columns[0])
    rows = [row for row in result.rows if row["targets"]]
    if not rows:
        raise PlotError(f"nothing to draw: no target has a value of {facet}")
    most = sorted(rows, key=lambda row: -row["targets"])[:top]
    kept = [row for row in rows if row in most]
    names = short_names(row[facet] for row in kept)
    data = [
        {
            "group": names[identity(row[facet])],
            "part": state,
            "count": row[state],
            "said": name_of(row[facet]),
        }
        for row in kept
        for state in RANK
        if row[state]
    ]
    looks = {state: Look(fill=STATES[state].fill, mark=MARKS[state]) for state in RANK}
    used = {datum["part"] for datum in data}
    entries = [
        (looks[state].fill, looks[state].mark, f"{state}: {MEANING[state]}")
        for state in RANK
        if state in used
    ]
    lacking = max(kept, key=lambda row: row["targets"] - row["addressed"])
    title = (
        f"Targets by {facet}: most are left under {name_of(lacking[facet])}, where "
        f"{lacking['addressed']} of {lacking['targets']} are addressed"
    )
    notes = list(result.notes)
    if len(kept) < len(rows):
        notes.insert(0, f"{len(kept)} of {len(rows)} concepts, those with most targets.")
    chart = _stack(data, list(names.values()), looks, facet, "targets")
    return framed(alt.vconcat(key(entries), chart), title, result.meta, notes)


def _stack(
    data: Sequence[Mapping[str, Any]],
    groups: Iterable[str],
    looks: Mapping[str, Look],
    down: str,
    across: str,
) -> Any:
    """Bars of parts in the order of ``looks``, each with its mark and number where they fit."""
    placed = []
    widest = max(Counter(_sums(data)).values())
    for group in (order := list(groups)):
        end = 0
        parts = {str(datum["part"]): datum for datum in data if datum["group"] == group}
        for part, look in looks.items():
            if part not in parts:
                continue
            count = int(parts[part]["count"])
            text = f"{look.mark} {count}"
            room = count / widest * WIDTH
            fits = text if room > len(text) * DIGIT else look.mark if room > DIGIT + 2 else ""
            placed.append(
                {
                    **parts[part],
                    "start": end,
                    "end": end + count,
                    "middle": end + count / 2,
                    "fill": look.fill,
                    "ink": look.ink,
                    "text": fits,
                }
            )
            end += count
    base = chart_of(placed).encode(
        y=alt.Y("group:N", sort=order, title=down, axis=alt.Axis(domain=False, ticks=False)),
        tooltip=[
            alt.Tooltip("said:N", title=down),
            alt.Tooltip("part:N", title="how"),
            alt.Tooltip("count:Q", title=across),
        ],
    )
    axis = alt.Axis(title=across, tickMinStep=1, gridColor=LINE, format="d")
    bars = base.mark_bar(stroke=EDGE, strokeWidth=0.6).encode(
        x=alt.X("start:Q", axis=axis), x2="end:Q", fill=alt.Fill("fill:N", scale=None)
    )
    text = base.mark_text(fontSize=10).encode(
        x="middle:Q", text="text:N", color=alt.Color("ink:N", scale=None)
    )
    return alt.layer(bars, text).properties(width=WIDTH, height=alt.Step(24))


def _sums(data: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for datum in data:
        sums[str(datum["group"])] += int(datum["count"])
    return sums


def _worst(rows: Sequence[Mapping[str, Any]]) -> Any:
    names = short_names((row["target"] for row in rows), LABEL + 22)
    data = [
        {
            "target": names[identity(row["target"])],
            "said": name_of(row["target"]),
            "state": row["state"],
            "fill": STATES[row["state"]].fill,
            "ink": STATES[row["state"]].ink,
            "mark": MARKS[row["state"]],
            "in": shortened(", ".join(row["named_in"]), 120),
            "reason": shortened(row["reason"], 120),
        }
        for row in rows
    ]
    base = chart_of(data, height=alt.Step(18)).encode(
        y=alt.Y(
            "target:N",
            sort=list(names.values()),
            title=None,
            axis=alt.Axis(domain=False, ticks=False, labelPadding=30),
        ),
        tooltip=[
            alt.Tooltip("said:N", title="target"),
            *("state:N", "reason:N", alt.Tooltip("in:N", title="named in")),
        ],
    )
    area = base.mark_rect(stroke=LINE).encode(
        x=alt.value(-26), x2=alt.value(-4), fill=alt.Fill("fill:N", scale=None)
    )
    mark = base.mark_text(fontSize=11, baseline="middle").encode(
        x=alt.value(-15), text="mark:N", color=alt.Color("ink:N", scale=None)
    )
    text = base.mark_text(align="left", baseline="middle", fontSize=10, color=INK).encode(
        x=alt.value(4), text="in:N"
    )
    title = alt.TitleParams(
        "The worst by name, and the works that name them", anchor="start", fontSize=12
    )
    return alt.layer(area, mark, text).properties(width=200, title=title)
