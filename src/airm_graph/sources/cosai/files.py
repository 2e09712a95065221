"""The files of the CoSAI Risk Map: where they are, what is in them, and what is not used."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import SourceError
from ...identifiers import local_id
from ...records import Filing, Record, Text, of_kind
from ...resources import shown
from ..bounded import read_yaml
from ..log import Log

ID, WORK, AGENT = "cosai", "framework-cosai-risk-map", "agent-cosai"

RISKS, CONTROLS, FRAMEWORKS = "risks.yaml", "controls.yaml", "frameworks.yaml"
PERSONAS, COMPONENTS = "personas.yaml", "components.yaml"
LISTS = {
    RISKS: "risks",
    CONTROLS: "controls",
    PERSONAS: "personas",
    COMPONENTS: "components",
    "lifecycle-stage.yaml": "lifecycleStages",
    "impact-type.yaml": "impactTypes",
    "actor-access.yaml": "actorAccessLevels",
    FRAMEWORKS: "frameworks",
}
# Where the files lie in a folder: side by side, or in a copy of the publisher's repository.
PLACES = ("", "yaml", "risk-map/yaml")

# What becomes a record, by file; every other field is named once in the log.
SORTED_BY = {"id", "title", "category", "personas", "lifecycleStage", "impactType", "actorAccess"}
CONCEPT = {"id", "title", "description"}
CARRIED = {
    RISKS: SORTED_BY
    | {"controls", "mappings", "externalReferences"}
    | {"shortDescription", "longDescription", "examples", "tourContent"},
    CONTROLS: SORTED_BY | {"description", "components", "risks", "mappings", "externalReferences"},
    PERSONAS: CONCEPT | {"deprecated", "mappings", "responsibilities", "identificationQuestions"},
    COMPONENTS: CONCEPT | {"category", "subcategory", "mappings"},
}
REFERENCE = {"id", "title", "url"}  # of an entry of externalReferences

Entry = dict[str, Any]
Entries = dict[str, Entry]  # by the publisher's id


@dataclass
class Found:
    """What has been read so far, and the local names given to it."""

    log: Log
    entries: dict[str, Entries]
    names: dict[tuple[str, str], str] = field(default_factory=dict)  # (file, key) -> local name
    records: list[Record] = field(default_factory=list)

    def name(self, file: str, key: str, kind: str, space: str = ID) -> str:
        """Name a thing; one whose key is escaped like another's gets a suffix."""
        plain = made = local_id(kind, space, key)
        number = 1
        while made in self.names.values():
            number += 1
            made = f"{plain}-{number}"
        if made != plain:
            self.log.note(file, key, key, f"its local name is taken; it is called {made}")
        self.names[file, key] = made
        return made

    def title(self, file: str, place: str, title: str) -> tuple[str, str]:
        """A title on one line, and as published where that differs."""
        clean = " ".join(title.split())
        if clean == title:
            return clean, ""
        self.log.mend(file, place, title, "the title has surplus blanks; they were removed")
        return clean, title

    def text(self, file: str, thing: str, words: object, kind: str = "note") -> None:
        """Keep what the publisher says about a thing, if it says anything."""
        if joined := _words(words):
            self.records.append(Text(id=thing, property=kind, words=joined, path=file))

    def of(self, kind: type[Record]) -> tuple[Any, ...]:
        """The records of a kind, each once, in an order of their own."""
        return of_kind(self.records, kind)


def locate(paths: Sequence[Path]) -> dict[str, Path]:
    """The eight files, by name; the first of a name counts."""
    found: dict[str, Path] = {}
    for path in paths:
        folders = [path / place for place in PLACES] if path.is_dir() else []
        for file in LISTS:
            candidates = [folder / file for folder in folders] or [path]
            for candidate in candidates:
                if candidate.name == file and candidate.is_file():
                    found.setdefault(file, candidate)
    if missing := [file for file in LISTS if file not in found]:
        raise SourceError(
            f"has no {', '.join(missing)}; expected the folder risk-map/yaml of the CoSAI Risk Map",
            path=", ".join(map(shown, paths)) or "no path",
        )
    return {file: found[file] for file in LISTS}


def read_document(file: str, path: Path) -> Entry:
    """A file's fields, among them its list of entries."""
    document = read_yaml(path)
    if not isinstance(document, dict) or not isinstance(document.get(LISTS[file]), list):
        raise SourceError(f"has no list '{LISTS[file]}'; expected one", path=shown(path))
    return document


def entries_of(file: str, document: Entry, log: Log) -> Entries:
    """The entries that have an id of their own and a title."""
    kept: Entries = {}
    title = "name" if file == FRAMEWORKS else "title"
    for number, entry in enumerate(document[LISTS[file]], start=1):
        key = entry.get("id") if isinstance(entry, dict) else None
        if not isinstance(key, str) or not is_id(key):
            log.row(file, f"entry {number}")
            log.refuse(file, f"entry {number}", key, "has no id; expected letters or digits")
        elif key in kept:
            log.row(file, f"{key} (entry {number})")
            log.refuse(file, f"{key} (entry {number})", key, "is there already; the first is kept")
        else:
            log.row(file, key)
            if isinstance(entry.get(title), str) and entry[title].strip():
                kept[key] = entry
            else:
                log.refuse(file, key, entry.get(title), f"has no {title}; expected one")
    left_out(file, [document], {"id", "title", "description", "categories", LISTS[file]}, log)
    if file != FRAMEWORKS:  # which only serves to check the values of "mappings"
        left_out(file, kept.values(), CARRIED.get(file, CONCEPT), log)
    return kept


def left_out(
    file: str, entries: Iterable[Entry], carried: set[str], log: Log, what: str = "field"
) -> None:
    """Name each field that does not become a record once."""
    counts = Counter(str(name) for entry in entries for name in entry if name not in carried)
    for name, count in sorted(counts.items()):
        log.note(file, f"{what} {name}", f"{count} times", "is not carried over")


def _words(value: object) -> str:
    """Paragraphs and lists of points as one text."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return "\n\n".join(filter(None, map(_words, value)))
    return "" if value is None else str(value).strip()


def is_id(key: object) -> bool:
    """Whether a value can be a key: a text with a letter or digit."""
    return isinstance(key, str) and bool(re.search("[A-Za-z0-9]", key))


def filing(
    made: str, key: str, kind: str, label: str, published: str, file: str, note: str = ""
) -> Filing:
    """A thing that this source itself states."""
    return Filing(
        id=made,
        source_key=key,
        kind=kind,
        status="accepted",
        work=WORK,
        label=label,
        published_label=published,
        page="",
        part_of="",
        note=note,
        path=file,
    )


def listed(
    file: str, key: str, entry: Entry, name: str, known: Collection[str], log: Log
) -> list[str]:
    """The values of a field, each once; one that nothing is called is left out and logged."""
    value = entry.get(name)
    values = value if isinstance(value, list) else [] if value is None else [value]
    kept: list[str] = []
    for each in values:
        if each in kept:
            log.note(file, key, each, f"stands twice in {name}; it counts once")
        elif isinstance(each, str) and each in known:
            kept.append(each)
        else:
            log.refuse(file, f"{key} {name}", each, "is nothing that the files define; left out")
    return kept


def said_in_a_word(entry: Entry, name: str) -> str:
    """``all`` or ``none`` where the publisher says so instead of a list."""
    value = entry.get(name)
    word = value[0] if isinstance(value, list) and len(value) == 1 else value
    return word if word in ("all", "none") else ""
