"""What coding statements say: which work was extracted, and coded on which facet, completely."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..columns import Columns
from ..schemes import Facet
from ..vocab import AIRM
from .axes import codings_by
from .options import FRAMEWORK, Options

Array = NDArray[Any]

NOT_EXTRACTED = "not fully extracted"
UNCODED = "uncoded"


def needs_coding(facet: Facet) -> bool:
    """Whether somebody had to decide the facet: works and facts about works need nobody."""
    return facet.name != FRAMEWORK and facet.of != AIRM.Framework.value


def statements(columns: Columns, options: Options, facet: Facet) -> list[dict[str, Any]]:
    """The coding statements on a facet by those whose decisions count.

    A facet that measures take from what they act on is coded where the actions are.
    """
    return codings_by(columns, options, "action" if facet.inherited else facet.name)


def shortcomings(columns: Columns, options: Options, facets: Sequence[Facet]) -> dict[str, Array]:
    """For each reason, which works cannot be called silent because of it."""
    works = [work["iri"] for work in columns.index["works"]]
    uncoded = np.zeros(len(works), dtype=bool)
    unextracted = np.zeros(len(works), dtype=bool)
    for facet in facets:
        if not needs_coding(facet):
            continue
        said = statements(columns, options, facet)
        coded = {coding["work"] for coding in said if coding["coded"] == "complete"}
        whole = {coding["work"] for coding in said if coding["extraction"] == "complete"}
        for number, work in enumerate(works):
            if work not in coded:
                uncoded[number] = True
            elif work not in whole:
                unextracted[number] = True
    return {NOT_EXTRACTED: unextracted, UNCODED: uncoded}
