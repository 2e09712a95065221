"""Which things become controls, what their ids are, and which of them correspond."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from ...vocab import AIRM, OWL, SSSOM
from ..contents import Contents, Resource
from .spelling import token
from .statements import Statements, status

NUMBER = re.compile(r"(\d+)")


def in_order(text: str) -> tuple[tuple[int, str], ...]:
    """What sorts GV-1.2 before GV-1.10.

    >>> sorted(["a10", "a9", "a"], key=in_order)
    ['a', 'a9', 'a10']
    """
    return tuple(
        (int(part), "") if part.isdecimal() and len(part) < 20 else (-1, part)
        for part in NUMBER.split(text)
    )


@dataclass(frozen=True)
class Items:
    """The measures and requirements of the contents."""

    contents: Contents
    statements: Statements

    @cached_property
    def all(self) -> dict[str, Resource]:
        """By IRI, in the order of the keys that their publishers give them."""
        found = self.contents.of_class(AIRM.Mitigation, AIRM.Requirement)
        found.sort(key=lambda each: (in_order(each.value(AIRM.sourceKey)), each.iri))
        return {each.iri: each for each in found}

    def id_of(self, iri: str) -> str:
        """The id of a control: what its name ends with, where that is ours.

        It has the version of the source and the publisher's key in it: mitigation-mitv1-A0968.
        """
        minted = self.contents.name("id/")
        return token(iri.removeprefix(minted)) if iri.startswith(minted) else token(iri)

    @cached_property
    def pairs(self) -> list[Resource]:
        """Mappings whose ends are both among the items."""
        return [
            each
            for each in self.statements.mappings
            if {each.value(SSSOM.subject_id), each.value(SSSOM.object_id)} <= self.all.keys()
        ]


def is_current(mapping: Resource) -> bool:
    """Whether it is the graph's view that its ends correspond."""
    accepted = status(mapping) == "accepted"
    return accepted and not is_negative(mapping) and not mapping.value(AIRM.stale)


def is_negative(mapping: Resource) -> bool:
    """Whether it denies what it names."""
    return SSSOM.NegatedPredicate.value in mapping.values(SSSOM.predicate_modifier)


def is_withdrawn(item: Resource) -> bool:
    """Whether its publisher has taken it back."""
    return any(
        each.value.value in ("true", "1") for each in item.said.get(OWL.deprecated.value, ())
    )
