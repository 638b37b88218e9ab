# Everything a newcomer needs: `make setup`, then `make demo`. Wants Python 3.11 or newer and nothing else.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ROOMS := $(wildcard huifang web webhooks workers dialer campaigns runtime sandbox samples migrations bench tests)

# The first of these that runs and is new enough; another one: make setup PYTHON=/path/to/python3.12
NEW_ENOUGH := -c 'import sys; sys.exit(sys.version_info < (3, 11))'
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p $(NEW_ENOUGH) 2>/dev/null && echo $$p && break; done)

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo run test lint bench

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo 'Arguments go in ARGS, for example: make test ARGS="tests/dialer -k hours"'

setup: $(READY) ## The environment in .venv, exactly as the lock file says
	@echo "Ready: make demo, make test or make run"

demo: $(READY) ## Huifang with sample customers, a telephone network in a box and a fast clock
	@$(BIN)/huifang demo $(ARGS)

run: $(READY) ## Huifang on this machine, with your customers
	@$(BIN)/huifang run $(ARGS)

# A file's tests stay together, and each process has engines of its own. Many tests wait for a real process, a page or
# a telephone: two processes more than there are cores; six are enough for any machine. What waits longest stays in one
# process (tests/in_turn.py). What is compiled is kept, whatever is set outside: to compile the tests anew takes each
# process seven seconds.
test: $(READY) ## All tests; brings a browser, a Chinese font and what is wanted from npm where it may
	@$(BIN)/python -m tests.needs
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n $$(( $$(getconf _NPROCESSORS_ONLN) + 2 )) --maxprocesses 6 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(READY) ## Style, formatting, types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy $(ROOMS)

bench: $(READY) ## How fast it is
	@$(BIN)/python -m bench $(ARGS)

# What is said here goes to stderr: on stdout stands what the person asked for, such as the demonstration's JSON.
$(READY): requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo 'Installing what requirements-dev.lock names …' >&2
	@$(BIN)/python -m pip install --quiet --upgrade pip >&2
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock >&2
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable . >&2
	@touch $@

$(BIN)/python:
	@test -n '$(PYTHON)' && $(PYTHON) $(NEW_ENOUGH) || \
		{ echo 'Huifang wants Python 3.11 or newer: install it, or name it with make setup PYTHON=/path/to/python3.11'; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || $(MAKE) --no-print-directory .venv-module
	@echo "Making $(VENV) with $$($(PYTHON) --version) …" >&2
	@$(PYTHON) -m venv --clear $(VENV) >&2

# Debian keeps the part of Python that makes environments in a package of its own.
.PHONY: .venv-module
.venv-module: PACKAGE = $(shell $(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
.venv-module:
	@test "$$(id -u)" = 0 && command -v apt-get >/dev/null || \
		{ echo 'Python cannot make environments here: apt-get install $(PACKAGE), then again.'; exit 1; }
	@echo 'Installing $(PACKAGE) …' >&2
	@apt-get -qq update >&2
	@DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 install -y --no-install-recommends $(PACKAGE) >/dev/null
