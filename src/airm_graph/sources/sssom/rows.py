"""The rows of a SSSOM mapping set, in TSV, CSV or JSON, with the metadata of the set.

Real files omit trailing cells, mix ``#`` and ``# ``, shift columns, and write notes among the
rows. What is readable is read; what was wrong is said in the log. Defects of the whole file are
said once, at the place ``header``, which is no row.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from ...errors import SourceError
from ...resources import shown
from ...tables import CONTROL, MAX_CELL
from .. import bounded
from ..log import Defect, Log
from .shift import realigned

Row = dict[str, str]

LONGEST_QUOTE = 20  # lines that a quoted cell may span; beyond, the quotation mark is a stray one
KEYS = ("subject_id", "object_id")
# Cells that name something: spaces around them change what they name, so removing them is said.
NAMING = frozenset({*KEYS, "predicate_id", "predicate_modifier", "mapping_justification"})
ROW_SLOTS = """
    record_id subject_id subject_label subject_category subject_type subject_source
    subject_source_version subject_preprocessing subject_match_field predicate_id predicate_label
    predicate_modifier predicate_type object_id object_label object_category object_type
    object_source object_source_version object_preprocessing object_match_field
    mapping_justification author_id author_label reviewer_id reviewer_label creator_id
    creator_label license mapping_source mapping_cardinality cardinality_scope mapping_provider
    mapping_tool mapping_tool_id mapping_tool_version mapping_date publication_date review_date
    confidence reviewer_agreement curation_rule curation_rule_text match_string similarity_score
    similarity_measure see_also issue_tracker_item other comment
"""
SET_ONLY = """
    mapping_set_id mapping_set_title mapping_set_description mapping_set_version
    mapping_set_confidence mapping_set_source sssom_version curie_map extension_definitions
    issue_tracker local_name mapping_set_group last_updated
"""
SLOTS = frozenset(ROW_SLOTS.split())
SET_SLOTS = frozenset(SET_ONLY.split())


def read_rows(path: Path, log: Log) -> tuple[dict[str, Any], list[tuple[str, Row]]]:
    """The metadata of a mapping set and its rows, each with its place.

    Args:
        path: A ``.tsv``, ``.csv`` or ``.json`` file; metadata may also lie beside it, in
            ``<name>.yml`` or ``<name>.yaml``.
        log: Gets one row per mapping, and every defect.

    Returns:
        Metadata as texts and lists of texts, ``curie_map`` as a dictionary; and the rows, with
        column names in lower case and the outer spaces of each cell removed. Every column of the
        header is a key of every row.

    Raises:
        SourceError: The file is no mapping set: it has no columns ``subject_id`` and ``object_id``.
    """
    if path.suffix == ".json":
        metadata, rows = _read_json(path, log)
    else:
        metadata, rows = _read_table(path, log)
    return {**_beside(path, log), **metadata}, rows


def of_header(log: Log, path: Path, value: object, what: str) -> None:
    """Note a defect of a whole file, which is no row and counts as none."""
    log.defects.append(Defect(path.name, "header", str(value)[:200], what, "kept"))


# --- metadata -------------------------------------------------------------------------------------


def _beside(path: Path, log: Log) -> dict[str, Any]:
    stem = path.name.removesuffix(path.suffix)
    for name in (stem, stem.removesuffix(".sssom"), f"{stem.removesuffix('.sssom')}.sssom"):
        for suffix in (".yml", ".yaml"):
            other = path.with_name(name + suffix)
            if other.is_file():
                found = _metadata(bounded.read_text(other), other, log)
                if SET_SLOTS & found.keys():
                    return found
    return {}


def _metadata(text: str, path: Path, log: Log) -> dict[str, Any]:
    if not text.strip():
        return {}
    by_line = _line_by_line(text)
    try:
        found = bounded.parse_yaml(text, path)
    except SourceError:
        of_header(log, path, "", "the metadata is not YAML; read line by line")
        found = by_line
    if not isinstance(found, dict):
        of_header(log, path, found, "the metadata is no list of 'name: value' lines; unread")
        return {}
    # A version 1.10 is no number; as the file writes it, it stands in its line.
    as_written = {
        key: by_line.get(str(key), value) if isinstance(value, int | float) else value
        for key, value in found.items()
    }
    return _plain(as_written, path, log)


def _plain(found: Mapping[Any, Any], path: Path, log: Log) -> dict[str, Any]:
    metadata: dict[str, Any] = {}
    for key, value in found.items():
        name = _column(str(key))
        if name in {"curie_map", "@context"}:
            metadata["curie_map"] = _prefixes(value)
        elif isinstance(value, dict) or name == "mappings":
            continue
        elif isinstance(value, list):
            metadata[name] = [_scalar(item) for item in value if not isinstance(item, dict | list)]
        elif _scalar(value):
            metadata[name] = _scalar(value)
        if name not in SLOTS | SET_SLOTS | {"mappings"} and not name.startswith("@"):
            of_header(log, path, name, "SSSOM has no such slot of a mapping set")
    for name in ("creator_id", "creator_label"):
        if isinstance(metadata.get(name), str):
            of_header(log, path, metadata[name], f"{name} is one text; SSSOM has a list there")
    return metadata


def _prefixes(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    found = {}
    for prefix, namespace in value.items():
        if isinstance(namespace, dict):  # JSON-LD's {"@id": …, "@prefix": true}
            namespace = namespace.get("@id", "")
        if isinstance(namespace, str) and not str(prefix).startswith("@"):
            found[str(prefix).strip()] = namespace.strip()
    return found


def _line_by_line(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for line in text.split("\n"):
        key, colon, value = line.strip().partition(":")
        value = value.strip().strip("'\"")
        if not colon or key == "curie_map":
            continue
        if key in SLOTS | SET_SLOTS:
            found[key] = value
        elif value.startswith(("http://", "https://", "urn:")):
            found.setdefault("curie_map", {})[key] = value
    return found


# --- tables ---------------------------------------------------------------------------------------


def _read_table(path: Path, log: Log) -> tuple[dict[str, Any], list[tuple[str, Row]]]:
    lines = bounded.read_text(path).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    top = next((n for n, line in enumerate(lines) if line.strip() and line[:1] != "#"), len(lines))
    comments = [line for line in lines[:top] if line.strip()]
    cut = 2 if all(line.startswith("# ") for line in comments) else 1
    metadata = _metadata("\n".join(line[cut:] for line in comments), path, log)
    delimiter = "\t" if top == len(lines) or "\t" in lines[top] else ","
    header = _header(lines[top] if top < len(lines) else "", delimiter, path, log)
    rows = list(_rows(lines, top + 1, header, delimiter, path, log))
    return metadata, rows


def _header(line: str, delimiter: str, path: Path, log: Log) -> list[str]:
    cells = next(csv.reader([line], delimiter=delimiter), [])
    header = [_column(cell) for cell in cells]
    for key in KEYS:
        if key not in header:
            raise SourceError(
                f"no column {key} in {' '.join(cells)!r:.200}; expected a SSSOM table with "
                "subject_id, predicate_id and object_id",
                path=shown(path),
            )
    for number, (name, cell) in enumerate(zip(header, cells, strict=True)):
        if name != cell and name in SLOTS:
            of_header(log, path, cell, f"the column is read as {name}")
        if name in header[:number]:
            of_header(log, path, cell, "the column stands twice; the first is read")
            header[number] = f"{name} {number}"
        elif name not in SLOTS:
            of_header(log, path, cell, "SSSOM has no such column")
    for name in ("predicate_id", "mapping_justification"):
        if name not in header:
            of_header(log, path, "", f"the column {name} is missing, which SSSOM asks for")
    return header


def _rows(
    lines: Sequence[str], start: int, header: Sequence[str], delimiter: str, path: Path, log: Log
) -> Iterator[tuple[str, Row]]:
    short: list[int] = []
    spaced: dict[str, list[int]] = {}
    number = start
    while number < len(lines):
        first, line = number + 1, lines[number]
        if not line.strip():
            number += 1
            continue
        if line.startswith("#"):
            of_header(log, path, line, f"line {first} is a note among the rows; left out")
            number += 1
            continue
        cells, taken, stray = _cells(lines, number, delimiter, len(header))
        number += taken
        place = f"line {first}"
        log.row(path.name, place)
        if stray:
            log.note(path.name, place, stray, "a stray quotation mark; the cells are read as is")
        if len(cells) < len(header):
            short.append(first)
        row = _row(cells, header, spaced, path.name, place, log)
        if row is not None:
            yield place, row
    if short:
        what = f"missing cells at the end of {len(short)} rows are read as empty; the first is here"
        of_header(log, path, f"line {short[0]}", what)
    for column, where in spaced.items():
        what = f"spaces around {column} are removed in {len(where)} rows; the first is here"
        of_header(log, path, f"line {where[0]}", what)


def _cells(
    lines: Sequence[str], number: int, delimiter: str, most: int
) -> tuple[list[str], int, str]:
    """The cells of the row that starts here, the lines it takes, and what a stray quote spoils."""
    line = lines[number]
    if '"' not in line:
        return line.split(delimiter), 1, ""
    for taken in range(1, LONGEST_QUOTE + 1):
        try:
            found = list(
                csv.reader(
                    ["\n".join(lines[number : number + taken])], delimiter=delimiter, strict=True
                )
            )
        except csv.Error:
            if number + taken >= len(lines):
                break
            continue
        if len(found) == 1 and (taken == 1 or len(found[0]) <= most):
            return found[0], taken, ""
        break
    return line.split(delimiter), 1, line[line.index('"') :][:40]


def _row(
    cells: list[str],
    header: Sequence[str],
    spaced: dict[str, list[int]],
    name: str,
    place: str,
    log: Log,
) -> Row | None:
    """The cells under their column names, or nothing if the row is refused."""
    if any(len(cell) > MAX_CELL for cell in cells):
        log.refuse(name, place, "", f"a cell has more than {MAX_CELL:,} characters")
        return None
    trimmed = []
    for column, cell in zip_longest(header, cells[: len(header)], fillvalue=""):
        one_line = re.sub("[\n\t]", " ", cell)  # which a quoted cell may hold
        flat = CONTROL.sub(" ", one_line)
        trimmed.append(flat.strip())
        if flat != one_line:
            log.mend(name, place, repr(cell), f"{column} has control characters; read as spaces")
        elif flat != trimmed[-1] and column in NAMING:
            log.mend(name, place, cell, f"{column} has spaces around it; removed")
        elif flat != trimmed[-1]:
            spaced.setdefault(column, []).append(int(place.removeprefix("line ")))
    trimmed = trimmed[: len(cells)] + [cell.strip() for cell in cells[len(header) :]]
    mended = realigned(trimmed, header)
    if mended is not None:
        log.mend(name, place, " | ".join(trimmed), mended.what)
        trimmed = mended.cells
    surplus = trimmed[len(header) :]
    if any(surplus):
        what = f"{len(surplus)} cells more than columns; the surplus is left out"
        log.note(name, place, " | ".join(surplus), what)
    padded = [*trimmed, *[""] * len(header)][: len(header)]
    return dict(zip(header, padded, strict=True))


# --- JSON -----------------------------------------------------------------------------------------


def _read_json(path: Path, log: Log) -> tuple[dict[str, Any], list[tuple[str, Row]]]:
    found = bounded.read_json(path)
    mappings = found.get("mappings") if isinstance(found, dict) else None
    if not isinstance(mappings, list):
        raise SourceError(
            "no list 'mappings'; expected a SSSOM mapping set in JSON", path=shown(path)
        )
    metadata = _plain(found, path, log)
    rows, unknown = [], set()
    for number, mapping in enumerate(mappings, start=1):
        place = f"mapping {number}"
        log.row(path.name, place)
        if not isinstance(mapping, dict):
            log.refuse(path.name, place, mapping, "is no object with the slots of a mapping")
            continue
        row = {_column(str(key)): _cell(value) for key, value in mapping.items()}
        if any(len(cell) > MAX_CELL for cell in row.values()):
            log.refuse(path.name, place, "", f"a slot has more than {MAX_CELL:,} characters")
            continue
        unknown |= {name for name in row if name not in SLOTS and not name.startswith("@")}
        rows.append((place, {**dict.fromkeys((*KEYS, "predicate_id"), ""), **row}))
    for name in sorted(unknown):
        of_header(log, path, name, "SSSOM has no such slot of a mapping")
    return metadata, rows


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "|".join(_scalar(item) for item in value if not isinstance(item, dict | list))
    return "" if isinstance(value, dict) else _scalar(value)


def _scalar(value: object) -> str:
    return "" if value is None else " ".join(CONTROL.sub(" ", str(value)).split())


def _column(text: str) -> str:
    """A column's name however it is spelled.

    >>> _column(" Subject ID ")
    'subject_id'
    """
    return re.sub(r"[\s-]+", "_", text.strip()).lower()
