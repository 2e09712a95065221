"""The tables: which there are, with which columns, and what these mean."""

from __future__ import annotations

from ...columns import STATUSES
from ...coverage.cells import STATES
from .schema import Column, Kind, Table

ITEM_KINDS = (
    *("measure", "requirement", "risk-source", "risk", "consequence", "impact"),
    *("section", "concept", "evidence", "incident", "work"),
)
COMPLETENESS = ("complete", "partial", "unknown")
METHODS = ("publisherFiling", "personReading", "modelReading", "rule")


def _column(name: str, kind: Kind, about: str, term: str = "", leads_to: str = "") -> Column:
    return Column(name=name, kind=kind, about=about, term=term, leads_to=leads_to)


def _needed(name: str, kind: Kind, about: str, term: str = "", leads_to: str = "") -> Column:
    return Column(name=name, kind=kind, about=about, term=term, required=True, leads_to=leads_to)


def _one_of(name: str, values: tuple[str, ...], about: str, term: str = "") -> Column:
    return Column(name=name, kind="code", about=about, term=term, values=values)


def _iri(about: str) -> Column:
    return _needed("iri", "iri", about)


SOURCE = _column(
    "source", "iri", "The named graph that says so.", "prov:wasDerivedFrom", "sources.iri"
)
LICENCE = _column("licence", "iri", "The licence of the row.", "dcterms:license")
STATUS = _one_of(
    "status", STATUSES, "Whether it counts: only what is accepted does.", "airm:status"
)
# Who decided, when, how, how sure and why: the same for every kind of statement.
DECISION = (
    _column("who", "iri", "Who decided so.", "prov:wasAttributedTo", "agents.iri"),
    _column("date", "day", "When; empty where no source says.", "dcterms:date"),
    _one_of("method", METHODS, "How it was decided.", "airm:method"),
    _column("confidence", "number", "How sure, between 0 and 1.", "airm:confidence"),
    _column("rationale", "text", "Why, in words.", "airm:rationale"),
    _needed("preliminary", "flag", "Whether it is not to be cited yet.", "airm:preliminary"),
    SOURCE,
    LICENCE,
)

AGENTS = Table(
    name="agents",
    title="Agents",
    about="Who states or decides something: an organisation, a person, a program.",
    key=("iri",),
    named_by="iri",
    columns=(
        _iri("The agent."),
        _one_of("kind", ("Organization", "Person", "SoftwareAgent"), "What it is.", "rdf:type"),
        _column("label", "text", "What it is called.", "skos:prefLabel"),
        _column("definition", "text", "What it does here.", "skos:definition"),
        _column("address", "iri", "Where more is said.", "rdfs:seeAlso"),
    ),
)
SOURCES = Table(
    name="sources",
    title="Sources",
    about="A named graph: one version of a work, a compilation or a reading, with its licence.",
    key=("iri",),
    named_by="iri",
    columns=(
        _iri("The named graph."),
        _column("id", "text", "Its short name.", "dcterms:identifier"),
        _one_of(
            "kind",
            ("framework", "compilation", "reading", "scheme", "derived", "other"),
            "What it holds.",
        ),
        _column("title", "text", "Its title.", "dcterms:title"),
        _column("version", "text", "Which version it holds.", "owl:versionInfo"),
        _column("work", "iri", "The work or compilation that it is of.", leads_to="works.iri"),
        LICENCE,
        _column("rights", "text", "Whose rights: the attribution.", "dcterms:rights"),
        _column("who", "iri", "Who says what is in it.", "prov:wasAttributedTo", "agents.iri"),
        _one_of("method", METHODS, "How it was made.", "airm:method"),
        _column("issued", "day", "When it was published.", "dcterms:issued"),
        _column("retrieved", "day", "When it was fetched.", "dcterms:date"),
        _column("address", "iri", "Where it was fetched.", "dcterms:source"),
        _column("checksum", "text", "Of what was fetched.", "airm:checksum"),
        _column("derived_from", "iris", "What it was made of.", "prov:wasDerivedFrom"),
        _needed("preliminary", "flag", "Whether it is not to be cited yet.", "airm:preliminary"),
        _column("description", "text", "What it is.", "dcterms:description"),
    ),
)
WORKS = Table(
    name="works",
    title="Works",
    about="A document that states measures, requirements or risks, or a compilation of such.",
    key=("iri",),
    named_by="iri",
    columns=(
        _iri("The work."),
        _needed("id", "text", "Its short name.", "dcterms:identifier"),
        _one_of("type", ("framework", "compilation"), "A work, or a database that restates works."),
        _column("key", "text", "What its publisher calls it.", "airm:sourceKey"),
        _column("title", "text", "Its title.", "dcterms:title"),
        _column("creators", "texts", "Who wrote it; in the order of citation.", "dcterms:creator"),
        _column("year", "text", "When it was issued.", "dcterms:issued"),
        _column("address", "iri", "Where it is.", "rdfs:seeAlso"),
        _column("kind", "code", "Standard, law, survey and so on.", "airm:workKind"),
        _column("status", "code", "In force, draft and so on.", "airm:workStatus"),
        _column("bindingness", "code", "How it binds.", "airm:bindingness"),
        _column("jurisdiction", "code", "Where it holds.", "airm:jurisdiction"),
        _column("sector", "code", "For whom it is written.", "airm:sector"),
        _column("system_scope", "code", "Of which AI it speaks.", "airm:systemScope"),
        _column("description", "text", "What it is about.", "dcterms:description"),
        _column("note", "text", "What is to be known of it.", "skos:editorialNote"),
        _column("published_as", "iris", "What its publisher names it by.", "airm:publishedAs"),
        _column("current_version", "iri", "The version that is shown.", "airm:currentVersion"),
        SOURCE,
        LICENCE,
    ),
)
VERSIONS = Table(
    name="versions",
    title="Versions",
    about="One version of a work or compilation.",
    key=("iri",),
    named_by="iri",
    columns=(
        _iri("The version."),
        _column("work", "iri", "What it is a version of.", "dcterms:isVersionOf", "works.iri"),
        _column("version", "text", "Its number or date.", "owl:versionInfo"),
        _column("label", "text", "What it is called.", "skos:prefLabel"),
        _column(
            "source", "iri", "The named graph that holds it.", "airm:namedGraph", "sources.iri"
        ),
        _column("previous", "iri", "The version before it.", "dcat:previousVersion"),
        _column("measures", "count", "How many it says that it has.", "airm:measuresStated"),
        LICENCE,
    ),
)
FACETS = Table(
    name="facets",
    title="Facets",
    about="A dimension along which things are classified.",
    key=("name",),
    named_by="iri",
    columns=(
        _iri("The facet."),
        _needed("name", "text", "Its short name.", "skos:notation"),
        _column("label", "text", "What it is called.", "skos:prefLabel"),
        _column("definition", "text", "What it asks.", "skos:definition"),
        _column("classifies", "text", "What it classifies, a class as a CURIE.", "airm:facetOf"),
        _column("scheme", "iri", "Where its concepts are.", "airm:usesScheme", "schemes.iri"),
        _column("level", "count", "The level at which it is counted.", "airm:defaultLevel"),
        SOURCE,
        LICENCE,
    ),
)
SCHEMES = Table(
    name="schemes",
    title="Schemes",
    about="A taxonomy.",
    key=("iri",),
    named_by="iri",
    columns=(
        _iri("The scheme."),
        _column("label", "text", "What it is called.", "skos:prefLabel"),
        _column("description", "text", "What it is.", "dcterms:description"),
        _column("facet", "text", "The facet that uses it.", leads_to="facets.name"),
        SOURCE,
        LICENCE,
    ),
)
CONCEPTS = Table(
    name="concepts",
    title="Concepts",
    about="A concept of a taxonomy.",
    key=("iri",),
    named_by="iri",
    columns=(
        _iri("The concept."),
        _column("facet", "text", "The facet that its scheme serves.", leads_to="facets.name"),
        _column("scheme", "iri", "Its scheme.", "skos:inScheme", "schemes.iri"),
        _column("notation", "text", "Its code.", "skos:notation"),
        _column("label", "text", "What it is called.", "skos:prefLabel"),
        _column("definition", "text", "What it means.", "skos:definition"),
        _column("broader", "iri", "The concept above it.", "skos:broader", "concepts.iri"),
        _needed("residual", "flag", "Whether it means: none of the others.", "rdf:type"),
        SOURCE,
        LICENCE,
    ),
)
ITEMS = Table(
    name="items",
    title="Items",
    about="A measure, requirement, risk, heading or other thing that a work states.",
    key=("iri",),
    named_by="iri",
    columns=(
        _iri("The item."),
        _needed("id", "text", "Its short name.", "dcterms:identifier"),
        _one_of("kind", ITEM_KINDS, "What it is; empty where that is disputed.", "rdf:type"),
        _column("work", "iri", "The work that states it.", "airm:statedIn", "works.iri"),
        _column(
            "version", "iri", "The version that records it.", "airm:recordedIn", "versions.iri"
        ),
        _column("key", "text", "Its publisher's key.", "airm:sourceKey"),
        _column("label", "text", "What it is called.", "skos:prefLabel"),
        _column("published_label", "text", "What its publisher calls it.", "airm:publishedLabel"),
        _column("definition", "text", "What it is, in words.", "skos:definition"),
        _column("language", "code", "Of the definition, or else of the label.", "dcterms:language"),
        _column("heading", "iri", "The heading below which it stands.", "airm:underHeading"),
        _column("part_of", "iri", "What it is a part of.", "dcterms:isPartOf"),
        _column("page", "text", "Where in the work.", "airm:page"),
        _column("note", "text", "What is to be known of it.", "skos:editorialNote"),
        _column("published_as", "iris", "What its publisher names it by.", "airm:publishedAs"),
        _needed(
            "all_risks", "flag", "Whether it claims to help against all.", "airm:claimsAllRisks"
        ),
        SOURCE,
        LICENCE,
        _column("kind_by", "iri", "The graph that says what it is.", leads_to="sources.iri"),
        _column(
            "defined_by", "iri", "The graph that gives the definition.", leads_to="sources.iri"
        ),
        _column("definition_licence", "iri", "The licence of the definition."),
    ),
)
CLASSIFICATIONS = Table(
    name="classifications",
    title="Classifications",
    about="Somebody put an item under a concept of a facet, or could not decide.",
    key=("iri",),
    named_by="iri",
    columns=(
        _iri("The statement."),
        _needed("item", "iri", "What was classified.", "airm:classifies", "items.iri"),
        _column("facet", "text", "On which facet.", "airm:onFacet", "facets.name"),
        _column("concept", "iri", "Where it was put.", "airm:assigns", "concepts.iri"),
        _column("notation", "text", "The code of the concept."),
        _column("label", "text", "What the concept is called."),
        _needed("undetermined", "flag", "Whether it was looked at and not decided.", "rdf:type"),
        STATUS,
        *DECISION,
    ),
)
MAPPINGS = Table(
    name="mappings",
    title="Mappings",
    about="One thing corresponds to another, or is said not to.",
    key=("iri",),
    named_by="iri",
    columns=(
        _iri("The statement."),
        _needed("subject", "iri", "The one.", "sssom:subject_id"),
        _needed("predicate", "text", "How, as a CURIE.", "sssom:predicate_id"),
        _needed("object", "iri", "The other.", "sssom:object_id"),
        _needed("negative", "flag", "Whether that is denied.", "sssom:predicate_modifier"),
        _column("justification", "text", "What it rests on.", "sssom:mapping_justification"),
        _column("author", "text", "Who is named as author.", "sssom:author_label"),
        _column("subject_version", "text", "Of which version.", "sssom:subject_source_version"),
        _column("object_version", "text", "Of which version.", "sssom:object_source_version"),
        _needed("machine_made", "flag", "Whether a program made it.", "airm:machineMade"),
        _column("comment", "text", "What else is said of it.", "rdfs:comment"),
        _column("unresolved", "text", "Why an end leads nowhere.", "airm:unresolved"),
        _column("stale", "text", "Which end means something else now.", "airm:stale"),
        STATUS,
        *DECISION,
    ),
)
LINKS = Table(
    name="links",
    title="Links",
    about="A measure acts on a risk, or one thing is related to another in a plain way.",
    key=("link",),
    columns=(
        _needed("link", "iri", "The statement; a UUID where it is a plain triple."),
        _needed("item", "iri", "The one."),
        _needed("relation", "text", "How, as a CURIE."),
        _needed("target", "iri", "The other."),
        _needed("stated", "flag", "Whether it is a statement of its own and not a plain triple."),
        STATUS,
        *DECISION,
    ),
)
CODINGS = Table(
    name="codings",
    title="Coding statements",
    about="How completely a version was extracted, and coded on a facet.",
    key=("iri",),
    named_by="iri",
    columns=(
        _iri("The statement."),
        _needed("work", "iri", "Of which work.", "airm:aboutWork", "works.iri"),
        _column("version", "iri", "Of which version.", "airm:aboutVersion", "versions.iri"),
        _column("facet", "text", "On which facet.", "airm:onFacet", "facets.name"),
        _one_of("extraction", COMPLETENESS, "How completely items were taken.", "airm:extraction"),
        _one_of("coded", COMPLETENESS, "How completely they were coded.", "airm:codedTo"),
        _column("coder", "iri", "Who coded.", "airm:codedBy", "agents.iri"),
        *DECISION,
    ),
)
TEXTS = Table(
    name="texts",
    title="Texts",
    about="What else is said of a thing in words: further languages, notes, other labels.",
    key=("entry",),
    columns=(
        _needed("entry", "iri", "A UUID for the row."),
        _needed("thing", "iri", "Of what."),
        _needed("property", "text", "Which property, as a CURIE."),
        _needed("language", "code", "A tag such as en; und where the text has none."),
        _needed("text", "text", "The words."),
        SOURCE,
        LICENCE,
    ),
)
COVERAGE = Table(
    name="coverage",
    title="Coverage",
    about="How a work addresses a concept, from the same count as 'airm-graph coverage'.",
    key=("work", "facet", "concept"),
    columns=(
        _needed("work", "iri", "The work.", leads_to="works.iri"),
        _needed("facet", "text", "The facet.", leads_to="facets.name"),
        _needed("concept", "iri", "The concept.", leads_to="concepts.iri"),
        _column("notation", "text", "The code of the concept."),
        _column("label", "text", "What the concept is called."),
        Column(
            name="state",
            kind="code",
            about="What is known of the cell.",
            required=True,
            values=tuple(STATES),
        ),
        _needed("evidence", "count", "Distinct measures in the cell."),
        _needed("unknown", "count", "Further ones that might be in it."),
        _column("reason", "text", "Why it is open or excluded; where it is thin, what is in it."),
        _column("peers", "count", "Other works that address the concept."),
        _column("expected", "number", "Measures to expect from the sizes alone."),
        _column("p_empty", "number", "The chance of an empty cell by the sizes alone."),
        _column("q_value", "number", "The same, corrected for all cells of the table."),
    ),
)
TABLES = {
    table.name: table
    for table in (
        *(WORKS, VERSIONS, SOURCES, AGENTS, FACETS, SCHEMES, CONCEPTS, ITEMS),
        *(CLASSIFICATIONS, MAPPINGS, LINKS, CODINGS, TEXTS, COVERAGE),
    )
}
