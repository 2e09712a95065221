"""What of the graph an export takes along, and under which names and licences."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import monotonic
from typing import Any

from pyoxigraph import NamedNode

from ..build_folder import Progress
from ..errors import IdentifierError, QueryError, nearest
from ..export.contents import Contents
from ..export.licences import check_mix, forbidding, omitted
from ..export.preamble import dataset_name, preamble
from ..export.scope import Scope, derived_graphs
from ..export.verification import released_as
from ..identifiers import compress, expand, is_web_address
from ..queries import Query
from ..vocab import BASE, PREFIXES
from ..workspace import Build
from .questions import Question, engines_of, reply_to

PATIENCE = 1.0  # seconds until the user is told how far it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What of the graph is wanted, and how.

    Attributes:
        provenance: One of :data:`..export.scope.LEVELS`.
        graphs: Only these named graphs.
        frameworks: Only what these works or compilations state.
        things: Only these things, by IRI, and what is said of them; all when None.
        licences: One of :data:`..export.licences.POLICIES`.
        base: An IRI that stands in the names of things instead of ours.
        previous: The data set before this one: its IRI, or a release that ``bundle`` wrote.
    """

    provenance: str = "full"
    graphs: Sequence[str] = ()
    frameworks: Sequence[str] = ()
    things: Collection[str] | None = None
    licences: str = "refuse"
    base: str = ""
    previous: str = ""

    def options(self) -> dict[str, Any]:
        """The same as plain values, for a manifest."""
        things = None if self.things is None else sorted(self.things)
        plain = {**asdict(self), "graphs": sorted(self.graphs), "things": things}
        del plain["previous"]  # where it lies on this machine says nothing to others
        return plain | {"frameworks": sorted(self.frameworks)}


def contents_of(
    current: Build, apart: bool, wish: Wish, tell: Progress = lambda _: None, title: str = "files"
) -> tuple[Contents, list[str]]:
    """What a wish comes to, and what has to be known of any file of it.

    Args:
        current: The graph.
        apart: Whether the sources stay apart; otherwise their licences have to allow one work.
        wish: What of the graph.
        tell: Is told how far it is.
        title: What is being written.

    Raises:
        IdentifierError: Nothing is called as one of the graphs or frameworks, or what came before
            is the same.
        LicenceError: Licences forbid to make one work of the sources.
        SourceError: What came before is no release.
    """
    if wish.base:
        check_base(wish.base)
    named = frozenset(current.manifest["graphs"]) - {"default"}
    scope = Scope(
        path=current.quads_file,
        named=named,
        provenance=wish.provenance,
        graphs=frozenset(_graph(named, said) for said in wish.graphs),
        works=frozenset(_work(current, said) for said in wish.frameworks),
        things=None if wish.things is None else frozenset(wish.things),
    )
    own = f"{wish.base or BASE}id/dataset-{dataset_name(current.name, scope)}"
    previous = _previous(wish.previous, own)
    sources = _sources(current, scope)
    told = []
    if not apart:
        scope, said = _licensed(scope, sources, wish.licences)
        told += said
        sources = _sources(current, scope)
    if wish.base:
        told.append(f"Things that {BASE} names stand here under {wish.base}.")
    first = preamble(
        current.name, scope, sources, _selected(scope), tuple(told), wish.base, previous
    )
    contents = Contents(
        scope=scope,
        build=current,
        sources=tuple(sources),
        preamble=first,
        base=wish.base,
        previous=previous,
        progress=_progress(tell, title, current.manifest["quads"]),
    )
    return contents, told


def selected_things(current: Build, known: Query | None, text: str) -> frozenset[str]:
    """The IRIs in the first column of what a query answers.

    Args:
        current: The graph.
        known: The query, if it is of the library.
        text: Its text.

    Raises:
        QueryError: It is no SELECT, or names nothing.
    """
    question = Question(known=known, text=text, prefixes=PREFIXES)
    if mistake := question.mistake():
        raise QueryError(f"--select: not SPARQL: {mistake}")
    answer, _ = reply_to(question, engines_of(current), {})
    if answer.kind != "rows":
        raise QueryError("--select takes a SELECT query, whose first column names things")
    first = answer.variables[0] if answer.variables else ""
    terms = [row.get(first) for row in answer.rows]
    found = {term.value for term in terms if isinstance(term, NamedNode)}
    if not found:
        raise QueryError(f"--select names nothing: no IRI stands in its first column, ?{first}")
    return frozenset(found)


def check_base(base: str) -> None:
    """Refuse what cannot stand before the names of things.

    Raises:
        IdentifierError: It is no IRI that ends with a slash.
    """
    if not (is_web_address(base) and base.endswith("/")) or set(base) & set("#?\"'<>"):
        raise IdentifierError(
            f"--base {base!r} is no IRI that names can begin with: expected one such as "
            f"https://risk.example.org/"
        )


def _previous(said: str, own: str) -> str:
    """The IRI of the data set before this one, which may be given as the release itself."""
    previous = said if not said or is_web_address(said) else released_as(Path(said))
    if previous == own:
        raise IdentifierError(
            f"--previous {said} is this very data set, {compress(own)}: expected the one before"
        )
    return previous


def _sources(current: Build, scope: Scope) -> list[dict[str, Any]]:
    """Those entries of the manifest from which something is taken."""
    return [
        source
        for source in current.manifest["sources"]
        if scope.is_whole or expand(f"airmg:source-{source['id']}") in scope.taken
    ]


def _licensed(
    scope: Scope, sources: Sequence[dict[str, Any]], policy: str
) -> tuple[Scope, list[str]]:
    """What may be taken together, and what is to be said of it."""
    shown = [source for source in sources if source["current"]]
    found = forbidding(source["licence"] for source in shown)
    if not found:
        return scope, []
    if policy == "refuse":
        check_mix(shown)
    if policy == "own-use":
        said = "; ".join(f"{licence}: {why}" for licence, why in found.items())
        return scope, [f"Not to be handed on, for licences forbid it. {said}."]
    names = omitted(shown)
    left_out = {expand(f"airmg:source-{name}") for name in names}
    derived = derived_graphs(scope.path, left_out)
    words = f"Left out because licences forbid to make one work of all: {', '.join(names)}"
    if derived:
        words += f", and what is derived from them: {', '.join(sorted(map(compress, derived)))}"
    return replace(scope, without=frozenset(left_out | derived)), [f"{words}."]


def _progress(tell: Progress, title: str, total: int) -> Callable[[int], None]:
    """Says how far it is, every second after the first."""
    last = monotonic()

    def told(done: int) -> None:
        nonlocal last
        if done and monotonic() - last > PATIENCE:
            last = monotonic()
            tell(f"writing {title}: {done:,} of {total:,} quads")

    return told


def _selected(scope: Scope) -> list[str]:
    said = []
    if scope.graphs:
        said.append("the graphs " + ", ".join(sorted(map(compress, scope.graphs))))
    if scope.works:
        said.append("what is stated in " + ", ".join(sorted(map(compress, scope.works))))
    if scope.things is not None:
        said.append(f"{len(scope.things):,} things that were selected, and what is said of them")
    return said


def _graph(named: Iterable[str], said: str) -> str:
    """The IRI of a named graph that is given by IRI, CURIE or local name."""
    known: dict[str, str] = {}
    for iri in named:
        curie = compress(iri)
        for spelt in (iri, curie, curie.removeprefix("airmg:")):
            known[spelt] = iri
    if said not in known:
        short = [compress(iri).removeprefix("airmg:") for iri in named]
        raise IdentifierError(f"no graph is called {said!r}: {nearest(said, short)}")
    return known[said]


def _work(current: Build, said: str) -> str:
    """The IRI of a work, or of a compilation, that is given by IRI, CURIE or short name."""
    iris = [work["iri"] for work in current.columns.index["works"]]
    iris += [expand(f"airmid:{s['of']}") for s in current.manifest["sources"] if s["of"]]
    known: dict[str, str] = {}
    for iri in iris:
        local = compress(iri).partition(":")[2]
        for spelt in (iri, compress(iri), local, local.partition("-")[2]):
            known.setdefault(spelt, iri)
    if said not in known:
        short = {compress(iri).partition("-")[2] for iri in iris}
        raise IdentifierError(f"no framework is called {said!r}: {nearest(said, short)}")
    return known[said]
