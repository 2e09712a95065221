"""Files made to fill the memory or to hang end in one line; so do any bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hostile import confined, sheet_xml, workbook
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from airm_graph.errors import SourceError
from airm_graph.sources import bounded


def laughs(levels: int, width: int = 10) -> str:
    """A YAML document of a few lines that stands for ``width ** levels`` texts."""
    repeats = (", ".join([f"*a{level}"] * width) for level in range(levels))
    return "a0: &a0 x\n" + "".join(
        f"a{level}: &a{level} [{line}]\n" for level, line in enumerate(repeats, start=1)
    )


def test_yaml_aliases_do_not_multiply(tmp_path: Path) -> None:
    path = tmp_path / "bomb.yaml"
    path.write_text(laughs(30), encoding="utf-8")
    expected = ":8: holds more than 2,000,000 values when its aliases are written out"
    assert confined("read_yaml", path) == expected


def test_moderate_aliases_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(laughs(5), encoding="utf-8")
    value = bounded.read_yaml(path)
    assert value["a2"] == [["x"] * 10] * 10


def test_a_yaml_file_of_many_values(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"[" + b"[]," * 2_500_000 + b"]")
    expected = ":1: holds more than 2,000,000 values when its aliases are written out"
    assert confined("read_yaml", path) == expected


def test_a_json_file_of_many_values(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"[" + b"[]," * 2_500_000 + b"[]]")
    assert confined("read_json", path) == ":1: holds more than 2,000,000 values"


@pytest.mark.parametrize(
    ("read", "limit"),
    [
        ("csv", "300 MB"),
        ("zip", "300 MB"),
        ("sheet", "300 MB"),
        ("read_yaml", "64 MB"),
        ("read_json", "64 MB"),
    ],
)
def test_files_of_gigabytes_are_not_read(read: str, limit: str, tmp_path: Path) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(2_000_000_000)
    expected = f": has 2,000 MB; files of this kind are read up to {limit}"
    assert confined(read, path) == expected


@pytest.mark.parametrize("start", [b"", b'a\n"'])
def test_a_cell_of_a_hundred_megabytes(start: bytes, tmp_path: Path) -> None:
    path = tmp_path / "cell.csv"
    with path.open("wb") as file:
        file.write(start)
        for _ in range(100):
            file.write(b"x" * 1_000_000)
    line = 1 + start.count(b"\n")
    expected = f":{line}: the row has more than 1,000,000 bytes; a quote may be missing"
    assert confined("csv", path) == expected


def unpack(path: Path) -> None:
    with bounded.unpacked(path):
        pass


READERS: dict[str, Callable[[Path], object]] = {
    "a.yaml": bounded.read_yaml,
    "a.json": bounded.read_json,
    "a.md": bounded.read_front_matter,
    "a.csv": lambda path: list(bounded.read_csv(path)),
    "a.xlsx": lambda path: [
        list(bounded.read_sheet(path, name)) for name in bounded.sheet_names(path)
    ],
    "a.ttl": bounded.read_rdf,
    "a.nq": bounded.read_rdf,
    "a.trig": bounded.read_rdf,
    "a.rdf": bounded.read_rdf,
    "a.jsonld": bounded.read_rdf,
    "a.zip": unpack,
}

PIECES = {
    "a.yaml": [
        "a: ",
        "\n",
        "- ",
        "[",
        "]",
        "{",
        "}",
        "&a ",
        "*a",
        "'",
        '"',
        "|",
        "!t ",
        "---",
        "2024-01-01",
    ],
    "a.json": ['{"a":', "}", "[", "]", ",", '"\\u', "1e9", "-", "NaN", "null"],
    "a.md": ["---\n", "a: 1\n", "a:", "\n", "text"],
    "a.csv": ["a", ",", '"', "\n", "\r", "\0"],
    "a.ttl": [
        "<https://a.b/c> ",
        "@prefix a: ",
        "[",
        "]",
        "(",
        ")",
        " . ",
        "<< ",
        ">> ",
        '"""',
        "a:b ",
    ],
    "a.jsonld": [
        '{"@context":',
        '{"@id":',
        '"https://a.b/c"',
        "[",
        "]",
        "}",
        ",",
        '"@type":',
        "null",
    ],
    "a.rdf": [
        "<r>",
        "</r>",
        "<!DOCTYPE r [",
        '<!ENTITY a "b">',
        "]>",
        "&a;",
        "<!--",
        "-->",
        "<?xml ",
    ],
}


@pytest.mark.parametrize("name", READERS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_bytes_are_read_or_refused(name: str, tmp_path: Path, data: st.DataObject) -> None:
    pieces = st.sampled_from(PIECES.get(name, ["PK\x01\x02", "<"])).map(str.encode)
    content = data.draw(
        st.lists(st.one_of(pieces, pieces, st.binary(max_size=8)), max_size=30).map(b"".join)
    )
    check(name, tmp_path, content)


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """One workbook for all examples: another one has another time in it, and maybe length."""
    return workbook(tmp_path_factory.mktemp("honest") / "honest.xlsx").read_bytes()


@pytest.mark.parametrize("name", ["a.xlsx", "a.zip"])
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_damage_to_an_archive(
    name: str, tmp_path: Path, honest: bytes, data: st.DataObject
) -> None:
    content = bytearray(honest)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(honest) - 1))] = data.draw(st.integers(0, 255))
    check(name, tmp_path, bytes(content[: data.draw(st.integers(0, len(honest)))]))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    cells=st.lists(
        st.tuples(
            st.sampled_from(["A1", "B1", "C3", "", "1", "A0", "ZZZZ1", "a1"]),
            st.sampled_from(["b", "s", "n", "e", "d", "str", "x", "inlineStr"]),
            st.sampled_from(["", "0", "1", "-1", "x", "1e999", "2024-01-01", "9" * 5000, "nan"]),
            st.sampled_from(["", "0", "1", "99", "x"]),
        ),
        max_size=4,
    )
)
def test_any_cells(tmp_path: Path, cells: list[tuple[str, str, str, str]]) -> None:
    row = "".join(f'<c r="{r}" t="{t}" s="{s}"><v>{v}</v></c>' for r, t, v, s in cells)
    path = workbook(tmp_path / "a.xlsx", sheet1=sheet_xml(f"<row>{row}</row>"))
    check("a.xlsx", tmp_path, path.read_bytes())


def check(name: str, folder: Path, content: bytes) -> None:
    path = folder / name
    path.write_bytes(content)
    try:
        value = READERS[name](path)
    except SourceError as error:
        value = str(error)
        assert value.isprintable()
        assert value.startswith(str(path))
    json.dumps(value, default=str, skipkeys=True, ensure_ascii=False).encode()
