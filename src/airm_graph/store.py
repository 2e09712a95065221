"""Where a dataset is kept and asked: one seam, two engines.

Queries speak to the union of the named graphs unless they say ``GRAPH``. Two habits keep the
engines in agreement and are held by the tests: a bound variable is one that the query selects, and
every SELECT is DISTINCT (Oxigraph answers once for each graph that holds a triple, rdflib once).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pyoxigraph as ox

from .errors import QueryError
from .sparql_text import names_dataset
from .vocab import PREFIXES

if TYPE_CHECKING:
    from rdflib import Dataset

Row = dict[str, str]

# On one line, so that the line of a syntax error is that of the user's text.
PROLOGUE = "".join(f"PREFIX {name}: <{iri}> " for name, iri in sorted(PREFIXES.items()))


class Engine(Protocol):
    """Something that answers SELECT queries over the union of its graphs."""

    def select(self, text: str, **bound: str) -> list[Row]:
        """The rows of a SELECT query, unbound variables left out.

        Args:
            text: The query; what it selects names the keys of the rows.
            bound: IRIs for variables that the query selects.

        Raises:
            QueryError: The text is not a well-formed SELECT query.
        """


class Quads(Protocol):
    """Quads that are looked up by pattern, as in the store of the local engine."""

    def quads_for_pattern(
        self,
        subject: ox.NamedNode | ox.BlankNode | ox.Triple | None,
        predicate: ox.NamedNode | None,
        object_: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None,
        graph_name: ox.NamedNode | ox.BlankNode | ox.DefaultGraph | None = None,
        /,
    ) -> Iterator[ox.Quad]:
        """The quads that match; None matches everything."""

    def named_graphs(self) -> Iterator[ox.NamedNode | ox.BlankNode]:
        """The names of the graphs."""

    def __iter__(self) -> Iterator[ox.Quad]: ...


class GraphEngine(Engine, Protocol):
    """An engine that answers every form of query, and gives quads by pattern."""

    @property
    def store(self) -> Quads:
        """What it is asked about."""

    def select_each(self, text: str, name: str, iris: Iterable[str]) -> dict[str, list[Row]]:
        """By value of a variable that the query selects, what it answers with it bound.

        Raises:
            QueryError: As :meth:`select`.
        """

    def query(
        self, text: str, **bound: str
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """The answer to any query, as the local engine gives it.

        Raises:
            QueryError: The text is not SPARQL, or fails while it is answered.
        """


class OxigraphEngine:
    """The fast one; the store is built once and opened read-only."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store

    @classmethod
    def of_file(cls, path: Path) -> OxigraphEngine:
        """An engine over one RDF file, in memory."""
        return cls.of_files([path])

    @classmethod
    def of_files(cls, paths: Iterable[Path]) -> OxigraphEngine:
        """An engine over RDF files, in memory."""
        store = ox.Store()
        for path in paths:
            store.bulk_load(path=str(path), format=ox.RdfFormat.from_extension(path.suffix[1:]))
        return cls(store)

    def query(
        self, text: str, **bound: str
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """The answer to any query, as the engine gives it.

        Raises:
            QueryError: The text is not SPARQL, or fails while it is answered.
        """
        values: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
            ox.Variable(name): ox.NamedNode(iri) for name, iri in bound.items()
        }
        try:
            union = not names_dataset(text)  # the engine would otherwise ignore the FROM
            return self.store.query(text, use_default_graph_as_union=union, substitutions=values)
        except SyntaxError as error:
            raise QueryError(f"not SPARQL: {error}") from None
        except (ValueError, RuntimeError) as error:
            raise QueryError(f"the query cannot be answered: {error}") from None

    def select(self, text: str, **bound: str) -> list[Row]:
        """As :meth:`Engine.select`."""
        answer = self.query(text, **bound)
        said = f"expected a SELECT query, got {type(answer).__name__}"
        try:
            if isinstance(answer, ox.QuerySolutions):
                return _rows(answer)
        except (ValueError, RuntimeError, OSError) as error:
            said = f"the query cannot be answered: {error}"
        finally:
            del answer  # an error would keep it, and no other thread may drop it
        raise QueryError(said)

    def select_each(self, text: str, name: str, iris: Iterable[str]) -> dict[str, list[Row]]:
        """As :meth:`GraphEngine.select_each`; one by one, which is no slower here."""
        return {iri: self.select(text, **{name: iri}) for iri in iris}


def _rows(answer: ox.QuerySolutions) -> list[Row]:
    names = [variable.value for variable in answer.variables]
    rows = []
    for solution in answer:
        terms = {name: solution[name] for name in names}
        rows.append({name: _text(term) for name, term in terms.items() if term is not None})
    return rows


def _text(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


class RdflibEngine:
    """Pure Python and slow: the second opinion that keeps every library query honest."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset

    @classmethod
    def of_file(cls, path: Path) -> RdflibEngine:
        """An engine over one RDF file, in memory."""
        return cls.of_files([path])

    @classmethod
    def of_files(cls, paths: Iterable[Path]) -> RdflibEngine:
        """An engine over RDF files, in memory."""
        from rdflib import Dataset

        dataset = Dataset(default_union=True)
        for path in paths:
            dataset.parse(path)
        return cls(dataset)

    def select(self, text: str, **bound: str) -> list[Row]:
        """As :meth:`Engine.select`."""
        from pyparsing import ParseException
        from rdflib import URIRef
        from rdflib.plugins import sparql

        sparql.SPARQL_LOAD_GRAPHS = False  # a FROM names a graph that is here, or none
        values = {name: URIRef(iri) for name, iri in bound.items()}
        try:
            answer = self.dataset.query(text, initBindings=values)
        except ParseException as error:
            raise QueryError(f"not SPARQL: {error}") from None
        if answer.type != "SELECT":
            raise QueryError(f"expected a SELECT query, got {answer.type}")
        names = {str(name) for name in answer.vars or ()}
        return [
            {str(v): str(term) for v, term in row.items() if str(v) in names and term is not None}
            for row in answer.bindings
        ]
