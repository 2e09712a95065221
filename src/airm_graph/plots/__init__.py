"""Pictures of answers: one function a picture, and the names by which answers ask for them.

Altair draws them, so that one description makes the interactive figure in a notebook or an HTML
page and, through vl-convert, the static PNG or SVG; no browser and no network are needed. A second
library for static pictures, such as Matplotlib, would draw each of them twice, and differently.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ..errors import MissingExtraError, PlotError

if TYPE_CHECKING:
    from .figure import Figure

LIBRARIES = ("altair", "vl_convert", "PIL")  # of the extra ``plot``
SUFFIXES = (".png", ".svg", ".html", ".json")

# By name the module and the function that draws it.
PICTURES = {
    "cells": "heat_map.plot_cells",
    "gaps": "ranked_gaps.plot_gaps",
    "targets": "targets.plot_targets",
    "targets-by-facet": "targets.plot_targets_by_facet",
    "crosswalk": "crosswalk.plot_crosswalk",
    "overlap": "upset.plot_overlap",
    "overlap-matrix": "upset.plot_overlap_matrix",
    "cover": "cover.plot_cover",
    "contributions": "contributions.plot_contributions",
    "network": "network.plot_network",
    "tree": "tree.plot_tree",
    "agreement": "agreement.plot_agreement",
    "confusions": "confusions.plot_confusions",
    "changes": "changes.plot_changes",
    "state-changes": "state_changes.plot_state_changes",
    "counts": "counts.plot_counts",
}


class Drawable(Protocol):
    """An answer that may have a picture."""

    @property
    def picture(self) -> str:
        """The name of the picture, of :data:`PICTURES`; empty where there is none."""

    @property
    def meta(self) -> Mapping[str, Any]:
        """What the answer rests on."""


def draw(answer: Drawable, **options: Any) -> Figure:
    """The picture of an answer.

    Args:
        answer: A result or an account.
        options: What its picture can be asked.

    Raises:
        PlotError: It has no picture, or an option is unknown.
        MissingExtraError: The extra ``plot`` is not installed.
    """
    if not answer.picture:
        columns = getattr(answer, "columns", None)
        what = f"rows of {', '.join(columns)} have" if columns else "this account has"
        advice = "; frame() gives them to any library" if columns else ""
        raise PlotError(f"{what} no natural picture{advice}")
    module, _, name = PICTURES[answer.picture].rpartition(".")
    try:
        plot: Callable[..., Figure] = getattr(import_module(f".{module}", __name__), name)
    except ModuleNotFoundError as error:
        if error.name not in LIBRARIES:
            raise
        raise MissingExtraError("plot()", "plot", str(error.name)) from None
    known = [p.name for p in inspect.signature(plot).parameters.values()][1:]
    for option in options:
        if option not in known:
            raise PlotError(f"plot({option}=…): expected {', '.join(known) or 'no option'}")
    return plot(answer, **options)


def check_suffix(path: Path) -> None:
    """Refuse a name of which it is not known how to write it.

    Raises:
        PlotError: It ends in something else than :data:`SUFFIXES`.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise PlotError(f"{path.name}: expected a name that ends in {' '.join(SUFFIXES)}")


def check_libraries(what: str) -> None:
    """Refuse what needs a picture where the extra ``plot`` is not installed; imports nothing.

    Raises:
        MissingExtraError: A library of the extra is lacking.
    """
    for library in LIBRARIES:
        if find_spec(library) is None:
            raise MissingExtraError(what, "plot", library)
