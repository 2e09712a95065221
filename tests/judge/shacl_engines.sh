#!/usr/bin/env bash
# pyshacl, our focused way, rudof and Apache Jena find the same in a build, in all failing examples of
# the shapes, and in mutants of these.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/judge/environment.inc
place=${AIRM_JUDGE_DIR:-build/judge}/shacl-engines
mkdir -p "$place"
place=$(cd "$place" && pwd)

environment "$place/venv" \
    --editable . pyrudof==0.3.35

. tests/judge/jena.inc

"$place/venv/bin/python" tests/judge/shacl_engines.py "$place" "$jars"
