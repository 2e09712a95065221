"""The notebooks run, and what is stored in them is what comes out."""

import ast
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from IPython.core.inputtransformer2 import TransformerManager
from notebook_runs import FOLDER, Notebook, executed, normalised, read, written

from airm_graph.cli import main
from airm_graph.workspace import Build, Workspace

NAMES = (
    "01-what-is-in-the-graph",
    "02-where-are-the-gaps",
    "03-developers-disagree-about-a-release",
    "04-how-do-frameworks-compare",
    "05-do-mappings-close-the-gap",
    "06-bring-your-own-framework",
    "07-take-it-away",
    "08-how-sure-are-we",
)
each = pytest.mark.parametrize("name", NAMES)
AGAIN = "'make notebooks-run' stores what comes out now"
MOST_LINES = 6  # of a function in a cell; what grows moves into the package
MOST_OF_CELL, MOST_OF_FILE = 250_000, 1_000_000  # bytes
HASH = re.compile(r"\b[0-9a-f]{12}\b")  # a build is named after what it holds
PLACES = re.compile(r"(?:/home|/root|/tmp|/Users|/var|/work|[A-Z]:\\)[/\\]")
VEGA = re.compile(r"application/vnd\.vegalite\.v\d+[.+]json")

# Digits that are part of a name, and so stand in prose although nothing is counted by them.
WITH_DIGITS = (
    *(
        "NIST AI 600-1",
        "NIST AI RMF 1.0",
        "ISO/IEC 42001",
        "ISO 31000",
        "Regulation (EU) 2024/1689",
    ),
    *("SPARQL 1.1", "RDF 1.1", "OWL 2", "RCC-5", "CC BY 4.0", "CC0 1.0", "Apache 2.0"),
)
NO_PROSE = (
    re.compile(r"```.*?```", re.DOTALL),
    re.compile(r"(`+).+?\1"),
    re.compile(r"\]\([^)]*\)|<https?://[^>]*>|https?://\S+"),
    re.compile(r"^(?:#+ +\d+\.?|\s*\d+[.)])\s", re.MULTILINE),  # numbered headings and lists
    re.compile("|".join(map(re.escape, WITH_DIGITS))),
    # a work by its author and year
    re.compile(r"[A-Z][\w-]+(?: et al\.?| and [A-Z][\w-]+)?,? \(?(?:19|20)\d\d\b"),
)


def numbers_typed(prose: str) -> list[str]:
    """The words with digits that nothing has computed."""
    for pattern in NO_PROSE:
        prose = pattern.sub(" ", prose)
    return re.findall(r"\S*\d\S*", prose)


def stored(name: str) -> Notebook:
    path = FOLDER / f"{name}.ipynb"
    if not path.is_file():
        pytest.fail(f"{path.name} is not written")
    return read(path)


def code(notebook: Notebook) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(output: Notebook) -> tuple[object, ...]:
    """What an output says, and which pictures come with it."""
    if output.output_type == "stream":
        return (output.name, HASH.sub("", output.text))
    if output.output_type == "error":
        return ("error", output.ename, output.evalue)
    texts = {kind: HASH.sub("", text) for kind, text in output.data.items() if "text/" in kind}
    return (output.output_type, sorted(output.data), texts)


def test_the_notebooks_are_these_eight() -> None:
    assert [path.stem for path in sorted(FOLDER.glob("*.ipynb"))] == list(NAMES)


@pytest.mark.parametrize(
    "name", [NAMES[0], *(pytest.param(name, marks=pytest.mark.slow) for name in NAMES[1:])]
)
def test_it_runs_and_its_outputs_are_stored(build: Build, tmp_path: Path, name: str) -> None:
    kept = stored(name)
    workspace = Workspace(shutil.copytree(build.folder.parents[1], tmp_path / "workspace"))
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    # Judges run beside this; 'make notebooks-run' is what holds a notebook to its minute.
    fresh = executed(FOLDER / f"{name}.ipynb", workspace, folder, seconds=240)
    for number, (old, new) in enumerate(zip(code(kept), code(fresh), strict=True), start=1):
        was, came = ([shown(output) for output in cell.outputs] for cell in (old, new))
        assert was == came, f"the outputs of code cell {number} are not those stored; {AGAIN}"


@each
def test_its_title_is_a_question_and_it_uses_the_package(name: str) -> None:
    notebook = stored(name)
    first = notebook.cells[0]
    assert first.cell_type == "markdown"
    assert re.match(r"# [^\n]+\?(\n|$)", first.source)
    assert any(
        re.search(r"^(import|from) airm_graph", cell.source, re.M) for cell in code(notebook)
    )


@each
def test_its_functions_are_short(name: str) -> None:
    for cell in code(stored(name)):
        python = TransformerManager().transform_cell(cell.source)  # type: ignore[no-untyped-call]
        for node in ast.walk(ast.parse(python)):
            assert not isinstance(node, ast.ClassDef)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert (node.end_lineno or 0) - node.lineno < MOST_LINES, node.name


@each
def test_no_number_in_its_prose_is_typed(name: str) -> None:
    for cell in stored(name).cells:
        if cell.cell_type == "markdown":
            assert numbers_typed(cell.source) == [], 'a cell computes them: Markdown(f"…{n}…")'


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        ("There are 414 cells, `n = 3`.", ["414"]),
        (
            "## 2. Which of them?\n\n1. NIST AI 600-1\n2. see [one](01-what.ipynb), https://a.b/3",
            [],
        ),
        ("Gipiskis et al. (2024) say so, in 2024", ["2024"]),
        ("```python\n3\n```\nthe 2nd, 40%", ["2nd,", "40%"]),
    ],
)
def test_numbers_that_are_typed_are_found(prose: str, found: list[str]) -> None:
    assert numbers_typed(prose) == found


@each
def test_its_file_is_stored_small_and_clean(name: str) -> None:
    notebook = stored(name)
    text = (FOLDER / f"{name}.ipynb").read_text(encoding="utf-8")
    assert len(text.encode()) < MOST_OF_FILE
    assert text == written(normalised(notebook)), f"stored by another program; {AGAIN}"
    assert any(cell.outputs for cell in code(notebook)), f"nothing is stored; {AGAIN}"
    for cell in code(notebook):
        outputs = json.dumps(cell.outputs, ensure_ascii=False)
        assert len(outputs.encode()) < MOST_OF_CELL
        for output in cell.outputs:
            assert output.output_type != "error" or "raises-exception" in cell.metadata.tags
            said = output.get("text", "") + "".join(
                text for kind, text in output.get("data", {}).items() if "text/" in kind
            )
            assert not PLACES.search(said), "a path of some machine"
            kinds = set(output.get("data", {}))
            if any(VEGA.fullmatch(kind) for kind in kinds):  # code hosts do not draw it
                assert {"image/png", "image/svg+xml"} & kinds


def command(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["notebook", *words])
    return done.exit_code, done.stdout, done.stderr


def test_the_command_copies_them_and_writes_over_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    code, out, _ = command(str(folder), "--format", "json")
    assert code == 0
    there = sorted(FOLDER.glob("*.ipynb"))
    assert [row["file"] for row in json.loads(out)["rows"]] == [
        str(folder / path.name) for path in there
    ]
    changed = folder / there[0].name
    changed.write_text("mine")
    for path in there[1:]:
        (folder / path.name).unlink()
    assert command(str(folder))[0] == 2
    assert "--force writes over" in command(str(folder))[2]
    assert changed.read_text() == "mine"
    assert list(folder.iterdir()) == [changed]
    assert command(str(folder), "--force")[0] == 0
    for path in there:
        assert (folder / path.name).read_bytes() == path.read_bytes()
    assert sorted(folder.iterdir()) == [folder / path.name for path in there]


def test_the_command_says_how_to_start_and_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("airm_graph.answers.notebooks.find_spec", lambda _: None)
    _, out, _ = command(str(tmp_path / "a"))
    assert "pip install 'airm-graph[notebook]'" in out
    monkeypatch.setattr("airm_graph.answers.notebooks.find_spec", lambda _: object())
    _, out, _ = command(str(tmp_path / "b"))
    assert f"Start them with: jupyter lab {tmp_path / 'b'}" in " ".join(out.split())


def test_the_command_lists_them_by_their_questions(tmp_path: Path) -> None:
    code, out, _ = command("--list", "--format", "json")
    assert code == 0
    for row in json.loads(out)["rows"]:
        assert row["question"] in read(FOLDER / row["file"]).cells[0].source
        assert row["question"].endswith("?")
