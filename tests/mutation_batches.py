"""What is found about mutants, many of them asked at once.

Each mutant becomes a copy of the small graph under names of its own: ``-ex_`` in every identifier
becomes ``-ex17_``. The copies share the vocabulary, the schemes and the rules, which no mutant
changes, and nothing else, so that a finding about one copy names one copy.

The shapes are shown the things that a mutation concerns: those of which it, or what follows from
it, says something else, the ends of what it says, and what leads to a thing that it changes. No
shape looks further than from a node to its values and what these say, which
``test_many_at_once_find_what_one_alone_does`` holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from mutants import Mutant, ValidGraph
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse, serialize
from rdflib import Graph

from airm_graph.assembly import quads_of_all
from airm_graph.infer import infer
from airm_graph.store import OxigraphEngine
from airm_graph.validate import Finding, apply_waivers, load_shapes, run_checks, validate_graph
from airm_graph.validate.files import rdflib_graph
from airm_graph.vocab import AIRM

OURS = "-ex_"
COPY = re.compile(r"-ex(\d+)_")
TODAY = date(2026, 11, 20)
AT_ONCE = 400


@cache
def shared() -> list[Quad]:
    """The vocabulary, the schemes and what is said of the rules."""
    return list(quads_of_all([]))


def findings_of(valid: ValidGraph, mutants: Sequence[Mutant]) -> list[set[Finding]]:
    """What is found about each mutant, in the names of the small graph."""
    found: list[set[Finding]] = []
    for start in range(0, len(mutants), AT_ONCE):
        found += _findings_of(valid, mutants[start : start + AT_ONCE])
    return found


def _findings_of(valid: ValidGraph, mutants: Sequence[Mutant]) -> list[set[Finding]]:
    graphs = [_quads(valid, mutant) for mutant in mutants]
    store = Store()
    store.bulk_extend(shared())
    lines = {quad: _line(quad) for quads in graphs for quad in quads}
    for number, quads in enumerate(graphs):
        text = "".join(lines[quad] for quad in quads)
        text = text.replace(OURS, f"-ex{number}_")
        store.bulk_load(input=text, format=RdfFormat.N_QUADS)
    derived = _by_copy(infer(store), len(mutants))
    for quads, new in zip(graphs, derived, strict=True):
        quads |= new
    findings = run_checks(OxigraphEngine(store))
    del store
    findings += validate_graph(_what_shapes_see(valid, graphs), load_shapes())
    findings = apply_waivers(findings, _waivers(graphs), load_shapes(), TODAY)
    found: list[set[Finding]] = [set() for _ in mutants]
    for finding in findings:
        # What is shared may be said to be wrong too, because of what one copy says of it.
        copy = COPY.search(finding.focus_node) or COPY.search(finding.value)
        if copy:
            found[int(copy[1])].add(_in_our_names(finding))
    return found


def _quads(valid: ValidGraph, mutant: Mutant) -> set[Quad]:
    return (set(valid.quads) - set(mutant.removed)) | set(mutant.added)


def _line(quad: Quad) -> str:
    return (serialize([quad], format=RdfFormat.N_QUADS) or b"").decode()


def _by_copy(quads: Iterable[Quad], copies: int) -> list[set[Quad]]:
    """What was derived in each copy, in the names of the small graph."""
    texts: list[list[str]] = [[] for _ in range(copies)]
    for quad in quads:
        line = _line(quad)
        numbers = set(COPY.findall(line))
        assert len(numbers) <= 1, f"copies meet: {line}"
        for number in numbers:
            texts[int(number)].append(COPY.sub(OURS, line))
    return [set(parse("".join(lines), format=RdfFormat.N_QUADS)) for lines in texts]


def _in_our_names(finding: Finding) -> Finding:
    names = (finding.focus_node, finding.value, finding.waived_by)
    copies = {number for name in names for number in COPY.findall(name)}
    assert len(copies) == 1, f"copies meet: {finding}"
    focus, value, waiver = (COPY.sub(OURS, name) for name in names)
    return replace(finding, focus_node=focus, value=value, waived_by=waiver, term=None)


def _what_shapes_see(valid: ValidGraph, graphs: Sequence[set[Quad]]) -> Graph:
    """The small graph as it is, and of each mutant the things that its mutation concerns.

    These alone get names of their own: all else that they lead to is as it is in the small graph.
    """
    whole = set(valid.quads) | set(valid.derived)
    seen = [*shared(), *whole]
    for number, quads in enumerate(graphs):
        changed = whole ^ quads
        subjects = {quad.subject for quad in changed}
        nodes = subjects | {quad.object for quad in changed}
        nodes |= {quad.subject for quad in quads if quad.object in subjects}
        own: dict[object, NamedNode] = {
            node: _numbered(node, number) for node in nodes if OURS in str(node)
        }
        for quad in quads:
            if quad.subject in own:
                object_ = own.get(quad.object, quad.object)
                seen.append(Quad(own[quad.subject], quad.predicate, object_))
    return rdflib_graph(seen)


def _numbered(node: object, number: int) -> NamedNode:
    assert isinstance(node, NamedNode), "in data graphs there are no blank nodes"
    return NamedNode(node.value.replace(OURS, f"-ex{number}_"))


def _waivers(graphs: Sequence[set[Quad]]) -> Graph:
    """The waivers of all copies."""
    said = []
    for number, quads in enumerate(graphs):
        waivers = {quad.subject for quad in quads if quad.object == AIRM.Waiver}
        for quad in quads:
            if quad.subject in waivers:
                object_ = quad.object
                if isinstance(object_, NamedNode):
                    object_ = _numbered(object_, number)
                said.append(Quad(_numbered(quad.subject, number), quad.predicate, object_))
    return rdflib_graph(said)
