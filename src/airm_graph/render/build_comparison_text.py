"""What changed between two builds, as the terminal shows it: the gravest first."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from textwrap import wrap

from ..build_comparison import BuildComparison, Cause, Change, InputChange
from ..build_comparison.model import NO_CAUSE

WIDTH = 100
MOST_CAUSES = 3  # of one change
MOST_CHANGES = 5  # of one transition
MOST_INPUTS = 8


def build_comparison_text(
    found: BuildComparison, width: int = WIDTH, most: int = MOST_CHANGES
) -> str:
    """The comparison by transition; of each transition at most so many changes are spelt out."""
    lines = [f"build {found.before} → {found.after}"]
    if found.equal:
        return "\n".join([*lines, "It is the same build: nothing changed."]) + "\n"
    lines += _asked(found)
    lines += ["", "WHAT DIFFERS IN WHAT THEY WERE MADE FROM"]
    shown = found.inputs[:MOST_INPUTS]
    lines += [line for change in shown for line in _wrapped(_input(change), width, " ")]
    lines += _more(len(found.inputs) - len(shown), "thing that differs", "things that differ", " ")
    if not found.inputs:
        lines.append(" nothing")
    lines += ["", *_counts(found)]
    for (what, transition), group in groupby(found.changes, lambda c: (c.what, c.transition)):
        lines += ["", *_transition(what, transition, list(group), width, most)]
    lines += [line for note in found.notes for line in ("", *_wrapped(note, width, ""))]
    return "\n".join(lines) + "\n"


def _asked(found: BuildComparison) -> list[str]:
    asked = found.asked
    said = []
    if asked["only"] != "targets":
        said.append(f"cells of {' x '.join(asked['by'])}, addressed from {asked['threshold']} on")
    if asked["only"] != "cells":
        said.append(f"targets of the kind {asked['kind']}")
    said += [f"where {pair}" for pair in asked["where"]]
    if asked["coded_by"] != "all":
        said.append(f"only what was decided by: {asked['coded_by']}")
    return [f"Asked of both: {'; '.join(said)}."]


def _counts(found: BuildComparison) -> list[str]:
    lines = ["WHAT CHANGED IN THE FINDINGS"]
    for what, compared in found.compared.items():
        moves = found.transitions[what]
        text = f" {sum(moves.values())} of {_numbered(compared, what)} changed"
        shifted = found.shifted[what]
        if shifted:
            text += f"; {shifted} more kept the state, not the numbers or the reason"
        lines.append(f"{text}.")
        size = max((len(str(count)) for count in moves.values()), default=0)
        lines += [f"   {count:>{size}}  {transition}" for transition, count in moves.items()]
    return lines


def _transition(
    what: str, transition: str, changes: Sequence[Change], width: int, most: int
) -> list[str]:
    """The changes of one transition; those that have the same causes stand together."""
    lines = [f"{transition.upper()}  {_numbered(len(changes), what)}"]
    alike: dict[tuple[Cause, ...], list[Change]] = {}
    for change in changes:
        alike.setdefault(change.causes, []).append(change)
    left, rest = most, len(changes)
    for causes, group in alike.items():
        if left <= 0:
            break
        for change in group[:left]:
            lines += _change(change, width)
        lines += _more(len(group) - left, what, f"{what}s because of the same", " ")
        lines += _causes(causes, width)
        left, rest = left - len(group), rest - len(group)
    return [*lines, *_more(rest, what, f"{what}s", " ")]


def _change(change: Change, width: int) -> list[str]:
    name = " · ".join(
        f"{value.id} {value.label}"
        if value.id[:1].isdigit()
        else _short(change, value.id, value.label)
        for value in change.values
    )
    numbers = change.before.text, change.after.text
    if numbers != (change.before.state, change.after.state):
        name += f": {numbers[0]} → {numbers[1]}"
    return _wrapped(name, width, " ")


def _causes(causes: Sequence[Cause], width: int) -> list[str]:
    shown = causes[:MOST_CAUSES]
    lines = [
        line for cause in shown for line in _wrapped(f"{_mark(cause)} {cause.text}", width, "   ")
    ]
    lines += _more(len(causes) - len(shown), "cause", "causes", "     ")
    return lines or [f"   ? {NO_CAUSE}"]


def _short(change: Change, id_: str, label: str) -> str:
    """Works by their key, for their titles are long; targets by label and identifier."""
    return f"{label} ({id_})" if change.what == "target" and label else id_


def _mark(cause: Cause) -> str:
    if cause.kind.endswith("added"):
        return "+"
    return "-" if cause.kind.endswith("removed") else "~"


def _input(change: InputChange) -> str:
    text = f"{change.kind} {change.label}"
    if change.before and change.after and change.before != change.after:
        text += f": {change.before} → {change.after}"
    elif change.before and not change.after:
        text += f": {change.before} is gone"
    elif change.after and not change.before:
        text += f": {change.after} is new"
    if change.added is not None:
        text += f" (triples +{change.added} -{change.removed})"
    return text


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    return wrap(text, width, initial_indent=indent, subsequent_indent=f"{indent}  ")


def _numbered(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"


def _more(count: int, one: str, several: str, indent: str) -> Sequence[str]:
    return [f"{indent}… and {count} more {one if count == 1 else several}"] if count > 0 else []
