"""Invents governance graphs of any size: the same bytes for the same size and seed.

They speak the vocabulary and the schemes of the program, so that every command works on them:
skewed facets, records that nobody could place, values at two levels, works in part coded only,
risks in chains of mappings. About eight triples a measure.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from airm_graph.schemes import Facet, load_facets
from airm_graph.vocab import PREFIXES

FACETS = ("category", "actor", "stage", "function")
MISSING = {"category": 0.10, "actor": 0.2, "stage": 0.15, "function": 0.25}  # share without a value
SECOND = {"category": 0.05, "actor": 0.3, "stage": 0.4, "function": 0.1}  # share with one more
UNDETERMINED = 0.02  # share of the measures, for each facet
LINKED = 0.3  # share of the measures that act on a risk
COARSE = 0.1  # share of the values that stand at the upper level where there are two
RISKS = 50  # so many measures to a risk
BLOCK = 20_000
ID = PREFIXES["airmid"]
AIRM = PREFIXES["airm"]
GRAPH = f"<{PREFIXES['airmg']}source-benchmark>"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL = f"<{PREFIXES['skos']}prefLabel>"
STATED_IN = f"<{AIRM}statedIn>"
COMPLETE = {0: ("complete", "complete"), 1: ("complete", "partial"), 2: ("partial", "partial")}
PREDICATES = ("exactMatch", "broadMatch", "narrowMatch", "closeMatch", "relatedMatch")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """How large a graph is, and where its chance starts."""

    measures: int
    seed: int = 1

    @property
    def works(self) -> int:
        """Works that state the measures, some many and most few."""
        return 13 + self.measures // 5_000

    @property
    def risks(self) -> int:
        """Risk sources that the measures act on."""
        return max(10, self.measures // RISKS)


def skewed(draw: np.random.Generator, values: int, size: int) -> NDArray[np.int64]:
    """Numbers below ``values``, the first of them by far the most frequent (Zipf)."""
    weight = 1 / np.arange(1, values + 1)
    return draw.choice(values, size=size, p=weight / weight.sum())


def write_graph(world: World, path: Path) -> int:
    """Write the graph as N-Quads, and say how many there are."""
    written = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for block in blocks(world):
            file.writelines(block)
            written += len(block)
    return written


def blocks(world: World) -> Iterator[list[str]]:
    """The lines of the graph, some thousands at a time."""
    draw = np.random.default_rng(world.seed)
    yield list(_works(world))
    yield list(_risks(world, draw))
    facets = {name: load_facets()[name] for name in FACETS}
    for start in range(0, world.measures, BLOCK):
        size = min(BLOCK, world.measures - start)
        yield list(_measures(world, draw, facets, start, size))


def _line(subject: str, predicate: str, object_: str) -> str:
    return f"<{ID}{subject}> <{predicate}> {object_} {GRAPH} .\n"


def _thing(name: str) -> str:
    return f"<{ID}{name}>"


def _works(world: World) -> Iterator[str]:
    graph = GRAPH.strip("<>")
    yield f'<{graph}> <{PREFIXES["dcterms"]}title> "A made-up graph"@en .\n'
    yield _line("agent-benchmark", TYPE.strip("<>"), f"<{PREFIXES['prov']}Agent>")
    yield _line("agent-benchmark", LABEL.strip("<>"), '"A made-up coder"@en')
    for number in range(world.works):
        work, version = f"framework-made{number}", f"version-made{number}"
        said = {
            TYPE: f"<{AIRM}Framework>",
            LABEL: f'"Made-up framework {number}"@en',
            f"<{AIRM}currentVersion>": _thing(version),
            f"<{PREFIXES['dcterms']}issued>": f'"{2015 + number % 12}"',
        }
        for predicate, object_ in said.items():
            yield _line(work, predicate.strip("<>"), object_)
        yield _line(version, TYPE.strip("<>"), f"<{AIRM}FrameworkVersion>")
        yield _line(version, f"{PREFIXES['owl']}versionInfo", '"1.0"')
        yield _line(version, f"{PREFIXES['dcterms']}isVersionOf", _thing(work))
        for facet in FACETS:
            extraction, coded = COMPLETE[number % 3]
            coding = f"coding-made{number}-{facet}"
            yield _line(coding, TYPE.strip("<>"), f"<{AIRM}CodingStatement>")
            yield _line(coding, f"{AIRM}aboutWork", _thing(work))
            yield _line(coding, f"{AIRM}onFacet", _thing(f"facet-{facet}"))
            yield _line(coding, f"{AIRM}extraction", f"<{AIRM}{extraction}>")
            yield _line(coding, f"{AIRM}codedTo", f"<{AIRM}{coded}>")
            yield _line(coding, f"{AIRM}codedBy", _thing("agent-benchmark"))


def _risks(world: World, draw: np.random.Generator) -> Iterator[str]:
    """Each risk leads to an earlier one, so that there are chains of several hops."""
    domains = list(load_facets()["risk-domain"].concepts)
    domain = skewed(draw, len(domains), world.risks)
    work = skewed(draw, world.works, world.risks)
    predicate = skewed(draw, len(PREDICATES), world.risks)
    back = 1 + skewed(draw, min(20, world.risks), world.risks)
    for number in range(world.risks):
        risk = f"risk-made{number}"
        yield _line(risk, TYPE.strip("<>"), f"<{PREFIXES['airo']}RiskSource>")
        yield _line(risk, LABEL.strip("<>"), f'"Made-up risk {number}"@en')
        yield _line(risk, STATED_IN.strip("<>"), _thing(f"framework-made{work[number]}"))
        yield _line(risk, f"{AIRM}inRiskDomain", f"<{domains[domain[number]]}>")
        other = number - int(back[number])
        if other >= 0:
            node, ends = f"mapping-made{number}", PREFIXES["sssom"]
            means = f"<{PREFIXES['skos']}{PREDICATES[predicate[number]]}>"
            yield _line(node, TYPE.strip("<>"), f"<{ends}Mapping>")
            yield _line(node, f"{ends}subject_id", _thing(risk))
            yield _line(node, f"{ends}predicate_id", means)
            yield _line(node, f"{ends}object_id", _thing(f"risk-made{other}"))
            yield _line(node, f"{AIRM}status", f"<{AIRM}accepted>")
            by = f"{PREFIXES['prov']}wasAttributedTo"
            yield _line(node, by, _thing("agent-benchmark"))


def _measures(
    world: World, draw: np.random.Generator, facets: dict[str, Facet], start: int, size: int
) -> Iterator[str]:
    mitigation, framework = f"<{AIRM}Mitigation>", f"<{ID}framework-made"
    end = f" {GRAPH} .\n"
    for number, work in enumerate(skewed(draw, world.works, size), start):
        measure = f"<{ID}mitigation-made{number}>"
        yield f"{measure} {TYPE} {mitigation}{end}"
        yield f'{measure} {LABEL} "Made-up measure number {number}"@en{end}'
        yield f"{measure} {STATED_IN} {framework}{work}>{end}"
    for name, facet in facets.items():
        concept, has, more, unsure = _values(draw, facet, size)
        iris = [f"<{iri}>" for iri in facet.concepts]
        property_ = f"<{facet.derives}>"
        for chosen, where in ((concept, has), (np.roll(concept, 1), more)):
            for number in np.flatnonzero(where).tolist():
                measure = f"<{ID}mitigation-made{start + number}>"
                yield f"{measure} {property_} {iris[chosen[number]]}{end}"
        for number in np.flatnonzero(unsure).tolist():
            yield from _undetermined(f"made{start + number}", name)
    risk = skewed(draw, world.risks, size)
    acts = draw.choice(["reduces", "respondsTo", "detects"], size=size, p=[0.5, 0.3, 0.2])
    for number in np.flatnonzero(draw.random(size) < LINKED).tolist():
        measure = f"<{ID}mitigation-made{start + number}>"
        yield f"{measure} <{AIRM}{acts[number]}> <{ID}risk-made{risk[number]}>{end}"


def _values(
    draw: np.random.Generator, facet: Facet, size: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """For each measure its concept, and whether it has one, one more, or is undetermined."""
    concepts = list(facet.concepts.values())
    upper = [n for n, c in enumerate(concepts) if c.level == 1 and not c.residual]
    lower = [n for n, c in enumerate(concepts) if c.level > 1 and not c.residual] or upper
    coarse = draw.random(size) < COARSE
    concept = np.where(
        coarse,
        np.array(upper)[skewed(draw, len(upper), size)],
        np.array(lower)[skewed(draw, len(lower), size)],
    )
    chance = draw.random(size)
    unsure = chance < UNDETERMINED
    has = chance >= UNDETERMINED + MISSING[facet.name]
    return concept, has, has & (draw.random(size) < SECOND[facet.name]), unsure


def _undetermined(name: str, facet: str) -> Iterator[str]:
    node = f"classification-{facet}-undetermined-{name}"
    yield _line(node, TYPE.strip("<>"), f"<{AIRM}Classification>")
    yield _line(node, TYPE.strip("<>"), f"<{AIRM}UndeterminedClassification>")
    yield _line(node, f"{AIRM}classifies", _thing(f"mitigation-{name}"))
    yield _line(node, f"{AIRM}onFacet", _thing(f"facet-{facet}"))
    yield _line(node, f"{AIRM}status", f"<{AIRM}accepted>")
    yield _line(node, f"{AIRM}method", f"<{AIRM}modelReading>")
    by = f"{PREFIXES['prov']}wasAttributedTo"
    yield _line(node, by, _thing("agent-benchmark"))


if __name__ == "__main__":
    print(f"{write_graph(World(measures=int(sys.argv[1])), Path(sys.argv[2])):,} quads")
