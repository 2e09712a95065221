"""Hostile files, and a process of little memory in which to read them."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from airm_graph.errors import SourceError

Reader = Callable[[Path], Any]


MEMORY = 700_000_000  # bytes of address space, of which Python and its libraries take a third

SECONDS = 30

PROGRAM = """
import sys
from pathlib import Path
from airm_graph.errors import SourceError
from airm_graph.sources import bounded

def read_csv(path):
    for row in bounded.read_csv(path):
        pass

def read_sheet(path):
    for row in bounded.read_sheet(path, "Risks"):
        pass

def unpacked(path):
    with bounded.unpacked(path):
        pass

path, name, memory = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
read = {"csv": read_csv, "sheet": read_sheet, "zip": unpacked}.get(name) or getattr(bounded, name)
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
except (ImportError, OSError, ValueError):
    pass  # Windows and macOS limit no process so
try:
    read(path)
except SourceError as error:
    print(error)
    sys.exit(3)
"""

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def refusal(read: Reader, path: Path) -> str:
    """The one line that reading ``path`` ends with, without the path at its start."""
    with pytest.raises(SourceError) as caught:
        read(path)
    line = str(caught.value)
    assert line.isprintable()
    assert line.startswith(str(path))
    return line.removeprefix(str(path))


def confined(read: str, path: Path) -> str:
    """What the reader says about the file in a process of little memory, without the path."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path), read, str(MEMORY)],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 3, (done.returncode, done.stdout, done.stderr[-2000:])
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1
    assert done.stdout.startswith(str(path))
    return done.stdout.removeprefix(str(path)).rstrip("\n")


def write(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def sheet_xml(data: str, before: str = "") -> bytes:
    start = f'{HEAD}{before}<worksheet xmlns="{MAIN}">'
    return f"{start}<sheetData>{data}</sheetData></worksheet>".encode()


def workbook(path: Path, **parts: bytes) -> Path:
    """A workbook with one sheet "Risks", of which some parts (``sheet1``) are replaced."""
    buffer = BytesIO()
    book = openpyxl.Workbook()
    book["Sheet"].title = "Risks"
    book["Risks"].append(["id", "label"])
    book.save(buffer)
    with zipfile.ZipFile(buffer) as plain, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in plain.infolist():
            content = parts.get(Path(entry.filename).stem, plain.read(entry))
            if entry.filename == "[Content_Types].xml" and "sharedStrings" in parts:
                kind = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{STRINGS}"/>'
                content = content.replace(b"</Types>", f"{kind}</Types>".encode())
            new.writestr(entry.filename, content)
        if "sharedStrings" in parts:
            new.writestr("xl/sharedStrings.xml", parts["sharedStrings"])
    return path


def archive(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in entries:
            new.writestr(name, content)
    return path
