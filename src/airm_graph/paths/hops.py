"""The mappings that count under some options, as hops that can be taken in both directions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..agents import CodedBy, are_programs, counting
from ..columns import EXTENTS, MAPPING, STATUSES, Columns
from ..errors import AirmError
from ..identifiers import expand
from .relations import BACKWARDS, SUBCLASS

Array = NDArray[Any]
WITHOUT = ("machine-made", "own", "catch-all")
DEPTH = 3  # hops, unless asked otherwise


class PathError(AirmError):
    """Paths were asked for in a way that makes no sense."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathOptions:
    """Which statements count, and how far they are followed.

    Attributes:
        kind: The kind of target. Risks are reached from what measures mitigate, requirements from
            the measures themselves.
        depth: The most hops of a path.
        coded_by: Whose links and mappings count.
        min_confidence: What states a lower confidence does not count.
        without: Of :data:`WITHOUT`, what does not count.
        catch_all: Whether measures that claim to cover every risk reach every risk.
        leads: Whether to follow mappings that say nothing of extents, and paths on which
            disjointness is not excluded.
        proposed: Whether mappings count that are proposed and not yet accepted.
        stale: Whether mappings count though an end has changed its meaning since.
    """

    kind: str = "risk-source"
    depth: int = DEPTH
    coded_by: CodedBy = "all"
    min_confidence: float = 0.0
    without: tuple[str, ...] = ()
    catch_all: bool = False
    leads: bool = False
    proposed: bool = False
    stale: bool = False

    def __post_init__(self) -> None:
        if self.depth < 0:
            raise PathError(f"the depth is {self.depth}; it is at least 0")
        for name in self.without:
            if name not in WITHOUT:
                raise PathError(f"without {name!r}: expected one of {', '.join(WITHOUT)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hops:
    """Steps from thing to thing, sorted by the thing they arrive at.

    Attributes:
        size: How many things there are.
        origin: The thing that a hop leaves.
        end: The thing that it arrives at.
        relation: How what it leaves stands to where it arrives, a place in RELATIONS_OF_HOPS.
        row: The mapping that says so, a row of ``columns.mappings``.
        forward: Whether the hop goes from the subject of the mapping to its object.
        first: For each thing the first of the hops that arrive at it, and one more.
    """

    size: int
    origin: Array
    end: Array
    relation: Array
    row: Array
    forward: Array
    first: Array

    def into(self, thing: int) -> range:
        """The hops that arrive at a thing."""
        return range(int(self.first[thing]), int(self.first[thing + 1]))


def counted(columns: Columns, rows: Array, options: PathOptions) -> Array:
    """Which links or mappings count by who stated them, and how sure."""
    agents = counting(columns, options.coded_by)
    if "own" in options.without:
        agents &= counting(columns, "publisher")
    keep = np.asarray(agents[rows["agent"]])
    if options.min_confidence:
        keep &= ~(rows["confidence"] < options.min_confidence)
    if "machine-made" in options.without:
        if rows.dtype == MAPPING:
            keep &= ~rows["machine_made"]
        else:
            keep &= ~are_programs(columns)[rows["agent"]]
    return keep


def mapping_rows(columns: Columns, options: PathOptions) -> Array:
    """The numbers of the mappings that count; a denied one is never a hop."""
    rows = columns.mappings
    keep = rows["status"] == STATUSES.index("accepted")
    if options.proposed:
        keep |= rows["status"] == STATUSES.index("proposed")
    keep &= ~rows["negative"] & (rows["subject"] != rows["object"])
    if not options.stale:
        keep &= ~rows["stale"]
    if not options.leads:
        keep &= rows["relation"] != EXTENTS.index("nothing")
    keep &= counted(columns, rows, options)
    return np.flatnonzero(keep)


def hops_of(columns: Columns, options: PathOptions) -> Hops:
    """The hops along every mapping that counts, forwards and backwards.

    Of the hops that arrive at a thing, those come first that no machine made.
    """
    kept = mapping_rows(columns, options)
    rows = columns.mappings[kept]
    said = rows["relation"].copy()
    names = columns.index.get("predicates", [])
    if (name := expand("rdfs:subClassOf")) in names:
        said[(rows["predicate"] == names.index(name)) & (said == EXTENTS.index("inside"))] = (
            SUBCLASS
        )
    origin = np.concatenate([rows["subject"], rows["object"]])
    end = np.concatenate([rows["object"], rows["subject"]])
    size = len(columns.index["targets"])
    machine = np.tile(rows["machine_made"], 2)
    order = np.argsort(end * np.int64(2) + machine, kind="stable")
    first = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(end, minlength=size), out=first[1:])
    return Hops(
        size=size,
        origin=origin[order],
        end=end[order],
        relation=np.concatenate([said, BACKWARDS[said]])[order],
        row=np.tile(kept, 2)[order],
        forward=order < len(kept),
        first=first,
    )
