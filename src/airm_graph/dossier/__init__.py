"""Everything about one thing, with who said so: what ``show`` prints.

The Navigator's page of an entry has a class, a reasoning, a heading, children, other records of
the document, the document, and facets. A dossier has the same, and beside each statement its
author, date, method, confidence and reason. It rests on library queries only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..authorship import authorship, origin_of
from ..lookup import Thing, find_thing
from ..store import GraphEngine, Row
from ..vocab import AIRM, SKOS
from .asking import Asking
from .model import Dossier, Fact, Link, Match, Part, Statement, Use
from .statements import links_of, matches_of, statements_of
from .surroundings import (
    Heading,
    below,
    headings_beside,
    headings_of,
    parts_of,
    path_to,
    siblings_of,
    uses_of,
    work_of,
)

__all__ = [
    "Dossier",
    "Dossiers",
    "Fact",
    "Link",
    "Match",
    "Part",
    "Statement",
    "Use",
    "dossier",
]


def dossier(engine: GraphEngine, wanted: str, *, proofs: bool = False) -> Dossier:
    """Everything about what ``wanted`` names.

    Args:
        engine: The graph.
        wanted: A name, as :func:`airm_graph.lookup.find_thing` takes it.
        proofs: Prove what rules derived of it and no statement says.

    Raises:
        IdentifierError: Nothing, or more than one thing, is called so.
    """
    return Dossiers(engine).of(wanted, proofs=proofs)


class Dossiers:
    """The dossiers of one graph: what several of them need is worked out once.

    Args:
        engine: The graph.
        things: What :func:`airm_graph.lookup.list_things` lists, by IRI, if that is known.
    """

    def __init__(self, engine: GraphEngine, things: Mapping[str, Thing] | None = None) -> None:
        self._asking = Asking(engine, things)
        self._headings: dict[tuple[str, ...], tuple[Heading, ...]] = {}

    def prepare_all(self) -> None:
        """Ask about all things at once, for who wants most of the dossiers of a local store."""
        self._asking.about_all()

    def of(self, wanted: str, *, proofs: bool = False) -> Dossier:
        """The dossier of what ``wanted`` names; arguments and errors as :func:`dossier`."""
        asking = self._asking
        thing = asking.things.get(wanted) or find_thing(
            asking.engine, wanted, list(asking.things.values())
        )
        rows = asking.about(thing.iri)
        facts = _facts(rows, asking.labels)
        records = asking.other_records(thing.iri)
        others = [record.iri for record in records]
        statements = statements_of(asking, thing.iri, others)
        path = path_to(asking, facts)
        definition = next((f for f in facts if f.property == SKOS.definition.value), None)
        works = [fact.value for fact in facts if fact.property == AIRM.statedIn.value]
        return Dossier(
            thing=thing,
            definition=definition.value if definition else "",
            definition_by=definition.graph if definition else "",
            path=path,
            statements=statements,
            siblings=siblings_of(asking, statements),
            records=tuple(records),
            links=links_of(asking, thing.iri, others),
            matches=matches_of(asking, thing.iri, others),
            parts=parts_of(asking, thing.iri),
            others=headings_beside(thing, path, self._headings_beside(thing, works)),
            work=work_of(asking, works[0]) if works else {},
            facts=tuple(facts),
            authors=authorship(asking.teller, rows, proofs=proofs),
            below=below(asking, thing.iri),
            uses=uses_of(asking, thing.iri),
        )

    def _headings_beside(self, thing: Thing, works: Iterable[str]) -> tuple[Heading, ...]:
        """The headings of the documents in which a heading stands."""
        if thing.kind != "heading":
            return ()
        documents = tuple(sorted(set(works)))
        if documents not in self._headings:
            rows = self._asking.ask("headings-of-document", heading=thing.iri)
            self._headings[documents] = headings_of(self._asking, rows)
        return self._headings[documents]


def _facts(rows: list[Row], labels: Mapping[str, str]) -> list[Fact]:
    """The triples about the thing; one that several statements support counts once."""
    found = (
        Fact(
            property=row["property"],
            value=row["value"],
            label=labels.get(row["value"], ""),
            graph=origin_of(row).title,
        )
        for row in rows
    )
    return list(dict.fromkeys(found))
