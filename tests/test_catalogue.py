"""The catalogue is read strictly: each kind of damage is named by file and line, with the cure."""

import shutil
from dataclasses import fields
from pathlib import Path

import pytest

from airm_graph.errors import SourceError
from airm_graph.records import About, Work
from airm_graph.resources import root
from airm_graph.sources.catalogue import OPTIONAL, TABLES, UNSAID, columns, folders, read

CATALOGUE = root() / "data" / "catalogue"
PLAIN = "expected letters, digits, '_' and '-' only"
WEB = "expected an address with http:// or https://"
SURE = "expected a decimal between 0 and 1"
STATUS = "known: accepted, disputed, proposed, superseded"
COMPLETE = "known: complete, partial, unknown"
DAY = "expected a day such as 2026-11-20"
TEXT = "expected a text in quotes"
TEXTS = "expected a list of texts"

# table, column, what is written there, what would have been right
CELLS = [
    ("agents.tsv", "id", "agent x", PLAIN),
    ("agents.tsv", "type", "Robot", "known: Organization, Person, SoftwareAgent"),
    ("agents.tsv", "type", "person", "did you mean 'Person'?"),
    ("agents.tsv", "address", "example.org", WEB),
    ("works.tsv", "id", "framework/x", PLAIN),
    ("works.tsv", "address", "https://example.org/a b", WEB),
    ("sections.tsv", "id", "section-ü", PLAIN),
    ("records.tsv", "id", "-x", PLAIN),
    ("records.tsv", "id", "risk-62.14", PLAIN),
    ("records.tsv", "kind", "mesure", "did you mean 'measure'?"),
    ("records.tsv", "kind", "work", "known: concept, consequence, evidence, impact"),
    ("records.tsv", "status", "acepted", "did you mean 'accepted'?"),
    ("descriptions.tsv", "kind", "heading", "known: concept, consequence, evidence, impact"),
    ("descriptions.tsv", "kind", "", "known: concept, consequence, evidence, impact"),
    ("descriptions.tsv", "scope", "all", "known: all-risks"),
    ("descriptions.tsv", "confidence", "high", SURE),
    ("classifications.tsv", "status", "yes", STATUS),
    ("classifications.tsv", "confidence", "1.01", SURE),
    ("classifications.tsv", "confidence", "-0.5", SURE),
    ("classifications.tsv", "confidence", "-0", SURE),
    ("classifications.tsv", "confidence", "0,7", SURE),
    ("classifications.tsv", "confidence", "NaN", SURE),
    ("classifications.tsv", "confidence", "Infinity", SURE),
    ("classifications.tsv", "confidence", "7e-1", SURE),
    ("actions.tsv", "relation", "reduce", "did you mean 'reduces'?"),
    ("actions.tsv", "confidence", "70%", SURE),
    ("coding.tsv", "extraction", "none", COMPLETE),
    ("coding.tsv", "coded", "full", COMPLETE),
    ("demand.tsv", "risks", "many", "expected a whole number"),
    ("demand.tsv", "risks", "-1", "expected a whole number"),
    ("demand.tsv", "papers", "٣", "expected a whole number"),
    ("schemes.tsv", "id", "scheme:x", PLAIN),
    ("schemes.tsv", "of", "mesure", "did you mean 'measure'?"),
    ("schemes.tsv", "of", "work", "known: measure, requirement, risk"),
    ("concepts.tsv", "id", "concept-5.6", PLAIN),
    ("mappings.tsv", "confidence", "2", SURE),
    ("mappings.tsv", "negative", "not", "expected true or nothing"),
    ("mappings.tsv", "machine_made", "no", "expected true or nothing"),
    ("mappings.tsv", "status", "done", STATUS),
    ("links.tsv", "relation", "evidencFor", "did you mean 'evidenceFor'?"),
    ("links.tsv", "relation", "mitigates", "known: evidenceFor, isPartOf, isReplacedBy,"),
]
# What every row of the tables that imports write must say.
NEEDED = {
    "schemes.tsv": {"id", "label"},
    "concepts.tsv": {"id", "scheme", "notation", "label"},
    "mappings.tsv": {"subject", "predicate", "object", "status"},
    "links.tsv": {"id", "relation", "target"},
}
# Of a work nobody need have said more than how it is called.
WORKS_NEED = {"id", "source_key", "title"}
ABOUT = {
    "id": '"x1"',
    "of": '"framework-x"',
    "type": '"Framework"',
    "title": '"X"',
    "version": '"1"',
    "issued": '"2026-11-20"',
    "creators": '["A", "B"]',
    "address": '""',
    "licence": '"https://creativecommons.org/licenses/by/4.0/"',
    "rights": '"A and B"',
    "agent": '"agent-a"',
    "method": '"modelReading"',
    "preliminary": "false",
    "retrieved": '""',
    "derived_from": "[]",
    "checksum": '""',
    "description": '"It is X."',
}
# key of about.toml, what is written there, what is said
KEYS = [
    ("id", '"mit v1"', f"is 'mit v1'; {PLAIN}"),
    ("of", '""', f"is empty; {TEXT}"),
    ("type", '"Framwork"', "is 'Framwork': did you mean 'Framework'?"),
    ("title", "4", f"is 4; {TEXT}"),
    ("version", "4.0", f"is 4.0; {TEXT}"),
    ("issued", '"2026-02-30"', f"is '2026-02-30'; {DAY}"),
    ("issued", '"20260228"', f"is '20260228'; {DAY}"),
    ("issued", "2026-02-28", f"is datetime.date(2026, 2, 28); {TEXT}"),
    ("retrieved", '"yesterday"', f"is 'yesterday'; {DAY}"),
    ("creators", '"MIT"', f"is 'MIT'; {TEXTS}"),
    ("creators", "[]", f"is empty; {TEXTS}"),
    ("creators", '["MIT", 1]', f"is ['MIT', 1]; {TEXTS}"),
    ("address", '"airisk.mit.edu"', f"is 'airisk.mit.edu'; {WEB}"),
    ("licence", '"CC BY 4.0"', f"is 'CC BY 4.0'; {WEB}"),
    ("licence", '""', f"is empty; {TEXT}"),
    ("agent", '"agent:mit"', f"is 'agent:mit'; {PLAIN}"),
    ("method", '"modelreading"', "is 'modelreading': did you mean 'modelReading'"),
    ("preliminary", '"no"', "is 'no'; expected true or false"),
    ("derived_from", '["a.csv"]', f"is 'a.csv'; {WEB}"),
    ("description", "[]", f"is []; {TEXT}"),
    ("licens", '"x"', "is no key: did you mean 'licence'?"),
]


def table(base: Path, name: str) -> Path:
    """The first table of that name."""
    return min(base.glob(f"*/*/{name}"))


def spoil(path: Path, line: int, **cells: str) -> None:
    """Write other cells into one row; a negative line counts from the end."""
    rows = [row.split("\t") for row in path.read_text(encoding="utf-8").splitlines()]
    for column, cell in cells.items():
        rows[line - 1 if line > 0 else line][rows[0].index(column)] = cell
    path.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")


def complaint(folder: Path) -> str:
    with pytest.raises(SourceError) as caught:
        read(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A copy of the catalogue to damage."""
    return shutil.copytree(CATALOGUE, tmp_path / "catalogue")


@pytest.mark.parametrize(("name", "column", "cell", "right"), CELLS)
def test_a_wrong_cell_is_named(base: Path, name: str, column: str, cell: str, right: str) -> None:
    path = table(base, name)
    spoil(path, 2, **{column: cell})
    said = complaint(path.parent)
    assert said.startswith(f"{path}:2: {column} is {cell!r}")
    assert right in said


@pytest.mark.parametrize(
    ("name", "column"),
    [
        (name, column)
        for name, (_, record) in TABLES.items()
        for column in columns(record)
        if column not in OPTIONAL and not (record is Work and column in UNSAID)
    ],
)
def test_a_cell_that_every_row_needs_is_missed(base: Path, name: str, column: str) -> None:
    path = table(base, name)
    spoil(path, 2, **{column: ""})
    assert complaint(path.parent) == f"{path}:2: {column} is empty; every row needs one"


def test_no_more_may_be_left_out_than_is_meant() -> None:
    for name, needed in (NEEDED | {"works.tsv": WORKS_NEED}).items():
        record = TABLES[name][1]
        unsaid = UNSAID if record is Work else frozenset()
        assert set(columns(record)) - OPTIONAL - unsaid == needed


@pytest.mark.parametrize("column", sorted(UNSAID))
def test_what_no_source_says_of_a_work_stays_unsaid(base: Path, column: str) -> None:
    path = table(base, "works.tsv")
    spoil(path, 2, **{column: ""})
    assert not getattr(read(path.parent).works[0], column)


@pytest.mark.parametrize(("key", "value", "said"), KEYS)
def test_a_wrong_key_of_about_is_named(tmp_path: Path, key: str, value: str, said: str) -> None:
    about = {**ABOUT, key: value}
    path = tmp_path / "about.toml"
    path.write_text("".join(f"{name} = {text}\n" for name, text in about.items()))
    line = list(about).index(key) + 1
    assert complaint(tmp_path).startswith(f"{path}:{line}: {key} {said}")


@pytest.mark.parametrize("key", ABOUT)
def test_a_key_that_about_needs_is_missed(tmp_path: Path, key: str) -> None:
    path = tmp_path / "about.toml"
    path.write_text("".join(f"{name} = {text}\n" for name, text in ABOUT.items() if name != key))
    assert complaint(tmp_path).startswith(f"{path}: {key} is missing; expected id, of, type,")


def test_about_is_read_as_it_stands(tmp_path: Path) -> None:
    text = "".join(f"{name} = {text}\n" for name, text in ABOUT.items())
    (tmp_path / "about.toml").write_text(text)
    about = read(tmp_path).about
    assert columns(About) == list(ABOUT)
    assert (about.creators, about.derived_from) == (("A", "B"), ())
    assert (about.id, about.preliminary, about.checksum) == ("x1", False, "")


@pytest.mark.parametrize("data", [b"id = ", b"\xff\xfe"])
def test_about_that_is_no_toml(base: Path, data: bytes) -> None:
    path = table(base, "about.toml")
    path.write_bytes(data)
    assert complaint(path.parent).startswith(f"{path}: not TOML: ")


def test_a_folder_without_about_is_refused_and_not_passed_over(base: Path) -> None:
    path = table(base, "about.toml")
    path.unlink()
    assert path.parent in folders(base)
    assert complaint(path.parent) == f"{path}: missing; every catalogue folder needs one"


def test_an_unknown_table_is_refused(base: Path) -> None:
    path = table(base, "agents.tsv").with_name("recordz.tsv")
    path.touch()
    assert complaint(path.parent).startswith(f"{path}: unknown table: did you mean 'records.tsv'")


def test_no_catalogue_is_an_error_and_no_empty_graph(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no catalogue here; expected <framework>/<version>/"):
        folders(tmp_path)


@pytest.mark.parametrize("folder", folders(), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_every_row_is_read_and_knows_its_place(folder: Path) -> None:
    source = read(folder)
    for name, (part, _) in TABLES.items():
        records = getattr(source, part)
        lines = (folder / name).read_text(encoding="utf-8").splitlines() if records else [""]
        assert [record.line for record in records] == list(range(2, len(lines) + 1))
        for record in records:
            first = getattr(record, fields(record)[2].name)
            assert (root() / record.path).parent == folder
            assert lines[record.line - 1].split("\t")[0] == first


def test_every_table_is_in_use() -> None:
    assert {path.name for path in CATALOGUE.glob("*/*/*.tsv")} == set(TABLES)
