"""The network of measures and risks, or of mappings, as dots and ties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from ..errors import PlotError
from .chart_rows import chart_of
from .figure import Figure, framed
from .kinds import LOOKS, in_words, looks_of
from .labels import shortened, width_of
from .naming import counted
from .network_layout import ACROSS, Places, columns_of, labels_with_room, spread_of
from .network_parts import Dot, Tie, grouped, parts_of, two_sided

LIMIT = 150  # dots that a page has room for
MOST = 400  # and more than these nobody reads; networkx would need SciPy for 500
SEED = 7
IN_COLUMN, IN_FIELD = 52, 34  # characters of a label beside a column, and among dots
STROKES = ([1, 0], [5, 3], [2, 2], [8, 2, 2, 2], [1, 3], [10, 4])
SHADES = ("#8a8a8a", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000")
FAINT = 0.15
SIZE = 10  # of letters


def plot_network(
    network: Any,
    *,
    limit: int = LIMIT,
    seed: int = SEED,
    highlight: Sequence[str] = (),
    group: str = "",
) -> Figure:
    """The network with a readable layout; one that is too large is summarised by groups.

    Where all ties lead from what acts to what is acted on there are two columns, ordered so that
    few ties cross; else forces place the dots.

    Args:
        network: A networkx graph; its nodes say ``label``, ``kind``, ``works`` and ``classes``.
        limit: From more nodes than these on groups are drawn instead; at most 400.
        seed: Of the places that forces find.
        highlight: Nodes by id, IRI or label that are to be seen before all others, alone even where
            the rest is grouped.
        group: What a summary groups by: ``work`` or a facet; by itself it takes for the things of
            each work the facet that tells them apart best.

    Raises:
        PlotError: The network is empty, an option is unknown, or even the groups are too many.
    """
    if not 1 <= limit <= MOST:
        raise PlotError(f"limit={limit}: expected 1 to {MOST}; more dots nobody reads")
    marked = (highlight,) if isinstance(highlight, str) else highlight
    every, links = dots, ties = parts_of(network, marked)
    if not dots:
        raise PlotError("the network has no nodes: nothing to draw")
    notes = [str(note) for note in network.graph.get("notes", ())]
    summary = len(dots) > limit or bool(group)
    if summary:
        dots, ties = grouped(every, links, group)
        if len(dots) > limit and not group:
            dots, ties = grouped(every, links, "work")
        notes.append(_how_grouped(every, dots, group, limit))
    if len(dots) > limit:
        raise PlotError(
            f"{len(every)} nodes make {len(dots)} groups, more than limit={limit}: ask for fewer "
            f"kinds or one framework, or for group='work'"
        )
    columns = two_sided(dots, ties) and bool(ties)
    notes.append(_legend(columns, summary, ties))
    chart = _in_columns(dots, ties, summary) if columns else _in_field(dots, ties, summary, seed)
    return framed(chart, _title(every, links), network.graph.get("meta", {}), notes)


def _title(dots: Sequence[Dot], ties: Sequence[Tie]) -> str:
    kinds = Counter(dot.kind for dot in dots)
    order = {kind: place for place, kind in enumerate(LOOKS)}
    said = [
        counted(number, in_words(kind), in_words(kind, many=True))
        for kind, number in sorted(kinds.items(), key=lambda item: order.get(item[0], 99))
    ]
    names = ", ".join(said[:-1]) + " and " + said[-1] if len(said) > 1 else said[0]
    return f"{names}, connected by {counted(sum(tie.count for tie in ties), 'link')}"


def _how_grouped(every: Sequence[Dot], dots: Sequence[Dot], by: str, limit: int) -> str:
    how = {"": "kind, work and, where one tells its things apart, facet", "work": "kind and work"}
    said = how.get(by, f"kind and {by}")
    why = f"More than {limit} nodes, so a" if len(every) > limit else "A"
    twice = sum(dot.members for dot in dots) > len(every)
    again = "; what stands under several concepts is in the group of each" if twice else ""
    return f"{why} dot is a group by {said}, with the number of things in brackets{again}."


def _legend(columns: bool, summary: bool, ties: Sequence[Tie]) -> str:
    where = (
        "Both columns are ordered so that few lines cross; heights mean nothing else."
        if columns
        else "Places mean nothing but closeness; labels stand where there is room, the best "
        "connected first."
    )
    return where + (
        f" The wider a line, the more links; the widest has {max(t.count for t in ties)}."
        if summary and ties
        else ""
    )


def _in_columns(dots: Sequence[Dot], ties: Sequence[Tie], summary: bool) -> Any:
    places = columns_of(dots, ties)
    texts = [
        {
            "x": places[dot.id][0] + (-9 if dot.left else 9),
            "y": places[dot.id][1],
            "side": "end" if dot.left else "start",
            "text": _text(dot, IN_COLUMN, summary),
            "weight": "bold" if dot.marked else "normal",
        }
        for dot in dots
    ]
    for left, x in ((True, -9.0), (False, ACROSS + 9)):
        kinds = sorted({in_words(dot.kind, many=True) for dot in dots if dot.left is left})
        head = {"x": x, "y": 0.0, "side": "end" if left else "start", "text": " · ".join(kinds)}
        texts.append({**head, "weight": "bold"})
    return _drawn(dots, ties, places, texts, summary)


def _in_field(dots: Sequence[Dot], ties: Sequence[Tie], summary: bool, seed: int) -> Any:
    places = spread_of(dots, ties, seed)
    degree: Counter[str] = Counter()
    for tie in ties:
        degree[tie.start] += tie.count
        degree[tie.end] += tie.count
    first = sorted(dots, key=lambda dot: (not dot.marked, -degree[dot.id], dot.id))
    said = {dot.id: _text(dot, IN_FIELD, summary) for dot in dots}
    where = labels_with_room(first, places, said)
    texts = [
        {
            "x": where[dot.id][0],
            "y": where[dot.id][1],
            "side": "start",
            "text": said[dot.id],
            "weight": "bold" if dot.marked else "normal",
        }
        for dot in dots
        if dot.id in where
    ]
    return _drawn(dots, ties, places, texts, summary)


def _bounds(
    places: Places, texts: Sequence[Mapping[str, Any]]
) -> tuple[float, float, float, float]:
    """What the dots and the labels take: left, top, right, bottom."""
    xs, ys = zip(*places.values(), strict=True)
    left, right = [min(xs) - 8], [max(xs) + 8]
    for text in texts:
        wide = width_of(text["text"], SIZE)
        left.append(text["x"] - (wide if text["side"] == "end" else 0))
        right.append(text["x"] + (wide if text["side"] == "start" else 0))
    heights = [*ys, *(text["y"] for text in texts)]
    return min(left), min(heights) - 8, max(right), max(heights) + 8


def _drawn(
    dots: Sequence[Dot],
    ties: Sequence[Tie],
    places: Places,
    texts: Sequence[dict[str, Any]],
    summary: bool,
) -> Any:
    left, top, right, bottom = _bounds(places, texts)
    known = {dot.id: dot for dot in dots}
    marked = any(dot.marked for dot in dots)
    near = {
        name
        for tie in ties
        for name in (tie.start, tie.end)
        if known[tie.start].marked or known[tie.end].marked
    }
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[left, right], nice=False, zero=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[bottom, top], nice=False, zero=False))
    kinds = [kind for kind in LOOKS if any(dot.kind == kind for dot in dots)]
    kinds += sorted({dot.kind for dot in dots} - set(kinds))
    colours, shapes = looks_of(kinds)
    names = [in_words(kind) for kind in kinds]
    drawn = [
        {
            "x": places[dot.id][0],
            "y": places[dot.id][1],
            "kind": in_words(dot.kind),
            "label": dot.label,
            "works": ", ".join(dot.works),
            "classes": "; ".join(f"{f}: {', '.join(c)}" for f, c in sorted(dot.classes.items())),
            "members": dot.members,
            "within": dot.within,
            "seen": 1.0 if not marked or dot.marked or dot.id in near else FAINT,
        }
        for dot in dots
    ]
    tips = ["label", "kind", "works", *(["members", "within"] if summary else ["classes"])]
    points = (
        chart_of(drawn)
        .mark_point(filled=True, size=70, opacity=1)
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=names, range=colours),
                legend=alt.Legend(title="thing", orient="bottom", symbolOpacity=1),
            ),
            shape=alt.Shape(
                "kind:N",
                scale=alt.Scale(domain=names, range=shapes),
                legend=alt.Legend(title="thing", orient="bottom", symbolOpacity=1),
            ),
            opacity=alt.Opacity("seen:Q", scale=None, legend=None),
            tooltip=[alt.Tooltip(f"{name}:N", title=name) for name in tips],
        )
    )
    words = [
        chart_of(said)
        .mark_text(align=align, baseline="middle", fontSize=SIZE, fontWeight=weight, **halo)
        .encode(x=x, y=y, text="text:N")
        for side, align in (("start", "left"), ("end", "right"))
        for weight in ("normal", "bold")
        for halo in ({"stroke": "white", "strokeWidth": 3, "opacity": 0.8}, {})
        if (said := [t for t in texts if (t["side"], t["weight"]) == (side, weight)])
    ]
    lines = _lines(known, ties, places, (x, y), marked, summary)
    return (
        alt.layer(*lines, points, *words)
        .resolve_scale(color="independent", shape="independent", strokeDash="independent")
        .properties(width=right - left, height=bottom - top)
    )


def _lines(
    known: dict[str, Dot],
    ties: Sequence[Tie],
    places: Places,
    axes: tuple[Any, Any],
    marked: bool,
    summary: bool,
) -> list[Any]:
    if not ties:
        return []
    whats = [what for what, _ in Counter(t.what for t in ties).most_common()]
    whats.sort(key=lambda what: (-sum(t.count for t in ties if t.what == what), what))
    shown = whats[: len(STROKES) - 1] if len(whats) > len(STROKES) else whats
    values = [
        {
            "x": places[tie.start][0],
            "y": places[tie.start][1],
            "x2": places[tie.end][0],
            "y2": places[tie.end][1],
            "what": tie.what if tie.what in shown else "other",
            "from": known[tie.start].label,
            "to": known[tie.end].label,
            "links": tie.count,
            "seen": 0.75
            if not marked or known[tie.start].marked or known[tie.end].marked
            else FAINT,
        }
        for tie in ties
    ]
    domain = [*shown, *(["other"] if len(shown) < len(whats) else [])]
    legend = alt.Legend(title="link", orient="bottom", symbolType="stroke", symbolStrokeWidth=2)
    encoding: dict[str, Any] = {}
    if summary:
        most = max(tie.count for tie in ties)
        encoding["size"] = alt.Size(
            "links:Q",
            scale=alt.Scale(type="sqrt", domain=[1, max(2, most)], range=[0.8, 9]),
            legend=None,
        )
    return [
        chart_of(values)
        .mark_rule(**({} if summary else {"strokeWidth": 1}))
        .encode(
            x=axes[0],
            y=axes[1],
            x2="x2:Q",
            y2="y2:Q",
            color=alt.Color(
                "what:N",
                scale=alt.Scale(domain=domain, range=list(SHADES[: len(domain)])),
                legend=legend,
            ),
            strokeDash=alt.StrokeDash(
                "what:N",
                scale=alt.Scale(domain=domain, range=[list(s) for s in STROKES[: len(domain)]]),
                legend=legend,
            ),
            opacity=alt.Opacity("seen:Q", scale=None, legend=None),
            tooltip=[alt.Tooltip(f"{n}:N", title=n) for n in ("from", "to", "what", "links")],
            **encoding,
        )
    ]


def _text(dot: Dot, most: int, summary: bool) -> str:
    said = shortened(dot.label, most)
    return f"{said} ({dot.members})" if summary and not dot.marked else said
