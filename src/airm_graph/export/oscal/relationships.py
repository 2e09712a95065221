"""What a mapping comes to in OSCAL: its words where they mean the same, else the word as it is.

OSCAL lets a relationship stand in a namespace of its own. So a link of which nobody said the type
stays one, and what is denied stays denied: neither gets a word that means something else.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ...vocab import AIRM, PREFIXES, SSSOM
from ..contents import Resource
from .items import is_negative
from .spelling import token
from .statements import local, status

SKOS = PREFIXES["skos"]
OWL = PREFIXES["owl"]
# Both ends are one, which does not say that their wording is: so never "equal-to".
EQUIVALENT, SUBSET, SUPERSET, INTERSECTS, NONE = (
    *("equivalent-to", "subset-of", "superset-of"),
    *("intersects-with", "no-relationship"),
)
WORDS = {
    SKOS + "exactMatch": EQUIVALENT,
    OWL + "sameAs": EQUIVALENT,
    OWL + "equivalentClass": EQUIVALENT,
    AIRM.sameRecordAs.value: EQUIVALENT,
    SKOS + "broadMatch": SUBSET,
    SKOS + "broader": SUBSET,
    PREFIXES["rdfs"] + "subClassOf": SUBSET,
    SKOS + "narrowMatch": SUPERSET,
    SKOS + "narrower": SUPERSET,
    AIRM.intersectsWith.value: INTERSECTS,
}
# Only who denies any correspondence says that there is none.
DENYING_ALL = {AIRM.correspondsTo.value, PREFIXES["nexus"] + "noMatch"}
# Justifications that say on what a mapping rests; the others, like curation by hand, do not.
RATIONALES = {
    "LexicalMatching": "syntactic",
    "LexicalSimilarityThresholdMatching": "syntactic",
    "StructuralMatching": "syntactic",
    "SemanticSimilarityThresholdMatching": "semantic",
    "LogicalReasoning": "semantic",
}
STATUSES = {"accepted": "complete", "proposed": "draft", "superseded": "superseded"}


class Relationship(NamedTuple):
    """A word, and its namespace where it is not OSCAL's."""

    word: str
    namespace: str = ""


def relationship(mapping: Resource) -> Relationship:
    """The word for a mapping; one that is denied is the negated predicate of SSSOM."""
    predicate = predicate_of(mapping)
    if is_negative(mapping):
        if predicate in DENYING_ALL:
            return Relationship(NONE)
        return Relationship(local(SSSOM.NegatedPredicate.value), SSSOM.namespace)
    if predicate in WORDS:
        return Relationship(WORDS[predicate])
    word = local(predicate)
    return Relationship(token(word), predicate.removesuffix(word) or AIRM.namespace)


def predicate_of(mapping: Resource) -> str:
    """The IRI of what it says of its ends."""
    return mapping.value(SSSOM.predicate_id) or AIRM.correspondsTo.value


def method_of(mapping: Resource) -> str:
    """``human`` or ``automation``; who only lets a program find candidates calls it human."""
    by_machine = mapping.value(AIRM.machineMade) in ("true", "1")
    by_program = mapping.value(AIRM.method) in (AIRM.modelReading.value, AIRM.rule.value)
    return "automation" if by_machine or by_program else "human"


def status_of(mapping: Resource) -> str:
    """The status that OSCAL has for it; empty where it has none, as for what is disputed."""
    return STATUSES.get(status(mapping), "")


def rationale_of(mapping: Resource) -> str:
    """Whether meanings or words were compared; empty where nobody says."""
    return RATIONALES.get(local(mapping.value(SSSOM.mapping_justification)), "")


def score_of(mapping: Resource) -> dict[str, Any]:
    """The confidence, between 0 and 1, as OSCAL puts it."""
    said = mapping.value(AIRM.confidence)
    return {"percentage": float(said)} if said else {}
