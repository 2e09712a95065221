"""30 queries that take all the time or memory that they are given."""

CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
DOUBLING = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
DIGITS = " ".join(f"VALUES ?v{n} {{ 0 1 2 3 4 5 6 7 8 9 }}" for n in range(12))
LABEL = "?s rdfs:label|skos:prefLabel ?l"
PATTERN = "(.*a){12}(.*e){12}(.*i){12}z"

BOMBS = [
    # products
    f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}",
    f"SELECT DISTINCT ?a ?d ?g {{ {CROSS} }}",
    f"SELECT * {{ {CROSS} }} ORDER BY ?i ?f ?c",
    f"ASK {{ {CROSS} FILTER(?a = ?i && ?c = ?d && ?b != ?b) }}",
    f"CONSTRUCT {{ ?a ?e ?i }} WHERE {{ {CROSS} }}",
    f"SELECT (SUM(STRLEN(STR(?c))) AS ?n) {{ {CROSS} }} GROUP BY ?b",
    f"SELECT (GROUP_CONCAT(?c) AS ?all) {{ {CROSS} }}",
    f"SELECT (MAX(CONCAT(STR(?a), STR(?d), STR(?g))) AS ?x) {{ {CROSS} }}",
    f"SELECT (COUNT(*) AS ?n) {{ {DIGITS} }}",
    f"SELECT * {{ {DIGITS} }} ORDER BY DESC(?v1)",
    "SELECT * { { ?a ?b ?c } UNION { ?d ?b ?e } { ?f ?b ?g } UNION { ?h ?b ?i } ?j ?b ?k }",
    "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?p ?d . ?e ?p ?f . ?g ?p ?h }",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } GRAPH ?i { ?j ?k ?l } }",
    # regular expressions and strings
    f"SELECT (COUNT(*) AS ?n) {{ {LABEL} . ?t ?q ?m FILTER REGEX(?l, '{PATTERN}', 'i') }}",
    f"SELECT (COUNT(*) AS ?n) {{ {LABEL} . ?t ?q ?m FILTER(REGEX(?m, CONCAT(?l, '{PATTERN}'))) }}",
    "SELECT ?l { ?s ?p ?l . ?t ?q ?m FILTER(REPLACE(STR(?l), '(a|e|i)*', 'x') = STR(?m)) }",
    f"SELECT (STRLEN(?x40) AS ?n) {{ BIND('0123456789' AS ?x0) {DOUBLING} }}",
    f"SELECT * {{ ?s ?p ?o BIND(STR(?o) AS ?x0) {DOUBLING} }}",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?t ?q ?r FILTER(CONTAINS(STR(?o), STR(?r))) }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?t ?q ?r FILTER(MD5(STR(?o)) = SHA512(STR(?r))) }",
    # paths
    "SELECT (COUNT(*) AS ?n) { ?s (!<a:x>)* ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s (!<a:x>|^!<a:y>)+ ?o . ?o (!<a:x>)+ ?p }",
    "SELECT * { ?s ((!<a:x>)+/(!<a:y>)+)+ ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s (skos:broader|^skos:broader|rdf:type|^rdf:type)* ?o . ?o ?p ?q }",
    "ASK { ?s (!<a:x>/^!<a:x>)* ?o . ?o (!<a:x>/^!<a:x>)* <a:nobody> }",
    # what is not there
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f MINUS { ?a ?x ?f . ?d ?y ?c } }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f FILTER NOT EXISTS { ?a ?z ?f . ?f ?y ?q } } ORDER BY ?c",
    "SELECT * { ?a ?b ?c OPTIONAL { ?d ?e ?f OPTIONAL { ?g ?h ?i OPTIONAL { ?j ?k ?l } } } }",
    "SELECT ?a { ?a ?b ?c { SELECT ?d (COUNT(*) AS ?n) { ?d ?e ?f . ?g ?h ?i } GROUP BY ?d } }",
    "DESCRIBE * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
]
assert len(set(BOMBS)) == 30
