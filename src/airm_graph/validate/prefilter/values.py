"""What SHACL asks of one value, as expressions: the components that look at no other value.

Each is true for every value at which pySHACL may find fault, and says whether it is true for
others, too. An error of SPARQL counts as a failure.
"""

from __future__ import annotations

import re

from rdflib import RDF, SH, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from ..stored_graph import engine_term
from .expressions import NEVER, NODE, Is, NoSparqlForm, Says, Test, any_of, opposite, unless
from .paths import members
from .terms import constant, flag, iri, number, only

TEXT = f"(isIRI({NODE}) || DATATYPE({NODE}) IN (<{XSD.string}>, <{RDF.langString}>))"
EXACT_NUMBERS = {XSD.integer, XSD.decimal}
SIGNS = {
    SH.minInclusive: ">=",
    SH.minExclusive: ">",
    SH.maxInclusive: "<=",
    SH.maxExclusive: "<",
}
KINDS = {
    SH.IRI: f"isIRI({NODE})",
    SH.Literal: f"isLiteral({NODE})",
    SH.BlankNode: f"isBlank({NODE})",
    SH.BlankNodeOrIRI: f"!isLiteral({NODE})",
    SH.BlankNodeOrLiteral: f"!isIRI({NODE})",
    SH.IRIOrLiteral: f"!isBlank({NODE})",
}
DAY = "(0[1-9]|1[0-9]|2[0-8])"
DATE = f"[12][0-9]{{3}}-((0[1-9]|1[0-2])-{DAY}|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
# Spellings that are well-typed to everybody. Other spellings may be, too: pySHACL decides.
SPELLINGS = {
    XSD.boolean: "^(true|false)$",
    XSD.date: f"^{DATE}$",
    XSD.dateTime: f"^{DATE}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z?$",
    XSD.decimal: "^[+-]?[0-9]{1,9}([.][0-9]{1,9})?$",
    XSD.integer: "^[+-]?[0-9]{1,9}$",
}
# Regular expressions that mean the same to Python and to the engine, except that in Python the
# end of a line is an end of the text as well.
PLAIN = re.compile(r"(?:[A-Za-z0-9 _/#.:,;=@%'<>()\[\]*+?|^$-]|\{[0-9]+(?:,[0-9]*)?\}|\\[./+*?-])*")
NOT_PLAIN = re.compile(r"\(\?|--|\[[^\]]*\[|\[\^?\]|[*+?]\+")


def datatype(shapes: Graph, shape: Node) -> Test:
    """``sh:datatype``: the datatype, and the spelling where it has one."""
    wanted = only(shapes, shape, SH.datatype)
    if wanted in {XSD.string, RDF.langString}:
        return unless(f"DATATYPE({NODE}) = {iri(wanted)}")
    if isinstance(wanted, URIRef) and wanted in SPELLINGS:
        spelt = f'DATATYPE({NODE}) = {iri(wanted)} && REGEX(STR({NODE}), "{SPELLINGS[wanted]}")'
        return unless(spelt, exact=False)
    raise NoSparqlForm("a datatype whose spellings are not known here")


def node_kind(shapes: Graph, shape: Node) -> Test:
    """``sh:nodeKind``."""
    kind = KINDS.get(only(shapes, shape, SH.nodeKind))  # type: ignore[call-overload]
    if kind is None:
        raise NoSparqlForm("a kind of node that SHACL does not have")
    return unless(kind)


def length(shapes: Graph, shape: Node) -> Test:
    """``sh:minLength`` and ``sh:maxLength``, of texts and IRIs."""
    tests = []
    for parameter, sign in ((SH.minLength, ">="), (SH.maxLength, "<=")):
        if (shape, parameter, None) in shapes:
            most = number(shapes, shape, parameter)
            said = f"{TEXT} && STRLEN(STR({NODE})) {sign} {most}"
            tests.append(unless(said, exact=False))
    return any_of(tests)


def pattern(shapes: Graph, shape: Node) -> Test:
    """``sh:pattern``, of texts and IRIs."""
    if (shape, SH.flags, None) in shapes:
        raise NoSparqlForm("flags of a pattern")
    tests = []
    for wanted in shapes.objects(shape, SH.pattern):
        said = str(wanted)
        if not isinstance(wanted, Literal) or not PLAIN.fullmatch(said) or NOT_PLAIN.search(said):
            raise NoSparqlForm("a pattern that engines may read in more than one way")
        try:
            re.compile(said)
        except re.error:
            raise NoSparqlForm("a pattern that is none") from None
        written = said.replace("\\", "\\\\")
        tests.append(unless(f'{TEXT} && REGEX(STR({NODE}), "{written}")', exact=False))
    return any_of(tests)


def language_in(shapes: Graph, shape: Node) -> Test:
    """``sh:languageIn``: pySHACL takes a tag that is listed, or whose first part is."""
    tags = []
    for tag in members(shapes, only(shapes, shape, SH.languageIn)):
        if not isinstance(tag, Literal) or not re.fullmatch(r"[A-Za-z0-9-]+", str(tag)):
            raise NoSparqlForm("a language that is no plain tag")
        tags.append(f'"{str(tag).lower()}"')
    if not tags:
        raise NoSparqlForm("no language")
    own, listed = f"LCASE(LANG({NODE}))", ", ".join(tags)
    return unless(f'{own} IN ({listed}) || STRBEFORE({own}, "-") IN ({listed})')


def one_of(shapes: Graph, shape: Node) -> Test:
    """``sh:in``: the same terms, and not only of the same value."""
    terms = [constant(term) for term in members(shapes, only(shapes, shape, SH["in"]))]
    return opposite(Is(tuple(terms)))


def within(shapes: Graph, shape: Node) -> Test:
    """``sh:minInclusive`` and its like, of whole numbers, decimals and dates."""
    tests = []
    for parameter, sign in SIGNS.items():
        for bound in shapes.objects(shape, parameter):
            if not isinstance(bound, Literal) or bound.value is None:
                raise NoSparqlForm("a bound that has no value")
            tests.append(unless(compared(NODE, sign, str(engine_term(bound)), bound), exact=False))
    return any_of(tests)


def compared(value: str, sign: str, other: str, like: Literal) -> str:
    """A comparison that holds only where no two engines could disagree."""
    if like.datatype in EXACT_NUMBERS:
        return f"{is_number(value)} && {value} {sign} {other}"
    if like.datatype == XSD.date and len(str(like)) == len("2026-11-20"):
        return f"{is_date(value)} && {value} {sign} {other}"
    raise NoSparqlForm("values that engines may order in more than one way")


def is_number(value: str) -> str:
    """Whether a value is a number that is kept exactly."""
    return f"DATATYPE({value}) IN (<{XSD.decimal}>, <{XSD.integer}>)"


def is_date(value: str) -> str:
    """Whether a value is a day that everybody can read."""
    return f'DATATYPE({value}) = <{XSD.date}> && REGEX(STR({value}), "{SPELLINGS[XSD.date]}")'


def closed(shapes: Graph, shape: Node) -> Test:
    """``sh:closed``: no predicate but those of its properties and those to be ignored."""
    ignored = list(shapes.objects(shape, SH.ignoredProperties))
    if not flag(shapes, shape, SH.closed):
        return NEVER
    known = [iri(term) for head in ignored for term in members(shapes, head)]
    for part in shapes.objects(shape, SH.property):
        path = only(shapes, part, SH.path)
        known += [iri(path)] if isinstance(path, URIRef) else []
    listed = f" FILTER(?any NOT IN ({', '.join(sorted(known))}))" if known else ""
    return Says(f"EXISTS {{ {NODE} ?any ?thing{listed} }}", exact=False)
