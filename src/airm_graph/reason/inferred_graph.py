"""What a reasoner infers as a graph of its own, which says where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, serialize

from ..errors import SourceError, nearest
from ..identifiers import graph, thing
from ..provenance import CATALOGUE_LICENCE
from ..resources import shown
from ..vocab import AIRM, DCTERMS, PREFIXES, PROV, RDF, SKOS
from .inferences import Inferences

FORMATS = {
    ".nq": RdfFormat.N_QUADS,
    ".nt": RdfFormat.N_TRIPLES,
    ".trig": RdfFormat.TRIG,
    ".ttl": RdfFormat.TURTLE,
}


def format_of(path: Path) -> RdfFormat:
    """The format that the suffix of a file stands for.

    Raises:
        SourceError: It stands for none.
    """
    try:
        return FORMATS[path.suffix.lower()]
    except KeyError:
        hint = nearest(path.suffix.lower(), FORMATS)
        message = f"inferred triples are not written as {path.suffix!r}; {hint}"
        raise SourceError(message, path=shown(path)) from None


def inferred_quads(
    inferences: Inferences, reasoner: str, title: str, build: str, files: Sequence[Path] = ()
) -> Iterator[Quad]:
    """The inferred triples in ``airmg:reasoned-<reasoner>``, and what that graph is.

    Args:
        inferences: What was inferred.
        reasoner: ``hermit`` or ``pellet``.
        title: Name and version of the reasoner, who is the agent.
        build: The name of the build that was reasoned over; empty for none.
        files: What was read besides.
    """
    named, agent = graph(f"reasoned-{reasoner}"), thing(f"agent-{reasoner}")
    besides = f", with {', '.join(path.name for path in files)}" if files else ""
    of = f"build {build}{besides}" if build else f"the vocabulary{besides}"
    said: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
        (named, DCTERMS.title, Literal(f"Inferred by {title} from {of}", language="en")),
        (named, DCTERMS.license, NamedNode(CATALOGUE_LICENCE)),
        (named, PROV.wasAttributedTo, agent),
        (named, AIRM.method, AIRM.rule),
        (named, PROV.wasDerivedFrom, graph("ontology")),
        (agent, RDF.type, PROV.Agent),
        (agent, RDF.type, PROV.SoftwareAgent),
        (agent, SKOS.prefLabel, Literal(title, language="en")),
        (agent, SKOS.definition, Literal("A reasoner for OWL 2 DL.", language="en")),
    ]
    if build:
        node = thing(f"build-{build}")
        said += [
            (named, PROV.wasDerivedFrom, node),
            (node, RDF.type, PROV.Entity),
            (node, DCTERMS.identifier, Literal(build)),
        ]
    for subject, predicate, object_ in said:
        yield Quad(subject, predicate, object_, DefaultGraph())
    for triple in inferences.triples():
        yield Quad(triple.subject, triple.predicate, triple.object, named)


def as_text(quads: Iterator[Quad], format_: RdfFormat) -> str:
    """The quads in a format; one that has no named graphs holds all triples in one."""
    given = quads if format_.supports_datasets else (quad.triple for quad in quads)
    written = serialize(given, format=format_, prefixes=PREFIXES)
    assert written is not None  # noqa: S101 - no file was named
    return written.decode()
