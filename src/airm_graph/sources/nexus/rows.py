"""The rows of the AI Atlas Nexus' mapping tables: SSSOM-like TSV, with the faults they have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from ..bounded import read_csv
from ..log import Log

NEEDED = ("subject_id", "predicate_id", "object_id")
CURIE_MAP = re.compile(r"#\s+([A-Za-z0-9_.-]+):\s+(https?://\S+)\s*")
METADATA = re.compile(r"#\s?([a-z_]+):\s*(.*\S)\s*")
JUSTIFICATION = "semapv:"
DECIMAL = re.compile(r"0(\.[0-9]{1,9})?|1(\.0{1,9})?")
USED = frozenset(
    {"subject_id", "subject_label", "predicate_id", "predicate_modifier", "object_id"}
    | {"object_label", "mapping_justification", "author_id", "confidence", "comment"}
    | {"similarity_score"}
)
NO_MATCH = "noMatch"  # without a prefix, unlike every other predicate


@dataclass(slots=True)
class Table:
    """What the comment lines of a table say, and its rows by line."""

    name: str
    prefixes: dict[str, str] = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)


def read_table(path: Path, name: str, log: Log) -> Table:
    """Read one table; a row whose cells cannot be told is refused and not among ``rows``."""
    table = Table(name)
    header: list[str] = []
    short: list[int] = []
    for line, cells in read_csv(path, "\t"):
        if cells[0].startswith("#"):
            _take_comment("\t".join(cells), table)
        elif not header:
            header = [cell.strip() for cell in cells]
        elif any(cell.strip() for cell in cells):
            log.row(name, str(line))
            row = _row(cells, header, name, line, log)
            if row is not None:
                table.rows.append((line, row))
                short += [line] if len(cells) < len(header) else []
    if short:
        said = f"{len(short)} rows from here on end before the last column; read as empty cells"
        log.note(name, str(short[0]), "", said)
    _note_columns(table, log)
    return table


def _take_comment(text: str, table: Table) -> None:
    if found := CURIE_MAP.fullmatch(text):
        table.prefixes[found[1]] = found[2]
    elif found := METADATA.fullmatch(text):
        table.metadata[found[1]] = found[2].strip("'\"")


def _row(
    cells: list[str], header: list[str], name: str, line: int, log: Log
) -> dict[str, str] | None:
    if len(cells) > len(header):
        said = f"has {len(cells)} cells under {len(header)} columns; left out"
        log.refuse(name, str(line), "; ".join(cells), said)
        return None
    missing = _shift(cells, header)
    if missing:
        place = header.index("object_id")
        said = f"the cells from object_id on stand {missing} columns too far left; moved back"
        log.mend(name, str(line), cells[place], said)
        cells = [*cells[:place], *([""] * missing), *cells[place:]]
    row = {column: cell.strip() for column, cell in zip(header, cells, strict=False)}
    lacking = [column for column in NEEDED[:2] if not row.get(column)]
    if lacking:
        said = f"has no {' and no '.join(lacking)}; left out"
        log.refuse(name, str(line), "; ".join(cells), said)
        return None
    return row


def _shift(cells: list[str], header: list[str]) -> int:
    """By how many columns a row stands too far left: its justification is where the object goes."""
    if "object_id" not in header or "mapping_justification" not in header:
        return 0
    place, right = header.index("object_id"), header.index("mapping_justification")
    shifted = place < len(cells) and cells[place].startswith(JUSTIFICATION)
    missing = right - place
    return missing if shifted and 0 < missing <= len(header) - len(cells) else 0


def prefixes_used(table: Table) -> Iterator[tuple[str, int]]:
    """Each prefix of a subject or object, with the first line that uses it."""
    seen: set[str] = set()
    for line, row in table.rows:
        for column in ("subject_id", "object_id"):
            prefix, colon, _ = row.get(column, "").partition(":")
            if colon and prefix not in seen:
                seen.add(prefix)
                yield prefix, line


def is_negative(row: dict[str, str]) -> bool:
    """Whether a row says that two things do not correspond."""
    return row["predicate_id"] == NO_MATCH or row.get("predicate_modifier") == "Not"


def is_machine_made(row: dict[str, str]) -> bool:
    """Whether a row's justification is a way of matching: lexical, semantic, by a language model.

    >>> [is_machine_made({"mapping_justification": f"semapv:{name}"})
    ...  for name in ("LLMBasedMatching", "UnspecifiedMatching", "ManualMappingCuration")]
    [True, False, False]
    """
    said = row.get("mapping_justification", "")
    return said.endswith("Matching") and said != "semapv:UnspecifiedMatching"


def status(table: Table) -> str:
    """``proposed`` where the table calls its mappings proposed or candidates."""
    first = table.metadata.get("mapping_set_description", "").partition(" ")[0]
    return "proposed" if first in {"Proposed", "Candidate"} else "accepted"


def comment(row: dict[str, str]) -> str:
    """A row's comment, and its similarity, which is no confidence and not between 0 and 1."""
    score = row.get("similarity_score", "")
    parts = [row.get("comment", ""), f"similarity_score {score}" if score else ""]
    return "; ".join(part for part in parts if part)


def confidence(row: dict[str, str], table: Table, line: int, log: Log) -> Decimal | None:
    """A row's confidence; what is no decimal between 0 and 1 is left out and noted."""
    cell = row.get("confidence", "")
    if not cell or DECIMAL.fullmatch(cell):
        return Decimal(cell) if cell else None
    log.note(table.name, str(line), cell, "confidence is not between 0 and 1; left out")
    return None


def _note_columns(table: Table, log: Log) -> None:
    unused = {column for _, row in table.rows for column in row.keys() - USED}
    for column in sorted(unused):
        lines = [line for line, row in table.rows if row.get(column)]
        if lines:
            said = f"{column} has no place in a mapping; its {len(lines)} values are left out"
            log.note(table.name, str(lines[0]), column, said)
    scored = [
        (line, row["similarity_score"]) for line, row in table.rows if row.get("similarity_score")
    ]
    large = [(line, score) for line, score in scored if not DECIMAL.fullmatch(score)]
    if large:
        said = f"similarity_score is not between 0 and 1 in {len(large)} rows; kept as a comment"
        log.note(table.name, str(large[0][0]), large[0][1], said)
    if table.rows and status(table) == "proposed":
        said = "the table calls its mappings proposed or candidates; filed as proposed"
        log.note(table.name, str(table.rows[0][0]), "", said)
    bare = [line for line, row in table.rows if row["predicate_id"] == NO_MATCH]
    if bare:
        said = f"the predicate of {len(bare)} rows has no prefix; read as nexus:{NO_MATCH}"
        log.note(table.name, str(bare[0]), NO_MATCH, said)
