"""What acts on what and what corresponds to what, as slots of both sides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from ...sources.nexus.folder import INVERSE
from ...sources.nexus.ours import note
from ...vocab import AIRM, SKOS, SSSOM
from ..contents import Contents
from .shelf import Shelf, own_id
from .things import Files
from .yaml_text import Entity, entity

SLOTS = {
    SKOS.exactMatch.value: "exact_mappings",
    SKOS.closeMatch.value: "close_mappings",
    SKOS.broadMatch.value: "broad_mappings",
    SKOS.narrowMatch.value: "narrow_mappings",
    SKOS.relatedMatch.value: "related_mappings",
    AIRM.sameRecordAs.value: "exact_mappings",  # the Nexus has no slot that says as much
}
# By relation: the slot of the measure and that of the risk. What only assesses a risk, or acts on
# it in a way that nobody states, is related to it and no more.
ACTING = {
    "mitigates": ("mitigatesRiskConcept", "isMitigatedBy"),
    "reduces": ("mitigatesRiskConcept", "isMitigatedBy"),
    "respondsTo": ("mitigatesRiskConcept", "isMitigatedBy"),
    "detects": ("detectsRiskConcept", "isDetectedBy"),
}
UNSAID = frozenset({"reduces", "respondsTo", "assesses"})  # by any slot
RELATED = ("hasRelatedRisk", "hasRelatedAction")

Triple = tuple[str, str, str]


@dataclass
class Linked:
    """What was said besides.

    Attributes:
        of_nexus: What is added to entities that the Nexus ships, by collection.
        referred: The ids of all that it ships and that anything here refers to.
        counts: How many statements became slots, and how many did not.
    """

    of_nexus: dict[str, list[Entity]] = field(default_factory=dict)
    referred: set[str] = field(default_factory=set)


def linked(contents: Contents, shelf: Shelf, files: Files) -> Linked:
    """Add the slots to the entities of the files, and say what is to be added to others.

    Only accepted statements become slots; the table has the other mappings, too.
    """
    here = {
        each["id"]: (collection, each)
        for collections in files.values()
        for collection, entities in collections.items()
        for each in entities
    }
    notes: dict[str, list[str]] = defaultdict(list)
    added: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for subject, slot, target in {*_acting(contents, shelf, notes), *_mapped(contents, shelf)}:
        added[subject][slot].add(target)
    said = Linked()
    of_nexus: dict[str, list[Entity]] = defaultdict(list)
    collections_of = {key: iri for iri, key in shelf.shipped.items()}
    for key, slots in sorted(added.items()):
        values = {slot: sorted(targets) for slot, targets in sorted(slots.items())}
        said.referred |= {each for many in values.values() for each in many if each not in here}
        if key in here:
            here[key][1].update(values)
        else:
            said.referred.add(key)
            collection, type_ = shelf.shipped_as(collections_of[key])
            of_nexus[collection].append(entity(key, type=type_, **values))
    for key, lines in notes.items():
        here[key][1].setdefault("notes", []).extend(sorted(lines))
    said.referred |= {
        risk
        for _, each in here.values()
        for risk in each.get("refersToRisk", ())
        if risk not in here
    }
    said.of_nexus = dict(of_nexus)
    return said


def _acting(contents: Contents, shelf: Shelf, notes: dict[str, list[str]]) -> Iterator[Triple]:
    for (measure, risk), relations in _pairs(contents, shelf).items():
        target = shelf.key(risk)
        if relations & UNSAID or not target:
            notes[own_id(measure)] += (note(each, target or risk) for each in relations)
        for relation in relations if target else ():
            for slots in {ACTING.get(relation, RELATED), RELATED}:
                yield own_id(measure), slots[0], target
                if shelf.written.get(risk, "entries") == "entries":
                    yield target, slots[1], own_id(measure)


def _pairs(contents: Contents, shelf: Shelf) -> dict[tuple[str, str], set[str]]:
    """How each measure of ours acts on each risk, where that is accepted.

    What the Nexus says of its own measures, it says itself.
    """
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for each in contents.of_class(AIRM.ActionStatement):
        measure = each.value(AIRM.statementOf)
        if each.value(AIRM.status) == AIRM.accepted.value and measure in shelf.written:
            relation = each.value(AIRM.relation).rpartition("#")[2]
            found[measure, each.value(AIRM.target)].add(relation)
    return found


def _mapped(contents: Contents, shelf: Shelf) -> Iterator[Triple]:
    for each in contents.of_class(SSSOM.Mapping):
        slot = SLOTS.get(each.value(SSSOM.predicate_id), "")
        ends = [each.value(SSSOM.subject_id), each.value(SSSOM.object_id)]
        if (
            not slot
            or each.value(AIRM.status) != AIRM.accepted.value
            or each.value(SSSOM.predicate_modifier)
            or each.values(AIRM.unresolved)
            or each.values(AIRM.stale)
            or not any(end in shelf.written for end in ends)
        ):
            continue
        subject, object_ = map(shelf.key, ends)
        if subject and object_:
            yield subject, slot, object_
            yield object_, INVERSE[slot], subject
