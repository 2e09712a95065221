"""Writes a view as networkx writes graphs, in one step and always the same bytes.

What those formats cannot hold is spelt in texts: lists are joined by `` | ``, classes become an
attribute for each facet, what is not stated is left out, and so are control characters.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import networkx as nx

from ..errors import IdentifierError, nearest

FORMATS = {
    "graphml": "GraphML: nx.read_graphml, Gephi, yEd, Cytoscape, igraph",
    "gexf": "GEXF: nx.read_gexf, Gephi",
    "json": "node-link JSON: nx.node_link_graph, D3",
    "csv": "edge list with a header: spreadsheets, Gephi; nodes without edges are lost",
    "tsv": "the same, by tabs",
}
# What XML cannot hold, and what tells terminals or other programs to do things.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
DATE = re.compile(r' lastmodifieddate="[^"]*"')  # from the clock; the bytes are to stay the same


def write_network(graph: nx.Graph[str], path: Path, format_: str = "") -> str:
    """Write a view into a file, and say in which format.

    Args:
        graph: What :func:`project` gives.
        path: The file; what was there before is replaced in one step.
        format_: One of :data:`FORMATS`; if not given, the ending of the file says which.

    Raises:
        IdentifierError: There is no such format.
    """
    format_ = format_ or path.suffix.removeprefix(".").casefold()
    if format_ not in FORMATS:
        raise IdentifierError(
            f"{path}: no format of networks is called {format_!r}: {nearest(format_, FORMATS)}"
        )
    text = network_text(graph, format_)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8", newline="")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return format_


def network_text(graph: nx.Graph[str], format_: str) -> str:
    """A view in one of :data:`FORMATS`."""
    flat = flattened(graph)
    if format_ == "graphml":
        return "\n".join(nx.generate_graphml(flat, named_key_ids=True)) + "\n"
    if format_ == "gexf":
        return DATE.sub("", "\n".join(nx.generate_gexf(flat)), count=1) + "\n"
    if format_ == "json":
        return json.dumps(nx.node_link_data(flat, edges="edges"), ensure_ascii=False, indent=1)
    return _edge_list(flat, "\t" if format_ == "tsv" else ",")


def flattened(graph: nx.Graph[str]) -> nx.Graph[str]:
    """The same network with nothing but texts, numbers and truth values for attributes."""
    flat = type(graph)()
    flat.graph.update(_flat(graph.graph))
    flat.add_nodes_from((_clean(iri), _flat(said)) for iri, said in graph.nodes(data=True))
    if isinstance(graph, nx.MultiDiGraph) and isinstance(flat, nx.MultiDiGraph):
        for start, end, key, said in graph.edges(keys=True, data=True):
            flat.add_edge(_clean(start), _clean(end), _clean(str(key)), **_flat(said))
    else:
        flat.add_edges_from((_clean(a), _clean(b), _flat(d)) for a, b, d in graph.edges(data=True))
    return flat


def _flat(said: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in said.items():
        name = "curie" if key == "id" else key  # an id is the node itself in some formats
        if isinstance(value, Mapping):
            found.update(_flat(value))
        elif isinstance(value, list | tuple):
            found[name] = " | ".join(_clean(str(part)) for part in value)
        elif isinstance(value, str):
            found[name] = _clean(value)
        elif value is not None:
            found[name] = value
    return {name: value for name, value in found.items() if value != ""}


def _clean(text: str) -> str:
    """The text on one line, without what no file should hold."""
    return " ".join(CONTROL.sub("", text).split())


def _edge_list(flat: nx.Graph[str], delimiter: str) -> str:
    rows = []
    for start, end, said in flat.edges(data=True):
        row = {**said, "source": start, "target": end}
        for place, iri in (("source", start), ("target", end)):
            row |= {f"{place}_{name}": flat.nodes[iri].get(name, "") for name in ("label", "kind")}
        rows.append({k: str(v).lower() if isinstance(v, bool) else v for k, v in row.items()})
    first = ["source", "target", "source_label", "source_kind", "target_label", "target_kind"]
    names = [*first, *sorted({name for row in rows for name in row} - {*first})]
    out = io.StringIO()
    writer = csv.DictWriter(out, names, delimiter=delimiter, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
