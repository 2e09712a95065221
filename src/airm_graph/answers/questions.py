"""Queries as they are asked: of the library or with a text, of one engine or the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from ..build_folder import Progress
from ..errors import AirmError, QueryError, nearest
from ..queries import Query
from ..remote.bound_text import selected, with_bound
from ..sparql.answers import Answer, read_answer
from ..sparql.limits import with_limit
from ..sparql.parameters import any_value, bound_values
from ..sparql.rdflib_answers import RdflibAnswers
from ..sparql.syntax import describe_mistake
from ..sparql.unknown_terms import UnknownTerm, unknown_terms
from ..sparql_text import tokens
from ..store import PROLOGUE, GraphEngine, OxigraphEngine, RdflibEngine
from ..workspace import Build

ENGINES = ("oxigraph", "rdflib")
Asked: TypeAlias = GraphEngine | RdflibAnswers


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A query as it was given, and the prefixes that it need not declare.

    Attributes:
        known: The query of the library, if it is one.
        text: As its author wrote it.
        prefixes: The prefixes that are known without being declared.
    """

    known: Query | None
    text: str
    prefixes: Mapping[str, str]

    @property
    def whole(self) -> str:
        """What the engine is asked; the line and its number stay those of the author."""
        return PROLOGUE + self.text if self.prefixes and not self.known else self.text

    def mistake(self) -> str:
        """Where the text is no query, and why, with a caret; empty where it is one."""
        return describe_mistake(self.text, self.prefixes)


class Engines(NamedTuple):
    """Who finds the values of parameters, and who answers."""

    local: GraphEngine
    asked: Asked


class Replied(NamedTuple):
    """The answer to a question, and the IRIs that its parameters were bound to."""

    answer: Answer
    bound: dict[str, str]


def engines_of(
    build: Build,
    name: str = ENGINES[0],
    *,
    all_versions: bool = False,
    progress: Progress = lambda _: None,
) -> Engines:
    """The engines that are asked about a build.

    Args:
        build: What is asked.
        name: One of :data:`ENGINES`.
        all_versions: Load every version that is here, and not only the newest of each framework.
        progress: Is told what is being done.

    Raises:
        QueryError: There is no such engine.
        RemoteError: A remote store has no other versions.
    """
    if name not in ENGINES:
        raise QueryError(f"no engine is called {name!r}: {nearest(name, ENGINES)}")
    files = [build.versions_file, build.quads_file] if all_versions else []
    if all_versions:
        progress("loading every version")
    local = OxigraphEngine.of_files(files) if files else build.engine
    if name != "rdflib":
        return Engines(local, local)
    progress("loading the graph into rdflib")
    loaded = RdflibEngine.of_files(files or [build.quads_file])
    return Engines(local, RdflibAnswers(loaded))


def reply_to(
    question: Question,
    engines: Engines,
    given: Mapping[str, str],
    *,
    limit: int | None = None,
    warn: Callable[[UnknownTerm], None] = lambda _: None,
) -> Replied:
    """The answer, after warnings about what the graph does not have.

    Args:
        question: What is asked.
        engines: Who is asked.
        given: By parameter, or variable, what it is: a CURIE, IRI, key or label.
        limit: The most rows, or triples.
        warn: Is told of each name in the text that nothing in the graph has.

    Raises:
        QueryError: The query cannot be answered, or has no such parameter.
        IdentifierError: Nothing, or more than one thing, is called as a value.
    """
    bound = _bound(engines.local, question, given)
    if question.known is None:
        for term in _unknown(engines.asked, question):
            warn(term)
    # Engines bind only what a query selects; what it does not is bound in its text.
    names = selected(question.whole)
    apart = {name: iri for name, iri in bound.items() if names and name not in names}
    text = with_bound(question.whole, apart)
    if limit is not None:
        text = with_limit(text, limit + 1)
    rest = {name: iri for name, iri in bound.items() if name not in apart}
    return Replied(read_answer(engines.asked.query(text, **rest), limit), bound)


def _bound(engine: GraphEngine, question: Question, given: Mapping[str, str]) -> dict[str, str]:
    if question.known is not None:
        return bound_values(engine, question.known, given)
    variables = {word.text[1:] for word in tokens(question.text) if word.kind == "variable"}
    for name in given:
        if name not in variables:
            raise QueryError(f"the query has no variable ?{name}")
    return {name: any_value(engine, value) for name, value in given.items()}


def _unknown(asked: Asked, question: Question) -> list[UnknownTerm]:
    try:
        return unknown_terms(asked, question.text, question.prefixes)
    except AirmError:  # the answer itself will say what is the matter
        return []
