"""What the catalogue and the schemes already hold, so that a reader can say the same thing again.

A compilation restates works that have an identifier here, and codes of taxonomies that are schemes
here; whatever is unknown is new or wrong, and its reader says so.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

from pyoxigraph import Literal

from ...identifiers import compress
from ...records import Work
from ...resources import root
from ...tables import read_table
from ..bounded import read_rdf, read_text

# Letters that are no other letter with a mark.
PLAIN = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d"})
LABELS = {"skos:prefLabel", "skos:altLabel", "skos:hiddenLabel"}


@dataclass
class Concept:
    """A concept of a scheme: its local name and everything it is called."""

    id: str
    labels: set[str] = field(default_factory=set)

    def is_called(self, label: str) -> bool:
        """Whether the label is one of the concept's, but for case, blanks and punctuation."""
        return folded(label) in {folded(name) for name in self.labels}


def folded(text: str) -> str:
    """A title or label without case, accents, blanks and punctuation, to compare it by.

    >>> folded("Tramèr's  survey: risks ") == folded("Tramer's Survey - Risks")
    True
    """
    return re.sub(r"[\W_]+", "", _plain(text))


def slug(text: str) -> str:
    """The letters and digits of a reference, as the identifiers of works have them.

    >>> [slug(text) for text in ("Gipiškis2024", "G'sell2024", "EU AI Office2025")]
    ['gipiskis2024', 'gsell2024', 'euaioffice2025']
    """
    return re.sub("[^a-z0-9]+", "", _plain(text))


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(PLAIN))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def works(without: str) -> tuple[Work, ...]:
    """The works of the catalogue, but those that the source ``without`` itself brought into it.

    Otherwise a source whose facts are in the catalogue would find its own works and leave them out.
    """
    names = [item.name for item in fields(Work) if item.name not in {"path", "line"}]
    found = []
    for path in sorted((root() / "data" / "catalogue").glob("*/*/works.tsv")):
        if tomllib.loads(read_text(path.with_name("about.toml"))).get("id") == without:
            continue
        for _, row in read_table(path, names):
            said: dict[str, Any] = dict(row)
            said["creators"] = tuple(part.strip() for part in row["creators"].split(";"))
            found.append(Work(**said))
    return tuple(found)


def same_work(known: Iterable[Work], reference: str, title: str) -> Work | None:
    """The known work with this title, or with this reference and a title that starts alike."""
    fit = folded(title)
    for work in known:
        if folded(work.title) == fit:
            return work
    for work in known:
        other = folded(work.title)
        alike = other.startswith(fit) or fit.startswith(other)
        if work.source_key == reference and alike:
            return work
    return None


def concepts(scheme: str) -> dict[str, Concept]:
    """The concepts of one of our schemes by notation.

    >>> concepts("causal-intent")["intentional"].is_called("1 - Intentional")
    True
    """
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in read_rdf(root() / "ontology" / "schemes" / f"{scheme}.ttl"):
        if isinstance(quad.object, Literal):
            name = str(quad.subject).strip("<>")
            said[name][compress(quad.predicate.value)].append(quad.object.value)
    return {
        notation: Concept(
            id=compress(name).partition(":")[2],
            labels={label for predicate in LABELS for label in values.get(predicate, [])},
        )
        for name, values in said.items()
        for notation in values.get("skos:notation", [])
    }
