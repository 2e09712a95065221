"""JSON-LD, compacted and framed with the published context, which is written into the file.

The context comes first, so that no reader has to fetch one. Below ``@graph`` stands one object for
each thing or statement, sorted by ``id``: it holds everything that is said of the thing, and names
other things by their ``id``. That is what a processor of JSON-LD makes of the graph with our
context and the frame ``{"@embed": "@never"}``. Nothing is nested: a measure with its statements
inside could not be written before the last line of the graph was read, and what two things refer to
would stand in one of them by chance. Who wants trees gives the file to a processor, with a frame.

Keys and values are those that the compaction algorithm of JSON-LD 1.1 chooses. What the context
calls a set is always an array, what it calls a map by language always is one, and of everything
else one value stands alone.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from itertools import groupby
from typing import Any, BinaryIO

from ..resources import root
from ..vocab import RDF
from .context_terms import Chosen, ContextTerms
from .preamble import Preamble
from .prefixes import moved
from .terms import STRING, ExportError, Line, Term, triples

SCHEME = ":"
MOST_REMEMBERED = 1 << 14  # IRIs, as they were shortened
TYPE = RDF.type.value
NO_LANGUAGE = "@none"


def write_jsonld(lines: Iterable[Line], out: BinaryIO, preamble: Preamble) -> None:
    """Write the triples of all graphs as one list of nodes."""
    names = published_names(preamble.base)
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


def published_names(base: str = "") -> Names:
    """What our context calls things, whose names begin with a base; with ours when left out."""
    document = json.loads((root() / "ontology" / "context.jsonld").read_text("utf-8"))
    context = {
        name: moved(said, base) if isinstance(said, str) else said
        for name, said in document["@context"].items()
    }
    return Names({"@context": context})


class Names:
    """What a context calls things, and nodes as compaction with it writes them."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.context: dict[str, Any] = document["@context"]
        self._terms = ContextTerms(self.context)
        self._id, self._type = map(self._terms.keyword, ("@id", "@type"))
        self._short: dict[str, str] = {}
        self._chosen: dict[tuple[str, str], Chosen] = {}

    def node(self, subject: Term, said: Collection[tuple[Term, Term]]) -> dict[str, Any]:
        """The node of a subject."""
        node: dict[str, Any] = {self._id: self.iri(subject)}
        classes = [o for p, o in said if p.value == TYPE and o.kind != "literal"]
        if classes:
            node[self._type] = [self._word(each) for each in classes]
        sets = set()
        for predicate, object_ in said:
            if predicate.value == TYPE and object_.kind != "literal":
                continue
            key, container, kind = self._key(predicate, object_)
            if container == "@language":
                texts = node.setdefault(key, {})
                texts.setdefault(object_.language or NO_LANGUAGE, []).append(object_.value)
            else:
                node.setdefault(key, []).append(self._value(object_, kind))
                if container == "@set":
                    sets.add(key)
        for key, value in node.items():
            if isinstance(value, dict):
                node[key] = {tag: _alone(texts) for tag, texts in value.items()}
            elif isinstance(value, list) and key not in sets:
                node[key] = _alone(value)
        return node

    def _key(self, predicate: Term, object_: Term) -> Chosen:
        """The term of a property for such a value; its IRI, shortened, where there is none."""
        kind = object_.datatype or ("@language" if object_.language else "")
        word = "" if object_.kind == "literal" else self._terms.word(object_.value)
        asked = (predicate.value, kind or (word and "@vocab") or "@id")
        if asked not in self._chosen:
            if object_.kind != "literal":
                found = self._terms.for_node(predicate.value, word)
            elif object_.language:
                found = self._terms.for_text(predicate.value)
            else:
                found = self._terms.for_typed(predicate.value, object_.datatype)
            if len(self._chosen) >= MOST_REMEMBERED:
                self._chosen.clear()
            self._chosen[asked] = found if found.name else Chosen(self.iri(predicate))
        return self._chosen[asked]

    def _value(self, object_: Term, kind: str) -> Any:
        """A value below a key whose values are of a kind."""
        if object_.kind != "literal":
            if kind == "@vocab":
                return self._word(object_)
            return self.iri(object_) if kind == "@id" else {self._id: self.iri(object_)}
        if object_.language:
            return {"@language": object_.language, "@value": object_.value}
        if object_.datatype in (kind or STRING, STRING):
            return object_.value
        return {self._type: self._word(Term("iri", object_.datatype)), "@value": object_.value}

    def _word(self, term: Term) -> str:
        """The term of a class, of a datatype or of a value; its IRI where there is none."""
        return self._terms.word(term.value) or self.iri(term)

    def iri(self, term: Term) -> str:
        """An IRI as short as it goes, or a blank node.

        Raises:
            ExportError: The context would read the IRI as another one.
        """
        if term.kind == "blank":
            return term.value
        if term.value not in self._short:
            if len(self._short) >= MOST_REMEMBERED:
                self._short.clear()
            self._short[term.value] = self._terms.curie(term.value) or self._whole(term.value)
        return self._short[term.value]

    def _whole(self, iri: str) -> str:
        scheme, colon, rest = iri.partition(SCHEME)
        if not colon or (scheme in self._terms.words and not rest.startswith("//")):
            raise ExportError(
                f"JSON-LD with our context cannot name <{iri}>: it would read "
                f"{scheme!r} as a prefix; write turtle, trig, ntriples, nquads or rdfxml instead"
            )
        return iri


def _alone(values: list[Any]) -> Any:
    """One value by itself, several as they are."""
    return values[0] if len(values) == 1 else values
