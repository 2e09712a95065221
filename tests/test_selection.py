"""Of several versions of a framework, the newest is shown, or the one that is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_versions import about

from airm_graph.errors import SourceError
from airm_graph.records import Agent, Source, Work
from airm_graph.selection import newest_first, select, short_name


def source(id_: str, of: str, version: str, type_: str = "Framework", issued: str = "") -> Source:
    said = replace(about(version), id=id_, of=of, type=type_, issued=issued)
    return Source(about=said)


def shown(sources: list[Source], versions: dict[str, str] | None = None) -> list[str]:
    return [found.about.id for found in select(sources, versions).current]


ATLAS_OLD = source("atlas5_6", "framework-atlas", "5.6.0")
ATLAS_NEW = source("atlas5_10", "framework-atlas", "5.10")
COSAI = source("cosai", "framework-cosai", "unstated")
LIST = source("list4", "compilation-list", "4", "Compilation")


@pytest.mark.parametrize(
    "versions",
    [
        ["5.0.1", "5.6", "5.6.0", "5.10"],
        ["5.6.0", "2026.08", "2026.10"],
        ["v3", "v4", "v10"],
        ["5.6.0-rc1", "5.6.0-rc2", "5.6.0", "v5.7", "5.8"],
        ["unstated", "1"],
        ["arXiv v2", "arXiv v10", "1.0"],
        ["2025-07-23", "2025-10-01"],
    ],
)
def test_versions_stand_in_their_natural_order(versions: list[str]) -> None:
    sources = [source(f"s{n}", "framework-x", version) for n, version in enumerate(versions)]
    for order in (sources, sources[::-1], [*sources[1:], sources[0]]):
        assert [s.about.version for s in newest_first(order)] == versions[::-1]
        assert shown(order) == [sources[-1].about.id]


def test_of_one_version_the_later_issue_is_the_newer() -> None:
    early, late = (
        source(f"x{day}", "framework-x", "1", issued=f"2026-01-0{day}") for day in (1, 2)
    )
    assert newest_first([early, late]) == newest_first([late, early]) == [late, early]


def test_each_work_is_shown_once_and_the_rest_stands_beside() -> None:
    chosen = select([ATLAS_NEW, COSAI, ATLAS_OLD, LIST])
    assert chosen.current == (ATLAS_NEW, COSAI, LIST)
    assert chosen.others == (ATLAS_OLD,)


@pytest.mark.parametrize("asked", ["5.6.0", "atlas5_6"])
def test_a_version_is_chosen_by_its_number_or_its_id(asked: str) -> None:
    chosen = select([ATLAS_NEW, COSAI, ATLAS_OLD], {"atlas": asked})
    assert chosen.current == (COSAI, ATLAS_OLD)
    assert chosen.others == (ATLAS_NEW,)


@pytest.mark.parametrize(
    ("versions", "message"),
    [
        ({"atlas": "5.1"}, "atlas: version '5.1' is not here; there is: 5.10, 5.6.0"),
        ({"atlsa": "5.10"}, "atlsa: no framework is called so: did you mean 'atlas'?"),
        ({"xyz": "1"}, "xyz: no framework is called so: known: atlas, cosai, list"),
        ({"framework-atlas": "5.10"}, "called so: known: atlas, cosai, list"),
    ],
)
def test_a_version_that_is_not_here_is_refused_with_those_that_are(
    versions: dict[str, str], message: str
) -> None:
    reading = source("atlas-reading", "framework-atlas", "99", "Reading")
    with pytest.raises(SourceError) as caught:
        select([ATLAS_NEW, ATLAS_OLD, COSAI, LIST, reading], versions)
    assert str(caught.value).endswith(message)


def test_the_later_source_of_one_id_replaces_the_earlier_in_its_place() -> None:
    imported = Source(about=replace(ATLAS_OLD.about, title="As imported"))
    assert select([ATLAS_OLD, COSAI, imported]).current == (imported, COSAI)
    assert select([ATLAS_OLD, ATLAS_NEW, imported]).others == (imported,)


@pytest.mark.parametrize("versions", [None, {"atlas": "5.6.0"}])
def test_readings_are_always_shown(versions: dict[str, str] | None) -> None:
    readings = [source(f"reading{n}", "framework-atlas", n, "Reading") for n in ("1", "2", "9")]
    found = shown([*readings, ATLAS_OLD, ATLAS_NEW], versions)
    assert found == ["reading1", "reading2", "reading9", "atlas5_6" if versions else "atlas5_10"]


def test_a_work_or_agent_described_twice_counts_as_first_described() -> None:
    ours, theirs = (described(word) for word in ("ours", "theirs"))
    first = replace(COSAI, works=(ours[0],), agents=(ours[1],))
    second = replace(ATLAS_NEW, works=(theirs[0], other(theirs[0])), agents=(theirs[1],))
    chosen = select([first, second]).current
    assert [work.title for source_ in chosen for work in source_.works] == ["ours", "other"]
    assert [agent.label for source_ in chosen for agent in source_.agents] == ["ours"]
    assert select([second, first]).current[1].works == ()


def described(word: str) -> tuple[Work, Agent]:
    work = Work(
        id="framework-x",
        source_key="x",
        title=word,
        creators=(),
        kind="",
        status="",
        bindingness="",
        jurisdiction="",
        sector="",
        system_scope="",
        year="",
        version="",
        address="",
        gist="",
    )
    return work, Agent(id="agent-x", type="Organization", label=word, definition="")


def other(work: Work) -> Work:
    return replace(work, id="framework-y", title="other")


def test_a_work_that_only_an_older_version_describes_stays_beside() -> None:
    work, agent = described("old")
    old = replace(ATLAS_OLD, works=(work,), agents=(agent,))
    chosen = select([ATLAS_NEW, old])
    assert [s.works for s in chosen.current] == [()]
    assert chosen.others == (old,)


@pytest.mark.parametrize(
    ("of", "name"),
    [("framework-atlas", "atlas"), ("compilation-mappings-a-b", "mappings-a-b"), ("atlas", "")],
)
def test_users_call_a_work_by_its_name_without_its_type(of: str, name: str) -> None:
    assert short_name(of) == name


def test_nothing_is_no_error() -> None:
    assert select([]).current == select([]).others == ()
