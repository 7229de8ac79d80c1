# Each target sets up what it needs in .venv; stamps make a second run quick.
# Needs make, git and python3 (3.11 or later) with venv; on Debian: apt-get install git make python3-venv

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
RUN_TIME := $(VENV)/.installed
WITH_TOOLS := $(VENV)/.installed-with-tools
CASE := su24-2015

.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench fuzz clean

help:
	@echo "make demo    write the dossier of $(CASE) to out/$(CASE)"
	@echo "make test    all tests (installs chromium, GDAL and CesiumJS if they are missing)"
	@echo "make check   ruff, mypy, structure of the code"
	@echo "make bench   benchmarks"
	@echo "make fuzz    every reader fed with broken files for SECONDS=600"
	@echo "make setup   everything but the tools of the tests, in $(VENV)"
	@echo "make clean   take away $(VENV) and out"

setup: $(WITH_TOOLS)

demo: $(RUN_TIME)
	$(BIN)/airspace dossier $(CASE) --out out/$(CASE) --force
	@echo
	@echo "Open $(CURDIR)/out/$(CASE)/index.html in a browser; it needs no network."

test: $(WITH_TOOLS)
	sh scripts/setup_test_tools.sh $(BIN)/python
	$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

check: $(WITH_TOOLS)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 tests/test_structure.py

bench: $(WITH_TOOLS)
	$(BIN)/python -m pytest benchmarks $(ARGS)

fuzz: $(WITH_TOOLS)
	$(BIN)/python benchmarks/fuzz_readers.py $(or $(SECONDS),600)

clean:
	rm -rf $(VENV) out

$(RUN_TIME): pyproject.toml | $(BIN)/python
	$(PIP) --editable .
	@touch $@

$(WITH_TOOLS): pyproject.toml | $(BIN)/python
	$(PIP) --editable ".[test,check]"
	@touch $(RUN_TIME) $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; name one with: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "On Debian: apt-get install python3-venv" >&2; exit 1; }
