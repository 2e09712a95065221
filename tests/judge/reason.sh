#!/usr/bin/env bash
# The tests of the reasoner that start Java many times, which 'make test' leaves out.
set -euo pipefail
cd "$(dirname "$0")/../.."
AIRM_GRAPH_SLOW=1 .venv/bin/python -m pytest -q -m slow tests/test_reason.py
