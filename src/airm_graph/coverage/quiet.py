"""Where the field is quiet: what few works address, with what shows demand beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..columns import Columns
from .axes import Value
from .cells import Cell, Table
from .demand import Demand, demand_by_domain
from .options import FRAMEWORK, OptionError, measure_facet
from .tallies import works_with_measures
from .targets import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """A category that few works address, and the demand for what it is about.

    Attributes:
        addressed: Works that address it.
        with_any: Works with at least one measure in it.
        works: Works that state measures at all.
        domain: The risk domain that measures of the category act on most often; None without links.
        risks: Risks filed under the domain.
        papers: Distinct papers that name such a risk.
        incidents: Distinct incidents filed as evidence for a risk of the domain.
    """

    category: Value
    addressed: int
    with_any: int
    works: int
    domain: str | None
    risks: int | None
    papers: int | None
    incidents: int | None


def quiet_fields(columns: Columns, table: Table) -> tuple[Quiet, ...]:
    """The concepts that fewer than half of the works address, the quietest first.

    Args:
        columns: Those that the table was counted in.
        table: A coverage table of works by one other facet.

    Raises:
        OptionError: The table has other facets.
    """
    if len(table.options.by) != 2 or table.options.by[0] != FRAMEWORK:
        said = ", ".join(table.options.by)
        raise OptionError(f"the field is read from {FRAMEWORK} and one facet; the table has {said}")
    facet = measure_facet(columns.facets, table.options.by[1])
    by_concept: dict[Value, list[Cell]] = {  # those without a single measure too
        Value(id=concept.notation, iri=concept.iri, label=concept.label): []
        for concept in facet.at_level(table.options.level(facet))
    }
    for cell in table.cells:
        by_concept[cell.values[1]].append(cell)
    demand = demand_by_domain(columns)
    works = len(works_with_measures(columns))
    found = []
    for concept, cells in by_concept.items():
        addressed = sum(cell.state == "addressed" for cell in cells)
        if addressed * 2 < works:
            domain = _domain_of(columns, facet.name, concept, demand)
            of_domain = demand[domain] if domain else None
            found.append(
                Quiet(
                    category=concept,
                    addressed=addressed,
                    with_any=sum(cell.evidence > 0 for cell in cells),
                    works=works,
                    domain=_domain_label(columns, domain),
                    risks=of_domain.risks if of_domain else None,
                    papers=of_domain.papers if of_domain else None,
                    incidents=of_domain.incidents if of_domain else None,
                )
            )
    return tuple(sorted(found, key=lambda quiet: (quiet.addressed, quiet.with_any)))


def unaddressed(columns: Columns, sources: Sequence[Target]) -> tuple[Target, ...]:
    """Those of the risks that no measure acts on, those most papers write about first."""
    naming = {domain: int(papers) for domain, _, papers in columns.index["demand"]}

    def papers(source: Target) -> int:
        return max((naming.get(domain, 0) for domain in source.domains), default=0)

    found = [source for source in sources if source.handling == "no measure"]
    return tuple(sorted(found, key=lambda source: (-papers(source), source.target.iri)))


def _domain_of(
    columns: Columns, facet: str, concept: Value, demand: dict[str, Demand]
) -> str | None:
    rows = columns.values[facet]
    concepts = list(columns.facets[facet].concepts)
    items = rows["item"][rows["concept"] == concepts.index(concept.iri)]
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
