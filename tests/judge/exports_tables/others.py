"""DuckDB and pandas read the tables of a folder: the same rows, the types meant, the same gaps."""

from __future__ import annotations

import json
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd  # type: ignore[import-untyped]

duckdb = import_module("duckdb")  # of the judge's own environment

KINDS = {  # of CSV on the Web: in DuckDB, and in pandas
    "string": ("VARCHAR", "string"),
    "boolean": ("BOOLEAN", "bool"),
    "double": ("DOUBLE", "double"),
    "integer": ("BIGINT", "int64"),
    "date": ("DATE", "date32"),
}
GAPS = """
    SELECT coverage.state, count(*)
    FROM '{parquet}/coverage.parquet' AS coverage
    JOIN '{parquet}/works.parquet' AS works ON works.iri = coverage.work
    JOIN '{parquet}/concepts.parquet' AS concepts ON concepts.iri = coverage.concept
    JOIN '{parquet}/facets.parquet' AS facets ON facets.name = coverage.facet
    WHERE coverage.facet = 'category' AND concepts.facet = 'category'
    GROUP BY coverage.state
"""


def main(folder: Path) -> None:
    """Compare what each of them reads."""
    base = folder / "csvw"
    metadata = json.loads((base / "csv-metadata.json").read_text(encoding="utf-8"))
    total = columns = 0
    for table in metadata["tables"]:
        name = table["url"].removesuffix(".csv")
        parquet = folder / "parquet" / f"{name}.parquet"
        expected = {each["name"]: each for each in table["tableSchema"]["columns"]}
        rows = {
            "DuckDB, Parquet": count(f"'{parquet}'"),
            "DuckDB, CSV": count(
                f"read_csv('{base / table['url']}', all_varchar=true, header=true, quote='\"', "
                f"escape='\"', delim=',', parallel=false, max_line_size=10000000)"
            ),
            "pandas, Parquet": len(frame := pd.read_parquet(parquet, dtype_backend="pyarrow")),
            "pandas, CSV": len(plain := csv_of(base / table["url"])),
        }
        assert len(set(rows.values())) == 1, (name, rows)
        described = rows_of(f"DESCRIBE FROM '{parquet}'")
        for (column, kind, *_), dtype in zip(described, frame.dtypes, strict=True):
            in_duckdb, in_pandas = KINDS[base_of(expected[column]["datatype"])]
            if "separator" in expected[column]:
                in_duckdb, in_pandas = f"{in_duckdb}[]", "list"
            assert kind == in_duckdb, (name, column, kind)
            assert str(dtype).startswith(in_pandas), (name, column, dtype)
        usual = pd.read_parquet(parquet)  # as people read it
        for column, each in expected.items():
            if base_of(each["datatype"]) in {"boolean", "double"}:
                assert usual[column].dtype != object, (name, column)
        assert list(plain.columns) == list(expected), name
        total += rows["DuckDB, Parquet"]
        columns += len(expected)
    typed = csv_typed(base / "classifications.csv", metadata)
    print(
        f"{folder.name}: {len(metadata['tables'])} tables, {columns} columns, {total:,} rows, "
        f"the same to DuckDB {duckdb.__version__} and pandas {pd.__version__}, "
        f"and {typed} columns of CSV keep their types in DuckDB"
    )
    joined = dict(rows_of(GAPS.format(parquet=folder / "parquet")))
    answer = json.loads((folder / "coverage.json").read_text(encoding="utf-8"))["rows"]
    said = Counter(row["state"] for row in answer)
    assert joined == dict(said), (joined, said)
    assert joined["gap"] > 0
    print(f"{folder.name}: joined in DuckDB {joined['gap']} gaps, as the command says")


def count(source: str) -> int:
    """How many rows DuckDB sees."""
    return int(rows_of(f"SELECT count(*) FROM {source}")[0][0])  # noqa: S608 - a file of ours


def rows_of(query: str) -> list[tuple[Any, ...]]:
    """What DuckDB answers."""
    found: list[tuple[Any, ...]] = duckdb.execute(query).fetchall()
    return found


def csv_of(path: Path) -> pd.DataFrame:
    """The cells as texts."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def csv_typed(path: Path, metadata: dict[str, Any]) -> int:
    """How many columns have the types of the metadata when DuckDB guesses them from all rows."""
    found = rows_of(
        f"DESCRIBE FROM read_csv('{path}', sample_size=-1, header=true, quote='\"', "
        f"escape='\"', delim=',', max_line_size=10000000)"
    )
    kinds = {name: kind for name, kind, *_ in found}
    table = next(each for each in metadata["tables"] if each["url"] == path.name)
    for each in table["tableSchema"]["columns"]:
        wanted = KINDS[base_of(each["datatype"])][0]
        assert kinds[each["name"]] == wanted, (each["name"], kinds[each["name"]], wanted)
    return len(kinds)


def base_of(datatype: object) -> str:
    """The name of a datatype, whatever its format is."""
    return str(datatype["base"]) if isinstance(datatype, dict) else str(datatype)


main(Path(sys.argv[1]))
