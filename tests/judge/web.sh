#!/usr/bin/env bash
# Starts the server and looks at a page of every type as browsers and checkers do: axe in light and
# dark, wide and narrow; html-validate and the Nu checker; links and fragments; Lighthouse; YASGUI.
set -euo pipefail
cd "$(dirname "$0")/../.."
place=${AIRM_JUDGE_DIR:-build/judge}/web
rm -rf "$place/pages"
mkdir -p "$place/pages"
place=$(cd "$place" && pwd)
here=$PWD/tests/judge/web
airm=$PWD/.venv/bin/airm-graph

CHROME_PATH=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$CHROME_PATH" ]; then
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends chromium >/dev/null
    CHROME_PATH=$(command -v chromium)
fi
[ -f "$place/node_modules/lighthouse/package.json" ] ||
    npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$place" \
        puppeteer-core@24.43.1 axe-core@4.14.1 html-validate@10.17.0 vnu-jar@26.9.27 \
        lighthouse@12.8.2

export AIRM_GRAPH_HOME=$place/workspace CHROME_PATH
export WEB_TOOLS=$place WEB_PAGES=$place/pages.tsv
"$airm" -q build >"$place/build.log"
.venv/bin/python "$here/addresses.py" "$AIRM_GRAPH_HOME" >"$WEB_PAGES"
port=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export WEB_BASE=http://127.0.0.1:$port
"$airm" -q serve --editor --port "$port" >"$place/serve.log" 2>&1 &
server=$!
trap 'kill $server; wait $server || true' EXIT
until curl -sf -o "$place/health" "$WEB_BASE/healthz"; do
    kill -0 "$server"
    sleep 0.3
done

failed=0
judged() {
    SECONDS=0
    "$@" || failed=1
    echo "    $SECONDS s"
}
html() {
    local count bad=0
    count=$(find "$place/pages" -name '*.html' | wc -l)
    (cd "$place" && node_modules/.bin/html-validate --config "$here/htmlvalidate.json" "pages/*.html") || bad=1
    java -jar "$place/node_modules/vnu-jar/build/dist/vnu.jar" --errors-only --format text "$place/pages" || bad=1
    echo "html-validate and the Nu checker: $count pages, $([ $bad = 0 ] && echo no || echo some) faults"
    [ "$count" -eq "$(wc -l <"$WEB_PAGES")" ] && [ $bad = 0 ]
}
judged node "$here/accessibility.mjs" "$place/pages"
judged html
judged node "$here/editor.mjs"
judged node "$here/links.mjs" "$place/pages"
# Its rules of accessibility are axe's, which saw all pages above: one page of each layout.
judged node "$here/lighthouse.mjs" start matrix cell-gap browse vocabulary query-answer sparql mitigation
exit $failed
