"""Why a cell or a target has its state: the items, the unknowns, and what would close it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .columns import Columns
from .coverage.axes import axis, find_work, item_iris, population
from .coverage.cells import Cell, Table, coverage
from .coverage.firmness import firmness_of_cells
from .coverage.options import FRAMEWORK, Options, measure_facet
from .coverage.targets import KINDS, Target, targets
from .errors import IdentifierError, nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A measure that counts in a cell, or that might."""

    iri: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellExplanation:
    """A cell with all that its state rests on.

    Attributes:
        codings: What coding statements say about the works and facets of the cell.
        peers: Other works with measures in the same cell, and with how many.
        firmness: What the state would be without our own classifications, and without those of
            low confidence.
        remedy: What would close the cell.
    """

    cell: Cell
    options: Options
    evidence: tuple[Item, ...]
    unknown: tuple[Item, ...]
    codings: tuple[dict[str, Any], ...]
    peers: tuple[tuple[str, int], ...]
    firmness: dict[str, str]
    remedy: str


def explain_cell(
    columns: Columns, pairs: Sequence[tuple[str, str]], threshold: int = 2
) -> CellExplanation:
    """Explain the cell that the ``(facet, value)`` pairs name.

    Raises:
        IdentifierError: A facet or value is not known.
        OptionError: Fewer than two facets are named.
    """
    names = tuple(name for name, _ in pairs)
    levels = {}
    for name, wanted in pairs:
        facet = measure_facet(columns.facets, name)
        if name != FRAMEWORK:
            levels[name] = facet.concept(wanted).level
    options = Options(by=names, levels=levels, threshold=threshold)
    table = coverage(columns, options)
    cell = _cell(columns, table, pairs)
    evidence, unknown = _items(columns, options, cell)
    return CellExplanation(
        cell=cell,
        options=options,
        evidence=evidence,
        unknown=unknown,
        codings=_codings(columns, options, cell),
        peers=_peers(table, cell),
        firmness=firmness_of_cells(columns, replace(table, cells=(cell,)))[0],
        remedy=_remedy(cell),
    )


def _cell(columns: Columns, table: Table, pairs: Sequence[tuple[str, str]]) -> Cell:
    wanted = []
    for name, value in pairs:
        if name == FRAMEWORK:
            wanted.append(columns.index["works"][find_work(columns, value)]["iri"])
        else:
            wanted.append(measure_facet(columns.facets, name).concept(value).iri)
    for cell in table.cells:
        if [value.iri for value in cell.values] == wanted:
            return cell
    residual = [
        value
        for name, value in pairs
        if name != FRAMEWORK and measure_facet(columns.facets, name).concept(value).residual
    ]
    if residual:
        raise IdentifierError(f"{residual[0]!r} stands for none of its siblings: it is no cell")
    said = " ".join(f"{name}={value}" for name, value in pairs)
    raise IdentifierError(
        f"{said}: empty by arithmetic: with one of these left aside there is still no measure that "
        f"has, or might have, the rest"
    )


def _items(
    columns: Columns, options: Options, cell: Cell
) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    items = population(columns, options)
    inside = np.ones(items.size, dtype=bool)
    possible = np.ones(items.size, dtype=bool)
    doubts: dict[int, list[str]] = {}
    for name, value in zip(options.by, cell.values, strict=True):
        a = axis(columns, options, name, items)
        code = [v.iri for v in a.values].index(value.iri)
        has = np.zeros(items.size, dtype=bool)
        has[a.items[a.codes == code]] = True
        may = np.zeros(items.size, dtype=bool)
        may[a.items[a.may[code][a.codes] > 0]] = True
        inside &= has
        possible &= may
        for label in ("undetermined", "coarse", "uncoded"):
            mask = getattr(a, label)[a.codes] & (a.may[code][a.codes] > 0)
            for item in a.items[mask]:
                doubts.setdefault(int(item), []).append(f"{label} on {name}")
    first = item_iris(columns, items)
    certain = tuple(Item(iri=first[int(i)], why="") for i in np.flatnonzero(inside))
    unknown = tuple(
        Item(iri=first[int(i)], why=", ".join(doubts.get(int(i), ())))
        for i in np.flatnonzero(possible & ~inside)
    )
    return certain, unknown


def _codings(columns: Columns, options: Options, cell: Cell) -> tuple[dict[str, Any], ...]:
    works = {value.iri for value in cell.values} if FRAMEWORK in options.by else None
    facets = [measure_facet(columns.facets, name) for name in options.by]
    found = []
    for about in dict.fromkeys("action" if facet.inherited else facet.name for facet in facets):
        found += [
            {**coding, "facet": about}
            for coding in columns.index["codings"]
            if coding["facet"].endswith(f"/facet-{about}")
            and (works is None or coding["work"] in works)
        ]
    return tuple(found)


def _peers(table: Table, cell: Cell) -> tuple[tuple[str, int], ...]:
    if FRAMEWORK not in table.options.by:
        return ()
    place = table.options.by.index(FRAMEWORK)
    rest = [value for i, value in enumerate(cell.values) if i != place]
    found = [
        (other.values[place].id, other.evidence)
        for other in table.cells
        if [value for i, value in enumerate(other.values) if i != place] == rest
        and other.values[place] != cell.values[place]
        and other.evidence
    ]
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))


def _remedy(cell: Cell) -> str:
    if cell.state == "open":
        return (
            "Extract or code what is missing; or, where somebody looked and found nothing, "
            "say so in a coding statement."
        )
    if cell.state == "gap":
        return "A measure of this work in this cell, or a later version of the work that has one."
    return ""


def explain_target(columns: Columns, wanted: str) -> Target:
    """The state of the risk with that identifier, key or label.

    Raises:
        IdentifierError: No risk is called so; the nearest are named.
    """
    names: dict[str, tuple[str, str]] = {}
    for target in columns.index["targets"]:
        local = target["iri"].rpartition("/")[2]
        kind = next((kind for kind in KINDS if kind in target["kinds"]), None)
        if kind is None:
            continue  # what only mappings lead to
        for name in (local, f"airmid:{local}", target["iri"], target["label"]):
            names[name] = (target["iri"], kind)
        key = local.partition("-")[2].partition("-")[2].replace("_", ".")  # as its source has it
        names.setdefault(key, (target["iri"], kind))
    if wanted not in names:
        raise IdentifierError(f"no risk is called {wanted!r}: {nearest(wanted, names)}")
    iri, kind = names[wanted]
    return next(target for target in targets(columns, kind=kind) if target.target.iri == iri)
