# The two main commands are make run and make test. They need Python 3.11 or newer and a network, and set up the rest.
.DEFAULT_GOAL := help
.PHONY: help setup run test check bench storm lock

# The first of these that is a working Python, 3.11 or newer.
PYTHON := $(shell for python in python3.11 python3 python3.12 python3.13 python3.14 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; break; }; done)
VENV := .venv/bin/python

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:  ## install what the portal needs in .venv, node_modules, and static/built
	@test -n "$(PYTHON)" || { echo "This portal needs Python 3.11 or newer, and no such Python was found."; exit 1; }
	@$(PYTHON) .ci/setup.py

run: setup  ## load the sample state and serve it at http://localhost:8000 (PORT=8001 for another port)
	@exec $(VENV) .ci/serve.py

test: setup  ## run every test, on SQLite and on PostgreSQL, with a browser (ARGS="…" goes to pytest)
	@exec $(VENV) .ci/test.py $(ARGS)

check: setup  ## check style, types, import contracts, migrations, the states diagram, and lock files
	@exec $(VENV) .ci/check.py

bench: setup  ## measure the pages as in production, on both databases (ARGS="…" goes to the script)
	@exec $(VENV) .ci/bench.py $(ARGS)

storm: setup  ## submit hundreds of applications at once, with faults, on loopback, and check every receipt
	@exec $(VENV) .ci/storm.py $(ARGS)

lock: setup  ## rebuild the lock files after a change to pyproject.toml or package.json
	@exec $(VENV) .ci/locks.py --write
