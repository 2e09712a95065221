#!/usr/bin/env bash
# Programs of others read the tables: csvw validates the CSV against its metadata; DuckDB and pandas
# read CSV and Parquet, count the same rows, keep every type, and join to as many gaps as the command.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/judge/environment.inc
if ! .venv/bin/python -c "import pyarrow" 2>/dev/null; then
    echo "skipped: pyarrow is not installed, which writes Parquet"
    exit 0
fi
source tests/judge/exported.inc
place=$(mkdir -p "${AIRM_JUDGE_DIR:-build/judge}/exports-tables" && cd "${AIRM_JUDGE_DIR:-build/judge}/exports-tables" && pwd)

if ! [ -x "$place/venv/bin/csvwvalidate" ]; then
    environment "$place/venv" \
        csvw==4.1.1 duckdb==2.0.0 pandas==3.1.1 pyarrow==26.0.1 || {
        echo "skipped: csvw, duckdb and pandas cannot be installed here"
        rm -rf "$place/venv"
        exit 0
    }
fi

validate() { "$place/venv/bin/csvwvalidate" --verbose "$1/csv-metadata.json" 2>&1 | sed 's/\x1b\[[0-9;]*m//g'; }

judged() {
    local which=$1 folder=$place/$1 said
    rm -rf "$folder"
    mkdir -p "$folder"
    exported "$which" csvw "$folder/csvw"
    exported "$which" parquet "$folder/parquet"
    AIRM_GRAPH_HOME=$builds/$which "$ours" --quiet coverage --by framework --by category --format json \
        >"$folder/coverage.json"
    "$place/venv/bin/python" tests/judge/exports_tables/others.py "$folder"
    .venv/bin/python tests/judge/exports_tables/ours.py "$folder"
    said=$(validate "$folder/csvw") # valid to it is what it has no warning about
    [ "$said" = OK ] || { echo "csvw 4.1.1: $which: $said" >&2; return 1; }
    echo "csvw 4.1.1: $which is valid, without a warning"
}

judged catalogue &
first=$!
judged imported
wait "$first"

# A part of the graph is valid, too; what is broken in it is refused, or approval would be worth nothing.
part=$place/part
rm -rf "$part"
exported catalogue csvw "$part" --framework gipiskis2024
[ "$(validate "$part")" = OK ] || { echo "csvw 4.1.1: one framework is not valid" >&2; exit 1; }
sed -i '2s/,false,/,maybe,/' "$part/concepts.csv"
if [ "$(validate "$part")" = OK ]; then
    echo "csvw 4.1.1 accepts a flag that is neither true nor false" >&2
    exit 1
fi
echo "csvw 4.1.1: one framework is valid, and refused once it is broken"
