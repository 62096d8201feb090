# Rapporteur. `make run` and `make test` need Python 3.11+, git and make, and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DOSSIER ?=
KILLS ?= 50
SEED ?= 1
LOCK = $(BIN)/uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links
INSTALL = $(BIN)/python -m pip install -q --disable-pip-version-check

.PHONY: run test soak lint types bench pictures locale lock clean

run: $(VENV)/run.stamp  ## Start the bot: in the terminal, or where PLATFORMS says.
	@$(BIN)/rapporteur run $(if $(DOSSIER),--dossier "$(DOSSIER)")

test: $(VENV)/dev.stamp  ## Run all tests, on two processors where there are two.
	$(BIN)/python -m pytest -n auto --maxprocesses 2 --dist loadfile

soak: $(VENV)/dev.stamp  ## Ten times the kills of real processes in a delivery, at other moments with SEED=….
	KILLS=$(KILLS) SEED=$(SEED) $(BIN)/python -m pytest tests/flows/test_kill.py

lint: $(VENV)/dev.stamp  ## Style and imports.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

types: $(VENV)/dev.stamp  ## Strict types.
	$(BIN)/basedpyright

bench: .venv-bench/stamp  ## All figures of benchmarks/README.md, beside the peers.
	.venv-bench/bin/python -m benchmarks.gold
	.venv-bench/bin/python -m benchmarks.statements
	.venv-bench/bin/python -m benchmarks.translations
	.venv-bench/bin/python -m benchmarks.claims
	.venv-bench/bin/python -m benchmarks.speed
	.venv-bench/bin/python -m benchmarks.model
	.venv-bench/bin/python -m benchmarks.schedules
	.venv-bench/bin/python -m benchmarks.squad
	.venv-bench/bin/python -m benchmarks.store
	.venv-bench/bin/python -m benchmarks.courier
	.venv-bench/bin/python -W ignore -m benchmarks.discord
	.venv-bench/bin/python -W ignore -m benchmarks.discord --minute
	.venv-bench/bin/python -m benchmarks.slack

pictures: $(VENV)/dev.stamp  ## Draw the pictures of the documentation from real sessions and messages; needs Chromium.
	PYTHONPATH=. $(BIN)/python docs/make_picture.py
	PYTHONPATH=. $(BIN)/python docs/make_discord_pictures.py
	PYTHONPATH=. $(BIN)/python docs/make_slack_pictures.py

locale: $(VENV)/dev.stamp  ## Renew the catalogues of our own words; says which translations are missing.
	PYTHONPATH=. $(BIN)/python -m tests.bot.catalogues

lock: $(VENV)/dev.stamp  ## Renew the pinned requirements from pyproject.toml: names, versions and hashes only.
	$(LOCK) --extra setup -o requirements.lock
	$(LOCK) --extra setup --extra dev -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf $(VENV) .venv-bench dist .pytest_cache .hypothesis .ruff_cache

# A version check that says what to do, before pip says something else.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Rapporteur needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	@echo "Setting up $(VENV) (once) …" >&2
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing; on Debian and Ubuntu: apt install python3-venv" >&2; rm -rf $(VENV); exit 2; }

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(VENV)/bin/python
	@$(INSTALL) --require-hashes -r requirements.lock >&2
	@$(INSTALL) --no-deps --no-build-isolation -e . >&2
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	@$(INSTALL) --require-hashes -r requirements-dev.lock >&2
	@touch $@

.venv-bench/stamp: benchmarks/requirements.txt requirements.lock
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install -q --disable-pip-version-check -r benchmarks/requirements.txt
	.venv-bench/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@
