# Everything here needs Python 3.11-3.13 and make, and nothing else. `make PYTHON=/path/to/python setup` picks a Python.

PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header $(UPGRADE)

.DEFAULT_GOAL := help
.PHONY: help setup demo check test verify schemas deployment lock clean

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(INSTALLED) ## Install Dateline and its tools into .venv; again costs nothing

$(INSTALLED): requirements-dev.lock pyproject.toml
	@sh tools/venv.sh $(VENV) $(PYTHON)
	@echo "Installing the locked requirements into $(VENV); this takes a while the first time."
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

demo: setup ## Start a Kafka, enrich the seeds and show what came out
	@$(BIN)/dateline demo

check: setup ## Lint, formatting, types, and which module may import which
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

test: setup ## Run the tests, those on a real Kafka included
	$(BIN)/python -m pytest -n 3 --dist worksteal -m "not verify"

# pytest ends with 5 where nothing bears the mark
verify: setup ## Run the tests that take longer
	$(BIN)/python -m pytest -m verify || [ $$? -eq 5 ]

schemas: setup ## Write schemas/ from the records
	@$(BIN)/dateline schema export schemas

deployment: setup ## Write the rules, dashboards and lists of settings of deploy/ and docs/operations/ from code
	@$(BIN)/python deploy/prometheus/rules.py
	@$(BIN)/python -m deploy.grafana.generate
	@$(BIN)/python deploy/kubernetes/schema.py
	@$(BIN)/python tools/settings_page.py
	@$(BIN)/python tools/permissions_page.py

lock: setup ## Resolve the requirements anew; UPGRADE=--upgrade takes newer versions
	$(BIN)/$(LOCK) --all-extras --group dev pyproject.toml -o requirements-dev.lock
	$(BIN)/$(LOCK) --constraint requirements-dev.lock --extra broker pyproject.toml -o requirements.lock
	$(BIN)/$(LOCK) --constraint requirements-dev.lock --group pyproject.toml:build -o requirements-build.lock
	$(BIN)/$(LOCK) --group pyproject.toml:go -o requirements-go.lock

clean: ## Remove .venv and everything that was made
	rm -rf $(VENV) .tools build dist site .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
