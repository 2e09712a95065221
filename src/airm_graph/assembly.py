"""Assembles the graph of a build: what ontology, schemes, declarations and sources say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad

from .build import quads_of
from .context import Context
from .errors import SourceError
from .identifiers import graph
from .infer import rule_comment, rule_files, rule_graph, rule_iri
from .mapping_sets import describe_mapping_sets
from .provenance import describe_graph, describe_lineage, describe_rule
from .records import Source
from .resources import root, shown
from .schemes import facets_with, parse_turtle, scheme_files
from .selection import Selection, newest_first
from .vocab import BASE

# What is declared by hand in ``data/<name>.ttl``, in the graph ``airmg:<name>``.
DECLARATIONS = {
    "exclusions": "What is declared not applicable",
    "shown": "What publishers show beside their records",
    "waivers": "Findings that are accepted",
    "withdrawn": "What stands for nothing any more",
}


def quads_of_all(sources: Sequence[Source], others: Sequence[Source] = ()) -> Iterator[Quad]:
    """What ontology, schemes, declarations and sources say, without what rules derive.

    Args:
        sources: What queries see.
        others: Further versions of the same works, to which references may be pinned.
    """
    yield from quads_of_ontology()
    for name, title in DECLARATIONS.items():
        named = graph(name)
        yield from _all_named(root() / "data" / f"{name}.ttl", named)
        yield from describe_graph(named, title)
    origin = [graph(f"source-{source.about.id}") for source in sources]
    context = Context.of(sources, others, facets_with(sources))
    for source in sources:
        yield from quads_of(source, context)
    yield from _lineages([*sources, *others])
    yield from describe_mapping_sets(sources, others, context)
    yield from quads_about_rules(origin)


def _lineages(sources: Iterable[Source]) -> Iterator[Quad]:
    """Which version of a work or compilation came before which, where several are here."""
    versions: dict[str, list[Source]] = {}
    for source in sources:
        if source.about.type != "Reading":
            versions.setdefault(source.about.of, []).append(source)
    for group in versions.values():
        yield from describe_lineage([source.about for source in newest_first(group)])


def quads_of_ontology() -> Iterator[Quad]:
    """The vocabulary and the schemes of the repository, each in a graph of its own."""
    ontology = root() / "ontology" / "airm.ttl"
    named = graph("ontology")
    yield from _without_blank_nodes(parse_turtle(ontology, named))
    yield from describe_graph(named, "The airm-graph vocabulary")
    for path in scheme_files():
        named = graph(f"scheme-{path.stem}")
        yield from _all_named(path, named)
        yield from describe_graph(named, f"The scheme {path.stem}")


def quads_about_rules(origin: Sequence[NamedNode] = ()) -> Iterator[Quad]:
    """What the rules and their graphs are, and from which graphs the rules derive."""
    for path in rule_files():
        title = f"the rule {path.stem}"
        comment = rule_comment(path.read_text(encoding="utf-8"))
        yield from describe_rule(rule_iri(path), title, comment, rule_graph(path), origin)


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


def quads_of_others(selection: Selection) -> Iterator[Quad]:
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
