"""What stores are known to do otherwise than the standard says, and what is done about it.

A store is recognised by the name that it gives itself. What stands here was found by asking each
query of the library of a store that held the whole catalogue, and of the engine of the workspace.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from ..queries import list_queries
from ..vocab import XSD
from .dataset import UNNAMED
from .results import Solution, Solutions, Term

ONE_OF_TRUE = {"1": "true", "0": "false"}
BOUND_TO_TRUTH = re.compile(r"\bBIND\s*\(\s*(?:true|false)\s+AS\s+[?$](\w+)\s*\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a store differs.

    Attributes:
        name: What it is called; empty for one that is not known to differ.
        own: How the names of things and graphs begin that every store of this kind holds and
            nobody loaded. (To leave them out of what is asked changes how it plans a query, and
            there it makes other mistakes.)
        has_unnamed: Whether it has an unnamed graph.
        truth_as_number: Whether it answers ``1`` for ``BIND(true AS ?x)``.
        cannot: Library queries that it is not asked, by slug, and why.
    """

    name: str = ""
    own: tuple[str, ...] = ()
    has_unnamed: bool = True
    truth_as_number: bool = False
    cannot: Mapping[str, str] = field(default_factory=dict)

    def heard(self, text: str, found: Solutions) -> Solutions:
        """The answer to a query as the engine of the workspace would give it.

        Rows are left out whose first column names something of the store itself, or the graph that
        stands for the unnamed one.
        """
        names = set(BOUND_TO_TRUTH.findall(text)) if self.truth_as_number else set()
        rows = found.rows
        if self.own and found.variables:
            first = found.variables[0]
            rows = [row for row in rows if not self._is_own(row.get(first))]
        if names & set(found.variables):
            rows = [_with_truth(row, names) for row in rows]
        return Solutions(found.variables, rows)

    def _is_own(self, term: Term | None) -> bool:
        return isinstance(term, ox.NamedNode) and (
            term.value == UNNAMED or term.value.startswith(self.own)
        )

    def refusal(self, text: str) -> str:
        """Why it is not asked a query; empty where it is."""
        if not self.cannot:
            return ""
        slug = next((query.slug for query in list_queries() if query.text == text), "")
        why = self.cannot.get(slug)
        return f"{slug} is not asked of {self.name}: {why}" if why else ""


def _with_truth(row: Solution, names: set[str]) -> Solution:
    return {
        name: ox.Literal(ONE_OF_TRUE[term.value], datatype=XSD.boolean)
        if name in names and isinstance(term, ox.Literal) and term.value in ONE_OF_TRUE
        else term
        for name, term in row.items()
    }


INVENTS = "it answers more rows than there are, and leaves some out"
LOSES = "it loses solutions where nested SELECTs are joined, so that it counts too few"
COMPILER = "its compiler fails on it with an internal error"
TAKES_LONG = "it takes a minute or more for it"
VIRTUOSO = Dialect(
    name="Virtuoso",
    own=(
        "http://www.openlinksw.com/schemas/virtrdf#",
        "http://localuriqaserver/sparql",
        "http://www.w3.org/ns/ldp#",
        "http://www.w3.org/ns/sparql-service-description#",
    ),
    has_unnamed=False,
    truth_as_number=True,
    cannot={
        "actor-without-measure-at-stage": INVENTS,
        "categories-of-two-frameworks": LOSES,
        "cell-explained-by-size": TAKES_LONG,
        "cell-without-measure": COMPILER,
        "cells-by-framework": LOSES,
        "cells-by-two-facets": LOSES,
        "correspondences-by-framework": "it shows works in which the other thing is not stated",
        "pair-without-measure": TAKES_LONG,
        "paths-to-risk": TAKES_LONG,
        "risk-without-mention": "it loses rows of the risks that a work denies",
        "target-strengths": COMPILER,
        "two-accepted-classes": "it does not leave out the pairs of a MINUS with a property path",
        "who-says-so": "it cannot sort or join rows of more than 20 columns",
    },
)


def dialect_of(server: str) -> Dialect:
    """The dialect of a store that names itself so.

    >>> dialect_of("Virtuoso/07.20.3229 (Linux)").name, dialect_of("oxigraph/0.5.13").name
    ('Virtuoso', '')

    Args:
        server: The ``Server`` header of its answers.
    """
    return VIRTUOSO if server.startswith(VIRTUOSO.name) else Dialect()
