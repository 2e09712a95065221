"""How a page names what it speaks of, and where that leads: no link without a page behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ..errors import IdentifierError, nearest
from ..identifiers import compress, expand, is_web_address
from ..queries import list_queries
from ..vocab import AIRM, BASE, PREFIXES
from .holdings import Holdings
from .links import Links
from .shape_files import list_shapes

# How the data of a page is called, and what it is.
DATA = {
    ".ttl": ("text/turtle", "Turtle"),
    ".jsonld": ("application/ld+json", "JSON-LD"),
    ".nt": ("application/n-triples", "N-Triples"),
    ".rdf": ("application/rdf+xml", "RDF/XML"),
}


@dataclass(frozen=True, slots=True)
class Mention:
    """A name on a page.

    Attributes:
        text: The label, else the CURIE, else the text itself.
        href: Where it leads; empty where there is no page.
        id: The CURIE or IRI, where the text is a label.
    """

    text: str
    href: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class DataLink:
    """The data of a page in one syntax."""

    href: str
    type: str
    name: str


class Mentions:
    """Names things as the pages of one build do.

    What only a server can show (single statements, mappings) is linked where a server answers.
    """

    def __init__(self, holdings: Holdings, links: Links) -> None:
        self.holdings = holdings
        self.links = links

    def of(self, name: str, text: str = "") -> Mention:
        """A thing, graph, term or anything else that has an IRI.

        Args:
            name: Its IRI or CURIE.
            text: What is to be read instead of its label.
        """
        iri = _spelt_out(name)
        if not iri:
            return Mention(text or name)
        label = text or self.holdings.labels.get(iri) or self.holdings.graph_titles.get(iri, "")
        short = compress(iri)
        return Mention(label or short, self.href(iri), short if label and label != short else "")

    def all_of(self, names: Iterable[str]) -> list[Mention]:
        """Each of several."""
        return [self.of(name) for name in names]

    def href(self, iri: str) -> str:
        """The page of an IRI of ours, or a web address; empty where there is neither."""
        if self.has_page(iri):
            return self.links.thing(iri)
        return "" if iri.startswith(BASE) or not is_web_address(iri) else iri

    def has_page(self, iri: str) -> bool:
        """Whether an IRI is ours and a page is made for it."""
        space, local = _split(iri)
        if space == "airm":
            return local in AIRM
        if space == "airmg":
            return iri in self.holdings.graph_titles
        if space == "airmq":
            return any(query.slug == local for query in list_queries())
        if space == "airms":
            return iri in list_shapes()
        if space != "airmid":
            return False
        return iri in self.holdings.things or (self.links.live and self.is_described(iri))

    def is_described(self, iri: str) -> bool:
        """Whether the graph says anything of an IRI."""
        return any(self.holdings.build.store.quads_for_pattern(NamedNode(iri), None, None))

    def data(self, iri: str) -> list[DataLink]:
        """The data of a page in each syntax."""
        return [
            DataLink(self.links.thing(iri, suffix).rstrip("#"), type_, name)
            for suffix, (type_, name) in DATA.items()
            if self.links.thing(iri, suffix)
        ]


def known_iri(name: str, known: Iterable[str]) -> str:
    """The IRI among ``known`` that ``name`` spells.

    Raises:
        IdentifierError: None of them is called so; the nearest are named.
    """
    iri = expand(name)
    among = set(known)
    if iri in among:
        return iri
    hint = nearest(compress(iri), map(compress, among))
    raise IdentifierError(f"nothing is called {compress(iri)!r}: {hint}")


def _spelt_out(name: str) -> str:
    """The IRI of a CURIE or IRI; empty for a text that is neither.

    >>> _spelt_out("airm:Mitigation") == BASE + "ns#Mitigation"
    True
    >>> _spelt_out("Note: as published")
    ''
    """
    prefix, colon, local = name.partition(":")
    if not colon or any(mark in name for mark in ' \n\t<>"{}|\\^`'):
        return ""
    if local.startswith("//") or prefix == "urn":
        return name
    return PREFIXES[prefix] + local if prefix in PREFIXES else ""


def _split(iri: str) -> tuple[str, str]:
    """The prefix of the space of ours in which an IRI is, and its local name."""
    for prefix in ("airmid", "airm", "airmg", "airmq", "airms"):
        if iri.startswith(PREFIXES[prefix]):
            return prefix, iri.removeprefix(PREFIXES[prefix])
    return "", iri
