"""Publishers' files are read as they stand, or refused in one line that says what is wrong."""

from __future__ import annotations

import csv
import json
import os
import sys
import time
from datetime import date
from pathlib import Path

import pytest
import yaml
from hostile import Reader, refusal, write

from airm_graph.sources import bounded
from airm_graph.sources.bounded import yaml_files
from airm_graph.sources.bounded.regular_files import files_below

SHARED = Path(__file__).parents[3] / "shared" / "data"

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the publishers' files are not here")


def rows(path: Path) -> list[tuple[int, list[str]]]:
    return list(bounded.read_csv(path))


def test_yaml_means_what_the_publisher_wrote(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "a.yaml",
        b"\xef\xbb\xbf# a comment\n"
        b"texts: [NO, on, 12:30, 0o17, 1_000, '7', 007, .nan, 1e999, 2024-13-45, 2024-02-30]\n"
        b"numbers: [7, -7, 68.1, 1e3, .5]\nwords: [true, False, null, ~, ]\n"
        b"date: 2024-02-29\nlong: 1234567890123456789012\ntagged: !!str 5\n"
        b"anchor: &a {x: [1]}\nalias: *a\nblock: |\n  one\n  two\n2026: year\n",
    )
    assert bounded.read_yaml(path) == {
        "texts": [
            *("NO", "on", "12:30", "0o17", "1_000", "7", "007", ".nan", "1e999"),
            *("2024-13-45", "2024-02-30"),
        ],
        "numbers": [7, -7, 68.1, 1000.0, 0.5],
        "words": [True, False, None, None],
        "date": date(2024, 2, 29),
        "long": "1234567890123456789012",
        "tagged": "5",
        "anchor": {"x": [1]},
        "alias": {"x": [1]},
        "block": "one\ntwo\n",
        2026: "year",
    }


YAML: dict[str, tuple[str, str]] = {
    "object": ("a: !!python/object/apply:os.system [ls]", ":1: the tag tag:yaml.org,2002:python/"),
    "own tag": ("a:\n  - !secret x", ":2: the tag !secret is not read; expected plain values"),
    "wrong tag": ("!!map [1]", ":1: the tag tag:yaml.org,2002:map is not read"),
    "binary": ("a: !!binary aGk=", "is not read; expected plain values"),
    "key twice": ("a: 1\nb:\n  c: 1\n  c: 2", ":4: the key 'c' stands here twice"),
    "merge": ("a: &a {x: 1}\nb:\n  <<: *a", ":3: the merge key '<<' is not read"),
    "list as key": ("? [a]\n: 1", ":1: a list or mapping is used as a key; expected a text"),
    "two documents": ("a: 1\n---\nb: 1", ":2: a second document starts here"),
    "self": ("a: &a [1, *a]", ":1: the alias *a stands inside what it repeats"),
    "dangling": ("a: *b", ":1: the alias *b repeats nothing above it"),
    "redefined": ("a: &a 1\nb: &a [*a]", ":2: the alias *a stands inside what it repeats"),
    "unclosed": ("a: [1,\nb: 2", "is not YAML: "),
    "tab": ("a:\n\tb: 1", ":2: is not YAML: found character "),
    "NUL": ("a: 1\nb: x\0y", ":2: holds the character U+0000; remove it"),
    "escaped NUL": ('a: "x\\0"', ":1: a text holds the character NUL; remove it"),
    "surrogate": ('a: "\\ud800"', ":1: "),
    "beyond Unicode": ('a: "\\UFFFFFFFF"', "is not YAML: "),
    "deep flow": ("[" * 101, ":1: is nested more than 100 levels deep"),
    "deep block": ("".join(" " * n + "a:\n" for n in range(102)), "more than 100 levels deep"),
    "deep dashes": ("- " * 5000, ":1: is nested more than 100 levels deep"),
    "directives": ("".join(f"%TAG !{n}! x\n" for n in range(20)) + "--- a", "lines start with '%'"),
}


@pytest.mark.parametrize("pure", [False, True], ids=["C", "Python"])
@pytest.mark.parametrize("case", YAML)
def test_yaml_is_refused(
    case: str, pure: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if pure:
        monkeypatch.setattr(yaml_files, "Loader", yaml.SafeLoader)
    text, expected = YAML[case]
    assert expected in refusal(bounded.read_yaml, write(tmp_path, "a.yaml", text))


def test_a_hundred_levels_are_read(tmp_path: Path) -> None:
    text = "[" * 100 + "]" * 100
    for name, read in (("a.yaml", bounded.read_yaml), ("a.json", bounded.read_json)):
        assert str(read(write(tmp_path, name, text))) == text


def test_front_matter(tmp_path: Path) -> None:
    text = "---\r\ntitle: A\nlist:\n  - '---'\n---\n# Body\n---\nmore\n"
    fields, body = bounded.read_front_matter(write(tmp_path, "a.md", text))
    assert fields == {"title": "A", "list": ["---"]}
    assert body == "# Body\n---\nmore\n"


FRONT: dict[str, tuple[str, str]] = {
    "none": ("# Title\n---\na: 1\n---\n", ":1: has no front matter; expected fields between"),
    "no end": ("---\na: 1\n", ":1: has no front matter; expected fields between"),
    "empty": ("---\n---\nbody", ":2: the front matter holds no fields"),
    "a list": ("---\n- a\n---\n", ":2: the front matter holds no fields"),
    "line": ("---\na: 1\na: 2\n---\n", ":3: the key 'a' stands here twice"),
}


@pytest.mark.parametrize("case", FRONT)
def test_front_matter_is_refused(case: str, tmp_path: Path) -> None:
    text, expected = FRONT[case]
    assert expected in refusal(bounded.read_front_matter, write(tmp_path, "a.md", text))


def test_json_means_what_json_says(tmp_path: Path) -> None:
    value = {"a": [1, -2.5, None, True, 'x\\u0000 ]}[{ " é 😀'], "": {}}
    for text in (json.dumps(value), "\ufeff" + json.dumps(value, ensure_ascii=False, indent=1)):
        assert bounded.read_json(write(tmp_path, "a.json", text)) == value


JSON: dict[str, tuple[bytes, str]] = {
    "empty": (b"", ":1: is not JSON: Expecting value"),
    "comma": (b'{\n"a": 1,,\n}', ":2: is not JSON: "),
    "key twice": (b'{"a": {"b": 1, "b": 2}}', ": is not read: the key 'b' stands twice"),
    "NaN": (b"[NaN]", ": is not read: NaN is no number in JSON"),
    "minus infinity": (b"[-Infinity]", ": is not read: -Infinity is no number in JSON"),
    "large": (b"[1e999]", ": is not read: the number 1e999 is too large"),
    "digits": (b"[" + b"1" * 5000 + b"]", "has more than 100 digits"),
    "deep": (b'\n{"a":' * 101 + b"1", ":102: is nested more than 100 levels deep"),
    "very deep": (b"[" * 1_000_000, ":1: is nested more than 100 levels deep"),
    "surrogate": (b'["\\ud800"]', ": a text holds half a surrogate pair; remove the escape"),
    "key with NUL": (b'{"\\u0000": 1}', ": a text holds the character NUL; remove it"),
    "not UTF-8": (b'\xef\xbb\xbf\n"\xe9"', ":2: the byte 0xe9 is not UTF-8; save the file"),
    "UTF-16": ("{}".encode("utf-16"), ":1: the byte 0xff is not UTF-8"),
    "unended text": (b'"' + b'\\"' * 100_000, ":1: is not JSON: Unterminated string"),
    "unended escape": (b'"' + b'\\"' * 100_000 + b"\\", ":1: is not JSON: Unterminated string"),
}


@pytest.mark.parametrize("case", JSON)
def test_json_is_refused(case: str, tmp_path: Path) -> None:
    content, expected = JSON[case]
    assert expected in refusal(bounded.read_json, write(tmp_path, "a.json", content))


def test_csv_rows_come_with_the_line_on_which_they_start(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", '\ufeffid,text\r\n1,"two\nlines, ""quoted"""\n\n2,é\n3')
    assert rows(path) == [
        (1, ["id", "text"]),
        (2, ["1", 'two\nlines, "quoted"']),
        (5, ["2", "é"]),
        (6, ["3"]),
    ]
    tabs = write(tmp_path, "a.tsv", 'a\tb, c\n"d"\t')
    assert list(bounded.read_csv(tabs, delimiter="\t")) == [(1, ["a", "b, c"]), (2, ["d", ""])]
    assert rows(write(tmp_path, "empty.csv", b"")) == []


CSV: dict[str, tuple[bytes, str]] = {
    "NUL": (b"a\nb\0c\n", ":2: holds the character NUL"),
    "Latin-1": (b"a\nb\n\xe9\n", ":3: the byte 0xe9 is not UTF-8"),
    "UTF-16": ("a,b".encode("utf-16"), ":1: "),
    "open quote": (b'a\nb,"c\nd\n', ":2: a quoted cell starts in this row and never ends"),
    "text after quote": (b'a\n"b"c\n', ":2: ',' expected after '\"'"),
    "old line ends": (b"a,b\rc,d\r", ":1: "),
    "long cell": (b'a\n"' + b"x\n" * 100_000 + b'"', ":2: a cell has more than 131,072 char"),
    "long row": (b"a\n" + b"xxxxxxxx," * 200_000, ":2: the row has more than 1,000,000 bytes"),
    "long row of lines": (b'a\n"' + b'","\n' * 400_000, "the row has more than 1,000,000 bytes"),
}


@pytest.mark.parametrize("case", CSV)
def test_csv_is_refused(case: str, tmp_path: Path) -> None:
    content, expected = CSV[case]
    assert expected in refusal(rows, write(tmp_path, "a.csv", content))
    assert csv.field_size_limit() == 131_072  # belongs to the whole process


@pytest.mark.parametrize(
    "read",
    [
        bounded.read_bytes,
        bounded.read_text,
        bounded.read_yaml,
        bounded.read_front_matter,
        bounded.read_json,
        rows,
        bounded.sheet_names,
        lambda path: bounded.digest([path]),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes and devices as files")
def test_what_is_no_file_is_refused(read: Reader, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert refusal(read, tmp_path / "pipe") == ": is a named pipe; expected a file"
    assert refusal(read, Path("/dev/zero")) == ": is a device; expected a file"
    assert refusal(read, tmp_path / "none") == ": there is no such file"
    assert refusal(read, tmp_path / "none" / "a").startswith(": there is no such file")
    assert refusal(read, tmp_path / "loop").startswith(": cannot be opened: ")
    assert refusal(read, tmp_path / ("x" * 5000)).startswith(": cannot be opened: ")
    file = write(tmp_path, "file", b"")
    assert refusal(read, file / "a").startswith(": cannot be opened: ")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert refusal(bounded.read_yaml, tmp_path) == ": is a folder; expected a file"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "a.yaml", b"a: 1")
    path.chmod(0)
    assert refusal(bounded.read_yaml, path) == ": cannot be opened: Permission denied"


def test_a_folder_is_walked_without_leaving_it(tmp_path: Path) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    (folder / "b").mkdir(parents=True)
    (folder / ".git").mkdir()
    outside.mkdir()
    for path in (folder / "b" / "x.yaml", folder / "a.yaml", folder / ".git" / "x", outside / "y"):
        path.write_bytes(b"a: 1")
    (folder / "link").symlink_to(outside / "y")
    (folder / "links").symlink_to(outside)
    (folder / "loop").symlink_to(folder / "loop")
    (folder / "inside.yaml").symlink_to(folder / "a.yaml")
    names = [path.relative_to(folder).as_posix() for path in files_below(folder)]
    assert names == ["a.yaml", "b/x.yaml", "inside.yaml"]
    with bounded.unpacked(folder) as same:
        assert same == folder


def test_digest_depends_on_names_and_content_only(tmp_path: Path) -> None:
    one, two = write(tmp_path, "1.csv", b"a"), write(tmp_path, "2.csv", b"b")
    empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert bounded.digest([write(tmp_path, "0.csv", b"")]) == empty
    (tmp_path / "0.csv").unlink()
    both = bounded.digest([one, two])
    assert both == bounded.digest([two, one]) == bounded.digest([tmp_path])
    two.write_bytes(b"c")
    assert bounded.digest([one, two]) != both


@needs_shared
def test_publishers_files_mean_the_same_as_to_other_readers() -> None:
    paths = sorted(SHARED.rglob("*.yaml")) + sorted(SHARED.rglob("*.yml"))
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    assert len(paths) > 80
    for path in paths:
        assert bounded.read_yaml(path) == yaml.load(path.read_bytes(), loader), path  # noqa: S506
    for path in sorted(SHARED.rglob("*.json")):
        assert bounded.read_json(path) == json.loads(path.read_bytes()), path
    for path in sorted(SHARED.rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            expected = [cells for cells in csv.reader(file) if cells]
        assert [cells for _, cells in rows(path)] == expected, path
    for path in sorted(SHARED.rglob("*.ttl")):
        assert bounded.read_rdf(path), path


@needs_shared
@pytest.mark.skipif(yaml_files.Loader is yaml.SafeLoader, reason="PyYAML lacks its C library")
def test_the_largest_folder_is_read_in_seconds() -> None:
    started = time.process_time()
    for path in (SHARED / "ai-atlas-nexus").rglob("*.yaml"):
        bounded.read_yaml(path)
    assert time.process_time() - started < 2.5
