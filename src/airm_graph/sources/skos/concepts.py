"""What in a vocabulary is a concept, and what it holds besides."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from ...errors import IdentifierError
from ...identifiers import compress, local_id
from ...vocab import RDF
from ..log import Log
from .graph import MODEL, OWL, RDFS, SKOS, TYPE, Statements, iris, local_part
from .words import label_of

CONCEPT = SKOS + "Concept"
CLASSES = (OWL + "Class", RDFS + "Class")
PROPERTIES = (
    RDF.namespace + "Property",
    OWL + "ObjectProperty",
    OWL + "DatatypeProperty",
    OWL + "AnnotationProperty",
)
RESTRICTION = OWL + "Restriction"
INDIVIDUAL = OWL + "NamedIndividual"


def concepts_of(statements: Statements, namespaces: Sequence[str]) -> list[str]:
    """The addresses of the concepts that a file defines, sorted.

    Whatever is typed ``skos:Concept`` is one. A class is one if its address starts like the
    vocabulary's; an ontology names classes of others, too, only to refer to them. Where none of
    the classes is the vocabulary's by its address, all that have a label are.
    """
    concepts = set(statements.typed(CONCEPT))
    classes = [iri for iri in statements.typed(*CLASSES) if not iri.startswith(MODEL)]
    own = [iri for iri in classes if iri.startswith(tuple(namespaces))]
    if not own and not concepts:
        own = [iri for iri in classes if label_of(statements, iri) or not namespaces]
    return sorted(concepts.union(own))


def keys_of(files: Mapping[str, str], namespaces: Sequence[str], log: Log) -> dict[str, str]:
    """A key for each concept that no other one has once it is written as an identifier.

    That is the local part of its address. Where two share it, the one of the vocabulary's own
    namespace has it, and the other one's namespace is added to its key.

    Args:
        files: The concepts by address, each with the file that defines it.
        namespaces: How the addresses of the vocabulary's own terms start.
        log: Is told of each concept, and of what is odd about its name.
    """
    keys: dict[str, str] = {}
    taken: set[str] = set()
    for iri in sorted(files, key=lambda iri: (not iri.startswith(tuple(namespaces)), iri)):
        wanted = local_part(iri)
        nameless = not _safe(wanted)
        if nameless:
            wanted = hashlib.sha256(iri.encode()).hexdigest()[:12]
        key = distinct(wanted, iri, taken)
        log.row(files[iri], key)
        if nameless:
            log.note(files[iri], key, iri, "has no name in its address; a digest stands for it")
        if key != wanted:
            log.note(files[iri], key, iri, f"shares its name {wanted!r} with another concept")
        taken.add(_safe(key))
        keys[iri] = key
    return keys


def distinct(key: str, iri: str, taken: Collection[str]) -> str:
    """The key, with the namespace or a number added if another one is written the same."""
    number, wanted = 1, key
    while key in taken or _safe(key) in taken:
        number += 1
        space = local_part(iri.rstrip("#/:").removesuffix(local_part(iri)))
        key = f"{wanted}-{space}" if number == 2 and _safe(space) else f"{wanted}-{number}"
    return key


def _safe(key: str) -> str:
    try:
        return local_id("concept", "x", key)
    except IdentifierError:
        return ""


def report(statements: Statements, concepts: set[str], name: str, log: Log) -> None:
    """Tell what a file holds besides concepts, with counts."""
    for type_ in PROPERTIES:
        found = [iri for iri in statements.typed(type_) if not iri.startswith(MODEL)]
        kept = sum(iri in concepts for iri in found)
        if found:
            which = f"the {kept} that are concepts, too, are kept" if kept else "none is kept"
            what = f"{len(found)} properties; {which}"
            log.note(name, f"({compress(type_)})", len(found), what)
    for types, place in (
        ((CONCEPT, *CLASSES), "(without a name)"),
        ((RESTRICTION,), "(restrictions)"),
    ):
        if unnamed := statements.unnamed(*types):
            log.note(name, place, unnamed, f"{unnamed} classes have no name; none is kept")
    classes = [iri for iri in statements.typed(*CLASSES) if not iri.startswith(MODEL)]
    if foreign := [iri for iri in classes if iri not in concepts]:
        some = ", ".join(foreign[:3]) + (" …" if len(foreign) > 3 else "")
        what = f"{len(foreign)} classes are of other vocabularies: {some}"
        log.note(name, "(classes of others)", len(foreign), what)
    instances = {iri for iri, about in statements.subjects() if concepts & {*iris(about, TYPE)}}
    individuals = instances.union(statements.typed(INDIVIDUAL))
    if others := individuals - concepts:
        both = len(individuals) - len(others)
        what = f"{len(others)} individuals are not kept; the {both} that are concepts, too, are"
        log.note(name, "(individuals)", len(others), what)


def unread(
    statements: Statements, concepts: Iterable[str], read: Iterable[str], name: str, log: Log
) -> None:
    """Tell how much is said of the concepts in terms that no reader here understands."""
    known = set(read)
    counts: Counter[str] = Counter()
    for iri in concepts:
        for predicate, terms in statements.about(iri).items():
            if predicate not in known:
                counts[compress(predicate)] += len(terms)
    if counts:
        most = ", ".join(f"{n} {term}" for term, n in sorted(counts.items(), key=_by_count)[:5])
        total = sum(counts.values())
        what = f"{total} statements in {len(counts)} other terms are not read: {most}"
        log.note(name, "(other statements)", total, what)


def _by_count(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]
