"""How far coders agree: a dot with its interval for each pair and facet, or a matrix of coders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from ..errors import PlotError
from .chart_rows import chart_of
from .colours import DIM, INK, LINE, STRONG, ink_on
from .figure import Figure, framed
from .labels import shortened
from .naming import counted, label_of, one_of, short_names, some_rows

KINDS = ("intervals", "matrix")
MOST = 60  # rows of dots that a page has room for
ROW, WIDTH, NAME, CELL = 22, 360, 40, 64  # pixels, but characters of a name
Row = Mapping[str, Any]


def plot_agreement(result: Any, *, kind: str = "intervals", limit: int = MOST) -> Figure:
    """The agreement of each pair of coders beyond chance, by facet.

    Args:
        result: Rows of ``agreement``: a coefficient for each pair, or for all coders of a facet.
        kind: ``intervals``: a dot for each coefficient, with its interval, beside the agreement
            that is seen; ``matrix``: for each facet the coders against each other.
        limit: From more rows than these on the last are left out, which the picture says.

    Raises:
        PlotError: There are no rows, or they are no figures of agreement, or an option is unknown.
    """
    one_of("kind", kind, KINDS)
    some_rows(result.rows)
    if "things" not in result.rows[0]:
        raise PlotError("these rows list disagreements; their picture is 'confusions'")
    if limit < 1:
        raise PlotError(f"limit={limit}: expected 1 or more rows")
    rows = list(result.rows)
    notes = []
    how: tuple[str, ...]
    if kind == "matrix":
        rows = [row for row in rows if row["coder_a"] and not _part(row)]
        if not rows:
            raise PlotError(
                "no pair of coders is compared on a whole facet; kind='intervals' draws parts"
            )
        chart, how = _matrix(rows), MATRIX
    else:
        if len(rows) > limit:
            notes.append(f"The first {limit} of {len(rows)} rows; limit=… draws more.")
        chart, how = _intervals(rows[:limit]), INTERVALS
    return framed(chart, _title(result.rows), result.meta, (*how, *notes))


INTERVALS = (
    "Dot: Cohen's kappa of two coders; diamond: Krippendorff's alpha of all; line: its 95 % "
    "interval, where there is one. Ring: the agreement that is seen, chance included.",
    "1 is full agreement, 0 what chance alone gives. Where there is no dot, no coefficient is "
    "defined, and why stands at the right.",
)
MATRIX = ("Cohen's kappa, below it the number of things compared; a dash where it is undefined.",)

BESIDE = "right: things compared; the most frequent differences, or why there is no coefficient"


def _part(row: Row) -> bool:
    return bool(row.get("source") or row.get("concept"))


def _coefficient(row: Row) -> float | None:
    value = row["kappa"] if row["coder_a"] else row["alpha"]
    return None if value is None else float(value)


def _title(rows: Sequence[Row]) -> str:
    whole = [row for row in rows if row["coder_a"] and not _part(row)]
    facets = {label_of(row["facet"]) for row in whole}
    title = f"{counted(len(whole), 'pair')} of coders on {counted(len(facets), 'facet')}"
    known = [row for row in whole if row["kappa"] is not None]
    if not known:
        return f"{title}: too few things in common for a coefficient"
    lowest = min(known, key=lambda row: row["kappa"])
    return f"{title}: kappa from {lowest['kappa']:.2f} to {max(r['kappa'] for r in known):.2f}"


def _intervals(rows: Sequence[Row]) -> Any:
    names = short_names(
        (row[side] for row in rows for side in ("coder_a", "coder_b") if row[side]), NAME
    )
    drawn = []
    for place, row in enumerate(rows):
        value = _coefficient(row)
        if row["coder_a"]:
            who = " · ".join(names[row[side]["iri"]] for side in ("coder_a", "coder_b"))
        else:
            who = f"all {len(row.get('coders', ()))} coders"
        part = label_of(row.get("concept") or row.get("source"))
        said = f"{who}: {part}" if part else who
        low, high = (row["low"], row["high"]) if value is not None else (None, None)
        drawn.append(
            {
                "place": f"{place:04d}",
                "who": shortened(said, 2 * NAME + 10),
                "facet": label_of(row["facet"]),
                "row": said,
                "value": value,
                "low": low,
                "high": high,
                "seen": row["observed"],
                "things": row["things"],
                "count": f"{row['things']:,}",
                "all": not row["coder_a"],
                "reason": "" if value is not None else row.get("reason") or "undefined",
                "confusions": "; ".join(map(str, row.get("confusions", ()))),
            }
        )
    for row in drawn:
        row["remark"] = shortened(row["reason"] or row["confusions"], 60)
    least = min([0.0, *(v for r in drawn for v in (r["value"], r["low"]) if v is not None)])
    panels = []
    facets = list(dict.fromkeys(row["facet"] for row in drawn))
    for facet in facets:
        of = [row for row in drawn if row["facet"] == facet]
        panels.append(_panel(facet, of, max(-1.0, least), last=facet == facets[-1]))
    return alt.vconcat(*panels, spacing=14)


def _panel(facet: str, rows: list[dict[str, Any]], least: float, *, last: bool) -> Any:
    base = chart_of(rows)
    order = [row["place"] for row in rows]
    y = alt.Y(
        "place:N",
        sort=order,
        title=None,
        axis=alt.Axis(labels=False, ticks=False, domain=False, grid=True, gridColor=LINE),
    )
    scale = alt.Scale(domain=[least, 1], nice=False, padding=8)
    title = "agreement; kappa or alpha" if last else None
    x = alt.X("value:Q", title=title, scale=scale, axis=alt.Axis(tickCount=6, grid=False))
    tips = [
        alt.Tooltip(f"{name}:N", title=title or name)
        for name, title in {
            "row": "coders",
            "facet": "",
            "value": "coefficient",
            "low": "",
            "high": "",
            "seen": "agreement seen",
            "things": "things compared",
            "confusions": "most frequent differences",
            "reason": "",
        }.items()
    ]
    zero = base.mark_rule(color=DIM, strokeDash=[2, 2]).encode(x=alt.datum(0, scale=scale))
    line = base.transform_filter("isValid(datum.low)").mark_rule(color=STRONG, strokeWidth=2)
    ring = base.transform_filter("isValid(datum.seen)").mark_point(
        filled=False, color=DIM, size=70, opacity=1
    )
    dot = base.transform_filter("isValid(datum.value)").mark_point(
        filled=True, color=STRONG, size=80, opacity=1
    )
    return alt.layer(
        zero,
        line.encode(x=alt.X("low:Q", scale=scale), x2="high:Q", y=y, tooltip=tips),
        ring.encode(x=alt.X("seen:Q", scale=scale), y=y, tooltip=tips),
        dot.encode(
            x=x,
            y=y,
            shape=alt.Shape(
                "all:N",
                scale=alt.Scale(domain=[False, True], range=["circle", "diamond"]),
                legend=None,
            ),
            tooltip=tips,
        ),
        base.mark_text(align="right", color=INK, fontSize=11).encode(
            x=alt.value(-8), y=y, text="who:N", tooltip=tips
        ),
        base.mark_text(align="right", color=INK, fontSize=11).encode(
            x=alt.value(WIDTH + 46), y=y, text="count:N", tooltip=tips
        ),
        base.mark_text(align="left", color=DIM, fontSize=10).encode(
            x=alt.value(WIDTH + 60), y=y, text="remark:N", tooltip=tips
        ),
    ).properties(
        width=WIDTH,
        height=alt.Step(ROW),
        title=alt.TitleParams(
            shortened(facet, 60),
            anchor="start",
            frame="group",
            fontSize=12,
            color=INK,
            subtitle=BESIDE if rows[0]["place"] == "0000" else "",
            subtitleColor=DIM,
        ),
    )


def _matrix(rows: Sequence[Row]) -> Any:
    names = short_names((row[side] for row in rows for side in ("coder_a", "coder_b")), 34)
    panels = []
    for facet in dict.fromkeys(label_of(row["facet"]) for row in rows):
        of = [row for row in rows if label_of(row["facet"]) == facet]
        cells = []
        for row in of:
            one, other = (names[row[side]["iri"]] for side in ("coder_a", "coder_b"))
            value = row["kappa"]
            shade = _shade(value)
            for a, b in ((one, other), (other, one)):
                cells.append(
                    {
                        "a": a,
                        "b": b,
                        "facet": facet,
                        "kappa": value,
                        "things": row["things"],
                        "seen": row["observed"],
                        "fill": shade,
                        "ink": ink_on(shade),
                        "text": [
                            "–" if value is None else f"{value:.2f}",  # noqa: RUF001 - a dash
                            f"n={row['things']}",
                        ],
                        "reason": row.get("reason") or "",
                    }
                )
        panels.append(_grid(facet, cells))
    return alt.vconcat(*panels, spacing=14)


def _shade(value: float | None) -> str:
    steps = (("#ffffff", 0.0), ("#cfe2f3", 0.4), ("#6fa8dc", 0.6), ("#3d7fc0", 0.8), (STRONG, 2.0))
    if value is None:
        return "#eceff2"
    return next(fill for fill, most in steps if value <= most)


def _grid(facet: str, cells: list[dict[str, Any]]) -> Any:
    coders = sorted({cell["a"] for cell in cells})
    base = chart_of(cells).encode(
        x=alt.X("b:N", sort=coders, title="coder", axis=alt.Axis(orient="top", labelAngle=-30)),
        y=alt.Y("a:N", sort=coders, title="coder"),
        tooltip=[
            alt.Tooltip(f"{n}:N", title=t)
            for n, t in {
                "a": "coder",
                "b": "other coder",
                "kappa": "kappa",
                "seen": "agreement seen",
                "things": "things compared",
                "reason": "reason",
            }.items()
        ],
    )
    return alt.layer(
        base.mark_rect(stroke=LINE).encode(fill=alt.Fill("fill:N", scale=None)),
        base.mark_text(fontSize=11, lineHeight=14, baseline="middle", dy=-7).encode(
            text="text:N", color=alt.Color("ink:N", scale=None)
        ),
    ).properties(
        width=alt.Step(CELL),
        height=alt.Step(CELL * 0.7),
        title=alt.TitleParams(shortened(facet, 60), anchor="start", frame="group", fontSize=12),
    )
