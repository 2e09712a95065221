"""The facet columns beside the graph: what coverage counts, as memory-mapped arrays.

One array a facet holds a row for each classification of a measure; ``items`` says which record is
which distinct measure. The arrays are taken from the graph at build time and live in the same
immutable folder, so they cannot be older than it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store, Variable

from .schemes import Concept, Facet, load_facets
from .vocab import AIRM, PREFIXES

Array = NDArray[Any]

# ``repeats``: another source, which was published earlier, has the same record.
ITEM = np.dtype(
    [
        ("measure", "<i4"),
        ("work", "<i4"),
        ("accepted", "?"),
        ("all_risks", "?"),
        ("repeats", "?"),
    ]
)
VALUE = np.dtype(
    [("item", "<i4"), ("concept", "<i4"), ("agent", "<i2"), ("status", "i1"), ("confidence", "<f4")]
)
LINK = np.dtype(
    [
        ("item", "<i4"),
        ("relation", "i1"),
        ("target", "<i4"),
        ("agent", "<i2"),
        ("confidence", "<f4"),
    ]
)
UNDETERMINED = -1  # in VALUE.concept: looked at, not decided
STATUSES = ("accepted", "proposed", "disputed", "superseded")
RELATIONS = ("reduces", "respondsTo", "detects", "assesses", "mitigates", "actsOn")
MITIGATING = (0, 1, 4)  # of these, reducing, responding to, and either of the two


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Everything that coverage counts.

    ``index`` holds what the numbers in the arrays stand for: ``items`` and ``targets`` as IRIs,
    ``works``, ``agents`` and ``codings`` as objects.
    """

    items: Array
    values: dict[str, Array]
    links: Array
    index: dict[str, list[Any]]
    facets: dict[str, Facet] = field(default_factory=load_facets)

    def save(self, folder: Path) -> None:
        """Write the arrays and the index into a new folder."""
        folder.mkdir()
        np.save(folder / "items.npy", self.items)
        np.save(folder / "links.npy", self.links)
        for name, array in self.values.items():
            np.save(folder / f"facet-{name}.npy", array)
        text = json.dumps(self.index, ensure_ascii=False, sort_keys=True, indent=1)
        (folder / "index.json").write_text(text, encoding="utf-8")
        facets = {name: asdict(facet) for name, facet in self.facets.items()}
        text = json.dumps(facets, ensure_ascii=False, indent=1)
        (folder / "facets.json").write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Columns:
        """Open the arrays of a build; they stay on disk until counted."""
        return cls(
            items=np.load(folder / "items.npy", mmap_mode="r"),
            links=np.load(folder / "links.npy", mmap_mode="r"),
            values={
                path.stem.removeprefix("facet-"): np.load(path, mmap_mode="r")
                for path in sorted(folder.glob("facet-*.npy"))
            },
            index=json.loads((folder / "index.json").read_text(encoding="utf-8")),
            facets=load_saved_facets(folder),
        )


def load_saved_facets(folder: Path) -> dict[str, Facet]:
    """The facets of a build: the repository's own, and those that its sources bring."""
    facets = json.loads((folder / "facets.json").read_text(encoding="utf-8"))
    return {
        name: Facet(
            **{
                **facet,
                "concepts": {iri: Concept(**said) for iri, said in facet["concepts"].items()},
            }
        )
        for name, facet in facets.items()
    }


def _rows(store: Store, text: str, **bound: NamedNode) -> list[list[str]]:
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    answer = store.query(
        prefixes + text,
        use_default_graph_as_union=True,
        substitutions={Variable(name): node for name, node in bound.items()},
    )
    assert isinstance(answer, QuerySolutions)  # noqa: S101 - the texts below are SELECTs
    names = answer.variables
    found = []
    for row in answer:
        terms = [row[name] for name in names]
        found.append([t.value if isinstance(t, NamedNode | Literal) else "" for t in terms])
    return found


# DISTINCT throughout: over the union of graphs, Oxigraph answers once for each graph that holds a
# triple. A record is an item when it is a measure, or was filed as one and the filing is contested.
ITEMS = """
SELECT DISTINCT ?item ?work ?accepted ?all ?version ?issued ?of WHERE {
  { ?item a airm:Mitigation . BIND(1 AS ?accepted) }
  UNION
  { ?filing airm:classifies ?item ; airm:onFacet airmid:facet-kind ;
            airm:assigns airmid:recordkind-measure ; airm:status airm:disputed .
    FILTER NOT EXISTS { ?item a airm:Mitigation }
    BIND(0 AS ?accepted) }
  ?item airm:statedIn ?work .
  OPTIONAL { ?item airm:claimsAllRisks ?all }
  OPTIONAL {
    ?item airm:recordedIn ?version .
    OPTIONAL { ?version airm:namedGraph/dcterms:issued ?issued }
    OPTIONAL { ?version dcterms:isVersionOf ?of }
  }
} ORDER BY ?item ?work"""
WORKS = """
SELECT DISTINCT ?work ?label ?version ?kind ?status ?year WHERE {
  ?work a airm:Framework ; skos:prefLabel ?label ; airm:currentVersion ?v .
  ?v owl:versionInfo ?version .
  OPTIONAL { ?work airm:workKind/skos:prefLabel ?kind }
  OPTIONAL { ?work airm:workStatus/skos:notation ?status }
  OPTIONAL { ?work dcterms:issued ?year }
} ORDER BY ?work"""
AGENTS = """
SELECT DISTINCT ?agent ?label ?method WHERE {
  ?statement prov:wasAttributedTo ?agent ; airm:method ?method .
  ?agent skos:prefLabel ?label .
} ORDER BY ?agent ?method"""
VALUES = """
SELECT DISTINCT ?item ?facet ?concept ?agent ?status ?confidence WHERE {
  ?statement a airm:Classification ; airm:classifies ?item ; airm:onFacet ?facet ;
             prov:wasAttributedTo ?agent ; airm:status ?status .
  OPTIONAL { ?statement airm:assigns ?concept }
  OPTIONAL { ?statement airm:confidence ?confidence }
} ORDER BY ?item ?concept ?agent ?status ?confidence"""
LINKS = """
SELECT DISTINCT ?item ?relation ?target ?agent ?confidence WHERE {
  ?statement a airm:ActionStatement ; airm:statementOf ?item ; airm:relation ?relation ;
             airm:target ?target ; prov:wasAttributedTo ?agent ; airm:status airm:accepted .
  OPTIONAL { ?statement airm:confidence ?confidence }
} ORDER BY ?item ?relation ?target ?agent ?confidence"""
TARGETS = """
SELECT DISTINCT ?target ?kind ?label ?work ?domain ?stage WHERE {
  VALUES (?class ?kind) { (airo:RiskSource "risk-source") (airo:Risk "risk")
                          (airo:Consequence "consequence") (airo:Impact "impact") }
  ?target a ?class ; skos:prefLabel ?label ; airm:statedIn ?work .
  OPTIONAL { ?target airm:inRiskDomain ?domain }
  OPTIONAL { ?target airm:arisesAtStage ?stage }
} ORDER BY ?target ?kind ?work ?domain ?stage"""
DEMAND = """
SELECT DISTINCT ?domain ?risks ?papers WHERE {
  ?domain airm:risksFiled ?risks ; airm:papersNaming ?papers .
} ORDER BY ?domain"""
CODINGS = """
SELECT DISTINCT ?work ?facet ?extraction ?coded ?agent ?confidence ?rationale WHERE {
  ?coding a airm:CodingStatement ; airm:aboutWork ?work ; airm:onFacet ?facet ;
          airm:extraction ?extraction ; airm:codedTo ?coded ; airm:codedBy ?agent .
  OPTIONAL { ?coding airm:confidence ?confidence }
  OPTIONAL { ?coding airm:rationale ?rationale }
} ORDER BY ?work ?facet ?agent ?extraction ?coded ?confidence ?rationale"""
WORK_FACTS = """
SELECT DISTINCT ?work ?property ?concept WHERE {
  ?work a airm:Framework ; ?property ?concept .
} ORDER BY ?work ?concept"""
SAME = """
SELECT DISTINCT ?a ?b WHERE { ?a airm:sameRecordAs ?b }"""
EXCLUSIONS = """
SELECT DISTINCT ?exclusion ?value ?rationale WHERE {
  ?exclusion a airm:Exclusion ; airm:excludes ?value ; airm:rationale ?rationale .
} ORDER BY ?exclusion ?value ?rationale"""


def columns_of(store: Store, facets: dict[str, Facet] | None = None) -> Columns:
    """The columns of what the store holds, derived triples included."""
    facets = load_facets() if facets is None else facets
    works = [
        dict(zip(("iri", "label", "version", "kind", "status", "year"), row, strict=True))
        for row in _rows(store, WORKS)
    ]
    work_number = {work["iri"]: number for number, work in enumerate(works)}
    agents = _agents(store)
    agent_number = {agent["iri"]: number for number, agent in enumerate(agents)}
    found = _rows(store, ITEMS)
    iris = [row[0] for row in found]
    number = {iri: position for position, iri in enumerate(iris)}
    measure = _distinct(iris, _rows(store, SAME))
    repeating = _repeating(found, measure)
    items = np.array(
        [
            (measure[iri], work_number[work], accepted == "1", every == "true", iri in repeating)
            for iri, work, accepted, every, *_ in found
        ],
        dtype=ITEM,
    )
    targets, target_number = _targets(store)
    prefix = AIRM.accepted.value.removesuffix("accepted")
    links = np.array(
        [
            (
                number[item],
                RELATIONS.index(relation.removeprefix(prefix)),
                target_number[target],
                agent_number[agent],
                float(confidence or "nan"),
            )
            for item, relation, target, agent, confidence in _rows(store, LINKS)
            if item in number and target in target_number
        ],
        dtype=LINK,
    )
    stated = _statements(store, agent_number)
    values = {}
    for facet in facets.values():
        if facet.of == AIRM.Framework.value and facet.derives:
            facts = _rows(store, WORK_FACTS, property=NamedNode(facet.derives))
            values[facet.name] = _work_values(facet, facts, items, work_number)
        elif facet.of == AIRM.Mitigation.value or facet.inherited:
            values[facet.name] = _values(facet, stated, number, target_number, links)
    for target in targets:
        target["classes"] = {}
    for facet in facets.values():
        for thing, concept, _, status, _ in stated.get(facet.iri, []):
            if concept and status == STATUSES.index("accepted") and thing in target_number:
                classes = targets[target_number[thing]]["classes"].setdefault(facet.name, [])
                if concept not in classes:
                    classes.append(concept)
    index: dict[str, list[Any]] = {
        "items": iris,
        "works": works,
        "agents": agents,
        "targets": targets,
        "codings": _codings(store, prefix),
        "exclusions": _rows(store, EXCLUSIONS),
        "demand": _rows(store, DEMAND),
    }
    return Columns(items=items, values=values, links=links, index=index, facets=facets)


def _targets(store: Store) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Each risk once, with every kind, work, domain and stage of origin it has; and its number.

    Records of one risk share a number; the risk goes by the name of the first of them.
    """
    rows = _rows(store, TARGETS)
    iris = sorted({row[0] for row in rows})
    number = _distinct(iris, _rows(store, SAME))
    found: dict[int, dict[str, Any]] = {}
    for iri, kind, label, *rest in rows:
        empty: dict[str, Any] = {"kinds": [], "works": [], "domains": [], "stages": []}
        target = found.setdefault(number[iri], {"iri": iri, "label": label, **empty})
        for key, value in zip(empty, (kind, *rest), strict=True):
            if value and value not in target[key]:
                target[key].append(value)
    place = {cluster: position for position, cluster in enumerate(found)}
    return list(found.values()), {iri: place[number[iri]] for iri in iris}


def _agents(store: Store) -> list[dict[str, Any]]:
    agents: dict[str, dict[str, Any]] = {}
    for iri, label, method in _rows(store, AGENTS):
        agent = agents.setdefault(iri, {"iri": iri, "label": label, "methods": []})
        agent["methods"].append(method.rpartition("#")[2])
    return list(agents.values())


def _distinct(iris: list[str], same: list[list[str]]) -> dict[str, int]:
    """Which distinct measure each record is: records said to be the same share a number."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(iris)
    graph.add_edges_from((a, b) for a, b in same if a in graph and b in graph)
    clusters = sorted(nx.connected_components(graph), key=min)
    return {iri: number for number, cluster in enumerate(clusters) for iri in cluster}


def _repeating(found: list[list[str]], measure: dict[str, int]) -> set[str]:
    """The records that repeat one of a version that was issued earlier.

    Undated versions come last; among these, those that are a file of the work itself come first.
    """
    versions: dict[int, set[tuple[str, str, str]]] = {}
    version_of = {}
    for iri, work, _, _, version, issued, of in found:
        version_of[iri] = (issued or "undated", "" if of == work else "repeated", version)
        versions.setdefault(measure[iri], set()).add(version_of[iri])
    return {iri for iri, version in version_of.items() if version != min(versions[measure[iri]])}


Statement = tuple[str, str, int, int, float]  # item, concept, agent, status, confidence


def _statements(store: Store, agent_number: dict[str, int]) -> dict[str, list[Statement]]:
    found: dict[str, list[Statement]] = {}
    for item, facet, concept, agent, status, confidence in _rows(store, VALUES):
        found.setdefault(facet, []).append(
            (
                item,
                concept,
                agent_number[agent],
                STATUSES.index(status.rpartition("#")[2]),
                float(confidence or "nan"),
            )
        )
    return found


def _values(
    facet: Facet,
    stated: dict[str, list[Statement]],
    number: dict[str, int],
    target_number: dict[str, int],
    links: Array,
) -> Array:
    concept_number = {iri: position for position, iri in enumerate(facet.concepts)}
    through: dict[int, list[Any]] = {}  # the links that mitigate each target
    if facet.inherited:
        for link in links[np.isin(links["relation"], MITIGATING)]:
            through.setdefault(int(link["target"]), []).append(link)
    rows = []
    for thing, concept, agent, status, confidence in stated.get(facet.iri, []):
        value = concept_number[concept] if concept else UNDETERMINED
        if not facet.inherited:
            if thing in number:
                rows.append((number[thing], value, agent, status, confidence))
        elif thing in target_number and status == 0:
            rows += [
                (link["item"], value, link["agent"], 0, np.fmin(confidence, link["confidence"]))
                for link in through.get(target_number[thing], ())
            ]
    return np.array(rows, dtype=VALUE)


def _work_values(
    facet: Facet, facts: list[list[str]], items: Array, work_number: dict[str, int]
) -> Array:
    """What is said of a work holds for each of its measures; nobody had to classify it."""
    concept_number = {iri: position for position, iri in enumerate(facet.concepts)}
    rows = [
        (item, concept_number[concept], -1, 0, float("nan"))
        for work, _, concept in facts
        for item in np.flatnonzero(items["work"] == work_number[work])
    ]
    return np.array(rows, dtype=VALUE)


def _codings(store: Store, prefix: str) -> list[dict[str, Any]]:
    keys = ("work", "facet", "extraction", "coded", "agent", "confidence", "rationale")
    return [
        {
            **dict(zip(keys, row, strict=True)),
            "extraction": row[2].removeprefix(prefix),
            "coded": row[3].removeprefix(prefix),
        }
        for row in _rows(store, CODINGS)
    ]
