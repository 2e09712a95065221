"""References lead to what a version calls so, as long as that is what the current one calls so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_versions import FENCING, LOGGING, REVIEW, TRAINING, about, ref, version

from airm_graph.errors import IdentifierError
from airm_graph.identifiers import thing
from airm_graph.records import About, Filing, Scheme, SchemeConcept, Source
from airm_graph.resolution import Resolved, Resolver
from airm_graph.schemes import load_facets

# The same key and label, but what it is about is something else.
TAKEN_OVER = ("M1", "Staff training", "Exits, lamps and stairs are inspected by the fire brigade.")
RENAMED = ("M2", "Request log", LOGGING[2])
OLD = version("1", TRAINING, LOGGING, REVIEW)
NEW = version("2", TAKEN_OVER, RENAMED, FENCING)
GONE = "M3 of version 1 is no longer there in 2"
CHANGED = "M1 means something else in 2 than in 1"


def resolve(
    reference: str, pinned: str = "", current: Source = NEW, *others: Source
) -> tuple[str, str, str]:
    """Local name, why unresolved and why stale, with the old version beside unless others are."""
    found = Resolver([current], others or [OLD], load_facets()).resolve(reference, pinned)
    return found.node.value.rpartition("/")[2], found.unresolved, found.stale


@pytest.mark.parametrize(
    ("reference", "local"),
    [
        ("mitigation-made1-M1", "mitigation-made1-M1"),
        ("https://example.org/thing", "thing"),
        ("https://example.org/a:b", "a:b"),
        ("stage:deploy", "stage-deploy"),
        ("category:3.1", "category-mitv1-3_1"),
        ("framework-made:M4", ref("2", "M4")),
    ],
)
def test_names_iris_concepts_and_keys_lead_somewhere(reference: str, local: str) -> None:
    assert resolve(reference) == (local, "", "")


def test_an_iri_is_left_as_it_is() -> None:
    iri = "http://www.w3.org/ns/dpv#Risk"
    assert Resolver([]).resolve(iri, "2").node.value == iri


@pytest.mark.parametrize("text", ["two words", "-made", "made.1", "Ünïcode", ""])
def test_what_cannot_be_a_name_is_refused(text: str) -> None:
    with pytest.raises(IdentifierError, match="cannot be an identifier"):
        Resolver([]).resolve(text)


@pytest.mark.parametrize(
    ("reference", "pinned", "local", "why"),
    [
        ("stage:deplo", "", "reference-stage-deplo", "stage has no 'deplo': did you mean 'deploy'"),
        ("made-topic:x", "", "reference-made-topic-x", "'made-topic' is no work or facet here"),
        ("ex.org:x y", "", "reference-ex_org-x_y", "'ex.org' is no work or facet here"),
        ("framework-made:M9", "", "reference-made-M9", "M9 is in no version of made that is here"),
        ("framework-made:M9", "1", "reference-made1-M9", "M9 is not in 1"),
        ("framework-made:M9", "3", "reference-made3-M9", "M9 is in no version of made that"),
        ("framework-made:M4", "1", "reference-made1-M4", "M4 resolves in 2, not in 1"),
        ("framework-made:M3", "2", "reference-made2-M3", "M3 resolves in 1, not in 2"),
        ("framework-other:M1", "", "reference-other-M1", "no version of other is here"),
        ("compilation-x:M1", "1.0", "reference-x1_0-M1", "no version of x is here"),
    ],
)
def test_what_leads_nowhere_says_why(reference: str, pinned: str, local: str, why: str) -> None:
    found, unresolved, stale = resolve(reference, pinned)
    assert (found, stale) == (local, "")
    assert unresolved.startswith(why)


def test_what_is_in_no_version_names_those_that_are_here() -> None:
    assert resolve("framework-made:M9")[1].endswith("that is here (1, 2)")


def test_two_references_that_lead_nowhere_are_not_the_same() -> None:
    """Neither those of two versions, nor those of two works."""
    ends = [("framework-made:M9", ""), ("framework-made:M9", "1"), ("framework-a:M9", "")]
    assert len({resolve(*end)[0] for end in ends}) == 3


CARRIED = ref("2", "M2")


@pytest.mark.parametrize(
    ("key", "pinned", "expected"),
    [
        ("M2", "2", (CARRIED, "", "")),
        ("M2", "1", (CARRIED, "", "")),  # the label is another, the meaning the same
        ("M1", "2", (ref("2", "M1"), "", "")),
        ("M1", "1", (ref("1", "M1"), "", CHANGED)),  # the label is the same, the meaning another
        ("M3", "1", (ref("1", "M3"), "", GONE)),
        ("M1", "", (ref("2", "M1"), "", "")),
        ("M1", "0.9", (ref("2", "M1"), "", "")),  # a version that nobody has here
    ],
)
def test_pinned_reference_is_carried_over_as_long_as_it_means_the_same(
    key: str, pinned: str, expected: tuple[str, str, str]
) -> None:
    assert resolve(f"framework-made:{key}", pinned) == expected


def test_an_older_version_may_be_the_current_one() -> None:
    assert resolve("framework-made:M2", "2", OLD, NEW) == (ref("1", "M2"), "", "")
    assert resolve("framework-made:M4", "2", OLD, NEW)[2].startswith("M4 of version 2 is")
    assert resolve("framework-made:M4", "1", OLD, NEW)[1] == "M4 resolves in 2, not in 1"


def test_what_changed_is_stale_in_either_direction() -> None:
    assert resolve("framework-made:M1", "2", OLD, NEW)[2].endswith("else in 1 than in 2")


def test_a_thing_of_another_kind_is_stale() -> None:
    retyped = version("2", LOGGING, kind="requirement")
    assert resolve("framework-made:M2", "1", retyped)[2].startswith("M2 means something else")


def test_every_version_that_has_it_is_named() -> None:
    third = version("1.5", FENCING)
    assert resolve("framework-made:M4", "1", NEW, OLD, third)[1] == (
        "M4 resolves in 1.5, 2, not in 1"
    )


def held(work: str, *keys: str) -> Source:
    """A compilation that files rows of a work."""
    compiled = replace(about("4"), id="list4", of="compilation-list", type="Compilation")
    return Source(about=compiled, filings=tuple(filed(key, work) for key in keys))


def filed(key: str, work: str) -> Filing:
    return replace(OLD.filings[0], id=f"mitigation-list4-{key}", source_key=key, work=work)


def test_a_work_that_only_a_compilation_holds_has_one_version() -> None:
    resolver = Resolver([held("framework-made", "M1")])
    for pinned in ("", "1", "99"):
        found = resolver.resolve("framework-made:M1", pinned)
        assert found == Resolved(thing("mitigation-list4-M1"))
    assert resolver.resolve("framework-made:M2", "1").unresolved == (
        "M2 is in no version of made that is here"
    )


@pytest.mark.parametrize("first", [True, False])
def test_the_own_file_of_a_work_counts_before_a_compilation(first: bool) -> None:
    compiled = held("framework-made", "M2", "M7")
    resolver = Resolver([compiled, NEW] if first else [NEW, compiled], [OLD])
    assert resolver.resolve("framework-made:M2").node == thing(ref("2", "M2"))
    assert resolver.resolve("framework-made:M2", "1").node == thing(ref("2", "M2"))
    assert resolver.resolve("framework-made:M7").node == thing("mitigation-list4-M7")
    assert resolver.resolve("framework-made:M7", "2").unresolved == "M7 is not in 2"


def test_things_of_a_compilation_itself_have_their_keys() -> None:
    compiled = held("compilation-list", "A1")
    assert Resolver([compiled]).resolve("compilation-list:A1").node == thing("mitigation-list4-A1")


def test_a_reading_of_a_work_is_no_version_of_it() -> None:
    reading = Source(about=reading_about())
    for current in ([NEW, reading], [reading]):
        found = Resolver(current, [OLD]).resolve("framework-made:M9", "9")
        assert "9" not in found.unresolved.partition("(")[2]


def test_a_reading_that_comes_first_does_not_hide_the_current_version() -> None:
    reading = Source(about=reading_about())
    found = Resolver([reading, NEW], [OLD]).resolve("framework-made:M1", "1")
    assert found.stale == CHANGED
    found = Resolver([reading, NEW], [OLD]).resolve("framework-made:M2", "1")
    assert found == Resolved(thing(ref("2", "M2")))


def reading_about() -> About:
    return replace(about("9"), id="reading9", type="Reading")


def with_concept(source: Source, notation: str) -> Source:
    id_ = source.about.id
    scheme = Scheme(id=f"scheme-{id_}-t", label="Topics", facet="t", of="measure", level="1")
    name = f"concept-{id_}-t-{notation}"
    concept = SchemeConcept(
        id=name, scheme=scheme.id, notation=notation, parent="", label="Logging"
    )
    return replace(source, schemes=(scheme,), concepts=(concept,))


def test_a_concept_has_a_key_as_things_have() -> None:
    old, new = with_concept(OLD, "T1"), with_concept(NEW, "T1")
    assert resolve("framework-made:T1", "1", new, old)[0] == "concept-made2-t-T1"
    assert resolve("framework-made:T1", "1", NEW, old)[2].startswith("T1 of version 1 is no")
    assert resolve("framework-made:T1", "1", new)[1] == "T1 resolves in 2, not in 1"
    both = with_concept(NEW, "M2")
    assert resolve("framework-made:M2", "", both)[0] == CARRIED


def test_a_concept_that_is_gone_says_nothing_of_the_thing_with_its_key() -> None:
    old = with_concept(version("1", LOGGING), "M2")
    assert resolve("framework-made:M2", "1", version("2", LOGGING), old) == (CARRIED, "", "")


def test_comparing_is_done_once_for_all_references(monkeypatch: pytest.MonkeyPatch) -> None:
    resolver = Resolver([NEW], [OLD])
    assert resolver.resolve("framework-made:M1", "1").stale
    monkeypatch.delattr("airm_graph.versions.compare")
    with pytest.raises(ImportError):
        Resolver([NEW], [OLD]).resolve("framework-made:M1", "1")
