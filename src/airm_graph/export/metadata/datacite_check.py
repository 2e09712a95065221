"""What is wrong with a description for a registry of DOIs, the judge's blind spots included.

The schema leaves formats unchecked, so that a date, an address or a DOI of another resource can be
any text, and takes what is empty or said twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from ...errors import SourceError
from ...identifiers import is_web_address
from ...sources.bounded.json_files import read_json
from .datacite import SCHEMA
from .licence_names import licence_name

LISTS = (
    *("creators", "titles", "subjects", "contributors", "dates", "relatedIdentifiers"),
    *("alternateIdentifiers", "sizes", "formats", "rightsList", "descriptions"),
)
OBJECTS = frozenset(LISTS) - {"sizes", "formats"}
DOI = re.compile(r"10\.\d{4,9}/\S+")
ARXIV = re.compile(r"arXiv:\d{4}\.\d{4,5}(v\d+)?")
MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")


def check_datacite(path: Path) -> list[str]:
    """Say what is wrong with a description that ``export datacite`` wrote, a sentence each."""
    try:
        said = read_json(path)
    except SourceError as error:
        return [str(error)]
    if not isinstance(said, dict):
        return ["the file is no JSON object"]
    return list(_problems(said))


def _problems(said: dict[str, Any]) -> Iterator[str]:
    if said.get("schemaVersion") != SCHEMA:
        yield f"schemaVersion is {said.get('schemaVersion')!r}: expected {SCHEMA}"
    for key in LISTS:
        value = said.get(key)
        if not isinstance(value, list) or not value:
            yield f"{key} is missing or empty"
            return
        if key in OBJECTS and not all(isinstance(each, dict) for each in value):
            yield f"{key} has something that is no object"
            return
        if any(each in value[:place] for place, each in enumerate(value)):
            yield f"{key} says one thing twice"
    if "doi" in said and not DOI.fullmatch(str(said["doi"])):
        yield f"doi is {said['doi']!r}: expected one such as 10.1234/abc, or none as yet"
    if not is_web_address(str(said.get("url", ""))):
        yield f"url is {said.get('url')!r}: expected the address of a page"
    for key in ("version", "language", "publisher", "types"):
        if not said.get(key):
            yield f"{key} is missing or empty"
    year = str(said.get("publicationYear", ""))
    if not re.fullmatch(r"\d{4}", year):
        yield f"publicationYear is {year!r}: expected a year as four digits in a text"
    yield from _empty(said)
    yield from _dates(said, year)
    yield from _related(said)
    yield from _rights(said)
    for each in said["formats"]:
        if not MEDIA_TYPE.fullmatch(str(each)):
            yield f"formats has {each!r}: expected a media type such as text/turtle"


def _empty(said: Any, where: str = "") -> Iterator[str]:
    """Each text without a character that can be seen."""
    if isinstance(said, dict):
        for key, value in said.items():
            yield from _empty(value, f"{where}.{key}".removeprefix("."))
    elif isinstance(said, list):
        for place, value in enumerate(said):
            yield from _empty(value, f"{where}[{place}]")
    elif isinstance(said, str) and not said.strip():
        yield f"{where} is empty"


def _dates(said: dict[str, Any], year: str) -> Iterator[str]:
    kinds = [each.get("dateType") for each in said["dates"]]
    if "Issued" not in kinds:
        yield "dates has no date of the type Issued"
    for each in said["dates"]:
        value = str(each.get("date", ""))
        for part in value.split("/"):
            try:
                date.fromisoformat(part)
            except ValueError:
                yield f"dates has {value!r}: expected a day such as 2026-11-20"
                break
        if each.get("dateType") == "Issued" and not value.startswith(year):
            yield f"it was issued on {value}, but publicationYear is {year}"


def _related(said: dict[str, Any]) -> Iterator[str]:
    if not any(each.get("relationType") == "IsDerivedFrom" for each in said["relatedIdentifiers"]):
        yield "relatedIdentifiers names no source: expected one with IsDerivedFrom for each"
    for each in said["relatedIdentifiers"]:
        value, kind = str(each.get("relatedIdentifier", "")), each.get("relatedIdentifierType")
        good = {"DOI": DOI.fullmatch, "arXiv": ARXIV.fullmatch}.get(str(kind), is_web_address)
        if not good(value):
            yield f"relatedIdentifiers has {value!r}, which is no {kind}"


def _rights(said: dict[str, Any]) -> Iterator[str]:
    for each in said["rightsList"]:
        address = str(each.get("rightsUri", ""))
        if not address:
            continue
        spdx = licence_name(address).spdx
        if str(each.get("rightsIdentifier", "")) != spdx:
            yield f"rightsList calls {address} {each.get('rightsIdentifier')!r}: expected {spdx!r}"
    if not any(each.get("rightsUri") for each in said["rightsList"]):
        yield "rightsList names no licence by its address"
