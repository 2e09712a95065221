"""The SHACL shapes as pages show them, read from ``ontology/shapes/`` without an RDF library."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode

from ..resources import root
from ..schemes import parse_turtle
from ..vocab import PREFIXES, RDF, RDFS

SH = PREFIXES["sh"]
TARGETS = ("targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One rule about what a node must look like.

    Attributes:
        name: Its local name.
        file: The file in which it stands, without its ending.
        path: The property that it looks at; empty for a shape of whole nodes.
        targets: What it is applied to, each with how: a class, a node, the objects of a property.
        message: The rule as a sentence.
        remedy: What to do where it is broken.
    """

    iri: str
    name: str
    file: str
    about: str
    path: str
    targets: tuple[tuple[str, str], ...]
    message: str
    remedy: str
    severity: str


@cache
def list_shapes() -> dict[str, Shape]:
    """Every named shape by IRI, in the order of files and names."""
    paths = sorted((root() / "ontology" / "shapes").glob("*.ttl"))
    found = [shape for path in paths for shape in _shapes_of(path)]
    return {shape.iri: shape for shape in found}


def _shapes_of(path: Path) -> list[Shape]:
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in parse_turtle(path, NamedNode("urn:x-airm:shapes")):
        if isinstance(quad.subject, NamedNode):
            value = getattr(quad.object, "value", "")
            said[quad.subject.value][quad.predicate.value].append(value)
    kinds = {SH + "NodeShape", SH + "PropertyShape"}
    return [
        Shape(
            iri=iri,
            name=iri.removeprefix(PREFIXES["airms"]),
            file=path.stem,
            about=_first(about[SH + "name"] or about[RDFS.label.value]),
            path=_first(about[SH + "path"]),
            targets=tuple((how, what) for how in TARGETS for what in sorted(about[SH + how])),
            message=_first(about[SH + "message"]),
            remedy=_first(about[SH + "description"]),
            severity=_first(about[SH + "severity"]).removeprefix(SH).lower() or "violation",
        )
        for iri, about in sorted(said.items())
        if kinds & set(about[RDF.type.value])
    ]


def _first(values: Sequence[str]) -> str:
    return values[0] if values else ""
