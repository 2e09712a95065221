"""How many distinct measures there are, and which works state any."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..columns import Columns


def measures_in(items: NDArray[Any]) -> int:
    """How many distinct measures the records are."""
    return len(np.unique(items["measure"]))


def works_with_measures(columns: Columns) -> set[str]:
    """The works that state a measure; the others state requirements or risks only."""
    numbers = np.unique(columns.items["work"][columns.items["accepted"]])
    return {columns.index["works"][number]["iri"] for number in numbers}
