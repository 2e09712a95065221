"""Findings for people: by rule, with what was found where, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from textwrap import wrap

from ..identifiers import compress
from ..validate.findings import Finding
from ..validate.rules import Rule
from ..validate.wording import found_text, node_text, where_text

MOST = 10  # findings of one rule, unless all are asked for
LONG = 90  # characters of a value


@dataclass(frozen=True, slots=True)
class Listed:
    """A finding as it is listed.

    Attributes:
        rule: What it breaks.
        file: The user's file in which it stands, else empty.
        line: There, or 0 where that is not known.
        label: What the node is called, where it has a label.
        state: ``new``, ``unchanged``, ``vanished``, or nothing where nothing was compared.
    """

    finding: Finding
    rule: Rule
    file: str = ""
    line: int = 0
    label: str = ""
    state: str = ""


def findings_text(
    listed: Sequence[Listed], notes: Sequence[str], width: int = 100, most: int | None = MOST
) -> str:
    """The findings, worst first and those of a rule together, and the notes below them.

    Args:
        listed: In any order.
        notes: Sentences for the end.
        width: Of the terminal, in columns.
        most: How many of each rule are listed; None for all.
    """
    groups = sorted(listed, key=lambda one: (-one.finding.severity, one.rule.name, _order(one)))
    lines = []
    for _, ones in groupby(groups, key=lambda one: (one.finding.severity, one.rule.name)):
        lines += [*_group(list(ones), width, most), ""]
    for note in notes:
        lines += wrap(note, width)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _order(one: Listed) -> tuple[str, int, Finding]:
    return one.file, one.line, one.finding


def _group(ones: Sequence[Listed], width: int, most: int | None) -> list[str]:
    rule, severity = ones[0].rule, ones[0].finding.severity.name.lower()
    about = f": {rule.about}" if rule.about else ""
    many = f" ({len(ones)})" if len(ones) > 1 else ""
    lines = wrap(f"{severity}  {rule.name}{about}{many}", width)
    lines += wrap(rule.message, width, initial_indent="  ", subsequent_indent="  ")
    remedies = {one.finding.remedy for one in ones}
    shown = ones if most is None else ones[:most]
    for one in shown:
        lines += _finding(one, width)
        if len(remedies) > 1:
            lines += _remedy(one.finding.remedy, width, "      ")
    if len(shown) < len(ones):
        lines.append(f"    and {len(ones) - len(shown)} more of this rule (--all lists them)")
    if len(remedies) == 1:
        lines += _remedy(ones[0].finding.remedy, width, "  ")
    return lines


def _finding(one: Listed, width: int) -> list[str]:
    finding, rule = one.finding, one.rule
    node = node_text(finding.focus_node)
    name = f'{node} "{one.label}"' if one.label else node
    where = where_text(finding, rule)
    found = _short(found_text(finding))
    said = f"{where} {found}" if where and found and where != rule.about else found
    if not said and where != rule.about:
        said = where
    own = f" {finding.message}" if finding.message not in {rule.message, ""} else ""
    if rule.name.startswith("check/"):
        own = ""  # the title of the query, which stands above
    parts = [f"{one.file}:{one.line}" if one.line else one.file, name]
    text = "  ".join(part for part in parts if part)
    text += f"  found: {said}" if said else ""
    text += f" -{own}" if own else ""
    text += f"  [{one.state}]" if one.state else ""
    if finding.waived_by:
        why = f": {finding.rationale}" if finding.rationale else ""
        text += f"  [waived by {compress(finding.waived_by)}{why}]"
    return wrap(
        text,
        width,
        initial_indent="    ",
        subsequent_indent="      ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _remedy(remedy: str, width: int, indent: str) -> list[str]:
    if not remedy:
        return []
    return wrap(f"> {remedy}", width, initial_indent=indent, subsequent_indent=f"{indent}  ")


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONG else plain[: LONG - 1].rstrip() + "…"


def listed_rows(listed: Sequence[Listed]) -> list[Mapping[str, object]]:
    """The same, a row for each finding: for spreadsheets and programs."""
    rows: list[Mapping[str, object]] = []
    for one in listed:
        finding = one.finding
        row: dict[str, object] = {
            "severity": finding.severity.name.lower(),
            "focus_node": compress(finding.focus_node),
            "path": compress(finding.path),
            "value": compress(finding.value),
            "source": compress(finding.source),
            "message": finding.message,
            "remedy": finding.remedy,
            "waived_by": compress(finding.waived_by),
        }
        if one.file:
            row |= {"file": one.file, "line": one.line or None}
        if one.state:
            row["since"] = one.state
        rows.append(row)
    return rows
