#!/usr/bin/env bash
# Commands and library queries say the same of the Oxigraph server, Virtuoso 7, rdflib-endpoint and
# our own server as of the build; a store that cannot be asked is one line and exit code 2.
# Virtuoso is skipped where it is not installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/judge/environment.inc
place=${AIRM_JUDGE_DIR:-build/judge}/remote
mkdir -p "$place"
place=$(cd "$place" && pwd)

environment "$place/venv" \
    --editable '.[remote,serve,analysis]' 'rdflib-endpoint[web]==0.6.3' 'oxigraph>=0.5,<0.6' \
    'pytest>=8' 'jsonschema>=4' 'psutil>=5.9,<8'

airm() { AIRM_GRAPH_HOME=$place/whole "$place/venv/bin/airm-graph" "$@"; }

# Each of these is refused with one line and exit code 2, and no secret is in it.
refused() {
    local expected=$1 said code=0
    shift
    said=$("$@" 2>&1 >/dev/null) || code=$?
    if [ "$code" != 2 ] || ! grep -qF -- "$expected" <<<"$said" || grep -qF secret <<<"$said" ||
        grep -q Traceback <<<"$said"; then
        echo "expected exit code 2 and '$expected', got $code: $said"
        exit 1
    fi
}
refused "has credentials in it" airm --store http://me:secret@127.0.0.1:9/query gaps
refused "is not the address of a store" airm --store 127.0.0.1:9/query gaps
refused "cannot be reached" airm --quiet --store http://127.0.0.1:9/query gaps
refused "works on what is in the workspace" airm --store http://127.0.0.1:9/query validate
refused "set both or none" env AIRM_GRAPH_STORE_PASSWORD=secret \
    "$place/venv/bin/airm-graph" --store http://127.0.0.1:9/query gaps
# The shell is offered words, and no store is asked for them.
AIRM_GRAPH_STORE=http://127.0.0.1:9/query _AIRM_GRAPH_COMPLETE=bash_complete \
    COMP_WORDS="airm-graph cov" COMP_CWORD=1 "$place/venv/bin/airm-graph" | grep -q coverage

ask() { PATH=$place/venv/bin:$PATH "$place/venv/bin/python" tests/judge/remote_stores.py "$@"; }
if [ $# -gt 0 ]; then
    ask "$place/some" "$@"
    exit
fi
# Two at a time, each with a build of its own; Virtuoso takes as long as all others.
ask "$place/one" oxigraph 'airm-graph serve' >"$place/one.log" 2>&1 &
code=0
ask "$place/other" virtuoso rdflib-endpoint || code=$?
wait $! || code=$?
cat "$place/one.log"
exit "$code"
