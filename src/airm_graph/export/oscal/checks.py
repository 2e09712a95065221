"""What is wrong with an OSCAL catalog or mapping collection, beyond what schemas see.

Neither trestle nor the official schema looks whether two controls have one id, whether a link
leads anywhere, or whether the controls that are mapped are there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ...errors import SourceError
from ...sources.bounded import read_json
from .spelling import TOKEN, VERSION

ROOTS = ("catalog", "mapping-collection")
# OSCAL takes random ones and those made from names.
HEX = "[0-9A-Fa-f]"
UUID = re.compile(f"{HEX}{{8}}-{HEX}{{4}}-[45]{HEX}{{3}}-[89ABab]{HEX}{{3}}-{HEX}{{12}}")
STRING = re.compile(r"\S(?:[^\n\r\u2028\u2029]*\S)?")
WORDS = frozenset(
    {
        *("equal-to", "equivalent-to", "subset-of", "superset-of"),
        *("intersects-with", "no-relationship"),
    }
)
OSCAL = ("", "http://csrc.nist.gov/ns/oscal")
Object = dict[str, Any]


def check_oscal(path: Path) -> list[str]:
    """What is wrong with the file, a sentence each: what, where, and what would be right.

    Of a mapping collection the controls are looked up in the catalogs beside it that it names.
    """
    try:
        content = read_json(path)
    except SourceError as error:
        return [str(error)]
    roots = [name for name in ROOTS if isinstance(content, dict) and name in content]
    if len(roots) != 1 or not isinstance(content[roots[0]], dict):
        return [f"{path.name}: is no OSCAL {' or '.join(ROOTS)}; expected one of them as root"]
    body = content[roots[0]]
    faults = [*_metadata(body), *_spelled(body), *_unique(body), *_links(body), *_parties(body)]
    if roots[0] == "catalog":
        faults += _groups(body)
    else:
        faults += [*_maps(body), *_mapped(body, path.parent)]
    return [f"{path.name}: {fault}" for fault in dict.fromkeys(faults)]


# --- any document -----------------------------------------------------------------------------


def _objects(value: Any, place: str = "") -> Iterator[tuple[str, Object]]:
    """Every object with its place, in the order of the document."""
    waiting = [(place, value)]
    while waiting:
        here, each = waiting.pop()
        if isinstance(each, dict):
            yield here, each
            found = [(f"{here}/{name}" if here else name, inner) for name, inner in each.items()]
        elif isinstance(each, list):
            found = [(f"{here}[{number}]", inner) for number, inner in enumerate(each)]
        else:
            continue
        waiting += reversed(found)


def _list(owner: Any, name: str) -> list[Object]:
    value = owner.get(name) if isinstance(owner, dict) else None
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _metadata(body: Object) -> Iterator[str]:
    metadata = body.get("metadata")
    if not isinstance(metadata, dict):
        yield "has no metadata; expected title, version, last-modified and oscal-version"
        return
    for name in ("title", "version", "last-modified", "oscal-version"):
        if not isinstance(metadata.get(name), str) or not metadata[name]:
            yield f"the metadata state no {name}"
    if metadata.get("oscal-version") not in (None, VERSION):
        yield f"is OSCAL {metadata['oscal-version']}; expected {VERSION}"


def _spelled(body: Object) -> Iterator[str]:
    if "uuid" not in body:
        yield "has no uuid"
    for place, each in _objects(body):
        for name, value in each.items():
            where = f"{place}/{name}" if place else name
            if value is None or value in ({}, [], ""):
                yield f"{where} is empty; expected a value, or nothing at all"
            elif name == "uuid" and not (isinstance(value, str) and UUID.fullmatch(value)):
                yield f"{where} is no UUID: {value!r:.80}"
            elif name == "title" and (not isinstance(value, str) or "\n" in value):
                yield f"{where} is not one line"
        if place.rpartition("[")[0].endswith("props"):
            called, said = each.get("name"), each.get("value")
            if not (isinstance(called, str) and TOKEN.fullmatch(called)):
                yield f"{place} has the name {called!r:.80}, which is no token"
            if not (isinstance(said, str) and STRING.fullmatch(said)):
                yield f"{place} has no value, or one with white space at its ends or line breaks"


def _identified(body: Object) -> Iterator[tuple[str, Any]]:
    """Where an id stands that others refer to: of groups, controls, parts and parameters."""
    for place, each in _objects(body):
        if "id" in each and re.search(r"(?:groups|controls|parts|params)\[\d+\]$", place):
            yield place, each["id"]


def _unique(body: Object) -> Iterator[str]:
    ids = [id_ for _, id_ in _identified(body) if isinstance(id_, str)]
    for id_, number in Counter(ids).items():
        if number > 1:
            yield f"{number} controls, groups or parts have the id {id_}; expected one"
    for place, id_ in _identified(body):
        if not (isinstance(id_, str) and TOKEN.fullmatch(id_)):
            yield f"{place} has the id {id_!r:.80}, which is no token"
    uuids = [each["uuid"] for _, each in _objects(body) if isinstance(each.get("uuid"), str)]
    for uuid, number in Counter(map(str.lower, uuids)).items():
        if number > 1:
            yield f"{number} things have the uuid {uuid}; expected one"


def _resources(body: Object) -> dict[str, Object]:
    return {str(r.get("uuid")).lower(): r for r in _list(body.get("back-matter"), "resources")}


def _links(body: Object) -> Iterator[str]:
    known = {id_ for _, id_ in _identified(body) if isinstance(id_, str)} | _resources(body).keys()
    for place, each in _objects(body):
        href = each.get("href")
        if isinstance(href, str) and href.startswith("#"):
            target = href[1:].lower() if UUID.fullmatch(href[1:]) else href[1:]
            if target not in known:
                yield f"{place} links to {href}, which is nowhere in the document"


def _parties(body: Object) -> Iterator[str]:
    metadata = body.get("metadata")
    roles = {str(role.get("id")) for role in _list(metadata, "roles")}
    parties = {str(party.get("uuid")) for party in _list(metadata, "parties")}
    for place, each in _objects(body):
        if "role-id" in each and str(each["role-id"]) not in roles:
            yield f"{place} has the role {each['role-id']!r:.80}, which the metadata do not define"
        uuids = each.get("party-uuids")
        for uuid in uuids if isinstance(uuids, list) else ():
            if str(uuid) not in parties:
                yield f"{place} names the party {uuid!r:.80}, which the metadata do not describe"


# --- catalogs ---------------------------------------------------------------------------------


def _groups(body: Object) -> Iterator[str]:
    for place, each in _objects(body):
        if re.search(r"groups\[\d+\]$", place):
            if "groups" in each and "controls" in each:
                yield f"{place} ({each.get('id')}) has groups and controls; expected one of them"
            if not each.get("groups") and not each.get("controls"):
                yield f"{place} ({each.get('id')}) is empty; expected groups or controls"
        elif re.search(r"controls\[\d+\]$", place) and not each.get("title"):
            yield f"{place} ({each.get('id')}) has no title"


# --- mapping collections ----------------------------------------------------------------------


def _maps(body: Object) -> Iterator[str]:
    said: dict[tuple[str, ...], set[str]] = {}
    for number, mapping in enumerate(_list(body, "mappings")):
        ends = []
        for end in ("source-resource", "target-resource"):
            reference = mapping.get(end)
            href = reference.get("href") if isinstance(reference, dict) else None
            if not isinstance(href, str) or not href:
                yield f"mappings[{number}] has no {end} with an href"
            ends.append(str(href))
        for place, each in enumerate(_list(mapping, "maps")):
            here = f"mappings[{number}]/maps[{place}]"
            word, namespace = each.get("relationship"), each.get("ns", "")
            if namespace in OSCAL and str(word) not in WORDS:
                expected = ", ".join(sorted(WORDS))
                yield f"{here} has the relationship {word!r:.80}; OSCAL has {expected}"
            for source in _list(each, "sources"):
                for target in _list(each, "targets"):
                    between = (*ends, str(source.get("id-ref")), str(target.get("id-ref")))
                    if namespace in OSCAL:
                        said.setdefault(between, set()).add(str(word))
    for (_, _, source_id, target_id), words in said.items():
        if "no-relationship" in words and len(words) > 1:
            others = ", ".join(sorted(words - {"no-relationship"}))
            pair = f"{source_id} and {target_id}"
            yield f"{pair} have no relationship, and yet {others}; expected one of them"


def _mapped(body: Object, folder: Path) -> Iterator[str]:
    """Controls that are mapped and stand in none of the catalogs that are here."""
    resources = _resources(body)
    catalogs: dict[str, frozenset[str] | None] = {}
    for number, mapping in enumerate(_list(body, "mappings")):
        for end, ids in (("source-resource", "sources"), ("target-resource", "targets")):
            reference = mapping.get(end)
            href = str(reference.get("href")) if isinstance(reference, dict) else ""
            here = _catalogs(href, resources, folder, catalogs)
            if not here:
                continue
            for place, each in enumerate(_list(mapping, "maps")):
                for item in _list(each, ids):
                    if not any(str(item.get("id-ref")) in controls for controls in here):
                        yield (
                            f"mappings[{number}]/maps[{place}] names {item.get('id-ref')!r:.80}, "
                            f"which is no control of the catalog beside it"
                        )


def _catalogs(
    href: str, resources: dict[str, Object], folder: Path, known: dict[str, frozenset[str] | None]
) -> list[frozenset[str]]:
    """The ids in each catalog that an address means, of those that are in the folder."""
    addresses = [href]
    if href.startswith("#"):
        resource = resources.get(href[1:].lower(), {})
        addresses = [str(link.get("href")) for link in _list(resource, "rlinks")]
    for address in addresses:
        if address not in known:
            known[address] = _ids_in(address, folder)
    return [ids for address in addresses if (ids := known[address]) is not None]


def _ids_in(address: str, folder: Path) -> frozenset[str] | None:
    try:
        parts = urlsplit(address)
        file = folder / parts.path
        if file.is_symlink() or not file.is_file():
            return None
    except (ValueError, OSError):  # no address, or a name that no file can have
        return None
    inside = not parts.scheme and not parts.netloc and file.parent == folder
    if not inside or file.suffix != ".json":
        return None
    try:
        content = read_json(file)
    except SourceError:
        return None  # it is checked by itself
    catalog = content.get("catalog") if isinstance(content, dict) else None
    if not isinstance(catalog, dict):
        return None
    return frozenset(id_ for _, id_ in _identified(catalog) if isinstance(id_, str))
