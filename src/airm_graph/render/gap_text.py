"""The gap report on one screen."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import get_args

from ..coverage.counting import numbered
from ..coverage.gap_report import BY_SIZE, GapReport
from ..coverage.targets import Handling

WIDTH = 100
MOST_LAGGARDS = 5
MOST_QUIET = 3
MOST_NAMED = 3
MOST_WORKS = 4
ADDRESSED = '"Addressed" = a document states such a measure, not that it works.'
NAMES = {"framework": "document"}


def gap_text(report: GapReport) -> str:
    """The report as the terminal shows it, about one screen of 100 columns."""
    parts = [_head(report), _views(report), _laggards(report), _quiet(report), _sources(report)]
    parts += [_watch(report), _next(report)]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _head(report: GapReport) -> list[str]:
    lines = [
        f"build {report.build}  {numbered(report.works, 'work')},"
        f" {numbered(report.measures, 'distinct measure')} ({report.disputed} more disputed),"
        f" {numbered(report.risk_sources, 'risk source')}",
        ADDRESSED,
    ]
    for own, who in ((False, "Coded by publishers"), (True, "Coded by us, reviewed by nobody")):
        said = [
            f"{coded.facet} of {numbered(coded.measures, 'measure')} in"
            f" {numbered(coded.works, 'work')}"
            for coded in report.coded
            if coded.own is own
        ]
        if said:
            lines += wrap(f"{who}: {'; '.join(said)}.", WIDTH, subsequent_indent="  ")
    if report.coded_by != "all":
        lines.append(f"Counted here: only what was decided by: {report.coded_by}.")
    return lines


def _views(report: GapReport) -> list[str]:
    states = ("addressed", "thin", "open", "gap")
    lines = [
        f"{'HOW MUCH CAN BE SAID':<28}{'cells':>7}"
        + "".join(f"{state:>11}" for state in states)
        + "  size alone explains"
    ]
    for view in report.views:
        name = " x ".join(NAMES.get(facet, facet) for facet in view.facets)
        counts = "".join(f"{view.states[state]:>11}" for state in states)
        lines.append(f" {name:<27}{view.cells:>7}{counts}  {view.by_size} of {view.empty} empty")
        less = []
        if view.uncoded_works:
            less.append(
                f"not coded for this: {view.uncoded_works} of {numbered(view.works, 'document')}"
            )
        if view.by_arithmetic:
            less.append(f"empty by arithmetic: {numbered(view.by_arithmetic, 'more cell')}")
        if less:
            lines.append(f"    {'; '.join(less)}")
    return lines


def _laggards(report: GapReport) -> list[str]:
    confirmed = sum(laggard.confirmed for laggard in report.laggards)
    verdict = (
        f"*: {confirmed} of {len(report.laggards)} confirmed after correction for all cells"
        if confirmed
        else "none survives correction for all cells: unconfirmed"
    )
    lines = [
        "LAGGARDS  empty although the document's size predicts otherwise",
        f"  ({verdict})",
        f" {'#':>2}  {'document':<27}{'category':<34}{'state':<6}{'expected':>9}"
        f"{'peers':>6}{'P(empty)':>10}",
    ]
    for number, laggard in enumerate(report.laggards[:MOST_LAGGARDS], start=1):
        cell = laggard.cell
        work, category = cell.values
        lines.append(
            f" {number:>2}  {work.id:<27}{f'{category.id} {category.label}'[:33]:<34}"
            f"{cell.state:<6}{cell.expected or 0:>9.1f}{cell.peers or 0:>6}"
            f"{cell.p_empty or 0:>10.4f}"
            f"{'  *' if laggard.confirmed else ''}"
        )
    if not report.laggards:
        lines.append("  none: size explains every empty cell")
    if len(report.laggards) > MOST_LAGGARDS:
        more = len(report.laggards) - MOST_LAGGARDS
        lines.append(f"     {more} more with P(empty) up to {BY_SIZE:.2f}")
    return lines


def _quiet(report: GapReport) -> list[str]:
    lines = [
        "THE FIELD IS QUIET  few works address it" + " " * 14 + "risk most often acted on by it"
    ]
    for quiet in report.quiet[:MOST_QUIET]:
        what = f"{quiet.category.id} {quiet.category.label}"
        line = f" {what[:34]:<35}{quiet.addressed:>2} of {numbered(quiet.works, 'work')}   "
        literature = "no link to a risk was coded"
        if quiet.domain:
            risks, papers = numbered(quiet.risks or 0, "risk"), numbered(quiet.papers or 0, "paper")
            found = f": {risks} in {papers}"
            literature = quiet.domain[: WIDTH - len(line) - len(found)].rstrip() + found
        lines.append(line + literature)
    if len(report.quiet) > MOST_QUIET:
        lines.append(f" {len(report.quiet) - MOST_QUIET} more, addressed by fewer than half")
    return lines if report.quiet else []


def _sources(report: GapReport) -> list[str]:
    order = [handling for handling in get_args(Handling) if report.handling.get(handling)]
    words = {"only observed": "only detected or assessed"}
    counts = "  ".join(f"{words.get(how, how)} {report.handling.get(how, 0)}" for how in order)
    lines = _named(report)
    lines += [f"RISK SOURCES ({report.risk_sources})", f" {counts}"]
    if report.unaddressed:
        named = [source.target.label for source in report.unaddressed[:MOST_NAMED]]
        more = len(report.unaddressed) - len(named)
        text = "no measure, most written about first: " + "; ".join(named)
        lines += _indented(text + (f"; and {more} more." if more else "."))
    return lines


def _named(report: GapReport) -> list[str]:
    """The works that name most risks; what is left over nobody can tell."""
    if not report.named:
        return []
    lines = [f"{'RISKS THAT A WORK NAMES':<44}{'risks':>7}{'mitigated':>11}{'observed':>10}"]
    lines[0] += f"{'no measure':>12}{'not told':>10}"
    lines += [
        f" {row.work.label[:42]:<43}{row.risks:>7}{row.mitigated:>11}{row.observed:>10}"
        f"{row.gaps:>12}{row.risks - row.told:>10}"
        for row in report.named[:MOST_WORKS]
    ]
    if len(report.named) > MOST_WORKS:
        lines.append(f" {numbered(len(report.named) - MOST_WORKS, 'more work')}")
    return [*lines, ""]


def _watch(report: GapReport) -> list[str]:
    lines = ["WATCH"]
    for note in report.watch:
        lines += _indented(note)
    return lines if report.watch else []


def _next(report: GapReport) -> list[str]:
    lines = ["NEXT"]
    if report.laggards:
        work, category = report.laggards[0].cell.values
        lines.append(
            f" why #1           airm-graph explain cell framework={work.id} category={category.id}"
        )
    if report.unaddressed:
        lines.append(
            f" why no measure   airm-graph explain target {report.unaddressed[0].target.id}"
        )
    lines += [
        " publisher only   airm-graph gaps --coded-by publisher",
        " one page         airm-graph report -o gaps.html",
        " every row        airm-graph gaps --format csv -o gaps.csv",
    ]
    return lines


def _indented(text: str) -> Sequence[str]:
    return wrap(text, WIDTH - 1, initial_indent=" ", subsequent_indent="   ")
