"""The gap report on one screen."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from ..coverage.counting import numbered
from ..coverage.gap_report import BY_SIZE, GapReport, Laggard

WIDTH = 100
MOST_LAGGARDS = 5
MOST_QUIET = 3
MOST_NAMED = 2
MOST_WORKS = 3
MOST_WILD = 2
KEPT = "\N{NO-BREAK SPACE}"  # where a line must not break
HANDLINGS = {  # in the order of the report, with the words it has for them
    "reduced": "reduced",
    "responded to": "responded to",
    "mitigated": "mitigated",
    "equal": "through an equal one",
    "inherited": "inherited",
    "partial": "partly",
    "only observed": "only detected or assessed",
    "no measure": "no measure",
    "not assessed": "not assessed",
}
ADDRESSED = '"Addressed" = a document states such a measure, not that it works.'
NAMES = {"framework": "document"}


def gap_text(report: GapReport) -> str:
    """The report as the terminal shows it, about one screen of 100 columns."""
    parts = [_head(report), _views(report), _laggards(report), _quiet(report)]
    parts += [_named(report), _sources(report), _wild(report), _watch(report), _next(report)]
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
        f"*: {confirmed} of {len(report.laggards)} confirmed after correction"
        if confirmed
        else "none survives correction: unconfirmed"
    )
    title = "LAGGARDS  empty although the size predicts otherwise"
    if not report.laggards:
        return [title, "  none: size explains every empty cell"]
    lines = [
        f"{title}  ({verdict})",
        f" {'#':>2}  {'document':<20}{'category':<31}{'state':<6}{'expected':>9}"
        f"{'peers':>6}{'P(empty)':>10}{'P(any)':>9}",
    ]
    shown = report.laggards[:MOST_LAGGARDS]
    for number, laggard in enumerate(shown, start=1):
        cell = laggard.cell
        work, category = cell.values
        family = "" if laggard.family is None else f"{laggard.family:.3f}"
        lines.append(
            f" {number:>2}  {work.id[:19]:<20}{f'{category.id} {category.label}'[:30]:<31}"
            f"{cell.state:<6}{cell.expected or 0:>9.1f}{cell.peers or 0:>6}"
            f"{cell.p_empty or 0:>10.4f}{family:>9}"
            f"{'  *' if laggard.confirmed else ''}"
        )
    notes = []
    if len(report.laggards) > MOST_LAGGARDS:
        more = len(report.laggards) - MOST_LAGGARDS
        notes.append(f"{more} more with P(empty) up to {BY_SIZE:.2f}.")
    if shown[0].family is not None:
        notes.append(
            "P(any): that any cell surprises as much, with the works of measures permuted."
        )
    return [*lines, *_indented(" ".join([*notes, _firmness(shown)]), "     ")]


def _firmness(shown: Sequence[Laggard]) -> str:
    """Whether the rows are the same without our own classifications."""
    asked = [laggard for laggard in shown if laggard.without_own]
    other = [
        f"#{number} {laggard.without_own}"
        for number, laggard in enumerate(shown, start=1)
        if laggard.without_own not in {"", laggard.cell.state}
    ]
    if not asked:
        return ""
    same = f"{'the other rows are' if other else 'the rows are all'} the same"
    return f"Without our own classifications {', '.join([*other, same])}."


def _quiet(report: GapReport) -> list[str]:
    lines = [
        "THE FIELD IS QUIET  few works address it" + " " * 14 + "risk most often acted on by it"
    ]
    for quiet in report.quiet[:MOST_QUIET]:
        what = f"{quiet.category.id} {quiet.category.label}"
        line = f" {what[:34]:<35}{quiet.addressed:>2} of {numbered(quiet.works, 'work')}   "
        demand = "no link to a risk was coded"
        if quiet.domain:
            counts = [numbered(quiet.risks or 0, "risk"), numbered(quiet.papers or 0, "paper")]
            found = f": {' in '.join(counts)}"
            if quiet.incidents:
                found += f", {numbered(quiet.incidents, 'incident')}"
            demand = quiet.domain[: WIDTH - len(line) - len(found)].rstrip() + found
        lines.append(line + demand)
    if len(report.quiet) > MOST_QUIET:
        lines.append(f" {len(report.quiet) - MOST_QUIET} more, addressed by fewer than half")
    return lines if report.quiet else []


def _sources(report: GapReport) -> list[str]:
    counts = "  ".join(
        f"{words} {report.handling[how]}".replace(" ", KEPT)
        for how, words in HANDLINGS.items()
        if report.handling.get(how)
    )
    lines = _indented(f"RISK SOURCES ({report.risk_sources})  {counts}", "")
    if report.unaddressed:
        named = [source.target.label for source in report.unaddressed[:MOST_NAMED]]
        lines += _most("no measure, most written about first", named, len(report.unaddressed))
    return lines


def _wild(report: GapReport) -> list[str]:
    """Demand for targets: what came true and meets no measure."""
    if not report.wild:
        return []
    silent = [one for one in report.wild if one.target.handling == "no measure"]
    untold = sum(one.target.handling == "not assessed" for one in report.wild)
    lines = [
        f"SEEN IN THE WILD ({len(report.wild)} risks with incidents or realized attacks)"
        f"  no measure {len(silent)}" + (f"  not assessed {untold}" if untold else "")
    ]
    if silent:
        named = [
            one.target.target.label + (f" ({one.incidents})" if one.incidents else "")
            for one in silent[:MOST_WILD]
        ]
        lines += _most("no measure, by incidents", named, len(silent))
    return lines


def _most(what: str, named: Sequence[str], total: int) -> list[str]:
    more = total - len(named)
    return _indented(f"{what}: {'; '.join(named)}" + (f"; and {more} more." if more else "."))


def _named(report: GapReport) -> list[str]:
    """The works that name most risks; what is left over nobody can tell."""
    if not report.named:
        return []
    lines = [
        f"{'RISKS THAT A WORK NAMES':<44}{'risks':>6}{'mitigated':>11}{'partly':>8}{'observed':>10}"
        f"{'no measure':>12}{'not told':>9}"
    ]
    lines += [
        f" {row.work.label[:42]:<43}{row.risks:>6}{row.mitigated:>11}{row.partly:>8}"
        f"{row.observed:>10}{row.gaps:>12}{row.risks - row.told:>9}"
        for row in report.named[:MOST_WORKS]
    ]
    if len(report.named) > MOST_WORKS:
        lines.append(f" {numbered(len(report.named) - MOST_WORKS, 'more work')}")
    return lines


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
    if report.laggards:
        lines.append(
            " behind a claim   airm-graph gaps cells --by framework --by category"
            " --permutations 9999"
        )
    lines += [
        " publisher only   airm-graph gaps --coded-by publisher",
        " one page         airm-graph report -o gaps.html",
        " every row        airm-graph gaps --format csv -o gaps.csv",
    ]
    return lines


def _indented(text: str, indent: str = " ") -> list[str]:
    after = indent if len(indent) > 1 else "   "
    lines = wrap(text, WIDTH - 1, initial_indent=indent, subsequent_indent=after)
    return [line.replace(KEPT, " ") for line in lines]
