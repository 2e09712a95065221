"""Code depends right to left; terms are declared; prefixes agree; what is public is meant."""

import ast
import re
from pathlib import Path

import pytest
from rdflib import OWL, RDF, Graph

import airm_graph
from airm_graph.resources import ontology_files, root
from airm_graph.vocab import AIRM, PREFIXES

# From left to right: a module may import what stands on its own line or above it.
ORDER = [
    ["errors", "files", "resources"],
    ["vocab", "identifiers"],
    ["tables", "records"],
    ["records_json", "sources", "schemes"],
    ["origins"],
    ["fetching"],
    ["contents", "selection", "wording"],
    ["meanings", "same_records"],
    ["versions"],
    ["published_as", "references", "provenance", "resolution"],
    ["proposals"],
    ["change_graph", "context", "mappings"],
    ["mapping_sets", "statements"],
    ["build"],
    ["canonical", "sparql_text"],
    ["store"],
    ["infer", "rdflib_terms"],
    ["property_paths"],
    ["rule_matching"],
    ["columns", "listing", "proof"],
    ["agents", "profiles"],
    ["extraction"],
    ["paths"],
    ["workspace"],
    ["imports"],
    ["assembly", "build_folder", "holdings"],
    ["additions"],
    ["graph_files"],
    ["graph_build"],
    ["builds"],
    ["queries", "lookup"],
    ["sparql"],
    ["remote"],
    ["validate"],
    ["reason"],
    ["agreement", "coverage", "inventory", "citation", "comparison"],
    [
        "build_comparison",
        "explanation",
        "target_explanation",
        "authorship",
        "authorship_of_all",
        "dossier",
        "triple_names",
    ],
    ["choosing", "network"],
    ["export"],
    ["plots"],
    ["render"],
    ["answers"],
    ["pages"],
    ["serve", "site"],
    ["knowledge_graph"],
    ["cli"],
    ["magics"],
    ["__main__"],
]
RANK = {module: rank for rank, modules in enumerate(ORDER) for module in modules}
SOURCE = Path(airm_graph.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))


def place(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Top-level modules of the package that a module imports."""
    depth = len(path.relative_to(SOURCE).parts)
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == depth:
            names = [node.module] if node.module else [alias.name for alias in node.names]
            found |= {name.split(".")[0] for name in names}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_left_never_imports_right(path: Path) -> None:
    module = place(path)
    if module == "__init__":
        return
    for other in imported(path):
        assert RANK[other] <= RANK[module], f"{module} imports {other}, which stands right of it"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_modules_are_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_vocab_lists_exactly_the_terms_of_the_ontology() -> None:
    ontology = Graph().parse(root() / "ontology" / "airm.ttl")
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    declared = {
        str(term).removeprefix(AIRM.namespace)
        for kind in (*kinds, OWL.NamedIndividual)
        for term in ontology.subjects(RDF.type, kind)
        if str(term).startswith(AIRM.namespace)
    }
    assert declared == set(AIRM)


@pytest.mark.parametrize("path", ontology_files(".ttl", ".rq"), ids=lambda path: path.name)
def test_every_term_of_ours_exists_and_every_prefix_agrees(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for term in re.findall(r"(?<![\w-])airm:(\w+)", text):
        assert term in AIRM, f"airm:{term}"
    line = re.compile(r"^\s*@?prefix\s+([\w-]+):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)
    for prefix, namespace in line.findall(text):
        assert PREFIXES.get(prefix) == namespace


def test_nobody_else_spells_the_base() -> None:
    spelt = [p.name for p in MODULES if "w3id.org/airm-graph" in p.read_text(encoding="utf-8")]
    assert spelt == ["vocab.py"]


def test_public_names_are_sorted_and_exist() -> None:
    assert airm_graph.__all__ == sorted(airm_graph.__all__)
    for name in airm_graph.__all__:
        assert hasattr(airm_graph, name)
