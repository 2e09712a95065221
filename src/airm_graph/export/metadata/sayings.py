"""What is said of things, gathered in the order in which a reader wants it, and written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from ...canonical import lines_of
from ...vocab import RDF, XSD
from ..preamble import Preamble
from ..turtle import write_turtle

Value = NamedNode | Literal


def iri(said: str) -> NamedNode:
    """The node of an IRI."""
    return NamedNode(said)


def english(text: str) -> Literal:
    """A text in English."""
    return Literal(text, language="en")


def day(text: str) -> Literal:
    """A day, or a year where nothing more is known.

    >>> day("2026").datatype.value.rpartition("#")[2]
    'gYear'
    """
    kinds = {4: "gYear", 7: "gYearMonth"}
    kind = XSD.namespace + kinds.get(len(text), "date")
    return Literal(text, datatype=NamedNode(kind))


class Sayings:
    """Triples, subject by subject in the order in which these were first named."""

    def __init__(self) -> None:
        self._said: dict[str, dict[NamedNode, dict[Value, None]]] = {}

    def say(self, subject: str, predicate: NamedNode, *values: Value) -> None:
        """Say something of a thing; what has been said is not repeated."""
        if values:
            said = self._said.setdefault(subject, {}).setdefault(predicate, {})
            said.update(dict.fromkeys(values))

    def type(self, subject: str, *classes: NamedNode) -> None:
        """Say of which classes a thing is."""
        self.say(subject, RDF.type, *classes)

    @property
    def subjects(self) -> list[str]:
        """Of what anything was said."""
        return list(self._said)

    def speaks_of(self, subject: str) -> bool:
        """Whether anything has been said of a thing."""
        return subject in self._said

    def triples(self) -> Iterator[Triple]:
        """What was said, subject by subject."""
        for subject, said in self._said.items():
            node = NamedNode(subject)
            for predicate, values in said.items():
                for value in values:
                    yield Triple(node, predicate, value)

    def write(self, out: BinaryIO, base: str = "", comments: Sequence[str] = ()) -> None:
        """Write it as Turtle.

        Args:
            out: Where to.
            base: What stands in names instead of ours.
            comments: What a reader has to know first, a line each.
        """
        quads = (Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in self.triples())
        write_turtle(lines_of(quads), out, Preamble(comments=tuple(comments), base=base))
