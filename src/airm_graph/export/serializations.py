"""The RDF serialisations: each writes lines of a build, subject by subject."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import BinaryIO, TypeAlias

from .contents import Contents
from .jsonld import write_jsonld
from .lines import write_nquads, write_ntriples
from .preamble import Preamble
from .rdfxml import write_rdfxml
from .terms import Line
from .turtle import write_trig, write_turtle

Serialize: TypeAlias = Callable[[Iterable[Line], BinaryIO, Preamble], None]

SERIALIZATIONS: dict[str, Serialize] = {
    "turtle": write_turtle,
    "ntriples": write_ntriples,
    "nquads": write_nquads,
    "trig": write_trig,
    "rdfxml": write_rdfxml,
    "jsonld": write_jsonld,
}


def write_lines(name: str) -> Callable[[Contents, BinaryIO], None]:
    """What writes all that is exported in one of :data:`SERIALIZATIONS`."""

    def write(contents: Contents, out: BinaryIO) -> None:
        SERIALIZATIONS[name](contents.lines(), out, contents.preamble)

    return write
