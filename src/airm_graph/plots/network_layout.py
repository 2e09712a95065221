"""Where the dots of a network stand, and which labels have room: the same every time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt

import networkx as nx

from .labels import width_of
from .network_parts import Dot, Tie

Places = dict[str, tuple[float, float]]
ROW = 15.0  # pixels between two dots of a column
ACROSS = 240.0  # pixels between two columns
SWEEPS = 12  # after which the order of columns hardly changes any more
ROOM = 84.0  # pixels of a side that each dot adds, to the square root of their number


def columns_of(dots: Sequence[Dot], ties: Sequence[Tie]) -> Places:
    """Two columns: what acts, and what is acted on; each part of the network below the last.

    In a part both columns are ordered by barycentre: a dot stands at the mean height of those it is
    tied to, which leaves few crossings.
    """
    graph = _graph(dots, ties)
    known = {dot.id: dot for dot in dots}
    places: Places = {}
    top = ROW
    for part in _parts(graph):
        first = min(part, key=lambda name: (len(graph[name]), known[name].label, name))
        near = sorted(part, key=lambda name: (known[name].label, name))
        far = nx.single_source_shortest_path_length(graph, first)
        names = sorted(near, key=lambda name: far[name])  # a chain or a ring is in order then
        sides = [[n for n in names if known[n].left], [n for n in names if not known[n].left]]
        for sweep in range(SWEEPS):
            fixed, moved = sides[sweep % 2], sides[1 - sweep % 2]
            height = {name: (place + 0.5) / len(fixed) for place, name in enumerate(fixed)}
            mean = {
                name: sum(height[n] for n in graph[name]) / max(1, len(graph[name]))
                for name in moved
            }
            moved.sort(key=lambda name: mean[name])  # stable: equals stay in order
        rows = max(map(len, sides))
        for x, side in zip((0.0, ACROSS), sides, strict=True):
            for place, name in enumerate(side):
                places[name] = (x, top + (place + 0.5) * rows / len(side) * ROW)
        top += (rows + 0.8) * ROW
    return places


def spread_of(dots: Sequence[Dot], ties: Sequence[Tie], seed: int) -> Places:
    """Each part of the network drawn by forces, the parts side by side, the largest first."""
    graph = _graph(dots, ties)
    boxes = []
    for part in _parts(graph):
        side = ROOM * sqrt(len(part)) + (ROOM if len(part) > 1 else 0)
        boxes.append((_within(graph.subgraph(part), seed), side, side if len(part) > 2 else ROOM))
    area = sum(wide * high for _, wide, high in boxes)
    width = max([wide for _, wide, _ in boxes] + [1.25 * sqrt(area), 500.0])
    places: Places = {}
    left = top = row = 0.0
    for found, wide, high in boxes:
        if left + wide > width:
            left, top, row = 0.0, top + row, 0.0
        for name, (x, y) in found.items():
            places[name] = (left + wide * (0.15 + 0.7 * x), top + high * (0.12 + 0.76 * y))
        left, row = left + wide, max(row, high)
    return places


def labels_with_room(
    dots: Sequence[Dot], places: Mapping[str, tuple[float, float]], texts: Mapping[str, str]
) -> Places:
    """Where labels begin that overlap no dot and no other label; the first dots have the choice.

    What is marked has its label even where there is no room.
    """
    size, gap = 10.0, 8.0
    taken = [(x - 5, y - 5, x + 5, y + 5) for x, y in places.values()]
    found: Places = {}
    for dot in dots:
        x, y = places[dot.id]
        wide = width_of(texts[dot.id], size)
        offered = [
            (gap, 0.0),
            (-gap - wide, 0.0),
            (-wide / 2, -12.0),
            (-wide / 2, 12.0),
            *((a, b) for b in (-9.0, 9.0) for a in (gap - 2, 2 - gap - wide)),
        ]
        boxes = [(x + a, y + b - 6, x + a + wide, y + b + 6) for a, b in offered]
        free = [box for box in boxes if not any(_overlap(box, other) for other in taken)]
        if free or dot.marked:
            box = (free or boxes)[0]
            taken.append(box)
            found[dot.id] = (box[0], box[1] + 6)
    return found


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _graph(dots: Sequence[Dot], ties: Sequence[Tie]) -> nx.Graph[str]:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(dot.id for dot in dots)
    graph.add_edges_from((tie.start, tie.end) for tie in ties)
    return graph


def _parts(graph: nx.Graph[str]) -> list[list[str]]:
    """The connected parts, the largest first; those of one size by name."""
    parts = [sorted(part) for part in nx.connected_components(graph)]
    return sorted(parts, key=lambda part: (-len(part), part))


def _within(graph: nx.Graph[str], seed: int) -> Places:
    """The places in a unit square."""
    names = sorted(graph)
    if len(names) == 1:
        return {names[0]: (0.0, 0.5)}
    if len(names) == 2:
        return {names[0]: (0.0, 0.5), names[1]: (1.0, 0.5)}
    ordered: nx.Graph[str] = nx.Graph()  # a part of a graph has the order of a set
    ordered.add_nodes_from(names)
    ordered.add_edges_from(sorted((min(edge), max(edge)) for edge in graph.edges))
    # With fewer than 500 dots networkx needs no SciPy for it.
    found = nx.spring_layout(ordered, seed=seed, iterations=200, k=1.6 / sqrt(len(names)))
    across, down = (_loosened({n: float(found[n][axis]) for n in names}) for axis in (0, 1))
    return {name: (across[name], down[name]) for name in names}


def _loosened(places: Mapping[str, float]) -> dict[str, float]:
    """Places from 0 to 1, half way to equal distances: forces crowd the middle."""
    low, high = min(places.values()), max(places.values())
    order = sorted(places, key=lambda name: (round(places[name], 9), name))
    equal = {name: place / (len(order) - 1) for place, name in enumerate(order)}
    span = high - low or 1.0
    return {n: round(((at - low) / span + equal[n]) / 2, 6) for n, at in places.items()}
