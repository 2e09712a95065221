"""What a data set holds, in numbers: VoID, https://www.w3.org/TR/void/."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from pyoxigraph import Literal

from ...resources import program_version
from ...vocab import BASE, PREFIXES
from ...workspace import Build
from ..prefixes import prefixes
from .sayings import Sayings, english, iri
from .statistics import Statistics
from .terms import DCT, VOID

# Of these, only those are named in which something is said.
VOCABULARIES = ("airm", "airo", "dcat", "dcterms", "owl", "prov", "rdfs", "sh", "skos", "sssom")
SHORT_TITLE = "airm-graph: AI-risk governance frameworks"


def say_build(said: Sayings, dataset: str, build: Build) -> None:
    """Say what a build is and how large, as far as its manifest knows."""
    program = build.manifest.get("program") or program_version()
    said.type(dataset, VOID.Dataset)
    said.say(dataset, DCT.title, english(SHORT_TITLE))
    said.say(dataset, DCT.identifier, Literal(build.name))
    said.say(dataset, DCT.description, english(f"made by airm-graph {program}"))
    said.say(dataset, VOID.triples, Literal(build.manifest["quads"]))
    said.say(dataset, VOID.uriSpace, Literal(BASE))


def say_statistics(said: Sayings, dataset: str, statistics: Statistics, space: str) -> None:
    """Say how much of what is in a data set.

    Args:
        said: Where to say it.
        dataset: Its IRI.
        statistics: What was counted.
        space: How the IRIs of entities begin.
    """
    say = said.say
    said.type(dataset, VOID.Dataset)
    say(dataset, VOID.triples, Literal(statistics.triples))
    say(dataset, VOID.entities, Literal(statistics.entities))
    say(dataset, VOID.distinctSubjects, Literal(statistics.subjects))
    say(dataset, VOID.classes, Literal(len(statistics.classes)))
    say(dataset, VOID.properties, Literal(len(statistics.properties)))
    say(dataset, VOID.uriSpace, Literal(space))
    say(dataset, VOID.uriRegexPattern, Literal("^" + space.replace(".", r"\.")))
    if statistics.example:
        say(dataset, VOID.exampleResource, iri(statistics.example))
    say_vocabularies(said, dataset, [*statistics.properties, *statistics.classes])


def say_vocabularies(said: Sayings, dataset: str, terms: Iterable[str]) -> None:
    """Say of which vocabularies a data set uses terms."""
    used = tuple(terms)
    for prefix in VOCABULARIES:
        if any(term.startswith(PREFIXES[prefix]) for term in used):
            said.say(dataset, VOID.vocabulary, iri(PREFIXES[prefix]))


def say_classes(said: Sayings, dataset: str, counts: Mapping[str, int], parts: str) -> None:
    """Say how many things of each class are in a data set, in parts whose names begin alike."""
    for class_, count in sorted(counts.items()):
        part = f"{parts}class-{_short(class_)}"
        said.say(dataset, VOID.classPartition, iri(part))
        said.say(part, getattr(VOID, "class"), iri(class_))
        said.say(part, VOID.entities, Literal(count))


def say_properties(said: Sayings, dataset: str, counts: Mapping[str, int], parts: str) -> None:
    """Say in how many triples of a data set each property stands; parts are named as of classes."""
    for property_, count in sorted(counts.items()):
        part = f"{parts}property-{_short(property_)}"
        said.say(dataset, VOID.propertyPartition, iri(part))
        said.say(part, VOID.property, iri(property_))
        said.say(part, VOID.triples, Literal(count))


def say_graph(said: Sayings, dataset: str, graph: str, triples: int) -> None:
    """Say that a named graph is a part of a data set, and how large it is."""
    said.say(dataset, VOID.subset, iri(graph))
    said.say(graph, VOID.triples, Literal(triples))


def _short(term: str) -> str:
    """What a part is called by: a CURIE without its colon, else digits that stand for the IRI."""
    return prefixes().curie(term).replace(":", "-") or str(uuid.uuid5(uuid.NAMESPACE_URL, term))
