"""Asks a remote store as the engines of the workspace are asked: over the union of its graphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice

import pyoxigraph as ox

from ..errors import QueryError, RemoteError
from ..sparql_text import names_dataset
from ..store import Row
from .bound_text import form_of, limit_of, page, selected, with_bound, with_each
from .client import Client, Parameters
from .dataset import Dataset, detect
from .dialect import Dialect, dialect_of
from .quads import RemoteQuads
from .results import Solution, Solutions, read, text_of

TRIPLES = "application/n-triples, text/turtle;q=0.9"
SURE = 100  # rows that every store is trusted to give at once
YES_OF_VIRTUOSO = "__ASK_RETVAL"  # its answer to ASK is a table of this column: a row is a yes
MANY = 1_000_000  # rows after which pages come to an end
TOGETHER = 200  # values of a variable that are asked for at once
Answered = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def batched(values: Iterable[str], size: int) -> Iterator[tuple[str, ...]]:
    """The values, so many at a time; Python has this from 3.12 on."""
    rest = iter(values)
    while some := tuple(islice(rest, size)):
        yield some


class RemoteEngine:
    """One remote store; what it cannot do is said in one sentence."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._given = SURE  # rows that it is known to give at once
        self.most: int | None = None  # rows that it is known not to exceed

    @property
    def where(self) -> str:
        """The address, for messages."""
        return self.client.endpoint.shown

    @cached_property
    def dataset(self) -> Dataset:
        """How its graphs are asked together and alone; found out when it is first asked."""
        return detect(self._solutions, self._yes)

    @cached_property
    def dialect(self) -> Dialect:
        """What the store does otherwise than the standard says."""
        return dialect_of(self.client.ask("ASK {}").headers.get("Server", ""))

    @cached_property
    def store(self) -> RemoteQuads:
        """Its quads by pattern, as the local engine gives them."""
        return RemoteQuads(self)

    def query(self, text: str, **bound: str) -> Answered:
        """The answer to any query, in the types of the local engine.

        Raises:
            QueryError: The text is no query.
            RemoteError: The store does not answer it.
        """
        self._refuse(text)
        form = form_of(text)
        asked, parameters = with_bound(text, bound), self._parameters(text)
        if form == "SELECT":
            found = self.dialect.heard(text, self.solutions(asked, parameters))
            return found.as_engine_gives_them()
        if form == "ASK":
            said = b'{"head":{},"boolean":%s}' % str(self._yes(asked, parameters)).lower().encode()
            yes = ox.parse_query_results(said, format=ox.QueryResultsFormat.JSON)
            assert isinstance(yes, ox.QueryBoolean)  # noqa: S101 - it was written just now
            return yes
        if form in {"CONSTRUCT", "DESCRIBE"}:
            return self._triples(asked, parameters)
        raise QueryError("not SPARQL: no SELECT, ASK, CONSTRUCT or DESCRIBE is in the query")

    def select(self, text: str, **bound: str) -> list[Row]:
        """As :meth:`airm_graph.store.Engine.select`.

        Raises:
            QueryError: The text is no SELECT query.
            RemoteError: The store does not answer it.
        """
        if (form := form_of(text)) != "SELECT":
            raise QueryError(f"expected a SELECT query, got {form or 'no query'}")
        self._refuse(text)
        found = self.dialect.heard(
            text, self.solutions(with_bound(text, bound), self._parameters(text))
        )
        return [{name: text_of(term) for name, term in row.items()} for row in found.rows]

    def select_each(self, text: str, name: str, iris: Iterable[str]) -> dict[str, list[Row]]:
        """As :meth:`airm_graph.store.GraphEngine.select_each`, in few requests.

        Raises:
            QueryError: The query does not select the variable.
            RemoteError: The store does not answer it.
        """
        if name not in selected(text):
            raise QueryError(f"the query does not select ?{name}")
        self._refuse(text)
        found: dict[str, list[Row]] = {iri: [] for iri in iris}
        if limit_of(text) is not None:  # the limit is for each
            return {iri: self.select(text, **{name: iri}) for iri in found}
        for some in batched(found, TOGETHER):
            for row in self.select(with_each(text, name, some)):
                found[row[name]].append(row)
        return found

    def solutions(self, text: str, parameters: Parameters) -> Solutions:
        """The whole answer to a SELECT query, in pages where the store gives no more at once.

        Raises:
            RemoteError: The store cuts the answer, and the query cannot be asked in pages.
        """
        found = self._solutions(text, parameters)
        rows, limit = found.rows, limit_of(text)
        if limit is not None and len(rows) >= limit:
            return found
        if not self.gives_only(len(rows)):
            return found
        size = len(rows)
        variables = selected(text) or found.variables
        if page(text, variables, size, 0) is None:
            raise RemoteError(
                f"the store {self.where} gives at most {size} rows, and the query chooses its "
                f"rows itself (LIMIT, OFFSET or VALUES at its end), so that it cannot be asked in "
                f"pages; ask for at most {size}"
            )
        rows = []
        while len(rows) <= MANY:
            self.client.progress(f"asking for rows {len(rows) + 1:,} to {len(rows) + size:,}")
            part = self._solutions(page(text, variables, size, len(rows)) or "", parameters).rows
            rows += part
            if len(part) < size:
                return Solutions(found.variables, rows)
        raise RemoteError(f"the store {self.where} gave more than {MANY:,} rows; ask for fewer")

    def plain(self, text: str) -> list[Solution]:
        """The rows of one answer to a query about graphs by name, as the store cuts it."""
        return self._solutions(text, ()).rows

    def gives_only(self, count: int) -> bool:
        """Whether an answer of so many rows may have been cut: this store gives no more at once.

        Stores with such a bound say nothing when they cut, so that one is asked for more rows than
        came, of what it has most of.
        """
        if self.most is not None:
            return count >= self.most
        if count <= self._given:
            return False
        probe = f"SELECT ?s ?p ?o WHERE {{ ?s ?p ?o }} LIMIT {count + 1}"
        found = len(self._solutions(probe, self.dataset.together).rows)
        if found > count:
            self._given = found
            return False
        self.most = count
        return True

    def _refuse(self, text: str) -> None:
        """Do not ask what this store is known to answer wrongly or not at all.

        Raises:
            RemoteError: It is such a query.
        """
        if why := self.dialect.refusal(text):
            raise RemoteError(f"the store {self.where}: {why}")

    def _parameters(self, text: str) -> Parameters:
        return () if names_dataset(text) else self.dataset.together

    def _solutions(self, text: str, parameters: Parameters) -> Solutions:
        found = read(self.client.ask(text, parameters=parameters), self.where, selected(text))
        if isinstance(found, bool):
            raise RemoteError(f"the store {self.where} answered yes or no to a SELECT query")
        return found

    def _yes(self, text: str, parameters: Parameters) -> bool:
        found = read(self.client.ask(text, parameters=parameters), self.where)
        if isinstance(found, Solutions) and found.variables == (YES_OF_VIRTUOSO,):
            return bool(found.rows)
        if not isinstance(found, bool):
            raise RemoteError(f"the store {self.where} answered an ASK query with rows")
        return found

    def _triples(self, text: str, parameters: Parameters) -> ox.QueryTriples:
        answer = self.client.ask(text, TRIPLES, parameters)
        kind = ox.RdfFormat.from_media_type(answer.media_type)
        if answer.media_type in {"text/plain", "text/ntriples"}:
            kind = ox.RdfFormat.N_TRIPLES
        if kind is None:
            raise RemoteError(
                f"the store {self.where} answered {answer.media_type!r}; expected N-Triples"
            )
        held = ox.Store()
        try:
            held.extend(
                ox.Quad(quad.subject, quad.predicate, quad.object)
                for quad in ox.parse(answer.body, format=kind)
            )
        except (SyntaxError, ValueError) as error:
            raise RemoteError(
                f"the store {self.where} answered what is not {kind.name}: {str(error)[:200]}"
            ) from None
        found = held.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
        assert isinstance(found, ox.QueryTriples)  # noqa: S101 - of a CONSTRUCT
        return found
