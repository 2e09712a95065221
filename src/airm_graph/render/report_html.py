"""The gap analysis as one HTML file: no script, no font, no address is loaded from elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from ..columns import RELATIONS
from ..coverage.axes import Value
from ..coverage.cells import STATES, Cell, Table
from ..coverage.counting import numbered
from ..coverage.gap_report import BY_SIZE, GapReport
from ..coverage.targets import STATES as TARGET_STATES
from ..coverage.targets import Target
from ..schemes import Facet
from .gap_text import ADDRESSED

# Each state has a letter too: the picture must not need colour.
LETTERS = {"addressed": "2+", "thin": "1", "open": "?", "gap": "✕", "excluded": "-"}
NAMES = {"framework": "document"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap:
    """The cells of two facets as rows and columns.

    Attributes:
        cells: By the IRIs of the two values; what is not there is empty by arithmetic.
    """

    title: str
    note: str
    letters: str
    rows: tuple[Value, ...]
    columns: tuple[Value, ...]
    cells: dict[tuple[str, str], Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How many targets of a kind are in each state."""

    name: str
    total: int
    states: dict[str, int]


def report_html(
    report: GapReport,
    tables: Sequence[Table],
    firmness: Sequence[Mapping[str, str]],
    found: Mapping[str, Sequence[Target]],
    facets: Mapping[str, Facet],
    meta: Mapping[str, Any],
) -> str:
    """The page.

    Args:
        report: What the terminal shows.
        tables: Tables of two facets each, for the heat maps.
        firmness: For each laggard of the report, what its state rests on.
        found: By kind all targets; those of the first kind are listed.
        facets: Those of the build, for the order of the columns.
        meta: Works, licences, coders and parameters, for the end of the page.
    """
    return _environment().get_template("report.html").render(
        report=report,
        view=report.views[0],
        maps=[_heat_map(table, facets) for table in tables],
        laggards=list(zip(report.laggards, firmness, strict=True)),
        confirmed=sum(laggard.confirmed for laggard in report.laggards),
        most_expected=max((row.cell.expected or 0 for row in report.laggards), default=0),
        kinds=[_kind(name, targets) for name, targets in found.items() if targets],
        sources=next(iter(found.values())),
        wild=[one for one in report.wild if one.target.state in {"gap", "open"}],
        relations=RELATIONS,
        meta=meta,
        states=STATES,
        target_states=tuple(TARGET_STATES),
        letters=LETTERS,
        addressed=ADDRESSED,
        by_size=f"{BY_SIZE:.2f}",
        names=NAMES,
    )  # fmt: skip


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("airm_graph", "render/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        mark=_mark, told=_told, chance=_chance, words=_words, numbered=numbered
    )
    return environment


def _heat_map(table: Table, facets: Mapping[str, Facet]) -> HeatMap:
    rows = dict.fromkeys(cell.values[0] for cell in table.cells)
    columns = dict.fromkeys(cell.values[1] for cell in table.cells)
    order = list(facets[table.options.by[1]].concepts)
    names = [NAMES.get(name, name) for name in table.options.by]
    used = [f"{LETTERS[state]} is {state}" for state in ("open", "gap", "excluded")]
    return HeatMap(
        title=f"{names[0].capitalize()}s by {names[1]}",
        note=f"{numbered(table.placed, 'measure')} of {table.counted} have a value on both.",
        letters=", ".join(used),
        rows=tuple(rows),
        columns=tuple(sorted(columns, key=lambda value: order.index(value.iri))),
        cells={(cell.values[0].iri, cell.values[1].iri): cell for cell in table.cells},
    )


def _kind(name: str, found: Sequence[Target]) -> Kind:
    counts = Counter(target.state for target in found)
    return Kind(
        name=name.replace("-", " "),
        total=len(found),
        states={state: counts[state] for state in TARGET_STATES},
    )


def _mark(cell: Cell) -> str:
    return str(cell.evidence) if cell.evidence else LETTERS[cell.state]


def _told(cell: Cell) -> str:
    said = " · ".join(value.label for value in cell.values) + f": {cell.state}"
    if cell.reason:
        said += f" ({cell.reason})"
    if cell.p_empty is not None:
        said += f", P(empty) {_chance(cell.p_empty)}"
    return said


def _chance(value: float) -> str:
    return f"{value:.4f}" if value >= 0.0001 else f"{value:.0e}"


def _words(method: str) -> str:
    """A method of the vocabulary as words.

    >>> _words("publisherFiling")
    'publisher filing'
    """
    return re.sub(r"([A-Z])", r" \1", method).lower()
