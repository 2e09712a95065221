"""How a SSSOM table is laid out: the metadata as comments in YAML, then rows between tabs."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import yaml


def header(metadata: Mapping[str, Any], columns: Sequence[str]) -> str:
    """The metadata of a mapping set and the names of its columns, in the order that is given.

    >>> print(header({"license": "https://example.org/l", "curie_map": {"a": "https://a.org/"}},
    ...              ["subject_id", "object_id"]).expandtabs(12), end="")
    #license: https://example.org/l
    #curie_map:
    #  a: https://a.org/
    subject_id  object_id
    """
    text = yaml.safe_dump(
        dict(metadata), sort_keys=False, allow_unicode=True, width=1_000_000, indent=2
    )
    lines = text.removesuffix("\n").split("\n")
    return "".join(f"#{line}\n" for line in lines) + row(columns)


def row(cells: Sequence[str]) -> str:
    """The cells of a row, those with tabs or quotation marks quoted."""
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerow(cells)
    return out.getvalue()
