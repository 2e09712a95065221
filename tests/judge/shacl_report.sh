#!/usr/bin/env bash
# Apache Jena reads what --report writes as a SHACL validation report, in three forms of RDF.
# (Debian's Jena lacks a part that reading JSON-LD needs.)
set -euo pipefail
cd "$(dirname "$0")/../.."
place=${AIRM_JUDGE_DIR:-build/judge}/shacl-report
mkdir -p "$place"
place=$(cd "$place" && pwd)

. tests/judge/jena.inc
as_report() { java -cp "$jars" tests/judge/Report.java "$@"; }

export AIRM_GRAPH_HOME=$place/workspace
names=("$place"/report.{ttl,nt,rdf})
.venv/bin/airm-graph -q validate --report "${names[0]}" --report "${names[1]}" --report "${names[2]}" >/dev/null

# A reader that takes a report without results for one of ours proves nothing.
sed 's/ValidationResult/ValidationResolt/; s/shacl#result>/shacl#resolt>/' "${names[1]}" >"$place/wrong.nt"
if as_report "$place/wrong.nt"; then
    echo "the reader accepts a report that has none of the results" >&2
    exit 1
fi
as_report "${names[@]}"
