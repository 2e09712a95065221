"""Findings that somebody accepts: with a reason, an owner and an end date, and never wholesale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.term import Node

from ..identifiers import compress
from ..vocab import AIRM, PREFIXES
from .findings import Finding, text, worst_first
from .rules import Rule, hint, list_rules

EXPIRED = URIRef(PREFIXES["airms"] + "Waiver-inForce")
NEEDLESS = URIRef(PREFIXES["airms"] + "Waiver-needed")
FAR = URIRef(PREFIXES["airms"] + "Waiver-untilWithinYear")
JUDGED = frozenset(text(shape) for shape in (EXPIRED, NEEDLESS, FAR))
YEAR = timedelta(days=366)
WAIVER, WAIVES, FOCUS, UNTIL, RATIONALE = (
    URIRef(term.value)
    for term in (AIRM.Waiver, AIRM.waives, AIRM.focus, AIRM.until, AIRM.rationale)
)


@dataclass(frozen=True, slots=True)
class Waiver:
    """What a waiver in the data says; where it says two things, or nothing, there is nothing."""

    node: Node
    rule: str
    focus: str
    until: Literal | None
    rationale: str

    @property
    def last_day(self) -> date | None:
        """The last day on which it is in force; None where its end is no date."""
        day = self.until.toPython() if self.until is not None else None
        return day if type(day) is date else None


def read_waivers(data: Graph) -> list[Waiver]:
    """The waivers in the data, by name."""
    waivers = []
    for node in sorted(data.subjects(RDF.type, WAIVER), key=str):
        until = _only(data, node, UNTIL)
        rationales = sorted(
            (literal for literal in data.objects(node, RATIONALE) if isinstance(literal, Literal)),
            key=lambda literal: (literal.language != "en", literal.language or "", literal),
        )
        waivers.append(
            Waiver(
                node,
                text(_only(data, node, WAIVES)),
                text(_only(data, node, FOCUS)),
                until if isinstance(until, Literal) else None,
                str(rationales[0]) if rationales else "",
            )
        )
    return waivers


def rules_to_run(only: frozenset[str] | None, data: Graph) -> frozenset[str] | None:
    """The rules to run for those that were asked: whether a waiver is needed, others decide."""
    if only is None or not only & JUDGED:
        return only
    return only | {waiver.rule for waiver in read_waivers(data)}


def apply_waivers(
    findings: Iterable[Finding],
    data: Graph,
    shapes: Graph,
    today: date,
    run: Collection[str] | None = None,
) -> list[Finding]:
    """The findings, those that a waiver in ``data`` accepts marked with it, worst first.

    A waiver past its end date accepts nothing. It is a finding then, and where there is nothing
    that it could accept, and where it ends more than a year after ``today``.

    Args:
        findings: What was found without waivers.
        data: Where the waivers stand.
        shapes: They hold the words about waivers.
        today: The last day that a waiver must reach.
        run: The rules that were run; a waiver of any other is not judged. None for all.
    """
    found = list(findings)
    places = defaultdict(list)
    for place, finding in enumerate(found):
        places[finding.source, finding.focus_node].append(place)
    extra = []
    waivers = read_waivers(data)
    rules = list_rules(shapes) if waivers else {}
    for waiver in waivers:
        if run is not None and waiver.rule not in run and waiver.rule in rules:
            continue
        fits = places.get((waiver.rule, waiver.focus), [])
        day = waiver.last_day
        if not fits:
            extra.append(_needless(waiver, shapes, rules))
        elif day is None or day < today:
            expired = Finding.from_shape(shapes, EXPIRED, waiver.node, waiver.until)
            extra.append(replace(expired, path=str(UNTIL)))
        else:
            for place in fits:
                found[place] = replace(
                    found[place], waived_by=text(waiver.node), rationale=waiver.rationale
                )
            if day - today > YEAR:
                far = Finding.from_shape(shapes, FAR, waiver.node, waiver.until)
                extra.append(replace(far, path=str(UNTIL)))
    return worst_first([*found, *extra])


def _needless(waiver: Waiver, shapes: Graph, rules: Mapping[str, Rule]) -> Finding:
    finding = Finding.from_shape(shapes, NEEDLESS, waiver.node)
    if not waiver.rule or waiver.rule in rules:
        return finding
    names = {rule.name for rule in rules.values()}
    short = compress(waiver.rule).removeprefix("airms:").replace("airmq:", "check/", 1)
    return replace(
        finding,
        path=str(WAIVES),
        value=waiver.rule,
        remedy=f"There is no rule {short}: {hint(short, names)}",
    )


def _only(data: Graph, waiver: Node, term: URIRef) -> Node | None:
    """The one value; a waiver that says two things, or nothing, accepts nothing."""
    values = list(data.objects(waiver, term))
    return values[0] if len(values) == 1 else None
