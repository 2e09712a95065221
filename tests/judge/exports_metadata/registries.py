"""Asks the libraries and shapes of registries about the files of one build.

registries.py recommended DCAT SHAPES     what DCAT-AP recommends and the file leaves out
registries.py datacite FILE               against the schema of the package of that name
registries.py vocabulary LOV              what LOV and OLS ask for, by SPARQL
registries.py triples DCAT NTRIPLES       whether as many triples are there as are said
"""

import importlib
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from rdflib import RDF, SH, Graph, Literal, URIRef

# What DCAT-AP recommends and nobody can say here. Anything else that is left out is a fault.
EXPLAINED = {
    ("Catalog", "spatial"): "works on AI are of no place",
    ("Dataset", "spatial"): "works on AI are of no place",
    ("Dataset", "temporal"): "a work tells when it was issued, and is about no period",
    ("Agent", "type"): "the graph tells who publishes, and not what kind of body that is",
    ("Distribution", "availability"): "how long files stay is for whoever puts them on the web",
    ("Source", "format"): "publishers' own files are named by address; none tells a format",
}
MEDIA_TYPE = URIRef("http://www.w3.org/ns/dcat#mediaType")
HEADER = """
dcterms:title dcterms:description dcterms:creator dcterms:publisher dcterms:issued
dcterms:modified dcterms:license dcterms:rights dcterms:source vann:preferredNamespacePrefix
vann:preferredNamespaceUri owl:versionIRI owl:versionInfo foaf:homepage dcat:contactPoint"""
TERM = "rdfs:label rdfs:comment rdfs:isDefinedBy vs:term_status"
PREFIXES = """
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX vann: <http://purl.org/vocab/vann/>
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX vs: <http://www.w3.org/2003/06/sw-vocab-status/ns#>
"""


def ask(graph: Graph, pattern: str) -> list[Any]:
    return list(graph.query(f"{PREFIXES} SELECT DISTINCT ?x {{ {pattern} }} ORDER BY ?x"))


def recommended(file: str, shapes: str) -> int:
    """Recommendations that are not followed and not explained."""
    pyshacl: Any = importlib.import_module("pyshacl")
    data = Graph().parse(file, format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, shacl_graph_format="turtle")
    found = Counter[tuple[str, str]]()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        path = str(report.value(result, SH.resultPath)).rpartition("/")[2]
        focus = report.value(result, SH.focusNode)
        kinds = {str(kind).rpartition("/")[2].rpartition("#")[2] for kind in data[focus : RDF.type]}
        if "Distribution" in kinds and (focus, MEDIA_TYPE, None) not in data:
            kinds.add("Source")  # what was read, and not a file of ours
        shown = next((kind for kind, said in EXPLAINED if kind in kinds and said == path), "?")
        found[shown, path] += 1
        assert report.value(result, SH.resultSeverity) == SH.Warning
    strange = found.keys() - EXPLAINED.keys()
    unexplained = sum(found[each] for each in strange)
    print(f"  recommended: {found.total()} left out, {unexplained} unexplained {sorted(strange)}")
    return len(strange)


def datacite(file: str) -> int:
    """Whether the schema takes the file, and whether it becomes the XML of the registry."""
    schema: Any = importlib.import_module("datacite.schema45")
    said = json.loads(Path(file).read_text(encoding="utf-8"))
    errors = [error.message for error in schema.validator.iter_errors(said)]
    for error in errors[:5]:
        print(f"  datacite: {error[:200]}")
    if errors:
        return 1
    xml = schema.tostring(said)
    print(f"  DataCite 4.5: valid, {len(said)} properties; as XML {len(xml):,} characters")
    return 0


def vocabulary(file: str) -> int:
    """What LOV and OLS ask for and the file does not say."""
    graph = Graph().parse(file, format="turtle")
    missing = [
        f"{x} lacks {property_}"
        for property_ in HEADER.split()
        for (x,) in ask(graph, f"?x a owl:Ontology FILTER NOT EXISTS {{ ?x {property_} ?v }}")
    ]
    kinds = "VALUES ?k { owl:Class owl:ObjectProperty owl:DatatypeProperty owl:NamedIndividual }"
    (space,) = graph.objects(None, URIRef("http://purl.org/vocab/vann/preferredNamespaceUri"))
    own = f'{kinds} ?x a ?k FILTER STRSTARTS(STR(?x), "{space}")'
    missing += [
        f"{x} lacks {property_}"
        for property_ in TERM.split()
        for (x,) in ask(graph, f"{own} FILTER NOT EXISTS {{ ?x {property_} ?v }}")
    ]
    for problem in missing[:5]:
        print(f"  {problem}")
    terms = len(ask(graph, own))
    print(f"  LOV and OLS: {len(HEADER.split())} properties of the header and "
          f"{len(TERM.split())} of {terms} terms, {len(missing)} missing")  # fmt: skip
    return int(bool(missing or terms == 0))


def triples(description: str, lines: str) -> int:
    """Whether the file with all triples has as many as the description says."""
    graph = Graph().parse(description, format="turtle")
    rows = graph.query(f"{PREFIXES} SELECT ?n {{ ?x void:rootResource [] ; void:triples ?n }}")
    said = {row[0] for row in rows}  # type: ignore[index]
    with Path(lines).open("rb") as file:
        there = len({line for line in file if not line.startswith(b"#")})
    print(f"  VoID: {', '.join(str(each) for each in said)} triples said, {there} there")
    return int(said != {Literal(there)})


if __name__ == "__main__":
    what = {each.__name__: each for each in (recommended, datacite, vocabulary, triples)}
    sys.exit(what[sys.argv[1]](*sys.argv[2:]))
