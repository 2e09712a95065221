#!/usr/bin/env bash
# The notebooks as a reader gets them: out of the wheel, in an empty environment, with the newest
# libraries; executed there; looked at in JupyterLab and, exported to HTML, without a network.
set -euo pipefail
cd "$(dirname "$0")/../.."
place=${AIRM_JUDGE_DIR:-build/judge}/notebooks
here=$PWD/tests/judge/notebooks
rm -rf "$place/dist" "$place/env" "$place/copies" "$place/run" "$place/html" "$place/pictures" "$place/home"
mkdir -p "$place/home" "$place/pictures" "$place/run"
place=$(cd "$place" && pwd)
passed=0 failed=0
check() { # name, command …
    local name=$1
    shift
    SECONDS=0
    if "$@" >"$place/last.log" 2>&1; then
        passed=$((passed + 1))
        echo "passed  $name  ($SECONDS s)"
    else
        failed=$((failed + 1))
        echo "failed  $name  ($SECONDS s)"
        tail -n 30 "$place/last.log" | sed 's/^/    /'
    fi
    grep -h '^picture ' "$place/last.log" | sed 's/^/    /' || true
}

install() {
    .venv/bin/python -m pip --disable-pip-version-check --quiet wheel --no-deps --wheel-dir "$place/dist" .
    python3 -m venv "$place/env"
    local wheel
    wheel=$(echo "$place"/dist/airm_graph-*.whl)
    "$place/env/bin/python" -m pip --disable-pip-version-check --quiet install "airm-graph[notebook] @ file://$wheel"
}
check "the wheel with the extra 'notebook' installs into an empty environment" install

# Nothing of this user, and nothing of this checkout.
export PATH=$place/env/bin:$PATH AIRM_GRAPH_HOME=$place/home/workspace
export JUPYTER_CONFIG_DIR=$place/home/config JUPYTER_DATA_DIR=$place/home/data
export JUPYTER_RUNTIME_DIR=$place/home/runtime IPYTHONDIR=$place/home/ipython
export JUPYTERLAB_SETTINGS_DIR=$place/home/settings
unset PYTHONPATH
cd "$place/run"
check "'airm-graph notebook' copies them" airm-graph notebook "$place/copies"
names=("$place"/copies/*.ipynb)
check "there are eight" test ${#names[@]} -eq 8
check "the second runs there, in a workspace that is not there yet" \
    jupyter nbconvert --to notebook --execute --output-dir "$place/run" --ExecutePreprocessor.timeout=90 "${names[1]:-none}"
check "they are exported to HTML" jupyter nbconvert --to html --output-dir "$place/html" "${names[@]}"

chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$chromium" ] || ! command -v npm >/dev/null; then
    echo "skipped: JupyterLab and the exported pages were not looked at, for chromium or npm is missing"
    echo "$passed passed, $failed failed"
    exit $((failed > 0))
fi
[ -d "$place/node_modules/puppeteer-core" ] ||
    PUPPETEER_SKIP_DOWNLOAD=1 npm install --silent --no-save --no-audit --no-fund --ignore-scripts \
        --prefix "$place" puppeteer-core@24.43.1
export CHROME_PATH=$chromium TOOLS=$place PICTURES=$place/pictures

# Every cell is drawn, whether it is in sight or not; no news are fetched.
settings=$JUPYTERLAB_SETTINGS_DIR/@jupyterlab
mkdir -p "$settings/notebook-extension" "$settings/apputils-extension"
echo '{"windowingMode": "none"}' >"$settings/notebook-extension/tracker.jupyterlab-settings"
echo '{"fetchNews": "false", "checkForUpdates": false}' >"$settings/apputils-extension/notification.jupyterlab-settings"
port=$(python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
jupyter lab --allow-root --no-browser --ip=127.0.0.1 --port="$port" --ServerApp.port_retries=0 \
    --IdentityProvider.token= --ServerApp.root_dir="$place/copies" >"$place/lab.log" 2>&1 &
server=$!
trap 'kill $server; wait $server || true' EXIT
for _ in $(seq 300); do
    if curl -sf -o "$place/status" "http://127.0.0.1:$port/api/status"; then break; fi
    kill -0 "$server"
    sleep 0.2
done
for path in "${names[@]}"; do
    name=$(basename "$path" .ipynb)
    check "JupyterLab shows $name" node "$here/look.mjs" "$path" "http://127.0.0.1:$port/lab/tree/$name.ipynb?reset" lab
    check "a browser without a network shows $name.html" node "$here/look.mjs" "$path" "file://$place/html/$name.html" html
done
echo "$passed passed, $failed failed"
exit $((failed > 0))
