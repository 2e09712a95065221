"""Answers one query and writes the answer in a format that the client accepts."""

from __future__ import annotations

import os
import tempfile
from typing import Any

import pyoxigraph as ox

from ..errors import QueryError
from ..sparql.syntax import describe_mistake
from ..sparql_text import names_dataset
from ..vocab import PREFIXES
from .jobs import Outcome, QueryJob

# In the order in which they are offered to a client that accepts all of them.
ROWS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
TRIPLES = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "text/n3": ox.RdfFormat.N3,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-quads": ox.RdfFormat.N_QUADS,
}
# Names that clients use for the same things.
SPELT = {
    "application/json": "application/sparql-results+json",
    "text/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
    "application/x-turtle": "text/turtle",
    "text/plain": "application/n-triples",
}
IN_MEMORY = 1 << 20  # bytes of an answer that go over the socket; longer ones go to a file


class TooLong(Exception):  # noqa: N818 - no error of the program
    """The answer is longer than is allowed."""


class Spool:
    """Takes the bytes of an answer: in memory first, in a file when they are many."""

    def __init__(self, folder: str, most: int) -> None:
        self.folder, self.most = folder, most
        self.length = 0
        self._parts: list[bytes] = []
        self._file: Any = None

    def write(self, data: bytes) -> int:
        """As a file does it.

        Raises:
            TooLong: More than is allowed has been written.
        """
        self.length += len(data)
        if self.length > self.most:
            raise TooLong
        if self._file is None and self.length > IN_MEMORY:
            handle, self.path = tempfile.mkstemp(dir=self.folder)
            self._file = os.fdopen(handle, "wb")
            self._file.writelines(self._parts)
            self._parts.clear()
        if self._file is None:
            self._parts.append(bytes(data))
        else:
            self._file.write(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is left behind when the file is closed."""

    def outcome(self, media_type: str) -> Outcome:
        """The answer as it was written."""
        if self._file is None:
            return Outcome(status=200, media_type=media_type, body=b"".join(self._parts))
        self._file.close()
        return Outcome(status=200, media_type=media_type, spool=self.path)

    def drop(self) -> None:
        """Delete what was written."""
        if self._file is not None:
            self._file.close()
            os.unlink(self.path)  # noqa: PTH108 - a path of mkstemp


def answer(store: ox.Store, job: QueryJob, folder: str, most: int) -> Outcome:
    """The answer to a query, or why there is none; whatever the query does, no exception.

    Args:
        store: The graph.
        job: The query.
        folder: Where a long answer is written.
        most: Bytes of the longest answer.
    """
    try:
        found = _ask(store, job)
        formats: dict[str, Any] = TRIPLES if isinstance(found, ox.QueryTriples) else ROWS
        offers = [m for m in formats if _fits(found, m)]
        media_type = next((m for m in _wanted(job.accepts, offers) if m in offers), None)
        if media_type is None:
            return Outcome.refused(406, f"this answer can be had as {', '.join(offers)}")
        return _written(found, formats[media_type], media_type, Spool(folder, most))
    except SyntaxError as error:
        said = describe_mistake(job.text, PREFIXES if job.prefixes else {})
        return Outcome.refused(400, f"not a SPARQL query: {said or error}")
    except (QueryError, ValueError, RuntimeError, OSError) as error:
        return Outcome.refused(400, f"the query cannot be answered: {error}")


def _ask(store: ox.Store, job: QueryJob) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    bound: dict[Any, Any] = {
        ox.Variable(name): ox.NamedNode(iri) for name, iri in job.bound.items()
    }
    prefixes, base = PREFIXES if job.prefixes else None, job.base or None
    if job.default_graphs is None and job.named_graphs is None:
        # Asked for the union, the engine would ignore a FROM.
        union = job.union and not names_dataset(job.text)
        return store.query(
            job.text,
            base_iri=base,
            prefixes=prefixes,
            use_default_graph_as_union=union,
            substitutions=bound,
        )
    return store.query(
        job.text,
        base_iri=base,
        prefixes=prefixes,
        default_graph=[ox.NamedNode(iri) for iri in job.default_graphs or ()],
        named_graphs=[ox.NamedNode(iri) for iri in job.named_graphs or ()],
        substitutions=bound,
    )


def _fits(found: Any, media_type: str) -> bool:
    # A yes or no has no rows, so there is no CSV or TSV of it in the standard.
    return not isinstance(found, ox.QueryBoolean) or "results" in media_type


def _wanted(accepts: tuple[str, ...], offers: list[str]) -> list[str]:
    """The media types that a client accepts, in its order; what it leaves open in ours."""
    found: list[str] = []
    for accepted in accepts:
        kind = accepted.partition("/")[0]
        if accepted == "*/*":
            found += offers
        elif accepted == f"{kind}/*":
            found += [offer for offer in offers if offer.startswith(f"{kind}/")]
        else:
            found += [accepted, SPELT.get(accepted, accepted)]
    return found


def _written(found: Any, format_: Any, media_type: str, spool: Spool) -> Outcome:
    try:
        found.serialize(spool, format=format_)
        return spool.outcome(media_type)
    except TooLong:
        spool.drop()
        return Outcome.refused(
            413, f"the answer has more than {spool.most} bytes; add a LIMIT, or ask for less"
        )
    except BaseException:
        spool.drop()
        raise
