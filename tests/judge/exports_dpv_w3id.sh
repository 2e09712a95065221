#!/usr/bin/env bash
# The export in the terms of DPV and AIRO: every term is one of the vocabularies as their authors
# publish them, within domain and range, and the shapes of AIRO find nothing (pySHACL). The redirects
# for w3id.org: Apache httpd answers every kind of identifier and Accept header as it should.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/judge/environment.inc
place=$(mkdir -p "${AIRM_JUDGE_DIR:-build/judge}/exports-dpv-w3id" && cd "${AIRM_JUDGE_DIR:-build/judge}/exports-dpv-w3id" && pwd)

if [ -d ../shared/data/w3c-dpv ]; then
    # shellcheck source=tests/judge/exported.inc
    . tests/judge/exported.inc
    if ! [ -x "$place/venv/bin/pyshacl" ]; then
        environment "$place/venv" pyshacl==0.40.1
    fi
    for which in catalogue imported; do
        exported "$which" dpv-airo "$place/$which.ttl"
        "$place/venv/bin/python" tests/judge/exports_dpv_w3id/vocabularies.py "$which" "$place/$which.ttl" ../shared/data
        .venv/bin/python tests/judge/exports_dpv_w3id/our_check.py "$which" "$place/$which.ttl"
    done
else
    echo "skipped: the vocabularies of DPV and AIRO do not lie beside this checkout"
fi

if ! command -v apache2 >/dev/null && ! [ -x /usr/sbin/apache2 ]; then
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=60 apache2-bin; } \
        >"$place/apt.log" 2>&1 || { echo "skipped: Apache httpd cannot be installed here"; exit 0; }
fi
.venv/bin/python tests/judge/exports_dpv_w3id/redirects.py "$(command -v apache2 || echo /usr/sbin/apache2)" "$place/httpd"
