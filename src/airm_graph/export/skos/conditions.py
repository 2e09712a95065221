"""The integrity conditions of SKOS, by their numbers in the SKOS Reference.

What SKOS only infers (whatever is broader is a concept) is asked for here, since a file that a
registry takes alone has to say it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from pyoxigraph import Literal, NamedNode

from ...identifiers import compress
from ...vocab import RDF, XSD
from .relations import exact_and_not, related_and_broader
from .statements import MATCHES, SEMANTIC, Node, Said, name_of

COLLECTIONS = frozenset(["Collection", "OrderedCollection"])
LABELS = ("prefLabel", "altLabel", "hiddenLabel")
TEXTS = (RDF.namespace + "langString", XSD.string.value)


def _disjoint_classes(said: Said) -> Iterator[str]:
    """S9 and S37."""
    for iri, kinds in said.kinds.items():
        collection = kinds & COLLECTIONS
        if {"Concept", "ConceptScheme"} <= kinds:
            yield f"S9: {compress(iri)} is both a concept and a concept scheme; say one"
        if collection and kinds & {"Concept", "ConceptScheme"}:
            yield f"S37: {compress(iri)} is both a collection and a concept or scheme; say one"


def _membership(said: Said) -> Iterator[str]:
    """S4 to S8: in schemes are concepts, and top concepts are said both ways."""
    for one, scheme in said.pairs["inScheme"]:
        yield from _is_a(said, scheme, "ConceptScheme", "S4", f"{compress(one)} is in")
    tops = {(one, name_of(scheme)) for one, scheme in said.pairs["topConceptOf"]}
    held = {(name_of(one), scheme) for scheme, one in said.pairs["hasTopConcept"]}
    inside = {(one, name_of(scheme)) for one, scheme in said.pairs["inScheme"]}
    for one, top_of in sorted(tops | held):
        if "ConceptScheme" not in said.kinds.get(top_of, ()):
            yield f"S5: {compress(top_of)} has a top concept and is no skos:ConceptScheme"
        if "Concept" not in said.kinds.get(one, ()):
            yield f"S6: {compress(one)} is a top concept and is not said to be a skos:Concept"
        if (one, top_of) not in inside:
            yield f"S7: {compress(one)} is a top concept of {compress(top_of)} and not in it"
        if (one, top_of) not in tops & held:
            yield f"S8: {compress(one)} is a top concept of {compress(top_of)} one way only"


def _labels(said: Said) -> Iterator[str]:
    """S12 to S14: labels are texts, of one kind each, one preferred in a language."""
    kinds: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    preferred: dict[tuple[str, str], set[str]] = defaultdict(set)
    for kind in LABELS:
        for one, text in said.pairs[kind]:
            if not isinstance(text, Literal) or text.datatype.value not in TEXTS:
                yield f"S12: the skos:{kind} of {compress(one)} is no plain text: {text}"
                continue
            language = (text.language or "").lower()
            kinds[one, text.value, language].append(kind)
            if kind == "prefLabel":
                preferred[one, language].add(text.value)
    for (one, text_, language), of in kinds.items():
        if len(set(of)) > 1:
            yield f"S13: {text_!r}@{language} is several labels of {compress(one)}: {', '.join(of)}"
    for (one, language), texts in preferred.items():
        if len(texts) > 1:
            yield (
                f"S14: {compress(one)} has {len(texts)} preferred labels in {language or 'no'!r} "
                f"language; keep one, make others skos:altLabel"
            )


def _notations(said: Said) -> Iterator[str]:
    """S15: notations are literals; and no two concepts of a scheme share one."""
    schemes = defaultdict(set)
    for one, scheme in said.pairs["inScheme"]:
        schemes[one].add(name_of(scheme))
    holders: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one, code in said.pairs["notation"]:
        if not isinstance(code, Literal):
            yield f"S15: the notation of {compress(one)} is no literal: {code}"
        for held_in in schemes[one]:
            holders[held_in, str(code)].add(one)
    for (held_in, same), ones in holders.items():
        if len(ones) > 1:
            both = ", ".join(map(compress, sorted(ones)))
            yield f"each shares a notation, {same} in {compress(held_in)}: {both}"


def _related(said: Said) -> Iterator[str]:
    """S19 to S27: concepts are joined, the hierarchy is said both ways, related is not broader."""
    for what in sorted(SEMANTIC):
        for one, other in said.pairs.get(what, ()):
            if "Concept" not in said.kinds.get(one, ()):
                yield f"S19: {compress(one)} has skos:{what} and is not said to be a skos:Concept"
            yield from _is_a(said, other, "Concept", "S20", f"{compress(one)} has skos:{what}")
    up = {(one, name_of(other)) for one, other in said.pairs["broader"]}
    down = {(name_of(other), one) for one, other in said.pairs["narrower"]}
    for one, above in sorted(up ^ down):
        yield f"S25: {compress(one)} stands below {compress(above)} one way only; say both"
    for one, what, name in related_and_broader(said.relations()):
        yield (
            f"S27: {compress(one)} skos:{what} {compress(name)}, and one is broader than the "
            f"other; say one"
        )


def _collections(said: Said) -> Iterator[str]:
    """S31 to S35: collections hold concepts and collections."""
    for one, other in said.pairs["member"]:
        if not said.kinds.get(one, set()) & COLLECTIONS:
            yield f"S31: {compress(one)} has members and is not said to be a skos:Collection"
        if not said.kinds.get(name_of(other), set()) & {"Concept", *COLLECTIONS}:
            yield f"S32: the member {compress(name_of(other))} of {compress(one)} is no concept"
    lists = Counter(one for one, _ in said.pairs["memberList"])
    for one, number in lists.items():
        if "OrderedCollection" not in said.kinds.get(one, ()):
            yield f"S33: {compress(one)} has a member list and is no skos:OrderedCollection"
        if number > 1:
            yield f"S35: {compress(one)} has several member lists; keep one"


def _matches(said: Said) -> Iterator[str]:
    """S38 to S46: matches join concepts, and an exact one is neither broad nor related.

    What they lead to may be described elsewhere.
    """
    for what in sorted(MATCHES):
        for one, other in said.pairs.get(what, ()):
            if "Concept" not in said.kinds.get(one, ()):
                yield f"S19: {compress(one)} has skos:{what} and is not said to be a skos:Concept"
            if not isinstance(other, NamedNode):
                yield f"S38: skos:{what} of {compress(one)} leads to no IRI: {other}"
            elif other.value in said.kinds and "Concept" not in said.kinds[other.value]:
                yield f"S20: skos:{what} of {compress(one)} leads to no concept: {other.value}"
    for one, what, name in exact_and_not(said.relations()):
        yield f"S46: {compress(one)} skos:{what} {compress(name)}, which also match exactly"


def _is_a(said: Said, node: Node, kind: str, condition: str, how: str) -> Iterator[str]:
    if kind not in said.kinds.get(name_of(node), ()):
        yield f"{condition}: {how} {compress(name_of(node))}, which is not said to be a skos:{kind}"


CONDITIONS: tuple[Callable[[Said], Iterator[str]], ...] = (
    *(_disjoint_classes, _membership, _labels, _notations, _related, _collections, _matches),
)
