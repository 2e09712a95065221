"""RDF/XML, which cannot hold every text that the other formats can, and says so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from typing import BinaryIO

from ..vocab import RDF
from .preamble import Preamble
from .prefixes import prefixes
from .terms import STRING, ExportError, Line, Term, triples

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*$")
# Names that RDF/XML reads as its own grammar, or counts, where a property stands.
GRAMMAR = frozenset(
    RDF.namespace + name
    for name in (
        *("RDF", "Description", "ID", "about", "parseType", "resource", "nodeID", "datatype"),
        *("li", "aboutEach", "aboutEachPrefix", "bagID"),
    )
)
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SPECIAL = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord("\r"): "&#13;"}
SPECIAL_MARK = re.compile("[&<>\r]")
OTHERWISE = "write turtle, trig, ntriples, nquads or jsonld instead"


def write_rdfxml(lines: Iterable[Line], out: BinaryIO, preamble: Preamble) -> None:
    """Write the triples of all graphs as RDF/XML.

    Raises:
        ExportError: A text holds a character that no XML file may hold, or no XML name can be made
            of a property.
    """
    out.write(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    for comment in preamble.comments:
        out.write(f"<!-- {_commented(comment)} -->\n".encode())
    out.write(_start(preamble.base))
    for part in (preamble.lines, lines):
        for subject, group in groupby(triples(part), key=lambda triple: triple[0]):
            of = Term.of(subject)
            text = f"<rdf:Description {_reference(of, 'about')}>\n"
            said = [_property(of, Term.of(p), Term.of(o), preamble.base) for _, p, o in group]
            text += "".join(said)
            out.write((text + "</rdf:Description>\n").encode())
    out.write(b"</rdf:RDF>\n")


def _start(base: str) -> bytes:
    table = prefixes(base).table
    spaces = [f'xmlns:{name}="{_quoted(iri)}"' for name, iri in table.items()]
    return ("<rdf:RDF\n    " + "\n    ".join(spaces) + ">\n").encode()


@lru_cache(maxsize=1 << 10)
def _name(property_: str, base: str) -> tuple[str, str]:
    """The name of a property, and what declares its prefix where we have none."""
    match = NAME.search(property_)
    if match is None or match.start() == 0 or property_ in GRAMMAR:
        why = "is a word of its grammar" if match else "does not end in an XML name"
        raise ExportError(
            f"RDF/XML cannot name the property <{property_}>, which {why}; {OTHERWISE}"
        )
    namespace, local = property_[: match.start()], match[0]
    prefix = prefixes(base).prefix(namespace)
    space = "" if prefix else f' xmlns:other="{_quoted(namespace)}"'
    return f"{prefix or 'other'}:{local}", space


def _property(subject: Term, predicate: Term, object_: Term, base: str) -> str:
    name, space = _name(predicate.value, base)
    if object_.kind != "literal":
        return f"  <{name}{space} {_reference(object_, 'resource')}/>\n"
    bad = FORBIDDEN.search(object_.value)
    if bad is not None:
        raise ExportError(
            f"RDF/XML cannot hold the character U+{ord(bad[0]):04X} in the {name} of "
            f"<{subject.value}>; {OTHERWISE}"
        )
    kind = ""
    if object_.language:
        kind = f' xml:lang="{object_.language}"'
    elif object_.datatype != STRING:
        kind = f' rdf:datatype="{_quoted(object_.datatype)}"'
    return f"  <{name}{space}{kind}>{_escaped(object_.value)}</{name}>\n"


def _reference(term: Term, attribute: str) -> str:
    if term.kind == "blank":
        return f'rdf:nodeID="{term.value[2:]}"'
    return f'rdf:{attribute}="{_quoted(term.value)}"'


def _commented(text: str) -> str:
    """A sentence as an XML comment holds it: no two hyphens, nothing that is forbidden."""
    return FORBIDDEN.sub("\ufffd", re.sub("-(?=-)", "- ", text))


def _escaped(text: str) -> str:
    return text.translate(SPECIAL) if SPECIAL_MARK.search(text) else text


def _quoted(text: str) -> str:
    return _escaped(text).replace('"', "&quot;")
