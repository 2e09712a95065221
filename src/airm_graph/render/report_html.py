"""The gap analysis as one HTML file: no script, no font, no address is loaded from elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..columns import RELATIONS
from ..coverage.cells import STATES, Table
from ..coverage.gap_report import BY_SIZE, GapReport
from ..coverage.targets import STATES as TARGET_STATES
from ..coverage.targets import Target
from ..schemes import Facet
from .figures import LETTERS, heat_map
from .gap_text import ADDRESSED
from .templating import environment

TEMPLATES = ("render/templates", "pages/static")  # the last holds the stylesheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How many targets of a kind are in each state."""

    name: str
    total: int
    states: dict[str, int]


def report_html(
    report: GapReport,
    tables: Sequence[Table],
    firmness: Sequence[Mapping[str, str]],
    found: Mapping[str, Sequence[Target]],
    facets: Mapping[str, Facet],
    meta: Mapping[str, Any],
) -> str:
    """The page.

    Args:
        report: What the terminal shows.
        tables: Tables of two facets each, for the heat maps.
        firmness: For each laggard of the report, what its state rests on.
        found: By kind all targets; those of the first kind are listed.
        facets: Those of the build, for the order of the columns.
        meta: Works, licences, coders and parameters, for the end of the page.
    """
    return environment(*TEMPLATES).get_template("report.html").render(
        report=report,
        view=report.views[0],
        maps=[heat_map(table, facets) for table in tables],
        ranked=list(zip(report.laggards, firmness, strict=True)),
        confirmed=sum(laggard.confirmed for laggard in report.laggards),
        kinds=[_kind(name, targets) for name, targets in found.items() if targets],
        sources=next(iter(found.values())),
        wild=[one for one in report.wild if one.target.state in {"gap", "open"}],
        relations=RELATIONS,
        meta=meta,
        states=STATES,
        target_states=tuple(TARGET_STATES),
        letters=LETTERS,
        addressed=ADDRESSED,
        by_size=f"{BY_SIZE:.2f}",
    )  # fmt: skip


def _kind(name: str, found: Sequence[Target]) -> Kind:
    counts = Counter(target.state for target in found)
    return Kind(
        name=name.replace("-", " "),
        total=len(found),
        states={state: counts[state] for state in TARGET_STATES},
    )
