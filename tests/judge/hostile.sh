#!/usr/bin/env bash
# Strangers ask the server 200 malformed requests and 30 bombs while others work. Where it is
# allowed the whole run has a network of its own, in which every packet that would leave is counted.
set -euo pipefail
cd "$(dirname "$0")/../.."
place=${AIRM_JUDGE_DIR:-build/judge}/hostile
mkdir -p "$place"
.venv/bin/airm-graph --quiet --workspace "$place" build >"$place/build.log"

run=(.venv/bin/python tests/judge/hostile/run.py "$place")
if unshare --net true 2>/dev/null && command -v ip >/dev/null; then
    exec unshare --net bash -c 'ip link set lo up && exec "$@"' _ "${run[@]}"
fi
exec "${run[@]}"
