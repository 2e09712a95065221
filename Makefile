# Two commands do all set-up on a machine that has only Python 3.11 and make:
#   make demo   installs, builds the graph, prints the gap report and writes it as gaps.html
#   make test   installs the test tools and runs the tests
.PHONY: demo test check judge bench notebooks notebooks-run pages format lock ids fidelity clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKSPACE := build/demo
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

demo: $(VENV)/.installed
	$(BIN)/airm-graph --workspace $(WORKSPACE) build >/dev/null
	$(BIN)/airm-graph --workspace $(WORKSPACE) gaps
	$(BIN)/airm-graph --workspace $(WORKSPACE) report -o build/gaps.html

test: $(VENV)/.developed
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: $(VENV)/.developed
	$(BIN)/ruff format --check src tests
	$(BIN)/ruff check src tests
	$(BIN)/mypy

# Slow third-party judges: each installs what it needs into an environment of its own.
judge: $(VENV)/.developed
	tests/judge/run.sh

# Costs as ratios within one run, with peers beside us; nothing is asserted. FULL=--full builds a
# million measures, too.
bench: $(VENV)/.developed
	$(PIP) install $$(sed -n '/^bench = \[/,/^\]/s/^ *"\(.*\)",.*/\1/p' pyproject.toml)
	PYTHONPATH=tests $(BIN)/python -m benchmarks $(FULL)

# JupyterLab with the notebooks open; it stays until Ctrl-C.
notebooks: $(VENV)/.developed
	$(PIP) install --constraint constraints.txt --editable '.[notebook]'
	$(BIN)/jupyter lab notebooks

# Executes the notebooks from clean kernels and stores what comes out; ONLY=03 takes one of them.
notebooks-run: $(VENV)/.developed
	$(BIN)/python tests/notebook_runs.py $(ONLY)

# The vocabulary as one HTML page.
pages:
	tests/judge/pages.sh build/airm.html

format: $(VENV)/.developed
	$(BIN)/ruff format src tests
	$(BIN)/ruff check --fix src tests

# Repeats today's newest versions within the ranges of pyproject.toml.
lock: $(VENV)/.developed
	$(PIP) install --upgrade --upgrade-strategy eager --editable '.[notebook]' $$(sed -n '/^dev = \[/,/^\]/s/^ *"\(.*\)",.*/\1/p' pyproject.toml)
	{ echo "# Versions that the tests ran with; made by 'make lock'."; \
	  $(PIP) freeze --exclude-editable --exclude airm-graph; } > constraints.txt

# Adds the ids of new things to the list of published ones; a release never loses a line.
ids: $(VENV)/.developed
	$(BIN)/python tests/published_ids.py

# Counts what each export brings back when it is read again, for the table in data/README.md.
fidelity: $(VENV)/.developed
	$(BIN)/python tests/fidelity.py

clean:
	rm -rf build dist $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "airm-graph needs Python 3.11 or newer"'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) install --constraint constraints.txt --editable .
	touch $@

$(VENV)/.developed: $(VENV)/.installed
	$(PIP) install --constraint constraints.txt $$(sed -n '/^dev = \[/,/^\]/s/^ *"\(.*\)",.*/\1/p' pyproject.toml)
	touch $@
