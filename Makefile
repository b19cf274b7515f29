# Askance: run, check, package. `make help` lists the targets.
PYTHON := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help run setup setup-run check test gallery bench package lock clean

help:  ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: setup-run  ## start Askance
	@$(PYTHON) -m askance

setup: ## install what running, testing and packaging need
	@packaging/setup.sh dev

setup-run:
	@packaging/setup.sh run

check: setup  ## lint, formatting, types, import contracts
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy
	.venv/bin/lint-imports

test: check  ## everything a change must pass; TESTS="tests/unit -k name" narrows it
	$(PYTHON) -m pytest -n auto --dist loadfile $(TESTS)

gallery: setup  ## draw every window and state into build/gallery
	$(PYTHON) -m tests.gallery

bench: setup  ## start-up, capture, replies, the conversation, reading: each against a baseline
	$(PYTHON) -m tests.benchmarks

package: setup  ## build the installable package into dist
	packaging/build.sh

lock: setup  ## renew the pinned, hashed requirements
	packaging/lock.sh

clean:  ## remove what these targets made, but .venv
	rm -rf build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .benchmarks
	find desktop tests packaging -name __pycache__ -type d -prune -exec rm -rf {} +
