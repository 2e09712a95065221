"""The data set for a portal: DCAT-AP 3, https://semiceu.github.io/DCAT-AP/releases/3.0.0/."""

from __future__ import annotations

from typing import BinaryIO

from pyoxigraph import Literal, NamedNode

from ...identifiers import is_web_address
from ...provenance import CATALOGUE_LICENCE
from ...queries import get_query
from ...resources import program_version
from ...vocab import AIRM, BASE, OWL, PREFIXES, PROV, RDFS, SSSOM, XSD
from ..bundle import EXAMPLE
from ..contents import Contents, Resource
from ..formats import FORMATS
from ..prefixes import MINTED
from ..terms import Term
from .concepts import THEMES, say_language, say_theme
from .dataset import KEYWORDS, TITLE, Dataset, Version, described
from .distributions import offered, say_distributions, say_file, say_licence
from .people import say_agent, say_contact
from .sayings import Sayings, Value, day, english, iri
from .statistics import WHOLE
from .terms import DC, DCAT, DCT, FOAF, SH, VOID
from .vocabulary import vocabulary
from .void import say_classes, say_graph, say_properties, say_statistics

WHO = (PROV.Agent, PROV.Person, PROV.Organization, PROV.SoftwareAgent, PROV.Activity)
USED, WITH = (NamedNode(PREFIXES["prov"] + name) for name in ("used", "wasAssociatedWith"))


def write_dcat(contents: Contents, out: BinaryIO) -> None:
    """Write a catalogue with the data set, its files, its sources and what is in its graphs.

    The dates are the newest day that the graph states, since a build knows no clock.
    """
    dataset = described(contents)
    said = Sayings()
    _say_catalogue(said, contents, dataset)
    _say_dataset(said, contents, dataset)
    say_distributions(said, contents, dataset)
    _say_making(said, contents, dataset)
    _say_query(said, contents, dataset)
    for version in dataset.versions:
        _say_version(said, contents, dataset, version)
    _say_works(said, contents, dataset)
    for graph in sorted(dataset.statistics.keys() - {WHOLE}):
        _say_graph(said, contents, dataset, graph)
    said.write(out, contents.base, contents.preamble.comments)


def _say_catalogue(said: Sayings, contents: Contents, dataset: Dataset) -> None:
    node = contents.name("id/catalog-airm-graph")
    said.type(node, DCAT.Catalog)
    _say_what(said, contents, dataset, node)
    said.say(node, DCT.title, english("Data sets of airm-graph"))
    told = "A build of airm-graph, and the versions of works and compilations that it was made from"
    said.say(node, DCT.description, english(f"{told}."))
    home = contents.name("")
    said.say(node, FOAF.homepage, iri(home))
    said.type(home, FOAF.Document)
    said.say(node, DCT.license, iri(say_licence(said, contents, CATALOGUE_LICENCE)))
    said.say(node, DCAT.themeTaxonomy, iri(THEMES))
    said.say(node, DCAT.dataset, iri(dataset.iri), *(iri(each.iri) for each in dataset.versions))


def _say_what(said: Sayings, contents: Contents, dataset: Dataset, node: str) -> None:
    """What catalogue and data set have in common."""
    said.say(node, DCT.publisher, iri(say_agent(said, dataset.authors)))
    said.say(node, DCAT.contactPoint, iri(say_contact(said, contents, dataset, dataset.authors)))
    for predicate in (DCT.issued, DCT.modified):
        said.say(node, predicate, day(dataset.day))
    for tag in sorted(dataset.total.languages):
        said.say(node, DCT.language, iri(say_language(said, tag)))


def _say_dataset(said: Sayings, contents: Contents, dataset: Dataset) -> None:
    node, series = dataset.iri, contents.name("id/series-airm-graph")
    said.type(node, DCAT.Dataset, VOID.Dataset, PROV.Entity)
    said.say(node, DCT.identifier, Literal(node, datatype=NamedNode(XSD.namespace + "anyURI")))
    said.say(node, DCT.title, english(TITLE))
    said.say(node, DCT.description, english(_full_description(dataset)))
    _say_what(said, contents, dataset, node)
    said.say(node, DCT.creator, iri(dataset.authors.iri))
    said.say(node, DCAT.version, Literal(dataset.version))
    said.say(node, DCAT.keyword, *map(english, KEYWORDS))
    said.say(node, DCAT.theme, iri(say_theme(said)))
    said.say(node, DCAT.landingPage, iri(contents.name("")))
    if dataset.iri != dataset.whole:
        said.say(node, DCT.isPartOf, iri(dataset.whole))
    words = vocabulary()
    said.say(node, DCT.conformsTo, iri(words.iri))
    said.type(words.iri, DCT.Standard)
    said.say(words.iri, DCT.title, english(words.value(DCT.title)))
    said.say(words.iri, OWL.versionInfo, Literal(words.version))
    said.say(node, DCAT.inSeries, iri(series))
    if contents.previous:
        said.say(node, DCAT.previousVersion, iri(contents.previous))
    about = "The builds of airm-graph: each is one version, named by what it holds"
    _say_series(said, contents, dataset, series, ("Builds of airm-graph", about), dataset.authors)
    say_statistics(said, node, dataset.total, contents.name("id/"))
    said.say(node, VOID.rootResource, *(iri(work.iri) for work in dataset.works))
    parts = contents.name(f"id/part-{dataset.local}-")
    say_classes(said, node, dataset.total.classes, parts)
    say_properties(said, node, dataset.total.properties, parts)
    address = contents.build.name
    if is_web_address(address):  # a store that answers SPARQL
        _say_service(said, contents, dataset, address)


def _full_description(dataset: Dataset) -> str:
    left = [each.title for name, each in FORMATS.items() if name not in offered(dataset.licences)]
    if not left:
        return dataset.description
    return (
        f"{dataset.description} Licences forbid to make one work of all sources, so it is not "
        f"offered as {', '.join(left)}."
    )


def _say_series(
    said: Sayings,
    contents: Contents,
    dataset: Dataset,
    node: str,
    words: tuple[str, str],
    by: Resource,
) -> None:
    said.type(node, DCAT.DatasetSeries)
    title, about = words
    said.say(node, DCT.title, english(title))
    said.say(node, DCT.description, english(f"{about}."))
    said.say(node, DCT.publisher, iri(say_agent(said, by)))
    said.say(node, DCAT.contactPoint, iri(say_contact(said, contents, dataset, by)))


def _say_service(said: Sayings, contents: Contents, dataset: Dataset, address: str) -> None:
    node = contents.name(f"id/service-{dataset.local}")
    said.type(node, DCAT.DataService)
    said.say(node, DCT.title, english("SPARQL endpoint"))
    said.say(node, DCAT.endpointURL, iri(address))
    said.say(node, DCAT.servesDataset, iri(dataset.iri))
    said.say(node, DCAT.contactPoint, iri(say_contact(said, contents, dataset, dataset.authors)))
    said.say(node, DCT.publisher, iri(dataset.authors.iri))
    said.say(contents.name("id/catalog-airm-graph"), DCAT.service, iri(node))
    said.say(dataset.iri, VOID.sparqlEndpoint, iri(address))


def _say_making(said: Sayings, contents: Contents, dataset: Dataset) -> None:
    """By which activity of which program it was made from what."""
    made = contents.name(f"id/building-{dataset.local}")
    version = str(contents.build.manifest["program"])
    program = contents.name(f"id/program-airm-graph-{version.replace('.', '_')}")
    shown = [iri(each.iri) for each in dataset.versions if each.shown]
    said.say(dataset.iri, PROV.wasDerivedFrom, *shown)
    said.say(dataset.iri, PROV.wasGeneratedBy, iri(made))
    said.type(made, PROV.Activity)
    said.say(made, DCT.title, english(f"Build {contents.build.name} of airm-graph"))
    if digest := contents.build.manifest.get("sha256"):
        said.say(made, DCT.description, english(f"SHA-256 of its canonical N-Quads: {digest}"))
    said.say(made, WITH, iri(program))
    said.say(made, USED, *shown)
    said.type(program, PROV.SoftwareAgent, PROV.Agent)
    said.say(program, RDFS.label, english(f"airm-graph {version}"))
    said.say(program, OWL.versionInfo, Literal(version))
    if (now := program_version()) != version:
        said.say(program, RDFS.comment, english(f"This description was written by {now}."))


def _say_query(said: Sayings, contents: Contents, dataset: Dataset) -> None:
    """One query of the library to begin with, in the words of SHACL, as others publish theirs."""
    query = get_query(EXAMPLE)
    node = contents.name(f"query/{query.slug}")
    said.say(dataset.iri, DCT.relation, iri(node))
    said.type(node, SH.SPARQLExecutable, SH.SPARQLSelectExecutable)
    said.say(node, DCT.title, english(query.title))
    said.say(node, RDFS.comment, english(query.question))
    text = query.text
    for part in MINTED:  # so that it finds what the export calls otherwise
        text = text.replace(f"<{BASE}{part}", f"<{contents.name(part)}")
    said.say(node, SH.select, Literal(text))


def _say_version(said: Sayings, contents: Contents, dataset: Dataset, version: Version) -> None:
    """A source as a data set of its own, as its publisher might describe it."""
    node, work = version.iri, dataset.known.get(version.work)
    by = version.publisher or dataset.authors
    said.type(node, DCAT.Dataset, PROV.Entity)
    said.say(node, DCT.identifier, Literal(node, datatype=NamedNode(XSD.namespace + "anyURI")))
    said.say(node, DCT.title, english(version.title))
    said.say(node, DCT.description, english(version.description))
    said.say(node, DCT.publisher, iri(say_agent(said, by)))
    said.say(node, DCAT.contactPoint, iri(say_contact(said, contents, dataset, by)))
    said.say(node, DCAT.version, Literal(version.version))
    said.say(node, DC.creator, *map(Literal, version.creators))
    if version.issued:
        said.say(node, DCT.issued, day(version.issued))
    if version.page:
        said.say(node, DCAT.landingPage, iri(version.page))
        said.type(version.page, FOAF.Document)
    kinds = work.values(AIRM.workKind) if work and version.is_version else []
    labels = [dataset.known[kind].label for kind in kinds if kind in dataset.known]
    said.say(node, DCAT.keyword, *map(english, ["AI risk", *labels]))
    said.say(node, DCAT.theme, iri(say_theme(said)))
    if version.previous:
        said.say(node, DCAT.previousVersion, iri(version.previous))
    if version.shown:
        said.say(node, AIRM.namedGraph, iri(version.graph))
    if version.is_version:
        said.say(node, DCAT.isVersionOf, iri(version.work))
        said.say(node, DCAT.inSeries, iri(_series_of(contents, version.work)))
    else:
        said.say(node, DCT.references, iri(version.work))
    said.say(node, PROV.wasDerivedFrom, *map(iri, version.files))
    say_file(said, contents, version)


def _series_of(contents: Contents, work: str) -> str:
    return contents.name(f"id/series-{work.rpartition('/')[2]}")


def _say_works(said: Sayings, contents: Contents, dataset: Dataset) -> None:
    """A series for every work or compilation of which versions are held."""
    for work in sorted({each.work for each in dataset.versions if each.is_version}):
        of = [each for each in dataset.versions if each.work == work and each.is_version]
        title = dataset.known[work].label if work in dataset.known else of[0].title
        node = _series_of(contents, work)
        about = f"The versions of {title} that airm-graph holds"
        by = of[0].publisher or dataset.authors
        _say_series(said, contents, dataset, node, (f"Versions of {title}", about), by)
        said.say(node, DCT.relation, iri(work))


def _say_graph(said: Sayings, contents: Contents, dataset: Dataset, graph: str) -> None:
    statistics = dataset.statistics[graph]
    known = dataset.known.get(graph, Resource(graph, {}))
    say_statistics(said, graph, statistics, contents.name("id/"))
    say_graph(said, dataset.iri, graph, statistics.triples)
    title = known.text(DCT.title) or f"The graph {contents.compressed(graph)}"
    said.say(graph, DCT.title, english(title))
    for predicate in (DCT.license, PROV.wasDerivedFrom, PROV.wasAttributedTo, PROV.wasGeneratedBy):
        said.say(graph, predicate, *map(iri, known.values(predicate)))
        for each in known.values(predicate):
            _say_who(said, dataset.known.get(each))
    said.say(graph, DCT.rights, *map(_value, known.terms(DCT.rights)))
    if known.is_a(SSSOM.MappingSet):  # which versions it maps to which
        said.type(graph, SSSOM.MappingSet)
        for name in sorted(each for each in known.said if each.startswith(SSSOM.namespace)):
            said.say(graph, NamedNode(name), *map(_value, known.terms(NamedNode(name))))
    parts = contents.name(f"id/part-{dataset.local}-{graph.rpartition('/')[2]}-")
    say_classes(said, graph, statistics.classes, parts)


def _say_who(said: Sayings, who: Resource | None) -> None:
    """Name an agent or a rule that made a graph, if it is one and has no name yet."""
    if who and who.is_a(*WHO) and not said.speaks_of(who.iri):
        said.type(who.iri, *(kind for kind in WHO if who.is_a(kind)))
        said.say(who.iri, RDFS.label, english(who.label))


def _value(term: Term) -> Value:
    """A value of the graph as it stands there."""
    if term.kind == "iri":
        return iri(term.value)
    if term.language:
        return Literal(term.value, language=term.language)
    return Literal(term.value, datatype=NamedNode(term.datatype))
