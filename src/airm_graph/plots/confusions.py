"""What two coders call the same things where they disagree, as a matrix with counts."""

from __future__ import annotations

from collections import Counter
from typing import Any

import altair as alt

from ..errors import PlotError
from .chart_rows import chart_of
from .colours import DIM, LINE, STRONG, ink_on
from .figure import Figure, framed
from .labels import shortened
from .naming import counted, label_of, short_names, some_rows

MOST = 40  # concepts of a coder that a matrix has room for
CELL = 26
FILLS = ("#eaf2f9", "#cfe2f3", "#6fa8dc", "#3d7fc0", STRONG)
BORDERS = (1, 2, 5, 10)  # up to how many things each of the fills but the last stands for
PANELS = 12  # pairs of coders on facets


def plot_confusions(result: Any, *, limit: int = MOST) -> Figure:
    """For each facet and pair of coders, how often one said this where the other said that.

    Args:
        result: Rows that list disagreements.
        limit: Concepts of a coder that are drawn, the most frequent; the rest is one row or column.

    Raises:
        PlotError: There are no rows, or they list no disagreements.
    """
    some_rows(result.rows)
    if "concepts_a" not in result.rows[0]:
        raise PlotError("these rows list no disagreements: expected concepts_a and concepts_b")
    if limit < 1:
        raise PlotError(f"limit={limit}: expected 1 or more concepts")
    pairs: dict[tuple[str, str, str], list[Any]] = {}
    coders = short_names((row[side] for row in result.rows for side in ("coder_a", "coder_b")), 80)
    for row in result.rows:
        who = (coders[row["coder_a"]["iri"]], coders[row["coder_b"]["iri"]])
        pairs.setdefault((label_of(row["facet"]), *who), []).append(row)
    ordered = sorted(pairs.items(), key=lambda item: (-len(item[1]), item[0]))
    panels = [_panel(*key, rows, limit) for key, rows in ordered[:PANELS]]
    title = (
        f"{counted(len(result.rows), 'disagreement')} of {counted(len(pairs), 'pair')} of coders "
        f"on {counted(len({key[0] for key in pairs}), 'facet')}: who says what"
    )
    notes = ["The darker a cell, and the higher its number, the more things."]
    if len(ordered) > PANELS:
        left = sum(len(rows) for _, rows in ordered[PANELS:])
        notes.append(f"The {PANELS} pairs with most; {counted(left, 'disagreement')} of others.")
    return framed(alt.vconcat(*panels, spacing=18), title, result.meta, notes)


def _panel(facet: str, one: str, other: str, rows: list[Any], limit: int) -> Any:
    said = [tuple(_codes(row[f"concepts_{side}"]) for side in "ab") for row in rows]
    kept = [
        {name for name, _ in sorted(Counter(p[side] for p in said).items(), key=_rank)[:limit]}
        for side in (0, 1)
    ]
    counts = Counter(
        tuple(p[side] if p[side] in kept[side] else "others" for side in (0, 1)) for p in said
    )
    cells = []
    for (a, b), number in sorted(counts.items()):
        fill = next((f for f, most in zip(FILLS, BORDERS, strict=False) if number <= most), STRONG)
        cells.append({"a": a, "b": b, "things": number, "fill": fill, "ink": ink_on(fill)})
    beside = alt.Axis(titleAngle=0, titleAlign="right", titlePadding=6, grid=False)
    base = chart_of(cells).encode(
        x=alt.X("b:N", title="second coder", sort=_order(b for _, b in counts)),
        y=alt.Y("a:N", title="first coder", sort=_order(a for a, _ in counts), axis=beside),
        tooltip=[
            alt.Tooltip("a:N", title="one says"),
            alt.Tooltip("b:N", title="the other says"),
            alt.Tooltip("things:Q", title="things"),
        ],
    )
    return alt.layer(
        base.mark_rect(stroke=LINE).encode(fill=alt.Fill("fill:N", scale=None)),
        base.mark_text(fontSize=11).encode(text="things:Q", color=alt.Color("ink:N", scale=None)),
    ).properties(
        width=alt.Step(CELL),
        height=alt.Step(CELL),
        title=alt.TitleParams(
            f"{shortened(facet, 60)}, {counted(len(rows), 'thing')}",
            subtitle=[f"first coder: {one}", f"second coder: {other}"],
            subtitleColor=DIM,
            anchor="start",
            frame="group",
            fontSize=12,
        ),
    )


def _rank(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _order(names: Any) -> list[str]:
    return sorted(set(names), key=lambda name: (name == "others", name))


def _codes(concepts: Any) -> str:
    return shortened(" + ".join(label_of(each) for each in concepts) or "nothing", 30)
