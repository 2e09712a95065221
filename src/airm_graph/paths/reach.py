"""What the measures of each work reach through mappings, and how strongly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..columns import MITIGATING, Columns
from .hops import Hops, PathOptions, counted, hops_of
from .layers import WORD, Layers, spread
from .pairs import best_pairs, pairs_from
from .relations import DIRECT, EQUAL, INHERITED, PARTIAL, STRENGTHS

Array = NDArray[Any]
EVERYBODY = np.uint64(2**WORD - 1)
RISKS = ("risk-source", "risk", "consequence", "impact")

__all__ = ["STRENGTHS", "PathOptions", "Reach", "reach"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeds:
    """Where paths start: a row for each thing that a measure of a work mitigates, or is.

    Attributes:
        measure: The number of the measure.
        work: The number of the work that states it.
        thing: The number of the thing.
        link: The link that says so, a row of ``columns.links``; -1 where the thing is the measure.
        every: Pairs of measure and work that claim to cover every risk, where that counts.
    """

    measure: Array
    work: Array
    thing: Array
    link: Array
    every: Array

    def of_work(self, work: int) -> Seeds:
        """Those of one work."""
        mine = self.work == work
        return Seeds(
            measure=self.measure[mine],
            work=self.work[mine],
            thing=self.thing[mine],
            link=self.link[mine],
            every=self.every[self.every[:, 1] == work],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What is reached, and by which paths.

    Attributes:
        works: For each work and each target the best strength, a place in STRENGTHS.
        layers: The predecessor graph, for each 64 works.
    """

    options: PathOptions
    columns: Columns
    hops: Hops
    seeds: Seeds
    works: NDArray[np.int8]
    layers: tuple[Layers, ...]

    def best(self, work: int | None = None) -> NDArray[np.int8]:
        """The best strength at which a work, or any work, reaches each target."""
        best: NDArray[np.int8] = (
            self.works.max(axis=0, initial=0) if work is None else self.works[work]
        )
        return best

    def path(self, target: int, work: int | None = None) -> tuple[int, list[int]]:
        """A best path to a target from what the measures of a work, or of any, act on.

        Returns:
            The thing where it starts, and its hops: places in ``hops``. There is no hop where the
            target is reached directly, or not at all.
        """
        layers, groups = self.word(target, work)
        return layers.path(target, groups)

    def word(self, target: int, work: int | None) -> tuple[Layers, np.uint64]:
        """The layers in which a work, or the best one, reaches a target; and the works as bits."""
        if work is None:
            work = int(self.works[:, target].argmax())
            groups = EVERYBODY
        else:
            groups = np.uint64(1 << work % WORD)
        return self.layers[work // WORD], groups

    def starts(self) -> tuple[Array, Array, Array]:
        """For each pair of a start and a thing that is reached from it the best strength."""
        return pairs_from(
            self.hops, np.unique(self.seeds.thing), self.options.depth, leads=self.options.leads
        )

    def measures(self, work: int | None = None) -> tuple[Array, Array, Array]:
        """For each pair of a measure, of one work or of any, and a target its best strength.

        Returns:
            The number of the measure, that of the target, and a place in STRENGTHS; sorted.
        """
        start, thing, strength = self.starts()  # sorted by the start
        seeds = self.seeds if work is None else self.seeds.of_work(work)
        pairs = np.unique(np.stack([seeds.measure, seeds.thing, seeds.link >= 0]), axis=1)
        low = np.searchsorted(start, pairs[1], "left")
        count = np.searchsorted(start, pairs[1], "right") - low
        of = np.repeat(np.arange(pairs.shape[1]), count)
        place = np.arange(of.size) - np.repeat(np.cumsum(count) - count, count) + low[of]
        found = strength[place].astype(np.int8)
        at_start = thing[place] == pairs[1, of]
        found[at_start & (pairs[2, of] == 1)] = DIRECT
        measure, target = pairs[0, of], thing[place]
        every = np.unique(seeds.every[:, 0])
        risks = risk_numbers(self.columns) if every.size else every
        measure = np.concatenate([measure, np.repeat(every, risks.size)])
        target = np.concatenate([target, np.tile(risks, every.size)])
        found = np.concatenate([found, np.full(every.size * risks.size, INHERITED, np.int8)])
        return best_pairs(measure, target, found, self.hops.size)


def reach(columns: Columns, options: PathOptions) -> Reach:
    """Follow the mappings from what measures act on, for all works at once."""
    hops = hops_of(columns, options)
    seeds = seeds_of(columns, options)
    total = len(columns.index["works"])
    works = np.zeros((total, hops.size), dtype=np.int8)
    layers = []
    risks = risk_numbers(columns) if len(seeds.every) else seeds.every
    for low in range(0, total, WORD):
        words = np.zeros((EQUAL + 1, hops.size), dtype=np.uint64)
        mine = (seeds.work >= low) & (seeds.work < low + WORD)
        bits = np.uint64(1) << (seeds.work[mine] - low).astype(np.uint64)
        np.bitwise_or.at(words[EQUAL], seeds.thing[mine], bits)
        for work in np.unique(seeds.every[:, 1]):
            if low <= work < low + WORD:
                words[INHERITED, risks] |= np.uint64(1 << int(work - low))
        found = spread(hops, words, options.depth, leads=options.leads)
        layers.append(found)
        works[low : low + WORD] = found.best(min(WORD, total - low))
    stated = seeds.link >= 0
    works[seeds.work[stated], seeds.thing[stated]] = DIRECT
    if not options.leads:
        works[works < PARTIAL] = 0
    return Reach(
        options=options,
        columns=columns,
        hops=hops,
        seeds=seeds,
        works=works,
        layers=tuple(layers),
    )


def seeds_of(columns: Columns, options: PathOptions) -> Seeds:
    """Where paths to targets of the kind start.

    What measures mitigate leads to risks. A requirement is reached from the measures themselves:
    that one mitigates a risk which resembles a requirement does not carry the requirement out.
    """
    items, links = columns.items, columns.links
    measures = items["accepted"]
    if "catch-all" in options.without:
        measures = measures & ~items["all_risks"]
    keep = measures[links["item"]] & np.isin(links["relation"], MITIGATING)
    keep &= counted(columns, links, options)
    risks = options.kind in RISKS
    if not risks:
        wanted = [options.kind in target["kinds"] for target in columns.index["targets"]]
        keep &= np.array(wanted, dtype=bool)[links["target"]]
    kept = np.flatnonzero(keep)
    item, thing, link = links["item"][kept], links["target"][kept], kept
    if not risks:
        mapped = np.flatnonzero(measures & (items["target"] >= 0))
        item = np.concatenate([item, mapped])
        thing = np.concatenate([thing, items["target"][mapped]])
        link = np.concatenate([link, np.full(mapped.size, -1)])
    every = np.flatnonzero(measures & items["all_risks"] & (options.catch_all and risks))
    return Seeds(
        measure=items["measure"][item],
        work=items["work"][item],
        thing=thing,
        link=link,
        every=np.unique(np.stack([items["measure"][every], items["work"][every]], axis=1), axis=0),
    )


def risk_numbers(columns: Columns) -> Array:
    """The numbers of the targets that are risks of any kind."""
    kinds = [not set(RISKS).isdisjoint(target["kinds"]) for target in columns.index["targets"]]
    return np.flatnonzero(np.array(kinds, dtype=bool))
