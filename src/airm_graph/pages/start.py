"""The start page: what is in the graph, what it leaves open, and where to go next."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from ..coverage.axes import work_key
from ..coverage.cells import STATES, Table, coverage
from ..coverage.firmness import firmness_of_cells
from ..coverage.gap_report import BY_SIZE
from ..coverage.options import FRAMEWORK, Options
from ..coverage.tallies import measures_in
from ..render.figures import LETTERS, heat_map
from ..render.gap_text import HANDLINGS
from ..vocab import AIRM
from .cell import address_of, matrix_address
from .holdings import Holdings
from .links import Links
from .rendering import fill

MAP = Options(by=(FRAMEWORK, "category"))
MOST_NAMED = 12  # risk sources that are listed at once; the others can be unfolded


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A work as the start page lists it.

    Attributes:
        cells: How many of its cells are in each state.
    """

    key: str
    iri: str
    label: str
    version: str
    kind: str
    status: str
    year: str
    measures: int
    cells: dict[str, int]


def start_page(holdings: Holdings, links: Links) -> str:
    """What a newcomer sees first.

    Args:
        holdings: Those of the build.
        links: Where the page leads.
    """
    columns, report = holdings.build.columns, holdings.report
    table = coverage(columns, MAP)
    ranked = replace(table, cells=tuple(laggard.cell for laggard in report.laggards))
    firmness = firmness_of_cells(columns, ranked)
    works = list_works(holdings, table)
    return fill(
        "start.html",
        links,
        build=report.build,
        report=report,
        view=report.views[0],
        map=heat_map(table, columns.facets),
        ranked=list(zip(report.laggards, firmness, strict=True)),
        confirmed=sum(laggard.confirmed for laggard in report.laggards),
        states=STATES,
        letters=LETTERS,
        by_size=f"{BY_SIZE:.2f}",
        handlings=[(words, report.handling.get(how, 0)) for how, words in HANDLINGS.items()],
        named=[source.target for source in report.unaddressed],
        most_named=MOST_NAMED,
        stating=[work for work in works if work.measures],
        others=[work for work in works if not work.measures],
        cell_link=lambda cell: address_of(links, MAP.by, cell),
        thing_link=links.thing,
        matrix_link=lambda facets: matrix_address(links, facets),
        vocabulary=AIRM.Mitigation.value,
    )  # fmt: skip


def list_works(holdings: Holdings, table: Table) -> list[Work]:
    """The works, those with most measures first.

    Args:
        holdings: Those of the build.
        table: A coverage table with works as its first facet.
    """
    columns = holdings.build.columns
    items = columns.items[columns.items["accepted"]]
    cells: dict[str, Counter[str]] = {}
    for cell in table.cells:
        cells.setdefault(cell.values[0].iri, Counter())[cell.state] += 1
    found = [
        Work(
            key=work_key(work["iri"]),
            iri=work["iri"],
            measures=measures_in(items[items["work"] == number]),
            cells={state: cells.get(work["iri"], Counter())[state] for state in STATES},
            **_said(work),
        )
        for number, work in enumerate(columns.index["works"])
    ]
    return sorted(found, key=lambda work: (-work.measures, work.key))


def _said(work: dict[str, Any]) -> dict[str, str]:
    return {name: work[name] or "" for name in ("label", "version", "kind", "status", "year")}
