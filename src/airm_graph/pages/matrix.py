"""The coverage matrix: two facets as a heat map, or three as lists of cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..coverage.axes import Value, work_key
from ..coverage.cells import STATES, Cell, Table, coverage
from ..coverage.gap_report import BY_SIZE
from ..coverage.options import FRAMEWORK, Options, levels_at, measure_facets, parse_where
from ..coverage.table_notes import notes
from ..render.figures import heat_map, letters_of, named, surprises
from ..schemes import Facet
from .cell import THRESHOLD, address_of, whole_number
from .holdings import Holdings
from .links import Links
from .rendering import fill

MOST_LISTED = 600  # cells of three facets on one page
RANK = {state: rank for rank, state in enumerate(("gap", "open", "thin", "addressed", "excluded"))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """The cells of one value of the third facet.

    Attributes:
        shown: Those that are listed: what size does not explain first, then by state.
        address: The heat map of this value alone; empty where no server answers.
    """

    value: Value
    states: dict[str, int]
    cells: int
    shown: tuple[Cell, ...]
    address: str


def matrix_page(
    holdings: Holdings,
    links: Links,
    *,
    rows: str = FRAMEWORK,
    columns: str = "category",
    layers: str = "",
    level: str = "",
    threshold: str = str(THRESHOLD),
    where: str = "",
) -> str:
    """The table of two or three facets, as ``airm-graph coverage`` counts it.

    Args:
        holdings: Those of the build.
        links: Where the page leads.
        rows: A facet of measures.
        columns: Another.
        layers: A third, or nothing.
        level: The level of the taxonomies that have it; nothing for the usual one of each.
        threshold: Measures from which a cell is addressed.
        where: ``facet=value``: only measures with it count; nothing for all.

    Raises:
        IdentifierError: A facet or value is not known.
        OptionError: They make no table.
    """
    facets = holdings.build.columns.facets
    by = (rows, columns, *([layers] if layers else []))
    levels = levels_at(facets, by, whole_number("level", level)) if level else {}
    options = Options(
        by=by,
        levels=levels,
        where=parse_where([where] if where else []),
        threshold=whole_number("threshold", threshold),
    )
    table = coverage(holdings.build.columns, options)
    asked = {"level": level, "threshold": threshold if options.threshold != THRESHOLD else ""}
    return fill(
        "matrix.html",
        links,
        build=holdings.build.name,
        asked={"rows": rows, "columns": columns, "layers": layers, "level": level, "where": where},
        threshold=options.threshold,
        by=by,
        facets=[(name, facet.label) for name, facet in _by_label(measure_facets(facets))],
        deepest=max(facet.depth() for facet in measure_facets(facets).values()),
        filters=_filters(holdings) if links.live else [],
        labels={name: facets[name].label for name in by},
        map=heat_map(table, facets) if not layers else None,
        layers=_layers(table, links, {"rows": rows, "columns": columns, **asked}),
        most_listed=MOST_LISTED,
        cell_link=lambda cell: _address(links, options, cell),
        thing_link=links.thing,
        states=STATES,
        letters=letters_of(options.threshold),
        notes=notes(table),
        surprising=sum(surprises(cell) for cell in table.cells),
        empty=sum(cell.state in {"open", "gap"} for cell in table.cells),
        tested=sum(cell.p_empty is not None for cell in table.cells),
        by_size=f"{BY_SIZE:.2f}",
        command=_command(options, level),
    )  # fmt: skip


def _address(links: Links, options: Options, cell: Cell) -> str:
    """The page of a cell; a filter on a further facet makes it a cell of that facet too."""
    further = [pair for pair in options.where if pair[0] not in options.by]
    names = (*options.by, *(name for name, _ in further))
    values = tuple(Value(id=value, iri="", label="") for _, value in further)
    whole = Cell(values=(*cell.values, *values), state=cell.state)
    return address_of(links, names, whole, options.threshold)


def _by_label(facets: dict[str, Facet]) -> Iterable[tuple[str, Facet]]:
    return sorted(facets.items(), key=lambda pair: (pair[0] != FRAMEWORK, pair[1].label))


def _filters(holdings: Holdings) -> list[tuple[str, list[tuple[str, str]]]]:
    """By facet each value that a filter may ask for, and how it is called."""
    columns = holdings.build.columns
    found = []
    for name, facet in _by_label(measure_facets(columns.facets)):
        if name == FRAMEWORK:
            values = [(work_key(work["iri"]), work["label"]) for work in columns.index["works"]]
        else:
            own = [concept for concept in facet.concepts.values() if not concept.residual]
            values = [(c.notation, named(Value(id=c.notation, iri=c.iri, label=c.label)))
                      for c in own]  # fmt: skip
        said = [(f"{name}={id_}", label) for id_, label in values]
        found.append((facet.label, said))
    return found


def _layers(table: Table, links: Links, asked: dict[str, str]) -> list[Layer]:
    """The cells of three facets, grouped by the third."""
    if len(table.options.by) != 3:
        return []
    found: dict[Value, list[Cell]] = {}
    for cell in table.cells:
        found.setdefault(cell.values[2], []).append(cell)
    name = table.options.by[2]
    return [
        Layer(
            value=value,
            states={state: sum(cell.state == state for cell in cells) for state in STATES},
            cells=len(cells),
            shown=_first(cells, MOST_LISTED // len(found)),
            # One filter fits into the form, so a table that is filtered already has no such map.
            address=links.page("matrix", **asked, where=f"{name}={value.id}")
            if links.live and not table.options.where
            else "",
        )
        for value, cells in sorted(found.items(), key=lambda pair: pair[0].id)
    ]


def _first(cells: Sequence[Cell], most: int) -> tuple[Cell, ...]:
    """What size does not explain, the least likely first; then by state, as the table has them."""

    def order(cell: Cell) -> tuple[float, int]:
        return cell.p_empty or 0.0 if surprises(cell) else 1.0, RANK[cell.state]

    return tuple(sorted(cells, key=order)[:most])


def _command(options: Options, level: str) -> str:
    said = [f"--by {name}" for name in options.by]
    said += [f"--level {level}"] if level else []
    said += [f"--where '{name}={value}'" for name, value in options.where]
    said += [f"--threshold {options.threshold}"] if options.threshold != THRESHOLD else []
    return f"airm-graph coverage {' '.join(said)}"
