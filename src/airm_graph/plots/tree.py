"""A taxonomy, or the headings of a work, as an icicle beside bars, or as a sunburst."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..errors import PlotError
from .branches import Branch, branches_of, cut, leaves_of, walk
from .figure import Figure, framed
from .icicle import icicle
from .labels import shortened
from .naming import counted, one_of, some_rows
from .sunburst import sunburst

MOST = 150  # rows that a picture has room for


def plot_tree(result: Any, *, depth: int | None = None, kind: str = "icicle") -> Figure:
    """The tree of concepts or headings with the number of measures in each.

    Args:
        result: Rows of concept, broader and measures.
        depth: Levels that are drawn; by itself as many as there is room for.
        kind: ``icicle``, where every label can be read, with a bar for each row; or ``sunburst``,
            where the angle says how many measures stand in a concept.

    Raises:
        PlotError: There are no rows, an option is unknown, or one level alone is too large.
    """
    one_of("kind", kind, ("icicle", "sunburst"))
    some_rows(result.rows)
    if depth is not None and depth < 1:
        raise PlotError(f"depth={depth}: expected 1 or more levels")
    tops = branches_of(result.rows)
    every = len(list(walk(tops)))
    levels = max(level for _, level in walk(tops)) + 1
    shown = min(depth or levels, levels)
    while depth is None and shown > 1 and leaves_of(tops, shown) > MOST:
        shown -= 1
    if leaves_of(tops, shown) > MOST:
        raise PlotError(
            f"{leaves_of(tops, shown)} concepts on {counted(shown, 'level')} are more than {MOST}: "
            f"ask for a smaller depth, or draw the rows below one concept"
        )
    tops = [cut(top, shown) for top in tops]
    notes = list(map(str, result.notes))
    if shown < levels:
        left = every - len(list(walk(tops)))
        notes.append(
            f"{shown} of {levels} levels; {counted(left, 'entry', 'entries')} further down."
        )
    of = result.meta.get("parameters", {}).get("of") or ""
    draw = icicle if kind == "icicle" else sunburst
    chart, how = draw(tops)
    title = _title(tops, every, levels, shortened(of, 60))
    return framed(chart, title, result.meta, (*notes, *how))


def _title(tops: Sequence[Branch], every: int, levels: int, of: str) -> str:
    title = f"{counted(every, 'entry', 'entries')} on {counted(levels, 'level')}"
    drawn = [branch for branch, _ in walk(tops) if branch.measures is not None]
    if drawn:
        none = sum(branch.measures == 0 for branch in drawn)
        title += f"; {none or 'none'} of the {len(drawn)} drawn without a measure"
    return f"{of}: {title}" if of else title
