"""Rows for pictures: a small answer of each kind that has one, with any names."""

from collections.abc import Mapping, Sequence
from typing import Any

from airm_graph.render.result import Result

META = {
    "program": "airm-graph 0",
    "build": "abc",
    "sources": [{"id": "s", "issued": "2025-01-02"}],
    "parameters": {"by": ["framework", "category"], "threshold": 2, "of": "a"},
}


def thing(key: str, kind: str = "concept", label: str = "") -> dict[str, str]:
    return {"id": key, "iri": f"urn:x/{kind}-{key}", "label": label or f"Label of {key}"}


def result(
    rows: Sequence[Mapping[str, Any]], picture: str, meta: Mapping[str, Any] | None = None
) -> Result:
    return Result(
        columns=tuple(rows[0]) if rows else (),
        rows=rows,
        meta={**META, **(meta or {})},
        notes=("A note.",),
        picture=picture,
    )


def cell(first: Any, second: Any, state: str, evidence: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "framework": first,
        "category": second,
        "state": state,
        "reason": "",
        "evidence": evidence,
        "unknown": 0,
        "peers": 3,
        "expected": 2.5,
        "p_empty": None,
        "q_value": None,
        **more,
    }


def cells(label: str = "") -> list[dict[str, Any]]:
    """One cell in each state, in a table of two rows and three columns, one of them left out."""
    one, other = thing("a", "framework", label), thing("b", "framework", label)
    columns = [thing(key, label=label and f"{label}{key}") for key in ("1", "2", "3")]
    return [
        cell(one, columns[0], "addressed", 17),
        cell(one, columns[1], "thin", 1),
        cell(one, columns[2], "gap", p_empty=0.01),
        cell(other, columns[0], "open", p_empty=0.5),
        cell(other, columns[1], "excluded"),
    ]


def target(key: str, state: str, handling: str, label: str = "") -> dict[str, Any]:
    return {
        "target": thing(key, label=label),
        "kind": "risk",
        "state": state,
        "reason": "",
        "handling": handling,
        "named_in": ["a"],
    }


def by_picture(label: str = "") -> dict[str, Result]:
    """By name of the picture an answer that has it; things are called so."""
    works = [thing(key, "framework", label) for key in "abc"]
    shares: list[dict[str, Any]] = [
        {"work": w, "covers": 5 - n, "unique": 2, "shapley": 3.5 - n, "share": 0.3}
        for n, w in enumerate(works)
    ]
    steps: list[dict[str, Any]] = [
        {"members": n + 1, "measure": thing(str(n), label=label), "cost": 1.0, **step}
        for n, step in enumerate(
            [{"gain": 6, "covered": 6, "share": 0.6}, {"gain": 4, "covered": 10, "share": 1.0}]
        )
    ]
    best = {"members": 2, "covered": 10, "coverable": 10, "required": 10, "optimal": True}
    crossing: dict[str, Any] = {"target": thing("t", label=label), "kind": ["risk"]}
    for key, strength in (("a", "direct"), ("b", "lead"), ("c", "")):
        crossing |= {key: strength, f"{key}_things": 1, f"{key}_hops": 1, f"{key}_via": label}
    pairs: list[dict[str, Any]] = [
        {"first": works[i], "second": works[j], "jaccard": 0.2 * (i + j)}
        for i, j in ((0, 1), (0, 2), (1, 2))
    ]
    facet: list[dict[str, Any]] = [
        {"stage": thing("s", label=label), "targets": 3, "addressed": 1, "thin": 0}
    ]
    sets = [
        {"works": ["c", "a"], "size": 7, "targets": []},
        {"works": ["b"], "size": 3, "targets": []},
        {"works": ["a", "b", "c"], "size": 1, "targets": []},
    ]
    handled = [target("t", "gap", "no measure", label), target("u", "addressed", "reduced", label)]
    return {
        "cells": result(cells(label), "cells"),
        "gaps": result(cells(label), "gaps"),
        "targets": result(handled, "targets"),
        "targets-by-facet": result([{**facet[0], "open": 0, "gap": 2}], "targets-by-facet"),
        "crosswalk": result([crossing], "crosswalk"),
        "overlap": result(sets, "overlap"),
        "overlap-matrix": result(pairs, "overlap-matrix"),
        "cover": result(steps, "cover", {"cover": best}),
        "contributions": result(shares, "contributions"),
    }
