"""Who said it, where, when, under which licence: one named graph per source version."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from .identifiers import graph, thing
from .records import UNSTATED, About, Agent
from .vocab import AIRM, DCAT, DCTERMS, OWL, PROV, RDF, RDFS, SKOS, XSD

CATALOGUE_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
AUTHORS = thing("agent-airm-graph")  # who write the vocabulary, the schemes and the declarations


def describe_source(about: About) -> Iterator[Quad]:
    """The version a catalogue folder holds, and its named graph, described in the default graph."""
    named = graph(f"source-{about.id}")
    said = [
        (named, DCTERMS.title, Literal(f"{about.title}, {about.version}", language="en")),
        (named, DCTERMS.description, Literal(about.description, language="en")),
        (named, DCTERMS.license, NamedNode(about.licence)),
        (named, DCTERMS.rights, Literal(about.rights, language="en")),
        (named, PROV.wasAttributedTo, thing(about.agent)),
        (named, AIRM.method, getattr(AIRM, about.method)),
        *_version(about, named),
    ]
    if about.issued:
        said.append((named, DCTERMS.issued, Literal(about.issued, datatype=XSD.date)))
    if about.retrieved:
        said.append((named, DCTERMS.date, Literal(about.retrieved, datatype=XSD.date)))
    if about.address:
        said.append((named, DCTERMS.source, NamedNode(about.address)))
    if about.checksum:
        said.append((named, AIRM.checksum, Literal(about.checksum)))
    said += [(named, PROV.wasDerivedFrom, NamedNode(iri)) for iri in about.derived_from]
    if about.preliminary:
        said.append((named, AIRM.preliminary, Literal("true", datatype=XSD.boolean)))
    for subject, predicate, object_ in said:
        yield Quad(subject, predicate, object_, DefaultGraph())


def _version(
    about: About, named: NamedNode
) -> Iterator[tuple[NamedNode, NamedNode, NamedNode | Literal]]:
    """The version of a work or compilation; a reading is about a work, and no version of it."""
    work = thing(about.of)
    if about.type == "Reading":
        yield named, DCTERMS.references, work
        return
    version = thing(f"version-{about.id}")
    yield from _named_version(about)
    yield version, AIRM.namedGraph, named
    if about.type == "Framework":
        yield work, AIRM.currentVersion, version
    if about.type == "Compilation":
        yield work, RDF.type, AIRM.Compilation
        yield work, DCTERMS.title, Literal(about.title, language="en")
        yield work, SKOS.prefLabel, Literal(about.title, language="en")
        yield work, AIRM.currentVersion, version
        for name in about.creators:
            yield work, DCTERMS.creator, Literal(name)


def _named_version(about: About) -> Iterator[tuple[NamedNode, NamedNode, NamedNode | Literal]]:
    """What tells a version from others of the same work, whether its graph is here or not."""
    version = thing(f"version-{about.id}")
    yield version, RDF.type, AIRM.FrameworkVersion
    yield version, SKOS.prefLabel, Literal(f"{about.title}, {about.version}", language="en")
    yield version, DCTERMS.isVersionOf, thing(about.of)
    yield version, OWL.versionInfo, Literal(about.version)
    if about.version != UNSTATED:
        yield version, DCAT.version, Literal(about.version)


def describe_lineage(versions: Sequence[About]) -> Iterator[Quad]:
    """The versions of one work that are here, each with the one before it, in the default graph.

    Args:
        versions: The newest first; one alone has no lineage.
    """
    for newer, older in pairwise(versions):
        node, before = thing(f"version-{newer.id}"), thing(f"version-{older.id}")
        yield Quad(node, DCAT.previousVersion, before, DefaultGraph())
    if len(versions) > 1:
        for about in versions:
            for subject, predicate, object_ in _named_version(about):
                yield Quad(subject, predicate, object_, DefaultGraph())


def describe_agent(agent: Agent) -> Iterator[Quad]:
    """Who states or decides, in the default graph."""
    node = thing(agent.id)
    said = [
        (node, RDF.type, PROV.Agent),
        (node, RDF.type, getattr(PROV, agent.type)),
        (node, SKOS.prefLabel, Literal(agent.label, language="en")),
        (node, SKOS.definition, Literal(agent.definition, language="en")),
    ]
    if agent.address:
        said.append((node, RDFS.seeAlso, NamedNode(agent.address)))
    for subject, predicate, object_ in said:
        yield Quad(subject, predicate, object_, DefaultGraph())


def describe_graph(
    named: NamedNode,
    title: str,
    derived_from: Iterable[NamedNode] = (),
    licences: Iterable[str] = (CATALOGUE_LICENCE,),
) -> Iterator[Quad]:
    """A graph that this project wrote, in the default graph."""
    yield from _describe(named, title, derived_from, licences)
    yield Quad(named, PROV.wasAttributedTo, AUTHORS, DefaultGraph())


def describe_rule(
    rule: NamedNode, title: str, comment: str, named: NamedNode, derived_from: Iterable[NamedNode]
) -> Iterator[Quad]:
    """A rule, and the graph that it fills, in the default graph.

    Args:
        rule: The rule, as an activity of this program.
        title: Its name.
        comment: What it derives from what.
        named: The graph of what it derives.
        derived_from: The graphs that it reads.
    """
    yield from _describe(named, f"Derived by {title}", derived_from, (CATALOGUE_LICENCE,))
    for subject, predicate, object_ in (
        (named, PROV.wasGeneratedBy, rule),
        (named, AIRM.method, AIRM.rule),
        (rule, RDF.type, PROV.Activity),
        (rule, DCTERMS.title, Literal(title, language="en")),
        (rule, DCTERMS.description, Literal(comment, language="en")),
    ):
        yield Quad(subject, predicate, object_, DefaultGraph())


def _describe(
    named: NamedNode, title: str, derived_from: Iterable[NamedNode], licences: Iterable[str]
) -> Iterator[Quad]:
    yield Quad(named, DCTERMS.title, Literal(title, language="en"), DefaultGraph())
    for licence in licences:
        yield Quad(named, DCTERMS.license, NamedNode(licence), DefaultGraph())
    for source in derived_from:
        yield Quad(named, PROV.wasDerivedFrom, source, DefaultGraph())
