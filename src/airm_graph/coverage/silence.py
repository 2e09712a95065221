"""What it means that no measure acts on a target: a gap, or that it cannot be told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from ..agents import are_programs, counting
from ..columns import MITIGATING, RELATIONS, STATUSES, Columns
from ..identifiers import expand
from ..paths.hops import PathOptions, counted
from ..vocab import AIRM
from .codings import statements
from .options import Options

# The facet whose coding statements say whether the links to targets of a kind were looked for.
# Nobody can state that yet of the mappings from measures to requirements.
CODED_BY = {
    "risk-source": "action",
    "risk": "action-on-harm",
    "consequence": "action-on-harm",
    "impact": "action-on-harm",
}
DENYING = {getattr(AIRM, RELATIONS[number]).value for number in MITIGATING}
NOBODY = expand("sssom:NoTermFound")


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """What is known where no measure acts: works by their numbers, targets by theirs.

    Attributes:
        named: For each target the works that name it.
        unnamed: Targets with the works that do not name them, as somebody says.
        denied: Targets with the works of which somebody says that nothing in them mitigates the
            target; -1 stands for every work.
        coded: The works whose links to targets of the kind were all looked for.
    """

    named: dict[int, tuple[int, ...]]
    unnamed: frozenset[tuple[int, int]]
    denied: frozenset[tuple[int, int]]
    coded: Collection[int]

    def state(self, target: int, work: int | None) -> tuple[str, str]:
        """The state and reason of a target that nothing acts on, in all works or in one."""
        named = self.named[target]
        if {(target, -1), (target, -1 if work is None else work)} & self.denied:
            return "gap", "denied"
        if work is not None and work not in named and (target, work) in self.unnamed:
            return "gap", "unnamed"
        asked = named if work is None else (work,)
        if not asked or any(one not in named for one in asked):
            return "open", "not known to be named"
        if any(one not in self.coded for one in asked):
            return "open", "links uncoded"
        return "gap", "no measure"


def silence_of(columns: Columns, options: PathOptions) -> Silence:
    """What the columns say about targets that nothing acts on."""
    works = {work["iri"]: number for number, work in enumerate(columns.index["works"])}
    targets = columns.index["targets"]
    coded: set[str] = set()
    if options.kind in CODED_BY:
        asked = Options(by=("framework", "category"), coded_by=options.coded_by)
        about = columns.facets[CODED_BY[options.kind]]
        left_out = _left_out(columns, options)
        coded = {
            said["work"]
            for said in statements(columns, asked, about)
            if said["coded"] == "complete" and said["agent"] not in left_out
        }
    unnamed, denied = _denials(columns, options, works)
    return Silence(
        named={
            number: tuple(sorted(works[iri] for iri in target["works"] if iri in works))
            for number, target in enumerate(targets)
            if options.kind in target["kinds"]
        },
        unnamed=unnamed,
        denied=denied,
        coded={works[iri] for iri in coded if iri in works},
    )


def _left_out(columns: Columns, options: PathOptions) -> set[str]:
    """Those whose links do not count: that they looked for all of them does not count either."""
    agents = columns.index["agents"]
    keep = counting(columns, "publisher" if "own" in options.without else "all")
    if "machine-made" in options.without:
        keep &= ~are_programs(columns)
    return {agent["iri"] for agent, kept in zip(agents, keep[:-1], strict=True) if not kept}


def _denials(
    columns: Columns, options: PathOptions, works: dict[str, int]
) -> tuple[frozenset[tuple[int, int]], frozenset[tuple[int, int]]]:
    """From the negative mappings: which works do not name what, and where nothing mitigates what.

    That two things do not correspond says nothing of the other things of a work: only what is said
    of the work itself counts.
    """
    rows = columns.mappings
    keep = rows["negative"] & (rows["status"] == STATUSES.index("accepted"))
    if not options.stale:
        keep &= ~rows["stale"]
    keep &= counted(columns, rows, options)
    unnamed, denied = set(), set()
    targets: Sequence[dict[str, Any]] = columns.index["targets"]
    for row in rows[keep]:
        mitigating = columns.index["predicates"][row["predicate"]] in DENYING
        ends = int(row["subject"]), int(row["object"])
        for target, other in (ends, ends[::-1]):
            iri = targets[other]["iri"]
            if mitigating and (iri in works or iri == NOBODY):
                denied.add((target, works.get(iri, -1)))
            elif iri in works:
                unnamed.add((target, works[iri]))
    return frozenset(unnamed), frozenset(denied)
