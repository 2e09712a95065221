"""Where a store takes what is written, known from where it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Addresses that may take writes, the likeliest first.

    Attributes:
        graph_store: Of the SPARQL 1.1 Graph Store HTTP Protocol.
        update: Of SPARQL 1.1 Update.
    """

    graph_store: tuple[str, ...]
    update: tuple[str, ...]


def likely_addresses(url: str, server: str = "") -> Addresses:
    """Where stores take writes that are asked at ``url``; the standard fixes no addresses.

    >>> likely_addresses("http://127.0.0.1:7878/query").update
    ('http://127.0.0.1:7878/update',)
    >>> likely_addresses("http://127.0.0.1:8890/sparql", "Virtuoso/07.20").graph_store
    ('http://127.0.0.1:8890/sparql-graph-crud-auth',)

    Args:
        url: The address for queries.
        server: What it calls itself in the ``Server`` header.
    """
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    base, _, last = path.rpartition("/")

    def at(*paths: str) -> tuple[str, ...]:
        return tuple(urlunsplit((parts.scheme, parts.netloc, one, "", "")) for one in paths)

    if server.startswith("Virtuoso"):
        return Addresses(
            graph_store=at(f"{base}/sparql-graph-crud-auth"), update=at(f"{base}/sparql-auth")
        )
    if "/repositories/" in path:  # RDF4J and GraphDB
        return Addresses(
            graph_store=at(f"{path}/rdf-graphs/service"), update=at(f"{path}/statements")
        )
    if last == "query":  # Oxigraph, then Jena Fuseki
        return Addresses(
            graph_store=at(f"{base}/store", f"{base}/data"), update=at(f"{base}/update")
        )
    if last == "sparql":
        return Addresses(
            graph_store=at(f"{base}/store", f"{base}/data"), update=at(f"{base}/update", path)
        )
    return Addresses(graph_store=at(f"{path}/data"), update=at(f"{path}/update", path or "/"))


def address_of_graph(graph_store: str, graph: str | None) -> str:
    """The address of one graph in a graph store; None names the unnamed one.

    >>> address_of_graph("http://h/store", "urn:a#b")
    'http://h/store?graph=urn%3Aa%23b'
    >>> address_of_graph("http://h/store?key=1", None)
    'http://h/store?key=1&default'
    """
    which = "default" if graph is None else f"graph={quote(graph, safe='')}"
    return f"{graph_store}{'&' if urlsplit(graph_store).query else '?'}{which}"
