"""Two ways to write a graph into a store: its graph store protocol, and SPARQL Update."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

from ..errors import RemoteError
from .addresses import address_of_graph
from .client import Client
from .graph_parts import Part
from .updates import MOST_TRIPLES, batches, insertion, removal

TRIPLES = "application/n-triples"
UPDATE = "application/sparql-update"
TOO_MUCH = {400, 413, 500}  # what stores answer to a request that is too long for them


class Writer(Protocol):
    """A way to write graphs into a store."""

    url: str

    def put(self, part: Part, graph: str | None, replace: bool) -> None:
        """Write the triples of a part into a graph of the store.

        Args:
            part: What is written.
            graph: The IRI of the graph there; None for the unnamed one.
            replace: Whether what is in the graph goes; else it stays beside.

        Raises:
            RemoteError: The store does not take it.
        """

    def drop(self, graph: str) -> None:
        """Remove a graph.

        Raises:
            RemoteError: The store does not do it.
        """


@dataclass(kw_only=True)
class GraphStoreWriter:
    """One request for each graph, which the store takes as a whole or not at all."""

    client: Client
    url: str

    def put(self, part: Part, graph: str | None, replace: bool) -> None:
        """As :meth:`Writer.put`."""
        headers = {"Content-Type": TRIPLES, "Content-Length": str(part.path.stat().st_size)}
        method = "PUT" if replace else "POST"
        with part.path.open("rb") as file:  # sent as it is read
            self.client.send(method, address_of_graph(self.url, graph), file, headers)

    def drop(self, graph: str) -> None:
        """As :meth:`Writer.drop`."""
        self.client.send("DELETE", address_of_graph(self.url, graph))

    def is_known(self) -> None:
        """Let the store say who it wants to hear, before much is sent to it for nothing."""
        try:
            self.client.send("HEAD", address_of_graph(self.url, "urn:x-airm:none"), again=False)
        except RemoteError:
            return  # it has no such graph, or no HEAD; but the challenge is known


@dataclass(kw_only=True)
class UpdateWriter:
    """Requests of bounded length; a graph is whole when the last of them is through."""

    client: Client
    url: str
    most: int = field(default=MOST_TRIPLES)  # triples that the store takes at once

    def put(self, part: Part, graph: str | None, replace: bool) -> None:
        """As :meth:`Writer.put`."""
        if replace:
            self._send(removal(graph))
        done = 0
        for batch in self._batches(part):
            self._insert(batch, graph)
            done += len(batch)
            if done < part.triples:
                self.client.progress(f"{done:,} of {part.triples:,} triples")

    def drop(self, graph: str) -> None:
        """As :meth:`Writer.drop`."""
        self._send(removal(graph))

    def _batches(self, part: Part) -> Iterator[list[bytes]]:
        with part.path.open("rb") as file:
            while lines := list(islice(file, self.most)):
                yield from batches(lines, self.most)

    def _insert(self, lines: list[bytes], graph: str | None) -> None:
        """Add triples; in two halves where the store finds them too many."""
        try:
            self._send(insertion(lines, graph))
        except RemoteError as error:
            if error.status not in TOO_MUCH or len(lines) == 1:
                raise
            half = len(lines) // 2
            self._insert(lines[:half], graph)
            self._insert(lines[half:], graph)
            self.most = min(self.most, max(half, 1))

    def _send(self, text: bytes) -> None:
        self.client.send("POST", self.url, text, {"Content-Type": UPDATE})
