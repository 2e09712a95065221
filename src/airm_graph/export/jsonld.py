"""JSON-LD with the published context written into it, so that no reader has to fetch one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cached_property
from itertools import groupby
from typing import Any, BinaryIO

from ..resources import root
from ..vocab import RDF
from .preamble import Preamble
from .terms import STRING, ExportError, Line, Term, curie, triples

SCHEME = ":"


def write_jsonld(lines: Iterable[Line], out: BinaryIO, preamble: Preamble) -> None:
    """Write the triples of all graphs as one list of nodes."""
    names = Names(json.loads((root() / "ontology" / "context.jsonld").read_text("utf-8")))
    context = json.dumps(names.context, ensure_ascii=False, indent=1)
    out.write(b'{"@context": ' + context.encode() + b',\n"@graph": [\n')
    comma = b""
    for part in (preamble.lines, lines):
        for subject, group in groupby(triples(part), key=lambda triple: triple[0]):
            said = [(Term.of(p), Term.of(o)) for _, p, o in group]
            node = json.dumps(names.node(Term.of(subject), said), ensure_ascii=False)
            out.write(comma + node.encode())
            comma = b",\n"
    out.write(b"\n]}\n")


class Names:
    """The terms of a context, by the IRI that they stand for and the kind of value they expect."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.context: dict[str, Any] = document["@context"]

    @cached_property
    def prefixes(self) -> frozenset[str]:
        """Every word that stands before a colon for something else than itself."""
        return frozenset(name for name in self.context if not name.startswith("@"))

    @cached_property
    def _terms(self) -> dict[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for name, said in sorted(self.context.items()):
            if isinstance(said, str) and ":" in said and not said.endswith(("#", "/", "@")):
                found.setdefault((self._full(said), ""), name)
            elif isinstance(said, dict):
                kind = said.get("@type", "")
                kind = "@language" if said.get("@container") == "@language" else kind
                if kind and not kind.startswith("@"):
                    kind = self._full(kind)
                found.setdefault((self._full(said["@id"]), kind), name)
        return found

    @cached_property
    def _values(self) -> dict[str, str]:
        """The plain terms, by which values of ``@vocab`` and types are called."""
        return {iri: name for (iri, kind), name in self._terms.items() if not kind}

    def _full(self, name: str) -> str:
        prefix, _, local = name.partition(":")
        space = self.context.get(prefix)
        return space + local if isinstance(space, str) else name

    def node(self, subject: Term, said: Iterable[tuple[Term, Term]]) -> dict[str, Any]:
        """The node of a subject."""
        node: dict[str, Any] = {"@id": self.iri(subject)}
        for predicate, object_ in said:
            if predicate.value == RDF.type.value and object_.kind != "literal":
                name = self._values.get(object_.value) or self.iri(object_)
                node.setdefault("@type", []).append(name)
                continue
            key, value, by_language = self._said(predicate, object_)
            if by_language:
                texts = node.setdefault(key, {}).setdefault(object_.language, [])
                texts.append(value)
            else:
                node.setdefault(key, []).append(value)
        for key, value in node.items():
            if isinstance(value, list) and len(value) == 1:
                node[key] = value[0]
            elif isinstance(value, dict):
                node[key] = {tag: t[0] if len(t) == 1 else t for tag, t in value.items()}
        return node

    def _said(self, predicate: Term, object_: Term) -> tuple[str, Any, bool]:
        """Key and value, and whether the key's value is a map by language."""
        terms, iri = self._terms, predicate.value
        if object_.kind != "literal":
            for kind in ("@id", "@vocab"):
                if (iri, kind) in terms:
                    name = self._values.get(object_.value) if kind == "@vocab" else None
                    return terms[iri, kind], name or self.iri(object_), False
            return self._key(iri), {"@id": self.iri(object_)}, False
        if object_.language:
            if (iri, "@language") in terms:
                return terms[iri, "@language"], object_.value, True
            return self._key(iri), {"@value": object_.value, "@language": object_.language}, False
        if (iri, object_.datatype) in terms:
            return terms[iri, object_.datatype], object_.value, False
        if object_.datatype == STRING:
            if (iri, "") in terms:
                return terms[iri, ""], object_.value, False
            return self._key(iri), {"@value": object_.value}, False
        kind = self.iri(Term("iri", object_.datatype))
        return self._key(iri), {"@value": object_.value, "@type": kind}, False

    def _key(self, iri: str) -> str:
        """A key that no term of the context gives another meaning."""
        return self.iri(Term("iri", iri))

    def iri(self, term: Term) -> str:
        """An IRI as short as it goes, or a blank node.

        Raises:
            ExportError: The context would read the IRI as another one.
        """
        if term.kind == "blank":
            return term.value
        short = curie(term.value)
        if short and short.partition(SCHEME)[0] in self.prefixes:
            return short
        scheme, colon, rest = term.value.partition(SCHEME)
        if not colon or (scheme in self.prefixes and not rest.startswith("//")):
            raise ExportError(
                f"JSON-LD with our context cannot name <{term.value}>: it would read "
                f"{scheme!r} as a prefix; write turtle, trig, ntriples, nquads or rdfxml instead"
            )
        return term.value
