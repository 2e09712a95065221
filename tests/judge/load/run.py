"""50 clients ask our server for 60 seconds, then rdflib-endpoint, about the same graph.

Two arguments: a workspace with a build, and the folder of an environment with rdflib-endpoint.
Prints throughput and p95 of both; exits with 1 where an answer was an error or ours is not five
times as fast.
"""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

TESTS = Path(__file__).parents[2]
sys.path.insert(0, str(TESTS))

from our_server import our_server  # noqa: E402 - after the path
from servers import free_port, running  # noqa: E402

from airm_graph.vocab import PREFIXES  # noqa: E402
from airm_graph.workspace import Workspace  # noqa: E402

CLIENTS, SECONDS, TIMES = 50, 60, 5
PEER_SECONDS, QUICK_SECONDS = 20, 5
USED = ("airm", "airmid", "dcterms", "rdf", "rdfs", "skos")
PROLOGUE = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in USED)
# What a program asks of a thing that it knows; every query has an answer.
LOOK_UPS = (
    "SELECT DISTINCT ?p ?o { airmid:framework-atlas ?p ?o }",
    "SELECT DISTINCT ?s ?p { ?s ?p airmid:stage-deploy } LIMIT 50",
    "SELECT DISTINCT ?label { airmid:stage-deploy skos:prefLabel|rdfs:label ?label }",
    "ASK { airmid:framework-atlas ?p ?o }",
)
# What a researcher asks: which, how many of each, where does a word stand.
QUESTIONS = (
    *LOOK_UPS[:2],
    "SELECT DISTINCT ?m ?l { ?m airm:appliesAtStage airmid:stage-deploy ; skos:prefLabel ?l }",
    "SELECT ?work (COUNT(DISTINCT ?m) AS ?n) { ?m a airm:Mitigation ; airm:statedIn ?work } "
    "GROUP BY ?work ORDER BY DESC(?n) ?work",
    "SELECT DISTINCT ?m ?l { ?m a airm:Mitigation ; skos:prefLabel ?l "
    "FILTER(CONTAINS(LCASE(?l), 'release')) } ORDER BY ?l ?m LIMIT 20",
    "SELECT DISTINCT ?c ?l (COUNT(DISTINCT ?m) AS ?n) { ?m airm:inCategory ?c ; "
    "airm:statedIn airmid:framework-atlas . ?c skos:prefLabel ?l } GROUP BY ?c ?l ORDER BY ?c",
)


def path_of(text: str) -> str:
    """The address of a query, behind that of the endpoint."""
    return f"?query={quote(PROLOGUE + text)}"


def answer(url: str, text: str) -> object:
    """What a server says, without order, to see that both do the same work."""
    request = urllib.request.Request(  # noqa: S310 - our own address
        url + path_of(text), headers={"Accept": "application/sparql-results+json"}
    )
    with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
        said = json.load(response)
    if "boolean" in said:
        return said["boolean"]
    assert said["results"]["bindings"], text
    return len(said["results"]["bindings"])


def load(url: str, folder: Path, queries: Sequence[str], seconds: int) -> dict[str, float]:
    """What wrk counted; latencies are in seconds."""
    path = url[url.index("/", len("http://")) :]
    listed = folder / "paths"
    listed.write_text("".join(f"{path}{path_of(text)}\n" for text in queries), encoding="utf-8")
    script = Path(__file__).with_name("requests.lua")
    command = ["wrk", "--threads=1", f"--connections={CLIENTS}", f"--duration={seconds}s"]
    run = subprocess.run(
        [*command, "--timeout=30s", "--script", script, url],
        env={**os.environ, "QUERIES": str(listed)},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line.split() for line in run.stdout.splitlines()]
    found = {line[0]: float(line[1]) for line in lines if len(line) == 2 and line[1].isdigit()}
    lasted = found["microseconds"] / 1e6
    return {
        "rate": found["requests"] / lasted,
        "p95": found["p95"] / 1e6,
        "median": found["median"] / 1e6,
        "errors": found["errors"],
    }


def main(workspace: Path, peer: Path) -> int:
    """The exit code."""
    build = Workspace(workspace).current()
    assert build is not None, "there is no build"
    with our_server(build, workspace) as server:
        url = f"{server.url}/sparql"
        counts = [answer(url, text) for text in QUESTIONS]
        ours = load(url, workspace, QUESTIONS, SECONDS)
        ours_quick = load(url, workspace, LOOK_UPS, QUICK_SECONDS)
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    command = [str(peer / "bin" / "rdflib-endpoint"), "serve", "--host", "127.0.0.1"]
    with running([*command, "--port", str(port), str(build.quads_file)], workspace, url):
        peer_counts = [answer(url, text) for text in QUESTIONS]
        peers = load(url, workspace, QUESTIONS, PEER_SECONDS)
        peers_quick = load(url, workspace, LOOK_UPS, QUICK_SECONDS)
    print(f"{CLIENTS} clients; rows of the questions: {counts}")
    times = compared("questions", ours, peers)
    compared("look-ups", ours_quick, peers_quick)
    if counts != peer_counts:
        print(f"rdflib-endpoint gives other counts: {peer_counts}", file=sys.stderr)
    errors = ours["errors"] + ours_quick["errors"]
    return int(bool(errors) or times < TIMES or counts != peer_counts)


def compared(what: str, ours: dict[str, float], peers: dict[str, float]) -> float:
    """How many times the throughput; all figures are printed."""
    for name, found in (("airm-graph", ours), ("rdflib-endpoint", peers)):
        print(
            f"{what:9} {name:16} {found['rate']:8.1f} requests/s  median {found['median']:.3f} s  "
            f"p95 {found['p95']:.3f} s  errors {found['errors']:.0f}"
        )
    times = ours["rate"] / peers["rate"]
    print(f"{what}: {times:.1f} times the throughput of rdflib-endpoint")
    return times


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), Path(sys.argv[2]).resolve()))
