"""Who covers what in a build: works or measures, and the targets they reach strongly enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from ..columns import Columns
from ..coverage.axes import Value, work_key
from ..coverage.cells import coverage
from ..coverage.options import FRAMEWORK, Options
from ..errors import IdentifierError, nearest
from ..paths.reach import RISKS, STRENGTHS, PathOptions, Reach, reach
from .incidence import Array, Incidence
from .target_sets import target_value

Members = Literal["works", "measures"]
COUNTED = tuple(reversed(STRENGTHS[1:]))  # strongest first
MEANING = {
    "direct": "a measure is stated to mitigate the target itself",
    "equal": "directly, or what certainly is the target",
    "inherited": "at least something that certainly contains the target",
    "partial": "at least something that certainly overlaps the target",
    "lead": "anything that may overlap the target",
}
NOT_LINKED = "not linked"  # why a work is left out of which nobody said what it acts on
NOT_IN_FORCE = ("draft", "superseded", "vetoed", "withdrawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sets:
    """An incidence, and what was left out of it.

    Attributes:
        left_out: Works that state measures and were left out, each with the reason: its status, or
            :data:`NOT_LINKED`. What the latter cover is not nothing; it is not known.
        numbers: Of each member, the number of the work or measure.
        strength: The weakest strength that counts as covered; empty where cells were asked for.
    """

    incidence: Incidence
    left_out: tuple[tuple[Value, str], ...]
    numbers: tuple[int, ...]
    strength: str = ""


def sets_of(
    columns: Columns,
    targets: Array,
    options: PathOptions,
    *,
    members: Members = "works",
    strength: str = "equal",
    every_status: bool = False,
    labels: Mapping[str, str] | None = None,
) -> Sets:
    """Which targets each work, or each measure, covers.

    Args:
        columns: Those of the build.
        targets: The numbers of the targets.
        options: What counts and how far it is followed; the kind and the leads follow from the
            targets and the strength.
        members: Works, or distinct measures.
        strength: The weakest that counts, one of :data:`COUNTED`.
        every_status: Whether drafts count, and works that are superseded, vetoed or withdrawn.
        labels: Labels of measures by IRI.

    Raises:
        IdentifierError: No strength is called so.
    """
    if strength not in COUNTED:
        raise IdentifierError(f"no strength is called {strength!r}: {nearest(strength, COUNTED)}")
    weakest = STRENGTHS.index(strength)
    works, left_out = _works(columns, every_status=every_status)
    groups = [
        (reach(columns, replace(options, kind=kind, leads=strength == "lead")), group)
        for kind, group in _by_kind(columns, targets).items()
    ]
    works, unlinked = _linked(columns, works, [found for found, _ in groups])
    member, target = [], []
    for found, group in groups:
        if members == "works":
            one, other = np.nonzero(found.works[works][:, group] >= weakest)
            one, other = np.array(works, dtype=np.int64)[one], group[other]
        else:
            one, other, said = _only(found, works).measures()
            keep = (said >= weakest) & np.isin(other, group)
            one, other = one[keep], other[keep]
        member.append(one)
        target.append(other)
    of = np.concatenate([np.zeros(0, dtype=np.int64), *member])
    on = np.concatenate([np.zeros(0, dtype=np.int64), *target])
    numbers = works if members == "works" else np.unique(of).tolist()
    values = (
        [work_value(columns, number) for number in numbers]
        if members == "works"
        else measure_values(columns, numbers, labels or {})
    )
    made = Incidence.of_pairs(
        values,
        (target_value(columns, number) for number in targets.tolist()),
        np.searchsorted(np.array(numbers, dtype=np.int64), of),
        np.searchsorted(targets, on),
    )
    return Sets(
        incidence=made, left_out=(*left_out, *unlinked), numbers=tuple(numbers), strength=strength
    )


def sets_of_cells(
    columns: Columns, facet: str, *, threshold: int = 2, every_status: bool = False
) -> Sets:
    """Which values of a facet, such as categories, each work addresses.

    Works without a measure that has a value of the facet are not among the members: nobody knows.
    """
    works, left_out = _works(columns, every_status=every_status)
    table = coverage(columns, Options(by=(FRAMEWORK, facet), threshold=threshold))
    shown = {work_value(columns, number).iri: number for number in works}
    cells = [cell for cell in table.cells if cell.values[0].iri in shown]
    present = {cell.values[0].iri for cell in cells if cell.evidence}
    numbers = [number for iri, number in shown.items() if iri in present]
    values = list({cell.values[1].iri: cell.values[1] for cell in cells}.values())
    place = {value.iri: position for position, value in enumerate(values)}
    rows = {number: position for position, number in enumerate(numbers)}
    pairs = np.array(
        [
            (rows[shown[cell.values[0].iri]], place[cell.values[1].iri])
            for cell in cells
            if cell.state == "addressed"
        ],
        dtype=np.int64,
    ).reshape(-1, 2)
    made = Incidence.of_pairs(
        (work_value(columns, number) for number in numbers), values, pairs[:, 0], pairs[:, 1]
    )
    return Sets(incidence=made, left_out=left_out, numbers=tuple(numbers))


def _works(
    columns: Columns, *, every_status: bool
) -> tuple[list[int], tuple[tuple[Value, str], ...]]:
    """The works that state measures and count, and those that do not."""
    stating = np.unique(columns.items["work"][columns.items["accepted"]]).tolist()
    status = {number: str(columns.index["works"][number].get("status", "")) for number in stating}
    out = [number for number in stating if not every_status and status[number] in NOT_IN_FORCE]
    left_out = tuple((work_value(columns, number), status[number]) for number in out)
    return [number for number in stating if number not in out], left_out


def _linked(
    columns: Columns, works: list[int], reached: list[Reach]
) -> tuple[list[int], tuple[tuple[Value, str], ...]]:
    """The works of which somebody said what they act on, and the others."""
    known = {
        number
        for found in reached
        for number in (*found.seeds.work.tolist(), *found.seeds.every[:, 1].tolist())
    }
    coded = {
        coding["work"]
        for coding in columns.index["codings"]
        if coding["facet"].endswith("/facet-action") and coding["coded"] == "complete"
    }
    linked = [n for n in works if n in known or columns.index["works"][n]["iri"] in coded]
    out = tuple((work_value(columns, n), NOT_LINKED) for n in works if n not in linked)
    return linked, out


def _by_kind(columns: Columns, targets: Array) -> dict[str, Array]:
    """The targets by the kind that says how they are reached: all risks are reached alike."""
    groups: dict[str, list[int]] = {}
    for number in targets.tolist():
        kinds = columns.index["targets"][number]["kinds"]
        kind = RISKS[0] if not set(RISKS).isdisjoint(kinds) else kinds[0]
        groups.setdefault(kind, []).append(number)
    return {kind: np.array(numbers, dtype=np.int64) for kind, numbers in groups.items()}


def _only(found: Reach, works: list[int]) -> Reach:
    """What is reached from the measures of some works."""
    seeds = found.seeds
    mine = np.isin(seeds.work, works)
    kept = replace(
        seeds,
        measure=seeds.measure[mine],
        work=seeds.work[mine],
        thing=seeds.thing[mine],
        link=seeds.link[mine],
        every=seeds.every[np.isin(seeds.every[:, 1], works)],
    )
    return replace(found, seeds=kept)


def work_value(columns: Columns, number: int) -> Value:
    """A work as one thing of an answer."""
    said = columns.index["works"][number]
    return Value(id=work_key(said["iri"]), iri=said["iri"], label=said["label"])


def measure_values(columns: Columns, numbers: list[int], labels: Mapping[str, str]) -> list[Value]:
    """Measures as things of an answer: the IRI is that of the first record of each."""
    first: dict[int, str] = {}
    for record, number in enumerate(columns.items["measure"].tolist()):
        if columns.items["accepted"][record]:
            first.setdefault(number, columns.index["items"][record])
    found = []
    for number in numbers:
        iri = first[number]
        name = iri.rpartition("/")[2]
        found.append(Value(id=name, iri=iri, label=labels.get(iri, name)))
    return found


def works_of_measures(columns: Columns, numbers: tuple[int, ...]) -> dict[int, list[Value]]:
    """Of each measure, the works that state it."""
    items = columns.items[np.isin(columns.items["measure"], numbers) & columns.items["accepted"]]
    pairs = np.unique(np.stack([items["measure"], items["work"]], axis=1), axis=0)
    found: dict[int, list[Value]] = {number: [] for number in numbers}
    for measure, work in pairs.tolist():
        found[measure].append(work_value(columns, work))
    return found
