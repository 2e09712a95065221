"""The notebooks that come with the program, and copies of them for their readers."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

from ..errors import AirmError
from ..files import write_bytes
from ..render.result import Result
from ..resources import root

COLUMNS = ("file", "question")


def list_notebooks() -> Result:
    """Each notebook by the name of its file, and the question that it answers."""
    rows = [{"file": path.name, "question": question(path)} for path in notebooks()]
    return Result(columns=COLUMNS, rows=rows)


def copy_notebooks(folder: Path, *, force: bool) -> Result:
    """Write the notebooks into a folder, which is made if there is none.

    Args:
        folder: Where they go.
        force: Write over notebooks that are there.

    Raises:
        AirmError: One of them is there already; nothing is written then.
        OSError: The folder cannot be written.
    """
    there = [path.name for path in notebooks() if (folder / path.name).exists()]
    if there and not force:
        more = f" and {len(there) - 1} more" if len(there) > 1 else ""
        raise AirmError(
            f"{folder / there[0]}{more}: already there, perhaps with changes of yours; "
            f"--force writes over them, or name another folder"
        )
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for path in notebooks():
        write_bytes(path.read_bytes(), folder / path.name)
        rows.append({"file": str(folder / path.name), "question": question(path)})
    return Result(columns=COLUMNS, rows=rows, notes=(how_to_start(folder),))


def how_to_start(folder: Path) -> str:
    """What to type to work with the notebooks of a folder."""
    start = f'jupyter lab "{folder}"' if " " in str(folder) else f"jupyter lab {folder}"
    if find_spec("jupyterlab"):
        return f"Start them with: {start}"
    return f"They need JupyterLab: pip install 'airm-graph[notebook]'; then: {start}"


def notebooks() -> list[Path]:
    """The notebooks, in order."""
    return sorted((root() / "notebooks").glob("*.ipynb"))


def question(path: Path) -> str:
    """The first heading of a notebook."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for line in "".join(cell["source"]).splitlines():
            if cell["cell_type"] == "markdown" and line.startswith("# "):
                return line.removeprefix("# ").strip()
    return path.stem
