"""What is wrong with a STIX bundle of ours, what the validator of OASIS does not see included.

That one knows nothing of what we mean: it accepts an object without a licence or with an empty
name, a technique that is a sub-technique of itself, a measure that mitigates nothing, and a label
such as "detects" on what mitigates.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...errors import SourceError
from ...sources.bounded import read_json

Object = dict[str, Any]
UUID = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
PHASE = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")
COMMON = frozenset({"type", "spec_version", "id", "created"})
MAY = frozenset(
    {"created_by_ref", "modified", "labels", "confidence", "external_references"}
    | {"object_marking_refs", "granular_markings"}
)
# By type: what an object must have beside what all have, and what else it may have.
TYPES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "attack-pattern": (
        frozenset({"name", "modified"}),
        frozenset({"description", "kill_chain_phases"}),
    ),
    "course-of-action": (frozenset({"name", "modified"}), frozenset({"description"})),
    "relationship": (
        frozenset({"modified", "relationship_type", "source_ref", "target_ref"}),
        frozenset({"description"}),
    ),
    "grouping": (
        frozenset({"name", "modified", "context", "object_refs"}),
        frozenset({"description"}),
    ),
    "note": (frozenset({"modified", "content", "object_refs"}), frozenset({"abstract"})),
    "identity": (frozenset({"name", "modified", "identity_class"}), frozenset({"description"})),
    "marking-definition": (frozenset({"definition_type", "definition"}), frozenset({"name"})),
}
LICENSED = frozenset({"attack-pattern", "course-of-action", "relationship"})
MITIGATES = ("mitigates", "course-of-action", "attack-pattern")
SPECIAL = ("related-to", "attack-pattern", "attack-pattern")
LABELS = {MITIGATES: {"reduces", "respondsTo"}, SPECIAL: {"subtechnique-of"}}


def check_stix(path: Path) -> list[str]:
    """What is wrong with a bundle, a sentence each; nothing where it is as we write it."""
    try:
        bundle = read_json(path)
    except SourceError as error:
        return [str(error)]
    if not isinstance(bundle, dict) or bundle.get("type") != "bundle":
        return ["is no STIX bundle: expected an object of the type 'bundle'"]
    objects = bundle.get("objects")
    if not isinstance(objects, list) or not all(isinstance(each, dict) for each in objects):
        return ["the bundle has no list of objects"]
    problems = [
        f"the bundle has {key!r}" for key in sorted(bundle.keys() - {"type", "id", "objects"})
    ]
    if not re.fullmatch(f"bundle--{UUID}", str(bundle.get("id"))):
        problems.append("the bundle has no identifier of its type")
    return [*problems, *_Bundle(objects).problems()]


class _Bundle:
    def __init__(self, objects: list[Object]) -> None:
        self.objects = objects
        self.types = {str(each.get("id")): str(each.get("type")) for each in objects}

    def problems(self) -> Iterator[str]:
        ids = Counter(str(each.get("id")) for each in self.objects)
        yield from (f"{one}: {many} objects have this id" for one, many in ids.items() if many > 1)
        for number, each in enumerate(self.objects):
            name = str(each.get("id") or f"objects[{number}]")
            yield from (f"{name}: {what}" for what in self._object(each))
        yield from self._whole()

    def _object(self, each: Object) -> Iterator[str]:
        kind = str(each.get("type"))
        if kind not in TYPES:
            yield f"no object of the type {kind!r} is written here"
            return
        required, allowed = TYPES[kind]
        yield from (f"has no {key}" for key in sorted((COMMON | required) - each.keys()))
        strange = each.keys() - COMMON - required - allowed - MAY
        yield from (f"has {key}, which STIX does not know here" for key in sorted(strange))
        if not re.fullmatch(f"{kind}--{UUID}", str(each.get("id"))):
            yield f"the id is none of the type {kind!r}"
        if each.get("spec_version") != "2.1":
            yield "the version of STIX is not 2.1"
        for key in ("name", "content"):
            if key in each and not (isinstance(each[key], str) and each[key].strip()):
                yield f"the {key} is empty"
        yield from _times(each)
        yield from _values(each)
        yield from self._references(each)
        if kind == "relationship":
            yield from self._relationship(each)

    def _references(self, each: Object) -> Iterator[str]:
        for key, value in each.items():
            if key.endswith("_ref"):
                yield from self._missing(key, [value])
            elif key.endswith("_refs"):
                yield from self._missing(key, value)
        markings = [*_list(each.get("object_marking_refs"))]
        markings += [
            marked.get("marking_ref") if isinstance(marked, dict) else marked
            for marked in _list(each.get("granular_markings"))
        ]
        for one in markings:
            if self.types.get(str(one)) != "marking-definition":
                yield f"{one} is no marking in the bundle"
        if each["type"] in LICENSED and not markings:
            yield "has no marking, so nothing says under which licence it is"

    def _missing(self, key: str, values: object) -> Iterator[str]:
        if not isinstance(values, list) or not values:
            yield f"{key} names nothing"
        for value in _list(values):
            if str(value) not in self.types:
                yield f"{key} leads to {value}, which is not in the bundle"

    def _relationship(self, each: Object) -> Iterator[str]:
        ends = [str(each.get(key)) for key in ("source_ref", "target_ref")]
        says = (str(each.get("relationship_type")), *(self.types.get(end, "") for end in ends))
        if says not in LABELS:
            yield f"says that a {says[1]} {says[0]} a {says[2]}; expected {' '.join(MITIGATES)}"
        elif strange := {*map(str, _list(each.get("labels")))} - LABELS[says]:
            yield f"has the label {min(strange)!r}; expected {' or '.join(sorted(LABELS[says]))}"
        if ends[0] == ends[1]:
            yield "leads to where it comes from"

    def _whole(self) -> Iterator[str]:
        mitigating = {
            str(each.get("source_ref"))
            for each in self.objects
            if each.get("relationship_type") == "mitigates"
        }
        for one, kind in self.types.items():
            if kind == "course-of-action" and one not in mitigating:
                yield f"{one}: the measure mitigates nothing in the bundle"
        parents = {
            str(each.get("source_ref")): str(each.get("target_ref"))
            for each in self.objects
            if each.get("type") == "relationship" and each.get("relationship_type") == "related-to"
        }
        for one in parents:
            seen, above = {one}, parents[one]
            while above in parents and above not in seen:
                seen.add(above)
                above = parents[above]
            if above == one:
                yield f"{one}: the technique is a sub-technique of itself"


def _times(each: Object) -> Iterator[str]:
    times = [str(each[key]) for key in ("created", "modified") if key in each]
    wrong = [time for time in times if not TIME.fullmatch(time)]
    yield from (f"{time} is no timestamp such as 2026-11-20T00:00:00.000Z" for time in wrong)
    if not wrong and times != sorted(times):
        yield "was modified before it was created"


def _values(each: Object) -> Iterator[str]:
    if "confidence" in each:
        sure = each["confidence"]
        if isinstance(sure, bool) or not isinstance(sure, int) or not 0 <= sure <= 100:
            yield f"the confidence {sure} is no whole number from 0 to 100"
    for phase in _list(each.get("kill_chain_phases")):
        said = phase if isinstance(phase, dict) else {}
        names = [said.get(key) for key in ("kill_chain_name", "phase_name")]
        if not all(isinstance(name, str) and PHASE.fullmatch(name) for name in names):
            yield "a phase of a kill chain is not named in small letters, digits and hyphens"
    for reference in _list(each.get("external_references")):
        said = reference if isinstance(reference, dict) else {}
        if not said.get("source_name") or not said.keys() & {"external_id", "description", "url"}:
            yield "a reference says not what it refers to"
    if each["type"] == "marking-definition":
        statement = each.get("definition")
        if not isinstance(statement, dict) or not str(statement.get("statement") or "").strip():
            yield "the marking has no statement"


def _list(value: object) -> Iterable[Any]:
    return value if isinstance(value, list) else ()
