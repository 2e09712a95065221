"""The mappings of the AI Atlas Nexus: rows of its tables, and what its entities say beyond them.

The mapping slots of the entities are mostly generated from the tables, in both directions; such
an assertion is the row's and counts once. Where the generated direction is the wrong one (a
broader thing said to have a broader one), the assertion is kept as disputed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from ...identifiers import is_web_address
from ...records import Mapping
from ..bounded import read_text
from ..log import Log
from ..sssom import read_mappings
from ..sssom.other import WRITTEN
from .folder import INVERSE, Atlas
from .names import WORKS, kind
from .places import Places
from .rows import (
    NO_MATCH,
    Table,
    comment,
    confidence,
    is_machine_made,
    is_negative,
    prefixes_used,
    read_table,
    status,
)

PREDICATES = {slot: f"skos:{slot.partition('_')[0]}Match" for slot in INVERSE}
SLOTS = {predicate: slot for slot, predicate in PREDICATES.items()}
SLOTS["airm:sameRecordAs"] = "exact_mappings"
# Relations that an entity may state itself; the second name is the same from the other side.
RELATIONS = {
    "requiredByTask": "requiresCapability",
    "implementedByAdapter": "implementsCapability",
    "hasRelatedRisk": "",
}
STRENGTHS = {
    "skos:exactMatch": "equal",
    "skos:broadMatch": "part",
    "skos:narrowMatch": "part",
    "skos:closeMatch": "overlap",
    "skos:relatedMatch": "related",
}
NO_TERM = "https://w3id.org/sssom/NoTermFound"
# Prefixes of the tables that are no taxonomy's id.
ALIASES = {"ibmairisk": "ibm-risk-atlas", "nistai": "nist-ai-rmf", "owasp_asi": "owasp-asi"}
ALIASES |= {"granite-guardian": "ibm-granite-guardian"}

Triple = tuple[str, str, str]


@dataclass(slots=True)
class _Said:
    """What the tables say, as keys of entities: stated, or following from the other direction."""

    stated: set[Triple] = field(default_factory=set)
    follows: set[Triple] = field(default_factory=set)
    rows: dict[Mapping, str] = field(default_factory=dict)
    sets: dict[str, str] = field(default_factory=dict)


def strength(mapping: Mapping) -> str:
    """How much a mapping says: equal, part, overlap, related, filing, or negative."""
    return "negative" if mapping.negative else STRENGTHS.get(mapping.predicate, "filing")


def strengths(mappings: Iterable[Mapping]) -> dict[str, dict[str, int]]:
    """How many mappings of each strength each file states."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for mapping in mappings:
        found[mapping.path][strength(mapping)] += 1
    return {path: dict(sorted(counts.items())) for path, counts in sorted(found.items())}


def mappings(atlas: Atlas, places: Places, log: Log) -> list[Mapping]:
    """Every mapping once: those of the tables, then what only the entities say."""
    said = _Said()
    found: list[Mapping] = []
    for name, path in atlas.tables:
        if _is_ours(path):
            found += _from_our_table(path, name, atlas, places, said, log)
            continue
        found += _from_table(read_table(path, name, log), atlas, places, said, log)
    found += _from_entities(atlas, places, said, log)
    return found


def _from_table(
    table: Table, atlas: Atlas, places: Places, said: _Said, log: Log
) -> Iterator[Mapping]:
    for prefix, line in prefixes_used(table):
        if prefix not in table.prefixes:
            what = "the prefix is not in the table's curie_map; only the keys were looked up"
            log.note(table.name, str(line), prefix, what)
    unsaid: list[int] = []
    for line, row in table.rows:
        predicate = row["predicate_id"]
        if predicate != NO_MATCH and ":" not in predicate:
            log.refuse(table.name, str(line), predicate, "is no predicate; expected a CURIE")
            continue
        subject = _thing(row["subject_id"], table, places, line, log)
        if row.get("object_id"):
            target = _thing(row["object_id"], table, places, line, log)
        else:
            target = _nothing(table, is_negative(row), line, log)
        if not subject or not target:
            continue
        mapping = Mapping(
            subject=subject,
            predicate=f"nexus:{NO_MATCH}" if predicate == NO_MATCH else predicate,
            object=target,
            justification=row.get("mapping_justification", ""),
            confidence=confidence(row, table, line, log),
            author=row.get("author_id", ""),
            negative=is_negative(row),
            machine_made=is_machine_made(row),
            status=status(table),
            comment=comment(row),
        )
        if mapping in said.rows:
            what = f"says the same as {said.rows[mapping]}; left out"
            log.refuse(table.name, str(line), row["subject_id"], what)
            continue
        said.rows[mapping] = f"line {line} of {table.name}"
        unsaid += [] if mapping.negative else _remember(row, atlas, said, line)
        yield replace(mapping, path=table.name, line=line)
    if unsaid:
        what = f"{len(unsaid)} rows from here on are not among the relations of their subjects"
        log.note(table.name, str(unsaid[0]), "", what)
    _note_set(table, said, log)


def _is_ours(path: Path) -> bool:
    """Whether this program wrote the table, which has more to say than those of the Nexus."""
    head, _, _ = read_text(path).partition("subject_id")
    return f"\n#other: {WRITTEN}\n" in head


def _from_our_table(
    path: Path, name: str, atlas: Atlas, places: Places, said: _Said, log: Log
) -> Iterator[Mapping]:
    """The mappings of a table of ours, between entities of the folder where these are there."""
    keys = {entity.one("url"): key for key, entity in atlas.entities.items()}
    for mapping in read_mappings(path, log):
        ends = [keys.get(end, "") for end in (mapping.subject, mapping.object)]
        slot = SLOTS.get(mapping.predicate, "")
        if slot in INVERSE and all(ends):
            said.stated.add((ends[0], slot, ends[1]))
            said.follows.add((ends[1], INVERSE[slot], ends[0]))
        yield replace(
            mapping,
            subject=places.ids.get(ends[0], mapping.subject),
            object=places.ids.get(ends[1], mapping.object),
            path=name,
        )


def _note_set(table: Table, said: _Said, log: Log) -> None:
    name = table.metadata.get("mapping_set_id", "")
    if name in said.sets and table.rows:
        what = f"mapping_set_id is also that of {said.sets[name]}"
        log.note(table.name, str(table.rows[0][0]), name, what)
    elif name:
        said.sets[name] = table.name


def _thing(reference: str, table: Table, places: Places, line: int, log: Log) -> str:
    """The local id of what a row names; else a reference to another work's key, or an IRI."""
    prefix, _, key = reference.partition(":")
    if key in places.ids:
        return places.ids[key]
    taxonomy = ALIASES.get(prefix, prefix)
    if taxonomy in WORKS and key:
        log.note(table.name, str(line), reference, "is no entity; kept as a reference")
        return f"{WORKS[taxonomy]}:{key}"
    if prefix in table.prefixes and is_web_address(table.prefixes[prefix] + key):
        log.note(table.name, str(line), reference, "is no entity; kept as an address")
        return table.prefixes[prefix] + key
    log.refuse(table.name, str(line), reference, "is no entity and has no known prefix; left out")
    return ""


def _nothing(table: Table, negative: bool, line: int, log: Log) -> str:
    """What a row without an object denies: the one work that all other rows of the table name."""
    if not negative:
        log.refuse(table.name, str(line), "", "names no object; left out")
        return ""
    prefixes = {row["object_id"].partition(":")[0] for _, row in table.rows if row.get("object_id")}
    works = {WORKS.get(ALIASES.get(prefix, prefix), "") for prefix in prefixes}
    found = works.pop() if len(works) == 1 else ""
    what = f"names no object; read as: nothing in {found or 'the other taxonomy'} corresponds"
    log.mend(table.name, str(line), "", what)
    return found or NO_TERM


def _remember(row: dict[str, str], atlas: Atlas, said: _Said, line: int) -> list[int]:
    """Note what a row says; its line comes back if the subject's entity does not say it too."""
    predicate = row["predicate_id"]
    slot = SLOTS.get(predicate, predicate.partition(":")[2])
    subject, target = (row[column].partition(":")[2] for column in ("subject_id", "object_id"))
    said.stated.add((subject, slot, target))
    if slot in INVERSE:
        said.follows.add((target, INVERSE[slot], subject))
        return [] if (subject, slot, target) in atlas.statements else [line]
    entity = atlas.entities.get(subject)
    return [] if entity and target in entity.all(slot) else [line]


def _from_entities(atlas: Atlas, places: Places, said: _Said, log: Log) -> Iterator[Mapping]:
    for (subject, slot, target), name in atlas.statements.items():
        triple = (subject, slot, target)
        if triple in said.stated or triple in said.follows:
            continue
        if target in atlas.elsewhere:
            continue  # the table says it
        if target not in atlas.entities:
            log.note(atlas.entities[subject].path, subject, target, f"{slot}: nowhere defined")
            continue
        reverse = (subject, INVERSE[slot], target)
        wrong = reverse in said.stated or reverse in said.follows
        if wrong:
            what = f"{slot} in {name}: a mapping table says the reverse; kept as disputed"
            log.note(atlas.entities[subject].path, subject, target, what)
        yield Mapping(
            path=name,
            subject=places.ids[subject],
            predicate=PREDICATES[slot],
            object=places.ids[target],
            machine_made=wrong,
            status="disputed" if wrong else "accepted",
            comment="A mapping table of the same publisher says the reverse." if wrong else "",
        )
    yield from _relations(atlas, places, said, log)


def _relations(atlas: Atlas, places: Places, said: _Said, log: Log) -> Iterator[Mapping]:
    """What is related to risks without being a measure, and what requires or implements what."""
    for entity in atlas.entities.values():
        if kind(entity) == "measure":
            continue
        for slot, other in RELATIONS.items():
            pairs = [(entity.id, key) for key in entity.all(slot)]
            pairs += [(key, entity.id) for key in entity.all(other)]
            for subject, target in pairs:
                if (subject, slot, target) in said.stated:
                    continue
                if subject not in atlas.entities or target not in atlas.entities:
                    log.note(entity.path, entity.id, f"{subject} {target}", f"{slot}: undefined")
                    continue
                said.stated.add((subject, slot, target))
                yield Mapping(
                    path=entity.path,
                    subject=places.ids[subject],
                    predicate=f"nexus:{slot}",
                    object=places.ids[target],
                )
