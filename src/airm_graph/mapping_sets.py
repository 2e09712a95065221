"""Which graphs are sets of mappings, between what, and in which versions, as SSSOM calls it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from .context import Context
from .identifiers import graph, thing
from .records import UNSTATED, About, Source
from .vocab import RDF, SSSOM

# A work or compilation, and the version of it that is meant; nothing where neither is known.
End = tuple[str, str] | None


def describe_mapping_sets(
    sources: Sequence[Source], others: Sequence[Source], context: Context
) -> Iterator[Quad]:
    """The graphs of the sources that state mappings, described in the default graph.

    What is mapped, and what to, is said where all mappings of a set agree on it; so is its version.

    Args:
        sources: What queries see.
        others: Further versions, to which mappings may be pinned.
        context: Where references lead.
    """
    home = {
        id_: source.about
        for source in (*others, *sources)
        for records in (source.filings, source.concepts)
        for id_ in (record.id for record in records)
    }
    for source in sources:
        if not source.mappings:
            continue
        named = graph(f"source-{source.about.id}")
        yield Quad(named, RDF.type, SSSOM.MappingSet, DefaultGraph())
        subjects = {_end(m.subject, m.subject_version, home, context) for m in source.mappings}
        objects = {_end(m.object, m.object_version, home, context) for m in source.mappings}
        for ends, work, version in (
            (subjects, SSSOM.subject_source, SSSOM.subject_source_version),
            (objects, SSSOM.object_source, SSSOM.object_source_version),
        ):
            for predicate, value in zip((work, version), _agreed(ends), strict=True):
                if value:
                    yield Quad(named, predicate, value, DefaultGraph())


def _end(reference: str, version: str, home: dict[str, About], context: Context) -> End:
    """What one end of a mapping belongs to."""
    node = context.resolver.resolve(reference, version).node.value
    about = home.get(node.removeprefix(thing("x").value.removesuffix("x")))
    return (about.of, version or about.version) if about else None


def _agreed(ends: set[End]) -> tuple[NamedNode | None, Literal | None]:
    """The one work, and the one version of it, that all ends have in common."""
    known = {end for end in ends if end}
    works = {work for work, _ in known}
    if len(known) != len(ends) or len(works) != 1:
        return None, None
    versions = {version for _, version in known}
    stated = len(versions) == 1 and versions != {UNSTATED}
    return thing(works.pop()), Literal(versions.pop()) if stated else None
