#!/usr/bin/env bash
# Descriptions for registries: DCAT-AP 3.0.1 by its SHACL shapes (what it asks for, of which classes,
# and what it recommends), DataCite 4.5 by the schema in the package of that name, LOV and OLS by SPARQL
# and by rendering the vocabulary with pyLODE. Each judge has to refuse a broken file, and our own
# checkers what the judges let through.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/judge/environment.inc
place=${AIRM_JUDGE_DIR:-build/judge}/exports-metadata
mkdir -p "$place"
suite=../shared/suites/dcat-ap-3.0.1
here=tests/judge/exports_metadata
. tests/judge/exported.inc

if ! [ -x "$place/venv/bin/pylode" ]; then
    environment "$place/venv" \
        pyshacl==0.40.1 datacite==1.4.1 pylode==3.3.4
fi
judges=$place/venv/bin

# The terms of DCAT-AP, and of which classes its values are. (Its shapes for controlled vocabularies
# want terms of the European Union's own lists in places where there are none for this.)
# One file of shapes at a time, for of several -s pyshacl takes the last.
dcat_ap() {
    "$judges/pyshacl" -s "$suite/shapes.ttl" "$1" && "$judges/pyshacl" -s "$suite/range.ttl" "$1"
}
registry() { "$judges/python" "$here/registries.py" "$@"; }
broken() { "$judges/python" "$here/faults.py" "$@"; }
rendered() { "$judges/pylode" --outputfile "$2" "$1" >"$2.log" 2>&1; }
# Ours: prints what is wrong, a sentence a line.
checked() {
    .venv/bin/python -c 'import sys; from pathlib import Path
from airm_graph.export.verification import problems_of
print("\n".join(problems_of(sys.argv[1], Path(sys.argv[2]))), end="")' "$1" "$2"
}
refused() { # what it is about, then a command that has to fail
    local about=$1
    shift
    if "$@" >"$place/refused.log" 2>&1; then
        echo "let through: $about"
        exit 1
    fi
    echo "  refused: $about"
}
seen_by_us() { # format, file, what it is about
    local said
    said=$(checked "$1" "$2")
    [ -n "$said" ] || { echo "our checker lets through: $3"; exit 1; }
    echo "  seen by our checker alone: $3 ($(head -n 1 <<<"$said" | cut -c 1-110))"
}

for which in catalogue imported; do
    echo "$which"
    for format in dcat.ttl datacite.json lov.ttl ols.json; do
        file=$place/$which-$format
        exported "$which" "${format%.*}" "$file"
        said=$(checked "${format%.*}" "$file")
        [ -z "$said" ] || { echo "our checker: $said"; exit 1; }
    done
    dcat=$place/$which-dcat.ttl
    if [ -d "$suite" ]; then
        dcat_ap "$dcat" >"$place/shacl.log" || { tail -n 20 "$place/shacl.log"; exit 1; }
        echo "  DCAT-AP 3.0.1: conforms, $(grep -c 'a dcat:Distribution' "$dcat") distributions," \
            "$(stat -c %s "$dcat") bytes"
        registry recommended "$dcat" "$suite/shapes_recommended.ttl"
    else
        echo "skipped DCAT-AP: its shapes are not in $suite"
    fi
    exported "$which" ntriples "$place/$which.nt"
    registry triples "$dcat" "$place/$which.nt"
    registry datacite "$place/$which-datacite.json"
done

# What a release says of itself: checksums of its files, and which data set was before it.
if [ -d "$suite" ]; then
    before=https://w3id.org/airm-graph/id/dataset-before
    exported imported bundle "$place/release" --framework finos-aigf --previous "$before"
    dcat_ap "$place/release/dcat.ttl" >"$place/shacl.log" || { tail -n 20 "$place/shacl.log"; exit 1; }
    registry datacite "$place/release/datacite.json"
    for file in dcat.ttl datacite.json; do grep -q "dataset-before" "$place/release/$file"; done
    sums=$(grep -c 'rdf/terms#checksumValue>' "$place/release/dcat.ttl")
    [ "$sums" -gt 10 ]
    echo "  DCAT-AP 3.0.1: a release conforms, $sums checksums"
fi

lov=$place/catalogue-lov.ttl
registry vocabulary "$lov"
rendered "$lov" "$place/lov.html"
if grep -qiE 'warning|error|traceback' "$place/lov.html.log"; then
    cat "$place/lov.html.log"
    exit 1
fi
echo "  pyLODE: $(grep -c '<code>https://w3id.org/airm-graph/ns#' "$place/lov.html") addresses of terms on one page"

echo "faults"
if [ -d "$suite" ]; then
    broken "no title" "$place/catalogue-dcat.ttl" "$place/broken.ttl"
    refused "a data set without a title" dcat_ap "$place/broken.ttl"
    broken "no agent" "$place/catalogue-dcat.ttl" "$place/broken.ttl"
    refused "a publisher that is no agent" dcat_ap "$place/broken.ttl"
    for fault in "no licence" "wrong count"; do
        broken "$fault" "$place/catalogue-dcat.ttl" "$place/broken.ttl"
        dcat_ap "$place/broken.ttl" >/dev/null
        seen_by_us dcat "$place/broken.ttl" "$fault"
    done
fi
broken "no creators" "$place/catalogue-datacite.json" "$place/broken.json"
refused "no creators" registry datacite "$place/broken.json"
for fault in "no day" "no DOI"; do
    broken "$fault" "$place/catalogue-datacite.json" "$place/broken.json"
    registry datacite "$place/broken.json" >/dev/null
    seen_by_us datacite "$place/broken.json" "$fault"
done
broken "no ontology" "$lov" "$place/broken.ttl"
refused "a vocabulary without a header" rendered "$place/broken.ttl" "$place/broken.html"
broken "no status" "$lov" "$place/broken.ttl"
rendered "$place/broken.ttl" "$place/broken.html"
seen_by_us lov "$place/broken.ttl" "no status"
