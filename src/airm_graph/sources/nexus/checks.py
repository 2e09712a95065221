"""What is odd about the entities of the AI Atlas Nexus as they stand; nothing is changed here."""

from __future__ import annotations

from ..log import Log
from .folder import INVERSE, Atlas, Entity
from .names import kind
from .places import is_group

# Slots of which each is the other side of the other, besides those that mappings and actions use.
SIDES = (("broader", "narrower"), ("hasRule", "hasRequirement"))


def check(atlas: Atlas, log: Log) -> None:
    """Note what entities lack and where they contradict each other."""
    _one_sided(atlas, log)
    for entity in atlas.entities.values():
        _lacks(entity, log)
        _mistaken_domain(entity, atlas, log)
    _unknown_tasks(atlas, log)
    _copied_descriptions(atlas, log)


def one_sided(atlas: Atlas) -> list[tuple[str, str, str]]:
    """The mappings ``(subject, slot, object)`` whose object does not say the inverse."""
    said = atlas.statements
    return [
        (subject, slot, target)
        for subject, slot, target in said
        if target in atlas.entities and (target, INVERSE[slot], subject) not in said
    ]


def _one_sided(atlas: Atlas, log: Log) -> None:
    for subject, slot, target in one_sided(atlas):
        what = f"{slot} is one-sided: {INVERSE[slot]} is missing there"
        log.note(atlas.entities[subject].path, subject, target, what)
    for entity in atlas.entities.values():
        for pair in (*SIDES, *((other, slot) for slot, other in SIDES)):
            for key in entity.all(pair[0]):
                other = atlas.entities.get(key)
                if other is None:
                    log.note(entity.path, entity.id, key, f"{pair[0]} is nowhere defined")
                elif entity.id not in other.all(pair[1]) and other.all(pair[1]):
                    what = f"{pair[0]} is one-sided: {pair[1]} is missing there"
                    log.note(entity.path, entity.id, key, what)


def _lacks(entity: Entity, log: Log) -> None:
    if entity.collection != "controls" or entity.one("isDefinedByTaxonomy"):
        return  # the detectors have neither, as they are made
    if not entity.one("description").strip():
        log.note(entity.path, entity.id, "", "has no description")
    if not entity.all("isCategorizedAs"):
        log.note(entity.path, entity.id, "", "has no category; left unclassified")


def _mistaken_domain(entity: Entity, atlas: Atlas, log: Log) -> None:
    for key in entity.all("belongsToDomain"):
        if not is_group(key, atlas):
            log.note(entity.path, entity.id, key, "belongs to a domain that is no group; left out")
    if kind(entity) == "incident" and not entity.all("refersToRisk"):
        log.note(entity.path, entity.id, "", "refers to no risk; evidence for nothing")


def _unknown_tasks(atlas: Atlas, log: Log) -> None:
    unknown = [
        (entity, task)
        for entity in atlas.entities.values()
        for task in entity.all("hasTasks")
        if task not in atlas.entities
    ]
    if unknown:
        entity, task = unknown[0]
        names = len({task for _, task in unknown})
        what = f"{len(unknown)} values of hasTasks ({names} names) are no entities; kept as notes"
        log.note(entity.path, entity.id, task, what)


def _copied_descriptions(atlas: Atlas, log: Log) -> None:
    """Documents of different names whose descriptions are word for word the same."""
    first: dict[str, Entity] = {}
    for entity in atlas.entities.values():
        words = entity.one("description").strip()
        if entity.collection == "documents" and words:
            other = first.setdefault(words, entity)
            if other.one("name") != entity.one("name"):
                what = f"has the description of {other.id}; one of the two is wrong"
                log.note(entity.path, entity.id, other.one("name"), what)
