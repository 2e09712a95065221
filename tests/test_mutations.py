"""Whatever is broken in a small valid graph is noticed, or said beforehand to be unnoticeable.

The full enumeration takes minutes; a run that does not ask for it (``AIRM_GRAPH_ALL_MUTANTS=1``)
takes every seventh mutant of each operator.
"""

import os
import re
from collections import Counter
from pathlib import Path

import pytest
from mutants import VALID, Mutant, ValidGraph
from mutation_batches import OURS, TODAY, findings_of
from mutation_operators import OPERATORS
from mutation_tables import NOTICED_AS_INFO, UNNOTICEABLE
from pyoxigraph import RdfFormat, parse, serialize

from airm_graph.resources import root
from airm_graph.validate import Finding, Severity, validate_files
from airm_graph.vocab import AIRM, OWL, PREFIXES, RDF

ALL = os.environ.get("AIRM_GRAPH_ALL_MUTANTS") == "1"
STRIDE = 1 if ALL else 37
ALONE = 60 if ALL else 4  # mutants that are asked about one by one as well

VALID_GRAPH = ValidGraph.read()
MUTANTS = {name: list(operator(VALID_GRAPH)) for name, operator in OPERATORS.items()}
SAMPLE = {name: mutants[::STRIDE] for name, mutants in MUTANTS.items()}

# Of these the graph has no example, because nothing is said with them by a statement of one's own.
NOT_IN_DATA = {
    "Completeness": "its three members are in the vocabulary",
    "ClassificationStatus": "its four members are in the vocabulary",
    "Method": "its four members are in the vocabulary",
}


def rule(finding: Finding) -> str:
    return finding.source.rpartition("/")[2]


@pytest.fixture(scope="module")
def found() -> dict[Mutant, set[Finding]]:
    """What is found about each mutant of the sample, and not about the valid graph."""
    sample = [mutant for mutants in SAMPLE.values() for mutant in mutants]
    untouched, *findings = findings_of(VALID_GRAPH, [Mutant("none", "untouched", ""), *sample])
    return {
        mutant: {finding for finding in new - untouched if not finding.waived_by}
        for mutant, new in zip(sample, findings, strict=True)
    }


# The graph


def test_nothing_is_wrong_in_the_valid_graph_but_what_its_own_waivers_accept() -> None:
    findings = validate_files([VALID], TODAY)
    assert [finding for finding in findings if not finding.waived_by] == []
    assert {rule(finding) for finding in findings} == {
        "label-mended",
        "mapping-stale",
        "reference-unknown-work",
    }


def test_valid_graph_holds_every_class_and_property_of_the_vocabulary() -> None:
    used = {quad.predicate for quad in [*VALID_GRAPH.quads, *VALID_GRAPH.derived]}
    used |= {quad.object for quad in VALID_GRAPH.of(RDF.type)}  # type: ignore[misc]
    terms = {
        quad.subject.value.removeprefix(AIRM.namespace)
        for quad in parse(path=root() / "ontology" / "airm.ttl", format=RdfFormat.TURTLE)
        if quad.predicate == RDF.type
        and str(quad.object).startswith(f"<{OWL.namespace}")
        and not str(quad.object).endswith("NamedIndividual>")
        and quad.subject.value.startswith(AIRM.namespace)
    }
    assert terms - {name for name in terms if getattr(AIRM, name) in used} == set(NOT_IN_DATA)


def test_copies_of_the_graph_share_nothing_that_a_mutant_changes() -> None:
    for node in VALID_GRAPH.about:
        assert node.value.count(OURS) >= 1, node
    for quad in VALID_GRAPH.quads:
        assert quad.graph_name not in VALID_GRAPH.about or OURS in str(quad.graph_name)


# The operators


@pytest.mark.parametrize("operator", OPERATORS)
def test_mutants_differ_from_the_graph_and_from_each_other(operator: str) -> None:
    names = Counter(mutant.name for mutant in MUTANTS[operator])
    assert [name for name, times in names.items() if times > 1] == []
    quads = set(VALID_GRAPH.quads)
    for mutant in MUTANTS[operator]:
        assert (quads - set(mutant.removed)) | set(mutant.added) != quads, mutant


@pytest.mark.slow
@pytest.mark.parametrize("operator", OPERATORS)
def test_each_mutant_is_noticed_unless_the_table_says_why_not(
    operator: str, found: dict[Mutant, set[Finding]]
) -> None:
    unnoticed, noticed_after_all = [], []
    for mutant in SAMPLE[operator]:
        findings = found[mutant]
        spoken = any(finding.severity >= Severity.WARNING for finding in findings)
        hinted = any(rule(finding) in NOTICED_AS_INFO for finding in findings)
        if unnoticeable(mutant):
            if findings:
                noticed_after_all.append(str(mutant))
        elif not spoken and not hinted:
            unnoticed.append(str(mutant))
    assert unnoticed == []
    assert noticed_after_all == []


def unnoticeable(mutant: Mutant) -> bool:
    return any(
        re.fullmatch(operator, mutant.operator) and re.search(pattern, mutant.where)
        for operator, pattern, _ in UNNOTICEABLE
    )


@pytest.mark.parametrize(("operator", "pattern", "reason"), UNNOTICEABLE)
def test_each_entry_of_the_table_is_about_a_mutant_of_each_operator_that_it_names(
    operator: str, pattern: str, reason: str
) -> None:
    assert reason
    for name in OPERATORS:
        if re.fullmatch(operator, name):
            assert any(re.search(pattern, mutant.where) for mutant in MUTANTS[name]), name


def test_most_mutants_are_noticeable() -> None:
    """The table cannot grow until it hides what the operators are for."""
    for operator, mutants in MUTANTS.items():
        share = sum(map(unnoticeable, mutants)) / len(mutants)
        assert share <= (0.25 if operator == "drop-required-value" else 0.15), operator


@pytest.mark.slow
def test_hints_that_count_are_hints(found: dict[Mutant, set[Finding]]) -> None:
    hints = {
        finding for new in found.values() for finding in new if rule(finding) in NOTICED_AS_INFO
    }
    assert {finding.severity for finding in hints} == {Severity.INFO}
    if ALL:
        assert {rule(finding) for finding in hints} == set(NOTICED_AS_INFO)


# Many at once


@pytest.mark.slow
def test_many_at_once_find_what_one_alone_does(
    found: dict[Mutant, set[Finding]], tmp_path: Path
) -> None:
    mutants = list(found)
    for mutant in mutants[:: len(mutants) // ALONE]:
        quads = (set(VALID_GRAPH.quads) - set(mutant.removed)) | set(mutant.added)
        file = tmp_path / "mutant.nq"
        serialize(quads, output=file, format=RdfFormat.N_QUADS)
        alone = {
            said(finding)
            for finding in validate_files([file], TODAY)
            if not finding.waived_by and OURS in finding.focus_node
        }
        together = {said(finding) for finding in found[mutant] if OURS in finding.focus_node}
        assert together == alone, mutant


def said(finding: Finding) -> tuple[object, ...]:
    return finding.severity, finding.focus_node, finding.source, finding.path, finding.value


def test_prefixes_of_the_graph_are_those_of_the_table() -> None:
    for path in [VALID, *(VALID.parent / "checks").iterdir()]:
        text = path.read_text(encoding="utf-8")
        for prefix, namespace in re.findall(r"^@prefix (\w+): +<(.*)> \.$", text, re.MULTILINE):
            assert PREFIXES[prefix] == namespace
