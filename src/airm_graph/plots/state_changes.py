"""What became of cells and targets between two builds: from which state to which, how often."""

from __future__ import annotations

from collections import Counter
from typing import Any

import altair as alt

from ..errors import PlotError
from .chart_rows import chart_of
from .colours import ALARM, DIM, INK, LINE, STRONG, WEAK, ink_on
from .figure import Figure, framed
from .labels import shortened
from .naming import counted, some_rows

ORDER = ("gap", "open", "thin", "addressed", "excluded", "not listed")
CELL = 62
FILLS = {"better": STRONG, "worse": ALARM, "other": "#eceff2", "same": WEAK}


def plot_state_changes(result: Any) -> Figure:
    """A matrix for cells, and one for targets: their state before against their state after.

    Args:
        result: Rows of ``build diff``.

    Raises:
        PlotError: Nothing changed, or the rows are those of another answer.
    """
    some_rows(result.rows)
    if "before_state" not in result.rows[0]:
        raise PlotError("these rows have no states: expected those of 'build diff'")
    panels, said = [], []
    for what in ("cell", "target"):
        pairs = Counter(
            (
                shortened(row["before_state"] or "not listed"),
                shortened(row["after_state"] or "not listed"),
            )
            for row in result.rows
            if row["what"] == what
        )
        if pairs:
            panels.append(_panel(what, pairs))
            worse = sum(n for pair, n in pairs.items() if _way(*pair) == "worse")
            better = sum(n for pair, n in pairs.items() if _way(*pair) == "better")
            said.append(
                f"{counted(sum(pairs.values()), what)} changed, {better} for the better and "
                f"{worse} for the worse"
            )
    notes = [
        "Blue: nearer to addressed; orange: further from it; grey: neither, such as a cell that "
        "one build does not list; light blue: the same state on other grounds."
    ]
    return framed(alt.hconcat(*panels, spacing=40), "; ".join(said), result.meta, notes)


def _way(before: str, after: str) -> str:
    if before == after:
        return "same"
    ranks = ORDER[:4]
    if before not in ranks or after not in ranks:
        return "other"
    return "better" if ranks.index(after) > ranks.index(before) else "worse"


def _panel(what: str, pairs: Counter[tuple[str, str]]) -> Any:
    states = {state for pair in pairs for state in pair}
    order = [*(s for s in ORDER if s in states), *sorted(states - set(ORDER))]
    cells = []
    for (before, after), number in sorted(pairs.items()):
        fill = FILLS[_way(before, after)]
        cells.append(
            {
                "before": before,
                "after": after,
                "number": number,
                "way": _way(before, after),
                "fill": fill,
                "ink": ink_on(fill),
            }
        )
    axes: dict[str, Any] = {"sort": order, "scale": alt.Scale(domain=order)}
    base = chart_of(cells).encode(
        x=alt.X("after:N", title="state after", axis=alt.Axis(orient="top", labelAngle=0), **axes),
        y=alt.Y("before:N", title="state before", **axes),
        tooltip=[
            alt.Tooltip(f"{name}:N", title=title)
            for name, title in (("before", "before"), ("after", "after"), ("number", f"{what}s"))
        ],
    )
    return alt.layer(
        base.mark_rect(stroke=LINE).encode(fill=alt.Fill("fill:N", scale=None)),
        base.mark_text(fontSize=12).encode(text="number:Q", color=alt.Color("ink:N", scale=None)),
    ).properties(
        width=alt.Step(CELL),
        height=alt.Step(CELL * 0.6),
        title=alt.TitleParams(
            f"{what}s", anchor="start", frame="group", fontSize=12, color=INK, subtitleColor=DIM
        ),
    )
