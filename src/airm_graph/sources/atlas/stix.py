"""MITRE ATLAS as a STIX 2.1 bundle: fewer facts than the YAML, and no version of ATLAS.

The bundle has neither lifecycle stages nor categories nor maturity. Objects that carry no key of
ATLAS (a bundle may be merged with ATT&CK) are left out.

MITRE's own bundle has objects and fields that STIX does not know. What ``airm-graph export stix``
writes has none: there a tactic is a grouping of its techniques, a sub-technique is related to its
technique with a label that says how, the version stands in a marking, and what others than MITRE
say of ATLAS says so.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

from ...errors import SourceError
from ...resources import shown
from ..log import Log
from .items import PLATFORM, UNSTATED, Item, Reading, Stated, clean_label, is_key, slug

FORM = "atlasstix"  # apart from the YAML of the same version, which says more
SECTIONS = {
    "x-mitre-tactic": "tactics",
    "grouping": "tactics",
    "attack-pattern": "techniques",
    "course-of-action": "mitigations",
    "campaign": "case-studies",
}
RELATIONS = frozenset({"mitigates", "subtechnique-of", "uses"})
PART_OF = "subtechnique-of"
TACTIC = re.compile(r"(?:\w+\.)?TA\d+")
A_PART = "This is a part of the graph"  # as exports say of themselves
OURSELVES = "MITRE"  # in the name of whoever makes ATLAS
Object = dict[str, Any]


def reading(bundle: Object, path: Path, name: str, log: Log) -> Reading:
    """What the objects of a bundle say in terms of ATLAS.

    Raises:
        SourceError: The bundle has no technique of ATLAS.
    """
    stated = bundle.get("objects")
    entries = stated if isinstance(stated, list) else []
    objects = [entry for entry in entries if isinstance(entry, dict)]
    for number, entry in enumerate(entries):
        if not isinstance(entry, dict):
            log.refuse(name, f"objects[{number}]", entry, "is no object; it is left out")
    ours = {_id(entry): _reference(entry, "external_id") for entry in objects if _is_live(entry)}
    groups = {_id(entry) for entry in objects if _type(entry) == "grouping"}
    ours = {
        stix: key
        for stix, key in ours.items()
        if is_key(key) and (stix not in groups or TACTIC.fullmatch(key))
    }
    if not any(_type(entry) == "attack-pattern" and _id(entry) in ours for entry in objects):
        raise SourceError("the STIX bundle has no techniques of ATLAS", path=shown(path))
    extraction = _Extraction(
        name, log, ours, {_id(entry) for entry in objects}, _strangers(objects)
    )
    extraction.relationships(objects)
    extraction.phases(objects)
    items: dict[str, list[Item]] = {section: [] for section in SECTIONS.values()}
    for entry in objects:
        section = SECTIONS.get(_type(entry))
        if section and _id(entry) in ours:
            items[section].append(extraction.item(entry, section))
    extraction.others(objects)
    return Reading(
        path=path,
        name=name,
        form=FORM,
        version=_version(objects, name, log),
        tactics=items["tactics"],
        techniques=items["techniques"],
        mitigations=items["mitigations"],
        studies=items["case-studies"],
        mitigates=extraction.mitigates,
        employs=extraction.employs,
        whole=not any(_type(e) == "note" and A_PART in str(e.get("content")) for e in objects),
    )


def _id(entry: Object) -> str:
    return str(entry.get("id", ""))


def _type(entry: Object) -> str:
    return str(entry.get("type"))


def _is_live(entry: Object) -> bool:
    return not entry.get("revoked") and not entry.get("x_mitre_deprecated")


def _reference(entry: Object, name: str, source: str = "mitre-atlas") -> str:
    """A field of the object's reference to ATLAS, or to another source such as ATT&CK."""
    stated = entry.get("external_references")
    for reference in stated if isinstance(stated, list) else ():
        if isinstance(reference, dict) and reference.get("source_name") == source:
            return str(reference.get(name) or "")
    return ""


def _strangers(objects: list[Object]) -> frozenset[str]:
    """The identities in the bundle that are not who makes ATLAS."""
    people = (entry for entry in objects if _type(entry) == "identity")
    return frozenset(_id(entry) for entry in people if OURSELVES not in str(entry.get("name")))


def _version(objects: list[Object], name: str, log: Log) -> str:
    for entry in objects:
        marked = _reference(entry, "external_id") if _type(entry) == "marking-definition" else ""
        if marked:
            return marked
        version = str(entry.get("x_mitre_version", ""))
        if _type(entry) != "x-mitre-collection" or not version:
            continue
        if not version.startswith("0."):
            return version
        what = "the version of the collection is a placeholder, none of ATLAS; left as unstated"
        log.note(name, _id(entry), version, what)
        return UNSTATED
    log.note(name, "version", "", "the bundle states no version of ATLAS; left as unstated")
    return UNSTATED


def _kind(entry: Object) -> str:
    """The type of a relationship; a label may say more than the types that STIX knows."""
    labels = entry.get("labels")
    is_part = isinstance(labels, list) and PART_OF in labels
    kind = str(entry.get("relationship_type"))
    return PART_OF if kind == "related-to" and is_part else kind


class _Extraction:
    """Reads the objects of one bundle, and tells the log about each."""

    def __init__(
        self,
        name: str,
        log: Log,
        ours: dict[str, str],
        present: set[str],
        strangers: frozenset[str],
    ) -> None:
        self.name, self.log = name, log
        self.ours, self.present, self.strangers = ours, present, strangers
        self.parents: dict[str, str] = {}
        self.tactics: dict[str, str] = {}
        self.mitigates: list[Stated] = []
        self.employs: list[Stated] = []

    def relationships(self, objects: list[Object]) -> None:
        """The links between objects of ATLAS; those to objects that are not there are refused."""
        found = [entry for entry in objects if _type(entry) == "relationship"]
        for stix, times in sorted(Counter(map(_id, found)).items()):
            if times > 1:
                what = f"{times} relationships have this one id; each is read"
                self.log.note(self.name, stix, stix, what)
        for number, entry in enumerate(found):
            kind = _kind(entry)
            ends = str(entry.get("source_ref", "")), str(entry.get("target_ref", ""))
            missing = [end for end in ends if end not in self.present]
            if missing:
                what = "is not in the bundle; the relationship is left out"
                self.log.refuse(self.name, f"relationship[{number}]", missing[0], what)
            elif all(end in self.ours for end in ends) and self._is_by_another(entry):
                what = "is said by another than who makes ATLAS; the relationship is left out"
                self.log.refuse(self.name, _id(entry), kind, what)
            elif all(end in self.ours for end in ends):
                source, target = self.ours[ends[0]], self.ours[ends[1]]
                words = str(entry.get("description") or "").strip()
                if kind == PART_OF and self.parents.get(source, target) != target:
                    what = "is a second parent; the first one stays"
                    self.log.refuse(self.name, f"relationship[{number}]", target, what)
                elif kind == PART_OF:
                    self.parents[source] = target
                elif kind in RELATIONS:
                    to = self.mitigates if kind == "mitigates" else self.employs
                    to.append(Stated(source, target, words))
                else:
                    what = "is no relationship that ATLAS is known to use; it is left out"
                    self.log.refuse(self.name, f"relationship[{number}]", kind, what)

    def _is_by_another(self, entry: Object) -> bool:
        return str(entry.get("created_by_ref")) in self.strangers

    def phases(self, objects: list[Object]) -> None:
        """The keys of the tactics by the short names that techniques refer to them by."""
        for entry in objects:
            if SECTIONS.get(_type(entry)) == "tactics" and _id(entry) in self.ours:
                short = entry.get("x_mitre_shortname") or slug(str(entry.get("name")))
                self.tactics[str(short)] = self.ours[_id(entry)]

    def item(self, entry: Object, section: str) -> Item:
        """One object of ATLAS."""
        key = self.ours[_id(entry)]
        self.log.row(self.name, key)
        label, published, wrong = clean_label(entry.get("name"), key)
        if wrong:
            self.log.mend(self.name, key, entry.get("name", ""), wrong)
        stated = entry.get("kill_chain_phases")
        phases = [
            str(phase.get("phase_name"))
            for phase in (stated if isinstance(stated, list) else ())
            if isinstance(phase, dict) and phase.get("kill_chain_name") == "mitre-atlas"
        ]
        platforms = entry.get("x_mitre_platforms")
        return Item(
            key=key,
            label=label,
            published_label=published,
            words=self._words(entry, key),
            # whose address has no checksum may stand in words
            attack=_reference(entry, "url", "mitre-attack")
            or _reference(entry, "description", "mitre-attack"),
            parent=self.parents.get(key, ""),
            tactics=tuple(self.tactics.get(phase, phase) for phase in phases)
            if section == "techniques"
            else (),
            # "ATLAS" is no platform but fills a field that ATT&CK's tools want filled.
            values={
                PLATFORM: tuple(
                    value
                    for value in platforms
                    if isinstance(value, str) and is_key(value) and value != "ATLAS"
                )
            }
            if section == "techniques" and isinstance(platforms, list)
            else {},
        )

    def _words(self, entry: Object, key: str) -> str:
        """What an object is, unless a marking says that just these words are another's."""
        words = str(entry.get("description") or "").strip()
        marked = entry.get("granular_markings")
        for marking in marked if isinstance(marked, list) else ():
            if isinstance(marking, dict) and "description" in (marking.get("selectors") or ()):
                what = "the description is marked as another's; it is left out"
                self.log.refuse(self.name, f"{key} description", words, what)
                return ""
        return words

    def others(self, objects: list[Object]) -> None:
        """One note on what is left out because it is revoked, or is not of ATLAS."""
        left = Counter(
            _type(entry)
            for entry in objects
            if _type(entry) in SECTIONS and _id(entry) not in self.ours
        )
        for kind, times in sorted(left.items()):
            what = f"{times} objects have no key of ATLAS or are revoked; they are left out"
            self.log.refuse(self.name, f"objects of type {kind}", times, what)
