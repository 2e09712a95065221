"""What a reader of the figures must know about the works and records behind them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..columns import Columns
from .counting import numbered
from .tallies import measures_in, works_with_measures
from .targets import Target

NOT_CURRENT = ("draft", "superseded", "vetoed", "withdrawn")


def what_to_watch(columns: Columns, sources: Sequence[Target]) -> tuple[str, ...]:
    """What a reader of the figures must know about the works and records behind them."""
    items = columns.items[columns.items["accepted"]]
    notes = []
    for number, work in enumerate(columns.index["works"]):
        if work["status"] in NOT_CURRENT and work["iri"] in works_with_measures(columns):
            size = numbered(measures_in(items[items["work"] == number]), "measure")
            notes.append(f"{work['label']}: {work['status']} ({size}).")
    partial = {
        coding["work"] for coding in columns.index["codings"] if coding["extraction"] == "partial"
    }
    unknown = {
        coding["work"]
        for coding in columns.index["codings"]
        if coding["extraction"] == "unknown" and coding["facet"].endswith("/facet-category")
    }
    if partial or unknown:
        notes.append(
            f"Extraction is known to be partial for {numbered(len(partial), 'work')} and of "
            f"unknown completeness for {len(unknown)}: open, no gaps."
        )
    repeated = len(items) - measures_in(items)
    if repeated:
        notes.append(
            f"Records that repeat a measure which stands elsewhere: {repeated}, counted once."
        )
    for disputed in np.flatnonzero(~columns.items["accepted"]).tolist():
        iri = columns.index["items"][disputed]
        label = next((s.target.label for s in sources if s.target.iri == iri), "")
        if not label:
            continue  # the same record in another source
        notes.append(f"“{label}” is filed as a measure, here a risk source.")
    catch_all = measures_in(items[items["all_risks"]])
    if catch_all:
        notes.append(
            f"{numbered(catch_all, 'measure')} meant for any risk whatever, which lift no risk "
            f"source out of “no measure”."
        )
    return tuple(notes)
