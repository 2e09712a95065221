#!/usr/bin/env bash
# The W3C suites of SPARQL 1.1 over HTTP, driven by the npm package rdf-test-suite. They load data
# for each test, so the server is that of tests/writable_server.py. What may fail is listed, test by
# test; a test that fails and is not listed, or is listed and passes, is an error.
set -euo pipefail
cd "$(dirname "$0")/../.."
place=${AIRM_JUDGE_DIR:-build/judge}/rdf-test-suite-2.8.0
suites=$(cd .. && pwd)/shared/suites/sparql11
if ! [ -d "$suites" ]; then echo "skipped: the suites are not beside the checkout"; exit 0; fi
mkdir -p "$place"
place=$(cd "$place" && pwd)

if ! [ -d "$place/node_modules/rdf-test-suite" ]; then
    # newer releases of n3 do not read the manifests
    echo '{"private": true, "dependencies": {"rdf-test-suite": "2.8.0", "n3": "1.26.0", "sparqljson-parse": "^3.0.0"},
           "overrides": {"n3": "1.26.0"}}' > "$place/package.json"
    (cd "$place" && npm install --silent --no-audit --no-fund)
fi
cp tests/judge/sparql_suite/engine.js "$place/"

.venv/bin/python tests/judge/sparql_suite/run.py "$place" "$suites"
