"""Prints a page of every type as lines of name, tab and address; the richest thing of each class.

Called by web.sh with the folder of a workspace whose build is current.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from airm_graph.pages.holdings import Holdings
from airm_graph.pages.links import ServerLinks
from airm_graph.pages.sparql_editor import EXAMPLES
from airm_graph.vocab import PREFIXES, RDF
from airm_graph.workspace import Workspace

LINKS = ServerLinks()
IDS = PREFIXES["airmid"]
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 20"
# What is called "plain" is looked at without scripts.
FIXED = {
    "start": "/",
    "matrix": "/matrix",
    "matrix-other": "/matrix?rows=actor&columns=stage&where=category%3D3&threshold=3",
    "matrix-layers": "/matrix?layers=stage",
    "cell-gap": "/cell?framework=gipiskis2024&category=4.2",
    "cell-addressed": "/cell?framework=nist2024&category=4.2",
    "browse": "/browse",
    "browse-narrowed": "/browse?text=red+team&kind=measure&page=1",
    "browse-empty": "/browse?text=zzzz&kind=measure",
    "about": "/about",
    "vocabulary": "/ns.html",
    "shapes": "/shape.html",
    "queries": "/queries",
    "query": "/query/risk-source-with-one-framework.html",
    "query-answer": "/query/risk-source-with-one-framework.html?run=1&framework=atlas",
    "sparql": "/sparql",
    "plain-sparql": "/sparql",
    "plain-answer": f"/sparql?{urlencode({'query': EXAMPLES[0].text})}",
    "plain-triples": f"/sparql?{urlencode({'query': CONSTRUCT})}",
    "plain-error": "/sparql?query=SELECT",
    "refusal-404": "/id/nothing.html",
    "refusal-400": "/matrix?threshold=0",
    "refusal-query": "/query/risk-source-with-one-framework.html?run=1&framework=zzz",
}


def richest(holdings: Holdings) -> Iterator[tuple[str, str]]:
    """Of each class the thing or statement of which the graph says most, and some graphs."""
    store = holdings.build.store
    for name in holdings.classes:
        found = set()
        for quad in store.quads_for_pattern(None, RDF.type, NamedNode(name)):
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(IDS):
                triples = sum(1 for _ in store.quads_for_pattern(quad.subject, None, None))
                found.add((triples, quad.subject.value))
        if found:
            yield re.split("[/#]", name)[-1].lower(), LINKS.thing(max(found)[1])
    for kind in ("source", "inferred", "scheme", "exclusions"):
        graphs = [iri for iri in holdings.graph_titles if f"/graph/{kind}" in iri]
        yield f"graph-{kind}", LINKS.thing(graphs[-1])


def main() -> None:
    """Print them."""
    build = Workspace(Path(sys.argv[1])).current()
    if build is None:
        sys.exit(f"there is no build in {sys.argv[1]}")
    holdings = Holdings(build)
    for name, path in (*FIXED.items(), *richest(holdings)):
        print(f"{name}\t{path}")


if __name__ == "__main__":
    main()
