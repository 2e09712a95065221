"""Whether files are the RDF that they ought to be, looked through before they are parsed."""

from __future__ import annotations

import hashlib
import json
from itertools import islice
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, parse

from ..canonical import text_of
from ..errors import SourceError
from ..sources.bounded.rdf_guard import refuse_hostile_jsonld, refuse_hostile_turtle
from ..sources.bounded.regular_files import MAX_DEPTH, one_line, opened, read_bytes
from ..sources.bounded.xml_guard import refuse_hostile_xml
from .formats import FORMATS

RDF = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "nquads": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}
BY_LINE = {"ntriples", "nquads"}  # parsed piece by piece, so that lines are all that can grow
MAX_LINES_BYTES = 4_000_000_000
MAX_BYTES = 1_000_000_000  # of Turtle, TriG and RDF/XML, which are looked through as a whole
MAX_JSON_BYTES = 300_000_000
MAX_JSON_VALUES = 20_000_000  # counted as what opens and separates them, texts included
MAX_LINE = 10_000_000  # bytes
MAX_NESTED = 100  # "<<" in one line; the parser overruns its stack at some ten thousand
MAX_STATEMENTS = 20_000_000  # prefixes and entities let a small file say much
AT_ONCE = 10_000  # statements
MANY = 1 << 128  # sums of digests of this many bits do not depend on the order

Summed = tuple[int, int]


def check_rdf(name: str, path: Path) -> list[str]:
    """What is wrong with a file, a sentence; nothing where it can be parsed.

    Args:
        name: One of :data:`RDF`.
        path: The file.
    """
    try:
        quads = _parsed(name, path)
        for number, _ in enumerate(quads):
            if number >= MAX_STATEMENTS:
                return [f"makes more than {MAX_STATEMENTS:,} statements"]
    except (SyntaxError, OSError, ValueError) as error:
        return [f"is not {FORMATS[name].title}: {one_line(error)}"]
    except SourceError as error:
        return [str(error)]
    return []


def summed(name: str, path: Path) -> Summed:
    """How many statements a file makes, and a digest of them that does not depend on the order.

    Args:
        name: One of :data:`RDF`.
        path: The file, in which :func:`check_rdf` found nothing wrong.
    """
    count = total = 0
    quads = _parsed(name, path)
    while some := list(islice(quads, AT_ONCE)):
        for line in text_of(some).splitlines():
            count += 1
            total += int.from_bytes(hashlib.blake2b(line, digest_size=16).digest())
    return count, total % MANY


def _parsed(name: str, path: Path) -> Any:
    if name in BY_LINE:
        _refuse_hostile_lines(path)
        return parse(path=str(path), format=RDF[name])
    content = read_bytes(path, MAX_JSON_BYTES if name == "jsonld" else MAX_BYTES)
    if name == "rdfxml":  # the parser takes a file that ends early; the look through does not
        refuse_hostile_xml(content, path)
    elif name == "jsonld":
        refuse_hostile_jsonld(_json(content), path)
    else:
        refuse_hostile_turtle(content, path)
    return parse(content, RDF[name])


def _refuse_hostile_lines(path: Path) -> None:
    with opened(path, MAX_LINES_BYTES) as file:
        number = 0
        while line := file.readline(MAX_LINE + 1):
            number += 1
            if len(line) > MAX_LINE:
                raise ValueError(f"line {number:,} has more than {MAX_LINE:,} bytes")
            if line.count(b"<<") > MAX_NESTED:
                raise ValueError(f"line {number:,} has more than {MAX_NESTED} '<<'")


def _json(content: bytes) -> Any:
    """The value, for the guard; larger than sources may be, for a catalogue is."""
    if sum(map(content.count, (b",", b"{", b"["))) > MAX_JSON_VALUES:
        raise ValueError(f"has more than {MAX_JSON_VALUES:,} values")
    try:
        value = json.loads(content.decode("utf-8"), object_pairs_hook=_unique)
    except RecursionError:
        raise ValueError("is nested too deep") from None
    level, depth = [value], 0
    while level:
        if (depth := depth + 1) > MAX_DEPTH:
            raise ValueError(f"is nested more than {MAX_DEPTH} levels deep")
        level = [
            inner
            for each in level
            if isinstance(each, (dict, list))
            for inner in (each.values() if isinstance(each, dict) else each)
            if isinstance(inner, (dict, list))
        ]
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # The parser would take both of two contexts, and the guard would have seen the last one alone.
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return found
