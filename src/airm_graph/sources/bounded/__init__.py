"""Publishers' files read within bounds: the only way in which a reader opens one.

Whatever is wrong with a file is one ``SourceError`` of one line that says what was found, where,
and what would have been right. Time and memory are bounded, nothing is fetched, and nothing is
written except an archive's content to a temporary folder.
"""

from __future__ import annotations

from .archives import unpacked
from .delimited import read_csv
from .json_files import read_json
from .rdf_files import read_rdf
from .regular_files import digest, files_below, read_bytes, read_text
from .spreadsheets import read_sheet, sheet_names
from .yaml_files import parse_yaml, read_front_matter, read_yaml

__all__ = [
    "digest",
    "files_below",
    "parse_yaml",
    "read_bytes",
    "read_csv",
    "read_front_matter",
    "read_json",
    "read_rdf",
    "read_sheet",
    "read_text",
    "read_yaml",
    "sheet_names",
    "unpacked",
]
