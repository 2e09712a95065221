#!/usr/bin/env bash
# Skosify reads every concept scheme and finds nothing to mend. It exits 0 even when it does, so its words are the verdict.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/judge/environment.inc
place=${AIRM_JUDGE_DIR:-build/judge}/skosify-2.3.0
mkdir -p "$place"

if ! [ -x "$place/venv/bin/skosify" ]; then
    environment "$place/venv" skosify==2.3.0
fi

seen=0 faults=0
for file in ontology/schemes/*.ttl; do
    grep -q 'a skos:ConceptScheme' "$file" || continue # facets.ttl holds no scheme
    seen=$((seen + 1))
    name=$(basename "$file" .ttl)
    code=0
    "$place/venv/bin/skosify" --keep-related --no-mark-top-concepts \
        --output "$place/$name.ttl" "$file" 2> "$place/$name.log" || code=$?
    if [ "$code" -ne 0 ] || grep -qE '^(WARNING|ERROR|CRITICAL)|Traceback' "$place/$name.log"; then
        faults=$((faults + 1))
        echo "skosify: $file (exit $code)" >&2
        cat "$place/$name.log" >&2
    fi
done

echo "skosify 2.3.0: $seen concept schemes read, $faults with faults"
[ "$seen" -gt 0 ] && [ "$faults" -eq 0 ]
