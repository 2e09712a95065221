"""Makes a build: catalogue → quads → derived quads → an immutable folder, and then it answers."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    serialize,
)

from . import columns, extraction
from .build import quads_of
from .context import Context
from .errors import BuildError, SourceError
from .identifiers import graph
from .imports import list_imports, load_imports
from .infer import infer, rule_files, rule_graph
from .provenance import describe_graph
from .records import Source
from .references import check_ids, check_references
from .resources import program_version, root, shown
from .schemes import facets_with, parse_turtle, scheme_files
from .selection import Selection, select, short_name
from .sources import alignments, catalogue
from .vocab import BASE
from .workspace import MANIFEST, Build, Workspace

Progress = Callable[[str], None]

# What is declared by hand in ``data/<name>.ttl``, in the graph ``airmg:<name>``.
DECLARATIONS = {
    "exclusions": "What is declared not applicable",
    "waivers": "Findings that are accepted",
}


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
        digest.update(f"\0{path.name}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def read_catalogue(base: Path | None = None) -> list[Source]:
    """Every catalogue folder, checked for holding together.

    Raises:
        SourceError: A row cannot be read, or names something that no table describes.
    """
    sources = _catalogue(base)
    _check_every_version(sources)
    return sources


def _check_every_version(sources: Sequence[Source]) -> Selection:
    """Each version must hold together with what else is shown when it is."""
    shown = select(sources)
    for other in shown.others:
        wanted = {short_name(other.about.of): other.about.id}
        check_references(select(sources, wanted).current)
    check_references(shown.current)
    return shown


def _catalogue(base: Path | None = None) -> list[Source]:
    sources = [catalogue.read(folder) for folder in catalogue.folders(base)]
    check_ids(sources)
    return [*sources, alignments.read(root() / "ontology" / "mappings")]


def every_source(workspace: Workspace) -> list[Source]:
    """The catalogue and all imports: each version once, as it was imported if it was."""
    chosen = select([*_catalogue(), *load_imports(workspace)])
    return [*chosen.current, *chosen.others]


def every_current_source(workspace: Workspace) -> tuple[Source, ...]:
    """What a build would show: of each framework the newest version."""
    return select([*_catalogue(), *load_imports(workspace)]).current


def check_with(workspace: Workspace, sources: Sequence[Source]) -> Selection:
    """Refuse sources that do not fit together with what is there already.

    Returns:
        What a build will show when they are there.

    Raises:
        SourceError: As :func:`read_catalogue`.
    """
    return _check_every_version([*_catalogue(), *load_imports(workspace), *sources])


def quads_of_all(sources: Sequence[Source], others: Sequence[Source] = ()) -> Iterator[Quad]:
    """What ontology, schemes, declarations and sources say, without what rules derive.

    Args:
        sources: What queries see.
        others: Further versions of the same works, to which references may be pinned.
    """
    ontology = root() / "ontology" / "airm.ttl"
    named = graph("ontology")
    yield from _without_blank_nodes(parse_turtle(ontology, named))
    yield from describe_graph(named, "The airm-graph vocabulary", [])
    for path in scheme_files():
        named = graph(f"scheme-{path.stem}")
        yield from _all_named(path, named)
        yield from describe_graph(named, f"The scheme {path.stem}", [])
    for name, title in DECLARATIONS.items():
        named = graph(name)
        yield from _all_named(root() / "data" / f"{name}.ttl", named)
        yield from describe_graph(named, title, [])
    origin = [graph(f"source-{source.about.id}") for source in sources]
    context = Context.of(sources, others, facets_with(sources))
    for source in sources:
        yield from quads_of(source, context)
    for path in rule_files():
        yield from describe_graph(rule_graph(path), f"Derived by the rule {path.stem}", origin)


def _all_named(path: Path, named: NamedNode) -> Iterator[Quad]:
    """The triples of a Turtle file in which every node has a name that can be cited."""
    for quad in parse_turtle(path, named):
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            raise SourceError("a node without a name; give it an IRI", path=shown(path))
        yield quad


def _without_blank_nodes(quads: Iterable[Quad]) -> Iterator[Quad]:
    """The quads with blank nodes turned into IRIs that are the same in every build."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)

    def named(node: object) -> object:
        if isinstance(node, BlankNode):
            return NamedNode(f"{BASE}.well-known/genid/ontology-{node.value}")
        return node

    for quad in dataset:
        yield Quad(named(quad.subject), quad.predicate, named(quad.object), quad.graph_name)  # type: ignore[arg-type]


def canonical_quads(quads: Iterable[Quad]) -> bytes:
    """Sorted N-Quads without repetitions: the same bytes for the same graph."""
    text = serialize(quads, format=RdfFormat.N_QUADS)
    assert text is not None  # noqa: S101 - without an output, the bytes come back
    lines = text.splitlines(keepends=True)
    return b"".join(sorted(set(lines)))


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
    try:
        with workspace.locked():
            return _make_build(workspace, sources, progress, versions or {})
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise BuildError(
            f"cannot make a build in {workspace.folder}: {where}{error.strerror or error}; "
            f"builds made before are untouched"
        ) from None


def _make_build(
    workspace: Workspace,
    sources: Sequence[Source] | None,
    progress: Progress,
    versions: Versions,
) -> Build:
    digest = inputs_digest(workspace, versions)
    progress("reading the catalogue")
    if sources is None:
        sources = [*_catalogue(), *load_imports(workspace)]
    selection = select(sources, versions)
    check_references(selection.current)
    quads = list(quads_of_all(selection.current, selection.others))
    progress("deriving")
    store = Store()
    store.bulk_extend(quads)
    quads += infer(store)
    progress("sorting")
    canonical = canonical_quads(quads)
    beside = canonical_quads(_quads_of_others(selection))
    # What else lies in the folder is made from the graph by these modules: they decide too.
    taken = sorted(Path(extraction.__file__).parent.glob("*.py"))
    modules = [Path(columns.__file__), *taken, Path(__file__)]
    layout = b"".join(path.read_bytes() for path in modules)
    name = hashlib.sha256(canonical + beside + layout).hexdigest()[:12]
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


def _quads_of_others(selection: Selection) -> Iterator[Quad]:
    """Each version that is not shown, as it would be said if it were."""
    for other in selection.others:
        beside = [
            source
            for source in selection.current
            if source.about.of != other.about.of or source.about.type == "Reading"
        ]
        sources = [*beside, other]
        rest = [s for s in (*selection.current, *selection.others) if s not in sources]
        yield from quads_of(other, Context.of(sources, rest, facets_with(sources)))


def _write(
    build: Build, canonical: bytes, beside: bytes, store: Store, selection: Selection
) -> None:
    build.folder.mkdir()
    (build.folder / "graph.nq").write_bytes(canonical)
    (build.folder / "versions.nq").write_bytes(beside)
    facets = facets_with(selection.current)
    extraction.columns_of(store, facets).save(build.folder / "columns")
    on_disk = Store(str(build.folder / "store"))
    on_disk.bulk_load(input=canonical, format=RdfFormat.N_QUADS)
    on_disk.flush()
    del on_disk
    graphs = Counter(
        "default" if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value
        for quad in store
        if not isinstance(quad.graph_name, BlankNode)
    )
    manifest = {
        "build": build.name,
        "program": program_version(),
        "sha256": hashlib.sha256(canonical).hexdigest(),
        "quads": canonical.count(b"\n"),
        "graphs": dict(sorted(graphs.items())),
        "files": build.digests(),
        "sources": [
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
        ],
    }
    # The manifest is written last: a folder without one is not a build.
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    (build.folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def open_build(
    workspace: Workspace,
    progress: Progress = lambda _: None,
    versions: Versions | None = None,
) -> Build:
    """The current build, made first where there is none or what it is made from has changed since.

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
    if build is not None and workspace.current_inputs(versions) == inputs:
        return build
    try:
        return make_build(workspace, progress=progress, versions=versions)
    except BuildError as error:
        if build is None:
            raise
        progress(f"{error}; asking build {build.name}")
        return build
