"""What the columns of a table take from what is said of one thing; the rest is left over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from ...identifiers import compress, expand
from ...vocab import AIRM, RDF, SKOS
from ..contents import Resource, Said
from .schema import LISTS, Cell, Column
from .validity import fits

# The two directions of what ``concepts.scheme`` says already.
REPEATED = frozenset({SKOS.topConceptOf.value, SKOS.hasTopConcept.value})
# Concepts that say what works are: how their names begin.
BEGINNINGS = ("kind-", "workstatus-", "bindingness-", "jurisdiction-", "sector-", "systemscope-")
TELLING = (AIRM.sourceKey, AIRM.statedIn, RDF.type)


@dataclass
class Taking:
    """One thing, and which of the values that are stated of it stand in a row already."""

    stated: Resource
    taken: set[tuple[str, Said]] = field(default_factory=set)

    @property
    def source(self) -> str:
        """The graph that says what is most telling of it: its key, its work, or what it is."""
        for predicate in TELLING:
            for said in self.stated.said.get(predicate.value, ()):
                if said.graph:
                    return said.graph
        return next(iter(self.stated.graphs), "")

    def cell(self, column: Column) -> Cell:
        """What a column says of the thing, by the property that it stands for."""
        predicate = expand(column.term)
        found = [said for said in self.stated.said.get(predicate, ()) if _fits(column, said)]
        if column.kind in LISTS:
            self.taken |= {(predicate, said) for said in found}
            return list(dict.fromkeys(said.value.value for said in found))
        if not found:
            return "false" if column.kind == "flag" else ""
        said = self._preferred(found)
        self.take(predicate, said.value.value)
        return _spelt(column, said)

    def said_by(self, predicate: NamedNode, text: Cell) -> Said | None:
        """Who says this text of the thing."""
        values = self.stated.said.get(predicate.value, ())
        found = [said for said in values if said.value.value == text]
        return self._preferred(found) if found else None

    def take(self, predicate: str, value: str) -> None:
        """Note a value as said, by whichever graph."""
        for said in self.stated.said.get(predicate, ()):
            if said.value.value == value:
                self.taken.add((predicate, said))

    def left_over(self) -> Iterator[tuple[str, Said]]:
        """What no column has taken."""
        for predicate, values in self.stated.said.items():
            for said in values:
                if predicate not in REPEATED and (predicate, said) not in self.taken:
                    yield predicate, said

    def _preferred(self, found: Sequence[Said]) -> Said:
        """What is in English, or in no language; of those, what its own source says."""
        return min(
            found,
            key=lambda said: (
                said.value.language.partition("-")[0] not in {"en", ""},
                said.graph != self.source,
            ),
        )


def _fits(column: Column, said: Said) -> bool:
    if column.kind in {"iri", "iris"} and said.value.kind == "literal":
        return False
    return fits(column.kind, said.value.value)


def _spelt(column: Column, said: Said) -> str:
    value = said.value.value
    if said.value.kind == "literal" or column.kind not in {"code", "text"}:
        return value
    if column.kind == "text":
        return compress(value)
    local = value.rpartition("/")[2].rpartition("#")[2]
    beginning = next(filter(local.startswith, BEGINNINGS), "")
    return local.removeprefix(beginning)
