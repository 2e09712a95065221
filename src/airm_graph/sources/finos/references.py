"""The lists of other works' provisions that the FINOS framework refers to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from ...errors import SourceError
from ...identifiers import local_id
from ...records import Filing, Text
from ...resources import shown
from ..bounded import read_yaml
from ..log import Log

ID = "finos"

# The works that the lists are of, by file name.
WORKS = {
    "canada-regulations": "framework-canada-regulations",
    "eu-ai-act": "framework-eu-ai-act",
    "ffiec-itbooklets": "framework-ffiec",
    "iso-42001": "framework-iso42001",
    "nist-ai-600-1": "framework-nist2024",
    "nist-sp-800-53r5": "framework-sp800-53",
    "owasp-llm": "framework-owasp-llm",
    "owasp-ml": "framework-owasp-ml",
    "sr11-7": "framework-sr11-7",
}
RISK_LISTS = frozenset({"nist-ai-600-1", "owasp-llm", "owasp-ml"})
# Lists whose keys name parts by the whole they are in: osfi-b13-d1 is part of osfi-b13.
NESTED_LISTS = frozenset({"canada-regulations", "sr11-7"})
CARRIED = {"title", "url", "booklet_abbrev", "issuer", "description"}
NUMBERED = re.compile(r"[0-9]+\.[0-9]+\.?\s+(.*[A-Za-z].*)")  # a heading with its number
LARGEST_ROMAN = 39

Index = dict[str, dict[str, Any]]  # the entries of a list, by FINOS's key


def _roman(number: int) -> str:
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return "X" * (number // 10) + ones[number % 10]


def _annex(found: re.Match[str]) -> str:
    number = int(found[1])
    return f"annex-{_roman(number)}" if 0 < number <= LARGEST_ROMAN else found[0]


# How FINOS writes the keys of a work, and what the work or we call the same thing.
SPELLINGS: dict[str, list[tuple[str, str | Callable[[re.Match[str]], str]]]] = {
    "eu-ai-act": [
        (r"c[0-9]+(?:-s[0-9]+)?-a([0-9]+)", r"article-\1"),
        (r"annex-([0-9]{1,2})", _annex),
        (r"recital-[0-9]+", r"\g<0>"),
    ],
    "iso-42001": [(r"[A-Z](?:-[0-9]+)+", lambda found: found[0].replace("-", "."))],
    "nist-sp-800-53r5": [(r"[a-z]{2}-[0-9]+", lambda found: found[0].upper())],
    "owasp-llm": [(r"(llm[0-9]{2})-[0-9]{4}", lambda found: found[1].upper())],
    "owasp-ml": [(r"(ml[0-9]{2})-[0-9]{4}", lambda found: found[1].upper())],
}


def work_of(index: str) -> str:
    """The work that a list is of; one that is not known yet is called by its list."""
    return WORKS.get(index) or local_id("framework", ID, index)


def key_in_work(index: str, key: str, entry: Mapping[str, Any]) -> tuple[str, str]:
    """What an entry is called in its work, and the version that FINOS pins.

    NIST names the risks of its profile and gives them no codes, so that a name is their key.

    >>> key_in_work("eu-ai-act", "c3-s2-a9", {}), key_in_work("owasp-llm", "llm04-2025", {})
    (('article-9', ''), ('LLM04', '2025'))
    >>> key_in_work("eu-ai-act", "annex-3", {}), key_in_work("ffiec-itbooklets", "aio-1", {})
    (('annex-III', ''), ('aio-1', ''))
    >>> key_in_work("nist-ai-600-1", "2-4", {"title": "2.4. Data Privacy"})
    ('data-privacy', '')
    """
    version = ""
    if index in ("owasp-llm", "owasp-ml"):
        version = key.rpartition("-")[2]
    elif index == "nist-sp-800-53r5":
        version = "5"  # the revision, which is in the name of the list
    if index == "nist-ai-600-1" and (found := NUMBERED.fullmatch(str(entry.get("title")))):
        return "-".join(re.findall("[a-z0-9]+", found[1].casefold())), version
    for pattern, name in SPELLINGS.get(index, []):
        if re.fullmatch(pattern, key):
            return re.sub(pattern, name, key), version
    return key, version


def read_index(path: Path, name: str, log: Log) -> Index:
    """The entries of a list that have a title.

    Raises:
        SourceError: The file is no such list.
    """
    document = read_yaml(path)
    entries = document.get("entries") if isinstance(document, dict) else None
    if not isinstance(entries, dict):
        raise SourceError("has no 'entries'; expected keys with titles", path=shown(path))
    kept: Index = {}
    for key, entry in entries.items():
        place = str(key)
        log.row(name, place)
        title = entry.get("title") if isinstance(entry, dict) else None
        if not re.search("[A-Za-z0-9]", place):
            log.refuse(name, place, key, "is no key; expected letters or digits")
        elif not isinstance(title, str) or not title.strip():
            log.refuse(name, place, title, "has no title; expected one")
        else:
            kept[place] = entry
    return kept


def provisions(index: str, entries: Index, name: str, log: Log) -> tuple[list[Filing], list[Text]]:
    """What a list files: provisions and risks of another work, and what FINOS says of them."""
    kinds = {key: _kind(index, key) for key in entries}
    called: dict[str, str] = {}
    for key in sorted(entries):
        theirs, _ = key_in_work(index, key, entries[key])
        if theirs in called.values():
            log.note(name, key, theirs, "is the key of another entry too; FINOS's own is kept")
            theirs = key
        if index in SPELLINGS and theirs == key and not key.startswith("recital-"):
            log.note(name, key, key, "is not spelt like the other keys; it is kept as it is")
        called[key] = theirs
    ids = _local_names(index, called, kinds, name, log)
    filings, texts = [], []
    for key, entry in sorted(entries.items()):
        label, published = one_line(entry["title"], name, key, log)
        filings.append(
            Filing(
                id=ids[key],
                source_key=called[key],
                kind=kinds[key],
                status="accepted",
                work=work_of(index),
                label=label,
                published_label=published,
                page="",
                part_of=ids.get(_whole(index, key, entry, entries, name, log), ""),
                note=_note(key, called[key], entry),
                path=name,
            )
        )
        if isinstance(words := entry.get("description"), str) and words.strip():
            texts.append(Text(id=ids[key], property="definition", words=words.strip(), path=name))
        if address := str(entry.get("url") or ""):
            texts.append(Text(id=ids[key], property="note", words=address, path=name))
    return filings, texts


def one_line(title: str, name: str, place: str, log: Log) -> tuple[str, str]:
    """A title without surplus blanks, and as published where that differs."""
    clean = " ".join(title.split())
    if clean == title:
        return clean, ""
    log.mend(name, place, title, "the title has surplus blanks; they were removed")
    return clean, title


def _kind(index: str, key: str) -> str:
    """A recital gives reasons and demands nothing, so that it is a section, no requirement."""
    if index in RISK_LISTS:
        return "risk"
    return "section" if index == "eu-ai-act" and key.startswith("recital-") else "requirement"


def _local_names(
    index: str, called: dict[str, str], kinds: dict[str, str], name: str, log: Log
) -> dict[str, str]:
    ids: dict[str, str] = {}
    for key, theirs in called.items():
        plain = made = local_id(kinds[key], ID, f"{index}-{theirs}")
        number = 1
        while made in ids.values():
            number += 1
            made = f"{plain}-{number}"
        if made != plain:
            log.note(name, key, theirs, f"its local name is taken; it is called {made}")
        ids[key] = made
    return ids


def _whole(
    index: str, key: str, entry: dict[str, Any], keys: Iterable[str], name: str, log: Log
) -> str:
    """The entry that an entry is part of: its booklet, or the one with whose key its own starts."""
    booklet = entry.get("booklet_abbrev")
    if isinstance(booklet, str) and booklet != key:
        return booklet
    if index not in NESTED_LISTS:
        return ""
    # The shortest start: section 13.2.1 is a neighbour of section 13.2 and no part of it.
    wholes = sorted((other for other in keys if key.startswith(f"{other}-")), key=len)
    if wholes and key == f"{wholes[0]}-pdf":
        log.note(name, key, wholes[0], "is the same document in another form; kept beside it")
        return ""
    return wholes[0] if wholes else ""


def _note(key: str, theirs: str, entry: dict[str, Any]) -> str:
    """FINOS's own key where it differs, and issuer."""
    parts = [
        f"key in the list: {key}" if key != theirs else "",
        f"issuer: {entry['issuer']}" if entry.get("issuer") else "",
    ]
    return "; ".join(filter(None, parts))
