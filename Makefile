# Needs git, make and Python 3.11 or later. `make setup PYTHON=/path/to/python3` picks another one.
PYTHON ?= python3
VENV := .venv/bin
LOCK := $(VENV)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links

.PHONY: setup run test check bench audit lock clean

setup:
	@$(PYTHON) -m tools.setup

run: setup
	@$(VENV)/mingcha demo --serve

test: setup
	@$(VENV)/python -m tools.browser
	@$(VENV)/python -m pytest --numprocesses=2 $(ARGS)

check: setup
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .
	@$(VENV)/mypy
	@$(VENV)/lint-imports
	@$(VENV)/python -m tools.house
	@$(VENV)/python -m tools.locks
	@$(VENV)/python -m tools.licences
	@if [ -f mingcha/generate.py ]; then $(VENV)/python -m mingcha.generate --check; fi

bench: setup
	@$(VENV)/mingcha bench

# Asks the advisory databases, so it needs the network; never part of `check`.
audit: setup
	@$(VENV)/python -m tools.audit

# Resolves the newest versions that pyproject.toml and web/package.json allow.
lock: setup
	@$(LOCK) --upgrade --group dev pyproject.toml --output-file requirements.lock
	@$(LOCK) --upgrade --group node --output-file requirements-node.lock
	@$(VENV)/python -m tools.frontend --lock
	@$(VENV)/python -m tools.locks

clean:
	@if [ -x $(VENV)/mingcha ]; then $(VENV)/mingcha stop; fi
	rm -rf .venv build mingcha.egg-info web/static/vendor .mypy_cache .ruff_cache .pytest_cache \
		.import_linter_cache .hypothesis
