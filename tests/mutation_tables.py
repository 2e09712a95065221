"""What cannot be noticed about a mutant, and what is only hinted at, each with the reason."""

# Which operators, which of their mutants by Mutant.where (both are regular expressions), and why
# nothing can be found. An entry must match a mutant, and none that it matches may be noticed.
UNNOTICEABLE = [
    # A value that need not be there
    (
        "drop-required-value",
        r" (skos:altLabel|skos:hiddenLabel|skos:scopeNote|skos:editorialNote|rdfs:comment"
        r"|airm:page|dcterms:identifier|dcterms:bibliographicCitation)$",
        "a note, a further name or a place, which a thing may have and nothing asks for",
    ),
    (
        "drop-required-value",
        r"^(prov:\w+|skos:Concept|skos:ConceptScheme) \S+ rdfs:seeAlso$",
        "only works must have an address",
    ),
    (
        "drop-required-value",
        r"^skos:ConceptScheme \S+ dcterms:(title|creator|issued|rights|source)$",
        "a scheme has a preferred label and a licence; what else its publisher tells is optional",
    ),
    (
        "drop-required-value",
        r"^graph \S+ dcterms:(description|rights|issued|date|source|references)$",
        "a graph must have a licence and an origin; what else is known of it is optional",
    ),
    (
        "drop-required-value",
        r"^graph (changes|waivers|source-ex_(reading|scheme))\S* dcterms:title$",
        "only a graph that holds the records of a version must have a title",
    ),
    (
        "drop-required-value",
        r"^graph \S+ (airm:checksum|airm:preliminary)$",
        "said where a file was read, and where its source calls it preliminary",
    ),
    (
        "drop-required-value",
        r"^(airm:Mitigation|skos:Collection) \S+ skos:definition$",
        "the catalogue holds no publisher's sentences, so that a measure may be without",
    ),
    (
        "drop-required-value",
        r"^skos:Concept topic-ex_1 skos:definition$",
        "the definition in the other language is still there",
    ),
    (
        "drop-required-value",
        r"^airm:FrameworkVersion \S+ airm:measuresStated$|^airm:Framework \S+ "
        r"airm:shownWithAbstractOf$|^airm:Classification \S+ airm:readFromRationaleOf$",
        "said where a publisher prints a number, an abstract or a reason",
    ),
    (
        "drop-required-value",
        r"^airm:Exclusion \S+ skos:prefLabel$",
        "an exclusion is known by what it excludes",
    ),
    (
        "drop-required-value",
        r"^airm:Change \S+ (airm:(after|before|byLabelOnly|changedAspect|changedFrom|changedTo"
        r"|similarity|sourceKey|threshold)|rdfs:label)$",
        "what a change has depends on its kind: one that was added has no earlier record, "
        "and one that was moved no words that differ",
    ),
    (
        "drop-required-value",
        r"^sssom:Mapping \S+ (airm:confidence|airm:machineMade|sssom:author_label"
        r"|sssom:(subject|object)_source_version)$",
        "SSSOM leaves it open, and publishers do not tell",
    ),
    (
        "drop-required-value",
        r"^(airm:Classification \S+-actor|airm:CodingStatement \S+) airm:confidence$"
        r"|^airm:Classification \S+ airm:preliminary$",
        "only what a model read must have a confidence, and nothing need be preliminary",
    ),
    (
        "drop-required-value",
        r"^airm:Classification classification-ex_reading-(actor|function|harm2) airm:rationale$",
        "a person or rule may give no reason, and the model's is there in another language",
    ),
    (
        "drop-required-value",
        r"^(?!airm:Mitigation \S+ airm:publishedLabel).* airm:(publishedLabel|publishedAs"
        r"|claimsAllRisks|risksFiled|papersNaming)$",
        "without it the graph says less and nothing wrong",
    ),
    (
        "drop-required-value",
        r"^skos:ConceptScheme \S+ airm:preliminary$",
        "what is not said to be preliminary is not",
    ),
    # A link that need not be there: without it stands another true-looking statement
    (
        "drop-required-value",
        r"^(?!airm:EvidenceNote \S+ dcterms:isPartOf).* (airm:underHeading|dcterms:isPartOf"
        r"|airm:sameRecordAs)$",
        "a thing may stand under no heading, be part of nothing and be recorded once",
    ),
    (
        "drop-required-value",
        r"^airm:Facet \S+ (airm:defaultLevel|airm:facetOf)$",
        "a facet may be for things of several classes and tabulated at any level",
    ),
    (
        "drop-required-value",
        r"^airm:Facet facet-ex_topic airm:usesScheme$",
        "the facet of works has no scheme either",
    ),
    (
        "drop-required-value",
        r"^airm:Exclusion \S+ airm:excludes$",
        "the other value alone is a combination, too",
    ),
    (
        "drop-required-value",
        r"^skos:ConceptScheme \S+ skos:hasTopConcept$",
        "each top concept says so itself",
    ),
    (
        "drop-required-value",
        r"^airm:(Actor|LifecycleStage|RiskManagementFunction|ResidualConcept|Incident) "
        r"\S+ rdf:type \S+$",
        "of its two types one follows from the other, and the wider one is right as well",
    ),
    (
        "drop-required-value",
        r"^(prov:\w+|airm:UndeterminedClassification) \S+ rdf:type "
        r"(prov:Agent|airm:Classification)$",
        "the narrower type is still there, and says it",
    ),
    (
        "drop-required-value",
        r"^airm:Framework \S+ airm:sourceKey$",
        "a work is known by its title",
    ),
    # What tells where a thing comes from, and need not
    (
        "(drop-required-value|lost-provenance)",
        r"^graph \S+ (airm:method|prov:wasDerivedFrom)$",
        "who answers for the graph is still told, and its statements name their own methods",
    ),
    (
        "(drop-required-value|lost-provenance)",
        r" airm:labelledBy$",
        "where nobody is named the label is the source's",
    ),
    (
        "(drop-required-value|lost-provenance)",
        r"^airm:FrameworkVersion \S+ airm:namedGraph$",
        "a work that is known from a compilation has no graph of its own",
    ),
    (
        "(drop-required-value|lost-provenance)",
        r"^airm:DocumentSection \S+ (airm:recordedIn|airm:sourceKey)$",
        "headings that are read from the labels of records have neither",
    ),
    (
        "(drop-required-value|lost-provenance)",
        r"^skos:Concept concept-ex_guide1-(D1 airm:statedIn|D2 airm:(statedIn|recordedIn))$",
        "most concepts are in a scheme, and stated in no work",
    ),
    (
        "(drop-required-value|lost-provenance)",
        r"^airm:Mitigation mitigation-ex_guide2-M1 prov:wasDerivedFrom$",
        "a measure may have no forerunner",
    ),
    (
        "lost-provenance",
        r"^airm:Classification classification-ex_reading-harm5 \S+ \| but its consequences$",
        "a mapping says the same of the risk, so that the value is still supported",
    ),
    # A link that leads elsewhere, where it may
    (
        "(dangling-iri|wrong-class)",
        r"^airm:Change \S+ airm:changed(From|To)( \| leads to airm:(Framework|ResidualConcept))?$",
        "the other version need not be held here, and works and concepts change as records do",
    ),
    (
        "wrong-class",
        r"^airm:Classification \S+-(entity|harm5|intent|timing) airm:classifies \| leads to airm:M",
        "publishers file measures, risks and requirements on one another's facets",
    ),
    (
        "wrong-class",
        r" prov:wasDerivedFrom \| leads to airm:(Framework|Mitigation|ResidualConcept)$",
        "anything but an agent may be that from which a thing was derived",
    ),
    (
        "wrong-class",
        r" dcterms:isPartOf \| leads to airm:(Framework|Mitigation|ResidualConcept)$",
        "what is part of what, also across kinds, is for the source to say",
    ),
    (
        "wrong-class",
        r" airm:publishedAs \| leads to ",
        "it is the publisher's IRI, and what stands there is for the publisher to say",
    ),
    (
        "wrong-class",
        r" airm:excludes \| leads to airm:(Framework|ResidualConcept)$",
        "works and concepts alike are values of facets",
    ),
    (
        "wrong-class",
        r"^sssom:Mapping mapping-ex_reading-(broad|intersects|negative|topic) "
        r"sssom:(subject|object)_id \| leads to airm:(Framework|Mitigation|ResidualConcept)$"
        r"|^sssom:Mapping mapping-ex_reading-(related sssom:(subject|object)_id"
        r"|stale sssom:object_id) \| leads to airm:(Framework|ResidualConcept)$",
        "a mapping may join any two records, concepts or works",
    ),
    (
        "wrong-class",
        r"^airo:Risk risk-ex_pool-P3 rdf:type airo:Risk \| is airm:DocumentSection$",
        "no link leads to it that leads to risks alone; whether a row is a risk or a heading, "
        "only its words tell",
    ),
    # A link that says something else the other way round, and nothing wrong
    (
        "swapped-link-ends",
        r" airm:sameRecordAs$",
        "it holds both ways",
    ),
    (
        "swapped-link-ends",
        r"^airm:DocumentSection section-ex_guide1-1.1 airm:underHeading$",
        "the outermost heading stands under none, so that either may be the outer one",
    ),
    (
        "swapped-link-ends",
        r"^(airm:Requirement|airo:RiskSource|skos:Concept) \S+ dcterms:isPartOf$"
        r"|^(graph|airm:Mitigation) \S+ prov:wasDerivedFrom$",
        "which of two is the whole, or was there first, nothing else tells",
    ),
    (
        "swapped-link-ends",
        r"^graph source-ex_reading dcterms:references$",
        "a work, too, may refer to what is not here",
    ),
    (
        "swapped-link-ends",
        r"^sssom:Mapping mapping-ex_reading-(?!exact|stale)\S+ \S+ \| both ends$",
        "the same mapping in the other direction: symmetric, or a claim of its own",
    ),
    (
        "swapped-link-ends",
        r" airm:readFromRationaleOf$",
        "of two classifications either may have been read from the reason beside the other",
    ),
    # Two values, where there may be two
    (
        "duplicated-id",
        r"^graph (changes|waivers|source-ex_(reading|scheme))\S* airm:method \| and another$",
        "only what holds the records of a version came about in one way",
    ),
    (
        "duplicated-id",
        r"^airm:Change \S+ airm:sourceKey \| and another$",
        "a change may be about two keys, as a renumbering is",
    ),
    (
        "duplicated-id",
        r"^airm:(DocumentSection|EvidenceNote|Incident|Requirement) .* \| again, other key$",
        "without definitions two records may well bear one label: publishers repeat theirs",
    ),
    # Values of any datatype
    (
        "wrong-datatype",
        r" dcterms:creator \| (as an address|tagged)$",
        "a creator is named by any text, in any language, or by an address",
    ),
]

# Rules of severity info that count as noticing, each with the reason why it is no more than a hint.
NOTICED_AS_INFO = {
    "shape#ActionStatement-filingDate": "publishers do not always date what they file",
    "shape#Agent-definition": "an agent with a name can be told apart",
    "shape#Classification-filingDate": "publishers do not always date what they file",
    "shape#CodingStatement-filingDate": "publishers do not always date what they file",
    "shape#Concept-definition": "the catalogue holds no publisher's sentences",
    "shape#ConceptScheme-description": "a scheme with a label can be told apart",
    "shape#Facet-definition": "a facet with a label can be told apart",
    "shape#Framework-description": "a work with a title can be told apart",
    "shape#Mapping-filingDate": "publishers do not always date what they file",
    "shape#Mapping-justification": "publishers do not always tell",
    "shape#Mitigation-inCategory": "nobody may have put the measure under a category yet",
    "shape#RiskSource-definition": "the catalogue holds no publisher's sentences",
    "shape#RiskSource-inRiskDomain": "nobody may have put the risk under a domain yet",
    "source-key-twice": "compilations do use a key twice",
}
