#!/usr/bin/env bash
# The validators of SSSOM and of LinkML read what is exported as SSSOM and for the AI Atlas Nexus, of the catalogue, of an import
# and of a made-up work with odd texts: no error and not one word of warning. Both are shown files that they must refuse, and our
# checks what neither sees.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/judge/environment.inc
mkdir -p "${AIRM_JUDGE_DIR:-build/judge}/exports-sssom-nexus"
place=$(cd "${AIRM_JUDGE_DIR:-build/judge}/exports-sssom-nexus" && pwd)
nexus=../shared/data/ai-atlas-nexus
# shellcheck source=/dev/null
source tests/judge/exported.inc

if ! [ -x "$place/venv/bin/linkml-validate" ]; then
    rm -rf "$place/venv"
    if ! environment "$place/venv" sssom==0.4.21 linkml==1.12.1; then
        rm -rf "$place/venv"
        echo "skipped: sssom==0.4.21 and linkml==1.12.1 cannot be installed"
        exit 0
    fi
fi
sssom=$place/venv/bin/sssom

fail() {
    echo "exports-sssom-nexus: $*" >&2
    exit 1
}

# silent NAME COMMAND...   succeeds without a word
silent() {
    local name=$1
    shift
    "$@" >"$place/$name.log" 2>&1 || { cat "$place/$name.log" >&2; fail "$name: refused"; }
    [ ! -s "$place/$name.log" ] || { cat "$place/$name.log" >&2; fail "$name: words that nothing explains"; }
}

# refused NAME COMMAND...   must not succeed
refused() {
    local name=$1
    shift
    ! "$@" >"$place/$name.log" 2>&1 || fail "$name: accepted"
}

# ours_says MODULE:FUNCTION PATH   the complaints of our own check, a line each
ours_says() {
    .venv/bin/python - "$@" <<'PY'
import sys
from importlib import import_module
from pathlib import Path

module, function = sys.argv[1].split(":")
check = getattr(import_module(f"airm_graph.export.{module}"), function)
print(*check(Path(sys.argv[2])), sep="\n", end="")
PY
}

validate=("$sssom" validate -V JsonSchema -V PrefixMapCompleteness -V StrictCurieFormat)

rm -rf "$place/odd" && mkdir "$place/odd"
PYTHONPATH=tests .venv/bin/python tests/odd_mappings.py "$place/odd" 2>/dev/null
exported catalogue sssom "$place/catalogue.sssom.tsv"
exported catalogue sssom-json "$place/catalogue.sssom.json"
# Of the import only what it changed: all else is in the catalogue.
for name in sssom:sssom.tsv sssom-json:sssom.json; do
    exported imported "${name%%:*}" "$place/imported.${name#*:}" --graph source-finos --graph source-atlas5_6_0
    cp "$place/odd/odd.${name#*:}" "$place/"
done
least=([0]=5000 [1]=500 [2]=25)

for which in catalogue imported odd; do
    table=$place/$which.sssom.tsv
    [ -z "$(ours_says sssom.checks:check_tsv "$table")" ] || fail "$which: our check of the table speaks"
    [ -z "$(ours_says sssom.checks:check_json "$place/$which.sssom.json")" ] || fail "$which: our check of the JSON speaks"
    # Without the required column the validator is content, so the header is looked at first.
    sed -n '/^[^#]/{p;q}' "$table" | tr '\t' '\n' | grep -x mapping_justification >/dev/null || fail "$which: no justification"
    silent "$which-validate" "${validate[@]}" "$table"
    silent "$which-rdf" "$sssom" convert -O rdf "$table" -o "$place/$which.ttl"
    rows=$(($(grep -vc '^#' "$table") - 1))
    negative=$(cut -f7 "$table" | grep -cx Not || true)
    [ "$rows" -ge "${least[0]}" ] || fail "$which: $rows rows only"
    least=("${least[@]:1}")
    [ "$(grep -c ' a owl:Axiom' "$place/$which.ttl")" -eq "$rows" ] || fail "$which: rows are lost on the way to RDF"
    [ "$(grep -c 'sssom:NegatedPredicate' "$place/$which.ttl")" -eq "$negative" ] || fail "$which: a negative mapping lost its Not"
    echo "sssom 0.4.21: $which: $rows mappings ($negative negative) valid, all of them in RDF"
done

# Its reader of JSON needs many seconds before the first row, so it gets one file.
silent json-parse "$sssom" parse -I json "$place/odd.sssom.json" -o "$place/again.sssom.tsv"
silent json-validate "${validate[@]}" "$place/again.sssom.tsv"
objects=$(grep -c '^{"record_id"' "$place/odd.sssom.json")
[ "$(($(grep -vc '^#' "$place/again.sssom.tsv") - 1))" -eq "$objects" ] || fail "rows of the JSON are lost"
echo "sssom 0.4.21: $objects odd mappings read from JSON, valid"

# What must be refused, and what only our check sees.
head -400 "$place/catalogue.sssom.tsv" >"$place/few.sssom.tsv"
sed 's/\t1\t/\t1.5\t/' "$place/few.sssom.tsv" >"$place/confidence.sssom.tsv"
grep -v '^#  airmg:' "$place/few.sssom.tsv" >"$place/prefix.sssom.tsv"
refused confidence "${validate[@]}" "$place/confidence.sssom.tsv"
refused prefix "$sssom" validate -V PrefixMapCompleteness "$place/prefix.sssom.tsv"
grep -v '^#' "$place/few.sssom.tsv" | cut -f11 --complement >"$place/rows"
{ grep '^#' "$place/few.sssom.tsv"; cat "$place/rows"; } >"$place/unjustified.sssom.tsv"
"$sssom" validate "$place/unjustified.sssom.tsv" >/dev/null 2>&1 || fail "the validator now sees a missing justification: say so"
for broken in confidence prefix unjustified; do
    [ -n "$(ours_says sssom.checks:check_tsv "$place/$broken.sssom.tsv")" ] || fail "$broken: our check is silent"
done
echo "sssom 0.4.21: 2 broken files refused; a third one, without justifications, only by our check"

if ! [ -d "$nexus" ]; then
    echo "skipped: no schema of the AI Atlas Nexus in $nexus"
    exit 0
fi
linkml=("$place/venv/bin/linkml-validate" -s "$nexus/schema/ai-risk-ontology.yaml" -C Container)

rm -rf "$place"/nexus-* && files=()
exported catalogue nexus "$place/nexus-catalogue"
exported imported nexus "$place/nexus-imported"
cp -r "$place/odd/nexus-odd" "$place"
for which in catalogue imported odd; do
    complaints=$(ours_says nexus.checks:check_nexus "$place/nexus-$which")
    [ -z "$complaints" ] || fail "nexus of $which: our check says: $complaints"
    mapfile -t some < <(cd "$place/nexus-$which" && find . -name '*.yaml' | sort | while read -r file; do
        # What is the same, byte for byte, was looked at already.
        if [ "$which" = catalogue ] || ! cmp -s "$file" "$place/nexus-catalogue/$file"; then echo "$place/nexus-$which/$file"; fi
    done)
    [ "${#some[@]}" -gt 1 ] || fail "nexus of $which: ${#some[@]} files"
    files+=("${some[@]}")
done
"${linkml[@]}" "${files[@]}" >"$place/linkml.log" 2>&1 || { head -20 "$place/linkml.log" >&2; fail "LinkML refuses a file"; }
[ "$(cat "$place/linkml.log")" = 'No issues found' ] || fail "LinkML: $(head -3 "$place/linkml.log")"
echo "linkml 1.12.1: ${#files[@]} files for the Nexus valid, $(cat "${files[@]}" | grep -c '^- id: ') entities"

.venv/bin/python - "$place" "$nexus" <<'PY'
import sys
from pathlib import Path

import yaml

place, nexus = map(Path, sys.argv[1:])


def ids(files):
    read = (yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader) for file in files)
    return {each["id"] for content in read for several in content.values() for each in several}


theirs = ids(nexus.glob("knowledge_graph/*.yaml"))
for which in ("catalogue", "imported"):
    folder = place / f"nexus-{which}"
    mine = ids(folder.glob("knowledge_graph/*.yaml"))
    referred = set((folder / "nexus-ids.txt").read_text(encoding="utf-8").split())
    if mine & theirs or referred - theirs or not referred:
        sys.exit(f"{which}: clashes {sorted(mine & theirs)[:3]}, unknown {sorted(referred - theirs)[:3]}")
    print(f"nexus of {which}: {len(mine)} ids, none of the Nexus; all {len(referred)} that it refers to are there")
PY

one=$place/nexus-catalogue/knowledge_graph/airm_graph_nistairmf1_0.yaml
mkdir -p "$place/broken/knowledge_graph"
sed '0,/  type: Requirement/s//  type: Requirement\n  hasRelatedRisks: [x]/' "$one" >"$place/broken/knowledge_graph/slot.yaml"
refused linkml-slot "${linkml[@]}" "$place/broken/knowledge_graph/slot.yaml"
sed '0,/isDefinedByTaxonomy: .*/s//isDefinedByTaxonomy: airm-nowhere/' "$one" >"$place/broken/knowledge_graph/slot.yaml"
"${linkml[@]}" "$place/broken/knowledge_graph/slot.yaml" >/dev/null 2>&1 || fail "LinkML now sees a dangling reference: say so"
ours_says nexus.checks:check_nexus "$place/broken" >"$place/broken.log"
grep -q 'airm-nowhere, which is nowhere' "$place/broken.log" || fail "our check is silent"
echo "linkml 1.12.1: an unknown slot refused; a dangling reference only by our check"
