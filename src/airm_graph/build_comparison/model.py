"""What a comparison of two builds finds, as values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..coverage.axes import Value

UNLISTED = "not listed"  # empty by arithmetic, or not there at all
NO_CAUSE = "no cause found"
RANK = {"gap": 0, "open": 1, "thin": 2, "addressed": 3}
# Each kind of cause, and what it is called when the builds are compared the other way round.
KINDS = {
    "source added": "source removed",
    "source removed": "source added",
    "version changed": "version changed",
    "measure added": "measure removed",
    "measure removed": "measure added",
    "kind changed": "kind changed",
    "work changed": "work changed",
    "reclassified": "reclassified",
    "taxonomy changed": "taxonomy changed",
    "merged": "split",
    "split": "merged",
    "coding changed": "coding changed",
    "work added": "work removed",
    "work removed": "work added",
    "exclusion added": "exclusion removed",
    "exclusion removed": "exclusion added",
    "exclusion changed": "exclusion changed",
    "link added": "link removed",
    "link removed": "link added",
    "link changed": "link changed",
    "mapping added": "mapping removed",
    "mapping removed": "mapping added",
    "mapping changed": "mapping changed",
    "target added": "target removed",
    "target removed": "target added",
    "naming changed": "naming changed",
    "program changed": "program changed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One thing that differs between the builds and changed a finding.

    Attributes:
        kind: One of :data:`KINDS`.
        thing: What differs: a measure, work, target, mapping, exclusion or source.
        before: What was said of it before; empty where nothing was.
        after: What is said of it now; empty where nothing is.
        by: Who says so: an agent, or the source with its version.
    """

    kind: str
    thing: Value
    before: str = ""
    after: str = ""
    by: str = ""

    @property
    def text(self) -> str:
        """The cause in one line.

        >>> value = Value(id="mitigation-x-1", iri="", label="Logging")
        >>> Cause(kind="reclassified", thing=value, before="2.1", after="2.3", by="Jo").text
        'reclassified: Logging (mitigation-x-1): 2.1 → 2.3 [Jo]'
        """
        name = self.thing.id
        if "/framework-" in self.thing.iri:  # titles of works are long
            name = name.removeprefix("framework-")
        elif self.thing.label and self.thing.label != name:
            name = f"{self.thing.label} ({name})"
        if self.before and self.after:
            said = f": {self.before} → {self.after}"
        elif self.before:
            said = f": no longer {self.before}"
        else:
            said = f": now {self.after}" if self.after else ""
        return f"{self.kind}: {name}{said}" + (f" [{self.by}]" if self.by else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The state of a cell or target in one of the builds, and what it rests on."""

    state: str = UNLISTED
    strength: str = ""
    reason: str = ""
    evidence: int = 0
    unknown: int = 0

    @property
    def text(self) -> str:
        """State and strength, or the numbers."""
        if self.strength:
            return f"{self.state} ({self.strength})"
        numbers = [f"{self.evidence} measure{'s' * (self.evidence != 1)}"] * bool(self.evidence)
        numbers += [f"{self.unknown} unknown"] * bool(self.unknown)
        return f"{self.state} ({', '.join(numbers)})" if numbers else self.state


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A cell or a target whose state or strength differs between the builds.

    Attributes:
        what: ``cell`` or ``target``.
        values: The values of the cell, in the order of its facets; or the one target.
        causes: Because of what; empty where no cause was found.
    """

    what: str
    values: tuple[Value, ...]
    before: Standing
    after: Standing
    causes: tuple[Cause, ...] = ()

    @property
    def transition(self) -> str:
        """From which state to which; where that is the same, from which strength to which."""
        if self.before.state != self.after.state:
            return f"{self.before.state} → {self.after.state}"
        return f"{self.before.text} → {self.after.text}"

    @property
    def because(self) -> tuple[str, ...]:
        """The causes in words; or that none was found."""
        return tuple(cause.text for cause in self.causes) or (NO_CAUSE,)


@dataclass(frozen=True, slots=True, kw_only=True)
class InputChange:
    """Something that the builds were made from, or that was derived, and that differs.

    Attributes:
        kind: ``program``, ``source``, ``vocabulary``, ``scheme``, ``declaration`` or ``derived``.
        added: Triples that only the later build has; None where triples say nothing.
        removed: Triples that only the earlier build has.
    """

    kind: str
    id: str
    label: str
    before: str = ""
    after: str = ""
    added: int | None = None
    removed: int | None = None


@dataclass(frozen=True, kw_only=True)
class BuildComparison:
    """What changed in the findings between two builds, most consequential first.

    Attributes:
        equal: The builds hold the very same; nothing else was looked at.
        asked: What was asked of both builds: facets, kind of target, options.
        inputs: What differs in what the builds were made from.
        compared: How many cells and targets either build lists, by ``cell`` and ``target``.
        shifted: How many kept their state while their numbers or reason changed.
        notes: What should be known about how the builds were read.
    """

    before: str
    after: str
    equal: bool = False
    asked: Mapping[str, Any] = field(default_factory=dict)
    inputs: tuple[InputChange, ...] = ()
    changes: tuple[Change, ...] = ()
    compared: Mapping[str, int] = field(default_factory=dict)
    shifted: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[Change, ...]:
        """The cells that changed."""
        return tuple(change for change in self.changes if change.what == "cell")

    @property
    def targets(self) -> tuple[Change, ...]:
        """The targets that changed."""
        return tuple(change for change in self.changes if change.what == "target")

    @cached_property
    def transitions(self) -> dict[str, dict[str, int]]:
        """By ``cell`` and ``target`` how many made each transition, most consequential first."""
        found: dict[str, dict[str, int]] = {"cell": {}, "target": {}}
        for change in self.changes:
            counts = found[change.what]
            counts[change.transition] = counts.get(change.transition, 0) + 1
        return found

    @cached_property
    def cause_kinds(self) -> dict[str, int]:
        """How many changes have a cause of each kind."""
        kinds = Counter(kind for c in self.changes for kind in {cause.kind for cause in c.causes})
        return {kind: kinds[kind] for kind in KINDS if kinds[kind]}


def consequence(change: Change) -> tuple[Any, ...]:
    """Sorts changes: gaps that appeared, then what was lost, then what disappeared, then gains."""
    before, after = change.before.state, change.after.state
    if after == "gap" != before and before != UNLISTED:
        group = 0
    elif UNLISTED in {before, after}:
        group = 3 if after == UNLISTED else 5
    elif "excluded" in {before, after}:
        group = 4
    else:
        loss = RANK[before] - RANK[after]
        group = (1 if before == "addressed" else 2) if loss > 0 else 6 if loss else 2
    return (
        group,
        -RANK.get(before, -1),
        RANK.get(after, -1),
        change.what,
        change.transition,
        change.after.evidence - change.before.evidence,
        tuple(value.id for value in change.values),
    )
