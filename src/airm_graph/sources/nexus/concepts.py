"""The schemes of the AI Atlas Nexus, and what is classified by them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from ...identifiers import local_id
from ...records import Classification, Scheme, SchemeConcept
from ..log import Log
from . import names
from .folder import Atlas, Entity
from .names import Shelf, kind, slug, work
from .ours import CLASSIFIED, is_ours, noted_with, own_facet
from .places import Places, parents

# Slots whose values are words and not entities: the facet that they code.
ATTRIBUTES = {
    "risk_type": Shelf("nexus-risk-type", "risk", "types of risk"),
    "descriptor": Shelf("nexus-risk-descriptor", "risk", "descriptors of risks"),
    "phase": Shelf("nexus-risk-phase", "risk", "phases of risks"),
    "hasAiActorTask": Shelf("nexus-actor-task", "measure", "AI actor tasks"),
    "hasApplication": Shelf("aiuc1-application", "requirement", "application"),
    "hasControlApplication": Shelf(
        "aiuc1-control-application", "requirement", "application of controls"
    ),
    "hasEvidenceCategory": Shelf("aiuc1-evidence-category", "requirement", "kinds of evidence"),
    "hasFrequency": Shelf("aiuc1-frequency", "requirement", "frequency"),
    "hasRequirementType": Shelf("aiuc1-requirement-type", "requirement", "types of requirement"),
    "hasTypicalLocation": Shelf(
        "aiuc1-typical-location", "requirement", "typical location of evidence"
    ),
}
# Slots whose values are concepts; those of ``isPartOf`` were resolved before.
REFERENCES = ("hasPrinciple", "isApplicableToCapability")
FUNCTIONS = {"GV": "govern", "MP": "map", "MS": "measure", "MG": "manage"}
# Named as in the first MIT taxonomy of mitigations, which the facet 'category' uses already.
CATEGORY = "mit-draft-ai-risk-mitigation-group-"

Spellings = dict[tuple[str, str], str]


def clean(text: str) -> str:
    """A label on one line, without double or outer spaces."""
    return " ".join(text.split())


def usual_spellings(atlas: Atlas, log: Log) -> Spellings:
    """The most frequent spelling of each attribute value, by slot and notation.

    Values that differ in case and hyphens only are one; who uses a rarer spelling is mended.
    """
    used: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for _, slot, value in _values(atlas):
        used[slot, slug(value)][value] += 1
    usual = {
        key: min(counts, key=lambda value: (-counts[value], value)) for key, counts in used.items()
    }
    for entity, slot, value in _values(atlas):
        if value != (meant := usual[slot, slug(value)]):
            log.mend(entity.path, entity.id, value, f"{slot} is otherwise spelled {meant!r}")
    return usual


def schemes(
    atlas: Atlas, places: Places, usual: Spellings, log: Log
) -> tuple[list[Scheme], list[SchemeConcept]]:
    """Every scheme with its concepts: entities that are concepts, and values of attributes."""
    found: dict[str, Scheme] = {}
    concepts: list[SchemeConcept] = []
    broader = parents(atlas, places, log)
    for key, stands in places.shelves.items():
        entity = atlas.entities[key]
        scheme = found.setdefault(stands.name, _scheme(stands, entity, atlas, places.source))
        concepts.append(
            SchemeConcept(
                path=entity.path,
                id=places.ids[key],
                scheme=scheme.id,
                notation=places.notations[key],
                parent=places.ids[broader[key]] if key in broader else "",
                label=clean(entity.one("name") or key),
            )
        )
    for (slot, notation), value in usual.items():
        stands = ATTRIBUTES[slot]
        scheme = found.setdefault(stands.name, _scheme(stands, None, atlas, places.source))
        concepts.append(
            SchemeConcept(
                id=local_id("concept", f"{places.source}-{stands.name}", notation),
                scheme=scheme.id,
                notation=notation,
                parent="",
                label=clean(value),
            )
        )
    return list(found.values()), concepts


def classifications(atlas: Atlas, places: Places, log: Log) -> Iterator[Classification]:
    """What the publisher puts things under, each statement once."""
    for entity in atlas.entities.values():
        what = kind(entity)
        if not what:
            continue
        if is_ours(entity):
            yield from _noted(entity, atlas, places)
            continue
        said = [(ATTRIBUTES[slot].name, slug(value)) for _, slot, value in _of(entity)]
        targets = places.groups.get(entity.id, []) if what == "risk" else []
        for key in [*targets, *(key for slot in REFERENCES for key in entity.all(slot))]:
            if key in places.shelves and places.shelves[key].of:
                said.append((places.shelves[key].name, places.notations[key]))
            else:
                log.note(entity.path, entity.id, key, "is no concept of a facet; not classified")
        for key in entity.all("isCategorizedAs"):
            if key.startswith(CATEGORY):
                said.append(("category", key.removeprefix(CATEGORY)))
            else:
                log.note(entity.path, entity.id, key, "is no category of the MIT; not classified")
        if what == "measure" and work(entity) == "framework-nist2024":
            # a suggested action is numbered by the function it serves: GV-1.1-001
            said += [("function", FUNCTIONS[code]) for code in [entity.id[:2]] if code in FUNCTIONS]
        for facet, concept in dict.fromkeys(said):
            yield Classification(
                path=entity.path,
                id=places.ids[entity.id],
                facet=facet,
                concept=concept,
                status="accepted",
                confidence=None,
                rationale="",
            )


def _values(atlas: Atlas) -> Iterator[tuple[Entity, str, str]]:
    for entity in atlas.entities.values():
        yield from _of(entity)


def _noted(entity: Entity, atlas: Atlas, places: Places) -> Iterator[Classification]:
    """What an entity that this program wrote is put under."""
    for facet, key in noted_with(entity, CLASSIFIED):
        if key in atlas.entities:
            yield Classification(
                path=entity.path,
                id=places.ids[entity.id],
                facet=own_facet(atlas.entities[key], facet),
                concept=names.notation(atlas.entities[key]),
                status="accepted",
                confidence=None,
                rationale="",
            )


def _of(entity: Entity) -> Iterator[tuple[Entity, str, str]]:
    for slot in ATTRIBUTES:
        for value in entity.all(slot):
            yield entity, slot, value


def _scheme(stands: Shelf, entity: Entity | None, atlas: Atlas, source: str) -> Scheme:
    taxonomy = atlas.entities.get(entity.one("isDefinedByTaxonomy")) if entity else None
    owner = taxonomy.one("name") if taxonomy and stands.of else "AI Atlas Nexus"
    if stands.name.startswith("aiuc1-"):
        owner = "AIUC-1"
    return Scheme(
        id=f"scheme-{source}-{stands.name}",
        label=f"{clean(owner)}: {stands.title or stands.name.replace('-', ' ')}",
        facet=stands.name if stands.of else "",
        of=stands.of,
        level="1",
    )
