"""A made-up catalogue that is small enough to draw, as columns."""

import math
from typing import Any

import numpy as np

from airm_graph.columns import (
    EXTENTS,
    ITEM,
    LINK,
    MAPPING,
    RELATIONS,
    STATUSES,
    VALUE,
    Columns,
)
from airm_graph.schemes import load_facets
from airm_graph.vocab import BASE

ID = BASE + "id/"
GRAPH = BASE + "graph/"
WORKS = ("a", "b")
PUBLISHER, MODEL = 0, 1
# number of the measure, work, accepted, number among the targets
RECORDS = [(0, 0, True, -1), (0, 1, True, -1), (1, 0, True, -1), (2, 1, True, 4), (3, 1, False, 0)]
# record, relation, target, agent, confidence: m0 stands in both works
LINKS = [
    (0, "reduces", 0, PUBLISHER, None),
    (1, "mitigates", 0, MODEL, 0.6),
    (1, "respondsTo", 1, PUBLISHER, 0.9),
    (2, "reduces", 1, MODEL, 0.5),
    (2, "detects", 2, PUBLISHER, None),
    (3, "mitigates", 2, PUBLISHER, None),
    (3, "actsOn", 0, PUBLISHER, None),
    (4, "mitigates", 2, PUBLISHER, None),  # of a record that is no measure
]
KINDS = ["risk-source", "risk-source", "risk", "requirement", "mitigation"]
# subject, object, extent, status and what else there is to say
MAPPINGS: list[tuple[int, int, str, str, dict[str, Any]]] = [
    (0, 3, "inside", "accepted", {"agent": MODEL, "machine_made": True, "confidence": 0.4}),
    (1, 2, "equal", "accepted", {}),
    (1, 2, "overlap", "accepted", {"agent": MODEL}),
    (4, 3, "nothing", "accepted", {}),
    (2, 3, "equal", "proposed", {}),
    (2, 0, "equal", "accepted", {"negative": True}),
    (3, 2, "equal", "accepted", {"stale": True}),
]


def iri(local: str) -> str:
    return ID + local


def target(number: int) -> str:
    return iri("mitigation-x-r3") if KINDS[number] == "mitigation" else iri(f"target-{number}")


def small(
    links: list[tuple[int, str, int, int, float | None]] = LINKS,
    records: list[tuple[int, int, bool, int]] = RECORDS,
) -> Columns:
    """Three measures in two works, four targets that are none, and seven mappings.

    Record 3 is measure 2, to which a mapping leads; record 4 is filed as a measure, but is risk
    source 0.
    """
    facets = load_facets()
    concepts = list(facets["category"].concepts)
    return Columns(
        items=np.array(
            [(measure, work, accepted, False, False, t) for measure, work, accepted, t in records],
            dtype=ITEM,
        ),
        values={
            "category": np.array(
                [
                    (0, 3, PUBLISHER, STATUSES.index("accepted"), math.nan),
                    (2, -1, PUBLISHER, STATUSES.index("accepted"), math.nan),
                    (3, 4, PUBLISHER, STATUSES.index("disputed"), math.nan),
                ],
                dtype=VALUE,
            )
        },
        links=np.array(
            [
                (record, RELATIONS.index(relation), t, agent, math.nan if c is None else c)
                for record, relation, t, agent, c in links
            ],
            dtype=LINK,
        ),
        mappings=np.array(
            [
                (
                    *(subject, object_, EXTENTS.index(extent), 0, said.get("agent", PUBLISHER), 0),
                    *(STATUSES.index(status), said.get("confidence", math.nan)),
                    *(said.get(name, False) for name in ("machine_made", "negative", "stale")),
                )
                for subject, object_, extent, status, said in MAPPINGS
            ],
            dtype=MAPPING,
        ),
        index={
            "items": [iri(f"mitigation-x-r{number}") for number in range(len(records))],
            "works": [{"iri": iri(f"framework-{w}"), "label": f"Work {w}"} for w in WORKS],
            "agents": [
                {"iri": iri("agent-p"), "label": "Publisher", "methods": ["publisherFiling"]},
                {"iri": iri("agent-m"), "label": "Model", "methods": ["modelReading"]},
            ],
            "targets": [
                {
                    "iri": target(number),
                    "label": f"Target {number}",
                    "kinds": [kind],
                    "works": [iri("framework-a" if number < 3 else "framework-b")],
                    "domains": [],
                    "stages": [],
                    "classes": {"category": [concepts[3]]} if number == 0 else {},
                }
                for number, kind in enumerate(KINDS)
            ],
            "codings": [],
            "exclusions": [],
            "mappings": [iri(f"mapping-{number}") for number in range(len(MAPPINGS))],
            "predicates": ["http://www.w3.org/2004/02/skos/core#exactMatch"],
            "stated": [
                {"iri": GRAPH + "g", "title": "Table", "version": "1", "issued": "2026-01-01"}
            ],
        },
        facets=facets,
    )
