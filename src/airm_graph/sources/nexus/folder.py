"""The entities of an AI Atlas Nexus data folder, merged over its YAML files.

The folder ``knowledge_graph/`` holds LinkML instances, one list per collection. Its subfolder
``mappings/`` holds files generated from the mapping tables: they define nothing, they only add
relations to entities that the other files define.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import SourceError
from ...resources import shown
from ..bounded import files_below, read_text, read_yaml
from ..log import Log

KNOWLEDGE, TABLES = "knowledge_graph", "mappings"
ELSEWHERE = "nexus-ids.txt"
INVERSE = {
    "exact_mappings": "exact_mappings",
    "close_mappings": "close_mappings",
    "related_mappings": "related_mappings",
    "broad_mappings": "narrow_mappings",
    "narrow_mappings": "broad_mappings",
}
# A second value of these is a contradiction; of all others, one value more.
SINGLE = frozenset({"name", "description", "type", "isDefinedByTaxonomy"})
LETTER = re.compile("[A-Za-z0-9]")
WHEEL = re.compile(r"ai_atlas_nexus-([0-9][0-9A-Za-z.]*)-.*\.whl")
METADATA_NAME = re.compile(r"^Name: *ai[-_.]atlas[-_.]nexus *$", re.IGNORECASE | re.MULTILINE)
METADATA_VERSION = re.compile(r"^Version: *([0-9][0-9A-Za-z.]*) *$", re.MULTILINE)


@dataclass(slots=True)
class Entity:
    """One thing of the knowledge graph; every slot holds a list of texts, mostly of one."""

    id: str
    collection: str
    path: str
    slots: dict[str, list[str]] = field(default_factory=dict)

    def one(self, slot: str) -> str:
        """The first value of a slot, or an empty text."""
        values = self.slots.get(slot)
        return values[0] if values else ""

    def all(self, slot: str) -> list[str]:
        """All values of a slot."""
        return self.slots.get(slot, [])


@dataclass(frozen=True, slots=True)
class Atlas:
    """Everything that the folder says, except the mapping tables themselves.

    ``statements`` are the mappings that entities carry, ``(subject, slot, object)``, each with
    the file that says it first; ``elsewhere`` are the ids that a folder of ours refers to and that
    the Nexus itself has.
    """

    entities: dict[str, Entity]
    statements: dict[tuple[str, str, str], str]
    tables: tuple[tuple[str, Path], ...]
    files: tuple[Path, ...]
    elsewhere: frozenset[str] = frozenset()


def find(folder: Path, given: Path) -> Path:
    """The folder that holds ``knowledge_graph/``: the one given, or the topmost one below it.

    Raises:
        SourceError: There is none, or it holds no YAML file.
    """
    if folder.name == KNOWLEDGE and any(folder.glob("*.yaml")):
        return folder.parent
    found = {
        file.parent.parent
        for file in files_below(folder)
        if file.suffix == ".yaml" and file.parent.name == KNOWLEDGE
    }
    if not found:
        raise SourceError(
            f"holds no {KNOWLEDGE}/*.yaml; expected the data folder of the AI Atlas Nexus, "
            "its Python package or its wheel",
            path=shown(given),
        )
    return min(found, key=lambda path: (len(path.parts), path.as_posix()))


def version(base: Path, given: Path) -> str:
    """The version of the package, from the wheel's name or the metadata beside the package.

    The data files state none (the schema has versions of its own), so a bare folder gives "".
    """
    if named := WHEEL.fullmatch(given.name):
        return named[1]
    for parent in (base, *base.parents)[:3]:  # beside the package that holds the data folder
        for metadata in sorted(parent.glob("*.dist-info/METADATA")):
            text = read_text(metadata)
            found = METADATA_VERSION.search(text)
            if METADATA_NAME.search(text) and found:
                return found[1]
    return ""


def load(base: Path, log: Log) -> Atlas:
    """Read every entity of ``base/knowledge_graph``, and list the tables of ``base/mappings``."""
    folder = base / KNOWLEDGE
    plain = sorted(folder.glob("*.yaml"))
    generated = sorted((folder / TABLES).glob("*.yaml"))
    tables = sorted((base / TABLES).glob("*.tsv"))
    listed = base / ELSEWHERE
    atlas = Atlas(
        entities={},
        statements={},
        tables=tuple((_name(path, base), path) for path in tables),
        files=(*plain, *generated, *tables),
        elsewhere=frozenset(read_text(listed).split() if listed.is_file() else ()),
    )
    for path in (*plain, *generated):
        _load_file(path, _name(path, base), path.parent.name == TABLES, atlas, log)
    return atlas


def counts(entities: Iterable[Entity]) -> dict[str, int]:
    """How many entities each collection has.

    >>> counts([Entity("a", "risks", ""), Entity("b", "risks", ""), Entity("c", "rules", "")])
    {'risks': 2, 'rules': 1}
    """
    found = Counter(entity.collection for entity in entities)
    return dict(sorted(found.items()))


def _name(path: Path, base: Path) -> str:
    return path.relative_to(base).as_posix()


def _load_file(path: Path, name: str, generated: bool, atlas: Atlas, log: Log) -> None:
    content = read_yaml(path)
    if not isinstance(content, dict):
        raise SourceError("holds no collections; expected 'entries:' and such", path=shown(path))
    for collection, items in content.items():
        for number, item in enumerate(items if isinstance(items, list) else [items], start=1):
            place = f"{collection}[{number}]"
            key = item.get("id") if isinstance(item, dict) else None
            if not isinstance(key, str) or not LETTER.search(key):
                log.row(name, place)
                log.refuse(name, place, key, "has no id with a letter or digit; left out")
                continue
            entity = atlas.entities.get(key)
            if entity is None and generated and key in atlas.elsewhere:
                continue
            if entity is None:
                log.row(name, key)
                if generated:
                    log.refuse(name, key, collection, "no file defines it; left out")
                    continue
                entity = atlas.entities[key] = Entity(key, str(collection), name)
            elif not generated:
                said = f"is defined again in {name}; the definitions were merged"
                log.note(entity.path, key, name, said)
            _merge(entity, item, name, atlas, log)


def _merge(entity: Entity, item: dict[str, Any], name: str, atlas: Atlas, log: Log) -> None:
    for slot, value in item.items():
        values = _texts(value)
        if slot == "id" or not isinstance(slot, str):
            continue
        if len(set(values)) < len(values):
            twice = next(text for text in values if values.count(text) > 1)
            log.note(entity.path, entity.id, twice, f"{slot} says this twice; counted once")
        if isinstance(value, list) and ("" in values or len(values) < len(value)):
            log.note(entity.path, entity.id, "", f"{slot} holds an empty value; left out")
        values = [text for text in values if text]
        if slot in INVERSE:
            for text in values:
                atlas.statements.setdefault((entity.id, slot, text), name)
            continue
        known = entity.slots.setdefault(slot, [])
        if slot in SINGLE and known and values and values[0] != known[0]:
            log.note(entity.path, entity.id, values[0], f"{slot} is another in {name}; left out")
            continue
        known.extend(text for text in dict.fromkeys(values) if text not in known)


def _texts(value: object) -> list[str]:
    """A slot's values as texts; what is no plain value (null, a mapping) is none."""
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    if value is None or isinstance(value, dict):
        return []
    return [str(value).lower() if isinstance(value, bool) else str(value)]
