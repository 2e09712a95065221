"""The small valid graph, and what a mutant of it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Store

from airm_graph.assembly import quads_of_all
from airm_graph.identifiers import compress
from airm_graph.infer import infer
from airm_graph.validate.files import read_rdf
from airm_graph.vocab import AIRM, OWL, PROV, RDF, SKOS

VALID = Path(__file__).parent / "mutation" / "valid.trig"


@dataclass(frozen=True, slots=True)
class Mutant:
    """The valid graph with a fault.

    Attributes:
        operator: What made it.
        name: Which value was broken and how; no other mutant of the operator has the same name.
        kind: The class of the thing that was broken, such as ``airm:Mitigation``.
        removed: What the valid graph says and this one does not.
        added: What this one says and the valid graph does not.
    """

    operator: str
    name: str
    kind: str
    removed: tuple[Quad, ...] = ()
    added: tuple[Quad, ...] = ()

    @property
    def where(self) -> str:
        """The class, the thing and the property that were broken, and how.

        Such as ``airm:Waiver waiver-ex_label rdf:type airm:Waiver | and airo:RiskSource``.
        """
        said, _, how = self.name.partition(" | ")
        subject, predicate, value = said.split(" ", 2)
        about = f"{self.kind} {subject.partition(':')[2]} {predicate}"
        about += f" {value}" if predicate == "rdf:type" else ""
        return f"{about} | {how}" if how else about

    def __str__(self) -> str:
        return f"{self.operator}: {self.name}"


class ValidGraph:
    """The small graph, and what its operators ask of it."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.quads = sorted(set(quads), key=str)
        self.about: dict[NamedNode, list[Quad]] = defaultdict(list)
        for quad in self.quads:
            assert isinstance(quad.subject, NamedNode), "in data graphs there are no blank nodes"
            self.about[quad.subject].append(quad)
        self.classes: dict[NamedNode, list[NamedNode]] = defaultdict(list)
        for quad in [*self.of(RDF.type), *_kinds_of_others()]:
            self.classes[quad.subject].append(quad.object)  # type: ignore[index,arg-type]

    @classmethod
    def read(cls) -> ValidGraph:
        return cls(read_rdf(VALID))

    @cached_property
    def links(self) -> list[Quad]:
        """What leads from one thing to another; the class of a thing is no such link."""
        return [
            q for q in self.quads if isinstance(q.object, NamedNode) and q.predicate != RDF.type
        ]

    @cached_property
    def derived(self) -> list[Quad]:
        """What the rules derive from the valid graph."""
        store = Store()
        store.extend([*quads_of_all([]), *self.quads])
        return infer(store)

    def of(self, predicate: NamedNode) -> list[Quad]:
        return [quad for quad in self.quads if quad.predicate == predicate]

    def kind(self, node: object) -> str:
        """The first class of a thing, ``graph`` where it is a named graph, else nothing."""
        if isinstance(node, NamedNode) and (classes := self.classes.get(node)):
            return compress(sorted(classes, key=_narrow_first)[0].value)
        return "graph" if node in {quad.graph_name for quad in self.quads} else ""

    def mutant(
        self,
        operator: str,
        quad: Quad,
        how: str = "",
        *,
        removed: Iterable[Quad] = (),
        added: Iterable[Quad] = (),
    ) -> Mutant:
        name = f"{short(quad.subject)} {short(quad.predicate)} {short(quad.object)}"
        return Mutant(
            operator,
            f"{name} | {how}" if how else name,
            self.kind(quad.subject),
            tuple(removed),
            tuple(added),
        )


def _kinds_of_others() -> list[Quad]:
    types = [quad for quad in quads_of_all([]) if quad.predicate == RDF.type]
    return [quad for quad in types if not str(quad.object).startswith(f"<{OWL.namespace}")]


def _narrow_first(kind: NamedNode) -> tuple[bool, str]:
    """The classes that others stand below come last."""
    wide = {PROV.Agent, SKOS.Concept, AIRM.Classification, AIRM.EvidenceNote}
    return kind in wide, kind.value


def short(term: object) -> str:
    if isinstance(term, NamedNode):
        return compress(term.value)
    return str(term).partition("^^")[0]


def but(quad: Quad, **other: NamedNode | Literal) -> Quad:
    """The same quad with another subject, predicate, object or graph.

    >>> told = Quad(NamedNode("urn:s"), NamedNode("urn:p"), NamedNode("urn:o"))
    >>> but(told, object_=NamedNode("urn:x")).object
    <NamedNode value=urn:x>
    """
    parts = {
        "subject": quad.subject,
        "predicate": quad.predicate,
        "object_": quad.object,
        "graph_name": quad.graph_name,
    }
    made = parts | other
    return Quad(made["subject"], made["predicate"], made["object_"], made["graph_name"])  # type: ignore[arg-type]
