#!/usr/bin/env bash
# Comunica, a SPARQL client that is not ours, asks the server. The Python clients are in the tests,
# the query editor in the judge of the pages.
set -euo pipefail
cd "$(dirname "$0")/../.."
place=${AIRM_JUDGE_DIR:-build/judge}/comunica-4.5.0
mkdir -p "$place"
place=$(cd "$place" && pwd)
if ! [ -d "$place/node_modules/@comunica/query-sparql" ]; then
    echo '{"private": true}' >"$place/package.json"
    (cd "$place" && npm install --silent --no-audit --no-fund @comunica/query-sparql@4.5.0)
fi
cp tests/judge/clients/comunica.js "$place/"
.venv/bin/airm-graph --quiet --workspace "$place" build >"$place/build.log"
.venv/bin/python tests/judge/clients/run.py "$place" node "$place/comunica.js"
