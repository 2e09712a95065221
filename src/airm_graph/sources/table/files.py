"""Which layout belongs to which table among the paths that a user gives."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...errors import SourceError
from ...resources import shown
from ..bounded import files_below
from .layout import Layout, read_layout
from .rows import ENDINGS


def found_files(paths: Sequence[Path]) -> list[tuple[Layout, Path]]:
    """Each table with its layout.

    A layout belongs to the table that it names as ``file``, or beside which it stands
    (``risks.csv.toml`` or ``risks.toml``); a single layout belongs to a single table.

    Raises:
        SourceError: A table has no layout, or a layout no table.
    """
    layouts = [read_layout(path) for path in paths if _is_layout(path)]
    tables = [path for path in paths if not _is_layout(path) and not path.is_dir()]
    if not tables and not any(path.is_dir() for path in paths):
        where = shown(paths[0]) if paths else "table"
        raise SourceError("no table is given; expected one with its layout", path=where)
    for folder in (path for path in paths if path.is_dir()):
        inside = [
            path
            for path in files_below(folder)
            if path.suffix.lower() in ENDINGS
            and (_beside(path) or any(layout.file == path.name for layout in layouts))
        ]
        if not inside:
            raise SourceError(
                f"holds no table ({', '.join(ENDINGS)}) that has a layout; expected <table>.toml "
                "beside it, or a layout that names it as file under [table]",
                path=shown(folder),
            )
        tables += inside
    pairs = [(_layout_for(path, layouts, alone=len(tables) == 1), path) for path in tables]
    used = {layout.path for layout, _ in pairs}
    for layout in layouts:
        if layout.path not in used:
            name = f"named {layout.file!r}" if layout.file else "for it (file is not given)"
            raise SourceError(f"no table {name} is among the paths", path=shown(layout.path))
    return pairs


def _is_layout(path: Path) -> bool:
    return path.suffix.lower() == ".toml" and not path.is_dir()


def _beside(table: Path) -> Path | None:
    names = (f"{table.name}.toml", f"{table.stem}.toml")
    return next((path for name in names if (path := table.with_name(name)).is_file()), None)


def _layout_for(table: Path, layouts: list[Layout], *, alone: bool) -> Layout:
    beside = _beside(table)
    fitting = [layout for layout in layouts if layout.file == table.name]
    fitting = fitting or [layout for layout in layouts if layout.path == beside]
    if not fitting and alone and len(layouts) == 1 and not (beside and layouts[0].file):
        fitting = layouts
    if len(fitting) > 1:
        raise SourceError(
            f"two layouts name {table.name} as file; expected one", path=shown(fitting[1].path)
        )
    if fitting:
        return fitting[0]
    if beside:
        return read_layout(beside)
    raise SourceError(
        f"has no layout; expected {table.name}.toml beside it, or a layout with "
        f"file = {table.name!r} under [table]",
        path=shown(table),
    )
