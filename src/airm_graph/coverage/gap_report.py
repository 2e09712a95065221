"""The report that bare ``gaps`` prints: what can be said, who is silent, what nobody acts on.

Everything here is computed from the columns of a build; how it is printed is decided in
:mod:`airm_graph.render`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..columns import STATUSES, Columns
from .axes import Value, coders, counted_rows
from .cells import Cell, Table, coverage
from .codings import needs_coding, statements
from .counting import numbered
from .options import FRAMEWORK, CodedBy, Options, measure_facet
from .targets import Target, targets

CODED = ("category", "stage", "actor", "function")
VIEWS = (
    (FRAMEWORK, "category"),
    (FRAMEWORK, "stage"),
    (FRAMEWORK, "category", "stage"),
)
BY_SIZE = 0.10  # above this chance the size of the work explains the empty cell
FALSE_DISCOVERY = 0.10  # Benjamini-Hochberg level at which a laggard counts as confirmed
NOT_CURRENT = ("draft", "superseded", "vetoed", "withdrawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coder:
    """Who classified on some facets, and how many works and measures."""

    facets: tuple[str, ...]
    agent: str
    own: bool
    works: int
    measures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """How many distinct measures have a class on a facet from publishers, or from us."""

    facet: str
    own: bool
    works: int
    measures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How much one table can say."""

    facets: tuple[str, ...]
    cells: int
    states: dict[str, int]
    empty: int
    by_size: int
    uncoded_works: int
    works: int
    by_arithmetic: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Laggard:
    """An empty cell although the size of the work predicts otherwise."""

    cell: Cell
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """A category that few works address, and the literature on the risks it is about."""

    category: Value
    addressed: int
    with_any: int
    works: int
    domain: str | None
    risks: int | None
    papers: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The risks that one work names, and how they are acted upon.

    Attributes:
        mitigated: Of them those that some measure is stated to reduce, respond to or mitigate.
        observed: Those that measures only detect or assess.
        gaps: Those without any measure, although all links were looked for.
    """

    work: Value
    risks: int
    mitigated: int
    observed: int
    gaps: int

    @property
    def told(self) -> int:
        """Those of which it can be told how they are acted upon."""
        return self.mitigated + self.observed + self.gaps


@dataclass(frozen=True, slots=True, kw_only=True)
class GapReport:
    """The gap report of one build."""

    build: str
    works: int
    measures: int
    records: int
    disputed: int
    risk_sources: int
    coders: tuple[Coder, ...]
    coded: tuple[Coded, ...]
    views: tuple[View, ...]
    laggards: tuple[Laggard, ...]
    quiet: tuple[Quiet, ...]
    handling: dict[str, int]
    unaddressed: tuple[Target, ...]
    named: tuple[Named, ...]
    watch: tuple[str, ...]
    coded_by: CodedBy


def gap_report(columns: Columns, build: str, coded_by: CodedBy = "all") -> GapReport:
    """The report on the columns of a build."""
    tables = [coverage(columns, Options(by=by, coded_by=coded_by)) for by in VIEWS]
    sources = targets(columns, coded_by=coded_by)
    demand = _demand(columns)
    return GapReport(
        build=build,
        works=len(columns.index["works"]),
        measures=_measures(columns.items[columns.items["accepted"]]),
        records=int(columns.items["accepted"].sum()),
        disputed=_measures(columns.items[~columns.items["accepted"]]),
        risk_sources=len(sources),
        coders=_coders(columns, coded_by),
        coded=_coded(columns, coded_by),
        views=tuple(_view(columns, table) for table in tables),
        laggards=_laggards(tables[0]),
        quiet=_quiet(columns, tables[0], demand),
        handling=dict(Counter(source.handling for source in sources)),
        unaddressed=_unaddressed(sources, demand),
        named=_named((*sources, *targets(columns, kind="risk", coded_by=coded_by))),
        watch=_watch(columns, sources),
        coded_by=coded_by,
    )


def _measures(items: NDArray[Any]) -> int:
    """How many distinct measures the records are."""
    return len(np.unique(items["measure"]))


def _with_measures(columns: Columns) -> set[str]:
    """The works that state a measure; the others state requirements or risks only."""
    numbers = np.unique(columns.items["work"][columns.items["accepted"]])
    return {columns.index["works"][number]["iri"] for number in numbers}


def _demand(columns: Columns) -> dict[str, tuple[int, int]]:
    """For each risk domain: risks filed under it, and distinct papers that name one."""
    return {domain: (int(risks), int(papers)) for domain, risks, papers in columns.index["demand"]}


def _coders(columns: Columns, coded_by: CodedBy) -> tuple[Coder, ...]:
    found: dict[tuple[int, int, int], list[str]] = {}
    options = Options(by=VIEWS[0], coded_by=coded_by)
    for name in CODED:
        rows = columns.values[name]
        rows = rows[rows["status"] == STATUSES.index("accepted")]
        for agent in coders(columns, options):
            items = np.unique(rows["item"][rows["agent"] == agent])
            items = items[columns.items["accepted"][items]]
            if agent >= 0 and items.size:
                works = np.unique(columns.items["work"][items]).size
                size = _measures(columns.items[items])
                found.setdefault((agent, works, size), []).append(name)
    return tuple(
        Coder(
            facets=tuple(names),
            agent=columns.index["agents"][agent]["label"],
            own="publisherFiling" not in columns.index["agents"][agent]["methods"],
            works=works,
            measures=size,
        )
        for (agent, works, size), names in found.items()
    )


def _coded(columns: Columns, coded_by: CodedBy) -> tuple[Coded, ...]:
    found = []
    own = np.array(
        ["publisherFiling" not in agent["methods"] for agent in columns.index["agents"]], dtype=bool
    )
    options = Options(by=VIEWS[0], coded_by=coded_by)
    for name in CODED:
        rows = counted_rows(columns, options, name)
        rows = rows[(rows["agent"] >= 0) & columns.items["accepted"][rows["item"]]]
        for ours in (False, True):
            items = columns.items[np.unique(rows["item"][own[rows["agent"]] == ours])]
            if items.size:
                works = np.unique(items["work"]).size
                found.append(Coded(facet=name, own=ours, works=works, measures=_measures(items)))
    return tuple(found)


def _view(columns: Columns, table: Table) -> View:
    empty = [cell for cell in table.cells if cell.state in {"open", "gap"}]
    works = _with_measures(columns)
    coded = set(works)
    for name in table.options.by:
        facet = measure_facet(columns.facets, name)
        if needs_coding(facet):
            coded &= {said["work"] for said in statements(columns, table.options, facet)}
    return View(
        facets=table.options.by,
        cells=len(table.cells),
        states=table.states(),
        empty=len(empty),
        by_size=sum(cell.p_empty is not None and cell.p_empty > BY_SIZE for cell in empty),
        uncoded_works=len(works - coded),
        works=len(works),
        by_arithmetic=table.empty_by_arithmetic,
    )


def _laggards(table: Table) -> tuple[Laggard, ...]:
    """Empty cells that size does not explain, the least likely first."""
    found = [
        Laggard(cell=cell, confirmed=cell.q_value is not None and cell.q_value <= FALSE_DISCOVERY)
        for cell in table.cells
        if cell.p_empty is not None and cell.p_empty <= BY_SIZE
    ]
    return tuple(sorted(found, key=lambda laggard: laggard.cell.p_empty or 0.0))


def _quiet(columns: Columns, table: Table, demand: dict[str, tuple[int, int]]) -> tuple[Quiet, ...]:
    """Categories that fewer than half of the works address, the quietest first."""
    facet = measure_facet(columns.facets, "category")
    by_category: dict[Value, list[Cell]] = {  # those without a single measure too
        Value(id=concept.notation, iri=concept.iri, label=concept.label): []
        for concept in facet.at_level(table.options.level(facet))
    }
    for cell in table.cells:
        by_category[cell.values[1]].append(cell)
    works = len(_with_measures(columns))
    found = []
    for category, cells in by_category.items():
        addressed = sum(cell.state == "addressed" for cell in cells)
        if addressed * 2 < works:
            domain = _domain_of(columns, category, demand)
            risks, papers = demand[domain] if domain else (None, None)
            found.append(
                Quiet(
                    category=category,
                    addressed=addressed,
                    with_any=sum(cell.evidence > 0 for cell in cells),
                    works=works,
                    domain=_domain_label(columns, domain),
                    risks=risks,
                    papers=papers,
                )
            )
    return tuple(sorted(found, key=lambda quiet: (quiet.addressed, quiet.with_any)))


def _domain_of(columns: Columns, category: Value, demand: dict[str, tuple[int, int]]) -> str | None:
    """The risk domain that measures of the category act on most often; None without links."""
    rows = columns.values["category"]
    concepts = list(columns.facets["category"].concepts)
    items = rows["item"][rows["concept"] == concepts.index(category.iri)]
    links = columns.links[np.isin(columns.links["item"], items)]
    domains = Counter(
        domain
        for target in links["target"]
        for domain in columns.index["targets"][target]["domains"]
        if domain in demand
    )
    return min(domains, key=lambda domain: (-domains[domain], domain)) if domains else None


def _domain_label(columns: Columns, iri: str | None) -> str | None:
    if iri is None:
        return None
    concept = columns.facets["risk-domain"].concepts[iri]
    return f"{concept.notation} {concept.label}"


def _named(found: Sequence[Target]) -> tuple[Named, ...]:
    """For each work that names risks, how they are acted upon; a risk of two kinds counts once."""
    once = {target.target.iri: target for target in found}
    by_work: dict[Value, Counter[str]] = {}
    for target in once.values():
        for work in target.works:
            by_work.setdefault(work, Counter())[target.state] += 1
    rows = [
        Named(
            work=work,
            risks=states.total(),
            mitigated=states["addressed"],
            observed=states["thin"],
            gaps=states["gap"],
        )
        for work, states in by_work.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.told, -row.risks, row.work.id)))


def _unaddressed(
    sources: Sequence[Target], demand: dict[str, tuple[int, int]]
) -> tuple[Target, ...]:
    """Risk sources that no measure acts on, those most papers write about first."""

    def papers(source: Target) -> int:
        return max((demand[d][1] for d in source.domains if d in demand), default=0)

    found = [source for source in sources if source.handling == "no measure"]
    return tuple(sorted(found, key=lambda source: (-papers(source), source.target.iri)))


def _watch(columns: Columns, sources: Sequence[Target]) -> tuple[str, ...]:
    """What a reader of the figures must know about the works and records behind them."""
    items = columns.items[columns.items["accepted"]]
    notes = []
    for number, work in enumerate(columns.index["works"]):
        if work["status"] in NOT_CURRENT and work["iri"] in _with_measures(columns):
            size = numbered(_measures(items[items["work"] == number]), "measure")
            notes.append(f"{work['label']}: {work['status']} ({size}).")
    partial = {
        coding["work"] for coding in columns.index["codings"] if coding["extraction"] == "partial"
    }
    unknown = {
        coding["work"]
        for coding in columns.index["codings"]
        if coding["extraction"] == "unknown" and coding["facet"].endswith("/facet-category")
    }
    if partial or unknown:
        notes.append(
            f"Extraction is known to be partial for {numbered(len(partial), 'work')} and of "
            f"unknown completeness for {len(unknown)}: their empty cells stay open."
        )
    repeated = len(items) - _measures(items)
    if repeated:
        notes.append(
            f"Records that repeat a measure which stands elsewhere: {repeated}, counted once."
        )
    for disputed in np.flatnonzero(~columns.items["accepted"]):
        iri = columns.index["items"][disputed]
        label = next((s.target.label for s in sources if s.target.iri == iri), "")
        if not label:
            continue  # the same record in another source
        notes.append(f"“{label}” is filed as a measure by its publisher; here it is a risk source.")
    catch_all = _measures(items[items["all_risks"]])
    if catch_all:
        notes.append(
            f"{numbered(catch_all, 'measure')} meant for any risk whatever: linked to none in "
            f"particular, so as to lift no risk source out of “no measure”."
        )
    return tuple(notes)
