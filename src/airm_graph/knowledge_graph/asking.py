"""Asking SPARQL: queries of the library, any other, and the whole graph as a dataset of rdflib."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, TypeVar

from .base import Base
from .question import Given, check, name_of, question_of
from .values import check_at_least, check_one_of

if TYPE_CHECKING:
    from rdflib import Dataset, Graph

    from ..answers.questions import Engines, Question, Replied
    from ..render.account import Account
    from ..render.result import Result
    from ..sparql.unknown_terms import UnknownTerm

EngineName: TypeAlias = Literal["oxigraph", "rdflib"]
Found = TypeVar("Found")
ASKED_BY = {"SELECT": "select", "ASK": "ask", "CONSTRUCT": "construct", "DESCRIBE": "construct"}


class _How(NamedTuple):
    """How a query is to be answered, whatever it asks."""

    limit: int | None
    timeout: float | None
    engine: str
    all_versions: bool
    prefixes: bool


class Asking(Base):
    """Queries and their answers."""

    def select(
        self,
        query: str | Path,
        /,
        *,
        limit: int | None = None,
        timeout: float | None = None,
        engine: EngineName = "oxigraph",
        all_versions: bool = False,
        prefixes: bool = True,
        **params: Given,
    ) -> Result:
        """The rows of a SELECT query.

        Queries see the union of all graphs; a triple that two of them state is found twice, so ask
        for ``SELECT DISTINCT`` and ``COUNT(DISTINCT ?x)``. The project's prefixes need no
        declaration. A name that nothing in the graph has gives a warning, and a note with the
        nearest name.

        Args:
            query: The name of a query of the library, SPARQL, or a path to a file of it.
            limit: The most rows, 1 or more.
            timeout: Seconds after which to give up; the engine then goes on in the background.
            engine: ``rdflib`` is slow and a second opinion; it is loaded once, when first asked.
            all_versions: See every version that is here, and not only the newest of a framework.
            prefixes: Whether the project's prefixes are known without being declared.
            params: By variable what it is bound to: a CURIE, IRI, key or label, or a thing from a
                row of an answer.

        Returns:
            A row a solution. Numbers and booleans are those of Python. In a column that holds
            nothing but IRIs these are things ``{"id", "iri", "label"}``; an IRI beside literals is
            a CURIE. Any other literal is text.

        Raises:
            QueryError: The query is malformed (the message shows where), unknown, of another form,
                has no such parameter, or takes too long.
            IdentifierError: Nothing, or more than one thing, is called as a parameter says.
            RemoteError: A remote store does not answer.

        >>> import airm_graph as airm
        >>> kg = airm.load()
        >>> found = kg.select("SELECT ?s { ?s a airm:LifecycleStage } ORDER BY ?s", limit=2)
        >>> [row["s"]["id"] for row in found]
        ['airmid:stage-build-use-model', 'airmid:stage-collect-process-data']
        >>> found = kg.select("measures-of-framework", framework="nist2024")
        >>> {row["framework"]["id"] for row in found}
        {'airmid:framework-nist2024'}
        """
        from ..answers.query_rows import value_rows

        how = _How(limit, timeout, engine, all_versions, prefixes)
        question, (answer, _), notes = self._reply(query, "select", how, params)
        if answer.is_empty:
            notes = [*notes, "Nothing is found; explain_query() says which part leaves nothing."]
        meta = self._cited("query", question, how, params)
        engines = self._engines_of(engine, all_versions)
        return value_rows(answer, engines.local, meta, notes)

    def ask(
        self,
        query: str | Path,
        /,
        *,
        timeout: float | None = None,
        engine: EngineName = "oxigraph",
        all_versions: bool = False,
        prefixes: bool = True,
        **params: Given,
    ) -> bool:
        """Whether an ASK query has a solution.

        Args:
            query: SPARQL, or a path to a file of it.
            timeout: Seconds after which to give up; the engine then goes on in the background.
            engine: ``rdflib`` is slow and a second opinion.
            all_versions: See every version that is here, and not only the newest of a framework.
            prefixes: Whether the project's prefixes are known without being declared.
            params: By variable what it is bound to.

        Raises:
            QueryError: As :meth:`select`.
            IdentifierError: As :meth:`select`.
            RemoteError: As :meth:`select`.

        >>> import airm_graph as airm
        >>> airm.load().ask("ASK { airmid:stage-deploy a airm:LifecycleStage }")
        True
        """
        how = _How(None, timeout, engine, all_versions, prefixes)
        return self._reply(query, "ask", how, params)[1].answer.truth

    def construct(
        self,
        query: str | Path,
        /,
        *,
        limit: int | None = None,
        timeout: float | None = None,
        engine: EngineName = "oxigraph",
        all_versions: bool = False,
        prefixes: bool = True,
        **params: Given,
    ) -> Graph:
        """The triples of a CONSTRUCT or DESCRIBE query as an ``rdflib.Graph``.

        Args:
            query: SPARQL, or a path to a file of it.
            limit: The most triples, 1 or more.
            timeout: Seconds after which to give up; the engine then goes on in the background.
            engine: ``rdflib`` is slow and a second opinion.
            all_versions: See every version that is here, and not only the newest of a framework.
            prefixes: Whether the project's prefixes are known without being declared.
            params: By variable what it is bound to.

        Raises:
            QueryError: As :meth:`select`; or the answer has triples about triples.
            IdentifierError: As :meth:`select`.
            RemoteError: As :meth:`select`.

        >>> import airm_graph as airm
        >>> graph = airm.load().construct("DESCRIBE airmid:stage-deploy")
        >>> {graph.qname(subject) for subject in graph.subjects()}
        {'airmid:stage-deploy'}
        """
        from ..answers.rdflib_graphs import graph_of

        how = _How(limit, timeout, engine, all_versions, prefixes)
        return graph_of(self._reply(query, "construct", how, params)[1].answer.triples)

    def explain_query(
        self,
        query: str | Path,
        /,
        *,
        timeout: float | None = None,
        engine: EngineName = "oxigraph",
        all_versions: bool = False,
        prefixes: bool = True,
        **params: Given,
    ) -> Result:
        """How many solutions each part of a query has alone, and with the parts before it.

        Args:
            query: The name of a query of the library, SPARQL, or a path to a file of it.
            timeout: Seconds after which to give up; the engine then goes on in the background.
            engine: Who is asked.
            all_versions: See every version that is here, and not only the newest of a framework.
            prefixes: Whether the project's prefixes are known without being declared.
            params: By variable what it is bound to.

        Returns:
            A row a part; an arrow marks the one that leaves nothing, and a note says why.

        Raises:
            QueryError: As :meth:`select`.
            IdentifierError: As :meth:`select`.
            RemoteError: As :meth:`select`.

        >>> import airm_graph as airm
        >>> found = airm.load().explain_query("SELECT ?m { ?m a airm:Mitigation, airo:Risk }")
        >>> found.notes
        ('its solutions fit none of those before it: ?m a airo:Risk',)
        """
        from ..answers.query_explanation import explained

        how = _How(None, timeout, engine, all_versions, prefixes)
        question, (answer, bound), _ = self._reply(query, "", how, params)
        asked = self._engines_of(engine, all_versions).asked
        meta = self._cited("query --explain", question, how, params)
        return self._within(
            timeout,
            lambda: explained(asked, question.whole, bound, is_empty=answer.is_empty, meta=meta),
        )

    def queries(self, role: str | None = None) -> Result:
        """The questions that the query library answers.

        Args:
            role: Only those that look for a ``gap``, ``check`` the data, or ``report``.

        Returns:
            A row a query, with its parameters.

        Raises:
            AirmError: There is no such role.

        >>> import airm_graph as airm
        >>> {row["role"] for row in airm.load().queries("gap")}
        {'gap'}
        """
        from ..answers.query_library import library
        from ..queries import ROLES

        if role is not None:
            check_one_of("role", role, ROLES)
        return library(role)

    def query_text(self, name: str) -> Account:
        """The SPARQL of a query of the library, with its question and its parameters.

        Args:
            name: As :meth:`queries` lists it.

        Raises:
            QueryError: There is none of that name; the nearest are named.

        >>> import airm_graph as airm
        >>> airm.load().query_text("measures-of-framework")["parameters"]
        ['framework']
        """
        from ..answers.query_library import library_query

        return library_query(name)

    def dataset(self, *, all_versions: bool = False) -> Dataset:
        """The whole graph as a new ``rdflib.Dataset``, with its named graphs and its prefixes.

        Queries and patterns see the union of all graphs. The shipped catalogue, 184,000 quads,
        takes two to three seconds and 0.3 gigabytes; both grow with the quads. ``select``
        needs neither.

        Args:
            all_versions: With every version that is here, and not only the newest of a framework.

        Raises:
            WorkspaceError: The build is damaged.
            RemoteError: A remote store does not answer, or has no other versions.

        >>> import airm_graph as airm
        >>> dataset = airm.load().dataset()
        >>> dataset.default_union, "airmid" in dict(dataset.namespaces())
        (True, True)
        """
        from ..answers.rdflib_graphs import dataset_of

        build = self.build
        self._progress("loading the graph into rdflib")
        versions = [build.versions_file] if all_versions else []
        return dataset_of([*versions, build.quads_file])

    @cached_property
    def _engines(self) -> dict[tuple[str, bool], Engines]:
        """The engines that were asked for; a second opinion takes seconds to load."""
        return {}

    def _engines_of(self, name: str, all_versions: bool) -> Engines:
        from ..answers.questions import engines_of

        key = name, all_versions
        if key not in self._engines:
            self._engines[key] = engines_of(
                self.build, name, all_versions=all_versions, progress=self._progress
            )
        return self._engines[key]

    def _reply(
        self, query: str | Path, method: str, how: _How, params: Mapping[str, Given]
    ) -> tuple[Question, Replied, list[str]]:
        """The question, its answer, and what to note about names that nothing has."""
        from ..answers.questions import reply_to
        from ..errors import AirmError, QueryError
        from ..remote.bound_text import form_of
        from ..sparql_text import check_text

        if how.limit is not None:
            check_at_least("limit", how.limit, 1)
        if how.timeout is not None and not how.timeout > 0:
            raise QueryError(f"timeout={how.timeout!r}: expected seconds, more than 0")
        question = question_of(query, prefixes=how.prefixes)
        check_text(question.text)
        form = form_of(question.text)
        if method and form and ASKED_BY[form] != method:
            raise QueryError(f"{method}() was given {form}, which {ASKED_BY[form]}() answers")
        remote = "store" in self.build.identity
        if not remote:
            check(question)
        engines = self._engines_of(how.engine, how.all_versions)
        given = {name: name_of(name, value) for name, value in params.items()}
        unknown: list[UnknownTerm] = []
        try:
            replied = self._within(
                how.timeout,
                lambda: reply_to(question, engines, given, limit=how.limit, warn=unknown.append),
            )
        except AirmError:
            if remote:  # it may know more than the standard does, so it was asked first
                check(question)
            raise
        notes = [f"Line {term.line}: {term.message}" for term in unknown]
        for note in notes:
            warnings.warn(note, stacklevel=3)
        return question, replied, notes

    def _within(self, timeout: float | None, work: Callable[[], Found]) -> Found:
        from ..answers.waiting import OverdueError, wait_for
        from ..errors import QueryError

        try:
            return wait_for(work, timeout)
        except OverdueError:
            said = f"no answer within {timeout:g} s; raise timeout, or ask for less"
            raise QueryError(said) from None

    def _cited(
        self, command: str, question: Question, how: _How, params: Mapping[str, Given]
    ) -> Mapping[str, object]:
        """What an answer says about itself, in the words of the command."""
        from ..answers.questions import ENGINES
        from ..citation import cite

        said = {
            "query": question.known.slug if question.known else question.text,
            "params": [f"{name}={name_of(name, value)}" for name, value in params.items()],
            "limit": how.limit,
            "engine": how.engine if how.engine != ENGINES[0] else None,
            "all_versions": how.all_versions or None,
        }
        return cite(self.build, command, said)
