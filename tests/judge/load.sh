#!/usr/bin/env bash
# wrk loads our server, and beside it rdflib-endpoint on the same graph.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/judge/environment.inc
place=${AIRM_JUDGE_DIR:-build/judge}/load
mkdir -p "$place"
if ! command -v wrk >/dev/null; then echo "skipped: wrk is not installed"; exit 0; fi
if ! [ -x "$place/venv/bin/rdflib-endpoint" ]; then
    environment "$place/venv" "rdflib-endpoint[web]==0.6.3"
fi
.venv/bin/airm-graph --quiet --workspace "$place" build >"$place/build.log"
.venv/bin/python tests/judge/load/run.py "$place" "$place/venv"
