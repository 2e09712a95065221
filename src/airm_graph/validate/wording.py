"""A finding in words that a curator can act on."""

from __future__ import annotations

from rdflib import SH, Literal

from ..identifiers import compress
from .findings import Finding
from .rules import Rule

# What a constraint that names no value has met.
WITHOUT_VALUE = {
    "MinCount": "nothing",
    "MaxCount": "more values than it may have",
    "QualifiedMinCount": "fewer fitting values than it needs",
    "QualifiedMaxCount": "more fitting values than it may have",
    "UniqueLang": "two values in one language",
}


def found_text(finding: Finding) -> str:
    """What was found instead: the value, or that there is none; empty where the node is it.

    >>> from .findings import Severity
    >>> found_text(Finding(Severity.INFO, "urn:a", "urn:rule", value="urn:b"))
    'urn:b'
    """
    if isinstance(finding.term, Literal):
        datatype = finding.term.datatype
        return f'"{finding.value}"' + (f" ({compress(datatype)})" if datatype else "")
    if finding.value and finding.value != finding.focus_node:
        return node_text(finding.value)
    kind = finding.component.removeprefix(str(SH)).removesuffix("ConstraintComponent")
    return WITHOUT_VALUE.get(kind, "")


def node_text(node: str) -> str:
    """A node as people read it; the name that a parser gave to a blank node says nothing."""
    return "(blank node)" if node.startswith("_:") else compress(node)


def where_text(finding: Finding, rule: Rule) -> str:
    """The property in words, as its shape or its own name has it; empty for the node itself."""
    if not finding.path:
        return ""
    return (
        rule.about if rule.about and not rule.name.startswith("check/") else compress(finding.path)
    )


def sentence(finding: Finding, rule: Rule) -> str:
    """The rule, what was found and where, and what to do, for those who see nothing else."""
    where = where_text(finding, rule)
    node = node_text(finding.focus_node)
    place = f"{where} of {node}" if where else node
    found = found_text(finding)
    met = f"Found: {found} ({place})." if found else f"Not so: {place}."
    return " ".join([_closed(finding.message), met, _closed(finding.remedy)]).strip()


def _closed(text: str) -> str:
    return text if not text or text[-1] in ".?!" else f"{text}."
