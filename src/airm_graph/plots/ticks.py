"""Ticks of an axis that counts: whole numbers only."""

from __future__ import annotations

from typing import Any


def whole_ticks(most: float) -> dict[str, Any]:
    """The options of an axis from 0 to ``most``.

    >>> whole_ticks(2)["values"], "values" in whole_ticks(200)
    ([0, 1, 2], False)
    """
    if most <= 5:
        return {"values": list(range(int(most) + 1)), "format": "d"}
    return {"tickCount": 5, "tickMinStep": 1, "format": ",d"}
