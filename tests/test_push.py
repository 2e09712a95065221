"""A push writes the graphs of a build and no others, and says what it left behind."""

import base64
from collections.abc import Iterator

import pytest
from odd_store import Handler, always, odd_store
from remote_commands import Told, ask
from servers import Server, oxigraph, post

from airm_graph.remote.client import Client
from airm_graph.remote.endpoint import PASSWORD, TOKEN, USER, Endpoint
from airm_graph.remote.engine import RemoteEngine
from airm_graph.remote.pushing import Push, Wish
from airm_graph.workspace import Build

NO_ROWS = b'{"head":{"vars":["g","n"]},"results":{"bindings":[]}}'
FOREIGN = b"<urn:a> <urn:p> <urn:b> <urn:not-ours> .\n"
GONE = b"<urn:a> <urn:p> <urn:b> <https://w3id.org/airm-graph/graph/source-gone> .\n"


@pytest.fixture
def server() -> Iterator[Server]:
    with oxigraph() as server:
        yield server


def push(build: Build, url: str, *options: str, **env: str) -> Told:
    return ask(build, "push", url, *options, **env)


def held(server: Server) -> dict[str, int]:
    return RemoteEngine(Client(Endpoint.of(server.query_url))).store.counts()


def expected(build: Build) -> dict[str, int]:
    graphs: dict[str, int] = build.manifest["graphs"]
    return {("" if name == "default" else name): count for name, count in graphs.items()}


@pytest.mark.parametrize("method", ["graph-store", "update"])
def test_what_is_there_afterwards_is_the_build_and_a_second_push_writes_nothing(
    part: Build, server: Server, method: str
) -> None:
    post(server.graph_store_url, FOREIGN + GONE)
    said = push(part, server.query_url, "--method", method)
    assert said.code == 0, said.err
    foreign = held(server)
    assert foreign.pop("urn:not-ours") == 1
    assert foreign.pop("https://w3id.org/airm-graph/graph/source-gone") == 1
    assert foreign == expected(part)
    if method == "update":  # where a text could become an instruction
        there = set(RemoteEngine(Client(Endpoint.of(server.query_url))).store)
        assert {quad for quad in there if str(quad.subject) != "<urn:a>"} == set(part.store)

    assert "already" in (refused := push(part, server.query_url)).err
    assert refused.code == 2
    again = push(part, server.query_url, "--replace", "--resume", "--method", method)
    assert again.code == 0
    assert again.out.count("  left") == len(expected(part))
    pruned = push(part, server.query_url, "--replace", "--resume", "--prune")
    assert pruned.code == 0
    assert held(server) == {**expected(part), "urn:not-ours": 1}


def test_a_dry_run_writes_nothing(part: Build, server: Server) -> None:
    said = push(part, server.query_url, "--dry-run")
    assert (said.code, held(server)) == (0, {})
    assert f"{len(expected(part))} new" in said.err + said.out


def test_a_push_that_broke_off_is_mended_by_a_second(part: Build, server: Server) -> None:
    def stop(doing: str) -> None:
        if " of " in doing and doing.endswith(" triples"):  # in the middle of a graph
            raise KeyboardInterrupt

    client = Client(Endpoint.of(server.query_url), stop)
    broken = Push(part, client, Wish(method="update"))
    broken.plan(part.manifest["graphs"])
    with pytest.raises(KeyboardInterrupt):
        broken.run()
    found = held(server)
    assert 0 < found[broken.under_way] < expected(part)[broken.under_way]
    assert found.keys() < expected(part).keys()
    said = push(part, server.query_url, "--resume", "--replace", "--method", "update")
    assert said.code == 0, said.err
    assert held(server) == expected(part)
    assert said.out.count("  left") == len(found) - 1


def test_a_graph_that_is_not_what_was_put_is_a_finding(part: Build, server: Server) -> None:
    name = max(part.manifest["graphs"], key=part.manifest["graphs"].__getitem__)
    line = b"<urn:a> <urn:p> <urn:b> <" + name.encode() + b"> .\n"
    client = Client(Endpoint.of(server.query_url), lambda _: post(server.graph_store_url, line))
    late = Push(part, client, Wish(method="update"))
    late.plan([name])
    assert [one.state for one in late.run()] == ["mismatch"]


def test_who_may_not_write_is_told_what_to_do(part: Build) -> None:
    with oxigraph(folder_of_store=part.folder / "store") as server:
        said = push(part, server.query_url, "--replace")
    assert said.code == 2
    assert "answered 403" in said.err
    assert "Traceback" not in said.err


def test_credentials_come_from_the_environment_and_stay_there(part: Build) -> None:
    right = base64.b64encode(b"ann:a secret").decode()

    def guarded(handler: Handler) -> None:
        if handler.asked.body.startswith(b"query="):
            asks = "ASK" in handler.asked.query
            handler.say(200, b'{"head":{},"boolean":false}' if asks else NO_ROWS)
        elif handler.asked.headers.get("authorization") in {f"Basic {right}", "Bearer a token"}:
            handler.say(507, b"the disk is full")
        else:
            handler.say(401, WWW_Authenticate='Basic realm="x"')

    for env, answer in (
        ({USER: "ann", PASSWORD: "a secret"}, "507"),
        ({TOKEN: "a token"}, "507"),
        ({USER: "ann", PASSWORD: "wrong secret"}, "401"),
        ({}, "401"),
    ):
        with odd_store(guarded) as store:
            said = push(part, store.url, "--method", "update", **env)
        assert said.code == 2
        assert f"answered {answer}" in said.err, said.err
        assert "secret" not in said.err
        assert "a token" not in said.err
        if answer == "401":
            assert PASSWORD in said.err


def test_what_is_no_store_is_not_written_to(part: Build) -> None:
    with odd_store(always(200, b"<html>", "text/html")) as store:
        said = push(part, store.url)
        assert said.code == 2
        assert {asked.method for asked in store.asked} == {"POST"}  # queries
    assert push(part, "ftp://127.0.0.1/").code == 2
