# The two commands: make run, make test. Needs Python 3.11 or newer and a network; sets up the rest.
.DEFAULT_GOAL := help
.PHONY: help setup run test check bench lock

# The first of these that is a working Python, 3.11 or newer.
PYTHON := $(shell for python in python3.11 python3 python3.12 python3.13 python3.14 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; break; }; done)
VENV := .venv/bin/python

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:  ## put everything the portal needs in .venv, node_modules and static/built
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: found neither python3.11 nor a python3 that new."; exit 1; }
	@$(PYTHON) .ci/setup.py

run: setup  ## serve the sample state at http://localhost:8000 (PORT=… for another port)
	@exec $(VENV) .ci/serve.py

test: setup  ## every test, on SQLite and on PostgreSQL, with a browser (ARGS="…" goes to pytest)
	@exec $(VENV) .ci/test.py $(ARGS)

check: setup  ## lint, types, import contracts, migrations, states diagram, lock files
	@exec $(VENV) .ci/check.py

bench: setup  ## measure the pages as in production, on both databases (ARGS="…" goes to the script)
	@exec $(VENV) .ci/bench.py $(ARGS)

lock: setup  ## make the lock files again after a change of pyproject.toml or package.json
	@exec $(VENV) .ci/locks.py --write
