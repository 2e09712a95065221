"""Each rule derives what it should and nothing else; the rules end; a bad rule is refused."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from airm_graph import infer as module
from airm_graph.errors import QueryError
from airm_graph.identifiers import compress
from airm_graph.infer import infer, rule_files, rule_graph
from airm_graph.store import PROLOGUE
from airm_graph.workspace import Build

STATED = NamedNode("https://example.org/stated")


class Case(NamedTuple):
    """What is stated, what the rule derives from it, and what it derives nothing from."""

    stated: str
    derived: set[str]
    quiet: tuple[str, ...]


DERIVES = "airmid:f airm:derives airm:inCategory ."
CLASSIFIED = """airmid:c a airm:Classification ; airm:classifies airmid:m ; airm:onFacet airmid:f ;
                airm:assigns airmid:x ; airm:status airm:accepted ."""
ACTED = """airmid:a a airm:ActionStatement ; airm:statementOf airmid:m ; airm:status airm:accepted ;
           airm:relation airm:detects ; airm:target airmid:r ."""
INHERITED = """airmid:f airm:inheritedThrough airm:mitigates ; airm:derives airm:inRiskDomain ;
    airm:usesScheme airmid:scheme-f . airmid:x skos:inScheme airmid:scheme-f ."""
MITIGATES = "airmid:m a airm:Mitigation ; airm:mitigates airmid:r ."
DIMENSION = """airmid:d a skos:Concept ; skos:inScheme airmid:s ; airm:recordedIn airmid:v .
               airmid:e a skos:Concept ."""

MAPS = """airmid:x1 a sssom:Mapping ; sssom:subject_id airmid:theirs ; sssom:object_id airmid:ours ;
    sssom:predicate_id skos:broadMatch ; airm:status airm:accepted ; airm:confidence 0.9 ;
    dcterms:date "2026-01-02"^^xsd:date ; prov:wasAttributedTo airmid:agent ."""
OURS = """airmid:ours skos:inScheme airmid:scheme ; skos:prefLabel "Deploy"@en .
    airmid:facet-stage airm:usesScheme airmid:scheme ; airm:facetOf airm:Mitigation ."""
ALIGNED = (
    MAPS
    + OURS
    + """airmid:c a airm:Classification ; airm:assigns airmid:theirs ; airm:classifies airmid:m ;
    airm:status airm:accepted . airmid:theirs skos:prefLabel "Launch"@en .
    airmid:m a airm:Mitigation ."""
)
MAPPED = (
    MAPS.replace("airmid:theirs", "airmid:r")
    + OURS
    + "airmid:facet-stage airm:inheritedThrough airm:mitigates . airmid:r a airo:Risk ."
)


def classified(kind: str, thing: str, rationale: str, *premises: str) -> set[str]:
    """The triples of a derived classification under ``airmid:ours``, as the tests print them."""
    node = f"airmid:classification-{kind}-stage-x1-{thing}"
    said = {
        "rdf:type": "airm:Classification",
        "airm:classifies": f"airmid:{thing}",
        "airm:onFacet": "airmid:facet-stage",
        "airm:assigns": "airmid:ours",
        "airm:status": "airm:accepted",
        "airm:method": "airm:rule",
        "airm:confidence": "0.9",
        "airm:rationale": rationale,
        "dcterms:date": "2026-01-02",
        "prov:wasAttributedTo": "airmid:agent",
    }
    found = {f"{node} {predicate} {object_}" for predicate, object_ in said.items()}
    return found | {f"{node} prov:wasDerivedFrom airmid:{premise}" for premise in premises}


KIND = """airmid:c a airm:Classification ; airm:classifies airmid:m ; airm:status airm:accepted ;
    airm:onFacet airmid:facet-kind ; airm:assigns airmid:recordkind-measure .
    airmid:recordkind-measure rdfs:seeAlso airm:Mitigation ."""

CASES = {
    "accepted-kind": Case(
        KIND,
        {"airmid:m rdf:type airm:Mitigation"},
        (
            KIND.replace("airm:accepted", "airm:disputed"),
            KIND.replace("facet-kind", "facet-actor"),
            KIND.replace("rdfs:seeAlso", "rdfs:isDefinedBy"),
        ),
    ),
    "action": Case(
        ACTED,
        {"airmid:m airm:detects airmid:r"},
        (ACTED.replace("accepted", "proposed"), ACTED.replace("ActionStatement", "Classification")),
    ),
    "acts-on": Case(
        """airmid:m airm:mitigates airmid:r . airmid:n airm:detects airmid:r .
           airmid:o airm:assesses airmid:r .""",
        {f"airmid:{measure} airm:actsOn airmid:r" for measure in "mno"},
        ("airmid:m airm:relation airmid:r .", "airmid:m airm:actsOn airmid:r ."),
    ),
    "aligned-facet": Case(
        ALIGNED,
        classified("aligned", "m", "Filed under Launch, which lies within Deploy.", "c", "x1"),
        (
            ALIGNED.replace("skos:broadMatch", "skos:narrowMatch"),
            ALIGNED.replace("skos:broadMatch", "skos:closeMatch"),
            ALIGNED.replace("airm:accepted", "airm:proposed"),
            ALIGNED.replace("airmid:m a airm:Mitigation", "airmid:m a airo:Risk"),
            ALIGNED + "airmid:x1 sssom:predicate_modifier sssom:NegatedPredicate .",
        ),
    ),
    "mapped-facet": Case(
        MAPPED,
        classified("mapped", "r", "Mapped to what is filed under Deploy.", "x1"),
        (
            MAPPED.replace("skos:broadMatch", "skos:closeMatch"),
            MAPPED.replace("skos:broadMatch", "skos:narrowMatch"),
            MAPPED.replace("airm:accepted", "airm:proposed"),
            MAPPED.replace("airo:Risk", "airm:Requirement"),
            MAPPED + 'airmid:x1 airm:stale "It means something else now."@en .',
            MAPPED + "airmid:x1 sssom:predicate_modifier sssom:NegatedPredicate .",
        ),
    ),
    "mapping": Case(
        MAPS,
        {"airmid:theirs skos:broadMatch airmid:ours"},
        (
            MAPS.replace("airm:accepted", "airm:proposed"),
            MAPS + 'airmid:x1 airm:stale "It is gone."@en .',
            MAPS + 'airmid:x1 airm:unresolved "It is nowhere."@en .',
            MAPS + "airmid:x1 sssom:predicate_modifier sssom:NegatedPredicate .",
        ),
    ),
    "dimension": Case(
        "airmid:v a skos:Concept ; dcterms:isPartOf airmid:d . airmid:d a skos:Concept .",
        {"airmid:v skos:broader airmid:d"},
        (
            "airmid:v a skos:Concept ; dcterms:isPartOf airmid:d . airmid:d a airo:Risk .",
            "airmid:v a airo:Risk ; dcterms:isPartOf airmid:d . airmid:d a skos:Concept .",
        ),
    ),
    "evidence": Case(
        "airmid:n a airm:EvidenceNote ; dcterms:isPartOf airmid:r .",
        {"airmid:n airm:evidenceFor airmid:r"},
        ("airmid:n a airo:Risk ; dcterms:isPartOf airmid:r .", "airmid:n a airm:EvidenceNote ."),
    ),
    "facet-value": Case(
        DERIVES + CLASSIFIED,
        {"airmid:m airm:inCategory airmid:x"},
        (
            CLASSIFIED,
            *(
                DERIVES + CLASSIFIED.replace("airm:accepted", f"airm:{status}")
                for status in ("proposed", "disputed", "superseded")
            ),
            DERIVES + CLASSIFIED.replace("airm:assigns", "airm:relation"),
            DERIVES.replace("airmid:f", "airmid:g") + CLASSIFIED,
        ),
    ),
    "inherited-facet": Case(
        INHERITED + MITIGATES + "airmid:r airm:inRiskDomain airmid:x .",
        {"airmid:m airm:inRiskDomain airmid:x"},
        (
            INHERITED + MITIGATES + "airmid:r airm:arisesAtStage airmid:x .",
            INHERITED
            + MITIGATES.replace("mitigates", "detects")
            + "airmid:r airm:inRiskDomain 1 .",
            INHERITED + MITIGATES.replace("Mitigation", "Actor") + "airmid:r airm:inRiskDomain 1 .",
            INHERITED.replace("airm:inheritedThrough airm:mitigates ;", "")
            + MITIGATES
            + "airmid:r airm:inRiskDomain airmid:x .",
        ),
    ),
    "mitigates": Case(
        "airmid:m airm:reduces airmid:r . airmid:n airm:respondsTo airmid:r .",
        {"airmid:m airm:mitigates airmid:r", "airmid:n airm:mitigates airmid:r"},
        ("airmid:m airm:detects airmid:r . airmid:n airm:assesses airmid:r .",),
    ),
    "same-record": Case(
        "airmid:h airm:sameRecordAs airmid:r .",
        {"airmid:r airm:sameRecordAs airmid:h"},
        (
            "airmid:h airm:sameRecordAs airmid:r . airmid:r airm:sameRecordAs airmid:h .",
            "airmid:h airm:sameRecordAs airmid:h .",
        ),
    ),
    "top-dimension": Case(
        DIMENSION,
        {"airmid:d skos:topConceptOf airmid:s", "airmid:s skos:hasTopConcept airmid:d"},
        (
            DIMENSION + "airmid:d dcterms:isPartOf airmid:e .",
            DIMENSION.replace("airm:recordedIn", "airm:statedIn"),
            DIMENSION.replace("airmid:d a skos:Concept", "airmid:d a airo:Risk"),
        ),
    ),
}
each_rule = pytest.mark.parametrize("path", rule_files(), ids=lambda path: path.stem)


def store_of(text: str) -> Store:
    store = Store()
    for quad in parse(PROLOGUE + text, format=RdfFormat.TURTLE):
        store.add(Quad(quad.subject, quad.predicate, quad.object, STATED))
    return store


def lines(quads: Iterable[Quad], path: Path) -> set[str]:
    """The triples of a rule's graph, in short."""
    return {
        " ".join(
            compress(term.value)
            for term in (quad.subject, quad.predicate, quad.object)
            if isinstance(term, NamedNode | Literal)
        )
        for quad in quads
        if quad.graph_name == rule_graph(path)
    }


def test_cases_and_rules_match_one_to_one() -> None:
    assert sorted(CASES) == [path.stem for path in rule_files()]


@each_rule
def test_a_rule_fires(path: Path) -> None:
    store = store_of(CASES[path.stem].stated)
    assert lines(infer(store), path) == CASES[path.stem].derived
    assert lines(store, path) == CASES[path.stem].derived


@each_rule
def test_a_rule_is_quiet(path: Path) -> None:
    for stated in CASES[path.stem].quiet:
        assert lines(infer(store_of(stated)), path) == set(), stated


@each_rule
def test_inferring_again_adds_nothing(path: Path) -> None:
    store = store_of(CASES[path.stem].stated)
    assert infer(store)
    before = set(store)
    assert infer(store) == []
    assert set(store) == before


def test_a_rule_sees_what_a_later_rule_derives() -> None:
    """Statement → reduces → mitigates → the domain of what is mitigated: more than one round."""
    text = f"""{INHERITED} {ACTED.replace("airm:detects", "airm:reduces")}
               airmid:m a airm:Mitigation . airmid:r airm:inRiskDomain airmid:x ."""
    paths = {path.stem: path for path in rule_files()}
    derived = infer(store_of(text))
    assert lines(derived, paths["action"]) == {"airmid:m airm:reduces airmid:r"}
    assert lines(derived, paths["mitigates"]) == {"airmid:m airm:mitigates airmid:r"}
    assert lines(derived, paths["inherited-facet"]) == {"airmid:m airm:inRiskDomain airmid:x"}


def test_what_is_stated_is_not_derived() -> None:
    stated = ACTED + "airmid:m airm:detects airmid:r ; airm:actsOn airmid:r ."
    assert infer(store_of(stated)) == []


def test_every_rule_fires_on_the_catalogue_and_a_build_is_closed(build: Build) -> None:
    store = Store()
    store.bulk_load(path=str(build.quads_file), format=RdfFormat.N_QUADS)
    for path in rule_files():
        if path.stem == "accepted-kind":  # whose records have their class already, undisputed
            continue
        assert next(store.quads_for_pattern(None, None, None, rule_graph(path)), None), path.stem
    assert infer(store) == []


BAD = {
    "a SELECT": ("SELECT * { ?s ?p ?o }", "a rule is a CONSTRUCT query"),
    "an ASK": ("ASK { ?s ?p ?o }", "a rule is a CONSTRUCT query"),
    "an update": ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "error at 1:1"),
    "misspelt": ("CONSTRUCT { ?s ?p ?o } WHER { ?s ?p ?o }", "error at 1:29: expected WHERE"),
    "an unknown prefix": ("CONSTRUCT { ?s airm:x ?o } { ?s ?p ?o }", "error at 1:"),
    "empty": ("", "error at 1:1"),
    "blank subjects": ("CONSTRUCT { [] ?p ?o } { ?s ?p ?o }", "a rule names what it makes"),
    "blank objects": ("CONSTRUCT { ?s ?p [] } { ?s ?p ?o }", "a rule names what it makes"),
}
ENDLESS = "CONSTRUCT { ?s ?p ?q } { ?s ?p ?o BIND(CONCAT(STR(?o), 'x') AS ?q) }"


@pytest.fixture
def rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only rule there is, to be written."""
    monkeypatch.setattr(module, "root", lambda: tmp_path)
    monkeypatch.setattr(module, "MAX_ROUNDS", 5)
    path = tmp_path / "ontology" / "rules" / "only.rq"
    path.parent.mkdir(parents=True)
    return path


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_rule_is_refused_and_not_passed_over(rule: Path, name: str) -> None:
    text, expected = BAD[name]
    rule.write_text(text)
    with pytest.raises(QueryError) as caught:
        infer(store_of("airmid:a airm:mitigates airmid:b ."))
    assert str(caught.value).startswith(f"{rule}: {expected}")


def test_a_rule_that_never_ends_is_stopped(rule: Path) -> None:
    rule.write_text(ENDLESS)
    rule.with_name("other.rq").write_text("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
    with pytest.raises(QueryError) as caught:
        infer(store_of('airmid:a airm:page "1" .'))
    assert str(caught.value) == f"{rule}: still derives new triples after 5 rounds"


def test_a_rule_adds_to_a_graph_of_its_own(rule: Path) -> None:
    rule.write_text("CONSTRUCT { ?o ?p ?s } { ?s ?p ?o }")
    (quad,) = infer(store_of("airmid:a airm:sameRecordAs airmid:b ."))
    assert compress(rule_graph(rule).value) == "airmg:inferred-only"
    assert quad.graph_name == rule_graph(rule)
