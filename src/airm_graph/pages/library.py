"""The pages of the query library: the list, and one page a query with a form and its answer."""

from __future__ import annotations

from collections.abc import Mapping

from ..identifiers import compress
from ..queries import ROLES, Query, competency_questions, get_query, list_queries
from ..vocab import PREFIXES
from .answers import AnswerTable
from .highlighting import highlighted
from .holdings import Holdings
from .links import Links, with_query
from .mentions import Mentions
from .parameters import fields_of
from .rendering import fill

ABOUT = {
    "gap": "What is wanted and absent: findings about the world.",
    "check": "What must not happen, or should be known: findings about the data.",
    "report": "What there is.",
}
# What the answer can be had as, and how that is called.
FILES = {".csv": "CSV", ".tsv": "TSV", ".srj": "JSON", ".srx": "XML"}


def queries_page(holdings: Holdings, links: Links) -> str:
    """Every query of the library by role, and the competency questions that they answer."""
    queries = list_queries()
    return fill(
        "queries.html",
        links,
        build=holdings.build.name,
        roles=[(role, ABOUT[role], list_queries(role)) for role in ROLES],
        address={query.slug: _address(links, query) for query in queries},
        competency=[
            (number, question, [query for query in queries if number in query.competency])
            for number, question in competency_questions().items()
        ],
    )


def library_query_page(
    holdings: Holdings,
    links: Links,
    slug: str,
    *,
    bound: Mapping[str, str] | None = None,
    answer: AnswerTable | None = None,
) -> str:
    """A query with its question, parameters and text, and its answer where there is one.

    Args:
        holdings: The build.
        links: Where pages lead.
        slug: The name of the query.
        bound: The IRI of each parameter that has a value, as
            :func:`~airm_graph.pages.parameters.values_of_form` finds them.
        answer: What the query answers with these values.

    Raises:
        QueryError: No query is called so; the nearest are named.
    """
    query = get_query(slug)
    bound = bound or {}
    short = {name: compress(iri) for name, iri in bound.items()}
    questions = competency_questions()
    return fill(
        "library_query.html",
        links,
        build=holdings.build.name,
        names=Mentions(holdings, links),
        query=query,
        address=_address(links, query),
        fields=fields_of(holdings, query, bound) if links.live else [],
        bound=bound,
        answer=answer,
        files=[
            (name, links.thing(_iri(query), suffix) + with_query(short))
            for suffix, name in FILES.items()
        ],
        source=links.thing(_iri(query), ".rq"),
        editor=links.page("sparql", text=_with_values(_body(query), bound)),
        text=highlighted(_body(query)),
        competency=[(number, questions[number]) for number in query.competency],
    )


def _iri(query: Query) -> str:
    return PREFIXES["airmq"] + query.slug


def _address(links: Links, query: Query) -> str:
    return links.thing(_iri(query))


def _body(query: Query) -> str:
    """The text without its header, which the page says in its own way."""
    lines = [line for line in query.text.splitlines() if not line.startswith("#+")]
    return "\n".join(lines).strip()


def _with_values(text: str, bound: Mapping[str, str]) -> str:
    """The text as anybody can ask it: with the values that the engine would bind.

    >>> print(_with_values("SELECT ?s { ?s ?p ?o }", {"s": "urn:x"}))
    SELECT ?s { ?s ?p ?o }
    VALUES (?s) { (<urn:x>) }
    """
    if not bound:
        return text
    names = " ".join(f"?{name}" for name in bound)
    values = " ".join(f"<{iri}>" for iri in bound.values())
    return f"{text}\nVALUES ({names}) {{ ({values}) }}"
