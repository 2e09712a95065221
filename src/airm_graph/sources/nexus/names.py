"""What the AI Atlas Nexus calls things, and what they are called here.

What a taxonomy defines is stated in the work that the taxonomy is; its groups are concepts of a
facet. Measures of the MIT database belong to the documents that they were taken from. What is
neither risk, measure, requirement nor incident (documents, data sets, models, taxonomies, …) is a
concept of a scheme without a facet: an evidence note must be evidence for something, and of these
nobody says that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .folder import Entity
from .ours import (
    FACET_OF,
    KEY,
    NOTATION,
    PREFIX,
    first,
    is_ours,
    local_name,
    noted,
    own_facet,
)

WORKS = {
    "ai-risk-taxonomy": "framework-air2024",
    "ailuminate-v1.0": "framework-ailuminate",
    "aiuc1": "framework-aiuc1",
    "credo-ucf": "framework-eisenberg2025",
    "eticas-ai-risk-taxonomy": "framework-eticas",
    "ibm-granite-guardian": "framework-granite-guardian",
    "ibm-risk-atlas": "framework-ibm-risk-atlas",
    "mit-ai-risk-repository": "framework-mit-risk-repository",
    "mit-ai-risk-repository-causal": "framework-mit-risk-repository",
    # Named after the AI RMF, but its risks and actions are those of NIST AI 600-1.
    "nist-ai-rmf": "framework-nist2024",
    "owasp-asi": "framework-owasp-asi",
    "owasp-ast10": "framework-owasp-ast10",
    "owasp-llm-2.0": "framework-owasp-llm",
    "shieldgemma-taxonomy": "framework-shieldgemma",
}
# What the MIT database calls its documents; the keys of its measures end so.
DOCUMENTS = {
    "NIST.AI.600-1": "NIST2024",
    "doc-Barrett2024": "Barrett2024",
    "doc-Bengio2025": "Bengio2025",
    "doc-Campos2025": "Campos2025",
    "doc-Casper2025": "Casper2025",
    "doc-EU AI Office2025": "EU AI Office2025",
    "doc-Eisenberg2025": "Eisenberg2025",
    "doc-FLI2024": "Future of Life Institute2024",
    "doc-Gipiskis2024": "Gipiškis2024",
    "doc-Schuett2023": "Schuett2023",
    "doc-UK Government2023": "UK Government2023",
    "doc-Uuk2024": "Uuk2024",
    "doc-Wiener2024": "Wiener2024",
}
# The facet by whose concepts the groups of a taxonomy classify its risks.
GROUP_FACETS = {
    "ai-risk-taxonomy": "air2024-risk-group",
    "ailuminate-v1.0": "ailuminate-risk-group",
    "credo-ucf": "credo-risk-group",
    "eticas-ai-risk-taxonomy": "eticas-risk-group",
    "ibm-granite-guardian": "granite-guardian-risk-group",
    "ibm-risk-atlas": "ibm-risk-group",
    "mit-ai-risk-repository": "mit-risk-group",
    "mit-ai-risk-repository-causal": "mit-causal-group",
    "shieldgemma-taxonomy": "shieldgemma-risk-group",
}
PLAIN_SCHEMES = {
    ("groups", "hf-ml-tasks"): "aitasks",
    ("groups", "ibm-ai-capabilities"): "capabilities",
    ("entries", "ibm-ai-capabilities"): "capabilities",
    ("groups", "mit-draft-ai-risk-mitigation"): "mitigation-categories",
    ("stakeholdergroups", "csiro-responsible-ai-patterns"): "stakeholders",
    ("aimodelfamilies", ""): "aimodels",
}
KINDS = {"actions": "measure", "controls": "measure", "rules": "requirement"}
PREFIXES = {
    "measure": "mitigation",
    "requirement": "requirement",
    "risk": "risk",
    "incident": "evidence",
}
OWASP = re.compile(r"(llm|asi|ast)[0-9]{2}")
AIUC_REQUIREMENT = re.compile(r"aiuc1-req-([a-z][0-9]+)")
AIUC_CONTROL = re.compile(r"aiuc1-ctrl-([a-z][0-9]+)-([0-9]+)")
MIT_SUBDOMAIN = re.compile(r"mit-ai-risk-subdomain-([0-9.]+)")
NIST_RISK = re.compile(r"nist-(.+)")
MIT_MEASURE = re.compile(r"(A[0-9]{4,})_.+")
CODED = re.compile(r"mit-(?:ai-risk-domain|draft-ai-risk-mitigation-group)-([0-9.]+)")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A scheme to be: its name, which is also its facet where things are classified by it.

    ``of`` is what the facet is for, empty without a facet; ``title`` ends the scheme's label.
    """

    name: str
    of: str = ""
    title: str = ""


def slug(text: str) -> str:
    """A notation that can stand in a CURIE.

    >>> slug("https://example.org/A b(c)"), slug("Third-party entities")
    ('example.org-a-b-c', 'third-party-entities')
    """
    short = re.sub("^https?://", "", text.strip().lower())
    return re.sub("[^a-z0-9._]+", "-", short).strip("-._") or "unnamed"


def kind(entity: Entity) -> str:
    """The kind of filing that an entity becomes, or nothing where it becomes a concept."""
    if entity.collection == "entries":
        return "risk" if entity.one("type") == "Risk" else ""
    return "incident" if entity.collection == "riskincidents" else KINDS.get(entity.collection, "")


def work_of(taxonomy: str) -> str:
    """The work that a taxonomy is; an unknown one gets an identifier of the same manner.

    >>> work_of("owasp-llm-2.0"), work_of("New List 1")
    ('framework-owasp-llm', 'framework-new-list-1')
    """
    return WORKS.get(taxonomy) or "framework-" + slug(taxonomy).replace(".", "-")


def work(entity: Entity) -> str:
    """The work that states an entity: that of its taxonomy, or of the document it was taken from.

    An MIT measure has no taxonomy; the work of its document is the one that the catalogue of this
    project already knows.
    """
    if taxonomy := entity.one("isDefinedByTaxonomy"):
        return taxonomy.removeprefix(PREFIX) if is_ours(entity) else work_of(taxonomy)
    for document in entity.all("hasDocumentation"):
        if document in DOCUMENTS:
            name = DOCUMENTS[document].replace("š", "s")
            return "framework-" + re.sub("[^a-z0-9]", "", name.lower())
    return ""


def source_key(entity: Entity) -> str:
    """The key that the publisher of the work gives the thing; else the one of the Nexus.

    >>> source_key(Entity("llm022025-sensitive-information-disclosure", "entries", ""))
    'LLM02'
    >>> source_key(Entity("aiuc1-ctrl-a001-2", "rules", ""))
    'A001.2'
    """
    key = entity.id
    if is_ours(entity):
        return first(noted(entity, KEY)) or local_name(entity)
    if found := OWASP.match(key):
        return found[0].upper()
    if found := AIUC_REQUIREMENT.fullmatch(key):
        return found[1].upper()
    if found := AIUC_CONTROL.fullmatch(key):
        return f"{found[1].upper()}.{found[2]}"
    if found := MIT_SUBDOMAIN.fullmatch(key):
        return found[1]
    if found := NIST_RISK.fullmatch(key):
        return found[1]
    if entity.collection == "controls" and (found := MIT_MEASURE.fullmatch(key)):
        for document in entity.all("hasDocumentation"):
            if document in DOCUMENTS:
                return f"{found[1]}_{DOCUMENTS[document]}"
    return key


def shelf(entity: Entity) -> Shelf | None:
    """The scheme whose concept an entity becomes, if it becomes one."""
    taxonomy, type_ = entity.one("isDefinedByTaxonomy"), entity.one("type")
    if kind(entity):
        return None
    if is_ours(entity):
        name = slug(local_name(entity) if not taxonomy else taxonomy.removeprefix(PREFIX))
        of = first(noted(entity, FACET_OF)) if entity.collection == "groups" else ""
        if entity.collection != "groups":
            return Shelf(slug(entity.collection))
        return Shelf(own_facet(entity), of) if of else Shelf(name.replace(".", "-"))
    if type_ == "RiskGroup":
        return Shelf(
            GROUP_FACETS.get(taxonomy) or f"{slug(taxonomy)}-risk-group", "risk", "groups of risks"
        )
    if taxonomy == "aiuc1" and type_ == "Principle":
        return Shelf("aiuc1-principle", "requirement", "principles")
    if taxonomy == "aiuc1" and entity.collection == "aitasks":
        return Shelf("aiuc1-capability", "requirement", "capabilities of systems")
    if type_ == "Principle" and entity.one("hasDocumentation"):
        return Shelf(slug(entity.one("hasDocumentation")).removeprefix("doc-"))
    name = PLAIN_SCHEMES.get((entity.collection, taxonomy), slug(entity.collection))
    return Shelf(slug(type_) if name == "entries" and type_ else name)


def notation(entity: Entity) -> str:
    """The publisher's code of a group, else a slug: of a group's name, of another thing's id."""
    if found := CODED.fullmatch(entity.id):
        return found[1]
    if is_ours(entity):
        return first(noted(entity, NOTATION)) or slug(local_name(entity))
    return slug((entity.collection == "groups" and entity.one("name")) or entity.id)
