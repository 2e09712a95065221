"""What is exported: the lines of a build, and the same as things with what is said of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from pyoxigraph import NamedNode

from ..canonical import parts
from ..identifiers import compress
from ..vocab import BASE, DCTERMS, RDF, RDFS, SKOS
from ..workspace import Build
from .preamble import Preamble
from .prefixes import MINTED
from .scope import Scope
from .terms import Line, Term, by_subject

LABELS = (SKOS.prefLabel, DCTERMS.title, RDFS.label)


class Released(NamedTuple):
    """A file of a release, as it was written: bytes, and SHA-256 as hexadecimal digits."""

    size: int
    sha256: str


class Said(NamedTuple):
    """A value, and the IRI of the graph that says it; empty for the default graph."""

    value: Term
    graph: str


@dataclass(frozen=True, slots=True)
class Resource:
    """A thing or a statement, with everything that is said of it.

    Attributes:
        iri: Its name.
        said: By the IRI of a predicate its values, sorted as in the build.
    """

    iri: str
    said: dict[str, tuple[Said, ...]]

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Resource:
        """The thing that all these lines are about."""
        said: dict[str, list[Said]] = {}
        for line in lines:
            _, predicate, object_, graph = parts(line)
            value = Said(Term.of(object_), Term.of(graph).value if graph else "")
            said.setdefault(Term.of(predicate).value, []).append(value)
        subject = Term.of(parts(lines[0])[0]).value
        return cls(subject, {key: tuple(values) for key, values in said.items()})

    @property
    def local(self) -> str:
        """The end of its name: ``mitigation-mitv1-A0983``."""
        return self.iri.rpartition("/")[2].rpartition("#")[2]

    @property
    def types(self) -> frozenset[str]:
        """The IRIs of its classes."""
        return frozenset(self.values(RDF.type))

    @property
    def graphs(self) -> tuple[str, ...]:
        """The IRIs of the named graphs that say anything of it, sorted."""
        said = {each.graph for values in self.said.values() for each in values}
        return tuple(sorted(said - {""}))

    @property
    def stated_in(self) -> str:
        """The graph that says what it is; another may only add what is inferred or noted.

        Where none does, the first that says anything of it; empty for the default graph.
        """
        classed = sorted(each.graph for each in self.said.get(RDF.type.value, ()) if each.graph)
        return next(iter((*classed, *self.graphs)), "")

    def is_a(self, *classes: NamedNode) -> bool:
        """Whether it is of one of these classes."""
        return any(each.value in self.types for each in classes)

    def terms(self, predicate: NamedNode) -> list[Term]:
        """The values of a predicate, each once, sorted as in the build."""
        return list(dict.fromkeys(each.value for each in self.said.get(predicate.value, ())))

    def values(self, predicate: NamedNode) -> list[str]:
        """The same as plain texts: IRIs, and literals without datatype and language."""
        return list(dict.fromkeys(term.value for term in self.terms(predicate)))

    def value(self, predicate: NamedNode) -> str:
        """The first of :meth:`values`; empty where there is none."""
        return next(iter(self.values(predicate)), "")

    def text(self, predicate: NamedNode, language: str = "en") -> str:
        """A text, in the language if there is one; empty where there is none."""
        terms = self.terms(predicate)
        wanted = (term.value for term in terms if term.language.partition("-")[0] == language)
        return next(wanted, terms[0].value if terms else "")

    @property
    def label(self) -> str:
        """What it is called; the end of its name where nobody calls it anything."""
        return next(filter(None, map(self.text, LABELS)), self.local)


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What is exported, and what is known of where it comes from.

    Attributes:
        scope: What of the build is taken along.
        build: Where it comes from, with its columns and its engine; of a remote store the same.
        sources: Those entries of its manifest from which something is taken.
        preamble: What a file says of itself before anything else.
        base: What stands in names instead of ours; empty for ours.
        previous: The IRI of the data set that this one takes the place of, if one is named.
        released: By the name of a format its file, where a release is written.
        progress: Is told now and then how many lines have been read.
    """

    scope: Scope
    build: Build
    sources: tuple[dict[str, Any], ...]
    preamble: Preamble = field(default_factory=Preamble)
    base: str = ""
    previous: str = ""
    released: Mapping[str, Released] = field(default_factory=dict)
    progress: Callable[[int], None] = lambda _: None

    def lines(self) -> Iterator[Line]:
        """The lines, those of each subject together, never all in memory."""
        lines = self.scope.lines(self.progress)
        return map(self._moved, lines) if self.base else lines

    def resources(self) -> Iterator[Resource]:
        """Things and statements in the order of the build, never all in memory."""
        for _, group in by_subject(self.lines()):
            yield Resource.of(group)

    @cached_property
    def by_iri(self) -> dict[str, Resource]:
        """All things and statements by name, in memory: 0.3 GB for the catalogue."""
        return {each.iri: each for each in self.resources()}

    def of_class(self, *classes: NamedNode) -> list[Resource]:
        """The things of some classes, by name."""
        found = (each for each in self.by_iri.values() if each.is_a(*classes))
        return sorted(found, key=lambda each: each.iri)

    def get(self, iri: str) -> Resource:
        """What is said of a thing; of one that is only referred to, nothing."""
        return self.by_iri.get(iri) or Resource(iri, {})

    def name(self, path: str) -> str:
        """The IRI of ``id/stage-deploy`` or ``graph/source-mitv1``, where the names are minted."""
        return (self.base or BASE) + path

    def compressed(self, iri: str) -> str:
        """A CURIE with the prefixes of the project, which mean the base of the export."""
        if self.base and iri.startswith(self.base):
            return compress(BASE + iri.removeprefix(self.base))
        return compress(iri)

    def _moved(self, line: Line) -> Line:
        if _OURS not in line:
            return line
        subject, predicate, object_, graph = parts(line)
        terms = (subject, predicate, object_, graph) if graph else (subject, predicate, object_)
        return b" ".join(map(self._moved_term, terms)) + b" .\n"

    def _moved_term(self, term: bytes) -> bytes:
        if not term.startswith(_MINTED):
            return term
        return b"<" + self.base.encode() + term[len(_OURS) :]


_OURS = f"<{BASE}".encode()
_MINTED = tuple(_OURS + part.encode() for part in MINTED)
