"""The parameters of library queries: what may be chosen, and what a form or an address says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..identifiers import compress
from ..queries import Query
from ..sparql.parameters import ANYTHING, CLASS, bound_values, values_of
from .holdings import Holdings

MOST_CHOICES = 60  # in a list that opens; of more, typing narrows the list down
MOST_SUGGESTED = 2500
# The facet whose concepts a parameter of that name takes.
FACETS = {"category": "category", "domain": "risk-domain"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One parameter as a field of a form.

    Attributes:
        kind: The class of its values.
        value: What is bound, as CURIE.
        choices: What may be chosen: CURIE and label.
        listed: Whether all of it can be listed; else words are typed.
    """

    name: str
    kind: str
    meaning: str
    value: str
    choices: list[tuple[str, str]]
    listed: bool


def fields_of(holdings: Holdings, query: Query, bound: Mapping[str, str]) -> list[Field]:
    """The fields of the form of a query.

    Args:
        holdings: The build.
        query: A library query.
        bound: The IRI of each parameter that has a value.
    """
    fields = []
    for name, (kind, meaning) in query.params.items():
        choices = _choices(holdings, name, kind)
        fields.append(
            Field(
                name=name,
                kind=kind,
                meaning=meaning,
                value=compress(bound[name]) if name in bound else "",
                choices=choices if len(choices) <= MOST_SUGGESTED else [],
                listed=0 < len(choices) <= MOST_CHOICES,
            )
        )
    return fields


def values_of_form(holdings: Holdings, query: Query, given: Mapping[str, str]) -> dict[str, str]:
    """The IRIs that a form or an address binds; a field without a value binds nothing.

    Args:
        holdings: The build.
        query: A library query.
        given: By parameter a CURIE, IRI, local name, key or label.

    Raises:
        QueryError: The query has no such parameter, or a value is of another class.
        IdentifierError: Nothing, or more than one thing, is called so; the nearest are named.
    """
    filled = {
        name: value.strip()
        for name, value in given.items()
        if value.strip() or name not in query.params
    }
    return bound_values(holdings.engine, query, filled, list(holdings.things.values()))


def _choices(holdings: Holdings, name: str, kind: str) -> list[tuple[str, str]]:
    facets = holdings.build.columns.facets
    if kind == "skos:Concept" and name in FACETS:
        return [
            (compress(concept.iri), f"{concept.notation} {concept.label}")
            for concept in facets[FACETS[name]].concepts.values()
        ]
    if kind == ANYTHING and name == "graph":
        titles = sorted(holdings.graph_titles.items(), key=lambda pair: pair[1].casefold())
        return [(compress(iri), title) for iri, title in titles]
    if kind == CLASS:
        return [(compress(iri), compress(iri)) for iri in holdings.classes]
    if kind == ANYTHING:
        return []
    things = values_of(holdings.engine, kind, list(holdings.things.values()))
    things.sort(key=lambda thing: (thing.label.casefold(), thing.id))
    return [(thing.id, thing.label) for thing in things]
