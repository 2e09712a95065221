"""MITRE ATLAS: its YAML in the old formats (lists) and in format 6 (maps and relationships).

Old files state links within the objects (``tactics``, ``subtechnique-of``, ``techniques``,
``procedure``); format 6 states all of them under ``relationships``. Both are read by one code, and
a STIX bundle of the same by :mod:`airm_graph.sources.atlas_stix`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ...errors import SourceError
from ...records import Source
from ...resources import shown
from ..bounded import read_json, read_yaml
from ..log import Log
from . import stix as atlas_stix
from .items import (
    CATEGORY,
    LIFECYCLE,
    MATURITY,
    PLATFORM,
    UNSTATED,
    Item,
    Reading,
    Stated,
    clean_label,
    is_key,
)
from .source import source_of

EXPECTED = "expected ATLAS*.yaml or stix-atlas*.json as MITRE publishes them"
PATTERNS = ("ATLAS*.yaml", "ATLAS*.yml", "stix-atlas*.json")
SECTIONS = ("tactics", "techniques", "mitigations", "case-studies")
# The fields of each section that hold labels, by facet: the old name and the new one.
LABELS: dict[str, dict[str, tuple[str, ...]]] = {
    "techniques": {MATURITY: ("maturity",), PLATFORM: ("platforms",)},
    "mitigations": {
        LIFECYCLE: ("ml-lifecycle", "lifecycle-phases"),
        CATEGORY: ("category", "categories"),
    },
}
SUBTECHNIQUE = re.compile(r"(.+\.T\d+)\.\d+")
RELATIONS = frozenset({"achieves", "specializes", "mitigates", "employs", "sequences"})
Fields = dict[str, Any]


def read(paths: Sequence[Path], log: Log) -> list[Source]:
    """One source for each version of ATLAS in the files and folders.

    Raises:
        SourceError: A path holds nothing of ATLAS, or a file cannot be read at all.
    """
    found: dict[str, Source] = {}
    for path, name in _files(paths):
        source = source_of(_reading(path, name, log), log)
        if source.about.id in found:
            what = f"{source.about.id} was read from another file already; this one is left out"
            log.refuse(name, "file", source.about.version, what)
        found.setdefault(source.about.id, source)
    return [found[key] for key in sorted(found)]


def _files(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    for path in paths:
        if not path.is_dir():
            yield path, path.name
            continue
        for folder in (path, path / "dist"):
            names = {file for pattern in PATTERNS for file in folder.glob(pattern)}
            if names:
                break
        else:
            raise SourceError(f"the folder holds no file of ATLAS; {EXPECTED}", path=shown(path))
        yield from ((file, file.relative_to(path).as_posix()) for file in sorted(names))


def _reading(path: Path, name: str, log: Log) -> Reading:
    data = read_json(path) if path.suffix.lower() == ".json" else read_yaml(path)
    if isinstance(data, dict) and data.get("type") == "bundle":
        return atlas_stix.reading(data, path, name, log)
    if isinstance(data, str) and re.fullmatch(r"\S+\.ya?ml", data):
        raise SourceError(f"only names another file, {data!r}; read that one", path=shown(path))
    if not isinstance(data, dict) or not _parts(_fields(data))["techniques"]:
        raise SourceError(f"holds no techniques of ATLAS; {EXPECTED}", path=shown(path))
    return _Extraction(name, log).reading(_fields(data), path)


def _fields(value: object) -> Fields:
    """The fields of an object; ``-`` and ``_`` in their names are one, as are cases."""
    if not isinstance(value, dict):
        return {}
    return {str(key).lower().replace("_", "-"): entry for key, entry in value.items()}


def _parts(data: Fields) -> dict[str, list[tuple[str, object]]]:
    """The objects of each section with the key they stand under, at the top or in a matrix."""
    found: dict[str, list[tuple[str, object]]] = {section: [] for section in SECTIONS}
    matrices = data.get("matrices")
    for place in (data, *map(_fields, matrices if isinstance(matrices, list) else ())):
        for section in SECTIONS:
            objects = place.get(section)
            if isinstance(objects, dict):
                found[section] += [(str(key), entry) for key, entry in objects.items()]
            elif isinstance(objects, list):
                found[section] += [("", entry) for entry in objects]
    return found


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


class _Extraction:
    """Takes one file apart, and tells the log about every object."""

    def __init__(self, name: str, log: Log) -> None:
        self.name, self.log = name, log
        self.mitigates: list[Stated] = []
        self.employs: list[Stated] = []
        self.achieves: dict[str, list[str]] = {}
        self.specializes: dict[str, str] = {}

    def reading(self, data: Fields, path: Path) -> Reading:
        self._relationships(data.get("relationships"))
        items: dict[str, list[Item]] = {}
        for section, objects in _parts(data).items():
            found = [self._item(section, *place) for place in enumerate(objects)]
            items[section] = [item for item in found if item]
        techniques = {item.key for item in items["techniques"]}
        for key in sorted({*self.achieves, *self.specializes} - techniques):
            what = "has relationships of a technique but is none in the file; they are left out"
            self.log.refuse(self.name, f"relationships {key}", key, what)
        return Reading(
            path=path,
            name=self.name,
            form="atlas",
            version=self._version(data),
            tactics=items["tactics"],
            techniques=items["techniques"],
            mitigations=items["mitigations"],
            studies=items["case-studies"],
            mitigates=self.mitigates,
            employs=self.employs,
        )

    def _version(self, data: Fields) -> str:
        version = _fields(data.get("collection")).get("version", data.get("version"))
        if isinstance(version, float) and version > 2000:
            # Without quotes, 2026.10 is the number 2026.1; a month has two digits.
            said, version = str(version), f"{version:.2f}"
            if said != version:
                self.log.mend(self.name, "version", said, f"is a number; read as {version}")
        if version is not None and not isinstance(version, dict | list) and is_key(str(version)):
            return str(version).strip()
        self.log.note(self.name, "version", version or "", "the file states no version")
        return UNSTATED

    def _relationships(self, stated: object) -> None:
        """The links of format 6, stated apart from the objects."""
        sources = stated.values() if isinstance(stated, dict) else ()
        by_type = [_fields(source).items() for source in sources]
        for kind, links in (pair for pairs in by_type for pair in pairs):
            for number, link in enumerate(links if isinstance(links, list) else [links]):
                fields = _fields(link)
                source, target = _text(fields.get("source")), _text(fields.get("target"))
                if kind not in RELATIONS or not source or not target:
                    place = f"relationships {kind} {source} {target or number}"
                    self.log.refuse(self.name, place, kind, "is no link that ATLAS is known to use")
                elif kind == "achieves":
                    self.achieves.setdefault(source, []).append(target)
                elif kind == "specializes" and source in self.specializes:
                    what = "is a second parent; the first one stays"
                    self.log.refuse(self.name, f"relationships {kind} {source}", target, what)
                elif kind == "specializes":
                    self.specializes[source] = target
                elif kind == "mitigates":
                    words = _text(fields.get("description"))
                    self.mitigates.append(Stated(source, target, words))
                elif kind == "employs":
                    self.employs.append(Stated(source, target))

    def _item(self, section: str, number: int, entry: tuple[str, object]) -> Item | None:
        fields = _fields(entry[1])
        key = entry[0] or _text(fields.get("id"))
        place = key or f"{section}[{number}]"
        self.log.row(self.name, place)
        if not is_key(key):
            self.log.refuse(self.name, place, section, "has no id; it is left out")
            return None
        if fields.get("id", key) != key:
            what = f"stands under {key} but has another id; {key} is used"
            self.log.note(self.name, place, fields["id"], what)
        if section == "mitigations":
            self._links(key, fields.get("techniques"), self.mitigates, "id")
        elif section == "case-studies":
            self._links(key, fields.get("procedure"), self.employs, "technique")
        reference = fields.get("att&ck-reference", fields.get("attack-reference"))
        kind = _text(fields.get("case-study-type", fields.get("type"))).lower()
        label, published, wrong = clean_label(fields.get("name"), key)
        if wrong:
            self.log.mend(self.name, place, fields.get("name", ""), wrong)
        return Item(
            key=key,
            label=label,
            published_label=published,
            words=_text(fields.get("description", fields.get("summary"))),
            attack=_text(_fields(reference).get("url")),
            parent=self._parent(key, fields) if section == "techniques" else "",
            note=f"Type of case study: {kind}." if section == "case-studies" and kind else "",
            incident=section == "case-studies" and kind == "incident",
            tactics=(*self._labels(key, "tactics", fields), *self.achieves.get(key, ()))
            if section == "techniques"
            else (),
            values={
                facet: tuple(label for name in names for label in self._labels(key, name, fields))
                for facet, names in LABELS.get(section, {}).items()
            },
        )

    def _parent(self, key: str, fields: Fields) -> str:
        stated = fields.get("subtechnique-of", fields.get("specializes"))
        parent = _text(stated) or self.specializes.get(key, "")
        if not parent and (sub := SUBTECHNIQUE.fullmatch(key)):
            parent = sub[1]
            what = f"the sub-technique names no parent; {parent} follows from its key"
            self.log.mend(self.name, key, "", what)
        return parent

    def _labels(self, key: str, name: str, fields: Fields) -> Iterator[str]:
        """The values of a field that holds one or more labels."""
        value = fields.get(name)
        if value is None:
            return
        for number, entry in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(entry, str) and is_key(entry):
                yield " ".join(entry.split())
                continue
            misplaced = _fields(entry).get("id")
            what = "an object stands here by mistake" if misplaced else "this is no label"
            what += f"; it is left out, neither a value of {name} nor a link"
            self.log.refuse(self.name, f"{key} {name}[{number}]", misplaced or entry, what)

    def _links(self, key: str, value: object, to: list[Stated], name: str) -> None:
        """The techniques that an old file lists in a mitigation or in the steps of a study."""
        for number, entry in enumerate(value if isinstance(value, list) else []):
            fields = _fields(entry)
            target = _text(entry) or _text(fields.get(name))
            if target:
                to.append(Stated(key, target, _text(fields.get("use"))))
            else:
                what = "names no technique; the link is left out"
                self.log.refuse(self.name, f"{key} techniques[{number}]", entry, what)
