"""RDF/XML, which cannot hold every text that the other formats can, and says so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from typing import BinaryIO

from ..vocab import PREFIXES
from .preamble import Preamble
from .terms import NAMES, STRING, ExportError, Line, Term, triples

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*$")
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
OTHERWISE = "write turtle, trig, ntriples, nquads or jsonld instead"


def write_rdfxml(lines: Iterable[Line], out: BinaryIO, preamble: Preamble) -> None:
    """Write the triples of all graphs as RDF/XML.

    Raises:
        ExportError: A text holds a character that no XML file may hold, or no XML name can be made
            of a property.
    """
    out.write(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    for comment in preamble.comments:
        out.write(f"<!-- {comment.replace('--', '- -')} -->\n".encode())
    spaces = [f'xmlns:{name}="{_quoted(iri)}"' for name, iri in sorted(PREFIXES.items())]
    out.write(("<rdf:RDF\n    " + "\n    ".join(spaces) + ">\n").encode())
    for part in (preamble.lines, lines):
        for subject, group in groupby(triples(part), key=lambda triple: triple[0]):
            of = Term.of(subject)
            text = f"<rdf:Description {_reference(of, 'about')}>\n"
            text += "".join(_property(of, Term.of(p), Term.of(o)) for _, p, o in group)
            out.write((text + "</rdf:Description>\n").encode())
    out.write(b"</rdf:RDF>\n")


def _property(subject: Term, predicate: Term, object_: Term) -> str:
    match = NAME.search(predicate.value)
    if match is None or match.start() == 0:
        raise ExportError(
            f"RDF/XML cannot name the property <{predicate.value}>, which does not end in an XML "
            f"name; {OTHERWISE}"
        )
    namespace, local = predicate.value[: match.start()], match[0]
    prefix = NAMES.get(namespace)
    space = "" if prefix else f' xmlns:other="{_quoted(namespace)}"'
    name = f"{prefix or 'other'}:{local}"
    if object_.kind != "literal":
        return f"  <{name}{space} {_reference(object_, 'resource')}/>\n"
    bad = FORBIDDEN.search(object_.value)
    if bad is not None:
        raise ExportError(
            f"RDF/XML cannot hold the character U+{ord(bad[0]):04X} in a text of "
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


def _escaped(text: str) -> str:
    for plain, escaped in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;")):
        text = text.replace(plain, escaped)
    return text


def _quoted(text: str) -> str:
    return _escaped(text).replace('"', "&quot;")
