"""Answers as data frames of the libraries that analysts use."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ..errors import AirmError, MissingExtraError
from .tables import Tabular, flat

LIBRARIES = ("pandas", "polars")


def frame_of(result: Tabular, library: str) -> Any:
    """The rows as a data frame; a thing takes three columns.

    Args:
        result: Its hidden columns are there, too.
        library: One of :data:`LIBRARIES`.

    Raises:
        AirmError: There is no such library here.
        MissingExtraError: The library is not installed.
    """
    if library not in LIBRARIES:
        raise AirmError(f"frame({library!r}): expected {' or '.join(LIBRARIES)}")
    try:
        module = import_module(library)
    except ModuleNotFoundError:
        if library == "polars":  # in no extra: those who want it have it
            raise AirmError("frame('polars') needs polars: pip install polars") from None
        raise MissingExtraError(f"frame({library!r})", "notebook", library) from None
    header, rows = flat(result)
    if library == "polars":
        return module.DataFrame(rows, schema=header, orient="row", infer_schema_length=None)
    frame = module.DataFrame(rows, columns=header)
    frame.attrs["meta"] = dict(result.meta)
    return frame
