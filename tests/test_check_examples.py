"""Each check has an example that breaks exactly it, in a graph in which nothing else is wrong."""

from pathlib import Path

import pytest
from mutants import Mutant, ValidGraph
from mutation_batches import findings_of

from airm_graph.queries import Query, list_queries
from airm_graph.store import OxigraphEngine
from airm_graph.validate import Finding
from airm_graph.validate.files import read_rdf
from airm_graph.vocab import PREFIXES

ADDED = Path(__file__).parent / "mutation" / "checks"
CASES = Path(__file__).parent / "queries"
CHECKS = list_queries("check")
each_check = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.slug)

# A case describes what its query looks at and no more, so that these have something to say of most;
# the examples above, which stand in a whole graph, show that they need not speak.
OF_WHAT_STANDS_AROUND = {
    "classified-no-record",
    "link-to-nothing",
    "subject-of-another-class",
    "value-of-another-class",
}
# The cases of these queries are many small graphs in one file, without what other checks ask for.
SPEAK_TOO = {
    ("classification-contradiction", "two-accepted-classes"): "of M7 one author says both, which "
    "is not for the first check to say",
    ("exact-match-chain", "mapping-one-sided"): "its links are stated without their mappings",
    ("graph-without-licence", "graph-without-origin"): "its graphs are not described at all",
    ("graph-without-origin", "derived-without-statement"): "derived values stand without the "
    "statements behind them",
    ("graph-without-origin", "graph-without-licence"): "no licence of its graphs is stated",
    ("inferred-without-premise", "derived-without-statement"): "one of its links is the value of "
    "a facet",
    ("inferred-without-premise", "graph-without-licence"): "its graphs are not described at all",
    ("inferred-without-premise", "graph-without-origin"): "its graphs are not described at all",
    ("label-differs-from-version", "source-key-twice"): "two of its records have one key",
    ("reference-unknown-work", "reference-unresolved"): "the two divide what leads nowhere, and "
    "each is shown what is the other's",
    ("reference-unresolved", "reference-unknown-work"): "the two divide what leads nowhere, and "
    "each is shown what is the other's",
    ("source-key-nearly-twice", "source-key-twice"): "R5 and R6 have the very same key, which is "
    "not for the first check to say",
    ("two-accepted-classes", "classification-contradiction"): "of M3 two authors each say one, "
    "which is not for the first check to say",
}


@pytest.fixture(scope="module")
def found() -> dict[str, set[Finding]]:
    """What each example adds to the findings about the small valid graph."""
    valid = ValidGraph.read()
    examples = {
        path.stem: Mutant("example", path.stem, "", added=tuple(read_rdf(path)))
        for path in sorted(ADDED.glob("*.trig"))
    }
    untouched, *findings = findings_of(
        valid, [Mutant("example", "untouched", ""), *examples.values()]
    )
    return {slug: said - untouched for slug, said in zip(examples, findings, strict=True)}


def test_examples_and_checks_match_one_to_one() -> None:
    assert {path.stem for path in ADDED.iterdir()} == {check.slug for check in CHECKS}


@each_check
def test_example_breaks_this_check_and_no_other_rule(
    check: Query, found: dict[str, set[Finding]]
) -> None:
    """Neither another check nor a shape speaks: the rest of the example is as it should be."""
    rules = {finding.source for finding in found[check.slug]}
    assert rules == {PREFIXES["airmq"] + check.slug}


@pytest.mark.parametrize("path", sorted(ADDED.iterdir()), ids=lambda path: path.stem)
def test_example_says_what_is_the_matter(path: Path) -> None:
    comments = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] == "#"]
    assert len(comments) == 1
    assert comments[0].endswith(".")


@each_check
def test_case_of_a_check_breaks_no_other_check_unless_the_table_says_why(check: Query) -> None:
    (case,) = (CASES / check.slug).glob("fires.*")
    engine = OxigraphEngine.of_file(case)
    speak = {other.slug for other in CHECKS if engine.select(other.text)}
    assert check.slug in speak
    others = speak - {check.slug} - OF_WHAT_STANDS_AROUND
    assert others == {two for one, two in SPEAK_TOO if one == check.slug}
