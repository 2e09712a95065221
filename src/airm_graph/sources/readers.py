"""The readers by the kind that users name; each is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from ..errors import SourceError, nearest
from ..records import Source
from .log import Log


@dataclass(frozen=True, slots=True)
class Reader:
    """What reads one kind of publisher's files.

    Attributes:
        module: The module beside this one that has ``read(paths, log)``.
        reads: What the files are, in a few words.
    """

    module: str
    reads: str


READERS = {
    "mit-mitigations": Reader(
        "mit.mitigations", "MIT AI Risk Mitigation Database: the export, with its documents table"
    ),
    "mit-risks": Reader("mit.risks", "MIT AI Risk Repository: the workbook, or its database tab"),
    "atlas": Reader("atlas", "MITRE ATLAS: ATLAS.yaml of any version, or the STIX bundle"),
    "nexus": Reader("nexus", "IBM AI Atlas Nexus: the data folder, the package, or its wheel"),
    "nist-ai-rmf": Reader("nist.ai_rmf", "NIST AI RMF and AI 600-1: JSON or CSV extractions"),
    "cosai": Reader("cosai", "CoSAI Risk Map: the folder of YAML files"),
    "finos": Reader("finos", "FINOS AI Governance Framework: the folders of Markdown files"),
    "asago": Reader("asago", "Asago Policy Mapper: the folder of YAML files"),
    "oscal": Reader("oscal", "OSCAL catalog, profile or mapping collection: JSON or YAML"),
    "sssom": Reader("sssom", "a SSSOM mapping set: TSV or JSON"),
    "skos": Reader("skos", "any RDF vocabulary: Turtle, RDF/XML, JSON-LD, N-Triples"),
    "rdf": Reader("skos", "the same as skos"),
    "table": Reader("table", "any CSV, TSV, XLSX or JSON table, with a layout that names columns"),
}


def read(kind: str, paths: Sequence[Path], log: Log) -> list[Source]:
    """What the files say, as one source for each version of a framework in them.

    Args:
        kind: One of :data:`READERS`.
        paths: Files and folders.
        log: Is told what became of each row.

    Raises:
        SourceError: No reader is called so, or the files are not what it reads.
    """
    if kind not in READERS:
        raise SourceError(f"no reader is called so: {nearest(kind, READERS)}", path=kind)
    for path in paths:
        if not path.exists():
            raise SourceError("no such file or folder", path=str(path))
    module = import_module(f".{READERS[kind].module}", __package__)
    found: list[Source] = module.read(paths, log)
    return found
