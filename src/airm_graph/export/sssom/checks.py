"""What is wrong with a file of SSSOM mappings, what other validators do not see included."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...errors import SourceError
from ...identifiers import is_web_address
from ...sources.bounded import parse_yaml, read_json
from ...sources.bounded.regular_files import MAX_STREAMED_BYTES, opened
from ...sources.sssom.names import BUILT_IN, JUSTIFICATIONS
from ...sources.sssom.rows import SET_SLOTS, SLOTS
from ...tables import CONTROL

NEEDED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
NAMING = (
    *("record_id", "subject_id", "predicate_id", "object_id", "mapping_justification"),
    *("subject_source", "object_source", "mapping_source", "mapping_tool_id"),
)
CURIE = re.compile(r"([A-Za-z_][\w.-]*):([^\s|]+)")
NUMBER = re.compile(r"(0(\.[0-9]+)?|1(\.0+)?|[0-9](\.[0-9]+)?[eE]-[0-9]{1,3})")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOST = 20  # complaints of one kind
Row = dict[str, str]


def check_tsv(path: Path) -> list[str]:
    """What is wrong with a SSSOM table, a sentence each.

    Raises:
        SourceError: It is too large, or no UTF-8.
    """
    lines = _lines(path)
    head: list[str] = []
    first = ""
    for _, line in lines:
        if not line.startswith("#"):
            first = line
            break
        head.append(line[1:])
    metadata = parse_yaml("\n".join(head), path) if head else {}
    if not isinstance(metadata, dict):
        return ["the metadata is no list of slots; expected '#mapping_set_id: …' and such"]
    columns = first.rstrip("\n").split("\t") if first else []
    found = list(_of_set(metadata))
    found += _of_columns(columns, metadata)
    if set(NEEDED) <= set(columns):
        found += _of_rows(_table(lines, columns, len(head) + 1, found), metadata)
    return _shortened(found)


def check_json(path: Path) -> list[str]:
    """What is wrong with a file of SSSOM JSON, a sentence each.

    Raises:
        SourceError: It is too large, or no JSON.
    """
    content = read_json(path)
    mappings = content.get("mappings") if isinstance(content, dict) else None
    if not isinstance(mappings, list):
        return ["no list 'mappings'; expected a SSSOM mapping set"]
    metadata = {name: value for name, value in content.items() if name != "mappings"}
    metadata["curie_map"] = _context(metadata.pop("@context", {}), metadata.get("curie_map", {}))
    metadata.pop("@type", None)
    found = list(_of_set(metadata))
    rows: list[tuple[str, Row]] = []
    for number, mapping in enumerate(mappings, start=1):
        if isinstance(mapping, dict):
            rows.append((f"mapping {number}", {key: _text(v) for key, v in mapping.items()}))
        else:
            found.append(f"mapping {number}: is no object with the slots of a mapping")
    used = dict.fromkeys(name for _, row in rows for name in row)
    found += _of_columns([*used, *(name for name in NEEDED if name not in used)], metadata)
    return _shortened([*found, *_of_rows(rows, metadata)])


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    with opened(path, MAX_STREAMED_BYTES) as file:
        for number, line in enumerate(file, start=1):
            try:
                yield number, line.decode()
            except UnicodeDecodeError:
                raise SourceError("is not UTF-8", path=str(path), line=number) from None


def _table(
    lines: Iterator[tuple[int, str]], columns: list[str], before: int, found: list[str]
) -> Iterator[tuple[str, Row]]:
    """The rows with their places; a row that is none is told and left out."""
    last = "\n"

    def texts() -> Iterator[str]:
        nonlocal last
        for _, line in lines:
            last = line
            yield line

    reader = csv.reader(texts(), delimiter="\t", strict=True)
    try:
        for cells in reader:
            place = f"line {before + reader.line_num}"
            if len(cells) != len(columns):
                found.append(f"{place}: {len(cells)} cells; expected {len(columns)}")
            else:
                yield place, dict(zip(columns, cells, strict=True))
    except csv.Error as error:
        found.append(f"line {before + reader.line_num}: is no row of a table ({error})")
    if not last.endswith("\n"):
        found.append("the last line does not end; the file seems to be cut off")


def _of_set(metadata: dict[str, Any]) -> Iterator[str]:
    for name in ("mapping_set_id", "license"):
        if not is_web_address(str(metadata.get(name, ""))):
            yield f"metadata: {name} is {metadata.get(name, '')!r}; expected an IRI"
    for name in sorted(set(map(str, metadata)) - SLOTS - SET_SLOTS - _extensions(metadata)):
        yield f"metadata: SSSOM has no slot {name} of a mapping set"
    prefixes = metadata.get("curie_map")
    if not isinstance(prefixes, dict) or not prefixes:
        yield "metadata: no curie_map; expected what each prefix stands for"
        return
    for prefix, namespace in prefixes.items():
        if BUILT_IN.get(prefix, namespace) != namespace:
            yield f"metadata: the prefix {prefix} is SSSOM's own and means {BUILT_IN[prefix]}"
        elif ":" not in str(namespace):
            yield f"metadata: the prefix {prefix} stands for {namespace!r}; expected an IRI"


def _of_columns(columns: list[str], metadata: dict[str, Any]) -> Iterator[str]:
    for name in NEEDED:
        if name not in columns:
            yield f"the column {name} is missing; SSSOM asks for it"
    for name, times in Counter(columns).items():
        if times > 1:
            yield f"the column {name} stands {times} times"
        if name not in SLOTS | _extensions(metadata):
            yield f"SSSOM has no column {name!r}, and no extension_definitions declares it"


def _of_rows(rows: Iterable[tuple[str, Row]], metadata: dict[str, Any]) -> Iterator[str]:
    known = metadata.get("curie_map")
    prefixes = {*BUILT_IN, *(known if isinstance(known, dict) else ())}
    names: set[bytes] = set()
    contents: set[bytes] = set()
    for place, row in rows:
        for what in (*_of_names(row, prefixes), *_of_values(row)):
            yield f"{place}: {what}"
        said = {key: value for key, value in row.items() if key != "record_id" and value}
        for key, seen in (
            (row.get("record_id", ""), names),
            (repr(sorted(said.items())), contents),
        ):
            digest = hashlib.blake2b(key.encode(), digest_size=12).digest()
            if key and digest in seen:
                what = "has a record_id that stands before" if seen is names else "stands twice"
                yield f"{place}: the row {what}"
            seen.add(digest)


def _of_names(row: Row, prefixes: set[str]) -> Iterator[str]:
    for name in NAMING:
        text = row.get(name, "")
        if not text:
            if name in NEEDED:
                yield f"{name} is empty; every mapping needs one"
            continue
        match = CURIE.fullmatch(text)
        if match is None or match[2].startswith("//"):
            yield f"{name} is {text[:80]!r}; expected a CURIE"
        elif match[1] not in prefixes:
            yield f"{name}: the prefix {match[1]} is not in the curie_map"
    stated = row.get("mapping_justification", "").removeprefix("semapv:")
    if stated and stated not in JUSTIFICATIONS:
        yield f"mapping_justification is {stated[:80]!r}; SSSOM has no such one"


def _of_values(row: Row) -> Iterator[str]:
    modifier = row.get("predicate_modifier", "")
    if modifier not in {"", "Not"}:
        yield f"predicate_modifier is {modifier[:80]!r}; expected Not or nothing"
    confidence = row.get("confidence", "")
    if confidence and not NUMBER.fullmatch(confidence):
        yield f"confidence is {confidence[:80]!r}; expected a number from 0 to 1"
    if (licence := row.get("license", "")) and not is_web_address(licence):
        yield f"license is {licence[:80]!r}; expected an IRI"
    if (day := row.get("mapping_date", "")) and not DATE.fullmatch(day):
        yield f"mapping_date is {day[:80]!r}; expected a day, as 2025-07-23"
    for name, text in row.items():
        if CONTROL.search(text):
            yield f"{name} holds a control character or a line end"


def _extensions(metadata: dict[str, Any]) -> set[str]:
    declared = metadata.get("extension_definitions")
    found = declared if isinstance(declared, list) else []
    return {str(each.get("slot_name", "")) for each in found if isinstance(each, dict)}


def _context(context: object, curie_map: object) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in (context, curie_map):
        for name, value in part.items() if isinstance(part, dict) else ():
            if isinstance(value, str) and not str(name).startswith("@"):
                found[str(name)] = value
    return found


def _text(value: object) -> str:
    if isinstance(value, list):
        return "|".join(map(str, value))
    return "" if value is None else str(value)


def _shortened(found: Iterable[str]) -> list[str]:
    """Each complaint once, and of those that differ in the place alone not too many."""
    kept: list[str] = []
    kinds: Counter[str] = Counter()
    for what in dict.fromkeys(found):
        kind = re.sub(r"^(line|mapping) \d+: ", "", what)
        kinds[kind] += 1
        if kinds[kind] <= MOST:
            kept.append(what)
    more = {kind: times - MOST for kind, times in kinds.items() if times > MOST}
    return kept + [f"the same in {times} more rows: {kind}" for kind, times in more.items()]
