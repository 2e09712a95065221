"""Which values fit into which cells, and which are stated and not derived."""

from __future__ import annotations

import math
import re
from datetime import date

from ...vocab import RDF
from ..contents import Resource
from .schema import IRIS_APART, TEXTS_APART, Kind

DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
COUNT = re.compile("[+-]?[0-9]{1,18}")


def fits(kind: Kind, text: str) -> bool:
    """Whether a cell of this kind can hold the text.

    >>> fits("day", "2026-11-20"), fits("day", "2026"), fits("number", "0.55"), fits("count", "")
    (True, False, True, False)
    """
    if kind == "day":
        return bool(DAY.fullmatch(text)) and _is_day(text)
    if kind == "number":
        return bool(NUMBER.fullmatch(text)) and math.isfinite(float(text))
    if kind == "count":
        return bool(COUNT.fullmatch(text))
    if kind == "flag":
        return text in {"true", "false"}
    if kind == "iris":
        return IRIS_APART not in text
    if kind == "texts":
        return TEXTS_APART not in text
    return True


def stated_by(resource: Resource, inferred: str) -> Resource:
    """What sources state of a thing, without what rules derive of it.

    A statement that a rule makes is kept whole: it counts, and says that a rule made it.

    Args:
        resource: With everything that is said of it.
        inferred: How the names of the graphs begin that hold what rules derive.
    """
    types = resource.said.get(RDF.type.value, ())
    if types and all(value.graph.startswith(inferred) for value in types):
        return resource
    said = {
        predicate: kept
        for predicate, values in resource.said.items()
        if (kept := tuple(value for value in values if not value.graph.startswith(inferred)))
    }
    return Resource(resource.iri, said)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
