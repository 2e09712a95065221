"""The files of the NIST extractions: found, read as rows, and turned into records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import SourceError
from ...identifiers import local_id
from ...records import Classification, Filing, Scheme, SchemeConcept, Text
from ...resources import shown
from ..bounded import files_below, read_csv, read_json
from ..log import Log
from .tags import plain

CORE, PROFILE = "nistairmf1_0", "nistai600_1"
CORE_WORK, PROFILE_WORK = "framework-nist-ai-rmf", "framework-nist2024"
KNOWN = ("ai-rmf-1.0-subcategories", "ai-600-1-1.0-actions")  # names in a folder, less the ending
CORE_COLUMNS = ("subcategory_id", "function", "category_id", "category_text", "description")
PROFILE_COLUMNS = (
    *("action_id", "function", "subcategory_id", "suggested_action"),
    *("gai_risks", "ai_actor_tasks"),
)

Row = dict[str, Any]
Table = tuple[Path, list[tuple[str, Row]]]


def find_tables(paths: Sequence[Path], log: Log) -> tuple[Table | None, Table | None]:
    """The table of subcategories and the table of actions, where the paths hold them.

    Where the same is there as JSON and as CSV, the JSON is read.

    Raises:
        SourceError: A file cannot be read, holds other columns, or a folder has none of the files.
    """
    core: Table | None = None
    profile: Table | None = None
    for path in _files(paths):
        table = path, _rows(path)
        columns = {column for _, row in table[1] for column in row}
        if columns >= set(PROFILE_COLUMNS):
            profile = _chosen(profile, table, log)
        elif columns >= set(CORE_COLUMNS):
            core = _chosen(core, table, log)
        else:
            raise SourceError(
                f"has the columns {' '.join(sorted(columns))!r:.200}; expected those of AI RMF "
                f"subcategories ({' '.join(CORE_COLUMNS)}) or of AI 600-1 actions "
                f"({' '.join(PROFILE_COLUMNS)})",
                path=shown(path),
            )
    return core, profile


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    if not paths:
        raise SourceError("no file is given; expected one or a folder", path="nist-ai-rmf")
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = {
            file.stem: file
            for ending in (".csv", ".json")  # the later one wins
            for file in files_below(path)
            if file.suffix.lower() == ending and file.stem in KNOWN
        }
        if not inside:
            raise SourceError(
                f"holds neither {KNOWN[0]} nor {KNOWN[1]}; expected one of them, .json or .csv",
                path=shown(path),
            )
        yield from (inside[stem] for stem in KNOWN if stem in inside)


def _chosen(before: Table | None, table: Table, log: Log) -> Table:
    if before is None:
        return table
    better = table[0].suffix.lower() == ".json" != before[0].suffix.lower()
    kept, other = (table, before) if better else (before, table)
    log.note(other[0].name, "file", "", f"holds what {kept[0].name} holds too; not read")
    return kept


def _rows(path: Path) -> list[tuple[str, Row]]:
    if path.suffix.lower() == ".json":
        value = read_json(path)
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise SourceError("is no list of objects; expected one", path=shown(path))
        keys = [item.get("action_id") or item.get("subcategory_id") for item in value]
        return [
            (key if isinstance(key, str) else f"#{number}", item)
            for number, (key, item) in enumerate(zip(keys, value, strict=True), start=1)
        ]
    if path.suffix.lower() != ".csv":
        raise SourceError(f"ends in {path.suffix!r}; expected .json or .csv", path=shown(path))
    lines = read_csv(path)
    _, header = next(lines, (0, []))
    found = []
    for line, cells in lines:
        row: Row = dict(zip(header, cells, strict=False))
        if len(cells) != len(header):
            row[""] = f"has {len(cells)} cells; expected {len(header)}"
        for name in ("gai_risks", "ai_actor_tasks"):
            if name in row:
                row[name] = [part for part in row[name].split("|") if part]
        found.append((str(line), row))
    return found


@dataclass
class RowReader:
    """One file: its rows, and what was taken from them so far.

    ``sid`` is the id of the source that its records belong to.
    """

    table: Table
    log: Log
    sid: str
    texts: list[Text] = field(default_factory=list)
    classifications: list[Classification] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The path as messages and records print it."""
        return shown(self.table[0])

    @property
    def name(self) -> str:
        """The name of the file, under which the log counts its rows."""
        return self.table[0].name

    def rows(self, columns: tuple[str, ...]) -> Iterator[tuple[str, Row]]:
        """Each row that has the columns, with its place; the others are refused."""
        for place, row in self.table[1]:
            again = (self.name, place) in self.log.rows
            self.log.row(self.name, place)
            place = f"{place} (again)" if again else place
            if wrong := _wrong(row, columns):
                self.log.refuse(self.name, place, "", wrong)
            else:
                yield place, row

    def say(self, thing: str, words: str, place: str) -> None:
        """The publisher's sentence about a thing, or a note that there is none."""
        words, mended = plain(words)
        if mended:
            what = f"the sentence has {' and '.join(mended)}; written plainly"
            self.log.mend(self.name, place, "", what)
        if words:
            self.texts.append(Text(id=thing, property="definition", words=words, path=self.path))
        else:
            self.log.note(self.name, place, "", "has no sentence; kept without one")

    def classify(self, thing: str, facet: str, concept: str) -> None:
        """Note that the publisher puts a thing under a concept of a facet."""
        self.classifications.append(
            Classification(
                id=thing,
                facet=facet,
                concept=concept,
                status="accepted",
                confidence=None,
                rationale="",
                path=self.path,
            )
        )

    def filing(self, thing: str, key: str, kind: str, label: str, published: str = "") -> Filing:
        """A thing as the publication files it."""
        return Filing(
            id=thing,
            source_key=key,
            kind=kind,
            status="accepted",
            work=CORE_WORK if self.sid == CORE else PROFILE_WORK,
            label=label,
            published_label=published,
            page="",
            part_of="",
            path=self.path,
        )

    def concept(self, facet: str, notation: str, label: str, parent: str = "") -> SchemeConcept:
        """A concept of a facet; ``parent`` is the notation of a broader one."""
        return SchemeConcept(
            id=local_id("concept", f"{self.sid}-{facet}", notation),
            scheme=f"scheme-{self.sid}-{facet}",
            notation=notation,
            parent=parent and local_id("concept", f"{self.sid}-{facet}", parent),
            label=label,
            path=self.path,
        )

    def scheme(self, facet: str, label: str, of: str, level: str = "1") -> Scheme:
        """The taxonomy behind a facet."""
        return Scheme(
            id=f"scheme-{self.sid}-{facet}",
            label=label,
            facet=facet,
            of=of,
            level=level,
            path=self.path,
        )


def _wrong(row: Row, columns: tuple[str, ...]) -> str:
    """What is wrong with the form of a row, if anything."""
    if "" in row:
        return str(row[""])
    for column in columns:
        value = row.get(column)
        if column in {"gai_risks", "ai_actor_tasks"}:
            if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
                return f"{column} is no list of texts; expected one"
        elif not isinstance(value, str):
            return f"{column} is missing or no text; expected a text"
    return ""
