"""The labels and texts of a concept, in every language that its publisher gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode

from ...records import Text
from ...tables import CONTROL
from ...vocab import RDF
from .graph import DC, DCT, RDFS, SKOS, XL, Statements, Term, iris, literals, local_part

D3FEND = "http://d3fend.mitre.org/ontologies/d3fend.owl#"

LABEL = (SKOS + "prefLabel", XL + "prefLabel")
SECOND_LABEL = (RDFS + "label", DCT + "title", DC + "title")
OTHER_LABEL = (
    SKOS + "altLabel",
    XL + "altLabel",
    SKOS + "hiddenLabel",
    XL + "hiddenLabel",
    D3FEND + "synonym",
    D3FEND + "d3fend-id",  # given to several classes, so no notation, but people search by it
)
DEFINITION = (SKOS + "definition", D3FEND + "definition")
SECOND_DEFINITION = (DCT + "description", RDFS + "comment")
NOTE = (
    *(SKOS + f"{kind}Note" for kind in ("scope", "editorial", "history", "change")),
    SKOS + "note",
    SKOS + "example",
)
READ = (*LABEL, *SECOND_LABEL, *OTHER_LABEL, *DEFINITION, *SECOND_DEFINITION, *NOTE)
VALUE = RDF.namespace + "value"
OWL_DEPRECATED = "http://www.w3.org/2002/07/owl#deprecated"
STATUS = (
    "http://www.w3.org/2003/06/sw-vocab-status/ns#term_status",
    "http://www.w3.org/ns/adms#status",
    "http://publications.europa.eu/ontology/euvoc#status",
)
WITHDRAWN = frozenset(
    ["deprecated", "removed", "sunset", "withdrawn", "superseded", "archaic", "retired", "obsolete"]
)
UNTAGGED = "en"  # the language taken for that of a text that states none

Tell = Callable[[str, str], None]  # a value, and what is odd about it


def said(statements: Statements, iri: str, *predicates: str) -> list[Literal]:
    """The texts of these predicates, those that a label of SKOS-XL or a node holds among them."""
    about = statements.about(iri)
    found = literals(about, *predicates)
    for predicate in predicates:
        for term in about.get(predicate, []):
            found += literals(_held(statements, term), XL + "literalForm", VALUE)
    return found


def _held(statements: Statements, term: Term) -> dict[str, list[Term]]:
    if isinstance(term, BlankNode):
        return statements.of_blank(term)
    return statements.about(term.value) if isinstance(term, NamedNode) else {}


def plain(words: str) -> str:
    """A label without control characters, line breaks and spaces too many."""
    return " ".join(CONTROL.sub(" ", words).split())


def preference(text: Literal) -> tuple[int, str, str]:
    """English first, then a kind of English, then a text that states no language."""
    tag = (text.language or "").lower()
    rank = 0 if tag == "en" else 1 if tag.startswith("en-") else 2 if not tag else 3
    return rank, tag, text.value


def label_of(statements: Statements, iri: str) -> Literal | None:
    """The label by which a thing is shown; none if it has none with a letter or digit in it."""
    for predicates in (LABEL, SECOND_LABEL):
        texts = [text for text in said(statements, iri, *predicates) if plain(text.value)]
        if texts:
            return min(texts, key=preference)
    return None


def texts_of(statements: Statements, iri: str, id_: str, tell: Tell) -> Iterator[Text]:
    """What the publisher says of a concept, beside the label that it is shown by."""
    shown = label_of(statements, iri)
    yield from _labels(statements, iri, id_, shown, tell)
    definitions = said(statements, iri, *DEFINITION)
    defined = {_tag(text) for text in definitions}
    known = {text.value for text in definitions}
    for text in definitions:
        yield _text(id_, "definition", text)
    for text in said(statements, iri, *SECOND_DEFINITION):
        if text.value not in known:
            # A comment is the definition in a language that has no other.
            yield _text(id_, "note" if _tag(text) in defined else "definition", text)
    for text in said(statements, iri, *NOTE):
        yield _text(id_, "note", text)


def _labels(
    statements: Statements, iri: str, id_: str, shown: Literal | None, tell: Tell
) -> Iterator[Text]:
    """One label for each language, as SKOS allows no more; whatever is beyond is another name."""
    taken: dict[str, str] = {}
    if shown:
        foreign = preference(shown)[0] == 3
        if foreign:
            tell(shown.language or "", "has no English label; it is shown by the one it has")
            yield _text(id_, "label", shown)
        taken[_tag(shown)] = plain(shown.value)
    for text in sorted(said(statements, iri, *LABEL), key=preference):
        words = plain(text.value)
        if not words or taken.setdefault(_tag(text), words) == words:
            if words and shown and _tag(text) != _tag(shown):
                yield _text(id_, "label", text)
            continue
        tell(words, f"is a second label in {_tag(text)!r}; it is kept as another name")
        yield _text(id_, "altLabel", text)
    for text in said(statements, iri, *SECOND_LABEL):
        words = plain(text.value)
        if words and _tag(text) not in taken:
            taken[_tag(text)] = words
            yield _text(id_, "label", text)
        elif words and words != taken[_tag(text)]:
            yield _text(id_, "altLabel", text)
    for text in said(statements, iri, *OTHER_LABEL):
        if plain(text.value):
            yield _text(id_, "altLabel", text)


def _tag(text: Literal) -> str:
    return (text.language or UNTAGGED).lower()


def _text(id_: str, property_: str, text: Literal) -> Text:
    words = plain(text.value) if property_.lower().endswith("label") else text.value.strip()
    return Text(id=id_, property=property_, words=words, language=_tag(text))


def untagged(statements: Statements, iri: str) -> int:
    """How many texts of a concept state no language."""
    return sum(not text.language for text in said(statements, iri, *READ))


def is_deprecated(about: dict[str, list[Term]]) -> str:
    """The word by which the publisher withdraws a term; empty if it stands."""
    if any(text.value in ("true", "1") for text in literals(about, OWL_DEPRECATED)):
        return "owl:deprecated"
    values = [text.value for text in literals(about, *STATUS)]
    values += [local_part(iri) for iri in iris(about, *STATUS)]
    return next((value for value in values if value.lower() in WITHDRAWN), "")
