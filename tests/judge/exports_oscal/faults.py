"""Spoils a copy of an OSCAL document in one way, or tells what a document holds.

faults.py FAULT FROM TO       faults.py --counts FILE
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Object = dict[str, Any]
OSCAL = "http://csrc.nist.gov/ns/oscal"


def controls(owner: Object) -> list[Object]:
    """The controls of a catalog, group or control, and those within them."""
    found = list(owner.get("controls", []))
    for inner in (*owner.get("groups", []), *owner.get("controls", [])):
        found += controls(inner)
    return found


def maps(collection: Object) -> list[Object]:
    """The maps of a mapping collection."""
    return [each for mapping in collection["mappings"] for each in mapping["maps"]]


def spoil(name: str, document: Object) -> None:
    """Do what the fault is called."""
    (body,) = document.values()
    faults: dict[str, Callable[[], Any]] = {
        # what schemas see
        "control-without-title": lambda: controls(body)[0].pop("title"),
        "map-without-relationship": lambda: maps(body)[0].pop("relationship"),
        # what they miss
        "two-controls-of-one-id": lambda: controls(body)[0].update(id=controls(body)[1]["id"]),
        "link-to-nowhere": lambda: controls(body)[0]["links"].append({"href": "#nowhere"}),
        "map-of-no-control": lambda: maps(body)[0]["sources"][0].update({"id-ref": "nowhere"}),
        "unknown-relationship": lambda: maps(body)[0].update(relationship="quite-like", ns=OSCAL),
    }
    faults[name]()


def counts(document: Object) -> str:
    """What stands in a document, on one line; the number of its resources last."""
    (body,) = document.values()
    resources = len(body["back-matter"]["resources"])
    if "mappings" in body:
        return f"{len(maps(body))} maps in {len(body['mappings'])} mappings, {resources}"
    return f"{len(controls(body))} controls in {len(body['groups'])} works, {resources}"


if __name__ == "__main__":
    if sys.argv[1] == "--counts":
        print(counts(json.loads(Path(sys.argv[2]).read_bytes())))
    else:
        spoilt = json.loads(Path(sys.argv[2]).read_bytes())
        spoil(sys.argv[1], spoilt)
        Path(sys.argv[3]).write_text(json.dumps(spoilt, ensure_ascii=False), encoding="utf-8")
