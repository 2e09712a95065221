"""What validation costs: pySHACL on everything, and on the nodes that may fail, of one graph.

Each way runs in a process of its own and starts from the same build: the plain way reads the
canonical file into rdflib and gives it to pySHACL with the shapes as they are; the focused way asks
the store of the build. The time of a way ends with its report.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from math import log
from pathlib import Path

from rdflib import SH, Graph
from rdflib.compare import isomorphic

from airm_graph.graph_build import make_build_of_graph
from airm_graph.schemes import load_facets
from airm_graph.vocab import PREFIXES
from airm_graph.workspace import Build, Workspace

from .building import TELL
from .measuring import Row, faster

LEAST = 10  # times as fast as plain pySHACL
EVERY = 100  # one measure of so many is faulty
FAULTS = (
    "no label", "key of a wrong datatype", "dangling risk", "acts on a work", "two statuses",
    "no agent", "date of a wrong datatype", "no key",
)  # fmt: skip
PLAIN = """
import sys, time
from pathlib import Path
import pyshacl
from pyoxigraph import RdfFormat, parse
from airm_graph.validate import load_shapes
from airm_graph.validate.files import quiet_rdflib, rdflib_graph
from airm_graph.workspace import Workspace
build = Workspace(Path(sys.argv[1])).current()
shapes = load_shapes()
start = time.perf_counter()
data = rdflib_graph(parse(path=str(build.quads_file), format=RdfFormat.N_QUADS))
with quiet_rdflib():
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
"""
FOCUSED = """
import sys, time
from pathlib import Path
import pyshacl
from airm_graph.validate import load_shapes
from airm_graph.validate.shacl import focused_build_report
from airm_graph.workspace import Workspace
build = Workspace(Path(sys.argv[1])).current()
shapes = load_shapes()
start = time.perf_counter()
report = focused_build_report(build, shapes)
"""
SAVE = """
report.serialize(sys.argv[2], format="nt", encoding="utf-8")
"""


def lines(measures: int, every: int = EVERY) -> Iterator[str]:
    """A graph in which all is as the shapes want it, but for one measure of ``every``.

    About ten triples a measure; one in four has a classification with all that belongs to it.
    """
    facets = load_facets()
    categories, stages = (list(facets[name].concepts) for name in ("category", "stage"))
    yield from _frame(measures)
    for number in range(measures):
        kind = FAULTS[number // every % len(FAULTS)] if number % every == 7 else ""
        key = "7" if kind == "key of a wrong datatype" else f"made{number}"
        said = {
            "a": "airm:Mitigation",
            "skos:prefLabel": f'"Made-up measure number {number}"@en',
            "skos:definition": f'"Somebody does what is made up under number {number}."@en',
            "airm:sourceKey": f'"{key}"' + ("^^xsd:integer" if key == "7" else ""),
            "airm:statedIn": f"airmid:framework-made{number % _works(measures)}",
            "airm:recordedIn": "airmid:version-made",
            "airm:inCategory": f"<{categories[number % len(categories)]}>",
        }
        if number % 3 == 0 or kind == "acts on a work":
            said["airm:reduces"] = f"airmid:risk-made-{number % _risks(measures)}"
        if kind == "no label":
            del said["skos:prefLabel"]
        elif kind == "no key":
            del said["airm:sourceKey"]
        elif kind == "dangling risk":
            said["airm:reduces"] = "airmid:risk-nowhere"
        elif kind == "acts on a work":
            said["airm:reduces"] = "airmid:framework-made0"
        yield _turtle(f"airmid:mitigation-made-{number}", said)
        if number % 4 == 3:
            stage = stages[number % len(stages)]
            yield _turtle(f"airmid:classification-made-{number}", _reading(number, stage, kind))


def _works(measures: int) -> int:
    return 13 + measures // 5_000


def _risks(measures: int) -> int:
    return max(10, measures // 50)


def _reading(number: int, stage: str, kind: str) -> dict[str, str]:
    said = {
        "a": "airm:Classification",
        "airm:classifies": f"airmid:mitigation-made-{number}",
        "airm:onFacet": "airmid:facet-stage",
        "airm:assigns": f"<{stage}>",
        "airm:status": "airm:accepted",
        "airm:method": "airm:modelReading",
        "airm:confidence": '"0.8"^^xsd:decimal',
        "airm:rationale": f'"It says so under number {number}."@en',
        "prov:wasAttributedTo": "airmid:agent-made",
        "dcterms:date": '"2026-11-20"^^xsd:date',
    }
    if kind == "two statuses":
        said["airm:status"] += ", airm:proposed"
    elif kind == "no agent":
        del said["prov:wasAttributedTo"]
    elif kind == "date of a wrong datatype":
        said["dcterms:date"] = '"2026-11-20"'
    return said


def _frame(measures: int) -> Iterator[str]:
    """The agent, the works, their version and the risks."""
    facets = load_facets()
    yield from (f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    named = {"skos:prefLabel": '"Made up"@en', "skos:definition": '"Made up."@en'}
    yield _turtle("airmid:agent-made", {"a": "prov:Agent, prov:Person", **named})
    version = {"a": "airm:FrameworkVersion", "owl:versionInfo": '"1"', **named}
    yield _turtle(
        "airmid:version-made", {**version, "dcterms:isVersionOf": "airmid:framework-made0"}
    )
    facts = ("bindingness", "jurisdiction", "sector", "system-scope", "work-kind", "work-status")
    for number in range(_works(measures)):
        said = {
            "a": "airm:Framework",
            "skos:prefLabel": f'"Made-up framework {number}"@en',
            "dcterms:title": f'"Made-up framework {number}"@en',
            "dcterms:creator": '"Somebody"',
            "dcterms:issued": f'"{2015 + number % 12}"',
            "dcterms:description": '"Made up."@en',
            "rdfs:seeAlso": "<https://example.org/made-up>",
            "airm:currentVersion": "airmid:version-made",
        }
        said |= {
            f"<{facets[name].derives}>": f"<{next(iter(facets[name].concepts))}>" for name in facts
        }
        yield _turtle(f"airmid:framework-made{number}", said)
    domains = list(facets["risk-domain"].concepts)
    for number in range(_risks(measures)):
        said = {
            "a": "airo:RiskSource",
            "skos:prefLabel": f'"Made-up risk {number}"@en',
            "skos:definition": f'"What is made up under number {number} goes wrong."@en',
            "airm:sourceKey": f'"{number}"',
            "airm:statedIn": "airmid:framework-made0",
            "airm:recordedIn": "airmid:version-made",
            "airm:inRiskDomain": f"<{domains[number % len(domains)]}>",
        }
        yield _turtle(f"airmid:risk-made-{number}", said)


def _turtle(node: str, said: dict[str, str]) -> str:
    return f"{node} " + " ;\n    ".join(f"{term} {value}" for term, value in said.items()) + " .\n"


def faulty_build(folder: Path, measures: int, every: int = EVERY) -> Build:
    """A build of the graph."""
    file = folder / f"faulty-{measures}.ttl"
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(lines(measures, every))
    return make_build_of_graph(Workspace(folder / f"validated-{measures}"), file)


def _run(program: str, build: Build, report: Path) -> tuple[float, float, Graph]:
    """Seconds, megabytes at most and the report, of a process that does nothing else."""
    command = [sys.executable, "-W", "ignore", "-c", program + TELL + SAVE]
    command += [str(build.folder.parents[1]), str(report)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    said = json.loads(done.stdout)
    return said["seconds"], said["kilobytes"] / 1024, Graph().parse(report, format="nt")


def validation_rows(folder: Path, sizes: list[int], every: int = EVERY) -> Iterator[Row]:
    """Time and memory of both ways at each size, whether they say the same, and how both grow.

    Args:
        folder: An empty one.
        sizes: Measures; the ratio is asked for at the last one.
        every: One measure of so many is faulty.
    """
    folder.mkdir()
    taken: dict[int, tuple[float, float]] = {}
    for size in sizes:
        build = faulty_build(folder, size, every)
        theirs, their_memory, plain = _run(PLAIN, build, folder / f"plain-{size}.nt")
        ours, our_memory, focused = _run(FOCUSED, build, folder / f"focused-{size}.nt")
        taken[size] = ours, theirs
        found = sum(1 for _ in plain.objects(None, SH.result))
        what = f"validation of {size:,} measures, {found:,} findings"
        row = faster(
            what, ours, "pySHACL on everything", theirs, LEAST if size == sizes[-1] else None
        )
        yield (
            row
            if isomorphic(plain, focused)
            else replace(row, met="not met", note="reports differ")
        )
        memory = f"peak memory of that, MB, {size:,}"
        yield faster(memory, our_memory, "pySHACL on everything", their_memory)
    first, last = sizes[0], sizes[-1]
    for name, way in (("focused", 0), ("on everything", 1)):
        slope = log(taken[last][way] / taken[first][way]) / log(last / first)
        yield Row(what=f"growth of validation {name}, {first:,} to {last:,}: exponent", ours=slope)
