"""A catalogue that is damaged is one line and exit code 2, and the previous build stays."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from program import Project, Scene, snapshot
from test_catalogue import spoil, table


def write(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def cut_row(project: Project) -> None:
    path = table(project.data / "catalogue", "demand.tsv")
    write(path, "\n1.1\t", "\n1.1 ")


def dangle(project: Project) -> None:
    spoil(table(project.data / "catalogue", "coding.tsv"), 2, work="framework-barret2024")


def double(project: Project) -> None:
    path = table(project.data / "catalogue", "sections.tsv")
    spoil(path, 3, id=path.read_text(encoding="utf-8").splitlines()[1].split("\t")[0])


def circle(project: Project) -> None:
    path = table(project.data / "catalogue", "sections.tsv")
    spoil(path, 2, parent=path.read_text(encoding="utf-8").splitlines()[1].split("\t")[0])


def circle_of_concepts(project: Project) -> None:
    concept = "airmid:kind-law"
    path = project.ontology / "schemes" / "work-kind.ttl"
    write(
        path, f"{concept} a skos:Concept ;", f"{concept} a skos:Concept ; skos:broader {concept} ;"
    )


def break_about(project: Project) -> None:
    write(
        table(project.data / "catalogue", "agents.tsv").with_name("about.toml"), 'id = "', "id = "
    )


def lose_about(project: Project) -> None:
    table(project.data / "catalogue", "agents.tsv").with_name("about.toml").unlink()


def lose_catalogue(project: Project) -> None:
    shutil.rmtree(project.data / "catalogue")


def break_scheme(project: Project) -> None:
    write(project.ontology / "schemes" / "work-kind.ttl", "a skos:Concept ;", "a skos:Concept ) ;")


def break_vocabulary(project: Project) -> None:
    write(project.ontology / "airm.ttl", "\n@prefix", "\nprefix@")


def break_rule(project: Project) -> None:
    write(project.ontology / "rules" / "action.rq", "CONSTRUCT {", "CONSTRUCT")


def no_rule(project: Project) -> None:
    (project.ontology / "rules" / "zeal.rq").write_text("SELECT * { ?s ?p ?o }")


def nameless(project: Project) -> None:
    path = project.data / "waivers.ttl"
    path.write_text("[] <urn:x-p> 1 .\n" + path.read_text(encoding="utf-8"), encoding="utf-8")


def lose_declarations(project: Project) -> None:
    (project.data / "exclusions.ttl").unlink()


DAMAGED_INPUT: dict[str, tuple[Callable[[Project], None], str]] = {
    "row": (
        cut_row,
        "data/catalogue/risk-repository/v4/demand.tsv:2: the row has 2 cells; expected",
    ),
    "dangling id": (dangle, "coding.tsv:2: work names 'framework-barret2024', which no table"),
    "double id": (double, "sections.tsv:3: id 'section-gipiskis2024-4' stands already at data/"),
    "circle of headings": (circle, "sections.tsv:2: the headings run in a circle: section-gip"),
    "circle of concepts": (circle_of_concepts, "airmid:kind-law is above itself: skos:bro"),
    "about": (break_about, "about.toml: not TOML: "),
    "no about": (lose_about, "about.toml: missing; every catalogue folder needs one"),
    "no catalogue": (lose_catalogue, "data/catalogue: no catalogue here; expected <framework>/<v"),
    "scheme": (break_scheme, "ontology/schemes/work-kind.ttl:"),
    "vocabulary": (break_vocabulary, "ontology/airm.ttl:"),
    "rule": (break_rule, "ontology/rules/action.rq: error at "),
    "no rule": (no_rule, "ontology/rules/zeal.rq: a rule is a CONSTRUCT query"),
    "blank node": (nameless, "data/waivers.ttl: a node without a name; give it an IRI"),
    "no declarations": (lose_declarations, "data/exclusions.ttl: cannot be read: No such file or"),
}


@pytest.mark.parametrize("name", DAMAGED_INPUT)
def test_bad_input_is_one_line_and_changes_nothing(scene: Scene, name: str) -> None:
    damage, said = DAMAGED_INPUT[name]
    damage(scene.project)
    before = snapshot(scene.workspace.folder)
    assert said in scene.project.run(scene.workspace, "build").complaint()
    assert snapshot(scene.workspace.folder) == before
    scene.still_answers()


def test_quiet_leaves_only_the_complaint(scene: Scene) -> None:
    """A question asked of a catalogue that has become wrong is no answer from an older one."""
    dangle(scene.project)
    answer = scene.project.run(
        scene.workspace, "-q", "coverage", "--by", "framework", "--by", "stage"
    )
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
