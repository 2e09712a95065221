"""What two builds were made from, where it differs."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ..comparison import compare_quads, graph_of
from ..vocab import PREFIXES
from ..workspace import Build
from .model import InputChange

GRAPH = PREFIXES["airmg"]
KIND = {"source": "source", "scheme": "scheme", "ontology": "vocabulary", "inferred": "derived"}
ORDER = ("program", "source", "vocabulary", "scheme", "declaration", "derived", "description")


def renamed_sources(before: Build, after: Build) -> dict[str, str]:
    """Sources of which the builds show different versions: the old id and the new one.

    Identifiers carry the version; with this, the things of both versions can be told to be one.
    """
    old, new = _of_works(before), _of_works(after)
    found = {}
    for work in old.keys() & new.keys():
        gone, come = old[work] - new[work], new[work] - old[work]
        if len(gone) == 1 == len(come):
            found[gone.pop()] = come.pop()
    return found


def _of_works(build: Build) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for source in shown_sources(build).values():
        found.setdefault(source["of"], set()).add(source["id"])
    return found


def shown_sources(build: Build) -> dict[str, dict[str, Any]]:
    """The sources that queries of the build see, by id."""
    return {source["id"]: source for source in build.manifest["sources"] if source["current"]}


def title_of(source: dict[str, Any]) -> str:
    """A source as people name it."""
    return f"{source['title']} {source['version']}".strip()


def input_changes(before: Build, after: Build, renamed: dict[str, str]) -> tuple[InputChange, ...]:
    """What differs: the program, sources with versions and checksums, and graphs by triples."""
    found = []
    old, new = before.manifest["program"], after.manifest["program"]
    same_graph = before.manifest["sha256"] == after.manifest["sha256"]
    if old != new:
        found.append(
            InputChange(kind="program", id="airm-graph", label="program", before=old, after=new)
        )
    elif same_graph:
        found.append(
            InputChange(
                kind="program",
                id="airm-graph",
                label="the graph is the same; versions that are not shown, or the program, differ",
            )
        )
    counts: dict[str, Counter[str]] = {}
    if not same_graph:
        for change, quad in compare_quads(before.quads_file, after.quads_file):
            counts.setdefault(graph_of(quad), Counter())[change] += 1
    found += _sources(before, after, renamed, counts)
    for iri, count in counts.items():
        name = iri.removeprefix(GRAPH)
        kind = KIND.get(name.partition("-")[0], "declaration") if name else "description"
        found.append(
            InputChange(
                kind=kind,
                id=name or "default",
                label=name.partition("-")[2] or name or "what is said about graphs",
                added=count["added"],
                removed=count["removed"],
            )
        )
    return tuple(sorted(found, key=lambda change: (ORDER.index(change.kind), change.id)))


def _sources(
    before: Build, after: Build, renamed: dict[str, str], counts: dict[str, Counter[str]]
) -> list[InputChange]:
    """The sources that came, went, or differ; takes the counts of their graphs."""
    old, new = shown_sources(before), shown_sources(after)
    pairs = [(id_, id_) for id_ in old.keys() & new.keys()]
    pairs += renamed.items()
    pairs += [(id_, "") for id_ in old.keys() - new.keys() - renamed.keys()]
    pairs += [("", id_) for id_ in new.keys() - old.keys() - set(renamed.values())]
    found = []
    for one, other in pairs:
        graphs = [counts.pop(f"{GRAPH}source-{id_}", Counter()) for id_ in {one, other} - {""}]
        count = sum(graphs, Counter[str]())
        said, says = old.get(one, {}), new.get(other, {})
        if said == says and not count:
            continue
        checksum = said.get("checksum"), says.get("checksum")
        differs = said and says and checksum[0] != checksum[1]
        found.append(
            InputChange(
                kind="source",
                id=other or one,
                label=(says or said)["title"],
                before=_version(said, with_checksum=differs),
                after=_version(says, with_checksum=differs),
                added=count["added"],
                removed=count["removed"],
            )
        )
    return found


def _version(source: dict[str, Any], *, with_checksum: object) -> str:
    if not source:
        return ""
    checksum = f" ({(source['checksum'] or 'no checksum')[:19]})" if with_checksum else ""
    return f"{source['version']}{checksum}"
