"""RDF files read without fetching anything and without expanding anything."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from ...errors import SourceError
from ...resources import shown
from .json_files import read_json
from .rdf_guard import refuse_hostile_jsonld, refuse_hostile_turtle
from .regular_files import one_line, read_bytes
from .xml_guard import refuse_hostile_xml

MAX_QUADS = 1_000_000  # D3FEND, the largest known source, has 32,090
MAX_CHARACTERS = 400_000_000  # of all statements written out; a prefix may stand for a long address

FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
}


def read_rdf(path: Path) -> list[Quad]:
    """The statements of an RDF file, in its order; the format is told by the extension.

    Raises:
        SourceError: The extension or the content is no RDF that is read here, an address is
            relative, or the file asks to fetch or to expand something.
    """
    rdf_format = FORMATS.get(path.suffix.lower())
    if rdf_format is None:
        raise SourceError(
            f"has the extension {one_line(repr(path.suffix), 40)}; expected {' '.join(FORMATS)}",
            path=shown(path),
        )
    content = read_bytes(path)
    if rdf_format == RdfFormat.RDF_XML:
        refuse_hostile_xml(content, path)
    elif rdf_format == RdfFormat.JSON_LD:
        refuse_hostile_jsonld(read_json(path), path)
    else:
        refuse_hostile_turtle(content, path)
    try:
        return _quads(content, rdf_format, path)
    except (SyntaxError, ValueError, OSError) as error:
        problem = error.msg if isinstance(error, SyntaxError) else str(error)
        if "No scheme found" in problem:
            problem += "; the address is relative, and the file does not say to what"
        raise SourceError(
            f"is not {rdf_format.name}: {one_line(problem)}",
            path=shown(path),
            line=getattr(error, "lineno", None),
        ) from None


def _quads(content: bytes, rdf_format: RdfFormat, path: Path) -> list[Quad]:
    found: list[Quad] = []
    characters = 0
    for quad in parse(content, rdf_format):
        found.append(quad)
        characters += len(str(quad))
        if len(found) > MAX_QUADS:
            raise SourceError(f"holds more than {MAX_QUADS:,} statements", path=shown(path))
        if characters > MAX_CHARACTERS:
            raise SourceError(
                f"has more than {MAX_CHARACTERS:,} characters when its prefixes are written out",
                path=shown(path),
            )
    return found
