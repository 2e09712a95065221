"""What a vocabulary says of itself: its name, version, licence, makers and dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from pyoxigraph import BlankNode, Literal, NamedNode

from ...identifiers import is_web_address
from .graph import (
    DC,
    DCT,
    OWL,
    RDFS,
    SKOS,
    TYPE,
    Statements,
    Term,
    iris,
    literals,
    slug,
)
from .words import label_of, plain, preference

VANN = "http://purl.org/vocab/vann/"
SCHEMA = "https://schema.org/"
FOAF_NAME = "http://xmlns.com/foaf/0.1/name"
UNDETERMINED = "http://rightsstatements.org/vocab/UND/1.0/"
UNSTATED = "unstated"
# Hosts that give out permanent names: the first step of the path says whose name it is.
REGISTRARS = ("w3id.org", "purl.org", "www.purl.org")
LICENCE = (DCT + "license", SCHEMA + "license", "http://creativecommons.org/ns#license")
RIGHTS = (DCT + "rights", DC + "rights")
SPDX = (
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CC-BY-3.0", "CC-BY-4.0"),
    *("CC-BY-NC-4.0", "CC-BY-ND-4.0", "CC-BY-SA-4.0", "EUPL-1.2", "GPL-3.0-only", "MIT"),
    *("MPL-2.0", "ODbL-1.0", "W3C"),
)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What one file says of the vocabulary in it; whatever it leaves out is empty.

    Attributes:
        iri: The ontology or concept scheme that describes the vocabulary.
        name: A short name, from the prefix, the address or the file.
        title: Its English title, if it has one.
        version: Its version, else the day of its last change.
        dated: Whether that day stands for a version that is not stated.
        licence: The address of its licence.
        licence_words: What it says of its licence where that is no address or SPDX identifier.
        creators: Names, in a fixed order.
        publisher: A name.
        publisher_address: The publisher's address.
        issued: The day of its first issue.
        modified: The day of its last change.
        namespaces: How the addresses of its own terms start.
    """

    iri: str
    name: str
    title: str
    version: str
    dated: bool
    licence: str
    licence_words: str
    creators: tuple[str, ...]
    publisher: str
    publisher_address: str
    issued: str
    modified: str
    namespaces: tuple[str, ...]

    @property
    def project(self) -> str:
        """Whose vocabulary it is: modules of one share it."""
        parts = urlsplit(self.iri)
        return f"{parts.netloc}/{parts.path.strip('/').split('/')[0]}" if self.iri else ""


def metadata(statements: Statements, stem: str) -> Metadata:
    """What a file says of its vocabulary.

    Args:
        statements: What the file says.
        stem: The name of the file, which names a vocabulary that does not name itself.
    """
    iri = _subject(statements)
    about = statements.about(iri)
    prefix = _first(about, VANN + "preferredNamespacePrefix")
    issued = _day(about, DCT + "issued", DCT + "created")
    modified = _day(about, DCT + "modified")
    version = _version(about)
    licence, words = _licence(about)
    label = label_of(statements, iri)
    titles = sorted(literals(about, DCT + "title", DC + "title"), key=preference)
    makers = [*about.get(DCT + "creator", []), *about.get(DC + "creator", [])]
    publishers = [*about.get(DCT + "publisher", []), *about.get(DC + "publisher", [])]
    publisher = next((_agent(statements, term) for term in publishers), "")
    address = next((term.value for term in publishers if isinstance(term, NamedNode)), "")
    namespace = [*iris(about, VANN + "preferredNamespaceUri")]
    namespace += [text.value for text in literals(about, VANN + "preferredNamespaceUri")]
    return Metadata(
        iri=iri,
        name=short_name(iri, prefix) if iri else slug(stem) or "vocabulary",
        title=plain(titles[0].value if titles else label.value if label else ""),
        version=version or modified or issued or UNSTATED,
        dated=not version and bool(modified or issued),
        licence=licence,
        licence_words=words,
        creators=tuple(sorted({name for term in makers if (name := _agent(statements, term))})),
        publisher=publisher,
        publisher_address=address if is_web_address(address) else "",
        issued=issued,
        modified=modified,
        namespaces=tuple(namespace) + tuple(f"{iri.rstrip('#/')}{end}" for end in "#/:" if iri),
    )


def short_name(iri: str, prefix: str = "") -> str:
    """A short name for a vocabulary, told from its preferred prefix or its address.

    >>> short_name("https://w3id.org/dpv/ai", "ai"), short_name("https://w3id.org/airo", "airo")
    ('dpv-ai', 'airo')
    >>> short_name("http://d3fend.mitre.org/ontologies/d3fend.owl")
    'd3fend'
    """
    parts = urlsplit(iri)
    steps = [step for step in parts.path.split("/") if step]
    last = PurePosixPath(steps[-1]) if steps else PurePosixPath(parts.netloc or iri)
    stem = last.stem if last.suffix in (".owl", ".ttl", ".rdf") else last.name
    name = slug(prefix) or slug(stem) or slug(parts.netloc) or "vocabulary"
    owner = slug(steps[0]) if steps and parts.netloc in REGISTRARS else ""
    return name if name.startswith(owner) else f"{owner}-{name}"


def _subject(statements: Statements) -> str:
    """The ontology of the file, else the concept scheme with most concepts."""
    ontologies = statements.typed(OWL + "Ontology")
    if ontologies:
        return min(ontologies, key=lambda iri: (-_size(statements.about(iri)), iri))
    members: dict[str, int] = dict.fromkeys(statements.typed(SKOS + "ConceptScheme"), 0)
    for _, about in statements.subjects():
        for scheme in iris(about, SKOS + "inScheme", SKOS + "topConceptOf"):
            if scheme in members:
                members[scheme] += 1
    described = [
        iri for iri in members if label_of(statements, iri) or _says(statements.about(iri))
    ]
    return min(described, key=lambda iri: (-members[iri], iri), default="")


def _says(about: dict[str, list[Term]]) -> bool:
    """Whether it is described at all, and not merely named."""
    return bool(_version(about) or about.keys() & {*LICENCE, *RIGHTS, DCT + "publisher"})


def _size(about: dict[str, list[Term]]) -> int:
    return sum(len(terms) for predicate, terms in about.items() if predicate != TYPE)


def _first(about: dict[str, list[Term]], *predicates: str) -> str:
    texts = sorted(literals(about, *predicates), key=preference)
    return plain(texts[0].value) if texts else ""


def _version(about: dict[str, list[Term]]) -> str:
    stated = (
        _first(about, OWL + "versionInfo"),
        _first(about, SCHEMA + "version"),
        _first(about, DCT + "hasVersion"),
    )
    named = iris(about, DCT + "hasVersion", OWL + "versionIRI")
    steps = [step for iri in named for step in re.split("[/#]", iri) if re.search(r"\d", step)]
    return next((text for text in stated if text), "") or (steps[-1] if steps else "")


def _licence(about: dict[str, list[Term]]) -> tuple[str, str]:
    """The address of the licence; or none, and what is said instead."""
    stated = iris(about, *LICENCE)
    words = [text.value.strip() for text in literals(about, *LICENCE)]
    stated += [text for text in words if is_web_address(text)]
    stated += [f"https://spdx.org/licenses/{text}" for text in words if text in SPDX]
    stated += iris(about, *RIGHTS)
    stated = [iri for iri in stated if is_web_address(iri)]
    words += [text.value.strip() for text in literals(about, *RIGHTS)]
    return (stated[0], "") if stated else (UNDETERMINED, plain(" ".join(words)))


def _day(about: dict[str, list[Term]], *predicates: str) -> str:
    for text in literals(about, *predicates):
        if found := DAY.match(text.value.strip()):
            return found[0]
    return ""


def _agent(statements: Statements, term: Term) -> str:
    """The name of a person or organisation, however it is given."""
    if isinstance(term, Literal):
        return plain(term.value)
    about = (
        statements.of_blank(term) if isinstance(term, BlankNode) else statements.about(term.value)
    )
    name = _first(about, FOAF_NAME, SCHEMA + "name", SKOS + "prefLabel", RDFS + "label")
    return name or (term.value if isinstance(term, NamedNode) else "")


def source_id(name: str, version: str) -> str:
    """The name of a version: letters and digits of the vocabulary's name, and its version.

    >>> source_id("dpv-ai", "2.3"), source_id("dpv-iso", "unstated"), source_id("iso3166", "2024")
    ('dpvai2_3', 'dpviso', 'iso3166_2024')
    """
    short = name.replace("-", "")
    if version == UNSTATED:
        return short
    mark = re.sub("[^a-z0-9]+", "_", version.lower()).strip("_")[:40].strip("_")
    return f"{short}_{mark}" if short[-1:].isdigit() else f"{short}{mark}"


def primary(modules: Sequence[Metadata]) -> Metadata | None:
    """The module whose address starts those of all others; none if there is no such one."""
    for module in sorted(modules, key=lambda module: len(module.iri)):
        start = module.iri.rstrip("#/")
        others = {other.iri.rstrip("#/") for other in modules} - {start}
        if module.iri and all(iri.startswith((f"{start}/", f"{start}#")) for iri in others):
            return module
    return None
