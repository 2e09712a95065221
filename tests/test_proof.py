"""A proof is a tree of triples that are there; asked of the premises only, the rule gives it."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, QueryTriples, RdfFormat, Store, Triple, parse

from airm_graph import infer as infer_module
from airm_graph.errors import QueryError
from airm_graph.infer import infer, rule_files, rule_graph
from airm_graph.proof import MOST_DERIVATIONS, Derivation, Proof, prove
from airm_graph.resources import shown
from airm_graph.store import PROLOGUE
from airm_graph.workspace import Build

STATED = NamedNode("https://example.org/stated")
SAMPLE = 1_000
SMALL = 100  # rules with at most so many triples are proved whole


def store_of(text: str) -> Store:
    store = Store()
    for quad in parse(PROLOGUE + text, format=RdfFormat.TURTLE):
        store.add(Quad(quad.subject, quad.predicate, quad.object, STATED))
    return store


def stated(triple: Triple, named: NamedNode = STATED) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, named)


def triple(text: str) -> Triple:
    (quad,) = parse(PROLOGUE + text, format=RdfFormat.TURTLE)
    return Triple(quad.subject, quad.predicate, quad.object)


def given_by(way: Derivation) -> set[Triple]:
    """What the rule gives where nothing but the premises is known."""
    store = Store()
    store.extend(stated(premise.triple) for premise in way.premises)
    (path,) = (path for path in rule_files() if shown(path) == way.rule.file)
    text = path.read_text(encoding="utf-8")
    answer = store.query(text, use_default_graph_as_union=True)
    assert isinstance(answer, QueryTriples)
    return set(answer)


def check(store: Store, proof: Proof, above: tuple[Triple, ...] = ()) -> None:
    """Every premise is there, every leaf is stated, every step follows, and none in a circle."""
    rules = {rule_graph(path).value for path in rule_files()}
    held = {
        getattr(quad.graph_name, "value", "") for quad in store.quads_for_pattern(*proof.triple)
    }
    assert held
    assert held == {*proof.stated, *proof.inferred}
    assert proof.triple not in above
    if not proof.derivations:
        assert held - rules, f"{proof.triple} is a leaf, and not stated"
    for way in proof.derivations:
        assert proof.triple in given_by(way), f"{way.rule.iri} does not give {proof.triple}"
        assert way.rule.comment
        for premise in way.premises:
            check(store, premise, (*above, proof.triple))


def picked(store: Store) -> Iterator[Triple]:
    """A sample of what rules derived: all of each small rule, as much of every other one."""
    chance = random.Random(3)  # noqa: S311 - no secret
    by_rule = []
    for path in rule_files():
        quads = store.quads_for_pattern(None, None, None, rule_graph(path))
        by_rule.append(sorted((quad.triple for quad in quads), key=str))
    large = [triples for triples in by_rule if len(triples) > SMALL]
    for triples in by_rule:
        each = SAMPLE // len(large) + 1
        yield from chance.sample(triples, min(each, len(triples))) if triples in large else triples


def test_what_the_catalogue_derives_has_proofs_that_suffice(build: Build) -> None:
    store = Store()
    store.bulk_load(path=str(build.quads_file), format=RdfFormat.N_QUADS)
    asked = list(picked(store))
    assert len(asked) > SAMPLE
    for one in asked:
        proof = prove(store, one)
        assert proof.derivations, one
        check(store, proof)


# Small graphs, and rules of every form


FORMS = {
    "join": "CONSTRUCT { ?a <urn:out> ?c } WHERE { ?a <urn:p> ?b . ?b <urn:q> ?c }",
    "union": "CONSTRUCT { ?a <urn:out> ?b } WHERE { { ?a <urn:p> ?b } UNION { ?b <urn:q> ?a } }",
    "optional": """CONSTRUCT { ?a <urn:out> ?b . ?a <urn:also> ?c }
                   WHERE { ?a <urn:p> ?b OPTIONAL { ?b <urn:q> ?c } }""",
    "bound": """CONSTRUCT { ?a <urn:out> ?c }
                WHERE { ?a <urn:p> ?b OPTIONAL { ?b <urn:q> ?c } FILTER(BOUND(?c)) }""",
    "not exists": """CONSTRUCT { ?a <urn:out> ?b }
                     WHERE { ?a <urn:p> ?b FILTER NOT EXISTS { ?b <urn:q> ?any } }""",
    "exists": """CONSTRUCT { ?a <urn:out> ?b }
                 WHERE { ?a <urn:p> ?b FILTER EXISTS { ?b <urn:q> ?c FILTER(?c != ?a) } }""",
    "minus": "CONSTRUCT { ?a <urn:out> ?b } WHERE { ?a <urn:p> ?b MINUS { ?a <urn:q> ?b } }",
    "minus nothing": "CONSTRUCT { ?a <urn:out> ?b } { ?a <urn:p> ?b MINUS { ?x <urn:q> ?y } }",
    "values": """CONSTRUCT { ?a ?out ?b }
                 WHERE { ?a ?p ?b VALUES (?p ?out) { (<urn:p> <urn:out>) (<urn:q> <urn:r>) } }""",
    "filter": "CONSTRUCT { ?a <urn:out> ?b } { ?a ?p ?b FILTER(?p IN (<urn:p>) && ?a != ?b) }",
    "bind": """CONSTRUCT { ?made <urn:out> ?a , ?b ; <urn:also> ?name }
               WHERE { ?a <urn:p> ?b BIND(STRLANG(CONCAT("of ", STR(?a)), "en") AS ?name)
                       BIND(IRI(CONCAT(STR(?a), "-", STRAFTER(STR(?b), ":"))) AS ?made) }""",
    "subselect": """CONSTRUCT { ?a <urn:out> ?c }
                    WHERE { { SELECT DISTINCT ?a ?c WHERE { ?a <urn:p> ?b . ?b <urn:q> ?c } }
                            ?c <urn:p> ?b }""",
    "sequence": "CONSTRUCT { ?a <urn:out> ?b } WHERE { ?a <urn:p>/<urn:q> ?b }",
    "inverse": "CONSTRUCT { ?a <urn:out> ?b } WHERE { ?a ^<urn:p>|(<urn:q>/^<urn:p>) ?b }",
    "some": "CONSTRUCT { ?a <urn:out> ?b } WHERE { ?a <urn:p>+ ?b . ?b <urn:q> ?c }",
    "any": "CONSTRUCT { ?a <urn:out> ?b } WHERE { ?a <urn:q> ?c . ?a <urn:p>* ?b }",
    "other": "CONSTRUCT { ?a <urn:out> ?b } WHERE { ?a !(<urn:p>|<urn:out>) ?b }",
    "closure": """CONSTRUCT { ?a <urn:p> ?c } WHERE { ?a <urn:p> ?b . ?b <urn:p> ?c }""",
    "symmetry": "CONSTRUCT { ?b <urn:p> ?a } WHERE { ?a <urn:p> ?b }",
    "itself": "CONSTRUCT { ?a <urn:out> ?a } WHERE { ?a <urn:p> ?a }",
}
NODES = st.sampled_from(["urn:a", "urn:b", "urn:c", "urn:d"])
GRAPHS = st.sets(st.tuples(NODES, st.sampled_from(["urn:p", "urn:q"]), NODES), max_size=8)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of rules that is taken for that of the program."""
    folder = tmp_path_factory.mktemp("rules")
    (folder / "ontology" / "rules").mkdir(parents=True)
    patch = pytest.MonkeyPatch()
    patch.setattr(infer_module, "root", lambda: folder)
    yield folder / "ontology" / "rules"
    patch.undo()


def only(rules: Path, **texts: str) -> None:
    """Let these be the rules; a file is read once, so that each has a name of its own."""
    for path in rules.iterdir():
        path.unlink()
    for name, text in texts.items():
        (rules / f"{name}.rq").write_text(f"# Rule {name}.\n{text}", encoding="utf-8")


@pytest.mark.parametrize("form", FORMS)
def test_what_a_rule_gives_and_nothing_else_has_a_proof(rules: Path, form: str) -> None:
    only(rules, **{form.replace(" ", "-"): FORMS[form]})

    @settings(max_examples=60, deadline=None)
    @given(GRAPHS)
    def agrees(made: set[tuple[str, str, str]]) -> None:
        store = Store()
        nodes = [Triple(*map(NamedNode, each)) for each in made]
        store.extend(stated(each) for each in nodes)
        derived = {quad.triple for quad in infer(store)}
        for one in derived:
            proof = prove(store, one)
            assert proof.derivations
            check(store, proof)
        for one in nodes:
            proof = prove(store, one)
            assert proof.stated == (STATED.value,)
            assert not proof.derivations
            wrong = Triple(one.object, NamedNode("urn:out"), one.subject)  # type: ignore[arg-type]
            assert prove(store, wrong).holds == (wrong in derived)

    agrees()


def test_what_had_not_to_be_there_is_named(rules: Path) -> None:
    only(rules, absence=FORMS["not exists"])
    store = store_of("<urn:a> <urn:p> <urn:b> .")
    infer(store)
    (way,) = prove(store, triple("<urn:a> <urn:out> <urn:b> .")).derivations
    assert way.absent == ((("urn:b", "urn:q", "?any"),),)
    assert way.rule.comment == "Rule absence."
    assert way.rule.iri.endswith("/id/rule-absence")


def test_several_rules_and_ways_are_all_told_as_far_as_that_is_promised(rules: Path) -> None:
    only(rules, first=FORMS["join"], second=FORMS["union"])
    ways = " ".join(f"<urn:a> <urn:p> <urn:b{n}> . <urn:b{n}> <urn:q> <urn:c> ." for n in range(9))
    store = store_of(ways + "<urn:a> <urn:p> <urn:z> . <urn:z> <urn:q> <urn:y> .")
    infer(store)
    few = prove(store, triple("<urn:a> <urn:out> <urn:y> ."))
    assert (len(few.derivations), few.more) == (1, False)
    many = prove(store, triple("<urn:a> <urn:out> <urn:c> ."))
    assert (len(many.derivations), many.more) == (MOST_DERIVATIONS, True)
    both = store_of("<urn:a> <urn:p> <urn:b> . <urn:b> <urn:q> <urn:b> .")
    infer(both)
    proof = prove(both, triple("<urn:a> <urn:out> <urn:b> ."))
    assert {way.rule.iri.rpartition("-")[2] for way in proof.derivations} == {"first", "second"}


def test_no_triple_proves_itself(rules: Path) -> None:
    """In a circle of three, each derived way round leads over others that it gives, too."""
    only(rules, transitive=FORMS["closure"], symmetric=FORMS["symmetry"])
    store = store_of(
        "<urn:a> <urn:p> <urn:b> . <urn:b> <urn:p> <urn:c> . <urn:c> <urn:p> <urn:a> ."
    )
    for quad in infer(store):
        proof = prove(store, quad.triple)
        assert proof.derivations
        check(store, proof)
        assert {leaf.stated for leaf in proof.leaves()} == {(STATED.value,)}


def test_what_does_not_hold_and_what_lost_its_premise_has_no_proof(rules: Path) -> None:
    only(rules, lost=FORMS["join"])
    store = store_of("<urn:a> <urn:p> <urn:b> . <urn:b> <urn:q> <urn:c> .")
    assert not prove(store, triple("<urn:a> <urn:out> <urn:c> .")).holds
    infer(store)
    one = triple("<urn:a> <urn:out> <urn:c> .")
    assert prove(store, one).holds
    store.remove(stated(triple("<urn:b> <urn:q> <urn:c> .")))
    left = prove(store, one)
    assert left.inferred
    assert not left.holds


BAD = {
    "counted": """CONSTRUCT { ?a <urn:out> ?n }
                  WHERE { SELECT ?a (COUNT(?b) AS ?n) WHERE { ?a <urn:p> ?b } GROUP BY ?a }""",
    "select": "SELECT * { ?s ?p ?o }",
    "negated": "CONSTRUCT { ?a <urn:out> ?b } WHERE { ?a !(<urn:p>|^<urn:q>) ?b }",
    "misspelt": "CONSTRUCT { ?s ?p ?o } WHER { ?s ?p ?o }",
}


@pytest.mark.parametrize("name", BAD)
def test_a_rule_that_cannot_be_explained_is_named(rules: Path, name: str) -> None:
    only(rules, **{f"bad-{name}": BAD[name]})
    store = store_of("<urn:a> <urn:p> <urn:b> .")
    (path,) = rule_files()
    one = triple("<urn:a> <urn:out> 1 .")
    store.add(stated(one, rule_graph(path)))
    with pytest.raises(QueryError, match=f"bad-{name}.rq: "):
        prove(store, one)
