"""An RDF file read for checking: what it says of each thing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from ...identifiers import compress
from ...sources.bounded.rdf_files import read_rdf
from ...vocab import RDF, XSD

Value = NamedNode | Literal
DATE = XSD.date


class DescribedThings:
    """What a file says, by subject and predicate."""

    def __init__(self, path: Path) -> None:
        self._said: dict[str, dict[NamedNode, list[Value]]] = {}
        for quad in read_rdf(path):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Value):
                said = self._said.setdefault(quad.subject.value, {})
                said.setdefault(quad.predicate, []).append(quad.object)

    def __contains__(self, subject: str) -> bool:
        return subject in self._said

    def values(self, subject: str, predicate: NamedNode) -> list[Value]:
        """What is said of a thing by a predicate."""
        return self._said.get(subject, {}).get(predicate, [])

    def texts(self, subject: str, predicate: NamedNode) -> list[str]:
        """The same as plain texts."""
        return [each.value for each in self.values(subject, predicate)]

    def number(self, subject: str, predicate: NamedNode) -> int | None:
        """A whole number that is said once; nothing where there is none."""
        found = self.texts(subject, predicate)
        return int(found[0]) if len(found) == 1 and found[0].isdecimal() else None

    def of_class(self, class_: NamedNode) -> list[str]:
        """The things of a class, sorted."""
        return sorted(
            subject for subject, said in self._said.items() if class_ in said.get(RDF.type, [])
        )

    def is_a(self, subject: str, class_: NamedNode) -> bool:
        """Whether a thing is of a class."""
        return class_ in self.values(subject, RDF.type)

    def missing(self, subject: str, *predicates: NamedNode) -> Iterator[str]:
        """A sentence for each predicate that a thing lacks, or says with an empty text."""
        for predicate in predicates:
            values = self.values(subject, predicate)
            if not values:
                yield f"{compress(subject)} has no {compress(predicate.value)}"
            elif not all(each.value.strip() for each in values):
                yield f"{compress(subject)} has an empty {compress(predicate.value)}"

    def misplaced(self, subject: str, predicate: NamedNode, class_: NamedNode) -> Iterator[str]:
        """A sentence for each value of a predicate that is no thing of a class."""
        for each in self.values(subject, predicate):
            if not isinstance(each, NamedNode) or not self.is_a(each.value, class_):
                shown = compress(each.value)
                yield (
                    f"{compress(subject)} has as {compress(predicate.value)} {shown}, which the "
                    f"file does not describe as a {compress(class_.value)}"
                )

    def no_dates(self, *predicates: NamedNode) -> Iterator[str]:
        """A sentence for each value of some predicates that is no day."""
        for subject, said in sorted(self._said.items()):
            for predicate in predicates:
                for each in said.get(predicate, []):
                    if not _is_day(each):
                        yield (
                            f"{compress(subject)} has as {compress(predicate.value)} {each}, "
                            f"which is no day: expected one such as 2026-11-20, as xsd:date"
                        )


def _is_day(said: Value) -> bool:
    if not isinstance(said, Literal):
        return False
    years = {XSD.namespace + "gYear": 4, XSD.namespace + "gYearMonth": 7}
    if said.datatype.value in years:
        return len(said.value) == years[said.datatype.value]
    try:
        date.fromisoformat(said.value)
    except ValueError:
        return False
    return said.datatype == DATE
