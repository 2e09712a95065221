"""OWL 2 reasoning: HermiT and Pellet themselves, what they are given, and what is said of it."""

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from program import Answer
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from airm_graph.reason import Reasoner, ReasonerError, Sayings, Verdict, reason, spell
from airm_graph.reason import reasoner as reasoner_module
from airm_graph.reason.given import Given
from airm_graph.reason.summary import summarise
from airm_graph.store import PROLOGUE
from airm_graph.validate import Severity, validate_files
from airm_graph.vocab import AIRM, PREFIXES, RDF
from airm_graph.workspace import Build

MISSING = [
    what
    for what, here in {
        "no Java here": shutil.which("java"),
        "owlready2 is not installed": importlib.util.find_spec("owlready2"),
    }.items()
    if not here
]
needs_reasoner = pytest.mark.skipif(bool(MISSING), reason="; ".join(MISSING))
EX = "PREFIX ex: <urn:example:>\n"
MISFILED = "airmid:classification-mitv1-kind-measure-mitigation-mitv1-A0972"

# ---------------------------------------------------------------- helpers


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    """Writes Turtle, with all prefixes, to a file of its own."""

    def written(text: str, name: str = "mine.ttl") -> Path:
        path = tmp_path / name
        path.write_text(PROLOGUE.replace("> PREFIX", ">\nPREFIX") + "\n" + EX + text)
        return path

    return written


def run(build: Build, *args: str, **extra: Any) -> Answer:
    """What ``airm-graph reason`` answers."""
    command = [sys.executable, "-m", "airm_graph", "--workspace", str(build.folder.parents[1])]
    done = subprocess.run(
        [*command, "reason", *args], capture_output=True, text=True, timeout=300, **extra
    )
    return Answer(done.returncode, done.stdout, done.stderr)


def rows(answer: Answer) -> list[tuple[str, str, str, list[str], str]]:
    """The rows of an answer in JSON."""
    return [tuple(row.values()) for row in json.loads(answer.out)["rows"]]


def judged(*files: Path, whole: bool = False, reasoner: str = "hermit") -> Verdict:
    """What a reasoner says of files with the vocabulary, and of nothing else."""
    given = Sayings(None, files).given
    return reason(given, Reasoner.within(reasoner, 120, 2000), explain=False, whole=whole)


# ---------------------------------------------------------------- the catalogue


@pytest.mark.slow
@needs_reasoner
def test_the_catalogue_is_consistent_within_a_minute(build: Build, tmp_path: Path) -> None:
    inferred = tmp_path / "inferred.nq"
    answer = run(build, "--timeout", "60", "--format", "json", "--inferred", str(inferred))
    assert answer.code == 0, answer.err
    meta = json.loads(answer.out)["meta"]
    assert meta["build"] == build.name
    assert meta["parameters"]["reasoner"].startswith("HermiT 1.")
    assert rows(answer) == []  # whatever follows for the catalogue, told classes say already
    first, scope, left = meta["notes"]
    assert first.startswith("Consistent, says HermiT 1.")
    assert "assertions about" in scope
    assert "sssom:Mapping" in left
    quads = set(parse(path=str(inferred), format=RdfFormat.N_QUADS))
    graph = NamedNode(PREFIXES["airmg"] + "reasoned-hermit")
    control = NamedNode(PREFIXES["airo"] + "RiskControl")
    controls = {q.subject for q in quads if q.object == control and q.graph_name == graph}
    measures = build.store.quads_for_pattern(None, RDF.type, AIRM.Mitigation)
    assert controls == {quad.subject for quad in measures}
    derived = NamedNode(PREFIXES["prov"] + "wasDerivedFrom")
    origins = {q.object for q in quads if q.subject == graph and q.predicate == derived}
    assert NamedNode(f"{PREFIXES['airmid']}build-{build.name}") in origins


@pytest.mark.exhaustive
@needs_reasoner
def test_accepting_the_filing_of_a_risk_source_as_a_measure_is_inconsistent(
    build: Build, tmp_path: Path
) -> None:
    """The publisher files A0972 as a measure; who accepts that contradicts the reading."""
    said = build.quads_file.read_text(encoding="utf-8")
    filing = f"<{MISFILED.replace('airmid:', PREFIXES['airmid'])}> <{AIRM.status.value}> "
    assert said.count(f"{filing}<{AIRM.disputed.value}>") == 1
    changed = said.replace(f"{filing}<{AIRM.disputed.value}>", f"{filing}<{AIRM.accepted.value}>")
    (tmp_path / "changed.nq").write_text(changed, encoding="utf-8")
    program = [sys.executable, "-m", "airm_graph", "--workspace", str(tmp_path / "home")]
    made = [*program, "build", "--graph", str(tmp_path / "changed.nq")]
    subprocess.run(made, check=True, capture_output=True, timeout=300)
    asked = [*program, "reason", "--format", "json"]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=300)
    found = rows(answer := Answer(done.returncode, done.stdout, done.stderr))
    assert answer.code == 1
    axioms = {axiom: (said_by, label) for _, _, axiom, said_by, label in found}
    record, label = (
        "airmid:mitigation-mitv1-A0972",
        "Release strategy disagreement between developers",
    )
    assert axioms.pop(f"{record} Type airm:Mitigation") == (["airmg:inferred-accepted-kind"], label)
    assert axioms.pop(f"{record} Type airo:RiskSource") == (["airmg:source-airm1"], label)
    ((disjoint, (said_by, _)),) = axioms.items()
    assert disjoint.startswith("DisjointClasses: ")
    assert "airm:Mitigation" in disjoint
    assert "airo:RiskSource" in disjoint
    assert said_by == ["airmg:ontology"]
    assert json.loads(answer.out)["meta"]["notes"][0].startswith("Inconsistent, says HermiT")


# ---------------------------------------------------------------- planted faults

HEADING = """
ex:heading a airm:DocumentSection ; skos:prefLabel "A heading"@en ; airm:reduces ex:risk .
ex:risk a airo:Risk .
"""


@needs_reasoner
@pytest.mark.slow
@pytest.mark.parametrize("reasoner", ["hermit", "pellet"])
def test_a_planted_inconsistency_is_found_and_its_axioms_are_named(
    build: Build, file: Callable[[str], Path], reasoner: str
) -> None:
    mine = file(HEADING)
    answer = run(build, str(mine), "--alone", "--reasoner", reasoner, "--format", "json")
    assert answer.code == 1, answer.err
    ours, theirs = ["airmg:ontology"], [str(mine)]
    found = sorted((axiom, said_by, label) for _, _, axiom, said_by, label in rows(answer))
    assert found.pop(0)[0].startswith("DisjointClasses: airm:DocumentSection, ")
    assert found == [
        ("airm:actsOn Domain airm:Mitigation", ours, ""),
        ("airm:mitigates SubPropertyOf airm:actsOn", ours, ""),
        ("airm:reduces SubPropertyOf airm:mitigates", ours, ""),
        ("urn:example:heading Type airm:DocumentSection", theirs, "A heading"),
        ("urn:example:heading airm:reduces urn:example:risk", theirs, "A heading"),
    ]


NEW = """
ex:Empty a owl:Class ; rdfs:subClassOf airm:Mitigation , airm:Requirement .
ex:Reducer a owl:Class ; owl:equivalentClass [
    a owl:Restriction ; owl:onProperty airm:reduces ; owl:someValuesFrom airo:Risk ] .
ex:x airm:reduces ex:risk . ex:risk a airo:Risk .
"""


@needs_reasoner
@pytest.mark.exhaustive
def test_classes_without_members_new_subclasses_and_types_are_told(
    build: Build, file: Callable[[str], Path], tmp_path: Path
) -> None:
    mine, inferred = file(NEW), tmp_path / "inferred.ttl"
    answer = run(build, str(mine), "--alone", "--format", "json", "--inferred", str(inferred))
    assert answer.code == 1, answer.err
    title = json.loads(answer.out)["meta"]["parameters"]["reasoner"]
    found = rows(answer)
    empty = [axiom for finding, about, axiom, *_ in found if about == "urn:example:Empty"]
    assert empty[0].startswith("DisjointClasses: airm:")
    assert empty[1:] == [
        "urn:example:Empty SubClassOf airm:Mitigation",
        "urn:example:Empty SubClassOf airm:Requirement",
    ]
    assert found[3:] == [
        (
            *("new subclass", "urn:example:Reducer"),
            *("urn:example:Reducer SubClassOf airm:Mitigation", [title], ""),
        ),
        ("new type", "airm:Mitigation", "urn:example:x Type airm:Mitigation", [title], ""),
        (
            *("new type", "urn:example:Reducer"),
            *("urn:example:x Type urn:example:Reducer", [title], ""),
        ),
    ]
    triples = {quad.triple for quad in parse(path=str(inferred), format=RdfFormat.TURTLE)}
    example = NamedNode("urn:example:x")
    assert Triple(example, RDF.type, NamedNode(PREFIXES["airo"] + "RiskControl")) in triples
    assert Triple(example, RDF.type, AIRM.Mitigation) in triples


@pytest.mark.slow
@needs_reasoner
@pytest.mark.parametrize("suffix", ["trig", "ttl"])
def test_inferred_triples_are_a_file_like_any_other(
    build: Build, file: Callable[[str], Path], tmp_path: Path, suffix: str
) -> None:
    inferred = tmp_path / f"inferred.{suffix}"
    answer = run(
        build, str(file(HEADING.split(";")[0] + ".")), "--alone", "--inferred", str(inferred)
    )
    assert answer.code == 0, answer.err
    assert judged(inferred).sound
    findings = validate_files([inferred])
    assert [f for f in findings if f.severity == Severity.VIOLATION] == []


def test_what_is_inferred_needs_a_known_suffix(build: Build) -> None:
    complaint = run(build, "--inferred", "inferred.xlsx").complaint()
    assert "inferred triples are not written as '.xlsx'; known: .nq, .nt, .trig, .ttl" in complaint


# ---------------------------------------------------------------- the summary decides as the whole

SMALL = {
    "nothing wrong": (NEW.split("\n", 2)[2], True),
    "a functional property merges a measure and a risk": (
        """ex:c a airm:Classification ; airm:classifies ex:m , ex:r .
           ex:m a airm:Mitigation . ex:r a airo:Risk .""",
        False,
    ),
    "one measure of many is a risk": (
        """ex:m1 a airm:Mitigation . ex:m2 a airm:Mitigation .
           ex:m3 a airm:Mitigation , airo:Risk .""",
        False,
    ),
    "two hops away, which stars do not show": (
        """ex:c a airm:Classification ; airm:classifies ex:a , ex:b .
           ex:a airm:reduces ex:r . ex:b airm:evidenceFor ex:n . ex:n a airo:Risk .""",
        False,
    ),
    "individuals that are said to differ stay apart": (
        """ex:c a airm:Classification ; airm:classifies ex:a , ex:b . ex:a owl:differentFrom ex:b .
           ex:d a airm:Classification ; airm:classifies ex:e .""",
        False,
    ),
    "merging too much is noticed": (
        """ex:p a owl:ObjectProperty , owl:FunctionalProperty .
           ex:a ex:p ex:b . ex:b ex:p ex:c . ex:d ex:p ex:e . ex:e ex:p ex:f .
           ex:c airm:reduces ex:x . ex:f airm:evidenceFor ex:y .""",
        True,
    ),
    "a status that axioms list": ("ex:c airm:status ex:other .", True),
    "a number out of range": ("ex:c airm:confidence 1.5 .", False),
    "a string that an axiom looks at": (
        """ex:code a owl:DatatypeProperty ; rdfs:range [ a rdfs:Datatype ;
             owl:onDatatype xsd:string ; owl:withRestrictions ( [ xsd:maxLength 3 ] ) ] .
           ex:a ex:code "abc" . ex:b ex:code "abcd" .""",
        False,
    ),
}


@needs_reasoner
@pytest.mark.exhaustive
@pytest.mark.parametrize("name", SMALL)
def test_a_summary_and_every_assertion_by_itself_give_one_verdict(
    file: Callable[[str], Path], name: str
) -> None:
    text, consistent = SMALL[name]
    mine = file(text)
    summed, whole = judged(mine), judged(mine, whole=True)
    assert summed.consistent == whole.consistent == consistent
    assert summed.inferences.unsure == 0
    of = [verdict.inferences for verdict in (summed, whole)]
    assert {kind: sorted(names) for kind, names in of[0].types.items()} == {
        kind: sorted(names) for kind, names in of[1].types.items()
    }
    assert of[0].subsumptions == of[1].subsumptions


@pytest.mark.slow
@needs_reasoner
def test_where_the_summary_does_not_decide_everything_is_asked(
    file: Callable[[str], Path],
) -> None:
    told: list[str] = []
    given = Sayings(None, [file(SMALL["two hops away, which stars do not show"][0])]).given
    hermit = Reasoner.within("hermit", 120, 2000)
    assert not reason(given, hermit, explain=False, progress=told.append).consistent
    assert "the summary does not decide; asking about every assertion" in told


def test_individuals_of_one_shape_are_one(file: Callable[[str], Path]) -> None:
    measures = "".join(
        f'ex:m{n} a airm:Mitigation ; airm:sourceKey "{n}" ; airm:reduces ex:r . ' for n in range(9)
    )
    given = Sayings(None, [file(measures + "ex:r a airo:Risk .")]).given
    alone = summarise(Sayings(None).given)
    summary = summarise(given)
    extra = {centre: names for centre, names in summary.shapes.items() if "example" in names[0]}
    assert sorted(map(len, extra.values())) == [1, 9]
    assert len(summary.stars) - len(alone.stars) < 12


# ---------------------------------------------------------------- what is given, and what is not

LEFT_OUT = """
ex:m a airm:Mitigation , ex:Unknown ; skos:prefLabel "m"@en ; ex:unknown ex:n ; airm:until "x" ;
    airm:page "1999-01-01"^^xsd:date ; airm:sourceKey ex:key ; airm:reduces "a risk" .
ex:day a owl:DatatypeProperty ; rdfs:range xsd:date .
"""


def test_what_owl_2_dl_does_not_take_is_left_out_and_counted(file: Callable[[str], Path]) -> None:
    before, given = Sayings(None).given, Sayings(None, [file(LEFT_OUT)]).given
    (only,) = given.assertions - before.assertions
    assert only == Triple(NamedNode("urn:example:m"), RDF.type, AIRM.Mitigation)
    assert given.left_out - before.left_out == {
        "annotations": 2,
        "axioms with xsd:date, which OWL 2 does not have": 1,
        "literals where airm:reduces leads to things": 1,
        "things where airm:sourceKey has literals": 1,
        "values of xsd:date, which OWL 2 does not have": 1,
    }
    assert given.undeclared == {"urn:example:Unknown": 1, "urn:example:unknown": 1}


@needs_reasoner
@pytest.mark.exhaustive
def test_things_without_a_name_are_reasoned_over_too(
    build: Build, file: Callable[[str], Path]
) -> None:
    answer = run(
        build, str(file("[] a airm:Mitigation , airo:Risk .")), "--alone", "--format", "json"
    )
    assert answer.code == 1
    assert sorted(row[2].rpartition(" ")[2] for row in rows(answer) if " Type " in row[2]) == [
        "airm:Mitigation",
        "airo:Risk",
    ]


SPELT = {
    "ex:A rdfs:subClassOf ex:B": "urn:example:A SubClassOf urn:example:B",
    "ex:p a owl:TransitiveProperty": "Transitive: urn:example:p",
    "[] a owl:AllDifferent ; owl:distinctMembers ( ex:a ex:b )": (
        "DifferentIndividuals: urn:example:a, urn:example:b"
    ),
    "ex:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:p ; owl:maxCardinality 2 ]": (
        "urn:example:A SubClassOf (urn:example:p max 2)"
    ),
    """ex:A owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( ex:B
         [ a owl:Class ; owl:complementOf ex:C ] ) ]""": (
        "urn:example:A EquivalentTo (urn:example:B and (not urn:example:C))"
    ),
    "ex:A owl:oneOf ( ex:a ex:b )": "urn:example:A EquivalentTo {urn:example:a, urn:example:b}",
    "ex:p owl:propertyChainAxiom ( ex:q ex:r )": (
        "urn:example:q o urn:example:r SubPropertyOf urn:example:p"
    ),
    """ex:p rdfs:range [ a rdfs:Datatype ; owl:onDatatype xsd:decimal ;
         owl:withRestrictions ( [ xsd:minInclusive 0.0 ] [ xsd:maxExclusive 1.0 ] ) ]""": (
        "urn:example:p Range xsd:decimal[>= 0.0, < 1.0]"
    ),
    """[] a owl:NegativePropertyAssertion ; owl:sourceIndividual ex:a ;
         owl:assertionProperty ex:p ; owl:targetIndividual ex:b""": (
        "not urn:example:a urn:example:p urn:example:b"
    ),
}


@pytest.mark.parametrize("text", SPELT)
def test_axioms_are_spelt_for_people(text: str) -> None:
    given = Given()
    quads = list(parse(PROLOGUE + EX + text + " .", format=RdfFormat.TURTLE))
    given.add(quads, "x")
    assert [spell(axiom) for axiom in given.axioms] == [SPELT[text]]


# ---------------------------------------------------------------- Java, time, and being stopped


@pytest.mark.skipif(not importlib.util.find_spec("owlready2"), reason="owlready2 is not installed")
def test_without_java_one_line_has_the_remedy(build: Build, tmp_path: Path) -> None:
    bare = {key: value for key, value in os.environ.items() if key != "JAVA_HOME"}
    complaint = run(build, env={**bare, "PATH": str(tmp_path)}).complaint()
    assert complaint.startswith("airm-graph: reasoning needs Java and none is on the path; ")
    assert "apt install default-jre-headless" in complaint


def test_without_owlready2_one_line_has_the_remedy(build: Build) -> None:
    hidden = "import sys; sys.modules['owlready2'] = None; from airm_graph.cli import main; main()"
    command = [sys.executable, "-c", hidden, "--workspace", str(build.folder.parents[1]), "reason"]
    done = subprocess.run(command, capture_output=True, text=True)
    complaint = Answer(done.returncode, done.stdout, done.stderr).complaint()
    assert complaint.endswith("needs owlready2: pip install 'airm-graph[reason]'")


@needs_reasoner
def test_a_java_that_does_not_start_is_told(
    tmp_path: Path, file: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "bin" / "java"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\necho 'Error: no runtime here' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(ReasonerError, match=r"^HermiT failed: Error: no runtime here$"):
        judged(file(HEADING))


@needs_reasoner
def test_a_literal_that_is_no_value_is_refused(build: Build, file: Callable[[str], Path]) -> None:
    mine = file('ex:c airm:defaultLevel "abc"^^xsd:integer .')
    complaint = run(build, str(mine), "--alone").complaint()
    what = "urn:example:c airm:defaultLevel: 'abc' is no value of xsd:integer; "
    assert complaint == f"airm-graph: {what}'airm-graph validate' lists such faults"


@needs_reasoner
def test_a_reasoner_is_stopped_when_its_time_is_up(build: Build, tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    complaint = run(build, "--timeout", "0.5", env=environment).complaint()
    assert "HermiT was not done after 0.5 s; allow more with --timeout" in complaint
    assert list(tmp_path.iterdir()) == []
    assert list(running(tmp_path)) == []


def running(folder: Path) -> Iterator[str]:
    """The processes that were started with a path in a folder."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            said = path.read_bytes().decode(errors="replace")
        except OSError:
            continue
        if str(folder) in said:
            yield said


def waited(holds: Callable[[], bool], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False


@needs_reasoner
@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="no /proc to look into")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_java_ends_with_the_command(build: Build, tmp_path: Path, how: signal.Signals) -> None:
    command = [sys.executable, "-m", "airm_graph", "--workspace", str(build.folder.parents[1])]
    process = subprocess.Popen(
        [*command, "reason", "--whole"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        # A shell that runs the tests in the background has them ignore the signal.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert waited(lambda: any("HermiT" in said for said in running(tmp_path)))
    process.send_signal(how)
    _, err = process.communicate(timeout=60)
    assert waited(lambda: not list(running(tmp_path)), 10)
    if how == signal.SIGINT:
        assert process.returncode == 130
        assert err.splitlines()[-1] == "airm-graph: interrupted"
        assert list(tmp_path.iterdir()) == []


def test_alone_is_for_files(build: Build) -> None:
    assert "--alone is for FILEs; none is given" in run(build, "--alone").complaint()


@needs_reasoner
def test_the_versions_of_the_reasoners_come_from_their_files() -> None:
    titles = [Reasoner.within(name, 1, 64).title for name in reasoner_module.REASONERS]
    assert [title.split(" (")[0] for title in titles] == ["HermiT 1.3.8.1099", "Pellet 2.3.1"]
