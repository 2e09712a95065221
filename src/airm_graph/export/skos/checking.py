"""Checks a SKOS file by the integrity conditions of SKOS, and by what a registry needs of it.

Beyond the conditions: nothing in it is of another vocabulary, every concept is in a scheme and has
a label, no two of a scheme share a notation, no concept stands below itself, and a scheme that is
described has a title and a licence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from ...errors import SourceError
from ...identifiers import compress
from ...sources.bounded import read_rdf
from ...vocab import DCAT, DCTERMS, OWL, RDF, RDFS, SKOS, VCARD, VS
from .conditions import CONDITIONS, LABELS
from .relations import cycles
from .statements import MATCHES, SEMANTIC, Said, name_of

NOTES = ("note", "changeNote", "definition", "editorialNote", "example", "historyNote", "scopeNote")
MEMBERSHIP = ("inScheme", "hasTopConcept", "topConceptOf", "member", "memberList")
KNOWN = frozenset({*LABELS, *NOTES, *SEMANTIC, *MATCHES, *MEMBERSHIP, "notation"})
CLASSES = frozenset(
    SKOS.namespace + name
    for name in ("Concept", "ConceptScheme", "Collection", "OrderedCollection")
)
OTHER_CLASSES = (DCTERMS.namespace + "Agent", VCARD.namespace)
ALLOWED = (
    *(SKOS.namespace, DCTERMS.namespace, DCAT.namespace, VCARD.namespace),
    *(RDF.namespace + name for name in ("type", "first", "rest")),
    *(OWL.versionInfo.value, OWL.deprecated.value, VS.term_status.value),
    *(RDFS.seeAlso.value, RDFS.label.value),
)


def check_skos(path: Path) -> list[str]:
    """What is wrong with a SKOS file, a sentence each; nothing where nothing is.

    The format is told by the ending, as where vocabularies are read; bounds are the same.
    """
    try:
        quads = read_rdf(path)
    except SourceError as error:
        return [str(error)]
    said = Said(quads)
    if not said.of("Concept"):
        return [f"{path.name}: no skos:Concept; expected concept schemes in SKOS"]
    found = {
        f"{path.name}: {fault}" for check in (*CONDITIONS, _words, _useful) for fault in check(said)
    }
    return sorted(found)


def _words(said: Said) -> Iterator[str]:
    """Nothing but SKOS, and what describes a scheme and its makers."""
    for local in said.pairs:
        if local not in KNOWN:
            yield f"skos:{local} is no property of SKOS"
    for quad in said.quads:
        kind = name_of(quad.object)
        if not quad.predicate.value.startswith(ALLOWED):
            yield f"{compress(quad.predicate.value)} is of another vocabulary than SKOS"
        elif quad.predicate == RDF.type and not (kind in CLASSES or kind.startswith(OTHER_CLASSES)):
            yield f"{compress(kind)} is a class of another vocabulary than SKOS"


def _useful(said: Said) -> Iterator[str]:
    """What a registry asks for: labels, schemes, a hierarchy that ends, titles and licences."""
    inside = {one for one, _ in said.pairs["inScheme"]}
    above = {name_of(other) for _, other in said.pairs["broader"]}
    labelled = {one for one, _ in said.pairs["prefLabel"]}
    for one in said.of("Concept"):
        if one in inside and one not in labelled:
            yield f"{compress(one)} has no skos:prefLabel"
        if one not in inside | above:
            yield f"{compress(one)} is in no scheme; give it a skos:inScheme"
    for one in cycles(said.relations()):
        yield f"{compress(one)} stands below itself; cut one skos:broader of the cycle"
    about = defaultdict(set)
    for quad in said.quads:
        about[name_of(quad.subject)].add(quad.predicate)
    for scheme in said.of("ConceptScheme"):
        for wanted in (DCTERMS.title, DCTERMS.license):
            if scheme in labelled and wanted not in about[scheme]:
                yield f"{compress(scheme)} has no {compress(wanted.value)}"
