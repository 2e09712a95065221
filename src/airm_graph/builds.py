"""Makes a build: catalogue → quads → derived quads → an immutable folder, and then it answers."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, RdfFormat, Store

from . import extraction
from .assembly import quads_of_all, quads_of_others
from .build_folder import Progress, layout, making, write_manifest
from .canonical import Written, canonical_quads
from .errors import BuildError
from .graph_build import OF_GRAPH, make_build_of_graph, rules_digest
from .holdings import every_catalogued_source
from .imports import list_imports, load_imports
from .infer import infer
from .profiles import prepared
from .records import Source
from .references import check_references
from .resources import program_version, root
from .schemes import facets_with
from .selection import Selection, select
from .workspace import MANIFEST, Build, Workspace

Versions = Mapping[str, str]  # by short name of a framework the version that is wanted


def inputs_digest(workspace: Workspace | None = None, versions: Versions | None = None) -> str:
    """A digest of all that a build is made from.

    These are the catalogue, what is imported into the workspace, the ontology, the rules, this
    program, and the versions that are asked for.
    """
    digest = hashlib.sha256(program_version().encode())
    digest.update(repr(sorted((versions or {}).items())).encode())
    for found in list_imports(workspace) if workspace else ():
        digest.update(f"\0{found.id} {found.digest}\0".encode())
    base = root()
    files = [
        *(base / "data").rglob("*"),
        *(base / "ontology").glob("*.ttl"),
        *(base / "ontology" / "schemes").rglob("*"),
        *(base / "ontology" / "rules").rglob("*"),
        *(base / "ontology" / "mappings").rglob("*"),
        *Path(__file__).parent.rglob("*.py"),
    ]
    for path in sorted(path for path in files if path.is_file()):
        now = path.stat()
        digest.update(f"\0{path.name}\0".encode())
        digest.update(_content(path, now.st_ino, now.st_size, now.st_mtime_ns))
    return digest.hexdigest()


@lru_cache(maxsize=8192)
def _content(path: Path, *_: int) -> bytes:
    """The digest of a file, read once in a process as long as it is not written since."""
    return hashlib.sha256(path.read_bytes()).digest()


def make_build(
    workspace: Workspace,
    sources: Sequence[Source] | None = None,
    progress: Progress = lambda _: None,
    versions: Versions | None = None,
) -> Build:
    """Build the graph and let it answer; the previous build stays until then, and on any error.

    Args:
        workspace: Where the build is kept.
        sources: What to build from; the catalogue and all imports when left out.
        progress: Is told what is being done, in a few words.
        versions: By short name of a framework the version to show; else the newest of each.

    Raises:
        SourceError: The catalogue cannot be read.
        BuildError: Another build is running, or the folder cannot be written.
    """
    with making(workspace):
        return _make_build(workspace, sources, progress, versions or {})


def _make_build(
    workspace: Workspace,
    sources: Sequence[Source] | None,
    progress: Progress,
    versions: Versions,
) -> Build:
    digest = inputs_digest(workspace, versions)
    progress("reading the catalogue")
    if sources is None:
        sources = [*every_catalogued_source(), *load_imports(workspace)]
    selection = select(sources, versions)
    check_references(selection.current)
    quads = list(quads_of_all(selection.current, selection.others))
    progress("deriving")
    store = Store()
    store.bulk_extend(quads)
    quads += infer(store)
    progress("sorting")
    canonical = canonical_quads(quads)
    beside = canonical_quads(quads_of_others(selection))
    name = hashlib.sha256(canonical + beside + layout()).hexdigest()[:12]
    build = Build(workspace.builds / name)
    if not (build.folder / MANIFEST).is_file():
        progress("writing")
        workspace.sweep()
        try:
            _write(build, canonical, beside, store, selection)
        except BaseException:
            shutil.rmtree(build.folder, ignore_errors=True)
            raise
    workspace.make_current(build, digest, versions)
    return build


def _write(
    build: Build, canonical: bytes, beside: bytes, store: Store, selection: Selection
) -> None:
    build.folder.mkdir()
    (build.folder / "graph.nq").write_bytes(canonical)
    (build.folder / "versions.nq").write_bytes(beside)
    facets = facets_with(selection.current)
    prepared(extraction.columns_of(store, facets)).save(build.folder / "columns")
    on_disk = Store(str(build.folder / "store"))
    on_disk.bulk_load(input=canonical, format=RdfFormat.N_QUADS)
    on_disk.flush()
    del on_disk
    graphs = Counter(
        "default" if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value
        for quad in store
        if not isinstance(quad.graph_name, BlankNode)
    )
    written = Written(
        sha256=hashlib.sha256(canonical).hexdigest(),
        quads=canonical.count(b"\n"),
        graphs=dict(sorted(graphs.items())),
    )
    write_manifest(build, written, _described(selection))


def _described(selection: Selection) -> list[dict[str, Any]]:
    return [
        {
            "id": source.about.id,
            "of": source.about.of,
            "title": source.about.title,
            "version": source.about.version,
            "issued": source.about.issued,
            "licence": source.about.licence,
            "rights": source.about.rights,
            "checksum": source.about.checksum,
            "current": source in selection.current,
        }
        for source in (*selection.current, *selection.others)
    ]


def open_build(
    workspace: Workspace,
    progress: Progress = lambda _: None,
    versions: Versions | None = None,
) -> Build:
    """The current build, made first where there is none or what it is made from has changed since.

    One that was made from a file of somebody's answers until the next :func:`make_build`.

    Where none can be made, because another process is at it or the disk is full, the previous one
    answers, and ``progress`` is told.

    Args:
        workspace: Where builds are kept.
        progress: Is told what is being done.
        versions: By short name of a framework the version to show; else the newest of each.

    Raises:
        SourceError: The catalogue cannot be read, or has no such version.
        BuildError: There is no build, and none can be made.
        WorkspaceError: The current build is damaged.
    """
    versions = versions or {}
    build = workspace.current(versions)
    inputs = inputs_digest(workspace, versions)
    made_from = workspace.current_inputs(versions)
    given = made_from.startswith(OF_GRAPH)  # a graph in a file, to which our rules were applied
    if build is not None and made_from == (OF_GRAPH + rules_digest() if given else inputs):
        return build
    try:
        if build is not None and made_from.startswith(OF_GRAPH):  # by another program
            return make_build_of_graph(workspace, build.quads_file, progress)
        return make_build(workspace, progress=progress, versions=versions)
    except BuildError as error:
        if build is None:
            raise
        progress(f"{error}; asking build {build.name}")
        return build
