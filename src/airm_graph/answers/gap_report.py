"""The gap report as sentences, and every row behind it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ..agents import CodedBy
from ..citation import cite
from ..coverage.cells import coverage
from ..coverage.demand import Wild
from ..coverage.gap_report import GapReport, Laggard, Named, Quiet, gap_report
from ..coverage.options import Options
from ..coverage.targets import targets
from ..render.account import Account
from ..render.gap_text import gap_text
from ..render.result import Result
from ..workspace import Build
from .cells import cell_row
from .targets import target_row

Row = dict[str, Any]


def gap_account(build: Build, coded_by: CodedBy = "all") -> Account:
    """The report on one screen; its data holds every figure of it, and lists in full.

    Args:
        build: What is reported on.
        coded_by: Whose classifications and links count.
    """
    report = gap_report(build.columns, build.name, coded_by)
    return Account(
        text=gap_text(report),
        data=report_data(report),
        meta=cite(build, "gaps", {"coded_by": coded_by}),
    )


def report_data(report: GapReport) -> Row:
    """The report as JSON has it; cells and targets are rows as their tables have them."""
    options = Options(by=report.views[0].facets, coded_by=report.coded_by)
    return {
        "build": report.build,
        "works": report.works,
        "measures": report.measures,
        "records": report.records,
        "disputed": report.disputed,
        "risk_sources": report.risk_sources,
        "looked_at": report.looked_at,
        "coders": [_plain(coder) for coder in report.coders],
        "coded": [_plain(coded) for coded in report.coded],
        "views": [_plain(view) for view in report.views],
        "laggards": [_laggard_row(options, laggard) for laggard in report.laggards],
        "quiet": [_quiet_row(quiet) for quiet in report.quiet],
        "handling": dict(report.handling),
        "unaddressed": [target_row(target) for target in report.unaddressed],
        "named": [_named_row(named) for named in report.named],
        "wild": [_wild_row(wild) for wild in report.wild],
        "watch": list(report.watch),
        "coded_by": report.coded_by,
    }


def every_gap(build: Build, coded_by: CodedBy = "all") -> Result:
    """Every row behind the report, each with the list that it is from.

    Args:
        build: What is reported on.
        coded_by: Whose classifications and links count.
    """
    report = gap_report(build.columns, build.name, coded_by)
    options = Options(by=report.views[0].facets, coded_by=coded_by)
    table = coverage(build.columns, options)
    empty = sorted(
        (cell for cell in table.cells if cell.state in {"open", "gap"}),
        key=lambda cell: 1.0 if cell.p_empty is None else cell.p_empty,
    )
    family = {laggard.cell.values: laggard.family for laggard in report.laggards}
    rows: list[Row] = [
        {"list": "empty cell", **cell_row(options, cell), "p_family": family.get(cell.values)}
        for cell in empty
    ]
    rows += [{"list": "quiet field", **_quiet_row(quiet)} for quiet in report.quiet]
    rows += [
        {"list": "risk source", **target_row(target)}
        for target in targets(build.columns, coded_by=coded_by)
        if target.handling not in {"reduced", "mitigated"}
    ]
    rows += [{"list": "seen in the wild", **_wild_row(wild)} for wild in report.wild]
    return Result(
        columns=(
            *("list", *options.by, "target", "state", "reason", "evidence", "unknown"),
            *("peers", "expected", "p_empty", "p_family", "q_value", "strength", "confidence"),
            *("addressed", "with_any", "works", "domain", "risks", "papers"),
            *("realized", "incidents"),
        ),
        rows=rows,
        meta=cite(build, "gaps", {"coded_by": coded_by}),
        notes=report.watch,
    )


def _laggard_row(options: Options, laggard: Laggard) -> Row:
    return {
        **cell_row(options, laggard.cell),
        "p_family": laggard.family,
        "confirmed": laggard.confirmed,
        "without_own": laggard.without_own,
    }


def _quiet_row(quiet: Quiet) -> Row:
    return asdict(quiet)


def _named_row(named: Named) -> Row:
    return {**asdict(named), "not_told": named.risks - named.told}


def _wild_row(wild: Wild) -> Row:
    return {
        **target_row(wild.target),
        "realized": wild.realized,
        "incidents": wild.incidents,
    }


def _plain(part: Any) -> Row:
    """The fields of a part of the report, lists as JSON has them."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(part).items()
    }
