"""What lies beside the exports in a release: README, licences, manifest, checksums."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from ..canonical import parts
from ..identifiers import compress
from ..queries import get_query
from ..resources import ontology_files, program_version, root
from ..vocab import AIRM, AIRO, BASE, PROV, SKOS, SSSOM
from .contents import Contents
from .files import files_in
from .formats import FORMATS, file_name
from .terms import TYPE

MANIFEST, CHECKSUMS = "manifest.json", "CHECKSUMS.sha256"
EXAMPLE = "risk-source-without-measure"  # the query of the library that a README shows
COUNTED = (
    *(AIRM.Framework, AIRM.FrameworkVersion, AIRM.Mitigation, AIRM.Requirement),
    *(AIRO.RiskSource, AIRO.Risk, AIRO.Consequence, AIRO.Impact),
    *(AIRM.Classification, AIRM.UndeterminedClassification, AIRM.ActionStatement),
    *(AIRM.CodingStatement, SSSOM.Mapping, SKOS.ConceptScheme, SKOS.Concept, PROV.Agent),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file of a release, as its manifest says it."""

    path: str
    format: str
    media_type: str
    bytes: int
    sha256: str


def add_vocabulary(folder: Path) -> None:
    """Copy the vocabulary, shapes, rules and queries, as they are written here."""
    for path in [*ontology_files(".ttl", ".rq"), root() / "ontology" / "context.jsonld"]:
        target = folder / path.relative_to(root())
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())


def add_papers(
    folder: Path,
    contents: Contents,
    options: Mapping[str, Any],
    told: Sequence[str],
    dataset: str,
) -> None:
    """Write README, licences, manifest and checksums for all files that are in a folder.

    Args:
        folder: The release.
        contents: What was exported.
        options: What was asked for.
        told: What has to be known of the files, a sentence each.
        dataset: The name of the data set that its description has.
    """
    counts = counted(contents)
    said = {
        "contents": contents,
        "base": BASE,
        "counts": counts,
        "told": told,
        "formats": {
            name: each for name, each in FORMATS.items() if (folder / file_name(name)).exists()
        },
        "file_name": file_name,
        "query": get_query(EXAMPLE),
    }
    for name in ("README.md", "LICENSES.md"):
        (folder / name).write_text(_paper(name, **said), encoding="utf-8")
    manifest = {
        "program": f"airm-graph {program_version()}",
        "build": contents.build.name,
        "dataset": contents.name(f"id/dataset-{dataset}"),
        "previous": contents.previous,
        "quads": contents.build.manifest["quads"],
        "sha256": contents.build.manifest["sha256"],
        "options": dict(options),
        "counts": counts,
        "told": list(told),
        "sources": [
            {key: source[key] for key in sorted(source) if key != "current"}
            for source in contents.sources
        ],
        "files": [_as_json(member) for member in members(folder)],
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    lines = [f"{digest(folder / name)}  {name}\n" for name in files_in(folder)]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8")


def members(folder: Path) -> list[Member]:
    """The files of a folder, but for manifest and checksums."""
    formats = {file_name(name): name for name in FORMATS}
    found = []
    for path in files_in(folder):
        if path in {MANIFEST, CHECKSUMS}:
            continue
        format_ = formats.get(path) or formats.get(path.partition("/")[0], "")
        found.append(
            Member(
                path=path,
                format=format_,
                media_type=FORMATS[format_].media_type if format_ else _media_type(path),
                bytes=(folder / path).stat().st_size,
                sha256=digest(folder / path),
            )
        )
    return found


def digest(path: Path) -> str:
    """The checksum of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def counted(contents: Contents) -> dict[str, int]:
    """How many things and statements of each class are exported, by CURIE; and triples."""
    wanted = {f"<{kind.value}>".encode(): kind.value for kind in COUNTED}
    found = {compress(kind.value): 0 for kind in COUNTED}
    triples, last = len(contents.preamble.lines), (b"", b"", b"")
    for line in contents.lines():
        subject, predicate, object_, _ = parts(line)
        if (subject, predicate, object_) == last:  # another graph says it, too
            continue
        last = (subject, predicate, object_)
        triples += 1
        if predicate == TYPE and object_ in wanted:
            found[compress(wanted[object_])] += 1
    return {"triples": triples, **found}


def _as_json(member: Member) -> dict[str, Any]:
    return {name: getattr(member, name) for name in Member.__slots__}


def _media_type(path: str) -> str:
    known = {".ttl": "text/turtle", ".rq": "application/sparql-query", ".md": "text/markdown"}
    return known.get(Path(path).suffix, "application/ld+json")


def _paper(name: str, **said: Any) -> str:
    environment = Environment(
        loader=PackageLoader(__package__),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Markdown; cells are escaped by a filter
    )
    environment.filters |= {"line": _line, "cell": _cell}
    return environment.get_template(name).render(**said)


def _line(text: str) -> str:
    return " ".join(text.split()).replace("<", "&lt;")


def _cell(text: str) -> str:
    return _line(text).replace("|", "\\|") or "-"
