#!/usr/bin/env bash
# OASIS's validator of STIX (strict) and the stix2 library read the bundle, a JSON schema made from the published
# format reads the Navigator's layer, networkx and igraph read the network: of the catalogue, of an import, and of a
# small work whose texts are made to break writers. Nothing is explained away: no error and no warning is expected.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/judge/environment.inc
. tests/judge/exported.inc
here=tests/judge/exports_stix_graphs
place=$(mkdir -p "${AIRM_JUDGE_DIR:-build/judge}/exports-stix-graphs" && cd "${AIRM_JUDGE_DIR:-build/judge}/exports-stix-graphs" && pwd)

# 3.3.1 of the validator came without its schemas and calls every file invalid
if ! [ -x "$place/venv/bin/stix2_validator" ]; then
    if ! environment "$place/venv" \
        stix2-validator==3.2.0 stix2==3.0.2 jsonschema==4.26.0 igraph==1.0.0 networkx==3.6.1; then
        rm -rf "$place/venv"
        echo "skipped: stix2-validator, stix2, jsonschema, igraph or networkx cannot be installed"
        exit 0
    fi
fi
others="$place/venv/bin/python $here/others.py"
checks="$PWD/.venv/bin/python $here/ours.py"

# Whether OASIS's validator finds nothing at all; its words go to a file.
valid() {
    "$place/venv/bin/stix2_validator" --strict --strict-properties --enforce-refs "$1" >"$1.log" 2>&1 &&
        grep -q 'STIX JSON: Valid' "$1.log" && ! grep -qE '\[X\]|\[!\]' "$1.log"
}

fail() {
    echo "exports_stix_graphs: $1" >&2
    exit 1
}

# Where a file stands; the validator reads nothing that does not end with .json.
file() {
    if [ "$2" = graphml ]; then echo "$place/$1.graphml"; else echo "$place/$1.$2.json"; fi
}

$checks made "$(file made stix)" "$(file made atlas-layer)" "$(file made graphml)" "$place/made.expected.json"
for which in catalogue imported; do
    for format in stix atlas-layer graphml; do
        exported $which $format "$(file $which $format)"
    done
    $checks expected "$builds/$which" "$place/$which.expected.json"
done
for which in made catalogue imported; do
    valid "$(file $which stix)" || { cat "$(file $which stix).log" >&2; fail "$which: no valid STIX"; }
    $others stix "$(file $which stix)"
    $others layer "$(file $which atlas-layer)"
    $others graphml "$(file $which graphml)" "$place/$which.expected.json"
    $checks check stix "$(file $which stix)" atlas-layer "$(file $which atlas-layer)" graphml "$(file $which graphml)"
done

if [ -f ../shared/data/mitre-atlas/atlas_layer_matrix.json ]; then
    $others layer ../shared/data/mitre-atlas/atlas_layer_matrix.json
    $others matrix "$(file catalogue atlas-layer)" ../shared/data/mitre-atlas/atlas_layer_matrix.json
else
    echo "skipped: ../shared is not here, so no layer of MITRE's own is compared"
fi

# What is broken is refused: by the others, and where these see nothing, by our own check, which sees all of it.
seen=0
$checks break "$place" "$(file made stix)" "$(file made atlas-layer)" "$(file made graphml)" >"$place/broken"
while read -r fault broken; do
    accepted=no
    case $fault in
        stix:*) valid "$broken" && accepted=yes ;;
        atlas-layer:*) $others layer "$broken" >"$broken.log" 2>&1 && accepted=yes ;;
        graphml:*) $others graphml "$broken" >"$broken.log" 2>&1 && accepted=yes ;;
    esac
    case $fault in
        *:unseen) [ $accepted = yes ] || fail "$fault: the others see it after all" ;;
        *) [ $accepted = no ] || fail "$fault: the others accept it" ;;
    esac
    seen=$((seen + 1))
done <"$place/broken"
[ "$seen" -ge 10 ] || fail "$seen files were broken"
echo "exports_stix_graphs: 9 files without an error or a warning, $seen broken ones refused"
