"""The prose of OSCAL controls, with the values of their parameters put in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .documents import mapping, objects, prop, text, texts

INSERT = re.compile(r"\{\{\s*(?:insert:\s*param\s*,\s*)?([A-Za-z_][\w.-]*)\s*\}\}")
LINK = re.compile(r"\]\(#([^)\s]+)\)")
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
LONGEST = 50_000  # characters of one part


@dataclass
class Parameters:
    """The parameters of a document by id; ``complain`` is told what is wrong with one."""

    by_id: dict[str, dict[str, Any]]
    complain: Callable[[str, str], None]
    _spelled: dict[str, str] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)

    def put_into(self, prose: str) -> str:
        """The prose with every insertion replaced by the value or a description of it."""
        pieces, length, end = [], 0, 0
        for match in INSERT.finditer(prose):
            pieces += [prose[end : match.start()], self._value(match[1])]
            length += len(pieces[-2]) + len(pieces[-1])
            end = match.end()
            if length > LONGEST:  # parameters that multiply each other: stop before it hurts
                break
        found = "".join([*pieces, prose[end:]])
        if len(found) <= LONGEST:
            return found
        self.complain(prose[:40], f"more than {LONGEST:,} characters with its parameters; cut off")
        return found[:LONGEST]

    def _value(self, id_: str) -> str:
        if id_ in self._spelled:
            return self._spelled[id_]
        if id_ not in self.by_id:
            self._spelled[id_] = f"[Assignment: {id_}]"
            self.complain(id_, "the text inserts a parameter that is nowhere defined")
        elif id_ in self._open:
            self.complain(" → ".join([*self._open, id_]), "parameters that insert each other")
            return f"[Assignment: {id_}]"
        else:
            self._open.append(id_)
            self._spelled[id_] = self.put_into(self._described(id_, self.by_id[id_]))
            self._open.pop()
        return self._spelled[id_]

    def _described(self, id_: str, parameter: dict[str, Any]) -> str:
        """A set value, or the choices, or the label: what OSCAL prints in brackets."""
        if values := texts(parameter, "values"):
            return ", ".join(values)
        select = mapping(parameter, "select")
        if choices := texts(select, "choice"):
            many = " (one or more)" if select.get("how-many") == "one-or-more" else ""
            return f"[Selection{many}: {'; '.join(choices)}]"
        return f"[Assignment: {text(parameter.get('label')) or id_}]"


def prose_of(part: dict[str, Any], parameters: Parameters) -> str:
    """The text of a part and of the parts in it, one line each, with their labels."""
    return "\n".join(_lines(part, parameters))


def _lines(part: dict[str, Any], parameters: Parameters) -> Iterator[str]:
    label, prose = prop(part, "label"), part.get("prose")
    if isinstance(prose, str) and prose.strip():
        yield f"{label} {parameters.put_into(prose.strip())}".strip()
    for inner in objects(part, "parts"):
        yield from _lines(inner, parameters)


def links_in(part: dict[str, Any]) -> Iterator[str]:
    """What the prose of a part links to within the document."""
    if isinstance(prose := part.get("prose"), str):
        yield from LINK.findall(prose)
    for inner in objects(part, "parts"):
        yield from links_in(inner)


def ids_in(part: dict[str, Any]) -> Iterator[str]:
    """The ids of a part and of the parts in it."""
    if id_ := text(part.get("id")):
        yield id_
    for inner in objects(part, "parts"):
        yield from ids_in(inner)


def plain(markdown: str) -> str:
    r"""The text that escaped Markdown stands for.

    >>> plain(r"\# a\*b\\c")
    '# a*b\\c'
    """
    return ESCAPED.sub(r"\1", markdown)
