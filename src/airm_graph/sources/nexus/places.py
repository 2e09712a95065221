"""Where each entity of the AI Atlas Nexus goes: its local id, its scheme, its group."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ...identifiers import local_id
from ..log import Log
from .folder import Atlas, Entity
from .names import PREFIXES, Shelf, kind, notation, shelf
from .ours import is_heading

UPWARDS = ("broader", "belongsToDomain")  # whose values are groups


@dataclass(frozen=True, slots=True)
class Places:
    """The local id of every entity; scheme and notation of those that become concepts.

    ``groups`` says what an entity is part of: the group of a risk, the broader concept of a
    concept.
    """

    source: str
    ids: dict[str, str]
    shelves: dict[str, Shelf]
    notations: dict[str, str]
    groups: dict[str, list[str]]


def place(atlas: Atlas, source: str, log: Log) -> Places:
    """Give every entity an id that no other has; ids that differ in signs only are told apart."""
    places = Places(source, {}, {}, {}, {})
    taken: set[str] = set()
    for entity in sorted(atlas.entities.values(), key=lambda entity: entity.id):
        stands = None if is_heading(entity) else shelf(entity)
        wanted = "" if stands is None else notation(entity)
        if is_heading(entity):
            found = local_id("section", source, entity.id)
        elif stands is None:
            found = local_id(PREFIXES[kind(entity)], source, entity.id)
        else:
            found = local_id("concept", f"{source}-{stands.name}", wanted)
        number, first = 1, found
        while found in taken:
            number += 1
            found = f"{first}-{number}"
        if number > 1:
            said = f"has the same letters and digits as another; its id ends in -{number}"
            log.note(entity.path, entity.id, first, said)
        taken.add(found)
        places.ids[entity.id] = found
        if stands is not None:
            places.shelves[entity.id] = stands
            places.notations[entity.id] = wanted if number == 1 else f"{wanted}-{number}"
    places.groups.update(_groups(atlas, log))
    return places


def parents(atlas: Atlas, places: Places, log: Log) -> dict[str, str]:
    """The broader concept in the same scheme of every concept that has one; never in a circle."""
    found: dict[str, str] = {}
    for key, stands in places.shelves.items():
        for above in places.groups.get(key, ()):
            if above in places.shelves and places.shelves[above].name == stands.name:
                if key in _upwards(above, found):
                    entity = atlas.entities[key]
                    log.note(entity.path, key, above, "is above and below this; left out")
                    continue
                found[key] = above
                break
    return found


def _upwards(key: str, above: dict[str, str]) -> Iterator[str]:
    """An entity and what is broader than it, as far as known."""
    step: str | None = key
    while step is not None:
        yield step
        step = above.get(step)


def is_group(key: str, atlas: Atlas) -> bool:
    """Whether a key is that of a group, and not of something else or of nothing."""
    entity = atlas.entities.get(key)
    return entity is not None and entity.collection == "groups"


def _groups(atlas: Atlas, log: Log) -> dict[str, list[str]]:
    """What each entity is part of, said from either side; dangling references are logged."""
    found: dict[str, list[str]] = defaultdict(list)
    spellings: dict[str, list[str]] = defaultdict(list)
    for key in atlas.entities:
        spellings[_plain(key)].append(key)
    for entity in atlas.entities.values():
        for wanted in entity.all("isPartOf"):
            target = _resolved(wanted, entity, atlas, spellings, log)
            if target:
                found[entity.id].append(target)
        for slot in UPWARDS:
            found[entity.id] += [key for key in entity.all(slot) if is_group(key, atlas)]
    for entity in atlas.entities.values():
        for key in entity.all("hasPart") + entity.all("narrower"):
            if entity.id not in found[key]:
                found[key].append(entity.id)
    # AIR 2024 tells its two levels of groups apart by a mapping inside the taxonomy.
    for subject, slot, target in atlas.statements:
        groups = is_group(subject, atlas) and is_group(target, atlas)
        if slot == "broad_mappings" and groups and _same_taxonomy(subject, target, atlas):
            found[subject].append(target)
    return found


def _resolved(
    wanted: str, entity: Entity, atlas: Atlas, spellings: dict[str, list[str]], log: Log
) -> str:
    if wanted in atlas.entities:
        return wanted
    near = spellings.get(_plain(wanted), [])
    if len(near) == 1:
        said = f"is part of what is nowhere defined; {near[0]!r} is meant, which differs in signs"
        log.mend(entity.path, entity.id, wanted, said)
        return near[0]
    said = "is part of what is nowhere defined; the reference is left out"
    log.note(entity.path, entity.id, wanted, said)
    return ""


def _plain(key: str) -> str:
    """A key without what its two spellings differ in: case, '&' for 'and', doubled hyphens."""
    return re.sub("-+", "-", key.lower().replace("&", "and"))


def _same_taxonomy(subject: str, target: str, atlas: Atlas) -> bool:
    own, other = atlas.entities[subject], atlas.entities[target]
    return own.one("isDefinedByTaxonomy") == other.one("isDefinedByTaxonomy")
