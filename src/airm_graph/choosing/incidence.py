"""Who covers what: members, which are works or measures, and the targets that each covers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..coverage.axes import Value

Array = NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incidence:
    """Pairs of a member and a target that it covers.

    Attributes:
        member: The number of the member of each pair; pairs are sorted, and none is twice there.
        target: The number of the target of each pair.
        first: For each member the place of its first pair, and one more.
        weights: What each target counts, a whole number.
    """

    members: tuple[Value, ...]
    targets: tuple[Value, ...]
    member: Array
    target: Array
    first: Array
    weights: Array

    @classmethod
    def of_pairs(
        cls,
        members: Iterable[Value],
        targets: Iterable[Value],
        member: Array,
        target: Array,
        weights: Array | None = None,
    ) -> Incidence:
        """The incidence of pairs in any order, some of them perhaps twice there."""
        members, targets = tuple(members), tuple(targets)
        width = max(len(targets), 1)
        key = np.unique(member.astype(np.int64) * width + target)
        member, target = key // width, key % width
        return cls(
            members=members,
            targets=targets,
            member=member,
            target=target,
            first=np.searchsorted(member, np.arange(len(members) + 1)),
            weights=np.ones(len(targets), dtype=np.int64) if weights is None else weights,
        )

    @classmethod
    def of_sets(
        cls, sets: Mapping[str, Iterable[str]], targets: Iterable[str] | None = None
    ) -> Incidence:
        """The incidence of named sets; the targets are those in the sets unless others are given.

        >>> made = Incidence.of_sets({"a": ["t1", "t2"], "b": ["t2"]})
        >>> made.degrees().tolist()
        [1, 2]
        """
        covered = {name: set(covers) for name, covers in sets.items()}
        names = sorted(set().union(*covered.values())) if targets is None else list(targets)
        number = {name: position for position, name in enumerate(names)}
        pairs = [
            (position, number[name])
            for position, covers in enumerate(covered.values())
            for name in covers
            if name in number
        ]
        made = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return cls.of_pairs(
            (Value(id=name, iri=name, label=name) for name in covered),
            (Value(id=name, iri=name, label=name) for name in names),
            made[:, 0],
            made[:, 1],
        )

    def covered_by(self, member: int) -> Array:
        """The numbers of the targets that a member covers, ascending."""
        return np.asarray(self.target[self.first[member] : self.first[member + 1]])

    def degrees(self) -> Array:
        """For each target, how many members cover it."""
        return np.bincount(self.target, minlength=len(self.targets))

    def sizes(self) -> Array:
        """For each member, how many targets it covers."""
        return np.diff(self.first)

    def counts(self, chosen: Iterable[int]) -> Array:
        """For each target, how many of the chosen members cover it."""
        parts = [self.covered_by(member) for member in chosen]
        found = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
        return np.bincount(found, minlength=len(self.targets))

    def weight(self, which: Array) -> int:
        """What the targets of a mask count together."""
        return int(self.weights[which].sum())

    def merged(self, need: Array) -> tuple[Incidence, Array]:
        """Targets that the same members cover and that need as many of them, as one target each.

        Returns:
            The smaller incidence, without targets that need nobody, and what each target needs.
        """
        order = np.argsort(self.target, kind="stable")
        members = self.member[order]
        low = np.searchsorted(self.target[order], np.arange(len(self.targets) + 1))
        place: dict[tuple[int, bytes], int] = {}
        kept: list[int] = []
        weights: list[int] = []
        for target in np.flatnonzero(need > 0).tolist():
            key = (int(need[target]), members[low[target] : low[target + 1]].tobytes())
            known = place.setdefault(key, len(kept))
            if known == len(kept):
                kept.append(target)
                weights.append(0)
            weights[known] += int(self.weights[target])
        new = np.full(len(self.targets), -1)
        new[kept] = np.arange(len(kept))
        stays = new[self.target] >= 0
        smaller = Incidence.of_pairs(
            self.members,
            (self.targets[target] for target in kept),
            self.member[stays],
            new[self.target[stays]],
            np.array(weights, dtype=np.int64),
        )
        return smaller, need[kept]
