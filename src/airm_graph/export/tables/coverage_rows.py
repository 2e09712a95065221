"""How the works address the concepts of the usual facets: the count of ``airm-graph coverage``."""

from __future__ import annotations

from collections.abc import Iterator

from ...coverage.cells import coverage
from ...coverage.options import FRAMEWORK, Options, measure_facets
from ...vocab import BASE
from ..contents import Contents
from .schema import Row

# By which measures are usually told apart; what an import brings is asked for by its own name.
FACETS = (
    *("category", "category-v2", "actor", "stage", "function"),
    *("risk-domain", "causal-entity", "causal-intent", "causal-timing"),
)
NOT_COUNTED = (
    "The table of coverage is empty: it counts whole works, and a part of the graph was asked for "
    "that is chosen in another way."
)


def is_counted(contents: Contents) -> bool:
    """Whether whole works are exported, so that what is counted is what is there."""
    scope = contents.scope
    return scope.things is None and not scope.graphs and not scope.without


def coverage_rows(contents: Contents) -> Iterator[Row]:
    """The cells of each facet with works, for the works that are exported."""
    if not is_counted(contents):
        return
    columns, works = contents.build.columns, contents.scope.works
    for facet in sorted(set(FACETS) & set(measure_facets(columns.facets))):
        for cell in coverage(columns, Options(by=(FRAMEWORK, facet))).cells:
            work, concept = cell.values
            if works and work.iri not in works:
                continue
            yield {
                "work": _minted(contents, work.iri),
                "facet": facet,
                "concept": _minted(contents, concept.iri),
                "notation": concept.id,
                "label": concept.label,
                "state": cell.state,
                "evidence": str(cell.evidence),
                "unknown": str(cell.unknown),
                "reason": cell.reason,
                **{
                    name: "" if value is None else repr(value)
                    for name, value in (
                        ("peers", cell.peers),
                        ("expected", cell.expected),
                        ("p_empty", cell.p_empty),
                        ("q_value", cell.q_value),
                    )
                },
            }


def _minted(contents: Contents, iri: str) -> str:
    return contents.name(iri.removeprefix(BASE)) if iri.startswith(BASE) else iri
