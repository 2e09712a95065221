"""Two- and four-facet coverage beside the least that counting can cost, and beside SPARQL."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import rdflib
from numpy.typing import NDArray
from pyoxigraph import NamedNode, RdfFormat, Store, serialize

from airm_graph.columns import ITEM, Columns
from airm_graph.coverage.cells import coverage
from airm_graph.coverage.options import Options
from airm_graph.profiles import prepared
from airm_graph.vocab import AIRM
from airm_graph.workspace import Build

from .measuring import Row, at_most, faster, seconds, skipped

Array = NDArray[Any]
TWO = ("framework", "category")
FOUR = ("framework", "category", "actor", "stage")
PREFIX = """PREFIX airm: <https://w3id.org/airm-graph/ns#>
PREFIX airmid: <https://w3id.org/airm-graph/id/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
# Every work and concept that no measure has.
MINUS = (
    PREFIX
    + """SELECT DISTINCT ?work ?concept WHERE {
  ?work a airm:Framework . airmid:facet-category airm:usesScheme ?scheme .
  ?concept skos:inScheme ?scheme .
  MINUS { SELECT DISTINCT ?work ?concept { ?m airm:statedIn ?work ; airm:inCategory ?concept } }
}"""
)
NOT_EXISTS = (
    PREFIX
    + """SELECT DISTINCT ?work ?concept WHERE {
  ?work a airm:Framework . airmid:facet-category airm:usesScheme ?scheme .
  ?concept skos:inScheme ?scheme .
  FILTER NOT EXISTS { ?m airm:statedIn ?work ; airm:inCategory ?concept }
}"""
)


def grid_of(columns: Columns, by: tuple[str, ...]) -> Callable[[], object]:
    """The states of all cells, without labels and chances."""
    from airm_graph.coverage.grid import grid

    options = Options(by=by)
    return lambda: grid(columns, options)


def repeated(columns: Columns, times: int) -> Columns:
    """The same measures as often, each time as others: as skewed, and as many as are wanted."""
    size, measures = columns.items.size, int(columns.items["measure"].max()) + 1

    def again(array: Array, shift: dict[str, int]) -> Array:
        copies = np.concatenate([array] * times)
        for name, step in shift.items():
            copies[name] += np.repeat(np.arange(times) * step, array.size).astype(
                copies[name].dtype
            )
        return copies

    items = again(columns.items, {"measure": measures})
    assert items.dtype == ITEM
    return prepared(
        Columns(
            items=items,
            values={name: again(rows, {"item": size}) for name, rows in columns.values.items()},
            links=again(columns.links, {"item": size}),
            mappings=columns.mappings,
            index={**columns.index, "items": range(items.size)},
            facets=columns.facets,
        )
    )


def exploded(columns: Columns, by: tuple[str, ...]) -> tuple[list[Array], list[int]]:
    """A code for each facet and each row of the join of an item's values on all of them.

    An item without a value has a row with a code for that, because states depend on it.
    """
    codes = [columns.items["work"].astype(np.int32)]
    sizes = [len(columns.index["works"])]
    item = np.arange(columns.items.size)
    for name in by[1:]:
        none = len(columns.facets[name].concepts)
        rows = columns.values[name]
        rows = rows[rows["concept"] >= 0]
        without = np.setdiff1d(np.arange(columns.items.size), rows["item"])
        held = np.concatenate([rows["item"], without])
        value = np.concatenate([rows["concept"], np.full(without.size, none)]).astype(np.int32)
        value, held = value[np.argsort(held, kind="stable")], np.sort(held, kind="stable")
        first = np.searchsorted(held, item)
        many = np.searchsorted(held, item, side="right") - first
        keep = np.repeat(np.arange(item.size), many)
        place = np.arange(keep.size) - np.repeat(np.cumsum(many) - many, many)
        codes = [*(code[keep] for code in codes), value[first[keep] + place]]
        sizes.append(none + 1)
        item = item[keep]
    return codes, sizes


def limit(codes: list[Array], sizes: list[int]) -> Array:
    """The least that counting can cost: keys, and one pass over the rows."""
    key = codes[0].astype(np.int64)
    for code, size in zip(codes[1:], sizes[1:], strict=True):
        key = key * size + code
    return np.bincount(key, minlength=prod(sizes))


def coverage_rows(columns: Columns, store: Store | None) -> Iterator[Row]:
    """Ours, the limit, and SPARQL on the store if it holds the same measures."""
    many = f"{columns.items.size:,} measures"
    for by, what in ((TWO, "two"), (FOUR, "four")):
        codes, sizes = exploded(columns, by)
        least = seconds(lambda codes=codes, sizes=sizes: limit(codes, sizes), 7)  # type: ignore[misc]
        ours = seconds(grid_of(columns, by), 7)
        yield at_most(
            f"{what}-facet coverage with states, {many}", ours, "keys + bincount", least, 5
        )
        if what == "two":
            yield from _peers(columns, ours, many)
            if store is not None:
                slow = seconds(lambda: list(_ask(store, MINUS)), 1)
                yield faster(f"two-facet coverage, {many}", ours, "Oxigraph, MINUS", slow, 50)
    whole = seconds(lambda: coverage(columns, Options(by=TWO)), 2)
    yield Row(what=f"the same with labels, chances and reasons, {many}", ours=whole)


def _peers(columns: Columns, ours: float, many: str) -> Iterator[Row]:
    try:
        duckdb = importlib.import_module("duckdb")
    except ImportError:
        yield skipped(f"two-facet coverage, {many}: DuckDB", "not installed")
    else:
        connection = duckdb.connect()
        rows = columns.values["category"]
        rows = rows[rows["concept"] >= 0]
        tables = {
            "items": {"item": np.arange(columns.items.size), **_fields(columns.items)},
            "category": _fields(rows),
        }
        yield faster(
            f"two-facet coverage, {many}", ours, "DuckDB over Parquet",
            seconds(_parquet(connection, tables), 3),
        )  # fmt: skip
    try:
        importlib.import_module("maplib")
    except ImportError:
        yield skipped(f"two-facet coverage, {many}: maplib", "not installed")


def _fields(rows: Array) -> dict[str, Array]:
    return {name: np.ascontiguousarray(rows[name]) for name in rows.dtype.names or ()}


def _parquet(connection: Any, tables: dict[str, dict[str, Array]]) -> Callable[[], object]:
    """Exports the columns, and gives back the question over the exported files."""
    import tempfile

    arrow, parquet = (importlib.import_module(f"pyarrow{part}") for part in ("", ".parquet"))
    folder = Path(tempfile.mkdtemp())
    for name, columns in tables.items():
        parquet.write_table(arrow.table(columns), folder / f"{name}.parquet")
    text = f"""SELECT work, concept, count(DISTINCT measure)
               FROM '{folder}/items.parquet' JOIN '{folder}/category.parquet' USING (item)
               GROUP BY work, concept"""  # noqa: S608 - our own folder
    return lambda: connection.execute(text).fetchall()


def _ask(store: Store, text: str) -> Any:
    return store.query(text, use_default_graph_as_union=True)


def gap_rows(build: Build, *, slow: bool = True) -> Iterator[Row]:
    """Which cells are empty: ours, and the obvious query on two engines."""
    columns, store = build.columns, build.store
    many = f"{columns.items.size:,} measures"
    work = grid_of(columns, TWO)
    ours = seconds(work, 7)
    graph = rdflib.Graph()
    quads = (quad for quad in store if quad.predicate in TAKEN)
    text = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES)
    graph.parse(data=text, format="nt")
    for name, query, least in (("NOT EXISTS", NOT_EXISTS, 1000), ("MINUS", MINUS, None)):
        cells = {(str(row[0]), str(row[1])) for row in graph.query(MINUS)}  # type: ignore[index]
        peer = seconds(lambda query=query: list(graph.query(query)), 1)  # type: ignore[misc]
        yield faster(f"empty cells, {many}", ours, f"rdflib, {name}", peer, least)
        if slow:
            there = seconds(lambda query=query: list(_ask(store, query)), 1)  # type: ignore[misc]
            yield faster(f"empty cells, {many}", ours, f"Oxigraph, {name}", there)
        assert cells == {(row[0].value, row[1].value) for row in _ask(store, query)}


TAKEN = {
    NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
    NamedNode("http://www.w3.org/2004/02/skos/core#inScheme"),
    AIRM.statedIn,
    AIRM.inCategory,
    AIRM.usesScheme,
}
