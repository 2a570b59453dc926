# Each target works as the first command on a fresh machine with make and Python >= 3.11 (venv, pip).
# It creates .venv, installs what it needs at the versions of constraints.txt, and goes on; the second time it starts at once.

SHELL := /bin/sh
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup lab demo test quick parity zoo hostile bench clean

help: ## Say what each target does
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

setup: $(VENV)/.instructor ## Create .venv and install the course

lab: $(VENV)/.instructor ## Open the lessons in JupyterLab (ARGS="--no-browser --port 8899" passes through)
	@$(BIN)/autograder lab $(ARGS)

demo: $(VENV)/.instructor ## An instructor's day: release, take in, grade and report a class of twenty
	@$(BIN)/autograder demo $(ARGS)

test: $(VENV)/.dev ## Lint, types and every test (ARGS pass through to pytest)
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet . && $(BIN)/mypy
	@$(BIN)/python -m tests.chromium
	@$(BIN)/python -m pytest -m "not parity" $(ARGS)

quick: $(VENV)/.dev ## The tests that need no browser and no sandbox
	@$(BIN)/python -m pytest -q -m "not parity and not browser and not hostile" $(ARGS)

parity: $(VENV)/.parity ## Compare the core with PyTorch, Keras and scikit-learn
	@$(BIN)/python -m pytest -m parity $(ARGS)

zoo: $(VENV)/.dev ## Judge every wrong and right program of the zoo and print the table
	@$(BIN)/python -m tests.zoo $(ARGS)

hostile: $(VENV)/.dev ## A class of 100, hostile submissions among it, graded for real (ARGS="--students 0": all there are)
	@$(BIN)/python -m tests.hostile.hundred $(ARGS)

bench: $(VENV)/.parity ## Measure the core against the inlined limit, textbook NumPy, PyTorch and scikit-learn
	@$(BIN)/python -m benchmarks.core $(ARGS)

clean: ## Remove the environment and the caches; never a student's work or a gradebook
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer with venv and pip was found. Install one (on Debian and Ubuntu: apt install python3-venv), or name it: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Creating $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.instructor: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing the course (a minute or two, the first time only)"
	@$(PIP_INSTALL) --editable ".[instructor]"
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing the course with its development tools (a minute or two, the first time only)"
	@$(PIP_INSTALL) --editable ".[dev]"
	@touch $@ $(VENV)/.instructor

$(VENV)/.parity: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing the frameworks to compare with (large; the first time only)"
	@$(PIP_INSTALL) --editable ".[dev,parity]"
	@touch $@ $(VENV)/.dev $(VENV)/.instructor
