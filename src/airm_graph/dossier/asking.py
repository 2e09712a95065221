"""Asks the library for dossiers: what many of them ask again once, or about all things at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from ..authorship import QUERY, Teller
from ..authorship_of_all import AuthorshipOfAll
from ..lookup import Record, Thing, list_records, list_things
from ..queries import get_query
from ..store import PROLOGUE, GraphEngine, Row

MOST_REMEMBERED = 20_000  # answers; then all are forgotten, and asked for again
# What is answered about all things at once, by the variable that names the thing.
AT_ONCE = {
    "statements-about": "thing",
    "mappings-of-thing": "thing",
    "actions-of": "thing",
    "narrower-concepts": "concept",
    "parts-of-heading": "heading",
}
# What is cheaper one by one, about those things alone of which there is something to be said.
USED = """SELECT DISTINCT ?concept WHERE {
  ?facet airm:derives ?property .
  ?thing ?property ?concept .
}"""
RECORDED = """SELECT DISTINCT ?record WHERE {
  { ?record airm:sameRecordAs ?other } UNION { ?other airm:sameRecordAs ?record }
}"""


class Asking:
    """One graph, asked about one thing after the other.

    Attributes:
        engine: The graph.
        things: Everything that has a dossier, by IRI.
        labels: The label of each.
    """

    def __init__(self, engine: GraphEngine, things: Mapping[str, Thing] | None = None) -> None:
        self.engine = engine
        if things is None:
            things = {thing.iri: thing for thing in list_things(engine)}
        self.things = things
        self.labels = {iri: thing.label for iri, thing in things.items()}
        self._remembered: dict[tuple[str, str], list[Row]] = {}
        self._at_once: dict[str, dict[str, list[Row]]] = {}
        self._used: frozenset[str] | None = None
        self._recorded: frozenset[str] | None = None
        self._authorship: AuthorshipOfAll | None = None

    def about_all(self) -> None:
        """Ask about all things at once, for the dossiers of most of them.

        The store has to be one of this machine.
        """
        for slug, name in AT_ONCE.items():
            found = self._at_once[slug] = {}
            for row in self.engine.select(get_query(slug).text):
                found.setdefault(row[name], []).append(row)
        self._used = self._all("concept", USED)
        self._recorded = self._all("record", RECORDED)
        self._authorship = AuthorshipOfAll(self.engine)

    def _all(self, name: str, text: str) -> frozenset[str]:
        return frozenset(row[name] for row in self.engine.select(PROLOGUE + text))

    @cached_property
    def teller(self) -> Teller:
        """Tells proofs."""
        return Teller(self.engine, self.labels, self.about)

    def ask(self, slug: str, **bound: str) -> list[Row]:
        """What a query of the library answers; not to be changed."""
        if slug in self._at_once:
            return self._at_once[slug].get(bound[AT_ONCE[slug]], [])
        if slug == QUERY and self._authorship is not None:
            return self._authorship.rows(bound["thing"])
        return self.engine.select(get_query(slug).text, **bound)

    def again(self, slug: str, **bound: str) -> list[Row]:
        """As :meth:`ask`, for what the dossiers of other things ask as well; not to be changed."""
        (value,) = bound.values()
        if slug in self._at_once:
            return self.ask(slug, **bound)
        if (slug, value) not in self._remembered:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[slug, value] = self.ask(slug, **bound)
        return self._remembered[slug, value]

    def ahead(self, slug: str, name: str, values: Iterable[str]) -> None:
        """Ask at once what :meth:`again` will be asked one by one: a store may be far away."""
        if slug in self._at_once:
            return
        wanted = [value for value in values if (slug, value) not in self._remembered]
        found = self.engine.select_each(get_query(slug).text, name, wanted)
        self._remembered |= {(slug, value): rows for value, rows in found.items()}

    def about(self, iri: str) -> list[Row]:
        """Every triple about something, and who says so; other things may have it as a part."""
        return self.again(QUERY, thing=iri)

    def uses(self, concept: str) -> list[Row]:
        """How much stands directly under a concept."""
        if self._used is not None and concept not in self._used:
            return []
        return self.ask("uses-of-concept", concept=concept)

    def other_records(self, iri: str) -> list[Record]:
        """The other records of a thing."""
        if self._recorded is not None and iri not in self._recorded:
            return []
        return [record for record in list_records(self.engine, iri) if record.iri != iri]
