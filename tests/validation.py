"""What the tests of validation share: small graphs, and how a finding is asked for."""

from datetime import date
from pathlib import Path

from rdflib import Graph

from airm_graph.validate import (
    Finding,
    validate_files,
)
from airm_graph.vocab import PREFIXES

TODAY = date(2026, 11, 20)
CONTEXT = Path(__file__).parent / "shapes" / "context.ttl"
HEADER = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
RISK = """
airmid:risk-mine-1 a airo:RiskSource ;
    skos:prefLabel "Poisoned data"@en ;
    airm:sourceKey "1" ;
    airm:statedIn airmid:framework-example2024 ;
    airm:recordedIn airmid:version-example2024 .
"""
DOMAIN = """
airmid:classification-mine-1 a airm:Classification ;
    airm:classifies airmid:risk-mine-1 ;
    airm:onFacet airmid:facet-risk-domain ;
    airm:assigns airmid:domain-mit-1_1 ;
    airm:status airm:accepted ;
    airm:method airm:personReading ;
    prov:wasAttributedTo airmid:agent-reader ;
    dcterms:date "2026-11-20"^^xsd:date .
"""
WAIVER = """
airmid:waiver-mine a airm:Waiver ;
    airm:waives airms:RiskSource-definition ;
    airm:focus airmid:risk-mine-1 ;
    airm:rationale "The publisher defines nothing."@en ;
    airm:owner airmid:agent-reader ;
    airm:until "{until}"^^xsd:date .
"""


def airms(name: str) -> str:
    return PREFIXES["airms"] + name


def airmid(name: str) -> str:
    return PREFIXES["airmid"] + name


TOLD: list[str] = []


def rules(findings: list[Finding]) -> set[str]:
    return {finding.source.rpartition("#")[2] for finding in findings}


def check(tmp_path: Path, text: str, today: date | None = None) -> list[Finding]:
    """The findings about a file; the works and agents that it refers to stand in another."""
    path = tmp_path / "mine.ttl"
    path.write_text(HEADER + text, encoding="utf-8")
    others = {str(node) for node in Graph().parse(CONTEXT).subjects()}
    found = validate_files([CONTEXT, path], today)
    return [finding for finding in found if finding.focus_node not in others]
