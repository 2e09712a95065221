"""Names in a query that nothing here has: an empty answer must be earned.

A name with one of the known prefixes, or an IRI in one of their namespaces, is looked up in the
graph. Where nothing uses it, the vocabulary says whether there is such a term at all; of our own
names, and of vocabularies that are closed, all are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import cached_property

from pyoxigraph import NamedNode

from ..errors import AirmError
from ..identifiers import compress, graph
from ..queries import list_queries
from ..resources import root
from ..schemes import parse_turtle
from ..sparql_text import Token, tokens
from ..store import Engine
from ..vocab import AIRM, PREFIXES
from .declared import declared_prefixes, iri_of
from .parameters import is_used

NOUNS = {"airmid": "thing", "airmg": "graph", "airms": "shape", "airmq": "query"}
# Vocabularies that rdflib lists whole and that grow no more, by the name that it has for them.
LISTED = {"skos": "SKOS", "rdfs": "RDFS", "owl": "OWL", "prov": "PROV", "dcterms": "DCTERMS"}
LISTED |= {"xsd": "XSD"}
PLACES = ("?t ?p ?o", "?s ?t ?o", "?s ?p ?t FILTER(ISIRI(?t))", "GRAPH ?t { ?s ?p ?o }")
ALIKE = 0.8  # how like two namespaces are of which one is a slip


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownTerm:
    """A name in a query that nothing in the graph has.

    Attributes:
        name: As it is written.
        line: From 1.
        message: What is the matter, and what was perhaps meant.
    """

    name: str
    line: int
    message: str


def unknown_terms(engine: Engine, text: str, known: Mapping[str, str]) -> list[UnknownTerm]:
    """The names in a query that nothing in the graph has, each once, in the order of the text.

    Args:
        engine: Whose graph is meant.
        text: What the user wrote.
        known: Prefixes that need no declaration.
    """
    words = list(tokens(text))
    own = declared_prefixes(words)
    prefixes = {**known, **own}
    found: dict[str, UnknownTerm] = {}
    for prefix, iri in own.items():
        if prefix in PREFIXES and iri != PREFIXES[prefix] and _alike(iri, PREFIXES[prefix]):
            message = f"the prefix {prefix}: is <{iri}> here, and <{PREFIXES[prefix]}> elsewhere"
            word = next(w for w in words if w.kind == "iri" and w.text[1:-1] == iri)
            found[iri] = _unknown(text, word, message)
    terms = _Terms(engine)
    for word, template in _named(words):
        iri = iri_of(word, prefixes) or ""
        if iri not in found and (message := terms.complaint(iri, template=template)):
            found[iri] = _unknown(text, word, f"{word.text}: {message}")
    return list(found.values())


def _unknown(text: str, word: Token, message: str) -> UnknownTerm:
    return UnknownTerm(name=word.text, line=text.count("\n", 0, word.start) + 1, message=message)


def _alike(iri: str, other: str) -> bool:
    return SequenceMatcher(None, iri, other).ratio() > ALIKE


def _named(words: Sequence[Token]) -> Iterator[tuple[Token, bool]]:
    """The names and IRIs of a query, and whether they stand in the template of a CONSTRUCT."""
    depth, template = 0, False
    for before, word in zip([None, *words], words, strict=False):
        if word.kind == "sign" and word.text == "{":
            template = template or bool(before and before.is_word("CONSTRUCT"))
            depth += template
        elif word.kind == "sign" and word.text == "}" and template:
            depth -= 1
            template = depth > 0
        declares = before is not None and (
            before.is_word("PREFIX", "BASE") or (before.kind == "name" and before.text[-1] == ":")
        )
        if word.kind in {"iri", "name"} and not declares:
            yield word, template


class _Terms:
    """What is known of the terms of each vocabulary."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def complaint(self, iri: str, *, template: bool) -> str:
        """What to say of an IRI; nothing where the graph uses it, or nobody here could know it."""
        space = max((s for s in PREFIXES.values() if iri.startswith(s)), key=len, default="")
        prefix = next((name for name, s in PREFIXES.items() if s == space), "")
        if not space:
            return self._slip(iri)
        if iri == space or is_used(self.engine, iri):
            return ""
        terms = self._listed(prefix)
        if terms is not None and iri not in terms:
            hint = self._nearest(iri, space, terms | self._used(space)) or "no name is close to it"
            return f"no such {NOUNS.get(prefix, 'term')} is here; {hint}"
        if template or prefix == "xsd":  # what is made, or converted to, need not be there
            return ""
        hint = self._nearest(iri, space, self._used(space) - {iri})
        return "nothing in the graph uses it" + (f"; {hint}" if hint else "")

    def _slip(self, iri: str) -> str:
        """An IRI that would be of a known namespace if it began a little otherwise."""
        for old, new in (("http://", "https://"), ("https://", "http://")):
            other = new + iri.removeprefix(old)
            if iri.startswith(old) and any(other.startswith(s) for s in PREFIXES.values()):
                return f"did you mean <{other}>?"
        return ""

    def _used(self, space: str) -> set[str]:
        """The IRIs of a namespace that the graph uses."""
        return {iri for iri in self._everything if iri.startswith(space)}

    @cached_property
    def _everything(self) -> set[str]:
        """Every IRI of the graph: asked for place by place, for a UNION takes the engine seconds.

        None where a store does not give so many, for they are needed for hints only.
        """
        try:
            texts = [f"SELECT DISTINCT ?t WHERE {{ {place} }}" for place in PLACES]
            return {row["t"] for text in texts for row in self.engine.select(text)}
        except AirmError:
            return set()

    def _listed(self, prefix: str) -> set[str] | None:
        """All terms of a vocabulary that is closed; None of one that is not."""
        space = PREFIXES[prefix]
        if prefix == "airm":
            return {space + name for name in AIRM}
        if prefix == "airmq":
            return {space + query.slug for query in list_queries()}
        if prefix == "airms":
            return _shapes()
        if prefix in {"airmid", "airmg"}:
            return set()  # whatever there is, the graph has
        if prefix in LISTED:
            import rdflib.namespace

            return {str(term) for term in dir(getattr(rdflib.namespace, LISTED[prefix]))}
        return None

    def _nearest(self, iri: str, space: str, known: Iterable[str]) -> str:
        names = [each[len(space) :] for each in known if each.startswith(space)]
        wanted = iri[len(space) :]
        kind, dash, _ = wanted.partition("-")
        alike = [name for name in names if name.startswith(kind + dash)]  # comparing all is slow
        close = get_close_matches(wanted, alike if dash and alike else names, n=2, cutoff=0.7)
        return (
            f"did you mean {' or '.join(compress(space + name) for name in close)}?"
            if close
            else ""
        )


def _shapes() -> set[str]:
    space = PREFIXES["airms"]
    return {
        quad.subject.value
        for path in (root() / "ontology" / "shapes").glob("*.ttl")
        for quad in parse_turtle(path, graph("shapes"))
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(space)
    }
