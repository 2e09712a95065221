"""The statements of an RDF vocabulary by subject, and the names by which they are looked up."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from ...vocab import RDF

Term: TypeAlias = NamedNode | BlankNode | Literal

RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XL = "http://www.w3.org/2008/05/skos-xl#"
DCT = "http://purl.org/dc/terms/"
DC = "http://purl.org/dc/elements/1.1/"
TYPE = RDF.type.value
# What the languages of ontologies are made of is no concept of a vocabulary that declares it.
MODEL = (RDF.namespace, RDFS, OWL, SKOS, XL, "http://www.w3.org/2001/XMLSchema#")


class Statements:
    """What is said of each subject; a statement that comes twice counts once."""

    def __init__(self, *files: Iterable[Quad]) -> None:
        said: dict[str, dict[str, set[Term]]] = defaultdict(lambda: defaultdict(set))
        for number, quads in enumerate(files):
            for quad in quads:
                subject, object_ = _apart(quad.subject, number), _apart(quad.object, number)
                if subject is not None and object_ is not None:
                    said[str(subject)][quad.predicate.value].add(object_)
        self._said = {
            subject: {predicate: sorted(terms, key=str) for predicate, terms in about.items()}
            for subject, about in said.items()
        }

    def about(self, iri: str) -> dict[str, list[Term]]:
        """What is said of a subject, by predicate."""
        return self._said.get(f"<{iri}>", {})

    def of_blank(self, node: BlankNode) -> dict[str, list[Term]]:
        """What is said of a node without a name."""
        return self._said.get(str(node), {})

    def subjects(self) -> Iterator[tuple[str, dict[str, list[Term]]]]:
        """The subjects that have a name, with what is said of them."""
        for subject, about in self._said.items():
            if subject.startswith("<"):
                yield subject[1:-1], about

    def typed(self, *types: str) -> list[str]:
        """The named subjects of one of these types, sorted."""
        wanted = set(types)
        return sorted(iri for iri, about in self.subjects() if wanted & set(iris(about, TYPE)))

    def unnamed(self, *types: str) -> int:
        """How many subjects of one of these types have no name."""
        wanted = set(types)
        return sum(
            not subject.startswith("<") and bool(wanted & set(iris(about, TYPE)))
            for subject, about in self._said.items()
        )


def _apart(term: object, number: int) -> Term | None:
    """The term; a node without a name is another one in each file. None for a quoted triple."""
    if isinstance(term, BlankNode):
        return BlankNode(f"{term.value}-{number}") if number else term
    return term if isinstance(term, NamedNode | Literal) else None


def iris(about: dict[str, list[Term]], *predicates: str) -> list[str]:
    """The named objects of these predicates."""
    return [
        term.value
        for predicate in predicates
        for term in about.get(predicate, [])
        if isinstance(term, NamedNode)
    ]


def literals(about: dict[str, list[Term]], *predicates: str) -> list[Literal]:
    """The literals of these predicates, in the order of the predicates."""
    return [
        term
        for predicate in predicates
        for term in about.get(predicate, [])
        if isinstance(term, Literal)
    ]


def local_part(iri: str) -> str:
    """What follows the last ``#``, ``/`` or ``:`` that something follows.

    >>> local_part("https://w3id.org/dpv/ai#AGI"), local_part("https://example.org/terms/")
    ('AGI', 'terms')
    """
    return re.split("[#/:]", iri.rstrip("#/:"))[-1]


def slug(words: str) -> str:
    """Lower-case letters, digits and single hyphens.

    >>> slug("AI Taxonomy, v2")
    'ai-taxonomy-v2'
    """
    return "-".join(re.findall("[a-z0-9]+", words.lower()))
