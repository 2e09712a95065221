"""Archives: unpacked below one folder that is removed, or refused."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path
from tempfile import gettempdir

import pytest
from hostile import archive, confined, refusal

from airm_graph.sources import bounded


def link(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def packed(name: str, method: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = method
    return entry


OUTSIDE = "would land outside of the folder; expected a relative path without '..'"

ARCHIVES: dict[str, tuple[list[tuple[str | zipfile.ZipInfo, bytes]], str]] = {
    "parent": ([("a/../../x", b"")], f": the entry 'a/../../x' {OUTSIDE}"),
    "root": ([("/tmp/x", b"")], f": the entry '/tmp/x' {OUTSIDE}"),  # noqa: S108
    "drive": ([("C:/x", b"")], f": the entry 'C:/x' {OUTSIDE}"),
    "backslash": ([("..\\x", b"")], f": the entry '..\\\\x' {OUTSIDE}"),
    "no name": ([("./", b"")], OUTSIDE),
    "link": ([(link("a"), b"/etc/hostname")], ": the entry 'a' is a link or device"),
    "control": ([("a\nb", b"")], "the entry 'a\\nb' has a name with control characters"),
    "long name": ([("x" * 501, b"")], "or of more than 500 bytes"),
    "file as folder": ([("a", b""), ("a/b", b"")], ": the entry 'a/b' cannot be unpacked: "),
    "bzip2": (
        [(packed("a", zipfile.ZIP_BZIP2), b"a")],
        "is packed by method 12; expected 'stored'",
    ),
    "ratio": ([("a", b"0" * 5_000_000)], "unpacks to more than 200 times its size"),
    "many": ([(f"{n}", b"") for n in range(10_001)], ": holds more than 10,000 entries"),
}


def unpack(path: Path) -> None:
    with bounded.unpacked(path):
        pass


@pytest.mark.parametrize("case", ARCHIVES)
def test_hostile_archives(case: str, tmp_path: Path) -> None:
    entries, expected = ARCHIVES[case]
    path = archive(tmp_path / "a.zip", *entries)
    before = set(Path(gettempdir()).glob("airm-graph-*"))
    assert expected in refusal(unpack, path)
    assert set(Path(gettempdir()).glob("airm-graph-*")) <= before


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_stand_twice(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", ("a", b"1"), ("a", b"2"))
    assert refusal(unpack, path) == ": the entry 'a' stands in the archive twice"


def test_archives_whose_directory_lies(tmp_path: Path) -> None:
    content = archive(tmp_path / "a.zip", ("a.txt", b"abc" * 100)).read_bytes()
    directory = content.rindex(b"PK\x01\x02")
    length = (300).to_bytes(4, "little")
    changes = {
        "shorter": (24, length, (9).to_bytes(4, "little"), "the entry 'a.txt' is damaged: "),
        "longer": (24, length, (900).to_bytes(4, "little"), "the entry 'a.txt' is damaged: "),
        "encrypted": (8, b"\0\0", b"\1\0", "the entry 'a.txt' is encrypted; expected"),
    }
    for case, (offset, old, new, expected) in changes.items():
        at = directory + offset
        assert content[at : at + len(old)] == old, case
        changed = content[:at] + new + content[at + len(new) :]
        path = tmp_path / f"{case}.zip"
        path.write_bytes(changed)
        assert expected in refusal(unpack, path), case


def test_an_archive_of_bombs(tmp_path: Path) -> None:
    """Each entry alone is small enough and does not shrink too well; together they are not."""
    block = bytes(range(256)) * 4 + bytes(60_000)
    content = (block * 1000)[:60_000_000]
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for number in range(6):
            new.writestr(f"{number}", content)
    expected = ": the entry '5' brings the archive to more than 300 MB unpacked"
    assert confined("zip", path) == expected


def test_an_honest_archive_is_unpacked_and_removed(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.whl", ("a/", b""), ("a/b.txt", b"b"), ("c.txt", b"c" * 500_000))
    with bounded.unpacked(path) as folder:
        found = {file.relative_to(folder).as_posix() for file in bounded.files_below(folder)}
        assert found == {"a/b.txt", "c.txt"}
        assert (folder / "a" / "b.txt").read_bytes() == b"b"
    assert not folder.exists()
