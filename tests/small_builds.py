"""Builds of a few made-up works, small enough to be made anew for each difference."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from test_versions import about

from airm_graph.builds import make_build
from airm_graph.identifiers import local_id
from airm_graph.records import (
    Action,
    Agent,
    Classification,
    Coding,
    Filing,
    Mapping,
    Scheme,
    SchemeConcept,
    Source,
    Work,
)
from airm_graph.workspace import Build, Workspace

MAKER = Agent(id="agent-made", type="Organization", label="The maker", definition="Made up.")
READER = Agent(id="agent-reader", type="SoftwareAgent", label="A reader", definition="Made up.")
FACETS = ("category", "stage", "action", "action-on-harm", "made-topic")


def measure(key: str, version: str = "1") -> str:
    return local_id("mitigation", f"made{version}", key)


def risk(key: str, version: str = "1") -> str:
    return local_id("risk", f"made{version}", key)


def work(key: str, title: str) -> Work:
    return Work(
        id=f"framework-{key}",
        source_key=key,
        title=title,
        creators=("Somebody",),
        year="2024",
        version="1",
        address="https://example.org/made",
        kind="taxonomy",
        status="published",
        bindingness="not-normative",
        jurisdiction="international",
        sector="cross-sector",
        system_scope="generative-ai",
        gist="Made up.",
    )


def filed(
    key: str, kind: str = "measure", of: str = "framework-made", version: str = "1"
) -> Filing:
    named = measure if kind == "measure" else risk
    return Filing(
        id=named(key, version),
        source_key=key,
        kind=kind,
        status="accepted",
        work=of,
        label=f"Label of {key}",
        published_label="",
        page="",
        part_of="",
    )


def put(key: str, concept: str, facet: str = "category", **more: Any) -> Classification:
    said: dict[str, Any] = {"status": "accepted", "confidence": None, "rationale": ""}
    version = more.pop("version", "1")
    return Classification(
        id=measure(key, version), facet=facet, concept=concept, **{**said, **more}
    )


def acts(key: str, relation: str, target: str, sure: str = "0.8", version: str = "1") -> Action:
    return Action(
        id=measure(key, version),
        relation=relation,
        target=risk(target, version),
        confidence=Decimal(sure),
        rationale="",
    )


def coded(facet: str, of: str = "framework-made", **more: str) -> Coding:
    said: dict[str, Any] = {"extraction": "complete", "coded": "complete", **more}
    return Coding(work=of, facet=facet, coder="agent-made", confidence=None, rationale="", **said)


def concept(notation: str, parent: str = "", version: str = "1") -> SchemeConcept:
    scheme = f"scheme-made{version}-made-topic"
    name = f"concept-made{version}-made-topic-{{}}"
    return SchemeConcept(
        id=name.format(notation),
        scheme=scheme,
        notation=notation,
        parent=name.format(parent) if parent else "",
        label=f"Topic {notation}",
    )


def mapped(one: str, predicate: str, other: str, **more: Any) -> Mapping:
    return Mapping(
        subject=one,
        predicate=predicate,
        object=other,
        justification="semapv:ManualMappingCuration",
        author="A. Mapper",
        **more,
    )


# Three measures in two categories and stages; two risks, one reduced and one that nothing acts on.
MADE = Source(
    about=about("1"),
    agents=(MAKER, READER),
    works=(work("made", "Made-up framework"), work("other", "Another framework")),
    filings=(
        *(filed(key) for key in ("M1", "M2", "M3")),
        filed("O1", of="framework-other"),
        *(filed(key, "risk-source") for key in ("R1", "R2", "R3")),
    ),
    classifications=(
        *(put("M1", "2.1"), put("M2", "2.1"), put("M3", "2.2"), put("O1", "2.3")),
        *(put("M1", "deploy", "stage"), put("M2", "deploy", "stage")),
        *(put("M3", "operate-monitor", "stage"), put("O1", "deploy", "stage")),
        *(put("M1", "A1", "made-topic"), put("M2", "A1", "made-topic")),
        *(put("M3", "B1", "made-topic"), put("O1", "B1", "made-topic")),
    ),
    actions=(acts("M1", "reduces", "R1"),),
    codings=tuple(
        coded(facet, of) for facet in FACETS for of in ("framework-made", "framework-other")
    ),
    schemes=(
        Scheme(
            id="scheme-made1-made-topic",
            label="Topics",
            facet="made-topic",
            of="measure",
            level="1",
        ),
    ),
    concepts=(
        *(concept(notation) for notation in ("A", "B")),
        *(concept("A1", "A"), concept("B1", "B")),
    ),
)

Edit = Callable[[Source], Source]


def changing(part: str, change: Callable[[tuple[Any, ...]], Iterable[Any]]) -> Edit:
    """Does something to the records of a part."""

    def edit(source: Source) -> Source:
        said: dict[str, Any] = {part: tuple(change(getattr(source, part)))}
        return replace(source, **said)

    return edit


def without(part: str, gone: Callable[[Any], bool]) -> Edit:
    """Leaves out the records of a part that are gone."""
    return changing(part, lambda records: (one for one in records if not gone(one)))


def having(part: str, *more: Any) -> Edit:
    """Adds records to a part, unless they are there."""
    return changing(part, lambda records: dict.fromkeys((*records, *more)))


def saying(part: str, which: Callable[[Any], bool], **other: Any) -> Edit:
    """Lets the records that are meant say something else."""
    return changing(
        part, lambda records: (replace(one, **other) if which(one) else one for one in records)
    )


def sound(source: Source) -> Source:
    """The source without what is said of works and things that are not in it any more."""
    works = {one.id for one in source.works}
    source = without("filings", lambda one: one.work not in works)(source)
    there = {one.id for one in source.filings}
    source = without("mappings", lambda one: not {one.subject, one.object} <= there)(source)
    source = without("actions", lambda one: not {one.id, one.target} <= there)(source)
    return without("classifications", lambda one: one.id not in there)(source)


def built(folder: Path, sources: Sequence[Source]) -> Build:
    """The build of these sources, in a workspace that may hold others."""
    return make_build(Workspace(folder), sources)
