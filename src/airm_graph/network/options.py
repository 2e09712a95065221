"""What is asked of a network: which statements make it, and what it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..agents import CodedBy
from ..columns import MITIGATING, RELATIONS, STATUSES
from ..coverage.options import OptionError
from ..errors import IdentifierError, nearest

VIEWS = {
    "measures": "measures and the targets that they mitigate; bipartite",
    "works": "works and the targets that their measures mitigate; bipartite",
    "mappings": "what mappings and hierarchies connect; directed, an edge for each statement",
    "all": "measures, targets and mappings in one; directed, an edge for each statement",
}
BIPARTITE = ("measures", "works")
# As the columns name them, but for measures.
NODE_KINDS = ("risk-source", "risk", "consequence", "impact", "requirement", "measure", "concept")
ALSO = (*STATUSES[1:], "negative", "stale")  # mappings that count only when asked for
MITIGATES = tuple(RELATIONS[number] for number in MITIGATING)


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkOptions:
    """Which statements make a network.

    Attributes:
        kinds: Targets of these kinds only; empty means every kind.
        where: ``(facet, concept or work)`` pairs. A work keeps the links that its own records
            state, and the mappings with an end in it; every other facet keeps measures.
        coded_by: Whose statements count.
        min_confidence: Statements that give a lower confidence do not count.
        machine_made: Whether statements count that a program decided.
        relations: Of measures to targets, those that count.
        also: Of the mappings that are not accepted, hold no more or are negative, those that count
            nevertheless: some of :data:`ALSO`.
        isolates: Whether measures, works and targets without any edge are nodes, too.
    """

    kinds: tuple[str, ...] = ()
    where: tuple[tuple[str, str], ...] = ()
    coded_by: CodedBy = "all"
    min_confidence: float = 0.0
    machine_made: bool = True
    relations: tuple[str, ...] = MITIGATES
    also: tuple[str, ...] = ()
    isolates: bool = False

    def __post_init__(self) -> None:
        _known("kind of target", self.kinds, NODE_KINDS)
        _known("relation", self.relations, RELATIONS)
        _known("sort of mapping", self.also, ALSO)
        if not self.relations:
            raise OptionError("no relation is asked for; a network of measures needs one")


def check_view(view: str) -> None:
    """Refuse a view that is not among :data:`VIEWS`.

    Raises:
        IdentifierError: The nearest views are named.
    """
    _known("view", (view,), tuple(VIEWS))


def _known(what: str, names: Sequence[str], known: Sequence[str]) -> None:
    for name in names:
        if name not in known:
            raise IdentifierError(f"no {what} is called {name!r}: {nearest(name, known)}")
