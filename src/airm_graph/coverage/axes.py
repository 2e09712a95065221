"""One axis of a coverage table: which items hold which value, and which might.

An item's codes on an axis are either values of the axis, or one of the extra codes behind them:
an ancestor of some values (the item was placed only coarsely), *undetermined*, *uncoded*, or
*none of these* (a residual concept: looked at, and outside every value). What says less than
another code of the same item is left out, so that no two of its codes may be the same value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..columns import MITIGATING, STATUSES, UNDETERMINED, Columns
from ..errors import IdentifierError, nearest
from ..schemes import Concept, Facet
from .options import FRAMEWORK, Options, measure_facet

Array = NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A work or a concept, as one end of a cell."""

    id: str
    iri: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """The values of a facet at a level, and the code of every item.

    ``items`` and ``codes`` are parallel and sorted by item. ``may`` has a row for each value and a
    column for each code: may an item with this code belong to this value?
    """

    facet: Facet
    values: tuple[Value, ...]
    items: Array
    codes: Array
    may: Array
    undetermined: Array
    coarse: Array
    uncoded: Array
    none: Array

    @property
    def size(self) -> int:
        """How many codes there are, values first."""
        return int(self.may.shape[1])


@dataclass(frozen=True, slots=True)
class Population:
    """The items that are counted: distinct measures, or records; and the work of each."""

    number: Array  # of each record; -1 where it is not counted
    works: Array  # pairs (item, work)
    size: int


def population(columns: Columns, options: Options) -> Population:
    """All items; which of them match ``options.where`` is said by :func:`filters`."""
    records = columns.items
    if options.count == "records":  # as their first publisher counts them
        number = np.where(records["repeats"], -1, np.arange(len(records)))
    else:
        number = np.where(records["accepted"], records["measure"], -1)
    kept = np.unique(number[number >= 0])
    dense = np.full(int(kept.max()) + 1 if kept.size else 0, -1)
    dense[kept] = np.arange(kept.size)
    number = np.where(number >= 0, dense[number] if dense.size else -1, -1)
    pairs = np.unique(np.stack([number, records["work"]], axis=1)[number >= 0], axis=0)
    return Population(number, pairs, int(kept.size))


def item_iris(columns: Columns, items: Population) -> list[str]:
    """The IRI of each item: of its first record, where several records are one measure."""
    first: dict[int, str] = {}
    for record in np.flatnonzero(items.number >= 0).tolist():
        first.setdefault(int(items.number[record]), columns.index["items"][record])
    return [first[item] for item in range(items.size)]


def values_below(columns: Columns, name: str, wanted: str) -> set[str]:
    """The IRIs of the value that is asked for and of all below it."""
    if name == FRAMEWORK:
        return {str(columns.index["works"][find_work(columns, wanted)]["iri"])}
    facet = measure_facet(columns.facets, name)
    top = facet.concept(wanted).iri
    return {iri for iri in facet.concepts if top in {step.iri for step in facet.path(iri)}}


def find_work(columns: Columns, wanted: str) -> int:
    """The number of the work with that key, CURIE, IRI or label.

    Raises:
        IdentifierError: No work is called so; the nearest are named.
    """
    for position, work in enumerate(columns.index["works"]):
        key = work_key(work["iri"])
        if wanted in {
            key,
            f"airmid:framework-{key}",
            f"framework-{key}",
            work["iri"],
            work["label"],
        }:
            return position
    keys = [work_key(work["iri"]) for work in columns.index["works"]]
    raise IdentifierError(f"framework has no {wanted!r}: {nearest(wanted, keys)}")


def work_key(iri: str) -> str:
    """The short name of a work: ``gipiskis2024``."""
    return iri.rpartition("/framework-")[2]


def counted_rows(columns: Columns, options: Options, name: str) -> Array:
    """The classifications on a facet that count under the options."""
    rows = columns.values[name]
    keep = rows["status"] == STATUSES.index("accepted")
    if options.count == "records":
        keep |= rows["status"] == STATUSES.index("disputed")
    if options.coded_by != "all":
        keep &= np.isin(rows["agent"], coders(columns, options))
    if options.min_confidence:
        keep &= ~(rows["confidence"] < options.min_confidence)
    return np.asarray(rows[keep])


def coders(columns: Columns, options: Options) -> list[int]:
    """The numbers of the agents whose decisions count; -1 is a fact that nobody had to decide."""
    publisher = ["publisherFiling" in agent["methods"] for agent in columns.index["agents"]]
    if options.coded_by == "all":
        return list(range(-1, len(publisher)))
    wanted = options.coded_by == "publisher"
    return [-1, *(number for number, is_ in enumerate(publisher) if is_ == wanted)]


def axis(columns: Columns, options: Options, name: str, items: Population) -> Axis:
    """The axis of the facet called ``name``."""
    if name == FRAMEWORK:
        return _framework_axis(columns, items, list(range(len(columns.index["works"]))))
    facet = measure_facet(columns.facets, name)
    return _facet_axis(columns, options, facet, facet.at_level(options.level(facet)), items)


def filters(columns: Columns, options: Options, items: Population) -> list[Axis]:
    """For each of ``options.where`` an axis of one value: items match that have it.

    As axes they say, too, which items might match.
    """
    found = []
    for name, wanted in options.where:
        if name == FRAMEWORK:
            found.append(_framework_axis(columns, items, [find_work(columns, wanted)]))
        else:
            facet = measure_facet(columns.facets, name)
            concept = facet.concept(wanted)
            found.append(_facet_axis(columns, options, facet, [concept], items))
    return found


def _facet_axis(
    columns: Columns, options: Options, facet: Facet, concepts: list[Concept], items: Population
) -> Axis:
    extra = _Extra(facet, concepts)
    rows = counted_rows(columns, options, facet.name)
    held, concept = items.number[rows["item"]], rows["concept"]
    held, concept = held[held >= 0], concept[held >= 0]
    vague = extra.vague(held, concept)
    code_of = np.array([*extra.code_of_concept, extra.undetermined])  # -1 picks the last
    assert UNDETERMINED == -1  # noqa: S101 - the line above relies on it
    pairs = np.unique(np.stack([held, code_of[concept]], axis=1)[~vague], axis=0)
    placed = np.zeros(items.size, dtype=bool)
    placed[pairs[:, 0]] = True
    missing = np.flatnonzero(~placed)
    if facet.inherited:  # what mitigates nothing has none, where the links were coded at all
        without = _mitigating_nothing(columns, options, items)
        code = np.where(without[missing], extra.none, extra.uncoded)
    else:
        code = np.full(missing.size, extra.uncoded)
    pairs = np.concatenate([pairs, np.stack([missing, code], axis=1)])
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    values = tuple(Value(id=c.notation, iri=c.iri, label=c.label) for c in concepts)
    return Axis(facet=facet, values=values, items=pairs[:, 0], codes=pairs[:, 1], **extra.masks())


def codings_by(columns: Columns, options: Options, facet: str) -> list[dict[str, Any]]:
    """The coding statements on the facet by those whose decisions count."""
    agents = {columns.index["agents"][n]["iri"] for n in coders(columns, options) if n >= 0}
    return [
        coding
        for coding in columns.index["codings"]
        if coding["facet"].endswith(f"/facet-{facet}")
        and (options.coded_by == "all" or coding["agent"] in agents)
    ]


def _mitigating_nothing(columns: Columns, options: Options, items: Population) -> Array:
    """For each item, whether its links were coded completely and none of them mitigates."""
    said = codings_by(columns, options, "action")
    coded = {coding["work"] for coding in said if coding["coded"] == "complete"}
    works = [n for n, work in enumerate(columns.index["works"]) if work["iri"] in coded]
    without = np.zeros(items.size, dtype=bool)
    without[items.works[np.isin(items.works[:, 1], works), 0]] = True
    links = columns.links[np.isin(columns.links["agent"], coders(columns, options))]
    linked = items.number[links["item"][np.isin(links["relation"], MITIGATING)]]
    without[linked[linked >= 0]] = False
    return without


def _framework_axis(columns: Columns, items: Population, wanted: list[int]) -> Axis:
    works = [columns.index["works"][number] for number in wanted]
    size = len(works)
    code = np.full(len(columns.index["works"]), size)
    code[wanted] = np.arange(size)
    order = np.lexsort((items.works[:, 1], items.works[:, 0]))
    nothing = np.zeros(size + 1, dtype=bool)
    return Axis(
        facet=measure_facet(columns.facets, FRAMEWORK),
        values=tuple(Value(id=work_key(w["iri"]), iri=w["iri"], label=w["label"]) for w in works),
        items=items.works[order, 0],
        codes=code[items.works[order, 1]],
        may=np.eye(size, size + 1, dtype=np.int64),
        undetermined=nothing,
        coarse=nothing,
        uncoded=nothing,
        none=np.arange(size + 1) == size,
    )


class _Extra:
    """The codes behind the values, and what each may be."""

    def __init__(self, facet: Facet, concepts: list[Concept]) -> None:
        position = {concept.iri: code for code, concept in enumerate(concepts)}
        self.values = len(concepts)
        ancestors: dict[str, int] = {}
        self.none = self.values
        self.undetermined = self.values + 1
        self.uncoded = self.values + 2
        self.below: list[list[int]] = []  # of each ancestor, the values below it
        self.narrower: list[list[int]] = []  # of each ancestor, the concepts below it
        self.code_of_concept = []
        for iri, concept in facet.concepts.items():
            path = [step.iri for step in facet.path(iri)]
            value = next((position[step] for step in path if step in position), None)
            if value is not None:
                self.code_of_concept.append(value)
                continue
            under = [
                code
                for other, code in position.items()
                if iri in {step.iri for step in facet.path(other)}
            ]
            if concept.residual or not under:
                self.code_of_concept.append(self.none)
                continue
            ancestors[iri] = self.uncoded + 1 + len(ancestors)
            self.below.append(under)
            self.narrower.append(
                [
                    number
                    for number, other in enumerate(facet.concepts)
                    if other != iri and iri in {step.iri for step in facet.path(other)}
                ]
            )
            self.code_of_concept.append(ancestors[iri])
        self.size = self.uncoded + 1 + len(ancestors)

    def vague(self, held: Array, concept: Array) -> Array:
        """Which rows say less than another row of the same item."""
        undecided = concept == UNDETERMINED
        found = undecided & np.isin(held, held[~undecided])
        code = np.array([*self.code_of_concept, self.undetermined])[concept]
        for number, narrower in enumerate(self.narrower):
            better = held[np.isin(concept, narrower)]
            found |= (code == self.uncoded + 1 + number) & np.isin(held, better)
        return np.asarray(found)

    def masks(self) -> dict[str, Array]:
        may = np.zeros((self.values, self.size), dtype=np.int64)
        may[:, : self.values] = np.eye(self.values, dtype=np.int64)
        may[:, [self.undetermined, self.uncoded]] = 1
        for number, under in enumerate(self.below):
            may[under, self.uncoded + 1 + number] = 1
        codes = np.arange(self.size)
        return {
            "may": may,
            "none": codes == self.none,
            "undetermined": codes == self.undetermined,
            "uncoded": codes == self.uncoded,
            "coarse": codes > self.uncoded,
        }
