"""YAML read strictly and in bounded time, from the parser's events.

The values are built here, without recursion, so that neither nesting nor aliases nor tags can do
harm. Plain scalars become null, true or false, decimal numbers and dates, nothing else: ``NO``,
``on``, ``12:30``, ``0o17`` and ``1_000`` stay texts, unlike in YAML 1.1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any

import yaml

from ...errors import SourceError
from ...resources import shown
from .regular_files import MAX_DEPTH, MAX_VALUES, one_line, read_text

MAX_DIRECTIVES = 10  # the parser compares each with each
LONGEST_NUMBER = 18  # digits; more is an identifier, which stays a text

Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TAGS = {
    yaml.ScalarEvent: "tag:yaml.org,2002:str",
    yaml.SequenceStartEvent: "tag:yaml.org,2002:seq",
    yaml.MappingStartEvent: "tag:yaml.org,2002:map",
}
DIRECTIVE = re.compile(r"(?:\A|[\n\r\x85\u2028\u2029])%")
FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(?P<fields>.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.M)
MISSING = object()
UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)  # by YAML 1.1; looked for here because the parsers tell the place in different units


def read_yaml(path: Path) -> Any:
    """The one document of a YAML file: dicts, lists, texts, numbers, dates, true, false, None.

    Raises:
        SourceError: The file is no UTF-8 YAML, holds several documents or a key twice, uses tags,
            or is nested or multiplied by aliases beyond what a publisher's file needs.
    """
    return parse_yaml(read_text(path), path)


def read_front_matter(path: Path) -> tuple[dict[str, Any], str]:
    """The YAML fields at the head of a Markdown file, and the text below them."""
    found = FRONT_MATTER.match(read_text(path))
    if not found:
        raise SourceError(
            "has no front matter; expected fields between two lines '---' at the top",
            path=shown(path),
            line=1,
        )
    fields = parse_yaml(found["fields"], path, before=1)
    if not isinstance(fields, dict):
        raise SourceError(
            "the front matter holds no fields; expected 'name: value' lines",
            path=shown(path),
            line=2,
        )
    return fields, found.string[found.end() :]


def parse_yaml(text: str, path: Path, before: int = 0) -> Any:
    """The one document of a YAML text that starts after line ``before`` of the file ``path``."""
    if found := UNPRINTABLE.search(text):
        raise SourceError(
            f"holds the character U+{ord(found[0]):04X}; remove it",
            path=shown(path),
            line=text.count("\n", 0, found.start()) + 1 + before,
        )
    if len(DIRECTIVE.findall(text)) > MAX_DIRECTIVES:
        raise SourceError(
            f"more than {MAX_DIRECTIVES} lines start with '%', which begins a directive in YAML",
            path=shown(path),
        )
    builder = _Builder(path, before)
    try:
        for event in yaml.parse(text, Loader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 + before if mark else None
        problem = one_line(error.problem or error.context or "unknown error")
        raise SourceError(f"is not YAML: {problem}", path=shown(path), line=line) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # without the C library, an escape beyond Unicode raises ValueError or OverflowError
        raise SourceError(f"is not YAML: {one_line(error)}", path=shown(path)) from None
    return builder.document


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet; ``before`` counts the values up to it."""

    value: Any
    anchor: str | None
    before: int
    key: Any = MISSING


class _Builder:
    """Builds the document from the events of the parser."""

    def __init__(self, path: Path, before: int) -> None:
        self.path, self.before = path, before
        self.document: Any = None
        self.documents = 0
        self.open: list[_Open] = []
        self.anchors: dict[str, tuple[Any, int]] = {}  # value, and how many values it holds
        self.values = 0  # so far, with every alias counted as what it stands for

    def take(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_tag(event)
            self._count(1, event)
            value = self._scalar(event)
            if event.anchor is not None:
                self.anchors[event.anchor] = (value, 1)
            self._put(value, event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._refuse_tag(event)
            if len(self.open) == MAX_DEPTH:
                raise self._error(event, f"is nested more than {MAX_DEPTH} levels deep")
            if event.anchor is not None:  # until it ends, nothing can repeat it
                self.anchors.pop(event.anchor, None)
            empty: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            self.open.append(_Open(empty, event.anchor, self.values))
            self._count(1, event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            done = self.open.pop()
            if done.anchor is not None:
                self.anchors[done.anchor] = (done.value, self.values - done.before)
            self._put(done.value, event)
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:
                inside = any(level.anchor == event.anchor for level in self.open)
                what = "stands inside what it repeats" if inside else "repeats nothing above it"
                raise self._error(event, f"the alias *{one_line(str(event.anchor), 40)} {what}")
            value, size = self.anchors[event.anchor]
            self._count(size, event)
            self._put(value, event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self._error(event, "a second document starts here; expected one in the file")

    def _count(self, size: int, event: Any) -> None:
        self.values += size
        if self.values > MAX_VALUES:
            raise self._error(
                event, f"holds more than {MAX_VALUES:,} values when its aliases are written out"
            )

    def _put(self, value: Any, event: Any) -> None:
        if not self.open:
            self.document = value
            return
        holder = self.open[-1]
        if isinstance(holder.value, list):
            holder.value.append(value)
        elif holder.key is MISSING:
            holder.key = self._key(value, holder.value, event)
        else:
            holder.value[holder.key] = value
            holder.key = MISSING

    def _key(self, key: Any, mapping: dict[Any, Any], event: Any) -> Any:
        if isinstance(key, (list, dict)):
            raise self._error(event, "a list or mapping is used as a key; expected a text")
        if key == "<<":
            raise self._error(event, "the merge key '<<' is not read; write the fields out")
        if key in mapping:
            raise self._error(event, f"the key {one_line(repr(key), 60)} stands here twice")
        return key

    def _refuse_tag(self, event: Any) -> None:
        if event.tag not in (None, "!", TAGS[type(event)]):
            raise self._error(
                event, f"the tag {one_line(event.tag, 60)} is not read; expected plain values"
            )

    def _scalar(self, event: Any) -> Any:
        text: str = event.value
        if event.implicit[0]:  # neither quoted nor tagged
            return _resolved(text)
        if event.style == '"' and not text.isprintable() and (bad := _unwritable(text)):
            raise self._error(event, f"a text holds {bad}; remove it")
        return text

    def _error(self, event: Any, what: str) -> SourceError:
        line = event.start_mark.line + 1 + self.before
        return SourceError(what, path=shown(self.path), line=line)


def _resolved(text: str) -> Any:
    """What a plain scalar means."""
    if text in WORDS:
        return WORDS[text]
    if text[0] not in "-+.0123456789":
        return text
    if INTEGER.fullmatch(text):
        return int(text) if len(text) <= LONGEST_NUMBER else text
    if FLOAT.fullmatch(text):
        number = float(text)
        return number if isfinite(number) else text
    if DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:  # 2024-13-45: the reader says what it expected there
            return text
    return text


def _unwritable(text: str) -> str:
    """The name of a character that no output format can hold, or nothing."""
    if "\0" in text:
        return "the character NUL"
    return "half a surrogate pair" if re.search("[\ud800-\udfff]", text) else ""
