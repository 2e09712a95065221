"""Whose statements count: those of publishers, our own, and those that a program made.

An agent is known by its number in ``columns.index["agents"]``; -1 is nobody, for what the graph
says outright. Masks have a last place for nobody, so that -1 finds it.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from .columns import Columns

Array = NDArray[Any]
CodedBy = Literal["all", "publisher", "own"]


def are_publishers(columns: Columns) -> Array:
    """By number of an agent, whether it filed what it published itself; nobody did not."""
    return _with_method(columns, "publisherFiling")


def are_programs(columns: Columns) -> Array:
    """By number of an agent, whether it decides by a program; nobody does not."""
    return _with_method(columns, "modelReading")


def counting(columns: Columns, coded_by: CodedBy) -> Array:
    """By number of an agent, whether what it says counts; what nobody had to decide always does."""
    publisher = are_publishers(columns)
    wanted = np.ones_like(publisher) if coded_by == "all" else publisher == (coded_by != "own")
    wanted[-1] = True
    return wanted


def _with_method(columns: Columns, method: str) -> Array:
    return np.array([*(method in a["methods"] for a in columns.index["agents"]), False], dtype=bool)
