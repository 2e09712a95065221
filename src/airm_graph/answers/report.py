"""The whole gap analysis as one page."""

from __future__ import annotations

from dataclasses import replace

from ..agents import CodedBy
from ..citation import cite
from ..coverage.cells import coverage
from ..coverage.firmness import firmness_of_cells
from ..coverage.gap_report import gap_report
from ..coverage.options import Options
from ..coverage.targets import KINDS, targets
from ..render.report_html import report_html
from ..workspace import Build

MAPS = (("framework", "category"), ("framework", "stage"))


def report_page(build: Build, coded_by: CodedBy = "all") -> str:
    """The gap analysis as HTML that needs no network.

    Args:
        build: What is reported on.
        coded_by: Whose classifications and links count.
    """
    columns = build.columns
    report = gap_report(columns, build.name, coded_by)
    tables = [coverage(columns, Options(by=by, coded_by=coded_by)) for by in MAPS]
    ranked = replace(tables[0], cells=tuple(laggard.cell for laggard in report.laggards))
    return report_html(
        report,
        tables,
        firmness_of_cells(columns, ranked),
        {kind: targets(columns, kind=kind, coded_by=coded_by) for kind in KINDS},
        columns.facets,
        cite(build, "report", {"coded_by": coded_by}),
    )
