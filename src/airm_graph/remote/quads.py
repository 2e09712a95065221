"""The quads of a remote store by pattern, asked with SELECT queries and in pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ..errors import RemoteError
from .client import Parameters
from .dataset import UNNAMED
from .results import Solution, Term
from .unnamed_graph import read_unnamed

if TYPE_CHECKING:
    from .engine import RemoteEngine

PAGE = 50_000  # quads that are asked for at a time
PATTERNS = 10_000  # of which the answers are kept
SMALL_PAGE = 10_000  # what Virtuoso sorts at most, as it comes
PATIENCE = 60  # patterns that are asked for, before all quads are taken at once
MOST_TAKEN = 2_000_000  # quads; of a larger graph they are asked for by pattern for ever
UNION = "SELECT DISTINCT ?s ?p ?o WHERE { ?s ?p ?o }"
IN_NAMED = "SELECT DISTINCT ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } }"
Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
Subject = ox.NamedNode | ox.BlankNode


class RemoteQuads:
    """Answers as the local engine's store does; one pattern is asked once.

    A proof looks at thousands of patterns; after some, the whole graph is taken in their place.
    """

    def __init__(self, engine: RemoteEngine) -> None:
        self._engine = engine
        self._about = lru_cache(maxsize=PATTERNS)(self._of_subject)
        self._pointing = lru_cache(maxsize=PATTERNS)(self._of_object)
        self._asked = 0
        self._size = PAGE
        self._taken: ox.Store | None = None

    def quads_for_pattern(
        self,
        subject: Subject | ox.Triple | None,
        predicate: ox.NamedNode | None,
        object_: Term | ox.Triple | None,
        graph_name: Graph | None = None,
        /,
    ) -> Iterator[ox.Quad]:
        """The quads that match, as :meth:`pyoxigraph.Store.quads_for_pattern` gives them.

        Raises:
            RemoteError: The store does not give them.
        """
        unknown = ox.BlankNode | ox.Triple  # stores name blank nodes anew in each answer
        if isinstance(subject, unknown) or isinstance(object_, unknown):
            return iter(())
        if subject is None and predicate is None and object_ is None:
            return self._pages(subject, predicate, object_, graph_name)
        if self._taken is not None:
            return self._taken.quads_for_pattern(subject, predicate, object_, graph_name)
        if subject is None and object_ is None:  # too many to be kept
            if self._take() is None:
                return self._pages(subject, predicate, object_, graph_name)
            return self.quads_for_pattern(subject, predicate, object_, graph_name)
        if subject is None:
            return iter(self._pointing(predicate, object_, graph_name))
        return (
            quad
            for quad in self._about(subject)
            if (predicate is None or quad.predicate == predicate)
            and (object_ is None or quad.object == object_)
            and (graph_name is None or quad.graph_name == graph_name)
        )

    def __iter__(self) -> Iterator[ox.Quad]:
        return self.quads_for_pattern(None, None, None, None)

    def named_graphs(self) -> Iterator[ox.NamedNode | ox.BlankNode]:
        """The names of its graphs."""
        rows = self._rows("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g", ())
        names = [node for row in rows if isinstance(node := row["g"], ox.NamedNode)]
        own = self._engine.dialect.own
        return iter(
            [node for node in names if node.value != UNNAMED and not node.value.startswith(own)]
        )

    def counts(self) -> dict[str, int]:
        """By named graph how many triples it holds; under an empty name those of the unnamed one.

        Graphs that every store of its kind has are left out.

        Raises:
            RemoteError: The store does not count.
        """
        text = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
        found = {_name(row): self._number(row) for row in self._rows(text, ()) if "g" in row}
        dialect = self._engine.dialect
        found = {name: n for name, n in found.items() if not name.startswith(dialect.own)}
        count = found.pop(UNNAMED, 0)
        if not count and dialect.has_unnamed:
            count = self._count_unnamed()
        return {**found, **({"": count} if count else {})}

    def _count_unnamed(self) -> int:
        if self._unnamed is not None:
            return len(self._unnamed)
        dataset = self._engine.dataset
        if dataset.apart or dataset.named:
            return self._count(dataset.unnamed("?s ?p ?o"))
        # To look each triple up in the named graphs takes rdflib minutes.
        return self._count(UNION) - self._count(IN_NAMED)

    @cached_property
    def _unnamed(self) -> ox.Store | None:
        """The unnamed graph, where it is known as a whole and queries cannot tell it."""
        dataset = self._engine.dataset
        if dataset.apart or dataset.named or not self._engine.dialect.has_unnamed:
            return None
        return read_unnamed(self._engine.client, self._count(UNION))

    def _count(self, pattern: str) -> int:
        rows = self._rows(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}", ())
        return self._number(rows[0]) if rows else 0

    def everything(self, counts: Mapping[str, int]) -> Iterator[ox.Quad]:
        """All quads, graph by graph.

        Args:
            counts: What :meth:`counts` said, which has to be what comes.

        Raises:
            RemoteError: The store gives more or fewer.
        """
        for name, count in counts.items():
            graph: Graph = ox.NamedNode(name) if name else ox.DefaultGraph()
            found = 0
            for quad in self._pages(None, None, None, graph, count if count < SMALL_PAGE else None):
                found += 1
                yield quad
            if found != count:
                raise RemoteError(
                    f"the store {self._engine.where} counted {count} triples in "
                    f"{name or 'its unnamed graph'} and gave {found}; it may have been changed "
                    f"meanwhile"
                )

    def _of_subject(self, subject: Subject) -> list[ox.Quad]:
        if (taken := self._take()) is not None:
            return list(taken.quads_for_pattern(subject, None, None, None))
        return list(self._pages(subject, None, None, None))

    def _of_object(
        self, predicate: ox.NamedNode | None, object_: Term | None, graph: Graph | None
    ) -> list[ox.Quad]:
        if (taken := self._take()) is not None:
            return list(taken.quads_for_pattern(None, predicate, object_, graph))
        return list(self._pages(None, predicate, object_, graph))

    def _take(self) -> ox.Store | None:
        """The whole graph, once so many patterns were asked for that it is less to send."""
        self._asked += 1
        if self._asked != PATIENCE:
            return self._taken
        counts = self.counts()
        total = sum(counts.values())
        if total <= MOST_TAKEN:
            self._engine.client.progress(f"taking {total:,} quads from {self._engine.where}")
            taken = ox.Store()
            taken.bulk_extend(self.everything(counts))
            self._taken = taken
        return self._taken

    def _pages(
        self,
        subject: Term | None,
        predicate: Term | None,
        object_: Term | None,
        graph: Graph | None,
        count: int | None = None,
    ) -> Iterator[ox.Quad]:
        """The quads of the named graphs and of the unnamed one.

        Args:
            subject: None for any, as for the others.
            predicate: As the subject.
            object_: As the subject.
            graph: As the subject.
            count: How many they are, if they are few enough for one page.
        """
        places = (("s", subject), ("p", predicate), ("o", object_))
        triple = " ".join(f"?{name}" if term is None else str(term) for name, term in places)
        known: dict[str, Term] = {name: term for name, term in places if term is not None}
        held = self._unnamed
        if held is not None and (graph is None or isinstance(graph, ox.DefaultGraph)):
            yield from held.quads_for_pattern(
                subject,  # type: ignore[arg-type]
                predicate,  # type: ignore[arg-type]
                object_,
            )
            if graph is not None:
                return
        unnamed = self._engine.dataset.unnamed(triple)
        if isinstance(graph, ox.DefaultGraph):
            pattern = unnamed
        elif graph is not None:
            pattern, known = f"GRAPH {graph} {{ {triple} }}", {**known, "g": graph}
        elif self._engine.dataset.named or held is not None:
            pattern = f"GRAPH ?g {{ {triple} }}"
        else:
            pattern = f"{{ GRAPH ?g {{ {triple} }} }} UNION {{ {unnamed} }}"
        for row in self._subjects(pattern, known, count):
            if row.get("g") == ox.NamedNode(UNNAMED):
                del row["g"]
            yield _quad(row)

    def _subjects(
        self, pattern: str, known: Solution, count: int | None = None
    ) -> Iterator[Solution]:
        """The solutions of a pattern, in pages that end with a whole subject.

        Where the next page begins is said by the last subject and not by a number, so that a store
        does not count through what it gave before.
        """
        names = [name for name in "spog" if name not in known and f"?{name}" in pattern]
        wanted = f"SELECT {' '.join(f'?{name}' for name in names) or '(1 AS ?yes)'} WHERE"
        if "s" in known or count is not None:
            for row in self._rows(f"{wanted} {{ {pattern} }}", ()):
                yield {**row, **known}
            return
        last = ""
        while True:
            after = f" FILTER(STR(?s) > {ox.Literal(last)})" if last else ""
            size, rows = self._page(f"{wanted} {{ {pattern}{after} }} ORDER BY STR(?s)")
            full = len(rows) >= size or self._engine.gives_only(len(rows))
            groups = [(key, list(group)) for key, group in groupby(rows, key=_subject)]
            keys = [key for key, _ in groups]
            if keys != sorted(set(keys)) or (keys and keys[0] <= last):
                raise RemoteError(
                    f"the store {self._engine.where} orders texts in a way of its own, so that "
                    f"its quads cannot be asked for in pages"
                )
            if full and len(groups) == 1:  # one subject fills a page
                node = groups[0][1][0]["s"]
                bound = pattern.replace("?s ", f"{node} ")
                groups = [(keys[0], list(self._subjects(bound, {**known, "s": node})))]
            elif full:
                groups = groups[:-1]
            for _, group in groups:
                yield from ({**row, **known} for row in group)
            if not full:
                return
            last = groups[-1][0]
            self._engine.client.progress(f"asking {self._engine.where} for more, after {last}")

    def _page(self, text: str) -> tuple[int, list[Solution]]:
        """How many rows were asked for, and those that came."""
        size = min(self._size, self._engine.most or self._size)
        try:
            return size, self._engine.plain(f"{text} LIMIT {size}")
        except RemoteError as error:
            if error.status != 500 or size <= SMALL_PAGE:
                raise
        self._size = SMALL_PAGE
        return SMALL_PAGE, self._engine.plain(f"{text} LIMIT {SMALL_PAGE}")

    def _rows(self, text: str, parameters: Parameters) -> list[Solution]:
        return self._engine.solutions(text, parameters).rows

    def _number(self, row: Solution) -> int:
        said = getattr(row.get("n"), "value", "")
        if not (said.isascii() and said.isdigit()):
            raise RemoteError(f"the store {self._engine.where} counted {said!r} triples")
        return int(said)


def _subject(row: Solution) -> str:
    return getattr(row.get("s"), "value", "")


def _name(row: Solution) -> str:
    return row["g"].value


def _quad(row: Solution) -> ox.Quad:
    subject, predicate, graph = row.get("s"), row.get("p"), row.get("g")
    if (
        not isinstance(subject, ox.NamedNode | ox.BlankNode)
        or not isinstance(predicate, ox.NamedNode)
        or isinstance(graph, ox.Literal)
        or "o" not in row
    ):
        raise RemoteError("a store answered a pattern with what is no triple")
    return ox.Quad(subject, predicate, row["o"], graph or ox.DefaultGraph())
