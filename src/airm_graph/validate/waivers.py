"""Findings that somebody accepts: with a reason, an owner and an end date, and never wholesale."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.term import Node

from ..vocab import AIRM, PREFIXES
from .findings import Finding, text, worst_first

EXPIRED = URIRef(PREFIXES["airms"] + "Waiver-inForce")
NEEDLESS = URIRef(PREFIXES["airms"] + "Waiver-needed")
WAIVER, WAIVES, FOCUS, UNTIL = (
    URIRef(term.value) for term in (AIRM.Waiver, AIRM.waives, AIRM.focus, AIRM.until)
)


def apply_waivers(
    findings: Iterable[Finding], data: Graph, shapes: Graph, today: date
) -> list[Finding]:
    """The findings, those that a waiver in ``data`` accepts marked with it, worst first.

    A waiver past its end date accepts nothing. It is a finding then, and where there is nothing
    that it could accept.
    """
    found = list(findings)
    extra = []
    for waiver in sorted(data.subjects(RDF.type, WAIVER), key=str):
        rule, node, until = (_only(data, waiver, term) for term in (WAIVES, FOCUS, UNTIL))
        day = until.toPython() if isinstance(until, Literal) else None
        accepted = (text(rule), text(node))
        fits = [n for n, finding in enumerate(found) if _accepted(finding) == accepted]
        if not fits:
            extra.append(Finding.from_shape(shapes, NEEDLESS, waiver))
        elif type(day) is not date or day < today:
            extra.append(
                replace(Finding.from_shape(shapes, EXPIRED, waiver, until), path=str(UNTIL))
            )
        else:
            for n in fits:
                found[n] = replace(found[n], waived_by=text(waiver))
    return worst_first([*found, *extra])


def _accepted(finding: Finding) -> tuple[str, str]:
    return finding.source, finding.focus_node


def _only(data: Graph, waiver: Node, term: URIRef) -> Node | None:
    """The one value; a waiver that says two things, or nothing, accepts nothing."""
    values = list(data.objects(waiver, term))
    return values[0] if len(values) == 1 else None
