# Two commands do all: `make run` serves the page, `make test` checks everything.
VENV := .venv
BIN := $(VENV)/bin
# The first Python at hand that the packages have wheels for.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)
export DIGITS_DATA ?= $(abspath $(wildcard ../shared/data))
export TF_CPP_MIN_LOG_LEVEL ?= 2

.PHONY: run test train pages evaluate compare peers bench latency cloud replicas fuzz faults soak hasty audit lock newest screenshots format

run: $(VENV)/run-ready
	$(BIN)/streamlit run app.py

test: $(VENV)/test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m tests.chromium
	$(BIN)/python -m pytest -n 4 --dist worksteal  # on two cores: a test in the browser waits more than it works

train: $(VENV)/test-ready
	$(BIN)/python -m training train --seed 1

pages: $(VENV)/test-ready
	$(BIN)/python -m training train --recipe pages

evaluate: $(VENV)/test-ready
	$(BIN)/python -m training evaluate

compare: $(VENV)/test-ready
	$(BIN)/python -m training compare

peers: $(VENV)/test-ready
	$(BIN)/python -m training peers

bench: $(VENV)/test-ready
	$(BIN)/python -m tests.tools.bench

latency: $(VENV)/test-ready
	$(BIN)/python -m tests.tools.latency

fuzz: $(VENV)/test-ready
	$(BIN)/python -m tests.tools.fuzz

faults: $(VENV)/test-ready
	$(BIN)/python -m tests.tools.faults

soak: $(VENV)/test-ready
	$(BIN)/python -m tests.tools.soak

hasty: $(VENV)/test-ready
	$(BIN)/python -m tests.tools.hasty

audit: $(VENV)/test-ready
	$(BIN)/pip-audit --local --strict

lock: $(VENV)/test-ready
	( echo "# What requirements-dev.txt comes to on every Python and platform: written by \`make lock\`."; \
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate requirements-dev.txt ) \
	> .partial-lock && mv .partial-lock requirements-lock.txt

newest: $(VENV)/test-ready
	$(BIN)/python -m tests.tools.newest

cloud: $(VENV)/test-ready
	$(BIN)/python -m tests.tools.cloud

replicas: $(VENV)/test-ready
	$(BIN)/python -m tests.tools.replicas

screenshots: $(VENV)/test-ready
	$(BIN)/python -m tests.tools.screenshots

format: $(VENV)/test-ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/run-ready: requirements.txt requirements-lock.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed; none was found." >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -c requirements-lock.txt
	@touch $@

$(VENV)/test-ready: requirements-dev.txt $(VENV)/run-ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c requirements-lock.txt
	@touch $@
