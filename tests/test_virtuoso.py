"""Virtuoso deviates from the standard; what is asked of it is right all the same, or is refused."""

import json
from collections.abc import Iterator

import pytest
from remote_commands import ask
from servers import Server, virtuoso

from airm_graph.errors import RemoteError
from airm_graph.queries import list_queries
from airm_graph.remote.client import Client
from airm_graph.remote.dialect import VIRTUOSO
from airm_graph.remote.endpoint import PASSWORD, USER, Endpoint
from airm_graph.remote.engine import RemoteEngine
from airm_graph.workspace import Build

# Truth values, and things that are of the store itself.
ASKED = ("licences-by-framework", "mappings-of-thing", "graph-without-licence", "things-by-class")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with virtuoso() as server:
        yield server


@pytest.fixture(scope="module")
def pushed(part: Build, server: Server) -> RemoteEngine:
    """A build in the store, put there by who may write and asked by anybody."""
    env = {USER: server.user, PASSWORD: server.password}
    said = ask(part, "push", server.query_url, **env)
    assert said.code == 0, said.err
    return RemoteEngine(Client(Endpoint.of(server.query_url)))


def test_what_every_virtuoso_holds_is_not_ours(part: Build, server: Server) -> None:
    assert RemoteEngine(Client(Endpoint.of(server.query_url))).store.counts() == {}
    told = ask(part, "gaps", store=server.query_url)
    assert (told.code, "is empty; load a build" in told.err) == (2, True)


def test_a_wrong_password_is_refused_and_not_repeated(part: Build, server: Server) -> None:
    env = {USER: server.user, PASSWORD: "not the password"}
    said = ask(part, "push", server.query_url, "--graph", "shown", "--replace", **env)
    assert said.code == 2
    assert "answered 401" in said.err
    assert "not the password" not in said.err
    without = ask(part, "push", server.query_url, "--graph", "shown", "--replace")
    assert (without.code, USER in without.err) == (2, True)


def test_graphs_are_those_of_the_build_and_a_second_push_writes_nothing(
    part: Build, server: Server, pushed: RemoteEngine
) -> None:
    graphs = part.manifest["graphs"]
    counts = RemoteEngine(pushed.client).store.counts()
    assert counts == {("" if name == "default" else name): n for name, n in graphs.items()}
    again = ask(part, "push", server.query_url, "--resume", "--replace")
    assert (again.code, again.out.count("  left")) == (0, len(graphs))


@pytest.mark.parametrize("slug", ASKED)
def test_rows_are_those_of_the_build(slug: str, part: Build, pushed: RemoteEngine) -> None:
    (text,) = (query.text for query in list_queries() if query.slug == slug)
    assert pushed.select(text) == part.engine.select(text)


@pytest.mark.parametrize("slug", VIRTUOSO.cannot)
def test_what_it_cannot_is_refused_with_a_reason(slug: str, pushed: RemoteEngine) -> None:
    (text,) = (query.text for query in list_queries() if query.slug == slug)
    with pytest.raises(RemoteError, match=f"{slug} is not asked of Virtuoso: .*"):
        pushed.select(text)


def test_the_command_refuses_as_well(part: Build, pushed: RemoteEngine) -> None:
    said = ask(part, "query", "cells-by-framework", store=pushed.client.endpoint.url)
    assert said.code == 2
    assert VIRTUOSO.cannot["cells-by-framework"] in said.err
    first = ask(part, "query", "frameworks", "--format", "json", store=pushed.client.endpoint.url)
    assert first.code == 0
    assert (
        json.loads(first.out)["rows"]
        == json.loads(ask(part, "query", "frameworks", "--format", "json").out)["rows"]
    )
