# Each target works as the first command on a fresh machine with make and Python >= 3.11 (venv, pip).
# It creates .venv, installs what it needs at the versions of constraints.txt, and goes on; the second time it starts at once.

SHELL := /bin/sh
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
# Tests run in two processes, a file of tests in one of them; ARGS="-n 0" runs them in order in one (--pdb needs that).
PYTEST := $(BIN)/python -m pytest --numprocesses 2 --dist loadfile
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup lab demo test quick parity zoo mutants hostile accidents fuzz courses bench site sitetest livetest clean

help: ## Say what each target does
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

setup: $(VENV)/.instructor ## Create .venv and install the course

lab: $(VENV)/.lab ## Open the lessons in JupyterLab (ARGS="--no-browser --port 8899" passes through)
	@$(BIN)/autograder lab $(ARGS)

demo: $(VENV)/.instructor ## An instructor's day: release, take in, grade and report a class of twenty
	@$(BIN)/autograder demo $(ARGS)

test: $(VENV)/.dev ## Lint, types and every test (ARGS pass through to pytest)
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet . && $(BIN)/mypy
	@$(BIN)/python -m tests.chromium
	@$(PYTEST) -m "not parity and not site and not live" $(ARGS)

quick: $(VENV)/.dev ## The quick tests that need no browser and no sandbox
	@$(PYTEST) -q -m "not slow and not parity and not browser and not hostile and not site and not live" $(ARGS)

parity: $(VENV)/.parity ## Compare the core with PyTorch, Keras and scikit-learn
	@$(PYTEST) -m parity $(ARGS)

zoo: $(VENV)/.dev ## Judge every wrong and right program of the zoo and print the table
	@$(BIN)/python -m tests.zoo $(ARGS)
	@$(if $(ARGS),,$(BIN)/python -m tests.shares)

mutants: $(VENV)/.dev ## Judge every small change of every right program; 20 minutes (ARGS="--every 10" tries a tenth)
	@$(BIN)/python -m tests.mutants $(ARGS)

hostile: $(VENV)/.dev ## A class of 100, hostile submissions among it, graded for real (ARGS="--students 0": all there are)
	@$(BIN)/python -m tests.hostile.hundred $(ARGS)

accidents: $(VENV)/.dev ## Kills, locks, lost clusters, edits between release and grading: the gradebook must come out the same
	@ACCIDENTS=20 $(BIN)/python -m pytest -q $(addprefix tests/grading/test_,accidents.py stopping.py cluster.py agreement.py disturbed.py) $(ARGS)

fuzz: $(VENV)/.dev ## Odd inputs for all that reads what others wrote: an hour by default (FUZZ=seconds for each of the tests)
	@FUZZ=$(or $(FUZZ),450) $(BIN)/python -m pytest -q -s tests/fuzz $(ARGS)

courses: $(VENV)/.dev ## Grade solutions, slips and stubs of foreign nbgrader courses with stock nbgrader and with ours (COURSES=folder of checkouts)
	@$(BIN)/python -m tests.foreign.courses $(COURSES) $(ARGS)

bench: $(VENV)/.parity ## Measure the core against the inlined limit, textbook NumPy, PyTorch and scikit-learn
	@$(BIN)/python -m benchmarks.core $(ARGS)

site: $(VENV)/.site ## Build the site in site/: lessons that move without Python; PYODIDE_PACKAGES=folder or address: live ones too
	@$(BIN)/python -m website.build $(if $(PYODIDE_PACKAGES),--pyodide-packages "$(PYODIDE_PACKAGES)")

sitetest: $(VENV)/.dev ## Build the site and test every page of it in a real Chromium
	@$(BIN)/python -m tests.chromium
	@$(BIN)/python -m website.build && $(BIN)/python -m pytest tests/site -m site $(ARGS)

livetest: $(VENV)/.dev ## Build the site with a complete Pyodide and test its live notebooks in a real Chromium
	@$(BIN)/python -m tests.chromium
	@place="$(PYODIDE_PACKAGES)"; [ -n "$$place" ] || place=$$($(BIN)/python -m tests.site.standin) || exit 0; \
	$(BIN)/python -m website.build --pyodide-packages "$$place" && $(BIN)/python -m pytest tests/site -m live $(ARGS)

clean: ## Remove the environment and the caches; never a student's work or a gradebook
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist site

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer with venv and pip was found. Install one (on Debian and Ubuntu: apt install python3-venv), or name it: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Creating $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.lab: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing the lessons (a minute, the first time only)"
	@$(PIP_INSTALL) --editable ".[lab]"
	@touch $@

$(VENV)/.instructor: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing the course (a minute or two, the first time only)"
	@$(PIP_INSTALL) --editable ".[instructor]"
	@touch $@ $(VENV)/.lab

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing the course with its development tools (a minute or two, the first time only)"
	@$(PIP_INSTALL) --editable ".[dev]"
	@touch $@ $(VENV)/.instructor $(VENV)/.lab $(VENV)/.site

$(VENV)/.site: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing what builds the site (a minute or two, the first time only)"
	@$(PIP_INSTALL) --editable ".[site]"
	@touch $@

$(VENV)/.parity: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing the frameworks to compare with (large; the first time only)"
	@$(PIP_INSTALL) --editable ".[dev,parity]"
	@touch $@ $(VENV)/.dev $(VENV)/.instructor $(VENV)/.lab
