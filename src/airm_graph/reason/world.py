"""The graph as a world of owlready2, for those who want its classes as Python classes."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, parse, serialize

from ..vocab import BASE
from ..workspace import Build

if TYPE_CHECKING:
    import owlready2  # type: ignore[import-untyped]


def world_of(build: Build) -> owlready2.World:
    """The vocabulary and the data of a build, in a new world in memory."""
    import owlready2

    quads = parse(path=str(build.quads_file), format=RdfFormat.N_QUADS)
    triples = BytesIO()
    serialize((quad.triple for quad in quads), triples, format=RdfFormat.N_TRIPLES)
    triples.seek(0)
    world = owlready2.World()
    world.get_ontology(BASE).load(fileobj=triples)
    return world
