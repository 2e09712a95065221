"""Which properties axioms say much about, and which they hardly mention."""

from __future__ import annotations

from pyoxigraph import NamedNode

from ..vocab import PREFIXES, RDF
from .given import OWL_NS, Given

SUB, DOMAIN, RANGE = (PREFIXES["rdfs"] + name for name in ("subPropertyOf", "domain", "range"))
HARMLESS = {OWL_NS + "SymmetricProperty", OWL_NS + "TransitiveProperty"}


class Properties:
    """The properties by what axioms say of them.

    Attributes:
        silent: Links of which nothing is said, or that they are symmetric or transitive, and no
            more of the properties above them. Any model stays one when such a property relates
            everything to everything; so what is said with it can be left out without changing a
            verdict.
        plain: No more is said than domain and range, and no more of the properties above them. What
            is said with one of them tells the type of each end, whatever is at the other end; and
            of a literal, whether it can stand there at all.
    """

    def __init__(self, given: Given) -> None:
        above: dict[str, set[str]] = {}
        spoken: set[str] = set()
        typed: set[str] = set()
        for axiom in given.axioms:
            first = axiom.triples[0]
            subject = first.subject.value if isinstance(first.subject, NamedNode) else ""
            object_ = first.object.value if isinstance(first.object, NamedNode) else ""
            predicate = first.predicate.value
            if predicate == SUB and subject and object_:
                above.setdefault(subject, set()).add(object_)
                continue
            if predicate in (DOMAIN, RANGE) and subject:
                typed.add(subject)
            elif not (predicate == RDF.type.value and object_ in HARMLESS):
                spoken.add(subject)
            if object_ not in HARMLESS:
                spoken.add(object_)
            spoken |= {  # an expression may look along the very property whose range it is
                term.value
                for triple in axiom.triples[1:]
                for term in (triple.subject, triple.object)
                if isinstance(term, NamedNode)
            }
        links = {iri for iri, kinds in given.kinds.items() if "ObjectProperty" in kinds}
        names = links | {iri for iri, kinds in given.kinds.items() if "DatatypeProperty" in kinds}
        up = {name: _closed(name, above) for name in names}
        self.plain = {name for name in names if not up[name] & spoken}
        self.silent = {name for name in self.plain & links if not up[name] & typed}


def _closed(name: str, above: dict[str, set[str]]) -> set[str]:
    found, waiting = {name}, [name]
    while waiting:
        for other in above.get(waiting.pop(), set()) - found:
            found.add(other)
            waiting.append(other)
    return found
