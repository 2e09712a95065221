#!/usr/bin/env bash
# The tests that take seconds each, which 'make test' leaves out; those that start Java are reason.sh's.
set -euo pipefail
cd "$(dirname "$0")/../.."
AIRM_GRAPH_SLOW=1 .venv/bin/python -m pytest -q -m slow tests --ignore tests/test_reason.py
