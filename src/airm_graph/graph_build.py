"""Makes a build of a graph that speaks our vocabulary already: an export of ours, or a made-up one.

Nothing of it is ever in memory whole: it is sorted in parts on disk while the engine loads them,
the rules are asked of the engine's own files, and the columns are taken from the sorted file.
"""

from __future__ import annotations

import gc
import hashlib
import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from .assembly import quads_about_rules, quads_of_ontology
from .build_folder import Progress, layout, making, write_manifest
from .canonical import Runs, Written, lines_of
from .errors import BuildError, SourceError
from .extraction import columns_of
from .extraction.stated import Stated
from .graph_files import digest, engine_format, lines_of_file, our_graphs
from .infer import derive, needed_predicates
from .profiles import prepared
from .resources import program_version, root
from .schemes import Facet, facets_of, load_facets
from .vocab import AIRM, RDF, SKOS
from .workspace import MANIFEST, Build, Workspace

MOST_IN_MEMORY = 4_000_000  # quads that the rules read; each takes about 300 bytes
OF_GRAPH = "graph-"  # what the inputs of such a build start with, where the workspace names them


def rules_digest() -> str:
    """A digest of what makes another build of the same file: this program, and its rules."""
    found = hashlib.sha256(program_version().encode())
    ontology = root() / "ontology"
    files = [*ontology.glob("*.ttl"), *ontology.glob("schemes/*"), *ontology.glob("rules/*")]
    for path in sorted([*files, *Path(__file__).parent.rglob("*.py")]):
        found.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return found.hexdigest()


def make_build_of_graph(
    workspace: Workspace, path: Path, progress: Progress = lambda _: None
) -> Build:
    """Build from an RDF file, and let the build answer until the next one.

    Values that the file states without a classification count as classifications that nobody is
    named for. Its graphs stay as they are; the ontology, the schemes and the derived triples are
    this program's own.

    Args:
        workspace: Where the build is kept.
        path: As in :func:`airm_graph.graph_files.lines_of_file`.
        progress: Is told what is being done, in a few words.

    Raises:
        SourceError: The file cannot be read, or states no measure in our vocabulary.
        BuildError: Another build is running, the folder cannot be written, or the graph names
            what it does not describe.
    """
    with making(workspace):
        workspace.sweep()
        try:
            checksum = digest(path)
        except OSError as error:
            raise SourceError(f"cannot be read: {error.strerror}", path=str(path)) from None
        # Looks like a build without a manifest, so that the next build sweeps it away.
        unnamed = Build(workspace.builds / hashlib.sha256(checksum.encode()).hexdigest()[:12])
        unnamed.folder.mkdir()
        try:
            with _uncollected():
                written = _fill(unnamed.folder, path, progress)
            progress("writing")
            name = hashlib.sha256(written.sha256.encode() + layout()).hexdigest()[:12]
            build = Build(workspace.builds / name)
            if not (build.folder / MANIFEST).is_file():
                unnamed.folder.rename(build.folder)
                write_manifest(build, written, [_described(path, checksum)])
        finally:
            shutil.rmtree(unnamed.folder, ignore_errors=True)
        workspace.make_current(build, OF_GRAPH + rules_digest())
        return build


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing here makes cycles, and looking for them among millions of names takes long."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _described(path: Path, checksum: str) -> dict[str, object]:
    said = dict.fromkeys(("of", "version", "issued", "licence", "rights"), "")
    return {**said, "id": path.name, "title": path.name, "checksum": checksum, "current": True}


def _fill(folder: Path, path: Path, progress: Progress) -> Written:
    """Write everything but the manifest."""
    parts = folder / "parts"
    parts.mkdir()
    store, runs = Store(str(folder / "store")), Runs(parts)
    progress("reading the graph")
    _load(store, runs, path)
    progress("deriving")
    derived = _derive(store, runs)
    with ThreadPoolExecutor(max_workers=1) as loader:
        loading = loader.submit(store.bulk_load, path=derived, format=RdfFormat.N_QUADS)
        progress("sorting")
        written = runs.write(folder / "graph.nq")
        (folder / "versions.nq").write_bytes(b"")
        progress("taking the columns")
        facets = _facets(store)
        stated = Stated.in_file(folder / "graph.nq", facets)
        loading.result()
    shutil.rmtree(parts)
    try:
        columns = columns_of(store, facets, stated)
    except ValueError as error:  # a confidence that is no number, a status that there is not
        raise SourceError(f"a value that cannot be read: {error}", path=str(path)) from None
    if not columns.items.size:
        said = "no airm:Mitigation that is airm:statedIn an airm:Framework"
        raise SourceError(said, path=str(path))
    prepared(columns).save(folder / "columns")
    store.flush()
    return written


def _load(store: Store, runs: Runs, path: Path) -> None:
    """Load the graph, and sort it in parts, side by side.

    The engine reads the file itself where it has graphs; then our own are taken out of it again.
    Else it is given the parts as they are made.
    """
    whole = engine_format(path)
    loading: list[Future[None]] = []
    with ThreadPoolExecutor(max_workers=1) as loader:
        try:
            if whole:
                loading.append(loader.submit(store.bulk_load, path=path, format=whole))
            for lines in lines_of_file(path):
                part = runs.add(lines)
                if not whole:
                    load = loader.submit(store.bulk_load, path=part, format=RdfFormat.N_QUADS)
                    loading.append(load)
                for done in [future for future in loading if future.done()]:
                    done.result()
        except BaseException:
            loader.shutdown(cancel_futures=True)
            raise
    for future in loading:
        future.result()
    for named in our_graphs():
        store.remove_graph(named)
    ours = runs.add(lines_of([*quads_of_ontology(), *quads_about_rules()]))
    store.bulk_load(path=ours, format=RdfFormat.N_QUADS)


def _derive(store: Store, runs: Runs) -> Path:
    """Ask the rules of what they read of the graph, in memory where that is not too much.

    A store on disk takes long to answer while it still tidies up what it was just given.

    Returns:
        A file of what is derived, which the store may still have to load.
    """
    wanted = needed_predicates(store)
    few: list[bytes] = []
    if wanted is not None:
        rest = wanted - {SKOS.prefLabel.value}
        few = list(islice(runs.with_predicates(rest), MOST_IN_MEMORY + 1))
    if 0 < len(few) <= MOST_IN_MEMORY:
        asked = Store()
        asked.bulk_load(input=b"".join(few), format=RdfFormat.N_QUADS)
        asked.bulk_extend(_labels_of_concepts(store))
        del few
        rounds = derive(asked, beside=store)
    else:
        rounds = derive(store)
    return runs.add(lines_of(quad for new in rounds for quad in new))


def _labels_of_concepts(store: Store) -> Iterator[Quad]:
    """The labels that rules read; those of all measures would take as much memory again."""
    concepts = {quad.subject for quad in store.quads_for_pattern(None, SKOS.inScheme, None, None)}
    for concept in concepts:
        yield from store.quads_for_pattern(concept, SKOS.prefLabel, None, None)


def _facets(store: Store) -> dict[str, Facet]:
    """The facets of the repository, and those that the graph brings."""

    def about() -> Iterator[Quad]:
        facets = store.quads_for_pattern(None, RDF.type, AIRM.Facet, None)
        for facet in sorted({str(quad.subject) for quad in facets}):
            named = NamedNode(facet.strip("<>"))
            yield from store.quads_for_pattern(named, None, None, None)
            for used in store.quads_for_pattern(named, AIRM.usesScheme, None, None):
                for member in store.quads_for_pattern(None, SKOS.inScheme, used.object, None):
                    yield from store.quads_for_pattern(member.subject, None, None, None)

    try:
        # A file without graphs holds our schemes, too; what two graphs say counts once.
        return {**facets_of({quad.triple: quad for quad in about()}.values()), **load_facets()}
    except SourceError as error:
        raise BuildError(f"the facets of the graph: {error}") from None
