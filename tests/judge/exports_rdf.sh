#!/usr/bin/env bash
# The six RDF serialisations, and SKOS, of two builds in the eyes of others.
#
# pyoxigraph reads each whole file and finds the quads of the build. Apache Jena objects to nothing in
# the whole files. Jena, rdflib and pyld (which are slow) find in the files of a part what its quads
# say; compacting and framing it with pyld changes nothing. Skosify finds nothing to mend in SKOS.
# Each must refuse, or tell apart, a file that is broken.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/judge/environment.inc
place=${AIRM_JUDGE_DIR:-build/judge}/exports-rdf
mkdir -p "$place"
place=$(cd "$place" && pwd)

if ! [ -f "$place/venv/complete" ]; then
    environment "$place/venv" \
        PyLD==3.3.0 pyoxigraph==0.5.13 rdflib==7.6.0 skosify==2.3.0
    touch "$place/venv/complete"
fi
# shellcheck source=tests/judge/jena.inc
source tests/judge/jena.inc
# shellcheck source=tests/judge/exported.inc
source tests/judge/exported.inc
riot() { java -XX:TieredStopAtLevel=1 -cp "$jars" riotcmd.riot "$@"; }

# ---------------------------------------------------------------- the files

# The part is what slow readers are given; they would take minutes for the whole.
declare -A part=([catalogue]=gipiskis2024 [imported]=odd)
write() {
    local which=$1 each
    rm -rf "${place:?}/$which"
    mkdir -p "$place/$which"
    for each in turtle:ttl ntriples:nt nquads:nq trig:trig rdfxml:rdf jsonld:jsonld; do
        exported "$which" "${each%:*}" "$place/$which/whole.${each#*:}"
    done
    for each in turtle:ttl nquads:nq trig:trig rdfxml:rdf jsonld:jsonld; do
        exported "$which" "${each%:*}" "$place/$which/part.${each#*:}" --framework "${part[$which]}"
    done
    for each in turtle:ttl jsonld:jsonld; do
        exported "$which" "${each%:*}" "$place/$which/moved.${each#*:}" \
            --framework "${part[$which]}" --base https://risk.example.org/
    done
    exported "$which" skos "$place/$which/skos.ttl"
}
write catalogue & first=$!
write imported
wait "$first"

# ---------------------------------------------------------------- Apache Jena

# Debian's Jena lacks a part that reading JSON-LD needs.
mapfile -t files < <(find "$place"/{catalogue,imported} -type f ! -name '*.jsonld' | sort)
if ! riot --validate "${files[@]}" >"$place/riot.log" 2>&1 || [ -s "$place/riot.log" ]; then
    cat "$place/riot.log" >&2
    exit 1
fi
echo "Jena: nothing to object to in ${#files[@]} files"

for which in catalogue imported; do
    for kind in ttl trig rdf; do
        riot --output=nquads "$place/$which/part.$kind" >"$place/$which/jena-$kind.nq"
    done &
done
wait
# Half of a file is none, and an address with a space is not one.
mkdir -p "$place/broken"
for kind in ttl trig rdf; do
    head -c 20001 "$place/catalogue/part.$kind" >"$place/broken/half.$kind"
done
for kind in nt nq; do
    tail -n 3 "$place/catalogue/whole.$kind" | sed 's|<https://|<https:// |' >"$place/broken/half.$kind"
done
for file in "$place"/broken/half.*; do
    if riot --validate "$file" >/dev/null 2>&1; then
        echo "Jena accepts $file, which is broken" >&2
        exit 1
    fi
done

# ---------------------------------------------------------------- pyoxigraph, rdflib, pyld

"$place/venv/bin/python" tests/judge/exports_rdf/compare.py "$place" "$builds"

# ---------------------------------------------------------------- Skosify

# It exits 0 even when it mends something, so its words are the verdict. One of them is explained:
# it takes one scheme of a file for the default, into which it would put concepts that are in none;
# there are none.
skosify() {
    "$place/venv/bin/skosify" --keep-related --no-mark-top-concepts \
        --output "$place/mended.ttl" "$1" 2>&1 |
        grep -E '^(WARNING|ERROR|CRITICAL)|Traceback' |
        grep -vE '^WARNING: Multiple concept schemes found\. Selecting https://w3id\.org/airm-graph/id/scheme-[a-z0-9_-]+ as default concept scheme\.$' || true
}
ours() {
    .venv/bin/python -c 'import sys, pathlib
from airm_graph.export.skos import check_skos
print("\n".join(check_skos(pathlib.Path(sys.argv[1]))))' "$1"
}
for which in catalogue imported; do
    file=$place/$which/skos.ttl
    said=$(skosify "$file"; ours "$file")
    if [ -n "$said" ]; then
        printf '%s:\n%s\n' "$file" "$said" >&2
        exit 1
    fi
    echo "Skosify and our conditions: nothing to mend in $which, $(grep -c ' a skos:Concept ;' "$file") concepts"
done
# A second preferred label: both speak. A broader concept that is not there: only we do.
broken=$place/broken/skos.ttl
broken_with() { { cat "$place/catalogue/skos.ttl"; echo "airmid:stage-deploy $1 ."; } >"$broken"; }
broken_with 'skos:prefLabel "Another"@en'
if [ -z "$(skosify "$broken")" ] || [[ "$(ours "$broken")" != *S14* ]]; then
    echo "two preferred labels go unnoticed" >&2
    exit 1
fi
broken_with 'skos:broader airmid:stage-nowhere'
if [[ "$(ours "$broken")" != *S20* ]]; then
    echo "a broader concept that is not there goes unnoticed" >&2
    exit 1
fi
[ -n "$(skosify "$broken")" ] || echo "Skosify misses a broader concept that is not there; we do not"
