# Every target stands alone: it creates .venv and installs what it needs, once for each pyproject.toml.

PYTHON ?= python3
CASE ?= examples/severe_aplastic_anemia.yaml
PAGE ?= plan.html
# Individual transplants, where this machine has them; without the file the calibration uses what was read from it.
UCI ?= $(wildcard ../shared/data/uci-bmt-children/bone_marrow_labelled.csv)

BIN := .venv/bin
CORE := .venv/.core
DEV := .venv/.dev
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Two installations at once would spoil the one environment.
.NOTPARALLEL:
.PHONY: help plan test lint verdicts validate bench docs calibrate clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

plan: $(CORE) ## compare the treatments of one case: CASE=file.yaml PAGE=plan.html
	$(BIN)/hemograft plan $(CASE) --out $(PAGE)

test: $(DEV) ## run the whole test suite
	$(BIN)/python -m pytest -n 2 -q

lint: $(DEV) ## check style, format, types and the one-way imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports

verdicts: $(DEV) ## the reduced validation: fails where a verdict has changed and CHANGELOG.md does not say so
	$(BIN)/hemograft validate --check CHANGELOG.md

validate: $(DEV) ## every held-out record at full size, resumable; writes docs/validation.md
	$(BIN)/hemograft validate --full --checkpoint .validation --out docs/validation.md

bench: $(DEV) ## measure the engine beside libroadrunner
	$(BIN)/python -m benchmarks

docs: $(DEV) ## typeset the equations and the parameter table from the code
	$(BIN)/python -m tools.docs

calibrate: $(DEV) ## fit the calibrated records to their targets, resumable; REPORT=1 shows how the present ones do
	$(BIN)/hemograft calibrate $(if $(REPORT),--report,--checkpoint .calibration) $(if $(UCI),--uci $(UCI)) --out docs/calibration.md

clean: ## remove the environment and everything generated here
	rm -rf .venv .calibration .validation plan.html build dist .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests benchmarks tools -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

$(BIN)/python:
	$(PYTHON) -m venv .venv

$(CORE): pyproject.toml | $(BIN)/python
	$(PIP) --editable .
	@touch $@

$(DEV): pyproject.toml | $(BIN)/python
	$(PIP) --editable ".[dev]"
	@touch $@ $(CORE)
