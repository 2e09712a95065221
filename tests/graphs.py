"""Small graphs that Hypothesis makes up: facets, works, records and what is said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from airm_graph.columns import Columns
from airm_graph.extraction import columns_of
from airm_graph.infer import infer
from airm_graph.schemes import Facet, facets_of
from airm_graph.store import PROLOGUE

TURTLE = PROLOGUE.replace("PREFIX", "@prefix").replace("> ", "> .\n")
# By facet: whose it is, its property, its default level, its concepts; those on X are residual.
FACETS = {
    "stage": ("airm:Mitigation", "airm:appliesAtStage", 1, ("1", "2", "X")),
    "category": (
        "airm:Mitigation",
        "airm:inCategory",
        2,
        ("1", "1.1", "1.1.1", "1.2", "1.X", "2", "2.1", "3", "X"),
    ),
    "risk-domain": ("airo:RiskSource", "airm:inRiskDomain", 2, ("1", "1.1", "1.2", "2")),
    "bindingness": ("airm:Framework", "airm:bindingness", 1, ("1", "2")),
}
WORKS = ("a", "b")
RISKS = ("r", "s", "t")  # the last two may be one
RECORDS = ("m0", "m1", "m2", "m3", "m4")


def concept(facet: str, notation: str) -> str:
    return f"airmid:{facet}-{notation.replace('.', '_')}"


@cache
def scheme() -> str:
    """The facets and their concepts."""
    lines = [
        'airmid:facet-framework a airm:Facet ; skos:notation "framework" ;'
        ' skos:prefLabel "Work"@en ; airm:facetOf airm:Mitigation .'
    ]
    for name, (of, property_, level, notations) in FACETS.items():
        inherited = "airm:inheritedThrough airm:mitigates ;" if name == "risk-domain" else ""
        lines.append(
            f'airmid:facet-{name} a airm:Facet ; skos:notation "{name}" ; skos:prefLabel "{name}"'
            f"@en ; airm:facetOf {of} ; airm:usesScheme airmid:scheme-{name} ; {inherited}"
            f" airm:derives {property_} ; airm:defaultLevel {level} ."
        )
        for notation in notations:
            above = notation.rpartition(".")[0]
            lines.append(
                f"{concept(name, notation)} skos:inScheme airmid:scheme-{name} ;"
                f' skos:notation "{notation}" ; skos:prefLabel "{notation}"@en'
                + (f" ; skos:broader {concept(name, above)}" if above else "")
                + (" ; a airm:ResidualConcept ." if notation.endswith("X") else " .")
            )
    return "\n".join(lines)


@cache
def facets() -> dict[str, Facet]:
    return facets_of(parse(TURTLE + scheme(), format=RdfFormat.TURTLE))


class Filing(NamedTuple):
    """A thing, the facet it is classified on, the concept or None, and the status."""

    thing: str
    facet: str
    notation: str | None
    status: str = "accepted"


class Coding(NamedTuple):
    work: str
    facet: str
    extraction: str
    coded: str


@dataclass(frozen=True, kw_only=True)
class Described:
    """What a made-up graph says."""

    works: Mapping[str, str]  # of each record that is a measure or was disputedly filed as one
    disputed: frozenset[str] = frozenset()
    same: frozenset[tuple[str, str]] = frozenset()
    filings: tuple[Filing, ...] = ()
    links: frozenset[tuple[str, str, str, str]] = frozenset()  # record, relation, risk, status
    codings: tuple[Coding, ...] = ()
    facts: frozenset[tuple[str, str]] = frozenset()  # work, bindingness
    exclusions: tuple[frozenset[str], ...] = ()

    def turtle(self) -> str:
        said = [TURTLE, scheme(), 'airmid:agent skos:prefLabel "Agent"@en .']
        said += [
            f'airmid:framework-{work} a airm:Framework ; skos:prefLabel "{work}"@en ;'
            f' airm:currentVersion airmid:v-{work} . airmid:v-{work} owl:versionInfo "1" .'
            for work in WORKS
        ]
        said += [
            f'airmid:{risk} a airo:RiskSource ; skos:prefLabel "{risk}"@en ;'
            " airm:statedIn airmid:framework-a ."
            for risk in RISKS
        ]
        by = "prov:wasAttributedTo airmid:agent ; airm:method airm:modelReading"
        for record, work in self.works.items():
            said.append(f"airmid:{record} airm:statedIn airmid:framework-{work} .")
            if record not in self.disputed:
                said.append(f"airmid:{record} a airm:Mitigation .")
                continue
            said.append(
                f"airmid:k-{record} a airm:Classification ; airm:classifies airmid:{record} ;"
                " airm:onFacet airmid:facet-kind ; airm:status airm:disputed ; "
                f" airm:assigns airmid:recordkind-measure ; {by} ."
            )
        said += [f"airmid:{one} airm:sameRecordAs airmid:{other} ." for one, other in self.same]
        for number, (thing, facet, notation, status) in enumerate(self.filings):
            kind = "" if notation else ", airm:UndeterminedClassification"
            assigns = f"airm:assigns {concept(facet, notation)} ;" if notation else ""
            said.append(
                f"airmid:c{number} a airm:Classification{kind} ; airm:classifies airmid:{thing} ;"
                f" airm:onFacet airmid:facet-{facet} ; {assigns} airm:status airm:{status} ; {by} ."
            )
        for number, (record, relation, risk, status) in enumerate(sorted(self.links)):
            said.append(
                f"airmid:l{number} a airm:ActionStatement ; airm:statementOf airmid:{record} ;"
                f" airm:relation airm:{relation} ; airm:target airmid:{risk} ;"
                f" airm:status airm:{status} ; {by} ."
            )
        for number, (work, facet, extraction, coded) in enumerate(self.codings):
            said.append(
                f"airmid:s{number} a airm:CodingStatement ; airm:aboutWork airmid:framework-{work}"
                f" ; airm:onFacet airmid:facet-{facet} ; airm:extraction airm:{extraction} ;"
                f" airm:codedTo airm:{coded} ; airm:codedBy airmid:agent ; {by} ."
            )
        for work, notation in self.facts:
            value = concept("bindingness", notation)
            said.append(f"airmid:framework-{work} airm:bindingness {value} .")
        for number, values in enumerate(self.exclusions):
            said.append(
                f"airmid:e{number} a airm:Exclusion ; airm:excludes {', '.join(sorted(values))} ;"
                f' airm:rationale "Never {number}"@en .'
            )
        return "\n".join(said)

    def store(self) -> Store:
        """The graph in a store of one named graph, with what the rules derive."""
        named = NamedNode("urn:x-airm:made-up")
        store = Store()
        store.extend(
            Quad(quad.subject, quad.predicate, quad.object, named)
            for quad in parse(self.turtle(), format=RdfFormat.TURTLE)
        )
        infer(store)
        return store

    def columns(self) -> Columns:
        return columns_of(self.store(), facets())


HALVES = st.sampled_from(["complete", "complete", "partial"])
STATUS = st.sampled_from(["accepted"] * 5 + ["proposed", "disputed"])


def filings_of(things: tuple[str, ...], names: tuple[str, ...]) -> st.SearchStrategy[Filing]:
    return st.sampled_from(names).flatmap(
        lambda facet: st.builds(
            Filing,
            st.sampled_from(things),
            st.just(facet),
            st.sampled_from([None, *FACETS[facet][3]]),
            STATUS,
        )
    )


@st.composite
def described(draw: st.DrawFn) -> Described:
    """A few records of two works, with every kind of value, doubt and disagreement."""
    names = RECORDS[: draw(st.integers(1, 5))]
    records = st.sampled_from(names)
    pairs = [(one, two) for one in names for two in names if one < two] + [("s", "t")]
    values = [concept(name, n) for name in FACETS for n in FACETS[name][3]]
    value = st.sampled_from([*values, *(f"airmid:framework-{work}" for work in WORKS)])
    link = st.tuples(
        records,
        st.sampled_from(["reduces", "respondsTo", "mitigates", "detects"]),
        st.sampled_from(RISKS),
        STATUS,
    )
    coding = st.builds(
        Coding,
        st.sampled_from(WORKS),
        st.sampled_from(["stage", "category", "action"]),
        HALVES,
        HALVES,
    )
    whole = [
        Coding(work, facet, "complete", "complete")
        for work in WORKS
        for facet in ("stage", "category", "action")
    ]
    fact = st.tuples(st.sampled_from(WORKS), st.sampled_from(FACETS["bindingness"][3]))
    own = st.lists(filings_of(names, ("stage", "category")), max_size=10)
    domains = st.lists(filings_of(RISKS, ("risk-domain",)), max_size=4)
    return Described(
        works={name: draw(st.sampled_from(WORKS)) for name in names},
        disputed=draw(st.frozensets(records, max_size=1)),
        same=draw(st.frozensets(st.sampled_from(pairs), max_size=3)),
        filings=tuple(draw(own) + draw(domains)),
        links=draw(st.frozensets(link, max_size=4)),
        codings=tuple(draw(st.one_of(st.just(whole), st.lists(coding, max_size=6)))),
        facts=draw(st.frozensets(fact, max_size=3)),
        exclusions=tuple(draw(st.lists(st.frozensets(value, min_size=1, max_size=3), max_size=2))),
    )
