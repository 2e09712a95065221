"""A remote store in the place of a build: what commands ask of a build, asked of the store.

Columns, and all quads where they are exported, are taken from the store once and kept in the
workspace. They are used again while the store holds as many triples in each graph as then, and for
an hour at most.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pyoxigraph as ox

from ..build_folder import layout
from ..canonical import DEFAULT, canonical_quads
from ..columns import Columns
from ..errors import RemoteError, SourceError
from ..extraction import EXCLUSIONS, WORK_KEYS, WORKS, columns_of
from ..extraction.asking import rows
from ..resources import program_version
from ..schemes import Facet, facets_of, load_facets
from ..store import PROLOGUE
from ..vocab import PREFIXES
from ..workspace import Build, Workspace
from .client import Client, Progress
from .endpoint import Endpoint
from .engine import RemoteEngine

FOLDER = "remote"  # in the workspace
LONGEST_KEPT = 3600.0  # seconds; counts do not show that a value was put in the place of another
LONGEST_FORGOTTEN = 7 * 86400.0
TAKEN = "taken.json"
SOURCES = """
SELECT DISTINCT ?id ?of ?title ?version ?issued ?licence ?rights ?checksum WHERE {
  ?graph dcterms:title ?title ; dcterms:license ?licence ; dcterms:rights ?rights .
  BIND(STRAFTER(STR(?graph), CONCAT(STR(airmg:), "source-")) AS ?id)
  FILTER(?id != "")
  OPTIONAL { ?made airm:namedGraph ?graph ; dcterms:isVersionOf ?work ; owl:versionInfo ?version }
  OPTIONAL { ?graph dcterms:references ?read }
  BIND(COALESCE(?work, ?read) AS ?of)
  OPTIONAL { ?graph dcterms:issued ?issued }
  OPTIONAL { ?graph airm:checksum ?checksum }
} ORDER BY ?id ?version"""
SOURCE_KEYS = ("id", "of", "title", "version", "issued", "licence", "rights", "checksum")
AGENTS = """
SELECT DISTINCT ?agent ?label ?method WHERE {
  ?statement prov:wasAttributedTo ?agent ; airm:method ?method .
  ?agent skos:prefLabel ?label .
} ORDER BY ?agent ?label ?method"""
FACETS = """
SELECT DISTINCT ?s ?p ?o WHERE {
  { ?s a airm:Facet }
  UNION { ?facet a airm:Facet ; airm:usesScheme ?scheme . ?s skos:inScheme ?scheme }
  ?s ?p ?o
} ORDER BY ?s ?p ?o"""


@dataclass(frozen=True)
class RemoteBuild(Build):
    """What a remote store holds; ``folder`` is where is kept what was taken from it."""

    endpoint: Endpoint = field(kw_only=True)
    progress: Progress = field(default=lambda _: None, kw_only=True, repr=False, compare=False)

    @classmethod
    def at(
        cls, endpoint: Endpoint, workspace: Workspace, progress: Progress = lambda _: None
    ) -> RemoteBuild:
        """The store at an endpoint; nothing is asked of it yet."""
        return cls(workspace.folder / FOLDER, endpoint=endpoint, progress=progress)

    @property
    def name(self) -> str:
        """The address of the store."""
        return self.endpoint.shown

    @property
    def identity(self) -> dict[str, str]:
        """The address, in the place of a hash that nobody vouches for."""
        return {"store": self.endpoint.shown}

    @cached_property
    def engine(self) -> RemoteEngine:
        """What asks the store."""
        return RemoteEngine(Client(self.endpoint, self.progress))

    @property
    def store(self) -> ox.Store:
        """There is none here.

        Raises:
            RemoteError: Always.
        """
        raise RemoteError(
            f"this is asked of a build and cannot be asked of the store {self.name}; "
            f"leave --store out, or unset AIRM_GRAPH_STORE"
        )

    @cached_property
    def counts(self) -> dict[str, int]:
        """By named graph how many triples the store holds; the unnamed one has an empty name.

        Raises:
            RemoteError: It holds none.
        """
        found = self.engine.store.counts()
        if not found:
            raise RemoteError(
                f"the store {self.name} is empty; load a build with 'airm-graph push'"
            )
        return found

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What a build says about itself, as far as the graph says it, too."""
        graphs = {name or DEFAULT: count for name, count in sorted(self.counts.items())}
        return {
            **self.identity,
            "program": program_version(),
            "quads": sum(graphs.values()),
            "graphs": graphs,
            "sources": [_source(row) for row in rows(self.engine, SOURCES)],
            "files": {},
        }

    @property
    def index(self) -> Mapping[str, Sequence[Any]]:
        """As of a build; without the columns only what answers cite."""
        if "columns" in self.__dict__ or self._kept is not None:
            return self.columns.index
        return self._cited

    @cached_property
    def columns(self) -> Columns:
        """The columns, taken from the store, or from the workspace if it holds them still."""
        kept = self._kept
        if kept is None:
            facets = self._facets()
            self.progress(f"taking the columns from {self.name}")
            try:
                columns = columns_of(self.engine, facets)
            except ValueError as error:  # a confidence that is no number
                raise RemoteError(
                    f"the store {self.name} holds a value that is none: {error}"
                ) from None
            self._keep("columns", columns.save)
            return columns
        age = max(0.0, time.time() - kept) / 60
        self.progress(f"the columns of {self.name} were taken {age:.0f} minutes ago")
        return Columns.load(self._folder / "columns")

    @cached_property
    def quads_file(self) -> Path:
        """All quads of the store as canonical sorted N-Quads, taken anew."""
        self.progress(f"taking {sum(self.counts.values()):,} quads from {self.name}")
        quads = canonical_quads(self.engine.store.everything(self.counts))
        self._keep("graph.nq", lambda path: path.write_bytes(quads))
        return self._folder / "graph.nq"

    @property
    def versions_file(self) -> Path:
        """There is none here.

        Raises:
            RemoteError: Always.
        """
        raise RemoteError(
            f"the store {self.name} shows one version of each framework; others are in the "
            f"builds of a workspace"
        )

    @cached_property
    def _folder(self) -> Path:
        """Where is kept what was taken from a store of this address and with these counts."""
        said = [self.endpoint.url, sorted(self.counts.items()), program_version()]
        digest = hashlib.sha256(json.dumps(said).encode() + layout())
        return self.folder / digest.hexdigest()[:12]

    @property
    def _kept(self) -> float | None:
        """When the columns were taken, if they are here and young enough."""
        try:
            taken = json.loads((self._folder / TAKEN).read_text(encoding="utf-8"))["columns"]
            when = datetime.fromisoformat(taken).timestamp()
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return when if 0 <= time.time() - when < LONGEST_KEPT else None

    def _keep(self, name: str, write: Callable[[Path], object]) -> None:
        """Write something that was taken, and when, so that nobody sees half of it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._sweep()
        beside = Path(mkdtemp(prefix=".new-", dir=self._folder))
        try:
            write(beside / name)
            place = self._folder / name
            if place.is_dir():
                place.rename(beside / "old")
            (beside / name).replace(place)
            if name == "columns":
                now = datetime.now(UTC).isoformat(timespec="seconds")
                said = json.dumps({"store": self.name, name: now}) + "\n"
                (beside / TAKEN).write_text(said, encoding="utf-8")
                (beside / TAKEN).replace(self._folder / TAKEN)
        except OSError as error:
            raise RemoteError(
                f"what was taken from {self.name} cannot be kept in {self._folder}: "
                f"{error.strerror or error}"
            ) from None
        finally:
            shutil.rmtree(beside, ignore_errors=True)

    def _sweep(self) -> None:
        """Delete what was taken from any store, and has not been touched for long."""
        for folder in self.folder.iterdir():
            if folder != self._folder and time.time() - folder.stat().st_mtime > LONGEST_FORGOTTEN:
                shutil.rmtree(folder, ignore_errors=True)

    @cached_property
    def _cited(self) -> dict[str, Sequence[Any]]:
        """Works, authors and exclusions, asked for alone: columns take long on a large graph."""
        agents: dict[str, dict[str, Any]] = {}
        for iri, label, method in rows(self.engine, AGENTS):
            agent = agents.setdefault(iri, {"iri": iri, "label": label, "methods": []})
            name = method.rpartition("#")[2]
            agent["methods"] += [name] * (name not in agent["methods"])
        return {
            "works": [dict(zip(WORK_KEYS, row, strict=True)) for row in rows(self.engine, WORKS)],
            "agents": list(agents.values()),
            "exclusions": rows(self.engine, EXCLUSIONS),
        }

    def _facets(self) -> dict[str, Facet]:
        """The facets of the repository, and those that the graph brings."""
        self.progress(f"asking {self.name} for its facets")
        found = self.engine.query(PROLOGUE + FACETS)
        assert isinstance(found, ox.QuerySolutions)  # noqa: S101 - it is a SELECT query
        quads = {ox.Quad(row["s"], row["p"], row["o"]) for row in found}
        try:
            ours, found_there = load_facets(), facets_of(quads)
        except SourceError as error:
            raise RemoteError(f"the facets in the store {self.name}: {error}") from None
        return {**ours, **{name: f for name, f in found_there.items() if name not in ours}}


def _source(row: Sequence[str]) -> dict[str, Any]:
    said: dict[str, Any] = dict(zip(SOURCE_KEYS, row, strict=True))
    named = said["title"]  # title and version of the source; a reading has no version beside it
    version = said["version"] or named.rpartition(", ")[2]
    return {
        **said,
        "of": said["of"].removeprefix(PREFIXES["airmid"]),
        "title": named.removesuffix(f", {version}"),
        "version": version,
        "current": True,
    }
