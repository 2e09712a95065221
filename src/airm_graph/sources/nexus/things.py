"""The risks, measures, requirements and incidents of the AI Atlas Nexus, and what links them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ...records import Action, Filing, Link, Section, Text
from ..log import Log
from .concepts import ATTRIBUTES, clean
from .folder import Atlas, Entity
from .names import WORKS, kind, source_key, work, work_of
from .ours import HARMS, KIND, PREFIX, RELATIONS, first, is_heading, is_ours, noted
from .places import Places

# How the schema defines the slots: "detects" and "mitigates" are said; "related" is no type.
FROM_MEASURE = {
    "detectsRiskConcept": "detects",
    "mitigatesRiskConcept": "mitigates",
    "hasRelatedRisk": "actsOn",
}
FROM_RISK = {"isDetectedBy": "detects", "isMitigatedBy": "mitigates", "hasRelatedAction": "actsOn"}
PROPERTIES = {"description": "definition", "concern": "rationale"}
# Slots that records of their own stand for; all others are kept as a note.
REPRESENTED = frozenset(
    {"name", "isDefinedByTaxonomy", "isPartOf", "hasPart", "broader", "narrower"}
    | {"belongsToDomain", "isCategorizedAs", "hasPrinciple", "hasRequirement", "hasRule"}
    | {"hasRelatedRisk", "refersToRisk", "requiredByTask", "requiresCapability"}
    | {"implementedByAdapter", "implementsCapability"}
    | {*FROM_MEASURE, *FROM_RISK, *PROPERTIES, *ATTRIBUTES}
)
# What the notes of an entity of ours, and what the graph knows by itself, stand for.
NOTED = frozenset({"notes", "url", "tag", "hasDocumentation", "type"})


def filings(atlas: Atlas, places: Places, log: Log) -> Iterator[Filing]:
    """One filing for each risk, measure, requirement and incident."""
    owners = {key: e.id for e in atlas.entities.values() for key in e.all("hasRule")}
    unknown: set[str] = set()
    for entity in atlas.entities.values():
        what = kind(entity)
        name = entity.one("name")
        label = clean(name) or entity.id
        if not clean(name):
            log.note(entity.path, entity.id, "", "has no name; its key stands in")
        elif label != name:
            log.mend(entity.path, entity.id, name, "name has spaces too many; removed")
        if not what:
            continue
        owner = entity.one("hasRequirement") or owners.get(entity.id, "")
        yield Filing(
            path=entity.path,
            id=places.ids[entity.id],
            source_key=source_key(entity),
            kind=_kind(entity, what),
            status="accepted",
            work=_work(entity, unknown, log),
            label=label,
            published_label=name if name.strip() and label != name else "",
            page="",
            part_of=places.ids.get(owner, ""),
            note=entity.one("type") if what == "requirement" and not is_ours(entity) else "",
        )


def _kind(entity: Entity, what: str) -> str:
    """The Nexus knows one kind of risk; an entity of ours says in its notes which one it is."""
    stated = first(noted(entity, KIND)).partition(",")[0]
    return stated if what == "risk" and stated in HARMS else what


def sections(atlas: Atlas, places: Places) -> Iterator[Section]:
    """The headings of works, which only a folder of ours has."""
    for entity in atlas.entities.values():
        if is_heading(entity):
            above = (key for key in entity.all("broader") if key in atlas.entities)
            yield Section(
                path=entity.path,
                id=places.ids[entity.id],
                work=work(entity),
                parent=next((places.ids[key] for key in above), ""),
                label=clean(entity.one("name")) or entity.id,
            )


def actions(atlas: Atlas, places: Places, log: Log) -> Iterator[Action]:
    """What measures are said to do to risks, from either side, each statement once."""
    said: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for entity in atlas.entities.values():
        if kind(entity) == "measure":
            for slot, relation in FROM_MEASURE.items():
                for key in entity.all(slot):
                    said[entity.id, relation, key].add("measure")
        for slot, relation in FROM_RISK.items():
            for key in entity.all(slot):
                said[key, relation, entity.id].add("risk")
    _say_more(said, atlas)
    for (measure, relation, risk), sides in said.items():
        first = atlas.entities[measure if "measure" in sides else risk]
        kinds = [kind(e) if (e := atlas.entities.get(key)) else "" for key in (measure, risk)]
        statement = f"{measure} {relation} {risk}"
        if kinds != ["measure", "risk"]:
            what = "does not link a measure with a risk; left out"
            log.note(first.path, first.id, statement, what)
            continue
        if len(sides) == 1:
            side = "measure" if "risk" in sides else "risk"
            said_by = f"'{relation}' is said of one side only; the {side} does not say so"
            log.note(first.path, first.id, statement, said_by)
        yield Action(
            path=first.path,
            id=places.ids[measure],
            relation=relation,
            target=places.ids[risk],
            confidence=None,
            rationale="",
        )


def _say_more(said: dict[tuple[str, str, str], set[str]], atlas: Atlas) -> None:
    """Of entities of ours the notes say how they act, and the slots of both sides say less."""
    noted_pairs = {
        (entity.id, relation, risk)
        for entity in atlas.entities.values()
        for relation in RELATIONS
        for risk in noted(entity, relation)
        if risk in atlas.entities
    }
    whole = {(measure, risk) for measure, _, risk in noted_pairs}
    typed = {(measure, risk) for measure, relation, risk in said if relation != "actsOn"}
    for measure, relation, risk in [key for key in said if key[0].startswith(PREFIX)]:
        if (measure, risk) in whole or (relation == "actsOn" and (measure, risk) in typed):
            del said[measure, relation, risk]
    for triple in noted_pairs:
        said[triple] |= {"measure", "risk"}


def links(atlas: Atlas, places: Places, log: Log) -> Iterator[Link]:
    """What incidents are evidence for: the risks that they are a materialisation of."""
    for entity in atlas.entities.values():
        for key in entity.all("refersToRisk"):
            if key in atlas.entities and kind(atlas.entities[key]) == "risk":
                yield Link(
                    path=entity.path,
                    id=places.ids[entity.id],
                    relation="evidenceFor",
                    target=places.ids[key],
                )
            else:
                log.note(entity.path, entity.id, key, "refers to no known risk; left out")


def texts(atlas: Atlas, places: Places, log: Log) -> Iterator[Text]:
    """The publisher's words; what no other record stands for is a note that names its slots."""
    noted: set[str] = set()
    for entity in atlas.entities.values():
        own = places.ids[entity.id]
        for slot, name in PROPERTIES.items():
            if words := entity.one(slot).strip():
                yield Text(path=entity.path, id=own, property=name, words=words)
        spoken_for = REPRESENTED | {"type"} if kind(entity) else REPRESENTED
        spoken_for |= NOTED if is_ours(entity) else frozenset()
        rest = {slot: entity.slots[slot] for slot in sorted(entity.slots.keys() - spoken_for)}
        lines = [f"{slot}: {'; '.join(values)}" for slot, values in rest.items() if values]
        if lines:
            yield Text(path=entity.path, id=own, property="note", words="\n".join(lines))
            if entity.collection not in noted:
                noted.add(entity.collection)
                said = f"{entity.collection}: slots without a record of their own are kept as notes"
                log.note(entity.path, entity.id, ", ".join(rest), said)


def _work(entity: Entity, unknown: set[str], log: Log) -> str:
    found = work(entity)
    taxonomy = entity.one("isDefinedByTaxonomy")
    if not found:
        found = work_of("ai-atlas-nexus")
        log.note(entity.path, entity.id, "", f"says no work that states it; filed under {found}")
    elif taxonomy and taxonomy not in WORKS and taxonomy not in unknown:
        unknown.add(taxonomy)
        said = f"is of a taxonomy that is new here; its things are filed under {found}"
        log.note(entity.path, entity.id, taxonomy, said)
    return found
