"""Profiles: the distinct sets of concepts that counted items have on a facet.

A million measures have few profiles, so that an item needs but one small number a facet, and
whatever is asked of a set of concepts is asked once a profile. Those of the usual options are
worked out at build time (:func:`prepared`) and lie with the columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from .columns import MITIGATING, STATUSES, UNDETERMINED, Columns
from .schemes import Facet

Array = NDArray[Any]
Count = Literal["measures", "records"]
FRAMEWORK = "framework"

# What stands in the place of a concept where an item has none; UNDETERMINED is -1.
NOTHING = -2  # it is known to have none: it mitigates nothing from which it could take one
SILENT = -3  # nobody said anything
SPECIAL = 3

RECORDS = "item-of-record"  # the names under which ``Columns.ready`` has the arrays:
PACKED = "profiles"  # those of all facets, one after the other,
PARTS = ("concepts", "profile", "answer", "of_item", "first", "item", "row")
DIRECTORY = "profiles-directory"  # and where in it each of them is
ENTRY = np.dtype(
    [("facet", "S64"), ("part", "S8"), ("kind", "S4"), ("start", "<i8"), ("end", "<i8")]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Which statements count.

    Attributes:
        count: Distinct measures, or records as their publisher counted them, disputed ones too.
        agents: Numbers of the agents whose decisions count, -1 for facts that nobody had to
            decide; None where everybody's do.
        codings: The IRIs of the works whose links were coded completely, by those agents.
        min_confidence: Statements of a lower one do not count.
    """

    count: Count = "measures"
    agents: tuple[int, ...] | None = None
    codings: frozenset[str] = frozenset()
    min_confidence: float = 0.0

    @property
    def usual(self) -> bool:
        """Whether these are the options that builds are prepared for."""
        return self.count == "measures" and self.agents is None and not self.min_confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """The items that are counted: distinct measures, or records."""

    number: Array  # of each record; -1 where it is not counted
    size: int

    def first_records(self) -> Array:
        """Of each item the first record, which stands for the others."""
        counted = np.flatnonzero(self.number >= 0)[::-1]
        first = np.empty(self.size, dtype=np.int64)
        first[self.number[counted]] = counted
        return first


@dataclass(frozen=True, slots=True, kw_only=True)
class Profiles:
    """The profile of each item, and the answers of each profile.

    An answer is the position of a concept, or of what stands in its place, in ``concepts``: first
    the values at the facet's usual level, then whatever else occurs.

    Attributes:
        concepts: What the answers stand for.
        profile: With ``answer`` the rows of all profiles, sorted: each has one at least, and those
            with several come last.
        of_item: The profile of each item.
        first: The first answer of each item.
        item: With ``row`` the further answers of the items that have several, as rows of profiles;
            sorted.
    """

    concepts: Array
    profile: Array
    answer: Array
    of_item: Array
    first: Array
    item: Array
    row: Array

    @property
    def count(self) -> int:
        """How many profiles there are."""
        return int(self.profile[-1]) + 1 if self.profile.size else 0


def population(columns: Columns, count: Count = "measures") -> Population:
    """All items that are counted."""
    records = columns.items
    if count == "measures" and RECORDS in columns.ready:
        number = columns.ready[RECORDS]
    elif count == "records":  # as their first publisher counts them
        number = _dense(np.where(records["repeats"], -1, np.arange(len(records))))
    else:
        number = _dense(np.where(records["accepted"], records["measure"], -1))
    return Population(number=number, size=int(number.max()) + 1 if number.size else 0)


def _dense(number: Array) -> Array:
    """The numbers without gaps between them, in the same order; -1 stays."""
    present = np.zeros(int(number.max()) + 2 if number.size else 1, dtype=bool)
    present[number] = True  # -1 marks the last
    present[-1] = False
    dense = np.cumsum(present, dtype=np.int32) - 1
    dense[-1] = -1
    return np.asarray(dense[number])


def profiles(columns: Columns, facet: Facet, counted: Counted, items: Population) -> Profiles:
    """The profiles of the items on the facet."""
    known = _unpacked(columns, facet.name) if counted.count == "measures" else None
    if known and (counted.usual or facet.name == FRAMEWORK):
        return known
    if facet.name == FRAMEWORK:
        records = np.flatnonzero(items.number >= 0)
        held, concept = items.number[records], columns.items["work"][records]
        return _grouped(held, concept, items.size, range(len(columns.index["works"])))
    rows = counted_rows(columns, counted, facet.name)
    if known and not (facet.inherited and counted.agents is not None):
        accepted = columns.values[facet.name]["status"] == STATUSES.index("accepted")
        if rows.size == np.count_nonzero(accepted):
            return known  # the options leave nothing out here
    held, concept = items.number[rows["item"]], rows["concept"]
    if held.size and held.min() < 0:
        held, concept = held[held >= 0], concept[held >= 0]
    number = {iri: position for position, iri in enumerate(facet.concepts)}
    above = np.array(
        [number[c.broader] if c.broader else SILENT for c in facet.concepts.values()]
        + [SILENT] * SPECIAL
    )
    values = [number[concept.iri] for concept in facet.at_level(facet.level)]
    nothing = _mitigating_nothing(columns, counted, items) if facet.inherited else None
    return _grouped(held, concept, items.size, values, above, nothing)


def prepared(columns: Columns) -> Columns:
    """The columns with the profiles of the usual options among what is ready."""
    bare = replace(columns, ready={})
    items = population(bare)
    counted = Counted(codings=coded_links(columns, None))
    directory, parts, end = [], [], 0
    for name in sorted(columns.values):
        found = profiles(bare, columns.facets[name], counted, items)
        for part in PARTS:
            array = np.ascontiguousarray(getattr(found, part))
            kind = array.dtype.str[1:]
            directory.append((name.encode(), part.encode(), kind.encode(), end, end + array.nbytes))
            gap = -array.nbytes % 8
            parts += [array.view(np.uint8), np.zeros(gap, dtype=np.uint8)]
            end += array.nbytes + gap
    ready = {
        RECORDS: items.number,
        PACKED: np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint8),
        DIRECTORY: np.array(directory, dtype=ENTRY),
    }
    return replace(columns, ready={**columns.ready, **ready})


def _unpacked(columns: Columns, name: str) -> Profiles | None:
    if DIRECTORY not in columns.ready:
        return None
    directory, packed = columns.ready[DIRECTORY], np.asarray(columns.ready[PACKED])
    parts = {
        entry["part"].decode(): packed[entry["start"] : entry["end"]].view(entry["kind"].decode())
        for entry in directory[directory["facet"] == name.encode()]
    }
    return Profiles(**parts) if parts else None


def counted_rows(columns: Columns, counted: Counted, name: str) -> Array:
    """The classifications on a facet that count."""
    rows = columns.values[name]
    keep = rows["status"] == STATUSES.index("accepted")
    if counted.count == "records":
        keep |= rows["status"] == STATUSES.index("disputed")
    if counted.agents is not None:
        keep &= np.isin(rows["agent"], counted.agents)
    if counted.min_confidence:
        keep &= ~(rows["confidence"] < counted.min_confidence)
    return np.asarray(rows[keep])


def coded_links(columns: Columns, agents: frozenset[str] | None) -> frozenset[str]:
    """The works whose links were coded completely, by one of the agents where they are given."""
    return frozenset(
        coding["work"]
        for coding in columns.index["codings"]
        if coding["facet"].endswith("/facet-action")
        and coding["coded"] == "complete"
        and (agents is None or coding["agent"] in agents)
    )


def _mitigating_nothing(columns: Columns, counted: Counted, items: Population) -> Array:
    """For each item, whether its links were coded completely and none of them mitigates."""
    coded = [work["iri"] in counted.codings for work in columns.index["works"]]
    stated = np.array(coded, dtype=bool)[columns.items["work"]]
    without = np.zeros(items.size, dtype=bool)
    without[items.number[stated & (items.number >= 0)]] = True
    mitigating = np.isin(columns.links["relation"], MITIGATING)
    if counted.agents is not None:
        mitigating &= np.isin(columns.links["agent"], counted.agents)
    linked = items.number[columns.links["item"][mitigating]]
    without[linked[linked >= 0]] = False
    return without


def _grouped(
    held: Array,
    concept: Array,
    size: int,
    values: Sequence[int],
    above: Array | None = None,
    nothing: Array | None = None,
) -> Profiles:
    """The profiles of items 0 to ``size``, of which row after row has a concept.

    Args:
        held: The item of each row.
        concept: The concept of each row.
        size: How many items there are.
        values: The concepts that are values at the usual level.
        above: The concept above each concept, SILENT where there is none.
        nothing: For each item, whether it is known to have no value where it has no row.
    """
    known = 0 if above is None else above.size  # a concept above others may occur in no row
    width = 1 + SPECIAL + max(int(concept.max()) if concept.size else 0, *values, known)
    key = held.astype(np.int64) * width + (concept + SPECIAL)
    if not (key[1:] > key[:-1]).all():
        key = np.sort(key)
        key = key[np.append(True, key[1:] > key[:-1])]
    held, concept = _split(key, width)
    several = np.bincount(held, minlength=size)[held] > 1
    if several.any():
        keep = ~several
        keep[several] = ~_vague(key[several], width, above)
        held, concept = held[keep], concept[keep]
    length = np.bincount(held, minlength=size)
    silent = np.flatnonzero(length == 0)
    instead = np.full(silent.size, SILENT)
    if nothing is not None:
        instead[nothing[silent]] = NOTHING
    single = length[held] == 1
    only = np.zeros(size, dtype=np.int64)
    only[silent], only[held[single]] = instead, concept[single]

    occurs = np.zeros(width, dtype=bool)
    occurs[concept + SPECIAL] = True
    occurs[instead + SPECIAL] = True
    usual = np.array(values, dtype=np.int64)
    occurs[usual + SPECIAL] = False  # these come first in any case
    concepts = np.concatenate([usual, np.flatnonzero(occurs)[::-1] - SPECIAL])
    answer_of = np.zeros(width, dtype=np.int64)
    answer_of[concepts + SPECIAL] = np.arange(concepts.size)

    of_item = answer_of[only + SPECIAL]
    used = np.bincount(of_item[length <= 1], minlength=concepts.size) > 0
    answers = [np.flatnonzero(used)]
    profile = [np.arange(answers[0].size)]
    count = answers[0].size
    first, of_item = of_item.copy(), (np.cumsum(used) - 1)[of_item]
    start, below = np.cumsum(length) - length, count
    item, row = [], []
    for wide in np.unique(length[length > 1]).tolist():
        members = np.flatnonzero(length == wide)
        sets = np.sort(answer_of[concept[start[members][:, None] + np.arange(wide)] + SPECIAL])
        code, example = _same(sets, concepts.size)
        of_item[members] = count + code
        first[members] = sets[:, 0]
        profile.append(np.repeat(np.arange(count, count + example.size), wide))
        answers.append(sets[example].ravel())
        item.append(np.repeat(members, wide - 1))
        row.append((below + code[:, None] * wide + np.arange(1, wide)).ravel())
        count, below = count + example.size, below + example.size * wide
    further = np.concatenate([*item, np.zeros(0)]).astype(np.int32)
    order = np.argsort(further, kind="stable")
    return Profiles(
        concepts=concepts.astype(np.int32),
        profile=np.concatenate(profile).astype(np.int32),
        answer=np.concatenate(answers).astype(np.int32),
        of_item=of_item.astype(_narrowest(count)),
        first=first.astype(_narrowest(concepts.size)),
        item=further[order],
        row=np.concatenate([*row, np.zeros(0)]).astype(np.int32)[order],
    )


def _split(key: Array, width: int) -> tuple[Array, Array]:
    held, concept = np.divmod(key, width)
    return held, concept - SPECIAL


def _vague(key: Array, width: int, above: Array | None) -> Array:
    """Which rows say less than another row of the same item; each of the items has several."""
    held, concept = _split(key, width)
    found = concept == UNDETERMINED
    if above is None:
        return np.asarray(found)
    better = []
    upper = above[concept]
    while (inner := upper >= 0).any():
        held, upper = held[inner], upper[inner]
        better.append(held * width + (upper + SPECIAL))
        upper = above[upper]
    if any(part.size for part in better):
        known = np.sort(np.concatenate(better))
        place = np.searchsorted(known, key)
        found |= known[np.minimum(place, known.size - 1)] == key
    return np.asarray(found)


def _same(sets: Array, width: int) -> tuple[Array, Array]:
    """For each row of the matrix the number of its like, and the first row of each kind."""
    code = sets[:, 0].astype(np.int64)
    for column in sets.T[1:]:
        if int(code.max()) >= np.iinfo(np.int64).max // (2 * width):
            code = np.unique(code, return_inverse=True)[1]
        code = code * width + column
    _, first, inverse = np.unique(code, return_index=True, return_inverse=True)
    return inverse, first


def _narrowest(count: int) -> Any:
    return np.min_scalar_type(max(count - 1, 0))
