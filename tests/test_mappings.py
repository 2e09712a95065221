"""A mapping is a statement with a name of its own; what it is good for depends on its predicate."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode
from test_resolution import NEW, OLD
from test_versions import about, ref

from airm_graph.build import quads_of
from airm_graph.context import Context
from airm_graph.errors import IdentifierError
from airm_graph.identifiers import LOCAL, thing
from airm_graph.mappings import STRENGTHS, mapping_id, strength, strengths, triples_of
from airm_graph.records import Mapping, Source
from airm_graph.resolution import Resolver
from airm_graph.schemes import load_facets
from airm_graph.vocab import AIRM, RDF, RDFS, SKOS, SSSOM, XSD

ABOUT = replace(about("1"), id="set1", of="compilation-mappings-set", type="Compilation")
SAID = Mapping(
    subject="category:3.1",
    predicate="skos:broadMatch",
    object="framework-made:M2",
    subject_version="",
    object_version="1",
    justification="semapv:ManualMappingCuration",
    confidence=Decimal("0.7"),
    author="A. Body",
)
RESOLVER = Resolver([NEW], [OLD], load_facets())


# --- what a mapping is good for -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("predicate", "expected"),
    [
        ("skos:exactMatch", "equal"),
        ("owl:sameAs", "equal"),
        ("airm:sameRecordAs", "equal"),
        ("skos:broadMatch", "part"),
        ("skos:narrowMatch", "part"),
        ("skos:closeMatch", "overlap"),
        ("airm:intersectsWith", "overlap"),
        ("skos:relatedMatch", "related"),
        ("airm:correspondsTo", "filing"),
        ("nexus:isCategorizedAs", "filing"),
        ("https://example.org/p", "filing"),
    ],
)
def test_strength_is_that_of_the_predicate(predicate: str, expected: str) -> None:
    mapping = replace(SAID, predicate=predicate)
    assert strength(mapping) == expected
    assert strength(replace(mapping, negative=True)) == "negative"


def test_no_predicate_is_stronger_than_what_its_author_states() -> None:
    """Only what says that one thing lies within the other carries anything over."""
    within = {name for name, kind in STRENGTHS.items() if kind in {"equal", "part"}}
    assert within.isdisjoint({"airm:correspondsTo", "skos:relatedMatch", "skos:closeMatch"})


def test_strengths_are_counted_the_strongest_first() -> None:
    predicates = ["airm:correspondsTo", "skos:closeMatch", "skos:exactMatch", "skos:closeMatch"]
    mappings = [replace(SAID, predicate=predicate) for predicate in predicates]
    mappings.append(replace(SAID, negative=True))
    counted = strengths(mappings)
    assert list(counted.items()) == [("equal", 1), ("overlap", 2), ("filing", 1), ("negative", 1)]
    assert strengths([]) == {}


# --- its name -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "category:3.2"},
        {"object": "framework-made:M1"},
        {"subject_version": "1"},
        {"object_version": "2"},
        {"predicate": "skos:closeMatch"},
        {"negative": True},
        {"justification": "semapv:LexicalMatching"},
        {"author": "B. Body"},
        {"confidence": Decimal("0.8")},
        {"confidence": None},
    ],
)
def test_another_statement_has_another_name(change: dict[str, Any]) -> None:
    assert mapping_id(ABOUT, replace(SAID, **change)) != mapping_id(ABOUT, SAID)


@pytest.mark.parametrize("change", [{"comment": "x"}, {"line": 9, "path": "other.tsv"}])
def test_comment_and_place_do_not_change_the_name(change: dict[str, Any]) -> None:
    assert mapping_id(ABOUT, replace(SAID, **change)) == mapping_id(ABOUT, SAID)


def test_the_name_is_the_same_for_ever() -> None:
    """Names of mappings are published: if this fails, every one of them has changed."""
    assert mapping_id(ABOUT, SAID) == "mapping-set1-602f2f526a71"


def test_the_same_mapping_of_two_sets_is_two_statements() -> None:
    names = {mapping_id(replace(ABOUT, id=name), SAID) for name in ("set1", "set2", "Set_3-x")}
    assert len(names) == 3
    assert all(LOCAL.fullmatch(name) for name in names)


def test_ends_do_not_run_into_one_another() -> None:
    one, two = (
        replace(SAID, subject=subject, subject_version=pinned)
        for subject, pinned in (("framework-made:M1", "1"), ("framework-made:M11", ""))
    )
    assert mapping_id(ABOUT, one) != mapping_id(ABOUT, two)


# --- its triples ----------------------------------------------------------------------------------


def said(**changes: Any) -> dict[NamedNode, list[NamedNode | Literal]]:
    mapping = replace(SAID, **changes)
    found: dict[NamedNode, list[NamedNode | Literal]] = {}
    for subject, predicate, object_ in triples_of(mapping, ABOUT, RESOLVER):
        assert subject == thing(mapping_id(ABOUT, mapping))
        found.setdefault(predicate, []).append(object_)
    return found


def test_an_accepted_mapping_says_its_ends_and_why() -> None:
    assert said(comment="A reason.") == {
        RDF.type: [SSSOM.Mapping],
        SSSOM.subject_id: [thing("category-mitv1-3_1")],
        SSSOM.predicate_id: [SKOS.broadMatch],
        SSSOM.object_id: [thing(ref("2", "M2"))],
        AIRM.status: [AIRM.accepted],
        SSSOM.mapping_justification: [
            NamedNode("https://w3id.org/semapv/vocab/ManualMappingCuration")
        ],
        SSSOM.object_source_version: [Literal("1")],
        SSSOM.author_label: [Literal("A. Body")],
        RDFS.comment: [Literal("A reason.", language="en")],
    }


def test_what_an_author_leaves_out_stays_out() -> None:
    short = said(object_version="", justification="", author="", confidence=None)
    assert set(short) == {
        RDF.type,
        SSSOM.subject_id,
        SSSOM.predicate_id,
        SSSOM.object_id,
        AIRM.status,
    }


@pytest.mark.parametrize("status", ["accepted", "proposed", "disputed", "superseded"])
def test_status_is_said(status: str) -> None:
    assert said(status=status)[AIRM.status] == [getattr(AIRM, status)]


def test_a_denial_and_a_machine_are_named() -> None:
    assert said(negative=True)[SSSOM.predicate_modifier] == [SSSOM.NegatedPredicate]
    true = Literal("true", datatype=XSD.boolean)
    assert said(machine_made=True)[AIRM.machineMade] == [true]
    assert not {SSSOM.predicate_modifier, AIRM.machineMade} & set(said())


@pytest.mark.parametrize(
    ("changes", "predicate", "words"),
    [
        ({"object": "framework-made:M1"}, AIRM.stale, ["M1 means something else in 2 than in 1"]),
        (
            {"object": "framework-made:M3"},
            AIRM.stale,
            ["M3 of version 1 is no longer there in 2"],
        ),
        ({"object": "framework-made:M4"}, AIRM.unresolved, ["M4 resolves in 2, not in 1"]),
        (
            {"subject": "stage:x", "object": "framework-nowhere:K"},
            AIRM.unresolved,
            ["stage has no 'x': known:", "no version of nowhere is here"],
        ),
    ],
)
def test_an_end_that_is_not_to_be_relied_upon_says_why(
    changes: dict[str, Any], predicate: NamedNode, words: list[str]
) -> None:
    found = said(**changes)
    reasons = found[predicate]
    assert [reason.value[: len(text)] for reason, text in zip(reasons, words, strict=True)] == words
    assert all(isinstance(reason, Literal) and reason.language == "en" for reason in reasons)
    assert len({AIRM.stale, AIRM.unresolved} & set(found)) == 1


def test_an_unknown_prefix_is_refused() -> None:
    with pytest.raises(IdentifierError, match="unknown prefix in 'nosuch:match'"):
        said(predicate="nosuch:match")


def test_mappings_in_any_order_are_the_same_triples() -> None:
    mappings = tuple(
        replace(SAID, object=f"framework-made:M{n}", comment=f"No. {n}") for n in range(1, 5)
    )
    facets = load_facets()
    context = Context(facets=facets, resolver=RESOLVER)
    one, two = (
        set(quads_of(Source(about=ABOUT, mappings=order), context))
        for order in (mappings, mappings[::-1])
    )
    assert one == two
    assert len({quad.subject for quad in one if quad.object == SSSOM.Mapping}) == 4
