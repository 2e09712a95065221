"""What is asked of a coverage table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ..agents import CodedBy
from ..errors import AirmError, IdentifierError, nearest
from ..schemes import Facet
from ..vocab import AIRM

FRAMEWORK = "framework"
MOST_FACETS = 5
WITHOUT = ("machine-made",)  # decisions of those who let a program read

Count = Literal["measures", "records"]
Facets = Mapping[str, Facet]


class OptionError(AirmError):
    """A coverage table was asked for in a way that makes no sense."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Which cells, counted how.

    Attributes:
        by: Two to five facets; every combination of their values is a cell.
        levels: The level of a facet's scheme where it differs from the facet's default.
        where: ``(facet, concept or work)`` pairs that an item must match, all of them.
        threshold: Evidence from which a cell is addressed; below it is thin.
        count: Distinct measures, or records as their publisher counted them, disputed ones too.
        coded_by: Whose classifications count.
        min_confidence: Classifications that state a lower confidence do not count.
        without: Of :data:`WITHOUT`, what does not count.
    """

    by: tuple[str, ...]
    levels: Mapping[str, int] = field(default_factory=dict)
    where: tuple[tuple[str, str], ...] = ()
    threshold: int = 2
    count: Count = "measures"
    coded_by: CodedBy = "all"
    min_confidence: float = 0.0
    without: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 2 <= len(self.by) <= MOST_FACETS:
            raise OptionError(f"{len(self.by)} facets given; a table has 2 to {MOST_FACETS}")
        if len(set(self.by)) != len(self.by):
            raise OptionError(f"a facet is named twice: {', '.join(self.by)}")
        if self.threshold < 1:
            raise OptionError(f"the threshold is {self.threshold}; it is at least 1")
        for name in self.without:
            if name not in WITHOUT:
                raise OptionError(f"without {name!r}: expected {', '.join(WITHOUT)}")
        for name in self.levels:
            if name not in self.by:
                raise OptionError(f"a level is given for {name}, which is not among --by")

    def check(self, facets: Facets) -> None:
        """Refuse facets and levels that the build does not have.

        Raises:
            IdentifierError: Measures have no such facet; the nearest are named.
            OptionError: A facet has no such level.
        """
        for name in (*self.by, *(name for name, _ in self.where)):
            measure_facet(facets, name)
        for name, level in self.levels.items():
            deepest = measure_facet(facets, name).depth()
            if not 1 <= level <= deepest:
                raise OptionError(f"{name} has the levels 1 to {deepest}; {level} is none of them")

    def level(self, facet: Facet) -> int:
        """The level at which the facet is cut."""
        return self.levels.get(facet.name, facet.level)


def measure_facets(facets: Facets) -> dict[str, Facet]:
    """The facets by which measures can be counted."""
    return {
        name: facet
        for name, facet in facets.items()
        if name == FRAMEWORK
        or facet.inherited
        or (facet.concepts and facet.of in {AIRM.Mitigation.value, AIRM.Framework.value})
    }


def measure_facet(facets: Facets, name: str) -> Facet:
    """The facet called ``name``, if measures have it.

    Raises:
        IdentifierError: Measures have no such facet; the nearest are named.
    """
    known = measure_facets(facets)
    if name not in known:
        raise IdentifierError(f"no facet of measures is called {name!r}: {nearest(name, known)}")
    return known[name]


def levels_at(facets: Facets, by: Sequence[str], level: int) -> dict[str, int]:
    """That level for each of the facets that has it.

    Raises:
        IdentifierError: Measures have no such facet.
        OptionError: None of the facets has the level.
    """
    found = {}
    for name in by:
        facet = measure_facet(facets, name)
        if facet.concepts and 1 <= level <= facet.depth():
            found[name] = level
    if not found:
        raise OptionError(f"none of {', '.join(by)} has a level {level}")
    return found


def parse_where(pairs: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """``facet=concept`` strings as pairs.

    >>> parse_where(["stage=deploy"])
    (('stage', 'deploy'),)
    """
    parsed = []
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not value:
            raise OptionError(f"{pair!r} is not facet=concept, such as stage=deploy")
        parsed.append((name, value))
    return tuple(parsed)
