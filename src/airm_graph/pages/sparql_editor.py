"""The page on which any query is asked: YASGUI where its files are, and always a plain form."""

from __future__ import annotations

import json
from dataclasses import dataclass

from ..queries import ROLES, list_queries
from ..vocab import BASE, PREFIXES
from .answers import AnswerTable
from .holdings import Holdings
from .links import Links
from .rendering import fill


@dataclass(frozen=True, slots=True)
class Example:
    """A query to start from."""

    title: str
    text: str


EXAMPLES = (
    Example(
        "Measures for a stage",
        """# Measures that apply when a system is deployed, and who states them
SELECT DISTINCT ?measure ?label ?work WHERE {
  ?measure a airm:Mitigation ;
           skos:prefLabel ?label ;
           airm:appliesAtStage airmid:stage-deploy ;
           airm:statedIn ?work .
}
ORDER BY ?label ?measure
LIMIT 100""",
    ),
    Example(
        "Works by number of measures",
        """# Records of measures by the work that states them
SELECT DISTINCT ?work ?label (COUNT(DISTINCT ?measure) AS ?measures) WHERE {
  ?measure a airm:Mitigation ; airm:statedIn ?work .
  ?work skos:prefLabel ?label .
}
GROUP BY ?work ?label
ORDER BY DESC(?measures) ?work""",
    ),
    Example(
        "Risk sources that nothing acts on",
        """# Risk sources on which no measure is said to act
SELECT DISTINCT ?source ?label WHERE {
  ?source a airo:RiskSource ; skos:prefLabel ?label .
  MINUS { SELECT DISTINCT ?source WHERE { ?measure airm:actsOn ?source } }
}
ORDER BY ?label ?source
LIMIT 100""",
    ),
    Example(
        "Who put things where",
        """# Accepted classifications by who made them and how
SELECT DISTINCT ?agent ?method (COUNT(DISTINCT ?said) AS ?decisions) WHERE {
  ?said a airm:Classification ;
        airm:status airm:accepted ;
        airm:method ?method ;
        prov:wasAttributedTo ?agent .
}
GROUP BY ?agent ?method
ORDER BY DESC(?decisions) ?agent ?method""",
    ),
)


def sparql_page(
    holdings: Holdings,
    links: Links,
    *,
    text: str = "",
    answer: AnswerTable | None = None,
    error: str = "",
    editor: bool,
) -> str:
    """The query page.

    Args:
        holdings: The build.
        links: Where pages lead.
        text: The query that stands in the field.
        answer: What it answers, where it was asked without the editor.
        error: Why it was not answered.
        editor: Whether the files of YASGUI are there.
    """
    shown = text or EXAMPLES[0].text
    return fill(
        "sparql.html",
        links,
        build=holdings.build.name,
        text=shown,
        answer=answer,
        error=error,
        editor=editor,
        endpoint=links.page("sparql"),
        prefixes=json.dumps(PREFIXES),
        terms=json.dumps({"classes": holdings.classes, "properties": holdings.properties}),
        base=BASE,
        examples=[(example.title, links.page("sparql", text=example.text)) for example in EXAMPLES],
        library=[
            (
                role,
                [(each.title, links.thing(PREFIXES["airmq"] + each.slug)) for each in queries],
            )
            for role in ROLES
            if (queries := list_queries(role))
        ],
        vocabulary=links.thing(PREFIXES["airm"]).rstrip("#"),
    )
