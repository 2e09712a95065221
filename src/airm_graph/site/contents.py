"""What a site holds: which pages there are, before any of them is written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ..coverage.cells import coverage
from ..coverage.options import FRAMEWORK, Options, measure_facets
from ..pages.holdings import Holdings
from ..queries import list_queries
from ..vocab import AIRM, BASE
from .links import RDF, SiteMap, cell_file
from .lists import lists_of

# The facets that most measures have, for tables beside those that several works are coded by.
MAIN = ("category", "category-v2", "stage", "actor", "function", "risk-domain")
CROSSED = (("category", "stage"), ("category", "actor"), ("category", "risk-domain"),
           ("actor", "stage"))  # fmt: skip
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The pages of a site.

    Attributes:
        site: What pages link to.
        cells: The facet and value pairs of each cell.
        graphs: The IRIs of named graphs.
        queries: The names of library queries.
    """

    site: SiteMap
    cells: tuple[Pairs, ...]
    graphs: tuple[str, ...]
    queries: tuple[str, ...]


def contents_of(
    holdings: Holdings,
    *,
    rdf: Collection[str] = RDF,
    address: str = "",
    endpoint: str = "",
    things: Collection[str] | None = None,
) -> Contents:
    """All pages of a build.

    Args:
        holdings: The build.
        rdf: How the files of data end that stand beside each page.
        address: Where the site will stand, if that is known.
        endpoint: Where the graph can be asked, if anywhere.
        things: Only these have a page, by IRI; all by default.
    """
    cells = {table: _cells(holdings, table) for table in _tables(holdings)}
    files = [cell_file(dict(pairs)) for found in cells.values() for pairs in found]
    known = holdings.things if things is None else things
    return Contents(
        site=SiteMap(
            things=frozenset(iri for iri in known if iri.startswith(f"{BASE}id/")),
            lists=frozenset((one.name, value.id) for one, value in lists_of(holdings)),
            tables=frozenset(cells),
            cells=frozenset(files),
            rdf=tuple(suffix for suffix in RDF if suffix in rdf),
            address=address.rstrip("/"),
            endpoint=endpoint,
        ),
        cells=tuple(pairs for found in cells.values() for pairs in found),
        graphs=tuple(holdings.graph_titles),
        queries=tuple(query.slug for query in list_queries()),
    )


def _tables(holdings: Holdings) -> list[tuple[str, str]]:
    """The works by each facet that says something of several, and a few facets by each other.

    A facet of the works themselves makes no table: each work has its own value.
    """
    facets = measure_facets(holdings.build.columns.facets)
    found = [
        (FRAMEWORK, name)
        for name, facet in facets.items()
        if name != FRAMEWORK and facet.of != AIRM.Framework.value
        and (name in MAIN or _works_with(holdings, name) > 1)
    ]  # fmt: skip
    return found + [table for table in CROSSED if {*table} <= facets.keys()]


def _works_with(holdings: Holdings, facet: str) -> int:
    table = coverage(holdings.build.columns, Options(by=(FRAMEWORK, facet)))
    return len({cell.values[0] for cell in table.cells if cell.evidence})


def _cells(holdings: Holdings, table: tuple[str, str]) -> list[Pairs]:
    """The cells that the table shows, those that are empty too: why they are is worth a page."""
    found = coverage(holdings.build.columns, Options(by=table)).cells
    return [
        tuple((name, value.id) for name, value in zip(table, cell.values, strict=True))
        for cell in found
    ]
