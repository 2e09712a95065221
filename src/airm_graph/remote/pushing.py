"""Loads a build into a remote store, graph by graph, and counts what arrived.

Only graphs of the build are written. Each is put whole and then counted there; so a push that was
interrupted or refused leaves graphs that are whole, one that may not be, and a table of both.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..canonical import DEFAULT
from ..errors import RemoteError
from ..identifiers import compress, graph
from ..workspace import Build
from .addresses import likely_addresses
from .client import Client
from .engine import RemoteEngine
from .graph_parts import Part, split_by_graph
from .kinds import changed, kinds_here, kinds_there
from .writers import GraphStoreWriter, UpdateWriter, Writer

METHODS = ("auto", "graph-store", "update")
# Where the unnamed graph of a build goes in a store that has none, as Virtuoso.
UNNAMED = graph(DEFAULT).value
OURS = graph("").value
REFUSED = (401, 403)
TOO_LARGE = 413
VIRTUOSO = "Virtuoso"  # how it begins its Server header
# What to try when a store answers so to a write.
ADVICE = {
    401: "set AIRM_GRAPH_STORE_USER and AIRM_GRAPH_STORE_PASSWORD to someone who may write",
    403: "this user may not write there; ask who runs the store",
    404: "nothing is at this address; give the right one",
    405: "this address takes no writes; give another",
    413: "the request is too large for it; try --method update",
    415: "it does not read N-Triples there; try --method update",
    500: "its log says more; try the other --method",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a push is to do.

    Attributes:
        method: One of :data:`METHODS`.
        update_url: Where updates are taken; guessed when empty.
        graph_store_url: Where graphs are taken; guessed when empty.
        existing: ``replace`` graphs that are there, ``add`` to them, or ``refuse`` to go on.
        resume: Leave graphs alone that hold as many triples there as here.
        prune: Remove graphs of ours that the build does not have.
    """

    method: str = "auto"
    update_url: str = ""
    graph_store_url: str = ""
    existing: str = "refuse"
    resume: bool = False
    prune: bool = False


@dataclass(slots=True, kw_only=True)
class Line:
    """What becomes of one graph.

    Attributes:
        graph: The IRI of the graph, or ``default``.
        there: What it is called in the store; None is the unnamed graph.
        here: Triples in the build.
        before: Triples in the store before the push.
        after: Triples in the store afterwards; None where nobody counted.
        state: ``put``, ``left``, ``mismatch``, ``new``, ``to replace``, ``to add to``,
            ``only there`` or ``removed``.
    """

    graph: str
    there: str | None
    here: int
    before: int
    after: int | None = None
    state: str


class Push:
    """A build on its way into a store."""

    def __init__(self, build: Build, client: Client, wish: Wish) -> None:
        self.build, self.client, self.wish = build, client, wish
        self._writer: Writer | None = None  # the one that worked
        self._ways: list[Writer] | None = None
        self.lines: list[Line] = []
        self.last = self.under_way = ""  # names of graphs
        self._here: Counter[str] = Counter()  # kinds of values that were put
        self._there: Counter[str] = Counter()  # and what became of them

    @property
    def changed(self) -> str:
        """Which kinds of values the store wrote anew in named graphs; empty if none."""
        return changed(self._here, self._there)

    def plan(self, wanted: Collection[str]) -> list[Line]:
        """What would happen: by graph what is here and what is there.

        Args:
            wanted: The graphs of the build that are pushed.

        Raises:
            RemoteError: The store does not answer.
        """
        engine = RemoteEngine(self.client)
        held = engine.store.counts()
        named_there = engine.dataset.named or not engine.dialect.has_unnamed
        graphs: dict[str, int] = self.build.manifest["graphs"]
        self.lines = []
        for name in sorted(wanted, key=lambda name: (name != DEFAULT, name)):
            there = name if name != DEFAULT else UNNAMED if named_there else None
            before = held.get(name if name != DEFAULT else "", 0)
            state = self._state(graphs[name], before)
            self.lines.append(
                Line(graph=name, there=there, here=graphs[name], before=before, state=state)
            )
        for name in sorted(held.keys() - graphs.keys() - {"", UNNAMED}):
            if name.startswith(OURS):
                self.lines.append(
                    Line(graph=name, there=name, here=0, before=held[name], state="only there")
                )
        return self.lines

    def _state(self, here: int, before: int) -> str:
        if not before:
            return "new"
        if self.wish.resume and here == before:
            return "left"
        return "to add to" if self.wish.existing == "add" else "to replace"

    def refuse_to_overwrite(self) -> None:
        """Go no further where graphs are there already and nobody said what becomes of them.

        Raises:
            RemoteError: There are such graphs.
        """
        there = [line for line in self.lines if line.state == "to replace"]
        if there and self.wish.existing == "refuse":
            names = ", ".join(f"{named(line.graph)} ({line.before:,})" for line in there[:3])
            more = f" and {len(there) - 3} more" if len(there) > 3 else ""
            raise RemoteError(
                f"the store {self.client.endpoint.shown} has triples in {len(there)} of these "
                f"graphs already: {names}{more}; --replace replaces them, --add adds to them, "
                f"--resume leaves those that are as large as here, --dry-run lists them"
            )

    def run(self) -> list[Line]:
        """Do what was planned, and count what is there afterwards.

        Raises:
            RemoteError: The store takes no graph, or not this one.
        """
        self.refuse_to_overwrite()
        todo = [line for line in self.lines if line.state not in {"left", "only there"}]
        with self._parts({line.graph for line in todo}) as parts:
            # The small ones first: what is wrong with the address is seen before much is sent.
            todo.sort(key=lambda line: (line.here, line.graph))
            for number, line in enumerate(todo, start=1):
                self.client.progress(
                    f"putting {named(line.graph)}, {line.here:,} triples ({number} of {len(todo)})"
                )
                self.under_way = line.graph
                self._put(parts[line.graph], line)
                self._count(line)
                self._compare(parts[line.graph], line)
                self.last, self.under_way = line.graph, ""
        if self.wish.prune:
            for line in self.lines:
                if line.state == "only there" and line.there is not None:
                    self._any_writer().drop(line.there)
                    line.state, line.after = "removed", 0
        return self.lines

    @contextmanager
    def _parts(self, wanted: Collection[str]) -> Iterator[dict[str, Part]]:
        with tempfile.TemporaryDirectory(prefix="airm-graph-push-") as folder:
            parts = split_by_graph(self.build.quads_file, wanted, Path(folder))
            yield {part.graph: part for part in parts}

    def _put(self, part: Part, line: Line) -> None:
        replace = line.state != "to add to"
        try:
            self._put_into(part, line.there, replace)
        except RemoteError as error:
            if line.graph != DEFAULT or line.there is not None or error.status in REFUSED:
                raise
            self.client.progress(
                f"the store has no unnamed graph; its triples go into {named(UNNAMED)}"
            )
            self._put_into(part, UNNAMED, replace)
            line.there = UNNAMED

    def _put_into(self, part: Part, there: str | None, replace: bool) -> None:
        """Write one graph by the way that is known to work, else by the first that does."""
        if self._ways is None:
            self._ways = self._possible_ways()
        ways = [self._writer] if self._writer else []
        refusals: list[RemoteError] = []
        for writer in [*ways, *(way for way in self._ways if way is not self._writer)]:
            try:
                writer.put(part, there, replace)
            except RemoteError as error:
                refusals.append(error)
                if writer is self._writer and error.status != TOO_LARGE:
                    break
                continue
            self._writer = writer
            return
        self._give_up(refusals)

    def _give_up(self, refusals: list[RemoteError]) -> None:
        """Say what was tried, and what may help.

        Raises:
            RemoteError: Always.
        """
        last = max(refusals, key=lambda error: error.status in {*REFUSED, 413, 415, 500})
        said = "; ".join(dict.fromkeys(str(error) for error in refusals))
        advice = ADVICE.get(last.status, "--graph-store-url and --update-url name the addresses")
        error = RemoteError(f"{said}: {advice}")
        error.status = last.status
        raise error

    def _possible_ways(self) -> list[Writer]:
        """The ways to write that may work, the likeliest first."""
        wish, url = self.wish, self.client.endpoint.url
        server = self.client.ask("ASK {}").headers.get("Server", "")
        known = likely_addresses(url, server)
        found: list[Writer] = []
        if wish.method != "update" and not (wish.update_url and wish.method == "auto"):
            stores = (wish.graph_store_url,) if wish.graph_store_url else known.graph_store
            found += [GraphStoreWriter(client=self.client, url=store) for store in stores]
        if wish.method != "graph-store" and not (wish.graph_store_url and wish.method == "auto"):
            updates = (wish.update_url,) if wish.update_url else known.update
            found += [UpdateWriter(client=self.client, url=update) for update in updates]
        if server.startswith(VIRTUOSO):
            # What it reads as a file loses booleans: it keeps 1 for true.
            found.sort(key=lambda way: isinstance(way, GraphStoreWriter))
        for writer in found:
            if isinstance(writer, GraphStoreWriter) and self.client.endpoint.user:
                writer.is_known()
        return found

    def _any_writer(self) -> Writer:
        return self._writer or self._possible_ways()[0]

    def _held(self) -> dict[str, int]:
        """By graph how many triples are in the store; the unnamed one has no name."""
        return RemoteEngine(self.client).store.counts()

    def _count(self, line: Line) -> None:
        """Ask how many triples a graph has there, and compare."""
        if line.there is None:
            line.after = self._held().get("", 0)
        else:
            text = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{line.there}> {{ ?s ?p ?o }} }}"
            (row,) = RemoteEngine(self.client).plain(text)
            line.after = int(getattr(row.get("n"), "value", -1))
        least, most = line.here, line.here
        if line.state == "to add to":
            least, most = max(line.here, line.before), line.here + line.before
        line.state = "put" if least <= line.after <= most else "mismatch"

    def _compare(self, part: Part, line: Line) -> None:
        """Count the kinds of values of a graph that was put in the place of what was there."""
        if line.state == "put" and line.there is not None and line.after == line.here:
            self._here += kinds_here(part.path)
            self._there += kinds_there(RemoteEngine(self.client), line.there)


def named(name: str) -> str:
    """A graph as messages name it."""
    return "the unnamed graph" if name == DEFAULT else compress(name)
