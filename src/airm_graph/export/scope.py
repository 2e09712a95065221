"""Which lines of a build are taken along: of which graphs and works, with how much provenance."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..canonical import parts
from ..vocab import AIRM, DCTERMS, PREFIXES, PROV, SKOS, SSSOM
from .terms import TYPE, Line, Term, by_subject, triples

LEVELS = {
    "full": "everything, with who says it",
    "summary": "things, derived properties and what each source is; no statements",
    "none": "only what is said of things; the file says that its provenance was left out",
}


def _name(iri: str) -> bytes:
    return f"<{iri}>".encode()


STATEMENTS = frozenset(
    _name(kind.value)
    for kind in (
        AIRM.Classification,
        AIRM.UndeterminedClassification,
        AIRM.ActionStatement,
        AIRM.CodingStatement,
        SSSOM.Mapping,
    )
)
# Those who say things, and what rules and waivers are.
SPEAKERS = frozenset(
    _name(kind) for kind in (PROV.Agent.value, PREFIXES["prov"] + "Activity", AIRM.Waiver.value)
)
ABOUT = tuple(
    _name(predicate.value)
    for predicate in (
        AIRM.classifies,
        AIRM.statementOf,
        AIRM.target,
        AIRM.aboutWork,
        SSSOM.subject_id,
        SSSOM.object_id,
    )
)
# What the things of a work refer to is described as well, where it is one of these.
BESIDE = frozenset(
    _name(kind.value)
    for kind in (SKOS.Concept, SKOS.ConceptScheme, PROV.Agent, AIRM.Facet, AIRM.FrameworkVersion)
)
# So are the concepts above, and the scheme.
ABOVE = frozenset(_name(predicate.value) for predicate in (SKOS.broader, SKOS.inScheme))
SAYING = frozenset(
    _name(predicate.value)
    for predicate in (
        AIRM.method,
        AIRM.confidence,
        AIRM.rationale,
        AIRM.checksum,
        AIRM.namedGraph,
        AIRM.preliminary,
    )
)
OF_PROV = f"<{PREFIXES['prov']}".encode()
STATED_IN, RECORDED_IN = _name(AIRM.statedIn.value), _name(AIRM.recordedIn.value)
VERSION_OF, NAMED_GRAPH = _name(DCTERMS.isVersionOf.value), _name(AIRM.namedGraph.value)
SPEAKING = frozenset(
    _name(predicate)
    for predicate in (
        PROV.wasAttributedTo.value,
        AIRM.codedBy.value,
        PREFIXES["prov"] + "wasGeneratedBy",
    )
)
DERIVED, GRAPHS = _name(PROV.wasDerivedFrom.value), f"<{PREFIXES['airmg']}".encode()
TOLD = 1 << 14  # lines between two words about progress


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What of a build is taken along.

    Attributes:
        path: The canonical N-Quads of the build.
        named: The IRIs of all its named graphs.
        provenance: One of :data:`LEVELS`.
        graphs: IRIs of named graphs; all when empty.
        works: IRIs of works and compilations whose things are wanted; all when empty.
        things: IRIs of things that are wanted, by themselves; all when None.
        without: IRIs of named graphs that are left out.
    """

    path: Path
    named: frozenset[str]
    provenance: str = "full"
    graphs: frozenset[str] = frozenset()
    works: frozenset[str] = frozenset()
    things: frozenset[str] | None = None
    without: frozenset[str] = frozenset()

    def lines(self, progress: Callable[[int], None] = lambda _: None) -> Iterator[Line]:
        """The lines that are wanted, in their order and never all in memory.

        Args:
            progress: Is told now and then how many lines have been read.
        """
        lines = _read(self.path, progress)
        if self._wanted:
            lines = self._of_works.lines(lines)
        if self.without:
            left_out = frozenset(map(_name, self.without))
            lines = (line for line in lines if parts(line)[3] not in left_out)
        if self.graphs:
            lines = _in_graphs(self.path, lines, frozenset(map(_name, self.graphs)))
        if self.provenance != "full":
            lines = self._plain(lines)
        return lines

    @cached_property
    def taken(self) -> frozenset[str]:
        """The IRIs of the named graphs from which something is taken."""
        taken = (self.graphs or self.named) - self.without
        if self._wanted:
            taken &= {graph[1:-1].decode() for graph in self._of_works.graphs}
        return taken

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the build is left out but provenance."""
        return not (self.graphs or self._wanted or self.without)

    @property
    def _wanted(self) -> bool:
        """Whether only some things are wanted, which are known by more than their graph."""
        return bool(self.works) or self.things is not None

    @cached_property
    def _of_works(self) -> _OfWorks:
        works = frozenset(map(_name, self.works))
        return _of_works(self.path, works, frozenset(map(_name, self.things or ())))

    def _plain(self, lines: Iterable[Line]) -> Iterator[Line]:
        none = self.provenance == "none"
        named = frozenset(map(_name, self.named)) if none else frozenset()
        left_out = STATEMENTS | SPEAKERS if none else STATEMENTS
        for subject, group in by_subject(lines):
            if subject in named or _types(group) & left_out:
                continue
            if not none:
                yield from group
                continue
            for _, predicate, object_ in triples(group):
                if predicate not in SAYING and not predicate.startswith(OF_PROV):
                    yield b" ".join((subject, predicate, object_)) + b" .\n"


def derived_graphs(path: Path, graphs: Collection[str]) -> set[str]:
    """The IRIs of the graphs that are derived from some, directly or not."""
    made_from = [
        (Term.of(subject).value, Term.of(object_).value)
        for subject, predicate, object_, _ in _parts_of(path)
        if predicate == DERIVED and subject.startswith(GRAPHS)
    ]
    found = set(graphs)
    while more := {made for made, given in made_from if given in found} - found:
        found |= more
    return found - set(graphs)


def _read(path: Path, progress: Callable[[int], None]) -> Iterator[Line]:
    with path.open("rb") as file:
        for number, line in enumerate(file):
            if number % TOLD == 0:
                progress(number)
            yield line


def _parts_of(path: Path) -> Iterator[tuple[bytes, bytes, bytes, bytes]]:
    with path.open("rb") as file:
        yield from map(parts, file)


def _types(group: Iterable[Line]) -> frozenset[bytes]:
    return frozenset(o for _, predicate, o, _ in map(parts, group) if predicate == TYPE)


def _in_graphs(path: Path, lines: Iterable[Line], graphs: frozenset[bytes]) -> Iterator[Line]:
    """The lines of some graphs, and what the default graph says of these and who speaks there."""
    described, versions = set(graphs), set()
    for subject, predicate, object_, graph in _parts_of(path):
        if predicate in SPEAKING and (graph in graphs or subject in graphs):
            described.add(object_)
        elif predicate == NAMED_GRAPH and object_ in graphs:
            versions.add(subject)
    described |= versions
    for subject, predicate, object_, _ in _parts_of(path):
        if predicate == VERSION_OF and subject in versions:
            described.add(object_)
    for line in lines:
        subject, _, _, graph = parts(line)
        if graph in graphs or (not graph and subject in described):
            yield line


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfWorks:
    """What belongs to some works.

    Attributes:
        things: The works, their versions, and what is stated or recorded in them.
        graphs: The graphs that say anything of these.
        referred: What is referred to there, and who speaks.
    """

    things: frozenset[bytes]
    graphs: frozenset[bytes]
    referred: frozenset[bytes]

    def lines(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The lines about the things, about these graphs, and about what they refer to."""
        for subject, group in by_subject(lines):
            if (
                subject in self.things
                or subject in self.graphs
                or _concerns(group, self.things)
                or (subject in self.referred and _types(group) & (BESIDE | SPEAKERS))
            ):
                yield from group


def _of_works(path: Path, works: frozenset[bytes], things: frozenset[bytes]) -> _OfWorks:
    versions = {
        s for s, predicate, o, _ in _parts_of(path) if predicate == VERSION_OF and o in works
    }
    things |= works | versions
    things |= {
        subject
        for subject, predicate, object_, _ in _parts_of(path)
        if (predicate == STATED_IN and object_ in works)
        or (predicate == RECORDED_IN and object_ in versions)
    }
    referred, graphs = set[bytes](), set[bytes]()
    beside: dict[bytes, tuple[set[bytes], set[bytes]]] = {}  # what each leads to, who says so
    for subject, group in by_subject(_read(path, lambda _: None)):
        wanted = subject in things or _concerns(group, things)
        if wanted or _types(group) & BESIDE:
            found = [parts(line) for line in group]
            said = {graph for _, _, _, graph in found if graph}
            if wanted:
                referred |= {object_ for _, _, object_, _ in found if object_.startswith(b"<")}
                graphs |= said
            else:
                above = {object_ for _, predicate, object_, _ in found if predicate in ABOVE}
                beside[subject] = above, said
    todo = referred & beside.keys()
    while todo:
        above, said = beside.pop(todo.pop())
        graphs |= said
        referred |= above
        todo |= above & beside.keys()
    referred |= {
        o for s, predicate, o, _ in _parts_of(path) if s in graphs and predicate in SPEAKING
    }
    return _OfWorks(things=things, graphs=frozenset(graphs), referred=frozenset(referred))


def _concerns(group: Iterable[Line], things: frozenset[bytes]) -> bool:
    """Whether these are the lines of a statement about one of the things."""
    return any(
        predicate in ABOUT and object_ in things for _, predicate, object_, _ in map(parts, group)
    )
