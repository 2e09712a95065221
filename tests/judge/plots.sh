#!/usr/bin/env bash
# Draws every picture of the catalogue as PNG, SVG and HTML, opens the pages in a browser without a
# network, and looks whether something was drawn, nothing complained and nothing was asked for.
set -euo pipefail
cd "$(dirname "$0")/../.."
place=${AIRM_JUDGE_DIR:-build/judge}/plots
rm -rf "$place/pictures"
mkdir -p "$place/pictures"
place=$(cd "$place" && pwd)
here=$PWD/tests/judge/plots
export AIRM_GRAPH_HOME=$place/workspace

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$browser" ]; then
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends chromium >/dev/null
    browser=$(command -v chromium)
fi

.venv/bin/airm-graph -q build >"$place/build.log"
.venv/bin/python "$here/draw.py" "$place/pictures"
.venv/bin/python "$here/look.py" "$browser" "$place/pictures"

# A picture with a fault is found: one that draws nothing, one that asks for something.
rm -rf "$place/faulty"
mkdir "$place/faulty"
sed 's/vegaEmbed("#figure"/vegaEmbed("#nowhere"/' "$place/pictures/cells.html" >"$place/faulty/empty.html"
sed 's|<body>|<body><img alt="" src="http://example.org/x.png">|' "$place/pictures/cells.html" >"$place/faulty/asks.html"
said=$(.venv/bin/python "$here/look.py" "$browser" "$place/faulty" || true)
grep -q '2 pages, 2 at fault' <<<"$said"
echo "two faults put in, both found"
