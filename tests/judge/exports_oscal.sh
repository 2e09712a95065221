#!/usr/bin/env bash
# compliance-trestle imports the OSCAL catalog and mapping collection of the catalogue and of an
# import, and NIST's JSON schemas accept them; both refuse a spoilt copy of each. What both let pass
# (ids that stand twice, links and maps that lead nowhere) our own check has to see.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/judge/environment.inc
place=${AIRM_JUDGE_DIR:-build/judge}/exports-oscal
mkdir -p "$place"
place=$(cd "$place" && pwd)
schemas=../shared/suites/oscal
helper=tests/judge/exports_oscal/faults.py

if ! [ -d "$schemas" ]; then
    echo "skipped OSCAL: NIST's schemas are not in $schemas"
    exit 0
fi
if ! [ -x "$place/venv/bin/trestle" ] || ! [ -x "$place/venv/bin/check-jsonschema" ]; then
    if ! environment "$place/venv" \
        compliance-trestle==5.2.0 check-jsonschema==0.39.0 2>"$place/installed"; then
        echo "skipped OSCAL: compliance-trestle cannot be installed: $(tail -1 "$place/installed")"
        exit 0
    fi
fi
. tests/judge/exported.inc

rm -rf "$place/workspace"
mkdir -p "$place/workspace"
(cd "$place/workspace" && "$place/venv/bin/trestle" init --local >/dev/null 2>&1)

faults=0
fault() {
    faults=$((faults + 1))
    echo "OSCAL: $1" >&2
}

by_schema() { # catalog|mapping FILE...
    local kind=$1
    shift
    "$place/venv/bin/check-jsonschema" --schemafile "$schemas/oscal_${kind}_schema.json" "$@" \
        >"$place/schema.said" 2>&1
}

by_trestle() { # FILE NAME
    (cd "$place/workspace" && "$place/venv/bin/trestle" import -f "$1" -o "$2" \
        >"$place/trestle.said" 2>&1)
}

by_us() { # FILE...: prints, per file, how many faults our check finds, and the first
    .venv/bin/python -c '
import sys
from pathlib import Path
from airm_graph.export.oscal.checks import check_oscal
for name in sys.argv[1:]:
    found = check_oscal(Path(name))
    print(len(found), Path(name).name, *found[:1])' "$@"
}

# ---------------------------------------------------------------- the catalogue and the import

for which in catalogue imported; do
    mkdir -p "$place/$which"
    for kind in catalog mapping; do
        file=$place/$which/oscal-$kind.json
        exported "$which" "oscal-$kind" "$file" --previous https://example.org/data/1
        held=$(python3 "$helper" --counts "$file")
        by_trestle "$file" "$which-$kind" || { fault "$file, by trestle:"; cat "$place/trestle.said" >&2; }
        # trestle looks for UUIDs of version 4 when it looks for links; ours are of version 5, for
        # they are made from IRIs. So it says of all resources, and of no others, that nothing links
        # to them. Whether each link leads somewhere is for our own check.
        number=${held##*, }
        expected="Resources have $number uuids and $number are not referenced by model."
        if grep -E 'WARNING|ERROR|CRITICAL' "$place/trestle.said" | grep -vF "WARNING: $expected" >&2; then
            fault "$file: trestle warns"
        fi
        echo "$which, oscal-$kind: $held resources"
    done
done
for kind in catalog mapping; do
    files=("$place"/{catalogue,imported}/"oscal-$kind.json")
    by_schema "$kind" "${files[@]}" || { fault "oscal-$kind, by the schema:"; cat "$place/schema.said" >&2; }
    if by_us "${files[@]}" | grep -v '^0 ' >&2; then fault "oscal-$kind, by our check"; fi
done

# ---------------------------------------------------------------- each can tell

# A part is enough to spoil. Each copy keeps its name in a folder with the catalog, where our check
# looks the controls up that are mapped.
part=$place/part
rm -rf "$part"
mkdir -p "$part"
for kind in catalog mapping; do
    exported imported "oscal-$kind" "$part/oscal-$kind.json" --framework finos-aigf
done
if by_us "$part"/*.json | grep -v '^0 ' >&2; then fault "the part, by our check"; fi
refused=0
for each in catalog:control-without-title mapping:map-without-relationship; do
    kind=${each%%:*} copy=$part/${each#*:}.json
    python3 "$helper" "${each#*:}" "$part/oscal-$kind.json" "$copy"
    if by_schema "$kind" "$copy"; then fault "the schema accepts ${each#*:}"; fi
    if by_trestle "$copy" "spoilt-$kind"; then fault "trestle accepts ${each#*:}"; fi
    refused=$((refused + 1))
done
missed=()
for kind in catalog mapping; do
    [ "$kind" = catalog ] && names=(two-controls-of-one-id link-to-nowhere)
    [ "$kind" = mapping ] && names=(map-of-no-control unknown-relationship)
    copies=()
    for name in "${names[@]}"; do
        python3 "$helper" "$name" "$part/oscal-$kind.json" "$part/$name.json"
        copies+=("$part/$name.json")
    done
    by_schema "$kind" "${copies[@]}" || fault "the schema sees by now what it missed: ${names[*]}"
    missed+=("${copies[@]}")
done
head -c 10000 "$part/oscal-catalog.json" >"$part/cut-off.json"
by_us "${missed[@]}" "$part/cut-off.json" >"$place/ours.said"
if grep '^0 ' "$place/ours.said" >&2; then fault "our check misses these"; fi
cut -d' ' -f2- "$place/ours.said"

echo "trestle 5.2.0 and NIST's schemas 1.2.1: $refused spoilt copies refused; ${#missed[@]} more seen by our check alone; $faults faults"
[ "$faults" -eq 0 ]
