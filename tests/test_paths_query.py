"""The query of the library gives the strengths of the columns: on the catalogue and elsewhere."""

from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mapping_worlds import ID, PREDICATES, Link, Said, world

from airm_graph.coverage.targets import targets
from airm_graph.paths.hops import PathOptions
from airm_graph.paths.reach import RISKS, reach
from airm_graph.paths.relations import STRENGTHS
from airm_graph.queries import get_query
from airm_graph.store import Engine, OxigraphEngine, RdflibEngine
from airm_graph.vocab import PREFIXES
from airm_graph.workspace import Build

THINGS = 5
SAME_FOLDER = [HealthCheck.function_scoped_fixture]  # each example writes its file anew
THING = st.integers(0, THINGS - 1)
EXTENTS = st.sampled_from(["equal", "inside", "contains", "overlap", "nothing", "subclass"])
STATUS = st.sampled_from(["accepted", "accepted", "accepted", "proposed"])
SAID = (
    st.tuples(THING, THING, EXTENTS, STATUS, st.sampled_from(["", "", "", "negative", "stale"]))
    .filter(lambda said: said[0] != said[1])
    .map(
        lambda said: Said(said[0], said[1], said[2], said[3])._replace(
            negative=said[4] == "negative", stale=said[4] == "stale"
        )
    )
)
RELATION = st.sampled_from(["reduces", "respondsTo", "mitigates", "detects"])
LINKS = st.lists(
    st.tuples(st.integers(0, 1), THING, RELATION).map(lambda link: Link(*link)),
    min_size=1,
    max_size=2,
)
MAPPINGS = st.lists(SAID, min_size=2, max_size=7)


def turtle(said: Sequence[Said], links: Sequence[Link]) -> str:
    """The world as a graph."""
    lines = [f"@prefix {name}: <{iri}> ." for name, iri in PREFIXES.items()]
    lines += [f"<{ID}risk-{n}> a airo:RiskSource ." for n in range(THINGS)]
    lines += [f"<{ID}mitigation-{n}> a airm:Mitigation ." for n in range(2)]
    lines += [
        f"<{ID}mitigation-{link.measure}> airm:{link.relation} <{ID}risk-{link.thing}> ."
        for link in links
    ]
    for n, one in enumerate(said):
        lines.append(
            f"<{ID}mapping-{n}> a sssom:Mapping ; sssom:subject_id <{ID}risk-{one.subject}> ;"
            f" sssom:predicate_id {PREDICATES[one.extent]} ; airm:status airm:{one.status} ;"
            f" sssom:object_id <{ID}risk-{one.object}> ."
        )
        if one.negative:
            lines.append(f"<{ID}mapping-{n}> sssom:predicate_modifier sssom:NegatedPredicate .")
        if one.stale:
            lines.append(f'<{ID}mapping-{n}> airm:stale "it is"@en .')
    return "\n".join(lines) + "\n"


def asked(engine: Engine) -> dict[str, str]:
    rows = engine.select(get_query("target-strengths").text)
    found = {row["target"]: row["strength"] for row in rows}
    assert len(found) == len(rows)
    return found


def compare(
    engine: type[OxigraphEngine | RdflibEngine],
    folder: Path,
    said: Sequence[Said],
    links: Sequence[Link],
) -> None:
    file = folder / "world.ttl"
    file.write_text(turtle(said, links), encoding="utf-8")
    best = reach(world(THINGS, said, links), PathOptions()).best()
    wanted = {f"{ID}risk-{n}": STRENGTHS[strength] for n, strength in enumerate(best) if strength}
    assert asked(engine.of_file(file)) == wanted


@settings(max_examples=40, deadline=None, suppress_health_check=SAME_FOLDER)
@given(said=MAPPINGS, links=LINKS)
def test_columns_and_oxigraph_agree(tmp_path: Path, said: list[Said], links: list[Link]) -> None:
    compare(OxigraphEngine, tmp_path, said, links)


@settings(max_examples=8, deadline=None, suppress_health_check=SAME_FOLDER)
@given(said=MAPPINGS, links=LINKS)
def test_columns_and_rdflib_agree(tmp_path: Path, said: list[Said], links: list[Link]) -> None:
    compare(RdflibEngine, tmp_path, said, links)


def test_columns_and_oxigraph_agree_on_the_catalogue(build: Build) -> None:
    """Of records of one risk the columns know the first, the graph every one."""
    found = asked(OxigraphEngine(build.store))
    for kind in RISKS:
        for target in targets(build.columns, kind=kind):
            strength = "" if target.strength == "observed" else target.strength
            assert found.get(target.target.iri, "") == strength, target.target.iri
    assert {"direct", "inherited", "partial"} <= set(found.values())
