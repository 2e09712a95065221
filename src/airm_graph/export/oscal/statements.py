"""Statements about things: who put a measure where, and on which risk it acts, as properties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ...vocab import AIRM, DCTERMS, PROV, SKOS, SSSOM
from ..contents import Contents, Resource
from .spelling import prop, prose, string, uuid_of


@dataclass(frozen=True, slots=True)
class Statements:
    """The statements of what is exported, by what they are about.

    Attributes:
        classifications: By the IRI of what is classified.
        actions: By the IRI of the measure.
        mappings: All, by name.
    """

    classifications: dict[str, list[Resource]] = field(default_factory=lambda: defaultdict(list))
    actions: dict[str, list[Resource]] = field(default_factory=lambda: defaultdict(list))
    mappings: list[Resource] = field(default_factory=list)

    @classmethod
    def of(cls, contents: Contents) -> Statements:
        """Those of the contents, each list by name."""
        found = cls()
        for each in contents.of_class(AIRM.Classification):
            found.classifications[each.value(AIRM.classifies)].append(each)
        for each in contents.of_class(AIRM.ActionStatement):
            found.actions[each.value(AIRM.statementOf)].append(each)
        found.mappings.extend(contents.of_class(SSSOM.Mapping))
        return found


def local(iri: str) -> str:
    """The end of a name.

    >>> local(AIRM.accepted.value)
    'accepted'
    """
    return iri.rpartition("/")[2].rpartition("#")[2]


def notation(concept: Resource) -> str:
    """The code of a concept, or the end of its name where it has none."""
    return concept.value(SKOS.notation) or concept.local


def status(statement: Resource) -> str:
    """``accepted``, ``proposed``, ``disputed`` or ``superseded``."""
    return local(statement.value(AIRM.status)) or "accepted"


def is_accepted(statement: Resource) -> bool:
    """Whether it counts as the graph's view."""
    return status(statement) == "accepted"


def account(statement: Resource) -> str:
    """Who says so, how, when, how surely and in which graph, on one line; below it, why.

    >>> account(Resource("urn:x", {}))
    ''
    """
    said = {
        "by": local(statement.value(PROV.wasAttributedTo)),
        "how": local(statement.value(AIRM.method)),
        "on": statement.value(DCTERMS.date),
        "sure": statement.value(AIRM.confidence),
        "in": local(statement.stated_in),
    }
    first = "; ".join(f"{name}: {string(value)}" for name, value in said.items() if value)
    why = [prose(text) for text in statement.values(AIRM.rationale)]
    return "\n\n".join(filter(None, [first, *why]))


def classification_props(contents: Contents, statements: Iterable[Resource]) -> list[Any]:
    """A property for each classification: the facet with the code of the concept.

    Who only looks at names must not take for granted what is proposed: unless it is accepted, the
    status stands in the name, too.
    """
    found = []
    for each in statements:
        facet = contents.get(each.value(AIRM.onFacet))
        name, said = notation(facet), status(each)
        concept = each.value(AIRM.assigns)
        if not concept:
            name = f"undetermined.{name}"
        if said != "accepted":
            name = f"{said}.{name}"
        value = notation(contents.get(concept)) if concept else "undetermined"
        found.append(
            prop(
                name,
                value,
                uuid=uuid_of(each.iri),
                **{"class": said},
                group="classification",
                remarks=account(each),
            )
        )
    return sorted(found, key=lambda p: (p["name"], p["value"], p["uuid"]))


def action_props(statements: Iterable[Resource]) -> list[Any]:
    """A property for each statement that a measure acts on a risk: the way, and the risk."""
    found = []
    for each in statements:
        said = status(each)
        name = local(each.value(AIRM.relation))
        found.append(
            prop(
                name if said == "accepted" else f"{said}.{name}",
                local(each.value(AIRM.target)),
                uuid=uuid_of(each.iri),
                **{"class": said},
                group="action",
                remarks=account(each),
            )
        )
    return sorted(found, key=lambda p: (p["name"], p["value"], p["uuid"]))
