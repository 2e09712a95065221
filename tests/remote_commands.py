"""Every command that reads the graph, asked of a build and of a remote store."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from click.testing import CliRunner

from airm_graph.cli import main
from airm_graph.remote.client import Client
from airm_graph.workspace import Build

# The first takes the columns; those under SLOW are asked by the judge only.
COMMANDS: tuple[tuple[str, ...], ...] = tuple(
    tuple(line.split())
    for line in """
gaps
coverage --by stage --by actor
frameworks
explain triple airmid:mitigation-mitv1-A0968 airm:statedIn airmid:framework-eisenberg2025
show airmid:mitigation-mitv1-A0983
search release
info
queries
query measures-of-framework --param framework=framework-wiener2024
""".strip().splitlines()
)
SLOW: tuple[tuple[str, ...], ...] = tuple(
    tuple(line.split())
    for line in """
gaps cells --by framework --by category
crosswalk --of framework=nist-ai-rmf --from framework=cosai-risk-map
network
agreement --facet category
gaps targets
frameworks contribution
frameworks overlap --over category
frameworks single-points
frameworks cover --strength inherited
network path AML.M0015 AML.T0043
explain cell framework=gipiskis2024 category=4.2
explain target AML.T0043
show airmid:stage-deploy
query risk-source-without-measure
network nodes --metric degree
network bridges
network communities
network components
network single-points
network --view mappings --without machine-made
agreement
agreement --list --facet category
""".strip().splitlines()
)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a command said.

    Attributes:
        code: Its exit code.
        out: Standard output.
        err: Standard error.
        seconds: How long it took.
        requests: How often it asked a remote store.
    """

    code: int
    out: str
    err: str
    seconds: float
    requests: int


def ask(build: Build, *args: str, store: str = "", **env: str) -> Told:
    """What a command says of a build, or of a store in its place, in this very process."""
    where = ["--store", store] if store else []
    command = ["--quiet", "--workspace", str(build.folder.parents[1]), *where, *args]
    with counted() as requests:
        began = time.perf_counter()
        found = CliRunner().invoke(main, command, env=env)
        seconds = time.perf_counter() - began
    return Told(
        code=found.exit_code,
        out=found.stdout,
        err=found.stderr,
        seconds=seconds,
        requests=requests.total(),
    )


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Counts by method the requests that are sent meanwhile."""
    found: Counter[str] = Counter()
    original = Client._request

    def counting(self: Client, method: str, *args: Any) -> Any:
        found[method] += 1
        return original(self, method, *args)

    Client._request = counting  # type: ignore[assignment,method-assign]
    try:
        yield found
    finally:
        Client._request = original  # type: ignore[method-assign]


def answer(told: Told) -> Any:
    """The JSON answer, without what is said of the build or the store itself.

    A build knows of versions that are not in its graph, and a store cannot.
    """
    said = json.loads(told.out)
    meta = said["meta"]
    name = meta.pop("build", "") or meta.pop("store", "")
    if name:
        meta["sources"] = [source for source in meta["sources"] if source["current"]]
        meta["notes"] = [note for note in meta.get("notes", ()) if name not in note]
    return {
        **said,
        "rows": [
            {**row, "detail": ""} if row.get("detail") == name else row for row in said["rows"]
        ],
    }


def difference(one: Any, other: Any, place: str = "") -> str:
    """Where two answers differ first; empty where they do not."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        pairs: Sequence[tuple[Any, Any, Any]] = [(key, one[key], other[key]) for key in one]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = [(n, *pair) for n, pair in enumerate(zip(one, other, strict=True))]
    else:
        return "" if one == other else f"{place}: {one!r:.300} and {other!r:.300}"
    return next(filter(None, (difference(a, b, f"{place}/{key}") for key, a, b in pairs)), "")
