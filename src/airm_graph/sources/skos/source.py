"""A vocabulary as records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Table
from dataclasses import dataclass
from functools import partial

from ...identifiers import compress, local_id
from ...records import Link, Mapping, Scheme, SchemeConcept, Source, Text
from ..log import Log
from .about import Metadata
from .concepts import distinct, keys_of, unread
from .description import describe
from .graph import DC, DCT, OWL, RDFS, SKOS, TYPE, Statements, iris, literals, local_part, slug
from .tree import IN_SCHEME, Placed, break_cycles, place
from .words import (
    OWL_DEPRECATED,
    READ,
    STATUS,
    is_deprecated,
    label_of,
    plain,
    texts_of,
    untagged,
)

MATCHES = (
    *(
        SKOS + name
        for name in ["exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch"]
    ),
    SKOS + "related",
    OWL + "equivalentClass",
    OWL + "sameAs",
    DCT + "isReplacedBy",
)
PLACES = [SKOS + name for name in ("broader", "narrower", "inScheme", "topConceptOf")]
CODES = (SKOS + "notation", DCT + "identifier", DC + "identifier")
UNDERSTOOD = (*READ, *MATCHES, *PLACES, *CODES, *STATUS, OWL_DEPRECATED, RDFS + "subClassOf", TYPE)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The files of one vocabulary in one version.

    Attributes:
        statements: What they say.
        files: Their concepts by address, each with the file that defines it.
        modules: What each file says of itself.
        checksum: Of the files.
    """

    statements: Statements
    files: dict[str, str]
    modules: Sequence[Metadata]
    checksum: str

    @property
    def file(self) -> str:
        """Where notes about the whole go: the first file."""
        return min(self.files.values())

    @property
    def namespaces(self) -> list[str]:
        """How the addresses of its own terms start."""
        return [space for module in self.modules for space in module.namespaces]


def source_of(vocabulary: Vocabulary, log: Log) -> Source:
    """The vocabulary as records; what is odd about it goes to the log."""
    statements, files, file = vocabulary.statements, vocabulary.files, vocabulary.file
    about, work, agent = describe(vocabulary.modules, len(files), vocabulary.checksum, file, log)
    keys = keys_of(files, vocabulary.namespaces, log)
    ids = {iri: local_id("concept", about.id, key) for iri, key in keys.items()}
    ids = dict(sorted(ids.items(), key=lambda pair: pair[1]))
    placed = _placed(vocabulary, keys, log)
    schemes = _schemes(vocabulary, placed, about.id, work.title, log)
    notations = _notations(vocabulary, placed, keys, log)
    concepts: list[SchemeConcept] = []
    mappings: set[Mapping] = set()
    texts: set[Text] = set()
    for iri, id_ in ids.items():
        note = partial(log.note, files[iri], keys[iri])
        entry = placed[iri]
        concepts.append(
            SchemeConcept(
                id=id_,
                scheme=schemes[entry.scheme].id,
                notation=notations[iri],
                parent=ids.get(entry.parent, ""),
                label=_label(statements, iri, files[iri], keys[iri], log),
            )
        )
        further = [*_matches(statements, iri), *entry.further]
        for predicate, other in further:
            scheme = schemes.get(other) if predicate == IN_SCHEME else None
            there = scheme.id if scheme else ids.get(other, other)
            mappings.add(Mapping(subject=id_, predicate=predicate, object=there))
        texts.update(texts_of(statements, iri, id_, note))
        if word := is_deprecated(statements.about(iri)):
            note(word, "is withdrawn by its publisher; it is kept")
        if "://" not in iri:
            note(iri, "has an address without '://', which is not carried over")
        if words := literals(statements.about(iri), *MATCHES):
            note(words[0].value, "is matched with a text instead of an address; that is left out")
    if bare := sum(untagged(statements, iri) for iri in files):
        log.note(file, "(languages)", bare, f"{bare} texts state no language; English is assumed")
    unread(statements, files, UNDERSTOOD, file, log)
    return Source(
        about=about,
        agents=(agent,),
        works=(work,),
        schemes=tuple(sorted(schemes.values(), key=lambda scheme: scheme.id)),
        concepts=tuple(concepts),
        mappings=tuple(sorted(mappings, key=lambda m: (m.subject, m.predicate, m.object))),
        links=tuple(
            Link(id=id_, relation="publishedAs", target=iri)
            for iri, id_ in ids.items()
            if "://" in iri
        ),
        texts=tuple(sorted(texts, key=lambda t: (t.id, t.property, t.language, t.words))),
    )


def _placed(vocabulary: Vocabulary, keys: dict[str, str], log: Log) -> dict[str, Placed]:
    own = {module.iri.rstrip("#/") for module in vocabulary.modules}
    placed = place(vocabulary.statements, keys, own)
    for cycle in break_cycles(placed, keys):
        way = " → ".join(keys[iri] for iri in [*cycle, cycle[0]])
        what = "is above itself; it is a top concept here"
        what += ", and the link is kept beside the tree" if len(cycle) > 1 else ""
        log.mend(vocabulary.files[cycle[0]], keys[cycle[0]], way, what)
    several = sum(
        sum(predicate != IN_SCHEME for predicate, _ in entry.further) + bool(entry.parent) > 1
        for entry in placed.values()
    )
    cross = sum(entry.cross for entry in placed.values())
    schemes = sum(any(p == IN_SCHEME for p, _ in e.further) for e in placed.values())
    for place_, count, what in (
        ("(several parents)", several, "concepts have several parents; the tree has the first"),
        ("(parents in other schemes)", cross, "parents in other schemes are kept beside the tree"),
        ("(several schemes)", schemes, "concepts are in several schemes; the first counts"),
    ):
        if count:
            log.note(vocabulary.file, place_, count, f"{count} {what}")
    return placed


def _schemes(
    vocabulary: Vocabulary, placed: dict[str, Placed], source: str, title: str, log: Log
) -> dict[str, Scheme]:
    """The schemes by address; the empty one stands for the vocabulary itself."""
    addresses = {entry.scheme for entry in placed.values()}
    for entry in placed.values():
        addresses.update(iri for predicate, iri in entry.further if predicate == IN_SCHEME)
    taken = {"vocabulary"}
    found: dict[str, Scheme] = {}
    unlabelled = 0
    for iri in sorted(addresses):
        key, label = "vocabulary", title
        if iri:
            key = distinct(slug(local_part(iri)) or "scheme", iri, taken)
            text = label_of(vocabulary.statements, iri)
            label = plain(text.value) if text else local_part(iri)
            unlabelled += text is None
        taken.add(key)
        id_ = local_id("scheme", source, key)
        found[iri] = Scheme(id=id_, label=label, facet="", of="", level="1")
    if unlabelled:
        what = "schemes have no label; the last part of their address stands for it"
        log.note(vocabulary.file, "(schemes)", unlabelled, f"{unlabelled} {what}")
    return found


def _notations(
    vocabulary: Vocabulary, placed: Table[str, Placed], keys: Table[str, str], log: Log
) -> dict[str, str]:
    """A code for each concept that no other one of its scheme has."""
    taken: dict[str, set[str]] = defaultdict(set)
    found: dict[str, str] = {}
    for iri in sorted(keys, key=lambda iri: keys[iri]):
        used, key = taken[placed[iri].scheme], keys[iri]
        codes = list(_codes(vocabulary.statements, iri))
        code = local_part(iri) if not codes or local_part(iri) in codes else codes[0]
        file = vocabulary.files[iri]
        if len(codes) > 1:
            log.note(file, key, ", ".join(codes), f"has several codes; {code!r} is taken")
        if code in used:
            log.note(file, key, code, "has the code of another concept; its key is its code")
            code, number = key, 1
            while code in used:
                number += 1
                code = f"{key}-{number}"
        used.add(code)
        found[iri] = code
    return found


def _codes(statements: Statements, iri: str) -> Iterator[str]:
    """The codes of the first property that has any; an address is no code."""
    for predicate in CODES:
        texts = {plain(text.value) for text in literals(statements.about(iri), predicate)}
        codes = sorted(text for text in texts if text and "://" not in text)
        if codes:
            yield from codes
            return


def _matches(statements: Statements, iri: str) -> Iterator[tuple[str, str]]:
    about = statements.about(iri)
    for predicate in MATCHES:
        for other in iris(about, predicate):
            if other != iri:
                yield compress(predicate), other


def _label(statements: Statements, iri: str, file: str, key: str, log: Log) -> str:
    text = label_of(statements, iri)
    if text is None:
        log.note(file, key, iri, "has no label; the last part of its address stands for it")
        return local_part(iri)
    label = plain(text.value)
    if label != text.value:
        log.mend(file, key, text.value, "has line breaks or spaces too many in its label")
    return label
