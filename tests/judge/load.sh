#!/usr/bin/env bash
# wrk loads our server, and beside it rdflib-endpoint on the same graph.
set -euo pipefail
cd "$(dirname "$0")/../.."
place=${AIRM_JUDGE_DIR:-build/judge}/load
mkdir -p "$place"
if ! command -v wrk >/dev/null; then echo "skipped: wrk is not installed"; exit 0; fi
if ! [ -x "$place/venv/bin/rdflib-endpoint" ]; then
    python3 -m venv "$place/venv"
    "$place/venv/bin/python" -m pip install --quiet --disable-pip-version-check "rdflib-endpoint[web]==0.6.3"
fi
.venv/bin/airm-graph --quiet --workspace "$place" build >"$place/build.log"
.venv/bin/python tests/judge/load/run.py "$place" "$place/venv"
