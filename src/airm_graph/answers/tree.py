"""Trees as answers: a taxonomy with the measures in it, or a work by its headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..citation import cite
from ..columns import Columns
from ..coverage.axes import find_work
from ..coverage.options import measure_facets
from ..errors import IdentifierError, nearest
from ..identifiers import compress
from ..profiles import Counted, coded_links, counted_rows, population
from ..render.result import Result
from ..schemes import Facet
from ..store import PROLOGUE, GraphEngine
from ..workspace import Build

COLUMNS = ("concept", "broader", "level", "measures", "residual")
HEADINGS = """
SELECT DISTINCT ?heading ?label ?version WHERE {
  ?heading a airm:DocumentSection ; airm:statedIn <%s> ; skos:prefLabel ?label .
  OPTIONAL { ?heading airm:recordedIn ?version }
}"""
PARTS = """
SELECT DISTINCT ?part ?whole WHERE {
  ?part airm:statedIn <%s> ; airm:underHeading|dcterms:isPartOf ?whole .
}"""
SAME = """
SELECT DISTINCT ?one ?other WHERE { ?one airm:statedIn <%s> ; airm:sameRecordAs ?other }"""
MEASURES = "SELECT DISTINCT ?thing WHERE { ?thing airm:statedIn <%s> ; a airm:Mitigation }"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A concept or a heading, and how many distinct measures stand in it or below."""

    id: str
    iri: str
    label: str
    broader: str | None
    measures: int
    residual: bool = False


def tree_of(build: Build, wanted: str) -> Result:
    """The concepts of a facet, or the headings of a work, parents before what is below them.

    Args:
        build: What is asked.
        wanted: A facet of measures that has a taxonomy; or a work by key, CURIE, IRI or label.

    Raises:
        IdentifierError: No such facet, and no work, is called so; the nearest are named.
    """
    columns = build.columns
    facets = {name: f for name, f in measure_facets(columns.facets).items() if f.concepts}
    notes: tuple[str, ...]
    if wanted in facets:
        facet = facets[wanted]
        nodes = _concepts(columns, facet)
        counted = int(np.unique(_held(columns, facet)[1]).size)
        notes = (f"{facet.label}: {counted} distinct measures are in one concept or more.",)
        residual = any(node.residual for node in nodes)
    else:
        try:
            work = columns.index["works"][find_work(columns, wanted)]
        except IdentifierError as error:
            hint = nearest(wanted, facets)
            raise IdentifierError(f"no taxonomy is called {wanted!r}: {hint}; {error}") from None
        nodes = _headings(build.engine, work["iri"])
        notes = (f"The headings of {work['label']}.",)
        if not nodes:
            notes = (f"No headings of {work['label']} are in the graph.",)
        residual = False
    return Result(
        columns=COLUMNS,
        rows=list(_rows(nodes)),
        meta=cite(build, "tree", {"of": wanted}),
        notes=notes,
        hidden=frozenset() if residual else frozenset({"residual"}),
        picture="tree",
    )


def _rows(nodes: Iterable[Node]) -> Iterator[dict[str, Any]]:
    """Parents first, and below each what it holds, in the order in which the nodes come."""
    known = {node.iri: node for node in nodes}
    below: dict[str | None, list[Node]] = {}
    for node in known.values():
        below.setdefault(node.broader if node.broader in known else None, []).append(node)
    waiting = [(node, 1) for node in reversed(below.get(None, []))]
    while waiting:
        node, level = waiting.pop()
        above = known.get(node.broader or "")
        yield {
            "concept": _thing(node),
            "broader": _thing(above) if above else None,
            "level": level,
            "measures": node.measures,
            "residual": node.residual,
        }
        waiting += [(each, level + 1) for each in reversed(below.get(node.iri, []))]


def _thing(node: Node) -> dict[str, str]:
    return {"id": node.id, "iri": node.iri, "label": node.label}


def _held(columns: Columns, facet: Facet) -> tuple[Any, Any]:
    """Numbers of concepts, and beside each that of a measure that was put there."""
    counted = Counted(codings=coded_links(columns, None))
    rows = counted_rows(columns, counted, facet.name)
    measure = population(columns).number[rows["item"]]
    keep = (rows["concept"] >= 0) & (measure >= 0)
    return rows["concept"][keep].astype(np.int64), measure[keep].astype(np.int64)


def _concepts(columns: Columns, facet: Facet) -> list[Node]:
    """The concepts of a scheme, in its order."""
    place = {iri: number for number, iri in enumerate(facet.concepts)}
    above = np.array([place[c.broader] if c.broader else -1 for c in facet.concepts.values()])
    concept, measure = _held(columns, facet)
    pairs = np.unique(np.stack([concept, measure]), axis=1)
    every = [pairs]
    while pairs.size:  # to the next concepts above
        pairs = np.stack([above[pairs[0]], pairs[1]])
        pairs = np.unique(pairs[:, pairs[0] >= 0], axis=1)
        every.append(pairs)
    distinct = np.unique(np.concatenate(every, axis=1), axis=1)
    measures = np.bincount(distinct[0], minlength=len(place))
    return [
        Node(
            id=c.notation or compress(c.iri),
            iri=c.iri,
            label=c.label,
            broader=c.broader,
            measures=int(measures[place[c.iri]]),
            residual=c.residual,
        )
        for c in facet.concepts.values()
    ]


def _headings(engine: GraphEngine, work: str) -> list[Node]:
    """The headings of a work, each once, whatever compilations record it, by label."""

    def ask(text: str) -> list[dict[str, str]]:
        return engine.select(PROLOGUE + text % work)

    found = ask(HEADINGS)
    label = {row["heading"]: row["label"] for row in found}
    recorded = {row["heading"] for row in found if "version" in row}
    one = _representatives(
        ((row["one"], row["other"]) for row in ask(SAME)),
        # The heading of the work itself comes before the one that a compilation records.
        lambda iri: (iri not in label or iri in recorded, iri),
    )
    above: dict[str, set[str]] = {}
    for row in ask(PARTS):
        part, whole = one.get(row["part"], row["part"]), one.get(row["whole"], row["whole"])
        if part != whole:
            above.setdefault(part, set()).add(whole)
    inside: dict[str, set[str]] = {}
    for row in ask(MEASURES):
        measure = one.get(row["thing"], row["thing"])
        for step in _upwards(measure, above):
            inside.setdefault(step, set()).add(measure)
    headings = {one.get(iri, iri) for iri in label}
    return [
        Node(
            id=compress(iri),
            iri=iri,
            label=label[iri],
            broader=min(above.get(iri, set()) & headings, default=None),
            measures=len(inside.get(iri, ())),
        )
        for iri in sorted(headings, key=lambda iri: (_in_order(label[iri]), iri))
    ]


def _in_order(label: str) -> list[tuple[bool, int, str]]:
    """What sorts "Article 9" before "Article 10"."""
    parts = re.findall(r"\d+|\D+", label.casefold())
    return [(True, int(p), "") if p.isdecimal() else (False, 0, p) for p in parts]


def _representatives(pairs: Iterable[tuple[str, str]], key: Any) -> dict[str, str]:
    """For each thing that others are the same as, the one of them that stands for all."""
    import networkx as nx

    graph = nx.Graph(list(pairs))
    return {iri: min(same, key=key) for same in nx.connected_components(graph) for iri in same}


def _upwards(start: str, above: Mapping[str, set[str]]) -> set[str]:
    """Everything above a thing."""
    found: set[str] = set()
    waiting = list(above.get(start, ()))
    while waiting:
        step = waiting.pop()
        if step not in found:
            found.add(step)
            waiting += above.get(step, ())
    return found
