"""Reads the six serialisations with pyoxigraph, rdflib and pyld, and compares what they say.

There are no blank nodes in what we publish, so graphs are alike when their sorted lines are.
Called by exports_rdf.sh with the folder of the files and that of the builds.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import rdflib
from pyoxigraph import RdfFormat, Triple, parse, serialize

jsonld: Any = importlib.import_module("pyld.jsonld")
OXIGRAPH = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}
RDFLIB = {"ttl": "turtle", "nq": "nquads", "trig": "trig", "rdf": "xml", "jsonld": "json-ld"}
WITH_GRAPHS = ("nq", "trig")
OURS, OTHER = "https://w3id.org/airm-graph/", "https://risk.example.org/"
Lines = frozenset[bytes]


def lines(data: bytes, kind: str, *, graphs: bool) -> Lines:
    """The quads or triples as lines, read by pyoxigraph."""
    found = parse(data, format=OXIGRAPH[kind])
    said = (quad if graphs else Triple(quad.subject, quad.predicate, quad.object) for quad in found)
    text = serialize(said, format=RdfFormat.N_QUADS if graphs else RdfFormat.N_TRIPLES)
    assert text is not None
    return frozenset(text.splitlines())


def by_rdflib(path: Path, kind: str) -> Lines:
    """The same, read by rdflib, which is told to leave literals as they are written."""
    rdflib.NORMALIZE_LITERALS = False
    dataset = rdflib.Dataset()
    dataset.parse(path, format=RDFLIB[kind])
    text = dataset.serialize(format="nquads").replace(" <urn:x-rdflib:default> .\n", " .\n")
    return lines(text.encode(), "nq", graphs=kind in WITH_GRAPHS)


def in_no_order(value: Any) -> Any:
    """A JSON value whose arrays are sorted."""
    if isinstance(value, dict):
        return {key: in_no_order(each) for key, each in value.items()}
    if isinstance(value, list):
        return sorted(map(in_no_order, value), key=lambda each: json.dumps(each, sort_keys=True))
    return value


def is_compacted(document: dict[str, Any]) -> bool:
    """Whether compacting with its own context changes nothing."""
    done = jsonld.compact(document, document["@context"], {"graph": True})
    return bool(in_no_order(done["@graph"]) == in_no_order(document["@graph"]))


def is_framed(document: dict[str, Any]) -> bool:
    """Whether framing without embedding gives the nodes that have more than a name."""
    frame = {"@context": document["@context"], "@embed": "@never"}
    done = jsonld.frame(document, frame)
    found = [node for node in done["@graph"] if node.keys() != {"id"}]
    return bool(in_no_order(found) == in_no_order(document["@graph"]))


def as_tree(document: dict[str, Any]) -> dict[str, Any]:
    """A measure with its classifications inside, as a frame of somebody else asks for it."""
    context = [document["@context"], {"classifications": {"@reverse": "airm:classifies"}}]
    measure = next(node["id"] for node in document["@graph"] if node.get("type") == "Mitigation")
    frame = {"@context": context, "@id": measure, "classifications": {"@embed": "@always"}}
    done: dict[str, Any] = jsonld.frame(document, frame)
    return done


class Verdict:
    """Counts what was asked, and prints what went wrong."""

    def __init__(self) -> None:
        self.asked = self.wrong = 0

    def holds(self, what: str, right: bool) -> None:
        self.asked += 1
        if not right:
            self.wrong += 1
            print(f"wrong: {what}")

    def refuses(self, what: str, read: Callable[[], object]) -> None:
        try:
            read()
        except Exception:  # noqa: BLE001 - each parser has errors of its own
            self.asked += 1
        else:
            self.holds(f"{what} was read", False)


def judge_whole(verdict: Verdict, folder: Path, build: Path) -> None:
    """Every whole file says what the build says."""
    quads = lines(build.read_bytes(), "nq", graphs=True)
    triples = lines(build.read_bytes(), "nq", graphs=False)
    for kind in OXIGRAPH:
        data = (folder / f"whole.{kind}").read_bytes()
        graphs = kind in WITH_GRAPHS
        found = lines(data, kind, graphs=graphs)
        verdict.holds(
            f"{folder.name}: {kind} by pyoxigraph", found == (quads if graphs else triples)
        )
        if folder.name == "catalogue" and kind not in (
            "nt",
            "nq",
        ):  # lines that are cut off at an end of line are good ones
            cut = data[: len(data) * 2 // 3]
            verdict.refuses(f"half a {kind}", partial(lines, cut, kind, graphs=False))
    print(f"{folder.name}: {len(quads):,} quads, {len(triples):,} triples, in 6 formats alike")


def judge_part(verdict: Verdict, folder: Path) -> None:
    """rdflib, pyld and Jena say the same of a part as pyoxigraph."""
    data = (folder / "part.nq").read_bytes()
    said = {graphs: lines(data, "nq", graphs=graphs) for graphs in (True, False)}
    for kind in RDFLIB:
        graphs = kind in WITH_GRAPHS
        found = by_rdflib(folder / f"part.{kind}", kind)
        verdict.holds(f"{folder.name}: {kind} by rdflib", found == said[graphs])
        if (jena := folder / f"jena-{kind}.nq").is_file():
            found = lines(jena.read_bytes(), "nq", graphs=graphs)
            verdict.holds(f"{folder.name}: {kind} by Jena", found == said[graphs])
    document = json.loads((folder / "part.jsonld").read_bytes())
    text = jsonld.to_rdf(document, {"format": "application/n-quads"})
    found = lines(text.encode(), "nq", graphs=False)
    verdict.holds(f"{folder.name}: jsonld by pyld", found == said[False])
    verdict.holds(f"{folder.name}: jsonld is compacted", is_compacted(document))
    verdict.holds(f"{folder.name}: jsonld is framed", is_framed(document))
    tree = as_tree(document)
    inside = tree.get("classifications", [])
    verdict.holds(f"{folder.name}: a frame makes a tree", "assigns" in str(inside))
    print(f"{folder.name}: a part of {len(said[True]):,} quads, by rdflib, pyld and Jena alike")
    judge_broken(verdict, folder, document, said[False])


def judge_broken(verdict: Verdict, folder: Path, document: dict[str, Any], said: Lines) -> None:
    """What is not so is told apart: a text, a set that is no array, a node inside another."""
    broken = folder / "broken.ttl"
    text = (folder / "part.ttl").read_text("utf-8")
    broken.write_text(text.replace(" a airm:Mitigation", " a airm:Framework", 1), "utf-8")
    verdict.holds("rdflib sees one other class", by_rdflib(broken, "ttl") != said)
    broken.write_text(text[: len(text) // 2], "utf-8")
    verdict.refuses("half a Turtle file", lambda: by_rdflib(broken, "ttl"))
    broken.unlink()
    node = next(node for node in document["@graph"] if len(node.get("statedIn", [])) == 1)
    (node["statedIn"],) = node["statedIn"]
    verdict.holds("pyld sees a set that is no array", not is_compacted(document))


def judge_moved(verdict: Verdict, folder: Path) -> None:
    """Under another base the prefixes mean that base, and no name of ours is left."""
    turtle, json_ = (folder / f"moved.{kind}" for kind in ("ttl", "jsonld"))
    found = lines(turtle.read_bytes(), "ttl", graphs=False)
    verdict.holds("moved: jsonld", found == lines(json_.read_bytes(), "jsonld", graphs=False))
    verdict.holds("moved: names", not any(f"<{OURS}id/".encode() in line for line in found))
    text = turtle.read_text("utf-8")
    verdict.holds("moved: prefix", f"@prefix airmid: <{OTHER}id/> ." in text)
    verdict.holds("moved: shortened", f"<{OTHER}id/" not in text.partition("\n\n")[2])
    document = json.loads(json_.read_bytes())
    verdict.holds("moved: context", document["@context"]["airmid"] == f"{OTHER}id/")
    verdict.holds("moved: compacted", is_compacted(document))


def main(place: Path, builds: Path) -> int:
    verdict = Verdict()
    for which in ("catalogue", "imported"):
        name = (builds / which / "current").read_text("utf-8").split()[0]
        judge_whole(verdict, place / which, builds / which / "builds" / name / "graph.nq")
        judge_part(verdict, place / which)
        judge_moved(verdict, place / which)
    print(f"{verdict.asked} comparisons, {verdict.wrong} wrong")
    return 1 if verdict.wrong else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
