"""What comes back from a SSSOM table through ``import sssom``."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from airm_graph.answers.export_contents import Wish, contents_of
from airm_graph.export.contents import Contents, Resource
from airm_graph.export.formats import write_file
from airm_graph.identifiers import compress, expand
from airm_graph.records import Mapping, Source
from airm_graph.sources.log import Log
from airm_graph.sources.readers import read
from airm_graph.vocab import AIRM, RDFS, SSSOM
from airm_graph.workspace import Build

UNTYPED = "airm:correspondsTo"
Fact = tuple[object, ...]
Facts = dict[str, set[Fact]]


def round_trip(build: Build, folder: Path) -> dict[str, tuple[int, int]]:
    """By kind of statement how many are in the graph, and how many come back the same."""
    return _through(build, folder / "mappings.sssom.tsv", "sssom")


def round_trip_json(build: Build, folder: Path) -> dict[str, tuple[int, int]]:
    """The same through JSON."""
    return _through(build, folder / "mappings.sssom.json", "sssom-json")


def _through(build: Build, path: Path, name: str) -> dict[str, tuple[int, int]]:
    contents, _ = contents_of(build, False, Wish())
    with path.open("wb") as file:
        write_file(name, contents, file)
    (source,) = read("sssom", [path], Log())
    graph, back = stated(contents), read_back(source)
    return {kind: (len(said), len(said & back.get(kind, set()))) for kind, said in graph.items()}


def stated(contents: Contents) -> Facts:
    """What the graph says of mappings."""
    found: Facts = {}
    graphs = set[str]()
    for each in contents.of_class(SSSOM.Mapping):
        graphs.update(each.graphs)
        _say(found, _of_graph(each))
    licences = {contents.name(f"graph/source-{s['id']}"): s["licence"] for s in contents.sources}
    found["licences"] = {(licences[graph],) for graph in graphs}
    return found


def read_back(source: Source) -> Facts:
    """What was read."""
    found: Facts = {"licences": {(source.about.licence,)}}
    for mapping in source.mappings:
        _say(found, mapping)
    return found


def _say(found: Facts, said: Mapping) -> None:
    kind = "mappings without a type" if said.predicate == UNTYPED else "mappings with a type"
    kind = "negative mappings" if said.negative else kind
    what = (said.subject, said.predicate, said.object, said.negative)
    found.setdefault(kind, set()).add(what)
    how = (said.justification, said.confidence, said.author, said.machine_made, said.status)
    versions = (said.subject_version, said.object_version)
    account = (*what, *how, *versions, said.comment)
    found.setdefault("who mapped, how and how sure", set()).add(account)


def _of_graph(each: Resource) -> Mapping:
    confidence = each.value(AIRM.confidence)
    justification = each.value(SSSOM.mapping_justification)
    return Mapping(
        subject=expand(each.value(SSSOM.subject_id)),
        predicate=compress(each.value(SSSOM.predicate_id)),
        object=expand(each.value(SSSOM.object_id)),
        subject_version=each.value(SSSOM.subject_source_version),
        object_version=each.value(SSSOM.object_source_version),
        justification=compress(justification) if justification else "",
        confidence=Decimal(confidence) if confidence else None,
        author=each.value(SSSOM.author_label),
        negative=bool(each.value(SSSOM.predicate_modifier)),
        machine_made=each.value(AIRM.machineMade) == "true",
        status=each.value(AIRM.status).rpartition("#")[2],
        comment=each.value(RDFS.comment),
    )
