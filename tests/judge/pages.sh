#!/usr/bin/env bash
# Writes the vocabulary as one HTML page to the path given (default: airm.html among built things).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
home=${AIRM_JUDGE_DIR:-$root/build/judge}
page=${1:-$home/airm.html}

[ -x "$home/pylode/bin/python" ] || python3 -m venv "$home/pylode"
"$home/pylode/bin/python" -m pip install --quiet pylode==3.3.4
mkdir -p "$(dirname "$page")"
"$home/pylode/bin/pylode" --outputfile "$page" "$root/ontology/airm.ttl"

for term in Mitigation CodingStatement respondsTo sourceKey; do
    grep -q "<code>https://w3id.org/airm-graph/ns#$term</code>" "$page"
done
