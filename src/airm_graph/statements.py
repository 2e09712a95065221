"""Statements to triples: who put what where, what acts on what, what corresponds, who coded.

Every statement is a node of its own with its author, date, method, confidence and reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode

from .context import Context
from .identifiers import thing
from .mappings import mapping_id, triples_of
from .records import UNDETERMINED, About, Action, Classification, Coding, Mapping
from .schemes import get_facet
from .vocab import AIRM, DCTERMS, PROV, RDF, XSD

Said: TypeAlias = Iterator[tuple[NamedNode, NamedNode, NamedNode | Literal]]


def text(words: str) -> Literal:
    """A literal in English."""
    return Literal(words, language="en")


def decimal(value: Decimal) -> Literal:
    """A decimal in canonical form, so that no store rewrites it.

    >>> decimal(Decimal("0.70")).value, decimal(Decimal("1.00")).value
    ('0.7', '1')
    """
    return Literal(f"{value.normalize():f}", datatype=XSD.decimal)


def describe_classification(record: Classification, about: About, context: Context) -> Said:
    """Somebody put a thing under a concept, or could not decide."""
    facet = get_facet(record.facet, context.facets)
    undetermined = record.concept == UNDETERMINED
    mark = "undetermined" if undetermined else _safe(record.concept)
    node = thing(f"classification-{about.id}-{record.facet}-{mark}-{record.id}")
    yield node, RDF.type, AIRM.Classification
    yield node, AIRM.classifies, thing(record.id)
    yield node, AIRM.onFacet, NamedNode(facet.iri)
    yield node, AIRM.status, getattr(AIRM, record.status)
    if undetermined:
        yield node, RDF.type, AIRM.UndeterminedClassification
    else:
        yield node, AIRM.assigns, NamedNode(facet.concept(record.concept).iri)
    yield from _decision(node, about, record.confidence, record.rationale)


def numbered(actions: Sequence[Action]) -> Iterator[tuple[Action, int]]:
    """Each action with how often its source has said the same before it."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for action in actions:
        said = (action.id, action.relation, action.target)
        yield action, seen[said]
        seen[said] += 1


def describe_action(numbered: tuple[Action, int], about: About, context: Context) -> Said:
    """A measure acts on a risk; the number says how often that was said before."""
    action, before = numbered
    name = f"action-{about.id}-{action.relation}-{action.id}-{_safe(action.target)}"
    node = thing(f"{name}-{before + 1}" if before else name)
    yield node, RDF.type, AIRM.ActionStatement
    yield node, AIRM.statementOf, thing(action.id)
    yield node, AIRM.relation, getattr(AIRM, action.relation)
    yield node, AIRM.target, context.resolver.resolve(action.target).node
    yield node, AIRM.status, AIRM.accepted
    yield from _decision(node, about, action.confidence, action.rationale)


def _safe(code: str) -> str:
    """A code of a publisher as part of an identifier."""
    return re.sub("[^A-Za-z0-9_-]+", "_", code)


def describe_mapping(mapping: Mapping, about: About, context: Context) -> Said:
    """One thing corresponds to another; our own alignments only where both are here."""
    said = list(triples_of(mapping, about, context.resolver))
    if about.type == "Reading" and any(predicate == AIRM.unresolved for _, predicate, _ in said):
        return  # our alignments speak about every version of a framework, not only those here
    yield from said
    node = thing(mapping_id(about, mapping))
    yield from _decision(node, about, mapping.confidence, "")


def describe_coding(coding: Coding, about: About, context: Context) -> Said:
    """How completely a version was extracted, and coded on a facet."""
    work = coding.work.removeprefix("framework-")
    node = thing(f"coding-{about.id}-{coding.facet}-{work}")
    yield node, RDF.type, AIRM.CodingStatement
    yield node, AIRM.aboutWork, thing(coding.work)
    yield node, AIRM.aboutVersion, thing(context.versions.get(coding.work, f"version-{work}"))
    yield node, AIRM.onFacet, NamedNode(get_facet(coding.facet, context.facets).iri)
    yield node, AIRM.extraction, getattr(AIRM, coding.extraction)
    yield node, AIRM.codedTo, getattr(AIRM, coding.coded)
    yield node, AIRM.codedBy, thing(coding.coder)
    yield from _decision(node, about, coding.confidence, coding.rationale)


def _decision(node: NamedNode, about: About, confidence: Decimal | None, rationale: str) -> Said:
    """Who decided, when, how, how sure and why: the same for every kind of statement."""
    yield node, PROV.wasAttributedTo, thing(about.agent)
    if about.issued:  # a date that no source gives is not made up
        yield node, DCTERMS.date, Literal(about.issued, datatype=XSD.date)
    yield node, AIRM.method, getattr(AIRM, about.method)
    if confidence is not None:
        yield node, AIRM.confidence, decimal(confidence)
    if rationale:
        yield node, AIRM.rationale, text(rationale)
    if about.preliminary:
        yield node, AIRM.preliminary, Literal("true", datatype=XSD.boolean)
