"""Worlds: what the tables of the catalogue say, or what a test makes up, without any arrays."""

from __future__ import annotations

import csv
import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from rdflib import Graph, Namespace

from airm_graph.columns import ITEM, LINK, MAPPING, MITIGATING, RELATIONS, STATUSES, VALUE, Columns
from airm_graph.resources import root
from airm_graph.schemes import load_facets
from airm_graph.vocab import BASE

ID = BASE + "id/"
AIRM = Namespace(BASE + "ns#")
FACTS = ("bindingness", "jurisdiction", "sector", "system-scope", "work-kind", "work-status")
WORKS = tuple(f"{ID}framework-w{number}" for number in range(3))
INHERITED = ("risk-domain", "causal-entity", "causal-intent", "causal-timing")

# ---------------------------------------------------------------- what a source says


class Record(NamedTuple):
    """A filed row: which distinct measure it is, its work, whether it is held to be one."""

    measure: str
    work: str
    accepted: bool
    repeats: bool = False  # a source that was published earlier has it too


class Claim(NamedTuple):
    """Somebody put a record under a concept; None is undetermined. Nobody states a fact."""

    record: str
    facet: str
    concept: str | None
    coder: str
    status: str = "accepted"
    confidence: float | None = None


class Coding(NamedTuple):
    work: str
    facet: str
    extraction: str
    coded: str
    coder: str


@dataclass(frozen=True, kw_only=True)
class World:
    """All that coverage may know. Coders are ``publisher``, ``own`` or strangers to both."""

    works: tuple[str, ...]
    records: Mapping[str, Record]
    claims: tuple[Claim, ...] = ()
    linked: frozenset[tuple[str, str]] = frozenset()  # record that mitigates something, coder
    codings: tuple[Coding, ...] = ()
    exclusions: Mapping[str, frozenset[str]] = field(default_factory=dict)  # by what is declared

    @cached_property
    def columns(self) -> Columns:
        """The same as the package holds it."""
        names = list(self.records)
        measures = sorted({record.measure for record in self.records.values()})
        agents = ["publisher", "own"]
        number = {name: position for position, name in enumerate(names)}
        agent_number = {"": -1, "publisher": 0, "own": 1}
        items = [
            (measures.index(r.measure), self.works.index(r.work), r.accepted, False, r.repeats, -1)
            for r in self.records.values()
        ]
        values: dict[str, list[Any]] = {name: [] for name in load_facets()}
        for claim in self.claims:
            concepts = list(load_facets()[claim.facet].concepts)
            values[claim.facet].append(
                (
                    number[claim.record],
                    -1 if claim.concept is None else concepts.index(claim.concept),
                    agent_number[claim.coder],
                    STATUSES.index(claim.status),
                    math.nan if claim.confidence is None else claim.confidence,
                )
            )
        links = [
            (number[record], RELATIONS.index("respondsTo"), 0, agent_number[coder], math.nan)
            for record, coder in self.linked
        ]
        methods = {"publisher": ["publisherFiling"], "own": ["modelReading"]}
        return Columns(
            items=np.array(items, dtype=ITEM),
            values={name: np.array(rows, dtype=VALUE) for name, rows in values.items()},
            links=np.array(links, dtype=LINK),
            mappings=np.zeros(0, dtype=MAPPING),
            index={
                "items": names,
                "works": [{"iri": iri, "label": iri} for iri in self.works],
                "agents": [{"iri": a, "label": a, "methods": methods[a]} for a in agents],
                "targets": [],
                "codings": [
                    {
                        **coding._asdict(),
                        "facet": f"{ID}facet-{coding.facet}",
                        "agent": coding.coder,
                    }
                    for coding in self.codings
                ],
                "exclusions": [
                    [said, value, said]
                    for said, values in self.exclusions.items()
                    for value in sorted(values)
                ],
                "demand": [],
            },
        )


# ---------------------------------------------------------------- the catalogue as a world


def tsv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


# Of two versions of a framework the newer one is shown.
SUPERSEDED = {"atlas/5.0.1"}


def folders() -> Iterator[tuple[Path, dict[str, Any]]]:
    """The catalogue folders that a build shows, each with what its ``about.toml`` says."""
    base = root() / "data" / "catalogue"
    for about in sorted(base.glob("*/*/about.toml")):
        if about.parent.relative_to(base).as_posix() not in SUPERSEDED:
            yield about.parent, tomllib.loads(about.read_text(encoding="utf-8"))


def tables(name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Rows of the tables of that name, each with its coder."""
    for folder, about in folders():
        coder = "publisher" if about["method"] == "publisherFiling" else "own"
        if (folder / name).exists():
            for row in tsv(folder / name):
                yield coder, row


def alignments(predicates: set[str]) -> list[dict[str, str]]:
    """Rows of our own mapping sets with one of the predicates."""
    rows = []
    for path in sorted((root() / "ontology" / "mappings").glob("*.sssom.tsv")):
        lines = [x for x in path.read_text(encoding="utf-8").splitlines() if not x.startswith("#")]
        rows += list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row for row in rows if row["predicate_id"] in predicates]


def measures() -> dict[str, str]:
    """Of each record, the one record that stands for the measure: the first of its cluster."""
    named = {
        (about["of"], row["source_key"]): row["id"]
        for folder, about in folders()
        if (folder / "records.tsv").exists()
        for row in tsv(folder / "records.tsv")
    }
    cluster = {name: {name} for name in named.values()}
    for row in alignments({"airm:sameRecordAs"}):
        one, other = (
            cluster[named[of, key]]
            for of, _, key in (row[end].partition(":") for end in ("subject_id", "object_id"))
        )
        for name in one | other:
            cluster[name] = one | other
    return {name: min(names) for name, names in cluster.items()}


def concept_iri(facet: str, notation: str) -> str | None:
    """The concept with that notation; the undetermined ``?`` is none."""
    for concept in load_facets()[facet].concepts.values():
        if concept.notation == notation:
            return concept.iri
    assert notation == "?", notation
    return None


def number_or_none(cell: str) -> float | None:
    return float(cell) if cell else None


@cache
def catalogue() -> World:
    """What the tables of ``data/catalogue`` say, read without the package's reader."""
    one = measures()
    contested = {one[row["id"]] for _, row in tables("records.tsv") if row["status"] == "disputed"}
    issued = {
        row["id"]: (about["issued"] or "undated", about["of"] != row["work"], about["id"])
        for folder, about in folders()
        if (folder / "records.tsv").exists()
        for row in tsv(folder / "records.tsv")
        if row["kind"] == "measure"
    }
    first: dict[str, tuple[str, bool, str]] = {}
    for name, when in issued.items():
        first[one[name]] = min(when, first.get(one[name], when))
    records = {
        row["id"]: Record(
            one[row["id"]],
            ID + row["work"],
            one[row["id"]] not in contested,
            issued[row["id"]] != first[one[row["id"]]],
        )
        for _, row in tables("records.tsv")
        if row["kind"] == "measure"
    }
    aligned = [
        (row["subject_id"].split(":", 1), row["object_id"].split(":", 1), float(row["confidence"]))
        for row in alignments({"skos:exactMatch", "skos:broadMatch"})
        if row["object_id"].partition(":")[0] in load_facets()  # else it is not to ours
    ]
    claims: list[Claim] = []
    about_risks: list[Claim] = []
    for coder, row in tables("classifications.tsv"):
        for (facet, notation), (ours, value), by in aligned:
            if (facet, notation) == (row["facet"], row["concept"]) and facet != ours:
                by_rule = Claim(row["id"], ours, concept_iri(ours, value), "own", confidence=by)
                (about_risks if ours in INHERITED else claims).append(by_rule)
        if row["facet"] == "arises-at-stage" or row["facet"] not in load_facets():
            continue
        concept = concept_iri(row["facet"], row["concept"])
        sure = number_or_none(row["confidence"])
        claim = Claim(row["id"], row["facet"], concept, coder, row["status"], sure)
        (about_risks if row["facet"] in INHERITED else claims).append(claim)
    mitigating = {RELATIONS[number] for number in MITIGATING}
    acted_on = [(c, row) for c, row in tables("actions.tsv") if row["relation"] in mitigating]
    for actor, action in acted_on:
        for claim in about_risks:
            if claim.record == action["target"]:
                stated = [s for s in (claim.confidence, number_or_none(action["confidence"])) if s]
                claims.append(claim._replace(record=action["id"], coder=actor,
                                             confidence=min(stated, default=None)))  # fmt: skip
    graph = Graph().parse(root() / "data" / "exclusions.ttl")
    works = {ID + row["id"]: row for _, row in tables("works.tsv")}
    for name, record in records.items():
        for facet in FACTS:
            said = works[record.work][facet.removeprefix("work-").replace("-", "_")]
            if said:
                claims.append(Claim(name, facet, concept_iri(facet, said), ""))
    return World(
        works=tuple(sorted(works)),
        records=records,
        claims=tuple(claims),
        linked=frozenset((action["id"], coder) for coder, action in acted_on),
        codings=tuple(
            Coding(ID + row["work"], row["facet"], row["extraction"], row["coded"],
                   "own" if row["coder"].startswith("agent-airm") else "publisher")
            for _, row in tables("coding.tsv") if row["facet"] in load_facets()
        ),
        exclusions={
            str(said): frozenset(map(str, graph.objects(exclusion, AIRM.excludes)))
            for exclusion, said in sorted(graph.subject_objects(AIRM.rationale))
        },
    )  # fmt: skip


def iri(facet: str, notation: str) -> str:
    return load_facets()[facet].concept(notation).iri
