"""The page of one thing: all that ``airm-graph show ID --why`` prints, with links.

What is no thing of its own, such as a single statement, has a plain page of its triples.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from ..dossier import Dossier, Statement
from ..errors import IdentifierError
from ..identifiers import compress, expand
from ..render.authorship_text import METHODS
from ..render.dossier_text import SHOWN_ELSEWHERE
from ..schemes import Facet
from ..vocab import PREFIXES, RDF, SKOS
from .holdings import Holdings
from .links import Links
from .mentions import Mention, Mentions, known_iri
from .rendering import fill

Facts = dict[str, dict[str, list[tuple[str, str]]]]
MOST_REFERRING = 100
WORK = ("title", "citation", "gist", "address", "note")
NO_TEXT = {"measure", "heading", "risk source", "risk", "requirement"}


def entity_page(holdings: Holdings, links: Links, iri: str) -> str:
    """Everything about one thing, and who says so.

    Args:
        holdings: The build.
        links: Where pages lead.
        iri: Its IRI or CURIE.

    Raises:
        IdentifierError: The graph says nothing of it; the nearest names are given.
    """
    names = Mentions(holdings, links)
    iri = expand(iri)
    if iri not in holdings.things:
        return _described_page(names, iri)
    found = _dossier(holdings, iri)
    return fill(
        "entity.html",
        links,
        build=holdings.build.name,
        names=names,
        found=found,
        thing=found.thing,
        data=names.data(iri),
        methods=METHODS,
        agents=holdings.agents,
        graphs={author.origin.title: author.origin.graph for author in found.authors},
        siblings=_siblings(found, holdings.build.columns.facets),
        below=_below(holdings, iri),
        facts=_plain_facts(found),
        proved=_first_proved(found),
        statements=_by_facet(found.statements),
        work={**dict.fromkeys(WORK, ""), **found.work} if found.work else {},
        triples=sum(len(author.said) for author in found.authors),
        browse=_browse_links(holdings, links, iri),
        no_text=found.thing.kind in NO_TEXT,
        is_ours=_is_ours,
    )


def _dossier(holdings: Holdings, iri: str) -> Dossier:
    return holdings.dossiers.of(iri, proofs=True)


def _by_facet(statements: Iterable[Statement]) -> dict[tuple[str, str], list[Statement]]:
    """What was said, by the label and the name of the facet, in the order of the dossier."""
    said: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for statement in statements:
        said[statement.facet_label or statement.facet, statement.facet].append(statement)
    return said


def _siblings(found: Dossier, facets: Mapping[str, Facet]) -> dict[str, list[tuple[str, str]]]:
    """The concepts beside each one that was assigned: what is read, and the IRI."""
    said = {}
    for statement in found.statements:
        beside = found.siblings.get(statement.concept, ())
        facet = facets.get(statement.facet)
        concepts = facet.concepts.values() if facet else ()
        iris = {(concept.notation, concept.label): concept.iri for concept in concepts}
        said[statement.concept] = [
            (f"{notation} {label}".strip(), iris.get((notation, label), ""))
            for notation, label in beside
        ]
    return said


def _below(holdings: Holdings, iri: str) -> list[tuple[str, str]]:
    """The narrower concepts: code and label, and the IRI."""
    found = set()
    for quad in holdings.build.store.quads_for_pattern(None, SKOS.broader, NamedNode(iri)):
        if isinstance(quad.subject, NamedNode):
            codes = holdings.build.store.quads_for_pattern(quad.subject, SKOS.notation, None)
            code = next(
                (code.object.value for code in codes if isinstance(code.object, Literal)), ""
            )
            label = holdings.labels.get(quad.subject.value, "")
            found.add((f"{code} {label}".strip(), quad.subject.value))
    return sorted(found, key=lambda pair: pair[1])


def _plain_facts(found: Dossier) -> Facts:
    """What the rest of the page does not show: values with their labels, by graph and property."""
    mapped = {(match.predicate, match.other) for match in found.matches}
    facts: Facts = {}
    for fact in sorted(found.facts, key=lambda fact: (fact.graph, fact.property)):
        pair = (compress(fact.property), compress(fact.value))
        if fact.property not in SHOWN_ELSEWHERE and pair not in mapped:
            said = facts.setdefault(fact.graph, {}).setdefault(fact.property, [])
            said.append((fact.value, fact.label))
    return facts


def _first_proved(found: Dossier) -> str:
    """The words after ``airm-graph explain triple`` for the first triple that is proved."""
    for author in found.authors:
        for said in author.said:
            if said.proof is not None:
                return f"{found.thing.id} {compress(said.property)} {compress(said.value)}"
    return ""


def _is_ours(premise: Mapping[str, Any]) -> bool:
    """Whether a premise stands in the schemes or the vocabulary only, as for every thing."""
    kinds = {(origin["kind"], "method" in origin) for origin in premise["stated_in"]}
    return kinds == {("agent", False)}


def _browse_links(holdings: Holdings, links: Links, iri: str) -> list[Mention]:
    """Where the things that a work states, or that stand under a concept, are listed."""
    if not links.live:
        return []
    thing = holdings.things[iri]
    if thing.kind == "work":
        local = iri.removeprefix(PREFIXES["airmid"])
        return [Mention("everything that it states", links.page("browse", framework=local))]
    return [
        Mention(
            f"things by their {facet.label.lower()}, {facet.concepts[iri].label}",
            links.page("browse", **{facet.name: facet.concepts[iri].notation}),
        )
        for facet in holdings.build.columns.facets.values()
        if iri in facet.concepts and holdings.browse_index.has(facet.name, iri)
    ]


def _described_page(names: Mentions, iri: str) -> str:
    """A plain page: the triples of an IRI by the graph that says them, and what refers to it."""
    holdings = names.holdings
    store, node = holdings.build.store, NamedNode(iri)
    about = list(store.quads_for_pattern(node, None, None))
    if not about:
        known_iri(iri, holdings.things)
        raise IdentifierError(f"nothing is said of {compress(iri)}")
    referring = list(store.quads_for_pattern(None, None, node))
    kinds = {_text(quad.object) for quad in about if quad.predicate == RDF.type}
    return fill(
        "described.html",
        names.links,
        build=holdings.build.name,
        names=names,
        iri=iri,
        id=compress(iri),
        kinds=sorted(kinds),
        data=names.data(iri),
        facts=_by_graph(about),
        referring=sorted({(_text(quad.subject), quad.predicate.value) for quad in referring})[
            :MOST_REFERRING
        ],
        more=max(0, len(referring) - MOST_REFERRING),
    )


def _by_graph(quads: Iterable[Quad]) -> dict[str, dict[str, list[str]]]:
    """The values by graph and property; a graph without a name comes first."""
    facts: dict[str, dict[str, list[str]]] = {}
    for quad in quads:
        graph = "" if isinstance(quad.graph_name, DefaultGraph) else _text(quad.graph_name)
        said = facts.setdefault(graph, {}).setdefault(quad.predicate.value, [])
        said.append(_text(quad.object))
    return {
        graph: {name: sorted(facts[graph][name]) for name in sorted(facts[graph])}
        for graph in sorted(facts)
    }


def _text(term: object) -> str:
    return str(getattr(term, "value", term))
