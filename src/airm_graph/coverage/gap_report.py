"""The report that bare ``gaps`` prints: what can be said, who is silent, what nobody acts on.

Everything here is computed from the columns of a build; how it is printed is decided in
:mod:`airm_graph.render`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ..agents import CodedBy
from ..columns import Columns
from .cells import coverage
from .coders import Coded, Coder, coded_by_facet, coders_of
from .demand import Wild, seen_in_the_wild
from .laggards import BY_SIZE, FALSE_DISCOVERY, Laggard, laggards
from .named import Named, named_risks
from .options import FRAMEWORK, Options
from .quiet import Quiet, quiet_fields, unaddressed
from .tallies import measures_in
from .targets import Target, targets
from .views import View, view_of
from .watch import what_to_watch

__all__ = [
    "BY_SIZE",
    "FALSE_DISCOVERY",
    "VIEWS",
    "GapReport",
    "Laggard",
    "Named",
    "Quiet",
    "View",
    "Wild",
    "gap_report",
]
VIEWS = (
    (FRAMEWORK, "category"),
    (FRAMEWORK, "stage"),
    (FRAMEWORK, "category", "stage"),
)
PERMUTATIONS = 999  # tables drawn behind the laggards; a claim wants more


@dataclass(frozen=True, slots=True, kw_only=True)
class GapReport:
    """The gap report of one build.

    Attributes:
        looked_at: Cells of the first view for which an empty answer was tested.
        handling: How many risk sources are acted upon in each way.
        unaddressed: The risk sources that no measure acts on, most written about first.
        named: For each work that names risks, how they are acted upon.
        wild: Risks that were realized or have incidents, most incidents first.
    """

    build: str
    works: int
    measures: int
    records: int
    disputed: int
    risk_sources: int
    looked_at: int
    coders: tuple[Coder, ...]
    coded: tuple[Coded, ...]
    views: tuple[View, ...]
    laggards: tuple[Laggard, ...]
    quiet: tuple[Quiet, ...]
    handling: dict[str, int]
    unaddressed: tuple[Target, ...]
    named: tuple[Named, ...]
    wild: tuple[Wild, ...]
    watch: tuple[str, ...]
    coded_by: CodedBy


def gap_report(columns: Columns, build: str, coded_by: CodedBy = "all") -> GapReport:
    """The report on the columns of a build."""
    tables = [coverage(columns, Options(by=by, coded_by=coded_by)) for by in VIEWS]
    sources = targets(columns, coded_by=coded_by)
    risks = targets(columns, kind="risk", coded_by=coded_by)
    return GapReport(
        build=build,
        works=len(columns.index["works"]),
        measures=measures_in(columns.items[columns.items["accepted"]]),
        records=int(columns.items["accepted"].sum()),
        disputed=measures_in(columns.items[~columns.items["accepted"]]),
        risk_sources=len(sources),
        looked_at=tables[0].looked_at,
        coders=coders_of(columns, coded_by),
        coded=coded_by_facet(columns, coded_by),
        views=tuple(view_of(columns, table) for table in tables),
        laggards=laggards(columns, tables[0], permutations=PERMUTATIONS, firmness=True),
        quiet=quiet_fields(columns, tables[0]),
        handling=dict(Counter(source.handling for source in sources)),
        unaddressed=unaddressed(columns, sources),
        named=named_risks((*sources, *risks)),
        wild=seen_in_the_wild(columns, _once(sources, risks)),
        watch=what_to_watch(columns, sources),
        coded_by=coded_by,
    )


def _once(*kinds: tuple[Target, ...]) -> tuple[Target, ...]:
    """Every target once, though it may be of two kinds."""
    return tuple({target.target.iri: target for found in kinds for target in found}.values())
