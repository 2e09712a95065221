"""What a check says: findings, and the SHACL report that holds them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import IntEnum

from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from ..vocab import PREFIXES

IRI = re.compile(r"(https?|file)://\S+|(urn|tag|mailto):\S+")


class Severity(IntEnum):
    """SHACL's severities, in rising order."""

    INFO = 1
    WARNING = 2
    VIOLATION = 3


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One ``sh:ValidationResult``; IRIs in full, and empty where there is nothing to say.

    Attributes:
        source: The shape or query that speaks.
        message: The rule that does not hold, as a true sentence; of a query, its title.
        waived_by: The waiver that accepts it.
        component: The kind of constraint as SHACL names it; empty where SHACL cannot say it.
        term: The value as a term, where an engine gave one.
        file: The user's file that describes the node; empty for what is in the graph.
        rationale: Why the waiver accepts it.
    """

    severity: Severity
    focus_node: str
    source: str
    path: str = ""
    value: str = ""
    message: str = ""
    remedy: str = ""
    waived_by: str = ""
    component: str = ""
    term: Node | None = field(default=None, compare=False, repr=False)
    file: str = field(default="", compare=False, repr=False)
    rationale: str = field(default="", compare=False, repr=False)

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """Rule, node, path and value: the same finding in two runs, whatever it is called now.

        A blank node has no name that lasts, so that one stands for all of them.
        """
        said = (self.source, self.focus_node, self.path, self.value)
        rule, node, path, value = ("_:" if text.startswith("_:") else text for text in said)
        return rule, node, path, value

    @classmethod
    def from_shape(
        cls, shapes: Graph, shape: Node, focus: Node, value: Node | None = None
    ) -> Finding:
        """What ``shape`` says about ``focus``, in the words of the shape."""
        severity = shapes.value(shape, SH.severity, default=SH.Violation)
        remedy = shapes.value(shape, SH.description) or shapes.value(shape, RDFS.comment)
        return cls(
            Severity[str(severity).removeprefix(str(SH)).upper()],
            text(focus),
            source=text(shape),
            value=text(value),
            message=text(shapes.value(shape, SH.message)),
            remedy=text(remedy),
            term=value,
        )


def text(term: Node | None) -> str:
    """A term as findings spell it: an IRI in full, a literal's words, nothing for None."""
    return "" if term is None else f"_:{term}" if isinstance(term, BNode) else str(term)


def findings_of(report: Graph, shapes: Graph) -> list[Finding]:
    """The results of a SHACL report with the remedies of the shapes, worst first."""
    return worst_first(_of_result(report, node, shapes) for node in report.objects(None, SH.result))


def _of_result(report: Graph, result: Node, shapes: Graph) -> Finding:
    said = dict(report.predicate_objects(result))
    value = said.get(SH.value)
    finding = Finding.from_shape(shapes, said[SH.sourceShape], said[SH.focusNode], value)
    return replace(
        finding,
        path=text(said.get(SH.resultPath)),
        message=text(said[SH.resultMessage]),
        component=text(said[SH.sourceConstraintComponent]),
    )


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """The findings by severity, then by node and rule."""
    return sorted(findings, key=lambda finding: (-finding.severity, finding))


def report_graph(findings: Iterable[Finding]) -> Graph:
    """A SHACL validation report without blank nodes of its own: same findings, same triples.

    The result of a check query has the query as ``sh:sourceConstraint``; a waived result points to
    its waiver by ``rdfs:seeAlso`` and stays a result: SHACL knows no waivers, so ``sh:conforms`` is
    true only where nothing is found, of whatever severity and be it waived or not.
    """
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    results = {_name("finding", _told(finding)): finding for finding in findings}
    report = _name("report", " ".join(sorted(results)))
    graph.add((report, RDF.type, SH.ValidationReport))
    graph.add((report, SH.conforms, Literal(not results)))
    for result, finding in results.items():
        graph.add((report, SH.result, result))
        by_query = finding.source.startswith(PREFIXES["airmq"])
        value = finding.term if finding.term is not None else _term(finding.value)
        said: list[tuple[URIRef, Node | None]] = [
            (RDF.type, SH.ValidationResult),
            (SH.focusNode, _term(finding.focus_node)),
            (SH.resultSeverity, SH[finding.severity.name.capitalize()]),
            (SH.sourceConstraint if by_query else SH.sourceShape, URIRef(finding.source)),
            (SH.sourceConstraintComponent, URIRef(finding.component or finding.source)),
            (SH.resultPath, _term(finding.path)),
            (SH.value, value),
            (SH.resultMessage, Literal(finding.message, lang="en")),
            (RDFS.comment, Literal(finding.remedy, lang="en") if finding.remedy else None),
            (RDFS.seeAlso, _term(finding.waived_by)),
        ]
        for predicate, term in said:
            if term is not None:
                graph.add((result, predicate, term))
    return graph


def _told(finding: Finding) -> str:
    return "\n".join(
        (
            *(finding.severity.name, finding.focus_node, finding.source, finding.path),
            *(finding.value, finding.message, finding.remedy, finding.waived_by),
            finding.component,
        )
    )


def _name(kind: str, content: str) -> URIRef:
    digest = hashlib.sha256(content.encode()).hexdigest()[:16]
    return URIRef(f"{PREFIXES['airmid']}{kind}-{digest}")


def _term(words: str) -> Node | None:
    if not words:
        return None
    if words.startswith("_:"):
        return BNode(words[2:])
    return URIRef(words) if IRI.fullmatch(words) else Literal(words)
