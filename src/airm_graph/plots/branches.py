"""Rows of concept and broader concept as a tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .naming import label_of


@dataclass(slots=True, kw_only=True)
class Branch:
    """A concept with what stands below it.

    Attributes:
        id: Of the concept.
        label: As people read it, with its code.
        measures: How many distinct ones stand in it or below it; None where nobody counted.
        below: The narrower concepts, in the order of the rows.
        hidden: How many concepts stand below it that are not drawn.
    """

    id: str
    label: str
    measures: int | None
    below: list[Branch] = field(default_factory=list)
    hidden: int = 0

    @property
    def leaves(self) -> int:
        """How many rows it takes."""
        return sum(branch.leaves for branch in self.below) or 1


def branches_of(rows: Sequence[Mapping[str, Any]]) -> list[Branch]:
    """The trees that the rows make; a concept whose broader one is missing begins a tree."""
    made: dict[str, Branch] = {}
    above: dict[str, str] = {}
    for row in rows:
        concept, broader = row["concept"], row.get("broader")
        name = _name(concept)
        measures = row.get("measures")
        made[name] = Branch(
            id=name,
            label=_label(concept, row.get("label")),
            measures=None if measures is None else int(measures),
        )
        if broader is not None:
            above[name] = _name(broader)
    tops = []
    for name, branch in made.items():
        if above.get(name) in made and not _circular(name, above):
            made[above[name]].below.append(branch)
        else:
            tops.append(branch)
    return tops


def _circular(name: str, above: Mapping[str, str]) -> bool:
    """Whether the way up comes back: such a concept has no place in a tree but at its top."""
    at, seen = above.get(name), {name}
    while at is not None and at not in seen:
        seen.add(at)
        at = above.get(at)
    return at is not None


def _name(concept: Any) -> str:
    return str(concept["iri"] or concept["id"]) if isinstance(concept, Mapping) else str(concept)


def _label(concept: Any, said: Any) -> str:
    """The label, after its code where that is a number such as 2.1."""
    label = label_of(said) or label_of(concept)
    code = str(concept["id"]) if isinstance(concept, Mapping) else str(concept)
    return f"{code} {label}" if code[:1].isdigit() and not label.startswith(code) else label


def walk(branches: Sequence[Branch], level: int = 0) -> Iterator[tuple[Branch, int]]:
    """Each branch before what is below it, with its level from 0."""
    todo = [(branch, level) for branch in reversed(branches)]
    while todo:
        branch, level = todo.pop()
        yield branch, level
        todo += [(below, level + 1) for below in reversed(branch.below)]


def leaves_of(branches: Sequence[Branch], levels: int) -> int:
    """How many rows so many levels take."""
    return sum(
        level == levels - 1 or not branch.below
        for branch, level in walk(branches)
        if level < levels
    )


def cut(branch: Branch, levels: int) -> Branch:
    """A copy without what stands deeper."""
    below = [cut(each, levels - 1) for each in branch.below] if levels > 1 else []
    hidden = 0 if below else len(list(walk(branch.below)))
    return Branch(
        id=branch.id, label=branch.label, measures=branch.measures, below=below, hidden=hidden
    )
