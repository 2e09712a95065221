"""What follows along a path of mappings, against every choice of sets for the things on it."""

from itertools import product

import pytest
from mapping_worlds import SETS, extents, holds, proved, strength_along

from airm_graph.columns import EXTENTS
from airm_graph.paths.relations import (
    ALL,
    BACKWARDS,
    BASE,
    DR,
    EQ,
    GIVEN,
    NEEDED,
    OVERLAP,
    PO,
    PP,
    PPI,
    RELATIONS_OF_HOPS,
    STRENGTHS,
    SUBCLASS,
    closure,
    compose,
    converse,
    strength_of,
)

SAID = [*EXTENTS, "subclass", "superclass"]  # in the order of RELATIONS_OF_HOPS


def between(one: frozenset[int], other: frozenset[int]) -> int:
    """The one base relation that holds."""
    if one == other:
        return EQ
    if one < other:
        return PP
    if one > other:
        return PPI
    return PO if one & other else DR


def test_composition_is_sound_and_tight() -> None:
    """Of all sets of four things the table allows what happens, and nothing that never does."""
    seen = dict.fromkeys(product(BASE, BASE), 0)
    for a, b, c in product(SETS, SETS, SETS):
        seen[between(a, b), between(b, c)] |= between(a, c)
    assert seen == {pair: compose(*pair) for pair in seen}


def test_a_larger_universe_shows_nothing_new() -> None:
    sets = extents(5)
    related = {(a, b): between(a, b) for a, b in product(sets, sets)}
    for a, b, c in product(sets, sets, sets):
        assert compose(related[a, b], related[b, c]) & related[a, c]


def test_converse_is_what_the_other_end_sees() -> None:
    for a, b in product(SETS, SETS):
        assert converse(between(a, b)) == between(b, a)
    for relation in range(1, ALL + 1):
        assert converse(converse(relation)) == relation


def test_sets_compose_as_their_members_do() -> None:
    for first, second in product(range(1, ALL + 1), range(1, ALL + 1)):
        assert converse(compose(first, second)) == compose(converse(second), converse(first))
        assert compose(first, EQ) == first == compose(EQ, first)


@pytest.mark.parametrize(("place", "said"), list(enumerate(SAID)))
def test_mappings_allow_what_is_true_of_sets(place: int, said: str) -> None:
    allowed = 0
    for a, b in product(SETS, SETS):
        if holds(said, a, b):
            allowed |= between(a, b)
    assert RELATIONS_OF_HOPS[place] == allowed
    assert RELATIONS_OF_HOPS[BACKWARDS[place]] == converse(allowed)


def test_closure_is_small() -> None:
    assert closure() == {EQ, PP, PPI, PP | EQ, PPI | EQ, OVERLAP, ALL}
    assert RELATIONS_OF_HOPS[SUBCLASS] == PP | EQ


@pytest.mark.parametrize("hops", [1, 2, 3])
def test_strength_of_a_path_is_what_trying_all_sets_proves(hops: int) -> None:
    """Never more than that, and on every path of that many hops not less either."""
    for path in product(range(len(SAID)), repeat=hops):
        relation = EQ
        for place in path:
            relation = compose(relation, RELATIONS_OF_HOPS[place])
        derived = STRENGTHS[strength_of(relation)]
        assert derived == strength_along([SAID[place] for place in path])


def test_strength_of_every_set_of_relations_is_what_its_pairs_prove() -> None:
    for relation in range(1, ALL + 1):
        pairs = ((a, b) for a, b in product(SETS, SETS) if between(a, b) & relation)
        assert STRENGTHS[strength_of(relation)] == proved(pairs)


def test_strength_at_the_end_depends_on_the_strength_before_and_the_hop() -> None:
    for start, (place, hop) in product(closure(), enumerate(RELATIONS_OF_HOPS)):
        assert strength_of(compose(start, hop)) == GIVEN[strength_of(start), place]


def test_the_strongest_before_is_the_strongest_after() -> None:
    for place in range(len(RELATIONS_OF_HOPS)):
        given = GIVEN[:, place].tolist()
        assert given == sorted(given)
        for strength in range(1, len(NEEDED)):
            enough = [before for before, after in enumerate(given) if after >= strength]
            assert NEEDED[strength, place] == (min(enough) if enough else 0)


def test_a_detour_never_helps() -> None:
    """Whatever a circle says, a path is no stronger for having run through it.

    Together with the test above this is why walks never beat simple paths: leave the circle out,
    and what follows starts from no less.
    """
    for path, circle in product(closure(), closure()):
        assert strength_of(compose(path, circle)) <= strength_of(path)
    for lead in (relation for relation in closure() if relation & DR):
        assert all(compose(lead, relation) == ALL for relation in closure())
        assert all(compose(relation, lead) == ALL for relation in closure())
    assert PO not in closure()
