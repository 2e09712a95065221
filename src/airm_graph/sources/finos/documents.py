"""The Markdown files of the FINOS framework: where they are, their fields and their sections."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import SourceError
from ...identifiers import local_id
from ...resources import shown
from ..bounded import read_front_matter
from ..log import Log
from .references import ID, WORKS

# Where the files lie in a folder: as in our copies, or as in the publisher's repository.
RISK_FOLDERS = ("risks", "_risks", "docs/_risks")
MITIGATION_FOLDERS = ("mitigations", "_mitigations", "docs/_mitigations")
INDEX_FOLDERS = ("references", "_data/references", "docs/_data/references")

HEAD = {"sequence", "title", "layout", "doc-status", "type"}
LINKS = {"mitigates", "related_risks", "related_mitigations"}
REFERENCES = "_references"  # how the names of fields end that refer to a list


@dataclass(frozen=True, slots=True)
class Kind:
    """What risks and mitigations differ in."""

    layout: str
    prefix: str
    kind: str
    of: str
    local: str
    facet: str
    related: str
    types: dict[str, str]


RISK = Kind(
    layout="risk",
    prefix="ri",
    kind="risk",
    of="risk",
    local="risk",
    facet="finos-risk-type",
    related="related_risks",
    types={"OP": "Operational", "RC": "Regulatory", "SEC": "Security"},
)
MITIGATION = Kind(
    layout="mitigation",
    prefix="mi",
    kind="measure",
    of="measure",
    local="mitigation",
    facet="finos-mitigation-type",
    related="related_mitigations",
    types={"DET": "Detective", "PREV": "Preventive"},
)
KINDS = (RISK, MITIGATION)


@dataclass(frozen=True, slots=True)
class Document:
    """One Markdown file: ``ri-8`` or ``mi-20``."""

    key: str
    kind: Kind
    name: str  # the path in messages
    fields: dict[str, Any]
    body: str

    @property
    def place(self) -> str:
        """The row in messages."""
        return Path(self.name).stem

    @property
    def id(self) -> str:
        """The local name of the risk or mitigation."""
        return local_id(self.kind.local, ID, self.key)


@dataclass
class Files:
    """The files that were found."""

    documents: list[tuple[Kind, Path]] = field(default_factory=list)
    indexes: dict[str, Path] = field(default_factory=dict)  # by the name of the list

    def every(self) -> list[Path]:
        """All of them."""
        return [path for _, path in self.documents] + list(self.indexes.values())


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def locate(paths: Sequence[Path]) -> Files:
    """The files in a folder, or given one by one.

    Raises:
        SourceError: There are no risks or no mitigations.
    """
    files = Files()
    for path in paths:
        for kind, folders in ((RISK, RISK_FOLDERS), (MITIGATION, MITIGATION_FOLDERS)):
            given = [path] if path.name.startswith(f"{kind.prefix}-") else []
            for folder in folders:
                given += sorted((path / folder).glob(f"{kind.prefix}-*.md"))
            files.documents += [
                (kind, each) for each in given if each.is_file() and each.suffix == ".md"
            ]
        given = [path] if path.stem in WORKS else []
        for folder in INDEX_FOLDERS:
            given += sorted((path / folder).glob("*.yml"))
        for each in given:
            if each.is_file() and each.suffix == ".yml":
                files.indexes.setdefault(each.stem, each)
    for kind in KINDS:
        if not any(found is kind for found, _ in files.documents):
            raise SourceError(
                f"has no {kind.layout} ({kind.prefix}-….md); expected a folder with risks/ and "
                "mitigations/ of the FINOS AI Governance Framework",
                path=", ".join(map(shown, paths)) or "no path",
            )
    return files


def read_documents(files: Files, log: Log) -> dict[str, Document]:
    """The files that can be read, by key, each key once."""
    documents: dict[str, Document] = {}
    for kind, path in files.documents:
        name = _name(path)
        log.row(name, path.stem)
        try:
            fields, body = read_front_matter(path)
        except SourceError as error:
            log.refuse(name, path.stem, "", f"cannot be read: {error}")
            continue
        found = re.match(rf"({kind.prefix}-[0-9]+)(?![0-9])", path.name)
        title = fields.get("title")
        if not found:
            log.refuse(name, path.stem, path.name, "has no number; expected ri-8_… or mi-8_…")
        elif not isinstance(title, str) or not title.strip():
            log.refuse(name, path.stem, title, "has no title; expected one")
        elif found[1] in documents:
            log.refuse(name, path.stem, found[1], "is there already; the first is kept")
        else:
            documents[found[1]] = Document(found[1], kind, name, fields, body)
            _check_head(documents[found[1]], log)
    carried = HEAD | LINKS
    left_out = Counter(
        str(part)
        for document in documents.values()
        for part in document.fields
        if part not in carried and not str(part).endswith(REFERENCES)
    )
    for part, count in sorted(left_out.items()):
        log.note("front matter", f"field {part}", f"{count} times", "is not carried over")
    return documents


def _check_head(document: Document, log: Log) -> None:
    fields, kind = document.fields, document.kind
    for part, expected in (("layout", kind.layout), ("sequence", document.key.split("-")[1])):
        if str(fields.get(part)) != expected:
            what = f"is its {part}; the name of the file, which stands, says {expected}"
            log.note(document.name, document.place, fields.get(part), what)


def type_of(document: Document) -> str:
    """The code of its type, or nothing."""
    code = document.fields.get("type")
    return code if isinstance(code, str) and re.fullmatch("[A-Za-z][A-Za-z0-9-]*", code) else ""


def first_section(body: str) -> tuple[str, str]:
    """The words of the first section, without its heading, and all that follows.

    >>> first_section("## Summary\\nShort.\\n\\n---\\n## Details\\nLong.")
    ('Short.', '## Details\\nLong.')
    """
    heads, fenced = [], False
    lines = body.strip().split("\n")
    for number, line in enumerate(lines):
        if line.startswith("```"):
            fenced = not fenced
        elif line.startswith("## ") and not fenced:
            heads.append(number)
    if not heads or heads[0] != 0:  # words before any heading
        return "", "\n".join(lines)
    end = heads[1] if len(heads) > 1 else len(lines)
    first = re.sub(r"\s*\n-{3,}\s*$", "", "\n".join(lines[1:end]))
    return first.strip(), "\n".join(lines[end:])


def listed(document: Document, part: str, log: Log) -> list[str]:
    """The texts of a list in the front matter, each once."""
    value = document.fields.get(part)
    values = value if isinstance(value, list) else [] if value is None else [value]
    kept: list[str] = []
    for each in values:
        if not isinstance(each, str) or not re.search("[A-Za-z0-9]", each):
            log.refuse(
                document.name, f"{document.place} {part}", each, "is no key; expected a text"
            )
        elif each in kept:
            log.note(document.name, document.place, each, f"stands twice in {part}; it counts once")
        else:
            kept.append(each)
    return kept
