"""Answers for the pictures of networks, trees, agreement, changes and counts, with any labels."""

import json
from typing import Any

import networkx as nx

from airm_graph.plots.figure import Figure
from airm_graph.render.result import Result

META = {
    "program": "airm-graph 0",
    "build": "abc",
    "sources": [{"id": "s", "issued": "2025-01-02"}],
    "parameters": {"of": "category"},
}
HOSTILE = '</script><b>"it\'s"\n\u202e\u05d0\u05d1 & 100 % {datum} ' + "long " * 100


def thing(key: str, label: str = "") -> dict[str, str]:
    return {"id": key, "iri": f"urn:x:{key}", "label": label or f"Thing {key}"}


def result(rows: list[dict[str, Any]], picture: str, **meta: Any) -> Result:
    columns = tuple(rows[0]) if rows else ()
    return Result(
        columns=columns, rows=rows, meta={**META, **meta}, notes=("A note.",), picture=picture
    )


def network(measures: int = 3, risks: int = 4, label: str = "") -> "nx.MultiDiGraph[str]":
    """Each measure mitigates the risk of its number and reduces the next one."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(meta=META, notes=("A note.",))
    for kind, many in (("measure", measures), ("risk", risks)):
        for number in range(many):
            name = f"{kind}-{number}"
            graph.add_node(
                f"urn:x:{name}",
                id=f"x:{name}",
                label=label or name.capitalize(),
                kind=kind,
                works=["one" if number % 2 else "two"],
                classes={"category": [f"{number % 5}"]},
            )
    for number in range(measures):
        for step, relation in ((0, "mitigates"), (1, "reduces")):
            graph.add_edge(
                f"urn:x:measure-{number}",
                f"urn:x:risk-{(number + step) % risks}",
                statement="action",
                relations=[relation],
            )
    return graph


def mappings(label: str = "") -> "nx.MultiDiGraph[str]":
    """A ring of risks that map to each other, one more pair, and one alone."""
    graph = network(0, 9, label)
    for start, end in [(n, (n + 1) % 6) for n in range(6)] + [(6, 7)]:
        graph.add_edge(
            f"urn:x:risk-{start}",
            f"urn:x:risk-{end}",
            statement="mapping",
            relation="equal" if start else "overlap",
        )
    return graph


def tree(label: str = "") -> list[dict[str, Any]]:
    """1 above 1.1 and 1.2, which has 1.2.1; 2 alone and without a measure."""
    found = []
    above = {"1": None, "1.1": "1", "1.2": "1", "1.2.1": "1.2", "2": None}
    for (key, broader), measures in zip(above.items(), (7, 2, 6, 4, 0), strict=True):
        found.append(
            {
                "concept": thing(key, label),
                "broader": broader and thing(broader, label),
                "level": key.count(".") + 1,
                "measures": measures,
            }
        )
    return found


def coefficient(one: str, other: str, value: float | None, **more: Any) -> dict[str, Any]:
    return {
        "facet": thing("category"),
        "source": None,
        "concept": None,
        "coder_a": thing(one),
        "coder_b": thing(other),
        "things": 10,
        "agreed": 8,
        "observed": 0.8,
        "kappa": value,
        "alpha": None,
        "low": None if value is None else value - 0.2,
        "high": None if value is None else value + 0.1,
        "confusions": ["1 / 2 (2)"],
        "reason": "" if value is not None else "fewer than 2 things in common",
        "coders": [one, other],
        **more,
    }


def agreement(label: str = "") -> list[dict[str, Any]]:
    """Two coders agree, two others cannot be compared, and all three have an alpha."""
    every = coefficient("a", "b", None, coder_a=None, coder_b=None, alpha=0.5, reason="")
    rows = [coefficient("a", "b", 0.6), coefficient("a", "c", None), every]
    return [{**row, "facet": thing("category", label)} for row in rows]


def disagreements(label: str = "") -> list[dict[str, Any]]:
    return [
        {
            "thing": thing(str(number), label),
            "facet": thing("category", label),
            "coder_a": thing("a", label),
            "coder_b": thing("b"),
            "concepts_a": [label or "1.1"],
            "concepts_b": ["1.2"] if number else ["2.1", "2.2"],
        }
        for number in range(3)
    ]


def changes(label: str = "") -> list[dict[str, Any]]:
    def row(change: str, key: str, aspect: str, before: list[str], after: list[str]) -> Any:
        return {
            "change": change,
            "key": key,
            "among": "things",
            "old_label": "" if change == "added" else label or f"Old {key}",
            "new_label": label or f"New {key}",
            "aspect": aspect,
            "before": before,
            "after": after,
        }

    return [
        row("added", "A1", "", [], [label or "New"]),
        row("added", "A2", "", [], ["New"]),
        row("renamed", "A3", "", ["Old"], ["New"]),
        row("relinked", "A4", "mitigates", [], ["T1"]),
        row("relinked", "A5", "mitigates", ["T1"], ["T2", label or "T3"]),
    ]


def transitions(label: str = "") -> list[dict[str, Any]]:
    pairs = [("gap", "addressed"), ("gap", "addressed"), ("thin", "gap"), (None, "gap")]
    return [
        {"what": "cell", "because": [label], "before_state": before, "after_state": after}
        for before, after in pairs
    ]


def counts(label: str = "") -> list[dict[str, Any]]:
    def row(group: str, item: str, count: int) -> dict[str, Any]:
        return {"group": group, "item": item, "count": count, "detail": label}

    return [
        row("graph", "quads", 12345),
        row("links", label or "mitigates", 3),
        row("links", "reduces", 5),
        row("named graphs", "g", 12345),
    ]


def rows_with(figure: Figure, key: str) -> list[Any]:
    """The rows of data from which the marks of a figure are drawn, those that have a key."""
    found: dict[str, Any] = {}
    for rows in figure.spec()["datasets"].values():
        found |= {json.dumps(row): row for row in rows if key in row}
    return list(found.values())


def texts(figure: Figure) -> list[Any]:
    """What marks of text say."""
    return [row["text"] for row in rows_with(figure, "text")]
