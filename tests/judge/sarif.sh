#!/usr/bin/env bash
# SARIF output conforms to the schema of the standard, and Microsoft's validator finds no error in it.
set -euo pipefail
cd "$(dirname "$0")/../.."
place=${AIRM_JUDGE_DIR:-build/judge}/sarif
mkdir -p "$place"
place=$(cd "$place" && pwd)
airm=$PWD/.venv/bin/airm-graph

# The schema, as a package that tests SARIF carries it.
if ! [ -f "$place/package/lib/schemas/sarif-2.1.0-rtm.5.json" ]; then
    (cd "$place" && npm pack --silent @microsoft/jest-sarif@1.0.0-beta.0 && tar -xzf microsoft-jest-sarif-*.tgz)
fi
AIRM_JUDGE_DIR=$(dirname "$place") .venv/bin/python -m pytest -n 0 -q tests/test_sarif.py | tee "$place/tests.log"
if grep -q skipped "$place/tests.log"; then
    echo "the schema was not asked" >&2
    exit 1
fi

[ -x "$place/node_modules/.bin/sarif-multitool" ] ||
    npm install --silent --no-save --no-audit --no-fund --prefix "$place" @microsoft/sarif-multitool@5.7.0
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 # it needs no ICU then

# An error of the validator is a line ": error SARIF…" or ": error JSON…"; warnings and notes are taste.
valid() {
    (cd "$place" && node_modules/.bin/sarif-multitool validate --max-file-size-in-kb 100000 "$@") \
        >"$place/validator.log" 2>&1
    grep -q 'Analysis completed successfully' "$place/validator.log"
    if grep -E ': error ' "$place/validator.log"; then return 1; fi
}

cd "$place"
cat >faulty.ttl <<'TURTLE'
@prefix airm: <https://w3id.org/airm-graph/ns#> .
@prefix airo: <https://w3id.org/airo#> .
<https://example.org/mitigation-mine-1> a airm:Mitigation ; airm:claimsAllRisks "perhaps" .
[] a airo:RiskSource .
TURTLE
printf '<urn:example:a> <urn:example:b> "c" .\n' >other.nt
export AIRM_GRAPH_HOME=$place/workspace
"$airm" -q validate --show warning --format sarif -o catalogue.sarif
"$airm" -q validate faulty.ttl --format sarif -o faulty.sarif && exit 1
"$airm" -q validate other.nt --only Mitigation-prefLabel --format sarif -o nothing.sarif
sed 's/"ruleIndex": [0-9]*/"ruleIndex": 9999/' faulty.sarif >wrong.sarif
if valid wrong.sarif >/dev/null; then
    echo "the validator accepts a rule that does not exist" >&2
    exit 1
fi
for log in catalogue faulty nothing; do
    valid "$log.sarif"
    echo "$log.sarif: no error"
done
