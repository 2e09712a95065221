"""The concept schemes hold together, and hold every code of the taxonomies that they restate."""

import re
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, SKOS, XSD, BNode, Graph, Literal, Namespace
from rdflib.term import Node

from airm_graph.vocab import BASE

AIRM = Namespace(BASE + "ns#")
ID = Namespace(BASE + "id/")
FOLDER = Path(__file__).parents[1] / "ontology" / "schemes"

V1 = """
1 1.1 1.2 1.3 1.4 1.5 1.6 1.7 1.X 2 2.1 2.2 2.3 2.4 2.X
3 3.1 3.2 3.3 3.4 3.5 3.6 3.X 4 4.1 4.2 4.3 4.4 4.5 4.6 4.X X.X
"""
V2 = """
1 1.1 1.1.1 1.1.2 1.1.3 1.1.4 1.2 1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.2.9 1.9
2 2.1 2.1.1 2.1.2 2.1.3 2.1.4 2.1.9 2.2 2.2.1 2.2.2 2.2.3 2.2.4
2.3 2.3.1 2.3.2 2.3.3 2.3.4 2.3.9 2.4 2.4.1 2.4.2 2.4.3 2.9
3 3.1 3.1.1 3.1.2 3.1.3 3.1.4 3.1.5 3.2 3.2.1 3.2.2 3.2.3 3.3 3.3.1 3.3.2 3.3.3 3.3.4 3.9
"""
DOMAINS = """
1 1.1 1.2 1.3 2 2.1 2.2 3 3.1 3.2 4 4.1 4.2 4.3 5 5.1 5.2
6 6.1 6.2 6.3 6.4 6.5 6.6 7 7.1 7.2 7.3 7.4 7.5 7.6 X.0
"""
LABEL_NOT_PUBLISHED = """
1.1.2 1.1.4 2.1.4 2.3.4 2.4.1 2.4.3 3.1.2 3.1.3 3.2.3 3.3.2 3.3.4
"""
FACETS = """
action action-on-harm actor arises-at-stage category category-v2 causal-entity causal-intent
causal-timing framework function kind risk-domain stage
"""

# scheme: (concepts, of which residual), where the source settles how many there are
SIZES = {
    "actor": (7, 0),
    "causal-entity": (3, 1),
    "causal-intent": (2, 0),
    "causal-timing": (2, 0),
    "lifecycle-stage": (7, 1),
    "mitigation-taxonomy-v1": (4 + 23 + 5, 5),
    "mitigation-taxonomy-v2": (len(V2.split()), 6),
    "risk-domain": (7 + 24 + 1, 1),
    "risk-management-function": (4, 0),
}
OURS = {
    *("bindingness", "jurisdiction", "record-kind", "sector", "system-scope"),
    *("work-kind", "work-status"),
}
SCHEMES = sorted({*SIZES, *OURS})
each_scheme = pytest.mark.parametrize("name", SCHEMES)
each_file = pytest.mark.parametrize("name", [*SCHEMES, "facets"])


@cache
def load(name: str) -> Graph:
    return Graph().parse(FOLDER / f"{name}.ttl")


def scheme_of(graph: Graph) -> Node:
    (scheme,) = graph.subjects(RDF.type, SKOS.ConceptScheme)
    return scheme


def concepts(graph: Graph) -> list[Node]:
    return sorted(graph.subjects(RDF.type, SKOS.Concept), key=str)


def only(graph: Graph, node: Node, predicate: Node) -> Node:
    (value,) = graph.objects(node, predicate)
    return value


def notations(graph: Graph) -> dict[str, Node]:
    return {str(only(graph, concept, SKOS.notation)): concept for concept in concepts(graph)}


def ancestors(graph: Graph, concept: Node) -> list[Node]:
    """What stands above, nearest first; a cycle is an error."""
    path: list[Node] = []
    while (broader := graph.value(concept, SKOS.broader, any=False)) is not None:
        assert broader not in path, f"{broader} is above itself"
        path.append(broader)
        concept = broader
    return path


def test_every_file_is_expected() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{n}.ttl" for n in [*SCHEMES, "facets"]}


@each_file
def test_file_names_every_node(name: str) -> None:
    assert not [node for triple in load(name) for node in triple if isinstance(node, BNode)]


@each_file
def test_file_is_sorted_by_subject(name: str) -> None:
    text = (FOLDER / f"{name}.ttl").read_text(encoding="utf-8")
    subjects = re.findall(r"^airmid:(\S+) a ", text, re.MULTILINE)
    assert subjects == sorted(subjects)
    assert len(subjects) == len(set(load(name).subjects()))


@each_scheme
def test_file_has_one_described_scheme(name: str) -> None:
    graph = load(name)
    scheme = scheme_of(graph)
    for predicate in (DCTERMS.title, DCTERMS.description, DCTERMS.license, SKOS.prefLabel):
        only(graph, scheme, predicate)
    assert ((scheme, DCTERMS.creator, ID["agent-airm-graph"]) in graph) is (name in OURS)
    for predicate in (DCTERMS.source, DCTERMS.rights, DCTERMS.issued):
        assert ((scheme, predicate, None) in graph) is (name not in OURS)


@pytest.mark.parametrize("name", SIZES)
def test_restated_scheme_has_the_size_of_its_source(name: str) -> None:
    graph = load(name)
    residual = set(graph.subjects(RDF.type, AIRM.ResidualConcept))
    assert residual <= set(concepts(graph))
    assert (len(concepts(graph)), len(residual)) == SIZES[name]


@each_scheme
def test_concept_is_complete(name: str) -> None:
    graph = load(name)
    for concept in concepts(graph):
        label, definition, notation = (
            only(graph, concept, predicate)
            for predicate in (SKOS.prefLabel, SKOS.definition, SKOS.notation)
        )
        assert isinstance(label, Literal)
        assert label.language == "en"
        assert isinstance(definition, Literal)
        assert definition.language == "en"
        assert 8 <= len(definition.split()) <= 40, definition
        assert re.fullmatch(r"[A-Z](?!.*\. ).*\.", definition), definition
        assert isinstance(notation, Literal)
        assert notation.datatype in (None, XSD.string)
        assert notation.language is None
        assert str(concept).endswith("-" + notation.replace(".", "_"))


@each_scheme
def test_codes_are_unique_and_labels_too_among_siblings(name: str) -> None:
    graph = load(name)
    assert len(notations(graph)) == len(concepts(graph))
    labels = Counter(
        (graph.value(concept, SKOS.broader), only(graph, concept, SKOS.prefLabel))
        for concept in concepts(graph)
    )
    assert max(labels.values()) == 1, labels.most_common(1)


@each_scheme
def test_hierarchy_stays_in_the_scheme_and_ends_at_its_top(name: str) -> None:
    graph = load(name)
    scheme = scheme_of(graph)
    for concept in concepts(graph):
        assert only(graph, concept, SKOS.inScheme) == scheme
        above = ancestors(graph, concept)
        assert set(above) <= set(concepts(graph))
        assert ((concept, SKOS.topConceptOf, scheme) in graph) is (not above)
    tops = set(graph.subjects(SKOS.topConceptOf, scheme))
    assert tops == set(graph.objects(scheme, SKOS.hasTopConcept))


@each_file
def test_labels_of_one_thing_are_disjoint(name: str) -> None:
    """SKOS S13, https://www.w3.org/TR/skos-reference/#S13 ."""
    graph = load(name)
    for left, right in combinations((SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel), 2):
        assert not set(graph.subject_objects(left)) & set(graph.subject_objects(right))


@each_file
def test_one_preferred_label_a_language(name: str) -> None:
    """SKOS S14, https://www.w3.org/TR/skos-reference/#S14 ."""
    labels = Counter(
        (thing, label.language)
        for thing, label in load(name).subject_objects(SKOS.prefLabel)
        if isinstance(label, Literal)
    )
    assert set(labels.values()) == {1}


@each_scheme
def test_related_concepts_are_not_above_one_another(name: str) -> None:
    """SKOS S27, https://www.w3.org/TR/skos-reference/#S27 ."""
    graph = load(name)
    for left, right in graph.subject_objects(SKOS.related):
        assert right not in ancestors(graph, left)
        assert left not in ancestors(graph, right)


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        pytest.param("mitigation-taxonomy-v1", V1, id="v1"),
        pytest.param("mitigation-taxonomy-v2", V2, id="v2"),
        pytest.param("risk-domain", DOMAINS, id="domains"),
    ],
)
def test_every_published_code_stands_under_its_prefix(name: str, codes: str) -> None:
    graph = load(name)
    found = notations(graph)
    assert set(found) == set(codes.split())
    for code, concept in found.items():
        parent = code.rpartition(".")[0]
        assert graph.value(concept, SKOS.broader) == found.get(parent)


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("mitigation-taxonomy-v1", r".\.X"),
        ("mitigation-taxonomy-v2", r".+\.9"),
        ("risk-domain", r"X\.0"),
        ("causal-entity", "other"),
        ("lifecycle-stage", "outside"),
    ],
)
def test_catch_all_codes_are_the_residual_ones(name: str, pattern: str) -> None:
    graph = load(name)
    for code, concept in notations(graph).items():
        residual = (concept, RDF.type, AIRM.ResidualConcept) in graph
        assert residual is bool(re.fullmatch(pattern, code)), code


def test_labels_that_are_ours_say_so() -> None:
    graph = load("mitigation-taxonomy-v2")
    ours = set(graph.subjects(AIRM.labelledBy, ID["agent-airm-graph"]))
    assert ours == {
        ID[f"category-mitv2-{code}"] for code in LABEL_NOT_PUBLISHED.replace(".", "_").split()
    }
    assert ours <= set(graph.subjects(SKOS.editorialNote))


@pytest.mark.parametrize(
    ("name", "term"),
    [
        ("actor", AIRM.Actor),
        ("lifecycle-stage", AIRM.LifecycleStage),
        ("risk-management-function", AIRM.RiskManagementFunction),
    ],
)
def test_actors_stages_and_functions_have_their_class(name: str, term: Node) -> None:
    graph = load(name)
    assert set(graph.subjects(RDF.type, term)) == set(concepts(graph))


@pytest.mark.parametrize(
    ("name", "slugs"),
    [
        pytest.param(
            "lifecycle-stage",
            "plan-design collect-process-data build-use-model verify-validate deploy "
            "operate-monitor",
            id="stages",
        ),
        pytest.param("risk-management-function", "govern map measure manage", id="functions"),
    ],
)
def test_identifiers_put_stages_and_functions_in_order(name: str, slugs: str) -> None:
    graph = load(name)
    places = {str(place): concept for concept, place in graph.subject_objects(DCTERMS.identifier)}
    found = notations(graph)
    assert [places[place] for place in sorted(places)] == [found[slug] for slug in slugs.split()]


def test_actors_are_grouped() -> None:
    graph = load("actor")
    assert len(set(graph.subjects(RDF.type, SKOS.Collection))) == 3
    assert set(graph.objects(None, SKOS.member)) == set(concepts(graph))


def test_facets_use_schemes_that_reach_their_level() -> None:
    facets = load("facets")
    graphs = {scheme_of(load(name)): load(name) for name in SCHEMES}
    names = {
        str(only(facets, facet, SKOS.notation)): facet
        for facet in facets.subjects(RDF.type, AIRM.Facet)
    }
    works = {
        name for name, facet in names.items() if (facet, AIRM.facetOf, AIRM.Framework) in facets
    }
    assert sorted(names.keys() - works) == FACETS.split()
    for name, facet in names.items():
        assert facet == ID[f"facet-{name}"]
        only(facets, facet, SKOS.prefLabel)
        only(facets, facet, SKOS.definition)
        scheme = facets.value(facet, AIRM.usesScheme)
        assert (scheme is None) is (name in {"framework", "action", "action-on-harm"})
        if scheme is not None:
            graph = graphs[scheme]
            depth = max(len(ancestors(graph, concept)) + 1 for concept in concepts(graph))
            levels = [Literal(level) for level in range(1, depth + 1)]
            assert only(facets, facet, AIRM.defaultLevel) in levels
