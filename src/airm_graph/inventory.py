"""What is in a build, as counts: records, kinds, classifications, links, statements, licences."""

from __future__ import annotations

from typing import Any

from .identifiers import compress
from .store import PROLOGUE
from .workspace import Build

Counted = list[dict[str, Any]]

# Each question answers ?item ?count and may add ?detail.
QUESTIONS: dict[str, str] = {
    "compilations": """
SELECT DISTINCT ?item (COUNT(DISTINCT ?record) AS ?count) ?detail WHERE {
  ?compilation a airm:Compilation ; skos:prefLabel ?item ; airm:currentVersion ?version .
  ?version owl:versionInfo ?detail .
  OPTIONAL { ?record airm:recordedIn ?version }
} GROUP BY ?item ?detail ORDER BY ?item ?detail""",
    "records by compilation and kind": """
SELECT DISTINCT (CONCAT(?name, ": ", ?kind) AS ?item) (COUNT(DISTINCT ?record) AS ?count)
                (CONCAT("from ", STR(COUNT(DISTINCT ?work)),
                        IF(COUNT(DISTINCT ?work) = 1, " work", " works")) AS ?detail) WHERE {
  VALUES (?class ?kind) {
    (airm:Mitigation "measures") (airm:Requirement "requirements")
    (airo:RiskSource "risk sources") (airo:Risk "risks") (airo:Impact "impacts")
    (airo:Consequence "consequences")
    (skos:Concept "dimension values") (airm:DocumentSection "headings")
    (airm:EvidenceNote "further evidence") (airm:Incident "incidents among this evidence")
    (prov:Entity "a work as a whole") }
  ?compilation a airm:Compilation ; skos:prefLabel ?name ; airm:currentVersion ?version .
  ?record airm:recordedIn ?version ; airm:statedIn ?work ; a ?class .
} GROUP BY ?name ?kind ORDER BY ?name ?kind""",
    "filings that are disputed": """
SELECT DISTINCT (CONCAT(?filed, " → ", ?held) AS ?item) (COUNT(DISTINCT ?record) AS ?count)
                (SAMPLE(?label) AS ?detail) WHERE {
  ?filing airm:onFacet airmid:facet-kind ; airm:status airm:disputed ;
          airm:classifies ?record ; airm:assigns/skos:prefLabel ?filed .
  ?ours airm:onFacet airmid:facet-kind ; airm:status airm:accepted ;
        airm:classifies ?record ; airm:assigns/skos:prefLabel ?held .
  ?record skos:prefLabel ?label .
} GROUP BY ?filed ?held ORDER BY ?filed ?held""",
    "classifications": """
SELECT DISTINCT (CONCAT(?facetName, " by ", ?agentName) AS ?item)
                (COUNT(DISTINCT ?thing) AS ?count)
                (CONCAT(STR(COUNT(DISTINCT ?open)), " undetermined, each with a reason: ",
                        IF(COUNT(DISTINCT ?open) = COUNT(DISTINCT ?reasoned), "yes", "no"))
                 AS ?detail) WHERE {
  ?statement a airm:Classification ; airm:classifies ?thing ;
             airm:onFacet/skos:prefLabel ?facetName ;
             prov:wasAttributedTo/skos:prefLabel ?agentName .
  OPTIONAL { ?statement a airm:UndeterminedClassification . BIND(?statement AS ?open) }
  OPTIONAL { ?statement a airm:UndeterminedClassification ; airm:rationale ?why .
             BIND(?statement AS ?reasoned) }
} GROUP BY ?facetName ?agentName ORDER BY ?facetName ?agentName""",
    "links": """
SELECT DISTINCT (STRAFTER(STR(?relation), "#") AS ?item) (COUNT(DISTINCT ?statement) AS ?count)
                (CONCAT(STR(COUNT(DISTINCT ?reasoned)), " with a rationale") AS ?detail) WHERE {
  ?statement a airm:ActionStatement ; airm:relation ?relation .
  OPTIONAL { ?statement airm:rationale ?why . BIND(?statement AS ?reasoned) }
} GROUP BY ?relation ORDER BY ?relation""",
    "licences": """
SELECT DISTINCT (?title AS ?item) (1 AS ?count) (STR(?licence) AS ?detail) WHERE {
  ?version airm:namedGraph ?graph . ?graph dcterms:title ?title ; dcterms:license ?licence .
} ORDER BY ?title""",
}


def inventory(build: Build) -> Counted:
    """Rows ``group, item, count, detail``; the same questions in the same order every time."""
    engine = build.engine
    rows: Counted = [
        {"group": "graph", "item": "quads", "count": build.manifest["quads"], "detail": build.name},
        {
            "group": "graph",
            "item": "works",
            "count": len(build.index["works"]),
            "detail": "",
        },
    ]
    for group, text in QUESTIONS.items():
        rows += [
            {
                "group": group,
                "item": row["item"],
                "count": int(row["count"]),
                "detail": row.get("detail", ""),
            }
            for row in engine.select(PROLOGUE + text)
            if "item" in row  # some engines group nothing into one empty row
        ]
    rows += [
        {"group": "named graphs", "item": compress(name), "count": count, "detail": "quads"}
        for name, count in build.manifest["graphs"].items()
    ]
    return rows
