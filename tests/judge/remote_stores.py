"""Asks servers that are not ours what the build is asked, and wants the same answers.

Every command that reads the graph and every library query on the Oxigraph server; every library
query on Virtuoso after a push, where what it is known to answer wrongly has to be refused by name;
a few of both on rdflib-endpoint, which works in Python and gets a part of the catalogue; and a few
commands on our own.

Called by remote.sh with a folder to work in, and names of servers if it is not for all.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pytest
from our_server import our_server
from remote_commands import COMMANDS, SLOW, Told, answer, ask, difference
from servers import oxigraph, rdflib_endpoint, virtuoso

from airm_graph.builds import make_build
from airm_graph.errors import RemoteError
from airm_graph.holdings import read_catalogue
from airm_graph.identifiers import expand
from airm_graph.queries import Query, list_queries
from airm_graph.remote.client import Client
from airm_graph.remote.dialect import VIRTUOSO
from airm_graph.remote.endpoint import PASSWORD, TOKEN, USER, Endpoint
from airm_graph.remote.engine import RemoteEngine
from airm_graph.store import Row
from airm_graph.workspace import Build, Workspace

# What parameters of the library are bound to; where nothing comes of it, they stay free.
VALUES = {
    "thing": "airmid:mitigation-mitv1-A0983",
    "measure": "airmid:mitigation-mitv1-A0983",
    "concept": "airmid:stage-deploy",
    "stage": "airmid:stage-deploy",
    "framework": "airmid:framework-gipiskis2024",
    "facet": "airmid:facet-category",
}
SECRET = "a-word-of-this-run"  # noqa: S105
PROOFS = (("show", "AML.M0015", "--why"),)
# What a server that works in Python can be asked. Not "info": rdflib answers a row without a value
# to a GROUP BY of nothing, and the command does not bear it.
IN_PYTHON = (
    ("search", "release"),
    ("query", "frameworks"),
    ("query", "licences-by-framework"),
)
QUERIES_IN_PYTHON = 10
SMALL = {"airmworks", "mitv1"}  # of the catalogue
TIMEOUT = 120.0  # seconds that one answer may take
LATE = f" in {TIMEOUT:g} s;"  # in what is said of an answer that takes longer
# Queries of one server that may get no answer in time. Virtuoso 7 sometimes chooses a plan that
# takes minutes, for another query each time; each one that is late slows those after it down.
MAY_BE_LATE = {"virtuoso": 2}
SLOW_ANSWER = 10.0  # seconds; such answers are named
OF_OUR_OWN = (
    ("info",),
    ("gaps",),
    ("frameworks",),
    ("search", "release"),
    ("show", "airmid:mitigation-mitv1-A0983"),
    ("query", "measures-of-framework", "--param", "framework=framework-wiener2024"),
)
Env = dict[str, str]


@dataclass
class Verdict:
    """What came out for one server.

    Attributes:
        same: How many answers were the same.
        failed: Which were not, and where, and what there was no answer to.
        refused: What is known not to work there, and was said not to.
        late: What got no answer in time, and was said not to.
        seconds: By command what it took here and there, and how many requests it were.
    """

    same: int = 0
    failed: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    seconds: dict[str, tuple[float, float, int]] = field(default_factory=dict)


@dataclass
class Here:
    """A build, and what it answers; each question is asked of it once."""

    build: Build
    told: dict[tuple[str, ...], Told] = field(default_factory=dict)
    rows: dict[tuple[str, ...], list[Row]] = field(default_factory=dict)
    took: dict[str, float] = field(default_factory=dict)

    def command(self, command: tuple[str, ...]) -> Told:
        if command not in self.told:
            self.told[command] = ask(self.build, *command, "--format", "json")
        return self.told[command]

    def query(self, query: Query, **bound: str) -> list[Row]:
        """The answer with some parameters bound."""
        question = (query.slug, *bound.values())
        if question not in self.rows:
            began = time.process_time()
            self.rows[question] = self.build.engine.select(query.text, **bound)
            self.took[query.slug] = time.process_time() - began
        return self.rows[question]

    def quickest(self) -> list[Query]:
        """The library, and first what is answered soonest here."""
        for query in list_queries():
            self.query(query)
        return sorted(list_queries(), key=lambda query: self.took[query.slug])


def compare_commands(
    here: Here, url: str, env: Env, commands: Sequence[tuple[str, ...]], verdict: Verdict
) -> None:
    for command in commands:
        name = " ".join(command)
        expected = here.command(command)
        told = ask(here.build, *command, "--format", "json", store=url, **env)
        verdict.seconds[name] = (expected.seconds, told.seconds, told.requests)
        if told.code != expected.code or expected.code == 2:
            verdict.failed.append(f"{name}: exit code {told.code}: {told.err.strip()[-300:]}")
        elif said := difference(answer(expected), answer(told)):
            verdict.failed.append(f"{name}: {said}")
        else:
            verdict.same += 1


def compare_queries(
    here: Here, url: str, queries: Sequence[Query], verdict: Verdict, *, bind: bool = False
) -> None:
    """Ask queries, and want the same rows: in the same order, if nothing is bound.

    Which row comes first may hang on a variable that is bound here and joined there.
    """
    engine = RemoteEngine(Client(Endpoint.of(url, {}, TIMEOUT)))
    for query in queries:
        names = query.params if bind else ()
        bound = {name: expand(VALUES[name]) for name in names if name in VALUES}
        began = time.monotonic()
        try:
            rows = engine.select(query.text, **bound)
        except RemoteError as error:
            said = verdict.failed
            if f"{query.slug} is not asked of {engine.dialect.name}: " in str(error):
                said = verdict.refused
            elif LATE in str(error):
                said = verdict.late
            said.append(f"{query.slug}: {str(error).rpartition(f'{engine.dialect.name}: ')[2]}")
            continue
        if (took := time.monotonic() - began) > SLOW_ANSWER:
            print(f"  {query.slug}: {took:.0f} s", flush=True)
        expected = here.query(query, **bound)
        same = sorted(map(_key, rows)) == sorted(map(_key, expected)) if bound else rows == expected
        if same:
            verdict.same += 1
        else:
            verdict.failed.append(f"{query.slug} {bound}: {_unlike(expected, rows)}")


def _key(row: Row) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(row.items()))


def _unlike(expected: list[Row], rows: list[Row]) -> str:
    one, other = set(map(_key, expected)), set(map(_key, rows))
    some = [f"{len(expected)} rows here and {len(rows)} there"]
    some += [f"only here: {dict(min(one - other))}"] if one - other else []
    some += [f"only there: {dict(min(other - one))}"] if other - one else []
    return "; ".join(some)[:600]


def compare_export(here: Here, url: str, verdict: Verdict, env: Env | None = None) -> None:
    """The engine's store writes some numbers in another type; all else is the same bytes."""
    one = ask(here.build, "export", "nquads").out.splitlines()
    told = ask(here.build, "export", "nquads", store=url, **(env or {}))
    other = told.out.splitlines()
    unlike = set(one) ^ set(other)
    if len(one) != len(other) or any(
        "nonNegativeInteger" not in a and "integer" not in a for a in unlike
    ):
        verdict.failed.append(
            f"export nquads: {len(one)} and {len(other)} quads, {len(unlike)} unlike {told.err}"
        )
    else:
        verdict.same += 1


def on_oxigraph(here: Here, verdict: Verdict) -> None:
    with oxigraph(folder_of_store=here.build.folder / "store") as server:
        compare_commands(here, server.query_url, {}, (*COMMANDS, *SLOW, *PROOFS), verdict)
        compare_queries(here, server.query_url, list_queries(), verdict, bind=True)
        compare_export(here, server.query_url, verdict)


def on_virtuoso(here: Here, verdict: Verdict) -> None:
    with virtuoso() as server:
        env = {USER: server.user, PASSWORD: server.password}
        pushed = ask(here.build, "push", server.query_url, **env)
        if pushed.code:
            verdict.failed.append(f"push: exit code {pushed.code}: {pushed.err.strip()[-500:]}")
            return
        print(f"  pushed in {pushed.seconds:.0f} s", flush=True)
        compare_queries(here, server.query_url, list_queries(), verdict)
        slugs = {slug for slug in VIRTUOSO.cannot if slug not in str(verdict.refused)}
        verdict.failed += [f"{slug}: in the list of what is refused, and was not" for slug in slugs]


def on_rdflib_endpoint(here: Here, verdict: Verdict) -> None:
    with rdflib_endpoint(here.build.quads_file) as server:
        compare_commands(here, server.query_url, {}, IN_PYTHON, verdict)
        queries = here.quickest()[:QUERIES_IN_PYTHON]
        compare_queries(here, server.query_url, queries, verdict)


def on_our_own(here: Here, verdict: Verdict) -> None:
    with our_server(here.build, here.build.folder.parent, AIRM_GRAPH_TOKEN=SECRET) as server:
        url = f"{server.url}/sparql"
        told = ask(here.build, "gaps", store=url)
        if told.code != 2 or f"give credentials in {USER}" not in told.err:
            verdict.failed.append(f"without a token: {told.code} {told.err}")
        compare_commands(here, url, {TOKEN: SECRET}, OF_OUR_OWN, verdict)
        compare_export(here, url, verdict, {TOKEN: SECRET})


SERVERS: dict[str, Callable[[Here, Verdict], None]] = {
    "oxigraph": on_oxigraph,
    "airm-graph serve": on_our_own,
    "virtuoso": on_virtuoso,
    "rdflib-endpoint": on_rdflib_endpoint,
}


@cache
def whole(place: Path) -> Here:
    return Here(make_build(Workspace(place / "whole")))


def small(place: Path) -> Here:
    sources = [source for source in read_catalogue() if source.about.id in SMALL]
    return Here(make_build(Workspace(place / "small"), sources))


def main(place: Path, names: Sequence[str]) -> int:
    bad = False
    for name in names or SERVERS:
        began = time.monotonic()
        verdict = Verdict()
        print(f"{name}:", flush=True)
        try:
            SERVERS[name](small(place) if name == "rdflib-endpoint" else whole(place), verdict)
        except pytest.skip.Exception as error:
            print(f"  SKIPPED: {error}")
            continue
        for command, (local, remote, requests) in verdict.seconds.items():
            print(f"  {command[:60]:60} {local:6.2f} s {remote:6.2f} s {requests:4} requests")
        for said in verdict.refused:
            print(f"  refused: {said}")
        for said in verdict.late:
            print(f"  no answer in time: {said}")
        for said in verdict.failed:
            print(f"  FAILED: {said}")
        print(
            f"  {verdict.same} same, {len(verdict.refused)} refused, {len(verdict.late)} without "
            f"an answer in time, {len(verdict.failed)} failed, in {time.monotonic() - began:.0f} s",
            flush=True,
        )
        bad = bad or bool(verdict.failed) or not verdict.same
        bad = bad or len(verdict.late) > MAY_BE_LATE.get(name, 0)
    return int(bad)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
