"""Rows as the data of a chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt


def chart_of(rows: Sequence[Mapping[str, Any]], **properties: Any) -> Any:
    """A chart of these rows, without marks; of no type, as Altair's overloads are too many.

    >>> list(chart_of([{"n": 1}]).mark_point().to_dict()["datasets"].values())
    [[{'n': 1}]]

    Args:
        rows: The data.
        properties: Of Altair's chart, such as ``height``.
    """
    return alt.Chart(alt.InlineData(values=list(rows)), **properties)
