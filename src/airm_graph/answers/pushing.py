"""A build on its way into a remote store, as an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..canonical import DEFAULT
from ..citation import cite
from ..errors import IdentifierError, nearest
from ..identifiers import compress, expand
from ..render.result import Result
from ..workspace import Build

if TYPE_CHECKING:
    from ..remote.pushing import Line, Push

COLUMNS = ("graph", "here", "before", "after", "state", "name there")


def pushed(push: Push, *, dry_run: bool) -> Result:
    """What became of each graph, or what would."""
    meta = cite(push.build, "push", {"store": push.client.endpoint.shown, "dryRun": dry_run})
    rows = [_row(line) for line in push.lines]
    return Result(columns=COLUMNS, rows=rows, meta=meta, notes=(_note(push),))


def complaints(push: Push) -> list[str]:
    """The graphs that do not hold there what they hold here, a sentence each."""
    return [
        f"{named(line.graph)} has {line.here:,} triples here and {line.after:,} in the store "
        f"after they were put"
        for line in push.lines
        if line.state == "mismatch"
    ]


def wanted_graphs(current: Build, graphs: Sequence[str], frameworks: Sequence[str]) -> set[str]:
    """The graphs of the build that are meant."""
    known: dict[str, int] = current.manifest["graphs"]
    if not graphs and not frameworks:
        return set(known)
    short = {compress(name).removeprefix("airmg:"): name for name in known}
    found = set()
    for given in graphs:
        name = (short.get(given.removeprefix("airmg:")) or expand(given)) if given else ""
        if name not in known:
            raise IdentifierError(f"no graph is called {given!r}: {nearest(given, short)}")
        found.add(name)
    sources: dict[str, set[str]] = {}
    for source in current.manifest["sources"]:
        graph = short.get(f"source-{source['id']}")
        if graph:
            sources.setdefault(source["of"].partition("-")[2], set()).add(graph)
    for given in frameworks:
        if given not in sources:
            raise IdentifierError(f"no framework is called {given!r}: {nearest(given, sources)}")
        found |= sources[given]
    return found


def _row(line: Line) -> dict[str, object]:
    there = "" if line.there is None else compress(line.there)
    name = compress(line.graph)
    return {
        "graph": name,
        "here": line.here,
        "before": line.before,
        "after": line.after,
        "state": line.state,
        "name there": "" if there == name else there,
    }


def _note(push: Push) -> str:
    counts: dict[str, int] = {}
    for line in push.lines:
        counts[line.state] = counts.get(line.state, 0) + 1
    return ", ".join(f"{count} {state}" for state, count in counts.items()) or "no graph"


def named(name: str) -> str:
    """A graph as people are told of it."""
    return "the unnamed graph" if name == DEFAULT else compress(name)
