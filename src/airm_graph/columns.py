"""The facet columns beside the graph: what coverage counts, as memory-mapped arrays.

One array a facet holds a row for each classification of a measure; ``items`` says which record is
which distinct measure. The arrays are taken from the graph at build time and live in the same
immutable folder, so they cannot be older than it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .listing import Listing
from .schemes import Concept, Facet, load_facets

Array = NDArray[Any]

# ``repeats``: another source, which was published earlier, has the same record.
# ``target``: its number among the targets where a mapping leads to or from the record, else -1.
ITEM = np.dtype(
    [
        ("measure", "<i4"),
        ("work", "<i4"),
        ("accepted", "?"),
        ("all_risks", "?"),
        ("repeats", "?"),
        ("target", "<i4"),
    ]
)
VALUE = np.dtype(
    [("item", "<i4"), ("concept", "<i4"), ("agent", "<i2"), ("status", "i1"), ("confidence", "<f4")]
)
LINK = np.dtype(
    [
        ("item", "<i4"),
        ("relation", "i1"),
        ("target", "<i4"),
        ("agent", "<i2"),
        ("confidence", "<f4"),
    ]
)
# ``subject`` and ``object`` are numbers of targets; ``relation`` says how the extent of the subject
# stands to that of the object; ``stated`` is the number of the named graph that says so.
MAPPING = np.dtype(
    [
        ("subject", "<i4"),
        ("object", "<i4"),
        ("relation", "i1"),
        ("predicate", "<i2"),
        ("agent", "<i2"),
        ("stated", "<i2"),
        ("status", "i1"),
        ("confidence", "<f4"),
        ("machine_made", "?"),
        ("negative", "?"),
        ("stale", "?"),
    ]
)
UNDETERMINED = -1  # in VALUE.concept: looked at, not decided
STATUSES = ("accepted", "proposed", "disputed", "superseded")
RELATIONS = ("reduces", "respondsTo", "detects", "assesses", "mitigates", "actsOn")
EXTENTS = ("equal", "inside", "contains", "overlap", "nothing")
LONG = ("items", "mappings", "targets")  # in the index; opened without being read
MITIGATING = (0, 1, 4)  # of these, reducing, responding to, and either of the two


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Everything that coverage counts.

    ``index`` holds what the numbers in the arrays stand for: ``items``, ``mappings`` and
    ``predicates`` as IRIs; ``works``, ``agents``, ``targets``, ``stated`` and ``codings`` as
    objects. Among the targets is everything that a mapping leads to or from.

    ``ready`` holds arrays that are worked out from the others once, at build time; what is not
    there is worked out when it is asked for.
    """

    items: Array
    values: dict[str, Array]
    links: Array
    mappings: Array
    index: dict[str, Sequence[Any]]
    facets: dict[str, Facet] = field(default_factory=load_facets)
    ready: dict[str, Array] = field(default_factory=dict)

    def save(self, folder: Path) -> None:
        """Write the arrays and the index into a new folder."""
        folder.mkdir()
        np.save(folder / "items.npy", self.items)
        np.save(folder / "links.npy", self.links)
        np.save(folder / "mappings.npy", self.mappings)
        for name, array in self.values.items():
            np.save(folder / f"facet-{name}.npy", array)
        for name, array in self.ready.items():
            np.save(folder / f"ready-{name}.npy", array)
        for name in LONG:
            Listing.save(self.index.get(name, ()), folder / f"index-{name}.jsonl")
        short = {name: list(said) for name, said in self.index.items() if name not in LONG}
        text = json.dumps(short, ensure_ascii=False, sort_keys=True, indent=1)
        (folder / "index.json").write_text(text, encoding="utf-8")
        facets = {name: asdict(facet) for name, facet in self.facets.items()}
        text = json.dumps(facets, ensure_ascii=False, indent=1)
        (folder / "facets.json").write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Columns:
        """Open the arrays of a build; they stay on disk until counted."""
        return cls(
            items=np.load(folder / "items.npy", mmap_mode="r"),
            links=np.load(folder / "links.npy", mmap_mode="r"),
            mappings=np.load(folder / "mappings.npy", mmap_mode="r"),
            values={
                path.stem.removeprefix("facet-"): np.load(path, mmap_mode="r")
                for path in sorted(folder.glob("facet-*.npy"))
            },
            ready={
                path.stem.removeprefix("ready-"): np.load(path, mmap_mode="r")
                for path in sorted(folder.glob("ready-*.npy"))
            },
            index={
                **json.loads((folder / "index.json").read_text(encoding="utf-8")),
                **{name: Listing.load(folder / f"index-{name}.jsonl") for name in LONG},
            },
            facets=load_saved_facets(folder),
        )


def load_saved_facets(folder: Path) -> dict[str, Facet]:
    """The facets of a build: the repository's own, and those that its sources bring."""
    facets = json.loads((folder / "facets.json").read_text(encoding="utf-8"))
    return {
        name: Facet(
            **{
                **facet,
                "concepts": {iri: Concept(**said) for iri, said in facet["concepts"].items()},
            }
        )
        for name, facet in facets.items()
    }
