"""Where the ontology, shapes, queries and data live."""

from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path


@cache
def root() -> Path:
    """The folder that holds ``ontology/`` and ``data/``: bundled in a wheel, or the checkout."""
    bundled = Path(str(files("airm_graph"))) / "_bundle"
    return bundled if bundled.is_dir() else Path(__file__).parents[2]


@cache
def program_version() -> str:
    """The installed version; ``pyproject.toml`` is the only place that spells it."""
    return version("airm-graph")


def ontology_files(*suffixes: str) -> list[Path]:
    """Files below ``ontology/`` with one of ``suffixes`` (``.ttl``, ``.rq``), sorted."""
    found = (root() / "ontology").rglob("*")
    return sorted(path for path in found if path.suffix in suffixes)


def shown(path: Path) -> str:
    """A path as messages print it: relative to the checkout or bundle where it lies in it."""
    return path.relative_to(root()).as_posix() if path.is_relative_to(root()) else str(path)
