"""Executes the notebooks as a reader would, and stores what came out.

``python tests/notebook_runs.py [NAME…]`` stores the outputs of all notebooks, or of those whose
names begin so. Each has a kernel, a folder and a workspace of its own, and no terminal.
"""

import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import nbformat
from nbclient import NotebookClient

from airm_graph.builds import make_build
from airm_graph.resources import root
from airm_graph.workspace import Workspace

FOLDER = root() / "notebooks"
SECONDS = 60  # for all cells of a notebook
PROGRESS = re.compile(r"^(airm-graph|airm): .* …\n", re.MULTILINE)
HOME, HERE = "~/airm-graph", "~/notebooks"  # what readers see of the workspace and the folder
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
Notebook = Any  # nbformat's nodes are dictionaries with attributes


def read(path: Path) -> Notebook:
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def executed(
    path: Path, workspace: Workspace, folder: Path, *, seconds: float = SECONDS
) -> Notebook:
    """The notebook, run from a clean kernel in an empty folder, normalised.

    Raises:
        CellExecutionError: A cell fails that does not say that it would.
        CellTimeoutError: The notebook is not through in time.
    """
    notebook = read(path)
    deadline = time.monotonic() + seconds
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        timeout_func=lambda _: max(1, int(deadline - time.monotonic())),
        record_timing=False,
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
    )
    environment = {**os.environ, "AIRM_GRAPH_HOME": str(workspace.folder), "COLUMNS": "100"}
    # No coloured text; nothing that this user has told IPython.
    environment |= {"IPYTHONDIR": f"{folder}-ipython", "NO_COLOR": "1"}
    client.execute(env=environment)
    return normalised(notebook, {str(workspace.folder): HOME, str(folder): HERE})


def normalised(notebook: Notebook, places: Mapping[str, str] = MappingProxyType({})) -> Notebook:
    """Nothing that differs between two runs of the same cells; places as a reader has them."""
    notebook.metadata = nbformat.from_dict(METADATA)  # type: ignore[no-untyped-call]
    count = 0
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        cell.metadata.pop("collapsed", None)
        if cell.cell_type != "code":
            continue
        count += 1
        cell.execution_count = count
        cell.outputs = joined(cell.outputs)
        for place, name in places.items():
            rename(cell.outputs, place, name)
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = count
    return notebook


def joined(outputs: list[Notebook]) -> list[Notebook]:
    """Outputs without progress; what came to one stream in several pieces is one piece."""
    found: list[Notebook] = []
    for output in outputs:
        if output.output_type != "stream":
            found.append(output)
            continue
        last = found[-1] if found else None
        if last is not None and last.output_type == "stream" and last.name == output.name:
            last.text += output.text
        else:
            found.append(output)
    for output in found:
        if output.output_type == "stream" and output.name == "stderr":
            output.text = PROGRESS.sub("", output.text)
    return [each for each in found if each.output_type != "stream" or each.text]


def rename(outputs: list[Notebook], place: str, name: str) -> None:
    """Call a place otherwise, wherever it stands in what is read."""
    for output in outputs:
        if "text" in output:
            output.text = output.text.replace(place, name)
        for kind, text in output.get("data", {}).items():
            if kind.startswith("text/"):
                output.data[kind] = text.replace(place, name)


def written(notebook: Notebook) -> str:
    """The notebook as it stands in its file."""
    text: str = nbformat.writes(notebook)  # type: ignore[no-untyped-call]
    return text.rstrip("\n") + "\n"


def store(names: list[str]) -> int:
    """Execute and store; the number of files that changed."""
    paths = sorted(FOLDER.glob("*.ipynb"))
    chosen = [path for path in paths if not names or path.name.startswith(tuple(names))]
    changed = 0
    with tempfile.TemporaryDirectory(prefix="airm-graph-notebooks-") as place:
        made = make_build(Workspace(Path(place) / "workspace"))
        for path in chosen:
            began = time.monotonic()
            folder = Path(place) / path.stem
            folder.mkdir()
            copy = shutil.copytree(made.folder.parents[1], Path(place) / f"{path.stem}-workspace")
            text = written(executed(path, Workspace(copy), folder))
            differs = text != path.read_text(encoding="utf-8")
            changed += differs
            if differs:
                path.write_text(text, encoding="utf-8")
            took = time.monotonic() - began
            print(
                f"{'stored   ' if differs else 'unchanged'}  {path.name}  {took:.0f} s", flush=True
            )
    return changed


if __name__ == "__main__":
    print(f"{store(sys.argv[1:])} notebooks changed")
