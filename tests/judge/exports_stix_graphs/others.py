"""Readers of others, in a virtual environment of their own; none of our code is imported.

others.py stix FILE                   stix2 parses it, nothing custom allowed
others.py layer FILE                  it is a layer by the schema beside this file
others.py matrix FILE MITRES          it has the keys, types and places of MITRE's own layer
others.py graphml FILE [EXPECTED]     networkx and igraph read the same, and what is expected
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def stix(path: str) -> None:
    stix2 = import_module("stix2")
    with Path(path).open(encoding="utf-8") as file:
        bundle = stix2.parse(file, allow_custom=False)
    said = json.loads(Path(path).read_text(encoding="utf-8"))
    assert len(bundle.objects) == len(said["objects"])
    for one, other in zip(bundle.objects, said["objects"], strict=True):
        read = json.loads(one.serialize())
        assert read == other, f"{other['id']} comes back otherwise"
    counts = Counter(each.get("relationship_type") or each["type"] for each in said["objects"])
    print(f"stix2: {path}:", ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())))


def layer(path: str) -> None:
    from jsonschema import Draft202012Validator

    schema = json.loads((HERE / "layer.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    said = json.loads(Path(path).read_text(encoding="utf-8"))
    faults = [error.message for error in Draft202012Validator(schema).iter_errors(said)]
    assert not faults, faults[:5]
    gradient = said.get("gradient")
    assert not gradient or gradient["minValue"] < gradient["maxValue"]
    print(f"layer: {path}: {len(said['techniques'])} places")


def kinds(value: Any) -> Any:
    """The types of the values of each key, lists taken together."""
    if isinstance(value, dict):
        return {key: kinds(part) for key, part in value.items()}
    if isinstance(value, list):
        return [sorted({json.dumps(kinds(part), sort_keys=True) for part in value})]
    return type(value).__name__


def matrix(path: str, mitres: str) -> None:
    """Whatever MITRE's layer says in its form, ours says in the same form, of the same places."""
    ours, theirs = (json.loads(Path(one).read_text(encoding="utf-8")) for one in (path, mitres))
    for key, value in theirs.items():
        assert isinstance(ours[key], type(value)), key
        if key not in ("techniques", "metadata", "legendItems"):
            assert kinds(ours[key]) == kinds(value), key
    assert (ours["domain"], ours["versions"]) == (theirs["domain"], theirs["versions"])
    version = [one for one in theirs["metadata"] if one["name"] == "atlas_data_version"]
    assert version[0] in ours["metadata"]
    places = [
        {(one["techniqueID"], one.get("tactic")) for one in layer["techniques"]}
        for layer in (ours, theirs)
    ]
    assert places[0] == places[1], places[0] ^ places[1]
    print(f"matrix: the {len(places[0])} places of MITRE's own layer, and no other")


def graphml(path: str, expected: str = "") -> None:
    igraph: Any = import_module("igraph")
    networkx: Any = import_module("networkx")
    one = networkx.read_graphml(path, force_multigraph=True)
    other = igraph.Graph.Read_GraphML(path)
    assert (len(one), one.number_of_edges()) == (other.vcount(), other.ecount())
    assert set(one) == set(other.vs["id"])
    labels = dict(zip(other.vs["id"], other.vs["label"], strict=True))
    for node, said in one.nodes(data=True):
        assert (labels[node] or "") == said.get("label", ""), node
    ends = Counter(
        (other.vs[edge.source]["id"], other.vs[edge.target]["id"], edge["statement"] or "")
        for edge in other.es
    )
    assert ends == Counter((a, b, said.get("statement", "")) for a, b, said in one.edges(data=True))
    if expected:
        known = json.loads(Path(expected).read_text(encoding="utf-8"))
        assert labels == known["labels"]
        assert one.number_of_edges() == known["edges"]
    print(f"networkx, igraph: {path}: {other.vcount()} nodes, {other.ecount()} edges, the labels")


JUDGES: dict[str, Callable[..., None]] = {
    "stix": stix,
    "layer": layer,
    "matrix": matrix,
    "graphml": graphml,
}
JUDGES[sys.argv[1]](*sys.argv[2:])
