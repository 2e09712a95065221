"""The value of an answer that is a network: a graph of networkx that knows what it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx

from ..network import VIEWS, write_network
from ..network.options import BIPARTITE

if TYPE_CHECKING:
    from ..plots.figure import Figure

    Base = nx.MultiDiGraph[str]
else:
    Base = nx.MultiDiGraph
MOST = 5  # notes and kinds in the summary of a notebook
OURS = ("meta", "notes")  # attributes of the graph that no file of a network holds


class Network(Base):
    """Measures, works, risks and mappings as a ``networkx.MultiDiGraph``.

    Nodes are IRIs, with ``id``, ``label``, ``kind``, ``works`` and, where there are any,
    ``classes`` by facet. An edge is a statement: its ``statement`` is ``action``, from a measure or
    a work to what it mitigates, or ``mapping``; and it says who says so, how surely, and whether a
    program decided it. All of networkx works on it; copies and subgraphs are networks, too.

    >>> network = Network(view="measures")
    >>> network.add_edge("urn:m", "urn:r")
    0
    >>> print(network.subgraph(["urn:m"]))
    Network with 1 nodes and 0 edges
    """

    @property
    def view(self) -> str:
        """Which view of the graph it is: one of :data:`airm_graph.network.VIEWS`."""
        return str(self.graph.get("view", ""))

    @property
    def meta(self) -> Mapping[str, Any]:
        """What it rests on, to cite and repeat it: build, works, coders, parameters."""
        meta: Mapping[str, Any] = self.graph.get("meta", {})
        return meta

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out."""
        return tuple(self.graph.get("notes", ()))

    @property
    def picture(self) -> str:
        """What :meth:`plot` draws, by its name in :data:`airm_graph.plots.PICTURES`."""
        return "network"

    def __repr__(self) -> str:
        return f"<{self}>"

    def _repr_html_(self) -> str:
        kinds = Counter(str(kind) for _, kind in self.nodes(data="kind", default="thing"))
        counted = ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common(MOST))
        more = f" and {len(kinds) - MOST} kinds more" if len(kinds) > MOST else ""
        lines = [
            f"<b>Network</b> of {self.number_of_nodes():,} nodes "
            f"and {self.number_of_edges():,} edges",
            escape(VIEWS.get(self.view, "")),
            escape(f"Nodes: {counted}{more}") if kinds else "",
            *(escape(note) for note in self.notes[:MOST]),
        ]
        return "<p>" + "<br>".join(line for line in lines if line) + "</p>"

    def plot(self, **options: Any) -> Figure:
        """The network as a picture.

        Args:
            options: What the picture can be asked; its function in ``airm_graph.plots`` says what.

        Raises:
            PlotError: An option is unknown.
            MissingExtraError: The extra ``plot`` is not installed.

        >>> import airm_graph as airm
        >>> airm.load().network(view="works").plot(no_option=1)
        Traceback (most recent call last):
        airm_graph.errors.PlotError: plot(no_option=…): expected ...
        """
        from ..plots import draw

        return draw(self, **options)

    def save(self, path: str | Path, file_type: str = "") -> Path:
        """Write the network for networkx, Gephi, Cytoscape, yEd, igraph or D3.

        Args:
            path: The file.
            file_type: One of :data:`airm_graph.network.FORMATS`; else the ending of the file says
                which.

        Returns:
            The path.

        Raises:
            AirmError: The format is unknown.
            OSError: The file cannot be written; none is left half written.

        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     path = Network(nx.path_graph(["urn:a", "urn:b"])).save(f"{folder}/n.graphml")
        ...     len(nx.read_graphml(path))
        2
        """
        write_network(self.plain(), Path(path), file_type)
        return Path(path)

    def plain(self) -> nx.Graph[str]:
        """As files have it: a bipartite view, of one edge a pair, has no directions.

        >>> Network(view="works").plain().is_directed()
        False
        """
        # A view that was changed may have several edges a pair, which an undirected one would lose.
        pairs = {frozenset(edge[:2]) for edge in self.edges}
        simple = self.view in BIPARTITE and len(pairs) == self.number_of_edges()
        graph: nx.Graph[str] = nx.Graph() if simple else nx.MultiDiGraph()
        graph.graph.update((k, v) for k, v in self.graph.items() if k not in OURS)
        if self.meta:
            build = self.meta.get("build") or self.meta.get("store")
            graph.graph.update(build=build, program=self.meta["program"])
        graph.add_nodes_from(self.nodes(data=True))
        if simple:
            graph.add_edges_from(self.edges(data=True))
        else:
            graph.add_edges_from(self.edges(keys=True, data=True))  # type: ignore[arg-type]
        return graph


def network_of(graph: nx.Graph[str], meta: Mapping[str, Any], notes: tuple[str, ...]) -> Network:
    """A projected view as a network; edges of a bipartite one lead from measures and works.

    Args:
        graph: What :func:`airm_graph.network.project` gave.
        meta: What it rests on.
        notes: What was left out.
    """
    network = Network(**graph.graph, meta=meta, notes=notes)
    network.add_nodes_from(graph.nodes(data=True))
    if graph.is_multigraph():
        network.add_edges_from(graph.edges(keys=True, data=True))  # type: ignore[call-overload]
        return network
    for one, other, said in graph.edges(data=True):
        target_first = graph.nodes[one].get("bipartite") == 1
        start, end = (other, one) if target_first else (one, other)
        network.add_edge(start, end, "action", **said)
    return network
