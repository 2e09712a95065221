"""One axis of a coverage table: which items hold which value, and which might.

An item's codes on an axis are either values of the axis, or one of the extra codes behind them:
an ancestor of some values (the item was placed only coarsely), *undetermined*, *uncoded*, or
*none of these* (a residual concept: looked at, and outside every value). What says less than
another code of the same item is left out, so that no two of its codes may be the same value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import profiles as stored
from ..agents import are_programs, counting
from ..columns import UNDETERMINED, Columns
from ..errors import IdentifierError, nearest
from ..profiles import NOTHING, SILENT, SPECIAL, Counted, Population, Profiles
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
    """The values of a facet at a level, and the codes of every item.

    Attributes:
        found: The profiles of the items; an item has the codes that its profile has.
        code_of: The code of each answer. Values come first; of the extra codes only those that
            occur are there.
        below: A row for each value, a column for each extra code: may that be this value?
    """

    facet: Facet
    values: tuple[Value, ...]
    found: Profiles
    code_of: Array
    below: Array
    undetermined: Array
    coarse: Array
    uncoded: Array
    none: Array

    @property
    def size(self) -> int:
        """How many codes there are."""
        return len(self.none)

    @property
    def items(self) -> int:
        """How many items there are."""
        return len(self.found.of_item)

    @property
    def profile_of(self) -> Array:
        """The profile of each item."""
        return self.found.of_item

    @property
    def profiles(self) -> int:
        """How many profiles there are."""
        return self.found.count

    @property
    def profile(self) -> Array:
        """With :attr:`code` the codes of every profile, sorted, each profile with at least one."""
        fresh = self.fresh()
        return self.found.profile if fresh is None else self.found.profile[fresh]

    @property
    def code(self) -> Array:
        """The code of each of the rows of profiles."""
        codes, fresh = self.code_of[self.found.answer], self.fresh()
        return codes if fresh is None else codes[fresh]

    @property
    def valued(self) -> Array:
        """For each code, whether it is a value."""
        return np.arange(self.size) < len(self.values)

    @property
    def unmerged(self) -> bool:
        """Whether every code stands for one answer, and the first ones are the first."""
        return self.size == self.code_of.size and bool((self.code_of == np.arange(self.size)).all())

    def fresh(self) -> Array | None:
        """For each row of a profile, whether its code stands in none before; None: always."""
        if len(set(self.code_of.tolist())) == self.code_of.size:
            return None
        codes = self.code_of[self.found.answer]
        key = self.found.profile.astype(np.int64) * self.size + codes
        if (key[1:] >= key[:-1]).all():
            return np.append(True, key[1:] != key[:-1])[: key.size]
        found = np.zeros(key.size, dtype=bool)
        found[np.unique(key, return_index=True)[1]] = True
        return found

    def may_be(self, value: int) -> Array:
        """For each code, whether an item with it has or might have the value."""
        return np.concatenate([np.arange(len(self.values)) == value, self.below[value]])

    def has(self, codes: Array) -> Array:
        """For each item, whether one of its codes is among ``codes``, a mask."""
        of_profile = np.zeros(self.found.count, dtype=bool)
        of_profile[self.found.profile[codes[self.code_of[self.found.answer]]]] = True
        return np.asarray(of_profile[self.found.of_item])


def population(columns: Columns, options: Options) -> Population:
    """All items; which of them match ``options.where`` is said by :func:`filters`."""
    return stored.population(columns, options.count)


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
    return stored.counted_rows(columns, counted(columns, options), name)


def coders(columns: Columns, options: Options) -> list[int]:
    """The numbers of the agents whose decisions count; -1 is a fact that nobody had to decide."""
    wanted = counting(columns, options.coded_by)
    if "machine-made" in options.without:
        wanted &= ~are_programs(columns)
    return [-1, *np.flatnonzero(wanted[:-1]).tolist()]


def counted(columns: Columns, options: Options) -> Counted:
    """What the options say about single statements."""
    everybody = options.coded_by == "all" and not options.without
    said = codings_by(columns, options, "action")
    return Counted(
        count=options.count,
        agents=None if everybody else tuple(coders(columns, options)),
        codings=frozenset(coding["work"] for coding in said if coding["coded"] == "complete"),
        min_confidence=options.min_confidence,
    )


def codings_by(columns: Columns, options: Options, facet: str) -> list[dict[str, Any]]:
    """The coding statements on the facet by those whose decisions count."""
    agents = columns.index["agents"]
    counting = {agents[n]["iri"] for n in coders(columns, options) if n >= 0}
    if options.coded_by == "all":  # of those who classified nothing, too
        left_out = {agent["iri"] for agent in agents} - counting
    ending = f"/facet-{facet}"
    return [
        coding
        for coding in columns.index["codings"]
        if coding["facet"].endswith(ending)
        and (
            coding["agent"] not in left_out
            if options.coded_by == "all"
            else coding["agent"] in counting
        )
    ]


def axes_of(columns: Columns, options: Options, names: Sequence[str]) -> list[Axis]:
    """The axes of the facets of those names."""
    items, which = population(columns, options), counted(columns, options)
    return [_axis(columns, options, which, items, name) for name in names]


def filters(columns: Columns, options: Options) -> list[Axis]:
    """For each of ``options.where`` an axis of one value: items match that have it.

    As axes they say, too, which items might match.
    """
    if not options.where:
        return []
    items, which = population(columns, options), counted(columns, options)
    return [_axis(columns, options, which, items, name, value) for name, value in options.where]


def _axis(
    columns: Columns,
    options: Options,
    which: Counted,
    items: Population,
    name: str,
    only: str | None = None,
) -> Axis:
    facet = measure_facet(columns.facets, name)
    found = stored.profiles(columns, facet, which, items)
    if name == FRAMEWORK:
        works = columns.index["works"]
        numbers = range(len(works)) if only is None else [find_work(columns, only)]
        codes = _Codes.of_works(len(works), numbers)
        values = tuple(
            Value(id=work_key(works[n]["iri"]), iri=works[n]["iri"], label=works[n]["label"])
            for n in numbers
        )
    else:
        at = facet.at_level(options.level(facet)) if only is None else [facet.concept(only)]
        codes = _Codes.of_concepts(facet, at)
        values = tuple(Value(id=c.notation, iri=c.iri, label=c.label) for c in at)
    return codes.axis(facet, values, found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Codes:
    """The code of each concept, and the values that each ancestor may be."""

    of_concept: Array  # those of SILENT, NOTHING and UNDETERMINED are the last
    under: list[list[int]]

    @classmethod
    def of_works(cls, works: int, numbers: Sequence[int]) -> _Codes:
        none, undetermined, uncoded = (len(numbers) + place for place in range(3))
        code = np.full(works + SPECIAL, none)
        code[list(numbers)] = np.arange(len(numbers))
        code[[SILENT, NOTHING, UNDETERMINED]] = uncoded, none, undetermined
        return cls(of_concept=code, under=[])

    @classmethod
    def of_concepts(cls, facet: Facet, concepts: Sequence[Concept]) -> _Codes:
        position = {concept.iri: code for code, concept in enumerate(concepts)}
        none, undetermined, uncoded = (len(concepts) + place for place in range(3))
        below: dict[str, list[int]] = {}
        for iri, code in position.items():
            for step in facet.path(iri):
                below.setdefault(step.iri, []).append(code)
        under: list[list[int]] = []
        found = []
        for iri, concept in facet.concepts.items():
            value = next((position[s.iri] for s in facet.path(iri) if s.iri in position), None)
            if value is not None:
                found.append(value)
            elif concept.residual or iri not in below:
                found.append(none)
            else:
                under.append(below[iri])
                found.append(uncoded + len(under))
        return cls(of_concept=np.array([*found, uncoded, none, undetermined]), under=under)

    def axis(self, facet: Facet, values: tuple[Value, ...], found: Profiles) -> Axis:
        """The axis, of which only the extra codes that occur are left."""
        none, undetermined, uncoded = (len(values) + place for place in range(3))
        size = uncoded + 1 + len(self.under)
        code = self.of_concept[found.concepts]
        below = np.zeros((len(values), size - none), dtype=bool)
        below[:, [undetermined - none, uncoded - none]] = True
        for number, under in enumerate(self.under):
            below[under, uncoded - none + 1 + number] = True
        codes = np.arange(size)
        # Extra codes are numbered as the answers are, so that the usual level needs no renumbering.
        extra = code[code >= none]
        order = np.concatenate(
            [codes[:none], extra[np.sort(np.unique(extra, return_index=True)[1])]]
        )
        number_of = np.zeros(size, dtype=np.int64)
        number_of[order] = np.arange(order.size)
        return Axis(
            facet=facet,
            values=values,
            found=found,
            code_of=number_of[code],
            below=below[:, order[none:] - none],
            none=order == none,
            undetermined=order == undetermined,
            uncoded=order == uncoded,
            coarse=order > uncoded,
        )
