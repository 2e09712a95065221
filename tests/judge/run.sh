#!/usr/bin/env bash
# Runs every judge, that is every other executable file beside this one: three at a time, for they
# wait for downloads, and then, each alone, those that measure. What a judge prints goes to a log;
# here it gets one line, and the end of its log if it failed.
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export AIRM_JUDGE_DIR=${AIRM_JUDGE_DIR:-$(cd "$here/../.." && pwd)/build/judge}
mkdir -p "$AIRM_JUDGE_DIR"
export PIP_NO_COMPILE=1 # of what is installed a judge imports a little

# Those that take minutes, the longest first: begun last, one of them would run on alone.
long=(slow_tests.sh remote.sh shacl_engines.sh reason.sh web.sh site.sh notebooks.sh sarif.sh)
alone=(hostile.sh load.sh)

judge() {
    local name log verdict=failed began=$SECONDS computed
    name=$(basename "$1")
    log=$AIRM_JUDGE_DIR/$name.log
    if "$1" >"$log" 2>&1; then verdict=passed; fi
    if [ "$verdict" = passed ] && grep -qi '^ *skipped' "$log"; then verdict=skipped; fi
    times >"$log.times" # in a subshell it would know nothing of the judge
    computed=$(awk 'NR == 2 { split($0, part, /[ms ]+/); printf "%.0f", 60 * (part[1] + part[3]) + part[2] + part[4] }' "$log.times")
    echo "$verdict  $name  $((SECONDS - began)) s, $computed s of a core$([ "$verdict" = failed ] && echo "  (see $log)")"
    # Whole lines under its name, for other judges may say something meanwhile.
    if [ "$verdict" = failed ]; then tail -n 25 "$log" | cut -c 1-500 | sed -u "s/^/  $name: /"; fi
}
export -f judge

beside() {
    local file
    for file in "${long[@]}"; do echo "$here/$file"; done
    for file in "$here"/*; do
        case " run.sh ${long[*]} ${alone[*]} " in *" $(basename "$file") "*) continue ;; esac
        if [ -f "$file" ] && [ -x "$file" ]; then echo "$file"; fi
    done
}
run() { xargs --delimiter='\n' --max-args=1 --max-procs="$1" bash -c 'judge "$1"' _; }

verdicts=$AIRM_JUDGE_DIR/verdicts
{
    beside | run 3
    printf '%s\n' "${alone[@]/#/$here/}" | run 1
} | tee "$verdicts"

failed=$(grep -c '^failed' "$verdicts")
echo "$(grep -c '^passed' "$verdicts") passed, $failed failed, $(grep -c '^skipped' "$verdicts") skipped"
[ "$failed" -eq 0 ]
