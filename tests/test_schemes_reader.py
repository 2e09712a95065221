"""Facets and concepts are read from Turtle: levels, residuals, order, and what is refused."""

import shutil
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from airm_graph import schemes
from airm_graph.errors import IdentifierError, SourceError
from airm_graph.resources import root
from airm_graph.schemes import Facet, facets_of, get_facet, load_facets
from airm_graph.store import PROLOGUE

# 1 ── 1.1 ── 1.1.1      2 (a leaf)      3 ── 3.X (residual)      10
TREE = {
    "10": None,
    "2": None,
    "1": None,
    "1.10": "1",
    "1.1": "1",
    "1.9": "1",
    "1.1.1": "1.1",
    "3": None,
    "3.X": "3",
}


def facets(text: str) -> dict[str, Facet]:
    """What Turtle with the project's prefixes says."""
    return facets_of(parse(PROLOGUE + text, format=RdfFormat.TURTLE))


def concept(code: str, parent: str | None = None, scheme: str = "s", more: str = "") -> str:
    broader = f"skos:broader airmid:{parent} ;" if parent else ""
    return f"""airmid:{code} a skos:Concept ; skos:notation "{code}" ; {broader} {more}
        skos:inScheme airmid:{scheme} ; skos:prefLabel "Label {code}"@en .\n"""


def facet_text(name: str = "f", more: str = "") -> str:
    return f"""airmid:facet-{name} a airm:Facet ; skos:notation "{name}" ; {more}
        skos:prefLabel "Facet {name}"@en ; airm:usesScheme airmid:s .\n"""


@pytest.fixture(scope="module")
def tree() -> Facet:
    text = facet_text() + "".join(concept(code, parent) for code, parent in TREE.items())
    return facets(text + "airmid:3.X a airm:ResidualConcept .")["f"]


def codes(found: list[schemes.Concept]) -> list[str]:
    return [concept.notation for concept in found]


def test_concepts_stand_in_the_order_of_their_numbers(tree: Facet) -> None:
    expected = ["1", "1.1", "1.1.1", "1.9", "1.10", "2", "3", "3.X", "10"]
    assert codes(list(tree.concepts.values())) == expected


def test_an_identifier_decides_the_order_before_the_notation() -> None:
    places = {"plan": 1, "deploy": 2, "archive": 3}
    said = [concept(code, more=f'dcterms:identifier "{n}" ;') for code, n in places.items()]
    assert codes(list(facets(facet_text() + "".join(said))["f"].concepts.values())) == list(places)


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (1, ["1", "2", "3", "10"]),
        (2, ["1.1", "1.9", "1.10", "2", "10"]),
        (3, ["1.1.1", "1.9", "1.10", "2", "10"]),
    ],
)
def test_a_level_has_its_concepts_and_the_leaves_above_but_no_residuals(
    tree: Facet, level: int, expected: list[str]
) -> None:
    assert codes(tree.at_level(level)) == expected


def test_levels_and_depth(tree: Facet) -> None:
    assert {c.notation: c.level for c in tree.concepts.values()} == {
        code: 1 + code.count(".") for code in TREE
    }
    assert tree.depth() == 3


def test_the_path_leads_upwards(tree: Facet) -> None:
    assert codes(list(tree.path(tree.concept("1.1.1").iri))) == ["1.1.1", "1.1", "1"]


@pytest.mark.parametrize(
    "name", ["1.9", "airmid:1.9", "https://w3id.org/airm-graph/id/1.9", "Label 1.9"]
)
def test_a_concept_is_found_by_any_of_its_names(tree: Facet, name: str) -> None:
    assert tree.concept(name).notation == "1.9"


@pytest.mark.parametrize(
    ("name", "hint"),
    [("1.99", "did you mean '1.9'"), ("x", "known: 1, 1.1, 1.1.1, 1.10, 1.9, 10, 2, 3, 3.X")],
)
def test_an_unknown_concept_is_answered_with_known_ones(tree: Facet, name: str, hint: str) -> None:
    with pytest.raises(IdentifierError) as caught:
        tree.concept(name)
    assert str(caught.value).startswith(f"f has no {name!r}: {hint}")


def test_an_unknown_facet_is_answered_with_known_ones() -> None:
    with pytest.raises(IdentifierError, match=r"no facet is called 'stgae': did you mean 'stage'"):
        get_facet("stgae")


def test_what_a_facet_says_of_itself() -> None:
    plain = facets('airmid:f a airm:Facet ; skos:notation "f" ; skos:prefLabel "F"@en .')["f"]
    assert (plain.scheme, plain.derives, plain.of, plain.inherited) == (None, None, None, False)
    assert (plain.level, plain.depth(), plain.concepts) == (1, 1, {})
    more = """airm:defaultLevel 2 ; airm:inheritedThrough airm:mitigates ;
              airm:derives airm:inCategory ; airm:facetOf airm:Mitigation ;"""
    full = facets(facet_text(more=more) + concept("1"))["f"]
    assert (full.level, full.inherited, codes(full.at_level(1))) == (2, True, ["1"])
    assert full.derives == "https://w3id.org/airm-graph/ns#inCategory"
    assert full.of == "https://w3id.org/airm-graph/ns#Mitigation"


def test_schemes_of_two_facets_stay_apart() -> None:
    other = facet_text("g").replace("airmid:s ", "airmid:t ")
    found = facets(facet_text() + other + concept("1") + concept("a", scheme="t"))
    assert codes(found["f"].at_level(1)) == ["1"]
    assert codes(found["g"].at_level(1)) == ["a"]


BAD = {
    "circle of one": (concept("a", "a"), "airmid:a is above itself: skos:broader runs"),
    "circle of two": (concept("a", "b") + concept("b", "a"), "is above itself: skos:broader runs"),
    "circle below": (
        concept("a", "b") + concept("b", "c") + concept("c", "b"),
        "is above itself: skos:broader runs",
    ),
    "circle across schemes": (
        concept("a", "b") + concept("b", "a", scheme="t"),
        "is above itself: skos:broader runs",
    ),
    "parent elsewhere": (
        concept("a", "b") + concept("b", scheme="t"),
        "airmid:a has the parent airmid:b, not of its scheme",
    ),
    "parent nowhere": (concept("a", "b"), "airmid:a has the parent airmid:b, not of its scheme"),
    "two parents": (
        concept("a", "c") + "airmid:a skos:broader airmid:b ." + concept("b") + concept("c"),
        "airmid:a has 2 parents, airmid:b, airmid:c; expected one",
    ),
    "no code": (
        "airmid:a a skos:Concept ; skos:inScheme airmid:s .",
        "airmid:a lacks its skos:notation",
    ),
    "code twice": (
        concept("a") + concept("b").replace('"b"', '"a"'),
        "airmid:b has the notation 'a' of airmid:a",
    ),
    "facet without code": (
        'airmid:g a airm:Facet ; skos:prefLabel "G" .',
        "airmid:g lacks its skos:notation or skos:prefLabel",
    ),
    "facet without label": (
        'airmid:g a airm:Facet ; skos:notation "g" .',
        "airmid:g lacks its skos:notation or skos:prefLabel",
    ),
    "facet twice": (
        facet_text("g").replace('"g"', '"f"'),
        "airmid:facet-g has the notation 'f' of airmid:facet-f",
    ),
    "level": (
        facet_text("g", 'airm:defaultLevel "two" ;'),
        "airmid:facet-g has airm:defaultLevel 'two'; expected a number",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_a_scheme_is_refused(name: str) -> None:
    text, expected = BAD[name]
    with pytest.raises(SourceError) as caught:
        facets(facet_text() + text)
    assert str(caught.value).startswith("ontology/schemes: ")
    assert expected in str(caught.value)


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The schemes of the repository, to damage."""
    shutil.copytree(root() / "ontology" / "schemes", tmp_path / "ontology" / "schemes")
    monkeypatch.setattr(schemes, "root", lambda: tmp_path)
    return tmp_path / "ontology" / "schemes"


def test_a_wrong_concept_is_named_by_file_and_line(copied: Path) -> None:
    path = copied / "mitigation-taxonomy-v1.ttl"
    lines = path.read_text(encoding="utf-8").splitlines()
    at = lines.index("airmid:category-mitv1-1_1 a skos:Concept ;")
    lines[at] += " skos:broader airmid:category-mitv1-2_1 ;"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        load_facets.__wrapped__()
    assert str(caught.value) == (
        f"{path}:{at + 1}: airmid:category-mitv1-1_1 has 2 parents, "
        f"airmid:category-mitv1-1, airmid:category-mitv1-2_1; expected one"
    )


def test_a_file_that_is_no_turtle_is_named_by_line(copied: Path) -> None:
    path = copied / "actor.ttl"
    path.write_text("@prefix a: <https://example.org/> .\na:b a:c a:d\na:e", encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        load_facets.__wrapped__()
    assert str(caught.value).startswith(f"{path}:3: not Turtle: ")
