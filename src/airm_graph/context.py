"""What the triples of one source depend on besides it: facets, references, versions, readings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .identifiers import thing
from .records import Source
from .resolution import Resolver
from .schemes import Facet


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a source's triples depend on besides the source.

    Attributes:
        facets: The facets by name, those that sources bring among them.
        resolver: Where references to other works lead.
        versions: The local name of the version that is current, for works with files of their own.
        read_as: What kind a reading says a filed row is; it outdoes the filing.
    """

    facets: dict[str, Facet]
    resolver: Resolver
    versions: dict[str, str] = field(default_factory=dict)
    read_as: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, current: Sequence[Source], others: Sequence[Source], facets: dict[str, Facet]
    ) -> Context:
        """The context of the sources that a build shows, beside further versions of them."""
        resolver = Resolver(current, others, facets)
        read_as = {
            row.id: row.kind
            for source in current
            if source.about.type == "Reading"
            for row in source.descriptions
        }
        return cls(
            facets=facets,
            resolver=resolver,
            versions={
                source.about.of: f"version-{source.about.id}"
                for source in current
                if source.about.type == "Framework"
            },
            read_as=read_as | _read_elsewhere(current, resolver, read_as),
        )


def _read_elsewhere(
    current: Sequence[Source], resolver: Resolver, read_as: dict[str, str]
) -> dict[str, str]:
    """What a reading says of a record holds for the same record in other sources, too."""
    base = thing("x").value.removesuffix("x")
    found = {}
    for source in current:
        for mapping in source.mappings:
            if mapping.predicate == "airm:sameRecordAs" and mapping.status == "accepted":
                ends = [
                    resolver.resolve(mapping.subject, mapping.subject_version),
                    resolver.resolve(mapping.object, mapping.object_version),
                ]
                one, other = (end.node.value.removeprefix(base) for end in ends)
                if one in read_as and other not in read_as:
                    found[other] = read_as[one]
                elif other in read_as and one not in read_as:
                    found[one] = read_as[other]
    return found
