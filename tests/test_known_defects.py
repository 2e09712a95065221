"""Every fault that is known of publishers' files comes out as a finding.

``KNOWN`` is the table: what the notes beside the shared files, and our description of the
Navigator, say is wrong, and the findings that say so here. The files are really imported, together.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Store

from airm_graph.assembly import quads_of_all, quads_of_ontology
from airm_graph.holdings import every_catalogued_source
from airm_graph.imports import load_imports, save
from airm_graph.infer import infer
from airm_graph.queries import get_query
from airm_graph.resources import root
from airm_graph.schemes import get_facet
from airm_graph.selection import select
from airm_graph.sources.log import Log
from airm_graph.sources.readers import read
from airm_graph.store import OxigraphEngine, Row
from airm_graph.validate import Finding, Severity, import_findings, load_shapes, run_checks
from airm_graph.vocab import PREFIXES, SKOS
from airm_graph.workspace import Build, Workspace

DATA = Path(__file__).parents[2] / "shared" / "data"
shared = pytest.mark.skipif(not DATA.is_dir(), reason="publishers' files are not beside it")
LAYOUT = root() / "data" / "layouts" / "eu-ai-act-articles.toml"
LANDING = DATA / "mit" / "airi-landing-mitigations-v2-2026-04-26.json"
NEXUS = DATA / "ai-atlas-nexus" / "mappings"

IMPORTED: list[tuple[str, list[Path]]] = [
    ("atlas", [DATA / "mitre-atlas" / "ATLAS-5.0.1.yaml"]),
    ("atlas", [DATA / "mitre-atlas" / "ATLAS-5.6.0.yaml"]),
    ("cosai", [DATA / "cosai-risk-map"]),
    ("finos", [DATA / "finos-aigf"]),
    ("mit-mitigations", sorted((DATA / "mit").glob("mitigation-database-*.csv"))),
    ("mit-risks", [DATA / "mit" / "ai-risk-repository-v4-2025-12-03.xlsx"]),
    ("nexus", [DATA / "ai-atlas-nexus"]),
    ("nist-ai-rmf", [DATA / "nist-ai-rmf"]),
    ("sssom", [DATA / "asago-policy-mapper" / "risk_to_category.sssom.tsv"]),
    ("table", [DATA / "eu-ai-act" / "ai-act-articles.json", LAYOUT]),
    *(("sssom", [path]) for path in sorted(NEXUS.glob("*.tsv"))),
]


@dataclass(frozen=True)
class Known:
    """A fault that somebody has described, and the findings that say so.

    Attributes:
        where: The folder of the file with the fault.
        fault: What is wrong with it.
        rule: What became of the row (``kept``, ``mended``, ``refused``), or the check that fires.
        about: In which import the fault is; of a check, a part of the names of the nodes.
        says: What the finding says, as a pattern for its place and words, or for its value.
        findings: How many there are.
        why: Where that is not the number of faults described: why.
    """

    where: str
    fault: str
    rule: str
    about: str
    says: str
    findings: int
    why: str = ""


JUSTIFIED = r"SSSOM has no such justification"
SCORED = r"similarity_score is no number between 0 and 1"
# Two sets bear one id; their days tell them apart.
AILUMINATE, CREDO = (f"mappings-ailuminate-v1_0-2025-04-{day}" for day in ("04", "07"))
ONCE = "what recurs in many rows of a mapping set is said once, with their number"
KNOWN = [
    # MITRE ATLAS
    Known("mitre-atlas", "techniques among stages", "refused", "atlas5_6_0", r"AML\.M0018 ml-l", 1),
    Known("mitre-atlas", "techniques among stages", "refused", "atlas5_6_0", r"AML\.M0034 ml-l", 1),
    Known(
        *("mitre-atlas", "techniques among stages", "refused", "atlas5_0_1", r"AML\.M0016 ml-l", 2),
        why="two techniques stand in the list of that one measure",
    ),
    # NIST AI 600-1: 16 labels for 12 risks are 10 names as published and 6 others
    Known(
        "nist-ai-rmf", "ligature", "mended", "nistai600_1", r"\(Human-AI Con\ufb01guration\)", 56
    ),
    Known(
        "nist-ai-rmf", "no hyphen", "mended", "nistai600_1", r"\(Human AI Con\ufb01guration\)", 1
    ),
    Known("nist-ai-rmf", "another name", "mended", "nistai600_1", r"\(CBRN Information and", 2),
    Known("nist-ai-rmf", "cut short", "mended", "nistai600_1", r"\(Environmental\)", 4),
    Known("nist-ai-rmf", "no risk of the twelve", "kept", "nistai600_1", r"\(Civil Rights viol", 1),
    Known("nist-ai-rmf", "two risks in one cell", "mended", "nistai600_1", r"joins two names", 1),
    # ... and 17 labels for 13 actor tasks are 12 names as published and 5 others
    Known("nist-ai-rmf", "ligature", "mended", "nistai600_1", r"\(A\ufb00ected Individuals", 39),
    Known("nist-ai-rmf", "line break", "mended", "nistai600_1", r"\(Operation and\nMonitor", 13),
    Known("nist-ai-rmf", "stray blank", "mended", "nistai600_1", r"\(End- Users\)", 8),
    Known("nist-ai-rmf", "no hyphen", "mended", "nistai600_1", r"\(End Users\)", 2),
    Known("nist-ai-rmf", "a heading in front", "mended", "nistai600_1", r"\(AI Actors: AI Des", 5),
    # CoSAI refers to what ATLAS 5.0.1 has not
    Known(
        "cosai-risk-map", "no such key", "reference-unresolved", "cosai", r"^AML\.T0034\.002 ", 1
    ),
    Known("cosai-risk-map", "no such key", "reference-unresolved", "cosai", r"^AML\.M0028 ", 1),
    # FINOS: a gap of the framework rather than a slip
    Known("finos-aigf", "SR 11-7 cited by nothing", "kept", "finos", r"sr11-7.*none of which", 1),
    # EU AI Act
    Known("eu-ai-act", "stray backtick", "kept", "euaiact2024_1689", r"#1: has a stray '`'", 1),
    # Asago
    Known(
        *("asago-policy-mapper", "no justifications", "kept"),
        *("mappings-risk_to_category", r"mapping_justification is no semapv term", 820),
    ),
    # AI Atlas Nexus
    Known("ai-atlas-nexus", "dangling isPartOf", "mended", "nexus", r"part of what is nowhere", 21),
    Known("ai-atlas-nexus", "dangling isPartOf", "kept", "nexus", r"part of what is nowhere", 10),
    Known("ai-atlas-nexus", "asymmetric", "kept", "nexus", r"_mappings is one-sided", 256),
    Known("ai-atlas-nexus", "asymmetric", "kept", "nexus", r"broad_mappings is one-sided", 182),
    Known("ai-atlas-nexus", "actors", "mended", "nexus", r"otherwise spelled 'End-Users'", 2),
    Known("ai-atlas-nexus", "actors", "mended", "nexus", r"otherwise spelled 'Third-party e", 17),
    Known("ai-atlas-nexus", "measures without category", "kept", "nexus", r"has no category", 11),
    Known("ai-atlas-nexus", "without description", "kept", "nexus", r"has no description", 11),
    Known("ai-atlas-nexus", "shifted columns", "mended", "nexus", r"ibm2owasp.*moved back", 1),
    Known("ai-atlas-nexus", "noMatch without object", "mended", "nexus", r"names no object", 18),
    # ... and the six of its files that 'sssom validate' refuses
    Known("ai-atlas-nexus", "316 errors", "kept", AILUMINATE, JUSTIFIED, 1, ONCE),
    Known("ai-atlas-nexus", "316 errors", "kept", AILUMINATE, SCORED, 1, ONCE),
    Known("ai-atlas-nexus", "467 errors", "kept", CREDO, JUSTIFIED, 1, ONCE),
    Known("ai-atlas-nexus", "467 errors", "kept", CREDO, SCORED, 1, ONCE),
    Known(
        *("ai-atlas-nexus", "298 errors", "kept", "mappings-owasp_asi2ibm", JUSTIFIED, 2),
        why="two such terms; " + ONCE,
    ),
    Known("ai-atlas-nexus", "24 errors", "kept", "mappings-owasp_ast10", JUSTIFIED, 1, ONCE),
    Known(
        *("ai-atlas-nexus", "1 error", "kept", "mappings-owasp_asi2owasp_llm"),
        *(r"prefix of author_id is not in the curie_map", 1),
    ),
    Known(
        "ai-atlas-nexus", "metadata slot", "kept", "mappings-eticas", r"creator_id is one text", 1
    ),
    Known("ai-atlas-nexus", "lost rows", "mended", "mappings-ibm2owasp", r"without object_id", 15),
    Known("ai-atlas-nexus", "lost rows", "mended", "mappings-ibm2nist", r"without object_id", 3),
    Known("ai-atlas-nexus", "shifted columns", "mended", "mappings-ibm2owasp", r"are shifted", 1),
    # MIT: the risk repository
    Known(
        *("mit", "62.31.00 to 62.31.03 twice", "kept", "mitrisk4"),
        *(r" 62\.31\.\S+: the key, or that of the row above, is used twice", 5),
        why="62.31.01a is under a key that is used twice",
    ),
    Known("mit", "62.31.00 to 62.31.03 twice", "source-key-twice", "mitrisk4", r"^62\.31\.0", 8),
    Known("mit", "62.19 to 62.21", "kept", "mitrisk4", r" 62\.21\.00: the number jumps", 1),
    Known("mit", "numbers jump", "kept", "mitrisk4", r"the number jumps", 6),
    Known("mit", "page turned into a date", "mended", "mitrisk4", r"the pages are 12-13", 1),
    Known("mit", "pages turned into dates", "mended", "mitrisk4", r"taken for a date", 6),
    # MIT: the first mitigation database
    Known("mit", "11 rows without definition", "kept", "mitv1", r"has no definition", 11),
    Known("mit", "words broken by line ends", "mended", "mitv1", r"broken or misspelt word", 8),
    Known("mit", "NIST as no government", "kept", "mitv1", r"a government agency issued it", 1),
    Known("mit", "one measure, two ids", "same-thing-under-two-ids", "mitv1", r"mitv1-A", 4),
]


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace into which all files of the table are imported."""
    workspace = Workspace(tmp_path_factory.mktemp("defects"))
    for kind, paths in IMPORTED:
        log = Log()
        save(workspace, kind, paths, read(kind, paths, log), log)
    return workspace


@pytest.fixture(scope="module")
def of_imports(everything: Workspace) -> list[Finding]:
    """What the readers found, as ``airm-graph validate`` lists it."""
    return import_findings(everything, load_shapes())


def ask(engine: OxigraphEngine, slug: str) -> list[Row]:
    return engine.select(get_query(slug).text)


Ask = Callable[[str], list[Row]]


@pytest.fixture(scope="module")
def graph(everything: Workspace) -> Ask:
    """Asks the catalogue with the imports in place of the facts that it holds of them.

    Many faults are found by one query, so each is asked once.
    """
    chosen = select([*every_catalogued_source(), *load_imports(everything)])
    store = Store()
    store.bulk_extend(quads_of_all(chosen.current, chosen.others))
    infer(store)
    engine = OxigraphEngine(store)
    return cache(lambda slug: ask(engine, slug))


DONE = {"kept": "Import-noted", "mended": "Import-mended", "refused": "Import-refused"}


def fitting(known: Known, findings: list[Finding], graph: Ask) -> Iterator[str]:
    """The values of the findings that speak of the fault."""
    if known.rule in DONE:
        about = re.compile(re.escape(PREFIXES["airmg"] + "source-" + known.about))
        for finding in findings:
            if finding.source == PREFIXES["airms"] + DONE[known.rule] and about.match(
                finding.focus_node
            ):
                yield finding.value
    else:
        for row in graph(known.rule):
            if known.about in row["focusNode"]:
                yield row["value"]


@shared
@pytest.mark.parametrize("known", KNOWN, ids=lambda known: f"{known.where}-{known.rule}")
def test_a_known_fault_is_found(known: Known, of_imports: list[Finding], graph: Ask) -> None:
    said = [value for value in fitting(known, of_imports, graph) if re.search(known.says, value)]
    assert len(said) == known.findings, (known, said[:3])


@shared
def test_each_spelling_of_a_nist_label_is_named(of_imports: list[Finding]) -> None:
    """16 labels for 12 risks and 17 for 13 tasks; the findings name those that are no name."""
    rows = json.loads((DATA / "nist-ai-rmf" / "ai-600-1-1.0-actions.json").read_text("utf-8"))
    said = "\n".join(f.value for f in of_imports if f.focus_node.endswith("source-nistai600_1"))
    for column, labels, others in (("gai_risks", 16, 6), ("ai_actor_tasks", 17, 5)):
        spelt = {label for row in rows for label in row[column]}
        assert len(spelt) == labels
        assert sum(f"({label})" in said for label in spelt) == others


@shared
def test_the_table_speaks_of_every_folder_with_a_fault() -> None:
    """What the notes of the other folders say is no fault of a file that is imported."""
    without = {
        "airo",  # findings of its shapes mean 'is high-risk'
        "d3fend",  # has no technique of ATLAS, which it does not claim
        "nist-oscal",
        "oscal-mapping-examples",
        "vair",  # things that are classes too, as OWL 2 allows
        "w3c-dpv",
    }
    assert {known.where for known in KNOWN} | without == {path.name for path in DATA.iterdir()}


# The three known faults of the published data, in the catalogue that ships


@pytest.fixture(scope="module")
def of_checks(build: Build) -> list[Finding]:
    """What ``airm-graph validate`` lists for the checks."""
    return run_checks(OxigraphEngine(build.store))


def said_by(findings: list[Finding], slug: str) -> set[tuple[str, str]]:
    found = [finding for finding in findings if finding.source == PREFIXES["airmq"] + slug]
    assert {finding.severity for finding in found} == {Severity.WARNING}
    base = PREFIXES["airmid"]
    return {(f.focus_node.removeprefix(base), f.value.removeprefix(base)) for f in found}


def test_the_risk_source_that_is_filed_as_a_measure(of_checks: list[Finding]) -> None:
    found = said_by(of_checks, "filing-disputed")
    assert ("mitigation-mitv1-A0972", "recordkind-measure") in found


def test_the_classes_for_which_the_printed_reason_does_not_argue(of_checks: list[Finding]) -> None:
    assert said_by(of_checks, "class-against-rationale") == {
        ("section-gipiskis2024-8_2", "category-mitv2-2_3_1"),
        ("mitigation-mitv1-A0992", "category-mitv2-1_2_4"),
    }


def test_the_abstract_of_another_paper(of_checks: list[Finding]) -> None:
    assert said_by(of_checks, "abstract-of-another-work") == {
        ("framework-gipiskis2024", "https://arxiv.org/abs/2512.11931")
    }


def test_the_published_number_of_measures_counts_a_risk_source(of_checks: list[Finding]) -> None:
    assert said_by(of_checks, "count-mixes-headings") == {("version-mitv1", "831")}


@shared
def test_the_branch_without_a_parent_link() -> None:
    """As published, nothing leads from the first level of the second taxonomy to branch 2.1."""
    taxonomy = json.loads(LANDING.read_text("utf-8"))["taxonomy"]["children_by_parent"]
    linked = {child["code"] for children in taxonomy.values() for child in children}
    second = [
        c for c in get_facet("category-v2").at_level(2) if re.fullmatch(r"\d\.\d", c.notation)
    ]
    store = Store()
    store.bulk_extend(quads_of_ontology())
    assert not ask(OxigraphEngine(store), "concept-parent-missing")
    for concept in second:
        if concept.notation not in linked:
            for quad in list(store.quads_for_pattern(NamedNode(concept.iri), SKOS.broader, None)):
                store.remove(quad)
    found = ask(OxigraphEngine(store), "concept-parent-missing")
    assert [row["focusNode"] for row in found] == [PREFIXES["airmid"] + "category-mitv2-2_1"]
