"""The page of one cell of a coverage table: why it has its state, and what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..coverage.axes import Value, find_work
from ..coverage.cells import STATES, Cell
from ..coverage.firmness import WITHOUT
from ..coverage.options import FRAMEWORK, OptionError, Options, measure_facet
from ..explanation import CellExplanation, explain_cell
from ..render.explanation_text import FIRMNESS, verdict_on
from .holdings import Holdings
from .links import Links
from .rendering import fill

THRESHOLD = Options(by=(FRAMEWORK, "category")).threshold


def cell_page(holdings: Holdings, links: Links, pairs: Sequence[tuple[str, str]]) -> str:
    """All that is known of a cell.

    Args:
        holdings: Those of the build.
        links: Where the page leads.
        pairs: Two to five ``(facet, value)`` pairs, as the address says them; ``threshold`` among
            them is the number of measures from which a cell is addressed.

    Raises:
        IdentifierError: A facet or value is not known, or no measure can be in the cell.
        OptionError: The pairs make no cell.
    """
    columns = holdings.build.columns
    threshold = THRESHOLD
    for name, value in pairs:
        if name == "threshold":
            threshold = whole_number("threshold", value)
    named = [pair for pair in pairs if pair[0] != "threshold"]
    explained = explain_cell(columns, named, threshold, grid_of=holdings.grid_of)
    names, values = explained.options.by, explained.cell.values
    works = {work["iri"]: work["label"] for work in columns.index["works"]}
    who = {
        str(coding.get(name) or "") for coding in explained.codings for name in ("agent", "author")
    }
    agents = holdings.labels_of(who - {""})
    items = (*explained.evidence, *explained.unknown)
    return fill(
        "cell.html",
        links,
        build=holdings.build.name,
        explained=explained,
        cell=explained.cell,
        verdict=verdict_on(explained.cell),
        meaning=STATES[explained.cell.state],
        threshold=threshold,
        names=names,
        facets=[_facet(holdings, *pair) for pair in zip(names, values, strict=True)],
        table=matrix_address(links, names, threshold) if len(names) <= 3 else "",
        labels=holdings.labels_of(item.iri for item in items),
        codings=[_coding(coding, works, agents) for coding in explained.codings],
        peers=_peers(holdings, links, explained),
        firmness=[(FIRMNESS[name], explained.firmness[name]) for name in WITHOUT],
        command="airm-graph explain cell "
        + " ".join(f"{name}={value.id}" for name, value in zip(names, values, strict=True))
        + ("" if threshold == THRESHOLD else f" --threshold {threshold}"),
    )  # fmt: skip


def cell_address(
    links: Links, names: Sequence[str], ids: Iterable[str], threshold: int = THRESHOLD
) -> str:
    """Where a cell is explained, by its facets and the ids of its values."""
    params = dict(zip(names, ids, strict=True))
    if threshold != THRESHOLD:
        params["threshold"] = str(threshold)
    return links.page("cell", **params)


def address_of(links: Links, names: Sequence[str], cell: Cell, threshold: int = THRESHOLD) -> str:
    """Where this cell is explained."""
    return cell_address(links, names, (value.id for value in cell.values), threshold)


def matrix_address(links: Links, names: Sequence[str], threshold: int = THRESHOLD) -> str:
    """The table of two or three facets."""
    params = dict(zip(("rows", "columns", "layers"), names, strict=False))
    if threshold != THRESHOLD:
        params["threshold"] = str(threshold)
    return links.page("matrix", **params)


def whole_number(name: str, said: str) -> int:
    """A number of an address.

    Raises:
        OptionError: It is none.

    >>> whole_number("threshold", "3")
    3
    """
    if not (said.isascii() and said.isdecimal() and len(said) <= 6):
        raise OptionError(f"{name} is {said!r}; expected a whole number such as 2")
    return int(said)


def _facet(holdings: Holdings, name: str, value: Value) -> dict[str, str]:
    """The facet of a cell as its page names it, with the meaning of the value."""
    facet = measure_facet(holdings.build.columns.facets, name)
    concept = facet.concepts.get(value.iri)
    return {
        "name": name,
        "label": facet.label,
        "iri": facet.iri,
        "definition": concept.definition if concept else "",
    }


def _coding(
    coding: Mapping[str, Any], works: Mapping[str, str], agents: Mapping[str, str]
) -> dict[str, Any]:
    author = coding.get("author") or coding["agent"]  # who says so of whom it was coded by
    return {
        **coding,
        "work_key": coding["work"].rpartition("/framework-")[2],
        "work_label": works.get(coding["work"], ""),
        "facet": coding["facet"].rpartition("/facet-")[2] or coding["facet"],
        "agent_label": agents.get(coding["agent"], coding["agent"]),
        "author": author,
        "author_label": agents.get(author, author),
    }


def _peers(
    holdings: Holdings, links: Links, explained: CellExplanation
) -> list[tuple[str, str, int, str]]:
    """Other works with measures in the same cell: key, title, how many, and where it says so."""
    columns, names = holdings.build.columns, explained.options.by
    found = []
    for key, count in explained.peers:
        work = columns.index["works"][find_work(columns, key)]
        ids = [
            key if name == FRAMEWORK else value.id
            for name, value in zip(names, explained.cell.values, strict=True)
        ]
        address = cell_address(links, names, ids, explained.options.threshold)
        found.append((key, work["label"], count, address))
    return found
