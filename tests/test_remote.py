"""Commands say of a remote store what they say of the build that it holds."""

import json
from collections.abc import Iterator

import jsonschema
import pyoxigraph as ox
import pytest
from odd_store import always, odd_store
from remote_commands import COMMANDS, answer, ask, difference
from servers import Server, oxigraph

from airm_graph.cli import COMMANDS as ALL
from airm_graph.cli import WITH_STORE
from airm_graph.remote.client import Client
from airm_graph.remote.endpoint import Endpoint
from airm_graph.remote.engine import RemoteEngine
from airm_graph.resources import root
from airm_graph.workspace import Build

SCHEMA = json.loads((root() / "ontology" / "answer.schema.json").read_text(encoding="utf-8"))
MOST_REQUESTS = 100  # of one command that takes the columns first


@pytest.fixture(scope="module")
def server(part: Build) -> Iterator[Server]:
    """The store of the build, served by another program; named graphs apart."""
    with oxigraph(folder_of_store=part.folder / "store") as server:
        yield server


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_says_the_same_of_a_store_as_of_the_build(
    command: tuple[str, ...], part: Build, server: Server
) -> None:
    here = ask(part, *command, "--format", "json")
    there = ask(part, *command, "--format", "json", store=server.query_url)
    assert (there.code, there.err) == (here.code, here.err)
    assert here.code in {0, 1}
    assert difference(answer(here), answer(there)) == ""
    assert there.requests <= MOST_REQUESTS
    if command != ("queries",):
        assert there.requests > 0
        said = json.loads(there.out)
        jsonschema.validate(said, SCHEMA)
        assert said["meta"]["store"] == server.query_url


def test_the_unnamed_graph_of_a_store_that_shows_the_union_is_read_as_a_whole(part: Build) -> None:
    with oxigraph("--union-default-graph", files=[part.quads_file]) as server:
        store = RemoteEngine(Client(Endpoint.of(server.query_url))).store
        counts = store.counts()
        assert counts.pop("") == part.manifest["graphs"]["default"]
        stated = set(store.everything({"": part.manifest["graphs"]["default"]}))
    assert stated == set(part.store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    named = {name: n for name, n in part.manifest["graphs"].items() if name != "default"}
    assert counts == named


def test_commands_that_need_the_workspace_refuse_a_store(part: Build) -> None:
    for command in sorted(set(ALL) - WITH_STORE):
        told = ask(part, command, store="http://127.0.0.1:9/query")
        assert told.code == 2
        assert f"'{command}' works on what is in the workspace" in told.err
        assert told.requests == 0


def test_a_store_shows_one_version_of_each_framework(part: Build, server: Server) -> None:
    told = ask(part, "gaps", "--version", "atlas=5.0.1", store=server.query_url)
    assert told.code == 2
    assert "--version chooses among the builds of a workspace" in told.err
    told = ask(part, "query", "frameworks", "--all-versions", store=server.query_url)
    assert told.code == 2
    assert "shows one version of each framework" in told.err


def test_a_store_without_a_graph_says_how_one_gets_there(part: Build) -> None:
    with oxigraph() as empty:
        told = ask(part, "gaps", AIRM_GRAPH_STORE=empty.query_url)
    assert told.code == 2
    assert "is empty; load a build with 'airm-graph push'" in told.err


@pytest.mark.parametrize("command", [("gaps",), ("show", "x"), ("query", "frameworks"), ("info",)])
def test_a_store_that_refuses_is_one_sentence(command: tuple[str, ...], part: Build) -> None:
    with odd_store(always(403, b"<h1>Go away</h1>", "text/html")) as store:
        told = ask(part, *command, store=store.url)
    assert told.code == 2
    assert told.err == f"airm-graph: the store {store.url} answered 403 Forbidden: Go away\n"
    assert told.out == ""


def test_the_shell_is_offered_words_without_a_word_to_the_store(part: Build) -> None:
    with odd_store(always(500)) as store:
        words = {"COMP_WORDS": "main explain cell framework=gip", "COMP_CWORD": "3"}
        how = {"_MAIN_COMPLETE": "bash_complete", "AIRM_GRAPH_STORE": store.url}
        how["AIRM_GRAPH_HOME"] = str(part.folder.parents[1])
        told = ask(part, **how, **words)
        assert store.asked == []
    assert "framework=gipiskis2024" in told.out
