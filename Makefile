# `make` alone lists what there is. Everything is called through the interpreter of .venv, never
# through its scripts: their first lines break where the path of the checkout has a space.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PORT ?= 8000
CLAIMS ?= 100000
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
VENV := .venv/bin/python
PIP := $(VENV) -m pip --disable-pip-version-check --quiet
# The locks are whole, so pip resolves nothing: it would prefer a newer coverage[toml] to the pinned coverage.
LOCK := $(VENV) -m uv pip compile --no-config \
	--universal --generate-hashes --python-version 3.11 --no-annotate --no-emit-index-url \
	--custom-compile-command 'make lock' --quiet
PRODUCTION := env DATABASE_URL=postgresql://factreg@localhost/factreg \
	PUBLIC_DATABASE_URL=postgresql://factreg_public@localhost/factreg \
	SECRET_KEY=$$(printf 'only-for-checks-%.0s' 1 2 3 4) SITE_URL=https://registry.example.org \
	LOG_DIR=var/log LOG_KEY=PRIVATE+KEY+registry.example.org/log+3c7bda4f+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f
TYPED := factreg claims/actions.py claims/rules claims/ledger claims/log claims/upkeep

.PHONY: help run test cover check fix bench torture lock messages clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 10

run: .venv/.runs ## serve the registry with its demo on http://127.0.0.1:8000 (PORT=...)
	@exec $(VENV) manage.py run --port $(PORT)

test: .venv/.tests ## run the test suite
	@chromium=$$($(VENV) scripts/find_chromium.py) && \
		CHROMIUM="$$chromium" $(VENV) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

cover: .venv/.tests ## run the test suite and report branch coverage
	@$(MAKE) --no-print-directory test ARGS="--cov --cov-report=term $(ARGS)"

check: .venv/.tests ## lint, types, migrations, deployment settings, templates
	$(VENV) -m ruff format --check .
	$(VENV) -m ruff check .
	$(VENV) scripts/check_bandit.py
	$(PRODUCTION) $(VENV) -m mypy $(TYPED)
	$(VENV) manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(VENV) manage.py check --deploy --fail-level WARNING
	$(VENV) -m djlint --lint --quiet .

fix: .venv/.tests ## format the code and mend what can be mended
	$(VENV) -m ruff check --fix .
	$(VENV) -m ruff format .

bench: .venv/.tests ## measure beside the plain way and the limit (CLAIMS=..., ARGS=...)
	$(VENV) -m tests.benchmarks --claims $(CLAIMS) $(ARGS)

torture: .venv/.tests ## the long proofs
	$(VENV) -m pytest tests/torture $(ARGS)

lock: .venv/.tests ## compile requirements*.in into requirements*.txt (ARGS=--upgrade)
	$(LOCK) $(ARGS) requirements.in -o requirements.txt
	$(LOCK) $(ARGS) requirements-dev.in -o requirements-dev.txt

messages: .venv/.tests ## find what pages say in claims/public, and compile its translations
	$(VENV) scripts/messages.py

clean: ## remove the virtual environment; the data in var/ stays
	rm -rf .venv

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or set PYTHON=/path/to/python." >&2; exit 1; }
	@"$(PYTHON)" -m venv --clear .venv || { rm -rf .venv; echo "Python has no venv module: on Debian and Ubuntu, apt install python3-venv." >&2; exit 1; }

.venv/.runs: requirements.txt .venv/bin/python
	@echo "Installing the dependencies ..."
	@$(PIP) install --require-hashes --no-deps -r requirements.txt
	@touch $@

.venv/.tests: requirements-dev.txt .venv/bin/python
	@echo "Installing the dependencies of the tests ..."
	@$(PIP) install --require-hashes --no-deps -r requirements-dev.txt
	@touch $@ .venv/.runs
