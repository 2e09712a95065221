"""What the cells of a table say on a facet: concepts of ours, or of a taxonomy that it brings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ...errors import SourceError
from ...identifiers import local_id
from ...records import Scheme, SchemeConcept
from ...resources import shown
from .keys import our_facets
from .layout import FacetColumn, Layout
from .rows import Row, parts

Note = Callable[[str, str], None]  # of a value, what is odd about it


def slug(value: str) -> str:
    """A value as a notation: lower case, hyphens for whatever is neither letter nor digit.

    >>> slug("Data & Model")
    'data-model'
    """
    return "-".join(re.findall("[a-z0-9]+", value.casefold()))


@dataclass
class Taxonomy:
    """The concepts of one facet that came up so far, each with its label."""

    column: FacetColumn
    labels: dict[str, str] = field(default_factory=dict)
    notations: dict[str, str] = field(default_factory=dict)  # by label

    def __post_init__(self) -> None:
        for notation, label in self.column.concepts.items():
            self.add(notation, label)

    def add(self, notation: str, label: str) -> str:
        """Take a concept in, under the label that it had first."""
        self.labels.setdefault(notation, label)
        self.notations.setdefault(label, notation)
        return notation

    def concepts(self, column: FacetColumn, row: Row, note: Note) -> list[str]:
        """The notations of the concepts that a row states, each once."""
        values = parts(column.column, row, column.split)
        if column.words is not None:
            found = self._words(column.words, " ".join(values))
        elif column.values is not None:
            found = [self._listed(column.values, value, note) for value in values]
        elif column.ours:
            found = [self._ours(value, note) for value in values]
        elif column.notation:
            found = self._coded(values, parts(column.notation, row, column.split), note)
        else:
            found = [self._new(value, note) for value in values]
        return [notation for notation in dict.fromkeys(found) if notation]

    def _named(self, notation: str) -> str:
        """A concept that the layout names: its label is given there, or is the notation's words."""
        return self.add(notation, notation.replace("-", " ").capitalize()) if notation else ""

    def _words(self, words: dict[str, str], text: str) -> list[str]:
        """Whole words, the longest first, so that "economic operators" are no "operators"."""
        known = {word.casefold(): concept for word, concept in words.items()}
        either = "|".join(map(re.escape, sorted(known, key=lambda word: (-len(word), word))))
        found = re.findall(rf"(?<!\w)(?:{either})(?!\w)", text.casefold()) if known else []
        return [self._named(known[word]) for word in found]

    def _listed(self, listed: dict[str, str], value: str, note: Note) -> str:
        if value not in listed:
            note(value, f"is not among the values of {self.column.facet}; left unclassified")
        return self._named(listed.get(value, ""))

    def _ours(self, value: str, note: Note) -> str:
        notation = our_facets()[self.column.facet].get(value, "")
        if not notation:
            note(value, f"is no concept of {self.column.facet}; left unclassified")
        return notation

    def _coded(self, values: list[str], codes: list[str], note: Note) -> list[str]:
        if len(values) != len(codes):
            what = f"has {len(codes)} notations for {len(values)} values; left unclassified"
            note("; ".join(values), what)
            return []
        for value, code in zip(values, codes, strict=True):
            if self.labels.get(code, value) != value:
                note(value, f"{code} is called {self.labels[code]!r} before; that label is kept")
            self.add(code, value)
        return codes

    def _new(self, value: str, note: Note) -> str:
        if value in self.notations:
            return self.notations[value]
        plain = slug(value) or "value"
        notation, number = plain, 1
        while notation in self.labels:
            number += 1
            notation = f"{plain}-{number}"
        if number > 1:
            note(
                value,
                f"differs from {self.labels[plain]!r}, but not in letters and digits; kept apart "
                f"as {notation!r}; name both under values if they are the same",
            )
        return self.add(notation, value)


def taxonomies(layouts: Iterable[Layout]) -> dict[str, Taxonomy]:
    """A taxonomy for each facet that the layouts of one source name.

    Raises:
        SourceError: Two of them describe the same facet differently.
    """
    found: dict[str, Taxonomy] = {}
    for layout in layouts:
        for column in layout.facets:
            taxonomy = found.setdefault(column.facet, Taxonomy(column))
            for key in ("label", "of", "level"):
                if getattr(column, key) != getattr(taxonomy.column, key):
                    raise SourceError(
                        f"[[facets]] {key} of {column.facet!r} is {getattr(column, key)!r}, but "
                        f"{getattr(taxonomy.column, key)!r} elsewhere; expected the same",
                        path=shown(layout.path),
                    )
            for notation, label in column.concepts.items():
                taxonomy.add(notation, label)
    return found


def scheme_of(source: str, taxonomy: Taxonomy) -> tuple[list[Scheme], list[SchemeConcept]]:
    """The scheme of a facet that the table brings, with its concepts; nothing for one of ours."""
    column = taxonomy.column
    if column.ours or not taxonomy.labels:
        return [], []
    name = f"{source}-{column.facet}"
    scheme = Scheme(
        id=f"scheme-{name}",
        label=column.label,
        facet=column.facet,
        of=column.of,
        level=column.level,
    )
    concepts = [
        SchemeConcept(
            id=local_id("concept", name, notation),
            scheme=scheme.id,
            notation=notation,
            parent="",
            label=label,
        )
        for notation, label in sorted(taxonomy.labels.items())
    ]
    return [scheme], concepts
