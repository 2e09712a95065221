"""The entries of the Asago files: what has been read of them, and what their ids refer to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import SourceError
from ...identifiers import local_id
from ...records import Filing, Record, Text, of_kind
from ...resources import shown
from ..bounded import read_yaml
from ..log import Log

ID, WORK, AGENT = "asago", "framework-asago-policy-mapper", "agent-asago"

IBM, OWASP = "framework-ibm-risk-atlas", "framework-owasp-llm"
# How the ids in the files look, the work they belong to, and what of an id is the work's own key.
KEYS = (
    (re.compile(r"(atlas-\S+)"), IBM),
    (re.compile(r"(llm[0-9]{2})(?:[0-9]{4})?-\S+"), OWASP),
    (re.compile(r"(ai-risk-taxonomy-\S+)"), "framework-air2024"),
    (re.compile(r"([A-Z]{2}-[0-9]+\.[0-9]+-[0-9]{3})"), "framework-nist2024"),
    (re.compile(r"aiuc1-req-([a-z][0-9]{3})"), "framework-aiuc1"),
)
# The actions of the OWASP list have no ids of OWASP's own; Asago gave them these.
OWN = re.compile(r"owasp-llm-act-[0-9]+-[0-9]+")

Entry = dict[str, Any]


@dataclass
class Found:
    """What has been read so far, and the local names given to it."""

    log: Log
    names: dict[str, str] = field(default_factory=dict)  # local name -> key
    records: list[Record] = field(default_factory=list)

    def name(self, file: str, kind: str, key: str) -> str:
        """Name a thing; one whose key is escaped like another's gets a suffix."""
        plain = made = local_id(kind, ID, key)
        number = 1
        while made in self.names:
            number += 1
            made = f"{plain}-{number}"
        if made != plain:
            self.log.note(file, key, key, f"its local name is taken; it is called {made}")
        self.names[made] = key
        return made

    def text(self, file: str, thing: str, words: object) -> None:
        """Keep what a thing is said to be, if that is said."""
        if isinstance(words, str) and words.strip():
            self.records.append(
                Text(id=thing, property="definition", words=words.strip(), path=file)
            )

    def file(
        self, file: str, made: str, key: str, kind: str, label: str, published: str, work: str
    ) -> None:
        """File a thing under a work."""
        self.records.append(
            Filing(
                id=made,
                source_key=key,
                kind=kind,
                status="accepted",
                work=work,
                label=label,
                published_label=published,
                page="",
                part_of="",
                path=file,
            )
        )

    def of(self, kind: type[Record]) -> tuple[Any, ...]:
        """The records of a kind, each once, in an order of their own."""
        return of_kind(self.records, kind)


def reference(key: str) -> str:
    """What an id refers to in another work, or nothing.

    >>> reference("llm022025-sensitive-information-disclosure"), reference("aiuc1-req-a001")
    ('framework-owasp-llm:LLM02', 'framework-aiuc1:A001')
    >>> reference("GV-1.1-001"), reference("owasp-llm-act-01-01")
    ('framework-nist2024:GV-1.1-001', '')
    """
    for pattern, work in KEYS:
        if found := pattern.fullmatch(key):
            own = work in (OWASP, "framework-aiuc1")
            return f"{work}:{found[1].upper() if own else found[1]}"
    return ""


def work_of(key: str) -> str:
    """The work that a reference points into, or that states an action of the OWASP list."""
    return OWASP if OWN.fullmatch(key) else reference(key).partition(":")[0]


def mapping_of(path: Path) -> Entry:
    """The fields of a file."""
    document = read_yaml(path)
    if not isinstance(document, dict):
        raise SourceError("has no named entries; expected ids or named lists", path=shown(path))
    return document


def listed(document: Entry, name: str, path: Path) -> list[Any]:
    """The list of that name in a file."""
    entries = document.get(name)
    if not isinstance(entries, list):
        raise SourceError(f"has no list '{name}'; expected one", path=shown(path))
    return entries


def identified(file: str, entries: Iterable[Any], log: Log) -> Iterator[tuple[str, Entry]]:
    """The entries of a list that have an id of their own, in the order of the ids."""
    kept: dict[str, Entry] = {}
    for number, entry in enumerate(entries, start=1):
        key = entry.get("id") if isinstance(entry, dict) else None
        if not isinstance(key, str) or not key.strip():
            log.row(file, f"entry {number}")
            log.refuse(file, f"entry {number}", key, "has no id; expected one")
        elif key in kept:
            place = f"{key} (entry {number})"
            log.row(file, place)
            log.refuse(file, place, key, "is there already; the first is kept")
        else:
            log.row(file, key)
            kept[key] = entry
    yield from sorted(kept.items())


def values(file: str, key: str, entry: Entry, name: str, log: Log) -> list[str]:
    """The texts in a field, each once; anything else in it is left out."""
    value = entry.get(name)
    kept: list[str] = []
    for each in value if isinstance(value, list) else [] if value is None else [value]:
        if not isinstance(each, str) or not each.strip():
            log.refuse(file, f"{key} {name}", each, "is no text; left out")
        elif each in kept:
            log.note(file, key, each, f"stands twice in {name}; it counts once")
        else:
            kept.append(each)
    if not kept:
        log.note(file, key, value, f"has nothing in {name}")
    return kept


def left_out(file: str, entries: Iterable[Entry], carried: set[str], log: Log) -> None:
    """Name each field that does not become a record once."""
    counts = Counter(str(name) for entry in entries for name in entry if name not in carried)
    for name, count in sorted(counts.items()):
        log.note(file, f"field {name}", f"{count} times", "is not carried over")
