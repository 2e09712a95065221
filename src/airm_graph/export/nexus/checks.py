"""What is wrong with a folder for the AI Atlas Nexus, what its schema does not see included."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...errors import SourceError
from ...sources.bounded import files_below, read_text, read_yaml
from ...sources.nexus.folder import ELSEWHERE, INVERSE, KNOWLEDGE, TABLES
from ...sources.nexus.ours import PREFIX
from ..sssom.checks import check_tsv

COLLECTIONS = frozenset(
    {"licenses", "documents", "taxonomies", "groups", "entries", "actions", "controls", "rules"}
    | {"riskincidents"}
)
REFERRING = (
    *("isDefinedByTaxonomy", "isPartOf", "hasPart", "broader", "narrower", "hasDocumentation"),
    *("hasLicense", "isCategorizedAs", "refersToRisk", *INVERSE),
)
SIDES = {
    **INVERSE,
    "mitigatesRiskConcept": "isMitigatedBy",
    "isMitigatedBy": "mitigatesRiskConcept",
    "detectsRiskConcept": "isDetectedBy",
    "isDetectedBy": "detectsRiskConcept",
    "hasRelatedRisk": "hasRelatedAction",
    "hasRelatedAction": "hasRelatedRisk",
}
MOST = 50  # complaints

Said = dict[str, dict[str, Any]]


def check_nexus(folder: Path) -> list[str]:
    """What is wrong with such a folder, a sentence each.

    Raises:
        SourceError: A file cannot be read.
    """
    files = [path for path in files_below(folder) if path.suffix == ".yaml"]
    if not files:
        return [f"holds no {KNOWLEDGE}/*.yaml"]
    known = _listed(folder)
    said: Said = {}
    found: list[str] = []
    for path in files:
        name = path.relative_to(folder).as_posix()
        for collection, item in _items(path, name, found):
            found += _took(item, name, collection, path.parent.name == TABLES, said)
    found += _references(said, known)
    for path in files_below(folder):
        if path.name.endswith(".sssom.tsv"):
            name = path.relative_to(folder).as_posix()
            found += [f"{name}: {what}" for what in check_tsv(path)]
    more = len(found) - MOST
    return found[:MOST] + ([f"and {more} more"] if more > 0 else [])


def _listed(folder: Path) -> set[str]:
    path = folder / ELSEWHERE
    return set(read_text(path).split("\n")) - {""} if path.is_file() else set()


def _items(path: Path, name: str, found: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        content = read_yaml(path)
    except SourceError as error:
        found.append(str(error))
        return
    if not isinstance(content, dict):
        found.append(f"{name}: holds no collections; expected 'entries:' and such")
        return
    for collection, items in content.items():
        if collection not in COLLECTIONS:
            found.append(f"{name}: nothing here is written as {collection}")
        for item in items if isinstance(items, list) else [items]:
            if isinstance(item, dict) and isinstance(item.get("id"), str):
                yield str(collection), item
            else:
                found.append(f"{name}: something in {collection} has no id")


def _took(
    item: dict[str, Any], name: str, collection: str, generated: bool, said: Said
) -> Iterator[str]:
    key = item["id"]
    if not generated and not key.startswith(PREFIX):
        yield f"{name}: {key} does not begin with {PREFIX}; it may be an id of the Nexus itself"
    if key in said:
        yield f"{name}: {key} is defined again ({said[key]['']}); the Nexus makes one of the two"
    said.setdefault(key, {"": f"{collection} in {name}"}).update(item)


def _references(said: Said, known: set[str]) -> Iterator[str]:
    for key, item in said.items():
        if not key.startswith(PREFIX) and key not in known:
            yield f"{key} is neither ours nor listed in {ELSEWHERE}"
        for slot in (*REFERRING, *(slot for slot in SIDES if slot not in INVERSE)):
            for target in _texts(item.get(slot)):
                if target not in said and target not in known:
                    yield f"{key}: {slot} refers to {target}, which is nowhere"
                elif slot in SIDES and target in said and not _back(said[target], slot, key):
                    yield f"{key}: {slot} {target} is one-sided; {SIDES[slot]} is missing there"


def _back(item: dict[str, Any], slot: str, key: str) -> bool:
    back = SIDES[slot]
    return key in _texts(item.get(back)) or (slot == "hasRelatedRisk" and "id" not in item)


def _texts(value: object) -> list[str]:
    if isinstance(value, list):
        return [str(each) for each in value]
    return [] if value is None else [str(value)]
