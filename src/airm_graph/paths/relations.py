"""How the extents of two things stand to each other, and what follows along a path of mappings.

The five base relations are those of RCC-5: of two non-empty extents exactly one holds. What a
mapping says is a set of them, of which one holds; sets are bits of a whole number.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from ..columns import EXTENTS

Codes = NDArray[np.int8]

DR, PO, PP, PPI, EQ = 1, 2, 4, 8, 16  # disjoint, partly overlapping, inside, around, equal
BASE = (DR, PO, PP, PPI, EQ)
ALL = DR | PO | PP | PPI | EQ
OVERLAP = ALL & ~DR

# From what x is to y, and what y is to z, what x may be to z.
_COMPOSED = {
    (DR, DR): ALL,
    (DR, PO): DR | PO | PP,
    (DR, PP): DR | PO | PP,
    (DR, PPI): DR,
    (DR, EQ): DR,
    (PO, DR): DR | PO | PPI,
    (PO, PO): ALL,
    (PO, PP): PO | PP,
    (PO, PPI): DR | PO | PPI,
    (PO, EQ): PO,
    (PP, DR): DR,
    (PP, PO): DR | PO | PP,
    (PP, PP): PP,
    (PP, PPI): ALL,
    (PP, EQ): PP,
    (PPI, DR): DR | PO | PPI,
    (PPI, PO): PO | PPI,
    (PPI, PP): OVERLAP,
    (PPI, PPI): PPI,
    (PPI, EQ): PPI,
    (EQ, DR): DR,
    (EQ, PO): PO,
    (EQ, PP): PP,
    (EQ, PPI): PPI,
    (EQ, EQ): EQ,
}
_CONVERSE = {DR: DR, PO: PO, PP: PPI, PPI: PP, EQ: EQ}

# What a mapping says of its subject with respect to its object, in the order of EXTENTS. The last
# two are rdfs:subClassOf and its converse: a class is a subclass of itself, so equality stays open.
SAID = {"equal": EQ, "inside": PP, "contains": PPI, "overlap": OVERLAP, "nothing": ALL}
RELATIONS_OF_HOPS = (*(SAID[extent] for extent in EXTENTS), PP | EQ, PPI | EQ)
SUBCLASS = len(EXTENTS)  # its place there

# Ascending; ``direct`` is stated, the others are derived.
STRENGTHS = ("", "lead", "partial", "inherited", "equal", "direct")
NONE, LEAD, PARTIAL, INHERITED, EQUAL, DIRECT = range(len(STRENGTHS))


def compose(first: int, second: int) -> int:
    """What x may be to z, where x is ``first`` to y and y is ``second`` to z.

    >>> compose(PP, PP) == PP, compose(PP, PPI) == ALL
    (True, True)
    """
    found = 0
    for a, b in product(BASE, BASE):
        if first & a and second & b:
            found |= _COMPOSED[a, b]
    return found


def converse(relation: int) -> int:
    """The same seen from the other end.

    >>> converse(PP | EQ) == PPI | EQ
    True
    """
    return sum(_CONVERSE[base] for base in BASE if relation & base)


def strength_of(relation: int) -> int:
    """How strongly a thing is reached from one that is mitigated, as a place in STRENGTHS.

    Args:
        relation: What the mitigated thing may be to the thing that is reached.
    """
    if relation == EQ:
        return EQUAL
    if not relation & ~(PPI | EQ):  # what is mitigated holds the whole of it
        return INHERITED
    return LEAD if relation & DR else PARTIAL


def closure() -> frozenset[int]:
    """Every relation that a path of mappings can have, in either direction of each."""
    found = {EQ, *RELATIONS_OF_HOPS, *map(converse, RELATIONS_OF_HOPS)}
    while True:
        more = {compose(a, b) for a, b in product(found, found)} - found
        if not more:
            return frozenset(found)
        found |= more


def _given() -> Codes:
    """The strength at the end of a hop: a row for each strength at its start, a column a hop.

    A test shows over the whole closure that the strength at the end depends on nothing but these
    two, and that it never falls where that at the start rises.
    """
    given = np.zeros((EQUAL + 1, len(RELATIONS_OF_HOPS)), dtype=np.int8)
    for start, (place, hop) in product(closure(), enumerate(RELATIONS_OF_HOPS)):
        given[strength_of(start), place] = strength_of(compose(start, hop))
    return given


GIVEN = _given()
# The weakest strength at the start of a hop from which its end has that of the row; 0: from none.
NEEDED = np.where(
    (reaches := GIVEN[:, None, :] >= np.arange(EQUAL + 1)[None, :, None]).any(axis=0),
    reaches.argmax(axis=0),
    0,
).astype(np.int8)
# The place of the converse of each of RELATIONS_OF_HOPS.
BACKWARDS: Codes = np.array(
    [RELATIONS_OF_HOPS.index(converse(relation)) for relation in RELATIONS_OF_HOPS], dtype=np.int8
)
