#!/usr/bin/env bash
# Runs every judge, that is every other executable file beside this one. What a judge prints goes
# to a log; here it gets one line.
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export AIRM_JUDGE_DIR=${AIRM_JUDGE_DIR:-$(cd "$here/../.." && pwd)/build/judge}
mkdir -p "$AIRM_JUDGE_DIR"
passed=0
failed=0

for judge in "$here"/*; do
    name=$(basename "$judge")
    if [ ! -f "$judge" ] || [ ! -x "$judge" ] || [ "$name" = run.sh ]; then continue; fi
    log=$AIRM_JUDGE_DIR/$name.log
    if "$judge" >"$log" 2>&1; then
        echo "passed  $name"
        passed=$((passed + 1))
    else
        echo "failed  $name  (see $log)"
        failed=$((failed + 1))
    fi
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
